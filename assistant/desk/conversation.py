"""A ticket's mails and our replies in one line, newest first."""

from dataclasses import dataclass
from datetime import datetime

from assistant.records.values import DeliveryState, TicketView


@dataclass(frozen=True)
class Entry:
    """`message_id` for a mail of the customer; `draft_id` and `delivery` for a reply of ours."""

    at: datetime
    who: str
    text: str
    message_id: int | None = None
    draft_id: int | None = None
    delivery: DeliveryState | None = None


def conversation(ticket: TicketView) -> list[Entry]:
    states = {delivery.approval_id: delivery.state for delivery in ticket.deliveries}
    theirs = [
        Entry(message.received_at, message.sender_name or message.sender or "", message.text or "", message.id)
        for message in ticket.messages
    ]
    ours = [
        Entry(approval.at, approval.user, approval.text, draft_id=approval.draft_id, delivery=states.get(approval.id))
        for approval in ticket.approvals
    ]
    elsewhere = [
        Entry(
            placed.ended_at or placed.created_at,
            placed.mailbox,
            placed.sent_text,
            draft_id=placed.draft_id,
            delivery="sent",
        )
        for placed in ticket.placed
        if placed.sent_text is not None and placed.draft_id not in {approval.draft_id for approval in ticket.approvals}
    ]
    return sorted([*theirs, *ours, *elsewhere], key=lambda entry: entry.at, reverse=True)
