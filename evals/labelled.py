"""Mails with a known cause, for measuring how often a diagnosis is right and how sure it was.

The mails of `tests/data/reading` name their cause and have no records, so each is diagnosed by its words alone, with an
order as its cause leaves it in the records, and, where the cause can still be told, with an order of a shop that keeps
no pick records and no times. The demo's mails have their own shop; tau2's tasks have reference actions, which leave few
causes open.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from assistant.case.diagnosis import POOLS, Category, Cause, Diagnosis
from assistant.case.email import Email
from assistant.case.inquiry import Inquiry
from assistant.case.shop import Contact, Order, Product, Shop
from assistant.demo.sample import SUPPORT_ADDRESS, TRUSTED_AUTHSERV_ID, expected_outcomes, sample_mails, sample_shop
from assistant.drafting.understanding import understand
from assistant.mailbox.parsing import parse
from assistant.pipeline import Glossary
from assistant.process.causes import diagnose, diagnose_words
from assistant.process.evidence import Verified
from evals.measuring import VOUCHED, PolicyAlone, a_mail, held_back, offline_pipeline
from evals.shops import tau2_retail
from evals.unseen import without, words_of_one, words_read

MAILS = Path(__file__).parents[1] / "tests" / "data" / "reading"
FILES = ("mails.yaml", "colloquial.yaml")
SHOP = Shop(name="Sunny Living", timezone="Asia/Shanghai", currency="CNY")
DATE = datetime.fromisoformat("2026-11-23T10:00:00+08:00")
POINT = {"name": "菜鸟驿站幸福路店", "phone": "0571-88001234"}


class Labelled(NamedTuple):
    """One diagnosis and whether it is right. `source` says how it was come by."""

    source: str
    key: str
    held_back: bool
    right: bool
    diagnosis: Diagnosis
    label: str


def ago(**span: float) -> datetime:
    return DATE - timedelta(**span)


def _parcel(**fields: Any) -> dict[str, Any]:
    moved = {"at": ago(hours=5), "place": "杭州", "text": "运输中"}
    return {
        "carrier": "中通",
        "tracking_number": "75312345678901",
        "shipped_at": ago(days=3),
        "events": [moved],
    } | fields


def _shipped(**fields: Any) -> dict[str, Any]:
    return {"status": "shipped", "shipments": [_parcel(**fields)]}


def _delivered(days: float = 1, **fields: Any) -> dict[str, Any]:
    arrived = {"at": ago(days=days), "place": "杭州", "text": "已签收"}
    parcel = _parcel(delivered_at=ago(days=days), signed_by="本人", events=[arrived]) | fields
    return {"status": "delivered", "shipments": [parcel]}


PAID: dict[str, Any] = {"status": "paid", "ship_by": ago(days=-2)}
SENT_BACK = {"skus": ["A"], "requested_at": ago(days=6), "received_at": ago(days=3)}
C = Cause

STATES: dict[Cause, dict[str, Any]] = {
    C.IN_TRANSIT_ON_TIME: _shipped(),
    C.NOT_SHIPPED: PAID,
    C.SHIPPING_OVERDUE: PAID | {"ship_by": ago(days=1)},
    C.PRESALE_WAITING: PAID | {"presale": {"deposit": "10.00", "balance": "89.00", "balance_paid_at": ago(days=5)}},
    C.STALLED: _shipped(events=[{"at": ago(hours=80), "place": "杭州", "text": "运输中"}]),
    C.DELAYED: _shipped(promised_at=ago(days=1)),
    C.DELIVERED_NOT_RECEIVED: _delivered(pickup_point=POINT, signed_by="菜鸟驿站"),
    C.LOST: _shipped(events=[{"at": ago(hours=5), "text": "快件遗失"}]),
    C.RETURNED_TO_SENDER: _shipped(events=[{"at": ago(hours=5), "text": "快件已退回寄件人"}]),
    C.DELIVERY_SERVICE: _delivered(pickup_point=POINT, signed_by="菜鸟驿站"),
    C.PARTIAL_SHIPMENT: _delivered(skus=["A"]) | {"lines": ["A", "B"]},
    C.SYNC_LAG: _shipped(
        events=[{"at": ago(hours=60), "text": "已揽收"}], courier_events=[{"at": ago(hours=5), "text": "到达上海"}]
    ),
    C.REGIONAL_DISRUPTION: _shipped(promised_at=ago(days=1)),
    C.WRONG_ITEM_SENT: _delivered() | {"picked": "B"},
    C.ORDERED_AS_SENT: _delivered(),
    C.MISSING_ITEM: _delivered() | {"quantity": 12},
    C.RETURN_OUT_OF_WINDOW: _delivered(days=20),
    C.RETURN_RECEIVED_NOT_REFUNDED: _delivered(days=9) | {"status": "refunding", "returns": [SENT_BACK]},
    C.REFUND_IN_PROGRESS: _delivered(days=9)
    | {"status": "refunding", "returns": [SENT_BACK], "refunds": [{"amount": "99.00", "status": "processing"}]},
    C.REFUND_NOT_NOTICED: _delivered(days=9)
    | {
        "status": "refunded",
        "refunds": [{"amount": "99.00", "status": "completed", "completed_at": ago(days=2)}],
    },
    C.CANCEL_AFTER_SHIPPING: _shipped(),
    C.WARRANTY: _delivered(days=120),
    C.PAYMENT_INCOMPLETE: {"status": "pending_payment", "paid_at": None},
    C.DUPLICATE_CHARGE: PAID | {"payments": [{"id": "1", "amount": "99.00"}, {"id": "2", "amount": "99.00"}]},
    C.CANCEL_BEFORE_SHIPPING: PAID,
    C.ADDRESS_CHANGE_BEFORE_SHIPPING: PAID,
    C.ADDRESS_CHANGE_AFTER_SHIPPING: _shipped(),
    C.VARIANT_CHANGE_BEFORE_SHIPPING: PAID,
    C.OUT_OF_STOCK: PAID,
    C.PRESALE_TERMS: {"status": "pending_payment", "paid_at": None, "presale": {"deposit": "10.00"}},
}
"""How the records stand where a cause holds; for the rest a parcel that arrived yesterday."""


CONTACTS = {
    C.OUT_OF_STOCK: (Contact(customer_id="C1", at=DATE - timedelta(hours=6), summary="仓库缺货，补货时间未定"),),
}
"""What was noted where only a note tells the cause."""


def order_where(cause: Cause) -> Order:
    state = dict(STATES.get(cause, _delivered()))
    picked, quantity = state.pop("picked", None), state.pop("quantity", 1)
    lines = [
        {"sku": sku, "product": "商品", "quantity": quantity, "unit_price": "99.00"}
        | ({"picked": {"sku": picked, "quantity": 1}} if picked else {})
        for sku in state.pop("lines", ["A"])
    ]
    values = {
        "number": "2026111900001",
        "customer_id": "C1",
        "placed_at": ago(days=6),
        "paid_at": ago(days=6),
        "total": f"{99 * quantity * len(lines)}.00",
        "lines": lines,
    }
    return Order.model_validate(values | state)


POOLED = {cause for causes in POOLS.values() for cause in causes}
TOLD_BY_WORDS = frozenset(
    {
        C.WRONG_ITEM_SENT, C.MISSING_ITEM, C.DAMAGED_IN_TRANSIT, C.QUALITY_DEFECT, C.DESCRIPTION_GAP, C.NOT_SHIPPED,
        C.RETURN_IN_WINDOW, C.FREIGHT_DISPUTE, C.DUPLICATE_CHARGE, C.COUPON_RULES, C.PRICE_PROTECTION,
    }
)  # fmt: skip


def sparse_order_where(cause: Cause) -> Order:
    """The same order as a shop has it that keeps statuses and lines, and little else."""
    order = order_where(cause)
    lines = tuple(line.model_copy(update={"picked": None}) for line in order.lines)
    return order.model_copy(update={"lines": lines, "shipments": (), "payments": (), "ship_by": None})


def labelled_cases() -> tuple[Labelled, ...]:
    return (*mails_read(_read), *_demo(), *_tau2())


def mails_read(read: "Reader") -> tuple[Labelled, ...]:
    """The mails that name their cause, each diagnosed in its three ways."""
    return (
        *_by_words(read),
        *_with_records("records", order_where, frozenset(POOLED), read),
        *_with_records("sparse", sparse_order_where, TOLD_BY_WORDS, read),
    )


def mails_read_as_unseen() -> tuple[Labelled, ...]:
    """The tuning part's mails, each read without the words that it alone has; see `evals.unseen`."""
    glossary = Glossary(products=sample_shop(DATE).products)
    tuning = [mail for mail in _yaml() if not mail.get("held_back", False)]
    alone = words_of_one({str(mail["id"]): words_read(partial(_read, mail, glossary)) for mail in tuning})

    def read(mail: dict[str, Any], glossary: Glossary) -> Inquiry:
        with without(alone.get(str(mail["id"]), frozenset())):
            return _read(mail, glossary)

    return tuple(case for case in mails_read(read) if not case.held_back)


