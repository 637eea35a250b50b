"""What money there is to give back: what was really taken, less what went back or is on its way back."""

from decimal import Decimal

from assistant.case.shop import Order

CAPTURED = frozenset({"captured", "paid", "settled", "success", "succeeded"})
"""Payment statuses that mean the money was taken."""

COMPLETED = frozenset({"completed", "done", "success", "succeeded", "refunded", "settled"})
"""Refund statuses that mean the money went back."""

_FAILED = frozenset({"failed", "rejected", "refused", "cancelled", "canceled"})


def received(order: Order) -> Decimal:
    """What was captured; where no payment is recorded, the order's amount if it is recorded as paid."""
    if order.payments:
        return sum((p.amount for p in order.payments if p.amount and p.status in CAPTURED), Decimal(0))
    return order.amount_paid or Decimal(0) if order.paid_at is not None else Decimal(0)


def refundable(order: Order) -> Decimal:
    """Never below zero; a refund that is under way counts as given back."""
    back = sum((r.amount for r in order.refunds if r.amount and r.status not in _FAILED), Decimal(0))
    return max(received(order) - back, Decimal(0))


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
