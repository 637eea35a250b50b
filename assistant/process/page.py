"""What the product page said on the order's day, held against what the customer expected and what came.

Only what can be compared word for word is: colours, sizes and numbers with their unit. The rest the page leaves open.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from assistant.case.inquiry import Inquiry, Statement, StatementKind
from assistant.case.shop import Line, Product
from assistant.process.comparing import comparable_variants, fits_variant, is_known_variant, variant_stem

LONGEST_EXCERPT = 80

_EXCLUDES = re.compile(
    r"(?:不支持|不适用|不参加|除外)[^。]{0,10}(?:退|无理由)|(?:无理由|退货?)[^。]{0,6}(?:不支持|除外)"
    r"|\b(?:cannot|can't|not|no|excluded)\b[^.]{0,30}\breturn",
    re.IGNORECASE,
)


class PageReading(StrEnum):
    MISLED = "misled"  # it says what the customer expected, and something else came
    AS_DESCRIBED = "as_described"  # it says what came
    OPEN = "open"  # it says neither, or both


class Page(NamedTuple):
    """`text` is the page's as in force; the variant that was chosen on it belongs to what it says."""

    text: str
    variant: tuple[str, ...] = ()

    def says(self, statement: Statement) -> bool:
        """What the statement names stands on the page: each of its measures, else its value."""
        measures = measures_in(statement.words)
        known = measures_in(self.text) | measures_in(" ".join(self.variant))
        if measures:
            return measures <= known
        return statement.value is not None and any(_names(text, statement.value) for text in (self.text, *self.variant))

    def excerpt(self, statement: Statement) -> str | None:
        """The sentence of the page that speaks of the same thing, or the variant; None where none does."""
        units = {unit for _, unit in measures_in(statement.words)}
        for sentence in (*re.split(r"(?<=[。！？；!?;])|(?<=[.]) |\n", self.text), *self.variant):
            found = {unit for _, unit in measures_in(sentence)}
            if found & units or (statement.value and not units and _names(sentence, statement.value)):
                return sentence.strip()[:LONGEST_EXCERPT]
        return None


def page_at(product: Product | None, moment: datetime) -> str:
    """The page text in force at a time: the newest change not after it, else the text as listed."""
    if product is None:
        return ""
    past = [change for change in product.page_texts if change.start <= moment]
    return max(past, key=lambda change: change.start).text if past else product.page_text


def exclusion(text: str) -> str | None:
    """The sentence of a page that excludes the goods from returns without a reason; None where none does."""
    sentences = (sentence.strip() for sentence in re.split(r"(?<=[。！？；!?;])|(?<=[.]) |\n", text))
    return next((sentence for sentence in sentences if _EXCLUDES.search(sentence)), None)


def page_of(line: Line, product: Product | None, moment: datetime) -> Page:
    return Page(page_at(product, moment), tuple(line.variant.values()))


def expected(inquiry: Inquiry) -> tuple[Statement, ...]:
    return tuple(said for said in inquiry.statements if said.kind is StatementKind.PAGE_SAYS)


def came(inquiry: Inquiry) -> tuple[Statement, ...]:
    return tuple(said for said in inquiry.statements if said.kind is StatementKind.GOODS_ARE)


def read_pages(pages: Sequence[Page], inquiry: Inquiry) -> PageReading:
    says_expected = _any_says(pages, expected(inquiry))
    says_what_came = _any_says(pages, came(inquiry))
    if says_expected is says_what_came:
        return PageReading.OPEN
    if not says_expected:
        return PageReading.AS_DESCRIBED
    return PageReading.MISLED if _came_otherwise(inquiry) else PageReading.OPEN


def _came_otherwise(inquiry: Inquiry) -> bool:
    """What is said to have come can be held against what was expected: a shade in many words is for photos to show."""
    return any(_differ(wanted, got) for wanted in expected(inquiry) for got in came(inquiry))


def _differ(wanted: Statement, got: Statement) -> bool:
    units = {unit for _, unit in measures_in(wanted.words)}
    if units:
        return bool(units & {unit for _, unit in measures_in(got.words)})
    if wanted.value is None or got.value is None or not comparable_variants(wanted.value, got.value):
        return False
    return is_known_variant(got.value) and not fits_variant(wanted.value, got.value)


def _any_says(pages: Iterable[Page], statements: Sequence[Statement]) -> bool:
    return any(page.says(said) for page in pages for said in statements)


_MEASURE = re.compile(
    r"(?<![\d.])(\d+(?:\.\d+)?)\s*(毫升|升|千克|公斤|克|斤|厘米|公分|毫米|米|英寸|寸|小时|分钟|瓦|毫安|档|度|%|℃"
    r"|(?:ml|kg|mah|cm|mm|gb|tb|inch(?:es)?|hours?|hrs?|min(?:utes?)?|litres?|liters?|watts?|oz|[lghmw])(?![a-z]))"
)
_SAME_UNIT = {
    "毫升": "ml", "升": "l", "litre": "l", "liter": "l", "litres": "l", "liters": "l", "千克": "kg", "公斤": "kg",
    "克": "g", "厘米": "cm", "公分": "cm", "毫米": "mm", "米": "m", "寸": "inch", "英寸": "inch", "inches": "inch",
    "小时": "h", "hour": "h", "hours": "h", "hr": "h", "hrs": "h", "分钟": "min", "minute": "min", "minutes": "min",
    "瓦": "w", "watt": "w", "watts": "w", "毫安": "mah", "度": "℃",
}  # fmt: skip


def measures_in(text: str) -> frozenset[tuple[str, str]]:
    """Numbers with their unit, in one spelling: `500 毫升` and `500ml` are the same."""
    return frozenset(
        (number.rstrip("0").rstrip(".") if "." in number else number, _SAME_UNIT.get(unit, unit))
        for number, unit in _MEASURE.findall(_folded(text))
    )


def telling_words(statement: Statement) -> str | None:
    """What the statement says of the goods, as briefly as it can be said: `12小时`, `red`."""
    measures = [match.group() for match in _MEASURE.finditer(_folded(statement.words))]
    return " ".join(measures) or statement.value


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold().replace("°c", "℃")


def _names(text: str, value: str) -> bool:
    """A word of Latin script stands alone in the text; one Chinese character only as a colour or a size."""
    word, folded = variant_stem(value), _folded(text)
    if not word:
        return False
    if word.isascii():
        return re.search(rf"(?<![a-z0-9]){re.escape(word)}(?![a-z0-9])", folded) is not None
    return re.search(re.escape(word) + (r"[色码号]" if len(word) == 1 else ""), folded) is not None
