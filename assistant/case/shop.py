"""The shop file's vocabulary (contracts.md, section 2): shop, products, customers, orders, contacts."""

from decimal import Decimal
from enum import StrEnum
from typing import Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import Field, field_validator

from assistant.case.base import Money, Time, Value


class OrderStatus(StrEnum):
    PENDING_PAYMENT = "pending_payment"
    PAID = "paid"
    SHIPPED = "shipped"
    DELIVERED = "delivered"
    COMPLETED = "completed"
    CANCELLED = "cancelled"
    REFUNDING = "refunding"
    REFUNDED = "refunded"


class Shop(Value):
    name: str = "Shop"
    names: dict[Literal["zh", "en"], str] = Field(default_factory=dict)
    """What it calls itself in letters of a language, where that differs from `name`."""
    timezone: str = "Asia/Shanghai"
    currency: str = "CNY"

    @field_validator("timezone")
    @classmethod
    def _known_zone(cls, name: str) -> str:
        try:
            ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError) as error:
            raise ValueError(f"{name!r} is no IANA time zone (for example Asia/Shanghai)") from error
        return name

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)

    def name_in(self, language: Literal["zh", "en"]) -> str:
        return self.names.get(language) or self.name


class PriceChange(Value):
    """A price of the product page, in force from `start` on."""

    start: Time = Field(alias="from")
    price: Money


class PageChange(Value):
    """A text of the product page, in force from `start` on."""

    start: Time = Field(alias="from")
    text: str


class Product(Value):
    sku: str
    name: str = ""
    aliases: tuple[str, ...] = ()
    page_text: str = ""
    page_texts: tuple[PageChange, ...] = ()
    price: Money | None = None
    prices: tuple[PriceChange, ...] = ()
    returnable: bool = True
    durable: bool = False


class Customer(Value):
    id: str
    name: str = ""
    email: str = ""
    phones: tuple[str, ...] = ()
    registered_at: Time | None = None


class Presale(Value):
    deposit: Money | None = None
    balance: Money | None = None
    balance_paid_at: Time | None = None


class Payment(Value):
    id: str = ""
    amount: Money | None = None
    status: str = "captured"
    at: Time | None = None


class Recipient(Value):
    name: str = ""
    phone: str = ""
    region: str = ""
    city: str = ""
    district: str = ""
    street: str = ""
    postcode: str = ""


class Picked(Value):
    """What the warehouse recorded as packed for a line."""

    sku: str | None = None
    quantity: int | None = Field(default=None, ge=0)


class Line(Value):
    sku: str = ""
    product: str = ""
    variant: dict[str, str] = Field(default_factory=dict)
    quantity: int = Field(default=1, ge=1)
    unit_price: Money | None = None
    paid: Money | None = None
    gift: bool = False
    picked: Picked | None = None


class PickupPoint(Value):
    name: str = ""
    phone: str = ""
    code: str = ""


class TrackingEvent(Value):
    at: Time
    place: str = ""
    text: str = ""


class Shipment(Value):
    carrier: str = ""
    tracking_number: str = ""
    skus: tuple[str, ...] = ()
    shipped_at: Time | None = None
    promised_at: Time | None = None
    delivered_at: Time | None = None
    signed_by: str | None = None
    collected_at: Time | None = None
    pickup_point: PickupPoint | None = None
    events: tuple[TrackingEvent, ...] = ()
    courier_events: tuple[TrackingEvent, ...] = ()


class Return(Value):
    skus: tuple[str, ...] = ()
    requested_at: Time | None = None
    carrier: str = ""
    tracking_number: str = ""
    received_at: Time | None = None


class Refund(Value):
    amount: Money | None = None
    status: str = ""
    requested_at: Time | None = None
    completed_at: Time | None = None
    method: str = ""
    reference: str = ""


class Invoice(Value):
    status: str = ""
    title: str = ""
    tax_number: str = ""
    kind: str = ""
    email: str = ""


class Coupon(Value):
    code: str = ""
    amount: Money | None = None


class Order(Value):
    number: str = Field(min_length=1)
    customer_id: str
    placed_at: Time
    status: OrderStatus
    total: Money | None = None
    payment_method: str = ""
    paid_at: Time | None = None
    ship_by: Time | None = None
    freight_insured: bool = False
    presale: Presale | None = None
    payments: tuple[Payment, ...] = ()
    recipient: Recipient | None = None
    lines: tuple[Line, ...]
    shipments: tuple[Shipment, ...] = ()
    returns: tuple[Return, ...] = ()
    refunds: tuple[Refund, ...] = ()
    invoice: Invoice | None = None
    coupons: tuple[Coupon, ...] = ()

    @property
    def amount_paid(self) -> Decimal | None:
        """What the customer paid in all: the order's total, else the sum of its lines; None if neither is recorded."""
        if self.total is not None:
            return self.total
        paid = Decimal("0.00")
        for line in self.lines:
            if line.paid is None and line.unit_price is None:
                return None
            paid += line.paid if line.paid is not None else (line.unit_price or Decimal(0)) * line.quantity
        return paid


class Contact(Value):
    """A past contact on any channel. `promise` is what we said we would do, in words."""

    customer_id: str
    at: Time
    channel: Literal["chat", "phone", "email"] | None = None
    category: str | None = None
    summary: str = ""
    promise: str | None = None


class ShopFile(Value):
    """The whole file. Numbers and ids are unique, and every reference points at something in the file."""

    schema_version: Literal[1] = Field(alias="schema")
    shop: Shop = Shop()
    products: tuple[Product, ...] = ()
    customers: tuple[Customer, ...] = ()
    orders: tuple[Order, ...] = ()
    contacts: tuple[Contact, ...] = ()
