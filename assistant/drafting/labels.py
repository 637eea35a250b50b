"""What the values of a source are called in its line of a prompt, in the letter's language."""

from assistant.case.knowledge import Language

LABELS: dict[Language, dict[str, str]] = {
    "zh": {
        "number": "运单号", "shipped": "发货", "promised": "承诺送达", "delivered": "签收", "signed_by": "签收人",
        "contains": "内含", "requested": "申请", "completed": "完成", "received": "我们收到", "method": "方式",
        "quantity": "数量", "paid": "实付", "code": "取件码", "phone": "电话", "not_yet": "尚无",
        "customer": "顾客说", "record": "记录", "then_told": "当时答复", "courier_words": "快递原文",
        "confirmed": "与记录相符", "contradicted": "与记录不符", "not_in_records": "记录里没有",
        "email": "下面的邮件", "order": "订单", "placed": "下单",
    },
    "en": {
        "number": "tracking number", "shipped": "dispatched", "promised": "promised", "delivered": "delivered",
        "signed_by": "signed for by", "contains": "contains", "requested": "requested", "completed": "completed",
        "received": "received by us", "method": "method", "quantity": "quantity", "paid": "paid",
        "code": "pickup code", "phone": "phone", "not_yet": "not yet",
        "customer": "customer", "record": "record", "then_told": "told then", "courier_words": "courier's words",
        "confirmed": "confirmed", "contradicted": "CONTRADICTED", "not_in_records": "not in the records",
        "email": "the email below", "order": "order", "placed": "placed",
    },
}  # fmt: skip

JOINTS: dict[Language, tuple[str, str]] = {"zh": ("；", "："), "en": ("; ", ": ")}
"""What stands between the values of a line, and before the words that a label announces."""
