"""How well a passage answers a question, as one number from 0 to 1."""

from collections.abc import Iterable, Sequence

from assistant.case.diagnosis import Category, Cause
from assistant.case.knowledge import Passage
from assistant.knowledge.lexical import terms

WORDS_WEIGHT = 0.25
"""What full agreement in words is worth. Words only ever add: a leg that matched nothing has no vote."""
CAUSE_BOOST, CATEGORY_BOOST = 0.25, 0.05
"""A cause that the records show makes its articles relevant even to a mail that only says "where is it?"."""
SAME_FROM = 0.8
"""From this share of common terms on, two passages say the same."""


def relevance(meaning: float, words: float) -> float:
    """Agreement in `meaning`, lifted by the share of common `words`; both 0 to 1."""
    return _either(meaning, WORDS_WEIGHT * words)


def boosted(score: float, passage: Passage, category: Category | None, causes: Sequence[Cause]) -> float:
    if not set(passage.causes).isdisjoint(causes):
        return _either(score, CAUSE_BOOST)
    if category is not None and passage.category == category:
        return _either(score, CATEGORY_BOOST)
    return score


def without_near_duplicates(ranked: Iterable[Passage]) -> list[Passage]:
    """The best of those that say the same."""
    kept: list[tuple[Passage, frozenset[str]]] = []
    for passage in ranked:
        words = frozenset(terms(passage.text))
        if not any(_overlap(words, other) >= SAME_FROM for _, other in kept):
            kept.append((passage, words))
    return [passage for passage, _ in kept]


def _either(first: float, second: float) -> float:
    return 1 - (1 - first) * (1 - second)


def _overlap(first: frozenset[str], second: frozenset[str]) -> float:
    return len(first & second) / max(1, len(first | second))
