"""Undoing an order that is wished for only if something fails to happen: "if it isn't sent by Friday, cancel it".

Whoever says so still wants the goods. A state that the records tell already hinges on nothing: "if it hasn't left yet,
cancel it" is a wish.
"""

import re
from collections.abc import Iterator, Mapping, Sequence

from assistant.case.inquiry import Request, StatementKind, Topic
from assistant.drafting.reading.denied import reports
from assistant.drafting.reading.rules import Meaning, Name, Read

UNDOING = (Request.CANCEL, Request.REFUND, Request.RETURN)
_STILL_WANTED: Mapping[Name, str | None] = {
    **{("requests", request.value): None for request in UNDOING},
    **{("topics", topic.value): Topic.DELIVERY.value for topic in (Topic.CANCEL, Topic.RETURN, Topic.REFUND_PROGRESS)},
    ("statements", StatementKind.NOT_REFUNDED.value): None,
}
_UNDO_ZH = "(?:取消|退款|退钱|退货|退了|退掉|给我退|全退|不要了)"
_UNDO_EN = (
    r"(?:\bcancel|\brefund|\bmoney back\b"
    r"|\b(?:put|send|give|pay) (?:me )?(?:the |my )?(?:money|\d+)(?: \w+){0,2} back\b)"
)
_FAILS_ZH = (
    "(?:(?:发|送|寄|到|赶|来|给|查|找|收|等|动|办|解决)不(?:了|出|到|上|及|来|完)|来不及|没有?(?:货|消息|结果|动静)"
    "|没(?:有|个)?(?:准话|说法|结果|答复|回复|回音)|缺货|断货"
    "|(?:还|仍)(?:是|然)?(?:不|没)(?:有)?(?:[发送寄到来动]|收到|消息)"
    "|不(?:能)?(?:发|送|寄|动|来))"
)
_UNSENT_ZH = re.compile("(?:还|尚)?(?:没|未)(?:有)?(?:发货?|寄出?|出库|出货|打包)")
_DAY_ZH = (
    "(?:今天|今晚|明[天早]|后天|[本这下]周|周[一二三四五六日末天]|星期[一二三四五六日天]|月底|[0-9]+[号日天]|几天|再)"
)
_SENT_ZH = "(?<![重补再换])(?<!重新)[发送寄](?![^。,!?\\n]{0,4}(?:[一个新另双套件]|回))"
_ON_FAILURE_ZH = re.compile(
    rf"(?P<case>(?:如果|要是|若是?|万一|{_DAY_ZH})[^。!?\n]{{0,16}}{_FAILS_ZH}[^。!?\n]{{0,8}}?)"
    rf"(?:的话)?[,，\s]*(?:那|我|就|麻烦|请|直接|帮|你们|也|只好|只能|不如|给)[^。!?\n]{{0,10}}?{_UNDO_ZH}"
    rf"|(?P<short>(?:{_FAILS_ZH}|再(?:不|没)[^。,!?\n]{{0,12}}?))[^。!?\n]{{0,4}}?就[^。,!?\n]{{0,8}}{_UNDO_ZH}"
    rf"|(?:要么|或者)[^。!?\n]{{0,12}}{_SENT_ZH}[^。!?\n]{{0,10}}(?:要么|或者)[^。!?\n]{{0,8}}{_UNDO_ZH}"
    rf"|(?:要么|或者)[^。!?\n]{{0,8}}{_UNDO_ZH}[^。!?\n]{{0,10}}(?:要么|或者)[^。!?\n]{{0,12}}{_SENT_ZH}"
    rf"|(?:否则|不然)(?:的话)?[,，]?[^。!?\n]{{0,10}}{_UNDO_ZH}"
)
_COMES_EN = (
    r"\b(?:ship|sen[dt]|deliver|dispatch|post|arrive|come|turn(?:ed)? up|show(?:ed)? up|here|get it|out\b|in time"
    r"|make it|find|found|bring|move|leav|left|go(?:es)? out|stock|hear|know|answer|reply)"
)
_FAILS_EN = (
    rf"(?:\b(?:can|could|wo|wi?ll|do|does|did|is|are|has|have)(?:n't| not|'t|not)\b[^.!?\n]{{0,24}}{_COMES_EN}"
    rf"|\bnot\b[^.!?\n]{{0,16}}{_COMES_EN}|\bout of stock\b|\bsold out\b"
    r"|\bno (?:news|answer|reply|sign|movement|stock)\b"
    r"|\bnothing\b|\bto be (?:any |much )?(?:longer|later)\b|\btakes? (?:any |much )?longer\b)"
)
_AGAIN = r"[^.!?\n]{0,16}(?:another|replacement|new|again|重新|补发)"
_SENT_EN = (
    rf"(?:\b(?:send|ship|deliver|dispatch|post|find|bring|get it)\b(?!{_AGAIN})"
    r"|\bget\b[^.!?\n]{0,24}\b(?:out|here|to me|moving|on its way)\b)"
)
"""To send it again is a remedy like the money, and either of them is wished for."""
_ON_FAILURE_EN = re.compile(
    rf"\bif\b(?P<case>[^.!?\n]{{0,50}}{_FAILS_EN}[^.!?\n]{{0,90}}){_UNDO_EN}"
    rf"|{_UNDO_EN}[^.!?\n]{{0,30}}\bif\b"
    rf"(?P<after>[^.!?\n]{{0,50}}{_FAILS_EN}[^.!?\n]{{0,24}})"
    rf"|\bunless\b[^.!?\n]{{0,60}}{_UNDO_EN}|{_UNDO_EN}[^.!?\n]{{0,30}}\bunless\b"
    rf"|\beither\b[^.!?\n]{{0,24}}{_SENT_EN}[^.!?\n]{{0,50}}\bor\b[^.!?\n]{{0,24}}{_UNDO_EN}"
    rf"|\beither\b[^.!?\n]{{0,24}}{_UNDO_EN}[^.!?\n]{{0,24}}\bor\b[^.!?\n]{{0,24}}{_SENT_EN}"
    rf"|{_SENT_EN}[^.!?\n]{{0,40}}\bor (?:else |just |otherwise )?(?:please )?(?:refund|cancel|give me)\b"
    rf"|(?:\bor else|\botherwise|\bor (?:i|we)(?:'ll| will| shall| want|'m| am| would))\b[^.!?\n]{{0,40}}{_UNDO_EN}"
)
_UNSENT_EN = re.compile(
    r"\b(?:has|have|is|are|had)(?:n't| not)\b[^.!?\n]{0,24}\b(?:ship|sen[dt]|left|leave|dispatch|gone)"
)
_BY_A_DAY_EN = re.compile(r"\bby\b|\bbefore\b|\btoday\b|\btomorrow\b|\btonight\b|\bthis week\b|\bsoon\b")
_ASKS = re.compile(r"(?:能|可以|可不可以)[^。,!?\n]{0,8}退|退[^。,!?\n]{0,4}[吗不么]|\b(?:can|could|may) (?:i|we)\b")
"""Whether it could be undone then is asked, and to be answered."""
_MONEY_OWED = re.compile(r"退款|退钱|退我|refund|money back", re.IGNORECASE)


