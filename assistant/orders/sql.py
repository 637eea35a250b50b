"""The shop's records in SQL, on SQLite and PostgreSQL: looked up through `SqlOrders`, stored by `import_shop`."""

from collections.abc import Iterator, Sequence
from typing import Any, TypeVar

from sqlalchemy import Engine, Table, delete, func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session
from sqlalchemy.sql.selectable import TypedReturnsRows

from assistant.case.base import Value
from assistant.case.shop import Contact, Customer, Order, Product, Shop, ShopFile
from assistant.orders.database import shop_session
from assistant.orders.finding import Found, find_orders
from assistant.orders.keys import email_key, neighbours, number_key, phone_key
from assistant.orders.rows import Row, rows_of
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

ROWS_AT_ONCE = 500
"""Rows a statement: times five columns this stays under SQLite's 32,766 variables and PostgreSQL's 65,535."""

T = TypeVar("T", bound=Value)


class ImportCounts(Value):
    """How many records there are of each kind: in a file that was stored, or in the database."""

    products: int
    customers: int
    orders: int
    contacts: int


class SqlOrders:
    """`pipeline.OrderSource` over `orders.tables`; every order and every person is looked up by an index.

    Each lookup raises RecordsUnreachable or RecordsError when the database cannot answer.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def shop(self) -> Shop:
        return next(iter(self._all(Shop, select(ShopRow.record))), Shop())

    def products(self) -> Sequence[Product]:
        return self._all(Product, select(ProductRow.record).order_by(ProductRow.position, ProductRow.sku))

    def customer(self, customer_id: str) -> Customer | None:
        return self._one(Customer, select(CustomerRow.record).where(CustomerRow.id == customer_id))

    def customer_by_email(self, email: str) -> Customer | None:
        """The account of this address; where several accounts have it, the one with the smallest id."""
        key = email_key(email)
        query = select(CustomerRow.record).where(CustomerRow.email_key == key).order_by(CustomerRow.id).limit(1)
        return self._one(Customer, query) if key else None

    def customers_by_phone(self, phone: str) -> Sequence[Customer]:
        query = (
            select(CustomerRow.record)
            .join(CustomerPhoneRow, CustomerPhoneRow.customer_id == CustomerRow.id)
            .where(CustomerPhoneRow.phone_key == phone_key(phone))
            .order_by(CustomerRow.id)
        )
        return self._all(Customer, query)

    def order(self, number: str) -> Order | None:
        return self._one(Order, select(ShopOrderRow.record).where(ShopOrderRow.number_key == number_key(number)))

    def orders_of(self, customer_id: str) -> Sequence[Order]:
        query = (
            select(ShopOrderRow.record)
            .where(ShopOrderRow.customer_id == customer_id)
            .order_by(ShopOrderRow.placed_at.desc(), ShopOrderRow.number_key.desc())
        )
        return self._all(Order, query)

    def similar_numbers(self, number: str) -> Sequence[Order]:
        keys = neighbours(number)
        query = select(ShopOrderRow.record).where(ShopOrderRow.number_key.in_(keys)).order_by(ShopOrderRow.number_key)
        return self._all(Order, query) if keys else ()

    def contacts_of(self, customer_id: str) -> Sequence[Contact]:
        query = (
            select(ContactRow.record)
            .where(ContactRow.customer_id == customer_id)
            .order_by(ContactRow.at.desc(), ContactRow.id)
        )
        return self._all(Contact, query)

    def counts(self) -> ImportCounts:
        tables = {"products": ProductRow, "customers": CustomerRow, "orders": ShopOrderRow, "contacts": ContactRow}
        with shop_session(self._engine) as session:
            counted = {
                name: session.scalar(select(func.count()).select_from(table)) or 0 for name, table in tables.items()
            }
        return ImportCounts(**counted)

    def newest_order(self) -> Order | None:
        """The one that was placed last."""
        return self._one(Order, select(ShopOrderRow.record).order_by(ShopOrderRow.placed_at.desc()).limit(1))

    def find(self, text: str, limit: int = 20) -> Sequence[Found]:
        """Orders by number, its end, customer or item (`orders.finding`); for people, not for the process."""
        with shop_session(self._engine) as session:
            return find_orders(session, text, limit)

    def _all(self, kind: type[T], query: TypedReturnsRows[Any]) -> tuple[T, ...]:
        with shop_session(self._engine) as session:
            return tuple(kind.model_validate(record) for record in session.scalars(query))

    def _one(self, kind: type[T], query: TypedReturnsRows[Any]) -> T | None:
        return next(iter(self._all(kind, query)), None)


def import_shop(engine: Engine, shop_file: ShopFile) -> ImportCounts:
    """Store the whole file in one transaction, or nothing of it. Known records are replaced, all others stay.

    Raises RecordsUnreachable or RecordsError.
    """
    with shop_session(engine) as session, session.begin():
        _forget_derived(session, shop_file)
        for table, rows in rows_of(shop_file):
            _upsert(session, table, rows)
    return ImportCounts(
        products=len(shop_file.products),
        customers=len(shop_file.customers),
        orders=len(shop_file.orders),
        contacts=len(shop_file.contacts),
    )


def _forget_derived(session: Session, shop_file: ShopFile) -> None:
    """What an imported customer's phones and an imported order's lines were before, they no longer are."""
    for ids in _chunks([customer.id for customer in shop_file.customers]):
        session.execute(delete(CustomerPhoneRow).where(CustomerPhoneRow.customer_id.in_(ids)))
    for keys in _chunks([number_key(order.number) for order in shop_file.orders]):
        session.execute(delete(OrderLineRow).where(OrderLineRow.number_key.in_(keys)))


def _upsert(session: Session, model: type[ShopBase], rows: list[Row]) -> None:
    table: Table = ShopBase.metadata.tables[model.__tablename__]
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    keys = [column.name for column in table.primary_key]
    for chunk in _chunks(rows):
        insert = dialect.insert(table).values(chunk)
        changed = {column.name: insert.excluded[column.name] for column in table.columns if not column.primary_key}
        session.execute(insert.on_conflict_do_update(index_elements=keys, set_=changed))


def _chunks(values: list[Any]) -> Iterator[list[Any]]:
    for start in range(0, len(values), ROWS_AT_ONCE):
        yield values[start : start + ROWS_AT_ONCE]
