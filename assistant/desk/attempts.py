"""A brake on guessing passwords: after a few failures in a row a name has to wait."""

from collections import OrderedDict
from collections.abc import Callable
from datetime import datetime, timedelta
from threading import Lock

FREE_FAILURES = 5
LONGEST_WAIT = timedelta(minutes=15)
_NAMES_KEPT = 10_000


class Attempts:
    """Counts failures per name in this process; each one past the free ones doubles the wait, from 10 s to 15 min.

    Names are counted whether they exist or not, so that the wait tells nobody which do. The oldest names are forgotten
    when there are very many.
    """

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self._clock = clock
        self._lock = Lock()
        self._failures: OrderedDict[str, tuple[int, datetime]] = OrderedDict()

    def wait(self, name: str) -> timedelta:
        """How long the name still has to wait; zero when it may try."""
        with self._lock:
            failures, last = self._failures.get(_key(name), (0, self._clock()))
        return max(last + _pause(failures) - self._clock(), timedelta(0))

    def failed(self, name: str) -> None:
        with self._lock:
            failures, _ = self._failures.pop(_key(name), (0, None))
            self._failures[_key(name)] = (failures + 1, self._clock())
            while len(self._failures) > _NAMES_KEPT:
                self._failures.popitem(last=False)

    def succeeded(self, name: str) -> None:
        with self._lock:
            self._failures.pop(_key(name), None)


def _key(name: str) -> str:
    return name.strip().casefold()[:200]


def _pause(failures: int) -> timedelta:
    if failures < FREE_FAILURES:
        return timedelta(0)
    return min(timedelta(seconds=10 * 2 ** min(failures - FREE_FAILURES, 20)), LONGEST_WAIT)
