"""Parts of the day and clock times beside a day: "晚上八点", "8:30 pm", "in the evening"."""

import re
from functools import cache

from assistant.drafting.reading.calendar import Hours
from assistant.drafting.reading.counting import NUMBER, counted
from assistant.drafting.reading.data import one_of, toml

_TOLERANCE = 60
"""Minutes around a clock time that it still means."""
_BETWEEN = re.compile(r"(?:[ ,]|的|那天|当天|at|around|about|in the|on|大概|大约|差不多|左右|约|there)*")
_REACH = 26
_CHINESE_CLOCK = rf"(?P<hour>{NUMBER})[点时](?:钟|整)?(?:(?P<half>半)|(?P<quarter>[一三])刻|(?P<minute>{NUMBER})分?)?"
_HOURS_EN = "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve"
_WORDED_CLOCK = (
    rf"(?P<past>half(?: past)?|quarter past|quarter to) (?P<worded>{_HOURS_EN}|1[0-2]|[1-9])\b(?! (?:of|per))"
    rf"|(?<=at )(?P<at>{_HOURS_EN}|1[0-2]|[1-9])(?: o'?clock)?\b"
    r"(?![:0-9]| (?:of|days?|weeks?|pounds?|dollars?|percent)\b)"
    rf"|(?P<oclock>{_HOURS_EN}|1[0-2]|[1-9]) o'?clock\b"
)
_LATIN_CLOCK = (
    r"(?P<h24>[01]?[0-9]|2[0-3]):(?P<m24>[0-5][0-9])(?: ?(?P<ap>[ap])\.?m\b)?"
    r"|(?P<h12>1[0-2]|[1-9]) ?(?P<ap12>[ap])\.?m\b"
)


def part_of_day(words: str) -> Hours:
    first, last = toml("times")["parts_of_day"][words]
    return Hours(first * 60, last * 60)


def hours_after(folded: str, place: int) -> tuple[int, Hours | None]:
    """The hours named right after `place`, with where their words end."""
    between = _BETWEEN.match(folded, place, place + _REACH)
    match = _pattern().match(folded, between.end() if between else place)
    hours = _hours(match) if match else None
    return (match.end(), hours) if match and hours else (place, None)


def hours_before(folded: str, place: int) -> tuple[int, Hours | None]:
    """The hours named right before `place`, with where their words begin: "8pm on Wednesday"."""
    for match in _pattern().finditer(folded, max(0, place - _REACH), place):
        between = _BETWEEN.match(folded, match.end(), place)
        hours = _hours(match)
        if hours and between and between.end() == place:
            return match.start(), hours
    return place, None


@cache
def _pattern() -> re.Pattern[str]:
    parts = one_of(toml("times")["parts_of_day"])
    clock = rf"(?:的| |at|around|about|大概|大约){{0,3}}(?:{_CHINESE_CLOCK}|{_LATIN_CLOCK}|{_WORDED_CLOCK})"
    later = r"(?: (?:in the|at|this) (?P<later>morning|afternoon|evening|night)\b)?"
    return re.compile(rf"(?<![a-z])(?P<part>{parts})?{clock}{later}|(?<![a-z最])(?P<only>{parts})")


def _hours(match: re.Match[str]) -> Hours | None:
    if match["only"]:
        return part_of_day(match["only"])
    minutes = _minutes(match)
    if minutes is None:
        return None
    words = match["part"] or match["later"]
    part = part_of_day(words) if words else None
    if part and part.start >= 11 * 60 and minutes + 12 * 60 < part.end + _TOLERANCE:
        minutes += 12 * 60
    numeric = match["h24"] or match["h12"]
    either_half = part is None and not numeric and minutes < 12 * 60
    return Hours(minutes - _TOLERANCE, minutes + _TOLERANCE, either_half)


def _minutes(match: re.Match[str]) -> int | None:
    """Minutes from midnight as written, before "晚上" makes eight o'clock twenty."""
    if match["hour"]:
        return _chinese_minutes(match)
    worded = match["worded"] or match["at"] or match["oclock"]
    if worded:
        return _worded_minutes(worded, match["past"] or "")
    hour, half_day = int(match["h24"] or match["h12"]), match["ap"] or match["ap12"]
    if half_day:
        hour = hour % 12 + (12 if half_day == "p" else 0)
    return hour * 60 + int(match["m24"] or 0)


def _worded_minutes(hour: str, past: str) -> int | None:
    number = counted(hour)
    offset = {"half": 30, "half past": 30, "quarter past": 15, "quarter to": -15}.get(past, 0)
    return None if number is None else number * 60 + offset


def _chinese_minutes(match: re.Match[str]) -> int | None:
    hour, minute = counted(match["hour"]), counted(match["minute"] or "0")
    if match["half"]:
        minute = 30
    elif match["quarter"]:
        minute = 15 * (counted(match["quarter"]) or 0)
    if hour is None or minute is None or hour > 24 or minute >= 60:
        return None
    return hour * 60 + minute
