"""The ways of writing a number, a date, a time or a code, in both languages: one pattern and one reader for each.

A reader gets text from `numerals.normalise`. It returns no token to leave the match to the readers after it.
"""

import re
from calendar import monthrange
from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal

from assistant.drafting.tokens import Amount, Calendar, Day, Kind, Token, span_of
from assistant.drafting.word_times import (
    DAY_IN_WORDS,
    END_OF_WEEK,
    HOUR_IN_WORDS,
    SHARE_IN_WORDS,
    SPAN_IN_WORDS,
    day_in_words,
    end_of_week,
    hour_in_words,
    share_in_words,
    span_in_words,
)

Reader = Callable[[re.Match[str], Calendar], list[Token]]

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
_NO_DAY = r"[码楼线店柜门仓机单字院路弄室座位客床色款箱包桌窗房台坑井]"
"""After 号 what is no day: 3号楼, 2号线, 40号码."""
_SPAN_UNIT = (
    r"工作日|自然日|小时|钟头|分钟|天|日|周|星期|礼拜|(?<=个)月|年"
    r"|(?:working[- ]days?|business[- ]days?|hours?|hrs?|minutes?|mins?|days?|weeks?|months?|years?)(?![A-Za-z])"
)


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


def _day_of_month(match: re.Match[str], calendar: Calendar) -> list[Token]:
    """21号 is of the month that has it nearest to today."""
    day, first = int(match.group("day")), calendar.today.replace(day=1)
    months = (first - timedelta(days=1), first, first + timedelta(days=32))
    near = [month.replace(day=day) for month in months if 1 <= day <= monthrange(month.year, month.month)[1]]
    nearest = min(near, key=lambda one: abs(one - calendar.today), default=None)
    return [Token("date", "", Day(nearest.month, nearest.day))] if nearest is not None else []


def _weekday_alone(match: re.Match[str], _: Calendar) -> list[Token]:
    return [Token("weekday", "", _weekday(match.group()))]


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


READERS: tuple[tuple[re.Pattern[str], Reader], ...] = (
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
    (_re(rf"(?<![\d月第.-])(?P<day>\d{{1,2}})号(?!{_NO_DAY})"), _day_of_month),
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
    (_re(DAY_IN_WORDS), day_in_words),
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
    (_re(HOUR_IN_WORDS), hour_in_words),
    (_re(SPAN_IN_WORDS), span_in_words),
    (_re(END_OF_WEEK), end_of_week),
    (_re(SHARE_IN_WORDS), share_in_words),
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
