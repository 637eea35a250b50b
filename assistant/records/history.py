"""What a customer wrote to us before, as the contacts that the process reads a new mail against."""

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from assistant.case.case_file import CaseFile
from assistant.case.shop import Contact
from assistant.records.tables import DraftRow, MessageRow, PromiseRow, TicketRow


def contacts_of(session: Session, customer_id: str, before: datetime, limit: int) -> tuple[Contact, ...]:
    """The customer's mails that arrived before, newest first.

    A mail counts only if its own sender was tied to the account with at least `read` scope: what anybody can claim is
    no history of the customer's. Imported mail counts when it came from the account's own address.
    """
    worked = _worked(session, customer_id, before, limit)
    return tuple(sorted((*worked, *_imported(session, customer_id, before, limit)), key=_age)[:limit])


def _age(contact: Contact) -> float:
    return -contact.at.timestamp()


def _imported(session: Session, customer_id: str, before: datetime, limit: int) -> list[Contact]:
    query = (
        select(MessageRow)
        .join(TicketRow, TicketRow.id == MessageRow.ticket_id)
        .where(TicketRow.customer_id == customer_id, MessageRow.history, MessageRow.received_at < before)
        .order_by(MessageRow.received_at.desc(), MessageRow.id.desc())
        .limit(limit)
    )
    return [
        Contact(customer_id=customer_id, at=row.received_at, channel="email", summary=row.subject or "")
        for row in session.scalars(query)
    ]


def _worked(session: Session, customer_id: str, before: datetime, limit: int) -> tuple[Contact, ...]:
    newest = select(func.max(DraftRow.id)).where(DraftRow.message_id == MessageRow.id).correlate(MessageRow)
    query = (
        select(MessageRow, DraftRow)
        .join(TicketRow, TicketRow.id == MessageRow.ticket_id)
        .join(DraftRow, DraftRow.id == newest.scalar_subquery())
        .where(TicketRow.customer_id == customer_id, MessageRow.received_at < before)
        .order_by(MessageRow.received_at.desc(), MessageRow.id.desc())
        .limit(limit)
    )
    found = [(message, draft, CaseFile.model_validate(draft.case_file)) for message, draft in session.execute(query)]
    return tuple(
        _contact(customer_id, message, case_file, _promise(session, draft))
        for message, draft, case_file in found
        if case_file.identity.customer_id == customer_id and case_file.identity.scope.may_read
    )


def _contact(customer_id: str, message: MessageRow, case_file: CaseFile, promise: str | None) -> Contact:
    diagnosis = case_file.diagnosis
    return Contact(
        customer_id=customer_id,
        at=message.received_at,
        channel="email",
        category=str(diagnosis.category) if diagnosis else None,
        summary=message.subject or "",
        promise=promise,
    )


def _promise(session: Session, draft: DraftRow) -> str | None:
    """What we said we would do in the answer to it, if it was answered."""
    promised = select(PromiseRow.text).where(PromiseRow.draft_id == draft.id).order_by(PromiseRow.id).limit(1)
    return session.scalar(promised)
