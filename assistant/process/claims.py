"""The customer's statements held against the records, both ends looked at (process.md, section 2.3)."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal, InvalidOperation
from types import MappingProxyType
from typing import NamedTuple
from zoneinfo import ZoneInfo

from assistant.case.inquiry import Inquiry, Statement, StatementKind, Topic
from assistant.case.shop import Contact, Order, OrderStatus
from assistant.case.verification import Claim, Fact, Verdict
from assistant.process.comparing import comparable_variants, digits, fits_variant, plain, similar
from assistant.process.money import CAPTURED, COMPLETED, duplicate_payments
from assistant.process.page import Page, PageReading


class Records(NamedTuple):
    """What statements are held against. `prices` are the product pages' by SKU, when the mail was written; `names` what
    the shop calls each product, in any language.

    `meant` are the SKUs that the mail's words for goods can name; `elsewhere` those of the sender's other orders.
    `pages` are those of the lines that the mail is about, by the line's index, as they stood when the order was placed;
    `page` is what they say of the matter.
    """

    order: Order | None
    contacts: Sequence[Contact]
    mailed_at: datetime
    zone: ZoneInfo
    prices: Mapping[str, Decimal]
    pages: Mapping[int, Page] = MappingProxyType({})
    page: PageReading = PageReading.OPEN
    names: Mapping[str, tuple[str, ...]] = MappingProxyType({})
    meant: Mapping[str, frozenset[str]] = MappingProxyType({})
    elsewhere: frozenset[str] = frozenset()


def verify_claims(inquiry: Inquiry, records: Records, facts: Sequence[Fact]) -> tuple[Claim, ...]:
    """Claims `c1`, `c2`, …, one for each statement, with the facts that decide it."""
    claims = []
    for n, statement in enumerate(inquiry.statements, start=1):
        verdict, fields = _UNKNOWN if _is_of_other_money(statement, inquiry, records) else _judge(statement, records)
        ids = tuple(fact.id for fact in facts if any(_under(fact.field, field) for field in fields))
        claims.append(Claim(id=f"c{n}", kind=statement.kind, text=statement.words, verdict=verdict, facts=ids))
    return tuple(claims)


def amount_said(inquiry: Inquiry, order: Order) -> str | None:
    """What the customer says to have paid for the order: of several amounts the one on record, else the first.

    Beside freight or a coupon an amount that is not on record is rather that of the freight or the coupon.
    """
    said = [one.value for one in inquiry.statements if one.kind is StatementKind.PAID_AMOUNT and one.value is not None]
    on_record = next((value for value in said if _decimal(value) in _amounts_of(order)), None)
    if on_record is not None or inquiry.says(StatementKind.FREIGHT_PAID) or _OTHER_MONEY & set(inquiry.topics):
        return on_record
    return next(iter(said), None)


_OTHER_MONEY = {Topic.FREIGHT, Topic.COUPON}


def _is_of_other_money(statement: Statement, inquiry: Inquiry, records: Records) -> bool:
    if statement.kind is not StatementKind.PAID_AMOUNT or records.order is None:
        return False
    return statement.value != amount_said(inquiry, records.order)


def status_said(inquiry: Inquiry, records: Records) -> tuple[str | None, Verdict]:
    """The words of the first statement that the order's status confirms or contradicts, and which of the two."""
    for statement in inquiry.statements:
        verdict, fields = _judge(statement, records)
        if "status" in fields and verdict is not Verdict.NOT_IN_RECORDS:
            return statement.words, verdict
    return None, Verdict.NOT_IN_RECORDS


def item_said(inquiry: Inquiry, records: Records) -> tuple[str | None, Verdict]:
    """The goods that the customer says to have ordered, and what the order says to that."""
    for statement in inquiry.statements:
        if statement.kind is StatementKind.ORDERED_ITEM and statement.value is not None:
            return statement.value, _judge(statement, records)[0]
    return None, Verdict.NOT_IN_RECORDS


Judged = tuple[Verdict, tuple[str, ...]]
_UNKNOWN: Judged = (Verdict.NOT_IN_RECORDS, ())


def _judge(statement: Statement, records: Records) -> Judged:
    contacts, order = records.contacts, records.order
    if statement.kind is StatementKind.CONTACTED_BEFORE:
        return (Verdict.CONFIRMED if contacts else Verdict.NOT_IN_RECORDS), ()
    if statement.kind is StatementKind.PROMISED:
        return (Verdict.CONFIRMED if any(contact.promise for contact in contacts) else Verdict.NOT_IN_RECORDS), ()
    if order is None:
        return _UNKNOWN
    if statement.kind is StatementKind.NO_MOVEMENT:
        return _no_movement(order, records)
    if statement.kind is StatementKind.PRICE_NOW:
        return _price_now(statement, order, records)
    if statement.kind is StatementKind.PAGE_SAYS:
        return _page_says(statement, order, records)
    if statement.kind is StatementKind.ORDERED_ITEM:
        return _ordered_item(statement, order, records)
    judge = _JUDGES.get(statement.kind)
    return judge(statement, order) if judge is not None else _UNKNOWN


