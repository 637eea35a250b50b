"""The expressions for days, weeks, months and dates, of both languages, and what each resolves to.

A table: the name of an expression, how it is written, and the function that resolves a match to a span of wall time.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache

from assistant.drafting.reading import calendar
from assistant.drafting.reading.calendar import Span, days
from assistant.drafting.reading.clock import part_of_day
from assistant.drafting.reading.counting import NUMBER, counted
from assistant.drafting.reading.data import one_of, toml

_MONTH_ORDER = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTHS = (
    "jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sep(?:t(?:ember)?)?|oct(?:ober)?"
    "|nov(?:ember)?|dec(?:ember)?"
)
_WEEKDAYS = "mon(?:day)?|tues?(?:day)?|wed(?:nesday)?|thu(?:rs(?:day)?)?|fri(?:day)?|sat(?:urday)?|sun(?:day)?"
_UNIT_ZH = "小时|钟头|天|日|周|星期|礼拜|月|年"
_UNIT_EN = "hour|day|week|fortnight|month|year"
_COUNT_EN = "an?|one|two|three|four|five|six|seven|eight|nine|ten|several|couple of|a couple of|a few"


@dataclass(frozen=True, slots=True)
class Now:
    """When the mail was written, in the shop's wall time; `us`: 11/3 is the third of November."""

    wall: datetime
    us: bool

    @property
    def day(self) -> date:
        return self.wall.date()


Resolver = Callable[[re.Match[str], Now, bool], Span | None]


def _relative_day(match: re.Match[str], now: Now, ahead: bool) -> Span:
    words, part = match["day"], match["daypart"]
    span = days(now.day + timedelta(days=toml("times")["relative_days"][words]))
    return span.at(part_of_day(part)) if part else span


def _named_part(match: re.Match[str], now: Now, ahead: bool) -> Span:
    return days(now.day - timedelta(days=match["which"] == "last")).at(part_of_day(match["name"]))


def _bare_part(match: re.Match[str], now: Now, ahead: bool) -> Span:
    """The day whose part it is: the mail's own, unless that part has not begun."""
    begun = days(now.day).at(part_of_day(match["bare"])).start <= now.wall
    return days(now.day if begun or ahead else now.day - timedelta(days=1))


def _ago(match: re.Match[str], now: Now, ahead: bool) -> Span | None:
    """The unit tells how exact it is: "three weeks ago" means some day of those around it."""
    number, unit = counted(match["many"] or match["manyen"] or ""), match["unit"] or match["uniten"]
    half = match["half"] is not None
    if number is None and not half:
        return None
    return _before(number or 0, unit, half, now)


def _before(number: int, unit: str, half: bool, now: Now) -> Span:
    if unit in ("小时", "钟头", "hour"):
        at = now.wall - timedelta(hours=number)
        return Span(at - timedelta(hours=1), at + timedelta(hours=1))
    if unit in ("天", "日", "day"):
        return days(now.day - timedelta(days=number))
    if unit in ("周", "星期", "礼拜", "week", "fortnight"):
        return calendar.around(now.day - timedelta(weeks=number * (2 if unit == "fortnight" else 1)), 3)
    if unit in ("月", "month"):
        day = now.day - timedelta(days=15) if half else calendar.months_before(now.day, number)
        return calendar.around(day, 4 if half else 15)
    months = 6 if half else 12 * number
    return calendar.around(calendar.months_before(now.day, months), 30 if half else 183)


def _few_days(match: re.Match[str], now: Now, ahead: bool) -> Span:
    return days(now.day - timedelta(days=7), now.day)


def _weekday_zh(match: re.Match[str], now: Now, ahead: bool) -> Span:
    which, weekday = match["inweek"] or "", toml("times")["weekdays"][match["wd"]]
    span = calendar.week_of(now.day, -which.count("上") + which.count("下")).moved(weekday)
    span = Span(span.start, span.start + timedelta(days=1))
    if which or span.start.date() == now.day:
        return span
    return _toward(span, now, ahead, 7)


def _weekday_en(match: re.Match[str], now: Now, ahead: bool) -> Span:
    """ "last Wednesday" is the latest one before today; "Wednesday last week" the one of that week."""
    weekday, which = toml("times")["weekdays"][match["wden"][:3]], match["lastwk"]
    if which:
        span = calendar.week_of(now.day, -1).moved(weekday)
        return Span(span.start, span.start + timedelta(days=1))
    if match["next"] or ahead:
        return days(now.day + timedelta(days=(weekday - now.day.weekday() - 1) % 7 + 1))
    back = (now.day.weekday() - weekday) % 7
    return days(now.day - timedelta(days=back or (7 if match["last"] else 0)))


