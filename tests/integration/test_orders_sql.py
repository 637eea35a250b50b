"""The shop's records in SQL: importing whole or not at all, finding, and lookups that do not slow down as it grows."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, create_engine, event
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import IntegrityError
from sqlalchemy.schema import CreateTable

from assistant.case.shop import ShopFile
from assistant.errors import RecordsError, RecordsUnreachable
from assistant.orders.sql import ImportCounts, SqlOrders, import_shop
from assistant.orders.tables import ShopBase

LARGE_TABLES = ("customer", "customer_phone", "shop_order", "order_line", "contact")


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    engine = create_engine(f"sqlite:///{tmp_path / 'shop.sqlite'}")
    ShopBase.metadata.create_all(engine)
    yield engine
    engine.dispose()


def shop_file(**changes: Any) -> ShopFile:
    lines = [{"sku": "CUP-R", "product": "保温杯 红色款"}]
    content = {
        "schema": 1,
        "products": [{"sku": "CUP-R", "name": "保温杯", "aliases": ["水杯"]}, {"sku": "LAMP", "name": "台灯"}],
        "customers": [
            {"id": "C1", "name": "李梅", "email": "li.mei@mail.example", "phones": ["13800001111"]},
            {"id": "C2", "name": "王强", "email": "wang@mail.example", "phones": ["13800002222"]},
        ],
        "orders": [
            {"number": f"20261101000{day}", "customer_id": "C1", "status": "paid", "lines": lines}
            | {"placed_at": f"2026-11-0{day}T10:00:00+08:00"}
            for day in range(1, 4)
        ],
        "contacts": [{"customer_id": "C1", "at": "2026-11-05T10:00:00+08:00", "channel": "chat", "summary": "asked"}],
    } | changes
    return ShopFile.model_validate_json(json.dumps(content))


def test_an_import_counts_what_it_stored(engine: Engine) -> None:
    assert import_shop(engine, shop_file()) == ImportCounts(products=2, customers=2, orders=3, contacts=1)


def test_importing_the_same_file_again_changes_nothing(engine: Engine) -> None:
    orders = SqlOrders(engine)
    import_shop(engine, shop_file())
    before = (orders.orders_of("C1"), orders.contacts_of("C1"), orders.products(), orders.find("保温杯"))
    import_shop(engine, shop_file())
    assert (orders.orders_of("C1"), orders.contacts_of("C1"), orders.products(), orders.find("保温杯")) == before
    assert len(before[1]) == 1


def test_an_import_updates_what_it_names_and_removes_nothing_else(engine: Engine) -> None:
    orders = SqlOrders(engine)
    import_shop(engine, shop_file())
    moved = {"number": "202611010001", "customer_id": "C1", "status": "shipped", "lines": [{"sku": "LAMP"}]}
    import_shop(
        engine,
        shop_file(
            products=[],
            contacts=[],
            customers=[{"id": "C1", "name": "李梅", "email": "new@mail.example", "phones": ["13800003333"]}],
            orders=[moved | {"placed_at": "2026-11-01T10:00:00+08:00"}],
        ),
    )
    changed = orders.order("202611010001")
    assert changed is not None
    assert changed.status == "shipped"
    assert orders.order("202611010002") is not None
    assert orders.customer("C2") is not None
    assert len(orders.products()) == 2
    assert orders.customer_by_email("li.mei@mail.example") is None
    assert orders.customer_by_email("new@mail.example") is not None
    assert not orders.customers_by_phone("13800001111")
    assert [found.order.number for found in orders.find("台灯") if found.order] == ["202611010001"]


def test_an_import_that_fails_half_way_stores_nothing(engine: Engine) -> None:
    def disk_full(connection: Any, cursor: Any, statement: str, *_: Any) -> None:
        if statement.startswith("INSERT INTO contact"):
            raise IntegrityError("INSERT", {}, Exception("li.mei@mail.example"))

    event.listen(engine, "before_cursor_execute", disk_full)
    with pytest.raises(RecordsError) as caught:
        import_shop(engine, shop_file())
    event.remove(engine, "before_cursor_execute", disk_full)
    assert "li.mei" not in str(caught.value)
    assert SqlOrders(engine).order("202611010001") is None
    assert SqlOrders(engine).customer("C1") is None
    import_shop(engine, shop_file())
    assert SqlOrders(engine).customer("C1") is not None


def test_a_database_without_tables_is_said_to_be_unusable() -> None:
    engine = create_engine("sqlite://")
    with pytest.raises(RecordsUnreachable, match="database"):
        SqlOrders(engine).order("1")
    engine.dispose()


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("#20261101-0002", ["202611010002"]),
        ("0002", ["202611010002"]),
        ("010002", ["202611010002"]),
        ("LI.MEI@mail.example", ["202611010003", "202611010002", "202611010001"]),
        ("13800001111", ["202611010003", "202611010002", "202611010001"]),
        ("1111", ["202611010003", "202611010002", "202611010001"]),
        ("李梅", ["202611010003", "202611010002", "202611010001"]),
        ("水杯", ["202611010003", "202611010002", "202611010001"]),
        ("保温杯 红色款", ["202611010003", "202611010002", "202611010001"]),
        ("CUP-R", ["202611010003", "202611010002", "202611010001"]),
        ("990002", []),
        ("台灯", []),
        ("%", []),
        ("", []),
    ],
)
def test_an_order_is_found_by_what_the_agent_has_of_it(engine: Engine, text: str, numbers: list[str]) -> None:
    import_shop(engine, shop_file())
    assert [found.order.number for found in SqlOrders(engine).find(text) if found.order] == numbers


def test_finding_stops_at_the_limit_with_the_newest(engine: Engine) -> None:
    import_shop(engine, shop_file())
    found = SqlOrders(engine).find("保温杯", limit=2)
    assert [entry.order.number for entry in found if entry.order] == ["202611010003", "202611010002"]


def test_a_customer_without_orders_is_found_too(engine: Engine) -> None:
    import_shop(engine, shop_file())
    (found,) = SqlOrders(engine).find("王强")
    assert found.order is None
    assert found.customer.id == "C2"


LOOKUPS: dict[str, Callable[[SqlOrders], object]] = {
    "customer": lambda orders: orders.customer("C1"),
    "customer_by_email": lambda orders: orders.customer_by_email("li.mei@mail.example"),
    "customers_by_phone": lambda orders: orders.customers_by_phone("13800001111"),
    "order": lambda orders: orders.order("202611010001"),
    "orders_of": lambda orders: orders.orders_of("C1"),
    "similar_numbers": lambda orders: orders.similar_numbers("202611010009"),
    "contacts_of": lambda orders: orders.contacts_of("C1"),
    "find by tail": lambda orders: orders.find("0001"),
    "find by phone": lambda orders: orders.find("13800001111"),
    "find by name": lambda orders: orders.find("李梅"),
    "find by email": lambda orders: orders.find("li.mei@mail.example"),
    "find by product": lambda orders: orders.find("水杯"),
}


@pytest.mark.parametrize("lookup", LOOKUPS)
def test_every_lookup_goes_by_an_index_and_so_stays_flat(engine: Engine, lookup: str) -> None:
    import_shop(engine, shop_file())
    plans = _plans(engine, lambda: LOOKUPS[lookup](SqlOrders(engine)))
    assert plans
    assert [step for step in plans if _reads_all_of_a_large_table(step)] == []


def test_reading_all_orders_would_be_noticed(engine: Engine) -> None:
    def by_record() -> None:
        with engine.connect() as connection:
            connection.exec_driver_sql("SELECT record FROM shop_order WHERE record LIKE '%1%'", ()).all()

    assert any(_reads_all_of_a_large_table(step) for step in _plans(engine, by_record))


def _reads_all_of_a_large_table(step: str) -> bool:
    return step.startswith("SCAN") and step.split()[1] in LARGE_TABLES


def _plans(engine: Engine, action: Callable[[], object]) -> list[str]:
    statements: list[tuple[str, Any]] = []

    def remember(connection: Any, cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        statements.append((statement, parameters))

    event.listen(engine, "before_cursor_execute", remember)
    action()
    event.remove(engine, "before_cursor_execute", remember)
    with engine.connect() as connection:
        return [
            row[3]
            for statement, parameters in statements
            for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
        ]


@pytest.mark.parametrize("dialect", [sqlite, postgresql])
def test_the_tables_can_be_made_on_both_databases_with_named_constraints(dialect: Any) -> None:
    for table in ShopBase.metadata.sorted_tables:
        assert "CONSTRAINT pk_" in str(CreateTable(table).compile(dialect=dialect.dialect()))
        assert all(index.name for index in table.indexes)
