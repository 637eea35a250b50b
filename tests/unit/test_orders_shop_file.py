"""The shop file as a shop would get it wrong: each problem is named by its place, and nothing is read."""

import json
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from pydantic import BaseModel

from assistant.case import shop
from assistant.case.base import Money
from assistant.errors import InputError, ShopFileError
from assistant.orders.shop_file import parse_shop_file
from assistant.orders.shop_file_fields import MONEY_FIELDS


def order(**changes: Any) -> dict[str, Any]:
    return {
        "number": "2026110912345",
        "customer_id": "C1",
        "placed_at": "2026-11-09T20:05:00+08:00",
        "status": "shipped",
        "lines": [{"sku": "CUP-R", "product": "保温杯", "variant": {"颜色": "红色"}}],
    } | changes


def shop_file(**sections: Any) -> dict[str, Any]:
    return {"schema": 1, "customers": [{"id": "C1"}], "orders": [order()]} | sections


def refusal(content: Any) -> str:
    text = content if isinstance(content, str) else json.dumps(content, ensure_ascii=False)
    with pytest.raises(ShopFileError) as caught:
        parse_shop_file(text, "shop.json")
    return str(caught.value)


def test_the_required_fields_alone_are_a_shop_file() -> None:
    parsed = parse_shop_file(json.dumps(shop_file()))
    assert parsed.orders[0].number == "2026110912345"
    assert parsed.orders[0].lines[0].variant == {"颜色": "红色"}
    assert parsed.shop.timezone == "Asia/Shanghai"


def test_money_is_exact() -> None:
    parsed = parse_shop_file(json.dumps(shop_file(orders=[order(total="0.10")])))
    assert parsed.orders[0].total == Decimal("0.10")


def test_null_is_as_good_as_left_out() -> None:
    shipments = [{"carrier": None, "delivered_at": None, "events": None}]
    parsed = parse_shop_file(json.dumps(shop_file(orders=[order(total=None, shipments=shipments)], contacts=None)))
    assert parsed == parse_shop_file(json.dumps(shop_file(orders=[order(shipments=[{}])])))


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (
            shop_file(orders=[order(lines=[{"sku": "A", "varient": {}}])]),
            "orders.0.lines.0.varient: unknown field (did you mean variant?)",
        ),
        (
            shop_file(orders=[order(lines=[{"picked": {"quantitty": 1}}])]),
            "orders.0.lines.0.picked.quantitty: unknown field (did you mean quantity?)",
        ),
        (
            shop_file(orders=[order(lines=[{"colour": "red"}])]),
            "orders.0.lines.0.colour: unknown field; there are sku, product, variant",
        ),
        (
            shop_file(products=[{"sku": "A", "prices": [{"since": "…"}]}]),
            "products.0.prices.0.since: unknown field; there are from, price",
        ),
        (shop_file(orders=[order(colour=None)]), "orders.0.colour: unknown field"),
        (shop_file(orders=[order(number=None)]), "orders.0.number: is missing"),
        (shop_file(orders=[None]), "orders.0: "),
        (shop_file(order=[]), "order: unknown field (did you mean orders?)"),
        ({"orders": []}, "schema: is missing"),
        (shop_file(schema=2), "schema: input should be 1"),
        (shop_file(orders=[{"number": "1"}]), "orders.0.lines: is missing"),
        (shop_file(orders=[order(total=99.0)]), 'orders.0.total: money is a decimal string in quotes, like "99.00"'),
        (shop_file(orders=[order(total=99)]), "orders.0.total: money is a decimal string"),
        (
            shop_file(orders=[order(lines=[{"unit_price": 1.5}])]),
            "orders.0.lines.0.unit_price: money is a decimal string",
        ),
        (shop_file(orders=[order(total="1.005")]), "orders.0.total: an amount has at most two decimals"),
        (shop_file(orders=[order(total="NaN")]), "orders.0.total: "),
        (
            shop_file(orders=[order(placed_at="2026-11-09T20:05:00")]),
            "orders.0.placed_at: a time needs its UTC offset, like 2026-11-20T10:00:00+08:00",
        ),
        (shop_file(orders=[order(placed_at="2026-11-09")]), "orders.0.placed_at: not a time"),
        (shop_file(orders=[order(placed_at=1762689900)]), "orders.0.placed_at: not a time"),
        (shop_file(orders=[order(status="payd")]), "orders.0.status: input should be 'pending_payment', 'paid'"),
        (shop_file(orders=[order(lines=[{"quantity": "2"}])]), "orders.0.lines.0.quantity: "),
        (shop_file(shop={"timezone": "China"}), "shop.timezone: 'China' is no IANA time zone"),
        (shop_file(customers=[{"id": "C1"}, {"id": "C1"}]), "customers.1.id: the same id as customers.0"),
        (
            shop_file(orders=[order(), order(number="#2026-1109 12345")]),
            "orders.1.number: the same number as orders.0",
        ),
        (shop_file(orders=[order(number="--")]), "orders.0.number: an order number needs at least one letter or digit"),
        (shop_file(products=[{"sku": "A"}, {"sku": "A"}]), "products.1.sku: the same sku as products.0"),
        (
            shop_file(orders=[order(customer_id="C2")]),
            "orders.0.customer_id: no customer of this file has this id",
        ),
        (
            shop_file(contacts=[{"customer_id": "C2", "at": "2026-11-09T20:05:00+08:00"}]),
            "contacts.0.customer_id: no customer of this file has this id",
        ),
        ("[]", "the file: "),
        ('{"schema": 1,\n "orders": [}', "shop.json is not JSON: Expecting value (line 2, column 13)"),
        ('{"schema": 1, "shop": {"name": NaN}}', "NaN is no JSON number"),
        ('{"schema": 1, "orders": [], "orders": []}', "orders: this field stands twice in the same object"),
        ("[" * 100_000, "nested too deeply"),
    ],
)
def test_a_problem_is_named_by_its_place(content: Any, said: str) -> None:
    message = refusal(content)
    assert said in message
    assert "shop.json" in message


def test_all_problems_are_told_at_once_up_to_ten() -> None:
    message = refusal(shop_file(orders=[order(number=str(number), total=1.5) for number in range(13)]))
    assert message.count("money is a decimal string") == 10
    assert "; and 3 more" in message


def test_a_problem_never_repeats_what_the_file_says_of_a_customer() -> None:
    message = refusal(shop_file(customers=[{"id": "C1", "email": ["li.mei@mail.example"], "nmae": "李梅"}]))
    assert "customers.0.email" in message
    assert "li.mei" not in message
    assert "李梅" not in message


def test_a_refused_file_is_an_input_error_and_exits_with_one() -> None:
    assert issubclass(ShopFileError, InputError)
    assert ShopFileError("x").exit_status == 1


def test_every_money_field_of_the_model_is_known_as_one() -> None:
    models = [value for value in vars(shop).values() if isinstance(value, type) and issubclass(value, BaseModel)]
    assert set(_money_fields(models)) == MONEY_FIELDS


def _money_fields(models: list[type[BaseModel]]) -> Iterator[str]:
    for model in models:
        for name, field in model.model_fields.items():
            if "Decimal" in str(field.annotation) or field.annotation is Money:
                yield field.alias or name
