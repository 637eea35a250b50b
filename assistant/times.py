"""Times as people give them on the command line."""

from datetime import datetime

from assistant.errors import UsageError


def given_time(text: str, option: str) -> datetime:
    """ISO 8601 with an offset. Raises UsageError that names the option."""
    hint = "Give it as ISO 8601 with an offset, for example 2026-11-20T10:00:00+08:00."
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise UsageError(f"{option}: {text} is no time.", hint) from None
    if moment.tzinfo is None:
        raise UsageError(f"{option}: {text} has no offset.", hint)
    return moment
