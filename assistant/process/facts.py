"""The key facts of the locked order, item by item: the record's value and the customer's (process.md, section 2.2)."""

from collections.abc import Callable, Iterator
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Literal
from zoneinfo import ZoneInfo

from assistant.case.inquiry import Inquiry, ItemMention, StatementKind
from assistant.case.shop import Line, Order, Product, Shipment
from assistant.case.verification import Fact, Verdict
from assistant.process.claims import Records, amount_said, item_said, status_said
from assistant.process.comparing import comparable_variants, digits, fits_variant, plain, similar
from assistant.process.page import PageReading, came, expected, telling_words
from assistant.process.subject import goods_mentioned

Row = tuple[str, str | None, str | None, Callable[[str, str], bool]]
"""Field, the record's value, the customer's value, and when the two agree."""


def check_facts(order: Order, inquiry: Inquiry, products: dict[str, Product], records: Records) -> tuple[Fact, ...]:
    """Facts `f1`, `f2`, … in the order of the shop file; times are ISO 8601 in the shop's time zone."""
    rows = [row for row in _rows(order, inquiry, products, records) if row[1] is not None or row[2] is not None]
    return tuple(
        Fact(id=f"f{n}", field=field, record=record, customer=said, result=_result(record, said, agree))
        for n, (field, record, said, agree) in enumerate(rows, start=1)
    )


def _result(
    record: str | None, said: str | None, agree: Callable[[str, str], bool]
) -> Literal["match", "mismatch", "unstated"]:
    if said is None or record is None:
        return "unstated"
    return "match" if agree(record, said) else "mismatch"


def _rows(order: Order, inquiry: Inquiry, products: dict[str, Product], records: Records) -> Iterator[Row]:
    zone = records.zone
    yield (
        "number",
        order.number,
        next((n for n in inquiry.order_numbers if plain(n) == plain(order.number)), None),
        _same,
    )
    yield from _status_rows(order, inquiry, records)
    yield "placed_at", local(order.placed_at, zone), None, _same
    yield "paid_at", local(order.paid_at, zone), None, _same
    yield "ship_by", local(order.ship_by, zone), None, _same
    yield "total", money(order.amount_paid), amount_said(inquiry, order), _same_amount
    yield from _recipient_rows(order, inquiry)
    for n, line in enumerate(order.lines):
        yield from _line_rows(n, line, inquiry, products, records)
        yield from _page_row(n, inquiry, records)
    for n, shipment in enumerate(order.shipments):
        yield from _shipment_rows(n, shipment, zone)
    yield from _after_sales_rows(order, zone)


def _status_rows(order: Order, inquiry: Inquiry, records: Records) -> Iterator[Row]:
    """The status beside the first statement that it confirms or contradicts, in the customer's own words."""
    said, verdict = status_said(inquiry, records)
    yield "status", order.status.value, said, lambda *_: verdict is Verdict.CONFIRMED


def _recipient_rows(order: Order, inquiry: Inquiry) -> Iterator[Row]:
    if order.recipient is None:
        return
    recipient, factors = order.recipient, inquiry.factors
    yield "recipient.name", recipient.name or None, _first(factors.names), _same
    yield "recipient.phone", recipient.phone or None, _first((*inquiry.phones, *factors.phone_tails)), _same_phone
    yield "recipient.street", recipient.street or None, _first(factors.streets), similar
    yield "recipient.postcode", recipient.postcode or None, _first(factors.postcodes), _same


def _line_rows(n: int, line: Line, inquiry: Inquiry, products: dict[str, Product], records: Records) -> Iterator[Row]:
    mention = mention_of(line, inquiry, products)
    yield from _product_row(n, line, mention, inquiry, records)
    for name, value in line.variant.items():
        said = _said_variant(value, line, mention, inquiry)
        yield f"lines.{n}.variant.{name}", value, said, fits_variant
    said_quantity = said_value(inquiry, StatementKind.ORDERED_QUANTITY)
    if said_quantity is None and mention is not None and mention.quantity is not None:
        said_quantity = str(mention.quantity)
    yield f"lines.{n}.quantity", str(line.quantity), said_quantity, _same
    price = str(mention.price) if mention and mention.price is not None else None
    yield f"lines.{n}.paid", money(line.paid if line.paid is not None else line.unit_price), price, _same_amount
    if line.picked is not None:
        yield f"lines.{n}.picked.sku", line.picked.sku, None, _same
        quantity = line.picked.quantity
        yield f"lines.{n}.picked.quantity", None if quantity is None else str(quantity), None, _same


