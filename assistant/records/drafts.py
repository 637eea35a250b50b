"""What people do to a draft before it is approved: edit, reject, ask for it again. Nobody's words are lost."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import String, cast, select
from sqlalchemy.orm import Session

from assistant.case.case_file import CaseFile, DraftStatus
from assistant.case.reply import Check
from assistant.errors import Conflict, NotAllowed
from assistant.pipeline import MODEL_CHECK
from assistant.records import audit, rows
from assistant.records.tables import (
    ApprovalRow,
    DeliveryRow,
    DraftRevisionRow,
    DraftRow,
    FeedbackRow,
    MessageRow,
    TicketRow,
)
from assistant.records.values import AttachedFile

NOT_CHECKED = Check(name="checks_not_run", passed=False, detail="The text was changed and has not been checked.")
"""Fail closed: a text that nobody checked has to be confirmed by whoever approves it."""


def plain(text: str) -> str:
    """A text as it is stored and sent: `\\n` line ends (forms send CRLF), nothing after the last word."""
    return text.replace("\r\n", "\n").replace("\r", "\n").rstrip()


def edit(
    session: Session,
    draft_id: int,
    version: int,
    text: str,
    user: str,
    checks: Sequence[Check] | None,
    attachments: Sequence[AttachedFile] | None,
    at: datetime,
) -> int | Conflict:
    """The draft's version now; or the conflict, which the caller raises once the losing text is safely kept."""
    ticket, draft = rows.locked_draft(session, draft_id)
    files = None if attachments is None else _own_files(session, ticket, attachments)
    if draft.text == plain(text) and checks is None and files in (None, draft.attachments):
        return draft.version  # nothing new: the same form sent twice
    wins = not differences(ticket, draft, version)
    _keep_revision(session, draft, version + 1, text, user, at, kept=wins)
    if not wins:
        audit.note(session, "edit_conflict", at=at, user=user, ticket_id=ticket.id, detail={"draft": draft.id})
        return _lost_edit(ticket, draft, version)
    draft.attachments = draft.attachments if files is None else files
    _take_over(draft, text, user, [NOT_CHECKED] if checks is None else checks, at)
    ticket.updated_at = at
    detail = {"draft": draft.id, "version": draft.version}
    audit.note(session, "draft_edited", at=at, user=user, ticket_id=ticket.id, detail=detail)
    return draft.version


def reject(session: Session, draft_id: int, version: int, user: str, reason: str, at: datetime) -> None:
    ticket, draft = rows.locked_draft(session, draft_id)
    require_undecided(ticket, draft, version)
    draft.state, draft.state_reason, ticket.updated_at = "rejected", reason, at
    session.add(FeedbackRow(draft_id=draft.id, user=user, reason=reason, at=at))
    audit.note(session, "draft_rejected", at=at, user=user, ticket_id=ticket.id, detail={"draft": draft.id})


def mark_stale(session: Session, draft_id: int, reason: str, at: datetime) -> bool:
    ticket, draft = rows.locked_draft(session, draft_id)
    if draft.state != "proposed":
        return False
    draft.state, draft.state_reason = "stale", reason
    audit.note(session, "draft_stale", at=at, ticket_id=ticket.id, detail={"draft": draft.id})
    return True


def note(session: Session, draft_id: int, words: str, at: datetime) -> None:
    ticket, draft = rows.locked_draft(session, draft_id)
    if draft.state != "proposed":
        return
    draft.state_reason = words
    audit.note(session, "draft_kept", at=at, ticket_id=ticket.id, detail={"draft": draft.id})


def made_without_model(session: Session, limit: int) -> tuple[int, ...]:
    failing = cast(DraftRow.checks, String).like(f"%{MODEL_CHECK}%")
    query = select(DraftRow).join(TicketRow, TicketRow.id == DraftRow.ticket_id).where(TicketRow.state != "closed")
    query = query.where(DraftRow.state == "proposed", DraftRow.edited_at.is_(None), failing)
    found = session.scalars(query.order_by(DraftRow.id).limit(limit))
    return tuple(draft.id for draft in found if _lacks_model(draft))


def _lacks_model(draft: DraftRow) -> bool:
    return any(check["name"] == MODEL_CHECK and not check["passed"] for check in draft.checks)


