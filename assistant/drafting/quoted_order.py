"""The order as a template sees it: lines, parcels, refunds and returns, in the letter's words."""

import re
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

from assistant.case.diagnosis import Category, Cause
from assistant.case.knowledge import Language
from assistant.case.shop import OrderStatus
from assistant.case.verification import Scope
from assistant.case.view import CaseView, LineView, OrderView, PickupPointView, ShipmentView
from assistant.drafting import phrasing
from assistant.drafting.masking import public_clauses
from assistant.drafting.saying import Saying

MOST_LINES = 3
"""How many lines of an order a letter names; the rest are "and other items"."""

MOST_CANDIDATES = 3
"""How many orders are laid out for the customer to choose from; of more, only the goods are named."""

_OF_A_PARCEL = (Cause.CANCEL_AFTER_SHIPPING, Cause.ADDRESS_CHANGE_AFTER_SHIPPING)
_LEFT_SOMEWHERE = (Cause.DELIVERED_NOT_RECEIVED, Cause.DELIVERY_SERVICE)
"""Causes whose letter tells where the parcel was left, and not what was scanned last."""

UNSENT = (OrderStatus.PAID, OrderStatus.PENDING_PAYMENT)

_ONCE_OPENED = re.compile(r"[拆开](?:封|启)|\b(?:once|when|if) opened\b|\bunsealed\b|\bopened\b", re.IGNORECASE)
"""What is excluded from returns only after it was opened."""

ISSUED = ("issued", "sent")
"""Invoice statuses that mean that the customer should have it."""


def order_variables(view: CaseView, say: Saying) -> dict[str, Any]:
    """`order`, `line`, `parcel`, `parcels`, `refund` and `returned`, which are None, or none, without an order; then
    `candidates` to choose from. `also` are the orders that the mail speaks of beside the one in question.
    """
    order = view.order
    candidates = [_candidate(n, candidate, say) for n, candidate in enumerate(view.candidates)]
    if order is None:
        nothing: dict[str, Any] = {
            "order": None,
            "line": None,
            "parcel": None,
            "parcels": [],
            "refund": None,
            "returned": None,
        }
        return nothing | {"candidates": candidates[:MOST_CANDIDATES], "also": []}
    parcels = [
        _shipment(f"order.shipments.{n}", shipment, view.scope, say) for n, shipment in enumerate(order.shipments)
    ]
    return {
        "order": _order(order, say),
        "line": _line_in_question(order, say),
        "parcel": parcels[order.current] if parcels else None,
        "parcels": parcels,
        "refund": _newest_refund(order, say),
        "returned": _newest_return(order, say),
        "candidates": [],
        "also": candidates[:MOST_CANDIDATES],
    }


def parcel_variables(view: CaseView) -> dict[str, Any]:
    """What a letter tells of the parcel: `parcel_told` whose it is, `entry_told` the newest entry. `long_silent`: there
    has been none for as long as it takes until a parcel counts as lost.
    """
    order = view.order
    parcel = order.shipment if order is not None else None
    about_it = view.category is Category.LOGISTICS or view.cause in _OF_A_PARCEL
    told = about_it or any(cause.category is Category.LOGISTICS for cause in view.secondary)
    left = view.cause in _LEFT_SOMEWHERE or (view.cause is None and parcel is not None and bool(parcel.delivered_at))
    entry = parcel.last_event if parcel is not None else None
    hours = view.policy.get("lost_after_hours")
    silent = entry is not None and hours is not None and view.now - entry.at >= timedelta(hours=int(hours))
    listed = view.cause is Cause.PARTIAL_SHIPMENT
    return {
        "parcel_told": told and not listed,
        "entry_told": told and not listed and not left and entry is not None,
        "long_silent": silent,
    }


def _order(order: OrderView, say: Saying) -> SimpleNamespace:
    return SimpleNamespace(
        number=say.exact(order.number, "order.number"),
        placed=say.time(order.placed_at, "order.placed_at"),
        status=say.status(order.status, "order.status"),
        state=order.status.value,
        total=say.money(order.total, "order.total"),
        paid_at=say.time(order.paid_at, "order.paid_at"),
        ship_by=say.time(order.ship_by, "order.ship_by"),
        unsent=order.status in UNSENT,
        method=say.code(order.payment_method, "order.payment_method"),
        lines=[_line(n, line, say) for n, line in enumerate(order.lines[:MOST_LINES])],
        more=len(order.lines) > MOST_LINES,
        invoice=say.code(order.invoice_status, "order.invoice"),
        invoiced=order.invoice_status in ISSUED,
        insured=order.freight_insured,
        insurance_noted=say.nothing("order.freight_insured"),
    )


