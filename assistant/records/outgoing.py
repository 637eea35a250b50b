"""An approved reply as it goes out: what was approved, and nothing else."""

from sqlalchemy.orm import Session

from assistant.errors import RecordsError
from assistant.records import copies, rows
from assistant.records.approvals import text_hash
from assistant.records.tables import ApprovalRow, DeliveryRow, DraftRow, MessageRow
from assistant.records.values import AttachedFile, Outgoing


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
