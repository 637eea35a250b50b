"""Product mismatch: make good what is ours, explain neutrally what is not."""

from collections.abc import Sequence
from datetime import datetime
from decimal import ROUND_DOWN, Decimal

from assistant.case.diagnosis import ActionKind
from assistant.case.inquiry import Request, StatementKind, Topic
from assistant.case.shop import Line
from assistant.process.facts import said_value
from assistant.process.money import paid_for
from assistant.process.page import PageReading
from assistant.process.periods import end_of_day_after
from assistant.process.pools.after_sales import wants_exchange
from assistant.process.proposal import Proposal
from assistant.process.remedies.shared import (
    exchange,
    may_send_back,
    names,
    quality_until,
    send_back,
    which_lines,
)

_CENT = Decimal("0.01")


def replace_wrong(p: Proposal) -> None:
    """Our pick record proves it, or photos are there: the right goods go out at our cost; cheap ones need no return."""
    lines = [line for line in p.case.order.lines if line.picked and line.picked.sku not in (None, line.sku)]
    _make_good(p, lines or _shown(p))


def explain_order(p: Proposal) -> None:
    """The customer got what was ordered: what policy allows is offered, at the customer's cost."""
    _at_customers_cost(p, exchanging=wants_exchange(p.case) or not _wants_money(p))


def _at_customers_cost(p: Proposal, *, exchanging: bool) -> None:
    if not may_send_back(p):
        p.propose(ActionKind.GIVE_INFORMATION)
    elif exchanging:
        exchange(p)
    else:
        send_back(p)


def replace_damaged(p: Proposal) -> None:
    _make_good(p, _shown(p))


def mend_quality(p: Proposal) -> None:
    """Quality: return within 7 days, exchange within 15, then repair within the warranty; all at our cost."""
    lines, until = _shown(p), quality_until(p)
    if _wants_money(p) and until is not None and p.case.mailed_at >= until:
        _replace(p, lines)
    else:
        _make_good(p, lines)


def settle_description(p: Proposal) -> None:
    """A page that said what came is only explained; one that misled, or left it open, is ours, as photos have to show.

    The customer chooses then between sending the goods back and keeping them for a part of the price.
    """
    if p.case.page is PageReading.AS_DESCRIBED:
        _at_customers_cost(p, exchanging=wants_exchange(p.case))
        return
    lines = _shown(p)
    if not lines:
        return
    if _wants_money(p) or _is_cheap(p, paid_for(p.case.order, lines)):
        _give_back(p, lines)
    elif _keeps_it(p):
        _keep(p, lines)
    else:
        _give_back(p, lines)
        _keep(p, lines, beside=ActionKind.RETURN_WITH_LABEL)
        if {ActionKind.RETURN_WITH_LABEL, ActionKind.PARTIAL_REFUND} <= {action.kind for action in p.actions}:
            p.ask("choice", ActionKind.RETURN_WITH_LABEL, ActionKind.PARTIAL_REFUND)


def send_missing(p: Proposal) -> None:
    """What our pick record says was left out, or what photos show: sent, or its money back where that is asked for."""
    short = [(line, missing) for line in p.case.order.lines if (missing := _left_out(line))]
    lines = [line for line, _ in short] or _shown(p)
    if not lines:
        return
    part = None if short else _part_said(p, lines)
    value = _worth_of_pieces(p, short) if short else paid_for(p.case.order, lines)
    wants_it_sent = p.asks_for(Request.RESHIP)
    if not wants_it_sent and (_wants_money(p) or p.asks_for(Request.COMPENSATION)):
        if part is not None:
            _keep(p, lines)
        else:
            p.pay(ActionKind.PARTIAL_REFUND, value, channel="original", items=names(p, lines))
        return
    items = [part] if part is not None else names(p, lines)
    p.propose(ActionKind.SEND_PART, "reship_ship_days", value, items=items, value=value)
    p.commit_by(ActionKind.SEND_PART, _sent_by(p))


