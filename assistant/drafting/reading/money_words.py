"""Words of money that name another matter: a code forgotten, a price taken twice over, what is made up to somebody."""

import re
from collections.abc import Iterator, Mapping, Sequence

from assistant.case.inquiry import Request, StatementKind, Topic
from assistant.drafting.reading.rules import Meaning, Name, Read, by_words
from assistant.drafting.reading.supposed import only_told

_ONLY_THE_CODE: Mapping[Name, str | None] = {
    ("requests", Request.PRICE_DIFFERENCE.value): None,
    ("requests", Request.RESHIP.value): None,
    ("topics", Topic.WRONG_ITEM.value): None,
    ("topics", Topic.PRICE_DROP.value): Topic.COUPON.value,
    ("topics", Topic.RETURN.value): Topic.COUPON.value,
    ("topics", Topic.REFUND_PROGRESS.value): Topic.COUPON.value,
    ("requests", Request.RETURN.value): None,
    ("requests", Request.REFUND.value): None,
}
_NO_NEWS: Mapping[Name, str | None] = {
    ("topics", Topic.DELIVERY.value): Topic.COUPON.value,
    ("requests", Request.STATUS.value): None,
}
_NOTHING_SENT_AGAIN: Mapping[Name, str | None] = {
    ("requests", Request.RESHIP.value): None,
    ("topics", Topic.MISSING_ITEM.value): None,
}
_PAID_ONCE: Mapping[Name, str | None] = {
    ("topics", Topic.DUPLICATE_CHARGE.value): Topic.PAYMENT.value,
    ("statements", StatementKind.PAID_TWICE.value): None,
}
_NO_PAPERS: Mapping[Name, str | None] = {
    **{
        ("topics", topic.value): Topic.PRODUCT_QUESTION.value
        for topic in (Topic.INVOICE, Topic.INVOICE_CORRECTION, Topic.VARIANT, Topic.CANCEL)
    },
    ("requests", Request.INVOICE.value): None,
    ("requests", Request.CHANGE_VARIANT.value): None,
    ("requests", Request.CANCEL.value): None,
}
_POSTAGE_TWICE: Mapping[Name, str | None] = {
    ("topics", Topic.DUPLICATE_CHARGE.value): Topic.FREIGHT.value,
    ("statements", StatementKind.PAID_TWICE.value): None,
}
_UNSURE: Mapping[Name, str | None] = {
    ("topics", Topic.DELIVERY.value): Topic.PAYMENT.value,
    ("topics", Topic.DUPLICATE_CHARGE.value): Topic.PAYMENT.value,
    ("topics", Topic.PRODUCT_QUESTION.value): Topic.PAYMENT.value,
}
_ABOVE_THE_PAGE: Mapping[Name, str | None] = {
    **{
        ("topics", topic.value): Topic.PRICE_DROP.value
        for topic in (
            Topic.RETURN, Topic.REFUND_PROGRESS, Topic.INVOICE_CORRECTION, Topic.INVOICE, Topic.PRODUCT_QUESTION,
            Topic.PAYMENT, Topic.DUPLICATE_CHARGE, Topic.DESCRIPTION, Topic.CANCEL, Topic.COUPON, Topic.WRONG_ITEM,
        )
    },
    ("requests", Request.REFUND.value): Request.PRICE_DIFFERENCE.value,
    ("requests", Request.RETURN.value): None,
    ("statements", StatementKind.NOT_REFUNDED.value): None,
}  # fmt: skip
_MADE_UP = re.compile(
    r"补(?!发|寄)[^,。!?\n]{0,4}(?:优惠|券|码|差价|差额|门牌|单元|楼|栋|房号|地址|电话|发票|税号|资料|信息|钱"
    r"|[0-9]+(?:元|块))"
    r"|(?:优惠|券|码|差价|门牌|地址|电话|发票|税号|[0-9]+(?:元|块)?|块|元)[^。!?\n]{0,14}补(?!发|寄|货|[一两二个])"
    r"|我(?:们)?(?:再|会|来|后面|随后)?补(?:给|发给|充给?)(?:您|你)"
)
_FORGOTTEN = re.compile(
    r"\b(?:forgot|didn't|did not|never|missed|without|haven't|wasn't|not)\b[^.!?\n]{0,40}\b(?:coupon|code"
    r"|voucher|discount)\b"
    r"|\b(?:coupon|code|voucher|discount)\b[^.!?\n]{0,40}\b(?:forgot|didn't|did not|never|unused|not used|missed"
    r"|haven't)\b"
    r"|(?:忘|没|未|漏)[^,。!?\n]{0,6}(?:券|优惠码|优惠|折扣码|红包)|(?:券|优惠码|优惠|折扣码"
    r"|红包)[^,。!?\n]{0,6}(?:忘|没用|没填|没勾|漏)"
)
_AVOIDED = re.compile(
    r"\b(?:don't|do not|not|avoid|without|rather not|afraid of|worried about|in case i)\b[^.!?\n]{0,24}"
    r"\b(?:pay(?:ing)?|charged?|order(?:ing)?)\b[^.!?\n]{0,10}\b(?:twice|again|double)\b"
    r"|(?:怕|担心|不想|别|免得|以免)[^,。!?\n]{0,8}(?:重复|两次|再|又|双倍)[^,。!?\n]{0,3}(?:付|扣|买|下单)"
)
_TWO_POSTAGES = re.compile(
    r"\b(?:postage|freight|shipping|delivery (?:fee|charge|cost))\b[^.!?\n]{0,16}\b(?:twice|two times|double|again)\b"
    r"|(?:两[份次笔回]|双份|重复)[^,。!?\n]{0,4}(?:运费|邮费)|(?:运费|邮费)[^,。!?\n]{0,6}(?:两[份次笔回]|双份|重复)"
)
_WENT_THROUGH = re.compile(
    r"\b(?:order|payment|purchase|it)\b[^.!?\n]{0,20}\b(?:go|goes|gone|went|going) through\b"
    r"|\b(?:never|not|no|without)\b[^.!?\n]{0,24}\bconfirmation\b"
    "|(?:下单|支付|付款|订单)[^,。!?\n]{0,6}(?:成功|生效|生成)了?(?:没|吗|么|没有|不|\\?)|(?:没有?"
    "|未)[^,。!?\n]{0,6}(?:订单确认|确认邮件|订单记录|生成订单)"
)
_MONEY_LEFT = re.compile(r"\b(?:money|card|account|bank|paid|charged|debited|payment)\b|付|扣|支付|钱")
_SLIP = (
    r"(?:receipts?|invoices?|price(?: ?tags?| ?slips?|s)?|packing (?:slips?|lists?)|bills?|paper ?work"
    r"|anything with (?:the|a) price)"
)
_WITHOUT_SLIP = re.compile(
    rf"\b(?:no|without|not|don't|leave out|omit|remove)\b[^.!?\n]{{0,24}}\b{_SLIP}\b[^.!?\n]{{0,30}}\b(?:box"
    rf"|parcel|package|inside|in it|with it)\b"
    "|(?:别|不要|不用|勿|不)[^,。!?\\n]{0,4}(?:放|塞|附|装|夹)[^,。!?\\n]{0,8}(?:小票|发票|价格|价签|清单|单据"
    "|购物单|账单|标价)"
)
_TOO_MUCH = re.compile(
    r"(?:多|乱)(?:扣|收|付|算)了?(?![我一那这的]?(?:笔|次|遍|回))|(?:扣|收|算)多了|多(?:出来?|了)[0-9]+"
    r"|多的?[0-9]+(?:元"
    r"|块)?[^,。!?\n]{0,6}退"
    r"|\b(?:over-?charged|charged (?:me )?too much|charged (?:me )?more|took too much|paid too much)\b|\bextra [0-9]"
)
_ON_THE_PAGE = re.compile(
    r"(?:页面|标价|标着?|写的?是|标的?是|显示|挂的?是|活动价)[^,。!?\n]{0,10}[0-9]"
    r"|[0-9][^.!?\n]{0,12}\b(?:on|at) (?:the|your) (?:page|site|website|listing|shop|store)\b"
    r"|\b(?:page|site|website|listing|advertised|listed|price)\b[^.!?\n]{0,24}[0-9]"
    r"|\bordered\b[^.!?\n]{0,30}\b(?:at|for) [0-9]"
    r"|\bthought\b[^.!?\n]{0,30}\b(?:was|were|costs?) [0-9]"
)
_TAKEN = re.compile(
    r"(?:扣|收|付|刷)[^,。!?\n]{0,6}[0-9]|\b(?:charged?|took|take|taken|paid|billed|debited"
    r"|shows?)\b[^.!?\n]{0,16}[0-9]"
)
_SINCE = re.compile(
    r"降价|降到|降了|便宜|变成?了?[0-9]|涨|\b(?:now|today|dropped|gone down|went down|cheaper|lower|reduced|since)\b"
    r"|两[笔次条遍回]|重复|twice|double|two (?:times|payments|charges)"
)
"""A price that fell later, or that was taken twice, is another matter."""


