"""Amounts of money in a text: what was paid, what something costs now, and what is only the difference of the two."""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from assistant.drafting.reading.lexicon import Tag

AMOUNT, PAID, NOW, DIFFERENCE = "amount", "price_paid", "price_now", "difference"

_NUMBER = r"[0-9]{1,7}(?:,[0-9]{3}){0,2}(?:\.[0-9]{1,2})?"
_NO_PRICE = (
    r"(?![0-9:/%a-z-]|\.[0-9]| ?[号月日天年个件点小次双条盒套瓶分周人位岁寸克升斤码瓦度米款后前]"
    r"| (?:weeks?|days?|hours?|months?|years?|times?|minutes?|of|pm|am|pieces?|left|items?|st|nd|rd|th)\b)"
)
"""What a number without a currency must not be followed by to be a price."""
_NOW_WORDS = (
    r"才卖|只卖|只要|就卖|卖到|降到|降至|降成|跌到|跌至|掉到|变成|现价|现在是?|今天是?|挂着|标价|标着|页面价|售价"
    r"|(?:现在|今天|刚刚|直播间|今晚|活动|页面|首页)[\u4e00-\u9fff]{0,4}?"
    r"|\b(?:up|going|yours|offered|available) for|\bit'?s (?:only|just|at)|\b(?:slashed|marked down|knocked down) to"
    r"|\b(?:now|today)(?: it)?(?:'?s| is)?(?: only| just| at| for)?|\b(?:down|dropped|drops|fell|falls|reduced|cut) to"
    r"|\b(?:sell(?:ing|s)?|on sale|going|offered) (?:for|at)|\blisted at|\bcurrently(?: at)?"
)
_PAID_WORDS = (
    r"花了?|实付|付了|付款|原价|买的时候|买时|下单时|当时|入手价?|拿下价?"
    r"|\b(?:bought|purchased|got|ordered|snagged)\b[^0-9.,;:!?\n]{1,50}? (?:for|at)(?= ?[¥$£€]| [0-9]+\.[0-9]{2})"
    r"|\b(?:paid|spent|cost me|charged me)|\bbought (?:it|this|them|mine|one) (?:for|at)|\bgot (?:it|this|them) for"
)
_PAID_AFTER = r"(?=\s?(?:块|元)?(?:拿下|入手|买|下单|拍下?的|到手))"
_MONEY = re.compile(
    rf"(?:[¥$£€]|rmb|cny|usd) ?(?P<sign>{_NUMBER})(?!\.?[0-9])"
    rf"|(?<![0-9.a-z-])(?P<unit>{_NUMBER}) ?"
    r"(?:元|块|rmb|cny|usd|eur|gbp|dollars?\b|bucks\b|yuan\b|pounds?\b|euros?\b|刀)"
    rf"|(?:{_NOW_WORDS}|{_PAID_WORDS}) ?(?P<said>{_NUMBER}){_NO_PRICE}"
    rf"|(?<![0-9.a-z-])(?P<bought>{_NUMBER}){_PAID_AFTER}"
)
_NOW_BEFORE = re.compile(rf"(?:{_NOW_WORDS})\s?[¥$£€]?$")
_PAID_BEFORE = re.compile(rf"(?:{_PAID_WORDS})\s?[¥$£€]?$")
_PAID_BEHIND = re.compile(_PAID_AFTER)
_LESS_BY = re.compile(
    r"(?:降了?|便宜了?|差了?|少了?|跌了?|掉了?|贵了?|减|省了?|\b(?:by|another|extra|off|dropped|fell))\s?(?:将近|快|整整|足足)?$"
)
"""What stands before an amount that is a difference, not a price."""
_LOOK_BACK = 70


def amounts(folded: str) -> list[Tag]:
    """The amounts with what the words around them call them; the value is a decimal with two places."""
    found = list(_found(folded))
    prices = [Decimal(tag.value or "0") for tag in found if DIFFERENCE not in tag.concepts]
    if any(NOW in tag.concepts for tag in found):
        differences = {high - low for high in prices for low in prices if high > low}
        for tag in found:
            if NOW not in tag.concepts and _others_differ_by(tag, differences, found):
                tag.concepts = (DIFFERENCE,)
    return found


def _others_differ_by(tag: Tag, differences: set[Decimal], found: Sequence[Tag]) -> bool:
    """Whether the amount is what two others differ by: "bought at 299, now 259: 40 for nothing"."""
    value = Decimal(tag.value or "0")
    others = [Decimal(other.value or "0") for other in found if other is not tag and DIFFERENCE not in other.concepts]
    return value in differences and any(high - low == value for high in others for low in others)


def _found(folded: str) -> Iterator[Tag]:
    for match in _MONEY.finditer(folded):
        group = match.lastgroup or ""
        start, end = match.span(group)
        before = folded[max(0, start - _LOOK_BACK) : start]
        value = str(Decimal(match[group].replace(",", "")).quantize(Decimal("0.01")))
        place = start if group in ("said", "bought") else match.start()
        yield Tag(place, max(end, match.end()), _called(before, folded, end), value=value)


def _called(before: str, folded: str, end: int) -> tuple[str, ...]:
    if _LESS_BY.search(before):
        return (DIFFERENCE,)
    if _NOW_BEFORE.search(before):
        return (AMOUNT, NOW)
    if _PAID_BEFORE.search(before) or _PAID_BEHIND.match(folded, end):
        return (AMOUNT, PAID)
    return (AMOUNT,)