def _no_movement(order: Order, records: Records) -> Judged:
    """Contradicted by a parcel that moved on the very day of the mail, in the courier's record or in ours."""
    fields = ("shipments.*.events", "shipments.*.courier_events")
    events = [event.at for s in order.shipments for event in (*s.events, *s.courier_events)]
    seen = [moment for moment in events if moment <= records.mailed_at]
    if not order.shipments:
        return _UNKNOWN
    today = records.mailed_at.astimezone(records.zone).date()
    return _either(not seen or max(seen).astimezone(records.zone).date() != today, *fields)


def _price_now(statement: Statement, order: Order, records: Records) -> Judged:
    """The page's price as we have it on record. No field of the order says it."""
    said = _decimal(statement.value)
    known = [records.prices[line.sku] for line in order.lines if line.sku in records.prices]
    fallen = [line.paid - records.prices[line.sku] for line in order.lines if line.paid and line.sku in records.prices]
    if said is None or not known or said in fallen:  # "give me the 40 back" names the difference
        return _UNKNOWN
    return _either(said in known)


def _page_says(statement: Statement, order: Order, records: Records) -> Judged:
    """Confirmed where the page of the order's day says it; contradicted where that page says what came instead, and
    something has come.
    """
    if records.page is PageReading.AS_DESCRIBED:
        return _either(False if _shown_delivered(order) else None, "lines.*.page_text")
    says = any(page.says(statement) for page in records.pages.values())
    return _either(True, "lines.*.page_text") if says else _UNKNOWN


def _either(holds: bool | None, *fields: str) -> Judged:
    """True confirms, False contradicts, None is not in the records."""
    if holds is None:
        return Verdict.NOT_IN_RECORDS, ()
    return (Verdict.CONFIRMED if holds else Verdict.CONTRADICTED), fields


def _not_received(statement: Statement, order: Order) -> Judged:
    """Nothing in hand is contradicted only by a collection that is recorded; a signature is not the customer's hand."""
    if any(shipment.collected_at for shipment in order.shipments):
        return _either(False, "shipments.*.collected_at")
    if _shown_delivered(order):
        return Verdict.NOT_IN_RECORDS, ("status", "shipments.*.delivered_at", "shipments.*.signed_by")
    return _either(True, "status", "shipments.*.events")


def _received(statement: Statement, order: Order) -> Judged:
    return _either(_shown_delivered(order), "status", "shipments.*.delivered_at")


def _shown_delivered(order: Order) -> bool:
    return order.status in (OrderStatus.DELIVERED, OrderStatus.COMPLETED) or any(
        shipment.delivered_at for shipment in order.shipments
    )


def _not_shipped(statement: Statement, order: Order) -> Judged:
    shipped = any(s.shipped_at or s.events or s.courier_events for s in order.shipments)
    return _either(not shipped, "status", "shipments.*.shipped_at")


def _ordered_variant(statement: Statement, order: Order) -> Judged:
    if statement.value is None:
        return _UNKNOWN
    rows = [
        (f"lines.{n}.variant.{name}", value)
        for n, line in enumerate(order.lines)
        for name, value in line.variant.items()
        if comparable_variants(value, statement.value)
    ]
    if not rows:
        return _UNKNOWN
    matching = [field for field, value in rows if fits_variant(value, statement.value)]
    return _either(bool(matching), *(matching or [field for field, _ in rows]))


def _ordered_quantity(statement: Statement, order: Order) -> Judged:
    said = digits(statement.value or "")
    if not said:
        return _UNKNOWN
    return _either(
        any(line.quantity == int(said) for line in order.lines)
        or sum(line.quantity for line in order.lines) == int(said),
        "lines.*.quantity",
    )


def _got_quantity(statement: Statement, order: Order) -> Judged:
    said = digits(statement.value or "")
    packed = [line.picked.quantity for line in order.lines if line.picked and line.picked.quantity is not None]
    if not said or not packed:
        return _UNKNOWN
    return _either(int(said) in packed or int(said) == sum(packed), "lines.*.picked.quantity")


