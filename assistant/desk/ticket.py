"""One ticket: the mail on the left, facts and evidence in the middle, the draft to decide on the right."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from fastapi import APIRouter, HTTPException
from fastapi.responses import Response

from assistant.case.email import Email
from assistant.case.files import FileKind
from assistant.case.reply import Check, Part, Source
from assistant.case.shop import Contact, Customer, Order
from assistant.desk.attaching import offered
from assistant.desk.conversation import Entry, conversation
from assistant.desk.difference import Piece, difference
from assistant.desk.files import SEEN_BY_EYE, SHOWN_IMAGES
from assistant.desk.order_changes import Change, changes_since
from assistant.desk.visitor import Agent, Reader
from assistant.errors import Conflict, DraftdeskError, NotAllowed
from assistant.records.values import Approval, AuditEntry, Delivery, Draft, PlacedDraft, StoredMessage, TicketView

router = APIRouter()
MailView = Literal["new", "full", "html"]
Done = Literal["saved", "approved", "to_drafts", "rejected", "redrafting", "closed", "reopened", "settled", ""]


@dataclass(frozen=True)
class ShownMail:
    """The mail on the left. `email` is None when it cannot be read again; `problem` says why then."""

    message: StoredMessage
    email: Email | None
    view: MailView
    images: bool
    problem: str = ""

    @property
    def unread(self) -> list[FileKind]:
        """The kinds of the attached files in which words of the customer may stand that nothing here has read."""
        return [file.kind for file in self.email.attachments if file.kind not in SEEN_BY_EYE] if self.email else []

    @property
    def forged(self) -> bool:
        """A trusted server says that it does not come from where it says."""
        return self.email is not None and self.email.sender_check.verdict == "failed"


@dataclass(frozen=True)
class FailedCheck:
    """A failed check's name with all that it found: one tick confirms the name."""

    name: str
    details: tuple[str, ...]


@dataclass(frozen=True)
class ShopSide:
    """What the shop's records hold now about the ticket's customer and locked order."""

    customer: Customer | None = None
    contacts: tuple[Contact, ...] = ()
    order: Order | None = None
    changes: tuple[Change, ...] = ()
    moved_on: bool = False
    problem: str = ""


@dataclass(frozen=True)
class Collision:
    """Why a decision was not taken. `yours` is the text that was in the form; `pieces` lead from it to the present."""

    message: str
    changes: tuple[str, ...]
    yours: str | None = None
    pieces: tuple[Piece, ...] = ()


@router.get("/tickets/{ticket_id}")
def show_ticket(
    agent: Reader,
    ticket_id: int,
    message: int | None = None,
    view: MailView = "new",
    images: bool = False,
    done: Done = "",
) -> Response:
    return show(agent, ticket_id, message=message, view=view, images=images, done=done)


def show(
    agent: Agent,
    ticket_id: int,
    *,
    status: int = 200,
    message: int | None = None,
    view: MailView = "new",
    images: bool = False,
    done: Done = "",
    notice: Literal["checks", "reason", "file", "wish", ""] = "",
    confirmed: Sequence[str] = (),
    clash: Collision | None = None,
    refusal: NotAllowed | None = None,
) -> Response:
    """The ticket's page. `notice`, `clash` and `refusal` say why a decision was not taken."""
    ticket = agent.services.tickets.ticket(ticket_id)
    shown = _shown_mail(agent, ticket, message, view, images)
    values: dict[str, Any] = {
        "ticket": ticket,
        "here": f"/tickets/{ticket_id}",
        "shown": shown,
        "images": SHOWN_IMAGES,
        "conversation": _the_rest(ticket, shown.message.id),
        "done": done,
        "notice": notice,
        "confirmed": set(confirmed),
        "clash": clash,
        "refusal": refusal,
        **_of_draft(agent, ticket),
        **_of_delivery(ticket, ticket.draft),
        "mode": agent.services.delivery_mode(ticket.mailbox),
        "closer": _closer(ticket),
        "offered": offered(agent, ticket) if ticket.draft and ticket.draft.state == "proposed" else (),
    }
    values["unconfirmed"] = [check.name for check in values["failed"] if check.name not in confirmed]
    return agent.page("ticket.html", status, **values)


