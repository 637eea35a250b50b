"""Dates, months and festivals by their names, and the day of wall time that each means.

What was not said to lie ahead is the last of its name: "3月5号" the last fifth of March.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from assistant.drafting.reading import calendar
from assistant.drafting.reading.calendar import Span, days
from assistant.drafting.reading.counting import counted
from assistant.drafting.reading.data import toml

_MONTH_ORDER = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_THIRDS = {"上": 0, "初": 0, "early": 0, "beginning": 0, "start": 0, "中": 10, "mid": 10, "middle": 10}
"""Where a third of a month begins; all others are its end."""


@dataclass(frozen=True, slots=True)
class Now:
    """When the mail was written, in the shop's wall time; `us`: 11/3 is the third of November."""

    wall: datetime
    us: bool

    @property
    def day(self) -> date:
        return self.wall.date()


def date_zh(match: re.Match[str], now: Now, ahead: bool) -> Span | None:
    month, day = counted(match["mzh"]), counted(match["dzh"] or "1")
    years = {"今年": 0, "去年": -1, "前年": -2, "明年": 1}
    named = match["yzh"]
    year = now.day.year + years[named] if named in years else int(named[:4]) if named else None
    span = dated(year, month, day, now, ahead)
    if match["dzh"] or span is None:
        return span
    return third_of(calendar.month_of(span.start.date()), match["dthird"])


def day_of_month(match: re.Match[str], now: Now, ahead: bool) -> Span | None:
    """ "3号", "the 3rd": this month's, else last month's (or next month's, when it lies ahead)."""
    number = counted(match["dayzh"] or match["dayen"]) or 0
    for months in (0, 1, 2) if ahead else (0, -1, -2):
        first = calendar.month_of(now.day, months).start.date()
        try:
            span = days(first.replace(day=number))
        except ValueError:
            continue
        if ahead == (span.start.date() > now.day) or span.start.date() == now.day:
            return span
    return None


def date_numeric(match: re.Match[str], now: Now, ahead: bool) -> Span | None:
    if match["iso"]:
        return days(date(int(match["iso"]), int(match["isom"]), int(match["isod"])))
    first, second = int(match["n1"]), int(match["n2"])
    month, day = (first, second) if (now.us and first <= 12) or second > 12 else (second, first)
    year = int(match["ny"]) if match["ny"] else None
    return dated(2000 + year if year is not None and year < 100 else year, month, day, now, ahead)


def date_dotted(match: re.Match[str], now: Now, ahead: bool) -> Span | None:
    return dated(None, int(match["dotm"]), int(match["dotd"]), now, ahead)


def date_en(match: re.Match[str], now: Now, ahead: bool) -> Span | None:
    month = _MONTH_ORDER.index((match["mon1"] or match["mon2"])[:3]) + 1
    year = match["y1"] or match["y2"]
    return dated(int(year) if year else None, month, int(match["d1"] or match["d2"]), now, ahead)


def month_en(match: re.Match[str], now: Now, ahead: bool) -> Span | None:
    span = dated(None, _MONTH_ORDER.index(match["monen"][:3]) + 1, 1, now, ahead)
    return third_of(calendar.month_of(span.start.date()), match["thirden"]) if span else None


def festival(match: re.Match[str], now: Now, ahead: bool) -> Span | None:
    month, day = toml("times")["festivals"][match["fest"]]
    span = dated(now.day.year - 1 if match["fy"] in ("去年", "last ") else None, month, day, now, ahead)
    return Span(span.start, span.end + timedelta(days=6)) if span and match["holidays"] else span


def lunar(match: re.Match[str], now: Now, ahead: bool) -> Span | None:
    """The last one there was, or the next; with three days either side where the whole holiday is meant."""
    every = [date.fromisoformat(day) for day in toml("times")["lunar"][match["lunar"]]]
    if match["ly"]:
        every = [day for day in every if day.year == now.day.year - 1]
    before, after = [day for day in every if day <= now.day], [day for day in every if day > now.day]
    if not (after if ahead else before):
        return None
    day = after[0] if ahead else before[-1]
    return calendar.around(day, 3) if match["lholidays"] else days(day)


def shopping_day(match: re.Match[str], now: Now, ahead: bool) -> Span:
    after = toml("times")["shopping_days"][match["shopping"]]
    years = (now.day.year, now.day.year + 1) if ahead else (now.day.year, now.day.year - 1)
    spans = [days(calendar.nth_weekday(year, 11, 3, 4) + timedelta(days=after)) for year in years]
    return spans[0] if ahead == (spans[0].start > now.wall) else spans[1]


def dated(year: int | None, month: int | None, day: int | None, now: Now, ahead: bool) -> Span | None:
    """A date whose year may be missing: the last one of that name, or the next when it lies ahead."""
    if month is None or day is None or not 1 <= month <= 12:
        return None
    if year is not None:
        return days(date(year, month, day))
    for candidate in range(now.day.year, now.day.year + 9) if ahead else range(now.day.year, now.day.year - 9, -1):
        try:  # the 29th of February may be years away
            span = days(date(candidate, month, day))
        except ValueError:
            continue
        if span.start.date() == now.day or ahead == (span.start.date() > now.day):
            return span
    return None


def third_of(month: Span, words: str | None) -> Span:
    """The third of the month that the words name (初, 中旬, early …); the whole month without any."""
    if not words:
        return month
    first = _THIRDS.get(words if words.isascii() else words[0], 20)
    start = month.start + timedelta(days=first)
    return Span(start, month.end if first == 20 else start + timedelta(days=10))
