"""Product mismatch: make good what is ours, explain neutrally what is not."""

from assistant.case.diagnosis import ActionKind
from assistant.case.inquiry import Request
from assistant.case.shop import Line
from assistant.process.periods import end_of_day_after
from assistant.process.pools.found import own_receipt
from assistant.process.proposal import Proposal
from assistant.process.remedies.shared import lines_in_question, names, quality_until, return_until, worth_of


def replace_wrong(p: Proposal) -> None:
    """Our pick record proves it, or photos are there: the right goods go out at our cost; cheap ones need no return."""
    lines = [line for line in p.case.order.lines if line.picked and line.picked.sku not in (None, line.sku)]
    if not lines and not p.case.inquiry.photos:
        p.ask("photos")
        return
    _make_good(p, lines or lines_in_question(p))


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
    short = [line for line in p.case.order.lines if line.picked and (line.picked.quantity or 0) < line.quantity]
    proven = bool(short) and all(line.picked and line.picked.quantity is not None for line in short)
    if not proven and not p.case.inquiry.photos:
        p.ask("photos")
        return
    lines = short if proven else lines_in_question(p)
    p.propose(ActionKind.SEND_PART, "reship_ship_days", worth_of(lines), items=names(p, lines), value=worth_of(lines))


def replace_damaged(p: Proposal) -> None:
    if not p.case.inquiry.photos:
        p.ask("photos")
        return
    _make_good(p, lines_in_question(p))


def mend_quality(p: Proposal) -> None:
    """Quality: return within 7 days, exchange within 15, then repair within the warranty; all at our cost."""
    if not p.case.inquiry.photos:
        p.ask("photos")
        return
    received, zone, policy = own_receipt(p.case.order), p.case.shop.zone, p.case.policy
    lines = lines_in_question(p)
    if received is None or p.case.mailed_at < end_of_day_after(received, policy.quality_return_days, zone):
        deadline = end_of_day_after(received, policy.quality_return_days, zone) if received else None
        if p.asks_for(Request.REFUND) or p.asks_for(Request.RETURN):
            p.propose(ActionKind.RETURN_WITH_LABEL, "quality_return_days", deadline=deadline, freight="shop")
            return
    _make_good(p, lines)


def _make_good(p: Proposal, lines: list[Line]) -> None:
    """Refund without return or reship for cheap goods, else a replacement with pickup, or a refund against return."""
    value, policy = worth_of(lines), p.case.policy
    cheap = value is not None and value <= policy.no_return_asked_up_to
    if p.asks_for(Request.REFUND):
        if cheap:
            p.pay(ActionKind.REFUND_WITHOUT_RETURN, value, "no_return_asked_up_to", channel="original")
        else:
            deadline = quality_until(p)
            p.propose(ActionKind.RETURN_WITH_LABEL, "quality_return_days", deadline=deadline, freight="shop")
        return
    kind = ActionKind.RESHIP if cheap else ActionKind.REPLACE_WITH_PICKUP
    p.propose(
        kind, "no_return_asked_up_to" if cheap else "quality_exchange_days", value, items=names(p, lines), value=value
    )
