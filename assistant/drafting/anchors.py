"""From when a period counts: a rule that a letter tells keeps the event of its article.

签收 is not 付款, and “from the day you paid” is not “from the day after it is signed for”.
"""

import re
from collections.abc import Iterable, Iterator, Sequence

from assistant.case.reply import Source
from assistant.case.view import CaseView
from assistant.drafting.wording import Finding

_EVENTS = {
    "receipt": r"签收|收到|收货|到货|到手|送达|妥投|\b(?:receipt|receiv\w+|deliver\w+|signed|arriv\w+|got it)\b",
    "payment": r"付款|支付|付钱|\b(?:paid|pay|payment)\b",
    "order": r"下单|购买|拍下|买的|订购|\b(?:order(?:ed|ing)?|placed|purchase\w*|bought)\b",
    "dispatch": r"发货|发出|寄出|出库|揽收|\b(?:dispatch\w*|shipp\w+|sent (?:out|off)|left (?:us|our))\b",
}
_ANY = "|".join(_EVENTS.values())
_COUNTED = re.compile(
    rf"(?:{_ANY})[^，。；,;]{{0,6}}?(?:起|算)"
    rf"|(?:{_ANY})之?后的?\s?\d+ ?(?:天|日|个月|小时)之?内|(?:{_ANY})(?:那|当|之)?[天日]起"
    rf"|\b(?:count\w*|run\w*|start\w*|begin\w*)\b[^.;]{{0,20}}?\b(?:from|on|with|after)\b[^.;]{{0,24}}?(?:{_ANY})"
    rf"|\bbut from\b[^.;]{{0,24}}?(?:{_ANY})"
    rf"|\b(?:days?|months?|hours?|weeks?|years?)\b (?:from|of|after) (?:the )?(?:day |date |time )?"
    rf"[^.;]{{0,16}}?(?:{_ANY})",
    re.IGNORECASE,
)
"""Where something is said to count from an event."""
_DENIED = r"\b(?:not|never|rather than|instead of)\b|n['’]t\b"
_DENIED_BEFORE = re.compile(
    rf"(?:不是?|并非|而非)(?:从|按|以|自|由)?(?:您的?|本人)?$|(?:{_DENIED})[^.;,]{{0,12}}$", re.IGNORECASE
)
"""The sentence says that nothing counts from the event that follows."""
_OUR_ANSWER = re.compile(
    r" (?:of )?(?:(?:your |the )?(?:reply|answer|message|e-?mail|photos?|pictures?|details|letter)|them)\b"
    r"|(?:您的?)?(?:回复|答复|来信|邮件|照片|资料)",
    re.IGNORECASE,
)
"""What our answer counts from is no rule: “within 24 hours of receiving your reply”."""
_ASKED = re.compile(r"您(?:还|也|来信)?(?:问|想知道|想问)|\byou(?: also)? (?:ask|want to know|wonder)", re.IGNORECASE)
"""Before the words of a question that is taken up: 您问7天是从下单算还是从签收算."""
_TOLD = ("article", "action", "policy")


def other_events(sentence: str, sources: Sequence[Source], view: CaseView) -> Iterator[Finding]:
    """Events from which the sentence counts, and none of the case's rules does, or denies to count though the only
    rule does. The rules are those that the part names; where it names none, those of the case. Without a rule
    nothing is said.
    """
    if not _COUNTED.search(sentence):
        return
    named = _text(source for source in sources if source.kind == "article")
    told = named if _counted_from(named) else _text(source for source in view.sources if source.kind in _TOLD)
    rules = _counted_from(told)
    if not rules:
        return
    for match in _COUNTED.finditer(sentence):
        before = re.split(r"[，。；,;]", sentence[: match.start()])[-1]
        if _OUR_ANSWER.match(sentence, match.end()) or _ASKED.search(before):
            continue
        events = _events(match.group())
        if _is_denied(match, sentence):
            if events == rules:
                yield Finding(match.group(), "the rule of the case does count from this")
        elif not events & (rules | _loosely(told)):
            yield Finding(match.group(), "no rule of the case counts from this")


def _text(sources: Iterable[Source]) -> str:
    return "\n".join(source.text for source in sources)


def _counted_from(told: str) -> set[str]:
    return {event for match in _COUNTED.finditer(told) for event in _events(match.group())}


def _is_denied(match: re.Match[str], sentence: str) -> bool:
    """不是从下单算, “they do not run from the day you paid”, “not from the order”."""
    clause = re.split(r"[，。；,;]", sentence[: match.start()])[-1]
    event = re.search(_ANY, match.group(), re.IGNORECASE)
    inside = match.group()[: event.start()] if event else ""
    return bool(_DENIED_BEFORE.search(clause) or re.search(_DENIED, inside, re.IGNORECASE))


def _events(words: str) -> set[str]:
    return {event for event, names in _EVENTS.items() if re.search(names, words, re.IGNORECASE)}


def _loosely(told: str) -> set[str]:
    """Events that a rule has right beside a length of time: 签收后 7 天, shipped within 2 days."""
    near = re.compile(rf"(?:{_ANY})[^。；.;]{{0,12}}\d+ ?(?:天|小时|日|个月|days?|hours?|months?)", re.IGNORECASE)
    return {event for match in near.finditer(told) for event in _events(match.group())}
