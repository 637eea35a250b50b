"""Who may come in, what every answer tells the browser, and that no form works without its session's token."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.routing import APIRoute
from support.desk_client import Answer, Browser, words_of
from support.sample_desk import AGENTS, SampleDesk
from support.tickets import busy_day, damaged_lamp, html_mail, stalled

from assistant.desk import briefing, decisions, files, login, queue, ticket
from assistant.errors import RecordsUnreachable

pytest_plugins = ("support.desk_fixtures",)

PUBLIC = {"/login", "/language", "/healthz"}
ROUTES = [
    (method, route.path)
    for part in (login, queue, ticket, decisions, files, briefing)
    for route in part.router.routes
    if isinstance(route, APIRoute)
    for method in sorted(route.methods or ())
]
PLACES = {"ticket_id": 1, "draft_id": 1, "message_id": 1, "delivery_id": 1, "promise_id": 1, "part": "2"}
FIELDS = {
    "version": 1,
    "last_message_id": 1,
    "text": "x",
    "reason": "x",
    "outcome": "sent",
    "name": "xiaoli",
    "password": "x",
    "language": "zh",
}


def address(path: str) -> str:
    return re.sub(r"\{(\w+)\}", lambda place: str(PLACES[place[1]]), path)


def ask(browser: Browser, method: str, path: str, fields: dict[str, Any] | None = None) -> Answer:
    return browser.client.request(method, address(path), data=fields, follow_redirects=False)


def test_the_matrix_holds_all_routes() -> None:
    assert len(ROUTES) >= 20
    assert {("POST", "/tickets/{ticket_id}/drafts/{draft_id}/approve"), ("GET", "/")} <= set(ROUTES)


def test_nothing_is_shown_or_done_without_a_session(stranger: Browser, desk: SampleDesk) -> None:
    damaged_lamp(desk)
    before = desk.records.tickets.ticket(1)
    for method, path in ROUTES:
        if path not in PUBLIC:
            answer = ask(stranger, method, path, FIELDS if method == "POST" else None)
            assert answer.status_code == 303, path
            assert answer.headers["location"].startswith("/login"), path
    assert desk.records.tickets.ticket(1) == before


@pytest.mark.parametrize("token", ["", "wrong"])
def test_no_form_works_without_its_token(agent: Browser, desk: SampleDesk, token: str) -> None:
    damaged_lamp(desk)
    before = desk.records.tickets.ticket(1)
    for path in (path for method, path in ROUTES if method == "POST"):
        answer = ask(agent, "POST", path, FIELDS | {"csrf": token})
        assert answer.status_code == 403, path
        assert "This form is no longer valid" in words_of(answer.text), path
    assert desk.records.tickets.ticket(1) == before


def test_the_token_of_another_session_is_none(agent: Browser, supervisor: Browser, desk: SampleDesk) -> None:
    saved = stalled(desk)
    answer = ask(agent, "POST", f"/tickets/{saved.ticket_id}/close", {"csrf": supervisor.token()})
    assert answer.status_code == 403
    assert desk.records.tickets.ticket(1).state == "open"


def test_the_token_may_come_in_a_header(agent: Browser, desk: SampleDesk) -> None:
    """The positive control of the tests above, and what htmx would send."""
    saved = stalled(desk)
    headers = {"X-CSRF-Token": agent.token()}
    answer = agent.client.post(f"/tickets/{saved.ticket_id}/close", headers=headers, follow_redirects=False)
    assert answer.status_code == 303
    assert desk.records.tickets.ticket(1).state == "closed"


@pytest.mark.parametrize("name", AGENTS)
def test_every_role_reaches_every_page(desk: SampleDesk, name: str) -> None:
    """What a role may not do is a matter of the draft, not of the page: see the matrix below."""
    damaged_lamp(desk)
    browser = Browser(desk)
    browser.log_in(name)
    for path in (path for method, path in ROUTES if method == "GET" and path != "/login"):
        assert ask(browser, "GET", path).status_code == 200, path


@pytest.mark.parametrize("name", AGENTS)
@pytest.mark.parametrize("needed", ["agent", "senior", "supervisor"])
def test_a_role_approves_what_it_covers_and_nothing_else(desk: SampleDesk, name: str, needed: str) -> None:
    saved = stalled(desk, actions=({"kind": "coupon", "role": needed},))
    browser = Browser(desk)
    browser.log_in(name)
    draft = desk.draft(saved)
    fields = {"version": 1, "last_message_id": saved.message_id, "text": draft.text, "csrf": browser.token()}
    answer = ask(browser, "POST", f"/tickets/{saved.ticket_id}/drafts/{draft.id}/approve", fields)
    covered = list(AGENTS.values()).index(AGENTS[name]) >= ["agent", "senior", "supervisor"].index(needed)
    assert (answer.status_code == 303) is covered
    assert bool(desk.delivered) is covered


def pages(desk: SampleDesk) -> Iterator[str]:
    filed = busy_day(desk)
    yield from ("/", "/screened", "/quarantine", "/briefing", "/login", "/nothing", "/healthz", "/?show=x")
    yield from (f"/tickets/{saved.ticket_id}" for saved in filed.values())
    yield f"/messages/{filed['lamp'].message_id}/files/2"
    yield "/static/desk.css"


def test_every_answer_carries_the_security_headers(agent: Browser, desk: SampleDesk) -> None:
    for path in pages(desk):
        headers = agent.get(path).headers
        assert "frame-ancestors" in headers["content-security-policy"], path
        assert headers["x-content-type-options"] == "nosniff", path
        assert headers["referrer-policy"] == "no-referrer", path
        assert headers["cache-control"] == (
            "no-store" if "static" not in path else "public, max-age=31536000, immutable"
        )


def test_pages_have_no_inline_script_or_style_and_name_no_other_host(agent: Browser, desk: SampleDesk) -> None:
    for path in pages(desk):
        page = agent.get(path)
        if not page.headers["content-type"].startswith("text/html"):
            continue
        assert "unsafe" not in page.headers["content-security-policy"]
        assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son\w+=|javascript:", page.text), path
        assert not re.search(r'(?:src|href|action|hx-get|hx-post)="(?:https?:)?//', page.text), path


def test_the_page_of_a_mails_html_has_a_policy_of_its_own(agent: Browser, desk: SampleDesk) -> None:
    saved = html_mail(desk, "<p>hello</p>")
    policy = agent.get(f"/messages/{saved.message_id}/html").headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "sandbox" in policy
    assert "allow-scripts" not in policy
    assert "img-src" not in policy
    assert (
        "img-src https:"
        in agent.get(f"/messages/{saved.message_id}/html?images=true").headers["content-security-policy"]
    )


def test_a_fault_of_ours_gives_nothing_away(desk: SampleDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    browser = Browser(desk)
    browser.log_in("xiaoli")
    browser.client._transport.raise_server_exceptions = False  # type: ignore[attr-defined]

    def broken(*_: object, **__: object) -> None:
        raise ValueError("secret 13812345678")

    monkeypatch.setattr(desk.records.tickets, "queue", broken)
    page = browser.get("/")
    assert page.status_code == 500
    assert "Something broke on our side" in words_of(page.text)
    assert "13812345678" not in page.text
    assert page.headers["x-content-type-options"] == "nosniff"


def test_a_database_that_is_away_says_what_to_do(
    agent: Browser, desk: SampleDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_: object, **__: object) -> None:
        raise RecordsUnreachable("The database cannot be used: the disk is full.", "Make room.")

    monkeypatch.setattr(desk.records.tickets, "queue", away)
    page = agent.get("/")
    assert page.status_code == 503
    assert "the disk is full. Make room." in words_of(page.text)


def test_there_is_no_api_description_for_strangers(stranger: Browser) -> None:
    for path in ("/docs", "/redoc", "/openapi.json"):
        assert stranger.get(path).status_code == 404


def test_the_static_folder_cannot_be_left(stranger: Browser) -> None:
    for path in ("/static/../app.py", "/static/%2e%2e/app.py", "/static/..%2fapp.py"):
        assert "create_app" not in stranger.get(path).text
