"""Replies that lie in a mailbox's own Drafts folder, for an agent to send from there: the other way of approving.

    placing ──placed──▶ placed ──seen in Sent──▶ sent
                          └──no longer wanted──▶ withdrawn;  ──neither in Drafts nor in Sent──▶ gone

The row is committed, with the bytes, before the folder is touched. A proposal that lies there is no sending, and needs
no approval; that the agent sends it from their own mail program is their decision, and recorded as such.
"""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from assistant.case.base import Time, Value
from assistant.records import audit, drafts_wanted, outcomes, promising, rows, threads
from assistant.records.database import Database
from assistant.records.drafts_wanted import TO_PLACE, Wanted
from assistant.records.raw import RawStore
from assistant.records.tables import (
    ApprovalRow,
    DeliveryRow,
    DraftRevisionRow,
    DraftRow,
    PlacedDraftRow,
    TicketRow,
)
from assistant.records.values import PlacedDraft, RecipientResult, Reply

STILL_WATCHED = timedelta(days=3)
"""How long one that vanished or was withdrawn is still looked for in Sent: it may be open in front of somebody."""

CHANGED_HERE = "the draft was changed or decided on"


class SentMail(Value):
    """What the agent sent from their own mail program. `text` is without the quoted history."""

    message_id: str | None
    raw: bytes
    text: str
    recipients: tuple[str, ...]
    at: Time


class PlacedDrafts:
    def __init__(self, database: Database, raw_store: RawStore) -> None:
        self._database = database
        self._raw = raw_store

    def alone(self, mailbox: str) -> AbstractContextManager[bool]:
        """Whether nobody else tends the mailbox's drafts now; nobody else does until the block ends."""
        return self._database.alone(f"drafts of {mailbox}")

    def wanted(self, mailbox: str, proposals: bool) -> tuple[Wanted, ...]:
        """Approved replies that are not sent yet, and `proposals` that any agent may send as they stand."""
        with self._database.read() as session:
            approved = session.execute(drafts_wanted.approved_query(mailbox))
            found = [drafts_wanted.approved(session, *row) for row in approved]
            if proposals:
                candidates = filter(
                    drafts_wanted.may_lie_there, session.scalars(drafts_wanted.proposals_query(mailbox))
                )
                found += [drafts_wanted.as_wanted(session, draft) for draft in candidates]
            return tuple(found)

    def watched(self, mailbox: str, now: datetime) -> tuple[PlacedDraft, ...]:
        """Those that lie in Drafts or may do, and those that vanished lately: each may turn up in Sent."""
        lies_there = PlacedDraftRow.state.in_(["placing", "placed"])
        ended = PlacedDraftRow.state.in_(["gone", "withdrawn"])
        lately = and_(ended, PlacedDraftRow.ended_at > now - STILL_WATCHED)
        query = select(PlacedDraftRow).where(PlacedDraftRow.mailbox == mailbox, or_(lies_there, lately))
        with self._database.read() as session:
            return tuple(rows.placed(row) for row in session.scalars(query.order_by(PlacedDraftRow.id)))

    def answered(self, placed_id: int) -> Reply:
        """The reply as it was placed, for finding it again: whom and what it answers."""
        with self._database.read() as session:
            row = rows.require(session, PlacedDraftRow, placed_id)
            return drafts_wanted.as_wanted(session, rows.require(session, DraftRow, row.draft_id))

    def ours(self, message_ids: Sequence[str]) -> frozenset[str]:
        """Those of the ids that are replies which we sent ourselves, or that have been taken note of before."""
        placed = select(PlacedDraftRow.id).where(PlacedDraftRow.message_id == DeliveryRow.message_id).exists()
        sent = select(DeliveryRow.message_id).where(DeliveryRow.message_id.in_(message_ids), ~placed)
        noted = select(PlacedDraftRow.sent_message_id).where(PlacedDraftRow.sent_message_id.in_(message_ids))
        with self._database.read() as session:
            return frozenset(one for one in (*session.scalars(sent), *session.scalars(noted)) if one)

    def raw(self, placed: PlacedDraft) -> bytes:
        return self._raw.get(placed.raw_sha256)

    def prepare(self, wanted: Wanted, message_id: str, raw: bytes, now: datetime) -> PlacedDraft:
        """Commit what is about to be put into Drafts. One that was there before comes back with its own bytes."""
        digest = self._raw.put(raw)
        with self._database.write() as session:
            ticket = rows.require(session, TicketRow, wanted.ticket_id, lock=True)
            row = session.scalar(drafts_wanted.of_version(wanted))
            if row is None:
                row = PlacedDraftRow(
                    ticket_id=ticket.id,
                    draft_id=wanted.draft_id,
                    version=wanted.version,
                    mailbox=wanted.mailbox,
                    message_id=message_id,
                    raw_sha256=digest,
                    text=wanted.text,
                    created_at=now,
                )
                session.add(row)
            row.state, row.missing_since, row.ended_at, row.note = "placing", None, None, None
            threads.remember(session, ticket.id, [row.message_id])
            session.flush()
            return rows.placed(row)

    def placed(self, placed_id: int, now: datetime) -> None:
        """It lies in Drafts. An approved one is the agent's business again until it is sent."""
        with self._database.write() as session:
            ticket, row, delivery = _locked(session, placed_id)
            if row.state == "placing":
                row.state = "placed"
                audit.note(session, "draft_placed", at=now, ticket_id=ticket.id, detail={"draft": row.draft_id})
            row.missing_since = None
            if delivery is not None and delivery.state in TO_PLACE:
                delivery.state, delivery.error, delivery.next_attempt_at = "in_drafts", None, None
                delivery.message_id, delivery.raw_sha256 = row.message_id, row.raw_sha256
                rows.reopen(session, ticket, now)

    def missing(self, placed_id: int, now: datetime, given_up: bool = False) -> None:
        """It is neither in Drafts nor in Sent. `given_up`: for so long that a person is to say what became of it."""
        with self._database.write() as session:
            ticket, row, delivery = _locked(session, placed_id)
            if row.state not in ("placing", "placed"):
                return
            row.missing_since = row.missing_since or now
            if not given_up:
                return
            row.state, row.ended_at = "gone", now
            audit.note(session, "draft_gone", at=now, ticket_id=ticket.id, detail={"draft": row.draft_id})
            if delivery is not None and delivery.state in (*TO_PLACE, "in_drafts"):
                delivery.error = "The draft is no longer in the Drafts folder, and no sent mail was found."
                delivery.started_at = delivery.started_at or now
                outcomes.come_to_rest(session, delivery, "unknown", now)

    def withdrawn(self, placed_id: int, reason: str | None, now: datetime, *, edited: str | None = None) -> None:
        """It was taken out of Drafts. `edited` is what the agent had made of it there: kept, for it is their work.

        Without a `reason` it is the one why the draft is no longer open.
        """
        with self._database.write() as session:
            ticket, row, _ = _locked(session, placed_id)
            if row.state not in ("placing", "placed"):
                return
            draft = rows.require(session, DraftRow, row.draft_id)
            row.state, row.ended_at = "withdrawn", now
            row.note = reason or draft.state_reason or CHANGED_HERE
            if edited is not None:
                _keep(session, row, edited, now)
            detail = {"draft": row.draft_id, "reason": row.note}
            audit.note(session, "draft_withdrawn", at=now, ticket_id=ticket.id, detail=detail)

    def not_wanted(self, delivery_id: int, reason: str, state: Literal["stale", "superseded"], now: datetime) -> None:
        """An approved reply does not go out any more, because what it rests on has changed."""
        with self._database.write() as session:
            row = rows.require(session, DeliveryRow, delivery_id, lock=True)
            if row.state not in (*TO_PLACE, "in_drafts"):
                return
            row.error, row.finished_at = reason, now
            draft = rows.require(session, DraftRow, rows.require(session, ApprovalRow, row.approval_id).draft_id)
            draft.state, draft.state_reason = state, reason
            outcomes.come_to_rest(session, row, "withdrawn", now)

    def sent(self, placed_id: int, found: SentMail, now: datetime) -> None:
        """The agent sent it, as it was or changed: the customer is answered, and the ticket is closed."""
        digest = self._raw.put(found.raw)
        with self._database.write() as session:
            ticket, row, delivery = _locked(session, placed_id)
            if row.state == "sent":
                return
            row.state, row.ended_at = "sent", found.at
            row.sent_message_id, row.sent_sha256, row.sent_text = found.message_id, digest, found.text
            row.sent_recipients = list(found.recipients)
            threads.remember(session, ticket.id, [found.message_id] if found.message_id else [])
            if delivery is not None and delivery.state in (*TO_PLACE, "in_drafts", "unknown", "withdrawn"):
                _went_out(session, delivery, found, now)
            elif delivery is None:
                _decided_elsewhere(session, row)
            audit.note(session, "draft_sent_elsewhere", at=now, ticket_id=ticket.id, detail={"draft": row.draft_id})
            _close(session, ticket, row, now)


