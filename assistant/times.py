"""Times as people give them on the command line, and as they read them there."""

from datetime import datetime
from zoneinfo import ZoneInfo

from assistant.errors import UsageError

FIRST_YEAR, LAST_YEAR = 1970, 2999
"""No mail is older, and arithmetic with the calendar's last days overflows."""


def given_time(text: str, option: str) -> datetime:
    """ISO 8601 with an offset. Raises UsageError that names the option."""
    hint = "Give it as ISO 8601 with an offset, for example 2026-11-20T10:00:00+08:00."
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise UsageError(f"{option}: {text} is no time.", hint) from None
    if moment.tzinfo is None:
        raise UsageError(f"{option}: {text} has no offset.", hint)
    if not FIRST_YEAR <= moment.year <= LAST_YEAR:
        raise UsageError(f"{option}: {text} is not within the years {FIRST_YEAR} to {LAST_YEAR}.", hint)
    return moment


def shown_time(moment: datetime | None, zone: ZoneInfo) -> str:
    """To the minute, in the shop's time zone; nothing for no time."""
    return "" if moment is None else moment.astimezone(zone).strftime("%Y-%m-%d %H:%M")
