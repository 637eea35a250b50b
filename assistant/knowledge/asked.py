"""The questions that articles carry, side by side as arrays: how near each comes to the one that is asked.

A question stands for one passage, the one of its article that fits it best: where an article has sections about the
time, the freight and the money of a return, "who pays the postage?" is no reason to cite the other two.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np

from assistant.case.knowledge import Language
from assistant.knowledge.embeddings import Vector
from assistant.knowledge.glossary import Glossary
from assistant.knowledge.lexical import Lexicon, Row, Scores, Vocabulary, terms
from assistant.knowledge.meaning import Vectors, agreements, floor_among
from assistant.knowledge.questions import KnownQuestion
from assistant.knowledge.ranking import CONCEPTS, MEANING, WORDS
from assistant.knowledge.snapshot import Snapshot

ALIKE_FROM = 0.15
"""Questions that agree less in meaning are about something else, whatever words they share."""
OF_WORDS = 0.25
"""What full agreement in words adds to one in meaning."""
USUAL_FLOOR = 0.85
"""Where the vectors of texts about different things come to lie: only differences count here."""


class Asked:
    """Questions of one language. One whose vector lacks is known by its words alone."""

    def __init__(
        self,
        questions: Sequence[KnownQuestion],
        passages: Sequence[int],
        vectors: Mapping[str, Vectors],
        dimension: int,
        vocabulary: Vocabulary,
        before: "Asked | None" = None,
    ) -> None:
        """`passages` are the numbers of those that the questions stand for. `before` is of the same vocabulary: of the
        same questions all is taken over, else what was counted."""
        self._keys = [question.key for question in questions]
        self._texts = [question.text for question in questions]
        self._passage = np.array(passages, dtype=np.int64)
        self._order = np.argsort(self._passage, kind="stable")
        self._holders, self._starts = np.unique(self._passage[self._order], return_index=True)
        self._known = np.array([key in vectors for key in self._keys], dtype=bool)
        self._counted: dict[str, Row] = before._counted if before is not None else {}
        self._floor: float | None = None
        self._vectors: Vectors
        self._words: Lexicon
        if before is not None and before._keys == self._keys and np.array_equal(before._known, self._known):
            self._vectors, self._words, self._floor = before._vectors, before._words, before._floor
            return
        self._vectors = matrix(self._keys, vectors, dimension)
        self._counted = {text: self._row(text, vocabulary) for text in self._texts}
        self._words = Lexicon(vocabulary, [self._counted[text] for text in self._texts])

    def _row(self, text: str, vocabulary: Vocabulary) -> Row:
        known = self._counted.get(text)
        return known if known is not None else vocabulary.row(terms(text))

    def agreements(self, text: str, vector: Vector, unrelated: Vectors) -> Scores:
        """For each question 0 to about 1; `unrelated` are vectors of others in its language, about something else."""
        if self._floor is None:
            self._floor = floor_among(unrelated, self._vectors[self._known])
        near = agreements(np.asarray(vector, dtype=np.float32), self._vectors, np.float32(self._floor))
        meaning = np.where(self._known, near, np.float32(ALIKE_FROM))
        alike = meaning - ALIKE_FROM + OF_WORDS * self._words.scores(terms(text))
        return np.where(meaning >= ALIKE_FROM, alike, 0).astype(np.float32)

    def by_passage(self, found: Scores, passages: int) -> Scores:
        """Of so many passages, what the best of each one's questions agrees; `found` are `agreements`."""
        best = np.zeros(passages, dtype=np.float32)
        if len(found):
            best[self._holders] = np.maximum.reduceat(found[self._order], self._starts)
        return best

    def nearest(self, found: Scores, passage: int) -> str:
        """The question by which the passage was found; empty where none of its own is alike."""
        at = max(np.flatnonzero(self._passage == passage), key=lambda number: found[number], default=None)
        return self._texts[at] if at is not None and found[at] > 0 else ""