def _locked(session: Session, placed_id: int) -> tuple[TicketRow, PlacedDraftRow, DeliveryRow | None]:
    """The ticket first, as everywhere."""
    ticket_id = rows.require(session, PlacedDraftRow, placed_id).ticket_id
    ticket = rows.require(session, TicketRow, ticket_id, lock=True)
    row = rows.require(session, PlacedDraftRow, placed_id, lock=True)
    approved = select(DeliveryRow).join(ApprovalRow, ApprovalRow.id == DeliveryRow.approval_id)
    return ticket, row, session.scalar(approved.where(ApprovalRow.draft_id == row.draft_id))


def _keep(session: Session, row: PlacedDraftRow, text: str, now: datetime) -> None:
    """Among the texts that came second, where the desk shows it."""
    session.add(
        DraftRevisionRow(
            draft_id=row.draft_id, version=row.version + 1, text=text, kept=False, user=row.mailbox, at=now
        )
    )


def _went_out(session: Session, delivery: DeliveryRow, found: SentMail, now: datetime) -> None:
    """Whom the agent's mail program sent it to is what is known; what became of the others is not."""
    reached = {address.lower() for address in found.recipients}
    results = [
        RecipientResult(address=known["address"], state="sent" if known["address"].lower() in reached else "unknown")
        for known in delivery.recipients
    ]
    delivery.recipients = [result.model_dump() for result in results]
    delivery.error, delivery.finished_at, delivery.sent_copy = None, found.at, "stored"
    outcomes.come_to_rest(session, delivery, "sent", now)


def _decided_elsewhere(session: Session, row: PlacedDraftRow) -> None:
    """Nobody approved it here: the agent decided in their own mail program. What it promises is owed all the same."""
    draft = rows.require(session, DraftRow, row.draft_id, lock=True)
    if draft.state != "sent":
        draft.state, draft.state_reason = "sent", None
        promising.owe(session, draft)


def _close(session: Session, ticket: TicketRow, row: PlacedDraftRow, now: datetime) -> None:
    """Unless the customer wrote again meanwhile."""
    draft = rows.require(session, DraftRow, row.draft_id)
    newer = session.scalar(select(rows.current_draft_id()).where(TicketRow.id == ticket.id))
    if newer == draft.id:
        ticket.state, ticket.waiting_since, ticket.priority, ticket.updated_at = "closed", None, 0, now
