"""One question looked up on the shelf: what each way of finding says of each passage, and why the best were found."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from assistant.case.diagnosis import Category, Cause
from assistant.case.knowledge import Language, Passage
from assistant.knowledge.embeddings import Vector
from assistant.knowledge.lexical import Scores
from assistant.knowledge.meaning import Vectors
from assistant.knowledge.ranking import Numbers, boost, boosted, log_odds, score, without_near_duplicates
from assistant.knowledge.reasons import Leg, Reason
from assistant.knowledge.shelf import Shelf
from assistant.knowledge.snapshot import Scope

BESIDE = 0.47
"""Once one passage is relevant, others are worth reading from this share of what the first needs."""


@dataclass(frozen=True)
class Looking:
    """`citable`: the numbers of the passages that the scope allows; the legs and scores are theirs, in that order."""

    shelf: Shelf
    text: str
    citable: Sequence[int]
    meaning: Numbers
    words: Numbers
    concepts: Numbers
    translated: Numbers
    asked: Numbers
    questions: Scores
    """How near each question comes that articles carry in the asked one's language."""
    language: Language
    boosts: Numbers
    scores: Numbers

    def best(self, relevant_from: float, limit: int) -> list[Passage]:
        """The most likely first, without near-duplicates; none where not even the first reaches `relevant_from`."""
        return without_near_duplicates(self._ranked(relevant_from), limit)

    def why(self, passage: Passage) -> Reason:
        at = next(at for at, number in enumerate(self.citable) if self.shelf.passages[number].id == passage.id)
        return Reason(
            meaning=_leg(self.meaning, at),
            words=_leg(self.words, at),
            concepts=_leg(self.concepts, at),
            translated=_leg(self.translated, at),
            asked=_leg(self.asked, at),
            asked_as=self.shelf.asked[self.language].nearest(self.questions, self.citable[at]),
            matched=self.shelf.matched(self.text, self.citable[at]),
            boosted=bool(self.boosts[at]),
        )

    def _ranked(self, relevant_from: float) -> Iterator[Passage]:
        order = np.argsort(-self.scores, kind="stable")
        for place, at in enumerate(order):
            if self.scores[at] < (relevant_from * BESIDE if place else relevant_from):
                return
            passage = self.shelf.passages[self.citable[at]]
            yield passage.model_copy(update={"score": round(float(self.scores[at]), 4)})


def look(
    shelf: Shelf,
    text: str,
    vector: Vector,
    unrelated: Vectors,
    scope: Scope,
    category: Category | None,
    causes: Sequence[Cause],
) -> Looking:
    """`vector` is the question's, `unrelated` those of questions that are about something else."""
    citable = np.flatnonzero(shelf.citable(scope))
    meaning, words = shelf.meaning(vector, scope.language, unrelated)[citable], shelf.words(text)[citable]
    concepts, translated = shelf.concepts(text)[citable], shelf.translated(text, scope.language)[citable]
    questions = shelf.asked[scope.language].agreements(text, vector, unrelated)
    asked = shelf.asked[scope.language].by_passage(questions, len(shelf.keys))[citable]
    boosts = np.zeros(len(citable), dtype=np.float32)
    if category is not None or causes:
        boosts[:] = [boost(shelf.passages[number], category, causes) for number in citable]
    scores = score(boosted(log_odds(meaning, words, concepts, translated, asked), boosts))
    return Looking(
        shelf=shelf,
        text=text,
        language=scope.language,
        citable=citable.tolist(),
        meaning=meaning,
        words=words,
        concepts=concepts,
        translated=translated,
        asked=asked,
        questions=questions,
        boosts=boosts,
        scores=scores,
    )


def _leg(agreements: Numbers, at: int) -> Leg:
    own = float(agreements[at])
    rank = int((agreements > own).sum()) + 1 if own > 0 else None
    return Leg(agreement=round(own, 4), rank=rank)
