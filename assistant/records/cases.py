"""Filing a worked case: the mail joins its ticket, the proposed reply is kept with all that it rests on."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select, select, tuple_
from sqlalchemy.orm import Session

from assistant.case.base import Value
from assistant.case.case_file import CaseFile, ScreeningEntry
from assistant.case.diagnosis import Action
from assistant.case.email import Email, Screening
from assistant.case.inquiry import Emotion
from assistant.case.knowledge import Passage
from assistant.case.reply import Source
from assistant.case.ticket import Granted
from assistant.errors import Conflict
from assistant.records import audit, rows, threads
from assistant.records.tables import DraftRow, MessageRow, TicketRow
from assistant.records.values import SavedDraft

MOST_TOGETHER = 10
"""Mails of one customer that are read as one case: the newest of those that wait."""
UPSET = frozenset({Emotion.ANGRY, Emotion.THREATENING, Emotion.DISTRESSED})


class DraftedCase(Value):
    """A worked case as it is handed over for filing."""

    email: Email
    case_file: CaseFile
    passages: tuple[Passage, ...] = ()
    sources: tuple[Source, ...] = ()
    order_version: str | None = None
    recipients: tuple[str, ...]
    text: str
    extra: dict[str, Any]
    replaces: int | None = None


def drafted(
    email: Email,
    case_file: CaseFile,
    passages: Sequence[Passage],
    sources: Sequence[Source],
    order_version: str | None,
    recipients: Sequence[str] | None,
    text: str | None,
    extra: Mapping[str, Any] | None,
    replaces: int | None,
) -> DraftedCase:
    """Without `recipients` the answer goes to the sender's own address: never to a Reply-To or a Cc by default."""
    return DraftedCase(
        email=email,
        case_file=case_file,
        passages=tuple(passages),
        sources=tuple(sources),
        order_version=order_version,
        recipients=tuple(recipients) if recipients is not None else (email.sender.email,),
        text=text if text is not None else case_file.reply.text if case_file.reply else "",
        extra=dict(extra or {}),
        replaces=replaces,
    )


def save(session: Session, message_id: int, case: DraftedCase, at: datetime) -> SavedDraft:
    """File the case once: saving it again gives what was saved the first time."""
    rows.lock_mailbox(session, rows.require(session, MessageRow, message_id).mailbox)
    message = rows.require(session, MessageRow, message_id, lock=True)
    saved = _saved_before(session, message, case)
    if saved is not None:
        return saved
    describe(message, case.email, case.case_file.screening)
    if case.case_file.screening.kind != "customer":
        return _result(message, None, case, new=True)
    ticket = _ticket_of(session, message, case.email, at)
    draft = _add_draft(session, ticket, message, case, at)
    _bring_up_to_date(session, ticket, message, draft, case, at)
    audit.note(session, "draft_proposed", at=at, ticket_id=ticket.id, detail={"draft": draft.id})
    return _result(message, draft, case, new=True)


def file_alone(
    session: Session,
    message_id: int,
    email: Email,
    customer_id: str | None,
    *,
    waits: bool,
    followed_by: Sequence[Email],
    at: datetime,
) -> None:
    """File a customer's mail without a draft: it is history, or (`waits`) a newer mail will be worked with it."""
    rows.lock_mailbox(session, rows.require(session, MessageRow, message_id).mailbox)
    message = rows.require(session, MessageRow, message_id, lock=True)
    if message.state != "stored":
        return
    describe(message, email, email.screening)
    ticket = _ticket_of(session, message, email, at, followed_by)
    if waits:
        ticket.state = "open"
        ticket.waiting_since = min(ticket.waiting_since or message.received_at, message.received_at)
    elif ticket.waiting_since is None and _is_new(session, ticket):
        ticket.state = "closed"
    ticket.customer_id = ticket.customer_id or customer_id


def unanswered_before(session: Session, message_id: int, email: Email) -> tuple[int, ...]:
    """See `Tickets.unanswered_before`. What was approved already is being answered."""
    message = rows.require(session, MessageRow, message_id)
    ticket = _known_ticket(session, message, email)
    if ticket is None or ticket.waiting_since is None:
        return ()
    approved = select(DraftRow.message_id).where(DraftRow.ticket_id == ticket.id, DraftRow.state == "approved")
    waiting = _customers_before(ticket, message).where(
        MessageRow.received_at >= ticket.waiting_since,
        MessageRow.history.is_(False),
        MessageRow.id.not_in(approved),
    )
    return _newest(session, waiting)


