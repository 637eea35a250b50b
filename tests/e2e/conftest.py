"""A real browser in front of the desk behind a real web server."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page
from support.chromium import running_chromium, serving
from support.sample_desk import PASSWORD, SampleDesk, sample_desk


@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    """Closed before the next package: while it is open, its event loop runs in this thread, where no DBOS may start."""
    with running_chromium() as browser:
        yield browser


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[SampleDesk]:
    with sample_desk(tmp_path) as made:
        yield made


@pytest.fixture
def desk_address(desk: SampleDesk) -> Iterator[str]:
    with serving(desk.app) as address:
        yield address


@pytest.fixture
def page(chromium: Browser, desk_address: str) -> Iterator[Page]:
    """A page of a fresh browser profile; addresses are relative to the desk's."""
    context = chromium.new_context(base_url=desk_address, locale="en-GB", viewport={"width": 1440, "height": 900})
    context.set_default_timeout(15_000)
    yield context.new_page()
    context.close()


@pytest.fixture
def agent_page(page: Page) -> Page:
    """Logged in as an agent."""
    page.goto("/login")
    page.get_by_label("Name").fill("xiaoli")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    page.get_by_role("heading", name="Queue").wait_for()
    return page
