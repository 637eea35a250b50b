"""Storing fetched mail: each message once, with the cursor moved in the same transaction."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from assistant.records import audit
from assistant.records.tables import CursorRow, HistoryCursorRow, MessageRow

Fetched = tuple[int, bytes, datetime | None]
"""A message as the mail server gave it: UID, raw bytes, INTERNALDATE."""


@dataclass(frozen=True)
class Place:
    mailbox: str
    folder: str
    uidvalidity: int
    stored_at: datetime
    history_since: datetime | None


def is_known(session: Session, mailbox: str, digest: str) -> bool:
    known = select(MessageRow.id).where(MessageRow.mailbox == mailbox, MessageRow.raw_sha256 == digest)
    return session.scalar(known) is not None


def store_new(session: Session, place: Place, items: Mapping[str, Fetched]) -> tuple[int, ...]:
    """The ids of those whose bytes were not known, in order; `items` by their hash, so that each is in it once."""
    query = select(MessageRow.raw_sha256).where(MessageRow.mailbox == place.mailbox)
    known = set(session.scalars(query.where(MessageRow.raw_sha256.in_(items))))
    new = []
    for digest, (uid, _, internal_date) in items.items():
        if digest not in known:
            row = _row(place, uid, internal_date)
            row.raw_sha256, row.state = digest, "stored"
            new.append(row)
    session.add_all(new)
    session.flush()
    return tuple(row.id for row in new)


def list_not_loaded(session: Session, place: Place, uid: int, reason: str) -> None:
    known = select(MessageRow.id).where(
        MessageRow.mailbox == place.mailbox,
        MessageRow.raw_sha256.is_(None),
        MessageRow.folder == place.folder,
        MessageRow.uidvalidity == place.uidvalidity,
        MessageRow.uid == uid,
    )
    if session.scalar(known) is None:
        row = _row(place, uid, None)
        row.state, row.error = "quarantined", reason
        session.add(row)
        session.flush()
        audit.note(session, "message_not_loaded", at=place.stored_at, detail={"message": row.id})


def _row(place: Place, uid: int, internal_date: datetime | None) -> MessageRow:
    return MessageRow(
        mailbox=place.mailbox,
        folder=place.folder,
        uidvalidity=place.uidvalidity,
        uid=uid,
        internal_date=internal_date,
        received_at=internal_date or place.stored_at,
        stored_at=place.stored_at,
        history=place.history_since is not None,
    )


def move_cursor(session: Session, place: Place, uid: int) -> None:
    """Forward only, unless the folder was made anew: then its UIDs mean other mail and the count starts again."""
    row = _cursor_row(session, place)
    if row.uidvalidity != place.uidvalidity:
        row.uidvalidity, row.uid = place.uidvalidity, uid
    else:
        row.uid = max(row.uid, uid)


def _cursor_row(session: Session, place: Place) -> CursorRow | HistoryCursorRow:
    row: CursorRow | HistoryCursorRow | None
    if place.history_since is None:
        row = session.get(CursorRow, (place.mailbox, place.folder))
        new: CursorRow | HistoryCursorRow = CursorRow()
    else:
        row = session.get(HistoryCursorRow, (place.mailbox, place.folder, place.history_since))
        new = HistoryCursorRow(since=place.history_since)
    if row is None:
        row = new
        row.mailbox, row.folder, row.uidvalidity, row.uid = place.mailbox, place.folder, place.uidvalidity, 0
        session.add(row)
    return row
