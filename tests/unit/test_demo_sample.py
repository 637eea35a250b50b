"""The sample shop and its mails hold together at whatever time the demo is started."""

import functools
import json
import re
import struct
import zlib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest

from assistant.case.diagnosis import POOLS, Category
from assistant.case.shop import Order, OrderStatus, Shipment, ShopFile
from assistant.demo.clock import ZONE
from assistant.demo.sample import (
    SUPPORT_ADDRESS,
    TRUSTED_AUTHSERV_ID,
    SampleMail,
    expected_outcomes,
    order_of,
    sample_mails,
    sample_shop,
)
from assistant.orders.memory import ShopFileOrders
from assistant.orders.shop_file import parse_shop_file

NOW = datetime(2026, 11, 23, 16, 44, 3, 123456, tzinfo=UTC)

STARTS = [
    NOW,
    datetime(2026, 11, 23, 0, 0, 0, tzinfo=ZONE),
    datetime(2026, 11, 23, 23, 59, 59, tzinfo=ZONE),
    datetime(2026, 3, 1, 0, 1, tzinfo=ZONE),
    datetime(2028, 2, 29, 12, 0, tzinfo=timezone(timedelta(hours=-7))),
    datetime(2027, 1, 1, 4, 30, tzinfo=ZONE),
]


@pytest.fixture(params=STARTS, ids=str)
def now(request: pytest.FixtureRequest) -> datetime:
    start = request.param
    assert isinstance(start, datetime)
    return start


def parsed(mail: SampleMail) -> EmailMessage:
    return message_from_bytes(mail.raw, policy=policy.default)


@functools.cache
def mails_at(now: datetime) -> tuple[SampleMail, ...]:
    return sample_mails(now)


def named(name: str, now: datetime = NOW) -> SampleMail:
    return next(mail for mail in mails_at(now) if mail.name == name)


def words(mail: SampleMail) -> str:
    body = parsed(mail).get_body(("plain", "html"))
    return body.get_content() if body is not None else ""


def test_the_shop_is_a_shop_file_by_the_contract(now: datetime) -> None:
    shop = sample_shop(now)
    assert parse_shop_file(shop.model_dump_json(by_alias=True, exclude_none=True)) == shop
    assert shop.shop.name == "暖阳生活"


def test_nothing_in_the_shop_has_happened_yet_that_lies_ahead(now: datetime) -> None:
    shop = sample_shop(now)
    for order in shop.orders:
        assert all(moment <= now for moment in _past(order)), order.number
    assert all(contact.at <= now for contact in shop.contacts)
    assert any(shipment.promised_at and shipment.promised_at > now for o in shop.orders for shipment in o.shipments)


def test_every_order_goes_forward_in_time(now: datetime) -> None:
    for order in sample_shop(now).orders:
        steps = [order.placed_at, order.paid_at, *(s for shipment in order.shipments for s in _steps(shipment))]
        moments = [moment for moment in steps if moment is not None]
        assert moments == sorted(moments), order.number
        assert order.number.startswith(order.placed_at.astimezone(ZONE).strftime("%Y%m%d"))


def test_money_adds_up() -> None:
    for order in sample_shop(NOW).orders:
        assert order.total == sum(line.paid or 0 for line in order.lines), order.number


def _past(order: Order) -> Iterator[datetime]:
    yield order.placed_at
    yield from (payment.at for payment in order.payments if payment.at)
    for shipment in order.shipments:
        yield from (moment for moment in _steps(shipment) if moment)
    for refund in order.refunds:
        yield from (moment for moment in (refund.requested_at, refund.completed_at) if moment)
    for back in order.returns:
        yield from (moment for moment in (back.requested_at, back.received_at) if moment)


def _steps(shipment: Shipment) -> list[datetime | None]:
    return [shipment.shipped_at, *(event.at for event in shipment.events), shipment.delivered_at]


def test_the_mails_are_recent_distinct_and_oldest_first(now: datetime) -> None:
    mails = mails_at(now)
    sent = [mail.sent_at for mail in mails]
    assert sent == sorted(sent)
    assert now - timedelta(days=2) < sent[0] < sent[-1] < now
    assert len({parsed(mail)["Message-ID"] for mail in mails}) == len(mails) >= 18


