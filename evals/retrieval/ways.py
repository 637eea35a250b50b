"""The ways of searching that are compared: as the drafter does, by vectors alone, by BM25 alone."""

from collections.abc import Callable, Iterable, Sequence

import numpy as np

from assistant.case.knowledge import Language, Passage
from assistant.knowledge.chunks import searchable
from assistant.knowledge.embeddings import Embedder
from assistant.knowledge.labels import products_among, regions_among
from assistant.knowledge.lexical import Lexicon
from assistant.knowledge.snapshot import Scope
from evals.retrieval.corpus import Searched
from evals.retrieval.dataset import Question
from evals.retrieval.metrics import Outcome

DEPTH = 40
Way = Callable[[Question], Sequence[Passage]]


def ways(corpus: Searched, embedder: Embedder, language: Language) -> dict[str, Way]:
    passages = dict(corpus.snapshot.passages)
    texts = {key: searchable(passage) for key, passage in passages.items()}
    vectors = np.asarray(embedder.passages(list(texts.values())))
    order, lexicon = list(texts), Lexicon(texts)

    def hybrid(question: Question) -> Sequence[Passage]:
        regions = [question.region] if question.region else []
        return corpus.knowledge.search(
            question.text, language=language, at=[question.at], regions=regions, audience=question.audience, limit=DEPTH
        )

    def dense(question: Question) -> Sequence[Passage]:
        nearness = vectors @ np.asarray(embedder.query(question.text))
        return ranked(question, dict(zip(order, nearness.tolist(), strict=True)))

    def words(question: Question) -> Sequence[Passage]:
        return ranked(question, lexicon.scores(question.text))

    def ranked(question: Question, scores: dict[str, float]) -> Sequence[Passage]:
        citable = corpus.snapshot.citable(_scope(corpus, question), language)
        best = sorted(scores.keys() & citable.keys(), key=lambda key: -scores[key])
        return [citable[key] for key in best]

    return {"hybrid": hybrid, "dense alone": dense, "BM25 alone": words}


def outcome(corpus: Searched, question: Question, found: Iterable[Passage]) -> Outcome:
    """Articles, best first, each once. Both languages of one article have one name: citable is only one of them."""
    names = dict.fromkeys(corpus.name_of(passage) for passage in found)
    return Outcome(text=question.text, found=tuple(names), answers=question.answers)


def _scope(corpus: Searched, question: Question) -> Scope:
    return Scope(
        first=question.at,
        last=question.at,
        regions=regions_among(corpus.snapshot.regions, [question.region] if question.region else []),
        products=products_among(corpus.snapshot.products, [question.text]),
        audience=question.audience,
    )
