"""For every cause the cases that the process resolves it to, as changes of `support.views.a_view`."""

from typing import Any

from assistant.case.diagnosis import Action, ActionKind, Cause, Commitment
from assistant.case.inquiry import Request, StatementKind
from assistant.case.shop import OrderStatus
from assistant.case.verification import Verdict
from assistant.case.view import EventView, OrderView, Question, QuestionKind
from support.views import (
    ORDER_NUMBER,
    TRACKING_NUMBER,
    a_claim,
    a_commitment,
    a_line,
    a_pickup_point,
    a_refund,
    a_return,
    a_shipment,
    an_action,
    an_order,
    at,
)

K, C = ActionKind, Cause

ARGUMENTS: dict[ActionKind, dict[str, Any]] = {
    K.TRACE_WITH_COURIER: {
        "carrier": "中通快递",
        "tracking_number": TRACKING_NUMBER,
        "answer_by": at(19, 18).isoformat(),
    },
    K.CONTACT_PICKUP_POINT: {"name": "菜鸟驿站幸福路店", "phone": "0571-88001234"},
    K.INTERCEPT_PARCEL: {"carrier": "中通快递", "tracking_number": TRACKING_NUMBER},
    K.EXPEDITE: {"order": ORDER_NUMBER},
    K.RESHIP: {"items": ["保温杯 红色"], "value": "99.00"},
    K.SEND_PART: {"items": ["杯刷"], "value": "9.00"},
    K.REPLACE_WITH_PICKUP: {"items": ["保温杯 红色"], "value": "99.00"},
    K.EXCHANGE_AT_CUSTOMER_COST: {"deadline": at(24).isoformat(), "freight": "customer"},
    K.RETURN_WITH_LABEL: {"deadline": at(24).isoformat(), "freight": "shop"},
    K.RETURN_AT_CUSTOMER_COST: {"deadline": at(24).isoformat(), "freight": "insurance"},
    K.REFUND: {"amount": "99.00", "currency": "CNY", "channel": "original"},
    K.PARTIAL_REFUND: {"amount": "20.00", "currency": "CNY", "channel": "original"},
    K.REFUND_WITHOUT_RETURN: {"amount": "39.00", "currency": "CNY", "channel": "original"},
    K.PRICE_DIFFERENCE_REFUND: {"amount": "10.00", "currency": "CNY", "channel": "original"},
    K.REIMBURSE_FREIGHT: {"amount": "12.00", "currency": "CNY"},
    K.COUPON: {"amount": "10.00", "currency": "CNY"},
    K.CHANGE_ADDRESS: {"order": ORDER_NUMBER},
    K.CHANGE_VARIANT: {"order": ORDER_NUMBER, "variant": "蓝色"},
    K.CANCEL_ORDER: {"order": ORDER_NUMBER},
    K.ISSUE_INVOICE: {"amount": "99.00", "due": at(23, 18).isoformat()},
    K.CORRECT_INVOICE: {"amount": "99.00", "due": at(23, 18).isoformat()},
    K.REPAIR: {"deadline": "2027-11-13T00:00:00+08:00", "freight": "shop"},
    K.CALL_BACK: {"due": at(19, 10).isoformat()},
    K.ESCALATE: {"to": "supervisor"},
}


def actions(*kinds: ActionKind) -> tuple[Action, ...]:
    return tuple(an_action(kind, **ARGUMENTS.get(kind, {})) for kind in kinds)


def commitments(*kinds: ActionKind) -> tuple[Commitment, ...]:
    return tuple(a_commitment(kind) for kind in kinds)


def asks(kind: QuestionKind, *options: str) -> tuple[Question, ...]:
    return (Question(kind=kind, options=options),)


def delivered(**changes: Any) -> OrderView:
    parcel = a_shipment(
        delivered_at=at(13, 14, 20),
        signed_by="菜鸟驿站",
        pickup_point=a_pickup_point(),
        last_event=EventView(
            at=at(13, 14, 20), place="杭州", text="您的快件已由菜鸟驿站代收，凭取件码 3-2-1234 取件，电话13812345678"
        ),
    )
    return an_order(**{"status": OrderStatus.DELIVERED, "shipments": (parcel,)} | changes)


