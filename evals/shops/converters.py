"""Other people's sample shops as shop files: the shape that a real shop's export would be converted from.

Their times have no offset and are Chinese ones; what they do not record stays empty.
"""

import csv
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

Json = dict[str, Any]

DATA = Path(__file__).parents[2] / "tests" / "data"

CN_SHOP_STATUS = {"已发货": "shipped", "已签收": "delivered"}
CN_SHOP_REFUND = {"待审核": "requested", "退款中": "processing", "已到账": "completed", "已驳回": "rejected"}
STATUS_BY_REFUND = {"requested": "refunding", "processing": "refunding", "completed": "refunded"}

ECOM_STATUS = {
    "已付款": "paid",
    "处理中": "paid",
    "已发货": "shipped",
    "运输中": "shipped",
    "已送达": "delivered",
    "已签收": "delivered",
    "已退货": "refunding",
}
ECOM_UNDATED = "2025-06-01 00:00:00"
"""Orders without a tracking event have no time at all; the month of the data's newest events."""


def cn_shop_demo() -> str:
    """akira399/after-sales-agent: three CSV tables, joined by order id; users are bare ids."""
    orders = _rows("orders.csv")
    return _shop_file(
        name="智选数码旗舰店",
        products=[{"sku": name, "name": name} for name in dict.fromkeys(row["product_name"] for row in orders)],
        customers=[{"id": user} for user in dict.fromkeys(row["user_id"] for row in orders)],
        orders=[_cn_order(row, _of(row, "logistics.csv"), _of(row, "refunds.csv")) for row in orders],
    )


