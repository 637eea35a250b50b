"""Logistics (物流异常): status, events, the courier's official record and what was promised decide."""

from assistant.case.diagnosis import Cause
from assistant.case.inquiry import Topic
from assistant.case.shop import Order, OrderStatus, Shipment
from assistant.process.evidence import Verified
from assistant.process.periods import hours_between
from assistant.process.pools.found import LIKELY, PROVEN, SAID, Found, has_shipped, is_delivered, official_last_event

_LOST = ("遗失", "丢失", "丢件", "破损销毁", "查无此件", "无此件", "lost", "cannot be located", "not found at")
_RETURNED = ("退回", "退件", "退还寄件", "returned to sender", "return to sender", "returning to sender")
_TRACE = ("核实", "查件", "追踪", "追查", "工单", "trace", "investigat")


def diagnose_delivery(case: Verified, topic: Topic) -> Found | None:
    """Which logistics cause an order is in, for somebody who asks where the parcel is or says that it did not come."""
    order = case.order
    if order.status in (OrderStatus.PENDING_PAYMENT, OrderStatus.CANCELLED, OrderStatus.REFUNDED):
        return None
    if not has_shipped(order) and order.status is not OrderStatus.DELIVERED:
        return _not_shipped(case)
    shipment = shipment_in_question(order)
    if shipment is None:
        return Found(cause=Cause.IN_TRANSIT_ON_TIME, evidence=("shipped, no tracking on record",), confidence=SAID)
    return _shipped(case, topic, shipment)


def shipment_in_question(order: Order) -> Shipment | None:
    """The parcel that is still out; when all have arrived, the one that arrived last."""
    out = [shipment for shipment in order.shipments if not is_delivered(shipment)]
    if out:
        return out[0]
    return max(order.shipments, key=lambda s: s.collected_at or s.delivered_at or order.placed_at, default=None)


def _not_shipped(case: Verified) -> Found:
    order = case.order
    if order.ship_by is not None and case.now > order.ship_by:
        late = f"not shipped; to be shipped by {order.ship_by.isoformat()}"
        return Found(cause=Cause.SHIPPING_OVERDUE, evidence=(late,), confidence=PROVEN)
    evidence = ("not shipped", f"ship_by {order.ship_by.isoformat()}" if order.ship_by else "no ship_by on record")
    cause = Cause.PRESALE_WAITING if order.presale is not None else Cause.NOT_SHIPPED
    return Found(cause=cause, evidence=evidence, confidence=PROVEN if order.ship_by else LIKELY)


def _shipped(case: Verified, topic: Topic, shipment: Shipment) -> Found:
    told = told_by_events(shipment)
    if told is not None:
        return told
    if is_delivered(shipment) or case.order.status in (OrderStatus.DELIVERED, OrderStatus.COMPLETED):
        return _arrived(case, topic, shipment)
    if some_lines_wait(case.order) and topic is Topic.MISSING_ITEM:
        evidence = ("some lines are in no shipment yet",)
        return Found(cause=Cause.PARTIAL_SHIPMENT, evidence=evidence, confidence=PROVEN)
    return _under_way(case, shipment)


def told_by_events(shipment: Shipment) -> Found | None:
    """What the newest event says outright: returned, or denied by the courier."""
    event = official_last_event(shipment)
    if event is None:
        return None
    said = event.text.lower()
    evidence = (f"newest event {event.at.isoformat()}: {event.text}",)
    if any(word in said for word in _RETURNED):
        return Found(cause=Cause.RETURNED_TO_SENDER, evidence=evidence, confidence=PROVEN)
    if any(word in said for word in _LOST):
        return Found(cause=Cause.LOST, evidence=evidence, confidence=PROVEN)
    return None


def _arrived(case: Verified, topic: Topic, shipment: Shipment) -> Found:
    where = shipment.pickup_point.name if shipment.pickup_point else shipment.signed_by or "no signature on record"
    at = (shipment.collected_at or shipment.delivered_at or case.order.placed_at).isoformat()
    evidence = (f"delivered {at}", f"left at or signed by: {where}")
    explains = _explaining(case, shipment)
    if topic is Topic.DELIVERY_SERVICE:
        return Found(cause=Cause.DELIVERY_SERVICE, evidence=evidence, confidence=LIKELY, explains=explains)
    if some_lines_wait(case.order) and topic is Topic.MISSING_ITEM:
        return Found(cause=Cause.PARTIAL_SHIPMENT, evidence=evidence, confidence=PROVEN, explains=explains)
    return Found(cause=Cause.DELIVERED_NOT_RECEIVED, evidence=evidence, confidence=PROVEN, explains=explains)


def _under_way(case: Verified, shipment: Shipment) -> Found:
    event = official_last_event(shipment)
    last_seen = event.at if event else shipment.shipped_at
    silent = hours_between(last_seen, case.now) if last_seen else 0.0
    limit = case.policy.stalled_after_hours_in_sale if case.order.presale else case.policy.stalled_after_hours
    late = shipment.promised_at is not None and case.now > shipment.promised_at
    explains = _explaining(case, shipment)
    quiet = f"no event for {int(silent)} h; the limit is {limit} h"
    if silent >= case.policy.lost_after_hours and _trace_unanswered(case):
        unanswered = (quiet, "a trace was promised and has had no answer")
        return Found(cause=Cause.LOST, evidence=unanswered, confidence=LIKELY, explains=explains)
    if last_seen is not None and silent >= limit:
        explains = (*explains, Cause.DELAYED) if late else explains
        return Found(cause=Cause.STALLED, evidence=(quiet,), confidence=PROVEN, explains=explains)
    if late and shipment.promised_at is not None:
        overdue = (f"promised for {shipment.promised_at.isoformat()}",)
        return Found(cause=Cause.DELAYED, evidence=overdue, confidence=PROVEN, explains=explains)
    moving = (f"newest event {event.at.isoformat()}: {event.text}",) if event else ("no event yet",)
    return Found(cause=Cause.IN_TRANSIT_ON_TIME, evidence=moving, confidence=PROVEN, explains=explains)


def _explaining(case: Verified, shipment: Shipment) -> tuple[Cause, ...]:
    causes = []
    ours = max((event.at for event in shipment.events), default=None)
    theirs = max((event.at for event in shipment.courier_events), default=None)
    if theirs is not None and (ours is None or theirs > ours):
        causes.append(Cause.SYNC_LAG)
    if case.disrupted_by is not None and not is_delivered(shipment):
        causes.append(Cause.REGIONAL_DISRUPTION)
    return tuple(causes)


def _trace_unanswered(case: Verified) -> bool:
    """We promised to trace the parcel, and the time for the courier's answer is over."""
    return any(
        contact.promise is not None
        and any(word in contact.promise.lower() for word in _TRACE)
        and hours_between(contact.at, case.now) >= case.policy.trace_answer_hours
        for contact in case.contacts
        if contact.at >= case.order.placed_at
    )


def some_lines_wait(order: Order) -> bool:
    shipped = {sku for shipment in order.shipments for sku in shipment.skus}
    return bool(shipped) and any(line.sku not in shipped for line in order.lines)
