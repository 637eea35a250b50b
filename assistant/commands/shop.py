"""`draftdesk shop …`: orders and customers."""

from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from assistant.errors import DraftdeskError
from assistant.orders.shop_file import read_shop_file
from assistant.settings import Settings
from assistant.terminal import line, note, table
from assistant.times import shown_time
from assistant.wiring import open_records

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from assistant.orders.finding import Found


def import_file(settings: Settings, file: Path) -> None:
    """All of the file, or nothing if it has an error."""
    from assistant.orders.sql import import_shop

    shop_file = read_shop_file(file)
    counts = import_shop(open_records(settings).database.engine, shop_file)
    line(f"Imported {_counted(counts.orders, counts.customers, counts.products, counts.contacts)}.")


def check_file(file: Path) -> None:
    """Raises ShopFileError that names the places of what is wrong."""
    shop_file = read_shop_file(file)
    sizes = (len(shop_file.orders), len(shop_file.customers), len(shop_file.products), len(shop_file.contacts))
    line(f"{file} has no mistakes: {_counted(*sizes)}.")


def check_imported(settings: Settings) -> None:
    """What the records hold. Raises DraftdeskError when nothing was imported yet."""
    from assistant.orders.sql import SqlOrders

    orders = SqlOrders(open_records(settings).database.reading_engine)
    shop, counts, newest = orders.shop(), orders.counts(), orders.newest_order()
    if newest is None:
        raise DraftdeskError("No orders have been imported.", "Import them with draftdesk shop import FILE.")
    line(f"{shop.name or 'The shop'}: {_counted(counts.orders, counts.customers, counts.products, counts.contacts)}.")
    line(f"The newest order was placed at {shown_time(newest.placed_at, shop.zone)} ({shop.timezone}).")


def find(settings: Settings, text: str, shop_file: Path | None) -> None:
    """In the imported records, or in a shop file that is imported into memory for the purpose."""
    from assistant.orders.sql import SqlOrders

    engine = open_records(settings).database.reading_engine if shop_file is None else _in_memory(shop_file)
    orders = SqlOrders(engine)
    found = orders.find(text)
    if not found:
        note("Nothing was found.")
    zone = orders.shop().zone
    table(("Order", "Placed", "Status", "Customer", "Items", "Found by"), (_row(match, zone) for match in found))


def _row(match: "Found", zone: ZoneInfo) -> tuple[str, ...]:
    who = " ".join(part for part in (match.customer.id, match.customer.name) if part)
    order = match.order
    if order is None:
        return ("", "", "", who, "", match.by.value)
    items = ", ".join(entry.product or entry.sku for entry in order.lines)
    return (order.number, shown_time(order.placed_at, zone), order.status.value, who, items, match.by.value)


def _counted(orders: int, customers: int, products: int, contacts: int) -> str:
    kinds = (("order", orders), ("customer", customers), ("product", products), ("contact", contacts))
    words = [f"{count} {name}" if count == 1 else f"{count} {name}s" for name, count in kinds]
    return f"{', '.join(words[:-1])} and {words[-1]}"


def _in_memory(shop_file: Path) -> "Engine":
    from sqlalchemy import create_engine

    from assistant.orders.sql import import_shop
    from assistant.orders.tables import ShopBase

    content = read_shop_file(shop_file)
    engine = create_engine("sqlite://")
    ShopBase.metadata.create_all(engine)
    import_shop(engine, content)
    return engine
