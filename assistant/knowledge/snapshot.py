"""The knowledge base's files as they were last read: what may be cited at all."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path

from assistant.case.base import Time, Value
from assistant.case.knowledge import Article, Audience, Language, Passage, Playbook
from assistant.knowledge.articles import load_articles
from assistant.knowledge.chunks import key_of, passages_of, searchable
from assistant.knowledge.lexical import Lexicon
from assistant.knowledge.playbooks import load_playbooks


class Scope(Value):
    """Which passages a question may find: in force from `first` to `last`, and about no region or product but these.

    `regions` and `products` are labels as the articles write them. The team (`internal`) reads what customers may, too.
    """

    first: Time
    last: Time
    regions: tuple[str, ...] = ()
    products: tuple[str, ...] = ()
    audience: Audience = "customer"

    def allows(self, passage: Passage) -> bool:
        return (
            passage.audience in ("customer", self.audience)
            and passage.in_force(self.first)
            and passage.in_force(self.last)
            and _meant(passage.regions, self.regions)
            and _meant(passage.products, self.products)
        )


@dataclass(frozen=True)
class Snapshot:
    articles: tuple[Article, ...]
    playbooks: tuple[Playbook, ...]

    @cached_property
    def passages(self) -> Mapping[str, Passage]:
        return {key_of(passage): passage for article in self.articles for passage in passages_of(article)}

    @cached_property
    def lexicon(self) -> Lexicon:
        return Lexicon({key: searchable(passage) for key, passage in self.passages.items()})

    @cached_property
    def regions(self) -> frozenset[str]:
        return frozenset(region for article in self.articles for region in article.regions)

    @cached_property
    def products(self) -> frozenset[str]:
        return frozenset(product for article in self.articles for product in article.products)

    @cached_property
    def _counterparts(self) -> Mapping[str, str]:
        return {article.id: article.counterpart for article in self.articles if article.counterpart}

    def citable(self, scope: Scope, language: Language) -> dict[str, Passage]:
        """By key: what `scope` allows, the newest version of each article, the other language only for want of this."""
        allowed = {key: passage for key, passage in self.passages.items() if scope.allows(passage)}
        newest = _newest(allowed.values())
        here = {passage.article_id for passage in allowed.values() if passage.language == language}
        return {
            key: passage
            for key, passage in allowed.items()
            if passage.version == newest[passage.article_id]
            and (passage.language == language or self._counterparts.get(passage.article_id) not in here)
        }


def read_snapshot(kb_dir: Path, timezone: str) -> Snapshot:
    """Raises ArticleError with file and line."""
    return Snapshot(
        articles=load_articles(kb_dir / "articles", timezone),
        playbooks=load_playbooks(kb_dir / "playbooks", timezone),
    )


def _meant(labels: tuple[str, ...], given: tuple[str, ...]) -> bool:
    return not labels or not set(labels).isdisjoint(given)


def _newest(passages: Iterable[Passage]) -> dict[str, str]:
    """Article id -> the version in force that began last. Two at once are a mistake that `kb check` reports."""
    by_start = sorted(passages, key=lambda passage: _begin(passage.valid_from))
    return {passage.article_id: passage.version for passage in by_start}


def _begin(moment: datetime | None) -> float:
    return moment.timestamp() if moment else float("-inf")
