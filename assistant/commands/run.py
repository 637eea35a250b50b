"""`draftdesk run`, and its parts as processes of their own."""

import logging
import socket
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

from assistant.errors import ConfigurationError
from assistant.settings import Settings
from assistant.terminal import note

if TYPE_CHECKING:
    from assistant.house import House


def run_all(settings: Settings, port: int | None) -> None:
    """Everything in one process, until it is interrupted."""
    from assistant.house import open_house

    prepare_logging()
    house = open_house(settings, progress=show_indexing)
    try:
        if not house.records.users.list():
            note("Nobody can log in yet: draftdesk user add NAME --role supervisor")
        start(house)
        serve_desk(house, port)
    finally:
        house.close()


def start(house: "House") -> None:
    """Jobs first, so that what is fetched finds its workers."""
    if house.engine is not None:
        house.engine.start()
    house.start_fetching()


def run_fetcher(settings: Settings, *, once: bool) -> None:
    _require_servers(settings, "fetch")
    from assistant.house import build_fetchers, jobs_url, require_mailbox
    from assistant.jobs import JobClient
    from assistant.wiring import open_records

    require_mailbox(settings)
    prepare_logging()
    records = open_records(settings)
    fetchers = build_fetchers(settings, records, JobClient(jobs_url(settings)))
    if once:
        note(f"{sum(fetcher.fetch_once() for fetcher in fetchers)} new messages.")
        return
    stop = threading.Event()
    threads = [threading.Thread(target=fetcher.run, args=(stop,), daemon=True) for fetcher in fetchers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def run_worker(settings: Settings) -> None:
    _require_servers(settings, "work")
    from assistant.house import build_office, jobs_url
    from assistant.jobs import JobEngine
    from assistant.orders.sql import SqlOrders
    from assistant.wiring import open_records, open_running_knowledge

    prepare_logging()
    records = open_records(settings)
    orders = SqlOrders(records.database.reading_engine)
    knowledge = open_running_knowledge(settings, orders.shop().timezone, sync=False)
    office = build_office(settings, records, orders, knowledge)
    # The host's name: a worker that comes back takes up what it left. One worker a host.
    engine = JobEngine(jobs_url(settings), office, workers=settings.workers, executor_id=socket.gethostname())
    engine.start()
    try:
        threading.Event().wait()
    finally:
        engine.stop()


def run_desk(settings: Settings, port: int | None) -> None:
    _require_servers(settings, "desk")
    from assistant.house import open_desk_house

    prepare_logging()
    house = open_desk_house(settings)
    try:
        serve_desk(house, port)
    finally:
        house.close()


def serve_desk(house: "House", port: int | None, on_ready: Callable[[str], None] | None = None) -> None:
    """The desk until it is interrupted; `on_ready` is told its address. Raises ConfigurationError for a taken port."""
    import uvicorn

    from assistant.desk.app import create_app

    desk = house.settings.desk
    listener = _listen(desk.host, desk.port if port is None else port)
    address = f"http://{desk.host}:{listener.getsockname()[1]}/"
    (on_ready or (lambda where: note(f"The desk is at {where}  (Ctrl+C ends it)")))(address)
    config = uvicorn.Config(create_app(house.desk_services()), log_level="warning", access_log=False)
    uvicorn.Server(config).run(sockets=[listener])


def _listen(host: str, port: int) -> socket.socket:
    listener = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
    except OSError as error:
        listener.close()
        raise ConfigurationError(
            f"The desk cannot listen on {host}:{port}: {error.strerror}.",
            "Choose another with --port; 0 takes a free one.",
        ) from None
    return listener


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
            "Set it, or use draftdesk run, which does everything in one process.",
        )


def prepare_logging() -> None:
    """Warnings and worse, one line each on standard error, without what must not be in a log."""
    from assistant.redaction import RedactingFilter

    handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    handler.addFilter(RedactingFilter())
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)


def show_indexing(done: int, total: int) -> None:
    if done == total or done % 50 == 0:
        note(f"Indexing the knowledge base: {done} of {total} passages")
