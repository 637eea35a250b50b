"""What is never written out in a letter: phone numbers, street addresses and, below scope `act`, pickup codes."""

import re

PHONE = re.compile(r"(?<![\dA-Za-z*])(?:\+?86[- ]?)?1[3-9]\d[- ]?\d{4}[- ]?\d{4}(?![\dA-Za-z*])")
"""A mainland mobile number, with or without country code and separators."""

FOREIGN_PHONE = re.compile(r"(?<![\dA-Za-z*])\+[1-9]\d{0,2}[- ]?(?:\(0\)[- ]?)?\d(?:[- ]?\d){6,11}(?![\dA-Za-z*])")
"""An international number (E.164) with its plus sign."""

LANDLINE = re.compile(r"(?<![\dA-Za-z*-])(?:0\d{2,3}[- ]\d{7,8}|[48]00[- ]?\d{3,4}[- ]?\d{3,4})(?![\dA-Za-z*-])")

PICKUP_CODE = re.compile(
    r"(?:取件码|提货码|取货码|验证码|开箱码|pick-?up code|collection code|locker code)"
    r"\s*(?:为|是|is)?\s*[:：#]?\s*[「“\"']?([A-Za-z]?\d[\dA-Za-z-]{2,})",
    re.IGNORECASE,
)
"""A code that opens a parcel locker or is shown at a pickup point, with its label; group 1 is the code."""

STREET = re.compile(
    r"[\u4e00-\u9fff]{1,8}(?:路|街|巷|弄|大道|胡同)\s?\d+号?"
    r"|\d+\s?(?:号楼|栋|幢|单元|室)(?![\u4e00-\u9fff]*(?:店|驿站|柜))"
    r"|\b\d+[A-Za-z]?\s+(?:[A-Z][a-z]+\s){1,3}(?:Street|St|Road|Rd|Avenue|Ave|Lane|Drive|Close)\b"
)
"""A street with its number, or a flat; the district is as far as a letter may go."""


def masked_phone(number: str) -> str:
    """138******78: the first three and the last two digits."""
    digits = re.sub(r"\D", "", number)
    digits = digits[2:] if digits.startswith("86") and len(digits) == 13 else digits
    return f"{digits[:3]}******{digits[-2:]}"


def public_words(text: str, *, codes: bool) -> str:
    """A record's words fit for a letter: phones masked, street numbers out, pickup codes too unless `codes`."""
    for pattern in (PHONE, FOREIGN_PHONE):
        text = pattern.sub(lambda match: masked_phone(match.group()), text)
    text = STREET.sub("***", text)
    if not codes:
        text = PICKUP_CODE.sub(lambda match: match.group().replace(match.group(1), "***"), text)
    return text


def public_clauses(text: str) -> str:
    """A courier's words without the clauses that hold a phone, an address or a code; all of them if each does."""
    clauses = re.split(r"(?<=[,，;；。])", text)
    public = [clause for clause in clauses if "***" not in clause and public_words(clause, codes=False) == clause]
    return "".join(public).rstrip(",，;； ") or text
