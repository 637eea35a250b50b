"""What becomes of a delivery: the outcome of an attempt, and what follows from it for its ticket."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from assistant.records import audit, promising, rows
from assistant.records.tables import ApprovalRow, DeliveryRow, TicketRow
from assistant.records.values import RecipientResult

Outcome = Literal["sent", "refused", "unknown", "postponed"]
Resting = Literal["sent", "refused", "unknown", "withdrawn"]

FIRST_WAIT = timedelta(minutes=1)
LONGEST_WAIT = timedelta(hours=1)
GIVE_UP_AFTER = timedelta(days=5)
"""RFC 5321 4.5.4.1: the give-up time generally needs to be at least 4 to 5 days."""


def wait_before(attempts: int) -> timedelta:
    """How long to wait after so many attempts: doubling from a minute to an hour."""
    doublings = min(max(attempts - 1, 0), 10)
    return min(FIRST_WAIT * (1 << doublings), LONGEST_WAIT)


def lose_track(session: Session, row: DeliveryRow, now: datetime) -> None:
    row.error = "The process that was sending it stopped before the mail server's answer was recorded."
    come_to_rest(session, row, "unknown", now)


def record(
    session: Session,
    row: DeliveryRow,
    outcome: Outcome,
    results: Sequence[RecipientResult],
    error: str | None,
    now: datetime,
) -> None:
    row.error = error
    row.recipients = merged(row, results, outcome)
    row.finished_at = now
    if outcome == "postponed" and now - row.queued_at < GIVE_UP_AFTER:
        row.state, row.next_attempt_at = "postponed", now + wait_before(row.attempts)
        return
    come_to_rest(session, row, "refused" if outcome == "postponed" else outcome, now)


def merged(row: DeliveryRow, results: Sequence[RecipientResult], outcome: Outcome) -> list[dict[str, str | None]]:
    """What is known of each address; where nothing special was said, the outcome of the whole holds."""
    said = {result.address: result for result in results}
    rest = "pending" if outcome == "postponed" else outcome
    addresses = [str(known["address"]) for known in row.recipients]
    return [(said.get(address) or RecipientResult(address=address, state=rest)).model_dump() for address in addresses]


def come_to_rest(session: Session, row: DeliveryRow, state: Resting, now: datetime) -> None:
    """No further attempt follows by itself. Unless all went well the ticket is a person's business again."""
    row.state = state
    if state in ("refused", "withdrawn"):
        promising.take_back(session, rows.require(session, ApprovalRow, row.approval_id).draft_id, now)
    audit.note(session, f"delivery_{state}", at=now, ticket_id=row.ticket_id, detail={"delivery": row.id})
    ticket = rows.require(session, TicketRow, row.ticket_id, lock=True)
    if state != "sent" or any(result["state"] == "refused" for result in row.recipients):
        rows.reopen(session, ticket, now)
    elif ticket.state == "open" and _is_last_word(session, row):
        ticket.state, ticket.waiting_since, ticket.updated_at = "waiting", None, now


def note_settled(session: Session, row: DeliveryRow, outcome: str, user: str | None, now: datetime) -> None:
    """`user` None: the Sent folder told."""
    detail = {"delivery": row.id, "outcome": outcome}
    audit.note(session, "delivery_settled", at=now, user=user, ticket_id=row.ticket_id, detail=detail)


def _is_last_word(session: Session, row: DeliveryRow) -> bool:
    """Whether nothing came after this reply: it was in doubt, and the doubt alone had opened the ticket again."""
    current = session.scalar(select(rows.current_draft_id()).where(TicketRow.id == row.ticket_id))
    return current == rows.require(session, ApprovalRow, row.approval_id).draft_id
