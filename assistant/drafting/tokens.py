"""What in a sentence can be right or wrong: numbers, amounts, dates, times, spans, codes, addresses on the web.

`scan` finds them in a reply and in its sources alike; `grounding` holds one against the other.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Literal
from zoneinfo import ZoneInfo

from assistant.drafting.numerals import normalise

Kind = Literal["url", "email", "date", "weekday", "time", "moment", "span", "amount", "code", "masked", "number"]


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


_MONTH_NAMES = (
    ("jan", "january"), ("feb", "february"), ("mar", "march"), ("apr", "april"), ("may",), ("jun", "june"),
    ("jul", "july"), ("aug", "august"), ("sep", "sept", "september"), ("oct", "october"), ("nov", "november"),
    ("dec", "december"),
)  # fmt: skip
MONTHS = {name: n for n, names in enumerate(_MONTH_NAMES, start=1) for name in names}
_MONTH = "(?:" + "|".join(sorted(MONTHS, key=len, reverse=True)) + r")\.?"
WEEKDAYS_EN = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_WEEKDAY_EN = r"(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?"
_WEEKDAYS_ZH = "一二三四五六日"
_NUMBER = r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?"
_CURRENCIES = {
    "¥": "CNY", "cny": "CNY", "rmb": "CNY", "元": "CNY", "块": "CNY", "圆": "CNY", "yuan": "CNY",
    "$": "USD", "usd": "USD", "us$": "USD", "美元": "USD", "dollar": "USD", "dollars": "USD",
    "€": "EUR", "eur": "EUR", "欧元": "EUR", "euro": "EUR", "euros": "EUR",
    "£": "GBP", "gbp": "GBP", "英镑": "GBP", "pounds": "GBP",
}  # fmt: skip
_BEFORE = r"US\$|¥|\$|€|£|CNY|RMB|USD|EUR|GBP"
_AFTER = r"美元|欧元|英镑|元|块|圆|(?:CNY|RMB|USD|EUR|GBP|yuan|dollars?|euros?|pounds)(?![A-Za-z])"
_HOURS = {
    "小时": 1, "钟头": 1, "hour": 1, "hr": 1, "天": 24, "日": 24, "自然日": 24, "day": 24,
    "周": 168, "星期": 168, "礼拜": 168, "week": 168,
}  # fmt: skip
_SPAN_UNIT = (
    r"工作日|自然日|小时|钟头|分钟|天|日|周|星期|礼拜|(?<=个)月|年"
    r"|(?:working[- ]days?|business[- ]days?|hours?|hrs?|minutes?|mins?|days?|weeks?|months?|years?)(?![A-Za-z])"
)


def scan(text: str, calendar: Calendar) -> list[Token]:
    """All tokens of a text, in no particular order. A date and a time that stand together are one moment."""
    rest = normalise(text)
    found: list[Token] = []
    for pattern, read in _READERS:
        rest = _take(pattern, read, rest, found, calendar)
    return _with_moments(found, rest)


Reader = Callable[[re.Match[str], Calendar], list[Token]]


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


# one reader for each way of writing; each returns no token to leave the match to the readers after it


def _plain(kind: Kind) -> Reader:
    return lambda match, _: [Token(kind, "", match.group().rstrip(".,;:!?)。").lower())]


def _nothing(match: re.Match[str], _: Calendar) -> list[Token]:
    return []


def _iso(match: re.Match[str], calendar: Calendar) -> list[Token]:
    try:
        moment = datetime.fromisoformat(match.group().replace("/", "-").replace(" ", "T"))
    except ValueError:
        return []
    if moment.tzinfo is not None:
        moment = moment.astimezone(calendar.zone)
    day = Day(moment.month, moment.day, moment.year)
    return (
        [Token("moment", "", (day, (moment.hour, moment.minute)))] if match.group("clock") else [Token("date", "", day)]
    )


def _date(match: re.Match[str], _: Calendar) -> list[Token]:
    part = match.groupdict()
    month = MONTHS[part["name"].rstrip(".").lower()] if part.get("name") else int(part["month"])
    year = int(part["year"]) if part.get("year") else None
    day = int(part["day"])
    if not 1 <= month <= 12 or not 1 <= day <= 31:
        return []
    return [Token("date", "", Day(month, day, year, _weekday(part.get("weekday"))))]


def _weekday(word: str | None) -> int | None:
    if not word:
        return None
    last = word[-1].replace("天", "日")
    if last in _WEEKDAYS_ZH:
        return _WEEKDAYS_ZH.index(last)
    return next(n for n, name in enumerate(WEEKDAYS_EN) if name.startswith(word[:3].lower()))


def _weekday_alone(match: re.Match[str], _: Calendar) -> list[Token]:
    return [Token("weekday", "", _weekday(match.group()))]


_RELATIVE = {"明天": 1, "明日": 1, "后天": 2, "昨天": -1, "昨日": -1, "前天": -2, "tomorrow": 1, "yesterday": -1}


def _relative(match: re.Match[str], calendar: Calendar) -> list[Token]:
    day = calendar.today + timedelta(days=_RELATIVE[match.group().lower()])
    return [Token("date", "", Day(day.month, day.day, day.year))]


def _clock(match: re.Match[str], _: Calendar) -> list[Token]:
    part = match.groupdict()
    hour, minute = int(part["hour"]), 30 if part.get("half") else int(part.get("minute") or 0)
    half_of_day = (part.get("before") or part.get("after") or "").lower()
    if half_of_day in ("下午", "晚上", "晚", "傍晚", "pm", "p.m.") and hour < 12:
        hour += 12
    if half_of_day in ("am", "a.m.", "凌晨") and hour == 12:
        hour = 0
    return [Token("time", "", (hour, minute))] if hour <= 24 and minute < 60 else []


def _span(match: re.Match[str], _: Calendar) -> list[Token]:
    unit = match.group("unit").lower().rstrip("s")
    lengths = [Decimal(number) for number in (match.group("low"), match.group("high")) if number]
    if unit == "年" and lengths[-1] > 1900:
        return [Token("number", "", length) for length in lengths]
    return [Token("span", "", span_of(length, unit)) for length in lengths]


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


def _amount(match: re.Match[str], _: Calendar) -> list[Token]:
    currency = _CURRENCIES[(match.group("before") or match.group("after")).lower()]
    return [Token("amount", "", Amount(Decimal(match.group("value").replace(",", "")), currency))]


def _code(match: re.Match[str], _: Calendar) -> list[Token]:
    """A run of letters and digits with at least six digits, or one with two hyphens: an order number, a locker code."""
    text = match.group()
    if sum(c.isdigit() for c in text) < 6 and text.count("-") < 2:
        return []
    return [Token("code", "", re.sub(r"[- ]", "", text).upper())]


def _masked(match: re.Match[str], _: Calendar) -> list[Token]:
    return [Token("masked", "", (match.group("head").upper(), match.group("tail").upper()))]


def _number(match: re.Match[str], _: Calendar) -> list[Token]:
    return [Token("number", "", Decimal(match.group().replace(",", "")))]


def _re(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE | re.MULTILINE)


_READERS: tuple[tuple[re.Pattern[str], Reader], ...] = (
    (_re(r"(?P<skip>^[ \t]{0,8}(?:\d{1,2}[.)、]|[(]\d{1,2}[)])(?=\s{0,3}\D))"), _nothing),
    (_re(r"(?P<skip>(?:后|末|尾号|last|final)\s*(?:四|4)\s*(?:位|digits?))"), _nothing),
    (_re(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+"), _plain("email")),
    (
        _re(
            r"(?:https?://|www\.)[^\s\0\u3000-\u303f\u4e00-\u9fff“”\"'<>()]+"
            r"|(?<![\w@.-])(?:[a-z0-9-]{1,63}\.){1,8}(?:com|cn|net|org|info|top|xyz|shop|site|io|co|me|cc|vip|link|uk|eu)\b(?:/[\w./?=&%#-]*)?"
        ),
        _plain("url"),
    ),
    (
        _re(
            r"(?<!\d)\d{4}[-/]\d{2}[-/]\d{2}"
            r"(?P<clock>[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:[+-]\d{2}:?\d{2}|Z)?)?(?![\d-])"
        ),
        _iso,
    ),
    (
        _re(
            r"(?:(?P<year>\d{4})\s*[年/]\s*)?(?<!\d)(?P<month>\d{1,2})\s*月\s*(?P<day>\d{1,2})\s*[日号]?"
            r"(?:\s*[(]?\s*(?P<weekday>(?:周|星期|礼拜)[一二三四五六日天])\s*[)]?)?"
        ),
        _date,
    ),
    (
        _re(
            rf"(?:\b(?P<weekday>{_WEEKDAY_EN}),?\s+)?\b(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?"
            rf"(?P<name>{_MONTH})(?![a-z])(?:,?\s+(?P<year>\d{{4}}))?"
        ),
        _date,
    ),
    (
        _re(
            rf"(?:\b(?P<weekday>{_WEEKDAY_EN}),?\s+)?\b(?P<name>{_MONTH})\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?!\d)"
            r"(?:,?\s+(?P<year>\d{4}))?"
        ),
        _date,
    ),
    (_re(r"明天|明日|后天|昨天|昨日|前天|\btomorrow\b|\byesterday\b"), _relative),
    (
        _re(
            r"(?P<before>凌晨|早上|上午|中午|下午|傍晚|晚上|晚)?\s{0,3}(?<!\d)(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::\d{2})?(?!\d)"
            r"\s*(?P<after>[ap]\.?m\b\.?)?"
        ),
        _clock,
    ),
    (
        _re(
            r"(?P<before>凌晨|早上|上午|中午|下午|傍晚|晚上|晚)?\s{0,3}(?<!\d)(?P<hour>\d{1,2})点(?:(?P<half>半)|(?P<minute>\d{1,2})分)?"
        ),
        _clock,
    ),
    (_re(r"(?<!\d)(?P<hour>\d{1,2})\s*(?P<after>[ap]\.?m\b\.?)"), _clock),
    (_re(r"(?<=第)\s{0,3}\d+(?=\s{0,3}[天日周])"), _number),
    (
        _re(
            rf"(?<![\d.])(?P<low>\d+(?:\.\d+)?)(?:\s*(?:[-~–—至到]|to)\s*(?P<high>\d+(?:\.\d+)?))?\s*-?\s*个?\s*(?P<unit>{_SPAN_UNIT})"
        ),
        _span,
    ),
    (
        _re(r"(?<![每一两三\d])(?:周|星期|礼拜)[一二三四五六日天](?!次)|\b(?:" + "|".join(WEEKDAYS_EN) + r")\b"),
        _weekday_alone,
    ),
    (_re(rf"(?P<before>{_BEFORE})\s*(?P<value>{_NUMBER})(?P<after>)"), _amount),
    (_re(rf"(?P<before>)(?<![\d.])(?P<value>{_NUMBER})\s*(?P<after>{_AFTER})"), _amount),
    (_re(r"(?<![a-z\d])(?P<head>[a-z\d]{1,40})[*•]{2,}(?P<tail>[a-z\d]*)"), _masked),
    (_re(r"(?<![a-z\d])[a-z]{0,6}\d[a-z\d]*(?:[-–][a-z\d]+)*(?: \d{3,}(?![\d:]|[.,]\d))*"), _code),
    (_re(_NUMBER), _number),
)
