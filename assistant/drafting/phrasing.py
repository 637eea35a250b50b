"""How values are said in a letter: dates, amounts, and the records' codes in words.

Chinese: 11月20日(周五)18:00 前, 99.00 元. English: Friday 20 November, CNY 99.00. A code without words here is left
out of the letter, never printed raw.
"""

import re
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Literal

from assistant.case.diagnosis import ActionKind
from assistant.case.knowledge import Language
from assistant.case.shop import OrderStatus
from assistant.drafting.wording import wordlist

WEEKDAYS: dict[Language, tuple[str, ...]] = {
    "zh": ("周一", "周二", "周三", "周四", "周五", "周六", "周日"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}
MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip

STATUS_WORDS: dict[Language, dict[OrderStatus, str]] = {
    "zh": {
        OrderStatus.PENDING_PAYMENT: "待付款",
        OrderStatus.PAID: "已付款、待发货",
        OrderStatus.SHIPPED: "已发货、运输中",
        OrderStatus.DELIVERED: "已签收",
        OrderStatus.COMPLETED: "已完成",
        OrderStatus.CANCELLED: "已取消",
        OrderStatus.REFUNDING: "退款处理中",
        OrderStatus.REFUNDED: "已退款",
    },
    "en": {
        OrderStatus.PENDING_PAYMENT: "awaiting payment",
        OrderStatus.PAID: "paid and not yet dispatched",
        OrderStatus.SHIPPED: "on its way",
        OrderStatus.DELIVERED: "delivered",
        OrderStatus.COMPLETED: "completed",
        OrderStatus.CANCELLED: "cancelled",
        OrderStatus.REFUNDING: "being refunded",
        OrderStatus.REFUNDED: "refunded",
    },
}

_CODE_WORDS: dict[str, dict[Language, str]] = {
    # payment methods
    "alipay": {"zh": "支付宝", "en": "Alipay"},
    "支付宝": {"zh": "支付宝", "en": "Alipay"},
    "微信": {"zh": "微信支付", "en": "WeChat Pay"},
    "微信支付": {"zh": "微信支付", "en": "WeChat Pay"},
    "银行卡": {"zh": "银行卡", "en": "card"},
    "信用卡": {"zh": "信用卡", "en": "credit card"},
    "原路退回": {"zh": "原支付方式", "en": "the original payment method"},
    "wechat": {"zh": "微信支付", "en": "WeChat Pay"},
    "wechat_pay": {"zh": "微信支付", "en": "WeChat Pay"},
    "wechatpay": {"zh": "微信支付", "en": "WeChat Pay"},
    "unionpay": {"zh": "银联", "en": "UnionPay"},
    "card": {"zh": "银行卡", "en": "card"},
    "bank_card": {"zh": "银行卡", "en": "card"},
    "credit_card": {"zh": "信用卡", "en": "credit card"},
    "debit_card": {"zh": "借记卡", "en": "debit card"},
    "paypal": {"zh": "PayPal", "en": "PayPal"},
    "apple_pay": {"zh": "Apple Pay", "en": "Apple Pay"},
    "gift_card": {"zh": "礼品卡", "en": "gift card"},
    "original": {"zh": "原支付方式", "en": "the original payment method"},
    # who signed for a parcel
    "self": {"zh": "本人", "en": "the recipient"},
    "recipient": {"zh": "本人", "en": "the recipient"},
    "in_person": {"zh": "本人", "en": "the recipient"},
    "本人": {"zh": "本人", "en": "the recipient"},
    "本人签收": {"zh": "本人", "en": "the recipient"},
    "family": {"zh": "家人", "en": "a family member"},
    "家人": {"zh": "家人", "en": "a family member"},
    "neighbour": {"zh": "邻居", "en": "a neighbour"},
    "neighbor": {"zh": "邻居", "en": "a neighbour"},
    "邻居": {"zh": "邻居", "en": "a neighbour"},
    "pickup_point": {"zh": "代收点", "en": "a pickup point"},
    "代收点": {"zh": "代收点", "en": "a pickup point"},
    "驿站": {"zh": "驿站", "en": "a pickup point"},
    "菜鸟驿站": {"zh": "菜鸟驿站", "en": "a Cainiao pickup point"},
    "快递柜": {"zh": "快递柜", "en": "a parcel locker"},
    "丰巢": {"zh": "丰巢快递柜", "en": "a Hive Box parcel locker"},
    "locker": {"zh": "快递柜", "en": "a parcel locker"},
    "front_desk": {"zh": "前台", "en": "the front desk"},
    "前台": {"zh": "前台", "en": "the front desk"},
    "门卫": {"zh": "门卫", "en": "the gatekeeper"},
    "保安": {"zh": "保安", "en": "the security desk"},
    "物业": {"zh": "物业", "en": "the building's management"},
    # refunds and invoices
    "requested": {"zh": "已申请", "en": "requested"},
    "pending": {"zh": "处理中", "en": "in progress"},
    "processing": {"zh": "处理中", "en": "in progress"},
    "approved": {"zh": "已通过、处理中", "en": "approved and in progress"},
    "completed": {"zh": "已完成", "en": "completed"},
    "success": {"zh": "已完成", "en": "completed"},
    "succeeded": {"zh": "已完成", "en": "completed"},
    "refunded": {"zh": "已退款", "en": "refunded"},
    "failed": {"zh": "未成功", "en": "not successful"},
    "rejected": {"zh": "未通过", "en": "not approved"},
    "issued": {"zh": "已开具", "en": "issued"},
    "not_issued": {"zh": "未开具", "en": "not issued yet"},
    "none": {"zh": "未开具", "en": "not issued yet"},
    # what a customer may choose besides a remedy
    "wait": {"zh": "继续等待发货", "en": "waiting for it"},
    # whom a case goes to
    "agent": {"zh": "客服", "en": "our support team"},
    "senior": {"zh": "资深客服", "en": "a senior colleague"},
    "supervisor": {"zh": "主管", "en": "our supervisor"},
}  # fmt: skip

_CARRIERS: dict[str, str] = {
    "中通": "ZTO Express",
    "圆通": "YTO Express",
    "申通": "STO Express",
    "韵达": "Yunda Express",
    "顺丰": "SF Express",
    "京东": "JD Logistics",
    "极兔": "J&T Express",
    "德邦": "Deppon Express",
    "邮政": "China Post",
    "菜鸟": "Cainiao",
}

_REMEDY_WORDS: dict[ActionKind, dict[Language, str]] = {
    ActionKind.RESHIP: {"zh": "补发商品", "en": "having the goods sent again"},
    ActionKind.SEND_PART: {"zh": "补寄缺少的部分", "en": "having the missing part sent"},
    ActionKind.REPLACE_WITH_PICKUP: {"zh": "上门取件并更换", "en": "a collection at your door with a replacement"},
    ActionKind.EXCHANGE_AT_CUSTOMER_COST: {"zh": "换货", "en": "an exchange"},
    ActionKind.RETURN_WITH_LABEL: {"zh": "退货退款", "en": "a return for a refund"},
    ActionKind.RETURN_AT_CUSTOMER_COST: {"zh": "退货退款", "en": "a return for a refund"},
    ActionKind.REFUND: {"zh": "退款", "en": "a refund"},
    ActionKind.PARTIAL_REFUND: {"zh": "部分退款并保留商品", "en": "a partial refund and keeping the goods"},
    ActionKind.REFUND_WITHOUT_RETURN: {"zh": "退款(商品不必寄回)", "en": "a refund without sending the goods back"},
    ActionKind.REPAIR: {"zh": "维修", "en": "a repair"},
    ActionKind.COUPON: {"zh": "优惠券", "en": "a coupon"},
    ActionKind.CANCEL_ORDER: {"zh": "取消订单", "en": "cancelling the order"},
}

_EVENT_WORDS: tuple[tuple[re.Pattern[str], dict[Language, str]], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), {"zh": zh, "en": en})
    for pattern, zh, en in (
        (r"退回|退件|return(ed|ing)? to (the )?sender", "退回途中", "on its way back to us"),
        (r"代收|驿站|快递柜|自提|取件|pick-?up|locker", "已到代收点", "waiting at a pickup point"),
        (r"未妥投|投递失败|派送失败|attempt|unsuccessful", "派送未成功", "a delivery attempt without success"),
        (r"签收|已投递|delivered|signed", "已签收", "delivered"),
        (r"派送|派件|投递|out for delivery|with (the )?courier", "派送中", "out for delivery"),
        (r"清关|海关|customs", "清关中", "in customs"),
        (r"揽收|揽件|已收件|收寄|picked up|collected|accepted", "已揽收", "collected by the courier"),
        (r"离开|发出|发往|departed|left|forwarded|in transit", "已离开转运点", "left the sorting centre"),
        (r"到达|抵达|arrived|processed|sorting", "已到达转运点", "arrived at the sorting centre"),
    )
)

