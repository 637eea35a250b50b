"""Who did what, when. Entries are added in the same transaction as what they tell of, and never changed."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from assistant.records.database import Database
from assistant.records.tables import AuditRow
from assistant.records.values import AuditEntry


def note(
    session: Session,
    what: str,
    *,
    at: datetime,
    user: str | None = None,
    ticket_id: int | None = None,
    detail: Mapping[str, Any] | None = None,
) -> None:
    """Add an entry to the running transaction. `what` is a past participle in snake case: `draft_rejected`."""
    session.add(AuditRow(at=at, user=user, what=what, ticket_id=ticket_id, detail=dict(detail or {})))


def of_ticket(session: Session, ticket_id: int) -> tuple[AuditEntry, ...]:
    """Oldest first."""
    rows = session.scalars(select(AuditRow).where(AuditRow.ticket_id == ticket_id).order_by(AuditRow.id))
    return tuple(_entry(row) for row in rows)


class Audit:
    def __init__(self, database: Database) -> None:
        self._database = database

    def note(
        self,
        what: str,
        *,
        at: datetime,
        user: str | None = None,
        ticket_id: int | None = None,
        detail: Mapping[str, Any] | None = None,
    ) -> None:
        """Add an entry that belongs to no other change, as of a login."""
        with self._database.write() as session:
            note(session, what, at=at, user=user, ticket_id=ticket_id, detail=detail)

    def recent(self, limit: int = 100, before_id: int | None = None) -> tuple[AuditEntry, ...]:
        """Newest first; `before_id` pages on."""
        query = select(AuditRow).order_by(AuditRow.id.desc()).limit(limit)
        if before_id is not None:
            query = query.where(AuditRow.id < before_id)
        with self._database.read() as session:
            return tuple(_entry(row) for row in session.scalars(query))


def _entry(row: AuditRow) -> AuditEntry:
    return AuditEntry(id=row.id, at=row.at, user=row.user, what=row.what, ticket_id=row.ticket_id, detail=row.detail)
