"""The shop's records from a shop file, in memory: what `draft --shop` and the evaluation cases use."""

from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

from assistant.case.shop import Contact, Customer, Order, Product, Shop, ShopFile
from assistant.orders.keys import email_key, neighbours, number_key, phone_key

T = TypeVar("T")


class ShopFileOrders:
    """`pipeline.OrderSource` over a shop file. Every lookup is by a dictionary; nothing is scanned."""

    def __init__(self, shop_file: ShopFile) -> None:
        self._file = shop_file
        self._customers = {customer.id: customer for customer in shop_file.customers}
        self._orders = {number_key(order.number): order for order in shop_file.orders}
        by_id = sorted(shop_file.customers, key=lambda customer: customer.id)
        self._by_email = _grouped(by_id, lambda customer: (email_key(customer.email),))
        self._by_phone = _grouped(by_id, lambda customer: tuple(phone_key(phone) for phone in customer.phones))
        self._orders_of = _grouped(newest_first(shop_file.orders), lambda order: (order.customer_id,))
        latest = sorted(shop_file.contacts, key=lambda contact: contact.at, reverse=True)
        self._contacts_of = _grouped(latest, lambda contact: (contact.customer_id,))

    def shop(self) -> Shop:
        return self._file.shop

    def products(self) -> Sequence[Product]:
        return self._file.products

    def customer(self, customer_id: str) -> Customer | None:
        return self._customers.get(customer_id)

    def customer_by_email(self, email: str) -> Customer | None:
        """The account of this address; where several accounts have it, the one with the smallest id."""
        return next(iter(self._by_email.get(email_key(email), ())), None)

    def customers_by_phone(self, phone: str) -> Sequence[Customer]:
        return self._by_phone.get(phone_key(phone), ())

    def order(self, number: str) -> Order | None:
        return self._orders.get(number_key(number))

    def orders_of(self, customer_id: str) -> Sequence[Order]:
        return self._orders_of.get(customer_id, ())

    def similar_numbers(self, number: str) -> Sequence[Order]:
        return tuple(self._orders[key] for key in sorted(neighbours(number) & self._orders.keys()))

    def contacts_of(self, customer_id: str) -> Sequence[Contact]:
        return self._contacts_of.get(customer_id, ())


def no_shop() -> ShopFileOrders:
    """The source where no shop was given: it knows nobody, and every lookup says so."""
    return ShopFileOrders(ShopFile(schema=1))


def newest_first(orders: Iterable[Order]) -> tuple[Order, ...]:
    return tuple(sorted(orders, key=lambda order: (order.placed_at, number_key(order.number)), reverse=True))


def _grouped(values: Iterable[T], keys: Callable[[T], Iterable[str]]) -> dict[str, tuple[T, ...]]:
    groups: dict[str, list[T]] = {}
    for value in values:
        for key in dict.fromkeys(keys(value)):
            if key:
                groups.setdefault(key, []).append(value)
    return {key: tuple(group) for key, group in groups.items()}
