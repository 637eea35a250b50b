"""What money there is to give back: what was really taken, less what went back or is on its way back."""

from collections.abc import Sequence
from decimal import ROUND_DOWN, Decimal

from assistant.case.shop import Line, Order, Refund

CAPTURED = frozenset({"captured", "paid", "settled", "success", "succeeded"})
"""Payment statuses that mean the money was taken."""

COMPLETED = frozenset({"completed", "done", "success", "succeeded", "refunded", "settled"})
"""Refund statuses that mean the money went back."""

_FAILED = frozenset({"failed", "rejected", "refused", "cancelled", "canceled"})
_CENT = Decimal("0.01")


def received(order: Order) -> Decimal:
    """What was captured; where no payment is recorded, the order's amount if it is recorded as paid."""
    if order.payments:
        return sum((p.amount for p in order.payments if p.amount and p.status in CAPTURED), Decimal(0))
    return order.amount_paid or Decimal(0) if order.paid_at is not None else Decimal(0)


def live_refunds(order: Order) -> tuple[Refund, ...]:
    """Refunds that went through or are under way; a rejected one gave nothing back."""
    return tuple(refund for refund in order.refunds if refund.status not in _FAILED)


def is_completed(refund: Refund) -> bool:
    return refund.completed_at is not None or refund.status in COMPLETED


def given_back(order: Order) -> Decimal:
    return sum((refund.amount for refund in live_refunds(order) if refund.amount), Decimal(0))


def refundable(order: Order) -> Decimal:
    """Never below zero; a refund that is under way counts as given back."""
    return max(received(order) - given_back(order), Decimal(0))


def paid_for(order: Order, lines: Sequence[Line]) -> Decimal | None:
    """What was paid for these lines, without freight; None where a price is not on record.

    A line's own `paid` has its coupons taken off already. Where the order's total lies below its lines together, a
    coupon of the whole order is spread over them by their prices.
    """
    prices = [_price(line) for line in lines]
    every = [_price(line) for line in order.lines]
    if any(price is None for price in prices):
        return order.amount_paid if len(lines) == len(order.lines) else None
    wanted, listed = sum((p for p in prices if p), Decimal(0)), sum((p for p in every if p), Decimal(0))
    if order.total is None or None in every or order.total >= listed or not listed:
        return wanted
    return (wanted * order.total / listed).quantize(_CENT, ROUND_DOWN)


def _price(line: Line) -> Decimal | None:
    if line.paid is not None:
        return line.paid
    if line.unit_price is None:
        return Decimal(0) if line.gift else None
    return Decimal(0) if line.gift else line.unit_price * line.quantity


def returned_lines(order: Order) -> list[Line]:
    """The lines whose return has arrived; all of them where an arrived return does not say which."""
    arrived = [sent_back for sent_back in order.returns if sent_back.received_at is not None]
    skus = {sku for sent_back in arrived for sku in sent_back.skus}
    if any(not sent_back.skus for sent_back in arrived):
        return list(order.lines)
    return [line for line in order.lines if line.sku in skus]


def owed_for_returns(order: Order) -> Decimal | None:
    """What returns that have arrived call for, less what went back already; None where no price is on record."""
    lines = returned_lines(order)
    if not lines:
        return Decimal(0)
    paid = paid_for(order, lines)
    return None if paid is None else max(min(paid, received(order)) - given_back(order), Decimal(0))


def duplicate_payments(order: Order) -> tuple[int, ...]:
    """Indexes of captured payments beyond the first of the same amount, where together they exceed the order's amount.

    Equal instalments of a pre-sale, and a duplicate that has been refunded, are none.
    """
    total = order.amount_paid
    seen: set[Decimal] = set()
    twice = []
    for n, payment in enumerate(order.payments):
        if payment.status not in CAPTURED or payment.amount is None:
            continue
        if payment.amount in seen:
            twice.append(n)
        seen.add(payment.amount)
    if total is not None and refundable(order) <= total:
        return ()
    return tuple(twice)
