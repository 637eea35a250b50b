"""Small builders for what the process works on. Times are those of a shop in China unless said otherwise."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from assistant.case.diagnosis import Role
from assistant.case.email import Address, Email, Screening, SenderCheck
from assistant.case.inquiry import Inquiry, ItemMention, Statement, StatementKind, Topic
from assistant.case.knowledge import Policy, RoleLimits
from assistant.case.shop import Contact, Customer, Line, Order, OrderStatus, Product, Recipient, Shipment, Shop
from assistant.case.shop import TrackingEvent as Event
from assistant.case.worked import WorkedCase
from assistant.process.claims import Records
from assistant.process.evidence import Evidence, NamedOrder, Verified
from assistant.process.identity import identify
from assistant.process.procedure import lock, work_case

ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 20, 10, 0, tzinfo=ZONE)
SHOP = Shop(name="暖阳生活", timezone="Asia/Shanghai", currency="CNY")
LI_LEI = Customer(id="C1", name="李雷", email="lilei@mail.example", phones=("13812345678",))
HAN_MEI = Customer(id="C2", name="韩梅梅", email="hanmei@mail.example", phones=("13987654321",))
PRODUCTS = (
    Product(sku="CUP-R", name="保温杯", aliases=("水杯", "thermos"), price=Decimal("99.00")),
    Product(sku="COAT-M", name="羽绒服", aliases=("down jacket",), price=Decimal("399.00")),
    Product(sku="HONEY", name="蜂蜜", price=Decimal("45.00"), returnable=False),
)

_LIMITS = {"refund_without_return": "50", "coupon": "20", "freight": "30", "replacement": "200", "refund": "0"}
POLICY = Policy(
    stalled_after_hours=48,
    stalled_after_hours_in_sale=72,
    trace_answer_hours=24,
    lost_after_hours=72,
    pickup_point_answer_hours=24,
    reship_ship_days=2,
    return_window_days=7,
    refund_after_return_days=7,
    quality_return_days=7,
    quality_exchange_days=15,
    warranty_months=12,
    fault_presumed_months=6,
    no_return_asked_up_to=Decimal(50),
    keep_refund_percent=10,
    answer_hours=24,
    refund_duplicate_working_days=3,
    price_protection_days=7,
    invoice_working_days=3,
    presale_ship_days=15,
    presale_late_coupon=Decimal(10),
    repeat_contact_days=30,
    apology_coupon=Decimal(10),
    limits={
        Role.AGENT: RoleLimits.model_validate(_LIMITS),
        Role.SENIOR: RoleLimits.model_validate(dict.fromkeys(_LIMITS, "500")),
        Role.SUPERVISOR: RoleLimits.model_validate(dict.fromkeys(_LIMITS)),
    },
    sources={"stalled_after_hours": "playbook:stalled@abc"},
)


def ago(**span: float) -> datetime:
    return NOW - timedelta(**span)


def weekday(day: date) -> bool:
    return day.weekday() < 5


def line(sku: str = "CUP-R", product: str = "保温杯", **fields: Any) -> Line:
    values: dict[str, Any] = {
        "quantity": 1,
        "unit_price": "99.00",
        "paid": "89.00",
        "variant": {"颜色": "红色"},
    } | fields
    return Line.model_validate({"sku": sku, "product": product} | values)


def shipment(*event_ages_in_hours: float, **fields: Any) -> Shipment:
    """A parcel with an event at each age, on its way unless told otherwise."""
    events = tuple(Event(at=ago(hours=age), place="杭州", text="运输中") for age in event_ages_in_hours)
    values: dict[str, Any] = {"carrier": "中通", "tracking_number": "75312345678901", "events": events} | fields
    return Shipment.model_validate(values)


def order(number: str = "2026111512345", status: str = "shipped", **fields: Any) -> Order:
    values: dict[str, Any] = {
        "customer_id": "C1",
        "placed_at": ago(days=5),
        "paid_at": ago(days=5),
        "total": "89.00",
        "lines": (line(),),
        "recipient": Recipient(
            name="李雷", phone="13812345678", region="浙江省", city="杭州市", district="西湖区",
            street="文三路188号3幢502室", postcode="310000",
        ),
    } | fields  # fmt: skip
    return Order.model_validate({"number": number, "status": OrderStatus(status)} | values)


def inquiry(*topics: Topic, **fields: Any) -> Inquiry:
    return Inquiry.model_validate({"language": "zh", "topics": topics} | fields)


def said(kind: StatementKind, value: str | None = None, words: str = "……") -> Statement:
    return Statement(kind=kind, words=words, value=value)


def mention(words: str, **fields: Any) -> ItemMention:
    return ItemMention.model_validate({"words": words} | fields)


def named(given: Order, owner: Customer = LI_LEI, *, quoted: bool = False) -> NamedOrder:
    return NamedOrder(number=given.number, order=given, customer=owner, quoted=quoted)


def records(given: Order | None, *contacts: Contact, **fields: Any) -> Records:
    values: dict[str, Any] = {"mailed_at": NOW, "zone": ZONE, "prices": {}} | fields
    return Records(order=given, contacts=contacts, **values)


def evidence(*orders: Order, of: Inquiry, account: Customer | None = LI_LEI, **fields: Any) -> Evidence:
    values: dict[str, Any] = {
        "shop": SHOP,
        "mailed_at": NOW,
        "now": NOW,
        "sender_check": SenderCheck(verdict="passed", evidence=("dmarc=pass",)),
        "orders": orders,
        "products": PRODUCTS,
    } | fields
    return Evidence(inquiry=of, account=account, **values)


def verified(given: Order, of: Inquiry, contacts: Sequence[Contact] = (), **fields: Any) -> Verified:
    values: dict[str, Any] = {"mailed_at": NOW, "now": NOW, "policy": POLICY, "shop": SHOP} | fields
    products = {product.sku: product for product in PRODUCTS}
    return Verified(inquiry=of, order=given, products=products, contacts=tuple(contacts), **values)


def worked(given: Evidence) -> WorkedCase:
    identity = identify(given)
    return work_case(given, identity, lock(given, identity), POLICY, weekday)


def email(text: str = "你好", sender: str = LI_LEI.email, **fields: Any) -> Email:
    values: dict[str, Any] = {
        "raw_sha256": "0" * 64,
        "message_id": "<1@mail.example>",
        "sender": Address(email=sender),
        "subject": "咨询",
        "date": NOW,
        "text": text,
        "full_text": text,
        "screening": Screening(kind="customer"),
    } | fields
    return Email(**values)
