"""Articles: what customers may be told (and, marked internal, what they may not), read from `kb/articles`.

Several versions of one article are several files with the same id and different validity spans.
"""

import os
from collections.abc import Sequence
from pathlib import Path
from zoneinfo import ZoneInfo

from assistant.case.knowledge import Article
from assistant.errors import ArticleError
from assistant.knowledge.frontmatter import (
    VERSION_HINT,
    Document,
    build,
    collecting,
    markdown_files,
    read_document,
    span,
)

ReadBefore = dict[str, tuple[tuple[int, int], Article]]
"""What a folder's files were when they were last read: time of change in nanoseconds, size, article."""
DEFAULT_ZONE = "Asia/Shanghai"
_LANGUAGE_FOLDERS = ("zh", "en")
_COMPUTED = ("body", "version", "path")


def load_articles(
    folder: Path,
    timezone: str = DEFAULT_ZONE,
    errors: list[ArticleError] | None = None,
    read_before: "ReadBefore | None" = None,
) -> tuple[Article, ...]:
    """Every article below `folder`. `timezone` is the shop's: a bare date means 00:00 there.

    Files that `read_before` holds are not read again while their size and time of change stay the same.

    Raises ArticleError with file and line at the first file that cannot be used; with a list for `errors`, all are
    put there instead, and the other files' articles returned.
    """
    zone = ZoneInfo(timezone)
    known = read_before if read_before is not None else {}
    articles: dict[str, list[Article]] = {}
    paths: list[str] = []
    with collecting(errors):
        paths = markdown_files(folder)
    for path in paths:
        with collecting(errors):
            article = _read(path, zone, known)
            _refuse_duplicate(articles.get(article.id, ()), article)
            articles.setdefault(article.id, []).append(article)
    return tuple(article for versions in articles.values() for article in versions)


def _read(path: str, zone: ZoneInfo, known: "ReadBefore") -> Article:
    try:
        state = os.stat(path)
    except OSError as error:
        raise ArticleError(f"{path}: the file cannot be read: {error.strerror}.", "Check its permissions.") from None
    stamp = (state.st_mtime_ns, state.st_size)
    if path not in known or known[path][0] != stamp:
        known[path] = (stamp, _article(read_document(Path(path)), zone))
    return known[path][1]


def _article(document: Document, zone: ZoneInfo) -> Article:
    article = build(document, Article, _values(document, zone), _COMPUTED)
    if not article.body:
        raise document.error((), "the article has no text.", "Write it below the front matter.")
    folder = document.path.parent.name
    if folder in _LANGUAGE_FOLDERS and article.language != folder:
        raise document.error(
            ("language",),
            f"the language is {article.language}, the folder is {folder}.",
            f"Write `language: {folder}`, or move the file.",
        )
    return article


def _values(document: Document, zone: ZoneInfo) -> dict[str, object]:
    computed = {"body": document.body, "version": document.version, "path": str(document.path)}
    return {**document.values, **span(document, zone), **computed}


def _refuse_duplicate(others: Sequence[Article], article: Article) -> None:
    """`others` have the same id."""
    for other in others:
        document = read_document(Path(article.path))
        if other.language != article.language:
            hint = "Give each language its own id and name the other as `counterpart`."
            raise document.error(("id",), f"{article.id} is {other.path}, in another language.", hint)
        if (other.valid_from, other.valid_until) == (article.valid_from, article.valid_until):
            raise document.error(("id",), f"{article.id} is already {other.path}.", VERSION_HINT)
