"""The shop's records in SQL. Each row keeps its record as in the shop file, beside the columns it is looked up by.

The columns are derived from the record by `rows`, and hold the keys of `orders.keys`, so that a lookup is an equality
on an index on any database, whatever its collation.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, DateTime, ForeignKey, Index, Integer, MetaData, String
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

Record = dict[str, Any]


class ShopBase(DeclarativeBase):
    metadata = MetaData(
        naming_convention={
            "pk": "pk_%(table_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        }
    )
    type_annotation_map = {Record: JSON, datetime: DateTime(timezone=True), str: String()}  # noqa: RUF012


class ShopRow(ShopBase):
    """The one shop; `id` is always 1."""

    __tablename__ = "shop"

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    record: Mapped[Record]


class ProductRow(ShopBase):
    """`position` is the order of the shop file."""

    __tablename__ = "product"

    sku: Mapped[str] = mapped_column(primary_key=True)
    position: Mapped[int]
    record: Mapped[Record]


class CustomerRow(ShopBase):
    __tablename__ = "customer"

    id: Mapped[str] = mapped_column(primary_key=True)
    email_key: Mapped[str] = mapped_column(index=True)
    name_key: Mapped[str] = mapped_column(index=True)
    record: Mapped[Record]


class CustomerPhoneRow(ShopBase):
    __tablename__ = "customer_phone"

    customer_id: Mapped[str] = mapped_column(ForeignKey("customer.id"), primary_key=True)
    phone_key: Mapped[str] = mapped_column(primary_key=True, index=True)
    tail: Mapped[str] = mapped_column(index=True)
    """The last four digits."""


class ShopOrderRow(ShopBase):
    """`placed_at` is in UTC; it only sorts, the record keeps the shop's own offset."""

    __tablename__ = "shop_order"
    __table_args__ = (Index(None, "customer_id", "placed_at"), Index(None, "tail", "placed_at"))

    number_key: Mapped[str] = mapped_column(primary_key=True)
    tail: Mapped[str]
    """The last four characters of the key."""
    customer_id: Mapped[str] = mapped_column(ForeignKey("customer.id"))
    placed_at: Mapped[datetime]
    record: Mapped[Record]


class OrderLineRow(ShopBase):
    """Which orders hold an item, by sku and by name; for searching only, the lines stand in the order's record."""

    __tablename__ = "order_line"
    __table_args__ = (Index(None, "item_key", "placed_at"),)

    number_key: Mapped[str] = mapped_column(ForeignKey("shop_order.number_key"), primary_key=True)
    item_key: Mapped[str] = mapped_column(primary_key=True)
    placed_at: Mapped[datetime]


class ContactRow(ShopBase):
    """`id` is a hash of customer, time and channel, so that the same contact imported again is the same row."""

    __tablename__ = "contact"
    __table_args__ = (Index(None, "customer_id", "at"),)

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    customer_id: Mapped[str] = mapped_column(ForeignKey("customer.id"))
    at: Mapped[datetime]
    record: Mapped[Record]
