"""The desk as a web application: the routes put together, and a page in plain words for everything that goes wrong."""

import logging

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from fastapi.staticfiles import StaticFiles
from starlette.exceptions import HTTPException

from assistant.desk import briefing, decisions, files, login, model_use, queue, ticket
from assistant.desk.attempts import Attempts
from assistant.desk.rendering import STATIC
from assistant.desk.security import SecurityHeaders, add_headers
from assistant.desk.services import DeskServices, MailboxHealth
from assistant.desk.translation import marked
from assistant.desk.visitor import FormForged, LoginNeeded, services_of, to_login, visitor
from assistant.errors import Conflict, DraftdeskError, NotAllowed, NotThere
from assistant.redaction import redacted

log = logging.getLogger(__name__)
_DID_NOT_WORK = marked("That did not work")


def create_app(services: DeskServices) -> FastAPI:
    """The desk over these services; starts nothing and connects to nothing by itself."""
    app = FastAPI(title="Draftdesk", docs_url=None, redoc_url=None, openapi_url=None)
    app.state.services = services
    app.state.attempts = Attempts(services.clock)
    app.add_middleware(SecurityHeaders)
    app.mount("/static", _CachedFiles(directory=STATIC), name="static")
    for part in (login, queue, ticket, decisions, files, briefing, model_use):
        app.include_router(part.router)
    app.add_api_route("/healthz", health, methods=["GET"])
    app.add_exception_handler(LoginNeeded, lambda request, _: to_login(request))
    app.add_exception_handler(FormForged, _forged)
    app.add_exception_handler(HTTPException, _http_problem)
    app.add_exception_handler(RequestValidationError, _not_understood)
    app.add_exception_handler(DraftdeskError, _known_problem)
    app.add_exception_handler(Exception, _fault)
    return app


def health(request: Request) -> JSONResponse:
    """For monitoring, without a login: whether database, mailboxes and search answer. Names nobody, tells no secret.

    503 while anything is red, so that a load balancer and an alarm need to read nothing else.
    """
    services = services_of(request)
    try:
        counts = services.tickets.counts(services.clock())
        found = services.health()
    except DraftdeskError:
        return JSONResponse({"status": "failing", "database": False}, status_code=503)
    searchable = not services.knowledge_problem()
    ok = searchable and all(mailbox.ok is not False for mailbox in found)
    body = {
        "status": "ok" if ok else "degraded",
        "database": True,
        "search": searchable,
        "mailboxes": {redacted(mailbox.name): _state(mailbox) for mailbox in found},
        "to_work": counts.to_work,
        "quarantined": counts.quarantined,
        "deliveries": counts.deliveries,
    }
    return JSONResponse(body, status_code=200 if ok else 503)


def _state(mailbox: MailboxHealth) -> dict[str, object]:
    """The problem in plain words, as the desk says it, without the addresses of people."""
    read = mailbox.last_success
    return {
        "ok": mailbox.ok,
        "problem": redacted(mailbox.problem),
        "last_success": read.isoformat(timespec="seconds") if read else None,
        "lag_seconds": round(mailbox.lag_seconds),
    }


class _CachedFiles(StaticFiles):
    """Our own files: their addresses carry a hash of their content, so browsers may keep them."""

    def file_response(self, *arguments: object, **options: object) -> Response:
        response: Response = super().file_response(*arguments, **options)  # type: ignore[arg-type]
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
        return response


def _forged(request: Request, _: Exception) -> Response:
    headline = marked("This form is no longer valid")
    return _problem(request, 403, headline, marked("You may have logged out meanwhile. Load the page again."))


def _http_problem(request: Request, problem: Exception) -> Response:
    status = problem.status_code if isinstance(problem, HTTPException) else 500
    if status == 404:
        return _nothing_here(request)
    return _problem(request, status, _DID_NOT_WORK, marked("The desk does not offer this. Go back and try again."))


def _nothing_here(request: Request) -> Response:
    missing = marked("The address may be mistyped, or what was here is gone.")
    return _problem(request, 404, marked("There is nothing here"), missing)


def _not_understood(request: Request, _: Exception) -> Response:
    missing = marked("Something in the address or the form is missing.")
    return _problem(request, 422, marked("That could not be understood"), missing)


def _known_problem(request: Request, problem: Exception) -> Response:
    """An error of our own tree: its message and hint are made for people and hold no secret."""
    assert isinstance(problem, DraftdeskError)  # noqa: S101 - for the type checker
    log.warning("%s %s: %s", request.method, request.url.path, type(problem).__name__)
    if isinstance(problem, NotThere):
        return _nothing_here(request)
    return _problem(request, _status(problem), _DID_NOT_WORK, problem.message, problem.hint)


def _status(problem: DraftdeskError) -> int:
    if isinstance(problem, NotAllowed):
        return 403
    if isinstance(problem, Conflict):
        return 409
    if isinstance(problem, NotThere):
        return 404
    return 503 if problem.retry else 500


def _fault(request: Request, _: Exception) -> Response:
    """A fault of ours. The server logs where; the page gives nothing away."""
    noted = marked("It has been noted. Go back to the queue; what was approved before stays approved.")
    response = _problem(request, 500, marked("Something broke on our side"), noted)
    add_headers(response.headers)
    return response


def _problem(request: Request, status: int, headline: str, explanation: str, hint: str = "") -> Response:
    """The page in the visitor's language; in plain text when not even the visitor can be looked up."""
    try:
        guest = visitor(request)
    except DraftdeskError:
        return Response(f"{headline}. {explanation} {hint}".strip(), status_code=status, media_type="text/plain")
    say = guest.desk.gettext
    return guest.page(
        "problem.html",
        status,
        status=status,
        headline=say(headline),
        explanation=say(explanation),
        hint=say(hint) if hint else "",
    )
