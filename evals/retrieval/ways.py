"""The ways of searching that are compared: as the drafter does, that without the questions which articles carry, by
vectors of the passages alone, by BM25 over them alone."""

from collections.abc import Callable, Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from assistant.case.knowledge import Language, Passage
from assistant.knowledge.chunks import searchable
from assistant.knowledge.embeddings import Embedder
from assistant.knowledge.labels import products_among, regions_among
from assistant.knowledge.meaning import Vectors
from assistant.knowledge.shelf import Shelf
from assistant.knowledge.snapshot import Scope
from evals.retrieval.corpus import Searched
from evals.retrieval.dataset import Question
from evals.retrieval.metrics import Outcome

DEPTH = 40
Way = Callable[[Question], Sequence[Passage]]


def ways(corpus: Searched, bare: Searched, embedder: Embedder, language: Language) -> dict[str, tuple[Searched, Way]]:
    """Each with the corpus that it searches; `bare` is the one whose articles carry no questions."""
    dense, words = _alone(bare, embedder, language)
    return {
        "hybrid": (corpus, _hybrid(corpus, language)),
        "without questions": (bare, _hybrid(bare, language)),
        "dense alone": (bare, dense),
        "BM25 alone": (bare, words),
    }


def _hybrid(corpus: Searched, language: Language) -> Way:
    def search(question: Question) -> Sequence[Passage]:
        regions = [question.region] if question.region else []
        return corpus.knowledge.search(
            question.text,
            language=language,
            at=[question.at],
            regions=regions,
            products=question.products,
            audience=question.audience,
            limit=DEPTH,
        )

    return search


def _alone(corpus: Searched, embedder: Embedder, language: Language) -> tuple[Way, Way]:
    shelf = _shelf(corpus, embedder)
    vectors = np.stack([shelf.vectors[key] for key in shelf.keys])

    def dense(question: Question) -> Sequence[Passage]:
        return ranked(question, vectors @ np.asarray(embedder.query(question.text), dtype=np.float32), -1)

    def words(question: Question) -> Sequence[Passage]:
        return ranked(question, shelf.words(question.text), 0)

    def ranked(question: Question, scores: Vectors, above: float) -> Sequence[Passage]:
        allowed: NDArray[np.bool_] = shelf.citable(_scope(corpus, question, language)) & (scores > above)
        best = sorted(np.flatnonzero(allowed), key=lambda number: -scores[number])
        return [shelf.passages[number] for number in best]

    return dense, words


def _shelf(corpus: Searched, embedder: Embedder) -> Shelf:
    passages = corpus.snapshot.passages
    made = embedder.passages([searchable(passage) for passage in passages.values()])
    vectors = {key: np.asarray(vector, dtype=np.float32) for key, vector in zip(passages, made, strict=True)}
    return Shelf(corpus.snapshot, vectors, embedder.dimension)


def outcome(corpus: Searched, question: Question, found: Iterable[Passage]) -> Outcome:
    """Articles, best first, each once. Both languages of one article have one name: citable is only one of them."""
    names = dict.fromkeys(corpus.name_of(passage) for passage in found)
    return Outcome(text=question.text, found=tuple(names), answers=question.answers)


def _scope(corpus: Searched, question: Question, language: Language) -> Scope:
    return Scope(
        first=question.at,
        last=question.at,
        regions=regions_among(corpus.snapshot.regions, [question.region] if question.region else []),
        products=products_among(
            corpus.snapshot.products, [question.text, *question.products], corpus.snapshot.glossary
        ),
        audience=question.audience,
        language=language,
    )
