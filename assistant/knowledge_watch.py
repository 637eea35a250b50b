"""While a process runs: articles that are written and times that come reach the search, the briefing and the drafts."""

import logging
import threading
from collections.abc import Callable
from datetime import datetime, timedelta

from assistant.errors import DraftdeskError
from assistant.knowledge.search import Knowledge
from assistant.knowledge_feed import note_articles
from assistant.records.article_versions import ArticleVersions
from assistant.records.tickets import Tickets

log = logging.getLogger(__name__)

LOOK_SECONDS = 15.0
"""How often the files and the clock are looked at."""
LINGER = timedelta(minutes=10)
"""For so long after a change the waiting drafts are gone through again: one that was begun before it may come yet."""

InForce = frozenset[tuple[str, str]]
"""(article id, version)."""


class KnowledgeWatch:
    """`run` looks until it is stopped. `clock` is aware."""

    def __init__(
        self,
        knowledge: Knowledge,
        versions: ArticleVersions,
        tickets: Tickets,
        clock: Callable[[], datetime],
        seconds: float = LOOK_SECONDS,
    ) -> None:
        self._knowledge = knowledge
        self._versions = versions
        self._tickets = tickets
        self._clock = clock
        self._seconds = seconds
        self._noted: InForce | None = None
        self._until = clock()
        self._trouble = ""

    def run(self, stop: threading.Event) -> None:
        while not stop.wait(self._seconds):
            try:
                self.look()
                self._trouble = ""
            except DraftdeskError as error:
                self._complain(str(error))

    def look(self) -> None:
        """Raises ArticleError where a file is broken, SearchIndexError and RecordsUnreachable; what was known stays.

        What ends or begins by the clock is noted whatever state the files are in.
        """
        try:
            self._knowledge.refresh()
        finally:
            self._note()

    def _note(self) -> None:
        now = self._clock()
        present = frozenset((a.id, a.version) for a in self._knowledge.articles if a.in_force(now))
        if present != self._noted:
            self._until = now + LINGER
        if now <= self._until:
            note_articles(self._knowledge, self._versions, self._tickets, now)
        self._noted = present

    def _complain(self, trouble: str) -> None:
        """Once: somebody who is still writing would fill the log."""
        if trouble != self._trouble:
            log.warning("The knowledge base is used as it was: %s", trouble)
        self._trouble = trouble
