"""Which letter a case asks for, and which of its requests the letter has not answered by itself."""

from collections.abc import Collection

from assistant.case.diagnosis import ActionKind, Category, Cause
from assistant.case.inquiry import Request
from assistant.case.knowledge import Language
from assistant.case.verification import Scope
from assistant.case.view import CaseView
from assistant.process import answering

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

WRITTEN_OF = frozenset(
    {
        ActionKind.CHANGE_ADDRESS,
        ActionKind.CHANGE_VARIANT,
        ActionKind.CANCEL_ORDER,
        ActionKind.PARTIAL_REFUND,
        ActionKind.REFUND_WITHOUT_RETURN,
        ActionKind.PRICE_DIFFERENCE_REFUND,
        ActionKind.REIMBURSE_FREIGHT,
        ActionKind.REPLACE_WITH_PICKUP,
        ActionKind.RETURN_AT_CUSTOMER_COST,
        ActionKind.RETURN_WITH_LABEL,
        ActionKind.EXCHANGE_AT_CUSTOMER_COST,
        ActionKind.REPAIR,
    }
)
"""Commitments whose sentence says that we write by then: other news of the same time goes with it."""

_REMEDIES_OF: dict[Cause, set[ActionKind]] = {
    Cause.RETURN_IN_WINDOW: {ActionKind.RETURN_AT_CUSTOMER_COST},
    Cause.ORDERED_AS_SENT: {ActionKind.EXCHANGE_AT_CUSTOMER_COST},
    Cause.PRICE_PROTECTION: {ActionKind.PRICE_DIFFERENCE_REFUND},
    Cause.WARRANTY: {ActionKind.REPAIR},
}
"""Remedies that only this cause brings: as a secondary one, it offers them itself."""

_ASKED: dict[Request, dict[Language, str]] = {
    Request.REFUND: {"zh": "退款", "en": "a refund"},
    Request.RETURN: {"zh": "退货", "en": "a return"},
    Request.CANCEL: {"zh": "取消订单", "en": "the order to be cancelled"},
    Request.EXCHANGE: {"zh": "换货", "en": "an exchange"},
    Request.RESHIP: {"zh": "补发", "en": "a replacement"},
    Request.DELIVER_TO_DOOR: {"zh": "送货上门", "en": "delivery to your door"},
    Request.COMPENSATION: {"zh": "得到补偿", "en": "compensation"},
    Request.PRICE_DIFFERENCE: {"zh": "退差价", "en": "the price difference"},
    Request.CALL_BACK: {"zh": "我们回电", "en": "a call back"},
    Request.SUPERVISOR: {"zh": "由主管处理", "en": "a supervisor"},
    Request.DELETE_DATA: {"zh": "删除个人信息", "en": "the deletion of your data"},
    Request.REPAIR: {"zh": "维修", "en": "a repair"},
}
"""What a customer asks for, as the object of 您希望 or "you asked for"."""


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
    return "general" if view.order is not None else "general_question"


def answers_questions(view: CaseView) -> bool:
    """The letter is what pages and articles say to the questions of the mail, one after the other."""
    return situation(view) in ("product_question", "general_question")


def _unsettled(view: CaseView) -> str:
    if view.scope is Scope.NONE:
        return "unverified"
    return "ambiguous" if any(question.kind == "which_order" for question in view.questions) else "not_found"


def kept_for_later(view: CaseView) -> set[ActionKind]:
    """Remedies that the primary cause leaves to a secondary one."""
    own = _REMEDIES_OF.get(view.cause, set()) if view.cause else set()
    return set().union(*(_REMEDIES_OF.get(cause, set()) for cause in view.secondary)) - own


_NAMED_ZH = {Request.COMPENSATION: "补偿", Request.CALL_BACK: "回电", Request.SUPERVISOR: "主管处理"}
"""The same, as the object of 您提到的, where it differs."""


def wished(view: CaseView) -> list[str]:
    """What the customer asks for, while it cannot be answered yet: in their own terms, whatever the records say."""
    named = _ASKED | {request: _ASKED[request] | {"zh": words} for request, words in _NAMED_ZH.items()}
    return [words[view.language] for request, words in named.items() if request in view.requests]


_NO_WISHES_YET = frozenset({Request.REFUND, Request.RETURN, Request.EXCHANGE, Request.RESHIP, Request.REPAIR})
"""What nobody can want who asks before buying: it is what they ask about."""


def unanswered(view: CaseView, besides: Collection[Request] = ()) -> list[str]:
    """What the customer asks for and neither an action nor the cause answers, in the letter's words.

    `besides` are wishes that the letter answers by a rule.
    """
    if view.order_unsettled or view.category is Category.COMPLAINT_OR_LEGAL:
        return []
    left = answering.unanswered(view.requests, (action.kind for action in view.actions), (view.cause, *view.secondary))
    answered = {*besides, *(_NO_WISHES_YET if situation(view) == "general_question" else ())}
    return [_ASKED[request][view.language] for request in left if request not in answered]
