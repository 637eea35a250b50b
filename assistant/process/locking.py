"""Which order is it? The ladder of process.md, section 2.1, fastest key first; an ambiguous order is never guessed."""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Literal, NamedTuple
from zoneinfo import ZoneInfo

from assistant.case.inquiry import Inquiry, Request, StatementKind, Topic
from assistant.case.shop import Order, OrderStatus
from assistant.case.verification import Candidate, Identity, OrderLock, OrderOutcome
from assistant.process.asked_apart import asked_about_first
from assistant.process.comparing import is_slip
from assistant.process.describing import Description, Kept
from assistant.process.evidence import Evidence
from assistant.process.matching import implied_states

RECENT = (timedelta(days=7), timedelta(days=30))
"""The windows of the ladder, back from the mail's Date; older orders only where the mail names an older time."""

SUGGESTED = "differs in one digit, or two swapped ones, from the number given: a suggestion"

SLIPPED = "its number is in the mail but for one wrong digit or two swapped ones, and no other order fits"

MISDATED = "the day that the mail names is not its own, but no other order fits"

LATER = "placed after the mail was written"

CLOCKS = timedelta(minutes=15)
"""How far a sender's clock, which the mail's Date comes from, may be slow."""

NEAR = timedelta(days=3)
"""How far off a day is that somebody may have misremembered."""

_MOST_LISTED = 50
"""Older orders that are listed with the reason why none of them came into question."""

_NEVER_ABOUT_AN_ORDER = frozenset({Topic.PRODUCT_QUESTION, Topic.PRAISE, Topic.OTHER})
_OFTEN_ABOUT_POLICY = frozenset(
    {
        Topic.RETURN, Topic.FREIGHT, Topic.WARRANTY, Topic.STOCK, Topic.COUPON, Topic.PRESALE,
        Topic.INVOICE, Topic.LEGAL,
    }
)  # fmt: skip


_ASKED_BEFORE_BUYING = frozenset({Topic.STOCK, Topic.COUPON})
"""Whatever time such a question names, it is not one of an order's."""

_SAID_BY_ANYBODY = frozenset(
    {StatementKind.PAGE_SAYS, StatementKind.PRICE_NOW, StatementKind.CONTACTED_BEFORE, StatementKind.PROMISED}
)
"""Said of a page, of its price or of our answers: also by those who have bought nothing."""

_WISHED_BY_ANYBODY = frozenset({Request.SUPERVISOR, Request.CALL_BACK, Request.DELETE_DATA})
"""Whom to speak with, and what becomes of their data: no order has a part in it."""


CONTRADICTED = "its number is in the mail, but it has no "
"""Followed by the words for the goods."""

ANOTHERS = "its number is in the mail, but it is another account's and no second factor matches"


def lock_order(evidence: Evidence, identity: Identity) -> OrderLock:
    """Walk the ladder; every order looked at is a candidate with the reason why it was kept or dropped."""
    evidence, dropped = _without_later(evidence)
    description = Description(evidence)
    if not (needs_order(evidence.inquiry) or _speaks_of_own_goods(evidence, description)):
        return OrderLock(outcome=OrderOutcome.NOT_NEEDED)
    named = _by_number(evidence, identity, description, dropped)
    if named:
        return _decide(named, dropped, evidence.shop.zone)
    return _by_account(evidence, description, dropped, _slipped(evidence, identity, description))


def _without_later(evidence: Evidence) -> tuple[Evidence, list[Candidate]]:
    """Without the orders that were not there when the mail was written.

    One whose number the mail gives was there, whatever its Date; and where none was, it is the Date that is wrong.
    """
    until = evidence.mailed_at + CLOCKS
    later = [order for order in evidence.orders if order.placed_at > until]
    if len(later) in (0, len(evidence.orders)):
        return evidence, []
    there = {
        "orders": tuple(order for order in evidence.orders if order.placed_at <= until),
        "similar": tuple(order for order in evidence.similar if order.placed_at <= until),
    }
    dropped = [Candidate(number=order.number, reason=LATER, kept=False) for order in later[:_MOST_LISTED]]
    return evidence.model_copy(update=there), dropped


