"""Durable jobs between the stations, on DBOS: a mail to be worked, a reply to be sent.

Each step's result is recorded, so a job that is killed goes on where it was, and a model call that was paid for is not
made again. A step that was killed before its record runs once more; so every step is safe to run again: filing is
idempotent by message, and sending has a guard of its own (`records.deliveries`).

The engine is one a process (DBOS keeps its registry globally); `JobEngine` starts and stops it. A sweep at the start,
and every half minute, enqueues what is stored but not worked, approved but not sent: the records are the truth, the
queue only the way to work through them.
"""

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol, TypeVar

from dbos import DBOS, DBOSClient, DBOSConfig, EnqueueOptions, SetEnqueueOptions
from dbos import error as dbos_error

from assistant.case.base import Value
from assistant.caseworker import CaseWorker
from assistant.dispatcher import Dispatcher
from assistant.errors import DraftdeskError, UnreadableMail
from assistant.pipeline import Understood, Verification, Written
from assistant.records.deliveries import Deliveries
from assistant.records.messages import Messages

log = logging.getLogger(__name__)

CASES = "cases"
REPLIES = "replies"

JOBS_VERSION = "1"
"""Raised when the steps of a job change, so that jobs begun under other steps are not replayed under these."""

STRIKE_PAUSE = 60.0
"""Seconds before a message that failed is tried again."""

SWEEP_SECONDS = 30.0

V = TypeVar("V", bound=Value)


@dataclass(frozen=True)
class Office:
    """Whom the jobs hand the work to."""

    caseworker: CaseWorker
    dispatcher: Dispatcher
    messages: Messages
    deliveries: Deliveries
    clock: Callable[[], datetime]
    strike_pause: float = STRIKE_PAUSE


class _Duty:
    """The office of this process; DBOS calls module-level functions, so they find it here."""

    office: Office | None = None

    @classmethod
    def current(cls) -> Office:
        if cls.office is None:
            raise RuntimeError("the job engine has not been started")
        return cls.office


# --- a mail is worked ------------------------------------------------------------------------------------------------


@DBOS.workflow(name="work_message")
def work_message(message_id: int, replaces: int | None = None) -> None:
    """Work one stored message. What fails is struck; the third strike puts the message into quarantine."""
    while True:
        failure = _worked(message_id, replaces)
        if failure is None or strike(message_id, failure):
            return
        DBOS.sleep(_Duty.current().strike_pause)


def _worked(message_id: int, replaces: int | None) -> str | None:
    """None when the case is on the desk, else what went wrong."""
    try:
        read = read_words(message_id, replaces is not None)
        if read is not None:
            verified = verify_case(message_id, read)
            file_case(message_id, read, verified, answer_case(verified), replaces)
    except DraftdeskError as error:
        return str(error)
    except Exception as error:
        log.exception("Message %s could not be worked", message_id)
        return f"{type(error).__name__} while working the message; the log has more."
    return None


@DBOS.step(name="read_words")
def read_words(message_id: int, again: bool) -> str | None:
    """The inquiry as JSON, or None when nothing (more) is to be done for this message."""
    worker = _Duty.current().caseworker
    if not again and not worker.waits(message_id):
        return None
    try:
        understood = worker.read(message_id)
    except UnreadableMail as error:
        worker.put_aside(message_id, error)
        return None
    return understood.model_dump_json() if understood is not None else None


@DBOS.step(name="verify_case")
def verify_case(message_id: int, understood: str) -> str:
    office = _Duty.current()
    return office.caseworker.verify(message_id, _value(Understood, understood), office.clock()).model_dump_json()


@DBOS.step(name="answer_case")
def answer_case(verification: str) -> str:
    return _Duty.current().caseworker.answer(_value(Verification, verification)).model_dump_json()


@DBOS.step(name="file_case")
def file_case(message_id: int, understood: str, verification: str, written: str, replaces: int | None) -> None:
    _Duty.current().caseworker.file(
        message_id,
        _value(Understood, understood),
        _value(Verification, verification),
        _value(Written, written),
        replaces,
    )


@DBOS.step(name="strike")
def strike(message_id: int, failure: str) -> bool:
    return _Duty.current().messages.strike(message_id, failure)


# --- a reply is sent -------------------------------------------------------------------------------------------------


@DBOS.workflow(name="deliver")
def deliver(delivery_id: int) -> None:
    """One attempt; a postponed delivery comes back with a later sweep, when it is due."""
    prepare_delivery(delivery_id)
    if attempt_delivery(delivery_id) == "sent":
        file_copy(delivery_id)


@DBOS.step(name="prepare_delivery")
def prepare_delivery(delivery_id: int) -> None:
    _Duty.current().dispatcher.prepare(delivery_id)


