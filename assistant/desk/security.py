"""What every response says to the browser, so that hostile mail finds nothing to work with.

The desk's own pages run only its own files: no inline script or style, nothing from another host, no framing. The one
page that shows a mail's HTML has a policy of its own (`MAIL_POLICY`) and is framed by the ticket without scripts and
without our origin.
"""

from collections.abc import Awaitable, MutableMapping
from typing import Any

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Receive, Scope, Send

PAGE_POLICY = (
    "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self'; object-src 'none'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
MAIL_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'self'; sandbox allow-popups allow-popups-to-escape-sandbox"
)
"""A mail's HTML: its own inline styles, and links that open in a tab of their own when clicked. No script or form."""
MAIL_POLICY_WITH_IMAGES = MAIL_POLICY + "; img-src https: http: data:"
"""After the agent asked for the pictures: their hosts learn that the mail was opened."""
FILE_POLICY = "default-src 'none'; sandbox; frame-ancestors 'none'"
"""An attachment opened by itself."""

_HEADERS = {
    "Content-Security-Policy": PAGE_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cache-Control": "no-store",
}


def add_headers(headers: MutableHeaders) -> None:
    """Add those that the response does not set itself."""
    for name, value in _HEADERS.items():
        headers.setdefault(name, value)


class SecurityHeaders:
    """Adds the headers to every answer but that to a fault: Starlette makes that one outside of all middleware."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    def __call__(self, scope: Scope, receive: Receive, send: Send) -> Awaitable[None]:
        if scope["type"] != "http":
            return self._app(scope, receive, send)

        def send_with_headers(message: MutableMapping[str, Any]) -> Awaitable[None]:
            if message["type"] == "http.response.start":
                add_headers(MutableHeaders(scope=message))
            return send(message)

        return self._app(scope, receive, send_with_headers)