def propose_again(session: Session, draft_id: int, user: str, at: datetime) -> int:
    """A fresh copy of a draft that was rejected, or that could not be delivered, to edit and decide on anew."""
    ticket, draft = rows.locked_draft(session, draft_id)
    undelivered = draft.state in {"approved", "stale"} and _delivery_state(session, draft) in {"refused", "withdrawn"}
    if not (undelivered or draft.state == "rejected"):
        raise Conflict("Only a rejected or an undeliverable reply can be proposed again.", "Load the ticket again.")
    successor = rows.successor_of(session, draft.id)
    if successor is not None:
        return successor.id
    copy = _copy(draft, at)
    session.add(copy)
    session.flush()
    rows.reopen(session, ticket, at)
    audit.note(session, "draft_proposed", at=at, user=user, ticket_id=ticket.id, detail={"draft": copy.id})
    return copy.id


def require_undecided(ticket: TicketRow, draft: DraftRow, version: int) -> None:
    """Raises Conflict with what changed, when the draft is not what the person saw, or was decided on."""
    changes = differences(ticket, draft, version)
    if changes:
        raise Conflict("The draft has changed since you opened it.", "Load the ticket again.", changes)


def differences(ticket: TicketRow, draft: DraftRow, version: int) -> tuple[str, ...]:
    """Why a decision on what was seen as `version` cannot stand; a closed ticket is opened again first."""
    changes = ["The ticket is closed now."] if ticket.state == "closed" else []
    if draft.state != "proposed":
        why = f": {draft.state_reason}" if draft.state_reason else ""
        changes.append(f"The draft is {draft.state} now{why}.")
    if draft.version != version:
        by = f" by {draft.edited_by}" if draft.edited_by else ""
        changes.append(f"The draft was edited{by}: it is version {draft.version} now, you saw {version}.")
    return tuple(changes)


def _own_files(session: Session, ticket: TicketRow, attachments: Sequence[AttachedFile]) -> list[dict[str, Any]]:
    """Raises NotAllowed for a file of another ticket: it may be another customer's."""
    own = set(session.scalars(select(MessageRow.id).where(MessageRow.ticket_id == ticket.id)))
    if not {file.message_id for file in attachments} <= own:
        raise NotAllowed("A file that did not come with this ticket's mail cannot be attached.", "Choose another file.")
    return [file.model_dump() for file in attachments]


def _keep_revision(
    session: Session, draft: DraftRow, version: int, text: str, user: str, at: datetime, *, kept: bool
) -> None:
    revision = DraftRevisionRow(draft_id=draft.id, version=version, text=plain(text), kept=kept, user=user, at=at)
    session.add(revision)


def _take_over(draft: DraftRow, text: str, user: str, checks: Sequence[Check], at: datetime) -> None:
    draft.text, draft.version = plain(text), draft.version + 1
    draft.checks = [check.model_dump(mode="json") for check in checks]
    draft.status = _status(draft, checks)
    restored = not draft.attachments and draft.text == plain(rows.draft(draft).as_proposed)
    draft.edited_at, draft.edited_by = (None, None) if restored else (at, user)


def _status(draft: DraftRow, checks: Sequence[Check]) -> DraftStatus:
    """What the case was worked to, unless the new text fails where the old one did not."""
    worked = CaseFile.model_validate(draft.case_file).status
    fails = not all(check.passed for check in checks)
    return "needs_attention" if fails and worked in {"ready", "needs_information"} else worked


def _lost_edit(ticket: TicketRow, draft: DraftRow, version: int) -> Conflict:
    return Conflict(
        "Your text was not taken over, because the draft was changed or decided on first. Both texts are kept.",
        "Load the ticket again: your text is listed among its revisions.",
        differences(ticket, draft, version),
    )


def _delivery_state(session: Session, draft: DraftRow) -> str | None:
    approved = select(DeliveryRow.state).join(ApprovalRow, DeliveryRow.approval_id == ApprovalRow.id)
    return session.scalar(approved.where(ApprovalRow.draft_id == draft.id))


def _copy(draft: DraftRow, at: datetime) -> DraftRow:
    fresh = {"id", "replaces", "version", "state", "state_reason", "created_at", "edited_at", "edited_by"}
    same = {name: given for name, given in rows.columns_of(draft).items() if name not in fresh}
    return DraftRow(**same, replaces=draft.id, version=1, state="proposed", created_at=at)
