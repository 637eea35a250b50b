"""The desk's queue: who has to be answered next, and how much there is of everything."""

from datetime import datetime
from typing import Any, TypeVarTuple

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from assistant.case.case_file import CaseFile, DraftStatus
from assistant.records import rows
from assistant.records.rows import current_draft_id, required_role
from assistant.records.tables import DeliveryRow, DraftRow, MessageRow, PromiseRow, TicketRow
from assistant.records.values import Counts, QueueRow, TicketState

Chosen = TypeVarTuple("Chosen")


def listed(
    session: Session, state: TicketState | None, status: DraftStatus | None, limit: int, offset: int
) -> list[QueueRow]:
    """Escalated, urgent and upset first, then whoever waits longest; tickets that wait for nobody by their age."""
    query = _with_current_draft(select(TicketRow, DraftRow))
    if state is not None:
        query = query.where(TicketRow.state == state)
    if status is not None:
        query = query.where(DraftRow.status == status)
    waits = func.coalesce(TicketRow.waiting_since, TicketRow.updated_at)
    query = query.order_by(TicketRow.priority.desc(), waits, TicketRow.id).limit(limit).offset(offset)
    found = session.execute(query).all()
    deliveries = _newest_deliveries(session, [ticket.id for ticket, _ in found])
    return [_queue_row(ticket, draft, deliveries.get(ticket.id)) for ticket, draft in found]


def counts(session: Session, now: datetime) -> Counts:
    tickets = _grouped(session, select(TicketRow.state, func.count()).group_by(TicketRow.state))
    messages = _grouped(session, select(MessageRow.state, func.count()).group_by(MessageRow.state))
    open_promises = select(func.count()).select_from(PromiseRow).where(PromiseRow.state == "open")
    screened = select(func.count()).select_from(MessageRow).where(MessageRow.state == "worked")
    return Counts(
        open=tickets.get("open", 0),
        waiting=tickets.get("waiting", 0),
        closed=tickets.get("closed", 0),
        statuses=_grouped(session, _open_by_status()),
        to_work=messages.get("stored", 0),
        screened=session.scalar(screened.where(MessageRow.screening_kind != "customer")) or 0,
        quarantined=messages.get("quarantined", 0),
        deliveries=_grouped(session, select(DeliveryRow.state, func.count()).group_by(DeliveryRow.state)),
        promises_open=session.scalar(open_promises) or 0,
        promises_due=session.scalar(open_promises.where(PromiseRow.due <= now)) or 0,
    )


def _with_current_draft(query: Select[*Chosen]) -> Select[*Chosen]:
    return query.select_from(TicketRow).outerjoin(DraftRow, DraftRow.id == current_draft_id())


def _open_by_status() -> Select[str, int]:
    query = _with_current_draft(select(DraftRow.status, func.count()))
    return query.where(TicketRow.state == "open", DraftRow.id.is_not(None)).group_by(DraftRow.status)


def _grouped(session: Session, query: Select[str, int]) -> dict[str, int]:
    return dict(session.execute(query).all())


def _newest_deliveries(session: Session, ticket_ids: list[int]) -> dict[int, str]:
    query = select(DeliveryRow).where(DeliveryRow.ticket_id.in_(ticket_ids)).order_by(DeliveryRow.id)
    return {row.ticket_id: rows.delivery(row).shown for row in session.scalars(query)}


def _queue_row(ticket: TicketRow, draft: DraftRow | None, delivery_state: str | None) -> QueueRow:
    return QueueRow.model_validate(
        {
            "ticket_id": ticket.id,
            "state": ticket.state,
            "subject": ticket.subject,
            "customer_address": ticket.customer_address,
            "customer_name": ticket.customer_name,
            "customer_id": ticket.customer_id,
            "priority": ticket.priority,
            "waiting_since": ticket.waiting_since,
            "updated_at": ticket.updated_at,
            "delivery_state": delivery_state,
            **_of_draft(draft),
        }
    )


def _of_draft(draft: DraftRow | None) -> dict[str, Any]:
    if draft is None:
        return {}
    case_file = CaseFile.model_validate(draft.case_file)
    diagnosis, inquiry = case_file.diagnosis, case_file.inquiry
    return {
        "draft_id": draft.id,
        "draft_state": draft.state,
        "status": draft.status,
        "category": diagnosis.category if diagnosis else None,
        "cause": diagnosis.cause if diagnosis else None,
        "emotion": inquiry.emotion,
        "urgent": inquiry.urgent,
        "language": inquiry.language,
        "order_number": draft.order_number,
        "required_role": required_role(case_file),
    }
