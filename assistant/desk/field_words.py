"""A fact's dotted path in the shop file, in words: `shipments.0.signed_by` -> "Parcel 1 · signed by"."""

from assistant.desk.words import Language, Words

_FIELDS: dict[str, Words] = {
    "number": Words("Order number", "订单号"),
    "status": Words("Order status", "订单状态"),
    "placed_at": Words("Ordered at", "下单时间"),
    "total": Words("Amount paid", "实付金额"),
    "payment_method": Words("Payment method", "支付方式"),
    "paid_at": Words("Paid at", "付款时间"),
    "ship_by": Words("To ship by", "最晚发货"),
    "freight_insured": Words("Freight insured", "运费险"),
    "customer_id": Words("Account", "账号"),
    "recipient": Words("Recipient", "收件"),
    "name": Words("name", "姓名"),
    "phone": Words("phone", "电话"),
    "phones": Words("phone", "电话"),
    "region": Words("province", "省份"),
    "city": Words("city", "城市"),
    "district": Words("district", "区县"),
    "street": Words("street", "街道"),
    "postcode": Words("postcode", "邮编"),
    "address": Words("address", "地址"),
    "sku": Words("SKU", "SKU"),
    "product": Words("product", "商品"),
    "variant": Words("variant", "规格"),
    "page_text": Words("page text", "页面描述"),
    "quantity": Words("quantity", "数量"),
    "unit_price": Words("unit price", "单价"),
    "paid": Words("paid", "实付"),
    "gift": Words("gift", "赠品"),
    "picked": Words("packed", "拣货记录"),
    "carrier": Words("carrier", "快递公司"),
    "tracking_number": Words("tracking number", "运单号"),
    "skus": Words("items", "商品"),
    "shipped_at": Words("shipped", "发货时间"),
    "promised_at": Words("promised for", "承诺送达"),
    "delivered_at": Words("delivered", "签收时间"),
    "signed_by": Words("signed by", "签收人"),
    "collected_at": Words("collected", "取件时间"),
    "pickup_point": Words("pickup point", "驿站"),
    "code": Words("code", "取件码"),
    "events": Words("our tracking", "物流（我方）"),
    "courier_events": Words("the courier's tracking", "物流（快递官方）"),
    "last_event": Words("last event", "最新物流"),
    "at": Words("time", "时间"),
    "place": Words("place", "地点"),
    "text": Words("text", "内容"),
    "amount": Words("amount", "金额"),
    "requested_at": Words("asked for", "申请时间"),
    "received_at": Words("arrived", "到货时间"),
    "completed_at": Words("completed", "完成时间"),
    "method": Words("channel", "退回渠道"),
    "reference": Words("reference", "流水号"),
    "invoice": Words("Invoice", "发票"),
    "title": Words("title", "抬头"),
    "tax_number": Words("tax number", "税号"),
    "kind": Words("kind", "类型"),
    "email": Words("email", "邮箱"),
    "presale": Words("Pre-sale", "预售"),
    "deposit": Words("deposit", "定金"),
    "balance": Words("balance", "尾款"),
    "balance_paid_at": Words("balance paid", "尾款支付"),
    "customer": Words("Customer", "客户"),
}
_LISTS: dict[str, Words] = {
    "lines": Words("Item", "商品"),
    "shipments": Words("Parcel", "包裹"),
    "payments": Words("Payment", "支付"),
    "returns": Words("Return", "退货"),
    "refunds": Words("Refund", "退款"),
    "coupons": Words("Coupon", "优惠券"),
    "events": Words("our tracking entry", "我方物流记录"),
    "courier_events": Words("the courier's tracking entry", "快递官方物流记录"),
}
_SEPARATOR = " · "


def field_in_words(path: str, language: Language) -> str:
    """The path in words. List places count from 1; the shop's own variant names (`尺码`) stand as they are."""
    words: list[str] = []
    steps = path.split(".")
    for place, step in enumerate(steps):
        if step.isdigit() and words:
            words[-1] = _numbered(steps[place - 1], int(step) + 1, language)
        elif not (step == "variant" and place + 1 < len(steps)):  # the variant's own name says enough
            words.append(_word(step, language))
    return _capitalised(_SEPARATOR.join(words))


def _word(step: str, language: Language) -> str:
    words = _FIELDS.get(step) or _LISTS.get(step)
    return getattr(words, language) if words else step.replace("_", " ")


def _numbered(step: str, number: int, language: Language) -> str:
    words = _LISTS.get(step)
    return f"{getattr(words, language) if words else step} {number}"


def _capitalised(text: str) -> str:
    return text[:1].upper() + text[1:]
