"""Order numbers and phones in a text, and everything else made of digits that is neither.

What is labelled or shaped as something else is masked first; of the rest, a number counts as an order's when a label
says so, or when it is long enough to be nothing else. All functions take folded text (`reading.text.fold`).
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, lru_cache

from assistant.drafting.reading import shapes
from assistant.drafting.reading.english import Spelling, stem
from assistant.errors import ConfigurationError

MOST_ORDER_NUMBERS = 60
MOST_PHONES = 10
_SHORTEST_UNLABELLED = 8
_SHORTEST_LABELLED = 4
_SHORTEST_WEAKLY_LABELLED = 5
_LONGEST = 32

_MASK = "\n"
_WORD_BEFORE = re.compile(r"([a-z]{3,})[ :]{0,3}$")


def order_numbers(folded: str, patterns: Sequence[str] = ()) -> tuple[str, ...]:
    """The order numbers in order of appearance, normalised: ASCII, upper case, without spaces, dashes and `#`.

    `patterns` are the shop's own (regular expressions, case ignored; group 1, if there is one, is the number).
    Raises ConfigurationError for one that is no regular expression.
    """
    found = [(match.start(), match.group(match.lastindex or 0)) for match in _by_patterns(folded, patterns)]
    found += [(match.start(1), match.group(1)) for match in shapes.URL_ORDER.finditer(folded)]
    rest = _mask(folded, (shapes.EMAIL, shapes.URL, shapes.DATE, shapes.AMOUNT))
    rest = _without_identifiers(rest)
    labelled = list(_labelled(rest))
    found += [(start, number) for start, number in labelled]
    rest = _mask_spans(rest, [(start, start + len(number)) for start, number in labelled])
    found += [(match.start(), match.group()) for match in shapes.BARE.finditer(rest) if _long_enough(match)]
    return _unique((normalised(number) for _, number in sorted(found)), MOST_ORDER_NUMBERS)


def normalised(number: str) -> str:
    return re.sub(r"[\s#-]", "", number).upper()


def phones(folded: str) -> tuple[str, ...]:
    """Whole phone numbers, digits only; a mainland mobile without its country code."""
    rest = _mask(folded, (shapes.EMAIL, shapes.URL, shapes.DATE, shapes.AMOUNT, shapes.HOTLINE))
    found = [(match.start(1), match.group(1)) for match in shapes.MOBILE.finditer(rest)]
    found += [(match.start(1), match.group(1)) for match in shapes.LABELLED_PHONE.finditer(rest)]
    rest = _mask_spans(rest, [(start, start + len(number)) for start, number in found])
    for shape in (shapes.ABROAD, shapes.AMERICAN, shapes.LANDLINE):
        found += [(match.start(), match.group()) for match in shape.finditer(rest)]
    return _unique((phone for _, number in sorted(found) if (phone := phone_digits(number))), MOST_PHONES)


def labelled_phones(folded: str) -> tuple[str, ...]:
    """The phones that the words call the writer's phone."""
    return _unique((phone_digits(match.group(1)) for match in shapes.LABELLED_PHONE.finditer(folded)), MOST_PHONES)


def phone_digits(number: str) -> str:
    """Digits only, without 86; empty for what is too short or too long for a phone (E.164: 15 digits)."""
    digits = re.sub(r"[^0-9]", "", number)
    if re.fullmatch(r"(?:00)?861[3-9][0-9]{9}", digits):
        digits = digits[-11:]
    return digits if 7 <= len(digits) <= 15 else ""


def _by_patterns(folded: str, patterns: Sequence[str]) -> Iterator[re.Match[str]]:
    for pattern in patterns:
        yield from _compiled(pattern).finditer(folded)


@lru_cache(maxsize=64)
def _compiled(pattern: str) -> re.Pattern[str]:
    try:
        return re.compile(pattern, re.IGNORECASE)
    except re.error as error:
        raise ConfigurationError(
            f"order_number_patterns holds what is no regular expression: {error}.", "Mend it in the settings."
        ) from None