def mails_before(session: Session, message_id: int, email: Email) -> tuple[int, ...]:
    """See `Tickets.mails_before`."""
    message = rows.require(session, MessageRow, message_id)
    ticket = _known_ticket(session, message, email)
    return () if ticket is None else _newest(session, _customers_before(ticket, message))


def granted(session: Session, message_id: int, email: Email) -> tuple[Granted, ...]:
    """See `Tickets.granted`."""
    ticket = _known_ticket(session, rows.require(session, MessageRow, message_id), email)
    if ticket is None:
        return ()
    approved = select(DraftRow.order_number, DraftRow.case_file).where(
        DraftRow.ticket_id == ticket.id, DraftRow.state.in_(("approved", "sent"))
    )
    return tuple(
        Granted(order=number, action=Action.model_validate(action.model_dump()))
        for number, case_file in session.execute(approved.order_by(DraftRow.id))
        for action in CaseFile.model_validate(case_file).actions
    )


def _known_ticket(session: Session, message: MessageRow, email: Email) -> TicketRow | None:
    """The ticket that the mail is in, or will join by its ids."""
    if message.ticket_id is not None:
        return rows.require(session, TicketRow, message.ticket_id)
    return threads.find_ticket(session, message.mailbox, email, lock=False)


def _customers_before(ticket: TicketRow, message: MessageRow) -> Select[int]:
    return select(MessageRow.id).where(
        MessageRow.ticket_id == ticket.id,
        tuple_(MessageRow.received_at, MessageRow.id) < (message.received_at, message.id),
        MessageRow.screening_kind == "customer",
    )


def _newest(session: Session, mails: Select[int]) -> tuple[int, ...]:
    newest = mails.order_by(MessageRow.received_at.desc(), MessageRow.id.desc()).limit(MOST_TOGETHER)
    return tuple(reversed(session.scalars(newest).all()))


def _is_new(session: Session, ticket: TicketRow) -> bool:
    """Nothing but history is in it."""
    return session.scalar(select(DraftRow.id).where(DraftRow.ticket_id == ticket.id).limit(1)) is None


def priority(case_file: CaseFile) -> int:
    """0 to 3: complaints and legal matters first, then what is urgent, then people who are upset."""
    if case_file.status == "escalated":
        return 3
    if case_file.inquiry.urgent:
        return 2
    return 1 if case_file.inquiry.emotion in UPSET else 0


def _saved_before(session: Session, message: MessageRow, case: DraftedCase) -> SavedDraft | None:
    if case.replaces is not None:
        successor = rows.successor_of(session, case.replaces)
        return _result(message, successor, case, new=False) if successor else None
    if message.state != "worked":
        return None
    first = select(DraftRow).where(DraftRow.message_id == message.id).order_by(DraftRow.id).limit(1)
    return _result(message, session.scalar(first), case, new=False)


def describe(message: MessageRow, email: Email, screening: Screening | ScreeningEntry) -> None:
    """What could be read in the mail, kept beside it so that lists need not read it again."""
    message.state, message.error = "worked", None
    message.message_id, message.subject = email.message_id, email.subject
    message.sender, message.sender_name = email.sender.email, email.sender.name
    message.text = email.text
    message.screening_kind, message.screening_reason = screening.kind, screening.reason


def _ticket_of(
    session: Session, message: MessageRow, email: Email, at: datetime, followed_by: Sequence[Email] = ()
) -> TicketRow:
    """Its own, found by its ids or by those of the mails that follow it, which will find it by theirs."""
    if message.ticket_id is not None:
        return rows.require(session, TicketRow, message.ticket_id, lock=True)
    found = (threads.find_ticket(session, message.mailbox, one) for one in (email, *followed_by))
    ticket = next((one for one in found if one is not None), None) or _new_ticket(session, message, email, at)
    message.ticket_id = ticket.id
    own = [one_id for later in followed_by for one_id in threads.own_id(later)]
    threads.remember(session, ticket.id, (*threads.ids_of(email), *own))
    return ticket


