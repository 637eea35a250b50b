"""Waiting for mail at the IMAP door: what comes is there at once, and a line that died or went deaf is noticed."""

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest
from support.dead_line import PATIENCE, dead_line_noticed_after
from support.dovecot import Dovecot
from support.imap import mail, mailbox_at, tag_of, words
from support.proxy import Proxy

from assistant import fetcher
from assistant.errors import MailboxUnreachable
from assistant.mailbox import imap_connection, imap_watch
from assistant.mailbox.imap import ImapMailbox
from assistant.settings import MailboxSettings

pytestmark = pytest.mark.dovecot


def soon(action: Callable[[], None], seconds: float = 0.3) -> threading.Timer:
    timer = threading.Timer(seconds, action)
    timer.start()
    return timer


@pytest.fixture
def distant(dovecot: Dovecot, proxy: Proxy) -> Iterator[ImapMailbox]:
    """Dovecot's mailbox behind the proxy."""
    with mailbox_at(dovecot.settings(port=proxy.port, timeout=20)) as mailbox:
        yield mailbox


def waiting(mailbox: ImapMailbox, renewed_after: float = 600) -> ImapMailbox:
    """In IDLE, after what IDLE could not tell was looked at."""
    assert words(mailbox.fetch_new("INBOX")) == []
    assert mailbox.idle("INBOX", 20, renewed_after=renewed_after), "what came just before IDLE began was not told"
    assert words(mailbox.fetch_new("INBOX")) == []
    return mailbox


def test_idle_wakes_when_a_mail_arrives_and_goes_on(dovecot: Dovecot, proxy: Proxy, distant: ImapMailbox) -> None:
    waiting(distant)
    for word in ("one", "two"):
        timer = soon(partial(dovecot.deliver, mail(word)))
        started = time.monotonic()
        assert distant.idle("INBOX", 20)
        assert time.monotonic() - started < 5
        timer.join()
    assert words(distant.fetch_new("INBOX")) == ["one", "two"]
    assert proxy.heard.count(b" IDLE\r\n") == 1


def test_looks_in_between_do_not_end_idle_and_the_set_time_does(proxy: Proxy, distant: ImapMailbox) -> None:
    waiting(distant, renewed_after=1.5)
    began = time.monotonic()
    while not distant.idle("INBOX", 0.2, renewed_after=1.5):
        assert words(distant.fetch_new("INBOX")) == []
        assert proxy.heard.count(b" IDLE\r\n") == 1
    assert 1.2 < time.monotonic() - began < 5
    assert proxy.heard.count(b" IDLE\r\n") == 2
    assert proxy.heard.count(b"DONE\r\n") == 1


