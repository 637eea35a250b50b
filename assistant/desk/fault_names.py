"""What the drafting checks call the remedies, promises, things and states of a letter, as agents read it.

The English names are those of the drafting's word lists; a test keeps the tables whole.
"""

from assistant.desk.vocabulary import Words

REMEDIES: dict[str, str] = {
    "refund": "退款",
    "compensation": "补偿",
    "coupon": "优惠券",
    "price difference": "退差价",
    "freight": "承担运费",
    "sending again": "补发",
    "replacement": "换货",
    "return": "退货",
    "keeping the goods": "无需退货",
    "a gift": "赠品",
    "repair": "维修",
    "cancellation": "取消订单",
    "interception": "拦截包裹",
    "an invoice": "开具发票",
    "a call": "回电",
}

PROMISES: dict[str, str] = {
    "who pays": "由谁承担费用",
    "an exception": "破例",
    "certainty": "绝对保证",
    "said to be done or handed on": "说成已办理或已转交",
    "goods that go out": "发出商品",
    "goods under way": "商品已在路上",
    "what to wait for": "请客户等候到账或到货",
    "a give-away": "额外赠送",
    "goods or money given away": "白送商品或钱款",
    "a promise for life": "终身承诺",
    "money before the goods are back": "收到退货前先退款",
    "another way to reach you": "改用其他方式联系客户",
    "a remedy under a condition": "附条件的补救",
    "a fact about ourselves that nobody has established": "未经核实的我方情况",
    "who pays the way": "由谁承担运费",
    "money that comes back": "款项退回",
    "something else instead": "换成别的商品",
    "a coupon that works": "优惠券可用",
    "being first": "优先处理",
    "a longer period": "延长期限",
    "a condition waived": "免除条件",
    "that there is still time": "还来得及",
    "a price": "价格",
    "holding the parcel": "暂扣或拦下包裹",
    "a way of paying": "付款方式",
    "something made good or kept ready": "补足或预留",
    "an invoice": "开具发票",
    "a repair": "维修",
    "what somebody else will do": "替第三方许诺",
    "to take it without proof": "免凭证受理",
}

THINGS: dict[str, str] = {
    "a phone number": "电话号码",
    "an address": "地址",
    "papers for an invoice": "开票资料",
    "a name": "姓名",
    "money": "钱款",
}

STATES: dict[str, str] = {
    "delivered": "已签收",
    "returned to us": "已退回我方",
    "your return arrived": "退货已收到",
    "cancelled": "已取消",
    "refunded": "已退款",
    "lost": "已丢失",
    "not paid": "未付款",
    "paid": "已付款",
    "shipped": "已发货",
    "not shipped": "未发货",
    "completed": "已完成",
    "out for delivery": "派送中",
    "at a pickup point": "在驿站待取",
    "delivery tried in vain": "派送未成功",
    "damaged": "已损坏",
    "out of stock": "缺货",
    "near the customer": "已到客户当地",
    "with the driver": "已在派送员手上",
    "through the sorting": "已通过分拣",
    "in customs": "清关",
    "packed": "已打包",
    "refund under way": "退款办理中",
    "an address or a number that is right": "地址或号码无误",
    "insured for the freight": "有运费险",
}

HEARSAY: dict[str, str] = {
    "what others said": "第三方说过什么",
    "what others did": "第三方做过什么",
    "what we did": "我方做过什么",
    "why it happened": "为什么会这样",
    "what is in stock": "有没有货",
    "where to click or call": "在哪里操作或联系",
}

ROLES: dict[str, Words] = {
    "placed": Words("the order", "下单"),
    "paid": Words("payment", "付款"),
    "ship_by": Words("latest dispatch", "最晚发货"),
    "shipped": Words("dispatch", "发货"),
    "promised": Words("promised delivery", "承诺送达"),
    "delivered": Words("delivery", "签收"),
    "refund_requested": Words("refund request", "申请退款"),
    "refund_completed": Words("refund", "退款到账"),
    "returned": Words("return's arrival", "退货到仓"),
    "last_event": Words("latest tracking entry", "最新物流"),
    "last_contact": Words("our last answer", "上次答复"),
    "commitment": Words("commitment", "承诺答复"),
}
"""Events whose days a letter may mix up."""

LANGUAGES: dict[str, Words] = {"zh": Words("Chinese", "中文"), "en": Words("English", "英文")}

UNREAD: dict[str, str] = {"Japanese": "日文", "by its words": "从用词看"}

SCRIPTS: dict[str, str] = {
    "Cyrillic": "西里尔",
    "Arabic": "阿拉伯",
    "Hangul": "朝鲜",
    "Thai": "泰",
    "Hebrew": "希伯来",
    "Greek": "希腊",
    "Devanagari": "天城",
    "Bengali": "孟加拉",
    "Tamil": "泰米尔",
    "Khmer": "高棉",
    "Lao": "老挝",
    "Myanmar": "缅甸",
    "Georgian": "格鲁吉亚",
    "Armenian": "亚美尼亚",
    "Mongolian": "蒙古",
    "Tibetan": "藏",
}
"""Of mails that nobody here reads; another script goes by its English name."""