def test_every_mail_parses_without_a_defect_and_is_addressed_to_the_shop() -> None:
    for mail in mails_at(NOW):
        message = parsed(mail)
        assert message.defects == []
        assert message["To"].addresses[0].addr_spec == SUPPORT_ADDRESS
        assert b"\n" not in mail.raw.replace(b"\r\n", b"")
        assert max(len(line) for line in mail.raw.split(b"\r\n")) <= 998  # RFC 5322 2.1.1


def test_the_same_time_gives_the_same_bytes() -> None:
    assert sample_mails(NOW) == sample_mails(NOW)
    assert sample_shop(NOW) == sample_shop(NOW)


def test_only_example_domains_and_invented_phones_are_used() -> None:
    text = sample_shop(NOW).model_dump_json() + "".join(
        words(mail) + str(parsed(mail)["From"]) for mail in mails_at(NOW)
    )
    assert set(re.findall(r"@[\w-]+(?:\.[\w-]+)*\.(\w+)", text)) == {"example"}
    phones = re.findall(r"(?<!\d)1[3-9]\d{9}(?!\d)", text)
    assert len(phones) > 20
    assert {phone[:5] for phone in phones} == {"13800"}


def test_half_or_more_of_the_customers_write_chinese() -> None:
    outcomes = expected_outcomes()
    customers = [mail for mail in mails_at(NOW) if outcomes[mail.name].screening == "customer"]
    chinese = [mail for mail in customers if mail.name == "defect_gbk" or re.search(r"[一-鿿]{5}", words(mail))]
    assert len(customers) / 2 <= len(chinese) < len(customers)


def test_each_mail_has_an_expected_outcome_and_all_pools_are_there() -> None:
    outcomes = expected_outcomes()
    assert set(outcomes) == {mail.name for mail in mails_at(NOW)}
    categories = {outcome.category for outcome in outcomes.values()}
    assert categories >= {*POOLS, Category.PRODUCT_QUESTION, Category.COMPLAINT_OR_LEGAL}
    assert {outcome.screening for outcome in outcomes.values()} == {"customer", "bulk", "bounce", "auto_reply"}
    for outcome in outcomes.values():
        assert outcome.cause is None or outcome.cause.category is outcome.category
        assert (outcome.of is not None) == (outcome.order == "locked")


def test_who_is_to_be_verified_can_be(now: datetime) -> None:
    """The sender's address is the account's and our server vouches for it; or the number and the phone's tail."""
    source = ShopFileOrders(sample_shop(now))
    for name, outcome in expected_outcomes().items():
        if outcome.screening != "customer":
            continue
        message = parsed(named(name, now))
        account = source.customer_by_email(message["From"].addresses[0].addr_spec)
        vouched = f"{TRUSTED_AUTHSERV_ID};" in str(message["Authentication-Results"]) and "dmarc=pass" in str(
            message["Authentication-Results"]
        )
        assert vouched == (outcome.scope == "act"), name
        assert (account is not None) == (name not in FOREIGN), name
        if account is not None and outcome.of is not None:
            assert account.id == outcome.of, name


FOREIGN = ("product_question", "number_without_factor", "not_shipped_phone_tail", "unknown_sender")
"""Mails from addresses that are no account's."""


def test_the_phone_tail_is_the_accounts() -> None:
    shop = sample_shop(NOW)
    (customer,) = [customer for customer in shop.customers if customer.id == "C1019"]
    text = words(named("not_shipped_phone_tail"))
    assert f"手机尾号 {customer.phones[0][-4:]}" in text
    assert order_of(shop, "C1019").number in text


def test_a_mail_of_a_locked_order_names_it_or_its_item() -> None:
    shop = sample_shop(NOW)
    for name, outcome in expected_outcomes().items():
        if outcome.of is not None:
            order = order_of(shop, outcome.of)
            products = {product.sku: product for product in shop.products}
            mail = named(name)
            text = parsed(mail)["Subject"] + words(mail)
            names = [n for line in order.lines for n in (line.product, *products[line.sku].aliases)]
            assert order.number in text or any(name in text for name in names), name


def test_the_stalled_parcel_has_been_silent_for_two_to_three_days_and_was_asked_about_before(now: datetime) -> None:
    shop = sample_shop(now)
    order = order_of(shop, "C1001")
    (shipment,) = order.shipments
    silent = now - shipment.events[-1].at
    assert timedelta(hours=48) < silent < timedelta(hours=72)
    assert shipment.promised_at is not None
    assert shipment.promised_at < now
    (contact,) = [contact for contact in shop.contacts if contact.customer_id == "C1001"]
    assert contact.promise
    assert shipment.events[-1].at < contact.at < named("stalled_repeat", now).sent_at


