"""One protocol, two sources: every lookup answers the same from the file in memory and from SQL."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, create_engine

from assistant.case.shop import Contact, Customer, Line, Order, OrderStatus, PriceChange, Product, Shop, ShopFile
from assistant.orders.memory import ShopFileOrders, no_shop
from assistant.orders.sql import SqlOrders, import_shop
from assistant.orders.tables import ShopBase
from assistant.pipeline import OrderSource

START = datetime(2026, 11, 1, 12, tzinfo=UTC)


def order(number: str, customer_id: str = "C1", days: int = 0, **fields: Any) -> Order:
    return Order(
        number=number,
        customer_id=customer_id,
        placed_at=START + timedelta(days=days),
        status=OrderStatus.PAID,
        lines=(Line(sku="CUP-R", product="保温杯", variant={"颜色": "红色"}),),
        **fields,
    )


SHOP_FILE = ShopFile(
    schema=1,
    shop=Shop(name="暖阳生活", timezone="Asia/Tokyo"),
    products=(
        Product(sku="CUP-R", name="保温杯", prices=(PriceChange.model_validate({"from": START, "price": "99.00"}),)),
        Product(sku="A-LAMP", name="台灯"),
    ),
    customers=(
        Customer(id="C1", name="李梅", email="Li.Mei@mail.example", phones=("+86 138 0000 1111", "13800001112")),
        Customer(id="C2", name="王强", phones=("13800001111",)),
        Customer(id="C3", name="无单"),
    ),
    orders=(
        order("2026110100017", days=0),
        order("2026110200018", days=1),
        order("2026110200019", "C2", days=2),
        order("DX-2026-77", "C2", days=3),
    ),
    contacts=(
        Contact(customer_id="C1", at=START, channel="chat", summary="first", promise="48 小时内回复"),
        Contact(customer_id="C1", at=START + timedelta(hours=1), channel="phone", summary="second"),
    ),
)


@pytest.fixture
def engine() -> Iterator[Engine]:
    engine = create_engine("sqlite://")
    ShopBase.metadata.create_all(engine)
    yield engine
    engine.dispose()


@pytest.fixture(params=["memory", "sql"])
def source(request: pytest.FixtureRequest, engine: Engine) -> OrderSource:
    if request.param == "memory":
        return ShopFileOrders(SHOP_FILE)
    import_shop(engine, SHOP_FILE)
    return SqlOrders(engine)


@pytest.fixture(params=["memory", "sql"])
def empty(request: pytest.FixtureRequest, engine: Engine) -> OrderSource:
    return no_shop() if request.param == "memory" else SqlOrders(engine)


def test_shop_and_products_are_as_in_the_file(source: OrderSource) -> None:
    assert source.shop() == SHOP_FILE.shop
    assert tuple(source.products()) == SHOP_FILE.products


@pytest.mark.parametrize("written", ["2026110100017", "#2026-1101-00017", "２０２６ 110100017", " 2026110100017"])
def test_an_order_is_found_however_its_number_is_written(source: OrderSource, written: str) -> None:
    assert source.order(written) == SHOP_FILE.orders[0]


@pytest.mark.parametrize("number", ["2026110100016", "202611010001", "", "#", "' OR 1=1 --", "1" * 5000])
def test_an_unknown_number_is_nobodys(source: OrderSource, number: str) -> None:
    assert source.order(number) is None
    assert number == "2026110100016" or not source.similar_numbers(number)


def test_letters_and_dashes_of_a_number_do_not_matter(source: OrderSource) -> None:
    assert source.order("dx202677") == SHOP_FILE.orders[3]


def test_a_customer_is_found_by_id_address_and_phone(source: OrderSource) -> None:
    assert source.customer("C1") == SHOP_FILE.customers[0]
    assert source.customer_by_email("li.mei@MAIL.example") == SHOP_FILE.customers[0]
    assert [customer.id for customer in source.customers_by_phone("138-0000-1111")] == ["C1", "C2"]
    assert [customer.id for customer in source.customers_by_phone("13800001112")] == ["C1"]


@pytest.mark.parametrize("nothing", ["", " ", "nobody@mail.example"])
def test_no_address_and_no_phone_find_nobody(source: OrderSource, nothing: str) -> None:
    assert source.customer("nobody") is None
    assert source.customer_by_email(nothing) is None
    assert list(source.customers_by_phone(nothing)) == []


def test_orders_of_an_account_come_newest_first(source: OrderSource) -> None:
    assert [order.number for order in source.orders_of("C1")] == ["2026110200018", "2026110100017"]
    assert list(source.orders_of("C3")) == []


def test_one_wrong_character_is_a_suggestion_and_two_are_not(source: OrderSource) -> None:
    assert [order.number for order in source.similar_numbers("2026110200016")] == ["2026110200018", "2026110200019"]
    assert [order.number for order in source.similar_numbers("2026110200018")] == ["2026110200019"]
    assert [order.number for order in source.similar_numbers("DX202678")] == ["DX-2026-77"]
    assert list(source.similar_numbers("2026119900017")) == []
    assert list(source.similar_numbers("202611010001")) == []


def test_contacts_come_newest_first(source: OrderSource) -> None:
    assert [contact.summary for contact in source.contacts_of("C1")] == ["second", "first"]
    assert source.contacts_of("C1")[1] == SHOP_FILE.contacts[0]
    assert list(source.contacts_of("C2")) == []


def test_without_a_shop_nothing_is_known_and_nothing_breaks(empty: OrderSource) -> None:
    assert empty.shop() == Shop()
    assert list(empty.products()) == []
    assert empty.order("2026110100017") is None
    assert empty.customer_by_email("li.mei@mail.example") is None
    assert list(empty.orders_of("C1")) == []
