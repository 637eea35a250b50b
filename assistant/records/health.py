"""How the mailboxes do, as their fetchers say: for desk and monitoring, which may run on other machines."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select

from assistant.records import rows
from assistant.records.database import Database
from assistant.records.tables import MailboxRow

SETTLED_FOR = timedelta(seconds=20)
"""What has not changed is written again only after so long: a mailbox that is polled every second is no news."""


@dataclass
class Health:
    """`last_success`: when all of it was read; `checked_at`: when that was last tried; `problem`: in plain words.

    `behind_since`: mail that came after that may not be here yet; null when nothing is left to fetch. `expected_by`: a
    fetcher that has not been heard of by then has stopped.
    """

    last_success: datetime | None = None
    checked_at: datetime | None = None
    problem: str = ""
    behind_since: datetime | None = None
    expected_by: datetime | None = None

    def ok(self, now: datetime) -> bool | None:
        """None while it was never read."""
        if self.checked_at is None:
            return None
        return not self.problem and not self.silent(now)

    def silent(self, now: datetime) -> bool:
        return self.expected_by is not None and self.expected_by < now

    def trouble(self, now: datetime) -> str:
        """What is wrong now, in plain words; empty when nothing is."""
        if self.problem or not self.silent(now):
            return self.problem
        return "Nobody is fetching its mail any more. Start draftdesk run, or draftdesk fetch."

    def lag(self, now: datetime) -> float:
        """Seconds: mail that came so long ago may not be here yet."""
        since = self.behind_since if not self.silent(now) else self.behind_since or self.last_success
        return max(0.0, (now - since).total_seconds()) if since is not None else 0.0


class MailboxHealths:
    def __init__(self, database: Database) -> None:
        self._database = database

    def report(self, mailbox: str, health: Health) -> None:
        with self._database.read() as session:
            row = session.get(MailboxRow, mailbox)
            if row is not None and _is_old_news(row, health):
                return
        with self._database.write() as session:
            rows.lock_mailbox(session, mailbox)
            row = rows.require_mailbox(session, mailbox)
            row.checked_at, row.last_success = health.checked_at, health.last_success or row.last_success
            row.problem, row.behind_since = health.problem or None, health.behind_since
            row.expected_by = health.expected_by

    def all(self) -> dict[str, Health]:
        with self._database.read() as session:
            return {row.name: _health(row) for row in session.scalars(select(MailboxRow).order_by(MailboxRow.name))}


def _is_old_news(row: MailboxRow, health: Health) -> bool:
    if row.checked_at is None or health.checked_at is None or health.checked_at - row.checked_at >= SETTLED_FOR:
        return False
    return (row.problem or "") == health.problem and (row.behind_since is None) == (health.behind_since is None)


def _health(row: MailboxRow) -> Health:
    return Health(row.last_success, row.checked_at, row.problem or "", row.behind_since, row.expected_by)
