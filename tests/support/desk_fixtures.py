"""Fixtures for tests of the desk, as a plugin: a desk of its own for each test, and somebody who is logged in."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.records.database import open_database
from assistant.records.migrate import migrate

from .desk_client import Browser
from .sample_desk import SampleDesk, sample_desk


@pytest.fixture(scope="session")
def desk_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An SQLite file with the tables and nothing in them."""
    file = tmp_path_factory.mktemp("desk") / "template.sqlite"
    database = open_database(f"sqlite:///{file}")
    migrate(database)
    database.close()
    return file


@pytest.fixture
def desk(tmp_path: Path, desk_template: Path) -> Iterator[SampleDesk]:
    with sample_desk(tmp_path, template=desk_template) as made:
        yield made


@pytest.fixture
def stranger(desk: SampleDesk) -> Browser:
    """A browser that nobody is logged in with."""
    return Browser(desk)


@pytest.fixture
def agent(desk: SampleDesk) -> Browser:
    browser = Browser(desk)
    browser.log_in("xiaoli")
    return browser


@pytest.fixture
def supervisor(desk: SampleDesk) -> Browser:
    browser = Browser(desk)
    browser.log_in("anna")
    return browser
