"""Spans of local time: days, weeks and months as people mean them, half open, in the shop's wall time.

Wall time is added up first and turned into points of time last, so that a day on which clocks change is still a day.
"""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True)
class Span:
    """[start, end) in wall time, without a zone."""

    start: datetime
    end: datetime

    def at(self, hours: "Hours") -> "Span":
        """These hours of the span's first day."""
        midnight = datetime.combine(self.start.date(), time())
        return Span(midnight + timedelta(minutes=hours.start), midnight + timedelta(minutes=hours.end))

    def moved(self, days: int) -> "Span":
        return Span(self.start + timedelta(days=days), self.end + timedelta(days=days))

    @property
    def is_one_day(self) -> bool:
        return self.end - self.start <= timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Hours:
    """Minutes from midnight; `end` may be past the day's. `either_half`: nothing says whether 8 is before noon."""

    start: int
    end: int
    either_half: bool = False

    def after_noon(self) -> "Hours":
        return Hours(self.start + 12 * 60, self.end + 12 * 60)


def moment(wall: datetime, zone: ZoneInfo) -> datetime:
    """The point of time, with a fixed offset: arithmetic between two local times must not ignore a clock change."""
    local = wall.replace(tzinfo=zone)
    return local.replace(tzinfo=timezone(local.utcoffset() or timedelta()))


def days(first: date, last: date | None = None) -> Span:
    """The whole days from `first` to `last`, both included."""
    start = datetime.combine(first, time())
    return Span(start, datetime.combine(last or first, time()) + timedelta(days=1))


def week_of(day: date, weeks: int = 0) -> Span:
    """Monday to Sunday, `weeks` away from the day's own week."""
    monday = day - timedelta(days=day.weekday()) + timedelta(weeks=weeks)
    return days(monday, monday + timedelta(days=6))


def month_of(day: date, months: int = 0) -> Span:
    count = day.year * 12 + day.month - 1 + months
    first = date(count // 12, count % 12 + 1, 1)
    return days(first, first.replace(day=monthrange(first.year, first.month)[1]))


def year_of(day: date, years: int = 0) -> Span:
    return days(date(day.year + years, 1, 1), date(day.year + years, 12, 31))


def months_before(day: date, months: int) -> date:
    """The same day of an earlier month, or that month's last."""
    last = month_of(day, -months).end - timedelta(days=1)
    return last.date().replace(day=min(day.day, last.day))


def around(day: date, days_either_side: int) -> Span:
    return days(day - timedelta(days=days_either_side), day + timedelta(days=days_either_side))


def nth_weekday(year: int, month: int, weekday: int, nth: int) -> date:
    """`weekday` 0 is Monday; the fourth Thursday of November is nth_weekday(year, 11, 3, 4)."""
    first = date(year, month, 1)
    return first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (nth - 1))