def collision(
    agent: Agent, ticket_id: int, version: int | None, last_message_id: int, text: str | None, conflict: Conflict
) -> Collision:
    """The conflict in the agent's language, with the difference between their text and the present one."""
    ticket = agent.services.tickets.ticket(ticket_id)
    text = text.replace("\r\n", "\n") if text is not None else None
    stored = ticket.draft.text if ticket.draft else ""
    changes = _what_changed(agent, ticket, version, last_message_id)
    differs = text is not None and text.rstrip() != stored
    return Collision(
        message=agent.desk.gettext("Something changed since you opened this ticket, so nothing was sent or replaced."),
        changes=changes or conflict.changes or (conflict.message,),
        yours=text if differs else None,
        pieces=tuple(difference(text or "", stored)) if differs else (),
    )


def _what_changed(agent: Agent, ticket: TicketView, version: int | None, last_message_id: int) -> tuple[str, ...]:
    say, draft = agent.desk.gettext, ticket.draft
    changes = []
    if ticket.state == "closed":
        changes.append(say("The ticket is closed."))
    if ticket.last_message_id != last_message_id:
        changes.append(say("The customer has written again."))
    if draft and draft.state != "proposed":
        state = agent.desk.named("draft_state", draft.state)
        changes.append(say("The draft is no longer open: %(state)s.") % {"state": state})
    if draft and version is not None and draft.version != version:
        who = draft.edited_by or say("somebody else")
        changes.append(say("The draft was edited by %(who)s meanwhile.") % {"who": who})
    if draft and agent.services.order_version(draft.order_number) != draft.order_version:
        changes.append(say("The order has moved on since the draft was made."))
    return tuple(changes)


def _shown_mail(agent: Agent, ticket: TicketView, wanted: int | None, view: MailView, images: bool) -> ShownMail:
    message_id = wanted or ticket.last_message_id
    message = next((message for message in ticket.messages if message.id == message_id), None)
    if message is None:
        raise HTTPException(404)
    try:
        return ShownMail(message, agent.services.read_mail(message.id), view, images)
    except DraftdeskError as problem:  # the stored words are shown instead, and the raw mail can be downloaded
        return ShownMail(message, None, view, images, str(problem))


def _the_rest(ticket: TicketView, shown: int) -> list[Entry]:
    """The conversation without the mail on the left and the reply on the right."""
    current = ticket.draft.id if ticket.draft else None
    return [
        entry
        for entry in conversation(ticket)
        if (entry.draft_id is None or entry.draft_id != current) and entry.message_id != shown
    ]


def _of_draft(agent: Agent, ticket: TicketView) -> dict[str, Any]:
    draft = ticket.draft
    case = draft.case_file if draft else None
    shop = _shop_side(agent, draft)
    return {
        "draft": draft,
        "case": case,
        "shop": shop,
        **_similar(agent, draft),
        "failed": _failed(draft.to_confirm) if draft else (),
        "passed": [check for check in draft.checks if check.passed] if draft else (),
        "cited": _sources(draft),
        "parts": _parts(draft),
        "changed": _changed(ticket, draft),
        "earlier_texts": [one for one in ticket.revisions if one.kept and draft and one.text != draft.text],
        "lost_texts": [revision for revision in ticket.revisions if not revision.kept],
        "may_approve": draft is not None and agent.role.covers(draft.required_role),
        "editable": draft is not None and draft.state == "proposed" and ticket.state != "closed",
        "model": agent.services.model(),
        "usage": draft.extra.get("usage") if draft else None,
        "currency": agent.services.model_currency(case.drafter.name) if case else "",
        "without_model": _without_model(agent, draft),
    }


def _parts(draft: Draft | None) -> list[tuple[Part, bool]]:
    """The parts of the proposed reply, and whether each still stands in the text: only then its sources bear it out."""
    parts = draft.case_file.reply.parts if draft and draft.case_file.reply else ()
    return [(part, draft is not None and part.text.strip() in draft.text) for part in parts]


