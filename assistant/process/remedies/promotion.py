"""Promotion and invoice: price differences and paper."""

from decimal import Decimal
from typing import Any

from assistant.case.diagnosis import ActionKind
from assistant.process.money import refundable
from assistant.process.pools.promotion import price_drops, price_protection_until
from assistant.process.proposal import Proposal
from assistant.process.remedies.shared import invoice_due


def protect_price(p: Proposal) -> None:
    drops = price_drops(p.case)
    if not drops or p.case.mailed_at >= price_protection_until(p.case):
        p.propose(ActionKind.GIVE_INFORMATION)
        return
    difference = sum((difference for _, difference in drops), Decimal(0))
    p.pay(ActionKind.PRICE_DIFFERENCE_REFUND, difference, "price_protection_days", channel="original")


def issue_invoice(p: Proposal) -> None:
    """Issued for the amount paid and kept, once it is known for whom; one that is already out is only pointed to."""
    if _lacks_title(p) and not _is_issued(p) and refundable(p.case.order) > 0:
        p.ask("invoice_title")
        return
    _issue(p)


def _issue(p: Proposal) -> None:
    amount = refundable(p.case.order)
    if _is_issued(p) or amount <= 0:
        p.propose(ActionKind.GIVE_INFORMATION)
        return
    if _lacks_tax_number(p):
        p.ask("tax_number")
        return
    due = invoice_due(p)
    p.propose(ActionKind.ISSUE_INVOICE, "invoice_working_days", amount=amount, due=due, **_made_out_to(p))


def correct_invoice(p: Proposal) -> None:
    """What has not been issued yet is issued right at once; who has it before them says only what is wrong with it."""
    if not _is_issued(p):
        _issue(p)
        return
    if _lacks_tax_number(p):
        p.ask("tax_number")
        return
    amount, due = refundable(p.case.order) or None, invoice_due(p)
    p.propose(ActionKind.CORRECT_INVOICE, "invoice_working_days", amount=amount, due=due, **_made_out_to(p))


def _made_out_to(p: Proposal) -> dict[str, Any]:
    """As the mail says, for the agent to enter; what it leaves out stays as it is on file."""
    wanted = p.case.inquiry.invoice
    return {"title": wanted.title, "tax_number": wanted.tax_number}


def _lacks_title(p: Proposal) -> bool:
    """Nobody knows whom it is for: neither the mail says so, nor what is on file."""
    wanted, filed = p.case.inquiry.invoice, p.case.order.invoice
    return wanted.title is None and not wanted.own_name and not (filed is not None and filed.title)


def _lacks_tax_number(p: Proposal) -> bool:
    """A company's invoice needs one (invoices article); one on file stays when only its title is corrected."""
    wanted, filed = p.case.inquiry.invoice, p.case.order.invoice
    return wanted.company and wanted.tax_number is None and not (filed is not None and filed.tax_number)


def _is_issued(p: Proposal) -> bool:
    invoice = p.case.order.invoice
    return invoice is not None and invoice.status in ("issued", "sent")
