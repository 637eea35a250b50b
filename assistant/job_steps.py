"""What the durable jobs do, step by step: work a mail, send a reply, tend a mailbox's drafts.

DBOS records each step's result, so a job that is killed goes on where it was, and a model call that was paid for is not
made again. A step that was killed before its record runs once more; so every step is safe to run again: filing is
idempotent by message, and sending has a guard of its own (`records.deliveries`).

A job is one try. What failed is brought back by a sweep (`jobs`), after a pause in which it holds no worker.
"""

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, NamedTuple, TypeVar

from dbos import DBOS, SetEnqueueOptions
from dbos import error as dbos_error

from assistant.case.base import Value
from assistant.caseworker import BeforeAgain, CaseWorker
from assistant.dispatcher import Dispatcher
from assistant.drafts_keeper import DraftsKeeper
from assistant.errors import DraftdeskError, UnreadableMail
from assistant.pipeline import Understood, Verification, Written
from assistant.records.deliveries import Deliveries
from assistant.records.messages import Messages

log = logging.getLogger(__name__)

STRIKE_PAUSE = 60.0
"""Seconds before a message that failed is tried again."""

CASES = "cases"
"""The queue of the mails that are worked."""

MOST_RETURNS = 30
"""So often a draft waits for the end of the model's rest: half an hour of a dead one."""

COPY_PAUSE = 300.0
"""Seconds before a copy that could not be filed in Sent, or a reply not found there, is tried or looked for again."""

V = TypeVar("V", bound=Value)


@dataclass(frozen=True)
class Office:
    """Whom the jobs hand the work to. `strike_pause` and `copy_pause` are seconds."""

    caseworker: CaseWorker
    dispatcher: Dispatcher
    keeper: DraftsKeeper
    messages: Messages
    deliveries: Deliveries
    clock: Callable[[], datetime]
    strike_pause: float = STRIKE_PAUSE
    copy_pause: float = COPY_PAUSE


class Closing(BaseException):
    """The engine stops: the job ends here, unrecorded, and goes on with this step at the next start.

    No Exception, for DBOS would record that as the job's outcome.
    """


class Duty:
    """The office of this process; DBOS calls module-level functions, so they find it here."""

    office: ClassVar[Office | None] = None
    _busy: ClassVar[int] = 0
    _changed: ClassVar[threading.Condition] = threading.Condition()

    @classmethod
    def current(cls) -> Office:
        if cls.office is None:
            raise Closing
        return cls.office

    @classmethod
    @contextmanager
    def job(cls) -> Iterator[None]:
        with cls._changed:
            cls._busy += 1
        try:
            yield
        finally:
            with cls._changed:
                cls._busy -= 1
                cls._changed.notify_all()

    @classmethod
    def end(cls, seconds: float) -> None:
        """Let each job come to the end of its step, for at most so long."""
        cls.office = None
        with cls._changed:
            if not cls._changed.wait_for(lambda: cls._busy == 0, seconds):
                log.warning("%d jobs are still at work; they are gone on with at the next start.", cls._busy)


# --- a mail is worked ------------------------------------------------------------------------------------------------


@DBOS.workflow(name="work_message")
def work_message(
    message_id: int,
    replaces: int | None = None,
    wish: str | None = None,
    returns: int = 0,
    version: int | None = None,
) -> None:
    """One try at a stored message. What fails is struck; the third strike puts the message into quarantine.

    `replaces`: the draft that is drafted again. `wish`: what an agent asks of its wording; it is read once only.
    `returns`: how often the job has come back because the model rested, and `version` the draft's at its beginning.
    """
    with Duty.job():
        if wish is not None and replaces is not None:
            failure = _reworded(replaces, wish)
        elif replaces is not None:
            failure = _told(message_id, lambda: _work_again(Redraft(message_id, replaces, version, returns)))
        else:
            failure = _told(message_id, lambda: _work(message_id))
        if failure is not None:
            strike(message_id, failure)


