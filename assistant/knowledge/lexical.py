"""The words that a question and a passage share: BM25 over character pairs for Chinese and words for the rest.

The vectors find meanings; this finds the terms that a model smooths over, such as 运费险 or the name of a product.
"""

import math
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Mapping

_RUNS = re.compile(r"(?P<han>[\u3400-\u9fff]+)|(?P<word>[^\W_]+)")
_SATURATION = 1.2
_LENGTH_WEIGHT = 0.75


def terms(text: str) -> list[str]:
    """Lower-case terms in order. Chinese has no spaces, so each pair of neighbouring characters is a term."""
    found: list[str] = []
    for run in _RUNS.finditer(unicodedata.normalize("NFKC", text).casefold()):
        if run["word"]:
            found.append(_stem(run["word"]))
        elif len(run["han"]) == 1:
            found.append(run["han"])
        else:
            found += [run["han"][at : at + 2] for at in range(len(run["han"]) - 1)]
    return found


def _stem(word: str) -> str:
    """Without a plural s: enough for `returns` to find `return`."""
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word


class Lexicon:
    """`texts` maps keys to what can be found under them."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        counts = {key: Counter(terms(text)) for key, text in texts.items()}
        self._lengths = {key: count.total() for key, count in counts.items()}
        self._mean = sum(self._lengths.values()) / max(1, len(counts))
        self._postings: dict[str, dict[str, int]] = {}
        for key, count in counts.items():
            for term, times in count.items():
                self._postings.setdefault(term, {})[key] = times

    def scores(self, text: str) -> dict[str, float]:
        """For each key that shares a term: 0 to 1, the share of the question's weight that it covers.

        A term that a text of mean length has once counts in full. Words that stand nowhere weigh most: a question that
        shares only `the` with a passage has not found it.
        """
        asked = set(terms(text))
        best = sum(self._weight(term) for term in asked)
        totals: dict[str, float] = defaultdict(float)
        for term in asked:
            for key, times in self._postings.get(term, {}).items():
                totals[key] += self._weight(term) * self._share(key, times)
        return {key: min(1.0, total / best) for key, total in totals.items()}

    def _weight(self, term: str) -> float:
        holders = len(self._postings.get(term, ()))
        return math.log(1 + (len(self._lengths) - holders + 0.5) / (holders + 0.5))

    def _share(self, key: str, times: int) -> float:
        length = 1 - _LENGTH_WEIGHT + _LENGTH_WEIGHT * self._lengths[key] / self._mean
        return times * (1 + _SATURATION) / (times + _SATURATION * length)
