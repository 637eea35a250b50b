"""What each sentence of a reply may rest on: every value of the view, under the id that a sentence names.

Times stand in the shop's time zone as ISO 8601; the checks of `drafting` look for a reply's numbers and dates in here.
"""

import json
from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

from assistant.case.diagnosis import Cause
from assistant.case.reply import Source
from assistant.case.view import CaseView, OrderView, ShipmentView

_INSURED = {
    "zh": {True: "订单带运费险", False: "订单没有运费险"},
    "en": {True: "the order has freight insurance", False: "the order has no freight insurance"},
}


def sources_of(view: CaseView) -> tuple[Source, ...]:
    """`shop.name`, `customer.words`, `order.…`, `candidate.N`, `claim.N`, `policy.…`, `action.N`, `commitment.N`,
    `question.N`, `page.N`, `article.…`.
    """
    return tuple(_sources(view, ZoneInfo(view.timezone)))


def _sources(view: CaseView, zone: ZoneInfo) -> Iterator[Source]:
    yield Source(id="shop.name", kind="shop", text=view.shop_name)
    yield Source(id="customer.words", kind="customer", text=f"{view.subject}\n{view.words}")
    if view.name:
        yield Source(id="customer.name", kind="customer", text=view.name)
    if view.repeat:
        last = _words(_iso(view.last_contact_at, zone), view.last_promise)
        yield Source(id="contact.last", kind="order", text=last)
    if view.order is not None:
        yield from _order_sources(view.order, view.currency, zone)
        if Cause.FREIGHT_DISPUTE in (view.cause, *view.secondary):
            insured = _INSURED[view.language][view.order.freight_insured]
            yield Source(id="order.freight_insured", kind="order", text=insured)
    for n, candidate in enumerate(view.candidates):
        yield Source(id=f"candidate.{n}", kind="order", text=_candidate_words(candidate, view.currency, zone))
    for n, claim in enumerate(view.claims):
        said = (claim.words, claim.said, claim.record)  # apart: "308 308 299.00" reads as one number
        yield Source(id=f"claim.{n}", kind="order", text="; ".join(filter(None, said)))
    for name, number in view.policy.items():
        yield Source(id=f"policy.{name}", kind="policy", text=number)
    for n, action in enumerate(view.actions):
        arguments = json.dumps(action.arguments, ensure_ascii=False)
        yield Source(id=f"action.{n}", kind="action", text=f"{action.kind.value} {arguments}")
    for n, commitment in enumerate(view.commitments):
        yield Source(
            id=f"commitment.{n}",
            kind="action",
            text=_words(commitment.kind.value, _iso(commitment.due, zone), commitment.event),
        )
    for n, question in enumerate(view.questions):
        yield Source(id=f"question.{n}", kind="action", text=_words(question.kind, *question.options))
    for n, page in enumerate(view.pages):
        yield Source(id=f"page.{n}", kind="article", text=f"{page.product}\n{page.text}")
    for passage in view.passages:
        yield Source(
            id=f"article.{passage.id}",
            kind="article",
            text="\n".join(filter(None, (passage.title, passage.heading, passage.text))),
        )


def _candidate_words(order: OrderView, currency: str, zone: ZoneInfo) -> str:
    """All of an order that may turn out to be the one meant, in one source: none of it is told in detail."""
    return "\n".join(source.text for source in _order_sources(order, currency, zone))


def _order_sources(order: OrderView, currency: str, zone: ZoneInfo) -> Iterator[Source]:
    values = {
        "number": order.number,
        "placed_at": _iso(order.placed_at, zone),
        "status": order.status.value,
        "total": f"{order.total} {currency}" if order.total is not None else None,
        "paid_at": _iso(order.paid_at, zone),
        "ship_by": _iso(order.ship_by, zone),
        "payment_method": order.payment_method,
        "invoice": order.invoice_status,
    }
    for name, value in values.items():
        if value:
            yield Source(id=f"order.{name}", kind="order", text=value)
    for n, line in enumerate(order.lines):
        paid = f"{line.paid} {currency}" if line.paid is not None else None
        text = _words(line.product, line.variant, f"× {line.quantity}", paid, line.exclusion)
        yield Source(id=f"order.lines.{n}", kind="order", text=text)
    for n, shipment in enumerate(order.shipments):
        yield from _shipment_sources(n, shipment, zone)
    for n, refund in enumerate(order.refunds):
        amount = f"{refund.amount} {currency}" if refund.amount is not None else None
        times = (_iso(refund.requested_at, zone), _iso(refund.completed_at, zone))
        yield Source(id=f"order.refunds.{n}", kind="order", text=_words(amount, refund.status, *times, refund.method))
    for n, sent_back in enumerate(order.returns):
        times = (_iso(sent_back.requested_at, zone), _iso(sent_back.received_at, zone))
        text = _words(*times, sent_back.carrier, sent_back.tracking_number)
        yield Source(id=f"order.returns.{n}", kind="order", text=text)


def _shipment_sources(n: int, shipment: ShipmentView, zone: ZoneInfo) -> Iterator[Source]:
    path = f"order.shipments.{n}"
    times = (shipment.shipped_at, shipment.promised_at, shipment.delivered_at)
    text = _words(
        shipment.carrier,
        shipment.tracking_number,
        *(_iso(moment, zone) for moment in times),
        shipment.signed_by,
        *shipment.products,
    )
    yield Source(id=path, kind="tracking", text=text)
    if shipment.last_event is not None:
        event = shipment.last_event
        text = _words(_iso(event.at, zone), event.place, event.text)
        yield Source(id=f"{path}.last_event", kind="tracking", text=text)
    if shipment.pickup_point is not None:
        point = shipment.pickup_point
        yield Source(id=f"{path}.pickup_point", kind="tracking", text=_words(point.name, point.phone, point.code))


def _iso(moment: datetime | None, zone: ZoneInfo) -> str | None:
    return None if moment is None else moment.astimezone(zone).isoformat(timespec="minutes")


def _words(*parts: str | None) -> str:
    return " ".join(part for part in parts if part)
