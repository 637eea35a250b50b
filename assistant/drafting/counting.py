"""How many there are: a letter may count what the case itself lists, its orders, its parcels, the goods and the photos.

The number stands in no source; it is as true as the list.
"""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from assistant.case.diagnosis import Cause
from assistant.case.view import CaseView
from assistant.drafting.numerals import normalise
from assistant.drafting.tokens import Token

_MEASURE = r"(?:个|件|笔|张|样|种|票|份|次)"
_THINGS = {
    "orders": r"订单|\borders?\b",
    "parcels": r"包裹|快件|\b(?:parcels?|packages?|shipments?)\b",
    "goods": r"商品|东西|[件样](?=[都均也]|一起|一并|同时)|\b(?:items?|articles?|products?)\b",
    "charges": r"款|钱|\b(?:payments?|charges?|times)\b",
    "photos": r"照片|图片|\b(?:photos?|pictures?|images?)\b",
}
_BEFORE = re.compile(
    rf"\s?{_MEASURE}?(?:在途的?|不同的|的)?\s?(?:(?:of (?:your|the|these)|[a-z]+) ){{0,2}}$", re.IGNORECASE
)
"""What may stand between a number and what it counts."""
_AFTER = re.compile(r"^[^，。；,;]{0,4}(?:有|是|分|共)\s?$")
"""What may stand between what is counted and its number: 包裹一共有 2 个."""


def uncounted(tokens: Sequence[Token], sentence: str, view: CaseView) -> Iterator[Token]:
    """The tokens but for plain numbers that count things of the case, and as many as there are."""
    text, numbers = normalise(sentence), _numbers(view)
    for token in tokens:
        things = [thing for thing, number in numbers if token.kind == "number" and token.value == number]
        if not any(_counts(token, text, re.compile(_THINGS[thing], re.IGNORECASE)) for thing in things):
            yield token


def _counts(token: Token, text: str, thing: re.Pattern[str]) -> bool:
    after, before = text[token.end : token.end + 40], text[max(token.start - 16, 0) : token.start]
    named = thing.search(after)
    if named is not None and _BEFORE.fullmatch(after[: named.start()]):
        return True
    return any(_AFTER.match(before[match.end() :]) for match in thing.finditer(before))


def _numbers(view: CaseView) -> list[tuple[str, Decimal]]:
    orders = tuple(order for order in (view.order, *view.candidates) if order is not None)
    lines = [line for order in orders for line in order.lines]
    counts = [
        ("orders", len(orders)),
        ("parcels", sum(len(order.shipments) for order in orders)),
        ("goods", len(lines)),
        ("goods", sum(line.quantity for line in lines)),
        ("photos", view.photos),
        ("charges", 2 if Cause.DUPLICATE_CHARGE in (view.cause, *view.secondary) else 0),
    ]
    return [(thing, Decimal(number)) for thing, number in counts if number]