def only_the_code(folded: str, read: Sequence[Read]) -> Iterator[Meaning]:
    """A code that was forgotten is to be taken into account: no price fell, and nothing that came is wrong."""
    if any(_FORGOTTEN.search(folded, clause.start, clause.end) for clause in read):
        for number, clause in enumerate(read):
            if not clause.concepts.has("difference", None):
                yield number, _ONLY_THE_CODE
        if any(True for _ in only_told(folded, read)):
            yield from ((number, _NO_NEWS) for number in range(len(read)))


def above_the_page(folded: str, read: Sequence[Read]) -> Iterator[Meaning]:
    """More was taken than the page said on the same day: only what is too much is to come back."""
    said = _TOO_MUCH.search(folded) or (_ON_THE_PAGE.search(folded) and _TAKEN.search(folded))
    if said and not _SINCE.search(folded) and not any(clause.concepts.has("coupon", None) for clause in read):
        yield from ((number, _ABOVE_THE_PAGE) for number in range(len(read)))


def _avoids(folded: str, clause: Read) -> bool:
    return _AVOIDED.search(folded, clause.start, clause.end) is not None


def paid_once(folded: str, read: Sequence[Read]) -> Iterator[Meaning]:
    """A second payment that is only to be avoided was not made."""
    told = any(clause.concepts.has("twice", None) for clause in read if not _avoids(folded, clause))
    if not told and any(_avoids(folded, clause) for clause in read):
        yield from ((number, _PAID_ONCE) for number in range(len(read)))


