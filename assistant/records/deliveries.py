"""The sending of approved replies: each goes out once, or somebody is told why not.

    queued ──begin──▶ sending ──finish──▶ sent | refused | unknown | postponed ──begin──▶ sending …
                         └──begin again: whoever had it died──▶ unknown ──settle──▶ sent | refused | queued

Where the mailbox wants replies in its Drafts folder (`placed_drafts`), they go another way:

    queued ──placed──▶ in_drafts ──seen in Sent──▶ sent
                           └──went stale──▶ withdrawn;  ──vanished──▶ unknown

`begin` commits the intent before SMTP is spoken, so a delivery found `sending` was in flight when its process died. It
may have arrived: it becomes `unknown` and is never sent again by itself (RFC 5321 4.5.3.2.6). What settles it is the
Sent folder, or a person, who may also order it to be sent again.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy import and_, or_, select

from assistant.case.diagnosis import Role
from assistant.errors import Conflict, RecordsError
from assistant.records import outcomes, outgoing, rows, threads
from assistant.records.approvals import changes_since, require_role, role_now
from assistant.records.database import Database
from assistant.records.outcomes import Outcome
from assistant.records.raw import RawStore
from assistant.records.tables import ApprovalRow, DeliveryRow, DraftRow, TicketRow
from assistant.records.values import Attempt, Delivery, DeliveryState, Outgoing, RecipientResult

LOOKED_FOR = timedelta(days=3)
"""How long a reply in doubt is looked for in the Sent folder; providers that file it do so within minutes."""

IN_FLIGHT = timedelta(minutes=30)
"""No attempt takes longer: the server's last answer may take 10 minutes (RFC 5321 4.5.3.2.6)."""