def _new_ticket(session: Session, message: MessageRow, email: Email, at: datetime) -> TicketRow:
    ticket = TicketRow(
        mailbox=message.mailbox,
        customer_address=threads.address_key(email.sender.email),
        customer_name=email.sender.name,
        customer_id=None,
        subject=email.subject,
        state="open",
        priority=0,
        waiting_since=None,
        created_at=at,
        updated_at=at,
    )
    session.add(ticket)
    session.flush()
    return ticket


def _add_draft(session: Session, ticket: TicketRow, message: MessageRow, case: DraftedCase, at: datetime) -> DraftRow:
    reply = case.case_file.reply
    draft = DraftRow(
        ticket_id=ticket.id,
        message_id=message.id,
        replaces=_replaced(session, ticket, case.replaces),
        version=1,
        state="proposed",
        status=case.case_file.status,
        subject=reply.subject if reply else f"Re: {case.email.subject}",
        text=case.text,
        recipients=list(case.recipients),
        checks=[check.model_dump(mode="json") for check in case.case_file.checks],
        case_file=case.case_file.to_dict(),
        passages=[passage.model_dump(mode="json") for passage in case.passages],
        sources=[source.model_dump(mode="json") for source in case.sources],
        extra=case.extra,
        order_number=case.case_file.order.number,
        order_version=case.order_version,
        created_at=at,
    )
    session.add(draft)
    session.flush()
    return draft


def _replaced(session: Session, ticket: TicketRow, replaces: int | None) -> int | None:
    """The draft that a fresh one stands in for; it must not have been decided on meanwhile."""
    if replaces is None:
        return None
    if ticket.state == "closed":
        raise Conflict("The ticket was closed meanwhile, so its draft is not replaced.", "Reopen the ticket first.")
    old = rows.require(session, DraftRow, replaces, lock=True)
    if old.ticket_id != ticket.id or old.state == "approved":
        raise Conflict("The draft was approved meanwhile, so it is not replaced.", "Load the ticket again.")
    if old.state in {"proposed", "stale"}:
        old.state, old.state_reason = "superseded", "drafted again"
    return old.id


def _bring_up_to_date(
    session: Session, ticket: TicketRow, message: MessageRow, draft: DraftRow, case: DraftedCase, at: datetime
) -> None:
    """One draft of a ticket is to be decided on: that of its newest mail that wants an answer.

    Mails may be worked in another order than they came in, and a word of thanks takes nobody's turn.
    """
    ticket.updated_at = at
    if case.case_file.status == "no_reply":
        _ask_nothing(session, ticket, draft)
        return
    ticket.customer_id = case.case_file.identity.customer_id or ticket.customer_id
    ticket.priority = max(priority(case.case_file), ticket.priority if ticket.waiting_since else 0)
    ticket.state, ticket.waiting_since = "open", min(ticket.waiting_since or message.received_at, message.received_at)
    undecided = _undecided(session, draft)
    if any(_came_after(session, other, message) for other in undecided):
        draft.state, draft.state_reason = "superseded", rows.WRITTEN_AGAIN
        return
    for other in undecided:
        other.state, other.state_reason = "superseded", rows.WRITTEN_AGAIN


def _ask_nothing(session: Session, ticket: TicketRow, draft: DraftRow) -> None:
    if _undecided(session, draft):
        draft.state, draft.state_reason = "superseded", "there is nothing to answer in it"
    elif ticket.waiting_since is None:
        ticket.state = "closed"


def _undecided(session: Session, draft: DraftRow) -> list[DraftRow]:
    """The other drafts of the ticket that somebody still has to decide on."""
    others = select(DraftRow).where(DraftRow.ticket_id == draft.ticket_id, DraftRow.id != draft.id)
    waiting = others.where(DraftRow.state.in_(["proposed", "stale"]), DraftRow.status != "no_reply")
    return list(session.scalars(waiting.with_for_update()))


def _came_after(session: Session, draft: DraftRow, message: MessageRow) -> bool:
    answered = rows.require(session, MessageRow, draft.message_id)
    return (answered.received_at, answered.id) > (message.received_at, message.id)


def _result(message: MessageRow, draft: DraftRow | None, case: DraftedCase, *, new: bool) -> SavedDraft:
    return SavedDraft(
        message_id=message.id,
        ticket_id=message.ticket_id,
        draft_id=draft.id if draft else None,
        status=case.case_file.status if draft is None else draft.status,
        new=new,
    )