def test_waiting_can_be_stopped(mailbox: ImapMailbox, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(imap_watch, "IDLE_STEP", 0.1)
    stop = threading.Event()
    waiting(mailbox)
    timer = soon(stop.set)
    started = time.monotonic()
    assert not mailbox.idle("INBOX", 20, stop.is_set)
    assert time.monotonic() - started < 2
    timer.join()


def test_new_flags_are_no_news(dovecot: Dovecot, mailbox: ImapMailbox) -> None:
    waiting(mailbox)
    dovecot.deliver(mail("one"))
    assert mailbox.idle("INBOX", 20)
    assert words(mailbox.fetch_new("INBOX")) == ["one"]

    def mark_as_seen() -> None:
        with dovecot.client("INBOX") as other:
            other.add_flags([1], [rb"\Seen"])

    timer = soon(mark_as_seen)
    assert not mailbox.idle("INBOX", 1)
    timer.join()


# A line that is no good


def test_a_cut_line_is_noticed_at_once(proxy: Proxy, distant: ImapMailbox) -> None:
    waiting(distant)
    timer = soon(proxy.cut)
    started = time.monotonic()
    with pytest.raises(MailboxUnreachable):
        distant.idle("INBOX", 60)
    assert time.monotonic() - started < 5
    timer.join()


def test_a_line_that_falls_silent_is_noticed_at_the_next_look_and_the_backlog_fetched(
    dovecot: Dovecot, proxy: Proxy, distant: ImapMailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(imap_connection, "SOON_SECONDS", 0.5)
    waiting(distant)
    proxy.fall_silent()
    started = time.monotonic()
    with pytest.raises(MailboxUnreachable, match="it has fallen silent"):
        distant.idle("INBOX", 0.5)
    assert time.monotonic() - started < 5
    dovecot.deliver(mail("meanwhile"))
    proxy.cut()
    distant.drop()
    assert words(distant.fetch_new("INBOX")) == ["meanwhile"]


def test_a_line_that_alone_is_deaf_is_dropped_when_a_look_finds_what_it_did_not_tell(
    dovecot: Dovecot, proxy: Proxy, distant: ImapMailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Silent in IDLE, and silent when it is told to end it."""
    monkeypatch.setattr(imap_connection, "SOON_SECONDS", 0.5)
    waiting(distant)
    distant._watch._client = Deaf(distant._watch._client)
    dovecot.deliver(mail("one"))
    assert not distant.idle("INBOX", 1)
    assert words(distant.fetch_new("INBOX")) == ["one"]
    assert distant.idle("INBOX", 1), "it does not answer: the folders are looked at, and polled for a while"
    assert not distant.idle("INBOX", 0.5)
    time.sleep(0.6)
    assert distant.idle("INBOX", 1), "begun anew"
    assert proxy.heard.count(b" IDLE\r\n") == 2


class Deaf:
    """Hears nothing of what a client's server says in IDLE, nor its answer to DONE."""

    def __init__(self, client: object) -> None:
        self._client = client

    def __getattr__(self, name: str) -> object:
        return getattr(self._client, name)

    def idle_check(self, timeout: float) -> list[object]:
        time.sleep(timeout)
        return []

    def idle_done(self) -> object:
        raise TimeoutError


@pytest.mark.parametrize("said", [b"NO [LIMIT] Too many connections", b"NO not from here"], ids=["for now", "for good"])
def test_where_there_is_no_second_line_the_folders_are_polled_without_a_storm(
    said: bytes, dovecot: Dovecot, proxy: Proxy, distant: ImapMailbox
) -> None:
    assert words(distant.fetch_new("INBOX")) == []
    proxy.answer = lambda sent: tag_of(sent) + b" " + said + b"\r\n" if b" LOGIN " in sent else None
    assert distant.idle("INBOX", 0.3, renewed_after=0.3), "looked at once, in case IDLE ended for a reason"
    dovecot.deliver(mail("one"))
    assert not distant.idle("INBOX", 0.2)
    assert words(distant.fetch_new("INBOX")) == ["one"]
    assert proxy.heard.count(b" LOGIN ") == 2
    proxy.answer = lambda sent: None
    time.sleep(0.2)
    assert distant.idle("INBOX", 0.3), "begun in the end"
    assert proxy.heard.count(b" IDLE\r\n") == 1


def test_news_instead_of_the_servers_first_answer_do_not_confuse_the_line(
    dovecot: Dovecot, proxy: Proxy, distant: ImapMailbox
) -> None:
    proxy.rewrite = lambda said: said.replace(b"+ idling\r\n", b"* 1 EXISTS\r\n+ idling\r\n")
    assert distant.idle("INBOX", 20)
    dovecot.deliver(mail("one"))
    assert words(distant.fetch_new("INBOX")) == ["one"]


def test_after_waiting_the_server_has_its_usual_time_again(distant: ImapMailbox) -> None:
    assert not waiting(distant).idle("INBOX", 0.1)
    assert distant._client.socket().gettimeout() == 20


def test_by_default_idle_lasts_ten_minutes_and_a_dead_line_is_replaced_within_one() -> None:
    defaults = {name: field.default for name, field in MailboxSettings.model_fields.items()}
    assert defaults["poll_seconds"] + imap_connection.SOON_SECONDS + fetcher.FIRST_PAUSE <= 60
    assert imap_connection.KEEPALIVE_SECONDS < 60
    assert defaults["idle_seconds"] == imap_watch.IDLE_SECONDS == 600


def test_a_line_that_dies_is_noticed_by_the_system_while_nobody_says_a_word_on_it() -> None:
    """In a network of its own, which is then taken away; the control: without keep-alive nobody notices."""
    with ThreadPoolExecutor() as both:
        kept_alive, as_it_is = both.map(dead_line_noticed_after, (True, False))
    assert kept_alive < PATIENCE < as_it_is


def test_a_server_without_idle_lets_the_time_pass(dovecot: Dovecot, proxy: Proxy, distant: ImapMailbox) -> None:
    proxy.rewrite = lambda said: said.replace(b" IDLE", b"")
    timer = soon(lambda: dovecot.deliver(mail("one")), 0.1)
    woken = distant.idle("INBOX", 0.3)
    timer.join()
    assert (distant.offers_idle(), woken, b"IDLE" in proxy.heard) == (False, False, False)
