"""Received mail: stored once, worked once, and never lost. Raw bytes first, then rows and cursor in one transaction."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from assistant.errors import RecordsError
from assistant.records import audit, rows, storing
from assistant.records.database import Database
from assistant.records.raw import RawStore
from assistant.records.rows import now_utc
from assistant.records.storing import Fetched
from assistant.records.tables import CursorRow, HistoryCursorRow, MessageRow
from assistant.records.values import Cursor, MessageState, StoredMessage

STRIKES = 3
"""After so many failures a message is put aside, so that it does not block the mail behind it."""

NotLoaded = tuple[int, str]
"""A message that the mail server has and we could not load: UID and why."""


class Wanted(NamedTuple):
    """Where a message was that could not be loaded; `message_id` is ours."""

    message_id: int
    folder: str
    uidvalidity: int
    uid: int


class Neighbours(NamedTuple):
    before: tuple[int, ...]
    after: tuple[int, ...]


class Messages:
    def __init__(self, database: Database, raw_store: RawStore) -> None:
        self._database = database
        self._raw = raw_store

    def cursor(self, mailbox: str, folder: str) -> Cursor | None:
        """How far the folder was read; None when it never was."""
        with self._database.read() as session:
            row = session.get(CursorRow, (mailbox, folder))
            return Cursor(uidvalidity=row.uidvalidity, uid=row.uid) if row else None

    def store(
        self,
        mailbox: str,
        folder: str,
        uidvalidity: int,
        items: Sequence[Fetched],
        *,
        not_loaded: Sequence[NotLoaded] = (),
        upto: int = 0,
        history_since: datetime | None = None,
    ) -> tuple[int, ...]:
        """Keep what was fetched and move the cursor; returns the ids of the messages that were not known, in order.

        The same bytes in the same mailbox are one message, under whatever UID and UIDVALIDITY they come again.
        `not_loaded` ones are listed in quarantine. `upto` moves the cursor past UIDs that are in neither (expunged, or
        too old to be wanted). With `history_since` it is history, which has a cursor of its own. Raises
        RecordsUnreachable with the cursor unmoved when anything could not be stored.
        """
        digests = self._raw.put_all([raw for _, raw, _ in items])
        place = storing.Place(mailbox, folder, uidvalidity, stored_at=now_utc(), history_since=history_since)
        with self._database.write() as session:
            rows.lock_mailbox(session, mailbox)
            new = storing.store_new(session, place, dict(zip(digests, items, strict=True)))
            for uid, reason in not_loaded:
                storing.list_not_loaded(session, place, uid, reason)
            seen = [uid for uid, _, _ in items] + [uid for uid, _ in not_loaded]
            storing.move_cursor(session, place, max([upto, *seen]))
        return new

    def history_cursor(self, mailbox: str, folder: str, since: datetime) -> Cursor | None:
        """How far the history that begins then was imported."""
        with self._database.read() as session:
            row = session.get(HistoryCursorRow, (mailbox, folder, since))
            return Cursor(uidvalidity=row.uidvalidity, uid=row.uid) if row else None

    def wanted(self, mailbox: str) -> tuple[Wanted, ...]:
        """Those that could not be loaded and that somebody has asked for since."""
        query = select(MessageRow).where(MessageRow.mailbox == mailbox, MessageRow.wanted)
        with self._database.read() as session:
            return tuple(Wanted(row.id, row.folder, row.uidvalidity, row.uid) for row in session.scalars(query))

    def give(self, message_id: int, raw: bytes | None, internal_date: datetime | None, reason: str) -> bool:
        """What the server gave when a wanted message was asked for again, or why it is still nothing.

        True when the message is to be worked now.
        """
        digest = self._raw.put(raw) if raw is not None else None
        with self._database.write() as session:
            row = rows.require(session, MessageRow, message_id, lock=True)
            row.wanted = False
            if digest is None:
                row.error = reason
            elif storing.is_known(session, row.mailbox, digest):
                session.delete(row)
            else:
                row.raw_sha256, row.internal_date, row.state, row.error = digest, internal_date, "stored", None
                row.received_at = internal_date or row.received_at
                return True
            return False

    def to_work(self, limit: int = 1000) -> tuple[int, ...]:
        """Ids of the messages that still have to be worked, in the order in which they were stored; history last."""
        waiting = select(MessageRow.id).where(MessageRow.state == "stored")
        query = waiting.order_by(MessageRow.history, MessageRow.id).limit(limit)
        with self._database.read() as session:
            return tuple(session.scalars(query))

    def message(self, message_id: int) -> StoredMessage:
        """Raises RecordsError when there is none of that id."""
        with self._database.read() as session:
            return rows.stored_message(rows.require(session, MessageRow, message_id))

    def raw(self, message_id: int) -> bytes:
        """The message's bytes as the mail server gave them. Raises RecordsError when it never gave them."""
        return self.raw_of(self.message(message_id))

    def raw_of(self, message: StoredMessage) -> bytes:
        """The same for a message that is at hand."""
        if message.raw_sha256 is None:
            raise _never_loaded()
        return self._raw.get(message.raw_sha256)

    def in_state(self, state: MessageState, limit: int = 50, offset: int = 0) -> tuple[StoredMessage, ...]:
        """Newest first."""
        query = select(MessageRow).where(MessageRow.state == state)
        return self._listed(query.order_by(MessageRow.id.desc()).limit(limit).offset(offset))

    def screened(self, limit: int = 50, offset: int = 0) -> tuple[StoredMessage, ...]:
        """Mail that is no customer's (bounces, auto-replies, newsletters …), newest first: listed, never lost."""
        query = select(MessageRow).where(MessageRow.state == "worked", MessageRow.screening_kind != "customer")
        return self._listed(query.order_by(MessageRow.id.desc()).limit(limit).offset(offset))

    def strike(self, message_id: int, error: str) -> bool:
        """Count a failure; True when it was the third, and the message is in quarantine now."""
        with self._database.write() as session:
            row = rows.require(session, MessageRow, message_id, lock=True)
            if row.state != "stored":
                return row.state == "quarantined"
            row.attempts += 1
            row.error = error
            if row.attempts < STRIKES:
                return False
            _put_aside(session, row, error)
            return True

    def quarantine(self, message_id: int, reason: str) -> None:
        """Put the message aside at once: it is kept, shown on the desk and worked again only on request."""
        with self._database.write() as session:
            row = rows.require(session, MessageRow, message_id, lock=True)
            if row.state == "stored":
                _put_aside(session, row, reason)

    def retry(self, message_id: int, user: str | None = None) -> None:
        """Take the message out of quarantine, with its three tries back; one without bytes is fetched anew."""
        with self._database.write() as session:
            row = rows.require(session, MessageRow, message_id, lock=True)
            if row.state != "quarantined":
                raise RecordsError("Only a message in quarantine can be tried again.", "Load the page again.")
            row.attempts = 0
            if row.raw_sha256 is None:
                row.wanted = True
            else:
                row.state, row.error = "stored", None
            audit.note(session, "message_retried", at=now_utc(), user=user, detail={"message": row.id})

    def let_through(self, message_id: int, user: str) -> None:
        """Send a mail to drafting that was screened out: a person says that a customer wrote it."""
        with self._database.write() as session:
            row = rows.require(session, MessageRow, message_id, lock=True)
            if row.state != "worked" or row.screening_kind in (None, "customer"):
                raise RecordsError("Only screened mail can be sent to drafting.", "Load the page again.")
            row.state, row.attempts, row.error, row.let_through_by = "stored", 0, None, user
            audit.note(session, "message_let_through", at=now_utc(), user=user, detail={"message": row.id})

    def sent_by(self, mailbox: str, sender: str, since: datetime, before: int) -> int:
        """How many mails of this sender were worked that came since then; not counting `before` and later ones."""
        query = (
            select(func.count())
            .select_from(MessageRow)
            .where(MessageRow.mailbox == mailbox, MessageRow.received_at >= since, MessageRow.id < before)
            .where(func.lower(MessageRow.sender) == sender.lower())
        )
        with self._database.read() as session:
            return session.scalar(query) or 0

    def near(self, message_id: int, window: timedelta, limit: int = 20) -> Neighbours:
        """The other waiting messages of the mailbox that arrived so soon before or after this one, oldest first."""
        with self._database.read() as session:
            row = rows.require(session, MessageRow, message_id)
            waiting = select(MessageRow).where(
                MessageRow.mailbox == row.mailbox,
                MessageRow.state == "stored",
                MessageRow.raw_sha256.is_not(None),
                MessageRow.history.is_(False),
                MessageRow.id != row.id,
                MessageRow.received_at.between(row.received_at - window, row.received_at + window),
            )
            found = session.scalars(waiting.order_by(MessageRow.received_at, MessageRow.id).limit(limit)).all()
            own = (row.received_at, row.id)
            return Neighbours(
                before=tuple(one.id for one in found if (one.received_at, one.id) < own),
                after=tuple(one.id for one in found if (one.received_at, one.id) > own),
            )

    def _listed(self, query: rows.MessageQuery) -> tuple[StoredMessage, ...]:
        with self._database.read() as session:
            return tuple(rows.stored_message(row) for row in session.scalars(query))


def _put_aside(session: Session, row: MessageRow, reason: str) -> None:
    row.state, row.error = "quarantined", reason
    audit.note(session, "message_quarantined", at=now_utc(), detail={"message": row.id})


def _never_loaded() -> RecordsError:
    return RecordsError("The mail server did not give us this message.", "Open it in another mail program.")
