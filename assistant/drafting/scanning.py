"""Find the tokens of a text, in a reply and in its sources alike; `grounding` holds one against the other."""

import re
from functools import lru_cache

from assistant.drafting.numerals import normalise
from assistant.drafting.readers import READERS, Reader
from assistant.drafting.tokens import Calendar, Token

_REMEMBERED = 2_000
"""Texts: the checks read the sources of one case for each of its sentences again."""


@lru_cache(maxsize=_REMEMBERED)
def scan(text: str, calendar: Calendar) -> tuple[Token, ...]:
    """All tokens of a text, in no particular order. A date and a time that stand together are one moment."""
    rest = normalise(text)
    found: list[Token] = []
    for pattern, read in READERS:
        rest = _take(pattern, read, rest, found, calendar)
    return tuple(_with_moments(found, rest))


def without_tokens(text: str, calendar: Calendar) -> str:
    """The text with a dash for every token, and for every digit that is in none: nothing in it can be held against
    a source."""
    rest = normalise(text)
    for pattern, read in READERS:
        rest = _take(pattern, read, rest, [], calendar)
    return re.sub(r"[\0\d]+", "–", rest)


def _take(pattern: re.Pattern[str], read: Reader, rest: str, found: list[Token], calendar: Calendar) -> str:
    """Read every match; what was read is blanked, so that no later pattern reads it again."""

    def consume(match: re.Match[str]) -> str:
        tokens = read(match, calendar)
        if not tokens and not match.groupdict().get("skip"):
            return match.group()
        found.extend(
            Token(token.kind, match.group().strip(), token.value, match.start(), match.end()) for token in tokens
        )
        return "\0" * len(match.group())

    return pattern.sub(consume, rest)


def _with_moments(found: list[Token], rest: str) -> list[Token]:
    times = {token.start: token for token in found if token.kind == "time"}
    tokens = []
    for token in found:
        if token.kind == "date":
            time = next((t for t in times.values() if _adjacent(token, t, rest)), None)
            if time is not None:
                times.pop(time.start)
                text = f"{token.text} {time.text}" if token.start < time.start else f"{time.text} {token.text}"
                tokens.append(Token("moment", text, (token.value, time.value)))
                continue
        if token.kind != "time":
            tokens.append(token)
    return tokens + list(times.values())


def _adjacent(day: Token, time: Token, rest: str) -> bool:
    gap = rest[day.end : time.start] if day.end <= time.start else rest[time.end : day.start]
    return re.fullmatch(r"[\s,()]*(?:at|on|的|当天|,)?[\s,()]*", gap, re.IGNORECASE) is not None
