"""How a profile's calls are let through: so many at once and a minute, again where that helps, not at all where it
does not.

A dead provider is spared: after a few failures in a row nothing is sent for a while, then one call finds out. An
account that is closed, by its key or its credit, is left alone longer; somebody has to act, and asking again is no use.
"""

import logging
import random
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from assistant.drafting.model_methods import METHODS
from assistant.drafting.model_wire import connect_seconds
from assistant.errors import ModelError, ModelLockedOut, ModelUnavailable
from assistant.settings import ModelSettings

log = logging.getLogger(__name__)

FAILURES_IN_A_ROW = 5
REST_SECONDS = 60.0
LOCKED_OUT_SECONDS = 300.0
TRIAL_SECONDS = 5.0
"""After so long whoever waits for the end of the one call that finds out looks again."""
LONGEST_PAUSE = 20.0
"""Seconds that a worker waits for one more try; what takes longer is left to the offline drafter."""
FIRST_PAUSE = 0.5

_MINUTE = 60.0
Result = TypeVar("Result")


def longest_call(profile: ModelSettings) -> float:
    """Seconds after which a call is over for sure, tries and waiting included; its answer has twice the time-out.

    With `auto` a trial of each method may come before it.
    """
    one = (profile.retries + 1) * (4 * profile.timeout + connect_seconds(profile.timeout) + LONGEST_PAUSE)
    return one * (len(METHODS) + 1) if profile.method == "auto" else one


class Traffic:
    """Shared by all calls of a profile in this process. `clock` and `sleep` are in seconds.

    `quiet`: for a trial, whose end is told to whoever asked for it and not to the log.
    """

    def __init__(
        self,
        profile: ModelSettings,
        *,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
        quiet: bool = False,
    ) -> None:
        self._profile = profile
        self._sleep = sleep
        self._places = threading.BoundedSemaphore(profile.concurrency)
        self._breaker = Breaker(clock, quiet=quiet)
        self._rate = Rate(profile.requests_per_minute, profile.tokens_per_minute, clock)

    @property
    def problem(self) -> str | None:
        """Why nothing is sent at present; None when all is well."""
        return self._breaker.problem

    @property
    def rest(self) -> float:
        """Seconds until a call may be of use again; 0 when it is now."""
        return self._breaker.rest

    def run(self, call: Callable[[], Result], tokens: int) -> Result:
        """The call's result. `tokens`: about how many it takes at most. Raises what the last try raised."""
        for tried in range(self._profile.retries + 1):
            try:
                return self._in_turn(call, tokens)
            except ModelUnavailable as error:
                pause = max(error.pause, FIRST_PAUSE * 2**tried * random.uniform(0.75, 1.25))
                if not error.again or tried == self._profile.retries or pause > LONGEST_PAUSE:
                    raise
            self._sleep(pause)
        raise AssertionError("the last try returns or raises")

    def _in_turn(self, call: Callable[[], Result], tokens: int) -> Result:
        """One call, when there is room for it. The breaker is asked before the waiting and, in `told`, after it."""
        self._breaker.must_be_closed()
        self._wait_for_rate(tokens)
        with self._place(), self._breaker.told():
            return call()

    @contextmanager
    def _place(self) -> Iterator[None]:
        if not self._places.acquire(timeout=self._profile.timeout):
            raise ModelUnavailable("Too many calls of the model wait already.", "Raise concurrency of the profile.")
        try:
            yield
        finally:
            self._places.release()

    def _wait_for_rate(self, tokens: int) -> None:
        pause = self._rate.take(tokens, self._profile.timeout)
        if pause is None:
            raise ModelUnavailable(
                "More drafts are wanted than the profile's limits allow a minute.",
                "Raise requests_per_minute or tokens_per_minute of the profile, if the provider allows it.",
            )
        if pause > 0:
            self._sleep(pause)


