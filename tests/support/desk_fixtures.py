"""Fixtures for tests of the desk, as a plugin: a desk of its own for each test, and somebody who is logged in."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from .desk_client import Browser
from .sample_desk import SampleDesk, sample_desk


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[SampleDesk]:
    with sample_desk(tmp_path) as made:
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
