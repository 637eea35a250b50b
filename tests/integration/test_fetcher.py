"""The fetcher: every mail is stored once, whatever the mail server does, and what is wrong is said in plain words."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from imapclient import IMAPClient
from imapclient.exceptions import LoginError
from pydantic import SecretStr
from support.dovecot import PASSWORD, USER, Dovecot
from support.house import DAY_ZERO, MAILBOX, Workshop, eventually, mail, mailbox_settings, others_threads, workshop
from support.proxy import Proxy

from assistant.errors import MailboxLoginRefused, MailboxUnreachable, RecordsUnreachable
from assistant.fetcher import Fetcher
from assistant.mailbox.imap import ImapMailbox
from assistant.settings import MailboxSettings

LONG = 600.0
"""Seconds between polls, for tests that must not owe anything to a poll."""


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Workshop]:
    with workshop(tmp_path) as made:
        yield made


def fetcher_of(
    shop: Workshop,
    settings: MailboxSettings,
    name: str = MAILBOX,
    on_stored: Callable[[int], None] = lambda message_id: None,
) -> Fetcher:
    password = settings.password.get_secret_value() if settings.password else None
    mailbox = ImapMailbox(settings.imap, settings.login, password)
    return Fetcher(name, settings, mailbox, shop.records.messages, on_stored)


@contextmanager
def at_work(*fetchers: Fetcher) -> Iterator[None]:
    """Each in its thread; at the end all have ended within two seconds."""
    stop = threading.Event()
    threads = [threading.Thread(target=fetcher.run, args=(stop,)) for fetcher in fetchers]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        stop.set()
        began = time.monotonic()
        for thread in threads:
            thread.join(10)
        assert time.monotonic() - began < 2


def subjects(shop: Workshop, mailbox: str = MAILBOX) -> list[str]:
    """Of all that is stored, in the order in which it was stored."""
    messages = sorted(shop.records.messages.in_state("stored", limit=1000), key=lambda message: message.id)
    raws = [shop.records.messages.raw(message.id) for message in messages if message.mailbox == mailbox]
    return [raw.split(b"Subject: ")[1].split(b"\r\n")[0].decode() for raw in raws]


@contextmanager
def accounts(dovecot: Dovecot, **passwords: str) -> Iterator[None]:
    """Other accounts and passwords for a while, by the address's local part; Dovecot takes a second to notice."""
    set_accounts(dovecot, {f"{name}@shop.example": password for name, password in passwords.items()})
    try:
        yield
    finally:
        set_accounts(dovecot, {USER: PASSWORD})


def set_accounts(dovecot: Dovecot, passwords: dict[str, str]) -> None:
    lines = [f"{user}:{{PLAIN}}{password}\n" for user, password in passwords.items()]
    (dovecot.home / "users").write_text("".join(lines))
    eventually(lambda: all(lets_in(dovecot, user, password) for user, password in passwords.items()))


def lets_in(dovecot: Dovecot, user: str, password: str) -> bool:
    with IMAPClient("127.0.0.1", dovecot.port, ssl=False) as client, suppress(LoginError):
        client.login(user, password)
        return True
    return False


def test_mail_of_all_folders_is_stored_once_however_often_it_is_fetched(shop: Workshop, dovecot: Dovecot) -> None:
    with dovecot.client() as client:
        client.create_folder("已归档")
        client.create_folder("A&B")
    for folder, subject in (("INBOX", "one"), ("已归档", "two"), ("A&B", "three"), ("INBOX", "four")):
        dovecot.deliver(mail("x", subject=subject), folder)
    fetcher = fetcher_of(shop, mailbox_settings(dovecot.settings(), folders=("INBOX", "已归档", "A&B")))
    assert [fetcher.fetch_once() for _ in range(3)] == [4, 0, 0]
    fetcher.mailbox.close()
    assert subjects(shop) == ["one", "four", "two", "three"]


def test_what_a_person_has_read_is_fetched_too_and_nobodys_flags_change(shop: Workshop, dovecot: Dovecot) -> None:
    for subject in ("read", "unread"):
        dovecot.deliver(mail("x", subject=subject))
    with dovecot.client("INBOX") as client:
        client.add_flags(client.search()[:1], [rb"\Seen"])
    with fetcher_of(shop, mailbox_settings(dovecot.settings())).mailbox as connection:
        assert Fetcher(MAILBOX, mailbox_settings(), connection, shop.records.messages, print).fetch_once() == 2
    assert dovecot.flags() == [{rb"\Seen"}, set()]


