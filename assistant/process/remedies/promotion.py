"""Promotion and invoice: price differences and paper."""

from assistant.case.diagnosis import ActionKind
from assistant.process.pools.promotion import price_drop, price_protection_until
from assistant.process.proposal import Proposal
from assistant.process.remedies.shared import invoice_due


def protect_price(p: Proposal) -> None:
    drop = price_drop(p.case)
    if drop is None or p.case.mailed_at >= price_protection_until(p.case):
        p.propose(ActionKind.GIVE_INFORMATION)
        return
    p.pay(ActionKind.PRICE_DIFFERENCE_REFUND, drop[1], "price_protection_days", channel="original")


def issue_invoice(p: Proposal) -> None:
    """Issued for the amount paid; an invoice that is already out is only pointed to."""
    invoice = p.case.order.invoice
    if invoice is not None and invoice.status in ("issued", "sent"):
        p.propose(ActionKind.GIVE_INFORMATION)
        return
    p.propose(ActionKind.ISSUE_INVOICE, "invoice_working_days", amount=p.case.order.amount_paid, due=invoice_due(p))


def correct_invoice(p: Proposal) -> None:
    p.propose(ActionKind.CORRECT_INVOICE, "invoice_working_days", amount=p.case.order.amount_paid, due=invoice_due(p))