class Rate:
    """So many requests and tokens in any sixty seconds."""

    def __init__(self, requests: int | None, tokens: int | None, clock: Callable[[], float]) -> None:
        self._requests = requests
        self._tokens = tokens
        self._clock = clock
        self._taken: deque[tuple[float, int]] = deque()
        self._lock = threading.Lock()

    def take(self, tokens: int, longest: float) -> float | None:
        """Take a turn: the seconds until it comes; None, and no turn, if that is longer than `longest`."""
        if self._requests is None and self._tokens is None:
            return 0.0
        with self._lock:
            now = self._clock()
            while self._taken and self._taken[0][0] <= now - _MINUTE:
                self._taken.popleft()
            at = self._first_free(tokens, now)
            if at - now > longest:
                return None
            self._taken.append((at, tokens))
            return at - now

    def _first_free(self, tokens: int, now: float) -> float:
        """Turns are taken in order of time, and each makes room when it is a minute old."""
        soonest = max(now, self._taken[-1][0]) if self._taken else now
        later = (begun + _MINUTE for begun, _ in self._taken if begun + _MINUTE > soonest)
        return next(at for at in (soonest, *later) if self._fits(tokens, at))

    def _fits(self, tokens: int, at: float) -> bool:
        """One that is larger than the limit itself goes when nothing else does."""
        within = [taken for begun, taken in self._taken if begun > at - _MINUTE]
        few = self._requests is None or len(within) < self._requests
        return few and (self._tokens is None or not within or sum(within) + tokens <= self._tokens)


class Breaker:
    """Open: nothing is sent until it has rested. Then one call is let through, and decides for the others."""

    def __init__(self, clock: Callable[[], float], *, quiet: bool = False) -> None:
        self._clock = clock
        self._quiet = quiet
        self._lock = threading.Lock()
        self._failures = 0
        self._open_until: float | None = None
        self._why = ""
        self._hint = ""
        self._is_trying = False

    @property
    def problem(self) -> str | None:
        with self._lock:
            return self._why if self._open_until is not None else None

    @property
    def rest(self) -> float:
        """Seconds until it lets a call through; while one finds out for the others, a few."""
        with self._lock:
            if self._open_until is None:
                return 0.0
            return max(self._open_until - self._clock(), TRIAL_SECONDS if self._is_trying else 0.0)

    def must_be_closed(self) -> None:
        """Raises ModelUnavailable while it is open."""
        with self._lock:
            self._must_be_closed()

    def _must_be_closed(self) -> None:
        if self._open_until is not None and (self._is_trying or self._open_until > self._clock()):
            raise ModelUnavailable(f"{self._why} It is not asked again before it has rested.", self._hint)

    @contextmanager
    def told(self) -> Iterator[None]:
        """Hears how a call ends. An answer that cannot be used, or a request that is refused, shows that it lives.

        Raises ModelUnavailable while it is open. After its rest the first call through here is the one that finds out.
        """
        with self._lock:
            self._must_be_closed()
            self._is_trying = self._open_until is not None
        try:
            yield
        except ModelLockedOut as error:
            self._close_account(error)
            raise
        except ModelUnavailable as error:
            self._failed(error)
            raise
        except ModelError:
            self._succeeded()
            raise
        except BaseException:
            self._is_trying = False
            raise
        self._succeeded()

    def _succeeded(self) -> None:
        with self._lock:
            if self._open_until is not None:
                log.warning("The model answers again.")
            self._failures, self._open_until, self._is_trying = 0, None, False

    def _failed(self, error: ModelUnavailable) -> None:
        with self._lock:
            self._failures += 1
            if self._failures >= FAILURES_IN_A_ROW or self._is_trying:
                self._open(error.message, error.hint, REST_SECONDS)

    def _close_account(self, error: ModelLockedOut) -> None:
        with self._lock:
            self._open(error.message, error.hint, LOCKED_OUT_SECONDS)

    def _open(self, why: str, hint: str, seconds: float) -> None:
        if self._open_until is None and not self._quiet:
            log.error(
                "%s Nothing is sent to it for %.0f seconds; the offline drafter takes over. %s", why, seconds, hint
            )
        self._why, self._hint = why, hint
        self._open_until, self._is_trying = self._clock() + seconds, False
