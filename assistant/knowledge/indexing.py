"""What the index keeps of the articles: their passages and, beside them, the questions that they carry."""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from pathlib import Path

from assistant.knowledge.embeddings import Embedder
from assistant.knowledge.index import PassageIndex, Progress, SyncCounts
from assistant.knowledge.meaning import Vectors
from assistant.knowledge.questions import as_passage
from assistant.knowledge.snapshot import Snapshot

QUESTIONS_AT_ONCE = 128
"""A question is embedded in a tenth of a passage's time, and each storing waits for the disk."""


class ArticleIndex:
    """Both collections as one; `passages` says where they are."""

    def __init__(self, passages: PassageIndex, embedder: Embedder) -> None:
        """Raises SearchIndexError."""
        self.passages = passages
        self._questions = passages.beside("questions", embedder.questions, QUESTIONS_AT_ONCE)
        self._held: tuple[AbstractSet[str], AbstractSet[str]] | None = None
        """The keys of passages and questions that the last `sync` left here: one process alone keeps an index."""

    @property
    def moved_aside(self) -> Path | None:
        return self.passages.moved_aside

    def sync(self, snapshot: Snapshot, progress: Progress | None = None) -> SyncCounts:
        """Hold exactly what the snapshot has; what is there already is not embedded again. Raises SearchIndexError."""
        questions = snapshot.questions
        passages, held = snapshot.passages, self._held or (self.passages.keys(), self._questions.keys())
        self._held = None  # until all has gone well
        to_come = len(questions.keys() - held[1])
        counts = self.passages.bring(held[0], passages.keys(), passages.__getitem__, _counted_on(progress, 0, to_come))
        asked = self._questions.bring(
            held[1],
            questions.keys(),
            lambda key: as_passage(questions[key]),
            _counted_on(progress, counts.added, 0),
        )
        self._held = (passages.keys(), questions.keys())
        return counts.model_copy(update={"questions_added": asked.added, "questions_removed": asked.removed})

    def vectors(self, snapshot: Snapshot, known: Mapping[str, Vectors]) -> dict[str, Vectors]:
        """Those of the snapshot's passages and questions that are `known` or in the index. Raises SearchIndexError."""
        found = {key: vector for key, vector in known.items() if key in snapshot.passages or key in snapshot.questions}
        found |= self.passages.vectors([key for key in snapshot.passages if key not in found])
        return found | self._questions.vectors([key for key in snapshot.questions if key not in found])

    def close(self) -> None:
        self.passages.close()


def _counted_on(progress: Progress | None, before: int, after: int) -> Progress | None:
    """Told as a part of the whole, of which so many come before and after it."""
    if progress is None:
        return None
    return lambda done, total: progress(before + done, before + total + after)
