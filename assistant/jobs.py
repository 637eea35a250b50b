"""Durable jobs between the stations, on DBOS: the engine that runs them, and the queue that they are handed in at.

The records are the truth, the queue only the way to work through them: a sweep at the start, and every half minute,
enqueues what is stored but not worked, approved but not sent, sent but not filed, and mailboxes whose drafts are due.
`job_steps` says what a job does.

The engine is one a process (DBOS keeps its registry globally); `JobEngine` starts and stops it.
"""

import logging
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from datetime import timedelta
from typing import Any, Protocol

from dbos import DBOS, DBOSClient, DBOSConfig, EnqueueOptions, SetEnqueueOptions
from dbos import error as dbos_error
from sqlalchemy.engine import make_url
from sqlalchemy.exc import SQLAlchemyError

from assistant.errors import DraftdeskError, RecordsUnreachable
from assistant.job_steps import CASES, Duty, Office, deliver, tend_drafts, work_message

log = logging.getLogger(__name__)

REPLIES = "replies"

JOBS_VERSION = "3"
"""Raised when the steps of a job change, so that jobs begun under other steps are not replayed under these."""

SWEEP_SECONDS = 30.0
CLOSING_SECONDS = 10.0

TAKE_OVER_AFTER = timedelta(minutes=30)
"""A job that another worker began so long ago is that of a dead one: ours take seconds, the longest some minutes."""

FORGET_AFTER = timedelta(days=1)
"""How long the records of finished jobs are kept. They hold customers' words, and nobody asks for them again."""


class JobQueue(Protocol):
    """Where work is handed in, by id. Handing in what is waiting already changes nothing.

    Raises RecordsUnreachable; nothing is lost then, the next sweep hands it in.
    """

    def work(self, message_id: int) -> None: ...
    def redraft(self, message_id: int, draft_id: int, wish: str | None = None) -> None: ...
    def deliver(self, delivery_id: int) -> None: ...
    def stop(self) -> None: ...


class JobEngine:
    """Runs the jobs in this process's threads. `url` is the database that the jobs are recorded in.

    `executor_id` names this worker: after a crash it takes up what it left under the same name. No two living workers
    may share one. Can be started again after `stop`.
    """

    def __init__(
        self,
        url: str,
        office: Office,
        *,
        workers: int,
        executor_id: str = "local",
        sweep_seconds: float = SWEEP_SECONDS,
        take_over_after: timedelta = TAKE_OVER_AFTER,
    ) -> None:
        self._url = url
        self._office = office
        self._workers = workers
        self._executor_id = executor_id
        self._sweep_seconds = sweep_seconds
        self._take_over_after = take_over_after
        self._stop = threading.Event()
        self._sweeper: threading.Thread | None = None

    def start(self) -> None:
        """Raises RecordsUnreachable when the jobs' database cannot be opened."""
        _log_with_the_rest()
        self._stop.clear()
        Duty.office = self._office
        with _door():
            _use_write_ahead_log(self._url)
            DBOS(config=self._config())
            DBOS.launch()
            DBOS.register_queue(CASES, worker_concurrency=self._workers, polling_interval_sec=0.2)
            DBOS.register_queue(REPLIES, worker_concurrency=2, polling_interval_sec=0.2)
        self.sweep()
        self._sweeper = threading.Thread(target=self._sweep_on, name="sweeper", daemon=True)
        self._sweeper.start()

    def stop(self) -> None:
        """Let the steps under way end, for at most ten seconds; what follows them goes on at the next start."""
        if self._sweeper is None:
            return
        self._stop.set()
        self._sweeper.join()
        self._sweeper = None
        Duty.end(CLOSING_SECONDS)
        DBOS.destroy()

    def work(self, message_id: int) -> None:
        with _once(f"message-{message_id}"):
            DBOS.enqueue_workflow(CASES, work_message, message_id)

    def redraft(self, message_id: int, draft_id: int, wish: str | None = None) -> None:
        """Draft the message again with the present facts, in place of a draft. `wish`: about the wording."""
        with _once(f"message-{message_id}"):
            DBOS.enqueue_workflow(CASES, work_message, message_id, draft_id, wish)

    def deliver(self, delivery_id: int) -> None:
        """Sent, or put into Drafts: that is the mailbox's setting."""
        mailbox = self._office.keeper.mailbox_of(delivery_id)
        if mailbox is not None:
            self.tend(mailbox)
            return
        with _once(f"delivery-{delivery_id}"):
            DBOS.enqueue_workflow(REPLIES, deliver, delivery_id)

    def tend(self, mailbox: str) -> None:
        """A round that waits already is not added to; that two never run at once is the keeper's own care."""
        with _once(f"drafts-{mailbox}"):
            DBOS.enqueue_workflow(REPLIES, tend_drafts, mailbox)

    def sweep(self) -> None:
        """Enqueue what the records say is to be done; what failed before, after its pause."""
        office = self._office
        for message_id in office.messages.to_work():
            struck = office.messages.message(message_id).attempts > 0
            with _once(f"message-{message_id}", office.strike_pause if struck else None):
                DBOS.enqueue_workflow(CASES, work_message, message_id)
        for delivery_id in office.deliveries.to_send(office.clock()):
            self.deliver(delivery_id)
        for delivery_id in office.deliveries.to_copy():
            failed = office.deliveries.delivery(delivery_id).sent_copy_error is not None
            with _once(f"delivery-{delivery_id}", office.copy_pause if failed else None):
                DBOS.enqueue_workflow(REPLIES, deliver, delivery_id)
        for delivery_id in office.deliveries.to_look_for(office.clock()):
            with _once(f"delivery-{delivery_id}", office.copy_pause):
                DBOS.enqueue_workflow(REPLIES, deliver, delivery_id)
        for mailbox in office.keeper.due():
            self.tend(mailbox)
        self._take_over()
        self._forget()

    def _take_over(self) -> None:
        """Take up the jobs of workers that died and did not come back: DBOS leaves them to their own worker."""
        begun_before = (self._office.clock() - self._take_over_after).isoformat()
        with _door():
            for job in DBOS.list_workflows(
                status="PENDING", dequeued_before=begun_before, load_input=False, load_output=False
            ):
                if job.executor_id != self._executor_id:
                    DBOS.resume_workflow(job.workflow_id, queue_name=job.queue_name)

    def _forget(self) -> None:
        finished_before = (self._office.clock() - FORGET_AFTER).isoformat()
        with _door():
            done = DBOS.list_workflows(completed_before=finished_before, limit=500, load_input=False, load_output=False)
            if done:
                DBOS.delete_workflows([job.workflow_id for job in done])

    def _sweep_on(self) -> None:
        while not self._stop.wait(self._sweep_seconds):
            try:
                self.sweep()
            except DraftdeskError as error:
                log.warning("Nothing could be enqueued: %s", error)

    def _config(self) -> DBOSConfig:
        return {
            "name": "draftdesk",
            "system_database_url": self._url,
            "application_version": JOBS_VERSION,
            "executor_id": self._executor_id,
            "log_level": "ERROR",
            "enable_otlp": False,
            "notification_listener_polling_interval_sec": 0.2,  # nobody notifies here; stopping waits for this sleep
            "db_engine_kwargs": {"hide_parameters": True},  # customers' words, which errors would show
        }


