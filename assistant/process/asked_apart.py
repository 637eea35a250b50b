"""A mail that asks something of each of several orders: one of them is worked, the others are told of beside it."""

from assistant.case.inquiry import Inquiry, Request, Topic
from assistant.case.verification import Candidate
from assistant.process.describing import Description, Kept

_NEWS = frozenset({Topic.DELIVERY, Topic.NOT_RECEIVED, Topic.PRAISE, Topic.OTHER})
"""What somebody writes about who wants to hear how their orders stand."""

MEANT_TOO = "the mail speaks of its goods as well, after those of the order that is locked"


def asked_about_first(kept: Kept, inquiry: Inquiry, description: Description) -> tuple[Kept, list[Candidate]]:
    """Of several orders that are all meant, each with an ask of its own, the one that is asked about first.

    To ask which is meant would be to ask what the mail says. Who only asks how they stand hears it of each.
    """
    if len(kept) < 2 or _only_asks_for_news(inquiry):
        return kept, []
    asked = description.asked_apart([order for order, _ in kept])
    if {order.number for order in asked} != {order.number for order, _ in kept}:
        return kept, []
    beside = [Candidate(number=order.number, reason=MEANT_TOO, kept=False) for order in asked[1:]]
    return [(order, reason) for order, reason in kept if order is asked[0]], beside


def _only_asks_for_news(inquiry: Inquiry) -> bool:
    return set(inquiry.topics) <= _NEWS and set(inquiry.requests) <= {Request.STATUS, Request.EXPEDITE}
