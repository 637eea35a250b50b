"""When what we promise is due: after so many hours, but when somebody works."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from assistant.process.periods import promised_after

SHANGHAI = ZoneInfo("Asia/Shanghai")


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=SHANGHAI)


def weekdays(day: date) -> bool:
    return day.weekday() < 5


@pytest.mark.parametrize(
    ("written", "hours", "promised"),
    [
        (at(24, 10, 30), 24, at(25, 10, 30)),  # a Tuesday: the same time of the next day
        (at(24, 20), 24, at(25, 18)),
        (at(25, 0, 30), 24, at(25, 18)),
        (at(25, 0, 30), 4, at(25, 12)),  # the evening before is no time in which anything can be done
        (at(27, 0, 30), 24, at(27, 18)),  # a Friday
        (at(27, 17, 50), 24, at(30, 17, 50)),
        (at(27, 20), 24, at(30, 18)),
        (at(27, 9), 72, at(30, 9)),
    ],
)
def test_what_we_promise_is_due_when_somebody_works(written: datetime, hours: int, promised: datetime) -> None:
    assert promised_after(written, hours, SHANGHAI, weekdays) == promised
