"""What a pool's rule returns: a cause with the evidence that decided it."""

from datetime import datetime

from pydantic import Field

from assistant.case.base import Value
from assistant.case.diagnosis import Cause
from assistant.case.inquiry import StatementKind, Topic
from assistant.case.shop import Order, OrderStatus, Shipment, TrackingEvent
from assistant.process.evidence import Verified
from assistant.process.periods import end_of_day_after


class Found(Value):
    """`explains` lists secondary causes that explain the main one. `confidence` is 0 to 1."""

    cause: Cause
    evidence: tuple[str, ...]
    confidence: float = Field(ge=0, le=1)
    explains: tuple[Cause, ...] = ()


# How sure a diagnosis is: what `python -m evals.calibration` measured, the middle between the share that is right of
# mails that the lexicons were tuned on, and of the same mails read as unseen.
PROVEN = 0.9
"""A record decides it."""
LIKELY = 0.82
"""The records agree with it, the customer's word decides."""
SAID = 0.62
"""Only the customer's word."""
GUESSED = 0.1
"""Not even that: no topic was understood."""


def newest(events: tuple[TrackingEvent, ...]) -> TrackingEvent | None:
    return max(events, key=lambda event: event.at, default=None)


def official_last_event(shipment: Shipment) -> TrackingEvent | None:
    """The courier's official record where we have it and it is not behind, else our copy."""
    candidates = [event for event in (newest(shipment.courier_events), newest(shipment.events)) if event is not None]
    return max(candidates, key=lambda event: event.at, default=None)


_OUT = frozenset({OrderStatus.SHIPPED, OrderStatus.DELIVERED, OrderStatus.COMPLETED})


def has_shipped(order: Order) -> bool:
    """By its status or by a parcel that moved; a tracking number alone is a label that was printed."""
    return order.status in _OUT or any(s.shipped_at or s.events or s.courier_events for s in order.shipments)


def is_closed(order: Order) -> bool:
    """Cancelled or refunded: there is nothing left to send, to stop or to cancel."""
    return order.status in (OrderStatus.CANCELLED, OrderStatus.REFUNDED)


def has_arrived(order: Order) -> bool:
    return order.status in (OrderStatus.DELIVERED, OrderStatus.COMPLETED)


def is_in_hand(case: Verified) -> bool:
    """The customer says that the goods came, and of none that they did not: then the records are behind, and there is
    nothing to trace, to stop or to pay for as lost. Of several goods it may be another that does not move.
    """
    said, moving = case.inquiry.says, not case.inquiry.says(StatementKind.NO_MOVEMENT)
    came = (
        has_shipped(case.order)
        and said(StatementKind.RECEIVED)
        and not said(StatementKind.NOT_RECEIVED, StatementKind.MISSING)
    )
    return came and Topic.NOT_RECEIVED not in case.inquiry.topics and (moving or len(case.inquiry.items) < 2)


def is_missed(case: Verified) -> bool:
    """The customer says that the goods did not come, and no receipt of their own is on record."""
    says = case.inquiry.says(StatementKind.NOT_RECEIVED) and not case.inquiry.says(StatementKind.RECEIVED)
    return says and case.subject.received is None and has_shipped(case.order)


def latest_shipping(case: Verified) -> datetime | None:
    """When the order has to leave at the latest: its own `ship_by`, else what a pre-sale's final payment allows."""
    order = case.order
    if order.ship_by is not None or order.presale is None or order.presale.balance_paid_at is None:
        return order.ship_by
    return end_of_day_after(order.presale.balance_paid_at, case.policy.presale_ship_days, case.shop.zone)
