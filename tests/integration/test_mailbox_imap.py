"""The IMAP door against a real Dovecot."""

import re
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from imapclient.imap_utf7 import encode
from support.dead_line import PATIENCE, dead_line_noticed_after
from support.dovecot import PASSWORD, USER, Dovecot
from support.machine import free_port
from support.proxy import Proxy, proxy_before

from assistant.errors import ConfigurationError, MailboxError, MailboxLoginRefused, MailboxUnreachable
from assistant.mailbox import imap, imap_connection
from assistant.mailbox.imap import Batch, ImapMailbox
from assistant.settings import MailboxSettings, ServerSettings

pytestmark = pytest.mark.dovecot


def mail(word: str) -> bytes:
    return (
        f"From: customer@example.org\r\nSubject: {word}\r\nMessage-ID: <{word}@example.org>\r\n\r\n{word}\r\n".encode()
    )


def words(batches: Iterator[Batch]) -> list[str]:
    """The mails by the last line of their text, in the order in which they came."""
    return [message.raw.decode().split()[-1] for batch in batches for message in batch.messages]


def mailbox_at(server: ServerSettings, **changes: Any) -> ImapMailbox:
    return ImapMailbox(server, USER, PASSWORD, **changes)


@pytest.fixture
def mailbox(dovecot: Dovecot) -> Iterator[ImapMailbox]:
    with mailbox_at(dovecot.settings()) as mailbox:
        yield mailbox


@pytest.fixture
def proxy(dovecot: Dovecot) -> Iterator[Proxy]:
    with proxy_before(dovecot.port) as proxy:
        yield proxy


def soon(action: Callable[[], None], seconds: float = 0.3) -> threading.Timer:
    timer = threading.Timer(seconds, action)
    timer.start()
    return timer


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


def tag_of(sent: bytes) -> bytes:
    return sent.split(b" ", 1)[0]


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


# Waiting


def test_idle_wakes_when_a_mail_arrives(dovecot: Dovecot, mailbox: ImapMailbox) -> None:
    timer = soon(lambda: dovecot.deliver(mail("one")))
    started = time.monotonic()
    assert mailbox.idle("INBOX", 20)
    assert time.monotonic() - started < 5
    timer.join()
    assert words(mailbox.fetch_new("INBOX")) == ["one"]


def test_what_arrived_between_fetching_and_waiting_wakes_at_once(dovecot: Dovecot, mailbox: ImapMailbox) -> None:
    assert words(mailbox.fetch_new("INBOX")) == []
    dovecot.deliver(mail("just-missed"))
    started = time.monotonic()
    assert mailbox.idle("INBOX", 20)
    assert time.monotonic() - started < 2
    assert words(mailbox.fetch_new("INBOX")) == ["just-missed"]
    assert not mailbox.idle("INBOX", 0.1)


def test_news_that_come_together_with_the_servers_first_answer_are_not_missed(dovecot: Dovecot, proxy: Proxy) -> None:
    proxy.rewrite = lambda said: said.replace(b"+ idling\r\n", b"+ idling\r\n* 1 EXISTS\r\n")
    with mailbox_at(dovecot.settings(port=proxy.port)) as mailbox:
        assert mailbox.idle("INBOX", 20, renewed_after=0.3)


def test_news_instead_of_the_servers_first_answer_do_not_confuse_the_line(dovecot: Dovecot, proxy: Proxy) -> None:
    proxy.rewrite = lambda said: said.replace(b"+ idling\r\n", b"* 1 EXISTS\r\n+ idling\r\n")
    with mailbox_at(dovecot.settings(port=proxy.port)) as mailbox:
        with pytest.raises(MailboxUnreachable, match="did not begin to wait"):
            mailbox.idle("INBOX", 20)
        dovecot.deliver(mail("one"))
        assert words(mailbox.fetch_new("INBOX")) == ["one"]


