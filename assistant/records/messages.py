"""Received mail: stored once, worked once, and never lost. Raw bytes first, then rows and cursor in one transaction."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from assistant.errors import RecordsError
from assistant.records import audit, rows
from assistant.records.database import Database
from assistant.records.raw import RawStore
from assistant.records.rows import now_utc
from assistant.records.tables import CursorRow, MessageRow
from assistant.records.values import Cursor, MessageState, StoredMessage

STRIKES = 3
"""After so many failures a message is put aside, so that it does not block the mail behind it."""

Fetched = tuple[int, bytes, datetime | None]
"""A message as the mail server gave it: UID, raw bytes, INTERNALDATE."""


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
        self, mailbox: str, folder: str, uidvalidity: int, items: Sequence[Fetched], *, upto: int | None = None
    ) -> tuple[int, ...]:
        """Keep what was fetched and move the cursor; returns the ids of the messages that were not known, in order.

        The same bytes in the same mailbox are one message, under whatever UID and UIDVALIDITY they come again.
        `upto` moves the cursor past UIDs that are not in `items` (expunged, or too old to be wanted).
        Raises RecordsUnreachable with the cursor unmoved when anything could not be stored.
        """
        digests = [self._raw.put(raw) for _, raw, _ in items]
        stored_at = now_utc()
        with self._database.write() as session:
            rows.lock_mailbox(session, mailbox)
            new = [
                _store_one(session, mailbox, folder, uidvalidity, item, digest, stored_at)
                for item, digest in zip(items, digests, strict=True)
            ]
            _move_cursor(session, mailbox, folder, uidvalidity, max([upto or 0, *(uid for uid, _, _ in items)]))
        return tuple(message_id for message_id in new if message_id is not None)

    def to_work(self, limit: int = 1000) -> tuple[int, ...]:
        """Ids of the messages that still have to be worked, in the order in which they were stored."""
        query = select(MessageRow.id).where(MessageRow.state == "stored").order_by(MessageRow.id).limit(limit)
        with self._database.read() as session:
            return tuple(session.scalars(query))

    def message(self, message_id: int) -> StoredMessage:
        """Raises RecordsError when there is none of that id."""
        with self._database.read() as session:
            return rows.stored_message(rows.require(session, MessageRow, message_id))

    def raw(self, message_id: int) -> bytes:
        """The message's bytes as the mail server gave them."""
        return self._raw.get(self.message(message_id).raw_sha256)

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
        """Take the message out of quarantine, with its three tries back."""
        with self._database.write() as session:
            row = rows.require(session, MessageRow, message_id, lock=True)
            if row.state != "quarantined":
                raise RecordsError("Only a message in quarantine can be tried again.", "Load the page again.")
            row.state, row.attempts, row.error = "stored", 0, None
            audit.note(session, "message_retried", at=now_utc(), user=user, detail={"message": row.id})

    def _listed(self, query: rows.MessageQuery) -> tuple[StoredMessage, ...]:
        with self._database.read() as session:
            return tuple(rows.stored_message(row) for row in session.scalars(query))


def _store_one(
    session: Session, mailbox: str, folder: str, uidvalidity: int, item: Fetched, digest: str, stored_at: datetime
) -> int | None:
    """The new message's id, or None when these bytes are known already."""
    uid, _, internal_date = item
    known = select(MessageRow.id).where(MessageRow.mailbox == mailbox, MessageRow.raw_sha256 == digest)
    if session.scalar(known) is not None:
        return None
    row = MessageRow(
        mailbox=mailbox,
        raw_sha256=digest,
        folder=folder,
        uidvalidity=uidvalidity,
        uid=uid,
        internal_date=internal_date,
        received_at=internal_date or stored_at,
        stored_at=stored_at,
        state="stored",
    )
    session.add(row)
    session.flush()
    return row.id


def _move_cursor(session: Session, mailbox: str, folder: str, uidvalidity: int, uid: int) -> None:
    """Forward only, unless the folder was made anew: then its UIDs mean other mail and the count starts again."""
    row = session.get(CursorRow, (mailbox, folder))
    if row is None:
        session.add(CursorRow(mailbox=mailbox, folder=folder, uidvalidity=uidvalidity, uid=uid))
    elif row.uidvalidity != uidvalidity:
        row.uidvalidity, row.uid = uidvalidity, uid
    else:
        row.uid = max(row.uid, uid)


def _put_aside(session: Session, row: MessageRow, reason: str) -> None:
    row.state, row.error = "quarantined", reason
    audit.note(session, "message_quarantined", at=now_utc(), detail={"message": row.id})
