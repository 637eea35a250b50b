"""tau2-bench's retail shop: its records as a shop file, and each of its tasks as one opening mail.

The tasks describe a customer in the second person to a simulated user; a script turns them into the first person and
leaves out what is stage direction. The orders have no dates: all were placed some days before `NOW`.
"""

import json
import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from assistant.case.shop import ShopFile

Json = dict[str, Any]

DATA = Path(__file__).parents[2] / "tests" / "data" / "shop_tau2_retail"
NOW = datetime(2026, 11, 20, 10, 0, tzinfo=ZoneInfo("America/New_York"))

_STATUS = {"pending": "paid", "processed": "shipped", "delivered": "delivered", "cancelled": "cancelled"}
_STAGE_DIRECTION = re.compile(
    r"\bagents?\b|reveal|make sure|(?:when|if) asked|(?:do not|don't) (?:say|mention|share)|confirm",
    re.IGNORECASE,
)
_PERSONS = (
    (r"\byou are\b", "I am"),
    (r"\byou're\b", "I'm"),
    (r"\byou've\b", "I've"),
    (r"\byou'll\b", "I'll"),
    (r"\byou'd\b", "I'd"),
    (r"\byou name\b", "my name"),
    (r"\byourself\b", "myself"),
    (r"\byours\b", "mine"),
    (r"\byour\b", "my"),
    (r"\b(for|to|with|of|than|lets?|helps?) you\b", r"\1 me"),
    (r"\byou\b", "I"),
)


class Task(NamedTuple):
    """`labels_name_and_postcode`: both stand in the mail as what they are; "I am Mei in 28236" labels neither.

    `reference` are the kinds of the reference actions that change an order, each with its order's number."""

    id: str
    customer_id: str
    text: str
    gives_email: bool
    labels_name_and_postcode: bool
    numbers: tuple[str, ...]
    reference: tuple[tuple[str, str], ...]
    transferred: bool


def shop_file() -> ShopFile:
    names = {product["product_id"]: product["name"] for product in _json("products.json")}
    return ShopFile.model_validate(
        {
            "schema": 1,
            "shop": {"name": "tau2 retail", "timezone": "America/New_York", "currency": "USD"},
            "products": [{"sku": sku, "name": name} for sku, name in names.items()],
            "customers": [_customer(user) for user in _lines("users.jsonl")],
            "orders": [_order(order) for order in _lines("orders.jsonl")],
        }
    )


def tasks() -> tuple[Task, ...]:
    return tuple(_task(task) for task in _json("tasks.json"))


def _json(name: str) -> Any:
    return json.loads((DATA / name).read_text(encoding="utf-8"))


def _lines(name: str) -> Iterator[Json]:
    return map(json.loads, (DATA / name).read_text(encoding="utf-8").splitlines())


def _full_name(user: Json) -> str:
    return f"{user['name']['first_name']} {user['name']['last_name']}"


def _customer(user: Json) -> Json:
    return {"id": user["user_id"], "name": _full_name(user), "email": user["email"]}


def _order(order: Json) -> Json:
    address = order["address"]
    payments = [entry for entry in order["payment_history"] if entry["transaction_type"] == "payment"]
    placed_at = (NOW - timedelta(days=5)).isoformat()
    return {
        "number": order["order_id"].removeprefix("#"),
        "customer_id": order["user_id"],
        "placed_at": placed_at,
        "paid_at": placed_at,
        "status": _STATUS[order["status"].split(" ")[0]],
        "total": f"{sum(item['price'] for item in order['items']):.2f}",
        "payments": [
            {"id": str(n), "amount": f"{entry['amount']:.2f}", "at": placed_at} for n, entry in enumerate(payments)
        ],
        "recipient": {
            "name": order["user_id"].rpartition("_")[0].replace("_", " ").title(),
            "street": f"{address['address1']}, {address['address2']}",
            "city": address["city"],
            "region": address["state"],
            "postcode": address["zip"],
        },
        "lines": [_line(item) for item in order["items"]],
        "shipments": [_shipment(parcel, order["status"]) for parcel in order.get("fulfillments", ())],
    }


def _line(item: Json) -> Json:
    price = f"{item['price']:.2f}"
    return {
        "sku": item["item_id"],
        "product": item["name"],
        "variant": item["options"],
        "unit_price": price,
        "paid": price,
    }


def _shipment(parcel: Json, status: str) -> Json:
    delivered = status.startswith("delivered")
    return {
        "tracking_number": parcel["tracking_id"][0],
        "skus": parcel["item_ids"],
        "shipped_at": (NOW - timedelta(days=4)).isoformat(),
        "delivered_at": (NOW - timedelta(days=2)).isoformat() if delivered else None,
    }


def _task(task: Json) -> Task:
    told = first_person(task["reason_for_call"])
    who = first_person(task["known_info"])
    changing = ("cancel_", "modify_pending", "return_", "exchange_")
    return Task(
        id=task["id"],
        customer_id=task["user_id"],
        text=f"Hello,\n\n{told}\n\n{who}",
        gives_email="@" in task["known_info"],
        labels_name_and_postcode=bool(re.search(r"name is [A-Z]\w+ [A-Z]\w+.*\bzip ?code\D*\d{5}\b", who)),
        numbers=tuple(dict.fromkeys(re.findall(r"\bW\d{7}\b", told))),
        reference=tuple(
            (action["name"], action["arguments"]["order_id"].removeprefix("#"))
            for action in task["actions"]
            if action["name"].startswith(changing)
        ),
        transferred=any(action["name"] == "transfer_to_human_agents" for action in task["actions"]),
    )


def first_person(directions: str) -> str:
    """What the customer would write: stage directions left out, "you want" said as "I want"."""
    sentences = re.split(r"(?<=[.!?])\s+", directions.strip(". \n"))
    kept = [sentence for sentence in sentences if not _STAGE_DIRECTION.search(sentence)] or sentences[:1]
    return " ".join(_as_said(sentence) for sentence in kept)


def _as_said(sentence: str) -> str:
    for pattern, words in _PERSONS:
        sentence = re.sub(pattern, words, sentence, flags=re.IGNORECASE)
    return sentence[:1].upper() + sentence[1:]
