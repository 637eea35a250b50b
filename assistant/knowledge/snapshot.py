"""The knowledge base's files as they were last read: what may be cited at all."""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from assistant.case.base import Time, Value
from assistant.case.knowledge import Article, Audience, Language, Passage, Playbook
from assistant.knowledge.articles import ReadBefore, load_articles
from assistant.knowledge.chunks import key_of, passages_of
from assistant.knowledge.glossary import GLOSSARY_FILE, Glossary, read_glossary
from assistant.knowledge.playbooks import load_playbooks
from assistant.knowledge.questions import KnownQuestion, questions_of

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

    @cached_property
    def passages(self) -> Mapping[str, Passage]:
        return {key_of(passage): passage for article in self.articles for passage in passages_of(article)}

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


def read_snapshot(kb_dir: Path, timezone: str, read_before: ReadBefore | None = None) -> Snapshot:
    """`read_before` as in `load_articles`. Raises ArticleError with file and line."""
    return Snapshot(
        articles=load_articles(kb_dir / "articles", timezone, read_before=read_before),
        playbooks=load_playbooks(kb_dir / "playbooks", timezone),
        glossary=read_glossary(kb_dir / GLOSSARY_FILE),
    )


def state_of(kb_dir: Path) -> FileStates:
    """What tells whether a file of the knowledge base has come, changed or gone."""
    return frozenset(_states(kb_dir))


def _states(kb_dir: Path) -> Iterator[tuple[str, int, int]]:
    for path in (*kb_dir.rglob("*.md"), *kb_dir.glob("*.yaml")):
        with suppress(FileNotFoundError):  # gone since it was listed
            state = path.stat()
            yield str(path), state.st_mtime_ns, state.st_size
