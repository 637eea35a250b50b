"""Waiting for mail at the IMAP door: what comes is there at once, and a line that died is noticed."""

import threading
import time
from collections.abc import Callable

import pytest
from support.dead_line import PATIENCE, dead_line_noticed_after
from support.dovecot import Dovecot
from support.imap import mail, mailbox_at, words
from support.proxy import Proxy

from assistant.errors import MailboxUnreachable
from assistant.mailbox import imap, imap_connection
from assistant.mailbox.imap import ImapMailbox
from assistant.settings import MailboxSettings

pytestmark = pytest.mark.dovecot


def soon(action: Callable[[], None], seconds: float = 0.3) -> threading.Timer:
    timer = threading.Timer(seconds, action)
    timer.start()
    return timer


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
