"""Which way of asking for a form a model knows, where its profile leaves that open: found out once, then remembered.

The ways are tried best first, with a question whose answer has the form only where the endpoint heeds what it is asked
for: one that passes over a schema that it does not know says `pong`, and no JSON.
"""

import json
import logging
import threading
from collections.abc import Callable
from pathlib import Path
from typing import get_args

from assistant.drafting.answers import Form, Short
from assistant.drafting.model_usage import Turn
from assistant.errors import ModelAnswerUnusable, ModelError, ModelLockedOut, ModelNotThere, ModelRefused
from assistant.settings import FixedMethod

log = logging.getLogger(__name__)

METHODS: tuple[FixedMethod, ...] = get_args(FixedMethod)
"""Best first."""

PING = (Turn("user", 'Reply to "ping" with the word "pong".'),)
TINY_ANSWER = 200
"""Tokens that its answer may take."""


class Pong(Form):
    answer: Short


class KnownMethods:
    """By endpoint and model; kept in `file` for the next start, where there is one and its folder is there.

    Safe for several threads at once: while one finds out, the others wait for what it finds. What another process has
    found out meanwhile stays in the file; of two that write at the same moment, one may have to find out again.
    """

    def __init__(self, file: Path | None = None) -> None:
        self._file = file
        self._lock = threading.Lock()
        self._known: dict[str, str] = _read(file)

    def get(self, place: str, model: str, ask: Callable[[FixedMethod], object]) -> FixedMethod:
        """The first method by which `ask` gets an answer, if none is known yet.

        Raises what `ask` raises where no other method can help, and the last method's ModelError where none works.
        """
        key = f"{place} {model}"
        with self._lock:
            known = self._named(key)
            if known is None:
                known = _first_that_works(ask)
                log.info("The model %s at %s is asked by %s.", model, place, known)
                self._keep(key, known)
            return known

    def known(self, place: str, model: str) -> FixedMethod | None:
        with self._lock:
            return self._named(f"{place} {model}")

    def learn(self, place: str, model: str, method: FixedMethod) -> None:
        with self._lock:
            self._keep(f"{place} {model}", method)

    def forget(self, place: str, model: str) -> None:
        """The endpoint has changed its mind."""
        with self._lock:
            if self._named(f"{place} {model}") is not None:
                self._keep(f"{place} {model}", None)

    def _named(self, key: str) -> FixedMethod | None:
        return next((method for method in METHODS if method == self._known.get(key)), None)

    def _keep(self, key: str, method: FixedMethod | None) -> None:
        """In memory, and in the file beside what others have put there."""
        kept = _read(self._file)
        for known in (self._known, kept):
            known.pop(key, None)
            if method is not None:
                known[key] = method
        self._write(kept)

    def _write(self, kept: dict[str, str]) -> None:
        if self._file is None or not self._file.parent.is_dir():
            return
        try:
            anew = self._file.with_suffix(".new")
            anew.write_text(json.dumps(kept, indent=1), encoding="utf-8")
            anew.replace(self._file)
        except OSError as error:
            log.warning("What the model takes cannot be kept in %s: %s.", self._file, error.strerror)


def _read(file: Path | None) -> dict[str, str]:
    """None of it matters so much that a file that cannot be read should stop anything."""
    try:
        known = json.loads(file.read_text(encoding="utf-8")) if file is not None else {}
    except (OSError, ValueError):
        return {}
    return {str(key): str(method) for key, method in known.items()} if isinstance(known, dict) else {}


def _first_that_works(ask: Callable[[FixedMethod], object]) -> FixedMethod:
    problem: ModelError | None = None
    for method in METHODS:
        try:
            ask(method)
        except (ModelLockedOut, ModelNotThere):
            raise
        except (ModelAnswerUnusable, ModelRefused) as error:
            problem = error
        else:
            return method
    raise problem or AssertionError("there is a method to try")
