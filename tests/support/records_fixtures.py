"""Fixtures for tests of the records, as a plugin: a test that asks for `database` runs on SQLite and on PostgreSQL."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.records.database import Database, open_database
from assistant.records.migrate import migrate
from assistant.records.raw import RawStore

from .postgres import Postgres, running_postgres
from .records import Records


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    with running_postgres() as server:
        yield server


@pytest.fixture(scope="session")
def postgres_template(postgres: Postgres) -> str:
    name = postgres.create_database()
    _migrated(postgres.url(name))
    return name


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("template") / "draftdesk.sqlite"
    _migrated(f"sqlite:///{file}")
    return file


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    if request.param == "sqlite":
        shutil.copy(request.getfixturevalue("sqlite_template"), tmp_path / "draftdesk.sqlite")
        url = f"sqlite:///{tmp_path / 'draftdesk.sqlite'}"
    else:
        server: Postgres = request.getfixturevalue("postgres")
        url = server.url(server.create_database(request.getfixturevalue("postgres_template")))
    opened = open_database(url)
    yield opened
    opened.close()


def _migrated(url: str) -> None:
    database = open_database(url)
    migrate(database)
    database.close()


@pytest.fixture
def records(database: Database, tmp_path: Path) -> Records:
    return Records(database, RawStore(tmp_path / "raw"))