class JobClient:
    """Hands work to engines in other processes, over the database that they share: they may be started later."""

    def __init__(self, url: str) -> None:
        _log_with_the_rest()
        self._url = url
        self._client = DBOSClient(system_database_url=url, lazy=True)
        self._set_up = False

    def work(self, message_id: int) -> None:
        self._enqueue(CASES, "work_message", f"message-{message_id}", message_id)

    def redraft(self, message_id: int, draft_id: int, wish: str | None = None) -> None:
        self._enqueue(CASES, "work_message", f"message-{message_id}", message_id, draft_id, wish)

    def deliver(self, delivery_id: int) -> None:
        self._enqueue(REPLIES, "deliver", f"delivery-{delivery_id}", delivery_id)

    def stop(self) -> None:
        self._client.destroy()

    def _enqueue(self, queue: str, job: str, deduplication_id: str, *arguments: Any) -> None:
        options: EnqueueOptions = {
            "queue_name": queue,
            "workflow_name": job,
            "deduplication_id": deduplication_id,
            "app_version": JOBS_VERSION,
        }
        with _door(), suppress(dbos_error.DBOSQueueDeduplicatedError):
            if not self._set_up:
                DBOS.migrate(self._url)
                self._set_up = True
            self._client.enqueue(options, *arguments)


@contextmanager
def _once(deduplication_id: str, pause: float | None = None) -> Iterator[None]:
    """While a job for the same thing waits or runs, another is not added. `pause`: seconds before it begins."""
    options = SetEnqueueOptions(deduplication_id=deduplication_id, delay_seconds=pause)
    with _door(), suppress(dbos_error.DBOSQueueDeduplicatedError), options:
        yield


@contextmanager
def _door() -> Iterator[None]:
    """No error of DBOS or its database leaves; neither says anything that may be shown."""
    try:
        yield
    except (dbos_error.DBOSException, SQLAlchemyError, sqlite3.Error) as error:
        raise RecordsUnreachable(
            f"The job queue cannot be used: {type(error).__name__}.", "Check the database; it is tried again."
        ) from None


def _use_write_ahead_log(url: str) -> None:
    """DBOS leaves SQLite's journal as it finds it. In WAL, which the file keeps, one commit is one sync, not many."""
    database = make_url(url)
    if database.get_backend_name() == "sqlite" and database.database:
        with closing(sqlite3.connect(database.database)) as connection:
            connection.execute("PRAGMA journal_mode = WAL")


def _log_with_the_rest() -> None:
    """DBOS prints to standard error by itself unless it finds a handler: then its words take the house's way."""
    logger = logging.getLogger("dbos")
    if not logger.handlers:
        logger.addHandler(logging.NullHandler())
