"""Product mismatch: make good what is ours, explain neutrally what is not."""

from collections.abc import Sequence
from decimal import ROUND_DOWN, Decimal

from assistant.case.diagnosis import ActionKind
from assistant.case.inquiry import Request
from assistant.case.shop import Line
from assistant.process.money import paid_for
from assistant.process.periods import end_of_day_after
from assistant.process.proposal import Proposal
from assistant.process.remedies.shared import names, quality_until, return_until


def replace_wrong(p: Proposal) -> None:
    """Our pick record proves it, or photos are there: the right goods go out at our cost; cheap ones need no return."""
    lines = [line for line in p.case.order.lines if line.picked and line.picked.sku not in (None, line.sku)]
    if not lines and not p.case.inquiry.photos:
        p.ask("photos")
        return
    _make_good(p, lines or p.case.subject.lines)


def explain_order(p: Proposal) -> None:
    """The customer got what was ordered: what policy allows is offered, at the customer's cost."""
    until = return_until(p)
    if until is None or p.case.mailed_at < until:
        p.propose(ActionKind.EXCHANGE_AT_CUSTOMER_COST, "return_window_days", deadline=until, freight="customer")
    else:
        p.propose(ActionKind.GIVE_INFORMATION)


def page_misled(p: Proposal) -> None:
    """A page that misled is ours to pay for, which photos have to show."""
    if not p.case.inquiry.photos:
        p.ask("photos")
        return
    p.propose(ActionKind.RETURN_WITH_LABEL, "quality_return_days", deadline=return_until(p), freight="shop")


def send_missing(p: Proposal) -> None:
    """What our pick record says was left out; else, shown by photos, the lines that the mail names."""
    short = [(line, missing) for line in p.case.order.lines if (missing := _left_out(line))]
    if not short and not p.case.inquiry.photos:
        p.ask("photos")
        return
    lines = [line for line, _ in short] or p.case.subject.lines
    value = _worth_of_pieces(p, short) if short else paid_for(p.case.order, lines)
    p.propose(ActionKind.SEND_PART, "reship_ship_days", value, items=names(p, lines), value=value)
    p.commit_by(ActionKind.SEND_PART, end_of_day_after(p.case.now, p.case.policy.reship_ship_days, p.case.shop.zone))


def _left_out(line: Line) -> int:
    packed = line.picked.quantity if line.picked is not None else None
    return max(line.quantity - packed, 0) if packed is not None else 0


def _worth_of_pieces(p: Proposal, short: Sequence[tuple[Line, int]]) -> Decimal | None:
    total = Decimal(0)
    for line, missing in short:
        paid = paid_for(p.case.order, [line])
        if paid is None:
            return None
        total += (paid * missing / line.quantity).quantize(Decimal("0.01"), ROUND_DOWN)
    return total


def replace_damaged(p: Proposal) -> None:
    if not p.case.inquiry.photos:
        p.ask("photos")
        return
    _make_good(p, p.case.subject.lines)


def mend_quality(p: Proposal) -> None:
    """Quality: return within 7 days, exchange within 15, then repair within the warranty; all at our cost."""
    if not p.case.inquiry.photos:
        p.ask("photos")
        return
    until = quality_until(p)
    if (p.asks_for(Request.REFUND) or p.asks_for(Request.RETURN)) and (until is None or p.case.mailed_at < until):
        _give_back(p, p.case.subject.lines)
        return
    _replace(p, p.case.subject.lines)


def _make_good(p: Proposal, lines: Sequence[Line]) -> None:
    """The money back where it is asked for, else the right goods."""
    if p.asks_for(Request.REFUND):
        _give_back(p, lines)
    else:
        _replace(p, lines)


def _give_back(p: Proposal, lines: Sequence[Line]) -> None:
    """Cheap goods are refunded without a return; others are returned at our cost first."""
    value = paid_for(p.case.order, lines)
    if _is_cheap(p, value):
        p.pay(ActionKind.REFUND_WITHOUT_RETURN, value, "no_return_asked_up_to", channel="original")
    else:
        p.propose(ActionKind.RETURN_WITH_LABEL, "quality_return_days", deadline=quality_until(p), freight="shop")


def _replace(p: Proposal, lines: Sequence[Line]) -> None:
    value = paid_for(p.case.order, lines)
    if _is_cheap(p, value):
        p.propose(ActionKind.RESHIP, "no_return_asked_up_to", value, items=names(p, lines), value=value)
        due = end_of_day_after(p.case.now, p.case.policy.reship_ship_days, p.case.shop.zone)
        p.commit_by(ActionKind.RESHIP, due)
    else:
        p.propose(
            ActionKind.REPLACE_WITH_PICKUP,
            "quality_exchange_days",
            value,
            items=names(p, lines),
            value=value,
            freight="shop",
        )


def _is_cheap(p: Proposal, value: Decimal | None) -> bool:
    return value is not None and value <= p.case.policy.no_return_asked_up_to
