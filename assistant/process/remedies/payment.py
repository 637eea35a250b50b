"""Payment and order: money taken twice, orders cancelled or changed."""

from decimal import Decimal

from assistant.case.diagnosis import ActionKind, Cause
from assistant.case.inquiry import Request
from assistant.process.destinations import is_abroad
from assistant.process.money import duplicate_payments, refundable
from assistant.process.periods import working_days_after
from assistant.process.pools.found import has_shipped, is_closed
from assistant.process.pools.payment import address_wished
from assistant.process.proposal import Proposal
from assistant.process.remedies.shared import apologise


def refund_duplicate(p: Proposal) -> None:
    twice = duplicate_payments(p.case.order)
    if not twice:
        if not p.case.inquiry.photos:
            p.ask("charges")
        p.commit(ActionKind.GIVE_INFORMATION, p.case.policy.answer_hours, "answered")
        return
    amounts = [amount for n in twice if (amount := p.case.order.payments[n].amount) is not None]
    due = working_days_after(
        p.case.now, p.case.policy.refund_duplicate_working_days, p.case.shop.zone, p.is_working_day
    )
    p.pay(ActionKind.REFUND, sum(amounts, Decimal(0)), "refund_duplicate_working_days", channel="original", due=due)


def cancel_unshipped(p: Proposal) -> None:
    """An order that is cancelled already only has its money to come back."""
    if not is_closed(p.case.order):
        p.propose(ActionKind.CANCEL_ORDER, order=p.case.order.number)
    p.cause = Cause.CANCEL_BEFORE_SHIPPING
    p.pay(ActionKind.REFUND, refundable(p.case.order), channel="original")


def change_address(p: Proposal) -> None:
    """To the address that the mail gives, for the agent to enter; the view leaves it out, so no reply repeats it.

    Whether, and at what cost, we deliver to another country is for an agent to find out first.
    """
    address = address_wished(p.case.inquiry)
    if address is None:
        p.ask("new_address")
        return
    if is_abroad(address, p.case.order.recipient):
        p.propose(ActionKind.GIVE_INFORMATION)
        p.commit(ActionKind.GIVE_INFORMATION, p.case.policy.answer_hours, "answered")
        return
    p.propose(ActionKind.CHANGE_ADDRESS, order=p.case.order.number, address=address)


def change_variant(p: Proposal) -> None:
    """To the variant that is named as wanted; where none is told apart, to the one that is named at all."""
    inquiry = p.case.inquiry
    wanted = inquiry.wanted_variants or tuple(word for mention in inquiry.items for word in mention.variants)
    if not wanted:
        p.ask("new_variant")
        return
    p.propose(ActionKind.CHANGE_VARIANT, order=p.case.order.number, variant=" / ".join(wanted))


def settle_stock(p: Proposal) -> None:
    """What we sold and do not have: the money back, another variant, or news of it, as the customer wishes."""
    if has_shipped(p.case.order):
        p.propose(ActionKind.GIVE_INFORMATION)
        return
    if p.asks_for(Request.REFUND) or p.asks_for(Request.CANCEL):
        cancel_unshipped(p)
        return
    if p.asks_for(Request.CHANGE_VARIANT) or p.asks_for(Request.EXCHANGE):
        change_variant(p)
        return
    p.propose(ActionKind.EXPEDITE, order=p.case.order.number)
    p.commit(ActionKind.EXPEDITE, p.case.policy.answer_hours, "stock_answer")
    apologise(p)
