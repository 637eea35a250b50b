"""Promotion and invoice (优惠与发票): the article in force, the order's date and the price paid decide."""

from datetime import datetime
from decimal import Decimal

from assistant.case.diagnosis import Cause
from assistant.case.inquiry import Topic
from assistant.case.shop import Line, OrderStatus, Product
from assistant.process.evidence import Verified
from assistant.process.money import paid_for
from assistant.process.periods import end_of_day_after
from assistant.process.pools.found import LIKELY, PROVEN, Found, has_shipped
from assistant.process.pools.logistics import waiting_to_ship


def price_at(product: Product, moment: datetime) -> Decimal | None:
    """The page price in force at a time: the newest change not after it, else the price as listed."""
    past = [change for change in product.prices if change.start <= moment]
    return max(past, key=lambda change: change.start).price if past else product.price


def price_drops(case: Verified) -> list[tuple[Line, Decimal]]:
    """The lines that the mail is about whose page price is now below what was paid, each with its difference."""
    drops = []
    for line in case.subject.lines:
        product = case.products.get(line.sku)
        now = price_at(product, case.mailed_at) if product else None
        paid = paid_for(case.order, [line])
        if now is not None and paid is not None and not line.gift and now * line.quantity < paid:
            drops.append((line, paid - now * line.quantity))
    return drops


def price_protection_until(case: Verified) -> datetime:
    """24:00 of the last day of price protection, counted from payment."""
    paid_at = case.order.paid_at or case.order.placed_at
    return end_of_day_after(paid_at, case.policy.price_protection_days, case.shop.zone)


def diagnose_price(case: Verified) -> Found:
    drops = price_drops(case)
    until = price_protection_until(case)
    within = "within" if case.mailed_at < until else "after"
    dropped = [f"the page price fell by {difference} for line {line.sku}" for line, difference in drops]
    evidence = (
        *(dropped or ["no lower page price on record"]),
        f"{within} price protection, which ends {until.isoformat()}",
    )
    return Found(cause=Cause.PRICE_PROTECTION, evidence=evidence, confidence=PROVEN if drops else LIKELY)


def diagnose_presale(case: Verified) -> Found:
    """Paid in full and not shipped, it waits or is late; else the terms are asked about."""
    if case.order.presale is not None and case.order.status is OrderStatus.PAID and not has_shipped(case.order):
        return waiting_to_ship(case)
    evidence = ("a pre-sale order",) if case.order.presale else ("no pre-sale on record",)
    return Found(cause=Cause.PRESALE_TERMS, evidence=evidence, confidence=PROVEN if case.order.presale else LIKELY)


def diagnose_coupon(case: Verified) -> Found:
    used = f"{len(case.order.coupons)} coupons used on the order"
    return Found(cause=Cause.COUPON_RULES, evidence=(used,), confidence=LIKELY)


def diagnose_invoice(case: Verified) -> Found:
    status = case.order.invoice.status if case.order.invoice else "none yet"
    return Found(cause=Cause.INVOICE_REQUEST, evidence=(f"invoice: {status}",), confidence=PROVEN)


def diagnose_invoice_correction(case: Verified) -> Found:
    status = case.order.invoice.status if case.order.invoice else "none yet"
    return Found(cause=Cause.INVOICE_CORRECTION, evidence=(f"invoice: {status}",), confidence=PROVEN)


TOPICS = {
    Topic.COUPON: diagnose_coupon,
    Topic.PRICE_DROP: diagnose_price,
    Topic.PRESALE: diagnose_presale,
    Topic.INVOICE: diagnose_invoice,
    Topic.INVOICE_CORRECTION: diagnose_invoice_correction,
}
