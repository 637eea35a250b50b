"""The door to OAuth 2 servers: from the permission that somebody gave once, an access token for each login (RFC 6749).

Both mail doors use it, for IMAP and SMTP take the same token (SASL XOAUTH2 of Google and Microsoft, OAUTHBEARER of
RFC 7628). The permission is a refresh token; where the provider gives a new one with an access token, as Microsoft
does, it takes the old one's place in its file.
"""

import os
import tempfile
import threading
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from assistant.errors import AccessUnreachable, ConfigurationError, LoginLapsed
from assistant.settings import OAuthSettings, secret

REQUEST_SECONDS = 20.0
EARLY_SECONDS = 120.0
"""A token that ends so soon is not used any more: a login and the first commands must fit in."""
USUAL_LIFE = 3600.0
"""Seconds, where the provider does not say (RFC 6749, 5.1)."""

_LAPSED = frozenset({"invalid_grant", "interaction_required", "consent_required", "login_required"})
"""Errors that only a new login mends (RFC 6749, 5.2; OpenID Connect Core, 3.1.2.6)."""
_MISCONFIGURED = frozenset({"invalid_client", "unauthorized_client", "invalid_scope", "unsupported_grant_type"})


class AccessToken(str):
    """Stands where a password would, and is presented in another way."""

    __slots__ = ()


class Answer(NamedTuple):
    """An OAuth server's answer that is no success has `error` in it (RFC 6749, 5.2)."""

    status: int
    values: Mapping[str, Any]

    @property
    def error(self) -> str:
        return "" if self.status == 200 else str(self.values.get("error", f"HTTP status {self.status}"))


class Permission:
    """The refresh token of one mailbox: in its file, which a newer one is written to, or given by the settings."""

    def __init__(self, mailbox: str, oauth: OAuthSettings, usual_file: Path) -> None:
        self._mailbox = mailbox
        self._given = secret(oauth.refresh_token, None, "the refresh token")
        self.file = oauth.refresh_token_file or usual_file

    def read(self) -> str:
        """Read anew each time, for somebody may have logged in again. Raises LoginLapsed where nobody ever has."""
        if self._given is not None:
            return self._given
        if not self.file.exists():
            raise LoginLapsed(
                f"Nobody has given Draftdesk access to the mailbox {self._mailbox} yet.", how_to_log_in(self._mailbox)
            )
        return secret(None, self.file, f"the refresh token of the mailbox {self._mailbox}") or ""

    def keep(self, token: str) -> None:
        """In place of the present one. A token of the settings is only replaced in memory."""
        if self._given is not None:
            self._given = token
        else:
            write_secret(self.file, token)


