"""The expressions for days, weeks, months and dates, of both languages, and what each resolves to.

A table: the name of an expression, how it is written, and the function that resolves a match to a span of wall time.
"""

import re
from collections.abc import Callable
from datetime import timedelta
from functools import cache

from assistant.drafting.reading import calendar, dates
from assistant.drafting.reading.calendar import Span, days
from assistant.drafting.reading.clock import part_of_day
from assistant.drafting.reading.counting import NUMBER, counted
from assistant.drafting.reading.data import one_of, toml
from assistant.drafting.reading.dates import Now

_MONTHS = (
    "jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sep(?:t(?:ember)?)?|oct(?:ober)?"
    "|nov(?:ember)?|dec(?:ember)?"
)
_WEEKDAYS = "mon(?:day)?|tues?(?:day)?|wed(?:s|nesday)?|thu(?:rs?(?:day)?)?|fri(?:day)?|sat(?:urday)?|sun(?:day)?"
_UNIT_ZH = "小时|钟头|天|日|周|星期|礼拜|月|年"
_UNIT_EN = "hour|hr|day|night|week|fortnight|month|year"
_COUNT_EN = "an?|one|two|three|four|five|six|seven|eight|nine|ten|several|couple|couple of|a couple of|a few"
_THIRD_ZH = "[上中下]旬|[初中底末]"
_NO_NOUN = (
    r"(?=\s*(?:$|[.,;:!?)\n-])|\s+(?:and|but|or|at|around|about|in|so|i|we|it|is|was|which|when|after|before|with|for"
    r"|to|from|that|still|already|my|the|by|as|it's|they|you|morning|afternoon|evening|night)\b)"
)
"""What may follow "the 5th" where it is a day; anything else is what is counted: the 5th parcel."""


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
    if unit in ("小时", "钟头", "hour", "hr"):
        at = now.wall - timedelta(hours=number)
        return Span(at - timedelta(hours=1), at + timedelta(hours=1))
    if unit in ("天", "日", "day", "night"):
        return days(now.day - timedelta(days=number))
    if unit in ("周", "星期", "礼拜", "week", "fortnight"):
        return calendar.around(now.day - timedelta(weeks=number * (2 if unit == "fortnight" else 1)), 3)
    if unit in ("月", "month"):
        day = now.day - timedelta(days=15) if half else calendar.months_before(now.day, number)
        return calendar.around(day, 4 if half else 15)
    months = 6 if half else 12 * number
    return calendar.around(calendar.months_before(now.day, months), 30 if half else 183)


def _several_ago(match: re.Match[str], now: Now, ahead: bool) -> Span | None:
    """ "两三天前", "十来天前": from the one number to the other."""
    if match["tens"]:
        return days(now.day - timedelta(days=19), now.day - timedelta(days=9))
    low, high = counted(match["low"]), counted(match["high"])
    if low is None or high is None or high != low + 1:
        return None
    return Span(_before(high, match["sunit"], False, now).start, _before(low, match["sunit"], False, now).end)


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
    return dates.third_of(span, match["third"])


def _this_month(match: re.Match[str], now: Now, ahead: bool) -> Span:
    return dates.third_of(calendar.month_of(now.day), match["thismonth"])


def _year(match: re.Match[str], now: Now, ahead: bool) -> Span:
    span = calendar.year_of(now.day, 0 if re.match("今|this", match["yearword"]) else -1)
    part = (match["ythird"] or "")[-1:]
    if part == "初":
        return Span(span.start, span.start + timedelta(days=59))
    return Span(span.end - timedelta(days=61), span.end) if part in ("底", "末") else span


def _weekend(match: re.Match[str], now: Now, ahead: bool) -> Span:
    """The weekend that has begun, else the one before; the next one when it lies ahead."""
    saturday = now.day - timedelta(days=(now.day.weekday() - 5) % 7)
    return days(saturday, saturday + timedelta(days=1)).moved(7 if ahead else 0)


def _before_last(match: re.Match[str], now: Now, ahead: bool) -> Span:
    return calendar.week_of(now.day, -2) if match["beforelast"] == "week" else calendar.month_of(now.day, -2)


def _toward(span: Span, now: Now, ahead: bool, period: int) -> Span:
    if ahead:
        return span if span.start > now.wall else span.moved(period)
    return span if span.start <= now.wall else span.moved(-period)


