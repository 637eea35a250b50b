"""Whether an earlier promise of ours named a span that is over: then the letter admits that it was not kept."""

import re
from datetime import datetime, timedelta

_SPAN = re.compile(
    r"(?P<number>\d{1,3})\s*(?:个)?\s*(?:(?P<hours>小时|hours?\b)|(?P<days>天|日内|days?\b))", re.IGNORECASE
)
"""Working days are not counted: whether they are over is for the calendar to say."""


def promise_is_broken(promise: str, made_at: datetime | None, now: datetime) -> bool:
    """False where the promise names no span, or more than one and the longest is not over."""
    spans = [_span(match) for match in _SPAN.finditer(promise)]
    return made_at is not None and bool(spans) and made_at + max(spans) < now


def _span(match: re.Match[str]) -> timedelta:
    number = int(match["number"])
    return timedelta(hours=number) if match["hours"] else timedelta(days=number)