def test_two_mailboxes_are_fetched_side_by_side(shop: Workshop, dovecot: Dovecot) -> None:
    dovecot.deliver(mail("x", subject="for support"))
    sales = mailbox_settings(dovecot.settings(), username="sales@shop.example", password=SecretStr("other"))
    both = fetcher_of(shop, mailbox_settings(dovecot.settings())), fetcher_of(shop, sales, "sales")
    with accounts(dovecot, support=PASSWORD, sales="other"), at_work(*both):
        with IMAPClient("127.0.0.1", dovecot.port, ssl=False) as client:
            client.login("sales@shop.example", "other")
            client.append("INBOX", mail("x", subject="for sales"))
        eventually(lambda: subjects(shop) == ["for support"] and subjects(shop, "sales") == ["for sales"])


# News


def test_in_idle_a_new_mail_is_there_at_once(shop: Workshop, dovecot: Dovecot) -> None:
    fetcher = fetcher_of(shop, mailbox_settings(dovecot.settings(), poll_seconds=LONG))
    with at_work(fetcher):
        eventually(lambda: fetcher.health.last_success)
        for number in range(2):
            time.sleep(0.3)
            dovecot.deliver(mail("x", subject=f"news {number}"))
            eventually(lambda: f"news {number}" in subjects(shop), seconds=5)  # noqa: B023


def test_waiting_in_idle_says_nothing_to_the_server(shop: Workshop, dovecot: Dovecot, proxy: Proxy) -> None:
    settings = mailbox_settings(dovecot.settings(port=proxy.port), poll_seconds=LONG)
    with at_work(fetcher_of(shop, settings)):
        eventually(lambda: b"IDLE" in proxy.heard)
        time.sleep(0.5)  # what is looked at once after IDLE was begun
        said = len(proxy.heard)
        time.sleep(1.5)
        assert len(proxy.heard) == said


def test_a_server_without_idle_is_polled(shop: Workshop, dovecot: Dovecot, proxy: Proxy) -> None:
    proxy.rewrite = lambda said: said.replace(b" IDLE", b"")
    fetcher = fetcher_of(shop, mailbox_settings(dovecot.settings(port=proxy.port), poll_seconds=0.3))
    with at_work(fetcher):
        eventually(lambda: fetcher.health.last_success)
        dovecot.deliver(mail("x", subject="polled"))
        eventually(lambda: subjects(shop) == ["polled"], seconds=5)
    assert b"IDLE" not in proxy.heard


def test_other_folders_are_polled_while_the_first_idles(shop: Workshop, dovecot: Dovecot) -> None:
    with dovecot.client() as client:
        client.create_folder("Other")
    settings = mailbox_settings(dovecot.settings(), folders=("INBOX", "Other"), poll_seconds=0.5)
    fetcher = fetcher_of(shop, settings)
    with at_work(fetcher):
        eventually(lambda: fetcher.health.last_success)
        dovecot.deliver(mail("x", subject="elsewhere"), "Other")
        eventually(lambda: subjects(shop) == ["elsewhere"], seconds=5)


# What goes wrong


def test_a_wrong_password_is_said_in_plain_words_without_a_storm_and_no_mail_is_lost(
    shop: Workshop, dovecot: Dovecot, proxy: Proxy
) -> None:
    dovecot.deliver(mail("x", subject="waits"))
    fetcher = fetcher_of(shop, mailbox_settings(dovecot.settings(port=proxy.port), poll_seconds=0.4))
    with ExitStack() as wrong:
        wrong.enter_context(accounts(dovecot, support="another"))
        with at_work(fetcher):
            eventually(lambda: fetcher.health.problem)
            assert "refused the login of support@shop.example" in fetcher.health.problem
            assert "Check user name and password" in fetcher.health.problem
            assert PASSWORD not in fetcher.health.problem
            time.sleep(1.5)
            assert 2 <= proxy.heard.count(b" LOGIN ") <= 3
            wrong.close()
            eventually(lambda: fetcher.health.problem == "" and subjects(shop) == ["waits"])


