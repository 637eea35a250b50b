"""The words that a question and a passage share, by BM25 (Robertson and Zaragoza, 2009).

The vectors find meanings; this finds the terms that a model smooths over, such as 运费险 or the name of a product.
"""

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from assistant.segmenting import words
from assistant.stemming import stem

_RUNS = re.compile(r"(?P<han>[\u3400-\u9fff]+)|(?P<word>[^\W_\u3400-\u9fff]+)")
_SATURATION = 1.2
_LENGTH_WEIGHT = 0.6


Scores = NDArray[np.float32]
Row = tuple[NDArray[np.int32], Scores]
"""Numbers, and how often each occurs."""
_NONE = np.zeros(0, dtype=np.int32)


def terms(text: str) -> list[str]:
    """Lower-case terms. Chinese has no spaces: each character, each pair of neighbours and each longer word is a term.

    Single characters matter, for customers write 退, 赔 and 拆 where articles write 退货, 赔偿 and 拆封: on the
    Chinese questions of evals/datasets they brought BM25 alone from 0.33 to 0.49 (law) and from 0.66 to 0.77 (shop)
    within the first three. Words of two characters are pairs already.
    """
    found: list[str] = []
    for run in _RUNS.finditer(unicodedata.normalize("NFKC", text).casefold()):
        found += [stem(run["word"])] if run["word"] else _of_chinese(run["han"])
    return found


def _of_chinese(run: str) -> Iterator[str]:
    yield from run
    yield from (run[at : at + 2] for at in range(len(run) - 1))
    yield from (word for word in words(run) if len(word) > 2)


def says_something(word: str) -> bool:
    """Whether a term, as `terms` gives it, is none of those that hold a sentence together (`function_words.txt`)."""
    return word not in _function_words()


@cache
def _function_words() -> frozenset[str]:
    return frozenset(map(stem, Path(__file__).with_name("function_words.txt").read_text("utf-8").split()))


class Vocabulary:
    """Numbers for terms, given out as they come; a text's counts become two short arrays."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}

    def row(self, found: Iterable[str]) -> Row:
        counts = Counter(self._numbers.setdefault(term, len(self._numbers)) for term in found)
        return np.array(list(counts), dtype=np.int32), np.array(list(counts.values()), dtype=np.float32)

    def number(self, term: str) -> int | None:
        return self._numbers.get(term)


class Lexicon:
    """Texts by their number, each given as its row of the vocabulary."""

    def __init__(self, vocabulary: Vocabulary, rows: Sequence[Row]) -> None:
        self._vocabulary = vocabulary
        self._size = len(rows)
        lengths = self._lay_out(rows)
        self._padding = 1 - _LENGTH_WEIGHT + _LENGTH_WEIGHT * lengths / max(1.0, float(lengths.mean() if rows else 1))

    def scores(self, asked: Iterable[str]) -> Scores:
        """For each text 0 to 1: the share of the question's weight that its terms cover.

        A term counts the more the oftener it stands in a text for the text's length: once in a text of mean length is
        0.45. Words that stand nowhere weigh most: a question that shares only `the` with a passage has not found it.
        """
        totals, best = np.zeros(self._size, dtype=np.float32), 0.0
        for term in set(asked):
            holders, times = self._postings(term)
            weight = self._weight(len(holders))
            best += weight
            totals[holders] += weight * times / (times + np.float32(_SATURATION) * self._padding[holders])
        return totals / np.float32(best) if best else totals

    def shared(self, asked: Iterable[str], number: int) -> list[str]:
        """The terms of a question that a text has, the rarest first."""
        holders = {term: self._postings(term)[0] for term in dict.fromkeys(asked)}
        have = [term for term, numbers in holders.items() if number in numbers]
        return sorted(have, key=lambda term: len(holders[term]))

    def _lay_out(self, rows: Sequence[Row]) -> Scores:
        """All rows one after the other, sorted by term: `_terms[n]` begins at `_starts[n]`. Gives each text's length.

        Term, text and count are sorted as one number (23, 24 and 16 bits): a third of the time that sorting by term
        and putting the others into its order takes.
        """
        sizes = [len(numbers) for numbers, _ in rows]
        holders = np.repeat(np.arange(len(rows), dtype=np.int64), sizes)
        terms_of = np.concatenate([_NONE, *(numbers for numbers, _ in rows)]).astype(np.int64)
        times = np.concatenate([_NONE, *(times for _, times in rows)]).astype(np.int64)
        packed = np.sort(terms_of << 40 | holders << 16 | np.minimum(times, 0xFFFF))
        self._holders = (packed >> 16 & 0xFFFFFF).astype(np.int32)
        self._times = (packed & 0xFFFF).astype(np.float32)
        packed >>= 40
        begins = np.flatnonzero(np.diff(packed, prepend=-1))
        self._terms, self._starts = packed[begins], np.append(begins, len(packed))
        return np.bincount(holders, weights=times, minlength=len(rows)).astype(np.float32)

    def _postings(self, term: str) -> Row:
        """The texts that have the term, and how often each does."""
        number = self._vocabulary.number(term)
        at = 0 if number is None else int(self._terms.searchsorted(number))
        if number is None or at == len(self._terms) or self._terms[at] != number:
            return self._holders[:0], self._times[:0]
        part = slice(self._starts[at], self._starts[at + 1])
        return self._holders[part], self._times[part]

    def _weight(self, holders: int) -> float:
        return math.log(1 + (self._size - holders + 0.5) / (holders + 0.5))
