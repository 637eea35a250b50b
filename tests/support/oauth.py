"""A real OAuth 2 server on loopback: tokens (RFC 6749), device flow (RFC 8628), and whose a token is (RFC 7662)."""

import json
import secrets
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from assistant.settings import OAuthSettings

from .dovecot import USER

CLIENT, SECRET = "draftdesk-test", "the client's secret"


class OAuthServer:
    """`refresh` is the refresh token that is good; `access` are the access tokens that are, with their mailbox.

    `error` is answered instead of a token. `rotates`: each access token comes with a new refresh token.
    `asked` are the forms that came to the token endpoint; `pending` answers the device flow with "not yet" so often.
    """

    def __init__(self, port: int = 0) -> None:
        self.refresh, self.mailbox = "first-refresh-token", USER
        self.access: dict[str, str] = {}
        self.error, self.status = "", 200
        self.rotates, self.pending, self.life = False, 1, 3600
        self.asked: list[dict[str, str]] = []
        self.on_token: Callable[[str], None] = lambda token: None
        """Told of each access token that is given."""
        self.challenge = ""
        server = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                form = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
                given = {name: values[0] for name, values in parse_qs(form).items()}
                self._answer(*server.answer(urlsplit(self.path).path, given))

            def do_GET(self) -> None:
                path, query = urlsplit(self.path).path, parse_qs(urlsplit(self.path).query)
                if path == "/introspect":
                    token = self.headers.get("Authorization", "").removeprefix("Bearer ")
                    self._answer(*server.introspect(token))
                elif path == "/authorize":
                    self._redirect(server.authorize({name: values[0] for name, values in query.items()}))

            def _answer(self, status: int, values: dict[str, Any]) -> None:
                body = json.dumps(values).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def _redirect(self, address: str) -> None:
                self.send_response(302)
                self.send_header("Location", address)
                self.end_headers()

            def log_message(self, *_: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
        self._server.daemon_threads = True
        self.port: int = self._server.server_address[1]
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)
        self._thread.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def settings(self, **changes: Any) -> OAuthSettings:
        given = {
            "provider": "other",
            "client_id": CLIENT,
            "client_secret": SECRET,
            "token_url": f"{self.url}/token",
            "device_url": f"{self.url}/device",
            "authorization_url": f"{self.url}/authorize",
            "scope": "mail offline_access",
        }
        return OAuthSettings.model_validate(given | changes)

    def withdraw(self) -> None:
        """The person, or an administrator, takes the permission back."""
        self.refresh, self.access = "", {}

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(5)

    def answer(self, path: str, form: dict[str, str]) -> tuple[int, dict[str, Any]]:
        if path == "/device":
            return 200, {
                "device_code": "the-device", "user_code": "WDJB-MJHT", "verification_uri": f"{self.url}/activate",
                "interval": 0.05, "expires_in": 60,
            }  # fmt: skip
        self.asked.append(form)
        if self.error:
            return (self.status if self.status != 200 else 400), {"error": self.error}
        if (form["client_id"], form.get("client_secret")) != (CLIENT, SECRET):
            return 401, {"error": "invalid_client"}
        match form["grant_type"]:
            case "refresh_token" if form["refresh_token"] == self.refresh:
                return 200, self._tokens(new_refresh=self.rotates)
            case "authorization_code" if form["code"] == "the-code" and self._proves(form["code_verifier"]):
                return 200, self._tokens(new_refresh=True)
            case "urn:ietf:params:oauth:grant-type:device_code" if form["device_code"] == "the-device":
                self.pending -= 1
                if self.pending >= 0:
                    return 400, {"error": "authorization_pending"}
                return 200, self._tokens(new_refresh=True)
        return 400, {"error": "invalid_grant", "error_description": f"of {self.mailbox}"}

    def introspect(self, token: str) -> tuple[int, dict[str, Any]]:
        if token in self.access:
            return 200, {"active": True, "email": self.access[token]}
        return 401, {"error": "invalid_token"}

    def authorize(self, query: dict[str, str]) -> str:
        """As if somebody had agreed in the browser."""
        self.challenge = query["code_challenge"]
        return f"{query['redirect_uri']}?{urlencode({'code': 'the-code', 'state': query['state']})}"

    def _proves(self, verifier: str) -> bool:
        import base64
        import hashlib

        digest = hashlib.sha256(verifier.encode()).digest()
        return base64.urlsafe_b64encode(digest).decode().rstrip("=") == self.challenge

    def _tokens(self, *, new_refresh: bool) -> dict[str, Any]:
        token = secrets.token_urlsafe(16)
        self.access[token] = self.mailbox
        self.on_token(token)
        answer: dict[str, Any] = {"access_token": token, "expires_in": self.life, "token_type": "Bearer"}
        if new_refresh:
            self.refresh = answer["refresh_token"] = secrets.token_urlsafe(16)
        return answer


@contextmanager
def running_oauth(port: int = 0) -> Iterator[OAuthServer]:
    server = OAuthServer(port)
    try:
        yield server
    finally:
        server.close()
