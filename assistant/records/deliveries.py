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
from sqlalchemy.orm import Session

from assistant.case.diagnosis import Role
from assistant.errors import Conflict, RecordsError
from assistant.records import audit, copies, promising, rows, threads
from assistant.records.approvals import changes_since, require_role, role_now, text_hash
from assistant.records.database import Database
from assistant.records.raw import RawStore
from assistant.records.tables import ApprovalRow, DeliveryRow, DraftRow, MessageRow, TicketRow
from assistant.records.values import AttachedFile, Attempt, Delivery, DeliveryState, Outgoing, RecipientResult

Outcome = Literal["sent", "refused", "unknown", "postponed"]
Resting = Literal["sent", "refused", "unknown", "withdrawn"]

FIRST_WAIT = timedelta(minutes=1)
LONGEST_WAIT = timedelta(hours=1)
GIVE_UP_AFTER = timedelta(days=5)
"""RFC 5321 4.5.4.1: the give-up time generally needs to be at least 4 to 5 days."""

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
            return approved_reply(session, rows.require(session, DeliveryRow, delivery_id))

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
                _lose_track(session, row, now)
                return None
            waits = row.state == "postponed" and row.next_attempt_at is not None and row.next_attempt_at > now
            if row.state not in {"queued", "postponed"} or waits:
                return None
            outgoing = approved_reply(session, row)
            row.state, row.started_at, row.next_attempt_at = "sending", now, None
            row.attempts += 1
            return _attempt(row, outgoing)

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
            _record(session, row, outcome, results, error, now)
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
                _record(session, row, outcome, (), error, now)
            return rows.delivery(row)

    def settle(self, delivery_id: int, sent: bool, user: str, now: datetime) -> Delivery:
        """A person has looked: an `unknown` delivery did go out, or it did not. Raises Conflict in any other state."""
        with self._database.write() as session:
            row = rows.require(session, DeliveryRow, delivery_id, lock=True)
            if row.state != "unknown":
                raise Conflict(f"The delivery is {row.state}, so there is nothing to settle.", "Load the ticket again.")
            row.settled_by, row.finished_at = user, now
            row.recipients = _merged(row, (), "sent" if sent else "postponed")
            come_to_rest(session, row, "sent" if sent else "refused", now)
            _note_settled(session, row, "sent" if sent else "not_sent", user, now)
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
            row.recipients = _merged(row, (), "postponed")
            ticket = rows.require(session, TicketRow, row.ticket_id, lock=True)
            ticket.state, ticket.waiting_since, ticket.updated_at = "waiting", None, now
            _note_settled(session, row, "send_again", user, now)
            return rows.delivery(row)

    def found_in_sent(self, delivery_id: int, now: datetime) -> None:
        """The Sent folder holds an `unknown` reply, so it went out. Changes nothing in any other state."""
        with self._database.write() as session:
            row = rows.require(session, DeliveryRow, delivery_id, lock=True)
            if row.state == "unknown":
                row.finished_at, row.sent_copy, row.error = now, "stored", None
                row.recipients = _merged(row, (), "sent")
                come_to_rest(session, row, "sent", now)
                _note_settled(session, row, "sent", None, now)

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


def wait_before(attempts: int) -> timedelta:
    """How long to wait after so many attempts: doubling from a minute to an hour."""
    doublings = min(max(attempts - 1, 0), 10)
    return min(FIRST_WAIT * (1 << doublings), LONGEST_WAIT)


def approved_reply(session: Session, row: DeliveryRow) -> Outgoing:
    """Raises RecordsError when the approval does not hold for this text."""
    approval = rows.require(session, ApprovalRow, row.approval_id)
    if text_hash(approval.text) != approval.text_sha256:
        raise RecordsError("The approved text is not the one that was approved; it is not sent.", "Check the audit.")
    draft = rows.require(session, DraftRow, approval.draft_id)
    answered = rows.require(session, MessageRow, draft.message_id)
    files = [AttachedFile.model_validate(file) for file in approval.attachments]
    return Outgoing(
        delivery_id=row.id,
        ticket_id=row.ticket_id,
        mailbox=answered.mailbox,
        subject=approval.subject,
        text=approval.text,
        text_sha256=approval.text_sha256,
        recipients=tuple(approval.recipients),
        attachments=tuple(files),
        language=rows.language(draft),
        approved_by=approval.user,
        approved_at=approval.at,
        answers=rows.stored_message(answered),
        message_id=row.message_id,
        raw_sha256=row.raw_sha256,
        copies=copies.copies_of(session, answered.id),
    )


def _attempt(row: DeliveryRow, outgoing: Outgoing) -> Attempt:
    if row.message_id is None or row.raw_sha256 is None:
        raise RecordsError(f"Delivery {row.id} has not been composed yet.")
    return Attempt(
        delivery_id=row.id,
        number=row.attempts,
        mailbox=outgoing.mailbox,
        recipients=outgoing.recipients,
        message_id=row.message_id,
        raw_sha256=row.raw_sha256,
        text_sha256=outgoing.text_sha256,
    )


def _lose_track(session: Session, row: DeliveryRow, now: datetime) -> None:
    row.error = "The process that was sending it stopped before the mail server's answer was recorded."
    come_to_rest(session, row, "unknown", now)


def _record(
    session: Session,
    row: DeliveryRow,
    outcome: Outcome,
    results: Sequence[RecipientResult],
    error: str | None,
    now: datetime,
) -> None:
    row.error = error
    row.recipients = _merged(row, results, outcome)
    row.finished_at = now
    if outcome == "postponed" and now - row.queued_at < GIVE_UP_AFTER:
        row.state, row.next_attempt_at = "postponed", now + wait_before(row.attempts)
        return
    come_to_rest(session, row, "refused" if outcome == "postponed" else outcome, now)


def _merged(row: DeliveryRow, results: Sequence[RecipientResult], outcome: Outcome) -> list[dict[str, str | None]]:
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


def _note_settled(session: Session, row: DeliveryRow, outcome: str, user: str | None, now: datetime) -> None:
    """`user` None: the Sent folder told."""
    detail = {"delivery": row.id, "outcome": outcome}
    audit.note(session, "delivery_settled", at=now, user=user, ticket_id=row.ticket_id, detail=detail)


def _is_last_word(session: Session, row: DeliveryRow) -> bool:
    """Whether nothing came after this reply: it was in doubt, and the doubt alone had opened the ticket again."""
    current = session.scalar(select(rows.current_draft_id()).where(TicketRow.id == row.ticket_id))
    return current == rows.require(session, ApprovalRow, row.approval_id).draft_id