def test_the_records_decide_the_mismatches() -> None:
    shop = sample_shop(NOW)
    wrong, as_ordered = order_of(shop, "C1005").lines[0], order_of(shop, "C1004").lines[0]
    assert wrong.picked is not None
    assert wrong.picked.sku != wrong.sku
    assert as_ordered.picked is not None
    assert as_ordered.picked.sku == as_ordered.sku
    assert as_ordered.variant["尺码"] == "M"


def test_the_price_fell_after_the_customer_paid_and_before_they_wrote(now: datetime) -> None:
    shop = sample_shop(now)
    order, mail = order_of(shop, "C1011"), named("price_protection", now)
    (fryer,) = [product for product in shop.products if product.sku == order.lines[0].sku]
    assert order.paid_at is not None
    assert order.paid_at < fryer.prices[-1].start < mail.sent_at < order.paid_at + timedelta(days=7)
    assert order.lines[0].paid is not None
    assert fryer.prices[-1].price < order.lines[0].paid


def test_mails_about_something_that_happened_are_written_after_it(now: datetime) -> None:
    shop = sample_shop(now)
    for name, outcome in expected_outcomes().items():
        if outcome.of is None:
            continue
        order, mail = order_of(shop, outcome.of), named(name, now)
        assert order.placed_at < mail.sent_at, name
        if order.status in (OrderStatus.DELIVERED, OrderStatus.COMPLETED):
            assert all(s.delivered_at and s.delivered_at < mail.sent_at for s in order.shipments), name


def test_the_unshipped_order_is_overdue_when_its_mail_is_written(now: datetime) -> None:
    order = order_of(sample_shop(now), "C1013")
    assert order.ship_by is not None
    assert order.ship_by < named("shipping_overdue_html", now).sent_at


def test_two_parcels_of_one_customer_are_on_their_way(now: datetime) -> None:
    shop = sample_shop(now)
    assert [order.status for order in shop.orders if order.customer_id == "C1017"] == [OrderStatus.SHIPPED] * 2


def test_the_gbk_mail_is_labelled_gb2312_and_holds_characters_beyond_it() -> None:
    mail = named("defect_gbk")
    message = parsed(mail)
    text = message.get_payload(decode=True)
    assert message.get_content_charset() == "gb2312"
    assert isinstance(text, bytes)
    assert "郭喆您好" in text.decode("gbk")
    with pytest.raises(UnicodeDecodeError):
        text.decode("gb2312")
    assert "原始邮件" in text.decode("gbk")


def test_the_html_mail_has_no_plain_text() -> None:
    message = parsed(named("shipping_overdue_html"))
    assert message.get_content_type() == "text/html"
    assert message.get_body(("plain",)) is None


def test_the_photo_is_a_picture_that_any_program_opens() -> None:
    (photo,) = parsed(named("damaged_photo")).iter_attachments()
    data = photo.get_content()
    assert (photo.get_filename(), photo.get_content_type()) == ("IMG_2031.png", "image/png")
    assert data.startswith(b"\x89PNG\r\n\x1a\n")
    width, height = struct.unpack(">II", data[16:24])
    start = data.index(b"IDAT")
    (length,) = struct.unpack(">I", data[start - 4 : start])
    assert len(zlib.decompress(data[start + 4 : start + 4 + length])) == height * (1 + 3 * width)


def test_the_bounce_is_a_delivery_status_report() -> None:
    message = parsed(named("bounce"))
    assert (message.get_content_type(), message.get_param("report-type")) == ("multipart/report", "delivery-status")
    assert [part.get_content_type() for part in message.iter_parts()][1] == "message/delivery-status"
    assert message["Return-Path"] == "<>"


def test_the_shop_of_another_time_has_other_numbers() -> None:
    def numbers(shop: ShopFile) -> set[str]:
        return {order.number for order in shop.orders}

    assert not numbers(sample_shop(NOW)) & numbers(sample_shop(NOW + timedelta(days=40)))
    assert json.loads(sample_shop(NOW).model_dump_json())["orders"]
