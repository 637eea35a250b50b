"""Colours and sizes in a letter: one that no source has is none of the case's goods.

The same colour is known by its names in both languages, and a shade also by its hue. Sizes are S to XXXL and their
Chinese words; what carries a number (500ml, 1.5米床) is a number, which `grounding` looks up.
"""

import re
from collections.abc import Iterable, Iterator
from functools import cache
from typing import NamedTuple

from assistant.drafting.wording import wordlist


class Colour(NamedTuple):
    """`name` is the first of its names. A hue is its own `hue`."""

    name: str
    hue: str


_NO_COLOUR = r"(?!色?(?:名单|通道|预警|地带|星期[五5]|银行|人|领|户))"
_AFTER_HUE = r"(?=的(?![话确])|款)"
"""蓝的 and 蓝款, where 色 is left out."""
_IN_PASSING = re.compile(r"(?<![明空坦现资押定奖佣基退])(?P<hue>[红粉橙橘黄绿蓝紫黑白米灰棕金银])(?![天尘包额粉钱])")
"""How customers and records may say a hue: 我点的蓝的, 黑/L."""

_SIZE = re.compile(r"(?<![A-Za-z0-9.&])(?:XXS|XS|S|M|L|X{1,3}L|[2-5]XL)(?![A-Za-z0-9&'’]|\.\s?[A-Z])")
_SIZE_WORDS = {
    "S": r"小[号码]|\bsmall\b", "M": r"中[号码]|\bmedium\b", "L": r"(?<!加)(?<!特)大[号码]|\blarge\b",
    "XL": r"加大[号码]?|\b(?:extra|x)[- ]large\b", "XXL": r"特大[号码]|\bextra extra large\b",
}  # fmt: skip


@cache
def _colours() -> dict[str, Colour]:
    """Every name and its colour."""
    names: dict[str, Colour] = {}
    for entry in wordlist("colours")["hue"]:
        hue = entry["zh"][0]
        names.update({f"{name}色": Colour(hue, hue) for name in entry["zh"]})
        names.update({name: Colour(hue, hue) for name in entry["en"]})
        for shade in entry["shades"]:
            names.update({name: Colour(shade[0], hue) for name in shade})
    return names


@cache
def _named() -> re.Pattern[str]:
    """Longest first, English ones in small letters: Mrs Brown and Black Friday have no colour."""
    names = sorted(_colours(), key=len, reverse=True)
    english = "|".join(re.escape(name).replace(r"\ ", r"[\s-]") for name in names if name.isascii())
    chinese = "|".join(name for name in names if not name.isascii())
    hues = "".join(hue for hue in {colour.hue for colour in _colours().values()} if len(hue) == 1)
    return re.compile(
        rf"(?<![A-Za-z])(?:{english})(?![A-Za-z])|(?:{chinese}){_NO_COLOUR}|(?<![明空坦现]) ?[{hues}]{_AFTER_HUE}"
    )


def colours(text: str) -> Iterator[tuple[str, Colour]]:
    """The words and the colour that they name."""
    for match in _named().finditer(text):
        word = match.group().strip()
        known = _colours().get(re.sub(r"[\s-]", " ", word)) or _colours().get(word) or _colours().get(f"{word}色")
        if known is not None:
            yield word, known


def foreign_colours(sentence: str, known: Iterable[str]) -> Iterator[str]:
    """Colours of the sentence that no text of `known` has."""
    said = list(colours(sentence))
    if not said:
        return
    text = " ".join(known)
    found = {colour for _, colour in colours(text.casefold())}
    names = {colour.name for colour in found}
    hues = {colour.hue for colour in found} | {match.group("hue") for match in _IN_PASSING.finditer(text)}
    for word, colour in said:
        if colour.name not in names and not (colour.name == colour.hue and colour.hue in hues):
            yield word


def foreign_sizes(sentence: str, known: Iterable[str]) -> Iterator[str]:
    """Sizes of the sentence that no text of `known` has, in whichever words and case."""
    said = [(match.group(), _size(match.group())) for match in _SIZE.finditer(sentence)]
    if not said:
        return
    text = " ".join(known)
    found = {_size(match.group()) for match in _SIZE.finditer(text.upper())}
    found |= {size for size, words in _SIZE_WORDS.items() if re.search(words, text, re.IGNORECASE)}
    yield from (word for word, size in said if size not in found)


def _size(word: str) -> str:
    """2XL is XXL."""
    return "X" * int(word[0]) + "L" if word[0].isdigit() else word
