"""A person approves exactly the text that goes out. Approval and delivery come into being together or not at all."""

import hashlib
from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from assistant.case.case_file import CaseFile
from assistant.case.diagnosis import Role
from assistant.case.reply import Check
from assistant.errors import Conflict, NotAllowed
from assistant.records import audit, drafts, promising, rows
from assistant.records.database import Database
from assistant.records.tables import ApprovalRow, DeliveryRow, DraftRow, TicketRow, UserRow
from assistant.records.values import Approval, RecipientResult, to_confirm

_WRITTEN_AGAIN = "The customer has written again."

SUPERVISOR_CONFIRMS = frozenset({"actions_allowed", "promises_allowed", "scope", "masking"})
"""Failed checks of `drafting.checks` that an agent cannot wave through: a text may not outdo the role's permissions."""


class Approvals:
    def __init__(self, database: Database) -> None:
        self._database = database

    def approve(
        self,
        draft_id: int,
        *,
        version: int,
        user: str,
        role: Role,
        text: str,
        confirmed_checks: Collection[str] = (),
        last_message_id: int,
        order_version: str | None,
        now: datetime,
    ) -> Approval:
        """Approve `text`, which must be the draft's text as it stands (save an edit first, so that it is checked).

        `version` and `last_message_id` are what the person saw; `order_version` is what the order's version is now.
        `confirmed_checks` names the failed checks that the person takes responsibility for.
        Raises Conflict with all that changed, a closed ticket among it; NotAllowed when the user is gone, `role` or the
        user's role on record does not cover the draft's actions, a failed check is not confirmed, or there is no text
        or nobody to send it to.

        The draft's attachments are approved with it: changing them makes another version.
        """
        with self._database.write() as session:
            ticket, draft = rows.locked_draft(session, draft_id)
            _require_unchanged(session, ticket, draft, version, drafts.plain(text), last_message_id, order_version)
            role = role_now(session, user, role)
            _require_allowed(draft, role, confirmed_checks)
            approval = _approval(draft, user, role, confirmed_checks, now)
            approval.last_message_id = last_message_id
            session.add(approval)
            session.flush()
            delivery = _delivery(approval, ticket, now)
            session.add(delivery)
            session.flush()
            _settle_ticket(session, ticket, draft, now)
            audit.note(session, "draft_approved", at=now, user=user, ticket_id=ticket.id, detail={"draft": draft.id})
            return rows.approval(approval, delivery.id)


def text_hash(text: str) -> str:
    """SHA-256 of the text in UTF-8, hex: what an approval is bound to."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def _require_unchanged(
    session: Session,
    ticket: TicketRow,
    draft: DraftRow,
    version: int,
    text: str,
    last_message_id: int,
    order_version: str | None,
) -> None:
    changes = list(drafts.differences(ticket, draft, version))
    if text != draft.text:
        changes.append("The text is not the one that was saved and checked.")
    if rows.newest_message(session, ticket.id).id != last_message_id:
        changes.append(_WRITTEN_AGAIN)
    if order_version != draft.order_version:
        changes.append(f"The order {draft.order_number or ''} has changed since the reply was drafted.")
    if changes:
        raise Conflict(
            "Not approved, because something changed since you opened it.", "Load the ticket again.", tuple(changes)
        )


def changes_since(
    session: Session, approval: ApprovalRow, draft: DraftRow, order_version: str | None
) -> tuple[str, ...]:
    """What an approval rests on and is no longer so. `order_version` is what the order's version is now."""
    changes = []
    seen = approval.last_message_id
    if seen is not None and rows.newest_message(session, draft.ticket_id).id != seen:
        changes.append(_WRITTEN_AGAIN)
    if order_version != draft.order_version:
        changes.append("The order has changed since the reply was approved.")
    return tuple(changes)


def role_now(session: Session, user: str, role: Role) -> Role:
    """The lesser of the role that the caller knows and the one on record: it may have been taken away meanwhile."""
    row = session.scalar(select(UserRow).where(UserRow.name == user).with_for_update(read=True))
    if row is None or not row.active:
        raise NotAllowed(f"{user} is not an active user, so cannot approve.", "Log in again.")
    return min(role, Role(row.role), key=lambda one: one.rank)


def require_role(draft: DraftRow, role: Role) -> None:
    """Raises NotAllowed when the role does not cover what the draft proposes to do."""
    required = rows.required_role(CaseFile.model_validate(draft.case_file))
    if not role.covers(required):
        raise NotAllowed(f"Approving this takes the role {required}; yours is {role}.", f"Hand it to a {required}.")


def _require_allowed(draft: DraftRow, role: Role, confirmed_checks: Collection[str]) -> None:
    require_role(draft, role)
    failed = {check.name for check in to_confirm([Check.model_validate(check) for check in draft.checks])}
    open_checks = sorted(failed - set(confirmed_checks))
    if open_checks:
        raise NotAllowed(
            f"These checks failed and are not confirmed: {', '.join(open_checks)}.",
            "Mend the text, or confirm each of them.",
        )
    beyond = sorted(failed & SUPERVISOR_CONFIRMS)
    if beyond and not role.covers(Role.SUPERVISOR):
        raise NotAllowed(
            f"The text promises or tells more than was allowed ({', '.join(beyond)}): a supervisor has to confirm it.",
            "Mend the text, or hand it to a supervisor.",
        )
    if not draft.text.strip() or not draft.recipients:
        raise NotAllowed("There is no text to send, or nobody to send it to.", "Write the reply first.")


def _approval(draft: DraftRow, user: str, role: Role, confirmed: Collection[str], now: datetime) -> ApprovalRow:
    return ApprovalRow(
        draft_id=draft.id,
        user=user,
        role=str(role),
        subject=draft.subject,
        text=draft.text,
        text_sha256=text_hash(draft.text),
        recipients=list(draft.recipients),
        attachments=list(draft.attachments),
        confirmed_checks=sorted(confirmed),
        at=now,
    )


def _delivery(approval: ApprovalRow, ticket: TicketRow, now: datetime) -> DeliveryRow:
    return DeliveryRow(
        approval_id=approval.id,
        ticket_id=ticket.id,
        state="queued",
        attempts=0,
        recipients=[RecipientResult(address=address).model_dump() for address in approval.recipients],
        sent_copy="pending",
        queued_at=now,
    )


def _settle_ticket(session: Session, ticket: TicketRow, draft: DraftRow, now: datetime) -> None:
    """The customer is answered: the ticket waits for them, and what was promised is owed from now on."""
    draft.state = "approved"
    ticket.state, ticket.priority, ticket.waiting_since, ticket.updated_at = "waiting", 0, None, now
    promising.owe(session, draft)
