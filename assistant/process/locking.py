"""Which order is it? The ladder of process.md, section 2.1, fastest key first; an ambiguous order is never guessed."""

from collections.abc import Callable, Iterable, Sequence
from datetime import timedelta
from functools import partial
from typing import Literal, NamedTuple
from zoneinfo import ZoneInfo

from assistant.case.inquiry import Inquiry, ItemMention, TimeMention, Topic
from assistant.case.shop import Order, OrderStatus
from assistant.case.verification import Candidate, Identity, OrderLock, OrderOutcome
from assistant.process.evidence import Evidence, NamedOrder
from assistant.process.matching import (
    Fit,
    described_variants_count,
    goods_named,
    implied_states,
    item_fit,
    ordered_moments,
    price_fits,
    quantity_fits,
    received_moments,
    time_fits,
    variant_fits,
)

RECENT = (timedelta(days=7), timedelta(days=30))
"""The windows of the ladder, back from the mail's Date; older orders only where the mail names an older time."""

SUGGESTED = "differs in one digit from the number given: a suggestion"

_MOST_LISTED = 50
"""Older orders that are listed with the reason why none of them came into question."""

_NEVER_ABOUT_AN_ORDER = frozenset({Topic.PRODUCT_QUESTION, Topic.PRAISE, Topic.OTHER})
_OFTEN_ABOUT_POLICY = frozenset(
    {
        Topic.RETURN, Topic.FREIGHT, Topic.WARRANTY, Topic.STOCK, Topic.COUPON, Topic.PRESALE,
        Topic.INVOICE, Topic.LEGAL,
    }
)  # fmt: skip


def lock_order(evidence: Evidence, identity: Identity) -> OrderLock:
    """Walk the ladder; every order looked at is a candidate with the reason why it was kept or dropped."""
    if not (needs_order(evidence.inquiry) or _speaks_of_own_goods(evidence)):
        return OrderLock(outcome=OrderOutcome.NOT_NEEDED)
    dropped: list[Candidate] = []
    named = _by_number(evidence, identity, dropped)
    if named:
        return _decide(named, dropped, evidence.shop.zone)
    return _by_account(evidence, dropped)


def needs_order(inquiry: Inquiry) -> bool:
    """Whether the mail is about an order at all, and not about policy, products or thanks."""
    if inquiry.order_numbers or inquiry.statements or any(time.about != "other" for time in inquiry.times):
        return True
    topics = [topic for topic in inquiry.topics if topic not in _NEVER_ABOUT_AN_ORDER]
    if all(topic in _OFTEN_ABOUT_POLICY for topic in topics):
        return bool(inquiry.requests or inquiry.times) and bool(topics or inquiry.requests)
    return True


def _speaks_of_own_goods(evidence: Evidence) -> bool:
    """Words without a known topic, but with goods that the account has ordered."""
    unclear = all(topic is Topic.OTHER for topic in evidence.inquiry.topics)
    return unclear and any(goods_named(order, evidence) for order in evidence.orders)


Kept = list[tuple[Order, str]]


def _by_number(evidence: Evidence, identity: Identity, dropped: list[Candidate]) -> Kept:
    """Rung 1: numbers of the sender's own account; new words before quoted ones."""
    for quoted in (False, True):
        kept = [
            (named.order, "its number is in the quoted history" if quoted else "its number is in the mail")
            for named in evidence.named
            if named.quoted is quoted and named.order is not None and _may_count(named, evidence, identity, dropped)
        ]
        if kept:
            return _distinct(kept)
    return []


def _may_count(named: NamedOrder, evidence: Evidence, identity: Identity, dropped: list[Candidate]) -> bool:
    if named.order is None:
        return False
    unproven = identity.proven_orders is not None and named.order.number not in identity.proven_orders
    if identity.customer_id is None or named.order.customer_id != identity.customer_id or unproven:
        reason = "its number is in the mail, but it is another account's and no second factor matches"
        dropped.append(Candidate(number=named.order.number, reason=reason, kept=False))
        return False
    contradiction = _other_item(named.order, evidence)
    if contradiction:
        dropped.append(Candidate(number=named.order.number, reason=contradiction, kept=False))
    return contradiction is None


def _other_item(order: Order, evidence: Evidence) -> str | None:
    """The mail describes an item that this order does not have, but another order of the account does."""
    mentions = evidence.inquiry.items
    fits = [item_fit(mention, order, evidence) for mention in mentions]
    if Fit.CONTRADICTS not in fits or Fit.MATCHES in fits:
        return None
    for mention in mentions:
        others = [other for other in evidence.orders if other.number != order.number]
        if any(item_fit(mention, other, evidence) is Fit.MATCHES for other in others):
            return f"its number is in the mail, but it has no {mention.words}"
    return None


def _by_account(evidence: Evidence, dropped: list[Candidate]) -> OrderLock:
    """Rungs 2 and 3: the account's orders of 7 days, of 30 days, then all; each filtered by the description.

    When nothing is in the state that the mail implies ("cancel it"), the customer may not know how the order stands.
    """
    found = _climb(evidence, implied_states(evidence.inquiry))
    if not _has_all_goods(found.kept, evidence):
        found = _climb(evidence, implied_states(evidence.inquiry, may_be_mistaken=True))
    suggested = [order for order in evidence.similar if order.number not in found.numbers]
    if found.kept and suggested:
        # The number given is one digit away from another order: which of them was meant is not ours to guess.
        found = _Found([*found.kept, *((order, SUGGESTED) for order in suggested)], found.dropped)
    if found.kept:
        return _decide(found.kept, [*dropped, *found.dropped], evidence.shop.zone)
    suggestions = [Candidate(number=order.number, reason=SUGGESTED, kept=False) for order in suggested]
    return OrderLock(outcome=OrderOutcome.NOT_FOUND, candidates=_once([*dropped, *suggestions, *found.dropped]))


