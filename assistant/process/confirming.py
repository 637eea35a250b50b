"""No deed without a time: whoever waits for something that we do is written to by a day that the desk keeps."""

from datetime import datetime

from assistant.case.diagnosis import Action, ActionKind, Cause
from assistant.case.inquiry import Request
from assistant.process.answering import unanswered
from assistant.process.pools.found import has_shipped, latest_shipping
from assistant.process.proposal import Proposal

_CARRIED_OUT = (
    ActionKind.CHANGE_ADDRESS,
    ActionKind.CHANGE_VARIANT,
    ActionKind.CANCEL_ORDER,
    ActionKind.REFUND,
    ActionKind.PARTIAL_REFUND,
    ActionKind.REFUND_WITHOUT_RETURN,
    ActionKind.PRICE_DIFFERENCE_REFUND,
    ActionKind.REIMBURSE_FREIGHT,
    ActionKind.RESHIP,
    ActionKind.SEND_PART,
    ActionKind.REPLACE_WITH_PICKUP,
    ActionKind.RETURN_WITH_LABEL,
    ActionKind.REPAIR,
    ActionKind.COUPON,
    ActionKind.ISSUE_INVOICE,
    ActionKind.CORRECT_INVOICE,
    ActionKind.ESCALATE,
    ActionKind.EXPEDITE,
)
"""What we do and the customer waits for. Of several, the first is the one whose end is written about."""

_BEFORE_SHIPPING = (ActionKind.CHANGE_ADDRESS, ActionKind.CHANGE_VARIANT, ActionKind.CANCEL_ORDER)

_ON_REQUEST = {
    ActionKind.RETURN_AT_CUSTOMER_COST: {Request.RETURN, Request.REFUND},
    ActionKind.EXCHANGE_AT_CUSTOMER_COST: {Request.EXCHANGE},
}
"""Offered to some, asked for by others; who has asked for it need not confirm it, and waits for our instructions."""

_TELL_ALL = frozenset(
    {
        ActionKind.TRACE_WITH_COURIER,
        ActionKind.CONTACT_PICKUP_POINT,
        ActionKind.INTERCEPT_PARCEL,
        ActionKind.EXPEDITE,
        ActionKind.GIVE_INFORMATION,
        ActionKind.CALL_BACK,
        ActionKind.ESCALATE,
    }
)
"""News that the answer to everything else can go with."""

_PATIENCE = frozenset({Cause.IN_TRANSIT_ON_TIME, Cause.SYNC_LAG})
"""What is asked for too early is answered by the parcel's own day."""


def commit_to_answer(p: Proposal) -> None:
    """One day by which we write again, where the rules have set none and the customer's own choice is not awaited."""
    _by_their_own_dates(p)
    if not p.commitments and not any(question.kind == "choice" for question in p.questions):
        for kind in _awaited(p)[:1]:
            p.commit_before(kind, _too_late_from(p, kind), p.case.policy.answer_hours, "done")
    told = _TELL_ALL & {commitment.kind for commitment in p.commitments}
    if not p.questions and not told and p.diagnosis.cause not in _PATIENCE and _open_requests(p):
        p.commit(ActionKind.GIVE_INFORMATION, p.case.policy.answer_hours, "answered")


def _too_late_from(p: Proposal, kind: ActionKind) -> datetime | None:
    """When the order leaves us, after which no change is of use; or when the time to send back is over."""
    limit: datetime | None = None
    if kind in _BEFORE_SHIPPING and not has_shipped(p.case.order):
        limit = latest_shipping(p.case)
    elif kind in _ON_REQUEST:
        given = next((action.arguments.get("deadline") for action in p.actions if action.kind is kind), None)
        limit = datetime.fromisoformat(given) if isinstance(given, str) else None
    return limit if limit is not None and limit > p.case.now else None


def _by_their_own_dates(p: Proposal) -> None:
    """An action with a date of its own is kept by the desk as a promise."""
    for action in p.actions:
        if action.kind in _CARRIED_OUT and (due := _due(action)) is not None:
            p.commit_by(action.kind, due, "done")


def _awaited(p: Proposal) -> list[ActionKind]:
    proposed = [action.kind for action in p.actions]
    asked = [kind for kind, requests in _ON_REQUEST.items() if kind in proposed and any(map(p.asks_for, requests))]
    return [*asked, *(kind for kind in _CARRIED_OUT if kind in proposed)]


def _open_requests(p: Proposal) -> bool:
    kinds = (action.kind for action in p.actions)
    return bool(unanswered(p.case.inquiry.requests, kinds, p.diagnosis.causes))


def _due(action: Action) -> datetime | None:
    due = action.arguments.get("due")
    return datetime.fromisoformat(due) if isinstance(due, str) else None
