"""Times as people give them on the command line, and as they read them there."""

import re
from datetime import date, datetime
from zoneinfo import ZoneInfo

from assistant.errors import UsageError

FIRST_YEAR, LAST_YEAR = 1970, 2999
"""No mail is older, and arithmetic with the calendar's last days overflows."""


_DATE = re.compile(r"\d{4}-\d\d-\d\d")


def given_time(text: str, option: str) -> datetime:
    """ISO 8601 with an offset. Raises UsageError that names the option."""
    hint = "Give it as ISO 8601 with an offset, for example 2026-11-20T10:00:00+08:00."
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        day = _DATE.match(text)
        wrong = f"there is no {day[0]}" if day and not is_date(day[0]) else f"{text} is no time"
        raise UsageError(f"{option}: {wrong}.", hint) from None
    if moment.tzinfo is None:
        raise UsageError(f"{option}: {text} has no offset.", hint)
    if not FIRST_YEAR <= moment.year <= LAST_YEAR:
        raise UsageError(f"{option}: {text} is not within the years {FIRST_YEAR} to {LAST_YEAR}.", hint)
    return moment


def is_date(text: str) -> bool:
    """Whether the calendar has such a day."""
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def shown_time(moment: datetime | None, zone: ZoneInfo) -> str:
    """To the minute, in the shop's time zone; nothing for no time."""
    return "" if moment is None else moment.astimezone(zone).strftime("%Y-%m-%d %H:%M")
