"""Places in a reply: by their unit (杭州市), by the name of a city (杭州, Hangzhou), and the depots of a courier."""

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import NamedTuple

from assistant.case.reply import Source
from assistant.drafting.wording import wordlist

_PLACE = re.compile(
    r"[\u4e00-\u9fff]{2,8}?(?:省(?![事心力钱时去得下])|市(?![场价面])|区(?![别分间])|县|镇(?![定静])|街道)"
)
_NO_PLACE = re.compile(
    r"(?:小区|地区|社区|专区|园区|片区|校区|库区|超市|门市|城市|本市|县市|集市|上市|郊区|市区|城区|省市|全市|厂区|时区|误区|分区"
    r"|货区|灾区|山区|景区|辖区|该区|节省)$"
)
_DEPOT = re.compile(r"(?P<name>[\u4e00-\u9fff]{2,4}?)(?:网点|转运中心|分拨中心|集散中心|营业部|分拣中心|集散点)")
_ANY_DEPOT = re.compile(
    r"当地|附近|派送|快递|末端|揽收|目的|始发|所在|邻近|承运|最后|下一|上一|这个|那个|一个|哪个|自己|直接|其他|[该本各每]"
    r"|联系|询问|通知|核实|要求|麻烦|提醒|催促|的$|[到往达开在去从由问请让找向和跟与给被催放留存]$"
)
_FEWEST = 2


def foreign_places(sentence: str, sources: Sequence[Source]) -> Iterator[str]:
    """Chinese places by their unit. What stands before a name belongs to the sentence: 送到杭州市 names 杭州市."""
    known = " ".join(source.text for source in sources)
    for match in _PLACE.finditer(sentence):
        place = match.group()
        names = [place[start:] for start in range(len(place) - _FEWEST)]
        if not _NO_PLACE.search(place[-3:]) and not any(name in known or name[:-1] in known for name in names):
            yield place


def foreign_cities(sentence: str, sources: Sequence[Source]) -> Iterator[str]:
    """Cities and provinces by name, in either language: a record's 杭州 is the letter's Hangzhou."""
    known = " ".join(source.text for source in sources)
    for match in _city().finditer(sentence):
        names = _names_of().get(match.group().casefold(), (match.group(),))
        if not any(name.casefold() in known.casefold() for name in names):
            yield match.group()


def foreign_depots(sentence: str, sources: Sequence[Source]) -> Iterator[str]:
    """Chinese depots of a courier, by the two characters before their kind: 厦门思明网点 is of 思明."""
    known = " ".join(source.text for source in sources)
    for match in _DEPOT.finditer(sentence):
        name = _depot_name(match, sentence)
        if not _ANY_DEPOT.search(name) and name not in known:
            yield match.group()


class Place(NamedTuple):
    """A place that a sentence names: its words, from where to where they stand, and all its names."""

    words: str
    start: int
    end: int
    names: tuple[str, ...]


def places_in(text: str) -> list[Place]:
    """Cities and provinces by name, and the depots of a courier by theirs."""
    cities = [
        Place(match.group(), match.start(), match.end(), _names_of().get(match.group().casefold(), (match.group(),)))
        for match in _city().finditer(text)
    ]
    depots = [
        Place(name, match.end("name") - len(name), match.end(), (name,))
        for match in _DEPOT.finditer(text)
        if not _ANY_DEPOT.search(name := _depot_name(match, text))
    ]
    return [*cities, *depots]


def _depot_name(match: re.Match[str], text: str) -> str:
    return text[max(match.end("name") - _FEWEST, 0) : match.end("name")]


@cache
def _city() -> re.Pattern[str]:
    """The longest first, so that 上海南站 names 上海 and no 海南."""
    lists = wordlist("places")
    english = [name for names in lists["english"].values() for name in names]
    chinese = sorted(lists["chinese"].split(), key=len, reverse=True)
    return re.compile(rf"{'|'.join(chinese)}|\b(?:{'|'.join(map(re.escape, english))})\b")


@cache
def _names_of() -> dict[str, tuple[str, ...]]:
    """All names of a city by each of them, folded."""
    groups = [(chinese, *names) for chinese, names in wordlist("places")["english"].items()]
    return {name.casefold(): group for group in groups for name in group}
