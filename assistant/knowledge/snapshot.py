"""The knowledge base's files as they were last read: what may be cited at all."""

import os
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from assistant.case.base import Time, Value
from assistant.case.knowledge import Article, Audience, Language, Passage, Playbook
from assistant.knowledge.articles import ReadBefore, load_articles
from assistant.knowledge.chunks import key_of, passages_of
from assistant.knowledge.frontmatter import markdown_below
from assistant.knowledge.glossary import GLOSSARY_FILE, Glossary, read_glossary
from assistant.knowledge.playbooks import load_playbooks
from assistant.knowledge.questions import KnownQuestion, questions_of

Cut = Mapping[tuple[str, str], tuple[Passage, ...]]
FileStates = frozenset[tuple[str, int, int]]
"""Of each file its name, time of change in nanoseconds, and size."""


class Scope(Value):
    """Which passages a question may find: in force from `first` to `last`, and about no region or product but these.

    `regions` and `products` are labels as the articles write them. The team (`internal`) reads what customers may, too.
    """

    first: Time
    last: Time
    regions: tuple[str, ...] = ()
    products: tuple[str, ...] = ()
    audience: Audience = "customer"
    language: Language


@dataclass(frozen=True)
class Snapshot:
    articles: tuple[Article, ...]
    playbooks: tuple[Playbook, ...]
    glossary: Glossary = field(default_factory=Glossary)
    cut_before: Cut = field(default_factory=dict)
    """What an earlier snapshot's `cut` was: equal versions are cut alike."""

    @cached_property
    def cut(self) -> Cut:
        """The passages of each article, by its id and version."""
        versions = {(article.id, article.version): article for article in self.articles}
        return {
            version: self.cut_before[version] if version in self.cut_before else passages_of(article)
            for version, article in versions.items()
        }

    @cached_property
    def passages(self) -> Mapping[str, Passage]:
        return {key_of(passage): passage for passages in self.cut.values() for passage in passages}

    @cached_property
    def asked(self) -> Mapping[tuple[str, str], tuple[KnownQuestion, ...]]:
        """The questions that each article carries, by its id and version."""
        return {(article.id, article.version): questions_of(article) for article in self.articles if article.questions}

    @cached_property
    def questions(self) -> Mapping[str, KnownQuestion]:
        return {question.key: question for questions in self.asked.values() for question in questions}

    @cached_property
    def regions(self) -> frozenset[str]:
        return frozenset(region for article in self.articles for region in article.regions)

    @cached_property
    def products(self) -> frozenset[str]:
        return frozenset(product for article in self.articles for product in article.products)


def read_snapshot(
    kb_dir: Path, timezone: str, read_before: ReadBefore | None = None, before: Snapshot | None = None
) -> Snapshot:
    """`read_before` as in `load_articles`. Raises ArticleError with file and line."""
    return Snapshot(
        cut_before=before.cut if before is not None else {},
        articles=load_articles(kb_dir / "articles", timezone, read_before=read_before),
        playbooks=load_playbooks(kb_dir / "playbooks", timezone),
        glossary=read_glossary(kb_dir / GLOSSARY_FILE),
    )


def state_of(kb_dir: Path) -> FileStates:
    """What tells whether a file of the knowledge base has come, changed or gone."""
    return frozenset(_states(kb_dir))


def _states(kb_dir: Path) -> Iterator[tuple[str, int, int]]:
    for path in (*markdown_below(kb_dir), *map(str, kb_dir.glob("*.yaml"))):
        with suppress(FileNotFoundError):  # gone since it was listed
            state = os.stat(path)
            yield path, state.st_mtime_ns, state.st_size
