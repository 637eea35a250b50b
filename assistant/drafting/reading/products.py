"""Which of the shop's products a customer's words name.

By the whole name or an alias; else by the end or a shortened form of a name; else by a name misspelt by one slip; else
by the kind of goods, in either language. The nearest way that finds anything counts. What stays equally near is told
apart by the words around it ("the ceramic one"), and if that does not help, all of them are named: a wrong product is
worse than none.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from assistant import segmenting
from assistant.drafting.reading.data import toml
from assistant.drafting.reading.english import TOKEN, Spelling, stem
from assistant.drafting.reading.text import HAN, fold
from assistant.pipeline import Glossary

_HAN_RUN = re.compile(f"[{HAN}]+")
_NAME_PART = re.compile(r"[,;/|()\[\]+·、-]|\s-\s|\b(?:with|for|in|of)\b")
_SHORTEST_END = 2
_SHORTEST_MISSPELT = 3
_LONGEST_KIND = 6
_MOST = 8
_PLAIN = {"的", "色", "款", "型", "号"}

Skus = tuple[str, ...]
Listed = tuple[tuple[str, tuple[str, ...]], ...]
"""Each product's SKU with its name and aliases."""


@dataclass(frozen=True)
class Catalogue:
    """The shop's products by what they can be called; `names` and `ends` by their key (`key`)."""

    names: Mapping[str, Skus]
    ends: Mapping[str, Skus]
    kinds: Mapping[str, Skus]
    words: Mapping[str, frozenset[str]]
    spelling: Spelling

    def named(self, mention: str, around: str) -> Skus:
        """The SKUs that folded words can name, at most eight; `around` are the words that stand with them."""
        wanted = key(mention, self.spelling)
        near = self.names.get(wanted) or self.ends.get(wanted) or self._misspelt(wanted) or self._of_kind(wanted)
        return self._told_apart(near, around)[:_MOST]

    def _misspelt(self, mention: str) -> Skus:
        found = [skus for name, skus in self.names.items() if is_slip(mention, name)]
        return _once(sku for skus in found for sku in skus)

    def _of_kind(self, mention: str) -> Skus:
        kind = kind_of(mention)
        wider: list[str] = toml("kinds")["broader"].get(kind, []) if kind else []
        return self.kinds.get(kind or "", ()) or _once(sku for one in wider for sku in self.kinds.get(one, ()))

    def _told_apart(self, near: Skus, around: str) -> Skus:
        """Those whose names share the most words with what was said, or all."""
        if len(near) < 2:
            return near
        said = _name_words(around)
        shared = {sku: len(self.words[sku] & said) for sku in near}
        most = max(shared.values())
        return tuple(sku for sku in near if shared[sku] == most)


def catalogue(glossary: Glossary) -> Catalogue:
    return _catalogue(tuple((product.sku, (product.name, *product.aliases)) for product in glossary.products))


@lru_cache(maxsize=8)
def _catalogue(products: Listed) -> Catalogue:
    names, ends, kinds, words = (defaultdict[str, list[str]](list) for _ in range(4))
    for sku, called in products:
        for name in (fold(one).strip() for one in called if one.strip()):
            names[key(name)].append(sku)
            words[sku] += _name_words(name)
            for end in shortened(name):
                ends[key(end)].append(sku)
            for kind in kinds_of_name(name):
                kinds[kind].append(sku)
    known = [name for name in (*names, *ends, *_kind_words()) if not contains_chinese(name)]
    return Catalogue(
        names=_frozen(names),
        ends=_frozen(ends),
        kinds=_frozen(kinds),
        words={sku: frozenset(said) for sku, said in words.items()},
        spelling=Spelling((token for name in known for token in name.split()), {}),
    )


def _frozen(found: Mapping[str, list[str]]) -> dict[str, Skus]:
    return {name: _once(skus) for name, skus in found.items() if name}


def _once(skus: Iterable[str]) -> Skus:
    return tuple(dict.fromkeys(skus))


