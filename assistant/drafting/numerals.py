"""One way of writing for numbers: ASCII digits, whatever the letter used (七天, two days, ２ 件, 1.2万元)."""

import re
import unicodedata
from decimal import Decimal

_BLANKS = re.compile(r"\s+")
_MARKER = re.compile(r"[①-⑳](?=\d)")
"""The number of a point, written right before a number of its own: ③3升的 speaks of 3 litres, not of 33."""

_DIGITS = {c: n for n, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_TENS = {"十": 10, "百": 100, "千": 1000}
_NUMERALS = "零〇一二两三四五六七八九十百千"
_TIME_UNITS = "个工作日|个自然日|个小时|个钟头|个月|工作日|自然日|小时|钟头|天|日|周|星期|礼拜|年|分钟"
_COUNT_UNITS = (
    r"元|块|件|个(?!方案|选择|办法|方法|方式|问题|选项|信息|人|孩子|朋友|同事|家庭|字|想法|主意|心愿)|箱|盒|瓶|双|次|单|笔|张|条|套|款|台|支|袋|份"
    rf"|点(?=前|半|整|之)|月(?=[{_NUMERALS}\d])"
)
_CHINESE = re.compile(rf"(?<![第{_NUMERALS}])([{_NUMERALS}]{{1,12}})(?=\s*(?:(?P<time>{_TIME_UNITS})|{_COUNT_UNITS}))")
_ROUGH = re.compile("一两|两三|三四|三五|四五|五六|六七|七八|八九")
_ORDINAL = re.compile(rf"第([{_NUMERALS}]{{1,12}})(?=[天日周])")
_OF_DIGITS = re.compile(rf"(?<=[后末前])([{_NUMERALS}]{{1,2}})(?=位)")
_HOUR = re.compile(rf"(?<=凌晨|早上|上午|中午|下午|傍晚|晚上)([{_NUMERALS}]{{1,3}})(?=点)")
_MYRIADS = re.compile(r"(?<![\d.])(\d{1,9}(?:\.\d{1,4})?) ?万(?= ?(?:元|块|件))")

_UNITS = (
    "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
    "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)  # fmt: skip
_ENGLISH = {word: n for n, word in enumerate(_UNITS, start=1)}
_ENGLISH_TENS = {
    "twenty": 20,
    "thirty": 30,
    "forty": 40,
    "fifty": 50,
    "sixty": 60,
    "seventy": 70,
    "eighty": 80,
    "ninety": 90,
}
_TENS_WORDS = "|".join(_ENGLISH_TENS)
_UNCOUNTED = (
    r"options?|choices?|ways?|questions?|points?|steps?|things?|people|persons?|colleagues?|friends?|children|kids"
    r"|of (?:you|us)|heads?|minds?|eyes?|hands?|ideas?|thoughts?|words?|lines? from you|from you|sides?"
)
"""What a letter may speak of in any number, with words: people, and what is said; “two heads are better than one”."""
_ENGLISH_NUMBER = re.compile(
    rf"\b(?:({_TENS_WORDS})(?:[- ]({'|'.join(_UNITS[:9])}))?|({'|'.join(sorted(_ENGLISH, key=len, reverse=True))}))\b"
    rf"(?!\s+(?:[a-z]+\s+)?(?:{_UNCOUNTED})\b)(?!(?<=the two)\s+(?:come|are|were|have|go|travel|will|arrive|belong)\b)",
    re.IGNORECASE,
)
_ONE_OF_TIME = re.compile(r"\s*-?\s*(?:hour|day|week|month|year|working|business)", re.IGNORECASE)


def normalise(text: str) -> str:
    """NFKC with number words as digits and single blanks. A full-width comma separates; it never groups thousands."""
    text = _MARKER.sub(r"\g<0> ", text.replace("，", ", "))
    text = _BLANKS.sub(_one_blank, unicodedata.normalize("NFKC", text))
    text = _CHINESE.sub(_chinese_digits, text)
    text = _HOUR.sub(lambda match: str(_chinese_value(match.group(1))), text)
    text = _OF_DIGITS.sub(lambda match: str(_chinese_value(match.group(1))), text)
    text = _ORDINAL.sub(lambda match: f"第{_chinese_value(match.group(1))}", text)
    text = _MYRIADS.sub(lambda match: f"{Decimal(match.group(1)) * 10000:.0f}", text)
    return _ENGLISH_NUMBER.sub(_english_digits, text)


def _one_blank(match: re.Match[str]) -> str:
    return "\n" if "\n" in match.group() else " "


def _chinese_digits(match: re.Match[str]) -> str:
    """一件 and 一个 are articles rather than counts, 一天 is a span, 两三张 is no number."""
    if (match.group(1) == "一" and not match.group("time")) or _ROUGH.fullmatch(match.group(1)):
        return match.group()
    return str(_chinese_value(match.group(1)))


def _chinese_value(numeral: str) -> int:
    """二十一 is 21, 一百零五 is 105, 二〇二六 is 2026."""
    if not any(c in _TENS for c in numeral):
        return int("".join(str(_DIGITS[c]) for c in numeral))
    total, digit = 0, 0
    for c in numeral:
        if c in _TENS:
            total += (digit or 1) * _TENS[c]
            digit = 0
        else:
            digit = _DIGITS[c]
    return total + digit


def _english_digits(match: re.Match[str]) -> str:
    tens, unit, single = (group.lower() if group else "" for group in match.groups())
    if single == "one" and not _ONE_OF_TIME.match(match.string, match.end()):
        return match.group()
    if single:
        return str(_ENGLISH[single])
    return str(_ENGLISH_TENS[tens] + _ENGLISH.get(unit, 0))
