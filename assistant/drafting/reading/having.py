"""Whether the writer has the goods, said outright: they turned up after all, or the courier has lost them."""

import re
from collections.abc import Iterator, Sequence

from assistant.case.inquiry import Statement, StatementKind
from assistant.drafting.reading.rules import Read

_BY_OTHERS = "(?:邻居|家人|家里人|老公|老婆|爸|妈|儿子|女儿|同事|门卫|保安|物业|前台|室友|驿站|快递员|小哥)"
_CAME = re.compile(
    "(?<![没未不])(?:收到了|收到啦|拿到了|拿到手了|到手了)"
    rf"|{_BY_OTHERS}[^,。!?\n]{{0,6}}(?:给|交给|拿给|转交给?|还给|送给)我了|不用(?:再|帮我)?找了|(?:已经|又)?找到了"
    r"|\b(?:it|they|parcel|package|order|\w+) (?:has |have )?(?:finally |just )?(?:turned up|showed up|arrived)\b"
    r"|\b(?:i|we)(?:'ve| have) (?:now |since |already |finally )?(?:got|received|found) (?:it|them|the|my)\b"
    r"|\b(?:i|we) (?:now |already |finally )?(?:got|received|found) (?:it|them|the|my)\b"
    r"|\bneighbou?r\b[^.!?\n]{0,24}\b(?:gave|handed|brought)\b[^.!?\n]{0,12}\b(?:me|us)\b"
)
_NOT_THE_GOODS = re.compile(
    "短信|消息|通知|邮件|电话|退款|钱|款|发票|回复|取件码|验证码|券|但是?不|盒子?是空|空的"
    r"|\b(?:message|text|notice|notification|e-?mail|call|refund|money|invoice|reply|answer|code|voucher|coupon|card"
    r"|empty|tracking|if|when|until|once|never|not|haven't|hasn't|before)\b"
)
_IF_OR_NOT = re.compile("没|未|不|如果|要是|假如|等|还|吗|[?]|什么时候|几时|才|再")
_DENIES_FINDING = re.compile("不用(?:再|帮我)?找了")
_LOST = re.compile(
    "丢了|丢件|弄丢|搞丢|丢失|遗失|寄丢|送丢"
    r"|\b(?:is|was|been|got|it's|it is|gone) (?:lost|missing)\b"
    r"|\blost (?:it|them|the parcel|my (?:parcel|order|package))\b"
    "|(?:没|未)有?(?:拿到手|到手|拿到货|到我手)"
)
_BY_THE_WRITER = re.compile(
    r"我(?:自己)?(?:把|给|不小心)|被我|我(?:家)?(?:孩子|小孩|娃)|自己(?:弄|搞)丢|\b(?:i|we)(?:'ve| have)? lost\b"
)
_SUPPOSED = re.compile(
    r"是不是|会不会|不会|别是|该不会|丢了吧|如果|要是|万一|假如|怕|担心|[?]|吗"
    r"|\b(?:if|is it|was it|might|may|could|perhaps|maybe|hope"
    r"|afraid|worried|think|seems?|probably|suppose|assume)\b"
)
_PART = re.compile(
    "盖|配件|螺丝|零件|说明书|取件码|发票|小票|收据|包装|盒|吊牌|赠品|码|票|钥匙|手机号"
    r"|\b(?:lid|cap|screw|part|manual|invoice|receipt|code|box|packaging|label|tag|key)s?\b"
)
_GOODS = ("item", "parcel", "courier", "order")


def had_or_lost(letter: str, folded: str, read: Sequence[Read]) -> Iterator[Statement]:
    """What the clauses state of it, with their own words."""
    for clause in read:
        words = folded[clause.start : clause.end]
        said = " ".join(letter[clause.start : clause.end].split())[:300]
        if says_had(words):
            yield Statement(kind=StatementKind.RECEIVED, words=said)
        elif _is_lost(words, clause):
            yield Statement(kind=StatementKind.NOT_RECEIVED, words=said)


def says_had(words: str) -> bool:
    """`words` are folded."""
    came = _CAME.search(words)
    if came is None or _NOT_THE_GOODS.search(words):
        return False
    return _DENIES_FINDING.search(words) is not None or not _IF_OR_NOT.search(words)


def _is_lost(words: str, clause: Read) -> bool:
    if not _LOST.search(words) or _BY_THE_WRITER.search(words) or _SUPPOSED.search(words) or _PART.search(words):
        return False
    return any(clause.concepts.has(goods, None) for goods in _GOODS)
