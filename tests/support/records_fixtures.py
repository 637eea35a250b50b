"""Fixtures for tests of the records, as a plugin: a test that asks for `database` runs on SQLite and on PostgreSQL."""

import shutil
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import text

from assistant.orders.tables import ShopBase
from assistant.records.database import Database, open_database
from assistant.records.migrate import migrate
from assistant.records.raw import RawStore
from assistant.records.tables import Base

from .postgres import Postgres, running_postgres
from .records import Records


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    with running_postgres() as server:
        yield server


@pytest.fixture(scope="session")
def _postgres_tables(postgres: Postgres) -> str:
    """The URL of a database with our tables; tests empty it, which is quicker than making one for each."""
    url = postgres.url(postgres.create_database())
    _migrated(url)
    return url


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("template") / "draftdesk.sqlite"
    _migrated(f"sqlite:///{file}")
    return file


@pytest.fixture
def sqlite_database(sqlite_template: Path, tmp_path: Path) -> Iterator[Database]:
    shutil.copy(sqlite_template, tmp_path / "draftdesk.sqlite")
    with closing(open_database(f"sqlite:///{tmp_path / 'draftdesk.sqlite'}")) as database:
        yield database


@pytest.fixture
def postgres_database(_postgres_tables: str) -> Iterator[Database]:
    with closing(open_database(_postgres_tables)) as database:
        with database.write() as session:
            names = ", ".join([*Base.metadata.tables, *ShopBase.metadata.tables])
            session.execute(text(f"TRUNCATE {names} RESTART IDENTITY"))
        yield database


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest) -> Database:
    opened: Database = request.getfixturevalue("sqlite_database" if request.param == "sqlite" else "postgres_database")
    return opened


def _migrated(url: str) -> None:
    with closing(open_database(url)) as database:
        migrate(database)


@pytest.fixture
def records(database: Database, tmp_path: Path) -> Records:
    return Records(database, RawStore(tmp_path / "raw"))
