"""Who is asking: the session behind a request, its language, and the two gates that every route stands behind.

`Reader` lets only logged-in agents in; `Decider` asks for the session's CSRF token as well and guards every POST.
"""

import hmac
from dataclasses import dataclass
from typing import Annotated, Any
from urllib.parse import quote, urlsplit

from fastapi import Depends, Form, Header, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from assistant.case.diagnosis import Role
from assistant.desk.rendering import Wording, page, wording
from assistant.desk.services import DeskServices
from assistant.desk.translation import known_language, preferred_language
from assistant.desk.words import Language
from assistant.records.values import SignedIn, User

SESSION_COOKIE = "draftdesk_session"
FORM_COOKIE = "draftdesk_form"
LANGUAGE_COOKIE = "draftdesk_language"


class LoginNeeded(Exception):
    pass


class FormForged(Exception):
    """The form does not carry its session's token: it was sent by another site, or is older than the session."""


@dataclass(frozen=True)
class Visitor:
    """One request's person, perhaps not logged in. `csrf` is what their forms have to carry."""

    request: Request
    services: DeskServices
    signed_in: SignedIn | None
    csrf: str
    desk: Wording

    @property
    def is_htmx(self) -> bool:
        return self.request.headers.get("HX-Request") == "true"

    def page(self, template: str, status: int = 200, /, **values: Any) -> HTMLResponse:
        common = {
            "agent": self.signed_in.user if self.signed_in else None,
            "csrf": self.csrf,
            "here": here(self.request),
            "section": self.request.url.path,
            "knowledge_problem": self.services.knowledge_problem() if self.signed_in else "",
        }
        return page(template, self.desk, common | values, status=status)


@dataclass(frozen=True)
class Agent(Visitor):
    """A visitor who is logged in."""

    user: User

    @property
    def role(self) -> Role:
        return self.user.role


def services_of(request: Request) -> DeskServices:
    services: DeskServices = request.app.state.services
    return services


def visitor(request: Request) -> Visitor:
    services = services_of(request)
    token = request.cookies.get(SESSION_COOKIE)
    signed_in = services.users.resolve(token, services.clock()) if token else None
    csrf = signed_in.csrf if signed_in else request.cookies.get(FORM_COOKIE, "")
    desk = wording(_language(request, signed_in), services.orders.shop().zone, services.clock())
    return Visitor(request=request, services=services, signed_in=signed_in, csrf=csrf, desk=desk)


AnyVisitor = Annotated[Visitor, Depends(visitor)]


def reader(visitor: AnyVisitor) -> Agent:
    if visitor.signed_in is None:
        raise LoginNeeded
    return Agent(**vars(visitor), user=visitor.signed_in.user)


Reader = Annotated[Agent, Depends(reader)]


def decider(agent: Reader, csrf: Annotated[str, Form()] = "", x_csrf_token: Annotated[str, Header()] = "") -> Agent:
    require_token(agent.csrf, csrf or x_csrf_token)
    return agent


Decider = Annotated[Agent, Depends(decider)]


def require_token(expected: str, given: str) -> None:
    """Compare in constant time; an empty token is nobody's. Raises FormForged."""
    if not expected or not hmac.compare_digest(expected.encode(), given.encode("utf-8", "replace")):
        raise FormForged


def here(request: Request) -> str:
    """The page's own address within the desk."""
    return request.url.path + (f"?{request.url.query}" if request.url.query else "")


def local_address(address: str) -> str:
    """The address if it stays on this desk, else the queue: nobody is led elsewhere after logging in."""
    parts = urlsplit(address)
    if parts.scheme or parts.netloc or not address.startswith("/") or address.startswith("//"):
        return "/"
    return "/" if "\\" in address or not address.isprintable() else address


def to_login(request: Request) -> Response:
    """The way to the log-in page and back. htmx is told to leave the page: a log-in form inside it would confuse."""
    back = here(request) if request.method == "GET" and request.headers.get("HX-Request") != "true" else "/"
    address = "/login" if back == "/" else f"/login?next={quote(back, safe='')}"
    if request.headers.get("HX-Request") == "true":
        return Response(status_code=401, headers={"HX-Redirect": address})
    return RedirectResponse(address, status_code=303)


def see(address: str) -> RedirectResponse:
    """After a POST: the page to show, fetched anew (RFC 9110 15.4.4), so that reloading repeats nothing."""
    return RedirectResponse(address, status_code=303)


def _language(request: Request, signed_in: SignedIn | None) -> Language:
    chosen = signed_in.user.language if signed_in else request.cookies.get(LANGUAGE_COOKIE)
    return known_language(chosen) or preferred_language(request.headers.get("Accept-Language", ""))