class Fitting(NamedTuple):
    """What tells which of its article's passages a question fits: of the passages in order, their vectors and terms."""

    vectors: Vectors
    words: Sequence[Row]
    concepts: Sequence[Row]
    glossary: Glossary
    vocabulary: Vocabulary

    def best(
        self, numbers: Sequence[int], questions: Sequence[KnownQuestion], vectors: Mapping[str, Vectors]
    ) -> Iterator[int]:
        """For each question the place of its passage in `numbers`, which are those of one version of its article.

        Words and concepts count as rare among these passages alone: what stands in all of them tells nothing.
        """
        words, concepts = self._lexicon(self.words, numbers), self._lexicon(self.concepts, numbers)
        for question in questions:
            agreed = WORDS * words.scores(terms(question.text))
            agreed += CONCEPTS * concepts.scores(apart(self.glossary.concepts_in(question.text)))
            if question.key in vectors:
                own = self.vectors[list(numbers)]
                agreed += MEANING * agreements(vectors[question.key], own, np.float32(USUAL_FLOOR))
            yield int(np.argmax(agreed))

    def _lexicon(self, rows: Sequence[Row], numbers: Sequence[int]) -> Lexicon:
        return Lexicon(self.vocabulary, [rows[number] for number in numbers])


Fitted = Mapping[tuple[str, str], tuple[tuple[KnownQuestion, ...], tuple[int, ...]]]
"""Of each version of an article its questions, and for each of them which of the version's passages it fits best."""


def fitted(snapshot: Snapshot, fitting: Fitting, vectors: Mapping[str, Vectors], before: Fitted) -> Fitted:
    """`vectors` are the questions' by key. Of `before` is taken over what has the same questions."""
    numbers = _numbers(snapshot)
    found: dict[tuple[str, str], tuple[tuple[KnownQuestion, ...], tuple[int, ...]]] = {}
    for version, questions in snapshot.asked.items():
        own = numbers.get(version, [])
        if version in before and before[version][0] == questions:
            found[version] = before[version]
        elif len(own) == 1:
            found[version] = (questions, (0,) * len(questions))
        elif own:
            found[version] = (questions, tuple(fitting.best(own, questions, vectors)))
    return found


def by_language(
    snapshot: Snapshot,
    found: Fitted,
    vectors: Mapping[str, Vectors],
    fitting: Fitting,
    before: Mapping[Language, Asked],
) -> dict[Language, Asked]:
    """All questions of the snapshot; `vectors` are theirs by key."""
    numbers = _numbers(snapshot)
    standing: dict[Language, tuple[list[KnownQuestion], list[int]]] = {"zh": ([], []), "en": ([], [])}
    for version, (questions, places) in found.items():
        for question, place in zip(questions, places, strict=True):
            own, passages = standing[question.language]
            own.append(question)
            passages.append(numbers[version][place])
    return {
        language: Asked(own, passages, vectors, fitting.vectors.shape[1], fitting.vocabulary, before.get(language))
        for language, (own, passages) in standing.items()
    }


def _numbers(snapshot: Snapshot) -> Mapping[tuple[str, str], Sequence[int]]:
    """Of each version of an article the numbers of its passages."""
    begins = 0
    numbers: dict[tuple[str, str], Sequence[int]] = {}
    for version, passages in snapshot.cut.items():
        numbers[version] = range(begins, begins := begins + len(passages))
    return numbers


def apart(concepts: Iterable[str]) -> list[str]:
    """Concepts share the vocabulary with terms, under names that no term has."""
    return [f"={concept}" for concept in concepts]


def matrix(keys: Sequence[str], vectors: Mapping[str, Vectors], dimension: int) -> Vectors:
    """A row for each key, of zeros where there is no vector."""
    rows = np.zeros((len(keys), dimension), dtype=np.float32)
    for number, key in enumerate(keys):
        if key in vectors:
            rows[number] = vectors[key]
    return rows