def _yaml() -> Sequence[dict[str, Any]]:
    """The mails whose label is a cause or a category of process.md."""
    known = {str(word) for word in (*Cause, *Category)}
    mails = [mail for name in FILES for mail in yaml.safe_load((MAILS / name).read_text(encoding="utf-8"))]
    return [mail for mail in mails if mail["cause"] in known]


Reader = Callable[[dict[str, Any], Glossary], Inquiry]


def _read(mail: dict[str, Any], glossary: Glossary) -> Inquiry:
    email = a_mail(mail["text"], DATE).model_copy(update={"subject": mail["subject"]})
    return understand(email, glossary)


def _is(diagnosis: Diagnosis, label: str) -> bool:
    """The cause, or the category where the label or the diagnosis names only that."""
    if label in {category.value for category in Category}:
        return diagnosis.category.value == label
    cause = Cause(label)
    if cause in (Cause.SYNC_LAG, Cause.REGIONAL_DISRUPTION):
        return diagnosis.category is cause.category
    return diagnosis.cause is cause if diagnosis.cause is not None else diagnosis.category is cause.category


def _by_words(read: Reader) -> Iterator[Labelled]:
    glossary = Glossary(products=sample_shop(DATE).products)
    for mail in _yaml():
        diagnosis = diagnose_words(read(mail, glossary))
        right = _is(diagnosis, mail["cause"])
        yield Labelled("words", str(mail["id"]), mail.get("held_back", False), right, diagnosis, mail["cause"])


