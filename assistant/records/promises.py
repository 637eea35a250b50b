"""What approved replies committed us to, until it is kept."""

from datetime import datetime
from typing import Literal

from sqlalchemy import select

from assistant.errors import Conflict
from assistant.records import audit, rows
from assistant.records.database import Database
from assistant.records.tables import PromiseRow
from assistant.records.values import PromiseEntry


class Promises:
    def __init__(self, database: Database) -> None:
        self._database = database

    def open(self, due_before: datetime | None = None, limit: int = 200) -> tuple[PromiseEntry, ...]:
        """The earliest due first; those without a date come last, and not at all when `due_before` is given."""
        query = select(PromiseRow).where(PromiseRow.state == "open")
        if due_before is not None:
            query = query.where(PromiseRow.due < due_before)
        ordered = query.order_by(PromiseRow.due.is_(None), PromiseRow.due, PromiseRow.id).limit(limit)
        with self._database.read() as session:
            return tuple(rows.promise(row) for row in session.scalars(ordered))

    def settle(self, promise_id: int, state: Literal["kept", "dropped"], user: str, now: datetime) -> None:
        """Raises Conflict when somebody settled it before."""
        with self._database.write() as session:
            row = rows.require(session, PromiseRow, promise_id, lock=True)
            if row.state != "open":
                raise Conflict(f"The promise is {row.state} already.", "Load the ticket again.")
            row.state, row.settled_by, row.settled_at = state, user, now
            audit.note(
                session, f"promise_{state}", at=now, user=user, ticket_id=row.ticket_id, detail={"promise": row.id}
            )
