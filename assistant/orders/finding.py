"""Finding an order by whatever a person at the desk has of it, for `draftdesk shop find TEXT`."""

from collections.abc import Iterator
from enum import StrEnum
from itertools import islice

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from assistant.case.base import Value
from assistant.case.shop import Customer, Order, Product
from assistant.orders.keys import email_key, name_key, number_key, phone_key
from assistant.orders.rows import TAIL
from assistant.orders.tables import CustomerPhoneRow, CustomerRow, OrderLineRow, ProductRow, ShopOrderRow


class FoundBy(StrEnum):
    """What the text is of the order or its customer, the surest first."""

    NUMBER = "number"
    TAIL = "tail"
    EMAIL = "email"
    PHONE = "phone"
    NAME = "name"
    PRODUCT = "product"


class Found(Value):
    """An order with its customer; `order` is null for a customer who has none."""

    by: FoundBy
    order: Order | None
    customer: Customer


def find_orders(session: Session, text: str, limit: int) -> tuple[Found, ...]:
    """Orders whose number, the end of it, customer or item is `text`, newest first within each kind of match.

    A product is matched by any part of its name or an alias; everything else whole, or by its last four characters.
    """
    return tuple(islice(_without_repeats(_matches(session, text, limit)), limit))


def _matches(session: Session, text: str, limit: int) -> Iterator[Found]:
    number, phone, name = number_key(text), phone_key(text), name_key(text)
    yield from _orders(session, FoundBy.NUMBER, ShopOrderRow.number_key == number, limit)
    if len(number) >= TAIL:
        ends_so = (ShopOrderRow.tail == number[-TAIL:]) & ShopOrderRow.number_key.endswith(number, autoescape=True)
        yield from _orders(session, FoundBy.TAIL, ends_so, limit)
    if "@" in text:
        yield from _of_customers(session, FoundBy.EMAIL, CustomerRow.email_key == email_key(text), limit)
    if len(phone) >= TAIL and not any(character.isalpha() for character in text):
        yield from _of_customers(session, FoundBy.PHONE, _has_phone(phone), limit)
    if name:
        yield from _of_customers(session, FoundBy.NAME, CustomerRow.name_key == name, limit)
        yield from _orders(session, FoundBy.PRODUCT, _has_item(session, name, limit), limit)


def _has_phone(phone: str) -> ColumnElement[bool]:
    column, key = (CustomerPhoneRow.tail, phone) if len(phone) == TAIL else (CustomerPhoneRow.phone_key, phone)
    return CustomerRow.id.in_(select(CustomerPhoneRow.customer_id).where(column == key))


def _has_item(session: Session, words: str, limit: int) -> ColumnElement[bool]:
    newest = (
        select(OrderLineRow.number_key)
        .where(OrderLineRow.item_key.in_({words, *_items_named(session, words)}))
        .order_by(OrderLineRow.placed_at.desc())
        .limit(limit)
    )
    return ShopOrderRow.number_key.in_(session.scalars(newest).all())


def _items_named(session: Session, words: str) -> Iterator[str]:
    """The skus and names of the products that `words` may mean. Reads the product list, which a shop knows by heart."""
    for record in session.scalars(select(ProductRow.record)):
        product = Product.model_validate(record)
        if any(words in name_key(name) for name in (product.name, *product.aliases)) or words == name_key(product.sku):
            yield name_key(product.sku)
            yield name_key(product.name)


def _orders(session: Session, by: FoundBy, condition: ColumnElement[bool], limit: int) -> Iterator[Found]:
    query = (
        select(ShopOrderRow.record, CustomerRow.record)
        .join(CustomerRow, CustomerRow.id == ShopOrderRow.customer_id)
        .where(condition)
        .order_by(ShopOrderRow.placed_at.desc(), ShopOrderRow.number_key.desc())
        .limit(limit)
    )
    for order, customer in session.execute(query):
        yield Found(by=by, order=Order.model_validate(order), customer=Customer.model_validate(customer))


def _of_customers(session: Session, by: FoundBy, condition: ColumnElement[bool], limit: int) -> Iterator[Found]:
    query = select(CustomerRow.record).where(condition).order_by(CustomerRow.id).limit(limit)
    for record in session.scalars(query).all():
        customer = Customer.model_validate(record)
        orders = list(_orders(session, by, ShopOrderRow.customer_id == customer.id, limit))
        yield from orders or [Found(by=by, order=None, customer=customer)]


def _without_repeats(matches: Iterator[Found]) -> Iterator[Found]:
    seen: set[str] = set()
    for found in matches:
        key = number_key(found.order.number) if found.order else f"customer {found.customer.id}"
        if key not in seen:
            seen.add(key)
            yield found
