"""Times as customers name them ("上周三晚上八点", "three days ago"), resolved against the mail's own Date.

One table of expressions for both languages. Each names a stretch of days; a part of the day or a clock time beside it
narrows that. People round clock times, so eight o'clock means an hour before it until an hour after. What was not
said to lie ahead lies in the past: "周五" is the last Friday, "3月5号" the last fifth of March.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from typing import Literal
from zoneinfo import ZoneInfo

from assistant.case.inquiry import TimeMention
from assistant.drafting.reading.ahead import is_ahead
from assistant.drafting.reading.calendar import Hours, Span, moment
from assistant.drafting.reading.clock import hours_after, hours_before
from assistant.drafting.reading.dates import Now
from assistant.drafting.reading.timewords import resolve, scanner

MOST_TIMES = 20


@dataclass(frozen=True, slots=True)
class Mention:
    """A time in the text: where it stands, what it means in wall time."""

    start: int
    end: int
    span: Span
    ahead: bool = False


def mentions(folded: str, now: datetime, zone: ZoneInfo) -> list[Mention]:
    """The times named in the text, in their order; none when the Date itself cannot be told in the zone."""
    try:
        wall = now.astimezone(zone).replace(tzinfo=None)
    except (OverflowError, ValueError):
        return []
    at = Now(wall, us=not zone.key.startswith(("Europe/", "Australia/", "Africa/", "Atlantic/")))
    return list(islice(_found(folded, at), MOST_TIMES))


def mentioned(
    text: str,
    found: Sequence[Mention],
    zone: ZoneInfo,
    about: Callable[[Mention], Literal["ordered", "received", "other"]],
) -> tuple[TimeMention, ...]:
    """The mentions as values of the case; `about` tells what each time is the time of."""
    values: list[TimeMention] = []
    for mention in found:
        try:
            start, end = moment(mention.span.start, zone), moment(mention.span.end, zone)
        except (OverflowError, ValueError):
            continue
        words = " ".join(text[mention.start : mention.end].split())[:120]
        values.append(TimeMention(words=words, start=start, end=end, about=about(mention)))
    return tuple(values)


def _found(folded: str, now: Now) -> Iterator[Mention]:
    place = 0
    for match in scanner().finditer(folded):
        if match.start() < place:
            continue
        mention = _mention(folded, match, now)
        if mention is not None:
            place = mention.end
            yield mention


def _mention(folded: str, match: re.Match[str], now: Now) -> Mention | None:
    try:
        span = resolve(match, now, is_ahead(folded, match.start(), match.end()))
        if span is None:
            return None
        start, end, span = _narrowed(folded, match, span)
    except (OverflowError, ValueError):  # the thirtieth of February, the year 0
        return None
    return Mention(start, end, span, ahead=span.start > now.wall)


def _narrowed(folded: str, match: re.Match[str], span: Span) -> tuple[int, int, Span]:
    """The span cut down to the hours that stand beside the day, and where the words of both begin and end."""
    if not span.is_one_day:
        return match.start(), match.end(), span
    place = match.start() if match.lastgroup == "part" else match.end()
    end, hours = hours_after(folded, place)
    if hours:
        return match.start(), end, _at(span, hours)
    start, hours = hours_before(folded, match.start())
    return (start, end, _at(span, hours)) if hours else (match.start(), match.end(), span)


def _at(span: Span, hours: Hours) -> Span:
    """These hours of the day; where the span is a part of it ("last night"), of the half of the day that it is in.

    "Yesterday at eight" may be in the morning or in the evening, so that it stays the whole day.
    """
    if hours.either_half and span.end - span.start == timedelta(days=1):
        return span
    narrowed = span.at(hours)
    return span.at(hours.after_noon()) if narrowed.end <= span.start else narrowed
