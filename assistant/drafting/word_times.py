"""Times in words alone: tomorrow, 今晚, noon, half a month, the end of the week. `readers` has those with digits."""

import re
from datetime import timedelta
from decimal import Decimal

from assistant.drafting.tokens import Calendar, Day, Token, span_of

_DAYS = {
    "大后天": 3, "明天": 1, "明日": 1, "明晚": 1, "明早": 1, "后天": 2, "昨天": -1, "昨日": -1, "昨晚": -1, "前天": -2,
    "今晚": 0, "今早": 0, "今夜": 0, "明": 1, "今": 0, "昨": -1,
    "tomorrow": 1, "the day after tomorrow": 2, "yesterday": -1, "the day before yesterday": -2, "last night": -1,
    "tonight": 0, "this morning": 0, "this afternoon": 0, "this evening": 0,
}  # fmt: skip
_HOURS = {"noon": (12, 0), "midday": (12, 0), "正午": (12, 0), "midnight": (24, 0), "午夜": (24, 0)}
_SPANS = {
    "半天": (12, "小时"), "半日": (12, "小时"), "半个月": (15, "天"), "半月": (15, "天"), "半年": (6, "月"),
    "半小时": (30, "分钟"), "半个小时": (30, "分钟"), "半个钟头": (30, "分钟"),
    "half an hour": (30, "minute"), "half a day": (12, "hour"), "half a month": (15, "day"),
    "half a year": (6, "month"),
    "an hour": (1, "hour"), "a day": (1, "day"), "a week": (1, "week"), "a month": (1, "month"), "a year": (1, "year"),
    "fortnight": (14, "day"), "couple of days": (2, "day"), "couple of weeks": (2, "week"),
}  # fmt: skip

_SHARES = {"半价": 50, "一半": 50, "half": 50, "third": 33, "quarter": 25, "fifth": 20, "tenth": 10}


def _day_word(word: str) -> str:
    """今晚 is a day; in 今晚8点 the 晚 belongs to the hour."""
    if word.isascii():
        return rf"\b{word}\b"
    return rf"{word}(?=[晚早]\s?\d)" if len(word) == 1 else rf"{word}(?!(?<=[晚早])\s?\d)"


DAY_IN_WORDS = "|".join(_day_word(word) for word in sorted(_DAYS, key=len, reverse=True))
HOUR_IN_WORDS = r"\bnoon\b|\bmid(?:day|night)\b|正午|午夜"
SPAN_IN_WORDS = (
    r"半[天日](?![没也都还])|半个?月|半年|半个?小时|半个钟头|\bfortnight\b|\bhalf an? (?:hour|day|month|year)\b"
    r"|\bcouple of (?:days|weeks)\b"
    r"|(?:(?<=within )|(?<=in )|(?<=for )|(?<=after )|(?<=of ))(?:an hour|a (?:day|week|month|year))"
    r"(?! (?:before|ago|early|late|like))\b"
)
"""等了半天 is no span; “a week” is one after within, in, for, after and of."""
SHARE_IN_WORDS = (
    r"(?P<tenths>[一二两三四五六七八九])成(?=[，。；、）)]|多|左右|$|的(?:价|钱|款))|半价|一半(?=的?(?:钱|价|款|运费|金额))"
    r"|\bhalf (?=(?:of )?(?:the |your )?(?:price|amount|money|cost|postage|sum)\b)"
    r"|(?<=\ba )(?:third|quarter|fifth|tenth) (?=(?:of )?(?:the |your )?(?:price|amount|money|cost|postage|sum)\b)"
)
"""Parts of a price, in hundredths: 两成 is 20 of 100, as 20% is."""
END_OF_WEEK = (
    r"(?:这个?|本|下个?)周末|周末(?=前|之前|以前|内|就|能|会)|[本这]周内"
    r"|\b(?:by|before|over|this|at) (?:the )?weekend\b|\b(?:by the )?end of (?:the|this) week\b"
    r"|\bbefore the week is (?:out|over)\b|\b(?:within|during) (?:the|this) week\b"
)
"""Wishes for a nice weekend are none."""


def day_in_words(match: re.Match[str], calendar: Calendar) -> list[Token]:
    day = calendar.today + timedelta(days=_DAYS[match.group().lower()])
    return [Token("date", "", Day(day.month, day.day, day.year))]


def hour_in_words(match: re.Match[str], _: Calendar) -> list[Token]:
    """Midnight ends the day that it is said with."""
    return [Token("time", "", _HOURS[match.group().lower()])]


def span_in_words(match: re.Match[str], _: Calendar) -> list[Token]:
    length, unit = _SPANS[match.group().lower()]
    return [Token("span", "", span_of(Decimal(length), unit))]


def end_of_week(match: re.Match[str], _: Calendar) -> list[Token]:
    return [Token("weekend", "", match.group().lower())]


def share_in_words(match: re.Match[str], _: Calendar) -> list[Token]:
    tenths = match.group("tenths")
    share = (
        "一二三四五六七八九".index(tenths.replace("两", "二")) * 10 + 10
        if tenths
        else _SHARES[match.group().strip().lower()]
    )
    return [Token("number", "", Decimal(share))]