def _product_row(n: int, line: Line, mention: ItemMention | None, inquiry: Inquiry, records: Records) -> Iterator[Row]:
    """What is said to have been ordered is held against the only line; among several it could be any of them."""
    alone = records.order is not None and len(records.order.lines) == 1
    said, verdict = item_said(inquiry, records) if alone else (None, Verdict.NOT_IN_RECORDS)
    known = said if verdict is not Verdict.NOT_IN_RECORDS else None
    agrees = mention is not None or verdict is Verdict.CONFIRMED
    yield f"lines.{n}.product", line.product or None, mention.words if mention else known, lambda *_: agrees


def _page_row(n: int, inquiry: Inquiry, records: Records) -> Iterator[Row]:
    """What the page said of the matter when the order was placed, beside what the customer says that it said."""
    page, said = records.pages.get(n), next(iter(expected(inquiry)), None)
    if page is None or said is None:
        return
    as_described = records.page is PageReading.AS_DESCRIBED
    telling = (*came(inquiry), said) if as_described else (said,)
    excerpt = next((words for each in telling if (words := page.excerpt(each)) is not None), None)
    if excerpt is not None:
        agrees = page.says(said) and not as_described
        yield f"lines.{n}.page_text", excerpt, telling_words(said), lambda *_: agrees


def _shipment_rows(n: int, shipment: Shipment, zone: ZoneInfo) -> Iterator[Row]:
    path = f"shipments.{n}"
    yield f"{path}.carrier", shipment.carrier or None, None, _same
    yield f"{path}.tracking_number", shipment.tracking_number or None, None, _same
    for name in ("shipped_at", "promised_at", "delivered_at", "collected_at"):
        yield f"{path}.{name}", local(getattr(shipment, name), zone), None, _same
    yield f"{path}.signed_by", shipment.signed_by, None, _same
    if shipment.pickup_point is not None:
        yield f"{path}.pickup_point.name", shipment.pickup_point.name or None, None, _same
    for kind, events in (("events", shipment.events), ("courier_events", shipment.courier_events)):
        if events:
            newest = max(range(len(events)), key=lambda i: events[i].at)
            event = events[newest]
            words = " ".join(part for part in (local(event.at, zone), event.place, event.text) if part)
            yield f"{path}.{kind}.{newest}", words, None, _same


def _after_sales_rows(order: Order, zone: ZoneInfo) -> Iterator[Row]:
    for n, sent_back in enumerate(order.returns):
        yield f"returns.{n}.requested_at", local(sent_back.requested_at, zone), None, _same
        yield f"returns.{n}.received_at", local(sent_back.received_at, zone), None, _same
    for n, refund in enumerate(order.refunds):
        yield f"refunds.{n}.amount", money(refund.amount), None, _same_amount
        yield f"refunds.{n}.status", refund.status or None, None, _same
        yield f"refunds.{n}.completed_at", local(refund.completed_at, zone), None, _same
    for n, payment in enumerate(order.payments):
        yield f"payments.{n}.amount", money(payment.amount), None, _same_amount
        yield f"payments.{n}.status", payment.status or None, None, _same
    if order.invoice is not None:
        yield "invoice.status", order.invoice.status or None, None, _same


def mention_of(line: Line, inquiry: Inquiry, products: dict[str, Product]) -> ItemMention | None:
    """The mention that names this line's product, by its name or an alias."""
    goods = goods_mentioned(inquiry, products.values())
    return next((item.mention for item in goods if item.are(line)), None)


def said_value(inquiry: Inquiry, kind: StatementKind) -> str | None:
    return next((said.value for said in inquiry.statements if said.kind is kind and said.value is not None), None)


def _said_variant(value: str, line: Line, mention: ItemMention | None, inquiry: Inquiry) -> str | None:
    """What the customer says to have ordered; of several words, the one that speaks of this value."""
    ordered = said_value(inquiry, StatementKind.ORDERED_VARIANT)
    if ordered is not None and comparable_variants(value, ordered):
        return ordered
    if mention is None or inquiry.says(StatementKind.GOT_VARIANT):
        return None
    return next((word for word in mention.variants if fits_variant(value, word)), None)


def _same(record: str, said: str) -> bool:
    return plain(record) == plain(said)


def _same_phone(record: str, said: str) -> bool:
    """A whole number, or its last digits."""
    return len(digits(said)) >= 4 and digits(record).endswith(digits(said))


def _same_amount(record: str, said: str) -> bool:
    try:
        return Decimal(record) == Decimal(said)
    except InvalidOperation:
        return False


def _first(values: tuple[str, ...]) -> str | None:
    return values[0] if values else None


def local(moment: datetime | None, zone: ZoneInfo) -> str | None:
    """ISO 8601 in the shop's time zone, to the minute."""
    return None if moment is None else moment.astimezone(zone).isoformat(timespec="minutes")


def money(amount: Decimal | None) -> str | None:
    return None if amount is None else str(amount)
