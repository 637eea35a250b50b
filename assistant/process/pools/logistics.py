"""Logistics (物流异常): status, events, the courier's official record and what was promised decide."""

import re
from datetime import datetime

from assistant.case.diagnosis import Cause
from assistant.case.inquiry import StatementKind, Topic
from assistant.case.shop import Line, Order, OrderStatus, Shipment
from assistant.process.evidence import Verified
from assistant.process.periods import hours_between
from assistant.process.pools.found import (
    LIKELY,
    PROVEN,
    SAID,
    Found,
    has_arrived,
    has_shipped,
    is_closed,
    is_in_hand,
    latest_shipping,
    official_last_event,
)
from assistant.process.subject import is_delivered

_LOST = ("遗失", "丢失", "丢件", "破损销毁", "查无此件", "无此件", "lost", "cannot be located", "not found at")
_RETURNED = ("退回", "退件", "退还寄件", "returned to sender", "return to sender", "returning to sender")
_TRACE = re.compile(
    r"核实|查件|追踪|追查|工单|查(?:一下)?(?:快递|物流|包裹|下落)|催(?:一下|促)?(?:快递|物流|派|[中圆申韵顺极]|件)"
    r"|联系(?:一下)?(?:了)?(?:快递|物流|承运|网点|[中圆申韵顺极])|trac(?:e|ing)\b(?! ?number)|investigat"
    r"|\b(?:chas(?:e|ed|ing)|contact(?:ed|ing)?|ask(?:ed|ing)?|follow(?:ed|ing)? up with|look(?:ed|ing)? into)"
    r" (?:it|this|that|(?:(?:the|your) )?(?:courier|carrier|parcel|shipment|delivery|depot))",
    re.IGNORECASE,
)
"""Chasing a parcel is tracing it: either way the courier owes us an answer."""
_DENIED = re.compile(
    r"(?:快递|驿站|代收点|网点|承运商)[^,，。;；]{0,8}(?:回复|答复|确认|表示|反馈|告知|称|说)[^。;；]{0,16}"
    r"(?:查无|无此|没有|找不到|未找到|丢失|遗失|丢件)"
    r"|(?:courier|carrier|pick-?up point|depot) (?:says?|said|confirm(?:s|ed)|repl(?:ies|ied)|reports?|told us)"
    r"[^.;]{0,60}(?:\blost\b|cannot|can't|could not|couldn't|no such|does not have|doesn't have|not there)",
    re.IGNORECASE,
)
"""Our own note of a call. What the customer says that the courier said is a statement, not a record."""
BY_THE_CUSTOMER = re.compile(r"客户|顾客|买家|customer|buyer", re.IGNORECASE)


def diagnose_delivery(case: Verified, topic: Topic) -> Found | None:
    """Which logistics cause an order is in, for somebody who asks where the parcel is or says that it did not come."""
    order = case.order
    if order.status is OrderStatus.PENDING_PAYMENT or is_closed(order):
        return None
    if not has_shipped(order):
        return waiting_to_ship(case)
    shipment = case.subject.shipment
    if shipment is None:
        if has_arrived(order):
            if not _is_missed(case):
                return None
            evidence = (f"status {order.status.value}, no tracking on record",)
            return Found(cause=Cause.DELIVERED_NOT_RECEIVED, evidence=evidence, confidence=SAID)
        return Found(cause=Cause.IN_TRANSIT_ON_TIME, evidence=("shipped, no tracking on record",), confidence=SAID)
    return _shipped(case, topic, shipment)


def waiting_to_ship(case: Verified) -> Found:
    """Paid and not shipped: within the time to ship, or past it."""
    order, latest = case.order, latest_shipping(case)
    if latest is not None and case.now > latest:
        late = f"not shipped; to be shipped by {latest.isoformat()}"
        return Found(cause=Cause.SHIPPING_OVERDUE, evidence=(late,), confidence=PROVEN)
    evidence = ("not shipped", f"to be shipped by {latest.isoformat()}" if latest else "no ship_by on record")
    cause = Cause.PRESALE_WAITING if order.presale is not None else Cause.NOT_SHIPPED
    return Found(cause=cause, evidence=evidence, confidence=PROVEN if latest else LIKELY)


def _is_missed(case: Verified) -> bool:
    """The customer says that they have not got it: a question or thanks after the delivery makes no lost parcel."""
    said = case.inquiry.says(StatementKind.NOT_RECEIVED, StatementKind.SIGNED_BY_OTHER)
    return said or Topic.NOT_RECEIVED in case.inquiry.topics


