"""What changed in the knowledge base, for the briefing, and which waiting drafts that outdates."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Literal

from assistant.case.knowledge import Article, Passage
from assistant.desk.services import ChangeKind, KnowledgeChange
from assistant.knowledge.search import Knowledge
from assistant.records.article_versions import ArticleVersions
from assistant.records.tickets import Tickets
from assistant.records.values import Draft

SOON = timedelta(days=7)


def note_articles(knowledge: Knowledge, versions: ArticleVersions, tickets: Tickets, now: datetime) -> tuple[int, ...]:
    """Remember the articles as they are, and mark the waiting drafts stale that cite what no longer holds.

    Answers the ids of those drafts.
    """
    articles = knowledge.articles
    versions.note({(article.id, article.version): article.title for article in articles}, now)
    in_force = {(article.id, article.version) for article in articles if article.in_force(now)}
    outdated = []
    for draft in tickets.proposed():
        gone = [p for p in cited(draft) if (p.article_id, p.version) not in in_force]
        if gone and tickets.mark_stale(draft.id, f"It cites {gone[0].title}, which has changed or ended.", now):
            outdated.append(draft.id)
    return tuple(outdated)


def changes(
    knowledge: Knowledge, versions: ArticleVersions, tickets: Tickets, since: datetime, now: datetime
) -> Sequence[KnowledgeChange]:
    """Articles that came, changed or went, began or ended after `since`, and those that begin within days.

    Each with the tickets whose waiting or outdated draft cites it.
    """
    citing = _citing(tickets)
    told: list[tuple[str, ChangeKind, str, datetime]] = [
        *((change.article_id, change.kind, change.title, change.at) for change in versions.changes(since)),
        *((article.id, kind, article.title, at) for article in knowledge.articles for kind, at in _times(article)),
    ]
    return [
        KnowledgeChange(kind, title, at, tuple(sorted(citing.get(article_id, ()))))
        for article_id, kind, title, at in sorted(told, key=lambda each: each[3])
        if since < at <= now or (kind == "starts" and now < at <= now + SOON)
    ]


def cited(draft: Draft) -> list[Passage]:
    """The passages that a part of the reply names as its source."""
    reply = draft.case_file.reply
    sources = {source for part in reply.parts for source in part.sources} if reply is not None else set()
    return [passage for passage in draft.passages if f"article.{passage.id}" in sources]


def _citing(tickets: Tickets) -> dict[str, set[int]]:
    found: dict[str, set[int]] = {}
    for draft in tickets.proposed(stale=True):
        for passage in cited(draft):
            found.setdefault(passage.article_id, set()).add(draft.ticket_id)
    return found


def _times(article: Article) -> Iterator[tuple[Literal["starts", "expired"], datetime]]:
    if article.valid_from is not None:
        yield "starts", article.valid_from
    if article.valid_until is not None:
        yield "expired", article.valid_until
