"""The address that a parcel is to go to instead. It names a wish, and proves nothing about who is writing."""

import re

from assistant.drafting.reading.text import HAN

_LONGEST = 160
_TO_ZH = (
    r"(?:新的?(?:收货|收件|送货)?(?:地址|住址)(?:\s{0,2}[:=]|是|为|在)"
    r"|(?:改|换|变更|修改|更改|更正|更新)(?:一下)?(?:成|到|为|至)"
    r"|(?:补上|补充|补一下|加上|添上|漏了|应该是|正确的?(?:地址)?是)"
    r"|(?:寄|送|发|配送|转寄)(?:到|去|往|至)(?:下面|以下|这个)?(?:的?(?:新?地址|这里))?)"
    r"(?:了|吧)?\s{0,3}[:=]?\s{0,4}"
)
_ZH = re.compile(rf"{_TO_ZH}(?=(?P<place>[{HAN}0-9a-z][^。;!?\n]{{5,{_LONGEST}}}))")
_PLACE_ZH = re.compile(
    rf"[{HAN}0-9](?:路|街|道|巷|弄|村|小区|苑|栋|幢|园|城|里|大厦|单元|新区|镇|乡)[{HAN}]{{0,12}}[0-9a-z]"
    r"|^[0-9]{1,3}(?:号楼|栋|幢|座|单元|楼)"
)
"""A road or an estate, with a number after it: 改到明天 and 换成红色 name no place."""
_END_ZH = re.compile(r"[,，、\s]*(?:邮编|电话|手机|收件人|收货人|姓名|联系|谢谢|麻烦|可以吗|行吗|好吗|吗$)")
_EN = re.compile(
    r"(?:new (?:delivery |shipping |home |mailing )?address(?: is| would be| should be|\s{0,2}[:=])"
    r"|\b(?:change|update|switch|correct|redirect|deliver|send|ship|forward|reroute)\b[^.;!?\n]{0,60}?\b(?:to|as)\b)"
    rf"(?=(?P<place>\s{{0,4}}:?\s{{0,4}}[^;!?]{{5,{_LONGEST}}}))"
)
_PLACE_EN = re.compile(
    r"(?:(?:flat|apt|apartment|unit|suite)\.? ?[0-9]{1,4}[a-z]?, ?|#)?\b[0-9]{1,5}[a-z]?,? (?:[a-z'-]+ ){1,4}?"
    r"(?:street|st|road|rd|avenue|ave|lane|ln|close|drive|dr|way|court|ct|place|pl|square|sq|boulevard|blvd|terrace"
    r"|crescent|gardens|grove|hill|row|walk|parkway|pkwy|highway|hwy)\b(?:[^;!?\n.]){0,80}"
    r"(?:\n(?:[^;!?\n.]{1,40}\n){0,2}[^;!?\n.]{0,30}[0-9][^;!?\n.]{0,12})?"
)
"""A number and a road; further lines as far as one with a postcode."""


def new_address(text: str, folded: str) -> str | None:
    """As the customer wrote it; `folded` is `text` folded, which keeps every character's place."""
    return _chinese(text, folded) or _english(text, folded)


def _chinese(text: str, folded: str) -> str | None:
    found = None
    for match in _ZH.finditer(folded):
        start, end = match.span("place")
        stop = _END_ZH.search(folded, start, end)
        end = stop.start() if stop else end
        if _PLACE_ZH.search(folded[start:end]):
            found = text[start:end].strip(" ,.，、\n")  # the last: 寄到公司，送到文三路188号
    return found


def _english(text: str, folded: str) -> str | None:
    for match in _EN.finditer(folded):
        place = _PLACE_EN.search(folded, *match.span("place"))
        if place is not None:
            return " ".join(text[slice(*place.span())].split()).rstrip(" ,.")
    return None
