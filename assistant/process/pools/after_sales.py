"""After sales (退换售后): own receipt, the policy on the order's date, return and refund records decide."""

from assistant.case.diagnosis import Cause
from assistant.case.inquiry import Request, Topic
from assistant.case.shop import Order, OrderStatus
from assistant.process.evidence import Verified
from assistant.process.money import is_completed, live_refunds, owed_for_returns
from assistant.process.periods import end_of_day_after
from assistant.process.pools.found import (
    LIKELY,
    PROVEN,
    SAID,
    Found,
    has_arrived,
    has_shipped,
    is_closed,
    is_in_hand,
    is_missed,
)
from assistant.process.pools.logistics import diagnose_delivery, told_by_events
from assistant.process.pools.mismatch import packed_otherwise

_FOR_MONEY = {Request.REFUND, Request.RETURN, Request.CANCEL}


def wants_exchange(case: Verified) -> bool:
    """Another variant is wished, and not the money back."""
    requests = set(case.inquiry.requests)
    return bool(requests & {Request.EXCHANGE, Request.CHANGE_VARIANT}) and not requests & _FOR_MONEY


def diagnose_return(case: Verified) -> Found:
    """No-reason returns: the window opens with the customer's own receipt and is judged by the mail's Date."""
    order = case.order
    if _refund_under_way(order):
        return diagnose_refund(case)
    received = case.subject.received
    if received is None:
        return _return_before_receipt(case)
    until = end_of_day_after(received, case.policy.return_window_days, case.shop.zone)
    within = case.mailed_at < until
    ours = packed_otherwise(case.subject.lines)
    if within and ours is not None:
        return ours  # whatever is the reason given, we sent the wrong goods and pay for their way back
    excluded = [line.sku for line in case.subject.lines if (p := case.products.get(line.sku)) and not p.returnable]
    if excluded and len(excluded) == len(case.subject.lines):
        evidence = (f"marked at purchase as excluded from no-reason returns: {', '.join(excluded)}",)
        return Found(cause=Cause.RETURN_OUT_OF_WINDOW, evidence=evidence, confidence=PROVEN)
    cause = Cause.RETURN_IN_WINDOW if within else Cause.RETURN_OUT_OF_WINDOW
    evidence = (f"received {received.isoformat()}, the window ends {until.isoformat()}",)
    return Found(cause=cause, evidence=evidence, confidence=PROVEN)


def _return_before_receipt(case: Verified) -> Found:
    """Nothing in the customer's hands yet: before shipping it is a cancellation; a pickup point starts no window."""
    missed = diagnose_delivery(case, Topic.NOT_RECEIVED) if has_arrived(case.order) and is_missed(case) else None
    if missed is not None:
        return missed  # nothing that did not come can be given back
    if has_arrived(case.order) or is_in_hand(case):
        evidence = ("delivered, but the customer's own receipt is not on record",)
        return Found(cause=Cause.RETURN_IN_WINDOW, evidence=evidence, confidence=LIKELY)
    return diagnose_cancel(case)


def diagnose_cancel(case: Verified) -> Found:
    """Before shipping it can be cancelled, or another variant sent; after it the parcel is stopped, or returned."""
    order = case.order
    if is_closed(order):
        cause = Cause.CANCEL_AFTER_SHIPPING if has_shipped(order) else Cause.CANCEL_BEFORE_SHIPPING
        return Found(cause=cause, evidence=(f"status {order.status.value} already",), confidence=LIKELY)
    if has_arrived(order) or is_in_hand(case):
        return diagnose_return(case)
    if has_shipped(order):
        return _gone_astray(order) or Found(
            cause=Cause.CANCEL_AFTER_SHIPPING, evidence=("already shipped",), confidence=PROVEN
        )
    if wants_exchange(case):
        return Found(cause=Cause.VARIANT_CHANGE_BEFORE_SHIPPING, evidence=("not shipped yet",), confidence=PROVEN)
    return Found(cause=Cause.CANCEL_BEFORE_SHIPPING, evidence=("not shipped yet",), confidence=PROVEN)


def _gone_astray(order: Order) -> Found | None:
    """A parcel that the courier has lost or sent back cannot be intercepted."""
    found = (told_by_events(shipment) for shipment in order.shipments)
    return next((one for one in found if one is not None), None)


def diagnose_refund(case: Verified) -> Found:
    """Where is my money: already back, on its way within the period, or held up after the goods came back."""
    order = case.order
    refunds = live_refunds(order)
    owed = owed_for_returns(order)
    if refunds and all(map(is_completed, refunds)) and not owed:
        when = refunds[-1].completed_at
        evidence = (f"refund completed {when.isoformat() if when else 'without a date'}",)
        return Found(cause=Cause.REFUND_NOT_NOTICED, evidence=evidence, confidence=PROVEN)
    received = max((r.received_at for r in order.returns if r.received_at), default=None)
    if received is not None:
        until = end_of_day_after(received, case.policy.refund_after_return_days, case.shop.zone)
        waited = (f"return received {received.isoformat()}", f"refund due by {until.isoformat()}")
        waiting = bool(refunds) and not owed and case.now < until
        cause = Cause.REFUND_IN_PROGRESS if waiting else Cause.RETURN_RECEIVED_NOT_REFUNDED
        return Found(cause=cause, evidence=waited, confidence=PROVEN)
    if order.status is OrderStatus.REFUNDED:
        return Found(cause=Cause.REFUND_NOT_NOTICED, evidence=("status refunded",), confidence=PROVEN)
    if _refund_under_way(order):
        evidence = (f"status {order.status.value}",)
        return Found(cause=Cause.REFUND_IN_PROGRESS, evidence=evidence, confidence=PROVEN)
    return diagnose_return(case)


def _refund_under_way(order: Order) -> bool:
    """A refund that was rejected is none."""
    return bool(order.returns or live_refunds(order)) or order.status in (OrderStatus.REFUNDING, OrderStatus.REFUNDED)


def diagnose_freight(case: Verified) -> Found:
    insured = "freight insured" if case.order.freight_insured else "not freight insured"
    return Found(cause=Cause.FREIGHT_DISPUTE, evidence=(insured,), confidence=LIKELY)


def diagnose_warranty(case: Verified) -> Found:
    received = case.subject.received
    evidence = (f"received {received.isoformat()}",) if received else ("no date of receipt on record",)
    return Found(cause=Cause.WARRANTY, evidence=evidence, confidence=LIKELY if received else SAID)


TOPICS = {
    Topic.RETURN: diagnose_return,
    Topic.REFUND_PROGRESS: diagnose_refund,
    Topic.CANCEL: diagnose_cancel,
    Topic.FREIGHT: diagnose_freight,
    Topic.WARRANTY: diagnose_warranty,
}