def _candidate(n: int, order: OrderView, say: Saying) -> SimpleNamespace:
    """An order that may be the one meant, told in one line."""
    source, parcel = f"candidate.{n}", order.shipment
    said = [_item(line, say.language) for line in order.lines[:MOST_LINES]]
    return SimpleNamespace(
        number=say.exact(order.number, source),
        placed=say.time(order.placed_at, source),
        items=say.text(phrasing.listing(said, say.language), source),
        status=say.status(order.status, source),
        state=order.status.value,
        carrier=None if parcel is None else say.carrier(parcel.carrier, source),
        tracking_number=None if parcel is None else say.exact(parcel.tracking_number, source),
        promised=None if parcel is None else say.time(parcel.promised_at, source),
        delivered=None if parcel is None else say.time(parcel.delivered_at, source),
        ship_by=say.time(order.ship_by, source) if order.status in UNSENT else None,
        last_event=None if parcel is None else _last_event(parcel, source, say),
        on_time=parcel is not None and parcel.delivered_at is None and _is_ahead(parcel.promised_at, source, say),
    )


def _is_ahead(moment: datetime | None, source: str, say: Saying) -> bool:
    told = say.time(moment, source)
    return told is not None and told.ahead


def _item(line: LineView, language: Language) -> str:
    variant = phrasing.variant(line.variant, language)
    if not variant:
        return line.product
    return f"{line.product}（{variant}）" if language == "zh" else f"{line.product} ({variant})"


def _line_in_question(order: OrderView, say: Saying) -> SimpleNamespace | None:
    """The line that the case is about, or the only one."""
    n = 0 if order.subject_line is None and len(order.lines) == 1 else order.subject_line
    return None if n is None else _line(n, order.lines[n], say)


def _line(n: int, line: LineView, say: Saying) -> SimpleNamespace:
    source = f"order.lines.{n}"
    return SimpleNamespace(
        product=say.text(line.product, source),
        variant=say.text(phrasing.variant(line.variant, say.language), source),
        quantity=say.exact(str(line.quantity), source),
        several=line.quantity > 1,
        paid=say.money(line.paid, source),
        noted=say.nothing(source),
        excluded=not line.returnable,
        exclusion=say.exact((line.exclusion or "").rstrip("。.") or None, source),
        only_opened=_ONCE_OPENED.search(line.exclusion or "") is not None,
    )


def _shipment(source: str, shipment: ShipmentView, scope: Scope, say: Saying) -> SimpleNamespace:
    return SimpleNamespace(
        carrier=say.carrier(shipment.carrier, source),
        tracking_number=say.exact(shipment.tracking_number, source),
        shipped=say.time(shipment.shipped_at, source),
        promised=say.time(shipment.promised_at, source),
        delivered=say.time(shipment.delivered_at, source),
        signed_by=say.code(shipment.signed_by, source),
        last_event=_last_event(shipment, f"{source}.last_event", say),
        pickup=_pickup_point(shipment.pickup_point, scope, f"{source}.pickup_point", say),
        products=[product for name in shipment.products[:MOST_LINES] if (product := say.text(name, source))],
    )


def _last_event(shipment: ShipmentView, source: str, say: Saying) -> SimpleNamespace | None:
    """The newest event; its place only where the courier's words do not name it, in a script that the reader knows."""
    event = shipment.last_event
    if event is None:
        return None
    readable = say.language == "zh" or not phrasing.is_chinese(event.place)
    words = phrasing.event(public_clauses(event.text), say.language).rstrip("。.!！ ")
    return SimpleNamespace(
        at=say.time(event.at, source),
        place=say.text(event.place, source) if readable and event.place not in event.text else None,
        text=say.text(words, source),
    )


def _pickup_point(point: PickupPointView | None, scope: Scope, source: str, say: Saying) -> SimpleNamespace | None:
    """Its name and phone are public; its code is for somebody with scope `act` only."""
    if point is None:
        return None
    return SimpleNamespace(
        name=say.exact(point.name, source),
        phone=say.exact(point.phone, source),
        code=say.exact(point.code, source) if scope is Scope.ACT else None,
    )


def _newest_refund(order: OrderView, say: Saying) -> SimpleNamespace | None:
    """The newest is the one recorded last."""
    if not order.refunds:
        return None
    refund, source = order.refunds[-1], f"order.refunds.{len(order.refunds) - 1}"
    return SimpleNamespace(
        amount=say.money(refund.amount, source),
        status=say.code(refund.status, source),
        requested=say.time(refund.requested_at, source),
        completed=say.time(refund.completed_at, source),
        method=say.code(refund.method, source),
    )


def _newest_return(order: OrderView, say: Saying) -> SimpleNamespace | None:
    if not order.returns:
        return None
    sent_back, source = order.returns[-1], f"order.returns.{len(order.returns) - 1}"
    return SimpleNamespace(
        requested=say.time(sent_back.requested_at, source),
        received=say.time(sent_back.received_at, source),
        carrier=say.carrier(sent_back.carrier, source),
        tracking_number=say.exact(sent_back.tracking_number, source),
    )