def _work(message_id: int) -> None:
    read = read_words(message_id, False)
    if read is not None:
        verified = verify_case(message_id, read)
        file_case(message_id, read, verified, answer_case(verified))


class Redraft(NamedTuple):
    """A draft to be made again: its version when that was asked for, and how often the job has come back since."""

    message_id: int
    draft_id: int
    version: int | None
    returns: int


def _work_again(job: Redraft) -> None:
    """In place of a draft. One that lacks nothing but the model's hand waits until the model is asked again."""
    before = _value(BeforeAgain, before_again(job.draft_id))
    if job.returns and before.version != job.version:
        return  # somebody edited it, or decided on it, meanwhile
    job = job._replace(version=before.version)
    if before.for_the_model and before.rest > 0 and _comes_back(job, before.rest):
        return
    read = read_words(job.message_id, True)
    if read is None:
        return
    verified = verify_case(job.message_id, read)
    written = answer_case(verified)
    if not (before.for_the_model and _stands(job, _value(Understood, read), written)):
        file_case(job.message_id, read, verified, written, job.draft_id)


def _stands(job: Redraft, read: Understood, written: str) -> bool:
    """Whether the draft stays, for the model has failed again: until it has rested, or for good, and then says why."""
    answer = _value(Written, written)
    if read.failure is None and answer.failure is None:
        return False
    rest = _value(BeforeAgain, before_again(job.draft_id)).rest
    waits = read.unavailable or answer.unavailable or rest > 0
    return (waits and _comes_back(job, rest)) or keep_draft(job.draft_id, written)


def _comes_back(job: Redraft, pause: float) -> bool:
    """Whether a later job does it, so many seconds from now; until then no worker is held."""
    if job.returns >= MOST_RETURNS:
        return False
    options = SetEnqueueOptions(deduplication_id=f"draft-{job.draft_id}-{job.returns + 1}", delay_seconds=pause)
    with suppress(dbos_error.DBOSQueueDeduplicatedError), options:
        DBOS.enqueue_workflow(CASES, work_message, job.message_id, job.draft_id, None, job.returns + 1, job.version)
    return True


def _told(message_id: int, work: Callable[[], None]) -> str | None:
    """None when the work is done, else what went wrong."""
    try:
        work()
    except DraftdeskError as error:
        return str(error)
    except Exception as error:
        log.exception("Message %s could not be worked", message_id)
        return f"{type(error).__name__} while working the message; the log has more."
    return None


def _reworded(draft_id: int, wish: str) -> str | None:
    """None always: a draft that stands is never struck for it, but says why it was not written anew."""
    try:
        message_id, read = read_before(draft_id)
        verified = verify_case(message_id, read)
        written = answer_case(verified, wish)
        if not keep_draft(draft_id, written):
            file_case(message_id, read, verified, written, draft_id, wish)
    except DraftdeskError as error:
        log.warning("Draft %s could not be written anew: %s", draft_id, error)
        say_why(draft_id, str(error))
    except Exception as error:
        log.exception("Draft %s could not be written anew", draft_id)
        say_why(draft_id, f"{type(error).__name__} while writing it; the log has more.")
    return None


@DBOS.step(name="read_before")
def read_before(draft_id: int) -> tuple[int, str]:
    """The message of a draft, and its inquiry as it was read for it."""
    message_id, understood = Duty.current().caseworker.read_before(draft_id)
    return message_id, understood.model_dump_json()


@DBOS.step(name="before_again")
def before_again(draft_id: int) -> str:
    """How the draft and the model are before it is made again."""
    return Duty.current().caseworker.before_again(draft_id).model_dump_json()


@DBOS.step(name="keep_draft")
def keep_draft(draft_id: int, written: str) -> bool:
    """Whether the draft stays as it is, because the model did not manage what was asked; it then says why."""
    return Duty.current().caseworker.keep_draft(draft_id, _value(Written, written))


