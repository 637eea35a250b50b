"""Deadlines and lines that several rules compute."""

from collections.abc import Sequence
from datetime import datetime

from assistant.case.diagnosis import ActionKind
from assistant.case.inquiry import Request
from assistant.case.shop import Line, Shipment
from assistant.process.naming import item_words
from assistant.process.periods import end_of_day_after, working_days_after
from assistant.process.proposal import Proposal


def invoice_due(p: Proposal) -> datetime:
    return working_days_after(p.case.now, p.case.policy.invoice_working_days, p.case.shop.zone, p.is_working_day)


def return_until(p: Proposal) -> datetime | None:
    return _days_from_receipt(p, p.case.policy.return_window_days)


def may_send_back(p: Proposal) -> bool:
    """Within the window of no-reason returns, and not all of it goods that were marked as excluded."""
    until = return_until(p)
    products = [p.case.products.get(line.sku) for line in p.case.subject.lines]
    returnable = any(product is None or product.returnable for product in products)
    return returnable and (until is None or p.case.mailed_at < until)


def quality_until(p: Proposal) -> datetime | None:
    return _days_from_receipt(p, p.case.policy.quality_return_days)


def _days_from_receipt(p: Proposal, days: int) -> datetime | None:
    received = p.case.subject.received
    return end_of_day_after(received, days, p.case.shop.zone) if received else None


def exchange(p: Proposal) -> None:
    p.propose(ActionKind.EXCHANGE_AT_CUSTOMER_COST, "return_window_days", deadline=return_until(p), freight="customer")


def send_back(p: Proposal) -> None:
    """Insurance pays for returns only, and only where the order has it."""
    freight = "insurance" if p.case.order.freight_insured else "customer"
    p.propose(ActionKind.RETURN_AT_CUSTOMER_COST, "return_window_days", deadline=return_until(p), freight=freight)


def apologise(p: Proposal) -> None:
    """A coupon where compensation is asked for a delay or a service of ours that the records bear out."""
    if p.asks_for(Request.COMPENSATION):
        p.give_coupon(p.case.policy.apology_coupon, "apology_coupon")


def which_lines(p: Proposal) -> Sequence[Line]:
    """The goods that the mail speaks of. None, and a question, where it could be any of several."""
    subject = p.case.subject
    if subject.named or len(subject.lines) == 1:
        return subject.lines
    p.ask("item", *names(p, subject.lines))
    return ()


def lines_of(p: Proposal, shipment: Shipment | None) -> Sequence[Line]:
    inside = [line for line in p.case.order.lines if shipment and line.sku in shipment.skus]
    return inside or p.case.order.lines


def names(p: Proposal, lines: Sequence[Line]) -> list[str]:
    """As the customer's language has them, for the letter names them too."""
    language, products = p.case.inquiry.language, p.case.products.values()
    return [item_words(line, products, language) for line in lines]
