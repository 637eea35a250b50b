"""`draftdesk kb check`: everything in the knowledge base that would mislead a draft, in one list."""

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from itertools import combinations
from pathlib import Path

from assistant.case.base import Value
from assistant.case.diagnosis import Cause
from assistant.case.knowledge import Article, InForce, Playbook
from assistant.errors import ArticleError
from assistant.knowledge.articles import DEFAULT_ZONE, load_articles
from assistant.knowledge.frontmatter import Place, collecting, located, read_document
from assistant.knowledge.glossary import GLOSSARY_FILE, read_glossary
from assistant.knowledge.playbooks import load_playbooks, playbook_for, policy
from assistant.knowledge.stated_numbers import NUMBERS_FILE, Phrases, differing, read_phrases

_LINK = re.compile(r"\]\(\s*<?([^)\s>]+)")


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
    phrases: Phrases = {}
    with collecting(errors):
        read_glossary(kb_dir / GLOSSARY_FILE)
    with collecting(errors):
        phrases = read_phrases(kb_dir / NUMBERS_FILE)
    if not errors:
        with collecting(errors):
            policy(playbooks, at)
    if errors:
        return [Problem(path=str(kb_dir), message=error.message, hint=error.hint) for error in errors]
    return [
        *_missing_counterparts(articles),
        *_overlapping(articles),
        *_overlapping(playbooks),
        *_contradictory(articles),
        *_causes_without_playbook(playbooks, at, kb_dir),
        *_dead_articles(playbooks, articles, at),
        *_dead_links([*articles, *playbooks]),
        *_links_to_expired([*articles, *playbooks], articles, at),
        *(_told(error) for error in differing([*articles, *playbooks], playbooks, phrases, at)),
    ]


def _missing_counterparts(articles: Sequence[Article]) -> Iterator[Problem]:
    by_id = {article.id: article for article in articles}
    for article in articles:
        name = article.counterpart
        other = by_id.get(name or "")
        if name is None and article.audience == "internal":
            continue  # read by the team, in its own language
        if name is None:
            what, hint = "has no counterpart in the other language", "Write it, and name its id here."
        elif other is None:
            what, hint = f"names a counterpart {name} that does not exist", "Mend the id."
        elif other.language == article.language:
            what, hint = f"names {name} as counterpart, in the same language", "Mend the id."
        elif other.counterpart != article.id:
            what, hint = f"names {name}, which does not name it back", f"Add it to {other.path}."
        else:
            continue
        yield _problem(article, ("counterpart",), what, hint)


def _overlapping(entries: Sequence[Article | Playbook]) -> Iterator[Problem]:
    for first, second in combinations(entries, 2):
        if first.id == second.id and _overlap(first, second):
            hint = "End the old one with valid_until where the new one's valid_from begins."
            place = ("valid_from",) if second.valid_from else ("valid_until",)
            yield _problem(second, place, f"is in force at the same time as {first.path}, with the same id", hint)


def _overlap(first: InForce, second: InForce) -> bool:
    starts = [span.valid_from for span in (first, second) if span.valid_from]
    ends = [span.valid_until for span in (first, second) if span.valid_until]
    return not starts or not ends or max(starts) < min(ends)


def _contradictory(articles: Sequence[Article]) -> Iterator[Problem]:
    """An article that is in force at other times than its counterpart: one language would still promise what the other
    no longer does."""
    for article in articles:
        others = [other for other in articles if other.id == article.counterpart]
        span = (article.valid_from, article.valid_until)
        if others and span not in [(other.valid_from, other.valid_until) for other in others]:
            place = ("valid_until",) if article.valid_until else ("valid_from",)
            names = ", ".join(other.path for other in others)
            yield _problem(article, place, f"is in force at other times than {names}", "Give both the same times.")


def _causes_without_playbook(playbooks: Sequence[Playbook], at: datetime, kb_dir: Path) -> Iterator[Problem]:
    for cause in Cause:
        if playbook_for(playbooks, cause, at) is None:
            path = kb_dir / "playbooks" / f"{cause}.md"
            what = f"No playbook in force handles {cause}."
            yield Problem(path=str(path), message=f"{path}:1: {what}", hint=f"Write {path}.")


def _dead_articles(playbooks: Sequence[Playbook], articles: Iterable[Article], at: datetime) -> Iterator[Problem]:
    versions: dict[str, list[Article]] = {}
    for article in articles:
        versions.setdefault(article.id, []).append(article)
    for playbook in playbooks:
        if not playbook.in_force(at):
            continue
        for number, linked in enumerate(playbook.articles):
            place: Place = ("articles", number)
            if linked not in versions:
                hint = "Mend the id, or write the article."
                yield _problem(playbook, place, f"names an unknown article, {linked}", hint)
            elif all(article.valid_until and article.valid_until <= at for article in versions[linked]):
                hint = "Write its next version, or unlink it."
                yield _problem(playbook, place, f"names {linked}, which has expired", hint)


def _dead_links(entries: Iterable[Article | Playbook]) -> Iterator[Problem]:
    for entry in entries:
        for number, target, file in _links(Path(entry.path)):
            if not file.exists():
                what = f"{entry.id} links to {target}, which does not exist."
                yield _told(located(Path(entry.path), number, what, "Mend the link, or take it out."))


def _links_to_expired(
    entries: Iterable[Article | Playbook], articles: Iterable[Article], at: datetime
) -> Iterator[Problem]:
    over = {Path(article.path).resolve() for article in articles if article.valid_until and article.valid_until <= at}
    for entry in entries:
        for number, target, file in _links(Path(entry.path)) if entry.in_force(at) else ():
            if file.resolve() in over:
                what = f"{entry.id} links to {target}, which has expired."
                yield _told(located(Path(entry.path), number, what, "Link to its next version, or take it out."))


def _links(path: Path) -> Iterator[tuple[int, str, Path]]:
    """Line, target and file of each Markdown link to a file. Addresses in the web are not visited."""
    for number, line in enumerate(path.read_text("utf-8").splitlines(), start=1):
        for target in _LINK.findall(line):
            file = target.partition("#")[0]
            if file and "://" not in file and not file.startswith("mailto:"):
                yield number, target, path.parent / file


def _problem(entry: Article | Playbook, place: Place, what: str, hint: str) -> Problem:
    """At the line of the key `place`, or where the nearest key around it stands."""
    return _told(read_document(Path(entry.path)).error(place or ("id",), f"{entry.id} {what}.", hint))


def _told(error: ArticleError) -> Problem:
    return Problem(path=error.message.partition(":")[0], message=error.message, hint=error.hint)
