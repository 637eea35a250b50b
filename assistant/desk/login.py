"""Logging in and out, and the choice of language."""

import secrets
from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import Response

from assistant.desk.attempts import Attempts
from assistant.desk.translation import known_language
from assistant.desk.visitor import (
    FORM_COOKIE,
    LANGUAGE_COOKIE,
    SESSION_COOKIE,
    AnyVisitor,
    Decider,
    Visitor,
    local_address,
    require_token,
    see,
)
from assistant.records.values import User

router = APIRouter()
Text = Annotated[str, Form()]
_YEAR = 365 * 24 * 3600


@router.get("/login")
def show_login(visitor: AnyVisitor, next: str = "/") -> Response:  # noqa: A002, RUF100
    if visitor.signed_in is not None:
        return see(local_address(next))
    return _login_page(visitor, next)


@router.post("/login")
def log_in(
    request: Request, visitor: AnyVisitor, name: Text = "", password: Text = "", csrf: Text = "", next: Text = "/"
) -> Response:
    """Open a session. Unknown names, wrong passwords and deactivated users are told the same."""
    require_token(request.cookies.get(FORM_COOKIE, ""), csrf)
    attempts: Attempts = request.app.state.attempts
    wait = attempts.wait(name)
    if wait:
        return _login_page(visitor, next, name=name, problem=_please_wait(visitor, wait), status=429)
    user = visitor.services.users.verify(name, password)
    if user is None:
        attempts.failed(name)
        problem = visitor.desk.gettext("The name and the password do not belong together.")
        return _login_page(visitor, next, name=name, problem=problem, status=401)
    attempts.succeeded(name)
    return _opened(visitor, user, local_address(next))


@router.post("/logout")
def log_out(request: Request, agent: Decider) -> Response:
    agent.services.users.close(request.cookies.get(SESSION_COOKIE, ""))
    response = see("/login")
    response.delete_cookie(SESSION_COOKIE)
    return response


@router.post("/language")
def choose_language(visitor: AnyVisitor, language: Text = "", back: Text = "/", csrf: Text = "") -> Response:
    """Kept with the user when somebody is logged in, else in a cookie."""
    require_token(visitor.csrf, csrf)
    response = see(local_address(back))
    chosen = known_language(language)
    if chosen is None:
        return response
    if visitor.signed_in is not None:
        visitor.services.users.set_language(visitor.signed_in.user.name, chosen)
    response.set_cookie(LANGUAGE_COOKIE, chosen, max_age=_YEAR, **_cookie(visitor))  # type: ignore[arg-type]
    return response


def _login_page(visitor: Visitor, next: str, *, name: str = "", problem: str = "", status: int = 200) -> Response:
    """The form, with a token that must come back both in it and in a cookie: there is no session to hold it yet."""
    token = visitor.csrf if visitor.signed_in is None and visitor.csrf else secrets.token_urlsafe(32)
    response = visitor.page(
        "login.html", status, csrf=token, next=local_address(next), here="/login", name=name, problem=problem
    )
    response.set_cookie(FORM_COOKIE, token, **_cookie(visitor))  # type: ignore[arg-type]
    return response


def _opened(visitor: Visitor, user: User, address: str) -> Response:
    lasts = timedelta(hours=visitor.services.settings.session_hours)
    opened = visitor.services.users.open_session(user.id, lasts, visitor.services.clock())
    response = see(address)
    response.set_cookie(SESSION_COOKIE, opened.token, max_age=int(lasts.total_seconds()), **_cookie(visitor))  # type: ignore[arg-type]
    response.delete_cookie(FORM_COOKIE)
    return response


def _please_wait(visitor: Visitor, wait: timedelta) -> str:
    seconds = int(wait.total_seconds()) + 1
    return visitor.desk.gettext("Too many failures. Try again in %(seconds)d s.") % {"seconds": seconds}


def _cookie(visitor: Visitor) -> dict[str, object]:
    return {"httponly": True, "samesite": "lax", "secure": visitor.services.settings.secure_cookies, "path": "/"}
