"""Comparing English words: tokens, light stems, and the nearest known word for a misspelt one."""

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache

TOKEN = re.compile(r"'d\b|[a-z0-9&+]+(?:['-][a-z0-9]+)*|%")
_SUFFIXES = ("ing", "ied", "ies", "ed", "es", "s")
_SHORTEST_MISSPELT = 5


@lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    """A light stem: receive, receives, received and receiving have the same one. It need not be a word."""
    word = word.removesuffix("'s").replace("-", "")
    if len(word) <= 3 or word.endswith("ss"):
        return _base(word)
    for suffix in _SUFFIXES:
        if word.endswith(suffix) and len(word) - len(suffix) >= 3 - (suffix[0] == "i"):
            return _base(word.removesuffix(suffix) + ("y" if suffix in ("ied", "ies") else ""))
    return _base(word)


def _base(word: str) -> str:
    if len(word) <= 3:
        return word
    word = word.removesuffix("e")
    if len(word) > 3 and word[-1] == word[-2] and word[-1] not in "aeiou":
        word = word[:-1]
    return word[:-1] + "i" if word.endswith("y") and len(word) > 3 else word


class Spelling:
    """Known words by all forms that lack one letter, so that a misspelt word finds its neighbour at once."""

    def __init__(self, words: Iterable[str], irregular: Mapping[str, str]) -> None:
        self._irregular = {form: stem(base) for form, base in irregular.items()}
        self._known = {stem(word) for word in words}
        self._shortened: dict[str, str] = {}
        for word in sorted(self._known):
            for form in _one_letter_less(word):
                self._shortened.setdefault(form, word)

    def knows(self, word: str) -> bool:
        return word in self._irregular or stem(word) in self._known

    def stem(self, word: str) -> str:
        """The word's stem, or that of the known word it differs from by one slip."""
        if word in self._irregular:
            return self._irregular[word]
        plain = stem(word)
        return plain if plain in self._known or len(word) < _SHORTEST_MISSPELT else self._neighbour(plain)

    def _neighbour(self, word: str) -> str:
        for form in _one_letter_less(word):
            candidate = self._shortened.get(form)
            if candidate and candidate != word and _one_slip(word, candidate):
                return candidate
        return word


def _one_letter_less(word: str) -> list[str]:
    """The word and each form of it without one letter; none for short words, which have too many neighbours."""
    if not _SHORTEST_MISSPELT - 1 <= len(word) <= 14 or not word.isalpha():
        return []
    return [word, *(word[:place] + word[place + 1 :] for place in range(len(word)))]


def _one_slip(word: str, known: str) -> bool:
    """A letter left out, doubled or put in, or two swapped; a replaced letter only in long words, vowel for vowel
    (i and y in any).

    Anything wider takes one real word for another (shirt and short, border and order).
    """
    if sorted(word) == sorted(known):
        return sum(a != b for a, b in zip(word, known, strict=True)) == 2
    if len(word) == len(known):
        changed = [(a, b) for a, b in zip(word, known, strict=True) if a != b]
        if len(changed) != 1:
            return False
        return set(changed[0]) == {"i", "y"} or (len(word) >= 6 and set(changed[0]) <= set("aeiou"))
    longer, shorter = sorted((word, known), key=len, reverse=True)
    return (
        word[0] == known[0]
        and len(shorter) >= _SHORTEST_MISSPELT
        and any(longer[:place] + longer[place + 1 :] == shorter for place in range(1, len(longer)))
    )