def needs_order(inquiry: Inquiry) -> bool:
    """Whether the mail is about an order at all, and not about policy, products or thanks."""
    if inquiry.asks_generally:
        return False
    if inquiry.order_numbers or any(time.about != "other" for time in inquiry.times):
        return True
    if any(statement.kind not in _SAID_BY_ANYBODY for statement in inquiry.statements):
        return True
    topics = [topic for topic in inquiry.topics if topic not in _NEVER_ABOUT_AN_ORDER]
    wishes = [request for request in inquiry.requests if request not in _WISHED_BY_ANYBODY]
    if topics and all(topic in _ASKED_BEFORE_BUYING for topic in topics):
        return bool(wishes)
    if all(topic in _OFTEN_ABOUT_POLICY for topic in topics):
        return bool(wishes or inquiry.times) and bool(topics or wishes)
    return True


def _speaks_of_own_goods(evidence: Evidence, description: Description) -> bool:
    """Words without a known topic, but with goods that the account has ordered."""
    return all(topic is Topic.OTHER for topic in evidence.inquiry.topics) and description.has_some_goods()


def _by_number(evidence: Evidence, identity: Identity, description: Description, dropped: list[Candidate]) -> Kept:
    """Rung 1: numbers of the sender's own account; new words before quoted ones."""
    for quoted in (False, True):
        reason = "its number is in the quoted history" if quoted else "its number is in the mail"
        kept: Kept = []
        for named in evidence.named:
            if named.quoted is not quoted or named.order is None:
                continue
            against = _speaks_against(named.order, identity, description)
            if against is None:
                kept.append((named.order, reason))
            else:
                dropped.append(Candidate(number=named.order.number, reason=against, kept=False))
        if kept:
            return _distinct(kept)
    return []


def _slipped(evidence: Evidence, identity: Identity, description: Description) -> Order | None:
    """The one order of the sender's own account that a number given must mean, if the number exists nowhere.

    Only for a sender whom the address shows to be the customer: for a stranger a near number proves nothing.
    """
    by_address = evidence.account is not None and identity.customer_id == evidence.account.id
    if not identity.scope.may_read or not by_address or identity.proven_orders is not None:
        return None
    given = [named.number for named in evidence.named if named.order is None and not named.quoted]
    meant = [order for order in evidence.orders if any(is_slip(number, order.number) for number in given)]
    return meant[0] if len(meant) == 1 and description.lacks(meant[0]) is None else None


def _speaks_against(order: Order, identity: Identity, description: Description) -> str | None:
    """Another account's order, or one that has nothing of what the mail describes."""
    unproven = identity.proven_orders is not None and order.number not in identity.proven_orders
    if identity.customer_id is None or order.customer_id != identity.customer_id or unproven:
        return ANOTHERS
    lacking = description.lacks(order)
    return f"{CONTRADICTED}{lacking}" if lacking is not None else None


def _by_account(
    evidence: Evidence, description: Description, dropped: list[Candidate], slipped: Order | None
) -> OrderLock:
    """Rungs 2 and 3: the account's orders of 7 days, of 30 days, then all; each filtered by the description.

    When nothing is in the state that the mail implies ("cancel it"), the customer may not know how the order stands.
    """
    found = _climb(evidence, description, implied_states(evidence.inquiry))
    if not description.has_all_goods(found.kept):
        found = _climb(evidence, description, implied_states(evidence.inquiry, may_be_mistaken=True))
    if not found.kept and slipped is None:
        found = _misdated(evidence, description) or found
    if slipped is not None and found.numbers <= {slipped.number}:
        return _decide([(slipped, SLIPPED)], [*dropped, *found.dropped], evidence.shop.zone)
    near = (*evidence.similar, *((slipped,) if slipped is not None else ()))
    suggested = [order for order in near if order.number not in found.numbers]
    if found.kept and suggested:
        # The number given is one digit away from another order: which of them was meant is not ours to guess.
        found = _Found([*found.kept, *((order, SUGGESTED) for order in suggested)], found.dropped)
    if found.kept:
        kept, beside = asked_about_first(found.kept, evidence.inquiry, description)
        return _decide(kept, [*dropped, *beside, *found.dropped], evidence.shop.zone)
    suggestions = [Candidate(number=order.number, reason=SUGGESTED, kept=False) for order in suggested]
    return OrderLock(outcome=OrderOutcome.NOT_FOUND, candidates=_once([*dropped, *suggestions, *found.dropped]))


class _Found(NamedTuple):
    kept: Kept
    dropped: list[Candidate]

    @property
    def numbers(self) -> set[str]:
        return {order.number for order, _ in self.kept}