class _Found(NamedTuple):
    kept: Kept
    dropped: list[Candidate]

    @property
    def numbers(self) -> set[str]:
        return {order.number for order, _ in self.kept}


def _climb(evidence: Evidence, states: frozenset[OrderStatus] | None) -> _Found:
    """From the narrowest window on, until one holds orders that fit and have all the goods that the mail names."""
    kept: Kept = []
    gone: list[Candidate] = []
    for window, label in _windows(evidence):
        orders = [
            order for order in evidence.orders if window is None or evidence.mailed_at - order.placed_at <= window
        ]
        kept, gone = _describe(orders, evidence, label, states)
        if _has_all_goods(kept, evidence):
            break
    return _Found(kept, [*gone, *_too_old(evidence, kept, gone)])


def _has_all_goods(kept: Kept, evidence: Evidence) -> bool:
    """There are orders, and they have whatever of the named goods any order of the account has."""
    kept_goods, goods = (
        frozenset().union(*(goods_named(order, evidence) for order in orders))
        for orders in ([order for order, _ in kept], evidence.orders)
    )
    return bool(kept) and kept_goods >= goods


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


Test = Callable[[Order], Fit]


def _describe(
    orders: Sequence[Order], evidence: Evidence, label: str, states: frozenset[OrderStatus] | None
) -> tuple[Kept, list[Candidate]]:
    """Split orders into those that fit the description, with the reason, and those that do not."""
    kept, gone = _with_the_goods([(order, label) for order in orders], evidence)
    for name, test, strict in _tests(evidence, states):
        fits = {order.number: test(order) for order, _ in kept}
        if not strict and Fit.MATCHES not in fits.values():
            continue
        still: Kept = []
        for order, reason in kept:
            fit = fits[order.number]
            if fit is Fit.CONTRADICTS:
                gone.append(Candidate(number=order.number, reason=f"does not fit the {name}", kept=False))
            else:
                still.append((order, f"{reason}; fits the {name}" if fit is Fit.MATCHES else reason))
        kept = still
    return kept, gone


def _with_the_goods(orders: Kept, evidence: Evidence) -> tuple[Kept, list[Candidate]]:
    """The orders that have what the mail names: all of it where one has all, else each that has some of it.

    A mail may speak of the goods of several orders; goods that we do not sell say nothing.
    """
    goods = {order.number: goods_named(order, evidence) for order, _ in orders}
    every = frozenset().union(*goods.values())
    whole = any(of_order == every for of_order in goods.values())
    kept: Kept = []
    gone: list[Candidate] = []
    for order, reason in orders:
        has = goods[order.number]
        if _lacks_the_goods(order, has, every if whole else has, evidence):
            words = ", ".join(evidence.inquiry.items[n].words for n in sorted(every - has)) or "named goods"
            gone.append(Candidate(number=order.number, reason=f"does not fit the item ({words})", kept=False))
        else:
            fitting = ", ".join(evidence.inquiry.items[n].words for n in sorted(has))
            kept.append((order, f"{reason}; fits the item ({fitting})" if fitting else reason))
    return kept, gone


def _lacks_the_goods(order: Order, has: frozenset[int], wanted: frozenset[int], evidence: Evidence) -> bool:
    if has:
        return has != wanted
    return any(item_fit(mention, order, evidence) is Fit.CONTRADICTS for mention in evidence.inquiry.items)


def _tests(evidence: Evidence, states: frozenset[OrderStatus] | None) -> Iterable[tuple[str, Test, bool]]:
    """What else the mail describes, as tests. A strict one may drop all orders; another only if it keeps one."""
    for mention in evidence.inquiry.items:
        yield from _tests_of_item(mention, evidence)
    for time in evidence.inquiry.times:
        if time.about != "other":
            yield f"time ({time.words})", partial(_time_fit, time), time.about == "ordered"
    if states is not None:
        yield "state that the mail implies", lambda order: _as_fit(order.status in states), True


def _tests_of_item(mention: ItemMention, evidence: Evidence) -> Iterable[tuple[str, Test, bool]]:
    products = evidence.products
    if mention.variants and described_variants_count(evidence.inquiry):
        name = f"variant ({', '.join(mention.variants)})"
        yield name, lambda order: _as_fit(variant_fits(mention, order, products)), False
    if mention.price is not None:
        yield f"price ({mention.price})", lambda order: _as_fit(price_fits(mention, order, products)), False
    if mention.quantity is not None:
        yield f"quantity ({mention.quantity})", lambda order: _as_fit(quantity_fits(mention, order, products)), False


def _time_fit(time: TimeMention, order: Order) -> Fit:
    moments = ordered_moments(order) if time.about == "ordered" else received_moments(order)
    return _as_fit(time_fits(moments, time.start, time.end))


def _as_fit(matches: bool) -> Fit:
    return Fit.MATCHES if matches else Fit.CONTRADICTS


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