def test_waiting_can_be_stopped(mailbox: ImapMailbox, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(imap, "IDLE_STEP", 0.1)
    stop = threading.Event()
    timer = soon(stop.set)
    started = time.monotonic()
    assert not mailbox.idle("INBOX", 20, stop.is_set)
    assert time.monotonic() - started < 2
    timer.join()


def test_new_flags_are_no_news(dovecot: Dovecot, mailbox: ImapMailbox) -> None:
    dovecot.deliver(mail("one"))
    assert words(mailbox.fetch_new("INBOX")) == ["one"]

    def mark_as_seen() -> None:
        with dovecot.client("INBOX") as other:
            other.add_flags([1], [rb"\Seen"])

    timer = soon(mark_as_seen)
    assert not mailbox.idle("INBOX", 1)
    timer.join()


def test_a_line_that_is_cut_while_idle_is_noticed_at_once(dovecot: Dovecot, proxy: Proxy) -> None:
    with mailbox_at(dovecot.settings(port=proxy.port)) as mailbox:
        timer = soon(proxy.cut)
        started = time.monotonic()
        with pytest.raises(MailboxUnreachable):
            mailbox.idle("INBOX", 60)
        assert time.monotonic() - started < 5
        timer.join()


def test_idle_ends_when_the_time_is_over(mailbox: ImapMailbox) -> None:
    started = time.monotonic()
    assert not mailbox.idle("INBOX", 0.5)
    assert 0.4 < time.monotonic() - started < 5


def test_idle_is_begun_anew_as_often_as_is_set_and_not_before(dovecot: Dovecot, proxy: Proxy) -> None:
    with mailbox_at(dovecot.settings(port=proxy.port)) as mailbox:
        assert not mailbox.idle("INBOX", 1.0, renewed_after=0.3)
        assert proxy.heard.count(b" IDLE\r\n") == 4
        assert not mailbox.idle("INBOX", 1.0)
        assert proxy.heard.count(b" IDLE\r\n") == 5


def test_a_line_that_falls_silent_while_idle_is_noticed_when_idle_ends_and_the_backlog_fetched(
    dovecot: Dovecot, proxy: Proxy, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(imap, "DONE_SECONDS", 0.5)
    with mailbox_at(dovecot.settings(port=proxy.port, timeout=20)) as mailbox:
        assert not mailbox.idle("INBOX", 0.2)
        timer = soon(proxy.fall_silent, 0.1)
        started = time.monotonic()
        with pytest.raises(MailboxUnreachable, match="it has fallen silent"):
            mailbox.idle("INBOX", 60, renewed_after=0.5)
        assert time.monotonic() - started < 5
        timer.join()
        dovecot.deliver(mail("meanwhile"))
        proxy.cut()
        assert words(mailbox.fetch_new("INBOX")) == ["meanwhile"]


def test_after_idle_the_server_has_its_usual_time_again(dovecot: Dovecot, proxy: Proxy) -> None:
    with mailbox_at(dovecot.settings(port=proxy.port, timeout=7)) as mailbox:
        assert not mailbox.idle("INBOX", 0.1)
        assert mailbox._client.socket().gettimeout() == 7


def test_by_default_every_kind_of_dead_line_is_noticed_within_a_minute() -> None:
    assert MailboxSettings.model_fields["poll_seconds"].default + imap.DONE_SECONDS <= 60
    assert imap_connection.KEEPALIVE_SECONDS < 60
    assert MailboxSettings.model_fields["idle_seconds"].default == 600


def test_a_line_that_dies_is_noticed_by_the_system_while_nobody_says_a_word_on_it() -> None:
    """In a network of its own, which is then taken away; the control: without keep-alive nobody notices."""
    assert dead_line_noticed_after(keep_alive=True) < PATIENCE
    assert dead_line_noticed_after(keep_alive=False) > PATIENCE


def test_a_server_without_idle_lets_the_time_pass(dovecot: Dovecot, proxy: Proxy) -> None:
    proxy.rewrite = lambda said: said.replace(b" IDLE", b"")
    with mailbox_at(dovecot.settings(port=proxy.port)) as mailbox:
        timer = soon(lambda: dovecot.deliver(mail("one")), 0.1)
        offers = mailbox.offers_idle()
        woken = mailbox.idle("INBOX", 0.3)
        timer.join()
    assert (offers, woken, b"IDLE" in proxy.heard) == (False, False, False)


# Being let in


def test_a_server_that_wants_to_know_the_client_is_told(dovecot: Dovecot, proxy: Proxy) -> None:
    """163.com and QQ refuse to open a folder for a client that has not said who it is (RFC 2971)."""

    def as_netease_does(sent: bytes) -> bytes | None:
        if b" EXAMINE " in sent and b" ID (" not in proxy.heard:
            return tag_of(sent) + b" NO EXAMINE Unsafe Login. Please contact kefu@188.com for help\r\n"
        return None

    proxy.answer = as_netease_does
    dovecot.deliver(mail("one"))
    with mailbox_at(dovecot.settings(port=proxy.port)) as mailbox:
        assert words(mailbox.fetch_new("INBOX")) == ["one"]
    assert b'"Draftdesk"' in proxy.heard


def test_a_wrong_password_is_said_plainly_and_never_repeated(dovecot: Dovecot) -> None:
    mailbox = ImapMailbox(dovecot.settings(), USER, "wrong-secret")
    with pytest.raises(MailboxLoginRefused, match=f"refused the login of {USER}") as caught:
        mailbox.check()
    assert "wrong-secret" not in str(caught.value)
    assert not caught.value.retry
    assert "password" in caught.value.hint


@pytest.mark.parametrize("password", ["pässwörd 密码", "plain"])
def test_a_login_that_is_not_ascii_is_tried_and_refused_like_any_other(dovecot: Dovecot, password: str) -> None:
    with pytest.raises(MailboxLoginRefused):
        ImapMailbox(dovecot.settings(), "客服 one", password).check()


def test_too_many_connections_are_a_reason_to_wait(dovecot: Dovecot, proxy: Proxy) -> None:
    proxy.answer = lambda sent: (
        tag_of(sent) + b" NO [ALERT] Too many simultaneous connections. (Failure)\r\n" if b" LOGIN " in sent else None
    )
    with pytest.raises(MailboxUnreachable, match="Too many simultaneous connections"):
        mailbox_at(dovecot.settings(port=proxy.port)).check()


def test_a_line_that_breaks_during_the_login_is_no_wrong_password(dovecot: Dovecot, proxy: Proxy) -> None:
    def hang_up(sent: bytes) -> bytes | None:
        if b" LOGIN " in sent:
            proxy.cut()
            return b""
        return None

    proxy.answer = hang_up
    with pytest.raises(MailboxUnreachable):
        mailbox_at(dovecot.settings(port=proxy.port)).check()


def test_a_server_that_is_down_is_unreachable_and_says_where(dovecot: Dovecot) -> None:
    port = free_port()
    with pytest.raises(MailboxUnreachable, match=f"Nothing answers at 127.0.0.1:{port}") as caught:
        mailbox_at(dovecot.settings(port=port)).check()
    assert caught.value.retry


def test_after_an_outage_the_same_mailbox_connects_again(dovecot: Dovecot, proxy: Proxy) -> None:
    with mailbox_at(dovecot.settings(port=proxy.port)) as mailbox:
        dovecot.deliver(mail("one"))
        (batch,) = mailbox.fetch_new("INBOX")
        proxy.cut()
        with pytest.raises(MailboxUnreachable):
            list(mailbox.fetch_new("INBOX", batch.cursor))
        for number in range(50):
            dovecot.deliver(mail(f"meanwhile-{number}"))
        assert words(mailbox.fetch_new("INBOX", batch.cursor)) == [f"meanwhile-{number}" for number in range(50)]


def test_a_server_that_keeps_silent_is_given_up_after_the_time_out(dovecot: Dovecot, proxy: Proxy) -> None:
    proxy.fall_silent()
    with pytest.raises(MailboxUnreachable, match=r"did not answer within 0\.3 seconds"):
        mailbox_at(dovecot.settings(port=proxy.port, timeout=0.3)).check()


def test_an_answer_that_makes_no_sense_is_a_mailbox_error(dovecot: Dovecot, proxy: Proxy) -> None:
    proxy.answer = lambda sent: b"* LIST (((\r\n" + tag_of(sent) + b" OK done\r\n" if b" LIST " in sent else None
    with pytest.raises(MailboxError):
        mailbox_at(dovecot.settings(port=proxy.port)).check()


def test_nothing_connects_before_it_is_asked_to(dovecot: Dovecot, proxy: Proxy) -> None:
    with mailbox_at(dovecot.settings(port=proxy.port)):
        pass
    assert proxy.heard == b""


def test_a_server_that_does_not_care_who_we_are_is_no_trouble(dovecot: Dovecot, proxy: Proxy) -> None:
    proxy.answer = lambda sent: tag_of(sent) + b" BAD what?\r\n" if b" ID (" in sent else None
    with mailbox_at(dovecot.settings(port=proxy.port)) as mailbox:
        assert "INBOX" in mailbox.folders()


def test_a_password_with_a_line_end_is_not_sent(dovecot: Dovecot, proxy: Proxy) -> None:
    with pytest.raises(ConfigurationError, match="control characters"):
        ImapMailbox(dovecot.settings(port=proxy.port), USER, "x\r\nA1 LOGOUT").check()
    assert proxy.heard == b""


def test_without_a_password_nothing_is_tried(dovecot: Dovecot) -> None:
    with pytest.raises(ConfigurationError, match="No password is set"):
        ImapMailbox(dovecot.settings(), USER, None).check()


# Protection


@pytest.mark.parametrize(("security", "port"), [("ssl", "tls_port"), ("starttls", "port")])
def test_with_its_authority_the_certificate_is_trusted(dovecot: Dovecot, security: str, port: str) -> None:
    dovecot.deliver(mail("one"))
    server = dovecot.settings(host="localhost", port=getattr(dovecot, port), security=security, ca_file=dovecot.ca_file)
    with mailbox_at(server) as mailbox:
        assert words(mailbox.fetch_new("INBOX")) == ["one"]


@pytest.mark.parametrize(("security", "port"), [("ssl", "tls_port"), ("starttls", "port")])
def test_an_unknown_certificate_is_refused_before_the_login(dovecot: Dovecot, security: str, port: str) -> None:
    with proxy_before(getattr(dovecot, port)) as proxy:
        with pytest.raises(MailboxUnreachable, match=r"certificate of localhost:\d+ cannot be trusted") as caught:
            mailbox_at(dovecot.settings(host="localhost", port=proxy.port, security=security)).check()
        assert b"LOGIN" not in proxy.heard
    assert "ca_file" in caught.value.hint


def test_a_certificate_for_another_host_is_refused(dovecot: Dovecot) -> None:
    with proxy_before(dovecot.tls_port, "127.0.0.2") as proxy:
        server = dovecot.settings(host="127.0.0.2", port=proxy.port, security="ssl", ca_file=dovecot.ca_file)
        with pytest.raises(MailboxUnreachable, match=r"certificate of 127\.0\.0\.2:\d+ cannot be trusted"):
            mailbox_at(server).check()


def test_where_starttls_is_asked_for_and_not_offered_no_password_is_sent(dovecot: Dovecot, proxy: Proxy) -> None:
    proxy.rewrite = lambda said: said.replace(b" STARTTLS", b"")
    server = dovecot.settings(host="localhost", port=proxy.port, security="starttls", ca_file=dovecot.ca_file)
    with pytest.raises(MailboxError, match="STARTTLS"):
        mailbox_at(server).check()
    assert b"LOGIN" not in proxy.heard


def test_neither_password_nor_mail_stands_in_the_logs(
    dovecot: Dovecot, mailbox: ImapMailbox, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    dovecot.deliver(mail("canary-in-the-body"))
    assert words(mailbox.fetch_new("INBOX")) == ["canary-in-the-body"]
    mailbox.close()
    assert "canary" not in caplog.text
    assert PASSWORD not in caplog.text
    assert 'word" \\\\\\" ok' not in caplog.text


def test_the_check_says_what_it_found(mailbox: ImapMailbox) -> None:
    assert mailbox.check() == "3 folders, sent mail is filed in Sent"


def test_a_ca_file_that_is_none_is_a_configuration_error(dovecot: Dovecot, tmp_path: Path) -> None:
    broken = tmp_path / "ca.pem"
    broken.write_text("no certificate")
    with pytest.raises(ConfigurationError, match="ca_file"):
        mailbox_at(dovecot.settings(port=dovecot.tls_port, security="ssl", ca_file=broken)).check()