def _week(match: re.Match[str], now: Now, ahead: bool) -> Span:
    words = match["weekword"]
    span = calendar.week_of(now.day, -words.count("上") - words.count("last") + words.count("下") + words.count("next"))
    return Span(span.start + timedelta(days=5), span.end) if re.search("末|weekend", words) else span


def _month(match: re.Match[str], now: Now, ahead: bool) -> Span:
    words = match["monthword"]
    offset = -words.count("上") - words.count("last") + words.count("下") + words.count("next")
    span = calendar.month_of(now.day, offset)
    if match["ofmonth"]:
        return days(span.start.date().replace(day=counted(match["ofmonth"]) or 0))
    thirds = {"初": (0, 10), "中": (10, 20), "底": (20, 31), "末": (20, 31)}.get(match["third"] or "")
    if thirds is None:
        return span
    return Span(span.start + timedelta(days=thirds[0]), min(span.end, span.start + timedelta(days=thirds[1])))


def _year(match: re.Match[str], now: Now, ahead: bool) -> Span:
    return calendar.year_of(now.day, 0 if re.match("今|this", match["yearword"]) else -1)


def _date_zh(match: re.Match[str], now: Now, ahead: bool) -> Span | None:
    month, day = counted(match["mzh"]), counted(match["dzh"] or "1")
    years = {"今年": 0, "去年": -1, "前年": -2, "明年": 1}
    named = match["yzh"]
    year = now.day.year + years[named] if named in years else int(named[:4]) if named else None
    span = _dated(year, month, day, now, ahead)
    return span if match["dzh"] or span is None else calendar.month_of(span.start.date())


def _day_zh(match: re.Match[str], now: Now, ahead: bool) -> Span | None:
    """ "3号": this month's, else last month's (or next month's, when it lies ahead)."""
    number = counted(match["dayzh"]) or 0
    for months in (0, 1, 2) if ahead else (0, -1, -2):
        first = calendar.month_of(now.day, months).start.date()
        try:
            span = days(first.replace(day=number))
        except ValueError:
            continue
        if ahead == (span.start.date() > now.day) or span.start.date() == now.day:
            return span
    return None


def _date_numeric(match: re.Match[str], now: Now, ahead: bool) -> Span | None:
    if match["iso"]:
        return days(date(int(match["iso"]), int(match["isom"]), int(match["isod"])))
    first, second = int(match["n1"]), int(match["n2"])
    month, day = (first, second) if (now.us and first <= 12) or second > 12 else (second, first)
    year = int(match["ny"]) if match["ny"] else None
    return _dated(2000 + year if year is not None and year < 100 else year, month, day, now, ahead)


def _date_en(match: re.Match[str], now: Now, ahead: bool) -> Span | None:
    month = _MONTH_ORDER.index((match["mon1"] or match["mon2"])[:3]) + 1
    year = match["y1"] or match["y2"]
    return _dated(int(year) if year else None, month, int(match["d1"] or match["d2"]), now, ahead)


def _month_en(match: re.Match[str], now: Now, ahead: bool) -> Span | None:
    span = _dated(None, _MONTH_ORDER.index(match["monen"][:3]) + 1, 1, now, ahead)
    return calendar.month_of(span.start.date()) if span else None


def _festival(match: re.Match[str], now: Now, ahead: bool) -> Span | None:
    month, day = toml("times")["festivals"][match["fest"]]
    return _dated(now.day.year - 1 if match["fy"] in ("去年", "last ") else None, month, day, now, ahead)


def _shopping_day(match: re.Match[str], now: Now, ahead: bool) -> Span:
    after = toml("times")["shopping_days"][match["shopping"]]
    years = (now.day.year, now.day.year + 1) if ahead else (now.day.year, now.day.year - 1)
    spans = [days(calendar.nth_weekday(year, 11, 3, 4) + timedelta(days=after)) for year in years]
    return spans[0] if ahead == (spans[0].start > now.wall) else spans[1]


def _dated(year: int | None, month: int | None, day: int | None, now: Now, ahead: bool) -> Span | None:
    """A date whose year may be missing: the last one of that name, or the next when it lies ahead."""
    if month is None or day is None or not 1 <= month <= 12:
        return None
    if year is not None:
        return days(date(year, month, day))
    for candidate in range(now.day.year, now.day.year + 9) if ahead else range(now.day.year, now.day.year - 9, -1):
        try:  # the 29th of February may be years away
            span = days(date(candidate, month, day))
        except ValueError:
            continue
        if span.start.date() == now.day or ahead == (span.start.date() > now.day):
            return span
    return None


def _toward(span: Span, now: Now, ahead: bool, period: int) -> Span:
    if ahead:
        return span if span.start > now.wall else span.moved(period)
    return span if span.start <= now.wall else span.moved(-period)