class AccessTokens:
    """The access tokens of one mailbox, asked for when needed and kept until they end. For any number of threads."""

    def __init__(
        self, mailbox: str, oauth: OAuthSettings, permission: Permission, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._mailbox, self._oauth, self._permission, self._clock = mailbox, oauth, permission, clock
        self._lock = threading.Lock()
        self._token: AccessToken | None = None
        self._ends = 0.0

    def __call__(self) -> AccessToken:
        """Raises LoginLapsed (somebody has to log in again), AccessUnreachable and ConfigurationError."""
        with self._lock:
            if self._token is None or self._clock() >= self._ends:
                self._renew()
            assert self._token is not None  # noqa: S101 - for the type checker
            return self._token

    def forget(self) -> None:
        """The mail server did not take it: the next one is asked for anew."""
        with self._lock:
            self._token = None

    def _renew(self) -> None:
        self._token = None
        answer = ask(
            self._oauth,
            self._oauth.token_endpoint,
            {"grant_type": "refresh_token", "refresh_token": self._permission.read(), "scope": self._oauth.scopes},
        )
        if answer.error:
            raise refused(answer, self._mailbox, self._oauth)
        token = str(answer.values["access_token"])
        newer = answer.values.get("refresh_token")
        if newer:
            self._permission.keep(str(newer))
        self._ends = self._clock() + lifetime(answer) - EARLY_SECONDS
        self._token = AccessToken(token)


def lifetime(answer: Answer) -> float:
    try:
        return float(answer.values.get("expires_in", USUAL_LIFE))
    except (TypeError, ValueError):
        return USUAL_LIFE


def ask(oauth: OAuthSettings, url: str, form: Mapping[str, str]) -> Answer:
    """One request with the client's own credentials in it (RFC 6749, 2.3.1). Raises AccessUnreachable."""
    import httpx

    client_secret = secret(oauth.client_secret, oauth.client_secret_file, "the OAuth client's secret")
    own = {"client_id": oauth.client_id} | ({"client_secret": client_secret} if client_secret else {})
    try:
        response = httpx.post(url, data={**own, **form}, timeout=REQUEST_SECONDS, follow_redirects=False)
        values = response.json()
    except httpx.HTTPError as error:
        raise AccessUnreachable(
            f"The login server {_host(url)} does not answer: {type(error).__name__}.", "It is tried again."
        ) from None
    except ValueError:
        raise _not_understood(url) from None
    if response.status_code >= 500 or response.status_code == 429:
        raise AccessUnreachable(f"The login server {_host(url)} is busy: {response.status_code}.", "It is tried again.")
    if not isinstance(values, dict) or (response.status_code == 200 and not values):
        raise _not_understood(url)
    if response.status_code == 200 and form.get("grant_type") and "access_token" not in values:
        raise _not_understood(url)
    return Answer(response.status_code, values)


def refused(answer: Answer, mailbox: str, oauth: OAuthSettings) -> LoginLapsed | ConfigurationError:
    """What the server's error means for whoever runs Draftdesk. Its description may name people and is left out."""
    place = _host(oauth.token_endpoint)
    if answer.error in _LAPSED:
        return LoginLapsed(
            f"{place} gives no access to the mailbox {mailbox} any more ({answer.error}): "
            "it was withdrawn, or has expired.",
            how_to_log_in(mailbox),
        )
    if answer.error in _MISCONFIGURED:
        return ConfigurationError(
            f"{place} does not accept the OAuth settings of the mailbox {mailbox} ({answer.error}).",
            f"Check client_id, client_secret and scope in [mailboxes.{mailbox}.oauth].",
        )
    return LoginLapsed(f"{place} gives no access to the mailbox {mailbox} ({answer.error}).", how_to_log_in(mailbox))


def xoauth2(login: str, token: str) -> bytes:
    """The client's only words in Google's and Microsoft's mechanism."""
    return f"user={login}\x01auth=Bearer {token}\x01\x01".encode()


def oauthbearer(login: str, token: str, host: str, port: int) -> bytes:
    """The same in RFC 7628, 3.1. A comma or an equals sign in the name is written as RFC 5801 wants it."""
    name = login.replace("=", "=3D").replace(",", "=2C")
    return f"n,a={name},\x01host={host}\x01port={port}\x01auth=Bearer {token}\x01\x01".encode()


def write_secret(file: Path, words: str) -> None:
    """Whole or not at all, for this user only. Raises ConfigurationError."""
    try:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor, name = tempfile.mkstemp(dir=file.parent, prefix=".new-")
        with os.fdopen(descriptor, "w", encoding="utf-8") as unfinished:
            unfinished.write(f"{words}\n")
            unfinished.flush()
            os.fsync(unfinished.fileno())
        os.replace(name, file)
    except OSError as error:
        raise ConfigurationError(
            f"The refresh token cannot be kept in {file}: {error.strerror}.", "Make the folder writable."
        ) from None


def _host(url: str) -> str:
    return url.partition("://")[2].partition("/")[0]


def how_to_log_in(mailbox: str) -> str:
    return f"Log in anew: draftdesk mailbox login {mailbox}"


def _not_understood(url: str) -> AccessUnreachable:
    return AccessUnreachable(f"The answer of {_host(url)} is not that of an OAuth server.", "Check token_url.")