def unshipped(**changes: Any) -> OrderView:
    return an_order(**{"status": OrderStatus.PAID, "shipments": ()} | changes)


def in_two_parcels() -> OrderView:
    first = a_shipment(delivered_at=at(13, 14))
    second = a_shipment(carrier="极兔速递", tracking_number="JT0012345678901", products=("雨伞",))
    lines = (a_line(), a_line(product="雨伞", variant="黑色", quantity=2))
    return an_order(lines=lines, shipments=(first, second), subject_line=None, current=1)


INFORMED: dict[str, Any] = {"actions": actions(K.GIVE_INFORMATION)}
PHOTOS: dict[str, Any] = {"actions": actions(K.ASK_CUSTOMER), "questions": asks("photos"), "order": delivered()}
TRACED: dict[str, Any] = {
    "actions": actions(K.TRACE_WITH_COURIER),
    "commitments": commitments(K.TRACE_WITH_COURIER),
}
HURRIED: dict[str, Any] = {"actions": actions(K.EXPEDITE), "commitments": commitments(K.EXPEDITE)}
INTERCEPTED: dict[str, Any] = {
    "actions": actions(K.INTERCEPT_PARCEL),
    "commitments": commitments(K.INTERCEPT_PARCEL),
}
CANCELLED: dict[str, Any] = {"actions": actions(K.CANCEL_ORDER, K.REFUND), "order": unshipped()}
CHOSEN: dict[str, Any] = {
    "actions": actions(K.RESHIP, K.REFUND),
    "questions": asks("choice", "reship", "refund"),
}


def _arrived(*kinds: ActionKind, **changes: Any) -> dict[str, Any]:
    return {"actions": actions(*kinds), "order": delivered()} | changes


