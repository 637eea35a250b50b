"""A mail's words made comparable, and cut into sentences and clauses.

Folding keeps every character in its place, so that a span found in the folded text quotes the customer's own words.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal

from assistant.drafting.reading.data import toml

HAN = "\u3400-\u4dbf\u4e00-\u9fff"
_HAN_CHARACTER = re.compile(f"[{HAN}]")
_LETTER = re.compile(f"[A-Za-z{HAN}]")
_HAN_SHARE = 0.15
"""From this share of Chinese characters among the letters on, a text is Chinese: product names are often Latin."""
_SENTENCE_END = re.compile(r"[。!?\n~]+|\.{2,}|…+|\.(?![0-9a-z])")
_CLAUSE_END = re.compile(rf"[,;|()\[\]{{}}](?![0-9]{{3}}(?![0-9]))|--+|(?<=[{HAN}]) +(?=[{HAN}])")
_LONGEST_CLAUSE = 160
_MOST_CLAUSES = 1500


class _Folding(dict[int, int]):
    """Character by character: compatibility forms (NFKC), case, quotes and dashes, traditional to simplified."""

    def __missing__(self, code: int) -> int:
        folded = unicodedata.normalize("NFKC", chr(code)).lower()
        self[code] = ord(folded) if len(folded) == 1 else code
        return self[code]


class _Cleaning(dict[int, int | None]):
    """Drops what nobody sees: zero-width and other format characters, controls but line feed and tab."""

    def __missing__(self, code: int) -> int | None:
        hidden = unicodedata.category(chr(code)) in ("Cf", "Cc", "Cs") and chr(code) not in "\n\t"
        self[code] = None if hidden else code
        return self[code]


@cache
def _folding() -> _Folding:
    pairs: list[str] = toml("traditional")["pairs"]
    table = _Folding({ord(pair[0]): ord(pair[1]) for pair in pairs})
    table.update({ord(quote): ord("'") for quote in "‘’ʼ`´"})
    table.update({ord(dash): ord("-") for dash in "‐‑‒–—―−－﹣"})
    return table


_cleaning = _Cleaning()


def clean(text: str) -> str:
    """The text without hidden characters, which could otherwise cut a number or a word in two."""
    return text.translate(_cleaning)


def fold(text: str) -> str:
    """Lower case, ASCII digits and punctuation, simplified Chinese; of the same length as `text`."""
    return text.translate(_folding())


def language_of(words: str, subject: str) -> Literal["zh", "en"]:
    """By the share of Chinese characters among the letters of the new words, else of the subject."""
    text = words if _LETTER.search(words) else subject
    chinese = len(_HAN_CHARACTER.findall(text))
    return "zh" if chinese and chinese >= _HAN_SHARE * len(_LETTER.findall(text)) else "en"


@dataclass(frozen=True, slots=True)
class Clause:
    """A span of the text; clauses of one sentence share its number. `asked`: a question mark ends it."""

    start: int
    end: int
    sentence: int
    asked: bool


def clauses(folded: str, connectives: Sequence[str] = ()) -> list[Clause]:
    """The clauses in order, at most 1500 of at most 160 characters; `connectives` are where one ends unmarked."""
    found: list[Clause] = []
    joints = re.compile("|".join(connectives)) if connectives else None
    for number, (start, end, asked) in enumerate(_sentences(folded)):
        spans = list(_parts(folded, start, end, joints))
        found += [Clause(a, b, number, asked and b == spans[-1][1]) for a, b in spans]
        if len(found) >= _MOST_CLAUSES:
            break
    return found[:_MOST_CLAUSES]


def _sentences(folded: str) -> Iterator[tuple[int, int, bool]]:
    start = 0
    for mark in _SENTENCE_END.finditer(folded):
        if folded[start : mark.start()].strip():
            yield start, mark.start(), "?" in mark.group()
        start = mark.end()
    if folded[start:].strip():
        yield start, len(folded), False


def _parts(folded: str, start: int, end: int, joints: re.Pattern[str] | None) -> Iterator[tuple[int, int]]:
    cuts = [(mark.start(), mark.end()) for mark in _CLAUSE_END.finditer(folded, start, end)]
    if joints is not None:
        cuts += [(mark.start(), mark.start()) for mark in joints.finditer(folded, start, end)]
    for stop, following in [*sorted(cuts), (end, end)]:
        for piece in range(start, stop, _LONGEST_CLAUSE):
            if folded[piece : min(stop, piece + _LONGEST_CLAUSE)].strip():
                yield piece, min(stop, piece + _LONGEST_CLAUSE)
        start = max(start, following)
