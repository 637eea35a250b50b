"""The goods of a letter in the places where letters name them: “(desk lamp, white)”, “desk lamp (white)”, “新的台灯”.

A product of the shop that is not the case's is found by its name alone (`naming`). Here it is about any other word that
stands where the goods' name belongs.
"""

import re
from collections.abc import Iterator, Sequence

from assistant.case.reply import Source
from assistant.case.view import CaseView
from assistant.drafting.colours import colours, foreign_colours, foreign_sizes
from assistant.pipeline import Glossary
from assistant.process.comparing import plain

_BRACKETS = re.compile(r"(?P<before>[^（(]{0,24})[（(](?P<inside>[^（()）\n]{2,80})[)）]")
_PARTED = re.compile(r"[，,、]\s?")
_VARIANT = re.compile(
    r"^(?:\d[\d./×x]*\s?(?:ml|毫升|l|升|g|克|kg|公斤|斤|米床?|cm|厘米|寸|英寸|gb|w|瓦|码|片|只)?|[2-5]?x{0,3}[sml]码?|(?:均|大|中|小)[码号])$",
    re.IGNORECASE,
)
_NO_NAME = "会就请再等由要我您你能可把被让了着已都也还将给不没无"
"""Characters that go on with the clause: 新的进展会通知您 names no goods."""
_NEW = re.compile(
    rf"(?<![更最重换])新的(?![{_NO_NAME}])(?P<zh>[\u4e00-\u9fff]{{2,8}}?)(?=[（，。；、{_NO_NAME}]|$)"
    r"|\bnew (?P<en>[a-z]+(?: [a-z]+)?)(?= \()"
)
_ANY_GOODS = re.compile(
    r"(?:商品|这一?[件款个条台双套]|那[件款个条台双套]|一[件款个条台双套]|颜色|尺码|规格|型号|款式|订的|买的|要的|包裹|订单|货|地址|时间|消息|进展"
    r"|发票|[单]号|方案|情况|问题|运单|面单|标签|快递|信|邮件|日期|答复|要求|安排|结果|记录|线索|东西|变化|通知|[是为成来去])$"
    r"|\b(?:notes?|messages?|e?-?mails?|letters?|links?|codes?|labels?|invoices?|address|dates?|answers?|updates?|photos?"
    r"|one|ones|item|items|goods|product|colou?r|size|variant|version|model|order|parcel|it|set|is|in|of|to|from|for|as|and|or|you)$",
    re.IGNORECASE,
)
_OURS_TO_GIVE = re.compile(
    r"您(?:所)?(?:订|买|拍)的|下的订单|登记的|新的|\byou(?:r| have)? order(?:ed)?\b|\bnew\b", re.IGNORECASE
)


def foreign_variants(sentence: str, sources: Sequence[Source], view: CaseView) -> Iterator[str]:
    """Colours and sizes that neither a source, nor the order, nor the customer has."""
    known = [*_order_texts(view), view.subject, view.words, *_texts(view), *(source.text for source in sources)]
    yield from foreign_colours(sentence, known)
    yield from foreign_sizes(sentence, known)
    if view.order is not None and _OURS_TO_GIVE.search(sentence):
        for match in _BRACKETS.finditer(sentence):
            yield from foreign_colours(match.group("inside"), [*_order_texts(view), *_texts(view, "action")])


def foreign_named_goods(sentence: str, sources: Sequence[Source], view: CaseView, glossary: Glossary) -> Iterator[str]:
    """Words in the place of the goods' name that name none of the case's goods."""
    if not _BRACKETS.search(sentence) and not _NEW.search(sentence):
        return
    known = _known_names(sources, view, glossary)
    for match in _BRACKETS.finditer(sentence):
        for group in re.split(r"[；;]", match.group("inside")):
            head, *others = (item.strip() for item in _PARTED.split(group))
            if _is_variant(head):
                yield from _unknown_before(match.group("before").rstrip(), known)
            elif any(_is_variant(other) for other in others) and not _names(head, known):
                yield head
    for match in _NEW.finditer(sentence):
        yield from _unknown_before(match.group("zh") or match.group("en"), known)


def _order_texts(view: CaseView) -> list[str]:
    lines = view.order.lines if view.order is not None else ()
    return [f"{line.product} {line.variant}" for line in lines]


def _texts(view: CaseView, kind: str | None = None) -> list[str]:
    return [source.text for source in view.sources if kind is None or source.kind == kind]


def _known_names(sources: Sequence[Source], view: CaseView, glossary: Glossary) -> str:
    """All that the case says, with the other names of the products that it speaks of."""
    text = "\n".join((view.subject, view.words, *_order_texts(view), *_texts(view), *(s.text for s in sources)))
    folded = plain(text)
    spoken_of = [
        product for product in glossary.products if any(plain(n) in folded for n in (product.name, *product.aliases))
    ]
    pages = (f"{product.name} {' '.join(product.aliases)} {product.page_text or ''}" for product in spoken_of)
    return "\n".join((text, *pages)).casefold()


def _is_variant(item: str) -> bool:
    named = [word for word, _ in colours(item)]
    return bool(_VARIANT.match(item)) or (bool(named) and len(named[0]) >= len(item) - 1)


def _names(head: str, known: str) -> bool:
    if not head.isascii():
        return head.casefold() in known
    return re.search(rf"(?<![a-z]){re.escape(head.casefold())}(?:s|es)?(?![a-z])", known) is not None


def _unknown_before(words: str, known: str) -> Iterator[str]:
    """The last word, or the last two characters, where goods should stand."""
    if not words or _ANY_GOODS.search(words):
        return
    chinese, english = re.search(r"[\u4e00-\u9fff]{2}$", words), re.search(r"[A-Za-z]{3,}$", words)
    tail = chinese or english
    if tail is not None and not _names(tail.group(), known) and not _names(tail.group().removesuffix("s"), known):
        yield tail.group()
