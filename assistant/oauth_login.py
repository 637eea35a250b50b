"""Getting a mailbox's permission once: somebody agrees in a browser, and a refresh token comes back.

By the device flow (RFC 8628) where the provider has one for mail: the browser may be on any machine. Else by the
authorization code with PKCE and an address on this machine (RFC 8252, RFC 7636): Google's device flow knows no mail.
"""

import base64
import hashlib
import secrets
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from assistant.errors import ConfigurationError, LoginLapsed
from assistant.oauth import Answer, ask, refused
from assistant.settings import OAuthSettings

PATIENCE_SECONDS = 600.0
"""How long somebody may take to agree."""

Say = Callable[[str], None]


def log_in(mailbox: str, address: str, oauth: OAuthSettings, say: Say) -> str:
    """The refresh token, after somebody followed what `say` was told.

    Raises LoginLapsed when it was refused or took too long, ConfigurationError, AccessUnreachable.
    """
    if oauth.device_endpoint is not None:
        return _by_device(mailbox, oauth, oauth.device_endpoint, say)
    if oauth.authorization_endpoint is not None:
        return _by_browser(mailbox, address, oauth, oauth.authorization_endpoint, say)
    raise ConfigurationError(
        f"There is no address to log in to the mailbox {mailbox} at.",
        f"Set device_url or authorization_url in [mailboxes.{mailbox}.oauth].",
    )


def _by_device(mailbox: str, oauth: OAuthSettings, url: str, say: Say) -> str:
    begun = ask(oauth, url, {"scope": oauth.scopes})
    if begun.error:
        raise refused(begun, mailbox, oauth)
    where = begun.values.get("verification_uri") or begun.values.get("verification_url")
    say(f"Open {where} in a browser, log in to the mailbox {mailbox}, and enter the code {begun.values['user_code']}")
    pause = float(begun.values.get("interval", 5))
    end = time.monotonic() + min(float(begun.values.get("expires_in", PATIENCE_SECONDS)), PATIENCE_SECONDS)
    form = {"grant_type": "urn:ietf:params:oauth:grant-type:device_code", "device_code": begun.values["device_code"]}
    while time.monotonic() < end:
        time.sleep(pause)
        answer = ask(oauth, oauth.token_endpoint, form)
        if answer.error == "slow_down":
            pause += 5
        elif answer.error != "authorization_pending":
            return _refresh_token(answer, mailbox, oauth)
    raise _too_late(mailbox)


def _by_browser(mailbox: str, address: str, oauth: OAuthSettings, url: str, say: Say) -> str:
    verifier, state = secrets.token_urlsafe(48), secrets.token_urlsafe(16)
    with _Redirect(state) as redirect:
        query = {
            "response_type": "code",
            "client_id": oauth.client_id,
            "redirect_uri": redirect.address,
            "scope": oauth.scopes,
            "state": state,
            "code_challenge": _base64(hashlib.sha256(verifier.encode()).digest()),
            "code_challenge_method": "S256",
            "login_hint": address,
            "access_type": "offline",  # Google gives a refresh token only then, and only when it asks anew
            "prompt": "consent",
        }
        say(f"Open this address in a browser on this machine, and log in to the mailbox {mailbox}:")
        say(f"{url}?{urlencode(query)}")
        say(f"(The browser is elsewhere? Bring it here first: ssh -L {redirect.port}:127.0.0.1:{redirect.port} …)")
        code = redirect.wait()
    if code is None:
        raise _too_late(mailbox)
    form = {"grant_type": "authorization_code", "code": code, "redirect_uri": redirect.address}
    return _refresh_token(ask(oauth, oauth.token_endpoint, {**form, "code_verifier": verifier}), mailbox, oauth)


class _Redirect:
    """The address that the browser is sent back to with the code; anything without our `state` is turned away."""

    def __init__(self, state: str) -> None:
        self._code: str | None = None
        self._over = False
        redirect = self

        class Handler(BaseHTTPRequestHandler):
            timeout = 10

            def do_GET(self) -> None:
                given = parse_qs(urlsplit(self.path).query)
                known = given.get("state", [""])[0] == state
                if known:
                    redirect._code, redirect._over = given.get("code", [None])[0], True
                words = b"Draftdesk has its answer; this page can be closed." if known else b"This is not for you."
                self.send_response(200 if known else 400)
                self.send_header("Content-Type", "text/plain")
                self.end_headers()
                self.wfile.write(words)

            def log_message(self, *_: Any) -> None:
                """Nothing: the address holds the code."""

        self._server = HTTPServer(("127.0.0.1", 0), Handler)
        self._server.timeout = 1.0
        self.port = int(self._server.server_address[1])
        self.address = f"http://127.0.0.1:{self.port}/"

    def __enter__(self) -> "_Redirect":
        return self

    def __exit__(self, *_: object) -> None:
        self._server.server_close()

    def wait(self) -> str | None:
        end = time.monotonic() + PATIENCE_SECONDS
        while not self._over and time.monotonic() < end:
            self._server.handle_request()
        return self._code


def _refresh_token(answer: Answer, mailbox: str, oauth: OAuthSettings) -> str:
    if answer.error:
        raise refused(answer, mailbox, oauth)
    token = answer.values.get("refresh_token")
    if not token:
        raise ConfigurationError(
            "The login server gave access for an hour only, without a refresh token.",
            f"Let scope in [mailboxes.{mailbox}.oauth] ask for offline access.",
        )
    return str(token)


def _too_late(mailbox: str) -> LoginLapsed:
    return LoginLapsed(f"Nobody agreed to the login of the mailbox {mailbox}.", "Begin again.")


def _base64(digest: bytes) -> str:
    return base64.urlsafe_b64encode(digest).decode("ascii").rstrip("=")
