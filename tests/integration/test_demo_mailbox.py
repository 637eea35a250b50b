"""The demo's mail server, used as the real parts use it: read over IMAP, answered over SMTP."""

import smtplib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path

import pytest
from imapclient import IMAPClient
from imapclient.exceptions import LoginError

from assistant.demo.mailserver import HOST, DemoMailbox
from assistant.demo.sample import SUPPORT_ADDRESS, SampleMail

CUSTOMER = "li.mei@mail.example"
FIRST = datetime(2026, 11, 20, 8, 30, tzinfo=UTC)


@pytest.fixture(scope="module")
def mailbox() -> Iterator[DemoMailbox]:
    with DemoMailbox() as mailbox:
        yield mailbox


@contextmanager
def reading(mailbox: DemoMailbox, user: str, folder: str = "INBOX") -> Iterator[IMAPClient]:
    with IMAPClient(HOST, mailbox.imap_port, ssl=False, timeout=20) as client:
        client.login(user, mailbox.password)
        client.select_folder(folder)
        yield client


def bodies(mailbox: DemoMailbox, user: str, folder: str = "INBOX") -> list[bytes]:
    with reading(mailbox, user, folder) as client:
        uids = client.search()
        fetched = client.fetch(uids, ["BODY.PEEK[]"]) if uids else {}
        return [fetched[uid][b"BODY[]"] for uid in uids]


def mail(name: str, hours: int = 0) -> SampleMail:
    raw = f"Subject: {name}\r\nFrom: {CUSTOMER}\r\n\r\n您好\r\n".encode("gb18030")
    return SampleMail(name=name, raw=raw, sent_at=FIRST + timedelta(hours=hours))


def send(mailbox: DemoMailbox, recipients: list[str], to: str, password: str | None = None) -> None:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = SUPPORT_ADDRESS, to, "Re: 保温杯"
    message.set_content("您的包裹已经发出。")
    with smtplib.SMTP(HOST, mailbox.smtp_port, timeout=20) as client:
        client.login(mailbox.user, password or mailbox.password)
        client.send_message(message, SUPPORT_ADDRESS, recipients)


def test_seeded_mail_is_read_byte_for_byte_oldest_first_with_its_own_time() -> None:
    with DemoMailbox() as mailbox:
        mails = [mail("first"), mail("second", hours=1)]
        mailbox.seed(mails)
        assert bodies(mailbox, SUPPORT_ADDRESS) == [mail.raw for mail in mails]
        with reading(mailbox, SUPPORT_ADDRESS) as client:
            arrived = client.fetch(client.search(), ["INTERNALDATE", "FLAGS"])
            times = [data[b"INTERNALDATE"].astimezone(UTC) for data in arrived.values()]
            assert times == [mail.sent_at for mail in mails]
            assert all(b"\\Seen" not in data[b"FLAGS"] for data in arrived.values())


def test_sequence_numbers_and_uids_are_told_apart_when_searching() -> None:
    with DemoMailbox() as mailbox:
        mailbox.seed([mail("first"), mail("second"), mail("third")])
        with reading(mailbox, SUPPORT_ADDRESS) as client:
            uids = client.search()
            assert min(uids) > 3
            assert client.search(["2:3"]) == uids[1:]
            assert client.search(["1:2", "UID", f"{uids[1]}:*"]) == [uids[1]]


def test_an_answer_reaches_the_customer_and_not_the_shop(mailbox: DemoMailbox) -> None:
    send(mailbox, [CUSTOMER], to=CUSTOMER)
    (received,) = bodies(mailbox, CUSTOMER)
    assert "Re: =?utf-8?" in received.decode()
    assert bodies(mailbox, SUPPORT_ADDRESS) == []


def test_the_envelope_decides_who_receives_a_mail(mailbox: DemoMailbox) -> None:
    send(mailbox, ["Hidden@mail.example"], to="somebody.else@mail.example")
    assert len(bodies(mailbox, "hidden@mail.example")) == 1
    assert bodies(mailbox, "somebody.else@mail.example") == []


def test_a_copy_can_be_filed_under_sent(mailbox: DemoMailbox) -> None:
    with reading(mailbox, SUPPORT_ADDRESS, "Sent") as client:
        client.append("Sent", b"Subject: copy\r\n\r\n", flags=[b"\\Seen"])
    assert bodies(mailbox, SUPPORT_ADDRESS, "Sent") == [b"Subject: copy\r\n\r\n"]


def test_new_mail_wakes_a_client_that_waits(mailbox: DemoMailbox) -> None:
    with reading(mailbox, "waiting@mail.example") as client:
        client.idle()
        mailbox.deliver("waiting@mail.example", b"Subject: now\r\n\r\n", FIRST)
        assert (1, b"EXISTS") in client.idle_check(timeout=10)
        client.idle_done()


def test_nobody_gets_in_without_the_password(mailbox: DemoMailbox) -> None:
    with IMAPClient(HOST, mailbox.imap_port, ssl=False, timeout=20) as client, pytest.raises(LoginError):
        client.login(SUPPORT_ADDRESS, "guess")
    with pytest.raises(smtplib.SMTPAuthenticationError):
        send(mailbox, [CUSTOMER], to=CUSTOMER, password="guess")
    with smtplib.SMTP(HOST, mailbox.smtp_port, timeout=20) as client:
        client.ehlo()
        assert client.mail(SUPPORT_ADDRESS)[0] == 530


def test_a_stopped_mailbox_is_gone_and_another_one_starts_empty() -> None:
    first, second = DemoMailbox(), DemoMailbox()
    first.start()
    first.seed([mail("first")])
    port = first.imap_port
    with IMAPClient(HOST, port, ssl=False, timeout=20) as client:
        client.login(SUPPORT_ADDRESS, first.password)
        client.select_folder("INBOX")
        client.idle()
        first.stop()
    first.stop()
    with pytest.raises(OSError, match="refused"):
        IMAPClient(HOST, port, ssl=False, timeout=5)
    with second:
        assert bodies(second, SUPPORT_ADDRESS) == []
        assert second.password != first.password


def test_loading_the_server_says_nothing_and_installs_no_log_handlers(tmp_path: Path) -> None:
    import subprocess
    import sys

    program = (
        "import logging, assistant.demo.mailserver as server\n"
        "mailbox = server.DemoMailbox(); mailbox.start(); mailbox.stop()\n"
        "loggers = [logging.getLogger(), *map(logging.getLogger, logging.root.manager.loggerDict)]\n"
        "print([h for l in loggers for h in l.handlers if not isinstance(h, logging.NullHandler)])\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=60)
    assert (done.stdout.strip(), done.stderr) == ("[]", "")