_VARIANT_JOINT = re.compile(r"( / | \+ | |[(),，（）])")
_CJK = re.compile(r"[\u3400-\u9fff]")
_SIZE = re.compile(r"(?:\d?X{0,3}[SML]|\d{2}(?:\.5)?)", re.IGNORECASE)
_TITLE = re.compile(r"^(?:mr|mrs|ms|miss|dr|mx|prof)\.?\s+", re.IGNORECASE)
_COMPANY = re.compile(r"&|\d|\b(?:ltd|limited|llc|inc|gmbh|co|company|corp|school|team|office)\b", re.IGNORECASE)
_CODE = re.compile(r"[A-Za-z]+(_[A-Za-z]+)+|[a-z]+")


def is_chinese(text: str) -> bool:
    return _CJK.search(text) is not None


def suits(text: str, language: Language) -> bool:
    """Whether text can stand in a letter of this language as it is."""
    return is_chinese(text) == (language == "zh")


def day(moment: datetime, now: datetime, language: Language) -> str:
    """The date with its weekday, and its year when it is not this one. `moment` and `now` are in the shop's zone."""
    weekday = WEEKDAYS[language][moment.weekday()]
    other_year = moment.year != now.year
    if language == "zh":
        year = f"{moment.year}年" if other_year else ""
        return f"{year}{moment.month}月{moment.day}日({weekday})"
    year = f" {moment.year}" if other_year else ""
    return f"{weekday} {moment.day} {MONTHS[moment.month - 1]}{year}"


