"""What a list of found articles is worth."""

import math
from collections.abc import Sequence

from pydantic import BaseModel


class Outcome(BaseModel):
    """One question: the articles found, best first, each once, and those that would have been right."""

    text: str
    found: tuple[str, ...]
    answers: tuple[str, ...]

    @property
    def rank(self) -> int | None:
        """Of the first right article, from 1."""
        return next((rank for rank, name in enumerate(self.found, start=1) if name in self.answers), None)


class Figures(BaseModel):
    """`nothing_precision`: of the questions for which nothing was found, those that have no answer;
    `nothing_recall`: of those that have none, the ones for which nothing was found. Null: there was none to count."""

    answerable: int
    unanswerable: int
    recall_1: float
    recall_3: float
    ndcg_10: float
    nothing_precision: float | None
    nothing_recall: float | None


def figures(outcomes: Sequence[Outcome]) -> Figures:
    answerable = [outcome for outcome in outcomes if outcome.answers]
    unanswerable = [outcome for outcome in outcomes if not outcome.answers]
    silent = [outcome for outcome in outcomes if not outcome.found]
    rightly = sum(not outcome.answers for outcome in silent)
    return Figures(
        answerable=len(answerable),
        unanswerable=len(unanswerable),
        recall_1=_mean([_within(outcome, 1) for outcome in answerable]),
        recall_3=_mean([_within(outcome, 3) for outcome in answerable]),
        ndcg_10=_mean([ndcg(outcome, 10) for outcome in answerable]),
        nothing_precision=rightly / len(silent) if silent else None,
        nothing_recall=rightly / len(unanswerable) if unanswerable else None,
    )


def ndcg(outcome: Outcome, depth: int) -> float:
    """Normalised discounted cumulative gain with each right article worth 1 (Järvelin and Kekäläinen, 2002)."""
    gains = [name in outcome.answers for name in outcome.found[:depth]]
    best = [True] * min(depth, len(outcome.answers))
    return _discounted(gains) / _discounted(best)


def _discounted(gains: Sequence[bool]) -> float:
    return sum(gain / math.log2(rank + 1) for rank, gain in enumerate(gains, start=1))


def _within(outcome: Outcome, depth: int) -> float:
    return float(outcome.rank is not None and outcome.rank <= depth)


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else 0.0
