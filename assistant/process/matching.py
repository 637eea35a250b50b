"""Does an order fit the customer's description? Each test says why it fits, why not, or that it cannot tell."""

from collections.abc import Sequence
from datetime import datetime
from enum import Enum

from assistant.case.inquiry import Inquiry, Request, StatementKind, Topic
from assistant.case.shop import Line, Order, OrderStatus
from assistant.process.comparing import fits_variant, plain
from assistant.process.subject import Goods


class Fit(Enum):
    """How an order stands to one thing that the mail describes."""

    MATCHES = "matches"
    CONTRADICTS = "contradicts"
    SILENT = "silent"


def lines_meant(goods: Goods, order: Order) -> Sequence[Line]:
    """The lines that the mention names; all of them where it names none of this order's goods."""
    return [line for line in order.lines if goods.are(line)] or order.lines


def variant_fits(goods: Goods, order: Order, words: Sequence[str]) -> bool:
    """Each variant word is a value of a line that is meant, or stands in its name (`红色保温杯`)."""
    lines = lines_meant(goods, order)
    return all(any(_has_variant(line, word) for line in lines) for word in words)


def _has_variant(line: Line, word: str) -> bool:
    if any(fits_variant(value, word) for value in line.variant.values()):
        return True
    return len(plain(word)) > 1 and plain(word) in plain(line.product)


def price_fits(goods: Goods, order: Order) -> bool:
    amounts = (amount for line in lines_meant(goods, order) for amount in (line.unit_price, line.paid))
    return goods.mention.price in {order.total, *amounts}


def quantity_fits(goods: Goods, order: Order) -> bool:
    return any(line.quantity == goods.mention.quantity for line in lines_meant(goods, order))


def time_fits(moments: Sequence[datetime], start: datetime, end: datetime) -> bool:
    return any(start <= moment < end for moment in moments)


def ordered_moments(order: Order) -> list[datetime]:
    return [moment for moment in (order.placed_at, order.paid_at) if moment is not None]


def received_moments(order: Order) -> list[datetime]:
    return [
        moment
        for shipment in order.shipments
        for moment in (shipment.delivered_at, shipment.collected_at)
        if moment is not None
    ]


_ARRIVED = frozenset({OrderStatus.DELIVERED, OrderStatus.COMPLETED, OrderStatus.REFUNDING, OrderStatus.REFUNDED})
_ON_ITS_WAY = frozenset({OrderStatus.PAID, OrderStatus.SHIPPED, OrderStatus.DELIVERED, OrderStatus.COMPLETED})
_CHANGEABLE = frozenset({OrderStatus.PENDING_PAYMENT, OrderStatus.PAID, OrderStatus.SHIPPED})

_ANY = frozenset(OrderStatus)
_WHEN_MISTAKEN = {
    Topic.CANCEL: _ANY,
    Topic.ADDRESS: _ANY,
    Topic.VARIANT: _ANY,
    Topic.DELIVERY: _ANY - {OrderStatus.COMPLETED},
}
"""Whoever wishes a change may not know that the order has moved on; whoever waits, that it was never paid."""

STATES_OF_TOPIC: dict[Topic, frozenset[OrderStatus]] = {
    Topic.DELIVERY: _ON_ITS_WAY - {OrderStatus.COMPLETED},
    Topic.NOT_RECEIVED: _ON_ITS_WAY,
    Topic.DELIVERY_SERVICE: _ON_ITS_WAY,
    Topic.WRONG_ITEM: _ARRIVED | {OrderStatus.SHIPPED},
    Topic.MISSING_ITEM: _ARRIVED | {OrderStatus.SHIPPED},
    Topic.DAMAGED: _ARRIVED | {OrderStatus.SHIPPED},
    Topic.DEFECT: _ARRIVED | {OrderStatus.SHIPPED},
    Topic.DESCRIPTION: _ARRIVED | {OrderStatus.SHIPPED},
    Topic.WARRANTY: _ARRIVED,
    Topic.CANCEL: _CHANGEABLE,
    Topic.ADDRESS: _CHANGEABLE,
    Topic.VARIANT: _CHANGEABLE,
    Topic.REFUND_PROGRESS: _ARRIVED | {OrderStatus.CANCELLED, OrderStatus.PAID, OrderStatus.SHIPPED},
}
"""The states that a mail on this topic can be about; a topic that is not here implies none."""


_OF_THE_GOODS = {Topic.WRONG_ITEM, Topic.MISSING_ITEM, Topic.DAMAGED, Topic.DEFECT, Topic.DESCRIPTION}


def sensible_topics(inquiry: Inquiry) -> tuple[Topic, ...]:
    """Without complaints about goods of which the mail itself says that they have not left: those are misread."""
    waits = inquiry.says(StatementKind.NOT_SHIPPED) and not inquiry.says(StatementKind.RECEIVED)
    return tuple(topic for topic in inquiry.topics if not (waits and topic in _OF_THE_GOODS))


def implied_states(inquiry: Inquiry, *, may_be_mistaken: bool = False) -> frozenset[OrderStatus] | None:
    """The states that the main topic implies ("I received", "cancel before it ships"); None if it implies none.

    Another variant can be wished before shipping and, as an exchange, after it. `may_be_mistaken` allows for what a
    customer cannot know.
    """
    topic = next((topic for topic in sensible_topics(inquiry) if topic in STATES_OF_TOPIC), None)
    if topic is None or (topic is Topic.VARIANT and Request.EXCHANGE in inquiry.requests):
        return None
    if topic is Topic.DELIVERY and not may_be_mistaken and _only_asks_how_it_stands(inquiry):
        return STATES_OF_TOPIC[topic] | {OrderStatus.REFUNDING}
    return _WHEN_MISTAKEN.get(topic, STATES_OF_TOPIC[topic]) if may_be_mistaken else STATES_OF_TOPIC[topic]


def _only_asks_how_it_stands(inquiry: Inquiry) -> bool:
    """ "Any news of it?" says nothing of a parcel: it may as well be the money that is waited for."""
    return not inquiry.statements and set(inquiry.requests) <= {Request.STATUS}


def described_variants_count(inquiry: Inquiry) -> bool:
    """Variants describe the order only while they are neither disputed ("ordered L, got M") nor wished instead.

    Where the one that is wished is told apart, the others do.
    """
    disputed = inquiry.says(StatementKind.ORDERED_VARIANT, StatementKind.GOT_VARIANT, StatementKind.GOT_ITEM)
    wished = Topic.VARIANT in inquiry.topics or bool({Request.EXCHANGE, Request.CHANGE_VARIANT} & set(inquiry.requests))
    return not disputed and (not wished or bool(inquiry.wanted_variants))
