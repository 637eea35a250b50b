"""Payment and order: money taken twice, orders cancelled or changed."""

from collections.abc import Sequence
from decimal import Decimal

from assistant.case.diagnosis import ActionKind, Cause
from assistant.case.inquiry import Request, Topic
from assistant.case.shop import Line
from assistant.process.destinations import is_abroad
from assistant.process.money import duplicate_payments, paid_for, refundable
from assistant.process.periods import working_days_after
from assistant.process.pools.found import has_shipped, is_closed
from assistant.process.pools.payment import address_wished
from assistant.process.proposal import Proposal
from assistant.process.remedies.shared import apologise, names
from assistant.process.subject import goods_mentioned


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
    """All of the order, or what is called off of it; one that is cancelled already only has its money to come back.

    Who would send goods back that have not left has not said that they are not to come: that is asked first.
    """
    order, lines = p.case.order, _called_off(p)
    if not is_closed(order) and not _is_called_off(p):
        p.ask("choice", ActionKind.CANCEL_ORDER, "wait")
        return
    if not is_closed(order):
        p.propose(ActionKind.CANCEL_ORDER, order=order.number, items=names(p, lines) if lines else None)
    p.cause = Cause.CANCEL_BEFORE_SHIPPING
    p.pay(ActionKind.REFUND, paid_for(order, lines) if lines else refundable(order), channel="original")


def _is_called_off(p: Proposal) -> bool:
    inquiry = p.case.inquiry
    return p.asks_to_call_off() or Topic.CANCEL in inquiry.topics or bool(inquiry.called_off)


def _called_off(p: Proposal) -> Sequence[Line]:
    """The lines that the customer does not want any more, where they want the others; else none."""
    meant = [item for item in p.case.inquiry.items if item.words in p.case.inquiry.called_off]
    goods = goods_mentioned(p.case.inquiry.model_copy(update={"items": tuple(meant)}), p.case.products.values())
    lines = [line for line in p.case.order.lines if any(item.are(line) for item in goods)]
    return lines if len(lines) < len(p.case.order.lines) else ()


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
    if p.asks_to_call_off():
        cancel_unshipped(p)
        return
    if p.asks_for(Request.CHANGE_VARIANT) or p.asks_for(Request.EXCHANGE):
        change_variant(p)
        return
    p.propose(ActionKind.EXPEDITE, order=p.case.order.number)
    p.commit(ActionKind.EXPEDITE, p.case.policy.answer_hours, "stock_answer")
    apologise(p)