def _rows(name: str) -> list[dict[str, str]]:
    with (DATA / "shop_cn_shop_demo" / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _of(order: dict[str, str], name: str) -> list[dict[str, str]]:
    return [row for row in _rows(name) if row["order_id"] == order["order_id"]]


def _cn_order(row: dict[str, str], nodes: list[dict[str, str]], refunds: list[dict[str, str]]) -> Json:
    converted = [_cn_refund(refund) for refund in refunds]
    status = CN_SHOP_STATUS[row["status"]]
    placed = next((node["node_time"] for node in nodes if node["node_desc"] == "商品已下单"), row["order_date"])
    return {
        "number": row["order_id"],
        "customer_id": row["user_id"],
        "placed_at": _time(placed),
        "status": STATUS_BY_REFUND.get(converted[-1]["status"], status) if converted else status,
        "total": row["price"],
        "freight_insured": row["has_insurance"] == "是",
        "lines": [{"sku": row["product_name"], "product": row["product_name"], "paid": row["price"]}],
        "shipments": _cn_shipments(row, [node for node in nodes if node["operator"] != "系统"]),
        "refunds": converted,
    }


def _cn_shipments(row: dict[str, str], nodes: list[dict[str, str]]) -> list[Json]:
    if not nodes and not row["sign_date"]:
        return []
    signed = next((node["node_time"] for node in nodes if node["node_desc"] == "已签收"), row["sign_date"])
    return [
        {
            "carrier": nodes[-1]["operator"] if nodes else "",
            "shipped_at": _time(nodes[0]["node_time"]) if nodes else None,
            "delivered_at": _time(signed) if signed else None,
            "events": [
                {"at": _time(node["node_time"]), "place": node["location"], "text": node["node_desc"]} for node in nodes
            ],
        }
    ]


def _cn_refund(row: dict[str, str]) -> Json:
    status = CN_SHOP_REFUND[row["status"]]
    return {
        "amount": row["amount"],
        "status": status,
        "requested_at": _time(row["apply_time"]),
        "reference": row["refund_id"],
    }


def ecom_bench() -> str:
    """XiaoduoAILab/ECom-Bench: orders, tracking, invoices and users of a shop on a big platform."""
    orders = [order for by_user in _story("orders.json").values() for order in by_user.values()]
    tracking = {number: entry for by_user in _story("logistics.json").values() for number, entry in by_user.items()}
    products = _story("products.json")
    invoices = _json("invoices.json")
    return _shop_file(
        name="美的旗舰店",
        products=[_ecom_product(product) for product in products.values()],
        customers=[_ecom_customer(user) for user in _json("users_info.json").values()],
        orders=[
            _ecom_order(order, products, tracking.get(order["订单ID"]), invoices.get(order["订单ID"]))
            for order in orders
        ],
    )


def _json(name: str) -> Json:
    content: Json = json.loads((DATA / "shop_ecom_bench" / name).read_text(encoding="utf-8"))
    return content


def _story(name: str) -> Json:
    """The tables are nested by platform and shop; there is one of each."""
    (shops,) = _json(name).values()
    (content,) = shops.values()
    return dict(content)


def _ecom_product(product: Json) -> Json:
    return {
        "sku": product["商品ID"],
        "name": product["商品名称"],
        "page_text": product["商品描述"],
        "price": _money(product["商品价格"]),
        "durable": True,
    }


def _ecom_customer(user: Json) -> Json:
    return {"id": user["用户ID"], "name": user["用户姓名"], "phones": [user["电话号码"]]}


def _ecom_order(order: Json, products: Json, tracking: Json | None, invoice: Json | None) -> Json:
    events = tracking["物流轨迹"] if tracking else []
    converted: Json = {
        "number": order["订单ID"],
        "customer_id": order["用户ID"],
        "placed_at": _time(events[0]["时间"] if events else ECOM_UNDATED),
        "status": _ecom_status(order, events),
        "total": _money(order["订单总金额"]),
        "payment_method": order["支付方式"],
        "recipient": _ecom_recipient(order["收货地址"]),
        "lines": [_ecom_line(line, products) for line in order["订单商品列表"]],
        "shipments": list(_ecom_shipments(tracking, converted_status=_ecom_status(order, events))),
    }
    if invoice:
        converted["invoice"] = {"kind": invoice["发票类型"], "title": invoice["发票抬头"]}
    return converted


def _ecom_status(order: Json, events: list[Json]) -> str:
    """`处理中` covers everything up to the delivery; a parcel that moves was shipped."""
    status = ECOM_STATUS[order["订单状态"]]
    moving = any(event.get("状态") in ("已揽收", "运输中", "派送中") for event in events)
    return "shipped" if status == "paid" and moving else status


def _ecom_recipient(address: Json) -> Json:
    return {
        "name": address["收件人姓名"],
        "phone": address["电话号码"],
        "region": address["省份"],
        "city": address["城市"],
        "district": address["区县"],
        "street": address["详细地址"],
    }


def _ecom_line(line: Json, products: Json) -> Json:
    return {
        "sku": line["商品ID"],
        "product": products[line["商品ID"]]["商品名称"],
        "quantity": line["数量"],
        "unit_price": _money(line["单价"]),
        "paid": _money(line["单价"] * line["数量"]),
    }


def _ecom_shipments(tracking: Json | None, converted_status: str) -> Iterator[Json]:
    """An order that was not handed to the courier has a tracking number already, and no shipment."""
    if tracking is None or converted_status == "paid":
        return
    events = tracking["物流轨迹"]
    arrived = tracking["实际送达时间"] if converted_status != "shipped" else None
    signed = re.search(r"签收人：([^）\s]+)", events[-1]["描述"])
    yield {
        "carrier": tracking["物流公司"],
        "tracking_number": tracking["物流单号"],
        "promised_at": _time(tracking["预计送达时间"]) if tracking["预计送达时间"] else None,
        "delivered_at": _time(arrived) if arrived else None,
        "signed_by": signed[1] if signed and arrived else None,
        "events": [{"at": _time(event["时间"]), "place": event["位置"], "text": event["描述"]} for event in events],
    }


def _shop_file(name: str, **sections: list[Json]) -> str:
    shop = {"name": name, "timezone": "Asia/Shanghai", "currency": "CNY"}
    return json.dumps({"schema": 1, "shop": shop} | sections, ensure_ascii=False)


def _time(local: str) -> str:
    """`2026-08-29`, `2026-08-29 10:22` or `2026-08-29 10:22:05`, in China."""
    day, _, clock = local.replace("T", " ").partition(" ")
    clock = clock or "00:00"
    return f"{day}T{clock if len(clock) == 8 else f'{clock}:00'}+08:00"


def _money(amount: float) -> str:
    return f"{amount:.2f}"
