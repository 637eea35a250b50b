"""The running house: it closes without a trace, and its parts do not stand in each other's way."""

import shutil
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from support.dovecot import PASSWORD, USER, Dovecot
from support.house import (
    Workshop,
    eventually,
    house_settings,
    mail,
    mailbox_settings,
    open_files,
    others_threads,
    running_house,
    workshop,
)
from support.proxy import proxy_before
from support.smtp import SmtpServer

from assistant.errors import ConfigurationError, IndexInUse
from assistant.fetcher import Fetcher
from assistant.house import executor_id, open_desk_house, open_house
from assistant.jobs import JobEngine
from assistant.mailbox.imap import ImapMailbox
from assistant.resources import packaged
from assistant.wiring import now_utc

pytestmark = pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")


def test_a_closed_house_leaves_no_thread_and_no_open_file_and_can_be_opened_again(
    tmp_path: Path, dovecot: Dovecot
) -> None:
    settings = house_settings(tmp_path, mailbox_settings(dovecot.settings()))
    with running_house(settings):
        pass  # libraries keep what they load once
    threads, files = set(threading.enumerate()), open_files()
    for number in range(2):
        dovecot.deliver(mail(f"Question {number}"))
        with running_house(settings) as running:
            eventually(lambda: len(running.house.records.messages.in_state("worked")) == number + 1)  # noqa: B023
            assert len(threading.enumerate()) > len(threads)
            assert not open_files() <= files
            began = time.monotonic()
        assert time.monotonic() - began < 5
        assert others_threads(threads) == []
        eventually(lambda: open_files() <= files, seconds=2)  # Chroma's own threads close its database, ms later


def test_a_server_that_has_fallen_silent_does_not_hold_up_the_end(tmp_path: Path, dovecot: Dovecot) -> None:
    with proxy_before(dovecot.port) as proxy:
        settings = mailbox_settings(dovecot.settings(port=proxy.port, timeout=60), poll_seconds=600)
        with running_house(house_settings(tmp_path, settings)) as running:
            eventually(lambda: b"IDLE" in proxy.heard)
            proxy.fall_silent()
            began = time.monotonic()
        assert time.monotonic() - began < 6
        assert not [thread for thread in threading.enumerate() if thread.name.startswith("fetch-")]
        assert running.house.health()[0].problem == ""


def test_a_house_that_cannot_be_opened_leaves_nothing_open(tmp_path: Path) -> None:
    settings = house_settings(tmp_path, mailbox_settings())
    house = open_house(settings)
    files = open_files()
    with pytest.raises(IndexInUse):
        open_house(settings)
    eventually(lambda: open_files() <= files, seconds=2)
    house.close()
    open_house(settings).close()


def test_without_a_mailbox_it_is_said_before_anything_is_made(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="No mailbox"):
        open_house(house_settings(tmp_path / "data"))
    assert not (tmp_path / "data").exists()


def test_a_desk_alone_opens_and_closes(tmp_path: Path) -> None:
    """On SQLite only to see that it does; the command itself asks for servers."""
    kb = shutil.copytree(packaged("kb"), tmp_path / "kb")
    settings = house_settings(tmp_path, mailbox_settings()).model_copy(update={"kb_dir": kb})
    house = open_desk_house(settings)
    assert (house.fetchers, house.engine) == ((), None)
    house.start_watching(seconds=0.05)
    begun = now_utc()
    (kb / "articles" / "en" / "new.md").write_text("---\nid: new\ntitle: Just in\nlanguage: en\n---\nWords.\n", "utf-8")
    eventually(lambda: [change.title for change in house.knowledge_changes(begun)] == ["Just in"])
    house.close()


def test_on_a_database_that_hosts_share_each_worker_has_a_name_of_its_own(tmp_path: Path) -> None:
    settings = house_settings(tmp_path)
    assert executor_id(settings) == "local"
    shared = settings.model_copy(update={"database_url": "postgresql://db/draftdesk"})
    assert executor_id(shared) not in ("", "local")


# One database for all


def test_fetcher_desk_and_outbox_at_once_lose_nothing(tmp_path: Path, dovecot: Dovecot, smtp: SmtpServer) -> None:
    all_at_once(tmp_path, dovecot, smtp, seconds=10)


@pytest.mark.slow
def test_fetcher_desk_and_outbox_at_once_for_ten_minutes(tmp_path: Path, dovecot: Dovecot, smtp: SmtpServer) -> None:
    all_at_once(tmp_path, dovecot, smtp, seconds=600)


def all_at_once(folder: Path, dovecot: Dovecot, smtp: SmtpServer, seconds: float) -> None:
    """Mail comes in, jobs work it, agents look and approve without pause; then everything is counted."""
    settings = mailbox_settings(dovecot.settings(), smtp.settings())
    with workshop(folder, settings) as shop, shop.working() as engine:
        fetcher = Fetcher(
            "support", settings, ImapMailbox(settings.imap, USER, PASSWORD), shop.records.messages, engine.work
        )
        customers: list[str] = []
        side_by_side(
            seconds,
            fetcher.run,
            lambda stop: repeat(stop, 0.02, lambda: look_around(shop)),
            lambda stop: repeat(stop, 0.02, lambda: look_around(shop)),
            lambda stop: repeat(stop, 0.05, lambda: approve_all(shop, engine)),
            lambda stop: repeat(stop, 0.3, lambda: write(dovecot, customers)),
        )
        assert fetcher.health.problem == ""
        fetcher.fetch_once()
        fetcher.mailbox.close()
        eventually(shop.settled, seconds=120)
        approve_all(shop, engine)
        eventually(lambda: len(shop.records.deliveries.in_state("sent")) == len(customers), seconds=120)
        assert len(shop.drafts()) == len(customers) > seconds
    assert sorted(address for kept in smtp.kept for address in kept.recipients) == sorted(customers)


def side_by_side(seconds: float, *jobs: Callable[[threading.Event], None]) -> None:
    """Each in a thread, for so long; what one of them raises ends them all and is raised here."""
    stop = threading.Event()

    def watched(job: Callable[[threading.Event], None]) -> None:
        try:
            job(stop)
        finally:
            stop.set()

    with ThreadPoolExecutor(len(jobs)) as pool:
        running = [pool.submit(watched, job) for job in jobs]
        stop.wait(seconds)
        stop.set()
    for job in running:
        job.result()


def repeat(stop: threading.Event, pause: float, work: Callable[[], None]) -> None:
    while not stop.wait(pause):
        work()


def look_around(shop: Workshop) -> None:
    shop.records.tickets.counts()
    for row in shop.records.tickets.queue(state=None, limit=10):
        shop.records.tickets.ticket(row.ticket_id)


def approve_all(shop: Workshop, engine: JobEngine) -> None:
    for row in shop.records.tickets.queue(limit=1000):
        if row.draft_state == "proposed" and row.draft_id is not None:
            engine.deliver(shop.approve(shop.records.tickets.draft(row.draft_id)).delivery_id)


def write(dovecot: Dovecot, customers: list[str]) -> None:
    customers.append(f"customer{len(customers)}@mail.example")
    dovecot.deliver(mail("Where is my parcel?", sender=customers[-1]))
