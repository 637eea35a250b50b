"""Which letter a case asks for, and which of its requests the letter has not answered by itself."""

from assistant.case.diagnosis import ActionKind, Category, Cause
from assistant.case.inquiry import Request
from assistant.case.knowledge import Language
from assistant.case.verification import Scope
from assistant.case.view import CaseView

REMEDIES = frozenset(
    {
        ActionKind.RESHIP,
        ActionKind.SEND_PART,
        ActionKind.REPLACE_WITH_PICKUP,
        ActionKind.EXCHANGE_AT_CUSTOMER_COST,
        ActionKind.RETURN_WITH_LABEL,
        ActionKind.RETURN_AT_CUSTOMER_COST,
        ActionKind.REFUND,
        ActionKind.PARTIAL_REFUND,
        ActionKind.REFUND_WITHOUT_RETURN,
        ActionKind.PRICE_DIFFERENCE_REFUND,
        ActionKind.COUPON,
        ActionKind.REPAIR,
    }
)
"""What makes good a customer's loss; several of them are alternatives when the case asks the customer to choose."""

SILENT = frozenset({ActionKind.GIVE_INFORMATION, ActionKind.ASK_CUSTOMER, ActionKind.ESCALATE})
"""Actions that the letter itself is (informing, asking), or that only its commitment speaks of."""

NEWS = frozenset(
    {
        ActionKind.TRACE_WITH_COURIER,
        ActionKind.CONTACT_PICKUP_POINT,
        ActionKind.INTERCEPT_PARCEL,
        ActionKind.EXPEDITE,
        ActionKind.GIVE_INFORMATION,
        ActionKind.REFUND,
    }
)
"""Commitments to write again with news."""

_REMEDIES_OF: dict[Cause, set[ActionKind]] = {
    Cause.RETURN_IN_WINDOW: {ActionKind.RETURN_AT_CUSTOMER_COST},
    Cause.ORDERED_AS_SENT: {ActionKind.EXCHANGE_AT_CUSTOMER_COST},
    Cause.PRICE_PROTECTION: {ActionKind.PRICE_DIFFERENCE_REFUND},
    Cause.WARRANTY: {ActionKind.REPAIR},
}
"""Remedies that only this cause brings: as a secondary one, it offers them itself."""

_MONEY_BACK = {
    ActionKind.REFUND,
    ActionKind.PARTIAL_REFUND,
    ActionKind.REFUND_WITHOUT_RETURN,
    ActionKind.RETURN_WITH_LABEL,
    ActionKind.RETURN_AT_CUSTOMER_COST,
    ActionKind.CANCEL_ORDER,
}
_ANSWERED_BY: dict[Request, set[ActionKind]] = {
    Request.REFUND: _MONEY_BACK,
    Request.RETURN: {ActionKind.RETURN_WITH_LABEL, ActionKind.RETURN_AT_CUSTOMER_COST, *_MONEY_BACK},
    Request.EXCHANGE: {ActionKind.REPLACE_WITH_PICKUP, ActionKind.EXCHANGE_AT_CUSTOMER_COST, ActionKind.RESHIP},
    Request.RESHIP: {ActionKind.RESHIP, ActionKind.SEND_PART, ActionKind.REPLACE_WITH_PICKUP},
    Request.DELIVER_TO_DOOR: {ActionKind.TRACE_WITH_COURIER, ActionKind.EXPEDITE},
    Request.COMPENSATION: {ActionKind.COUPON, ActionKind.PARTIAL_REFUND, ActionKind.REFUND_WITHOUT_RETURN},
    Request.PRICE_DIFFERENCE: {ActionKind.PRICE_DIFFERENCE_REFUND},
    Request.CALL_BACK: {ActionKind.CALL_BACK},
    Request.SUPERVISOR: {ActionKind.ESCALATE},
    Request.DELETE_DATA: {ActionKind.ESCALATE},
    Request.REPAIR: {ActionKind.REPAIR},
}
_ANSWERED_BY_CAUSE: dict[Cause, set[Request]] = {
    Cause.RETURN_OUT_OF_WINDOW: {Request.RETURN, Request.REFUND, Request.EXCHANGE},
    Cause.RETURN_RECEIVED_NOT_REFUNDED: {Request.REFUND, Request.RETURN},
    Cause.REFUND_IN_PROGRESS: {Request.REFUND, Request.RETURN},
    Cause.REFUND_NOT_NOTICED: {Request.REFUND, Request.RETURN},
    Cause.PRICE_PROTECTION: {Request.PRICE_DIFFERENCE},
    Cause.DELIVERY_SERVICE: {Request.DELIVER_TO_DOOR},
    Cause.CANCEL_AFTER_SHIPPING: {Request.REFUND, Request.RETURN},
    Cause.WARRANTY: {Request.REPAIR},
    Cause.FREIGHT_DISPUTE: {Request.COMPENSATION},
}
_ASKED: dict[Request, dict[Language, str]] = {
    Request.REFUND: {"zh": "退款", "en": "the refund"},
    Request.RETURN: {"zh": "退货", "en": "the return"},
    Request.EXCHANGE: {"zh": "换货", "en": "the exchange"},
    Request.RESHIP: {"zh": "补发", "en": "the reshipment"},
    Request.DELIVER_TO_DOOR: {"zh": "送货上门", "en": "the delivery to your door"},
    Request.COMPENSATION: {"zh": "补偿", "en": "the compensation"},
    Request.PRICE_DIFFERENCE: {"zh": "差价", "en": "the price difference"},
    Request.CALL_BACK: {"zh": "回电", "en": "the call back"},
    Request.SUPERVISOR: {"zh": "由主管处理", "en": "the supervisor's attention"},
    Request.DELETE_DATA: {"zh": "删除个人信息", "en": "the deletion of your data"},
    Request.REPAIR: {"zh": "维修", "en": "the repair"},
}


def situation(view: CaseView) -> str:
    """The name of the template under `causes/`: the cause, or what stands in for one."""
    if view.category in (Category.COMPLAINT_OR_LEGAL, Category.PRAISE):
        return view.category.value
    if view.order_unsettled:
        return _unsettled(view)
    if view.cause is not None:
        return view.cause.value
    if view.category is Category.PRODUCT_QUESTION:
        return "unclear" if any(question.kind == "details" for question in view.questions) else "product_question"
    return "general"


def _unsettled(view: CaseView) -> str:
    if view.scope is Scope.NONE:
        return "unverified"
    return "ambiguous" if any(question.kind == "which_order" for question in view.questions) else "not_found"


def kept_for_later(view: CaseView) -> set[ActionKind]:
    """Remedies that the primary cause leaves to a secondary one."""
    own = _REMEDIES_OF.get(view.cause, set()) if view.cause else set()
    return set().union(*(_REMEDIES_OF.get(cause, set()) for cause in view.secondary)) - own


def unanswered(view: CaseView) -> list[str]:
    """What the customer asks for and neither an action nor the cause answers, in the letter's words."""
    if view.order_unsettled or view.category is Category.COMPLAINT_OR_LEGAL:
        return []
    kinds = {action.kind for action in view.actions}
    causes = [cause for cause in (view.cause, *view.secondary) if cause is not None]
    settled = set().union(*(_ANSWERED_BY_CAUSE.get(cause, set()) for cause in causes))
    return [
        _ASKED[request][view.language]
        for request, answers in _ANSWERED_BY.items()
        if request in view.requests and request not in settled and not answers & kinds
    ]
