"""The process gives its reasons in English sentences of fixed shape; here they are said in Chinese as well.

A sentence that no shape fits is shown as it is: an agent loses its language, never its content.
"""

import re

from assistant.desk.words import Language

_SENTENCES: dict[str, str] = {
    # identity
    "the address is the account's, but the check of the sender failed": "是账号登记地址，但发件人验证未通过",
    "the address is the account's; no trusted server vouches for it": "是账号登记地址，但没有可信服务器担保",
    "the address is the account's": "是账号登记地址",
    "the address is no account's and no order number is given": "地址不属于任何账号，也未提供订单号",
    "an order number without a second factor": "只有订单号，没有第二项核实信息",
    "Reply-To names another address: the answer goes to the registered one": "要求回到别处；回复仍发往登记地址",
    # why an order came into question
    "its number is in the mail": "邮件中写有该订单号",
    "its number is in the quoted history": "引用的历史邮件中写有该订单号",
    "its number is in the mail, but it is another account's and no second factor matches": (
        "邮件中写有该订单号，但它属于别的账号，且没有第二项信息相符"
    ),
    "placed before the orders that fit": "下单早于相符的订单",
    "among all orders": "在全部订单中",
    "among all orders, for the mail names an older time": "邮件提到更早的时间，因此查了全部订单",
    "older than 30 days, and the mail names no such time": "超过 30 天，邮件也未提到那时",
    "differs in one digit from the number given: a suggestion": "与所给订单号只差一位，仅供参考",
    "the day that the mail names is not its own, but no other order fits": "日期与邮件所说不符，但没有其他相符的订单",
    # diagnosis
    "no known topic": "未识别出主题",
    "it asks in general, about no order": "问的是一般问题，不涉及订单",
    "the customer's words": "依据客户所述",
    "the mail speaks of law, regulators, press, injury, fraud or privacy": "提到法律、监管、媒体、受伤、欺诈或隐私",
    "already shipped": "已发货",
    "already delivered": "已签收",
    "not shipped": "未发货",
    "not shipped yet": "尚未发货",
    "no ship_by on record": "没有最晚发货时间记录",
    "not shipped; the mail speaks of missing stock": "未发货，邮件提到缺货",
    "shipped, no tracking on record": "已发货，没有物流记录",
    "no event yet": "还没有物流信息",
    "some lines are in no shipment yet": "部分商品尚未发出",
    "the missing line is in no shipment yet": "缺少的商品尚未发出",
    "a trace was promised and has had no answer": "已承诺查件，至今没有答复",
    "no pick record": "没有拣货记录",
    "the pick record says that what was ordered was packed": "拣货记录与订单一致",
    "the records do not say what was in the parcel": "记录中没有包裹内容",
    "no photos yet": "还没有照片",
    "the page reads differently to the customer": "客户对页面描述的理解不同",
    "the page of the order's day says what the customer expected": "下单当日的页面写的正是客户所预期的",
    "the page of the order's day says what came": "下单当日的页面写的与收到的一致",
    "no date of receipt on record": "没有收货日期记录",
    "delivered, but the customer's own receipt is not on record": "已送达，但没有客户本人收货的记录",
    "freight insured": "有运费险",
    "not freight insured": "没有运费险",
    "a pre-sale order": "预售订单",
    "no pre-sale on record": "没有预售记录",
    "no lower page price on record": "没有更低页面价的记录",
    # a draft's state, screening
    "the customer has written again": "客户又来信了",
    "drafted again": "已重新起草",
    "the order has moved on": "订单状态已变化",
    "the draft was changed or decided on": "草稿已修改或已处理",
    "It was sent from one of our own addresses.": "由本店邮箱发出",
    "It is a delivery report (RFC 3464).": "投递状态报告（RFC 3464）",
    "It is a mail provider's complaint report (RFC 5965).": "邮件服务商的投诉报告（RFC 5965）",
    "It names recipients that could not be reached (X-Failed-Recipients).": "列出了无法送达的收件人",
    "It is a mail service's notice about a delivery.": "邮件服务的投递通知",
    "It comes from a mail system, not from a person.": "来自邮件系统，而非个人",
    "A postmaster reports a failed delivery.": "邮件管理员报告投递失败",
    "Its subject and its form are those of a failed delivery.": "主题与格式是投递失败通知",
    "It returns a message that could not be delivered.": "退回了无法送达的邮件",
    "A program sent it (Auto-Submitted, RFC 3834).": "由程序自动发出（Auto-Submitted）",
    "It is a read receipt (RFC 8098).": "已读回执（RFC 8098）",
    "Its subject and its form are those of an automatic reply.": "主题与格式是自动回复",
    "It is empty: no subject, no text, no attachment.": "空邮件：没有主题、正文和附件",
    # irregularities of a mail's form
    "no From address": "没有发件人地址",
    "the message is encrypted": "邮件已加密",
    "the message was cut: it is too large": "邮件过大，已截断",
}

