"""What the new words offer as a second factor, each only where it is labelled as what it is (process.md, section 1)."""

import re
from collections.abc import Callable, Iterable
from functools import cache

from assistant.case.inquiry import SecondFactors
from assistant.drafting.reading.data import toml
from assistant.drafting.reading.numbers import labelled_phones
from assistant.drafting.reading.text import HAN

_MOST = 5
_IS = r"\s{0,3}(?:[:=]|是|为|叫|is|are|was)?\s{0,3}(?:[:=])?\s{0,3}"
_LAST_FOUR = r"(?:尾号|后四位|后4位|末四位|末4位|最后四位|最后4位|后四位数)"
_TAIL_ZH = re.compile(rf"(?P<before>[^,。;!?\n]{{0,10}}){_LAST_FOUR}(?:号码|数字)?{_IS}(?P<tail>[0-9]{{4}})(?![0-9])")
_OF_A_CARD = re.compile(
    r"\s?(?:的|那张|这张|那个|这个|号)?[^,。;!?\n\s]{0,4}?(?<!手机)(?<!电话)(?:卡(?![住在着了])|账[户号]|存折)"
)
"""What follows the digits: `尾号2345的银行卡`."""
_CARD_BEFORE = re.compile(r"(?<!手机)(?<!电话)卡(?![住在着了])|账户|账号|存折|支付宝")
_PHONE_BEFORE = re.compile(r"手机|电话|号码|联系方式")
_SAID_BEFORE = 40
"""Characters of the same sentence before an ending that tell whose it is."""
_TAIL_OF_OTHER = re.compile(r"卡|订单|单号|快递|运单|账|身份证|税|支付宝")
_PHONE_EN = r"(?:phone|mobile|cell(?:phone)?|telephone|tel)(?: ?numbers?| no\.?)?"
_OF_THE_ORDER_EN = (
    r"(?: (?:(?:i|we) (?:gave|used|left|put)|registered|linked|given))?"
    r"(?: (?:on|for|with|under|to) (?:it|(?:the|this|that|my|our)(?: order| account| parcel| purchase| delivery)?))?"
)
_PHONE_OF_EN = rf"{_PHONE_EN}(?: number)?(?:'s)?{_OF_THE_ORDER_EN}"
_TAIL_EN = re.compile(
    rf"(?:last (?:four|4)(?: digits| numbers)? (?:of|on|for) (?:my |the |our |registered |this )*{_PHONE_OF_EN}"
    rf"|{_PHONE_OF_EN},? (?:that )?(?:ending|ends|end|finishing|last (?:four|4)(?: digits)?)"
    rf"(?: (?:in|with|on|digits))?){_IS}(?P<tail>[0-9]{{4}})(?![0-9])"
    rf"|(?<![0-9])(?P<tail2>[0-9]{{4}}) (?:is|are) the last (?:four|4)(?: digits)? of (?:my |the )*{_PHONE_EN}"
)
_MASKED_PHONE = re.compile(rf"(?:手机|电话|号码|{_PHONE_EN}){_IS}1[3-9][0-9]\*{{3,5}}(?P<tail>[0-9]{{4}})(?![0-9])")
_NAME_ZH = re.compile(
    r"(?:收件人|收货人|收件姓名|收货姓名|收件人名|姓名)的?(?:姓名|名字|名)?(?:\s{0,2}(?P<sure>[:=])|\s?[是为叫]|\s)?\s{0,3}"
    rf"(?P<name>[{HAN}]{{2,4}}?(?:·[{HAN}]{{1,8}})?)(?=[^{HAN}·]|$|电话|手机|地址|的|收|住|,|尾号|邮编)"
)
_NOT_A_NAME = {
    "信息",
    "姓名",
    "地址",
    "电话",
    "本人",
    "名字",
    "不是",
    "是我",
    "不在",
    "没有",
    "收件",
    "收货",
    "联系",
    "手机",
    "先生",
    "女士",
}
_NAME_EN = re.compile(
    r"(?:recipient(?:'s)?(?: name)?|consignee|addressee"
    r"|(?:full |my |delivery |the )?name(?: on (?:the )?(?:order|parcel|account|package|label))?)"
    r"(?:\s{0,3}[:=]\s{0,3}| is | was )(?P<name>[a-z][a-z.'-]{0,30}(?: [a-z][a-z.'-]{0,30}){1,3})"
)
_STREET_ZH = re.compile(
    r"(?<![新邮件])(?<!退货)(?:收货|收件|送货|配送|家庭|详细)?(?:地址|住址)(?:\s{0,2}[:=]|是|为|在)\s{0,3}(?P<street>[^。;!?\n]{4,160})"
)
_STREET_PART = re.compile(rf"[{HAN}0-9](?:路|街|道|巷|弄|号|村|小区|苑|栋|幢|园|城|里|大厦|单元)")
_STREET_END = re.compile(
    r"\s*[,，]?\s*(?:邮编|邮政编码|电话|手机|收件人|收货人|姓名|联系|订单|zip|postcode|phone|tel\b)"
)
_STREET_EN = re.compile(
    r"(?<!e-mail )(?<!email )(?<!new )\baddress(?: is| was|\s{0,2}[:=])\s{0,3}(?P<street>[^\n;]{5,160})"
)
_STREET_EN_PART = re.compile(r"(?=.*[0-9])(?=.*[a-z]{3})")
_POSTCODE = re.compile(
    rf"(?:邮编|邮政编码|\bzip(?: ?code)?|\bpost(?:al)? ?code){_IS}"
    r"(?P<code>[0-9]{5}-[0-9]{4}|[0-9]{5,6}|[a-z][a-z0-9]{1,3} ?[0-9][a-z]{2}|[a-z][0-9][a-z] ?[0-9][a-z][0-9])"
    r"(?![0-9a-z])"
)


