"""`draftdesk kb check`: everything in the knowledge base that would mislead a draft, in one list."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from itertools import combinations
from pathlib import Path

from assistant.case.base import Value
from assistant.case.diagnosis import Cause
from assistant.case.knowledge import Article, InForce, Playbook
from assistant.errors import ArticleError
from assistant.knowledge.articles import DEFAULT_ZONE, load_articles
from assistant.knowledge.frontmatter import collecting
from assistant.knowledge.playbooks import load_playbooks, playbook_for, policy


class Problem(Value):
    """`path` is the file to open; `hint` says what to do there."""

    path: str
    message: str
    hint: str = ""

    def __str__(self) -> str:
        return f"{self.message} {self.hint}".strip()


def check(kb_dir: Path, at: datetime | None = None, timezone: str = DEFAULT_ZONE) -> list[Problem]:
    """All problems of the knowledge base as it stands at `at` (default: now). Empty means clean.

    Where files cannot be read, only those are reported: the rest could be mere consequences.
    """
    at = at or datetime.now(UTC)
    errors: list[ArticleError] = []
    articles = load_articles(kb_dir / "articles", timezone, errors)
    playbooks = load_playbooks(kb_dir / "playbooks", timezone, errors)
    if not errors:
        with collecting(errors):
            policy(playbooks, at)
    if errors:
        return [Problem(path=str(kb_dir), message=error.message, hint=error.hint) for error in errors]
    return [
        *_missing_counterparts(articles),
        *_overlapping(articles),
        *_overlapping(playbooks),
        *_causes_without_playbook(playbooks, at, kb_dir),
        *_dead_links(playbooks, articles, at),
    ]


def _missing_counterparts(articles: Sequence[Article]) -> Iterator[Problem]:
    by_id = {article.id: article for article in articles}
    for article in articles:
        other = by_id.get(article.counterpart or "")
        if article.counterpart is None and article.audience == "internal":
            continue  # read by the team, in its own language
        if article.counterpart is None:
            yield _problem(article, "has no counterpart in the other language", "Write it, and name its id here.")
        elif other is None:
            yield _problem(article, f"names a counterpart {article.counterpart} that does not exist", "Mend the id.")
        elif other.language == article.language:
            yield _problem(article, f"names {other.id} as counterpart, in the same language", "Mend the id.")
        elif other.counterpart != article.id:
            yield _problem(article, f"names {other.id}, which does not name it back", f"Add it to {other.path}.")


def _overlapping(entries: Sequence[Article | Playbook]) -> Iterator[Problem]:
    for first, second in combinations(entries, 2):
        if first.id == second.id and _overlap(first, second):
            hint = "End the old one with valid_until where the new one's valid_from begins."
            yield _problem(second, f"is in force at the same time as {first.path}, with the same id", hint)


def _overlap(first: InForce, second: InForce) -> bool:
    starts = [span.valid_from for span in (first, second) if span.valid_from]
    ends = [span.valid_until for span in (first, second) if span.valid_until]
    return not starts or not ends or max(starts) < min(ends)


def _causes_without_playbook(playbooks: Sequence[Playbook], at: datetime, kb_dir: Path) -> Iterator[Problem]:
    for cause in Cause:
        if playbook_for(playbooks, cause, at) is None:
            path = kb_dir / "playbooks" / f"{cause}.md"
            yield Problem(path=str(path), message=f"No playbook in force handles {cause}.", hint=f"Write {path}.")


def _dead_links(playbooks: Sequence[Playbook], articles: Iterable[Article], at: datetime) -> Iterator[Problem]:
    versions: dict[str, list[Article]] = {}
    for article in articles:
        versions.setdefault(article.id, []).append(article)
    for playbook in playbooks:
        if not playbook.in_force(at):
            continue
        for linked in playbook.articles:
            if linked not in versions:
                yield _problem(playbook, f"names an unknown article, {linked}", "Mend the id, or write the article.")
            elif all(article.valid_until and article.valid_until <= at for article in versions[linked]):
                yield _problem(playbook, f"names {linked}, which has expired", "Write its next version, or unlink it.")


def _problem(entry: Article | Playbook, what: str, hint: str) -> Problem:
    return Problem(path=entry.path, message=f"{entry.path}: {entry.id} {what}.", hint=hint)