RESOLUTIONS: dict[Cause, tuple[dict[str, Any], ...]] = {
    C.IN_TRANSIT_ON_TIME: (INFORMED,),
    C.NOT_SHIPPED: ({**HURRIED, "order": unshipped(ship_by=at(19, 23, 59))},),
    C.SHIPPING_OVERDUE: (
        {**HURRIED, "order": unshipped()},
        {
            "actions": actions(K.EXPEDITE, K.COUPON),
            "questions": asks("choice", "wait", "refund"),
            "commitments": commitments(K.EXPEDITE),
            "order": unshipped(),
        },
        CANCELLED,
    ),
    C.PRESALE_WAITING: ({**INFORMED, "order": unshipped(ship_by=at(29, 23, 59))},),
    C.STALLED: (TRACED,),
    C.DELAYED: (HURRIED, TRACED),
    C.DELIVERED_NOT_RECEIVED: (
        _arrived(
            K.CONTACT_PICKUP_POINT,
            commitments=commitments(K.CONTACT_PICKUP_POINT),
            questions=asks("checked_around"),
        ),
        {
            **TRACED,
            "questions": asks("checked_around"),
            "order": delivered(shipments=(a_shipment(delivered_at=at(13)),)),
        },
    ),
    C.LOST: (CHOSEN, {"actions": actions(K.REFUND)}, {"actions": actions(K.RESHIP)}),
    C.RETURNED_TO_SENDER: (CHOSEN, INFORMED),
    C.DELIVERY_SERVICE: (
        {**TRACED, "order": delivered()},
        _arrived(K.CONTACT_PICKUP_POINT, commitments=commitments(K.CONTACT_PICKUP_POINT)),
    ),
    C.PARTIAL_SHIPMENT: ({**INFORMED, "order": in_two_parcels()},),
    C.SYNC_LAG: (INFORMED,),
    C.REGIONAL_DISRUPTION: (INFORMED,),
    C.WRONG_ITEM_SENT: (
        _arrived(K.REPLACE_WITH_PICKUP, claims=(a_claim(StatementKind.GOT_ITEM, Verdict.CONFIRMED),)),
        _arrived(K.RESHIP, photos=1),
        PHOTOS,
    ),
    C.ORDERED_AS_SENT: (_arrived(K.EXCHANGE_AT_CUSTOMER_COST), _arrived(K.GIVE_INFORMATION)),
    C.DESCRIPTION_GAP: (PHOTOS, _arrived(K.RETURN_WITH_LABEL, photos=1)),
    C.MISSING_ITEM: (
        _arrived(K.SEND_PART, claims=(a_claim(StatementKind.MISSING, Verdict.CONFIRMED),)),
        _arrived(K.SEND_PART, photos=1),
        PHOTOS,
    ),
    C.DAMAGED_IN_TRANSIT: (
        PHOTOS,
        _arrived(K.REPLACE_WITH_PICKUP, photos=2),
        _arrived(K.REFUND_WITHOUT_RETURN, photos=1),
        _arrived(K.PARTIAL_REFUND, photos=1),
    ),
    C.QUALITY_DEFECT: (PHOTOS, _arrived(K.RETURN_WITH_LABEL, photos=1), _arrived(K.REPLACE_WITH_PICKUP, photos=1)),
    C.RETURN_IN_WINDOW: (_arrived(K.RETURN_AT_CUSTOMER_COST),),
    C.RETURN_OUT_OF_WINDOW: (_arrived(K.GIVE_INFORMATION, requests=(Request.REFUND, Request.RETURN)),),
    C.RETURN_RECEIVED_NOT_REFUNDED: (
        _arrived(K.REFUND, commitments=commitments(K.REFUND), order=delivered(returns=(a_return(),))),
    ),
    C.REFUND_IN_PROGRESS: (
        {**INFORMED, "order": delivered(refunds=(a_refund(),))},
        {**INFORMED, "order": delivered(status=OrderStatus.REFUNDING)},
    ),
    C.REFUND_NOT_NOTICED: (
        {
            **INFORMED,
            "order": an_order(
                status=OrderStatus.REFUNDED, refunds=(a_refund(status="completed", completed_at=at(16, 10, 5)),)
            ),
        },
    ),
    C.CANCEL_AFTER_SHIPPING: (INTERCEPTED, INFORMED),
    C.FREIGHT_DISPUTE: (_arrived(K.GIVE_INFORMATION), _arrived(K.REIMBURSE_FREIGHT)),
    C.WARRANTY: (_arrived(K.REPAIR, questions=asks("photos")), _arrived(K.GIVE_INFORMATION)),
    C.PAYMENT_INCOMPLETE: (
        {**INFORMED, "order": an_order(status=OrderStatus.PENDING_PAYMENT, paid_at=None, shipments=())},
    ),
    C.DUPLICATE_CHARGE: (
        {
            "actions": (an_action(K.REFUND, **ARGUMENTS[K.REFUND], due=at(23, 18).isoformat()),),
            "order": unshipped(),
        },
        {"actions": actions(K.ASK_CUSTOMER), "questions": asks("details"), "order": unshipped()},
    ),
    C.CANCEL_BEFORE_SHIPPING: (CANCELLED,),
    C.ADDRESS_CHANGE_BEFORE_SHIPPING: (
        {"actions": actions(K.CHANGE_ADDRESS), "order": unshipped()},
        {"actions": actions(K.ASK_CUSTOMER), "questions": asks("new_address"), "order": unshipped()},
    ),
    C.ADDRESS_CHANGE_AFTER_SHIPPING: (INTERCEPTED, INFORMED),
    C.VARIANT_CHANGE_BEFORE_SHIPPING: (
        {"actions": actions(K.CHANGE_VARIANT), "order": unshipped()},
        {"actions": actions(K.ASK_CUSTOMER), "questions": asks("new_variant"), "order": unshipped()},
    ),
    C.OUT_OF_STOCK: ({**HURRIED, "order": unshipped()}, CANCELLED),
    C.COUPON_RULES: (INFORMED,),
    C.PRICE_PROTECTION: ({"actions": actions(K.PRICE_DIFFERENCE_REFUND)}, INFORMED),
    C.PRESALE_TERMS: (
        {**INFORMED, "order": unshipped()},
        {**INFORMED, "order": an_order(status=OrderStatus.PENDING_PAYMENT, paid_at=None, shipments=())},
    ),
    C.INVOICE_REQUEST: (
        {"actions": actions(K.ISSUE_INVOICE)},
        {**INFORMED, "order": an_order(invoice_status="issued")},
        {"actions": actions(K.ASK_CUSTOMER), "questions": asks("invoice_title")},
    ),
    C.INVOICE_CORRECTION: ({"actions": actions(K.CORRECT_INVOICE), "order": an_order(invoice_status="issued")},),
}