def _misdated(evidence: Evidence, description: Description) -> _Found | None:
    """The one order that fits in all but the day, which people misremember: it has the goods named, or is near it."""
    if any(named.order is None for named in evidence.named):
        return None
    states = implied_states(evidence.inquiry, may_be_mistaken=True)
    found = _climb(evidence, description, states, dates_may_be_mistaken=True)
    if len(found.kept) != 1:
        return None
    order, reason = found.kept[0]
    recent = evidence.mailed_at - order.placed_at <= RECENT[-1]
    if not ((recent and description.has_its_goods(order)) or _is_near_the_day(order, evidence.inquiry)):
        return None
    return _Found([(order, f"{reason}; {MISDATED}")], found.dropped)


def _is_near_the_day(order: Order, inquiry: Inquiry) -> bool:
    ordered = [time for time in inquiry.times if time.about == "ordered"]
    return any(time.start - NEAR <= order.placed_at < time.end + NEAR for time in ordered)


def _climb(
    evidence: Evidence,
    description: Description,
    states: frozenset[OrderStatus] | None,
    *,
    dates_may_be_mistaken: bool = False,
) -> _Found:
    """From the narrowest window on, until one holds orders that fit and have all the goods that the mail names."""
    kept: Kept = []
    gone: list[Candidate] = []
    for window, label in _windows(evidence):
        orders = [
            order for order in evidence.orders if window is None or evidence.mailed_at - order.placed_at <= window
        ]
        kept, gone = description.split(orders, label, states, dates_may_be_mistaken=dates_may_be_mistaken)
        if description.has_all_goods(kept):
            break
    return _Found(kept, [*gone, *_too_old(evidence, kept, gone)])


def _too_old(evidence: Evidence, kept: Kept, gone: Sequence[Candidate]) -> list[Candidate]:
    """Orders that no window reached, or that a narrower one made needless."""
    seen = {order.number for order, _ in kept} | {candidate.number for candidate in gone}
    reason = "placed before the orders that fit" if kept else "older than 30 days, and the mail names no such time"
    return [
        Candidate(number=order.number, reason=reason, kept=False)
        for order in evidence.orders[:_MOST_LISTED]
        if order.number not in seen
    ]


def _windows(evidence: Evidence) -> list[tuple[timedelta | None, str]]:
    """From narrow to wide; a time of ordering that the mail names is a window of its own."""
    times = evidence.inquiry.times
    if any(time.about == "ordered" for time in times):
        return [(None, "among all orders")]
    windows: list[tuple[timedelta | None, str]] = [(span, f"placed in the last {span.days} days") for span in RECENT]
    oldest = evidence.mailed_at - RECENT[-1]
    if any(time.start < oldest for time in times):
        windows.append((None, "among all orders, for the mail names an older time"))
    return windows


def _decide(kept: Kept, dropped: Sequence[Candidate], zone: ZoneInfo) -> OrderLock:
    candidates = _once([*(Candidate(number=order.number, reason=reason) for order, reason in kept), *dropped])
    if len(kept) == 1:
        return OrderLock(outcome=OrderOutcome.LOCKED, number=kept[0][0].number, candidates=candidates)
    return OrderLock(
        outcome=OrderOutcome.AMBIGUOUS,
        candidates=candidates,
        separator=best_separator([order for order, _ in kept], zone),
    )


Separator = Literal["order_number", "item", "variant", "time", "amount"]


def best_separator(orders: Sequence[Order], zone: ZoneInfo) -> Separator:
    """The one question whose answers tell the most candidates apart; the easiest to answer among equals."""
    answers: dict[Separator, list[str]] = {
        "item": [" + ".join(sorted(line.product for line in order.lines)) for order in orders],
        "variant": [" + ".join(sorted(variant_words(line.variant) for line in order.lines)) for order in orders],
        "time": [order.placed_at.astimezone(zone).date().isoformat() for order in orders],
        "amount": [str(order.amount_paid) for order in orders],
        "order_number": [order.number for order in orders],
    }
    return max(answers, key=lambda separator: len(set(answers[separator])))


def variant_words(variant: dict[str, str]) -> str:
    return " / ".join(variant.values())


def _distinct(kept: Kept) -> Kept:
    return list({order.number: (order, reason) for order, reason in kept}.values())


def _once(candidates: Iterable[Candidate]) -> tuple[Candidate, ...]:
    """Each number once, under its first reason."""
    first: dict[str, Candidate] = {}
    for candidate in candidates:
        first.setdefault(candidate.number, candidate)
    return tuple(first.values())
