"""After sales: returns, refunds, freight, warranty."""

from assistant.case.diagnosis import ActionKind, Cause
from assistant.process.periods import months_after
from assistant.process.pools.found import own_receipt
from assistant.process.pools.logistics import shipment_in_question
from assistant.process.proposal import Proposal
from assistant.process.remedies.shared import return_until, worth_of


def accept_return(p: Proposal) -> None:
    freight = "insurance" if p.case.order.freight_insured else "customer"
    p.propose(ActionKind.RETURN_AT_CUSTOMER_COST, "return_window_days", deadline=return_until(p), freight=freight)


def refund_returned(p: Proposal) -> None:
    """The goods are back and the money is not: refunded through the payment's own channel."""
    skus = {sku for sent_back in p.case.order.returns if sent_back.received_at for sku in sent_back.skus}
    lines = [line for line in p.case.order.lines if line.sku in skus] or list(p.case.order.lines)
    p.pay(ActionKind.REFUND, worth_of(lines), "refund_after_return_days", channel="original")
    p.commit(ActionKind.REFUND, p.case.policy.answer_hours, "refund_completed")


def stop_parcel(p: Proposal) -> None:
    """After shipping, intercepting is tried and may fail."""
    shipment = shipment_in_question(p.case.order)
    p.propose(
        ActionKind.INTERCEPT_PARCEL,
        carrier=shipment.carrier if shipment else None,
        tracking_number=shipment.tracking_number if shipment else None,
    )
    p.commit(ActionKind.INTERCEPT_PARCEL, p.case.policy.answer_hours, "intercept_answer")


def settle_freight(p: Proposal) -> None:
    """We pay for our own mistakes against the receipt; insurance pays itself; else the customer bears it."""
    ours = {Cause.WRONG_ITEM_SENT, Cause.MISSING_ITEM, Cause.DAMAGED_IN_TRANSIT, Cause.QUALITY_DEFECT}
    if ours & set(p.diagnosis.causes):
        p.ask("details")
    else:
        p.propose(ActionKind.GIVE_INFORMATION)


def repair(p: Proposal) -> None:
    """Within the warranty: repaired at our cost."""
    received = own_receipt(p.case.order)
    until = months_after(received, p.case.policy.warranty_months, p.case.shop.zone) if received else None
    if until is not None and p.case.mailed_at > until:
        p.propose(ActionKind.GIVE_INFORMATION)
        return
    if not p.case.inquiry.photos:
        p.ask("photos")
    p.propose(ActionKind.REPAIR, "warranty_months", deadline=until, freight="shop")
