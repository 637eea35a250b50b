"""The line to a model's endpoint: an answer has a last second to come in, and an error answer says no more than its
code.

The client's own time-out starts anew with every byte, so an endpoint that drips bytes would hold a worker for ever. And
what an endpoint says about an error can repeat the prompt or the key; cut down here, it reaches no message, no warning
and no log of the libraries behind.
"""

import json
import ssl
import time
from collections.abc import Iterator
from functools import cache
from typing import Any

import httpx2

from assistant.errors import ConfigurationError

_LONGEST_CODE = 60
_CONNECT_SECONDS = 10.0
"""An endpoint that is there takes a connection at once, however long it thinks."""


def connect_seconds(timeout: float) -> float:
    return min(_CONNECT_SECONDS, timeout)


def patience(timeout: float) -> httpx2.Timeout:
    """What one wait of a call may last, in seconds."""
    return httpx2.Timeout(timeout, connect=connect_seconds(timeout))


def was_connecting(error: BaseException | None) -> bool:
    """Whether a time-out struck before the endpoint had taken the connection, so that nothing was sent."""
    while error is not None and not isinstance(error, httpx2.ConnectTimeout):
        error = error.__cause__
    return error is not None


class Line(httpx2.Client):
    """`seconds` to wait for the next byte, and from the first byte of an answer on for all the others."""

    def __init__(self, seconds: float) -> None:
        super().__init__(
            timeout=patience(seconds),
            verify=_trust(),
            # Minutes lie between two mails: a connection kept so long is mostly a dead one.
            limits=httpx2.Limits(max_keepalive_connections=0),
            event_hooks={"response": [self._set_deadline]},
        )
        self._seconds = seconds

    def send(self, request: httpx2.Request, **options: Any) -> httpx2.Response:
        response = super().send(request, **options)
        return _told(response) if response.is_error else response

    def _set_deadline(self, response: httpx2.Response) -> None:
        if isinstance(response.stream, httpx2.SyncByteStream):
            response.stream = _Deadline(response.stream, time.monotonic() + self._seconds)


@cache
def _trust() -> ssl.SSLContext:
    """The authorities that certificates are checked against; reading them once is enough."""
    return httpx2.create_ssl_context()


class _Deadline(httpx2.SyncByteStream):
    """The bytes of an answer, until its last second."""

    def __init__(self, stream: httpx2.SyncByteStream, last_second: float) -> None:
        self._stream = stream
        self._last_second = last_second

    def __iter__(self) -> Iterator[bytes]:
        for chunk in self._stream:
            if time.monotonic() > self._last_second:
                raise httpx2.ReadTimeout("the answer took too long")
            yield chunk

    def close(self) -> None:
        self._stream.close()


def _told(response: httpx2.Response) -> httpx2.Response:
    """The error answer with its kind instead of its text, and when to come back."""
    return httpx2.Response(
        response.status_code,
        headers={name: value for name, value in response.headers.items() if name == "retry-after" and value.isdigit()},
        json={"error": _kind(response.content)},
        request=response.request,
    )


def _kind(body: bytes) -> dict[str, str]:
    """`code` and `type`, the provider's short words for an error; none where there is no JSON or no such word."""
    try:
        answer: Any = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    error = answer.get("error", answer) if isinstance(answer, dict) else None
    if not isinstance(error, dict):
        return {}
    return {name: word for name in ("code", "type") if (word := str(error.get(name) or "")) and _is_code(word)}


def _is_code(word: str) -> bool:
    return len(word) <= _LONGEST_CODE and word.isascii() and all(c.isalnum() or c in "_.-" for c in word)


def public_address(base_url: str) -> str:
    """The endpoint as it may be shown: without a user, a password or a query. Raises ConfigurationError."""
    hint = "base_url of the profile is like https://api.example.com/v1."
    try:
        url = httpx2.URL(base_url)
    except (httpx2.InvalidURL, ValueError):
        raise ConfigurationError("The address of the model cannot be read.", hint) from None
    if url.scheme not in ("http", "https") or not url.host:
        raise ConfigurationError("The address of the model is not that of a web service.", hint)
    return str(url.copy_with(userinfo=b"", query=None, fragment=None))


def usable_key(api_key: str | None) -> str:
    """The key as a header can carry it. Endpoints on one's own machine take none, but the client insists on one."""
    key = (api_key or "").strip() or "none"
    if not key.isascii() or not key.isprintable() or " " in key:
        raise ConfigurationError("The model's key holds characters that no key has.", "Copy it anew.")
    return key


def answer_limit(place: str, tokens: int) -> dict[str, int]:
    """The bound of the answer by the name that the endpoint heeds; an unheeded one would bound nothing.

    OpenAI's newer models refuse the old name, at OpenAI and by the same interface at Azure, whatever the host's name;
    of the others, many know only the old one.
    """
    url = httpx2.URL(place)
    host, at_azure = url.host, url.path.startswith("/openai/")
    own = host.endswith((".openai.com", ".openai.azure.com")) or (host.endswith(".azure.com") and at_azure)
    return {"max_completion_tokens" if own else "max_tokens": tokens}
