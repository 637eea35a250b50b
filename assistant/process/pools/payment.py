"""Payment and order (支付与订单): payments and the order's status decide."""

import re

from assistant.case.diagnosis import Cause
from assistant.case.inquiry import Inquiry, Topic
from assistant.case.shop import OrderStatus
from assistant.process.destinations import is_abroad
from assistant.process.evidence import Verified
from assistant.process.money import CAPTURED, duplicate_payments
from assistant.process.pools.after_sales import diagnose_cancel
from assistant.process.pools.found import PROVEN, SAID, Found, has_shipped, is_closed
from assistant.process.pools.logistics import BY_THE_CUSTOMER, waiting_to_ship

_NO_STOCK = re.compile(r"缺货|无货|没货|断货|售罄|out of stock|sold out|back-?order", re.IGNORECASE)
"""Our own note that goods are not there. That the customer thinks so is a guess, whatever makes them think it."""


def diagnose_payment(case: Verified) -> Found | None:
    """Paid or not; None where the records show a single, complete payment, so that delivery is looked at instead."""
    if duplicate_payments(case.order):
        return diagnose_duplicate(case)
    if case.order.status is OrderStatus.PENDING_PAYMENT:
        return Found(cause=Cause.PAYMENT_INCOMPLETE, evidence=("status pending_payment",), confidence=PROVEN)
    return None


def diagnose_duplicate(case: Verified) -> Found:
    captured = sum(payment.status in CAPTURED for payment in case.order.payments)
    evidence = (f"{captured} payments captured, {len(duplicate_payments(case.order))} of them twice",)
    confidence = PROVEN if duplicate_payments(case.order) else SAID
    return Found(cause=Cause.DUPLICATE_CHARGE, evidence=evidence, confidence=confidence)


def diagnose_address(case: Verified) -> Found:
    if is_closed(case.order):
        return diagnose_cancel(case)
    if has_shipped(case.order):
        return Found(cause=Cause.ADDRESS_CHANGE_AFTER_SHIPPING, evidence=("already shipped",), confidence=PROVEN)
    evidence = ("not shipped yet", *_abroad(case))
    return Found(cause=Cause.ADDRESS_CHANGE_BEFORE_SHIPPING, evidence=evidence, confidence=PROVEN)


def address_wished(inquiry: Inquiry) -> str | None:
    return inquiry.new_address or next(iter(inquiry.factors.streets), None)


def _abroad(case: Verified) -> tuple[str, ...]:
    address = address_wished(case.inquiry)
    if address is None or not is_abroad(address, case.order.recipient):
        return ()
    return ("the new address shows no sign of the order's country: check whether we deliver there, and at what cost",)


def diagnose_variant(case: Verified) -> Found:
    """Another variant: changed before shipping; after it, the parcel is stopped, or it is returned once received."""
    if has_shipped(case.order) or is_closed(case.order):
        return diagnose_cancel(case)
    return Found(cause=Cause.VARIANT_CHANGE_BEFORE_SHIPPING, evidence=("not shipped yet",), confidence=PROVEN)


def diagnose_stock(case: Verified) -> Found | None:
    """Out of stock only where we have noted it; else the order waits to be shipped, which is all that is known."""
    if has_shipped(case.order) or is_closed(case.order):
        return None
    if case.order.status is OrderStatus.PENDING_PAYMENT:
        return diagnose_payment(case)
    noted = _noted_without_stock(case)
    return noted if noted is not None else waiting_to_ship(case)


def _noted_without_stock(case: Verified) -> Found | None:
    for contact in case.contacts:
        note = _NO_STOCK.search(contact.summary) if case.order.placed_at <= contact.at <= case.now else None
        if note is not None and not BY_THE_CUSTOMER.search(contact.summary[: note.start()]):
            evidence = ("not shipped", f"noted {contact.at.isoformat()}: {contact.summary}")
            return Found(cause=Cause.OUT_OF_STOCK, evidence=evidence, confidence=PROVEN)
    return None


TOPICS = {
    Topic.PAYMENT: diagnose_payment,
    Topic.DUPLICATE_CHARGE: diagnose_duplicate,
    Topic.ADDRESS: diagnose_address,
    Topic.VARIANT: diagnose_variant,
    Topic.STOCK: diagnose_stock,
}
