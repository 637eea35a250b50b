"""Where a parcel is said to be: it has reached what its newest entry has, and not where that one sends it.

A destination stands in the records like any other place, so `places` lets its name pass; whether the parcel has come
there, or has left again, is asked here.
"""

import re
from collections.abc import Iterator, Sequence

from assistant.case.view import CaseView, OrderView, ShipmentView
from assistant.drafting.places import Place, places_in
from assistant.drafting.states import is_denied, reached, stated, tells_the_customers
from assistant.drafting.wording import Finding

_NOW = r"(?:已经?|刚刚?|今[早天日]|昨[天晚日夜]|目前|现在?|此刻|正|一直|还|仍|凌晨|[上中下]午|早上|晚上|夜里)"
_AT = re.compile(
    rf"{_NOW}[^，。；]{{0,8}}?(?:到(?:了|达了?)?|抵达?了?|在|位于|[停卡留]在|进入|运[抵到]|送到|来到|进了)[^，。；]{{0,4}}$"
    r"|(?:到[了达]|到达了|抵达?了?|[停卡]在|位于|运抵|进入|进了)[^，。；]{0,4}$"
    r"|\b(?:reached|arriv(?:ed|es) (?:in|at)|got to|made it to|passed through|came through|gone through"
    r"|(?:is|are|was|been|now|currently|already|still|sits?|sitting|waits?|waiting|stuck|held)(?: \w+){0,2}?"
    r" (?:in|at|near))"
    r"(?: (?:the|a|our))?(?: \w+)? ?$",
    re.IGNORECASE,
)
"""What stands before a place where something is."""
_LEFT = re.compile(
    r"(?:离开|驶离|发离)[^，。；]{0,4}$|\b(?:left|departed(?: from)?|out of)(?: (?:the|our))? ?$", re.IGNORECASE
)
_ON_THE_WAY = re.compile(r"^[^，。；]{0,10}?(?:的?(?:路上|途中|方向|路途|之间|线上)|方向)")
"""目前在泉州到厦门的路上 is in neither."""
_OF_NO_PARCEL = re.compile(
    r"地址|收件|收货|仓库|客服|门店|寄回|退货|您(?:住|所?在)|\b(?:address|you (?:are|live)|based|our office)\b",
    re.IGNORECASE,
)
_LEAVES = re.compile(r"离开|发出|发往|\b(?:departed|left|forwarded)\b", re.IGNORECASE)


def unreached(sentence: str, view: CaseView) -> Iterator[Finding]:
    """Places that the sentence says a parcel is at or has left, and the newest entry of none has."""
    parcels = [parcel for order in _orders(view) for parcel in order.shipments]
    if not _orders(view) or tells_the_customers(sentence) or not places_in(sentence):
        return
    for clause in stated(sentence):
        for place in () if _OF_NO_PARCEL.search(clause) else places_in(clause):
            if is_denied(clause, place.start, place.start):
                continue
            before, behind = clause[: place.start], clause[place.end :]
            if _AT.search(before) and not _ON_THE_WAY.search(behind) and not _is_in(place, map(_reached, parcels)):
                yield Finding(place.words, "no entry of the parcel says that it has come there")
            elif _LEFT.search(before) and not _is_in(place, map(_left, parcels)):
                yield Finding(place.words, "no entry of the parcel says that it has left there")


def _orders(view: CaseView) -> Sequence[OrderView]:
    return (view.order,) if view.order is not None else view.candidates


def _is_in(place: Place, texts: Iterator[str]) -> bool:
    known = " ".join(texts).casefold()
    return any(name.casefold() in known for name in place.names)


def _reached(parcel: ShipmentView) -> str:
    point = parcel.pickup_point
    return f"{reached(parcel)} {parcel.signed_by or ''} {point.name if point is not None else ''}"


def _left(parcel: ShipmentView) -> str:
    event = parcel.last_event
    return _reached(parcel) if event is not None and _LEAVES.search(event.text) else ""
