"""Which versions of which articles the shop has had, and since when: what changed is told from this."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite

from assistant.records.database import Database
from assistant.records.tables import ArticleVersionRow
from assistant.records.values import ArticleChange, ArticleVersion

Versions = Mapping[tuple[str, str], str]
"""(article id, version) -> title."""


class ArticleVersions:
    def __init__(self, database: Database) -> None:
        self._database = database

    def note(self, present: Versions, at: datetime) -> None:
        """These are all the versions that there are at `at`. Those of the first time ever count as always known."""
        with self._database.write() as session:
            known = {(row.article_id, row.version): row for row in session.scalars(select(ArticleVersionRow))}
            for key, row in known.items():
                if key not in present and row.gone_at is None:
                    row.gone_at = at
                elif key in present and row.gone_at is not None:
                    row.seen_at, row.gone_at = at, None
            fresh = [
                {"article_id": key[0], "version": key[1], "title": title, "seen_at": at if known else None}
                for key, title in present.items()
                if key not in known
            ]
            if fresh:  # another process may be noting the same ones
                insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
                session.execute(insert(ArticleVersionRow).values(fresh).on_conflict_do_nothing())

    def changes(self, since: datetime) -> tuple[ArticleChange, ...]:
        """Articles that came, were written anew or went after `since`, oldest first."""
        with self._database.read() as session:
            rows = [_value(row) for row in session.scalars(select(ArticleVersionRow))]
        known_before = {row.article_id for row in rows if row.seen_at is None or row.seen_at <= since}
        present = {row.article_id for row in rows if row.gone_at is None}
        fresh = [row for row in rows if row.gone_at is None and row.seen_at is not None and row.seen_at > since]
        gone = [row for row in rows if row.gone_at and row.gone_at > since and row.article_id not in present]
        written = (_change(row, "changed" if row.article_id in known_before else "new", row.seen_at) for row in fresh)
        withdrawn = (_change(row, "withdrawn", row.gone_at) for row in gone)
        return tuple(sorted([*written, *withdrawn], key=lambda change: change.at))


def _change(row: ArticleVersion, kind: str, at: datetime | None) -> ArticleChange:
    return ArticleChange.model_validate({"kind": kind, "article_id": row.article_id, "title": row.title, "at": at})


def _value(row: ArticleVersionRow) -> ArticleVersion:
    return ArticleVersion(
        article_id=row.article_id, version=row.version, title=row.title, seen_at=row.seen_at, gone_at=row.gone_at
    )
