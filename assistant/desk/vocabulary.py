"""The words of the trade as agents read them: each member of the vocabulary in English and Chinese.

One table for both languages, so that a new member without words is found by a test and not by an agent.
"""

from enum import StrEnum
from typing import Literal, NamedTuple

from assistant.case.diagnosis import ActionKind, Category, Cause, Role
from assistant.case.inquiry import Emotion, Request
from assistant.case.reply import PartKind
from assistant.case.shop import OrderStatus
from assistant.case.verification import IdentityLevel, OrderOutcome, Scope, Verdict

Language = Literal["zh", "en"]


class Words(NamedTuple):
    en: str
    zh: str


VOCABULARY: dict[type[StrEnum], dict[str, Words]] = {
    Category: {
        "logistics": Words("Delivery", "物流"),
        "product_mismatch": Words("Wrong or faulty goods", "商品不符或质量问题"),
        "after_sales": Words("Returns and refunds", "退换售后"),
        "payment_and_order": Words("Payment and order", "支付与订单"),
        "promotion_and_invoice": Words("Promotion and invoice", "优惠与发票"),
        "product_question": Words("Product question", "商品咨询"),
        "praise": Words("Praise", "表扬"),
        "complaint_or_legal": Words("Complaint or legal", "投诉与法务"),
        "not_customer_mail": Words("Not from a customer", "非客户邮件"),
    },
    Cause: {
        "in_transit_on_time": Words("On its way, on time", "正常运输中"),
        "not_shipped": Words("Not shipped yet, in time", "未到发货期限"),
        "shipping_overdue": Words("Shipping overdue", "超时未发货"),
        "presale_waiting": Words("Pre-sale, waiting", "预售待发"),
        "stalled": Words("Parcel not moving", "物流停滞"),
        "delayed": Words("Past the promised date", "超出承诺时效"),
        "delivered_not_received": Words("Signed for, not received", "显示签收未收到"),
        "lost": Words("Parcel lost", "包裹丢失"),
        "returned_to_sender": Words("Returned to us", "包裹被退回"),
        "delivery_service": Words("Courier service", "派送服务问题"),
        "partial_shipment": Words("Shipped in parts", "分批发货"),
        "sync_lag": Words("Our tracking lags behind", "物流同步延迟"),
        "regional_disruption": Words("Regional disruption", "地区性停运"),
        "wrong_item_sent": Words("Wrong item sent", "错发商品"),
        "ordered_as_sent": Words("Sent as ordered", "发货与订单一致"),
        "description_gap": Words("Not as on the page", "与页面描述有出入"),
        "missing_item": Words("Item missing", "漏发商品"),
        "damaged_in_transit": Words("Damaged in transit", "运输破损"),
        "quality_defect": Words("Quality defect", "质量问题"),
        "return_in_window": Words("Return, in time", "退货期内退货"),
        "return_out_of_window": Words("Return, too late", "超过退货期"),
        "return_received_not_refunded": Words("Return arrived, not refunded", "退货已到未退款"),
        "refund_in_progress": Words("Refund on its way", "退款处理中"),
        "refund_not_noticed": Words("Already refunded", "已退款未注意到"),
        "cancel_after_shipping": Words("Cancel after shipping", "发货后取消"),
        "freight_dispute": Words("Who pays freight", "运费争议"),
        "warranty": Words("Warranty", "保修"),
        "payment_incomplete": Words("Payment not finished", "付款未完成"),
        "duplicate_charge": Words("Charged twice", "重复扣款"),
        "cancel_before_shipping": Words("Cancel before shipping", "发货前取消"),
        "address_change_before_shipping": Words("New address, before shipping", "发货前改地址"),
        "address_change_after_shipping": Words("New address, after shipping", "发货后改地址"),
        "variant_change_before_shipping": Words("Other variant, before shipping", "发货前改规格"),
        "out_of_stock": Words("Out of stock", "缺货"),
        "coupon_rules": Words("Coupon rules", "优惠券规则"),
        "price_protection": Words("Price protection", "价格保护"),
        "presale_terms": Words("Pre-sale terms", "预售规则"),
        "invoice_request": Words("Invoice wanted", "开具发票"),
        "invoice_correction": Words("Invoice to correct", "更正发票"),
    },
    Emotion: {
        "calm": Words("Calm", "平静"),
        "anxious": Words("Anxious", "焦急"),
        "angry": Words("Angry", "愤怒"),
        "disappointed": Words("Disappointed", "失望"),
        "distressed": Words("Distressed", "难过"),
        "sarcastic": Words("Sarcastic", "讽刺"),
        "threatening": Words("Threatening", "威胁"),
        "confused": Words("Confused", "困惑"),
        "grateful": Words("Grateful", "感谢"),
    },
    Request: {
        "status": Words("Where it stands", "查询进度"),
        "refund": Words("Refund", "退款"),
        "return": Words("Return", "退货"),
        "exchange": Words("Exchange", "换货"),
        "reship": Words("Send again", "补发"),
        "expedite": Words("Speed it up", "加急"),
        "deliver_to_door": Words("Deliver to the door", "送货上门"),
        "compensation": Words("Compensation", "赔偿"),
        "price_difference": Words("Price difference", "退差价"),
        "call_back": Words("Call back", "回电"),
        "supervisor": Words("A supervisor", "找主管"),
        "invoice": Words("Invoice", "发票"),
        "cancel": Words("Cancel", "取消订单"),
        "change_address": Words("Change the address", "改地址"),
        "change_variant": Words("Change the variant", "改规格"),
        "repair": Words("Repair", "维修"),
        "delete_data": Words("Delete data", "删除个人信息"),
    },
    IdentityLevel: {
        "verified": Words("Verified", "已核实"),
        "claimed": Words("Claimed", "仅自称"),
        "unknown": Words("Unknown", "未知"),
    },
    Scope: {
        "act": Words("May act on the orders", "可查询并办理"),
        "read": Words("May hear about the orders", "仅可告知订单信息"),
        "none": Words("General policy only", "仅可告知通用规则"),
    },
    OrderOutcome: {
        "locked": Words("Locked", "已锁定"),
        "ambiguous": Words("Several possible", "多个候选"),
        "not_found": Words("Not found", "未找到"),
        "not_needed": Words("No order needed", "无需订单"),
    },
    OrderStatus: {
        "pending_payment": Words("Waiting for payment", "待付款"),
        "paid": Words("Paid", "已付款"),
        "shipped": Words("Shipped", "已发货"),
        "delivered": Words("Delivered", "已签收"),
        "completed": Words("Completed", "已完成"),
        "cancelled": Words("Cancelled", "已取消"),
        "refunding": Words("Being refunded", "退款中"),
        "refunded": Words("Refunded", "已退款"),
    },
    Verdict: {
        "confirmed": Words("Confirmed", "属实"),
        "contradicted": Words("Contradicted", "与记录不符"),
        "not_in_records": Words("Not in the records", "记录中无"),
    },
    Role: {
        "agent": Words("Agent", "客服"),
        "senior": Words("Senior agent", "高级客服"),
        "supervisor": Words("Supervisor", "主管"),
    },
    ActionKind: {
        "give_information": Words("Give information", "告知信息"),
        "ask_customer": Words("Ask the customer", "询问客户"),
        "trace_with_courier": Words("Trace with the courier", "向快递查件"),
        "contact_pickup_point": Words("Ring the pickup point", "联系驿站"),
        "intercept_parcel": Words("Intercept the parcel", "拦截包裹"),
        "expedite": Words("Speed it up", "加急处理"),
        "reship": Words("Send again", "补发"),
        "send_part": Words("Send the missing part", "补寄配件"),
        "replace_with_pickup": Words("Replace, with home pickup", "上门取件换新"),
        "exchange_at_customer_cost": Words("Exchange, customer pays freight", "换货（客户付运费）"),
        "return_with_label": Words("Return with our label", "退货（我方付运费）"),
        "return_at_customer_cost": Words("Return, customer pays freight", "退货（客户付运费）"),
        "refund": Words("Refund", "退款"),
        "partial_refund": Words("Partial refund", "部分退款"),
        "refund_without_return": Words("Refund without return", "仅退款"),
        "price_difference_refund": Words("Refund the price difference", "退差价"),
        "reimburse_freight": Words("Reimburse freight", "补偿运费"),
        "coupon": Words("Coupon", "优惠券"),
        "change_address": Words("Change the address", "修改地址"),
        "change_variant": Words("Change the variant", "修改规格"),
        "cancel_order": Words("Cancel the order", "取消订单"),
        "issue_invoice": Words("Issue the invoice", "开具发票"),
        "correct_invoice": Words("Correct the invoice", "更正发票"),
        "repair": Words("Repair", "维修"),
        "call_back": Words("Call back", "回电"),
        "escalate": Words("Hand to a supervisor", "转交主管"),
    },
    PartKind: {
        "greeting": Words("Greeting", "问候"),
        "acknowledgement": Words("Acknowledgement", "安抚"),
        "facts": Words("Facts", "事实"),
        "explanation": Words("Explanation", "说明"),
        "solution": Words("Solution", "处理方案"),
        "questions": Words("Questions", "需确认"),
        "commitment": Words("Commitment", "承诺"),
        "closing": Words("Closing", "结束语"),
    },
}