@cache
def _expressions() -> dict[str, tuple[str, Resolver]]:
    words = toml("times")
    relative, festivals, shopping, lunar = (
        one_of(words[name]) for name in ("relative_days", "festivals", "shopping_days", "lunar")
    )
    bare = one_of(part for part in words["parts_of_day"] if not part.isascii() and len(part) > 1)
    return {
        "numeric": (
            r"(?<![0-9./-])(?:(?P<iso>(?:19|20)[0-9]{2})(?P<sep>[-/.])(?P<isom>[0-9]{1,2})(?P=sep)(?P<isod>[0-9]{1,2})"
            r"|(?P<n1>[0-3]?[0-9])/(?P<n2>[0-3]?[0-9])(?:/(?P<ny>(?:20)?[0-9]{2}))?)(?![./-]?[0-9])",
            dates.date_numeric,
        ),
        "chinese": (
            rf"(?:(?P<yzh>(?:19|20)[0-9]{{2}}年|[今去前明]年)的?)?(?P<mzh>{NUMBER})月份?"
            rf"(?:(?P<dthird>{_THIRD_ZH})|(?P<dzh>{NUMBER})[号日]?)?(?![0-9个])",
            dates.date_zh,
        ),
        "dotted": (
            r"(?<![0-9.,¥$£€-])(?P<dotm>1[0-2]|0?[1-9])[.-](?P<dotd>3[01]|[12][0-9]|0?[1-9])(?![0-9.-])"
            r"(?=\s?(?:[号日]|那天|当天|下单|下的|买的|拍的|订的|付的|付款|签收|收到|到的|发的|发货|寄))",
            dates.date_dotted,
        ),
        "latin": (
            rf"\b(?:(?P<mon1>{_MONTHS})\.? (?P<d1>[0-3]?[0-9])(?:st|nd|rd|th)?(?:,? (?P<y1>20[0-9]{{2}}))?"
            rf"|(?P<d2>[0-3]?[0-9])(?:st|nd|rd|th)?(?: of)? (?P<mon2>{_MONTHS})\b\.?(?:,? (?P<y2>20[0-9]{{2}}))?)"
            r"(?![0-9])",
            dates.date_en,
        ),
        "few": (
            r"前几天|前两天|这两天|这几天|前些天|前阵子|(?:好|没)几天[之以]?前"
            r"|\bthe other (?:day|night|evening|morning)\b|\b(?:a )?(?:few|couple(?: of)?) days ago\b",
            _few_days,
        ),
        "several": (
            r"(?:(?P<tens>十[几来多]天)|(?P<low>[一二两三四五六七八])(?P<high>[二两三四五六七八九])个?"
            r"(?P<sunit>天|周|星期|礼拜|月))[之以]?前",
            _several_ago,
        ),
        "ago": (
            rf"(?:(?P<many>{NUMBER})?(?P<half>半)?个?多?(?P<unit>{_UNIT_ZH})[之以多]?前"
            rf"|\b(?P<manyen>{_COUNT_EN}|[0-9]{{1,3}}) (?P<uniten>{_UNIT_EN})s? (?:ago|back(?! to))\b)",
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
        "lastbutone": (r"\bthe (?P<beforelast>week|month) before last\b", _before_last),
        "weekend": (
            r"\b(?:(?:at|over|on|during) the|this past|this|over|all) weekend\b|(?<![上下这本周])周末",
            _weekend,
        ),
        "week": (r"(?P<weekword>(?:上上|[上下这本])个?(?:周末?|星期|礼拜)|\b(?:last|this|next) week(?:end)?\b)", _week),
        "month": (
            rf"(?P<monthword>(?:上上|[上下这本])个?月|\b(?:last|this|next) month\b)份?"
            rf"(?:(?P<third>{_THIRD_ZH})|(?P<ofmonth>{NUMBER})[号日])?",
            _month,
        ),
        "barethird": (r"(?<![0-9零一二三四五六七八九十个满每包整])月(?P<thismonth>[初中底])", _this_month),
        "inmonth": (
            r"\b(?:in|since|(?P<thirden>early|late|mid|end|beginning|start|middle)(?: of)?(?: in)?)[ -]"
            rf"(?P<monen>{_MONTHS})\b",
            dates.month_en,
        ),
        "year": (
            rf"(?P<yearword>[去今]年|\b(?:last|this) year\b)(?!的?(?:{festivals}|{lunar}|{NUMBER}月))"
            r"(?P<ythird>年?[底初末])?",
            _year,
        ),
        "shop": (rf"(?P<shopping>{shopping})", dates.shopping_day),
        "festival": (
            rf"(?P<fy>去年|last )?(?<![0-9a-z一二三四五六七八九十第.])(?P<fest>{festivals})"
            r"(?![0-9点月个件天块元a-z次.])"
            r"(?:(?<=国庆)节?(?P<holidays>假?期间?|长假|放假|那几天))?",
            dates.festival,
        ),
        "moving": (
            rf"(?P<ly>去年|last )?(?<![a-z])(?P<lunar>{lunar})(?![a-z])节?"
            r"(?P<lholidays>期间|假期|放假|那几天|前后|那会儿?|时)?",
            dates.lunar,
        ),
        "dayofmonth": (
            rf"(?<![0-9月第年])(?P<dayzh>{NUMBER})号(?!码|楼|店|柜|线|库|院|门|室|房|色|机|仓|小区|公寓|栋|电池)"
            rf"|\bthe (?P<dayen>3[01]|[12]?[0-9])(?:st|nd|rd|th)\b{_NO_NOUN}",
            dates.day_of_month,
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
