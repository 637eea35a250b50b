"""After sales (退换售后): own receipt, the policy on the order's date, return and refund records decide."""

from assistant.case.diagnosis import Cause
from assistant.case.inquiry import Topic
from assistant.case.shop import Order, OrderStatus
from assistant.process.evidence import Verified
from assistant.process.money import COMPLETED
from assistant.process.periods import end_of_day_after
from assistant.process.pools.found import LIKELY, PROVEN, SAID, Found, has_shipped, own_receipt
from assistant.process.pools.logistics import told_by_events


def diagnose_return(case: Verified) -> Found:
    """No-reason returns: the window opens with the customer's own receipt and is judged by the mail's Date."""
    order = case.order
    if _refund_under_way(order):
        return diagnose_refund(case)
    received = own_receipt(order)
    if received is None:
        return _return_before_receipt(case)
    excluded = [line.sku for line in order.lines if (p := case.products.get(line.sku)) and not p.returnable]
    if excluded and len(excluded) == len(order.lines):
        evidence = (f"marked at purchase as excluded from no-reason returns: {', '.join(excluded)}",)
        return Found(cause=Cause.RETURN_OUT_OF_WINDOW, evidence=evidence, confidence=PROVEN)
    until = end_of_day_after(received, case.policy.return_window_days, case.shop.zone)
    within = case.mailed_at < until
    cause = Cause.RETURN_IN_WINDOW if within else Cause.RETURN_OUT_OF_WINDOW
    evidence = (f"received {received.isoformat()}, the window ends {until.isoformat()}",)
    return Found(cause=cause, evidence=evidence, confidence=PROVEN)


def _return_before_receipt(case: Verified) -> Found:
    """Nothing in the customer's hands yet: before shipping it is a cancellation; a pickup point starts no window."""
    order = case.order
    if order.status in (OrderStatus.DELIVERED, OrderStatus.COMPLETED):
        evidence = ("delivered, but the customer's own receipt is not on record",)
        return Found(cause=Cause.RETURN_IN_WINDOW, evidence=evidence, confidence=LIKELY)
    return diagnose_cancel(case)


def diagnose_cancel(case: Verified) -> Found:
    if case.order.status in (OrderStatus.DELIVERED, OrderStatus.COMPLETED):
        return (
            diagnose_return(case)
            if own_receipt(case.order)
            else Found(cause=Cause.CANCEL_AFTER_SHIPPING, evidence=("already delivered",), confidence=LIKELY)
        )
    if has_shipped(case.order):
        return _gone_astray(case.order) or Found(
            cause=Cause.CANCEL_AFTER_SHIPPING, evidence=("already shipped",), confidence=PROVEN
        )
    return Found(cause=Cause.CANCEL_BEFORE_SHIPPING, evidence=("not shipped yet",), confidence=PROVEN)


def _gone_astray(order: Order) -> Found | None:
    """A parcel that the courier has lost or sent back cannot be intercepted."""
    found = (told_by_events(shipment) for shipment in order.shipments)
    return next((one for one in found if one is not None), None)


def diagnose_refund(case: Verified) -> Found:
    """Where is my money: already back, on its way within the period, or held up after the goods came back."""
    order = case.order
    completed = [refund for refund in order.refunds if refund.completed_at or refund.status in COMPLETED]
    if completed and len(completed) == len(order.refunds):
        when = completed[-1].completed_at
        evidence = (f"refund completed {when.isoformat() if when else 'without a date'}",)
        return Found(cause=Cause.REFUND_NOT_NOTICED, evidence=evidence, confidence=PROVEN)
    received = max((r.received_at for r in order.returns if r.received_at), default=None)
    if received is not None:
        until = end_of_day_after(received, case.policy.refund_after_return_days, case.shop.zone)
        waited = (f"return received {received.isoformat()}", f"refund due by {until.isoformat()}")
        waiting = bool(order.refunds) and case.now < until
        cause = Cause.REFUND_IN_PROGRESS if waiting else Cause.RETURN_RECEIVED_NOT_REFUNDED
        return Found(cause=cause, evidence=waited, confidence=PROVEN)
    if _refund_under_way(order) or order.status is OrderStatus.REFUNDED:
        cause = Cause.REFUND_NOT_NOTICED if order.status is OrderStatus.REFUNDED else Cause.REFUND_IN_PROGRESS
        return Found(cause=cause, evidence=(f"status {order.status.value}",), confidence=PROVEN)
    return diagnose_return(case)


def _refund_under_way(order: Order) -> bool:
    return bool(order.returns or order.refunds) or order.status in (OrderStatus.REFUNDING, OrderStatus.REFUNDED)


def diagnose_freight(case: Verified) -> Found:
    insured = "freight insured" if case.order.freight_insured else "not freight insured"
    return Found(cause=Cause.FREIGHT_DISPUTE, evidence=(insured,), confidence=LIKELY)


def diagnose_warranty(case: Verified) -> Found:
    received = own_receipt(case.order)
    evidence = (f"received {received.isoformat()}",) if received else ("no date of receipt on record",)
    return Found(cause=Cause.WARRANTY, evidence=evidence, confidence=LIKELY if received else SAID)


TOPICS = {
    Topic.RETURN: diagnose_return,
    Topic.REFUND_PROGRESS: diagnose_refund,
    Topic.CANCEL: diagnose_cancel,
    Topic.FREIGHT: diagnose_freight,
    Topic.WARRANTY: diagnose_warranty,
}
