"""Chinese words in a text, cut by rjieba: the only module that uses it, and loads it when first asked."""

from functools import cache
from typing import Any

_NEGATIONS = "没不未别"


@cache
def _segmenter() -> Any:
    import rjieba

    return rjieba


def words(text: str) -> list[str]:
    """The words of a text in order; together they are the text. Latin words and digits stay whole."""
    segmented: list[str] = _segmenter().cut(text, False)  # no guessed words: 灯坏 is none
    return segmented


def boundaries(text: str) -> set[int]:
    """The places where a word begins or ends; also after a negation and before 给: 没|收到, 补寄|给我."""
    found, place = {0}, 0
    for word in words(text):
        if word[0] in _NEGATIONS:
            found.add(place + 1)
        place += len(word)
        found.update((place, place - 1) if word[-1] == "给" else (place,))
    return found


def is_word(text: str) -> bool:
    """Whether the dictionary knows it: a misspelt name is no word of its own."""
    return bool(_segmenter().has_word(text))
