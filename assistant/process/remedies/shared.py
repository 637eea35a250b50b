"""Deadlines and lines that several rules compute."""

from collections.abc import Sequence
from datetime import datetime

from assistant.case.shop import Line, Shipment
from assistant.process.naming import item_words
from assistant.process.periods import end_of_day_after, working_days_after
from assistant.process.proposal import Proposal


def invoice_due(p: Proposal) -> datetime:
    return working_days_after(p.case.now, p.case.policy.invoice_working_days, p.case.shop.zone, p.is_working_day)


def return_until(p: Proposal) -> datetime | None:
    return _days_from_receipt(p, p.case.policy.return_window_days)


def quality_until(p: Proposal) -> datetime | None:
    return _days_from_receipt(p, p.case.policy.quality_return_days)


def _days_from_receipt(p: Proposal, days: int) -> datetime | None:
    received = p.case.subject.received
    return end_of_day_after(received, days, p.case.shop.zone) if received else None


def lines_of(p: Proposal, shipment: Shipment | None) -> Sequence[Line]:
    inside = [line for line in p.case.order.lines if shipment and line.sku in shipment.skus]
    return inside or p.case.order.lines


def names(p: Proposal, lines: Sequence[Line]) -> list[str]:
    """As the customer's language has them, for the letter names them too."""
    language, products = p.case.inquiry.language, p.case.products.values()
    return [item_words(line, products, language) for line in lines]
