"""Days told of the wrong event: each of them is in the records, but the day of dispatch is not that of delivery."""

import re
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from functools import cache

from assistant.case.view import CaseView, OrderView
from assistant.drafting.scanning import scan
from assistant.drafting.tokens import Calendar, Day, Token
from assistant.drafting.wording import Finding, any_of, wordlist

_CLAUSE = re.compile(r"[，,；;]|\band\b|\bbut\b")
_SAYS_AGAIN = re.compile(r"\s*(?:也就?是|即|就是|that is\b|namely\b|i\.e\.|(?=\d{1,2}月\d))", re.IGNORECASE)
"""预计今天，也就是11月24日: the same event goes on."""


def misplaced_days(sentence: str, view: CaseView, calendar: Calendar) -> Iterator[Finding]:
    """Days of the case's orders that a clause gives to another event. Those that none of them holds are not judged."""
    if view.order is None:
        return
    days = _days_by_role((view.order, *view.candidates), calendar)
    before: set[str] = set()
    for clause in _CLAUSE.split(sentence):
        roles = {role for role in days if _words(role).search(clause)}
        roles |= before if _SAYS_AGAIN.match(clause) else set()
        before = roles
        if not roles or _words("aside").search(clause):
            continue
        others = _others(view, calendar)
        known_days = days | others
        allowed = set().union(
            *(days[role] for role in roles), *(others[name] for name in others if _may_be_told(name, roles, clause))
        )
        for token in scan(clause, calendar):
            day = _day_of(token)
            told = next((role for role in known_days if day and any(_same(day, at) for at in known_days[role])), None)
            if day is not None and told is not None and not any(_same(day, known) for known in allowed):
                yield Finding(token.text, f"that is the day of {told!r}, not of {'/'.join(sorted(roles))!r}")


@cache
def _words(role: str) -> re.Pattern[str]:
    return any_of(wordlist("roles")[role])


def _days_by_role(orders: Sequence[OrderView], calendar: Calendar) -> dict[str, set[date]]:
    """Every role of the list, empty where it has not happened."""
    parcels = [parcel for order in orders for parcel in order.shipments]
    refunds = [refund for order in orders for refund in order.refunds]
    moments: dict[str, list[datetime | None]] = {
        "placed": [order.placed_at for order in orders],
        "paid": [order.paid_at for order in orders],
        "ship_by": [order.ship_by for order in orders],
        "shipped": [parcel.shipped_at for parcel in parcels],
        "promised": [parcel.promised_at for parcel in parcels],
        "delivered": [parcel.delivered_at for parcel in parcels],
        "refund_requested": [refund.requested_at for refund in refunds],
        "refund_completed": [refund.completed_at for refund in refunds],
        "returned": [sent_back.received_at for order in orders for sent_back in order.returns],
    }
    return {role: {_local(at, calendar) for at in times if at is not None} for role, times in moments.items()}


def _others(view: CaseView, calendar: Calendar) -> dict[str, set[date]]:
    """Days of what is no event of the order: the courier's newest entry, our last answer, what we commit to."""
    events = [parcel.last_event.at for parcel in view.order.shipments if parcel.last_event] if view.order else []
    moments = {
        "last_event": events,
        "last_contact": [view.last_contact_at] if view.last_contact_at else [],
        "commitment": [commitment.due for commitment in view.commitments],
    }
    return {name: {_local(at, calendar) for at in times} for name, times in moments.items()}


def _may_be_told(name: str, roles: set[str], clause: str) -> bool:
    """The newest entry is no day on which something is expected; what we commit to is no day of a delivery, and not
    one by which the customer is to send something.
    """
    if name == "last_event":
        return not roles & {"placed", "paid", "promised"} or _words("entry").search(clause) is not None
    if name == "commitment":
        of_the_parcel = bool(roles & {"placed", "paid", "promised", "delivered"}) or _words("asked").search(clause)
        return not of_the_parcel or _words("of_us").search(clause) is not None
    return True


def _local(at: datetime, calendar: Calendar) -> date:
    return at.astimezone(calendar.zone).date()


def _day_of(token: Token) -> Day | None:
    if token.kind == "date" and isinstance(token.value, Day):
        return token.value
    return token.value[0] if token.kind == "moment" and isinstance(token.value, tuple) else None


def _same(day: Day, known: date) -> bool:
    """A letter leaves out the year that it is written in; one that it names is part of the day."""
    return (day.month, day.day) == (known.month, known.day) and day.year in (None, known.year)
