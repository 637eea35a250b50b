"""The IMAP door against a real Dovecot: what is read and filed."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from imapclient.imap_utf7 import encode
from support.dovecot import Dovecot
from support.imap import mail, mailbox_at, tag_of, words
from support.proxy import Proxy

from assistant.errors import MailboxError, MailboxUnreachable
from assistant.mailbox import imap
from assistant.mailbox.imap import ImapMailbox

pytestmark = pytest.mark.dovecot


# Reading


def test_mails_come_oldest_first_byte_for_byte_in_batches(dovecot: Dovecot, mailbox: ImapMailbox) -> None:
    odd = b"Subject: =?gb2312?B?\xc4\xe3?=\r\nX: \xff\xfe\r\n\r\n8-bit \x00 \x80 \xc4\xe3\xba\xc3\r\n.\r\nFrom me\r\n"
    for raw in (mail("one"), odd, mail("three")):
        dovecot.deliver(raw)
    batches = list(mailbox.fetch_new("INBOX", batch=2))
    assert [[message.uid for message in batch.messages] for batch in batches] == [[1, 2], [3]]
    # A mailbox cannot hold NUL (RFC 3501, 4.3); Dovecot shows it as 0x80.
    assert batches[0].messages[1].raw == odd.replace(b"\x00", b"\x80")
    assert batches[0].messages[0].raw == mail("one")
    assert batches[-1].cursor.uid == 3


def test_after_the_cursor_only_what_is_new_comes(dovecot: Dovecot, mailbox: ImapMailbox) -> None:
    dovecot.deliver(mail("old"))
    cursor = list(mailbox.fetch_new("INBOX"))[-1].cursor
    assert words(mailbox.fetch_new("INBOX", cursor)) == []
    dovecot.deliver(mail("new"))
    assert words(mailbox.fetch_new("INBOX", cursor)) == ["new"]


def test_an_empty_folder_gives_nothing(mailbox: ImapMailbox) -> None:
    assert list(mailbox.fetch_new("INBOX")) == []


def test_a_changed_uidvalidity_starts_over(dovecot: Dovecot, mailbox: ImapMailbox) -> None:
    with dovecot.client() as other:
        other.create_folder("Shop")
    for word in ("one", "two", "three"):
        dovecot.deliver(mail(word), "Shop")
    cursor = list(mailbox.fetch_new("Shop"))[-1].cursor
    mailbox.close()
    dovecot.recreate("Shop")
    for word in ("one", "two", "three", "four", "five"):
        dovecot.deliver(mail(word), "Shop")
    batches = list(mailbox.fetch_new("Shop", cursor))
    assert words(iter(batches)) == ["one", "two", "three", "four", "five"]
    assert batches[-1].cursor.uidvalidity != cursor.uidvalidity
    # The control: by the number alone, the three that came into the new mailbox first would be missing.
    assert words(mailbox.fetch_new("Shop", batches[-1].cursor.model_copy(update={"uid": cursor.uid}))) == [
        "four",
        "five",
    ]


def test_a_folder_made_anew_while_it_is_read_is_not_mixed_up(dovecot: Dovecot, mailbox: ImapMailbox) -> None:
    with dovecot.client() as other:
        other.create_folder("Shop")
    for word in ("one", "two"):
        dovecot.deliver(mail(word), "Shop")
    batches = mailbox.fetch_new("Shop", batch=1)
    next(batches)
    mailbox.close()
    dovecot.recreate("Shop")
    dovecot.deliver(mail("stranger"), "Shop")
    with pytest.raises(MailboxUnreachable):
        next(batches)


def test_a_message_expunged_between_search_and_fetch_is_passed_over(dovecot: Dovecot, mailbox: ImapMailbox) -> None:
    for word in ("one", "two", "three"):
        dovecot.deliver(mail(word))
    batches = mailbox.fetch_new("INBOX", batch=1)
    first = next(batches)
    with dovecot.client("INBOX") as other:
        other.delete_messages([2])
        other.expunge()
    rest = list(batches)
    assert words(iter([first, *rest])) == ["one", "three"]
    assert [batch.not_loaded for batch in rest] == [(), ()]
    assert rest[-1].cursor.uid == 3


def test_a_message_expunged_between_its_size_and_its_body_is_passed_over(
    dovecot: Dovecot, mailbox: ImapMailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    for word in ("one", "two", "three"):
        dovecot.deliver(mail(word))
    bodies = mailbox._bodies

    def expunge_first(opened: Any, uids: Any) -> dict[int, bytes]:
        monkeypatch.undo()
        with dovecot.client("INBOX") as other:
            other.delete_messages([2])
            other.expunge()
        return bodies(opened, uids)

    monkeypatch.setattr(mailbox, "_bodies", expunge_first)
    batches = list(mailbox.fetch_new("INBOX"))
    assert words(iter(batches)) == ["one", "three"]
    assert batches[-1].cursor.uid == 3


def test_an_answer_that_makes_no_sense_because_of_one_message_does_not_take_the_others_with_it(
    dovecot: Dovecot, proxy: Proxy
) -> None:
    """The connection is out of step after such an answer, so it is made anew and each message asked for alone."""
    for word in ("one", "two", "three"):
        dovecot.deliver(mail(word))
    proxy.rewrite = lambda said: said.replace(b"2 FETCH (UID 2", b"2 FETCH (UID (2")
    with mailbox_at(dovecot.settings(port=proxy.port)) as mailbox:
        batches = list(mailbox.fetch_new("INBOX"))
    assert words(iter(batches)) == ["one", "three"]
    assert [left.uid for batch in batches for left in batch.not_loaded] == [2]
    assert batches[-1].cursor.uid == 3


def test_a_message_whose_date_makes_no_sense_is_read_without_it(dovecot: Dovecot, proxy: Proxy) -> None:
    for word in ("one", "two"):
        dovecot.deliver(mail(word))
    proxy.rewrite = lambda said: re.sub(rb'(UID 2 .*?INTERNALDATE ")[^"]*', rb"\1nonsense", said, flags=re.DOTALL)
    with mailbox_at(dovecot.settings(port=proxy.port)) as mailbox:
        batches = list(mailbox.fetch_new("INBOX"))
    assert words(iter(batches)) == ["one", "two"]
    assert [message.internal_date is None for batch in batches for message in batch.messages][1]


def test_reading_leaves_no_trace_in_the_mailbox(dovecot: Dovecot, mailbox: ImapMailbox) -> None:
    dovecot.deliver(mail("one"))
    assert words(mailbox.fetch_new("INBOX")) == ["one"]
    assert dovecot.flags() == [set()]
    with dovecot.client("INBOX") as other:  # the control: without PEEK it would be there
        other.fetch([1], ["BODY[]"])
    assert dovecot.flags() == [{rb"\Seen"}]


def test_reading_leaves_no_trace_in_a_folder_that_is_open_for_writing(dovecot: Dovecot, mailbox: ImapMailbox) -> None:
    for word in ("one", "two"):
        dovecot.deliver(mail(word))
    batches = mailbox.fetch_new("INBOX", batch=1)
    first = next(batches)
    assert mailbox.mark_answered("INBOX", first.cursor.uidvalidity, 1)
    assert words(batches) == ["two"]
    assert dovecot.flags() == [{rb"\Answered"}, set()]


def test_what_a_human_has_marked_as_seen_is_fetched_all_the_same(dovecot: Dovecot, mailbox: ImapMailbox) -> None:
    for word in ("one", "two"):
        dovecot.deliver(mail(word))
    with dovecot.client("INBOX") as other:
        other.add_flags([1, 2], [rb"\Seen"])
    assert words(mailbox.fetch_new("INBOX")) == ["one", "two"]


def test_mail_received_before_the_start_is_left_out_to_the_second(dovecot: Dovecot, mailbox: ImapMailbox) -> None:
    start = datetime(2026, 11, 9, 0, 30, tzinfo=UTC)
    for word, received in (
        ("long-before", start - timedelta(days=30)),
        ("just-before", start - timedelta(seconds=1)),
        ("at-the-start", start),
        ("after", start + timedelta(hours=1)),
    ):
        dovecot.deliver(mail(word), received=received)
    batches = list(mailbox.fetch_new("INBOX", since=start))
    assert words(iter(batches)) == ["at-the-start", "after"]
    assert [message.internal_date for batch in batches for message in batch.messages] == [
        start,
        start + timedelta(hours=1),
    ]


def test_a_message_that_is_too_large_is_named_but_not_loaded(dovecot: Dovecot) -> None:
    dovecot.deliver(mail("one"))
    dovecot.deliver(mail("x" * 3000))
    dovecot.deliver(mail("three"))
    with mailbox_at(dovecot.settings(), largest_message=2048) as mailbox:
        batches = list(mailbox.fetch_new("INBOX"))
    assert words(iter(batches)) == ["one", "three"]
    (left_out,) = [message for batch in batches for message in batch.not_loaded]
    assert (left_out.uid, left_out.reason) == (2, "larger than 0.00195312 MB")
    assert left_out.size > 3000


def test_large_messages_come_in_batches_of_their_own(
    dovecot: Dovecot, mailbox: ImapMailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(imap, "BATCH_BYTES", 4000)
    for word in ("a", "b" * 3000, "c" * 3000, "d"):
        dovecot.deliver(mail(word))
    sizes = [[message.uid for message in batch.messages] for batch in mailbox.fetch_new("INBOX")]
    assert sizes == [[1], [2], [3], [4]]


def test_a_large_folder_is_searched_in_windows(
    dovecot: Dovecot, mailbox: ImapMailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(imap, "SEARCH_WINDOW", 3)
    for number in range(8):
        dovecot.deliver(mail(f"mail-{number}"))
    assert words(mailbox.fetch_new("INBOX")) == [f"mail-{number}" for number in range(8)]


def test_the_mailbox_may_be_used_between_two_batches(dovecot: Dovecot, mailbox: ImapMailbox) -> None:
    for word in ("one", "two"):
        dovecot.deliver(mail(word))
    dovecot.deliver(mail("sent-one"), "Sent")
    batches = mailbox.fetch_new("INBOX", batch=1)
    first = next(batches)
    assert mailbox.find_by_message_id("Sent", "<sent-one@example.org>")
    assert words(iter([first, *batches])) == ["one", "two"]


# Folders


@pytest.mark.parametrize("name", ["已发送", "A&B", "Kunden/Größe", 'quote " and \\ backslash', "&-", "1234"])
def test_a_folder_with_any_name_can_be_written_and_read(dovecot: Dovecot, mailbox: ImapMailbox, name: str) -> None:
    with dovecot.client() as other:
        other.create_folder(name)
    assert name in mailbox.folders()
    mailbox.append(name, mail("one"), (r"\Seen",), datetime(2026, 11, 9, 8, 0, tzinfo=UTC))
    (batch,) = mailbox.fetch_new(name)
    assert batch.messages[0].raw == mail("one")
    assert batch.messages[0].internal_date == datetime(2026, 11, 9, 8, 0, tzinfo=UTC)
    assert dovecot.flags(name) == [{rb"\Seen"}]


def test_the_sent_folder_is_the_one_that_the_server_marks(dovecot: Dovecot, mailbox: ImapMailbox) -> None:
    with dovecot.client() as other:
        other.create_folder("Sent Items")
    assert mailbox.sent_folder() == "Sent"


@pytest.mark.parametrize("name", ["Sent Items", "已发送", "Mail/Sent Messages", "SENT"])
def test_without_a_mark_the_sent_folder_is_found_by_its_usual_name(dovecot: Dovecot, proxy: Proxy, name: str) -> None:
    quoted = b'(\\HasNoChildren) "/" "' + encode(name) + b'"'
    # Dovecot always marks the folder: this answers as a server would that marks none.
    proxy.answer = lambda sent: listing(sent, b'() "/" INBOX', quoted) if b" LIST " in sent else None
    with mailbox_at(dovecot.settings(port=proxy.port)) as mailbox:
        assert mailbox.sent_folder() == name


def test_where_no_folder_looks_like_sent_mail_none_is_invented(dovecot: Dovecot, proxy: Proxy) -> None:
    proxy.answer = lambda sent: listing(sent, b'(\\HasNoChildren) "/" INBOX') if b" LIST " in sent else None
    with mailbox_at(dovecot.settings(port=proxy.port)) as mailbox:
        assert mailbox.sent_folder() is None


def listing(sent: bytes, *folders: bytes) -> bytes:
    return b"".join(b"* LIST " + folder + b"\r\n" for folder in folders) + tag_of(sent) + b" OK done\r\n"


def test_a_message_is_found_by_its_id_in_that_folder_only(dovecot: Dovecot, mailbox: ImapMailbox) -> None:
    dovecot.deliver(mail("one"), "Sent")
    assert mailbox.find_by_message_id("Sent", "<one@example.org>")
    assert not mailbox.find_by_message_id("Sent", "<two@example.org>")
    assert not mailbox.find_by_message_id("INBOX", "<one@example.org>")


def test_a_message_id_cannot_carry_a_command(mailbox: ImapMailbox) -> None:
    with pytest.raises(Exception, match="control characters"):
        mailbox.find_by_message_id("INBOX", "<a>\r\nA9 DELETE INBOX")


def test_a_folder_that_does_not_exist_is_named_and_the_connection_stays(dovecot: Dovecot, proxy: Proxy) -> None:
    with mailbox_at(dovecot.settings(port=proxy.port)) as mailbox:
        with pytest.raises(MailboxError, match="Nowhere") as caught:
            list(mailbox.fetch_new("Nowhere"))
        assert not caught.value.retry
        assert mailbox.folders()
    assert proxy.heard.count(b" LOGIN ") == 1


def test_a_mail_is_marked_as_answered_unless_its_uid_means_another_by_now(
    dovecot: Dovecot, mailbox: ImapMailbox
) -> None:
    dovecot.deliver(mail("one"))
    (batch,) = mailbox.fetch_new("INBOX")
    uidvalidity = batch.cursor.uidvalidity
    assert not mailbox.mark_answered("INBOX", uidvalidity + 1, 1)
    assert dovecot.flags() == [set()]
    assert mailbox.mark_answered("INBOX", uidvalidity, 1)
    assert dovecot.flags() == [{rb"\Answered"}]