def depending(folded: str, read: Sequence[Read]) -> Iterator[Meaning]:
    """The clauses of what is wished for in that case only; with a fault in hand, each of two remedies is wished for.

    What has not left us has no fault: then it is the heating that is broken.
    """
    unsent = any(clause.concepts.has("ship", True) for clause in read)
    if not unsent and any(reports(clause, folded) for clause in read):
        return
    spans = [match.span() for match in (*_cases_zh(folded), *_cases_en(folded))]
    for number, clause in enumerate(read):
        if any(start < clause.end and clause.start < end for start, end in spans):
            yield number, _STILL_WANTED


def _cases_zh(folded: str) -> Iterator[re.Match[str]]:
    for match in _ON_FAILURE_ZH.finditer(folded):
        case = match["case"] or match["short"] or ""
        unsent = _UNSENT_ZH.search(case) is not None and re.search(_DAY_ZH, case) is None
        if not unsent and not _MONEY_OWED.search(case) and not _ASKS.search(folded, match.start(), match.end() + 6):
            yield match


def _cases_en(folded: str) -> Iterator[re.Match[str]]:
    for match in _ON_FAILURE_EN.finditer(folded):
        case = match["case"] or match["after"] or ""
        unsent = _UNSENT_EN.search(case) is not None and _BY_A_DAY_EN.search(case) is None
        if not unsent and not _MONEY_OWED.search(case) and not _ASKS.search(folded, match.start(), match.end() + 6):
            yield match
