"""What the shop's policy says to a question: the knowledge station's front, and what fulfils `KnowledgeSource`."""

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Self

import numpy as np

from assistant.case.diagnosis import Category, Cause
from assistant.case.knowledge import Article, Audience, Language, Passage, Playbook, Policy
from assistant.errors import SearchIndexError
from assistant.knowledge.articles import DEFAULT_ZONE, ReadBefore
from assistant.knowledge.embeddings import Embedder
from assistant.knowledge.index import PassageIndex, Progress, SyncCounts, embedded, in_memory, on_server
from assistant.knowledge.indexing import ArticleIndex
from assistant.knowledge.labels import products_among, regions_among
from assistant.knowledge.looking import Looking, look
from assistant.knowledge.meaning import UNRELATED, Vectors
from assistant.knowledge.past_cases import PastCases
from assistant.knowledge.playbooks import playbook_for, policy
from assistant.knowledge.reasons import FoundPassage
from assistant.knowledge.shelf import Shelf
from assistant.knowledge.snapshot import FileStates, Scope, Snapshot, read_snapshot, state_of

RELEVANT_FROM = 0.5
"""Where no passage is as likely as this to answer, nothing is relevant."""


class Knowledge:
    """The knowledge base in `kb_dir`, searched through `index`. Safe for several threads at once."""

    def __init__(
        self,
        kb_dir: Path,
        index: PassageIndex | None,
        embedder: Embedder,
        *,
        timezone: str = DEFAULT_ZONE,
        relevant_from: float = RELEVANT_FROM,
        keeps_index: bool = True,
        problem: str = "",
    ) -> None:
        """Reads the files; the index stays as it is until `sync`. Raises ArticleError.

        `keeps_index`: whether `refresh` may write to the index, or only reads what others keep there.
        Without an index, for the reason that `problem` gives, the policy can be read and nothing be searched.
        """
        self._troubles = {"index": problem}
        self._past_cases: PastCases | None = None
        self._kb_dir = kb_dir
        self._index = ArticleIndex(index, embedder) if index is not None else None
        self._embedder = embedder
        self._timezone = timezone
        self._relevant_from = relevant_from
        self._keeps_index = keeps_index
        self._syncing = threading.Lock()
        self._read_before: ReadBefore = {}
        self._files = state_of(kb_dir)
        self._snapshot = read_snapshot(kb_dir, timezone, self._read_before)
        self._shelf: Shelf = self._filled(self._snapshot, None)
        self._unrelated_questions: dict[Language, Vectors] = {}

    @property
    def problem(self) -> str:
        """Why nothing can be searched, or the index not be brought up to the articles; empty while all is well."""
        return next(filter(None, self._troubles.values()), "")

    @property
    def past_cases(self) -> PastCases:
        """Empty until the first `sync` of its own. Raises SearchIndexError."""
        if self._past_cases is None:
            self._past_cases = PastCases(self._opened().passages.beside("cases"), self._embedder)
        return self._past_cases

    @property
    def articles(self) -> tuple[Article, ...]:
        return self._snapshot.articles

    @property
    def playbooks(self) -> tuple[Playbook, ...]:
        return self._snapshot.playbooks

    @property
    def moved_aside(self) -> Path | None:
        """Where an index directory was put that could not be read when this knowledge base was opened."""
        return self._index.moved_aside if self._index is not None else None

    def sync(self, progress: Progress | None = None) -> SyncCounts:
        """Read the files again and bring the index up to them. Raises ArticleError (all stays) or SearchIndexError."""
        with self._syncing:
            files, snapshot = self._read()
            with self._telling("index"):
                counts = self._opened().sync(snapshot, progress)
                self._take(files, snapshot)
        return counts

    def refresh(self) -> bool:
        """As `sync`, but only where a file has changed since; where this process does not keep the index, what others
        have put there meanwhile is read. Costs a look at each file's time. Raises ArticleError or SearchIndexError."""
        with self._syncing:
            waits = self._index is not None and self._shelf.lacks_vectors
            if state_of(self._kb_dir) == self._files and not waits:
                return False
            files, snapshot = self._read()
            with self._telling("index"):
                if self._index is not None and self._keeps_index:
                    self._index.sync(snapshot)
                self._take(files, snapshot)
        return True

    def _read(self) -> tuple[FileStates, Snapshot]:
        """The times are looked at first: what is written while the files are read is seen the next time."""
        return state_of(self._kb_dir), read_snapshot(self._kb_dir, self._timezone, self._read_before, self._snapshot)

    def _take(self, files: FileStates, snapshot: Snapshot) -> None:
        self._shelf = self._filled(snapshot, self._shelf)
        self._snapshot, self._files = snapshot, files

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
        internal, that is for the team itself, the internal articles are searched too: nothing of them may be quoted.
        """
        if not text.strip() or limit < 1:
            return ()
        looking = self._look(text, language, at, category, causes, regions, products, audience)
        return tuple(looking.best(self._relevant_from, limit))

    def notices(self, cause: Cause, *, at: datetime, regions: Sequence[str]) -> tuple[Passage, ...]:
        """See `KnowledgeSource.notices`: looked up by their labels, without the index."""
        shelf, snapshot = self._shelf, self._snapshot
        scope = Scope(
            first=at,
            last=at,
            regions=regions_among(snapshot.regions, regions),
            products=products_among(snapshot.products, (), snapshot.glossary),
            audience="customer",
            language="zh",
        )
        citable = [shelf.passages[number] for number in np.flatnonzero(shelf.citable(scope))]
        return tuple(found for found in citable if cause in found.causes and set(found.regions) & set(scope.regions))

    def explain(
        self,
        text: str,
        *,
        language: Language,
        at: Sequence[datetime],
        regions: Sequence[str] = (),
        products: Sequence[str] = (),
        audience: Audience = "customer",
        limit: int = 4,
    ) -> tuple[FoundPassage, ...]:
        """What `search` finds, with the reason for each."""
        if not text.strip() or limit < 1:
            return ()
        looking = self._look(text, language, at, None, (), regions, products, audience)
        found = looking.best(self._relevant_from, limit)
        return tuple(FoundPassage(passage=passage, reason=looking.why(passage)) for passage in found)

    def _look(
        self,
        text: str,
        language: Language,
        at: Sequence[datetime],
        category: Category | None,
        causes: Sequence[Cause],
        regions: Sequence[str],
        products: Sequence[str],
        audience: Audience,
    ) -> Looking:
        self._opened()
        shelf, snapshot = self._shelf, self._snapshot
        scope = Scope(
            first=min(at),
            last=max(at),
            regions=regions_among(snapshot.regions, regions),
            products=products_among(snapshot.products, (*products, text), snapshot.glossary),
            audience=audience,
            language=language,
        )
        with self._telling("embedder"):
            vector = self._embedder.query(text)
        return look(shelf, text, vector, self._unrelated(language), scope, category, causes)

    @contextmanager
    def _telling(self, what: str) -> Iterator[None]:
        """Keep what goes wrong with index or embedder, until it goes right."""
        try:
            yield
        except SearchIndexError as error:
            self._troubles[what] = error.message
            raise
        if self._index is not None:
            self._troubles[what] = ""

    def _opened(self) -> ArticleIndex:
        if self._index is None:
            raise SearchIndexError(f"There is no search index: {self.problem}", "Mend it, and start Draftdesk again.")
        return self._index

    def _filled(self, snapshot: Snapshot, before: Shelf | None) -> Shelf:
        """The snapshot's passages with the vectors that the index has of them; those of `before` are not read again."""
        known = before.vectors if before is not None else {}
        vectors = self._index.vectors(snapshot, known) if self._index is not None else known
        return Shelf(snapshot, vectors, self._embedder.dimension, before)

    def _unrelated(self, language: Language) -> Vectors:
        """Embedded when the first question in the language comes."""
        if language not in self._unrelated_questions:
            rows = [self._embedder.query(text) for text in UNRELATED[language]]
            self._unrelated_questions[language] = np.asarray(rows, dtype=np.float32)
        return self._unrelated_questions[language]

    def close(self) -> None:
        if self._index is not None:
            self._index.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def open_without_index(kb_dir: Path, embedder: Embedder, problem: str, timezone: str = DEFAULT_ZONE) -> Knowledge:
    """Policy and playbooks, for a shop whose index cannot be had: a search raises SearchIndexError, which says why."""
    return Knowledge(kb_dir, None, embedder, timezone=timezone, problem=problem)


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
        knowledge = Knowledge(
            kb_dir,
            index,
            embedder,
            timezone=timezone,
            relevant_from=relevant_from or RELEVANT_FROM,
            keeps_index=sync,
        )
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