@DBOS.step(name="attempt_delivery")
def attempt_delivery(delivery_id: int) -> str:
    return _Duty.current().dispatcher.attempt(delivery_id)


@DBOS.step(name="file_copy")
def file_copy(delivery_id: int) -> None:
    _Duty.current().dispatcher.file_copy(delivery_id)


# --- the engine ------------------------------------------------------------------------------------------------------


class JobQueue(Protocol):
    """Where work is handed in, by id. Handing in what is waiting already changes nothing."""

    def work(self, message_id: int) -> None: ...
    def redraft(self, message_id: int, draft_id: int) -> None: ...
    def deliver(self, delivery_id: int) -> None: ...


class JobEngine:
    """Runs the jobs in this process's threads. `url` is the database that the jobs are recorded in."""

    def __init__(self, url: str, office: Office, *, workers: int, executor_id: str = "local") -> None:
        self._url = url
        self._office = office
        self._workers = workers
        self._executor_id = executor_id
        self._stop = threading.Event()
        self._sweeper = threading.Thread(target=self._sweep_on, name="sweeper", daemon=True)

    def start(self) -> None:
        _Duty.office = self._office
        config: DBOSConfig = {
            "name": "draftdesk",
            "system_database_url": self._url,
            "application_version": JOBS_VERSION,
            "executor_id": self._executor_id,
            "log_level": "ERROR",
            "enable_otlp": False,
        }
        DBOS(config=config)
        DBOS.launch()
        DBOS.register_queue(CASES, worker_concurrency=self._workers, polling_interval_sec=0.2)
        DBOS.register_queue(REPLIES, worker_concurrency=2, polling_interval_sec=0.2)
        self.sweep()
        self._sweeper.start()

    def stop(self) -> None:
        """Let what runs come to its end, for at most ten seconds; the rest goes on at the next start."""
        if not self._sweeper.is_alive():
            return
        self._stop.set()
        self._sweeper.join()
        DBOS.destroy(workflow_completion_timeout_sec=10)
        _Duty.office = None

    def work(self, message_id: int) -> None:
        with _once(f"message-{message_id}"):
            DBOS.enqueue_workflow(CASES, work_message, message_id)

    def redraft(self, message_id: int, draft_id: int) -> None:
        """Draft the message again with the present facts, in place of a draft that went stale."""
        with _once(f"message-{message_id}"):
            DBOS.enqueue_workflow(CASES, work_message, message_id, draft_id)

    def deliver(self, delivery_id: int) -> None:
        with _once(f"delivery-{delivery_id}"):
            DBOS.enqueue_workflow(REPLIES, deliver, delivery_id)

    def sweep(self) -> None:
        for message_id in self._office.messages.to_work():
            self.work(message_id)
        for delivery_id in self._office.deliveries.to_send(self._office.clock()):
            self.deliver(delivery_id)
        for delivery_id in self._office.deliveries.to_copy():
            self.deliver(delivery_id)

    def _sweep_on(self) -> None:
        while not self._stop.wait(SWEEP_SECONDS):
            try:
                self.sweep()
            except DraftdeskError as error:
                log.warning("Nothing could be enqueued: %s", error)


class JobClient:
    """Hands work to engines in other processes, over the database that they share.

    That database must have been set up by an engine before (`draftdesk work`).
    """

    def __init__(self, url: str) -> None:
        self._client = DBOSClient(system_database_url=url, lazy=True)

    def work(self, message_id: int) -> None:
        self._enqueue(CASES, "work_message", f"message-{message_id}", message_id)

    def redraft(self, message_id: int, draft_id: int) -> None:
        self._enqueue(CASES, "work_message", f"message-{message_id}", message_id, draft_id)

    def deliver(self, delivery_id: int) -> None:
        self._enqueue(REPLIES, "deliver", f"delivery-{delivery_id}", delivery_id)

    def _enqueue(self, queue: str, job: str, deduplication_id: str, *arguments: Any) -> None:
        options: EnqueueOptions = {
            "queue_name": queue,
            "workflow_name": job,
            "deduplication_id": deduplication_id,
            "app_version": JOBS_VERSION,
        }
        with suppress(dbos_error.DBOSQueueDeduplicatedError):
            self._client.enqueue(options, *arguments)


@contextmanager
def _once(deduplication_id: str) -> Iterator[None]:
    """While a job for the same thing waits or runs, another is not added."""
    with suppress(dbos_error.DBOSQueueDeduplicatedError), SetEnqueueOptions(deduplication_id=deduplication_id):
        yield


def _value(kind: type[V], text: str) -> V:
    return kind.model_validate_json(text)
