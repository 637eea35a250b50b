"""Deadlines, lines and amounts that several rules compute."""

from datetime import datetime
from decimal import Decimal

from assistant.case.shop import Line, Shipment
from assistant.process.facts import mention_of
from assistant.process.naming import product_name
from assistant.process.periods import end_of_day_after, working_days_after
from assistant.process.pools.found import own_receipt
from assistant.process.proposal import Proposal


def invoice_due(p: Proposal) -> datetime:
    return working_days_after(p.case.now, p.case.policy.invoice_working_days, p.case.shop.zone, p.is_working_day)


def return_until(p: Proposal) -> datetime | None:
    received = own_receipt(p.case.order)
    return end_of_day_after(received, p.case.policy.return_window_days, p.case.shop.zone) if received else None


def quality_until(p: Proposal) -> datetime | None:
    received = own_receipt(p.case.order)
    return end_of_day_after(received, p.case.policy.quality_return_days, p.case.shop.zone) if received else None


def lines_of(p: Proposal, shipment: Shipment | None) -> list[Line]:
    inside = [line for line in p.case.order.lines if shipment and line.sku in shipment.skus]
    return inside or list(p.case.order.lines)


def lines_in_question(p: Proposal) -> list[Line]:
    """The lines that the mail names; all of them where it names none."""
    mentioned = [line for line in p.case.order.lines if mention_of(line, p.case.inquiry, p.case.products)]
    return mentioned or list(p.case.order.lines)


def names(p: Proposal, lines: list[Line]) -> list[str]:
    """As the customer's language has them, for the letter names them too."""
    return [
        " ".join((product_name(line, p.case.products.values(), p.case.inquiry.language), *line.variant.values()))
        for line in lines
    ]


def worth_of(lines: list[Line]) -> Decimal | None:
    """What was paid for the lines in all; None where one has no price on record."""
    total = Decimal(0)
    for line in lines:
        paid = line.paid if line.paid is not None else line.unit_price and line.unit_price * line.quantity
        if paid is None:
            return None
        total += paid
    return total
