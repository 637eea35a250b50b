"""What tests of drafts in the mailbox's own folder share: a question, its draft, and a round of the keeper."""

from assistant.drafts_keeper import DraftsKeeper
from assistant.records.values import Approval, Delivery, Draft, PlacedDraft, TicketView
from assistant.settings import DeliveryMode

from .house import Workshop, mail

QUESTION = mail("Where is my desk lamp?", Message_ID="<second@mail.example>", References="<begin@mail.example>")
AGAIN = mail("Hello? My lamp!", Message_ID="<third@mail.example>", In_Reply_To="<second@mail.example>")


def worked(shop: Workshop, raw: bytes = QUESTION) -> Draft:
    (message_id,) = shop.receive(raw)
    return shop.worked(message_id)


def approved(shop: Workshop) -> Approval:
    return shop.approve(worked(shop))


def tend(shop: Workshop, keeper: DraftsKeeper | None = None) -> None:
    (keeper or shop.office.keeper).tend("support")


def mode(shop: Workshop, delivery: DeliveryMode) -> None:
    mailbox = shop.settings.mailboxes["support"].model_copy(update={"delivery": delivery})
    shop.settings = shop.settings.model_copy(update={"mailboxes": {"support": mailbox}})


def ticket(shop: Workshop, draft: Draft | Approval) -> TicketView:
    draft_id = draft.draft_id if isinstance(draft, Approval) else draft.id
    return shop.records.tickets.ticket(shop.records.tickets.draft(draft_id).ticket_id)


def delivery(shop: Workshop, approval: Approval) -> Delivery:
    return shop.records.deliveries.delivery(approval.delivery_id)


def placed(shop: Workshop, draft: Draft | Approval) -> PlacedDraft:
    return ticket(shop, draft).placed[-1]
