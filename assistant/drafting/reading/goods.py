"""Goods in a text: products of the shop and common ones, variants, quantities and prices, as marks with places.

A product of the glossary is found by its whole name or alias, by the end of its name ("travel mug" for "Ceramic
Travel Mug"), and a Chinese one also by a name that differs in a few characters.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from assistant.drafting.reading.amounts import amounts
from assistant.drafting.reading.counting import counted
from assistant.drafting.reading.data import one_of, toml
from assistant.drafting.reading.english import TOKEN, Spelling, stem
from assistant.drafting.reading.lexicon import Tag, lexicon
from assistant.drafting.reading.products import contains_chinese, is_slip, kind_words, shortened
from assistant.drafting.reading.text import HAN, fold
from assistant.pipeline import Glossary
from assistant.segmenting import boundaries

_SHORTEST_FUZZY = 4
_ALIKE = 0.6
"""From this share of a Chinese name's character pairs on, a text names it."""
_HAN_RUN = re.compile(f"[{HAN}]{{2,40}}")
_NO_NAME = re.compile("short|woke|phon(?:ed|ing)")
"""Words that share a stem with the name of some goods, and are none."""
_ALONE = re.compile(
    rf"(?<![背甩黑])[{HAN}](?:(?=[^{HAN}]|$|[了的坏碎破裂漏没不呢啊吗吧收到是有太很也都掉])"
    rf"|(?<=[款个这那只口盏把件双支台顶][{HAN}]))"
)
"""Where one character names a thing: 灯 does in 灯坏了, not in 灯亮着."""
_CAPACITY = (
    r"[0-9]{1,5}(?:\.[0-9])? ?(?:gb|tb|mb|ml|kg|cm|mm|mah|寸|英寸|inch|oz|升|毫升|克|斤|g|l|w|瓦)(?![a-z0-9])(?!/)"
    r"|[0-9]\.[0-9]{1,2} ?米"
)
_LETTER_SIZE = r"(?<![a-z0-9'/.-])(?:xxs|xs|xxxl|xxl|xl|[2-5]xl|s|m|l)(?![a-z0-9'/.-])|(?<![0-9])[0-9]{2,3}(?=码)"
_NOT_GOODS = "月|钱|星期|小时|工作|人|字|电话|客服|问题|回复|说法|解释|结果|答复|地址|次"
"""What is counted with the same measures without being goods: 三个月, 两个问题."""


@dataclass(frozen=True)
class Names:
    """What goods can be called: exact Chinese names, English phrases by stems, and names to be compared by pairs."""

    own: frozenset[str]
    """The shop's own Chinese names, which need no word boundary around them."""
    chinese: re.Pattern[str] | None
    english: dict[str, tuple[tuple[str, ...], ...]]
    spelling: Spelling
    fuzzy: dict[str, tuple[str, ...]]


def marks(folded: str, glossary: Glossary) -> list[Tag]:
    """Items, variants, quantities and amounts, sorted by place. An amount's value is a decimal, a quantity's whole."""
    names = _names(tuple((product.name, *product.aliases) for product in glossary.products))
    items = _apart([*_exact(folded, names), *_fuzzy(folded, names)])
    variants = [
        Tag(match.start(), match.end(), ("variant",))
        for match in _variant_pattern(glossary.variants).finditer(folded)
        if not any(item.start <= match.start() < item.end for item in items)
    ]
    money = amounts(folded)
    taken = {place for tag in (*money, *variants, *items) for place in range(tag.start, tag.end)}
    quantities = [quantity for quantity in _quantities(folded) if quantity.start not in taken]
    return sorted([*items, *variants, *quantities, *money], key=lambda tag: tag.start)


@lru_cache(maxsize=8)
def _names(called: tuple[tuple[str, ...], ...]) -> Names:
    products = [fold(name).strip() for names in called for name in names if name.strip()]
    every = dict.fromkeys([*products, *(end for name in products for end in shortened(name)), *kind_words(products)])
    chinese = [name for name in every if contains_chinese(name)]
    english: dict[str, list[tuple[str, ...]]] = {}
    for words in (tuple(map(stem, TOKEN.findall(name))) for name in every if not contains_chinese(name)):
        if words:
            english.setdefault(words[0], []).append(words)
    pairs: dict[str, list[str]] = {}
    for name in products:
        for pair in _pairs(name) if len(_pairs(name)) >= _SHORTEST_FUZZY - 2 else ():
            pairs.setdefault(pair, []).append(name)
    return Names(
        own=frozenset(name for name in products if len(name) > 1),
        chinese=re.compile(one_of(chinese)) if chinese else None,
        english={first: tuple(sorted(rest, key=len, reverse=True)) for first, rest in english.items()},
        spelling=Spelling((token for words in english.values() for name in words for token in name), {}),
        fuzzy={pair: tuple(names) for pair, names in pairs.items()},
    )


def _pairs(name: str) -> frozenset[str]:
    return frozenset(run[place : place + 2] for run in _HAN_RUN.findall(name) for place in range(len(run) - 1))


def _exact(folded: str, names: Names) -> Iterator[Tag]:
    yield from _chinese(folded, names)
    tokens = list(TOKEN.finditer(folded))
    stems = [_spelt(token.group(), names.spelling) for token in tokens]
    for place, first in enumerate(stems):
        for words in names.english.get(first, ()):
            if tuple(stems[place : place + len(words)]) == words:
                yield Tag(tokens[place].start(), tokens[place + len(words) - 1].end(), ("item",))
                break