@DBOS.step(name="say_why")
def say_why(draft_id: int, trouble: str) -> None:
    """Tell the agent, who waits for the draft, that it does not come."""
    try:
        Duty.current().caseworker.tickets.note(draft_id, trouble)
    except DraftdeskError as error:
        log.warning("Nor can that be said on it: %s", error)


@DBOS.step(name="read_words")
def read_words(message_id: int, again: bool) -> str | None:
    """The inquiry as JSON, or None when nothing (more) is to be done for this message."""
    worker = Duty.current().caseworker
    if not again and not worker.waits(message_id):
        return None
    try:
        understood = worker.read(message_id, again=again)
    except UnreadableMail as error:
        worker.put_aside(message_id, error)
        return None
    return understood.model_dump_json() if understood is not None else None


@DBOS.step(name="verify_case")
def verify_case(message_id: int, understood: str) -> str:
    office = Duty.current()
    return office.caseworker.verify(message_id, _value(Understood, understood), office.clock()).model_dump_json()


@DBOS.step(name="answer_case")
def answer_case(verification: str, wish: str | None = None) -> str:
    return Duty.current().caseworker.answer(_value(Verification, verification), wish).model_dump_json()


@DBOS.step(name="file_case")
def file_case(
    message_id: int,
    understood: str,
    verification: str,
    written: str,
    replaces: int | None = None,
    wish: str | None = None,
) -> None:
    Duty.current().caseworker.file(
        message_id,
        _value(Understood, understood),
        _value(Verification, verification),
        _value(Written, written),
        replaces,
        wish,
    )


@DBOS.step(name="strike")
def strike(message_id: int, failure: str) -> bool:
    log.warning("Message %s could not be worked: %s", message_id, failure)
    return Duty.current().messages.strike(message_id, failure)


# --- a reply is sent -------------------------------------------------------------------------------------------------


@DBOS.workflow(name="deliver")
def deliver(delivery_id: int) -> None:
    """One attempt; a postponed delivery comes back with a later sweep, when it is due."""
    with Duty.job():
        if not sends(delivery_id) or not prepare_delivery(delivery_id):
            return
        state = attempt_delivery(delivery_id)
        if state == "sent":
            file_copy(delivery_id)
        elif state == "unknown":
            look_in_sent(delivery_id)


@DBOS.step(name="sends")
def sends(delivery_id: int) -> bool:
    """False where the reply goes into the mailbox's Drafts instead."""
    return Duty.current().dispatcher.sends(delivery_id)


@DBOS.step(name="prepare_delivery")
def prepare_delivery(delivery_id: int) -> bool:
    return Duty.current().dispatcher.prepare(delivery_id)


@DBOS.step(name="attempt_delivery")
def attempt_delivery(delivery_id: int) -> str:
    return Duty.current().dispatcher.attempt(delivery_id)


@DBOS.step(name="file_copy")
def file_copy(delivery_id: int) -> None:
    Duty.current().dispatcher.file_copy(delivery_id)


@DBOS.step(name="look_in_sent")
def look_in_sent(delivery_id: int) -> None:
    try:
        Duty.current().dispatcher.look_in_sent(delivery_id)
    except DraftdeskError as error:
        log.warning("Delivery %s could not be looked for in Sent: %s", delivery_id, error)


# --- a mailbox's drafts are tended -----------------------------------------------------------------------------------


@DBOS.workflow(name="tend_drafts")
def tend_drafts(mailbox: str) -> None:
    """One round; the next one comes with a later sweep."""
    with Duty.job():
        tend(mailbox)


@DBOS.step(name="tend")
def tend(mailbox: str) -> None:
    try:
        Duty.current().keeper.tend(mailbox)
    except DraftdeskError as error:
        log.warning("The drafts of mailbox %s could not be tended: %s", mailbox, error)


def _value(kind: type[V], text: str) -> V:
    return kind.model_validate_json(text)
