"""`draftdesk run`, and its parts as processes of their own."""

import logging
import signal
import socket
import threading
from contextlib import suppress
from typing import TYPE_CHECKING

from assistant.commands.serving import listen, serve
from assistant.errors import ConfigurationError, DraftdeskError
from assistant.settings import Settings
from assistant.terminal import note
from assistant.wiring import require_index, require_mailbox

if TYPE_CHECKING:
    from assistant.house import House


def run_all(settings: Settings, port: int | None) -> None:
    """Everything in one process, until it is interrupted."""
    require_mailbox(settings)
    require_index(settings)
    prepare_process()
    with listen(settings.desk, port) as listener:
        from assistant.house import open_house

        house = open_house(settings, progress=show_indexing)
        try:
            if not house.records.users.list():
                note("Nobody can log in yet: draftdesk user add NAME --role supervisor")
            start(house)
            serve(house, listener)
        finally:
            house.close()


def start(house: "House") -> None:
    """Jobs first, so that what is fetched finds its workers."""
    if house.engine is not None:
        house.engine.start()
    house.start_fetching()
    house.start_watching()


def run_fetcher(settings: Settings, *, once: bool) -> None:
    """Each mailbox in a thread of its own, until it is interrupted; with `once`, each of them once."""
    _require_servers(settings, "fetch")
    require_mailbox(settings)
    from assistant.house import build_fetchers, jobs_url
    from assistant.jobs import JobClient
    from assistant.wiring import open_records

    prepare_process()
    records = open_records(settings)
    fetchers = build_fetchers(settings, records, JobClient(jobs_url(settings)))
    if once:
        problems = []
        for fetcher in fetchers:
            try:
                note(f"{fetcher.name}: {fetcher.fetch_once()} new messages.")
            except DraftdeskError as error:
                problems.append(f"{fetcher.name}: {error}")
        if problems:
            raise DraftdeskError(f"Not every mailbox could be read. {' '.join(problems)}")
        return
    stop = threading.Event()
    threads = [threading.Thread(target=fetcher.run, args=(stop,), daemon=True) for fetcher in fetchers]
    for thread in threads:
        thread.start()
    note(f"Fetching from {', '.join(fetcher.name for fetcher in fetchers)}  (Ctrl+C ends it)")
    with suppress(KeyboardInterrupt):
        for thread in threads:
            thread.join()
    stop.set()


def import_history(settings: Settings, since: str) -> None:
    """What customers wrote before: conversations that a new mail may belong to. A running Draftdesk files it."""
    require_mailbox(settings)
    from assistant.fetcher import Fetcher
    from assistant.times import given_time
    from assistant.wiring import connect_mailbox, now_utc, open_records

    begin, now = given_time(since, "--history"), now_utc()
    prepare_process()
    records = open_records(settings)
    try:
        for name, mailbox in settings.mailboxes.items():
            fetcher = Fetcher(name, mailbox, connect_mailbox(settings, name), records.messages, lambda _: None)
            note(f"{name}: {fetcher.import_history(begin, mailbox.start_date or now)} messages of history.")
            fetcher.mailbox.close()
    finally:
        records.database.close()
    note("They are filed, without drafts, while draftdesk run or draftdesk work is at work.")


def run_worker(settings: Settings) -> None:
    """Drafting and sending, until it is interrupted."""
    _require_servers(settings, "work")
    from assistant.house import build_office, build_watch, jobs_url
    from assistant.jobs import JobEngine
    from assistant.orders.sql import SqlOrders
    from assistant.wiring import open_knowledge_or_policy, open_records

    prepare_process()
    records = open_records(settings)
    orders = SqlOrders(records.database.reading_engine)
    knowledge = open_knowledge_or_policy(settings, orders.shop().timezone, sync=False)
    office = build_office(settings, records, orders, knowledge)
    # The host's name: a worker that comes back takes up what it left. One worker a host.
    engine = JobEngine(jobs_url(settings), office, workers=settings.workers, executor_id=socket.gethostname())
    engine.start()
    stop = threading.Event()
    threading.Thread(target=build_watch(records, knowledge).run, args=(stop,), name="knowledge", daemon=True).start()
    note("Drafting and sending  (Ctrl+C ends it)")
    with suppress(KeyboardInterrupt):
        stop.wait()
    stop.set()
    engine.stop()


def run_desk(settings: Settings, port: int | None) -> None:
    """The desk, until it is interrupted."""
    _require_servers(settings, "desk")
    prepare_process()
    with listen(settings.desk, port) as listener:
        from assistant.house import open_desk_house

        house = open_desk_house(settings)
        house.start_watching()
        try:
            serve(house, listener)
        finally:
            house.close()


def _require_servers(settings: Settings, command: str) -> None:
    """SQLite and the embedded index have one owner each: parts on many machines need servers for both."""
    missing = []
    if settings.is_sqlite:
        missing.append("PostgreSQL (database_url)")
    if settings.knowledge.chroma_url is None:
        missing.append("a Chroma server (knowledge.chroma_url)")
    if missing:
        raise ConfigurationError(
            f"draftdesk {command} works beside other processes and needs {' and '.join(missing)}.",
            "Set them, or use draftdesk run, which does everything in one process.",
        )


def prepare_process() -> None:
    """Take SIGTERM as Ctrl+C, and log warnings and worse without what must not be in a log."""
    from assistant.redaction import RedactingFilter

    signal.signal(signal.SIGTERM, signal.default_int_handler)
    handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    handler.addFilter(RedactingFilter())
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)


def show_indexing(done: int, total: int) -> None:
    if done == total or done % 50 == 0:
        note(f"Indexing the knowledge base: {done} of {total} passages")