class Deliveries:
    def __init__(self, database: Database, raw_store: RawStore) -> None:
        self._database = database
        self._raw = raw_store

    def to_send(self, now: datetime, limit: int = 100) -> tuple[int, ...]:
        """Ids to hand to `begin`: queued, postponed and due, and those whose sender must have died."""
        due = or_(
            DeliveryRow.state == "queued",
            and_(DeliveryRow.state == "postponed", DeliveryRow.next_attempt_at <= now),
            and_(DeliveryRow.state == "sending", DeliveryRow.started_at < now - IN_FLIGHT),
        )
        with self._database.read() as session:
            return tuple(session.scalars(select(DeliveryRow.id).where(due).order_by(DeliveryRow.id).limit(limit)))

    def delivery(self, delivery_id: int) -> Delivery:
        with self._database.read() as session:
            return rows.delivery(rows.require(session, DeliveryRow, delivery_id))

    def in_state(self, *states: DeliveryState) -> tuple[Delivery, ...]:
        """Oldest first; `refused` and `unknown` are the ones that a person has to look at."""
        query = select(DeliveryRow).where(DeliveryRow.state.in_(states)).order_by(DeliveryRow.id)
        with self._database.read() as session:
            return tuple(rows.delivery(row) for row in session.scalars(query))

    def outgoing(self, delivery_id: int) -> Outgoing:
        """What to compose the reply from."""
        with self._database.read() as session:
            return outgoing.approved_reply(session, rows.require(session, DeliveryRow, delivery_id))

    def mailbox(self, delivery_id: int) -> str:
        """Where the mail came in that the reply answers, and the reply goes out from."""
        with self._database.read() as session:
            row = rows.require(session, DeliveryRow, delivery_id)
            return rows.require(session, TicketRow, row.ticket_id).mailbox

    def prepare(self, delivery_id: int, message_id: str, raw: bytes) -> None:
        """Keep the composed reply before it is sent. The first one stays: a second call changes nothing.

        `message_id` is its Message-ID with angle brackets. It is the same in every attempt, so the Sent folder can
        settle whether a reply went out, and the customer's next mail finds the ticket by it.
        """
        digest = self._raw.put(raw)
        with self._database.write() as session:
            row = rows.require(session, DeliveryRow, delivery_id, lock=True)
            if row.raw_sha256 is None:
                row.message_id, row.raw_sha256 = message_id, digest
                threads.remember(session, row.ticket_id, [message_id])

    def raw(self, delivery_id: int) -> bytes:
        """The composed reply, byte for byte. Raises RecordsError before `prepare`."""
        digest = self.delivery(delivery_id).raw_sha256
        if digest is None:
            raise RecordsError(f"Delivery {delivery_id} has not been composed yet.")
        return self._raw.get(digest)

    def begin(self, delivery_id: int, now: datetime) -> Attempt | None:
        """Commit that the reply is being sent now; None when it must not be sent (again), or not yet.

        Raises RecordsError when the approval does not hold for this text, or nothing was prepared.
        """
        with self._database.write() as session:
            row = rows.require(session, DeliveryRow, delivery_id, lock=True)
            if row.state == "sending":
                outcomes.lose_track(session, row, now)
                return None
            waits = row.state == "postponed" and row.next_attempt_at is not None and row.next_attempt_at > now
            if row.state not in {"queued", "postponed"} or waits:
                return None
            reply = outgoing.approved_reply(session, row)
            row.state, row.started_at, row.next_attempt_at = "sending", now, None
            row.attempts += 1
            return _attempt(row, reply)

    def finish(
        self,
        attempt: Attempt,
        outcome: Outcome,
        *,
        results: Sequence[RecipientResult] = (),
        error: str | None = None,
        now: datetime,
    ) -> Delivery:
        """Record what became of an attempt. `postponed` means that nothing was handed over: it is tried again later.

        Counts also when the delivery was taken for lost meanwhile: who sent it knows best. Raises Conflict when the
        attempt was finished before, or a person has settled the delivery.
        """
        with self._database.write() as session:
            row = rows.require(session, DeliveryRow, attempt.delivery_id, lock=True)
            lost = row.state == "unknown" and row.finished_at is None and row.settled_by is None
            if row.attempts != attempt.number or not (row.state == "sending" or lost):
                raise Conflict("The outcome of this attempt was recorded before.", "Nothing is to be done.")
            outcomes.record(session, row, outcome, results, error, now)
            return rows.delivery(row)

    def put_off(
        self, delivery_id: int, outcome: Literal["refused", "postponed"], error: str, now: datetime
    ) -> Delivery:
        """No attempt can be made, and why: for good, or for now. Changes nothing once an attempt was begun or ended.

        Nothing was handed over, so a person may approve the reply again, or it is tried again later by itself.
        """
        with self._database.write() as session:
            row = rows.require(session, DeliveryRow, delivery_id, lock=True)
            if row.state in {"queued", "postponed"}:
                row.attempts += 1
                outcomes.record(session, row, outcome, (), error, now)
            return rows.delivery(row)

    def settle(self, delivery_id: int, sent: bool, user: str, now: datetime) -> Delivery:
        """A person has looked: an `unknown` delivery did go out, or it did not. Raises Conflict in any other state."""
        with self._database.write() as session:
            row = rows.require(session, DeliveryRow, delivery_id, lock=True)
            if row.state != "unknown":
                raise Conflict(f"The delivery is {row.state}, so there is nothing to settle.", "Load the ticket again.")
            row.settled_by, row.finished_at = user, now
            row.recipients = outcomes.merged(row, (), "sent" if sent else "postponed")
            outcomes.come_to_rest(session, row, "sent" if sent else "refused", now)
            outcomes.note_settled(session, row, "sent" if sent else "not_sent", user, now)
            return rows.delivery(row)

    def send_again(self, delivery_id: int, user: str, role: Role, order_version: str | None, now: datetime) -> Delivery:
        """A person has looked: an `unknown` delivery did not go out. The approved text is sent again, as it was.

        The approval must still hold: raises Conflict with what changed when the customer wrote again or the order moved
        on (`order_version` is what it is now), NotAllowed when the person may not approve this reply.
        """
        with self._database.write() as session:
            row = rows.require(session, DeliveryRow, delivery_id, lock=True)
            if row.state != "unknown":
                raise Conflict(f"The delivery is {row.state}, so it is not sent again.", "Load the ticket again.")
            approval = rows.require(session, ApprovalRow, row.approval_id)
            draft = rows.require(session, DraftRow, approval.draft_id)
            require_role(draft, role_now(session, user, role))
            changes = changes_since(session, approval, draft, order_version)
            if changes:
                raise Conflict("Not sent again, because something changed.", "Settle it, then draft again.", changes)
            row.state, row.settled_by, row.error = "queued", user, None
            row.recipients = outcomes.merged(row, (), "postponed")
            ticket = rows.require(session, TicketRow, row.ticket_id, lock=True)
            ticket.state, ticket.waiting_since, ticket.updated_at = "waiting", None, now
            outcomes.note_settled(session, row, "send_again", user, now)
            return rows.delivery(row)

    def found_in_sent(self, delivery_id: int, now: datetime) -> None:
        """The Sent folder holds an `unknown` reply, so it went out. Changes nothing in any other state."""
        with self._database.write() as session:
            row = rows.require(session, DeliveryRow, delivery_id, lock=True)
            if row.state == "unknown":
                row.finished_at, row.sent_copy, row.error = now, "stored", None
                row.recipients = outcomes.merged(row, (), "sent")
                outcomes.come_to_rest(session, row, "sent", now)
                outcomes.note_settled(session, row, "sent", None, now)

    def to_look_for(self, now: datetime, limit: int = 100) -> tuple[int, ...]:
        """Ids of replies in doubt that the Sent folder may settle."""
        lately = DeliveryRow.started_at > now - LOOKED_FOR
        query = select(DeliveryRow.id).where(DeliveryRow.state == "unknown", lately)
        with self._database.read() as session:
            return tuple(session.scalars(query.order_by(DeliveryRow.id).limit(limit)))

    def to_copy(self, limit: int = 100) -> tuple[int, ...]:
        """Ids of sent replies whose copy is not in the Sent folder yet."""
        query = select(DeliveryRow.id).where(DeliveryRow.state == "sent", DeliveryRow.sent_copy == "pending")
        with self._database.read() as session:
            return tuple(session.scalars(query.order_by(DeliveryRow.id).limit(limit)))

    def sent_copy(
        self, delivery_id: int, state: Literal["pending", "stored", "skipped", "failed"], error: str | None = None
    ) -> None:
        """What became of the copy; `pending` with an error is tried again. It never sends the reply again."""
        with self._database.write() as session:
            row = rows.require(session, DeliveryRow, delivery_id, lock=True)
            row.sent_copy, row.sent_copy_error = state, error


def _attempt(row: DeliveryRow, reply: Outgoing) -> Attempt:
    if row.message_id is None or row.raw_sha256 is None:
        raise RecordsError(f"Delivery {row.id} has not been composed yet.")
    return Attempt(
        delivery_id=row.id,
        number=row.attempts,
        mailbox=reply.mailbox,
        recipients=reply.recipients,
        message_id=row.message_id,
        raw_sha256=row.raw_sha256,
        text_sha256=reply.text_sha256,
    )