def _part_said(p: Proposal, lines: Sequence[Line]) -> str | None:
    """A part of the goods that is missing, in the customer's words; no record has its price."""
    said = said_value(p.case.inquiry, StatementKind.MISSING)
    return said if said is not None and not any(said in name for name in names(p, lines)) else None


def _left_out(line: Line) -> int:
    packed = line.picked.quantity if line.picked is not None else None
    return max(line.quantity - packed, 0) if packed is not None else 0


def _worth_of_pieces(p: Proposal, short: Sequence[tuple[Line, int]]) -> Decimal | None:
    total = Decimal(0)
    for line, missing in short:
        paid = paid_for(p.case.order, [line])
        if paid is None:
            return None
        total += (paid * missing / line.quantity).quantize(_CENT, ROUND_DOWN)
    return total


def _shown(p: Proposal) -> Sequence[Line]:
    """The goods that photos show to be wrong; none, and a question, while there are none or it is not known which."""
    if not p.case.inquiry.photos:
        p.ask("photos")
        return ()
    return which_lines(p)


def _wants_money(p: Proposal) -> bool:
    """Asked for outright, or said of goods that are not wanted any more: 不要了，退多少？"""
    if p.asks_for(Request.REFUND) or p.asks_for(Request.RETURN):
        return True
    replaced = {Request.EXCHANGE, Request.RESHIP, Request.CHANGE_VARIANT} & set(p.case.inquiry.requests)
    return not replaced and Topic.CANCEL in p.case.inquiry.topics


def _make_good(p: Proposal, lines: Sequence[Line]) -> None:
    """The money back where it is asked for; a share of it for whoever keeps the goods; else the right goods."""
    if not lines:
        return
    if _wants_money(p):
        _give_back(p, lines)
    elif _keeps_it(p):
        _keep(p, lines)
    else:
        _replace(p, lines)


def _keeps_it(p: Proposal) -> bool:
    """Compensation is asked for, and nothing to take the goods' place."""
    others = (Request.EXCHANGE, Request.RESHIP, Request.REPAIR)
    return p.asks_for(Request.COMPENSATION) and not any(map(p.asks_for, others))


def _keep(p: Proposal, lines: Sequence[Line], beside: ActionKind | None = None) -> None:
    """The goods stay with the customer, and the playbook's share of their price goes back."""
    paid = paid_for(p.case.order, lines)
    share = None if paid is None else (paid * p.case.policy.keep_refund_percent / 100).quantize(_CENT, ROUND_DOWN)
    p.pay(ActionKind.PARTIAL_REFUND, share, "keep_refund_percent", beside, channel="original")


def _give_back(p: Proposal, lines: Sequence[Line]) -> None:
    """Cheap goods are refunded without a return; others are returned at our cost first."""
    value = paid_for(p.case.order, lines)
    if _is_cheap(p, value):
        p.pay(ActionKind.REFUND_WITHOUT_RETURN, value, "no_return_asked_up_to", channel="original")
    else:
        p.propose(ActionKind.RETURN_WITH_LABEL, "quality_return_days", deadline=quality_until(p), freight="shop")


def _replace(p: Proposal, lines: Sequence[Line]) -> None:
    if not lines:
        return
    value = paid_for(p.case.order, lines)
    if _is_cheap(p, value):
        p.propose(ActionKind.RESHIP, "no_return_asked_up_to", value, items=names(p, lines), value=value)
        p.commit_by(ActionKind.RESHIP, _sent_by(p))
    else:
        p.propose(
            ActionKind.REPLACE_WITH_PICKUP,
            "quality_exchange_days",
            value,
            items=names(p, lines),
            value=value,
            freight="shop",
        )


def _sent_by(p: Proposal) -> datetime:
    return end_of_day_after(p.case.now, p.case.policy.reship_ship_days, p.case.shop.zone)


def _is_cheap(p: Proposal, value: Decimal | None) -> bool:
    return value is not None and value <= p.case.policy.no_return_asked_up_to
