"""How well a passage answers a question, as one number from 0 to 1, and which passages say the same.

The weights and the offset were chosen on the questions of evals/datasets, the law's held-back third left out; from 0.5
on a passage is taken to answer.
"""

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from assistant.case.diagnosis import Category, Cause
from assistant.case.knowledge import Passage
from assistant.knowledge.lexical import terms

MEANING, WORDS, CONCEPTS, TRANSLATED, ASKED = 16.0, 6.6, 6.0, 3.0, 12.0
"""What full agreement in each is worth, in log-odds. None takes away: a leg that matched nothing has no vote."""
UNLIKELY = 2.8
"""The log-odds against a passage that agrees in nothing."""
EVENLY = 0.4
"""Stretches the odds to scores that still differ at the top: among the questions of evals/datasets, the log-odds that
the best passage is right grow by so much with each unit (measured: 0.38). Half way, at 0.5, nothing changes."""
OF_THE_CAUSE, OF_THE_CATEGORY = 3.5, 0.5
"""A cause that the records show makes its articles relevant even to a mail that only says "where is it?"."""
SILENT = -3.0
"""The log-odds from which such a passage is lifted, however little a mail that says little agrees with it."""
SAME_FROM = 0.75
"""From this share of common terms and pairs of terms on, two passages say the same."""

_NUMBER = re.compile(r"\d+(?:\.\d+)?")
Numbers = NDArray[np.float32]
Shingles = tuple[frozenset[object], frozenset[str]]


def log_odds(meaning: Numbers, words: Numbers, concepts: Numbers, translated: Numbers, asked: Numbers) -> Numbers:
    agreed = MEANING * meaning + WORDS * words + CONCEPTS * concepts + TRANSLATED * translated + ASKED * asked
    return np.asarray(agreed - UNLIKELY, dtype=np.float32)


def boosted(odds: Numbers, boosts: Numbers) -> Numbers:
    return np.where(boosts > 0, np.maximum(odds, np.float32(SILENT)) + boosts, odds)


def boost(passage: Passage, category: Category | None, causes: Sequence[Cause]) -> float:
    if not set(passage.causes).isdisjoint(causes):
        return OF_THE_CAUSE
    return OF_THE_CATEGORY if category is not None and passage.category == category else 0.0


def score(odds: Numbers) -> Numbers:
    return np.asarray(1 / (1 + np.exp(-EVENLY * np.clip(odds, -70, 70))), dtype=np.float32)


def without_near_duplicates(ranked: Iterable[Passage], limit: int) -> list[Passage]:
    """The first `limit`, with only the best of those that say the same.

    Where numbers differ they do not: seven days for food and fifteen for clothes are two rules in the same words.
    """
    kept: list[tuple[Passage, Shingles]] = []
    for passage in ranked:
        if len(kept) == limit:
            break
        own = _shingles(passage.text)
        if not any(_say_the_same(own, other) for _, other in kept):
            kept.append((passage, own))
    return [passage for passage, _ in kept]


def _shingles(text: str) -> Shingles:
    """Terms, neighbouring pairs of them, and the numbers."""
    found = terms(text)
    return frozenset((*found, *pairwise(found))), frozenset(_NUMBER.findall(text))


def _say_the_same(first: Shingles, second: Shingles) -> bool:
    (words, numbers), (others, other_numbers) = first, second
    return numbers == other_numbers and len(words & others) >= SAME_FROM * len(words | others)