def second_factors(text: str, folded: str) -> SecondFactors:
    """From the new words only; `folded` is `text` folded, which keeps every character's place."""
    return SecondFactors(
        phone_tails=_first(_tails(folded)),
        names=_first(_names(text, folded)),
        streets=_first(_streets(text, folded)),
        postcodes=_first(match["code"].upper() for match in _POSTCODE.finditer(folded)),
    )


def _tails(folded: str) -> Iterable[str]:
    for match in _TAIL_ZH.finditer(folded):
        if not _TAIL_OF_OTHER.search(match["before"]) and not _is_of_a_card(folded, match):
            yield match["tail"]
    for match in _TAIL_EN.finditer(folded):
        yield match["tail"] or match["tail2"]
    yield from (match["tail"] for match in _MASKED_PHONE.finditer(folded))
    yield from (phone[-4:] for phone in labelled_phones(folded))


def _is_of_a_card(folded: str, tail: re.Match[str]) -> bool:
    """A card or an account named after it, or in its sentence before it, unless a phone is named nearer."""
    if _PHONE_BEFORE.search(tail["before"]):
        return False
    before = re.split(r"[。;!?\n]", folded[max(0, tail.start("tail") - _SAID_BEFORE) : tail.start("tail")])[-1]
    last = max((match.start() for match in _CARD_BEFORE.finditer(before)), default=-1)
    phone = max((match.start() for match in _PHONE_BEFORE.finditer(before)), default=-1)
    return last > phone or _OF_A_CARD.match(folded, tail.end("tail")) is not None


def _names(text: str, folded: str) -> Iterable[str]:
    for match in _NAME_ZH.finditer(folded):
        name = match["name"]
        if name not in _NOT_A_NAME and (match["sure"] or name[0] in _surnames()):
            yield text[slice(*match.span("name"))]
    for match in _NAME_EN.finditer(folded):
        name = text[slice(*match.span("name"))]
        capitals = re.match(r"(?:[A-Z][\w.'-]*)(?: [A-Z][\w.'-]*)+", name)
        if capitals:
            yield capitals.group().rstrip(".")


def _streets(text: str, folded: str) -> Iterable[str]:
    shapes: tuple[tuple[re.Pattern[str], Callable[[str], object]], ...] = (
        (_STREET_ZH, _STREET_PART.search),
        (_STREET_EN, _STREET_EN_PART.match),
    )
    for label, is_street in shapes:
        for match in label.finditer(folded):
            start, end = match.span("street")
            stop = _STREET_END.search(folded, start, end)
            end = stop.start() if stop else end
            if is_street(folded[start:end]):
                yield text[start:end].strip(" ,.，")


def _first(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value for value in values if value))[:_MOST]


@cache
def _surnames() -> frozenset[str]:
    return frozenset(toml("goods")["surnames"])
