"""Setting the tables up: what the migrations make is what the code expects, however they are run."""

import signal
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Column, MetaData, String, inspect, text
from support.postgres import Postgres

from assistant.errors import ConfigurationError, RecordsError
from assistant.orders.tables import ShopBase
from assistant.records.database import Database, open_database
from assistant.records.migrate import is_current, migrate
from assistant.records.tables import Base
from assistant.records.tickets import Tickets

pytest_plugins = ("support.records_fixtures",)


def differences(database: Database, metadata: MetaData) -> list[Any]:
    """What would have to be migrated; foreign tables are not ours to compare."""
    with database.read() as session:
        options = {"include_object": lambda thing, name, kind, *_: kind != "table" or name in metadata.tables}
        context = MigrationContext.configure(session.connection(), opts=options | {"compare_type": True})
        return list(compare_metadata(context, metadata))


@pytest.mark.parametrize("metadata", [Base.metadata, ShopBase.metadata], ids=["records", "shop"])
def test_the_migrations_make_the_tables_that_the_code_declares(database: Database, metadata: MetaData) -> None:
    assert differences(database, metadata) == []


def test_a_column_that_no_migration_makes_would_be_noticed(database: Database) -> None:
    changed = MetaData()
    for table in ShopBase.metadata.tables.values():
        table.to_metadata(changed)
    changed.tables["product"].append_column(Column("colour", String))
    assert [difference[0] for difference in differences(database, changed)] == ["add_column"]


def test_migrating_again_changes_nothing(database: Database) -> None:
    migrate(database)
    assert is_current(database)


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'deep' / 'er' / 'draftdesk.sqlite'}"
    server: Postgres = request.getfixturevalue("postgres")
    return server.url(server.create_database())


def test_a_new_database_is_not_current_until_it_is_migrated(empty_url: str) -> None:
    with closing(open_database(empty_url)) as database:
        assert not is_current(database)
        migrate(database)
        assert is_current(database)


def test_a_database_of_a_newer_version_is_left_alone(empty_url: str) -> None:
    with closing(open_database(empty_url)) as database:
        migrate(database)
        with database.write() as session:
            session.execute(text("UPDATE alembic_version SET version_num = '9999'"))
        with pytest.raises(ConfigurationError, match="newer version"):
            migrate(database)


def test_tables_that_are_missing_are_named_as_the_fault(empty_url: str) -> None:
    with closing(open_database(empty_url)) as database, pytest.raises(RecordsError, match="tables are missing"):
        Tickets(database).queue()


def test_processes_that_start_at_once_migrate_once(empty_url: str) -> None:
    script = (
        "import sys; from assistant.records import database as d, migrate as m; m.migrate(d.open_database(sys.argv[1]))"
    )
    processes = [subprocess.Popen([sys.executable, "-c", script, empty_url], stderr=subprocess.PIPE) for _ in range(3)]
    assert [(process.communicate(timeout=60)[1].decode(), process.returncode) for process in processes] == [("", 0)] * 3
    with closing(open_database(empty_url)) as database:
        assert is_current(database)


@pytest.mark.parametrize("killed_at", [1, 20])
def test_a_migration_killed_half_way_leaves_nothing_and_succeeds_when_run_again(empty_url: str, killed_at: int) -> None:
    """A real kill: the process is gone in the middle of its statements, without any clean-up."""
    script = """
import os, signal, sys
from sqlalchemy import event
from assistant.records.database import open_database
from assistant.records.migrate import migrate
database, seen = open_database(sys.argv[1]), []
@event.listens_for(database.engine, "after_cursor_execute")
def kill(connection, cursor, statement, *_):
    seen.append(statement) if "CREATE" in statement else None
    if len(seen) == int(sys.argv[2]):
        os.kill(os.getpid(), signal.SIGKILL)
migrate(database)
"""
    killed = subprocess.run([sys.executable, "-c", script, empty_url, str(killed_at)], check=False)
    assert killed.returncode == -signal.SIGKILL
    with closing(open_database(empty_url)) as database:
        with database.read() as session:
            assert inspect(session.connection()).get_table_names() == []
        migrate(database)
        assert differences(database, Base.metadata) == []
