"""A real browser and a real web server for tests of pages."""

import shutil
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import uvicorn
from fastapi import FastAPI
from playwright.sync_api import Browser, sync_playwright

from .machine import free_port, need


@contextmanager
def running_chromium() -> Iterator[Browser]:
    """Chromium, started once for many pages; skips (or fails with CI=true) where it is not installed."""
    need("fc-list", "fontconfig fonts-noto-cjk")
    program = shutil.which("chromium-browser") or need("chromium", "chromium")
    with sync_playwright() as playwright:
        # Root may not use Chromium's sandbox; the pages under test are ours, on loopback.
        browser = playwright.chromium.launch(executable_path=str(Path(program)), args=["--no-sandbox"])
        yield browser
        browser.close()


@contextmanager
def serving(app: FastAPI) -> Iterator[str]:
    """The application behind uvicorn on a free port of loopback; its address without a slash at the end."""
    port = free_port()
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=port, log_level="warning", ws="none"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    deadline = time.monotonic() + 20
    while not server.started:
        if time.monotonic() > deadline or not thread.is_alive():
            pytest.fail("the desk's web server did not start")
        time.sleep(0.02)
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join(timeout=10)
