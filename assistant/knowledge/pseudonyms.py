"""Texts freed of what tells one customer from another: names, phones, addresses, numbers, amounts get placeholders.

What the records know of the customer is taken out by its own words; what they do not know, by its shape. Rather too
much goes than too little: a past case is read for how it was handled, never for whose it was.
"""

import re
import unicodedata
from collections.abc import Iterable

NAME, PHONE, ADDRESS, NUMBER, AMOUNT, EMAIL, LINK, ITEM = (
    "[name]",
    "[phone]",
    "[address]",
    "[number]",
    "[amount]",
    "[email]",
    "[link]",
    "[item]",
)
_HAN = "\u4e00-\u9fff"
_PLACE = rf"(?![请寄到送在住是至往])[{_HAN}]"
_LATIN_NAME = r"[A-Z][\w'’-]+(?:[ \t]+[A-Z][\w'’-]+){0,2}"
_SHAPES: tuple[tuple[str, str], ...] = (
    (r"(?:https?://|www\.)\S+", LINK),
    (r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+", EMAIL),
    (r"(?<![A-Za-z0-9])(?:\+?86[- ]?)?1[3-9]\d(?:[- ]?\d{4}){2}(?![A-Za-z0-9])", PHONE),
    (r"[¥￥$€£]\s*\d[\d,]*(?:\.\d+)?", AMOUNT),
    (r"\d[\d,]*(?:\.\d+)?\s*(?:元|块钱?|圆|CNY\b|RMB\b|USD\b|EUR\b|yuan\b|dollars?\b|euros?\b)", AMOUNT),
    (
        rf"(?:(?:{_PLACE}){{2,8}}?(?:自治区|省|市|区|县|镇|乡))+[{_HAN}\w\- ]*?"
        rf"(?:路|街|巷|弄|大道|小区|花园|村|号楼|号|栋|幢|单元|室)[\w\-号楼栋幢单元室层]*",
        ADDRESS,
    ),
    (rf"(?:{_PLACE}){{2,8}}(?:路|街|巷|弄|大道)\s*\d+\s*[号弄]?[\w\-号楼栋幢单元室层]*", ADDRESS),
    (
        r"\d+\w?,?\s+(?:[A-Z][\w'’]+\s+){1,3}(?:Street|St|Road|Rd|Avenue|Ave|Lane|Ln|Drive|Dr|Square|Court|Way)\b[^\n]*",
        ADDRESS,
    ),
    (r"(?<![A-Za-z0-9])(?=(?:[A-Za-z-]*\d){4})[A-Za-z0-9][A-Za-z0-9-]{3,}", NUMBER),
    (r"\d{4,}", NUMBER),
    (rf"[{_HAN}]{{1,2}}(?=先生|女士|小姐|太太)", NAME),
    (rf"(?m:(?<=^尊敬的)|(?<=^亲爱的)|^)[{_HAN}·]{{2,6}}(?=[,，]?\s*[您你]好)", NAME),
    (rf"(?<=我叫)[{_HAN}]{{2,4}}|(?<=姓名[:：])\s*[{_HAN}]{{2,4}}|(?<=收件人[:：])\s*[{_HAN}]{{2,4}}", NAME),
    (rf"(?i:(?<=my name is )|(?<=this is )|(?<=dear )|(?<=hello )|(?<=hi )|(?<=regards, )){_LATIN_NAME}", NAME),
    (rf"(?:(?<=Mr )|(?<=Mr\. )|(?<=Mrs )|(?<=Mrs\. )|(?<=Ms )|(?<=Ms\. )){_LATIN_NAME}", NAME),
    (rf"(?<=\n){_LATIN_NAME}\s*\Z", NAME),
)
_PATTERNS = tuple((re.compile(shape), placeholder) for shape, placeholder in _SHAPES)


def pseudonymised(text: str, names: Iterable[str] = (), others: Iterable[str] = ()) -> str:
    """The text without `names` and `others` (phones, streets, numbers, addresses) in any case or width of letters.

    A name of several words also goes word by word.
    """
    plain = unicodedata.normalize("NFKC", text)
    parts = {part for name in names for part in (name, *name.split()) if len(part.strip()) > 1}
    plain = without(plain, others, NUMBER)
    for pattern, placeholder in _PATTERNS[:2]:
        plain = pattern.sub(placeholder, plain)
    plain = without(plain, parts, NAME)
    for pattern, placeholder in _PATTERNS[2:]:
        plain = pattern.sub(placeholder, plain)
    return plain


def named_in(text: str) -> list[str]:
    """The names that a text itself tells, by their shape: what it signs with, another text may greet."""
    plain = unicodedata.normalize("NFKC", text)
    return [match.group().strip() for pattern, kind in _PATTERNS if kind == NAME for match in pattern.finditer(plain)]


def without(text: str, words: Iterable[str], placeholder: str) -> str:
    """The text without these words, in any case of letters: the longest first, so that no rest of one stays."""
    known = {unicodedata.normalize("NFKC", word).strip() for word in words}
    for word in sorted(known - {""}, key=len, reverse=True):
        edge = r"(?<![A-Za-z])", r"(?![A-Za-z])"
        bounded = rf"{edge[0]}{re.escape(word)}{edge[1]}" if word.isascii() and word.isalpha() else re.escape(word)
        text = re.sub(bounded, placeholder, text, flags=re.IGNORECASE)
    return text