def test_a_lost_connection_is_shown_and_mended_by_itself(shop: Workshop, dovecot: Dovecot, proxy: Proxy) -> None:
    fetcher = fetcher_of(shop, mailbox_settings(dovecot.settings(port=proxy.port), poll_seconds=LONG))
    with at_work(fetcher):
        eventually(lambda: b"IDLE" in proxy.heard)
        proxy.cut()
        problem = eventually(lambda: fetcher.health.problem)
        dovecot.deliver(mail("x", subject="meanwhile"))
        eventually(lambda: subjects(shop) == ["meanwhile"] and not fetcher.health.problem, seconds=10)
    assert "127.0.0.1" in problem


@pytest.mark.parametrize("waits", [True, False], ids=["in IDLE", "while fetching"])
def test_a_line_that_falls_silent_is_red_soon_and_the_backlog_comes_over_a_new_one(
    waits: bool, shop: Workshop, dovecot: Dovecot, proxy: Proxy, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A half-open connection (imapclient 449): nothing ever comes back, and nobody says so."""
    monkeypatch.setattr("assistant.mailbox.imap_connection.SOON_SECONDS", 0.5)
    server = dovecot.settings(port=proxy.port, timeout=1)
    fetcher = fetcher_of(shop, mailbox_settings(server, poll_seconds=1 if waits else 0.01))
    with at_work(fetcher):
        eventually(lambda: fetcher.health.last_success and b"IDLE" in proxy.heard)
        proxy.fall_silent()
        began = time.monotonic()
        eventually(lambda: fetcher.health.problem)
        assert time.monotonic() - began < 5
        for number in range(3):
            dovecot.deliver(mail("x", subject=f"meanwhile {number}"))
        proxy.cut()
        eventually(lambda: subjects(shop) == [f"meanwhile {number}" for number in range(3)])
        eventually(lambda: not fetcher.health.problem)


def test_a_server_that_is_away_is_not_asked_all_the_time(shop: Workshop, dovecot: Dovecot) -> None:
    fetcher = fetcher_of(shop, mailbox_settings(dovecot.settings(port=1), poll_seconds=60))
    pauses = [fetcher._pause(MailboxUnreachable("away"), failures) for failures in range(12)]
    assert 4 <= pauses[0] <= 5
    assert all(later > earlier for earlier, later in pairwise(pauses[:6]))
    assert 240 <= pauses[-1] <= 300
    assert fetcher._pause(MailboxLoginRefused("no"), 0) >= 48, "a refused password is not tried again at once"


def test_what_nobody_foresaw_is_shown_too_and_fetching_goes_on(shop: Workshop, dovecot: Dovecot) -> None:
    dovecot.deliver(mail("x", subject="in the end"))
    fetcher = fetcher_of(shop, mailbox_settings(dovecot.settings()))
    known, fetcher.mailbox.fetch_new = fetcher.mailbox.fetch_new, lambda *_: 1 / 0  # type: ignore[assignment,method-assign]
    with at_work(fetcher):
        eventually(lambda: fetcher.health.problem.startswith("ZeroDivisionError while fetching."))
        fetcher.mailbox.fetch_new = known  # type: ignore[method-assign]
        eventually(lambda: subjects(shop) == ["in the end"] and not fetcher.health.problem)


def test_a_mail_that_could_not_be_handed_on_is_safe_and_waits_for_the_sweep(shop: Workshop, dovecot: Dovecot) -> None:
    def away(message_id: int) -> None:
        raise RecordsUnreachable("The job queue cannot be used.")

    for number in range(3):
        dovecot.deliver(mail("x", subject=f"mail {number}"))
    fetcher = fetcher_of(shop, mailbox_settings(dovecot.settings()), on_stored=away)
    with at_work(fetcher):
        eventually(lambda: "job queue" in fetcher.health.problem)
    assert len(shop.records.messages.to_work()) == 3
    assert fetcher.fetch_once() == 0
    fetcher.mailbox.close()


def test_a_message_that_breaks_the_connection_each_time_is_put_aside_and_read_when_somebody_asks(
    shop: Workshop, dovecot: Dovecot, proxy: Proxy
) -> None:
    """Without the strikes it would keep all mail behind it away for ever."""
    for number in range(6):
        dovecot.deliver(mail("x", subject=f"mail {number}"))
    proxy.rewrite = lambda said: proxy.cut() or b"" if b"Subject: mail 2" in said else said  # type: ignore[func-returns-value]
    fetcher = fetcher_of(shop, mailbox_settings(dovecot.settings(port=proxy.port), poll_seconds=0.05))
    with at_work(fetcher):
        eventually(lambda: len(subjects(shop)) == 5 and not fetcher.health.problem, seconds=60)
        assert subjects(shop) == [f"mail {number}" for number in (0, 1, 3, 4, 5)]
        (aside,) = shop.records.messages.in_state("quarantined")
        assert "broke 3 times while it was read" in (aside.error or "")
        proxy.rewrite = lambda said: said
        shop.records.messages.retry(aside.id, "anna")
        eventually(lambda: shop.message(aside.id).state == "stored", seconds=10)
        assert b"mail 2" in shop.records.messages.raw(aside.id)
        dovecot.deliver(mail("x", subject="news"))
        eventually(lambda: "news" in subjects(shop))
    assert fetcher.fetch_once() == 0
    fetcher.mailbox.close()


def test_what_is_asked_for_again_and_is_gone_stays_in_quarantine_with_the_reason(
    shop: Workshop, dovecot: Dovecot
) -> None:
    shop.records.messages.store(MAILBOX, "INBOX", 1, [], not_loaded=[(99, "refused")])
    (aside,) = shop.records.messages.in_state("quarantined")
    shop.records.messages.retry(aside.id)
    with fetcher_of(shop, mailbox_settings(dovecot.settings())).mailbox as connection:
        Fetcher(MAILBOX, mailbox_settings(), connection, shop.records.messages, print).fetch_once()
    assert shop.message(aside.id).error == "It is not on the mail server any more."
    assert shop.message(aside.id).state == "quarantined"


# History


def test_history_is_imported_once_and_filed_without_drafts(tmp_path: Path, dovecot: Dovecot) -> None:
    start = datetime(2026, 11, 1, tzinfo=UTC)
    for day, subject in ((-40, "too old"), (-20, "old"), (-1, "older question"), (1, "new question")):
        dovecot.deliver(mail("Where is it?", subject=subject), received=start + timedelta(days=day))
    settings = mailbox_settings(dovecot.settings(), start_date=start)
    with workshop(tmp_path, settings) as shop, ImapMailbox(settings.imap, settings.login, PASSWORD) as connection:
        fetcher = Fetcher(MAILBOX, settings, connection, shop.records.messages, lambda _: None)
        since = start - timedelta(days=30)
        assert [fetcher.import_history(since, start) for _ in range(2)] == [2, 0]
        assert fetcher.fetch_once() == 1
        with shop.working():
            eventually(shop.settled)
        assert [draft.subject for draft in shop.drafts()] == ["Re: new question"]
        states = {row.subject: row.state for row in shop.records.tickets.queue(state=None)}
        assert states == {"old": "closed", "older question": "closed", "new question": "open"}


def test_an_answer_to_history_joins_its_conversation(tmp_path: Path) -> None:
    before = mail("Where is it?", subject="before", Message_ID="<1@mail.example>")
    after = mail("Any news?", subject="after", In_Reply_To="<1@mail.example>")
    with workshop(tmp_path) as shop:
        shop.records.messages.store(MAILBOX, "INBOX", 1, [(1, before, DAY_ZERO)], history_since=DAY_ZERO)
        with shop.working():
            eventually(shop.settled)
            shop.receive(after)
            eventually(shop.settled)
        (row,) = shop.records.tickets.queue(state=None)
        assert row.state == "open"
        assert len(shop.records.tickets.ticket(row.ticket_id).messages) == 2


# Stopping


def test_stopping_in_the_middle_of_a_backlog_keeps_what_is_stored_and_goes_on_from_there(
    shop: Workshop, dovecot: Dovecot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("assistant.fetcher.BATCH", 10)
    for number in range(50):
        dovecot.deliver(mail("x", subject=f"mail {number}"))
    stop = threading.Event()
    fetcher = fetcher_of(shop, mailbox_settings(dovecot.settings()), on_stored=lambda _: stop.set())
    fetcher.run(stop)
    assert 0 < len(subjects(shop)) < 50
    fetcher.fetch_once()
    fetcher.mailbox.close()
    assert subjects(shop) == [f"mail {number}" for number in range(50)]


def test_stopping_logs_out_and_leaves_no_thread(shop: Workshop, dovecot: Dovecot, proxy: Proxy) -> None:
    before = set(threading.enumerate())
    with at_work(fetcher_of(shop, mailbox_settings(dovecot.settings(port=proxy.port), poll_seconds=LONG))):
        eventually(lambda: b"IDLE" in proxy.heard)
    assert b"DONE" in proxy.heard
    assert b"LOGOUT" in proxy.heard
    proxy.close()
    assert others_threads(before) == []