def _without_identifiers(folded: str) -> str:
    """Phones, tracking, tax, identity and card numbers masked."""
    kinds = (
        shapes.TAX_NUMBER,
        shapes.ID_CARD,
        shapes.MOBILE,
        shapes.HOTLINE,
        shapes.LANDLINE,
        shapes.ABROAD,
        shapes.AMERICAN,
    )
    rest = _mask(folded, kinds)
    for labelled in (shapes.LABELLED_PHONE, shapes.OTHER_LABEL):
        rest = _mask_spans(rest, [match.span(1) for match in labelled.finditer(rest)])
    rest = _mask_spans(rest, [match.span() for match in shapes.BANK_CARD.finditer(rest) if _luhn(match.group())])
    ordered = {match.start(1) for match in shapes.ORDER_LABEL.finditer(rest)}
    return _mask_spans(rest, [m.span() for m in shapes.CARRIER_NUMBER.finditer(rest) if m.start() not in ordered])


def _labelled(rest: str) -> Iterator[tuple[int, str]]:
    for label, shortest in ((shapes.ORDER_LABEL, _SHORTEST_LABELLED), (shapes.WEAK_LABEL, _SHORTEST_WEAKLY_LABELLED)):
        reached = 0
        for match in label.finditer(rest):
            if match.start(1) < reached or _is_other_paper(rest, match):
                continue
            for start, number in _listed(rest, match):
                reached = start + len(number)
                if shortest <= _digits(number) <= _LONGEST:
                    yield start, number


def _is_other_paper(rest: str, label: re.Match[str]) -> bool:
    """Whether the label is a bare `#` after a misspelt word for something else: "inovice #00108"."""
    word = _WORD_BEFORE.search(rest, max(0, label.start() - 20), label.start())
    return label.group().startswith("#") and word is not None and _papers().stem(word.group(1)) in _paper_stems()


@cache
def _papers() -> Spelling:
    return Spelling(shapes.OTHER_PAPERS, {})


@cache
def _paper_stems() -> frozenset[str]:
    return frozenset(map(stem, shapes.OTHER_PAPERS))


def _listed(rest: str, match: re.Match[str]) -> Iterator[tuple[int, str]]:
    """The number after a label, and those that follow it in a list: "orders 1001, 1002 and 1003"."""
    following: re.Match[str] | None = match
    while following is not None:
        number = _one_number(following.group(1))
        yield following.start(1), number
        following = shapes.NEXT_LABELLED.match(rest, following.start(1) + len(number))


def _one_number(words: str) -> str:
    """The number at the beginning of a run of digit groups: `2026 1109 12345` is one, `202611091 202611092` two."""
    groups = re.split(r"( )", words.strip())
    number = groups[0]
    for separator, group in zip(groups[1::2], groups[2::2], strict=False):
        if _digits(number) >= _SHORTEST_UNLABELLED and (" " not in number or len(group) >= _SHORTEST_UNLABELLED):
            break
        if len(group) < 3:
            break
        number += separator + group
    return number


def _long_enough(match: re.Match[str]) -> bool:
    number = match.group()
    if match.group(2):
        return True
    return _SHORTEST_UNLABELLED <= _digits(number) <= _LONGEST and not shapes.COMPACT_DATE.fullmatch(number)


def _digits(number: str) -> int:
    return sum(character in "0123456789" for character in number)


def _luhn(number: str) -> bool:
    """The check digit of bank cards (ISO/IEC 7812-1)."""
    digits = [int(digit) for digit in re.sub(r"[^0-9]", "", number)]
    doubled = [sum(divmod(2 * digit, 10)) for digit in digits[-2::-2]]
    return (sum(digits[-1::-2]) + sum(doubled)) % 10 == 0


def _mask(text: str, kinds: Iterable[re.Pattern[str]]) -> str:
    for shape in kinds:
        text = shape.sub(lambda match: _MASK * len(match.group()), text)
    return text


def _mask_spans(text: str, spans: Iterable[tuple[int, int]]) -> str:
    pieces, reached = [], 0
    for start, end in sorted(spans):
        if start < reached:
            continue
        pieces += [text[reached:start], _MASK * (end - start)]
        reached = end
    return "".join([*pieces, text[reached:]])


def _unique(values: Iterable[str], most: int) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value for value in values if value))[:most]
