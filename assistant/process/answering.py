"""Which requests neither an action nor the cause answers: the letter must still say something to them."""

from collections.abc import Collection, Iterable

from assistant.case.diagnosis import ActionKind, Cause
from assistant.case.inquiry import Request

_PAID_BACK = {ActionKind.PRICE_DIFFERENCE_REFUND, ActionKind.REIMBURSE_FREIGHT}
"""Money for goods that stay with the customer: whoever asks for it says refund, too."""
_MONEY_BACK = {
    ActionKind.REFUND,
    ActionKind.PARTIAL_REFUND,
    ActionKind.REFUND_WITHOUT_RETURN,
    ActionKind.RETURN_WITH_LABEL,
    ActionKind.RETURN_AT_CUSTOMER_COST,
    ActionKind.CANCEL_ORDER,
}
_CALLED_OFF = _MONEY_BACK - {ActionKind.REFUND} | {ActionKind.INTERCEPT_PARCEL, ActionKind.CHANGE_VARIANT}
"""What becomes of an order that is called off; that money goes back can be of a second charge."""
_BY_ACTIONS: dict[Request, set[ActionKind]] = {
    Request.REFUND: _MONEY_BACK | _PAID_BACK,
    Request.RETURN: {ActionKind.RETURN_WITH_LABEL, ActionKind.RETURN_AT_CUSTOMER_COST, *_MONEY_BACK},
    Request.CANCEL: _CALLED_OFF,
    Request.EXCHANGE: {
        ActionKind.REPLACE_WITH_PICKUP,
        ActionKind.EXCHANGE_AT_CUSTOMER_COST,
        ActionKind.RESHIP,
        ActionKind.CHANGE_VARIANT,
    },
    # 补 means both: what is made good with money is not also to be sent.
    Request.RESHIP: {
        ActionKind.RESHIP,
        ActionKind.SEND_PART,
        ActionKind.REPLACE_WITH_PICKUP,
        ActionKind.PRICE_DIFFERENCE_REFUND,
    },
    Request.DELIVER_TO_DOOR: {ActionKind.TRACE_WITH_COURIER, ActionKind.EXPEDITE},
    Request.COMPENSATION: {ActionKind.COUPON, ActionKind.PARTIAL_REFUND, ActionKind.REFUND_WITHOUT_RETURN},
    Request.PRICE_DIFFERENCE: {ActionKind.PRICE_DIFFERENCE_REFUND},
    Request.CALL_BACK: {ActionKind.CALL_BACK},
    Request.SUPERVISOR: {ActionKind.ESCALATE},
    Request.DELETE_DATA: {ActionKind.ESCALATE},
    Request.REPAIR: {ActionKind.REPAIR},
}
_BY_CAUSES: dict[Cause, set[Request]] = {
    Cause.RETURN_OUT_OF_WINDOW: {Request.RETURN, Request.REFUND, Request.EXCHANGE, Request.CANCEL},
    Cause.ORDERED_AS_SENT: {Request.RESHIP},
    Cause.RETURN_RECEIVED_NOT_REFUNDED: {Request.REFUND, Request.RETURN, Request.CANCEL},
    Cause.REFUND_IN_PROGRESS: {Request.REFUND, Request.RETURN, Request.CANCEL},
    Cause.REFUND_NOT_NOTICED: {Request.REFUND, Request.RETURN, Request.CANCEL},
    Cause.PRICE_PROTECTION: {Request.PRICE_DIFFERENCE},
    Cause.DELIVERY_SERVICE: {Request.DELIVER_TO_DOOR},
    Cause.CANCEL_BEFORE_SHIPPING: {Request.RETURN, Request.CANCEL},
    Cause.CANCEL_AFTER_SHIPPING: {Request.REFUND, Request.RETURN, Request.CANCEL},
    Cause.WARRANTY: {Request.REPAIR},
    Cause.FREIGHT_DISPUTE: {Request.COMPENSATION},
    Cause.DUPLICATE_CHARGE: {Request.REFUND},
}


def unanswered(
    requests: Collection[Request], actions: Iterable[ActionKind], causes: Iterable[Cause | None]
) -> tuple[Request, ...]:
    kinds = set(actions)
    settled = set().union(*(_BY_CAUSES.get(cause, set()) for cause in causes if cause is not None))
    return tuple(
        request
        for request, answers in _BY_ACTIONS.items()
        if request in requests and request not in settled and not answers & kinds
    )
