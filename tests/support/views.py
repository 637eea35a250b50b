"""Builders for a `CaseView`: a red thermos, ordered on 9 November 2026, and whatever a test changes about it.

`a_view` gives the view its sources just as `process.disclosure` does: one for each thing that a sentence may rest on,
times in ISO 8601 in the shop's time zone.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from assistant.case.diagnosis import Action, ActionKind, Category, Cause, Commitment
from assistant.case.inquiry import Emotion
from assistant.case.knowledge import Passage
from assistant.case.reply import Source
from assistant.case.shop import OrderStatus
from assistant.case.verification import Scope
from assistant.case.view import (
    CaseView,
    EventView,
    LineView,
    OrderView,
    PickupPointView,
    Question,
    RefundView,
    ReturnView,
    ShipmentView,
)

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
        "policy": {},
        "passages": (),
    }
    view = CaseView(**values | changes)
    return view if view.sources else view.model_copy(update={"sources": tuple(sources_of(view))})


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


def sources_of(view: CaseView) -> Iterator[Source]:
    yield Source(id="shop.name", kind="shop", text=view.shop_name)
    yield Source(id="customer.words", kind="customer", text=view.words)
    if view.name:
        yield Source(id="customer.name", kind="customer", text=view.name)
    if view.repeat:
        yield Source(id="contact.last", kind="customer", text=_words(view, view.last_contact_at, view.last_promise))
    if view.order:
        yield from _order_sources(view, view.order)
    for n, claim in enumerate(view.claims):
        yield Source(id=f"claim.{n}", kind="order", text=_words(view, claim.words, claim.said, claim.record))
    for name, number in view.policy.items():
        yield Source(id=f"policy.{name}", kind="policy", text=number)
    for n, action in enumerate(view.actions):
        arguments = (f"{name}: {value}" for name, value in action.arguments.items())
        yield Source(id=f"action.{n}", kind="action", text=_words(view, action.kind.value, *arguments))
    for n, commitment in enumerate(view.commitments):
        text = _words(view, commitment.kind.value, commitment.due, commitment.event)
        yield Source(id=f"commitment.{n}", kind="action", text=text)
    for n, question in enumerate(view.questions):
        yield Source(id=f"question.{n}", kind="action", text=_words(view, question.kind, *question.options))
    for passage in view.passages:
        yield Source(id=f"article.{passage.id}", kind="article", text=passage.text)


def _order_sources(view: CaseView, order: OrderView) -> Iterator[Source]:
    for name in ("number", "placed_at", "status", "total", "paid_at", "ship_by", "payment_method"):
        value = getattr(order, name)
        if value:
            yield Source(id=f"order.{name}", kind="order", text=_words(view, value))
    if order.invoice_status:
        yield Source(id="order.invoice", kind="order", text=order.invoice_status)
    for n, line in enumerate(order.lines):
        text = _words(view, line.product, line.variant, str(line.quantity), line.paid)
        yield Source(id=f"order.lines.{n}", kind="order", text=text)
    for n, refund in enumerate(order.refunds):
        times = (refund.requested_at, refund.completed_at)
        text = _words(view, refund.amount, refund.status, refund.method, *times)
        yield Source(id=f"order.refunds.{n}", kind="order", text=text)
    for n, sent_back in enumerate(order.returns):
        times = (sent_back.requested_at, sent_back.received_at)
        text = _words(view, sent_back.carrier, sent_back.tracking_number, *times)
        yield Source(id=f"order.returns.{n}", kind="order", text=text)
    for n, shipment in enumerate(order.shipments):
        yield from _shipment_sources(view, f"order.shipments.{n}", shipment)


def _shipment_sources(view: CaseView, name: str, shipment: ShipmentView) -> Iterator[Source]:
    times = (shipment.shipped_at, shipment.promised_at, shipment.delivered_at)
    text = _words(view, shipment.carrier, shipment.tracking_number, shipment.signed_by, *times, *shipment.products)
    yield Source(id=name, kind="tracking", text=text)
    event, point = shipment.last_event, shipment.pickup_point
    if event:
        yield Source(id=f"{name}.last_event", kind="tracking", text=_words(view, event.at, event.place, event.text))
    if point:
        yield Source(id=f"{name}.pickup_point", kind="tracking", text=_words(view, point.name, point.phone, point.code))


def _words(view: CaseView, *values: object) -> str:
    zone = ZoneInfo(view.timezone)
    said = (value.astimezone(zone).isoformat() if isinstance(value, datetime) else value for value in values)
    return " ".join(str(value) for value in said if value is not None)
