"""What in a sentence can be right or wrong: numbers, amounts, dates, times, spans, codes, addresses on the web."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Literal
from zoneinfo import ZoneInfo

Kind = Literal[
    "url", "email", "date", "weekday", "weekend", "time", "moment", "span", "amount", "code", "masked", "number"
]


@dataclass(frozen=True)
class Calendar:
    """How a time is read: the shop's zone, and the present for 明天 and dates without a year."""

    zone: ZoneInfo
    now: datetime

    @property
    def today(self) -> date:
        return self.now.astimezone(self.zone).date()


@dataclass(frozen=True)
class Day:
    """A date as written; the year and the weekday (0 is Monday) only if they were."""

    month: int
    day: int
    year: int | None = None
    weekday: int | None = None


@dataclass(frozen=True)
class Token:
    """`value` is comparable within its kind. `text` is what stood there."""

    kind: Kind
    text: str
    value: object
    start: int = 0
    end: int = 0


@dataclass(frozen=True)
class Span:
    """Working days and months are of their own kind; hours, days and weeks compare in hours, minutes as fractions."""

    unit: Literal["hours", "working_days", "months"]
    length: Decimal


@dataclass(frozen=True)
class Amount:
    value: Decimal
    currency: str | None


_HOURS = {
    "小时": 1, "钟头": 1, "hour": 1, "hr": 1, "天": 24, "日": 24, "自然日": 24, "day": 24,
    "周": 168, "星期": 168, "礼拜": 168, "week": 168,
}  # fmt: skip


def span_of(length: Decimal, unit: str) -> Span:
    """`unit` in either language's singular."""
    if "工作" in unit or unit.startswith(("working", "business")):
        return Span("working_days", length)
    if unit in ("月", "month"):
        return Span("months", length)
    if unit in ("年", "year"):
        return Span("months", length * 12)
    if unit in ("分钟", "minute", "min"):
        return Span("hours", length / 60)
    return Span("hours", length * _HOURS[unit])
