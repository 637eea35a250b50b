"""An order that moved on is shown fact by fact."""

from typing import Any

from support.cases import records
from support.sample_shop import shop_file

from assistant.case.inquiry import Inquiry
from assistant.case.shop import Order, ShopFile
from assistant.desk.order_changes import Change, changes_since
from assistant.process.facts import check_facts

NUMBER = "2026111800231"


def order_of(shop: ShopFile) -> Order:
    return next(order for order in shop.orders if order.number == NUMBER)


def changes(**fields: Any) -> list[Change]:
    """What is shown when the order's fields become these after its facts were taken down."""
    before, after = shop_file(), shop_file(**{f"o{NUMBER}": fields})
    facts = check_facts(order_of(before), Inquiry(language="zh"), {}, records(order_of(before)))
    return changes_since(facts, order_of(after), before.shop.zone)


def shipment(**fields: Any) -> dict[str, Any]:
    return order_of(shop_file()).shipments[0].model_dump(mode="json") | fields


def test_an_unchanged_order_has_no_changes() -> None:
    assert changes() == []


def test_a_status_that_changed_is_named_with_both_values() -> None:
    assert changes(status="delivered") == [Change("status", "shipped", "delivered")]


def test_equal_times_in_another_offset_are_no_change() -> None:
    assert changes(placed_at=order_of(shop_file()).placed_at.astimezone(shop_file().shop.zone).isoformat()) == []


def test_a_new_tracking_event_is_a_change() -> None:
    events = [
        *shipment()["events"],
        {"at": "2026-11-23T07:00:00+08:00", "place": "杭州", "text": "到达杭州"},
    ]
    assert changes(shipments=[shipment(events=events)]) == [
        Change("shipments.0.events.1", "—", "2026-11-23T07:00+08:00 杭州 到达杭州")
    ]


def test_amounts_are_compared_as_facts_hold_them() -> None:
    assert changes(total="89.00") == [Change("total", "99.00", "89.00")]


def test_a_place_that_is_gone_is_passed_over() -> None:
    assert all(not change.field.startswith("shipments") for change in changes(shipments=[]))
