"""The shop behind the sample tickets, and the present that its times are counted from."""

from datetime import UTC, datetime, timedelta
from typing import Any

from assistant.case.shop import ShopFile

NOW = datetime(2026, 11, 23, 8, 30, tzinfo=UTC)


def ago(**past: float) -> datetime:
    return NOW - timedelta(**past)


def iso(**past: float) -> str:
    return ago(**past).isoformat()


def shop_file(**orders: Any) -> ShopFile:
    """The shop's records; an order given by number (`o2026111800231={...}`) has these fields changed."""
    return ShopFile.model_validate(
        {
            "schema": 1,
            "shop": {"name": "暖阳生活", "timezone": "Asia/Shanghai", "currency": "CNY"},
            "customers": [
                {"id": "C1", "name": "李梅", "email": "li.mei@mail.example", "phones": ["13812345678"]},
                {"id": "C2", "name": "陈思远", "email": "chensy@post.example", "phones": ["13900001111"]},
                {"id": "C3", "name": "Emma Clarke", "email": "emma@clarke.example", "phones": ["+447700900123"]},
            ],
            "orders": [order | orders.get(f"o{order['number']}", {}) for order in _ORDERS],
            "contacts": [
                {
                    "customer_id": "C1",
                    "at": iso(days=2),
                    "channel": "chat",
                    "category": "logistics",
                    "summary": "询问保温杯何时送到",
                    "promise": "24 小时内回复快递查询结果",
                },
                {"customer_id": "C1", "at": iso(days=41), "channel": "phone", "summary": "咨询保温杯清洗方法"},
            ],
        }
    )


_ORDERS: list[dict[str, Any]] = [
    {
        "number": "2026111800231",
        "customer_id": "C1",
        "placed_at": iso(days=5),
        "status": "shipped",
        "total": "99.00",
        "recipient": {"name": "李梅", "phone": "13812345678", "city": "杭州市", "district": "西湖区"},
        "lines": [{"sku": "CUP-R", "product": "保温杯", "variant": {"颜色": "红色"}, "quantity": 1, "paid": "99.00"}],
        "shipments": [
            {
                "carrier": "中通",
                "tracking_number": "ZT7730112233445",
                "shipped_at": iso(days=4, hours=2),
                "promised_at": iso(days=1),
                "events": [{"at": iso(days=3, hours=6), "place": "嘉兴", "text": "离开嘉兴转运中心，下一站杭州"}],
            }
        ],
    },
    {
        "number": "2026111500077",
        "customer_id": "C2",
        "placed_at": iso(days=8),
        "status": "delivered",
        "total": "159.00",
        "lines": [
            {
                "sku": "COAT-M",
                "product": "羊毛开衫",
                "variant": {"尺码": "M", "颜色": "燕麦色"},
                "quantity": 1,
                "paid": "159.00",
                "picked": {"sku": "COAT-M", "quantity": 1},
            }
        ],
        "shipments": [
            {
                "carrier": "顺丰",
                "tracking_number": "SF1442233889",
                "shipped_at": iso(days=7),
                "delivered_at": iso(days=2),
                "signed_by": "本人",
            }
        ],
    },
    {
        "number": "2026110900412",
        "customer_id": "C3",
        "placed_at": iso(days=14),
        "status": "delivered",
        "total": "268.00",
        "lines": [
            {
                "sku": "LAMP-W",
                "product": "Reading lamp",
                "variant": {"colour": "white"},
                "quantity": 1,
                "paid": "268.00",
            }
        ],
        "shipments": [
            {
                "carrier": "SF Express",
                "tracking_number": "SF1550099887",
                "shipped_at": iso(days=12),
                "delivered_at": iso(days=1),
            }
        ],
    },
]