@cache
def _expressions() -> dict[str, tuple[str, Resolver]]:
    words = toml("times")
    relative, festivals, shopping = (one_of(words[name]) for name in ("relative_days", "festivals", "shopping_days"))
    bare = one_of(part for part in words["parts_of_day"] if not part.isascii() and len(part) > 1)
    return {
        "numeric": (
            r"(?<![0-9./-])(?:(?P<iso>(?:19|20)[0-9]{2})(?P<sep>[-/.])(?P<isom>[0-9]{1,2})(?P=sep)(?P<isod>[0-9]{1,2})"
            r"|(?P<n1>[0-3]?[0-9])/(?P<n2>[0-3]?[0-9])(?:/(?P<ny>(?:20)?[0-9]{2}))?)(?![./-]?[0-9])",
            _date_numeric,
        ),
        "chinese": (
            rf"(?:(?P<yzh>(?:19|20)[0-9]{{2}}年|[今去前明]年)的?)?(?P<mzh>{NUMBER})月份?"
            rf"(?:(?P<dzh>{NUMBER})[号日]?)?(?![0-9个])",
            _date_zh,
        ),
        "latin": (
            rf"\b(?:(?P<mon1>{_MONTHS})\.? (?P<d1>[0-3]?[0-9])(?:st|nd|rd|th)?(?:,? (?P<y1>20[0-9]{{2}}))?"
            rf"|(?P<d2>[0-3]?[0-9])(?:st|nd|rd|th)?(?: of)? (?P<mon2>{_MONTHS})\b\.?(?:,? (?P<y2>20[0-9]{{2}}))?)"
            r"(?![0-9])",
            _date_en,
        ),
        "few": (
            r"前几天|前两天|这两天|这几天|前些天|前阵子|\bthe other day\b|\ba (?:few|couple(?: of)?) days ago\b",
            _few_days,
        ),
        "ago": (
            rf"(?:(?P<many>{NUMBER})?(?P<half>半)?个?多?(?P<unit>{_UNIT_ZH})[之以多]?前"
            rf"|\b(?P<manyen>{_COUNT_EN}|[0-9]{{1,3}}) (?P<uniten>{_UNIT_EN})s? ago\b)",
            _ago,
        ),
        "relative": (
            rf"(?<![a-z0-9])(?P<day>{relative})(?:(?<=[今昨明])(?P<daypart>[晚早]))?(?<![今昨明])(?![a-z])",
            _relative_day,
        ),
        "named": (r"\b(?P<which>last|this) (?P<name>night|morning|afternoon|evening)\b", _named_part),
        "dayofweek": (
            r"(?P<inweek>上上个?|上个?|下下个?|下个?|这个?|本)?(?:周|星期|礼拜)(?P<wd>[一二三四五六日天1-7])(?![0-9年个])",
            _weekday_zh,
        ),
        "weekday": (
            rf"\b(?:(?P<last>last|this past|past) |(?P<next>next|coming) |(?:this|on) )?(?P<wden>{_WEEKDAYS})\b"
            r"(?P<lastwk> (?:of )?last week)?",
            _weekday_en,
        ),
        "week": (r"(?P<weekword>(?:上上|[上下这本])个?(?:周末?|星期|礼拜)|\b(?:last|this|next) week(?:end)?\b)", _week),
        "month": (
            rf"(?P<monthword>(?:上上|[上下这本])个?月|\b(?:last|this|next) month\b)份?"
            rf"(?:(?P<third>[初中底末])|(?P<ofmonth>{NUMBER})[号日])?",
            _month,
        ),
        "inmonth": (rf"\b(?:in|since|early|late|mid) (?P<monen>{_MONTHS})\b", _month_en),
        "year": (rf"(?P<yearword>[去今]年|\b(?:last|this) year\b)(?!的?(?:{festivals}|{NUMBER}月))", _year),
        "shop": (rf"(?P<shopping>{shopping})", _shopping_day),
        "festival": (
            rf"(?P<fy>去年|last )?(?<![0-9a-z一二三四五六七八九十第])(?P<fest>{festivals})(?![0-9点月个件天块元a-z次])",
            _festival,
        ),
        "dayofmonth": (
            rf"(?<![0-9月第年])(?P<dayzh>{NUMBER})号(?!码|楼|店|柜|线|库|院|门|室|房|色|机|仓|小区|公寓|栋|电池)",
            _day_zh,
        ),
        "part": (rf"(?P<bare>{bare})(?!好|安)", _bare_part),
    }


@cache
def scanner() -> re.Pattern[str]:
    """All expressions as one pattern; `lastgroup` of a match names the one that it is."""
    return re.compile("|".join(f"(?P<{name}>{pattern})" for name, (pattern, _) in _expressions().items()))


def resolve(match: re.Match[str], now: Now, ahead: bool) -> Span | None:
    """What a match of `scanner` means. Raises ValueError or OverflowError for a date that does not exist."""
    return _expressions()[match.lastgroup or ""][1](match, now, ahead)
