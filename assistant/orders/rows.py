"""From the shop file to rows: the record as it is, and the lookup columns derived from it."""

import hashlib
from collections import Counter
from collections.abc import Iterator
from datetime import UTC
from typing import Any

from assistant.case.base import Value
from assistant.case.shop import ShopFile
from assistant.orders.keys import email_key, name_key, number_key, phone_key
from assistant.orders.tables import (
    ContactRow,
    CustomerPhoneRow,
    CustomerRow,
    OrderLineRow,
    ProductRow,
    ShopBase,
    ShopOrderRow,
    ShopRow,
)

Row = dict[str, Any]
TAIL = 4
"""Characters of an order number, or digits of a phone number, that people give when they do not have all of it."""


def rows_of(shop_file: ShopFile) -> list[tuple[type[ShopBase], list[Row]]]:
    """The rows of each table, in an order that satisfies the foreign keys."""
    return [
        (ShopRow, [{"id": 1, "record": _record(shop_file.shop)}]),
        (ProductRow, list(_products(shop_file))),
        (CustomerRow, list(_customers(shop_file))),
        (CustomerPhoneRow, list(_phones(shop_file))),
        (ShopOrderRow, list(_orders(shop_file))),
        (OrderLineRow, list(_items(shop_file))),
        (ContactRow, list(_contacts(shop_file))),
    ]


def _record(value: Value) -> Row:
    return value.model_dump(mode="json", by_alias=True, exclude_defaults=True)


def _products(shop_file: ShopFile) -> Iterator[Row]:
    for position, product in enumerate(shop_file.products):
        yield {"sku": product.sku, "position": position, "record": _record(product)}


def _customers(shop_file: ShopFile) -> Iterator[Row]:
    for customer in shop_file.customers:
        yield {
            "id": customer.id,
            "email_key": email_key(customer.email),
            "name_key": name_key(customer.name),
            "record": _record(customer),
        }


def _phones(shop_file: ShopFile) -> Iterator[Row]:
    for customer in shop_file.customers:
        for phone in dict.fromkeys(phone_key(phone) for phone in customer.phones):
            if phone:
                yield {"customer_id": customer.id, "phone_key": phone, "tail": phone[-TAIL:]}


def _orders(shop_file: ShopFile) -> Iterator[Row]:
    for order in shop_file.orders:
        key = number_key(order.number)
        yield {
            "number_key": key,
            "tail": key[-TAIL:],
            "customer_id": order.customer_id,
            "placed_at": order.placed_at.astimezone(UTC),
            "record": _record(order),
        }


def _items(shop_file: ShopFile) -> Iterator[Row]:
    for order in shop_file.orders:
        items = (name_key(words) for line in order.lines for words in (line.sku, line.product))
        for item in dict.fromkeys(items):
            if item:
                placed_at = order.placed_at.astimezone(UTC)
                yield {"number_key": number_key(order.number), "item_key": item, "placed_at": placed_at}


def _contacts(shop_file: ShopFile) -> Iterator[Row]:
    seen: Counter[str] = Counter()
    for contact in shop_file.contacts:
        at = contact.at.astimezone(UTC)
        same = f"{contact.customer_id}\n{at.isoformat()}\n{contact.channel}"
        seen[same] += 1
        identity = hashlib.sha256(f"{same}\n{seen[same]}".encode()).hexdigest()
        yield {"id": identity, "customer_id": contact.customer_id, "at": at, "record": _record(contact)}
