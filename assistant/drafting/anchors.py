"""From when a period counts: a rule that a letter tells keeps the event of its article.

签收 is not 付款, and “from the day you paid” is not “from the day after it is signed for”.
"""

import re
from collections.abc import Iterator

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
    rf"(?:{_ANY})[^，。；,;]{{0,6}}?(?:起|算)|(?:{_ANY})(?:那|当|之)?[天日]起"
    rf"|\b(?:count\w*|run\w*|start\w*|begin\w*)\b[^.;]{{0,20}}\b(?:from|on|with|after)\b[^.;]{{0,24}}?(?:{_ANY})"
    rf"|\b(?:days?|months?|hours?|weeks?|years?)\b (?:from|of|after) (?:the )?(?:day |date |time )?"
    rf"[^.;]{{0,16}}?(?:{_ANY})",
    re.IGNORECASE,
)
"""Where something is said to count from an event."""
_TOLD = ("article", "action", "policy")


def other_events(sentence: str, view: CaseView) -> Iterator[Finding]:
    """Events from which the sentence counts, and none of the case's rules does. Without such a rule nothing is said."""
    told = "\n".join(source.text for source in view.sources if source.kind in _TOLD)
    rules = {event for match in _COUNTED.finditer(told) for event in _events(match.group())}
    if not rules:
        return
    for match in _COUNTED.finditer(sentence):
        if not _events(match.group()) & (rules | _loosely(told)):
            yield Finding(match.group(), "no rule of the case counts from this")


def _events(words: str) -> set[str]:
    return {event for event, names in _EVENTS.items() if re.search(names, words, re.IGNORECASE)}


def _loosely(told: str) -> set[str]:
    """Events that a rule has right beside a length of time: 签收后 7 天, shipped within 2 days."""
    near = re.compile(rf"(?:{_ANY})[^。；.;]{{0,12}}\d+ ?(?:天|小时|日|个月|days?|hours?|months?)", re.IGNORECASE)
    return {event for match in near.finditer(told) for event in _events(match.group())}