_SHAPES: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(shape, re.DOTALL), chinese)
    for shape, chinese in (
        (r"order (\S+) with the last 4 digits of the registered phone", r"订单 \1 与登记电话后四位相符"),
        (r"order (\S+) with the recipient's name and postcode", r"订单 \1 与收件人姓名、邮编相符"),
        (r"order (\S+) with the recipient's name and street", r"订单 \1 与收件人姓名、街道相符"),
        (r"placed in the last (\d+) days", r"最近 \1 天内下单"),
        (r"its number is in the mail, but it has no (.+)", r"邮件中写有该订单号，但其中没有“\1”"),
        (r"fits the state that the mail implies", r"与邮件所指的状态相符"),
        (r"does not fit the state that the mail implies", r"与邮件所指的状态不符"),
        (r"(does not fit|fits) the (item|variant|price|quantity|time) \((.+)\)", r"\2“\3”\1"),
        (r"no event for (\d+) h; the limit is (\d+) h", r"\1 小时没有物流更新（上限 \2 小时）"),
        (r"no event for (\d+) h", r"\1 小时没有物流更新"),
        (r"the limit is (\d+) h", r"上限 \1 小时"),
        (r"promised for (.+)", r"承诺 \1 送达"),
        (r"newest event (.+?): (.*)", r"最新物流 \1：\2"),
        (r"to be shipped by (.+)", r"应于 \1 前发货"),
        (r"ship_by (.+)", r"最晚发货 \1"),
        (r"delivered (.+)", r"签收时间 \1"),
        (r"left at or signed by: no signature on record", r"没有签收记录"),
        (r"left at or signed by: (.+)", r"存放或签收：\1"),
        (r"ordered (\S+), packed (\d+) of (\S+)", r"订购 \1 件，\3 只拣了 \2 件"),
        (r"ordered (\S+), packed (\S+)", r"订购 \1，拣货 \2"),
        (r"the order line says (.+)", r"订单记录为 \1"),
        (r"(\d+) claimed, (\d+) ordered", r"客户说 \1 件，订购 \2 件"),
        (r"(\d+) photos? attached", r"附有 \1 张照片"),
        (r"received (.+), the window ends (.+)", r"收货 \1，退货期至 \2"),
        (r"received (.+), within (\d+) days", r"收货 \1，在 \2 天内"),
        (r"received (.+), within (\d+) months of warranty", r"收货 \1，在 \2 个月保修期内"),
        (r"received (.+), after (\d+) months of warranty", r"收货 \1，已过 \2 个月保修期"),
        (r"received (.+)", r"收货 \1"),
        (r"return received (.+)", r"退货到仓 \1"),
        (r"It cites (.+), which has changed or ended\.", r"引用的知识《\1》已变动或失效"),
        (r"refund due by (.+)", r"最晚退款 \1"),
        (r"refund completed without a date", r"退款已完成，日期不详"),
        (r"refund completed (.+)", r"退款完成 \1"),
        (r"marked at purchase as excluded from no-reason returns: (.+)", r"购买时已注明不支持无理由退货：\1"),
        (r"(\d+) payments captured, (\d+) of them twice", r"共扣款 \1 笔，其中 \2 笔重复"),
        (r"the page price fell by (\S+) for line (\S+)", r"\2 的页面价降了 \1"),
        (r"within price protection, which ends (.+)", r"在价保期内（至 \1）"),
        (r"after price protection, which ends (.+)", r"已过价保期（至 \1）"),
        (r"(\d+) coupons used on the order", r"订单用了 \1 张优惠券"),
        (r"invoice: none yet", r"尚无发票"),
        (r"invoice: (.+)", r"发票：\1"),
        (r"status (\w+), no tracking on record", r"订单状态 \1，没有物流记录"),
        (r"status (\w+)", r"订单状态 \1"),
        (r"in no shipment yet: (.+)", r"尚未发出：\1"),
        (
            r"a durable good: until (\S+) it is ours to show that there is no fault",
            r"耐用品：\1 前由我方举证没有质量问题",
        ),
        (r"as likely as (\w+)", r"与 \1 可能性相同"),
        (r"the drafter chose it: (.+)", r"起草程序的选择：\1"),
        (r"It came through a mailing list or a newsletter \((.+)\)\.", r"来自邮件列表或群发（\1）"),
        (r"It was sent in bulk \((.+)\)\.", r"批量群发（\1）"),
        (
            r"More than (\d+) mails came from this address within an hour: it may be a loop\.",
            r"该地址一小时内来信超过 \1 封，可能是自动循环",
        ),
        (r"(\d+) From addresses", r"有 \1 个发件人地址"),
        (r"the Date header cannot be used: (.+)", r"日期无法使用：\1"),
        (r"the Date header says (\S+), and the mail arrived (\S+)", r"邮件自称写于 \1，而到达时间是 \2"),
        (r"the (?:plain|html) text was cut at (\d+) characters", r"正文过长，只保留 \1 个字符"),
        (r"part (\S+): unknown charset (.+)", r"第 \1 部分：未知字符集 \2"),
        (r"part (\S+): labelled (\S+), read as (\S+)", r"第 \1 部分：标为 \2，按 \3 读取"),
        (r"part (\S+): charset guessed as (\S+)", r"第 \1 部分：字符集猜测为 \2"),
        (r"part (\S+): bytes that are not (\S+)", r"第 \1 部分：有不属于 \2 的字节"),
        (r"(.+) says that it is (\S+), and is (\S+)", r"\1 自称 \2，实际是 \3"),
        (r"An auto-responder sent it \((.+)\)\.", r"自动回复程序发出（\1）"),
    )
)

_INSIDE: dict[str, str] = {
    "item": "商品",
    "variant": "规格",
    "price": "价格",
    "quantity": "数量",
    "time": "时间",
    "fits": "相符",
    "does not fit": "不符",
}
"""Words that a shape takes over from the sentence, to be said in Chinese too."""


def evidence_in_words(sentence: str, language: Language) -> str:
    """The sentence in the agent's language; sentences joined by `; ` are said one by one."""
    if language == "en":
        return sentence
    return _in_chinese(sentence) or "；".join(_in_chinese(part) or part for part in sentence.split("; "))


def _in_chinese(sentence: str) -> str | None:
    if sentence in _SENTENCES:
        return _SENTENCES[sentence]
    for shape, chinese in _SHAPES:
        match = shape.fullmatch(sentence)
        if match:
            return re.sub(r"\\(\d)", lambda place, m=match: _inside(m[int(place[1])]), chinese)  # type: ignore[misc]
    return None


def _inside(words: str) -> str:
    return _INSIDE.get(words, words)
