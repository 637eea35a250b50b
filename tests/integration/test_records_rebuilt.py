"""A migration that changes a CHECK constraint keeps every row, reference and index, on both databases."""

from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from alembic import command
from sqlalchemy import inspect, text
from support.postgres import Postgres

from assistant.errors import Conflict
from assistant.records import dialects
from assistant.records.database import Database, open_database
from assistant.records.migrate import _config, migrate

pytest_plugins = ("support.records_fixtures",)

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC).isoformat()


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'old.sqlite'}"
    server: Postgres = request.getfixturevalue("postgres")
    return server.url(server.create_database())


def made_by_an_earlier_version(url: str) -> Database:
    database = open_database(url)
    with dialects.for_migrating(database.engine).begin() as connection:
        command.upgrade(_config(connection), "0003")
    with database.write() as session:
        for statement in (
            "INSERT INTO mailbox (name) VALUES ('support')",
            "INSERT INTO ticket (id, mailbox, customer_address, subject, state, priority, created_at, updated_at)"
            f" VALUES (1, 'support', 'a@b', 's', 'waiting', 0, '{NOW}', '{NOW}')",
            "INSERT INTO message (id, mailbox, folder, uidvalidity, uid, received_at, stored_at, state, attempts)"
            f" VALUES (1, 'support', 'INBOX', 1, 1, '{NOW}', '{NOW}', 'worked', 0)",
            "INSERT INTO draft (id, ticket_id, message_id, version, state, status, subject, text, recipients, checks,"
            " case_file, passages, sources, extra, created_at)"
            f" VALUES (1, 1, 1, 1, 'approved', 'ready', 's', 't', '[]', '[]', '{{}}', '[]', '[]', '{{}}', '{NOW}')",
            'INSERT INTO approval (id, draft_id, "user", role, subject, text, text_sha256, recipients,'
            f" confirmed_checks, at) VALUES (1, 1, 'anna', 'supervisor', 's', 't', 'x', '[]', '[]', '{NOW}')",
            "INSERT INTO delivery (id, approval_id, ticket_id, state, attempts, recipients, sent_copy, queued_at)"
            f" VALUES (1, 1, 1, 'unknown', 1, '[]', 'pending', '{NOW}')",
        ):
            session.execute(text(statement))
    return database


def test_what_was_there_is_there_and_new_states_are_allowed_and_others_are_not(url: str) -> None:
    with closing(made_by_an_earlier_version(url)) as database:
        with database.read() as session:
            before = {one["name"] for one in inspect(session.connection()).get_indexes("delivery")}
        migrate(database)
        with database.write() as session:
            assert session.execute(text("SELECT id, state, attachments FROM draft")).one()[:2] == (1, "approved")
            assert session.scalar(text("SELECT state FROM delivery")) == "unknown"
            assert {one["name"] for one in inspect(session.connection()).get_indexes("delivery")} == before
            session.execute(text("UPDATE delivery SET state = 'in_drafts'"))
        with pytest.raises(Conflict), database.write() as session:
            session.execute(text("UPDATE delivery SET state = 'lost'"))
        with pytest.raises(Conflict), database.write() as session:
            session.execute(text("DELETE FROM draft"))  # an approval refers to it
