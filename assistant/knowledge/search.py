"""What the shop's policy says to a question: the knowledge station's front, and what fulfils `KnowledgeSource`."""

import threading
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from assistant.case.diagnosis import Category, Cause
from assistant.case.knowledge import Article, Audience, Language, Passage, Playbook, Policy
from assistant.knowledge.articles import DEFAULT_ZONE
from assistant.knowledge.embeddings import Embedder
from assistant.knowledge.index import PassageIndex, Progress, SyncCounts, embedded, in_memory, on_server
from assistant.knowledge.labels import products_among, regions_among
from assistant.knowledge.meaning import Vectors, agreement, centre
from assistant.knowledge.playbooks import playbook_for, policy
from assistant.knowledge.ranking import boosted, relevance, without_near_duplicates
from assistant.knowledge.snapshot import Scope, Snapshot, read_snapshot

CANDIDATES = 40
"""How many of the nearest passages of each language are looked at."""
RELEVANT_FROM = 0.2
"""Scores below this are not relevant; measured with tests/data/knowledge/questions.yaml."""


class Knowledge:
    """The knowledge base in `kb_dir`, searched through `index`. Safe for several threads at once."""

    def __init__(
        self,
        kb_dir: Path,
        index: PassageIndex,
        embedder: Embedder,
        *,
        timezone: str = DEFAULT_ZONE,
        relevant_from: float = RELEVANT_FROM,
    ) -> None:
        """Reads the files; the index stays as it is until `sync`. Raises ArticleError."""
        self._kb_dir = kb_dir
        self._index = index
        self._embedder = embedder
        self._timezone = timezone
        self._relevant_from = relevant_from
        self._syncing = threading.Lock()
        self._snapshot = read_snapshot(kb_dir, timezone)
        self._centres = self._measured()

    @property
    def articles(self) -> tuple[Article, ...]:
        return self._snapshot.articles

    @property
    def playbooks(self) -> tuple[Playbook, ...]:
        return self._snapshot.playbooks

    @property
    def moved_aside(self) -> Path | None:
        """Where an index directory was put that could not be read when this knowledge base was opened."""
        return self._index.moved_aside

    def sync(self, progress: Progress | None = None) -> SyncCounts:
        """Read the files again and bring the index up to them. Raises ArticleError (all stays) or SearchIndexError."""
        with self._syncing:
            snapshot = read_snapshot(self._kb_dir, self._timezone)
            counts = self._index.sync(snapshot.articles, progress)
            self._snapshot, self._centres = snapshot, self._measured()
        return counts

    def policy(self, at: datetime) -> Policy:
        return policy(self._snapshot.playbooks, at)

    def playbook(self, cause: Cause, at: datetime) -> Playbook | None:
        return playbook_for(self._snapshot.playbooks, cause, at)

    def search(
        self,
        text: str,
        *,
        language: Language,
        at: Sequence[datetime],
        category: Category | None = None,
        causes: Sequence[Cause] = (),
        regions: Sequence[str] = (),
        products: Sequence[str] = (),
        audience: Audience = "customer",
        limit: int = 4,
    ) -> tuple[Passage, ...]:
        """See `KnowledgeSource.search`. `at` holds at least one time.

        A passage about certain products also counts as meant when the text names one of them. For `audience`
        internal, that is for the team itself, the internal articles are searched too: nothing of it may be quoted.
        """
        if not text.strip() or limit < 1:
            return ()
        snapshot = self._snapshot
        scope = Scope(
            first=min(at),
            last=max(at),
            regions=regions_among(snapshot.regions, regions),
            products=products_among(snapshot.products, (*products, text)),
            audience=audience,
        )
        scored = [
            passage.model_copy(update={"score": round(boosted(score, passage, category, causes), 4)})
            for passage, score in self._related(text, scope, language, snapshot)
        ]
        relevant = [passage for passage in scored if passage.score >= self._relevant_from]
        ranked = sorted(relevant, key=lambda passage: (-passage.score, passage.id))
        return tuple(without_near_duplicates(ranked)[:limit])

    def _related(self, text: str, scope: Scope, language: Language, snapshot: Snapshot) -> list[tuple[Passage, float]]:
        """Every citable passage near in meaning or sharing words, with its relevance.

        The index narrows by the same scope, but what it returns is only believed as far as the files agree.
        """
        vector = self._embedder.query(text)
        meanings = {
            hit.key: agreement(vector, hit.vector, middle)
            for each, middle in self._centres.items()
            for hit in self._index.nearest(vector, scope, each, CANDIDATES)
        }
        words = snapshot.lexicon.scores(text)
        return [
            (passage, relevance(meanings.get(key, 0.0), words.get(key, 0.0)))
            for key, passage in snapshot.citable(scope, language).items()
            if key in meanings or key in words
        ]

    def _measured(self) -> dict[Language, Vectors]:
        languages: tuple[Language, ...] = ("zh", "en")
        return {each: centre(self._embedder, each, self._index.vectors(each)) for each in languages}

    def close(self) -> None:
        self._index.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def open_knowledge(
    kb_dir: Path,
    index_dir: Path | None,
    embedder: Embedder,
    chroma_url: str | None = None,
    *,
    timezone: str = DEFAULT_ZONE,
    relevant_from: float = 0.0,
    sync: bool = True,
    progress: Progress | None = None,
) -> Knowledge:
    """The knowledge base, indexed and ready: on the Chroma server, else in `index_dir`, else in memory.

    With `sync` false the index is searched as it stands (a server's index is kept by `draftdesk kb sync`).
    `relevant_from` 0 means RELEVANT_FROM. Raises ArticleError, ConfigurationError, IndexInUse or SearchIndexError;
    nothing stays open then.
    """
    read_snapshot(kb_dir, timezone)  # before the slow part: broken files are told at once
    index = _index(index_dir, embedder, chroma_url)
    try:
        knowledge = Knowledge(kb_dir, index, embedder, timezone=timezone, relevant_from=relevant_from or RELEVANT_FROM)
        if sync:
            knowledge.sync(progress)
    except BaseException:
        index.close()
        raise
    return knowledge


def _index(index_dir: Path | None, embedder: Embedder, chroma_url: str | None) -> PassageIndex:
    if chroma_url:
        return on_server(chroma_url, embedder)
    return embedded(index_dir, embedder) if index_dir else in_memory(embedder)
