"""What should lie in a mailbox's Drafts folder: approved replies, and proposals that any agent may send."""

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from assistant.case.case_file import CaseFile
from assistant.case.diagnosis import Role
from assistant.records import outgoing, rows
from assistant.records.tables import ApprovalRow, DeliveryRow, DraftRow, MessageRow, PlacedDraftRow, TicketRow
from assistant.records.values import AttachedFile, Reply

TO_PLACE = ("queued", "postponed")
_SENDABLE_UNSEEN = ("ready", "needs_information")


class Wanted(Reply):
    """What should lie in Drafts. `delivery_id` is null for a proposal.

    `lies_there`: it is approved and was put there. `stale` says why it must not lie there after all.
    """

    ticket_id: int
    draft_id: int
    version: int
    delivery_id: int | None
    lies_there: bool = False
    order_number: str | None
    order_version: str | None
    stale: str | None = None


def approved_query(mailbox: str) -> Select[ApprovalRow, DeliveryRow, DraftRow]:
    return (
        select(ApprovalRow, DeliveryRow, DraftRow)
        .join(DeliveryRow, DeliveryRow.approval_id == ApprovalRow.id)
        .join(DraftRow, DraftRow.id == ApprovalRow.draft_id)
        .join(MessageRow, MessageRow.id == DraftRow.message_id)
        .where(MessageRow.mailbox == mailbox, DeliveryRow.state.in_([*TO_PLACE, "in_drafts"]))
        .order_by(DeliveryRow.id)
    )


def proposals_query(mailbox: str) -> Select[DraftRow]:
    return (
        select(DraftRow)
        .join(TicketRow, TicketRow.id == DraftRow.ticket_id)
        .join(MessageRow, MessageRow.id == DraftRow.message_id)
        .where(MessageRow.mailbox == mailbox, TicketRow.state == "open", DraftRow.state == "proposed")
        .where(DraftRow.id == rows.current_draft_id(), DraftRow.status.in_(_SENDABLE_UNSEEN))
        .order_by(DraftRow.id)
    )


def may_lie_there(draft: DraftRow) -> bool:
    """Fail closed: what lies in Drafts can be sent by whoever opens it, past roles and failed checks."""
    checked = all(check["passed"] for check in draft.checks)
    anybodys = rows.required_role(CaseFile.model_validate(draft.case_file)) is Role.AGENT
    return checked and anybodys and bool(draft.text.strip()) and bool(draft.recipients)


def approved(session: Session, approval: ApprovalRow, delivery: DeliveryRow, draft: DraftRow) -> Wanted:
    reply = outgoing.approved_reply(session, delivery)
    newest = rows.newest_message(session, draft.ticket_id).id
    again = approval.last_message_id is not None and newest != approval.last_message_id
    return as_wanted(session, draft).model_copy(
        update={
            "text": reply.text,
            "recipients": reply.recipients,
            "attachments": reply.attachments,
            "delivery_id": delivery.id,
            "lies_there": delivery.state == "in_drafts",
            "stale": rows.WRITTEN_AGAIN if again else None,
        }
    )


def as_wanted(session: Session, draft: DraftRow) -> Wanted:
    answered = rows.require(session, MessageRow, draft.message_id)
    return Wanted(
        mailbox=answered.mailbox,
        subject=draft.subject,
        text=draft.text,
        recipients=tuple(draft.recipients),
        attachments=tuple(AttachedFile.model_validate(file) for file in draft.attachments),
        language=rows.language(draft),
        answers=rows.stored_message(answered),
        ticket_id=draft.ticket_id,
        draft_id=draft.id,
        version=draft.version,
        delivery_id=None,
        order_number=draft.order_number,
        order_version=draft.order_version,
    )


def of_version(wanted: Wanted) -> Select[PlacedDraftRow]:
    of_draft = select(PlacedDraftRow).where(PlacedDraftRow.draft_id == wanted.draft_id)
    return of_draft.where(PlacedDraftRow.version == wanted.version)
