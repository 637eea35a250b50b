"""Builders for a `CaseView`: a red thermos, ordered on 9 November 2026, and whatever a test changes about it.

`a_view` gives the view the same sources as `process.disclosure` does.
"""

from datetime import datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

from assistant.case.diagnosis import Action, ActionKind, Category, Cause, Commitment
from assistant.case.inquiry import Emotion, StatementKind
from assistant.case.knowledge import Passage
from assistant.case.shop import OrderStatus
from assistant.case.verification import Scope, Verdict
from assistant.case.view import (
    CaseView,
    ClaimView,
    EventView,
    LineView,
    OrderView,
    PickupPointView,
    Question,
    RefundView,
    ReturnView,
    ShipmentView,
)
from assistant.process.sources import sources_of

SHANGHAI = timezone(timedelta(hours=8))
NOW = datetime(2026, 11, 18, 10, 0, tzinfo=SHANGHAI)
DUE = datetime(2026, 11, 20, 18, 0, tzinfo=SHANGHAI)
ORDER_NUMBER = "2026110912345"
TRACKING_NUMBER = "78012345678901"


def at(day: int, hour: int = 0, minute: int = 0) -> datetime:
    """A time in November 2026, in Shanghai."""
    return datetime(2026, 11, day, hour, minute, tzinfo=SHANGHAI)


def a_line(**changes: Any) -> LineView:
    return LineView(**{"product": "保温杯", "variant": "红色", "quantity": 1, "paid": Decimal("99.00")} | changes)


def a_shipment(**changes: Any) -> ShipmentView:
    values = {
        "carrier": "中通快递",
        "tracking_number": TRACKING_NUMBER,
        "shipped_at": at(10, 16),
        "promised_at": at(14, 20),
        "delivered_at": None,
        "signed_by": None,
        "last_event": EventView(at=at(12, 9, 30), place="杭州", text="快件已到达杭州转运中心"),
        "pickup_point": None,
        "products": ("保温杯",),
    }
    return ShipmentView(**values | changes)


def a_pickup_point(**changes: Any) -> PickupPointView:
    return PickupPointView(**{"name": "菜鸟驿站幸福路店", "phone": "0571-88001234", "code": None} | changes)


def an_order(**changes: Any) -> OrderView:
    values = {
        "number": ORDER_NUMBER,
        "placed_at": at(9, 20, 15),
        "status": OrderStatus.SHIPPED,
        "total": Decimal("99.00"),
        "paid_at": at(9, 20, 16),
        "ship_by": at(11, 23, 59),
        "payment_method": "alipay",
        "lines": (a_line(),),
        "shipments": (a_shipment(),),
        "refunds": (),
        "returns": (),
        "invoice_status": None,
        "subject_line": 0,
    }
    return OrderView(**values | changes)


def a_refund(**changes: Any) -> RefundView:
    values = {
        "amount": Decimal("99.00"),
        "status": "processing",
        "requested_at": at(15, 11),
        "completed_at": None,
        "method": "alipay",
    }
    return RefundView(**values | changes)


def a_return(**changes: Any) -> ReturnView:
    values = {
        "requested_at": at(12, 9),
        "received_at": at(16, 15),
        "carrier": "顺丰",
        "tracking_number": "SF1234567890",
    }
    return ReturnView(**values | changes)


def an_action(kind: ActionKind, **arguments: Any) -> Action:
    return Action(kind=kind, arguments=arguments)


def a_commitment(kind: ActionKind, due: datetime = DUE, event: str | None = None) -> Commitment:
    return Commitment(kind=kind, due=due, event=event)


def a_passage(text: str, language: str = "zh", name: str = "freight-rules", **changes: Any) -> Passage:
    values = {
        "id": f"{name}#0",
        "article_id": name,
        "title": name,
        "text": text,
        "version": "1a2b3c",
        "language": language,
        "score": 0.8,
    }
    return Passage.model_validate(values | changes)


def a_view(cause: Cause | None = Cause.STALLED, language: str = "zh", **changes: Any) -> CaseView:
    """A calm, verified customer with a shipped order; with its sources, unless `sources` are given."""
    values: dict[str, Any] = {
        "language": language,
        "scope": Scope.READ,
        "now": NOW,
        "timezone": "Asia/Shanghai",
        "currency": "CNY",
        "shop_name": "暖阳生活" if language == "zh" else "Sunny Living",
        "name": "王小明" if language == "zh" else "Emma Clarke",
        "subject": "快递怎么不动了" if language == "zh" else "Where is my parcel?",
        "words": "我的保温杯三天没有动静了" if language == "zh" else "My thermos has not moved for days",
        "emotion": Emotion.CALM,
        "urgent": False,
        "topics": (),
        "requests": (),
        "photos": 0,
        "repeat": False,
        "last_contact_at": None,
        "last_promise": None,
        "category": cause.category if cause else Category.PRODUCT_QUESTION,
        "cause": cause,
        "secondary": (),
        "order": an_order() if cause else None,
        "order_unsettled": False,
        "claims": (),
        "actions": (),
        "commitments": (),
        "questions": (),
        "policy": POLICY,
        "passages": (),
    }
    view = CaseView(**values | changes)
    return view if view.sources else view.model_copy(update={"sources": sources_of(view)})


POLICY = {
    "stalled_after_hours": "48",
    "stalled_after_hours_in_sale": "72",
    "trace_answer_hours": "24",
    "lost_after_hours": "72",
    "pickup_point_answer_hours": "24",
    "reship_ship_days": "2",
    "return_window_days": "7",
    "refund_after_return_days": "7",
    "quality_return_days": "7",
    "quality_exchange_days": "15",
    "warranty_months": "12",
    "fault_presumed_months": "6",
    "no_return_asked_up_to": "50.00",
    "answer_hours": "24",
    "refund_duplicate_working_days": "3",
    "price_protection_days": "7",
    "invoice_working_days": "3",
    "presale_ship_days": "15",
    "presale_late_coupon": "10.00",
    "repeat_contact_days": "7",
}
"""The sample shop's numbers, as a view carries them."""


def a_claim(kind: StatementKind, verdict: Verdict, **changes: Any) -> ClaimView:
    return ClaimView.model_validate({"kind": kind, "words": "我买的是L码", "verdict": verdict} | changes)


def an_unverified_view(language: str = "zh", **changes: Any) -> CaseView:
    """Nobody knows who is writing, and the answer needs an order."""
    values: dict[str, Any] = {
        "scope": Scope.NONE,
        "name": None,
        "category": Category.LOGISTICS,
        "order_unsettled": True,
        "questions": (Question(kind="order_number"),),
        "actions": (an_action(ActionKind.ASK_CUSTOMER, ask="order_number"),),
    }
    return a_view(None, language, **values | changes)
