"""Values that know where they come from: a template that prints one has cited its sources.

A template works with `Cited` values only for what the case says. Printing one (`str`) writes the ids of its sources
into the ledger of the part being written; testing one (`if`) does not. So no part can state a fact and forget to name
its source, and no source is named that nothing was taken from.
"""

from collections.abc import Iterable


class Ledger:
    """The sources used so far by the part being written, in the order of their first use."""

    def __init__(self) -> None:
        self._used: dict[str, None] = {}

    def record(self, sources: Iterable[str]) -> None:
        self._used.update(dict.fromkeys(sources))

    @property
    def used(self) -> tuple[str, ...]:
        return tuple(self._used)

    def close(self) -> tuple[str, ...]:
        """The ids recorded since the last close."""
        used = tuple(self._used)
        self._used.clear()
        return used


class Cited:
    """Text of one line together with the ids of its sources. Empty text is false."""

    def __init__(self, text: str, sources: tuple[str, ...], ledger: Ledger) -> None:
        self._text = " ".join(text.split())
        self._sources = sources
        self._ledger = ledger

    def __str__(self) -> str:
        self._ledger.record(self._sources)
        return self._text

    def __bool__(self) -> bool:
        return bool(self._text)


class CitedTime:
    """A time in the ways that a letter needs: the day, the moment, the deadline, and the end of a period; `ahead`: not
    past yet.
    """

    def __init__(self, day: Cited, moment: Cited, by: Cited, until: Cited, *, ahead: bool) -> None:
        self.ahead = ahead
        self.until = until
        self.day = day
        self.moment = moment
        self.by = by

    def __str__(self) -> str:
        return str(self.moment)