def _chinese(folded: str, names: Names) -> Iterator[Tag]:
    """The shop's own names anywhere, other goods only as words or at the end of one: there is no lamp in 灯亮."""
    found = list(names.chinese.finditer(folded)) if names.chinese else []
    words = boundaries(folded) if found else set()
    for match in found:
        name = match.group()
        whole = match.end() in words and (
            len(name) > 1 or (match.start() in words and _ALONE.match(folded, match.start()))
        )
        if whole or name in names.own:
            yield Tag(match.start(), match.end(), ("item",))


def _spelt(token: str, spelling: Spelling) -> str:
    """The stem, or that of the name that it misspells; a word that means something else is no slip, nor is a verb."""
    if _NO_NAME.fullmatch(token):
        return ""
    return stem(token) if lexicon().spelling.knows(token) else spelling.stem(token)


def _fuzzy(folded: str, names: Names) -> Iterator[Tag]:
    """Stretches of Chinese that hold most character pairs of a product's name, or all but one of its characters."""
    for run in _HAN_RUN.finditer(folded) if names.fuzzy else ():
        found: dict[str, list[int]] = {}
        for place in range(run.start(), run.end() - 1):
            for name in names.fuzzy.get(folded[place : place + 2], ()):
                found.setdefault(name, []).append(place)
        for name, places in found.items():
            start, end = min(places), max(places) + 2
            held = {folded[place : place + 2] for place in places}
            if len(held) >= _ALIKE * len(_pairs(name)) and end - start <= len(name) + 2:
                yield Tag(start, end, ("item",))
            else:
                yield from _slips(folded, run, name, places)


def _slips(folded: str, run: re.Match[str], name: str, places: Sequence[int]) -> Iterator[Tag]:
    """The name with one wrong character, where the pairs that it shares with the text say that it would stand."""
    for start in {place - name.find(folded[place : place + 2]) for place in places}:
        if start >= run.start() and start + len(name) <= run.end() and is_slip(folded[start : start + len(name)], name):
            yield Tag(start, start + len(name), ("item",))


def _apart(tags: Iterable[Tag]) -> list[Tag]:
    """The longest of overlapping ones."""
    kept: list[Tag] = []
    for tag in sorted(tags, key=lambda tag: (tag.start, -tag.end)):
        if not kept or tag.start >= kept[-1].end:
            kept.append(tag)
        elif tag.end - tag.start > kept[-1].end - kept[-1].start:
            kept[-1] = tag
    return kept


@lru_cache(maxsize=8)
def _variant_pattern(variants: tuple[str, ...]) -> re.Pattern[str]:
    goods = toml("goods")
    own = [fold(variant).strip() for variant in variants if variant.strip()]
    latin = [*goods["colours_en"], *goods["sizes_en"], *(word for word in own if word.isascii())]
    chinese = [*goods["colours_zh"], *goods["sizes_zh"], *(word for word in own if not word.isascii())]
    followed = "(?=色|的|款|$|[^" + HAN + "])"
    single = one_of(word for word in chinese if len(word) == 1)
    return re.compile(
        rf"{one_of(word for word in chinese if len(word) > 1)}|(?:{single})(?:色)?{followed}"
        rf"|(?<![a-z0-9])(?:{one_of(latin)})(?![a-z0-9'])|{_CAPACITY}|{_LETTER_SIZE}"
    )


@cache
def _quantity_pattern() -> re.Pattern[str]:
    chinese, latin = one_of(toml("goods")["measures_zh"]), one_of(toml("goods")["measures_en"])
    count = "one|two|three|four|five|six|seven|eight|nine|ten|a couple of|both|a dozen|[0-9]{1,4}"
    items = one_of(word for word in kind_words() if word.isascii())
    return re.compile(
        rf"(?<![0-9.第])(?P<zh>[0-9]{{1,4}}|[一二两俩三四五六七八九十]{{1,3}})(?:{chinese})(?!{_NOT_GOODS}|套)"
        rf"|(?<![a-z0-9.$£€])(?P<en>{count}) (?:(?:{latin}|{items})(?:e?s)?\b|(?:[a-z]+ )?(?:{items})s?\b)"
        rf"|(?<![a-z0-9])[x×*] ?(?P<x>[0-9]{{1,3}})(?![0-9a-z])|(?<![0-9.])(?P<xx>[0-9]{{1,3}})[x×](?![a-z0-9])"
        r"|(?:(?:received|got|sent|ordered|bought|short) (?:me |us )?(?P<few>only |just )?|(?P<only>only ))"
        rf"(?P<bare>(?(few)|(?(only)|(?!one\b)))(?:{count}))(?= ?(?:$|[.,;!?\n]|of|in|inside|here|instead|but"
        rf"|and|when|not))"
    )


def _quantities(folded: str) -> Iterator[Tag]:
    for match in _quantity_pattern().finditer(folded):
        number = counted(match[match.lastgroup or ""])
        if number and number <= 9999:
            yield Tag(match.start(), match.end(), ("quantity",), value=str(number))


def closest(tags: Sequence[Tag], place: int) -> Tag | None:
    return min(tags, key=lambda tag: abs(tag.start - place), default=None)
