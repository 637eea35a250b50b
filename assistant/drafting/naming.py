"""Names in a reply: couriers, goods, people. One that no named source has is somebody else's, or nobody's."""

import difflib
import re
from collections.abc import Iterator, Sequence
from functools import cache

from assistant.case.knowledge import Language
from assistant.case.reply import Source
from assistant.case.shop import Product
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
    r"|(?:在|归|属于|登记为)(?P<owner>[\u4e00-\u9fff·]{2,4}?)(?:的)?名下"
    r"|(?P<titled>[\u4e00-\u9fff])(?:先生|女士|小姐)"
    r"|\b(?:signed for by|signed by|collected by|received by|recipient(?: is|:)|in the name of|addressed to"
    rf"|Mr\.?|Mrs\.?|Ms\.?)\s+(?P<latin>{_LATIN_NAME})"
)
"""Where a letter names a person; before 先生 and 女士 the one character that is at least the surname."""

_COURIER_EN = "Express|Logistics|Couriers?|Parcels?|Post|Freight|Cargo|Delivery|Deliveries|Shipping|Transport|Haulage"
_FULL_NAME = re.compile(r"\b[A-Z][a-z]+(?:-[A-Z][a-z]+)? [A-Z][a-z]{1,}(?:-[A-Z][a-z]+)?\b")
"""Two words with capitals, where neither is an everyday word that letters write so."""
_NO_NAME = re.compile(
    rf"\b(?:{_COURIER_EN}|China|Customer|Support|Service|Team|Order|Friday|Saturday|Sunday|Monday|Tuesday|Wednesday|Thursday"
    r"|January|February|March|April|May|June|July|August|September|October|November|December|Black|New|Year|Festival|Day"
    r"|Visa|Apple|Google|Alipay|WeChat|Mastercard|Chinese|English|Yes|No|Thank|Dear|Kind|Best|The|Your|My|Our|We|You|If|I)\b"
)
_NOBODY = re.compile(
    r"本人|收件|寄件|客户|顾客|已|未|待|家人|他人|别人|邻居|物业|门卫|保安|前台|驿站|代收|快递|同事|亲友|朋友|谁|您|我们|哪|收发"
    r"|管家|菜鸟|柜|何人|的|[位名]$|\b(?:you|your|the|a|an|us|our|somebody|someone|family|neighbour)\b",
    re.IGNORECASE,
)
_FEWEST = 2


_COURIER = "快运|速运|速递|货运|快线"
_LIKE_A_CARRIER = re.compile(
    r"(?:由|交给了?|交由|转交|走|用|是|为|通过|换成|改成|联系|询?问|请|向|催|与|和|跟|让|委托|发的?)(?:的是)?\s?"
    rf"(?P<after>[\u4e00-\u9fff]{{2,4}}?)(?:快递|物流|{_COURIER})(?![员单费盒柜箱站点车])"
    rf"|(?:[：:，,。；（“]|^)\s?(?P<bare>[\u4e00-\u9fff]{{2,4}}?)(?:{_COURIER})"
    r"|\b(?P<latin>[A-Z][A-Za-z&’'-]+(?: [A-Z][A-Za-z&’'-]+){0,2}?) "
    rf"(?:{_COURIER_EN})\b"
)
"""快递 and 物流 are everyday words: before them a name needs a verb that gives somebody a parcel or a word."""
_NO_CARRIER = re.compile(
    r"快递|快件|物流|承运|当地|公司|其他|别的|哪家|哪个|[一这那]家|上门|我们|我司|您|本店|商家|卖家|最新|查[询看]|更新|目前|现在|实时|国际|国内|同城"
    r"|合作|官方|普通|加急|优先|重新|一般|正常|末端|区域|第三方|不同|收到|包裹|订单|记录|没有|已经|自己|直接|联系|核实|催|请|和|与|原来|[以之]后|[以之]前"
    r"|[由从]|留意|注意|等[候待]|查收|接听|配合|提醒|^的|[陆空海]运|专线|派送|[的前后张个份条了]$"
    r"|^(?:The|Your|Our|This|That|Their|A|An|No|Any|Other|Free|Standard|Express|Next|Same|Home|International|Local|Late"
    r"|Priority|By|Via|With|For|Please|Kind|About|On|First|Which|Whose|All)(?: |$)"
)


def foreign_carriers(sentence: str, sources: Sequence[Source]) -> Iterator[str]:
    """Couriers that no named source has, by any of their names."""
    known = " ".join(source.text for source in sources)
    for names in _carriers():
        named = names.search(sentence)
        if named is not None and not names.search(known):
            yield named.group()


def unknown_carriers(sentence: str, sources: Sequence[Source]) -> Iterator[str]:
    """What is named like a courier, 飞燕速运 or “Skylark Logistics”, and neither a list of ours nor a source has it."""
    if not _LIKE_A_CARRIER.search(sentence):
        return
    known = plain(" ".join(source.text for source in sources))
    for match in _LIKE_A_CARRIER.finditer(sentence):
        group = next(group for group, name in match.groupdict().items() if name)
        name, whole = match.group(group), sentence[match.start(group) : match.end()]
        listed = any(names.search(whole) for names in _carriers())
        if not listed and not _NO_CARRIER.search(name) and plain(name) not in known:
            yield whole


@cache
def _carriers() -> tuple[re.Pattern[str], ...]:
    """Latin names as words of their own and in their own case."""
    return tuple(
        re.compile(
            "|".join(name if ord(name[0]) > 0x2E80 else rf"(?<![A-Za-z0-9]){name}(?![A-Za-z0-9])" for name in names)
        )
        for names in wordlist("carriers")["carriers"]
    )


def by_trade(text: str, language: Language) -> str:
    """The text with what couriers are for their names, as the word lists speak of them: 快递 for 中通快递."""
    return _any_carrier().sub("快递" if language == "zh" else "the courier", text)


@cache
def _any_carrier() -> re.Pattern[str]:
    names = "|".join(names.pattern for names in _carriers())
    return re.compile(rf"(?:{names})(?:快递|速递|快运|速运|物流| Express| Logistics)?")


def foreign_people(sentence: str, sources: Sequence[Source], view: CaseView) -> Iterator[str]:
    if not _PERSON.search(sentence) and not _FULL_NAME.search(sentence):
        return
    known = plain(" ".join((view.shop_name, view.subject, view.words, *(source.text for source in sources))))
    for match in _FULL_NAME.finditer(sentence):
        if not _NO_NAME.search(match.group()) and not any(plain(word) in known for word in match.group().split()):
            yield match.group()
    for match in _PERSON.finditer(sentence):
        name = next(group for group in match.groups() if group)
        if not _NOBODY.search(name) and plain(name) not in known:
            yield name


def foreign_goods(sentence: str, sources: Sequence[Source], view: CaseView, glossary: Glossary) -> Iterator[str]:
    """Goods of the shop that neither the order, nor a named source, nor the customer speaks of."""
    spoken = [product for product in glossary.products if any(_stands_in(name, sentence) for name in _names(product))]
    if not spoken:
        return
    ordered = " ".join(line.product for line in view.order.lines) if view.order is not None else ""
    known = plain(" ".join((ordered, view.subject, view.words, *(source.text for source in sources))))
    for product in spoken:
        if not any(plain(name) in known or _misspelt(name, view) for name in _names(product)):
            yield next(name for name in _names(product) if _stands_in(name, sentence))


def _names(product: Product) -> list[str]:
    return [name for name in (product.name, *product.aliases) if len(name) >= _FEWEST]


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
