"""After sales: returns, refunds, freight, warranty."""

from decimal import Decimal, InvalidOperation

from assistant.case.diagnosis import ActionKind, Cause
from assistant.case.inquiry import StatementKind
from assistant.process.facts import said_value
from assistant.process.money import owed_for_returns
from assistant.process.periods import end_of_day_after, months_after
from assistant.process.pools.after_sales import wants_exchange
from assistant.process.pools.found import has_arrived, is_closed
from assistant.process.proposal import Proposal
from assistant.process.remedies.shared import apologise, exchange, send_back

OUR_FAULT = frozenset(
    {
        Cause.WRONG_ITEM_SENT, Cause.MISSING_ITEM, Cause.DAMAGED_IN_TRANSIT, Cause.QUALITY_DEFECT,
        Cause.DESCRIPTION_GAP, Cause.SHIPPING_OVERDUE, Cause.DELAYED,
    }
)  # fmt: skip
"""Causes whose freight is ours: wrong goods, faults, pages that misled, and our delays."""


def accept_return(p: Proposal) -> None:
    """A no-reason return, or an exchange where that is what is wished."""
    if wants_exchange(p.case):
        exchange(p)
    else:
        send_back(p)


def refund_returned(p: Proposal) -> None:
    """The goods are back and the money is not: refunded through the payment's own channel."""
    p.pay(ActionKind.REFUND, owed_for_returns(p.case.order), "refund_after_return_days", channel="original")
    p.commit(ActionKind.REFUND, p.case.policy.answer_hours, "refund_completed")
    received = max((r.received_at for r in p.case.order.returns if r.received_at), default=None)
    days, zone = p.case.policy.refund_after_return_days, p.case.shop.zone
    if received is not None and p.case.now >= end_of_day_after(received, days, zone):
        apologise(p)


def stop_parcel(p: Proposal) -> None:
    """After shipping, intercepting is tried and may fail; a parcel that has arrived cannot be stopped."""
    if has_arrived(p.case.order) or is_closed(p.case.order):
        p.propose(ActionKind.GIVE_INFORMATION)
        return
    shipment = p.case.subject.shipment
    p.propose(
        ActionKind.INTERCEPT_PARCEL,
        carrier=shipment.carrier if shipment else None,
        tracking_number=shipment.tracking_number if shipment else None,
    )
    p.commit(ActionKind.INTERCEPT_PARCEL, p.case.policy.answer_hours, "intercept_answer")


def settle_freight(p: Proposal) -> None:
    """We pay for our own mistakes, the amount that a receipt shows; insurance pays itself; else the customer does."""
    if not OUR_FAULT & set(p.diagnosis.causes):
        p.propose(ActionKind.GIVE_INFORMATION)
        return
    if not p.case.inquiry.says(StatementKind.FREIGHT_PAID):
        p.propose(ActionKind.GIVE_INFORMATION)
        return
    advanced = _freight_said(p)
    if advanced is None or not p.case.inquiry.photos:
        p.ask("receipt")
        return
    p.pay(ActionKind.REIMBURSE_FREIGHT, advanced)


def _freight_said(p: Proposal) -> Decimal | None:
    try:
        return Decimal(said_value(p.case.inquiry, StatementKind.FREIGHT_PAID) or "")
    except InvalidOperation:
        return None


def repair(p: Proposal) -> None:
    """Within the warranty: repaired at our cost."""
    received = p.case.subject.received
    until = months_after(received, p.case.policy.warranty_months, p.case.shop.zone) if received else None
    if until is not None and p.case.mailed_at >= until:
        p.propose(ActionKind.GIVE_INFORMATION)
        return
    if not p.case.inquiry.photos:
        p.ask("photos")
    p.propose(ActionKind.REPAIR, "warranty_months", deadline=until, freight="shop")