def contains_chinese(words: str) -> bool:
    return _HAN_RUN.search(words) is not None


def is_part(words: str) -> bool:
    """Whether the words as often name a part of other goods: the light of a kettle."""
    return words in toml("kinds")["parts"]


def kind_words(products: Iterable[str] = ()) -> Iterator[str]:
    """Every word for some kind of goods, folded; `products` are the names of what the shop sells."""
    sold = {kind for name in products for kind in kinds_of_name(name)}
    unsold = set(toml("kinds")["only_where_sold"]) - sold
    return (fold(word) for kind, words in toml("kinds")["kinds"].items() if kind not in unsold for word in words)


def key(words: str, spelling: Spelling | None = None) -> str:
    """Chinese without spaces, English by stems, slips mended: "Travel Mugs" is "travel mug"."""
    if contains_chinese(words):
        return "".join(words.split())
    return " ".join(map(stem if spelling is None else spelling.stem, TOKEN.findall(words)))


def _name_words(text: str) -> set[str]:
    chinese = [word for run in _HAN_RUN.findall(text) for word in segmenting.words(run)]
    return {word.removesuffix("色") for word in chinese if word not in _PLAIN} | set(map(stem, TOKEN.findall(text)))


def shortened(name: str) -> Iterator[str]:
    """The ends of a name that still name the thing (炸锅, "travel mug"), and what people make of it: 棉拖, 空炸."""
    runs = _HAN_RUN.findall(name)
    if not runs:
        tokens = [word for word in name.split() if word.isalpha()]
        yield from (" ".join(tokens[place:]) for place in range(1, len(tokens)) if len(tokens) - place > 1)
        return
    words = segmenting.words(runs[-1])
    for place in range(1, len(words)):
        end = "".join(words[place:])
        if len(end) >= _SHORTEST_MISSPELT or (len(end) >= _SHORTEST_END and kind_of(end)):
            yield end
    if len(words) == 2:
        candidates = ("".join(words)[:-1], "".join(word[0] for word in words))
        yield from (form for form in candidates if len(form) >= _SHORTEST_END and not segmenting.is_word(form))


def is_slip(words: str, name: str) -> bool:
    """Whether Chinese words are a name with one wrong character, and not the name of something else.

    In a short name only the last character may be wrong, for the others tell one thing from another (吸湿器, 加湿器);
    and words that are all in the dictionary say what they say.
    """
    if not (_SHORTEST_MISSPELT <= len(words) == len(name)) or not _HAN_RUN.fullmatch(words):
        return False
    wrong = [place for place, (a, b) in enumerate(zip(words, name, strict=True)) if a != b]
    if len(wrong) != 1 or words[wrong[0]] in toml("kinds")["heads"]:
        return False
    if len(name) == _SHORTEST_MISSPELT and wrong != [len(name) - 1]:
        return False
    return any(len(word) == 1 or not segmenting.is_word(word) for word in segmenting.words(words))


@cache
def _kind_words() -> dict[str, str]:
    return {key(fold(word)): kind for kind, words in toml("kinds")["kinds"].items() for word in words}


def kind_of(words: str) -> str | None:
    """The kind of goods that the words end with, by the longest ending."""
    known = _kind_words()
    if _HAN_RUN.search(words):
        plain = "".join(words.split())
        return next(
            (known[plain[at:]] for at in range(max(0, len(plain) - 6), len(plain)) if plain[at:] in known), None
        )
    stems = key(words).split()
    return next((known[end] for at in range(len(stems)) if (end := " ".join(stems[at:])) in known), None)


def kinds_of_name(name: str) -> list[str]:
    """The kinds that the parts of a product's name end with: "Travel Mug with Lid" is a mug."""
    parts = _NAME_PART.split(name)
    chinese = [part for part in parts if _HAN_RUN.search(part)]
    heads: Sequence[str] = _HAN_RUN.findall(" ".join(chinese)) if chinese else parts[:1]
    return [kind for head in heads if (kind := kind_of(key(head)))]
