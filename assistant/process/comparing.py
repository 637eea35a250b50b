"""Comparing words as people write them: full-width forms, case, spaces and punctuation do not count."""

import unicodedata

_SAME_WORDS = 0.5
"""Dice similarity of character bigrams from which two names mean the same thing."""


def plain(text: str) -> str:
    """Letters and digits only, NFKC, one case."""
    return "".join(c for c in unicodedata.normalize("NFKC", text).casefold() if c.isalnum())


def digits(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKC", text) if c.isdigit())


def similar(first: str, second: str) -> bool:
    """One contains the other, or their bigrams mostly agree."""
    first, second = plain(first), plain(second)
    if not first or not second:
        return False
    if len(min(first, second, key=len)) >= 2 and (first in second or second in first):
        return True
    return _dice(first, second) >= _SAME_WORDS


def _dice(first: str, second: str) -> float:
    pairs = [{text[i : i + 2] for i in range(len(text) - 1)} for text in (first, second)]
    total = len(pairs[0]) + len(pairs[1])
    return 2 * len(pairs[0] & pairs[1]) / total if total else 0.0
