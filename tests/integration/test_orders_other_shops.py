"""Two shops that others made up, converted to the shop file and imported: nothing in them is lost or misread."""

from collections.abc import Callable, Iterator
from datetime import datetime
from decimal import Decimal

import pytest
from sqlalchemy import Engine, create_engine

from assistant.case.shop import Order, OrderStatus
from assistant.orders.shop_file import parse_shop_file
from assistant.orders.sql import ImportCounts, SqlOrders, import_shop
from assistant.orders.tables import ShopBase
from evals.shops.converters import cn_shop_demo, ecom_bench


@pytest.fixture
def engine() -> Iterator[Engine]:
    engine = create_engine("sqlite://")
    ShopBase.metadata.create_all(engine)
    yield engine
    engine.dispose()


def imported(engine: Engine, convert: Callable[[], str]) -> tuple[SqlOrders, ImportCounts]:
    counts = import_shop(engine, parse_shop_file(convert()))
    return SqlOrders(engine), counts


def order(orders: SqlOrders, number: str) -> Order:
    found = orders.order(number)
    assert found is not None
    return found


def test_the_electronics_shop_is_imported_whole(engine: Engine) -> None:
    orders, counts = imported(engine, cn_shop_demo)
    assert counts == ImportCounts(products=3, customers=5, orders=12, contacts=0)
    assert orders.shop().name == "智选数码旗舰店"
    assert [entry.number for entry in orders.orders_of("1002")] == ["DX20260831005", "DX20260825006"]


def test_a_failed_delivery_is_the_last_event(engine: Engine) -> None:
    orders, _ = imported(engine, cn_shop_demo)
    waiting = order(orders, "dx-2026-0830-004")
    (shipment,) = waiting.shipments
    assert waiting.status is OrderStatus.SHIPPED
    assert waiting.placed_at == datetime.fromisoformat("2026-08-29T10:22:00+08:00")
    assert shipment.carrier == "顺丰速运"
    assert shipment.delivered_at is None
    assert "联系不上收件人" in shipment.events[-1].text
    assert shipment.events[-1].at == datetime.fromisoformat("2026-09-01T20:11:00+08:00")


@pytest.mark.parametrize(
    ("number", "status", "refund"),
    [
        ("DX20260710007", OrderStatus.REFUNDED, "completed"),
        ("DX20260812002", OrderStatus.REFUNDING, "processing"),
        ("DX20260720001", OrderStatus.DELIVERED, "rejected"),
    ],
)
def test_a_refund_decides_the_status_of_its_order(
    engine: Engine, number: str, status: OrderStatus, refund: str
) -> None:
    orders, _ = imported(engine, cn_shop_demo)
    found = order(orders, number)
    assert found.status is status
    assert found.refunds[0].status == refund


def test_the_appliance_shop_is_imported_whole(engine: Engine) -> None:
    orders, counts = imported(engine, ecom_bench)
    assert counts == ImportCounts(products=26, customers=28, orders=41, contacts=0)
    assert {product.sku for product in orders.products()} >= {"100107985736", "100138589935"}


def test_a_delivered_parcel_says_when_and_to_whom(engine: Engine) -> None:
    orders, _ = imported(engine, ecom_bench)
    delivered = order(orders, "312693565755")
    (shipment,) = delivered.shipments
    assert delivered.status is OrderStatus.DELIVERED
    assert delivered.total == Decimal("3089.00")
    assert delivered.invoice is not None
    assert delivered.invoice.title == "戴青云"
    assert (shipment.carrier, shipment.tracking_number, shipment.signed_by) == ("京东快递", "JD6118049014", "戴青云")
    assert shipment.delivered_at == datetime.fromisoformat("2025-04-26T11:24:52+08:00")
    assert len(shipment.events) == 9


def test_an_account_is_found_by_its_phone_and_its_orders_by_a_misread_number(engine: Engine) -> None:
    orders, _ = imported(engine, ecom_bench)
    (customer,) = orders.customers_by_phone("189 4135 2934")
    assert customer.name == "戴青云"
    assert "312693565755" in [entry.number for entry in orders.orders_of(customer.id)]
    assert [entry.number for entry in orders.similar_numbers("312693565756")] == ["312693565755"]


def test_an_order_that_waits_for_the_courier_has_no_shipment(engine: Engine) -> None:
    orders, _ = imported(engine, ecom_bench)
    waiting = order(orders, "313021098954")
    assert waiting.status is OrderStatus.PAID
    assert waiting.shipments == ()
