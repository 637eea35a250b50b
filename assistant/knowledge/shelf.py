"""All passages side by side as arrays: which may be cited for a question, and how much each agrees with it.

A search looks at every passage: at 10,000 that takes 2 ms. Asking Chroma with the same conditions in its `where` took
200 ms (it tests them row by row), and its nearest 40 left the others without a vote.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from assistant.case.knowledge import Language, Passage
from assistant.knowledge.asked import Asked, Fitted, Fitting, apart, by_language, fitted, matrix
from assistant.knowledge.chunks import searchable
from assistant.knowledge.embeddings import Vector
from assistant.knowledge.glossary import general_vocabulary
from assistant.knowledge.lexical import Lexicon, Row, Scores, Vocabulary, says_something, terms
from assistant.knowledge.meaning import Vectors, agreements, floor
from assistant.knowledge.snapshot import Scope, Snapshot

Mask = NDArray[np.bool_]
Terms = tuple[Row, Row, Row]
"""Of one passage: its own terms, the shop's concepts that they stand for, and the general vocabulary's."""


class Shelf:
    """Passages by number. `vectors` may lack some: those are found by their words alone."""

    def __init__(
        self, snapshot: Snapshot, vectors: Mapping[str, Vectors], dimension: int, before: "Shelf | None" = None
    ) -> None:
        """What `before` knows of the same passages is taken over."""
        self.keys = list(snapshot.passages)
        self.passages = list(snapshot.passages.values())
        self.glossary = snapshot.glossary
        self._lay_out(snapshot)
        self._vectors = matrix(self.keys, vectors, dimension)
        self._known = np.array([key in vectors for key in self.keys], dtype=bool)
        self._of_questions = {key: vectors[key] for key in snapshot.questions if key in vectors}
        self._lacks_questions = len(self._of_questions) < len(snapshot.questions)
        self._floors: dict[Language, Vectors] = {}
        self._vocabulary = Vocabulary()
        self._counted = self._counts(before)
        counted = list(self._counted.values())
        self._words = Lexicon(self._vocabulary, [own for own, _, _ in counted])
        self._concepts = Lexicon(self._vocabulary, [concepts for _, concepts, _ in counted])
        self._general = Lexicon(self._vocabulary, [general for _, _, general in counted])
        self.asked = self._questions_asked(snapshot, before)
        """The questions that the articles carry, by their language."""

    @property
    def vectors(self) -> dict[str, Vectors]:
        """Of passages and questions, by key."""
        return {self.keys[number]: self._vectors[number] for number in np.flatnonzero(self._known)} | self._of_questions

    @property
    def lacks_vectors(self) -> bool:
        return self._lacks_questions or not bool(self._known.all())

    def citable(self, scope: Scope) -> Mask:
        """What `scope` allows, the newest version of each article, the other language only for want of this."""
        at_all = self._from <= scope.first.timestamp()
        at_all &= self._until > scope.last.timestamp()
        if scope.audience == "customer":
            at_all &= ~self._internal
        for number in self._restricted:
            passage = self.passages[number]
            at_all[number] &= _meant(passage.regions, scope.regions) and _meant(passage.products, scope.products)
        self._leave_only_the_newest(at_all)
        return self._in_one_language(at_all, scope.language)

    def meaning(self, question: Vector, language: Language, unrelated: Vectors) -> Scores:
        """Agreement with the question's vector; `unrelated` are vectors of questions in the same language."""
        if language not in self._floors:
            self._floors[language] = self._floors_under(unrelated)
        found = agreements(np.asarray(question, dtype=np.float32), self._vectors, self._floors[language])
        return np.where(self._known, found, np.float32(0))

    def words(self, text: str) -> Scores:
        return self._words.scores(terms(text))

    def concepts(self, text: str) -> Scores:
        return self._concepts.scores(apart(self.glossary.concepts_in(text)))

    def translated(self, text: str, language: Language) -> Scores:
        """General words that both stand for, in passages of the other language. Within one language they are left out:
        there, words and concepts say it better."""
        foreign = ~self._chinese if language == "zh" else self._chinese
        if not foreign.any():
            return np.zeros(len(self.keys), dtype=np.float32)
        scores = self._general.scores(_generally(general_vocabulary().concepts_in(text)))
        return np.where(foreign, scores, np.float32(0))

    def matched(self, text: str, number: int) -> tuple[str, ...]:
        """What of the question the passage also says, those that say most first: words that stand for a common concept
        as the question has them, then words that both have."""
        said = self.glossary.said_in(text)
        concepts = [said[name[1:]] for name in self._concepts.shared(apart(said), number)]
        words = [word for word in self._words.shared(terms(text), number) if len(word) > 1 and says_something(word)]
        return tuple(_without_parts(dict.fromkeys([*concepts, *words])))

    def _floors_under(self, unrelated: Vectors) -> Vectors:
        floors = np.zeros(len(self.keys), dtype=np.float32)
        for chinese in (self._chinese, ~self._chinese):
            floors[chinese] = floor(unrelated, self._vectors[chinese & self._known])
        return floors

    def _questions_asked(self, snapshot: Snapshot, before: "Shelf | None") -> dict[Language, Asked]:
        words, concepts, _ = zip(*self._counted.values(), strict=True) if self._counted else ((), (), ())
        fitting = Fitting(self._vectors, words, concepts, self.glossary, self._vocabulary)
        known = before if before is not None and before._vocabulary is self._vocabulary else None
        whole = known is not None and not known.lacks_vectors
        self._fitted: Fitted = fitted(snapshot, fitting, self._of_questions, known._fitted if known and whole else {})
        return by_language(snapshot, self._fitted, self._of_questions, fitting, known.asked if known else {})

    def _lay_out(self, snapshot: Snapshot) -> None:
        self._from = np.array([_seconds(passage, "valid_from", -np.inf) for passage in self.passages])
        self._until = np.array([_seconds(passage, "valid_until", np.inf) for passage in self.passages])
        self._internal = np.array([passage.audience == "internal" for passage in self.passages], dtype=bool)
        self._chinese = np.array([passage.language == "zh" for passage in self.passages], dtype=bool)
        self._restricted = [at for at, each in enumerate(self.passages) if each.regions or each.products]
        numbers = {article.id: number for number, article in enumerate(snapshot.articles)}
        counterparts = {article.id: numbers.get(article.counterpart or "", -1) for article in snapshot.articles}
        self._article = np.array([numbers[passage.article_id] for passage in self.passages], dtype=int)
        self._counterpart = np.array([counterparts[passage.article_id] for passage in self.passages], dtype=int)
        self._articles = len(snapshot.articles)
        self._versioned = _of_several_versions(self.passages)

    def _leave_only_the_newest(self, mask: Mask) -> None:
        """Two versions in force at once are a mistake that `kb check` reports: the one that began last counts."""
        for numbers in self._versioned:
            allowed = [number for number in numbers if mask[number]]
            newest = max(allowed, key=lambda number: self._from[number], default=None)
            for number in allowed:
                mask[number] = newest is not None and self.passages[number].version == self.passages[newest].version

    def _in_one_language(self, mask: Mask, language: Language) -> Mask:
        own = self._chinese if language == "zh" else ~self._chinese
        here = np.zeros(self._articles + 1, dtype=bool)  # the last stands for "no counterpart"
        here[self._article[mask & own]] = True
        here[-1] = False
        kept: Mask = mask & (own | ~here[self._counterpart])
        return kept

    def _counts(self, before: "Shelf | None") -> dict[str, Terms]:
        known: dict[str, Terms] = {}
        if before is not None and before.glossary.words == self.glossary.words:
            known, self._vocabulary = before._counted, before._vocabulary
        return {
            key: known[key] if key in known else self._count(passage)
            for key, passage in zip(self.keys, self.passages, strict=True)
        }

    def _count(self, passage: Passage) -> Terms:
        text = searchable(passage)
        return (
            self._vocabulary.row(terms(text)),
            self._vocabulary.row(apart(self.glossary.concepts_in(text))),
            self._vocabulary.row(_generally(general_vocabulary().concepts_in(text))),
        )


def _generally(concepts: Iterable[str]) -> list[str]:
    return [f"~{concept}" for concept in concepts]


def _without_parts(words: Iterable[str]) -> Iterator[str]:
    """温杯 says no more where 保温杯 has been said."""
    said: list[str] = []
    for word in words:
        if not any(word in other for other in said):
            said.append(word)
            yield word


def _seconds(passage: Passage, field: str, otherwise: float) -> float:
    moment = getattr(passage, field)
    return otherwise if moment is None else float(moment.timestamp())


def _of_several_versions(passages: Sequence[Passage]) -> list[list[int]]:
    """The numbers of each article's passages, where there is more than one version of it."""
    numbers: dict[str, list[int]] = {}
    for number, passage in enumerate(passages):
        numbers.setdefault(passage.article_id, []).append(number)
    return [each for each in numbers.values() if len({passages[number].version for number in each}) > 1]


def _meant(labels: Iterable[str], given: Iterable[str]) -> bool:
    labels = set(labels)
    return not labels or not labels.isdisjoint(given)
