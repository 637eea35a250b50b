"""How, when and where a parcel is to be handed over: "hold it until Friday", 放门卫就行. No other wish is meant."""

import re
from collections.abc import Iterator, Mapping, Sequence

from assistant.case.inquiry import Request, Topic
from assistant.drafting.reading.rules import Meaning, Name, Read, by_words

_KEPT = {Topic.ADDRESS, Topic.DELIVERY, Topic.INVOICE, Topic.INVOICE_CORRECTION, Topic.NOT_RECEIVED, Topic.LEGAL}
HANDING_OVER: Mapping[Name, str | None] = {
    **{("topics", topic.value): Topic.DELIVERY.value for topic in Topic if topic not in _KEPT},
    **{
        ("requests", request.value): None
        for request in (
            Request.CANCEL, Request.EXPEDITE, Request.CALL_BACK, Request.CHANGE_VARIANT, Request.RESHIP,
            Request.EXCHANGE, Request.RETURN,
        )
    },
    ("urgent", "urgent"): None,
}  # fmt: skip
_PEOPLE = (
    "(?:门卫|门岗|保安|前台|传达室|收发室|物业|邻居|隔壁|楼下|快递柜|柜子|丰巢|驿站|代收点|门口|鞋柜|电表箱"
    "|消防栓|阳台)"
)
_WHEN = (
    "(?:晚点|晚些|晚几天|改天|过几天|过两天|明[天晚]|后天|周[一二三四五六日末天]|下周|星期[一二三四五六日天]"
    "|[0-9]+[号日])"
)
_WISH_ZH = re.compile(
    rf"(?:放|送|交|搁|丢|寄存|存)(?:到|在|给|进)?[^,。!?\n]{{0,4}}{_PEOPLE}(?!了|的时候)"
    "|改[^,。!?\n]{0,4}(?:派送|配送|送货|派件|收货)(?:的)?(?:时间|日期)"
    rf"|{_WHEN}[^,。!?\n]{{0,6}}再[^,。!?\n]{{0,2}}(?:送|派|配送)|先(?:别|不要|不用)(?:送|派)|(?:推迟|延后|延迟"
    rf"|暂缓|晚)[^,。!?\n]{{0,4}}(?:派送|配送|派件|送货)"
)
_TOLD_ZH = re.compile(
    "(?:怎么|直接|走了|扔下|为什么|居然|竟然|凭什么|擅自|没(?:打|通知|联系|经过)|结果|就(?:给我)?[放丢扔])"
)
_PLACE_EN = (
    r"(?:guard|concierge|doorman|porter|receptionist|reception|front desk|neighbou?rs?|next door|gate|locker"
    r"|lobby|porch"
    r"|shed|garage|mailroom|office downstairs|security|janitor|landlord|shop downstairs)"
)
_WISH_EN = re.compile(
    r"\b(?:hold|held|keep|kept)\b[^.;!?\n]{0,40}\b(?:until|till|til|back)\b"
    rf"|\b(?:leave|left|put|drop|hand|given?|place|deliver)\b[^.;!?\n]{{0,30}}\b{_PLACE_EN}\b"
    rf"|\b(?:go|be left|wait) (?:in|at|with) (?:the|my|our|a) (?:\w+ )?{_PLACE_EN}\b"
    r"|\b(?:deliver|bring|come|delay)\w*\b[^.;!?\n]{0,24}\b(?:another day|a different day|later in the (?:week|day)"
    r"|(?:on|until|after) (?:mon|tues|wednes|thurs|fri|satur|sun)day instead)\b"
)
_ASKS_EN = re.compile(
    r"\b(?:can|could|would|will|may|please|ask(?:ing)?|tell|like|want|get|let|need|okay|ok|fine|better|prefer"
    r"|happy)\b|^\s*(?:just )?"
    r"(?:hold|keep|leave|put|drop|hand|deliver)\b"
)
_TOLD_EN = re.compile(
    r"\b(?:he|she|they|courier|driver|somebody|someone|it|parcel|package)(?: has| have|'s|'ve| was| were| is"
    r"| got| just)* "
    r"(?:just )?(?:left|dumped|dropped|put|handed|gave|held|kept|thrown)\b|\bwithout (?:asking|telling|ringing"
    r"|calling)\b"
)


def handing_over(folded: str, read: Sequence[Read]) -> Iterator[Meaning]:
    """Told of as a wish, not as what a courier did."""
    for number, clause in enumerate(read):
        words = folded[clause.start : clause.end]
        wished = _WISH_ZH.search(words) and not _TOLD_ZH.search(words)
        if wished or (_WISH_EN.search(words) and _ASKS_EN.search(words) and not _TOLD_EN.search(words)):
            yield number, HANDING_OVER


_ELSEWHERE: Mapping[Name, str | None] = {
    ("topics", Topic.CANCEL.value): Topic.ADDRESS.value,
    ("requests", Request.CANCEL.value): None,
}
_NOT_THERE = re.compile(
    r"\b(?:don't|do not|not|stop) (?:\w+ )?(?:send|ship|deliver|post)(?:ing)?\b[^.!?\n]{0,16}\bto\b(?! me\b)"
    "|(?:别|不要|不用|先别)(?:再)?(?:寄|发|送)(?:到|去|往)"
)

elsewhere = by_words(_NOT_THERE, _ELSEWHERE)
"""Goods that are not to go to a place are to go to another one, and are not called off."""
