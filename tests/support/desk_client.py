"""A browser without JavaScript for tests of the desk, and what a reader sees of a page."""

import re
from collections.abc import Mapping
from html import unescape
from typing import Any

from fastapi.testclient import TestClient

from support.sample_desk import PASSWORD, SampleDesk

Answer = Any
"""What the test client gives back: an HTTP response."""


class Browser:
    """A test client that behaves like an agent's browser without JavaScript: follows redirects, sends form tokens."""

    def __init__(self, desk: SampleDesk) -> None:
        self.client = TestClient(desk.app, headers={"Accept-Language": "en"})

    def log_in(self, name: str, password: str = PASSWORD, **fields: str) -> Answer:
        self.get("/login")
        given = {"name": name, "password": password, "csrf": self.client.cookies.get("draftdesk_form", "")}
        return self.client.post("/login", data=given | fields)

    def get(self, address: str, **options: Any) -> Answer:
        return self.client.get(address, **options)

    def post(self, address: str, fields: Mapping[str, Any] | None = None, **options: Any) -> Answer:
        """With the session's token, as every form of the desk carries it."""
        return self.client.post(address, data={"csrf": self.token()} | dict(fields or {}), **options)

    def token(self) -> str:
        found = re.search(r'name="csrf" value="([^"]+)"', self.client.get("/quarantine").text)
        return found[1] if found else ""


def words_of(page: str) -> str:
    """What a reader sees of a page: its text without tags, spaces collapsed."""
    text = re.sub(r"<(script|style|title)\b.*?</\1>|<[^>]*>", " ", page, flags=re.DOTALL)
    return " ".join(unescape(text).split())