def _shipped(case: Verified, topic: Topic, shipment: Shipment) -> Found | None:
    if is_in_hand(case) and not is_delivered(shipment) and not has_arrived(case.order):
        return None
    told = told_by_events(shipment) or _denied(case)
    if told is not None:
        return told
    if _asks_for_what_waits(case, topic, shipment):
        evidence = ("in no shipment yet: " + ", ".join(line.sku for line in waiting_lines(case.order)),)
        return Found(cause=Cause.PARTIAL_SHIPMENT, evidence=evidence, confidence=PROVEN)
    if is_delivered(shipment) or has_arrived(case.order):
        return _arrived(case, topic, shipment)
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


def _denied(case: Verified) -> Found | None:
    """The courier or the pickup point told us that it does not have the parcel."""
    for contact in case.contacts:
        about_this = case.order.placed_at <= contact.at <= case.now
        note = _DENIED.search(contact.summary) if about_this else None
        if note is not None and not BY_THE_CUSTOMER.search(contact.summary[: note.start()]):
            evidence = (f"noted {contact.at.isoformat()}: {contact.summary}",)
            return Found(cause=Cause.LOST, evidence=evidence, confidence=LIKELY)
    return None


def _arrived(case: Verified, topic: Topic, shipment: Shipment) -> Found | None:
    where = shipment.pickup_point.name if shipment.pickup_point else shipment.signed_by or "no signature on record"
    at = (shipment.collected_at or shipment.delivered_at or case.order.placed_at).isoformat()
    evidence = (f"delivered {at}", f"left at or signed by: {where}")
    explains = _explaining(case, shipment)
    nothing_in_hand = case.inquiry.says(StatementKind.NOT_RECEIVED) or Topic.NOT_RECEIVED in case.inquiry.topics
    if topic is Topic.DELIVERY_SERVICE and not nothing_in_hand:
        return Found(cause=Cause.DELIVERY_SERVICE, evidence=evidence, confidence=LIKELY, explains=explains)
    if not _is_missed(case):
        return None
    return Found(cause=Cause.DELIVERED_NOT_RECEIVED, evidence=evidence, confidence=PROVEN, explains=explains)


def _under_way(case: Verified, shipment: Shipment) -> Found:
    event = official_last_event(shipment)
    last_seen = event.at if event else shipment.shipped_at
    silent = hours_between(last_seen, case.now) if last_seen else 0.0
    limit = _stalled_after_hours(case)
    late = shipment.promised_at is not None and case.now > shipment.promised_at
    explains = _explaining(case, shipment)
    quiet = f"no event for {int(silent)} h; the limit is {limit} h"
    if silent >= case.policy.lost_after_hours and _trace_unanswered(case, last_seen):
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


def _stalled_after_hours(case: Verified) -> int:
    """Parcels of a sale, by the days that the playbook names, and of a pre-sale get more time."""
    in_sale = case.order.presale is not None or case.policy.in_sale(case.order.placed_at)
    return case.policy.stalled_after_hours_in_sale if in_sale else case.policy.stalled_after_hours


def _explaining(case: Verified, shipment: Shipment) -> tuple[Cause, ...]:
    causes = []
    ours = max((event.at for event in shipment.events), default=None)
    theirs = max((event.at for event in shipment.courier_events), default=None)
    if theirs is not None and (ours is None or theirs > ours):
        causes.append(Cause.SYNC_LAG)
    if case.disrupted_by is not None and not is_delivered(shipment):
        causes.append(Cause.REGIONAL_DISRUPTION)
    return tuple(causes)


def _trace_unanswered(case: Verified, last_seen: datetime | None) -> bool:
    """We promised to trace the parcel since it was last seen, and the time for the courier's answer is over."""
    since = last_seen or case.order.placed_at
    return any(
        contact.promise is not None
        and _TRACE.search(contact.promise) is not None
        and hours_between(contact.at, case.now) >= case.policy.trace_answer_hours
        for contact in case.contacts
        if contact.at >= since
    )


def waiting_lines(order: Order) -> list[Line]:
    """Lines in no shipment yet, where the records say what is in which."""
    shipped = {sku for shipment in order.shipments for sku in shipment.skus}
    return [line for line in order.lines if shipped and line.sku not in shipped]


def _asks_for_what_waits(case: Verified, topic: Topic, shipment: Shipment) -> bool:
    """The goods that the mail names wait; or all that was sent has come, and the rest is asked for."""
    waiting = waiting_lines(case.order)
    if not waiting:
        return False
    if case.subject.named:
        return all(line in waiting for line in case.subject.lines)
    return topic is Topic.DELIVERY and is_delivered(shipment)