def _ordered_item(statement: Statement, order: Order, records: Records) -> Judged:
    """Held against all names of the goods, and what else their kind is called: a flask is a thermos. Where no name is
    in the language of the words, they deny nothing; nor do goods of another order deny this one.
    """
    if not statement.value:
        return _UNKNOWN
    called = [name for line in order.lines for name in (line.product, *records.names.get(line.sku, ())) if name]
    meant = records.meant.get(plain(statement.value), frozenset())
    if any(similar(statement.value, name) for name in called) or meant & {line.sku for line in order.lines}:
        return _either(True, "lines.*.product")
    if meant & records.elsewhere:
        return _UNKNOWN
    comparable = any(name.isascii() == statement.value.isascii() for name in called)
    return _either(False, "lines.*.product") if comparable else _UNKNOWN


def _got_other(statement: Statement, order: Order) -> Judged:
    """What was packed decides: another article than ordered confirms it, the one ordered contradicts it."""
    packed = [(line.sku, line.picked.sku) for line in order.lines if line.picked and line.picked.sku]
    if not packed:
        return _UNKNOWN
    if any(ordered != picked for ordered, picked in packed):
        return _either(True, "lines.*.picked.sku")
    return Verdict.NOT_IN_RECORDS, ("lines.*.picked.sku",)


def _missing(statement: Statement, order: Order) -> Judged:
    for line in order.lines:
        if line.picked and line.picked.quantity is not None and line.picked.quantity < line.quantity:
            return _either(True, "lines.*.picked.quantity")
    return _UNKNOWN


def _paid_amount(statement: Statement, order: Order) -> Judged:
    said = _decimal(statement.value)
    if said is None:
        return _UNKNOWN
    return _either(said in _amounts_of(order), "total", "lines.*.paid")


def _amounts_of(order: Order) -> set[Decimal | None]:
    return {order.amount_paid, *(line.paid for line in order.lines), *(line.unit_price for line in order.lines)}


def _decimal(value: str | None) -> Decimal | None:
    try:
        return Decimal(value or "")
    except InvalidOperation:
        return None


def _paid(statement: Statement, order: Order) -> Judged:
    if order.payments:
        return _either(any(payment.status in CAPTURED for payment in order.payments), "status", "payments.*.status")
    return _either(order.paid_at is not None or order.status is not OrderStatus.PENDING_PAYMENT, "status", "paid_at")


def _paid_twice(statement: Statement, order: Order) -> Judged:
    if not order.payments:
        return _UNKNOWN
    return _either(len(duplicate_payments(order)) > 0, "payments.*.amount", "payments.*.status")


def _returned(statement: Statement, order: Order) -> Judged:
    return _either(True, "returns.*.requested_at", "returns.*.received_at") if order.returns else _UNKNOWN


def _not_refunded(statement: Statement, order: Order) -> Judged:
    if not order.refunds and order.status is not OrderStatus.REFUNDED:
        return _either(True, "status")
    completed = any(refund.completed_at or refund.status in COMPLETED for refund in order.refunds)
    return _either(not completed, "refunds.*.status", "refunds.*.completed_at")


def _signed_by_other(statement: Statement, order: Order) -> Judged:
    signed = [shipment.signed_by for shipment in order.shipments if shipment.signed_by]
    if not signed:
        return _UNKNOWN
    recipient = order.recipient.name if order.recipient else ""
    in_person = any(plain(name) in _IN_PERSON or similar(name, recipient) for name in signed)
    return _either(not in_person, "shipments.*.signed_by")


_IN_PERSON = frozenset({"本人", "本人签收", "收件人", "self", "recipient", "inperson", "customer"})
"""How couriers record that the recipient signed."""


_JUDGES: dict[StatementKind, Callable[[Statement, Order], Judged]] = {
    StatementKind.NOT_RECEIVED: _not_received,
    StatementKind.RECEIVED: _received,
    StatementKind.SHOWN_DELIVERED: _received,
    StatementKind.NOT_SHIPPED: _not_shipped,
    StatementKind.ORDERED_VARIANT: _ordered_variant,
    StatementKind.ORDERED_QUANTITY: _ordered_quantity,
    StatementKind.GOT_QUANTITY: _got_quantity,
    StatementKind.GOT_VARIANT: _got_other,
    StatementKind.GOT_ITEM: _got_other,
    StatementKind.MISSING: _missing,
    StatementKind.PAID_AMOUNT: _paid_amount,
    StatementKind.PAID: _paid,
    StatementKind.PAID_TWICE: _paid_twice,
    StatementKind.RETURNED: _returned,
    StatementKind.NOT_REFUNDED: _not_refunded,
    StatementKind.SIGNED_BY_OTHER: _signed_by_other,
}
"""Damage, defects, what the goods are like and advanced freight are in no record; the kinds that need more than the
order are judged in `_judge`.
"""


def _under(field: str, pattern: str) -> bool:
    """`shipments.0.events.3` is under `shipments.*.events`."""
    parts, wanted = field.split("."), pattern.split(".")
    return len(parts) >= len(wanted) and all(want in ("*", part) for part, want in zip(parts, wanted, strict=False))
