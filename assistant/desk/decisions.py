"""What an agent decides: save, approve, reject and the rest. Each shows what stood in the way, and loses no text."""

from typing import Annotated, Literal

from fastapi import APIRouter, Form, HTTPException
from fastapi.responses import Response

from assistant.desk.attaching import chosen, offered
from assistant.desk.ticket import Collision, collision, show
from assistant.desk.visitor import Agent, Decider, see
from assistant.errors import Conflict, NotAllowed
from assistant.records.values import AttachedFile, Draft, TicketView

LONGEST_WISH = 300
_CLOSED = Conflict("The ticket is closed.", "Reopen it first.")

router = APIRouter()
Text = Annotated[str, Form(max_length=200_000)]
Wish = Annotated[str, Form(max_length=LONGEST_WISH)]
Number = Annotated[int, Form()]
Names = Annotated[list[str], Form()]


@router.post("/tickets/{ticket_id}/drafts/{draft_id}/save")
def save(
    agent: Decider,
    ticket_id: int,
    draft_id: int,
    version: Number,
    text: Text = "",
    attach: Names = [],  # noqa: B006 - FastAPI copies it for each request
) -> Response:
    ticket, draft = _draft_of(agent, ticket_id, draft_id)
    try:
        _edited(agent, draft, version, text, chosen(offered(agent, ticket), attach))
    except NotAllowed:
        return show(agent, ticket_id, status=403, notice="file")
    except Conflict as conflict:
        return _collided(agent, ticket, version, ticket.last_message_id, text, conflict)
    return see(f"/tickets/{ticket_id}?done=saved")


@router.post("/tickets/{ticket_id}/drafts/{draft_id}/approve")
def approve(
    agent: Decider,
    ticket_id: int,
    draft_id: int,
    version: Number,
    last_message_id: Number,
    text: Text = "",
    confirmed: Names = [],  # noqa: B006 - FastAPI copies it for each request
    attach: Names = [],  # noqa: B006
) -> Response:
    """Approve text and files as they stand in the form. What was changed is saved and checked first."""
    ticket, draft = _draft_of(agent, ticket_id, draft_id)
    try:
        files = chosen(offered(agent, ticket), attach)
    except NotAllowed:
        return show(agent, ticket_id, status=403, confirmed=confirmed, notice="file")
    try:
        version = _edited(agent, draft, version, text, files)
        if _fails_anew(agent, draft):
            return show(agent, ticket_id, status=409, confirmed=confirmed, notice="checks")
        approval = agent.services.approvals.approve(
            draft_id,
            version=version,
            user=agent.user.name,
            role=agent.role,
            text=text,
            confirmed_checks=confirmed,
            last_message_id=last_message_id,
            order_version=agent.services.order_version(draft.order_number),
            now=agent.services.clock(),
        )
    except NotAllowed as refusal:
        return show(agent, ticket_id, status=403, confirmed=confirmed, refusal=refusal)
    except Conflict as conflict:
        return _collided(agent, ticket, version, last_message_id, text, conflict)
    agent.services.deliver(approval.delivery_id)
    sends = agent.services.delivery_mode(ticket.mailbox) == "send"
    return see(f"/tickets/{ticket_id}?done={'approved' if sends else 'to_drafts'}")


@router.post("/tickets/{ticket_id}/drafts/{draft_id}/reject")
def reject(agent: Decider, ticket_id: int, draft_id: int, version: Number, reason: Text = "") -> Response:
    ticket, _ = _draft_of(agent, ticket_id, draft_id)
    if not reason.strip():
        return show(agent, ticket_id, status=422, notice="reason")
    try:
        agent.services.tickets.reject(draft_id, version, agent.user.name, reason.strip(), agent.services.clock())
    except Conflict as conflict:
        return _collided(agent, ticket, version, ticket.last_message_id, None, conflict)
    return see(f"/tickets/{ticket_id}?done=rejected")


@router.post("/tickets/{ticket_id}/drafts/{draft_id}/again")
def propose_again(agent: Decider, ticket_id: int, draft_id: int) -> Response:
    """A fresh copy of a rejected or undeliverable draft, to edit and decide on anew."""
    ticket, _ = _draft_of(agent, ticket_id, draft_id)
    try:
        agent.services.tickets.propose_again(draft_id, agent.user.name, agent.services.clock())
    except Conflict as conflict:
        return _collided(agent, ticket, None, ticket.last_message_id, None, conflict)
    return see(f"/tickets/{ticket_id}")


@router.post("/tickets/{ticket_id}/drafts/{draft_id}/redraft")
def redraft(agent: Decider, ticket_id: int, draft_id: int) -> Response:
    """Work the case again with the present facts; the fresh draft replaces this one."""
    ticket, _ = _draft_of(agent, ticket_id, draft_id)
    if ticket.state == "closed":
        return _collided(agent, ticket, None, ticket.last_message_id, None, _CLOSED)
    agent.services.redraft(draft_id)
    return see(f"/tickets/{ticket_id}?done=redrafting")


@router.post("/tickets/{ticket_id}/drafts/{draft_id}/reword")
def reword(agent: Decider, ticket_id: int, draft_id: int, wish: Wish = "") -> Response:
    """Have the model write the draft anew with a wish about its wording; facts and permissions stay what they are."""
    ticket, draft = _draft_of(agent, ticket_id, draft_id)
    if not wish.strip() or agent.services.model() is None:
        return show(agent, ticket_id, status=422, notice="wish")
    if draft.state != "proposed" or ticket.state == "closed":
        conflict = Conflict("The draft is no longer open.", "Load the ticket again.")
        return _collided(agent, ticket, None, ticket.last_message_id, None, conflict)
    agent.services.reword(draft_id, " ".join(wish.split()))
    return see(f"/tickets/{ticket_id}?done=redrafting")


