"""Ways of paying that a letter names: the customer paid as the order says, and a refund goes back the same way."""

import re
from collections.abc import Iterator, Sequence

from assistant.case.reply import Source
from assistant.case.view import CaseView
from assistant.drafting import phrasing
from assistant.drafting.states import tells_the_customers
from assistant.drafting.wording import Finding

_WAYS = tuple(
    re.compile(words, re.IGNORECASE)
    for words in (
        r"支付宝|花呗|\balipay\b",
        r"微信|\bwechat",
        r"paypal",
        r"apple ?pay",
        r"google ?pay",
        r"礼品卡|购物卡|\bgift card",
        r"银联|\bunion ?pay\b",
        r"银行卡|信用卡|借记卡|储蓄卡|\b(?:bank |credit |debit )?cards?\b|\bvisa\b|\bmaster ?card\b|\bamex\b",
        r"现金|\bcash\b",
    )
)
_MONEY_MOVES = re.compile(
    r"付(?!款方式)|退|返还|到账|打[到给入]|转[到给入]|原路"
    r"|\b(?:paid|pay|payment|refund\w*|credit(?:ed|s)?|back|return\w*|transfer\w*|goes|go|went)\b",
    re.IGNORECASE,
)
_OPEN = re.compile(r"[？?]|如果|若|不能|无法|不支持|\b(?:if|whether|cannot|can[’']t|not)\b", re.IGNORECASE)
_CLAUSE = re.compile(r"[，。,;；]")


def other_ways(sentence: str, sources: Sequence[Source], view: CaseView) -> Iterator[Finding]:
    """Ways by which the sentence lets money go, and neither the order, a refund of it nor a named rule has."""
    known = _known(view)
    if not known or tells_the_customers(sentence) or _OPEN.search(sentence):
        return
    rules = " ".join(source.text for source in sources if source.kind == "article")
    for clause in (clause for clause in _CLAUSE.split(sentence) if _MONEY_MOVES.search(clause)):
        for way in _WAYS:
            named = way.search(clause)
            if named is not None and not way.search(known) and not way.search(rules):
                yield Finding(named.group(), "not how the order was paid")


def _known(view: CaseView) -> str:
    """As the records name them, and in words."""
    orders = [order for order in (view.order, *view.candidates) if order is not None]
    names = [order.payment_method for order in orders]
    names += [refund.method for order in orders for refund in order.refunds]
    return " ".join(filter(None, (*names, *(phrasing.code(name, "en") for name in names))))
