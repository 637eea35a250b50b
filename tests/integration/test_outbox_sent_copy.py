"""A reply goes out over SMTP and its copy into a real mailbox's Sent folder."""

from datetime import UTC, datetime

import pytest
from support.dovecot import PASSWORD, USER, Dovecot
from support.outgoing import outgoing
from support.proxy import proxy_before
from support.smtp import SmtpServer

from assistant.mailbox.imap import ImapMailbox
from assistant.outbox.compose import compose
from assistant.outbox.delivery import send
from assistant.outbox.mailbox_copy import SentFolder, file_sent_copy

pytestmark = pytest.mark.dovecot

NOW = datetime(2026, 11, 9, 8, 30, tzinfo=UTC)
REPLY = outgoing()


def test_the_copy_is_the_mail_that_was_sent_and_is_there_once(dovecot: Dovecot, smtp_server: SmtpServer) -> None:
    raw = compose(REPLY)
    send(smtp_server.settings(), USER, None, USER, [REPLY.to[0].email], raw)
    with ImapMailbox(dovecot.settings(), USER, PASSWORD) as mailbox:
        sent: SentFolder = mailbox
        states = [file_sent_copy(sent, raw, REPLY.message_id, NOW).state for _ in range(3)]
        (batch,) = mailbox.fetch_new("Sent")
    assert states == ["filed", "already_there", "already_there"]
    assert [message.raw for message in batch.messages] == [smtp_server.kept[0].content]
    assert batch.messages[0].internal_date == NOW
    assert dovecot.flags("Sent") == [{rb"\Seen"}]


def test_filing_fails_five_times_and_the_customer_still_gets_one_mail(
    dovecot: Dovecot, smtp_server: SmtpServer
) -> None:
    raw = compose(REPLY)
    send(smtp_server.settings(), USER, None, USER, [REPLY.to[0].email], raw)
    with proxy_before(dovecot.port) as proxy:
        proxy.answer = lambda sent: (
            sent.split(b" ")[0] + b" NO [OVERQUOTA] mailbox is full\r\n" if b" APPEND " in sent else None
        )
        with ImapMailbox(dovecot.settings(port=proxy.port), USER, PASSWORD) as mailbox:
            results = [file_sent_copy(mailbox, raw, REPLY.message_id, NOW) for _ in range(5)]
            assert {result.state for result in results} == {"failed"}
            assert all("mailbox is full" in (result.warning or "") for result in results)
            proxy.answer = lambda sent: None
            assert file_sent_copy(mailbox, raw, REPLY.message_id, NOW).state == "filed"
    assert len(smtp_server.kept) == 1


def test_a_copy_whose_answer_was_lost_is_not_filed_again(dovecot: Dovecot) -> None:
    raw = compose(REPLY)
    with proxy_before(dovecot.port) as proxy:
        proxy.rewrite = lambda said: b"" if b"APPENDUID" in said else said
        with ImapMailbox(dovecot.settings(port=proxy.port, timeout=0.5), USER, PASSWORD) as mailbox:
            assert file_sent_copy(mailbox, raw, REPLY.message_id, NOW).state == "failed"
            assert file_sent_copy(mailbox, raw, REPLY.message_id, NOW).state == "already_there"
    assert len(dovecot.flags("Sent")) == 1
