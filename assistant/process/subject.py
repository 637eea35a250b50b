"""What the mail is about within the locked order: the lines that it names, their parcel, when they were received."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

from assistant.case.inquiry import Inquiry, ItemMention
from assistant.case.shop import Line, Order, Product, Shipment
from assistant.process.comparing import similar


class Subject(NamedTuple):
    """`lines` are all of the order's where the mail names none of them (`named` is false then).

    `shipment` is the parcel with these lines that is still out; when all have arrived, the last of them.
    `received` is when the customer had them in hand: collected, else delivered, but not by leaving them at a pickup
    point, whose signature is not the customer's.
    """

    lines: tuple[Line, ...]
    named: bool
    shipment: Shipment | None
    received: datetime | None


class Goods(NamedTuple):
    """A mention of goods, and the SKUs of the products whose name or alias its words are in."""

    mention: ItemMention
    by_name: frozenset[str]

    def are(self, line: Line) -> bool:
        """The line's goods are meant: by name, alias or SKU, else as a kind of goods that the reader knows.

        Where the words are in some product's name, only they count: a kind is wider than a name.
        """
        names = (line.product, line.sku)
        if line.sku in self.by_name or any(similar(self.mention.words, name) for name in names if name):
            return True
        return not self.by_name and line.sku in self.mention.skus


def goods_mentioned(inquiry: Inquiry, products: Iterable[Product]) -> tuple[Goods, ...]:
    names = [(product.sku, tuple(filter(None, (product.name, *product.aliases)))) for product in products]
    return tuple(
        Goods(item, frozenset(sku for sku, called in names if any(similar(item.words, name) for name in called)))
        for item in inquiry.items
    )


def subject_of(order: Order, inquiry: Inquiry, products: Iterable[Product]) -> Subject:
    goods = goods_mentioned(inquiry, products)
    named = tuple(line for line in order.lines if any(item.are(line) for item in goods))
    lines = named or order.lines
    parcels = parcels_of(lines, order)
    return Subject(lines=lines, named=bool(named), shipment=_in_question(parcels, order), received=_received(parcels))


def parcels_of(lines: Sequence[Line], order: Order) -> Sequence[Shipment]:
    """The parcels that hold one of the lines; all of them where the records do not say what is in which."""
    skus = {line.sku for line in lines}
    return [shipment for shipment in order.shipments if skus & set(shipment.skus)] or order.shipments


def is_delivered(shipment: Shipment) -> bool:
    return shipment.delivered_at is not None or shipment.collected_at is not None


def _in_question(parcels: Sequence[Shipment], order: Order) -> Shipment | None:
    out = [shipment for shipment in parcels if not is_delivered(shipment)]
    if out:
        return out[0]
    return max(parcels, key=lambda s: s.collected_at or s.delivered_at or order.placed_at, default=None)


def _received(parcels: Sequence[Shipment]) -> datetime | None:
    moments = [
        shipment.collected_at or (None if shipment.pickup_point else shipment.delivered_at) for shipment in parcels
    ]
    return max((moment for moment in moments if moment is not None), default=None)
