"""Names in a reply: couriers, goods, people, places. One that no named source has is somebody else's, or nobody's."""

import difflib
import re
from collections.abc import Iterator, Sequence
from functools import cache

from assistant.case.reply import Source
from assistant.case.view import CaseView
from assistant.drafting.reading.products import is_slip
from assistant.drafting.wording import wordlist
from assistant.pipeline import Glossary
from assistant.process.comparing import plain

_LATIN_NAME = r"[A-Z\u4e00-\u9fff][\w\u4e00-\u9fff'-]*(?: [A-Z][\w'-]+)*"
_PERSON = re.compile(
    r"(?:由|被|是)\s?(?P<by>[\u4e00-\u9fff·]{2,4}?)(?:代?签收|代收|领取|取走)"
    r"|(?:签收人|收件人|收货人|代收人|下单人|户名|姓名)\s?(?:是|为|[:：])\s?"
    rf"(?P<labelled>[\u4e00-\u9fff·]{{2,4}}|{_LATIN_NAME})"
    r"|(?P<titled>[\u4e00-\u9fff])(?:先生|女士|小姐)"
    r"|\b(?:signed for by|signed by|collected by|received by|recipient(?: is|:)|in the name of|addressed to"
    rf"|Mr\.?|Mrs\.?|Ms\.?)\s+(?P<latin>{_LATIN_NAME})"
)
"""Where a letter names a person; before 先生 and 女士 the one character that is at least the surname."""

_NOBODY = re.compile(
    r"本人|收件|寄件|客户|顾客|已|未|待|家人|他人|别人|邻居|物业|门卫|保安|前台|驿站|代收|快递|同事|亲友|朋友|谁|您|我们|哪|收发"
    r"|管家|菜鸟|柜|何人|的|[位名]$|\b(?:you|your|the|a|an|us|our|somebody|someone|family|neighbour)\b",
    re.IGNORECASE,
)
_PLACE = re.compile(r"[\u4e00-\u9fff]{2,8}?(?:省|市|区|县|镇|街道)")
_NO_PLACE = re.compile(
    r"(?:小区|地区|社区|专区|园区|片区|校区|库区|超市|门市|城市|本市|县市|集市|上市|郊区|市区|城区|省市|全市|厂区|时区|误区|分区"
    r"|货区|灾区|山区|景区|辖区|该区|节省)$"
)
_DEPOT = re.compile(r"(?P<name>[\u4e00-\u9fff]{2,4}?)(?:网点|转运中心|分拨中心|集散中心|营业部|分拣中心|集散点)")
_ANY_DEPOT = re.compile(
    r"当地|附近|派送|快递|末端|揽收|目的|始发|所在|邻近|承运|最后|下一|上一|这个|那个|一个|哪个|的$|[到往达开在]$"
)
_FEWEST = 2


def foreign_carriers(sentence: str, sources: Sequence[Source]) -> Iterator[str]:
    """Couriers that no named source has, by any of their names."""
    known = " ".join(source.text for source in sources)
    for names in _carriers():
        named = names.search(sentence)
        if named is not None and not names.search(known):
            yield named.group()


@cache
def _carriers() -> tuple[re.Pattern[str], ...]:
    """Latin names as words of their own and in their own case."""
    return tuple(
        re.compile(
            "|".join(name if ord(name[0]) > 0x2E80 else rf"(?<![A-Za-z0-9]){name}(?![A-Za-z0-9])" for name in names)
        )
        for names in wordlist("carriers")["carriers"]
    )


def foreign_people(sentence: str, sources: Sequence[Source]) -> Iterator[str]:
    known = plain(" ".join(source.text for source in sources))
    for match in _PERSON.finditer(sentence):
        name = next(group for group in match.groups() if group)
        if not _NOBODY.search(name) and plain(name) not in known:
            yield name


def foreign_places(sentence: str, sources: Sequence[Source]) -> Iterator[str]:
    """Chinese places by their unit. What stands before a name belongs to the sentence: 送到杭州市 names 杭州市."""
    known = " ".join(source.text for source in sources)
    for match in _PLACE.finditer(sentence):
        place = match.group()
        names = [place[start:] for start in range(len(place) - _FEWEST)]
        if not _NO_PLACE.search(place[-3:]) and not any(name in known or name[:-1] in known for name in names):
            yield place


def foreign_depots(sentence: str, sources: Sequence[Source]) -> Iterator[str]:
    """Chinese depots of a courier, by the two characters before their kind: 厦门思明网点 is of 思明."""
    known = " ".join(source.text for source in sources)
    for match in _DEPOT.finditer(sentence):
        name = sentence[max(match.end("name") - _FEWEST, 0) : match.end("name")]
        if not _ANY_DEPOT.search(name) and name not in known:
            yield match.group()


def foreign_goods(sentence: str, sources: Sequence[Source], view: CaseView, glossary: Glossary) -> Iterator[str]:
    """Goods of the shop that neither the order, nor a named source, nor the customer speaks of."""
    ordered = " ".join(line.product for line in view.order.lines) if view.order is not None else ""
    known = plain(" ".join((ordered, view.subject, view.words, *(source.text for source in sources))))
    for product in glossary.products:
        names = [name for name in (product.name, *product.aliases) if len(name) >= _FEWEST]
        named = next((name for name in names if _stands_in(name, sentence)), None)
        if named is not None and not any(plain(name) in known or _misspelt(name, view) for name in names):
            yield named


def _misspelt(name: str, view: CaseView) -> bool:
    """Whether the customer wrote the name with a slip: a humidifer is a humidifier, and a 保温怀 a 保温杯."""
    written = f"{view.subject} {view.words}".casefold()
    if name.isascii():
        words = re.findall(r"[a-z]{5,}", written)
        return bool(difflib.get_close_matches(name.casefold(), words, n=1, cutoff=0.85))
    pieces = (written[start : start + len(name)] for start in range(len(written) - len(name) + 1))
    return any(is_slip(piece, name.casefold()) for piece in pieces)


def _stands_in(name: str, sentence: str) -> bool:
    if not name.isascii():
        return name in sentence
    return re.search(rf"(?<![a-z0-9]){re.escape(name)}s?(?![a-z0-9])", sentence, re.IGNORECASE) is not None