@router.post("/redraft-all")
def redraft_all(agent: Decider) -> Response:
    """Draft again all that the offline drafter made while the model did not answer."""
    drafts = agent.services.tickets.made_without_model()
    for draft_id in drafts:
        agent.services.redraft(draft_id)
    return see(f"/?redrafting={len(drafts)}")


@router.post("/tickets/{ticket_id}/close")
def close(agent: Decider, ticket_id: int) -> Response:
    agent.services.tickets.ticket(ticket_id)
    agent.services.tickets.close(ticket_id, agent.user.name, agent.services.clock())
    return see(f"/tickets/{ticket_id}?done=closed")


@router.post("/tickets/{ticket_id}/reopen")
def reopen(agent: Decider, ticket_id: int) -> Response:
    ticket = agent.services.tickets.ticket(ticket_id)
    try:
        agent.services.tickets.reopen(ticket_id, agent.user.name, agent.services.clock())
    except Conflict as conflict:
        return _collided(agent, ticket, None, ticket.last_message_id, None, conflict)
    return see(f"/tickets/{ticket_id}?done=reopened")


@router.post("/tickets/{ticket_id}/deliveries/{delivery_id}/settle")
def settle_delivery(
    agent: Decider,
    ticket_id: int,
    delivery_id: int,
    outcome: Annotated[Literal["sent", "not_sent", "send_again"], Form()],
) -> Response:
    """An agent has looked into the Sent folder or asked the customer: the reply went out, or it did not."""
    ticket = agent.services.tickets.ticket(ticket_id)
    _require(any(delivery.id == delivery_id for delivery in ticket.deliveries))
    try:
        if outcome == "send_again":
            _send_again(agent, ticket, delivery_id)
        else:
            agent.services.deliveries.settle(delivery_id, outcome == "sent", agent.user.name, agent.services.clock())
    except NotAllowed as refusal:
        return show(agent, ticket_id, status=403, refusal=refusal)
    except Conflict as conflict:
        return _collided(agent, ticket, None, ticket.last_message_id, None, conflict)
    return see(f"/tickets/{ticket_id}?done={'approved' if outcome == 'send_again' else 'settled'}")


@router.post("/tickets/{ticket_id}/promises/{promise_id}/settle")
def settle_promise(
    agent: Decider, ticket_id: int, promise_id: int, outcome: Annotated[Literal["kept", "dropped"], Form()]
) -> Response:
    ticket = agent.services.tickets.ticket(ticket_id)
    _require(any(promise.id == promise_id for promise in ticket.promises))
    try:
        agent.services.promises.settle(promise_id, outcome, agent.user.name, agent.services.clock())
    except Conflict as conflict:
        return _collided(agent, ticket, None, ticket.last_message_id, None, conflict)
    return see(f"/tickets/{ticket_id}?done=settled")


def _draft_of(agent: Agent, ticket_id: int, draft_id: int) -> tuple[TicketView, Draft]:
    """The ticket and its draft; a draft of another ticket counts as none."""
    ticket = agent.services.tickets.ticket(ticket_id)
    draft = next((draft for draft in ticket.drafts if draft.id == draft_id), None)
    _require(draft is not None)
    assert draft is not None  # noqa: S101 - for the type checker
    return ticket, draft


def _require(found: bool) -> None:
    if not found:
        raise HTTPException(404)


def _send_again(agent: Agent, ticket: TicketView, delivery_id: int) -> None:
    services = agent.services
    delivery = next(delivery for delivery in ticket.deliveries if delivery.id == delivery_id)
    approval = next(approval for approval in ticket.approvals if approval.id == delivery.approval_id)
    order_version = services.order_version(services.tickets.draft(approval.draft_id).order_number)
    services.deliveries.send_again(delivery_id, agent.user.name, agent.role, order_version, services.clock())
    services.deliver(delivery_id)


def _edited(agent: Agent, draft: Draft, version: int, text: str, files: tuple[AttachedFile, ...]) -> int:
    """The version that holds text and files, saved and checked if they differ from what is stored. Raises Conflict."""
    if _same_text(text, draft.text) and files == draft.attachments and version == draft.version:
        return version
    checks = agent.services.check(draft, text)
    return agent.services.tickets.edit(
        draft.id, version, text, agent.user.name, checks=checks, attachments=files, at=agent.services.clock()
    )


def _same_text(text: str, stored: str) -> bool:
    """Forms send CRLF (HTML 4.10.22.4); what is stored has `\\n` and nothing after the last word."""
    return text.replace("\r\n", "\n").replace("\r", "\n").rstrip() == stored


def _fails_anew(agent: Agent, seen: Draft) -> bool:
    """The changed text fails a check in a way that the agent has not been shown yet, so cannot have confirmed."""
    now = agent.services.tickets.draft(seen.id)
    return now.version != seen.version and not set(now.to_confirm) <= set(seen.to_confirm)


def _collided(
    agent: Agent, seen: TicketView, version: int | None, last_message_id: int, text: str | None, conflict: Conflict
) -> Response:
    clash: Collision = collision(agent, seen.id, version, last_message_id, text, conflict)
    return show(agent, seen.id, status=409, clash=clash)
