"""Whether a mail asks in general: what the shop sells or does, for everybody, and not about an order of the writer's.

Such a question is answered from pages and articles; nobody has to say who they are for it.
"""

import re
from collections.abc import Iterable
from functools import cache
from typing import Literal

from assistant.case.inquiry import Inquiry, Request
from assistant.drafting.questions_answered import LONGEST_MAIL
from assistant.drafting.wording import any_of, wordlist

_OF_AN_ORDER = frozenset(
    {
        Request.CANCEL,
        Request.CHANGE_ADDRESS,
        Request.CHANGE_VARIANT,
        Request.RESHIP,
        Request.EXPEDITE,
        Request.DELIVER_TO_DOOR,
        Request.COMPENSATION,
    }
)
"""Whoever wishes one of these has ordered something, whatever else they ask."""

_OF_GOODS = frozenset({Request.REFUND, Request.RETURN, Request.EXCHANGE, Request.REPAIR, Request.PRICE_DIFFERENCE})
"""What nobody can wish for who has nothing yet, however they ask for the terms of it."""


def without_own_goods(requests: Iterable[Request]) -> tuple[Request, ...]:
    return tuple(request for request in requests if request not in _OF_GOODS)


def asks_generally(inquiry: Inquiry, subject: str, text: str) -> bool:
    """`inquiry` is what was read of the same words."""
    words = f"{subject}\n{text}"[:LONGEST_MAIL]
    if inquiry.order_numbers or set(inquiry.requests) & _OF_AN_ORDER:
        return False
    return _signs("asked").search(words) is not None and _signs("own").search(words) is None


@cache
def _signs(of: Literal["asked", "own"]) -> re.Pattern[str]:
    """Both languages at once: names and products come in either."""
    lists = wordlist("general")[of]
    return any_of((*lists["zh"], *lists["en"]))