def moment_of(moment: datetime, now: datetime, language: Language) -> str:
    date = day(moment, now, language)
    return f"{date}{moment:%H:%M}" if language == "zh" else f"{date} at {moment:%H:%M}"


def deadline(moment: datetime, now: datetime, language: Language) -> str:
    """The latest time. Midnight belongs to the day that it ends."""
    if (moment.hour, moment.minute) in ((0, 0), (23, 59)):
        last_day = day(moment - timedelta(minutes=1), now, language)
        return f"{last_day}24:00 前" if language == "zh" else f"by the end of {last_day}"
    if language == "zh":
        return f"{moment_of(moment, now, language)} 前"
    return f"by {moment:%H:%M} on {day(moment, now, language)}"


def until(moment: datetime, now: datetime, language: Language) -> str:
    """The end of a period, as what it lasts to."""
    told = deadline(moment, now, language)
    return told.removesuffix(" 前").removesuffix("前") if language == "zh" else told.removeprefix("by ")


def addressed_as(name: str, language: Language) -> str | None:
    """How the letter addresses somebody: in English by the first name, or by none that it could not spell.

    A company, and a name with nothing but initials before the family name, stay whole.
    """
    if language == "zh":
        return name
    if is_chinese(name):
        return None
    words = _TITLE.sub("", name.strip()).split()
    personal = len(words) > 1 and words[0].replace("-", "").replace("'", "").isalpha() and len(words[0]) > 1
    return words[0] if personal and not _COMPANY.search(name) else name.strip()


def money(amount: Decimal, currency: str, language: Language) -> str:
    if language == "zh" and currency in ("CNY", "RMB"):
        return f"{amount:.2f} 元"
    return f"{currency} {amount:.2f}"


def code(value: str, language: Language) -> str:
    """The record's code in words; a name or a phrase as it stands; an unknown code as nothing."""
    words = _CODE_WORDS.get(value.strip().lower())
    if words is not None:
        return words[language]
    return "" if _CODE.fullmatch(value.strip()) else value


def carrier(name: str, language: Language) -> str:
    """A courier by the name that it goes by in the letter's language."""
    if language == "zh":
        return name
    return next((english for chinese, english in _CARRIERS.items() if chinese in name), name)


def size(value: str, language: Language) -> str:
    """M is said as M码 in Chinese."""
    return f"{value}码" if language == "zh" and _SIZE.fullmatch(value.strip()) else value


def variant(value: str, language: Language) -> str:
    """Colours and sizes in the letter's language, as far as `wordlists/variants.toml` has them."""
    words: dict[str, str] = wordlist("variants").get(language, {})
    said = "".join(words.get(part, part) for part in _VARIANT_JOINT.split(value))
    return said.replace(" / ", "，" if language == "zh" else ", ")


def remedy(option: str, language: Language) -> str:
    """An option of a question: an action's kind in words, anything else as it stands."""
    try:
        return _REMEDY_WORDS[ActionKind(option)][language]
    except (KeyError, ValueError):
        return variant(code(option, language), language)


def event(text: str, language: Language) -> str:
    """A tracking event in the letter's language: the courier's words if they are in it, else their meaning."""
    if suits(text, language):
        return text
    return next((words[language] for pattern, words in _EVENT_WORDS if pattern.search(text)), text)


def listing(items: list[str], language: Language, joint: Literal["and", "or"] = "and") -> str:
    if language == "zh" and (joint == "and" or len(items) < 2):
        return "、".join(items)
    if language == "zh":
        return f"{'、'.join(items[:-1])}还是{items[-1]}"
    return f" {joint} ".join([", ".join(items[:-1]), items[-1]]) if len(items) > 1 else "".join(items)
