"""`draftdesk shop …`: orders and customers."""

from pathlib import Path
from typing import TYPE_CHECKING

from assistant.orders.shop_file import read_shop_file
from assistant.settings import Settings
from assistant.terminal import line, note, table
from assistant.wiring import open_records

if TYPE_CHECKING:
    from assistant.records.database import Database


def import_file(settings: Settings, file: Path) -> None:
    from assistant.orders.sql import import_shop

    shop_file = read_shop_file(file)
    counts = import_shop(open_records(settings).database.engine, shop_file)
    line(
        f"Imported {counts.orders} orders, {counts.customers} customers, {counts.products} products "
        f"and {counts.contacts} contacts."
    )


def check_file(file: Path) -> None:
    shop_file = read_shop_file(file)
    line(
        f"{file} is in order: {len(shop_file.orders)} orders, {len(shop_file.customers)} customers, "
        f"{len(shop_file.products)} products, {len(shop_file.contacts)} contacts."
    )


def find(settings: Settings, text: str, shop_file: Path | None) -> None:
    """In the imported records, or in a shop file that is imported into memory for the purpose."""
    from assistant.orders.sql import SqlOrders

    engine = (open_records(settings).database if shop_file is None else _in_memory(shop_file)).engine
    orders = SqlOrders(engine)
    zone = orders.shop().zone
    found = orders.find(text)
    if not found:
        note(f"Nothing found for {text}.")
    rows = []
    for match in found:
        who = " ".join(part for part in (match.customer.id, match.customer.name) if part)
        order = match.order
        if order is None:
            rows.append(("", "", "", who, "", match.by.value))
            continue
        placed = order.placed_at.astimezone(zone).strftime("%Y-%m-%d %H:%M")
        items = ", ".join(entry.product or entry.sku for entry in order.lines)
        rows.append((order.number, placed, order.status.value, who, items, match.by.value))
    table(("Order", "Placed", "Status", "Customer", "Items", "Found by"), rows)


def _in_memory(shop_file: Path) -> "Database":
    from assistant.orders.sql import import_shop
    from assistant.orders.tables import ShopBase
    from assistant.records.database import open_database

    database = open_database("sqlite://")
    ShopBase.metadata.create_all(database.engine)
    import_shop(database.engine, read_shop_file(shop_file))
    return database