def _changed(ticket: TicketView, draft: Draft | None) -> tuple[Piece, ...]:
    """From the proposed text to the one that was approved, or stands; nothing where they are the same."""
    if draft is None or not draft.as_proposed:
        return ()
    approval = _approval(ticket, draft)
    before, now = draft.as_proposed.rstrip(), approval.text if approval else draft.text.rstrip()
    return tuple(difference(before, now)) if before != now else ()


def _without_model(agent: Agent, draft: Draft | None) -> tuple[str, ...]:
    """Why the built-in drafter wrote the draft; reading and writing may have failed for the same reason."""
    whys = [agent.desk.model_failure(check.detail) for check in draft.without_model] if draft else []
    return tuple(dict.fromkeys(whys))


def _similar(agent: Agent, draft: Draft | None) -> dict[str, Any]:
    """Past cases like this one. They help, and nothing waits for them."""
    try:
        return {"similar": agent.services.similar_cases(draft) if draft else (), "similar_problem": ""}
    except DraftdeskError as problem:
        return {"similar": (), "similar_problem": str(problem)}


def _of_delivery(ticket: TicketView, draft: Draft | None) -> dict[str, Any]:
    """How the draft was decided on and what became of it, in the mail server's hands or in the agent's."""
    delivery, placed = _delivery(ticket, draft), _placed(ticket, draft)
    changed = placed is not None and placed.sent_text is not None and placed.sent_text != placed.text
    return {
        "approval": _approval(ticket, draft),
        "delivery": delivery,
        "placed": placed,
        "rewritten": tuple(difference(placed.text, placed.sent_text or "")) if placed and changed else (),
        "settlement": _settlement(ticket, delivery),
    }


def _closer(ticket: TicketView) -> AuditEntry | None:
    """Who closed the ticket without an answer; None where it was closed by itself."""
    told = [entry for entry in ticket.audit if entry.what in {"ticket_closed", "ticket_reopened"}]
    return told[-1] if told and told[-1].what == "ticket_closed" else None


def _placed(ticket: TicketView, draft: Draft | None) -> PlacedDraft | None:
    """The one that was sent, else the newest."""
    of_draft = [placed for placed in ticket.placed if draft and placed.draft_id == draft.id]
    return next((placed for placed in of_draft if placed.state == "sent"), of_draft[-1] if of_draft else None)


def _settlement(ticket: TicketView, delivery: Delivery | None) -> AuditEntry | None:
    """Who said last what became of a reply in doubt; `user` is null for the Sent folder itself."""
    told = [entry for entry in ticket.audit if entry.what == "delivery_settled"]
    return next((entry for entry in reversed(told) if delivery and entry.detail.get("delivery") == delivery.id), None)


def _shop_side(agent: Agent, draft: Draft | None) -> ShopSide:
    """Read now, not as of drafting; a shop whose records cannot be read hides nothing else of the ticket."""
    if draft is None:
        return ShopSide()
    orders, identity = agent.services.orders, draft.case_file.identity
    try:
        order = orders.order(draft.order_number) if draft.order_number else None
        return ShopSide(
            customer=orders.customer(identity.customer_id) if identity.customer_id else None,
            contacts=tuple(orders.contacts_of(identity.customer_id))[:6] if identity.customer_id else (),
            order=order,
            changes=tuple(changes_since(draft.case_file.facts, order, orders.shop().zone)) if order else (),
            moved_on=agent.services.order_version(draft.order_number) != draft.order_version,
        )
    except DraftdeskError as problem:
        return ShopSide(problem=str(problem))


def _failed(failed: Sequence[Check]) -> tuple[FailedCheck, ...]:
    names = dict.fromkeys(check.name for check in failed)
    return tuple(FailedCheck(name, tuple(c.detail for c in failed if c.name == name and c.detail)) for name in names)


def _sources(draft: Draft | None) -> dict[str, Source]:
    return {source.id: source for source in draft.sources} if draft else {}


def _approval(ticket: TicketView, draft: Draft | None) -> Approval | None:
    return next((approval for approval in ticket.approvals if draft and approval.draft_id == draft.id), None)


def _delivery(ticket: TicketView, draft: Draft | None) -> Delivery | None:
    approval = _approval(ticket, draft)
    return next((d for d in ticket.deliveries if approval and d.approval_id == approval.id), None)