def unsure(folded: str, read: Sequence[Read]) -> Iterator[Meaning]:
    """Whoever has paid and heard nothing asks if there is an order at all, and not where its parcel is."""
    told = any(clause.concepts.has("twice", None) for clause in read if not _avoids(folded, clause))
    if _WENT_THROUGH.search(folded) and _MONEY_LEFT.search(folded) and not told:
        yield from ((number, _UNSURE) for number in range(len(read)))


without_slip = by_words(_WITHOUT_SLIP, _NO_PAPERS)
two_postages = by_words(_TWO_POSTAGES, _POSTAGE_TWICE)
made_up = by_words(_MADE_UP, _NOTHING_SENT_AGAIN)


_FREIGHT_PAID_BACK: Mapping[Name, str | None] = {
    ("topics", Topic.INVOICE.value): Topic.FREIGHT.value,
    ("topics", Topic.INVOICE_CORRECTION.value): Topic.FREIGHT.value,
    ("requests", Request.INVOICE.value): None,
}
_FREIGHT = "(?:运费|邮费|快递费|寄费)"
_POSTAGE = r"\b(?:postage|freight|shipping)\b"
_PAID_BACK = re.compile(
    rf"{_FREIGHT}[^。!?\n]{{0,14}}报(?:销|一下)|报销[^,。!?\n]{{0,8}}{_FREIGHT}"
    rf"|\breimburs\w+[^.!?\n]{{0,30}}{_POSTAGE}|{_POSTAGE}[^.!?\n]{{0,40}}\breimburs"
)
_PAPERS = re.compile(r"发票|开票|专票|普票|抬头|\binvoice|\bfapiao")


def freight_paid_back(folded: str, read: Sequence[Read]) -> Iterator[Meaning]:
    """Whoever paid the postage wants it from us: 报销 asks for no invoice then."""
    if _PAPERS.search(folded):
        return
    spans = [match.span() for match in _PAID_BACK.finditer(folded)]
    for number, clause in enumerate(read):
        if any(start < clause.end and clause.start < end for start, end in spans):
            yield number, _FREIGHT_PAID_BACK


_ONE_CHARGE: Mapping[Name, str | None] = {
    ("topics", Topic.CANCEL.value): Topic.DUPLICATE_CHARGE.value,
    ("requests", Request.CANCEL.value): Request.REFUND.value,
}
_CHARGE_UNDONE = re.compile(
    "取消[^,。!?\\n]{0,8}(?:一笔|那笔|这笔(?!订)|一次|多的|多扣|重复|扣款|支付|付款)"
    "|(?:多[扣付收]?的?|重复|其中|另外?|第二)[^,。!?\\n]{0,8}取消"
    r"|\bcancel\w*\b[^.,!?\n]{0,24}\b(?:charges?|payments?|transactions?|one of|second|duplicate|extra|other)\b"
)


def only_one_charge(folded: str, read: Sequence[Read]) -> Iterator[Meaning]:
    """取消其中一笔扣款: the order stands."""
    return by_words(_CHARGE_UNDONE, _ONE_CHARGE)(folded, read)
