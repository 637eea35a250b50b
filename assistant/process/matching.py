"""Does an order fit the customer's description? Each test says why it fits, why not, or that it cannot tell."""

from collections.abc import Sequence
from datetime import datetime
from enum import Enum

from assistant.case.inquiry import Inquiry, ItemMention, StatementKind, Topic
from assistant.case.shop import Line, Order, OrderStatus, Product
from assistant.process.comparing import plain, similar
from assistant.process.evidence import Evidence


class Fit(Enum):
    """How an order stands to one thing that the mail describes."""

    MATCHES = "matches"
    CONTRADICTS = "contradicts"
    SILENT = "silent"


def line_fits(mention: ItemMention, line: Line, products: Sequence[Product]) -> bool:
    """The mention names this line's product, by its name, an alias or its SKU."""
    product = next((product for product in products if product.sku == line.sku), None)
    names = [line.product, line.sku, *((product.name, *product.aliases) if product else ())]
    return any(similar(mention.words, name) for name in names if name)


def item_fit(mention: ItemMention, order: Order, evidence: Evidence) -> Fit:
    """A mention that names another product of the shop contradicts; one that names nothing we sell says nothing."""
    if any(line_fits(mention, line, evidence.products) for line in order.lines):
        return Fit.MATCHES
    named_elsewhere = any(
        similar(mention.words, name) for product in evidence.products for name in (product.name, *product.aliases)
    ) or any(line_fits(mention, line, evidence.products) for other in evidence.orders for line in other.lines)
    return Fit.CONTRADICTS if named_elsewhere else Fit.SILENT


def variant_fits(mention: ItemMention, order: Order) -> bool:
    values = [plain(value) for line in order.lines for value in (*line.variant.values(), line.product)]
    return all(
        any(plain(word) in value or value in plain(word) for value in values if value) for word in mention.variants
    )


def price_fits(mention: ItemMention, order: Order) -> bool:
    amounts = {order.total, *(amount for line in order.lines for amount in (line.unit_price, line.paid))}
    return mention.price in amounts


def quantity_fits(mention: ItemMention, order: Order) -> bool:
    return any(line.quantity == mention.quantity for line in order.lines)


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


def state_fit(inquiry: Inquiry, order: Order) -> Fit:
    """The state that the main topic implies ("I received", "cancel before it ships")."""
    topic = next((topic for topic in inquiry.topics if topic in STATES_OF_TOPIC), None)
    if topic is None:
        return Fit.SILENT
    return Fit.MATCHES if order.status in STATES_OF_TOPIC[topic] else Fit.CONTRADICTS


def described_variants_count(inquiry: Inquiry) -> bool:
    """Variants describe the order only while the customer does not dispute them ("ordered L, got M")."""
    return not inquiry.says(StatementKind.ORDERED_VARIANT, StatementKind.GOT_VARIANT, StatementKind.GOT_ITEM)
