"""Which orders fit what the mail describes: goods, variants, prices, quantities, times, and the state it implies."""

from collections.abc import Callable, Iterable, Sequence
from functools import partial

from assistant.case.inquiry import StatementKind, TimeMention, Topic
from assistant.case.shop import Order, OrderStatus
from assistant.case.verification import Candidate
from assistant.process.comparing import plain
from assistant.process.evidence import Evidence
from assistant.process.matching import (
    Fit,
    described_variants_count,
    ordered_moments,
    price_fits,
    quantity_fits,
    received_moments,
    time_fits,
    variant_fits,
)
from assistant.process.subject import Goods, goods_mentioned

_NOT_ORDERED = frozenset({StatementKind.GOT_ITEM, StatementKind.MISSING})
"""Statements whose goods need not be in the order."""

Kept = list[tuple[Order, str]]
"""Orders, each with the reason why it is kept."""
Split = tuple[Kept, list[Candidate]]
Test = Callable[[Order], Fit]


class Description:
    """What one mail describes, held once against every order that comes into question."""

    def __init__(self, evidence: Evidence) -> None:
        self._inquiry = evidence.inquiry
        self._goods = goods_mentioned(evidence.inquiry, evidence.products)
        named = [candidate.order for candidate in evidence.named if candidate.order is not None]
        self._has = {order.number: self._goods_in(order) for order in (*evidence.orders, *named)}
        self._every = frozenset[int]().union(*(self._has[order.number] for order in evidence.orders))

    def split(
        self,
        orders: Sequence[Order],
        label: str,
        states: frozenset[OrderStatus] | None,
        *,
        dates_may_be_mistaken: bool = False,
    ) -> Split:
        """Those that fit, with the reason, and those that do not. `states` are the ones that the mail implies."""
        kept, gone = self._with_the_goods([(order, label) for order in orders])
        for name, test, strict in self._tests(states, strict_dates=not dates_may_be_mistaken):
            fits = {order.number: test(order) for order, _ in kept}
            if not strict and Fit.MATCHES not in fits.values():
                continue
            gone += [_dropped(order, f"does not fit the {name}") for order, _ in kept if _contradicts(fits, order)]
            kept = [
                (order, f"{reason}; fits the {name}" if fits[order.number] is Fit.MATCHES else reason)
                for order, reason in kept
                if not _contradicts(fits, order)
            ]
        return kept, gone

    def has_all_goods(self, kept: Kept) -> bool:
        """There are orders, and they have whatever of the named goods any order of the account has."""
        return bool(kept) and self._every <= frozenset().union(*(self._has[order.number] for order, _ in kept))

    def has_some_goods(self) -> bool:
        """An order of the account has goods that the mail names."""
        return bool(self._every)

    def has_its_goods(self, order: Order) -> bool:
        """The mail names goods of this very order."""
        return bool(self._has[order.number])

    def asked_apart(self, orders: Sequence[Order]) -> list[Order]:
        """Those with goods of their own of which something is asked by itself, the first asked first."""
        words = {goods.mention.words: n for n, goods in enumerate(self._goods)}
        asked = [words[one] for one in self._inquiry.asked_apart if one in words]
        having = [[order for order in orders if n in self._has[order.number]] for n in asked]
        return list({own[0].number: own[0] for own in having if len(own) == 1}.values())

    def lacks(self, order: Order) -> str | None:
        """The words for goods that are described and that this order has none of: it is not the order that is meant.

        They are goods of another order of the account, or any that we sell; those we do not sell say nothing.
        """
        if self._has[order.number] or not any(line.product for line in order.lines):
            return None
        lacking = sorted(self._every) or [n for n, goods in enumerate(self._goods) if self._describes(goods)]
        return next((self._goods[n].mention.words for n in lacking), None)

    def _describes(self, goods: Goods) -> bool:
        """Goods that we sell, named as what was ordered: not as what came or was missing, is wished or asked about."""
        inquiry, words = self._inquiry, plain(goods.mention.words)
        other = [said.value for said in inquiry.statements if said.kind in _NOT_ORDERED and said.value]
        disputed = any(plain(value) in words or words in plain(value) for value in other)
        asked_about = Topic.PRODUCT_QUESTION in inquiry.topics or not described_variants_count(inquiry)
        return bool(goods.mention.skus or goods.by_name) and not disputed and not asked_about

    def _goods_in(self, order: Order) -> frozenset[int]:
        """The indexes of the mentions that name goods of this order."""
        return frozenset(n for n, goods in enumerate(self._goods) if any(map(goods.are, order.lines)))

    def _with_the_goods(self, orders: Kept) -> Split:
        """The orders that have what the mail names: all of it where one has all, else each that has some of it.

        A mail may speak of the goods of several orders; goods that we do not sell say nothing.
        """
        every = frozenset[int]().union(*(self._has[order.number] for order, _ in orders))
        whole = any(self._has[order.number] == every for order, _ in orders)
        kept: Kept = []
        gone: list[Candidate] = []
        for order, reason in orders:
            has = self._has[order.number]
            if (has != every and whole) if has else self._names_other_goods():
                gone.append(_dropped(order, f"does not fit the item ({self._words(every - has) or 'named goods'})"))
            else:
                kept.append((order, f"{reason}; fits the item ({self._words(has)})" if has else reason))
        return kept, gone

    def _names_other_goods(self) -> bool:
        """The mail names something that we sell; an order without any of it contradicts it."""
        return any(goods.mention.skus or goods.by_name for goods in self._goods) or self.has_some_goods()

    def _words(self, indexes: Iterable[int]) -> str:
        return ", ".join(self._goods[n].mention.words for n in sorted(indexes))

    def _tests(self, states: frozenset[OrderStatus] | None, *, strict_dates: bool) -> Iterable[tuple[str, Test, bool]]:
        """What else the mail describes, as tests. A strict one may drop all orders; another only if it keeps one."""
        for goods in self._goods:
            yield from self._tests_of(goods)
        for time in self._inquiry.times:
            if time.about != "other":
                yield f"time ({time.words})", partial(_time_fit, time), time.about == "ordered" and strict_dates
        if states is not None:
            yield "state that the mail implies", lambda order: _as_fit(order.status in states), True

    def _tests_of(self, goods: Goods) -> Iterable[tuple[str, Test, bool]]:
        mention = goods.mention
        variants = [word for word in mention.variants if word not in self._inquiry.wanted_variants]
        if variants and described_variants_count(self._inquiry):
            name = f"variant ({', '.join(variants)})"
            yield name, lambda order: _as_fit(variant_fits(goods, order, variants)), False
        if mention.price is not None:
            yield f"price ({mention.price})", lambda order: _as_fit(price_fits(goods, order)), False
        if mention.quantity is not None:
            yield f"quantity ({mention.quantity})", lambda order: _as_fit(quantity_fits(goods, order)), False


def _dropped(order: Order, reason: str) -> Candidate:
    return Candidate(number=order.number, reason=reason, kept=False)


def _contradicts(fits: dict[str, Fit], order: Order) -> bool:
    return fits[order.number] is Fit.CONTRADICTS


def _time_fit(time: TimeMention, order: Order) -> Fit:
    moments = ordered_moments(order) if time.about == "ordered" else received_moments(order)
    return _as_fit(time_fits(moments, time.start, time.end))


def _as_fit(matches: bool) -> Fit:
    return Fit.MATCHES if matches else Fit.CONTRADICTS
