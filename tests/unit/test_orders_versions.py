"""An order's version changes when what its record says changes, and only then."""

from datetime import datetime
from decimal import Decimal

import pytest

from assistant.case.shop import Line, Order, OrderStatus, Shipment
from assistant.orders.versions import order_version

PLACED = datetime.fromisoformat("2026-11-09T20:05:00+08:00")
ORDER = Order(
    number="1",
    customer_id="C1",
    placed_at=PLACED,
    status=OrderStatus.SHIPPED,
    total=Decimal("99.00"),
    lines=(Line(product="保温杯", variant={"颜色": "红色", "容量": "500ml"}),),
    shipments=(Shipment(carrier="中通"),),
)


def test_the_same_record_has_the_same_version_wherever_it_came_from() -> None:
    again = Order.model_validate_json(ORDER.model_dump_json(exclude_defaults=True))
    assert order_version(again) == order_version(ORDER)


@pytest.mark.parametrize(
    "same",
    [
        {"placed_at": datetime.fromisoformat("2026-11-09T12:05:00+00:00")},
        {"lines": (Line(product="保温杯", variant={"容量": "500ml", "颜色": "红色"}),)},
        {"total": Decimal("99.00")},
    ],
)
def test_another_way_to_write_it_is_no_other_version(same: dict[str, object]) -> None:
    assert order_version(ORDER.model_copy(update=same)) == order_version(ORDER)


@pytest.mark.parametrize(
    "change",
    [
        {"status": OrderStatus.DELIVERED},
        {"total": Decimal("98.99")},
        {"placed_at": datetime.fromisoformat("2026-11-09T20:05:01+08:00")},
        {"lines": (Line(product="保温杯", variant={"颜色": "蓝色", "容量": "500ml"}),)},
        {"shipments": (Shipment(carrier="中通", delivered_at=PLACED),)},
        {"shipments": ()},
    ],
)
def test_any_change_of_the_record_is_another_version(change: dict[str, object]) -> None:
    assert order_version(ORDER.model_copy(update=change)) != order_version(ORDER)
