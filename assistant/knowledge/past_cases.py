"""Past cases (历史案例): how mails like this were answered, or what was rejected and why; their own collection.

Only pseudonymised text comes in here. It is shown to agents, and to a model where its profile says so; it is no source.
"""

import threading
from collections.abc import Mapping, Sequence

import numpy as np

from assistant.case.diagnosis import Cause
from assistant.case.knowledge import Language, Passage, PastCase
from assistant.knowledge.chunks import key_of
from assistant.knowledge.embeddings import Embedder
from assistant.knowledge.frontmatter import version_of
from assistant.knowledge.index import PassageIndex
from assistant.knowledge.meaning import Vectors

LONGEST_QUESTION = 1200
SAME_CAUSE = 0.02
"""What the same cause is worth, as a difference of cosines."""


class PastCases:
    """Safe for several threads at once."""

    def __init__(self, index: PassageIndex, embedder: Embedder) -> None:
        self._index = index
        self._embedder = embedder
        self._lock = threading.Lock()
        self._cases: list[PastCase] = []
        self._vectors: Vectors = np.zeros((0, embedder.dimension), dtype=np.float32)

    def sync(self, cases: Sequence[PastCase]) -> None:
        """Hold exactly these cases; what is known of them is not embedded again. Raises SearchIndexError."""
        with self._lock:
            passages = [_passage(case) for case in cases]
            wanted = {key_of(passage): case for passage, case in zip(passages, cases, strict=True)}
            self._index.sync(dict(zip(wanted, passages, strict=True)))
            vectors: Mapping[str, Vectors] = self._index.vectors(list(wanted))
            rows = [vectors[key] for key in wanted]
            self._cases = list(wanted.values())
            self._vectors = np.stack(rows) if rows else self._vectors[:0]

    def similar(
        self, text: str, language: Language, cause: Cause | None, besides: int | None = None, limit: int = 3
    ) -> list[PastCase]:
        """Those whose mail is most like this one, of the language, without those of the ticket `besides`."""
        with self._lock:
            cases, vectors = self._cases, self._vectors
        if not cases or not text.strip():
            return []
        nearness = vectors @ np.asarray(self._embedder.query(text[:LONGEST_QUESTION]), dtype=np.float32)
        nearness += [SAME_CAUSE * (case.cause is not None and case.cause == cause) for case in cases]
        order = [cases[number] for number in np.argsort(-nearness, kind="stable")]
        fitting = [case for case in order if case.language == language and case.ticket_id != besides]
        return fitting[:limit]


def _passage(case: PastCase) -> Passage:
    """In the index's own terms; what is embedded is the customer's question."""
    return Passage(
        id=f"case-{case.draft_id}",
        article_id=f"case-{case.draft_id}",
        title="",
        text=case.question[:LONGEST_QUESTION],
        version=version_of(case.model_dump_json()),
        language=case.language,
        audience="internal",
        causes=(case.cause,) if case.cause else (),
    )