def _with_records(
    source: str, order_of: Callable[[Cause], Order], causes: frozenset[Cause], read: Reader
) -> Iterator[Labelled]:
    glossary = Glossary(products=sample_shop(DATE).products)
    policy = PolicyAlone().policy(DATE)
    product = Product(sku="A", name="商品", returnable=True)
    for mail in _yaml():
        if mail["cause"] not in {cause.value for cause in causes}:
            continue
        case = Verified(
            shop=SHOP,
            inquiry=read(mail, glossary),
            order=order_of(Cause(mail["cause"])),
            products={"A": product},
            policy=policy,
            contacts=CONTACTS.get(Cause(mail["cause"]), ()),
            mailed_at=DATE,
            now=DATE,
        )
        diagnosis = diagnose(case)
        right = _is(diagnosis, mail["cause"])
        yield Labelled(source, str(mail["id"]), mail.get("held_back", False), right, diagnosis, mail["cause"])


def _demo() -> Iterator[Labelled]:
    shop = sample_shop(DATE)
    pipeline = offline_pipeline(shop)
    expected = expected_outcomes()
    for mail in sample_mails(DATE):
        wanted = expected[mail.name]
        email = _parsed(mail.raw)
        if email.screening.kind != "customer" or wanted.category is None:
            continue
        diagnosis = pipeline.work(email, DATE).case_file.diagnosis
        if diagnosis is None:
            continue
        found = Diagnosis.model_validate(diagnosis.model_dump())
        label = (wanted.cause or wanted.category).value
        yield Labelled("demo", mail.name, held_back(f"demo {mail.name}"), _is(found, label), found, label)


def _parsed(raw: bytes) -> Email:
    return parse(
        raw,
        own_addresses=frozenset({SUPPORT_ADDRESS}),
        trusted_authserv_ids=(TRUSTED_AUTHSERV_ID,),
        read_at=DATE,
    )


CAUSES_OF_ACTION: dict[str, set[Cause]] = {
    "cancel_pending_order": {C.CANCEL_BEFORE_SHIPPING},
    "modify_pending_order_items": {C.VARIANT_CHANGE_BEFORE_SHIPPING},
    "modify_pending_order_address": {C.ADDRESS_CHANGE_BEFORE_SHIPPING},
    "return_delivered_order_items": {C.RETURN_IN_WINDOW, C.QUALITY_DEFECT, C.DESCRIPTION_GAP, C.DAMAGED_IN_TRANSIT},
    "exchange_delivered_order_items": {C.RETURN_IN_WINDOW, C.QUALITY_DEFECT, C.DESCRIPTION_GAP, C.DAMAGED_IN_TRANSIT},
}


def _tau2() -> Iterator[Labelled]:
    shop = tau2_retail.shop_file()
    emails = {customer.id: customer.email for customer in shop.customers}
    pipeline = offline_pipeline(shop)
    for task in tau2_retail.tasks():
        mail = a_mail(task.text, tau2_retail.NOW, emails[task.customer_id], VOUCHED)
        case = pipeline.work(mail, tau2_retail.NOW).case_file
        names = {name for name, number in task.reference if number == case.order.number}
        if case.diagnosis is None or not names:
            continue
        found = Diagnosis.model_validate(case.diagnosis.model_dump())
        open_causes = set().union(*(CAUSES_OF_ACTION[name] for name in names))
        right = bool(open_causes & {found.cause})
        yield Labelled("tau2", task.id, held_back(f"tau2 {task.id}"), right, found, "/".join(sorted(names)))
