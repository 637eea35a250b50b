"""What a pool's rule returns: a cause with the evidence that decided it."""

from datetime import datetime

from pydantic import Field

from assistant.case.base import Value
from assistant.case.diagnosis import Cause
from assistant.case.shop import Order, Shipment, TrackingEvent


class Found(Value):
    """`explains` lists secondary causes that explain the main one. `confidence` is 0 to 1."""

    cause: Cause
    evidence: tuple[str, ...]
    confidence: float = Field(ge=0, le=1)
    explains: tuple[Cause, ...] = ()


PROVEN = 0.95
"""A record decides it."""
LIKELY = 0.75
"""The records agree with it, the customer's word decides."""
SAID = 0.5
"""Only the customer's word."""


def newest(events: tuple[TrackingEvent, ...]) -> TrackingEvent | None:
    return max(events, key=lambda event: event.at, default=None)


def official_last_event(shipment: Shipment) -> TrackingEvent | None:
    """The courier's official record where we have it and it is not behind, else our copy."""
    candidates = [event for event in (newest(shipment.courier_events), newest(shipment.events)) if event is not None]
    return max(candidates, key=lambda event: event.at, default=None)


def has_shipped(order: Order) -> bool:
    return any(s.shipped_at or s.tracking_number or s.events or s.courier_events for s in order.shipments)


def is_delivered(shipment: Shipment) -> bool:
    return shipment.delivered_at is not None or shipment.collected_at is not None


def own_receipt(order: Order) -> datetime | None:
    """When the customer had the goods: collected, else delivered, but not by leaving them at a pickup point."""
    moments = [
        shipment.collected_at or (None if shipment.pickup_point else shipment.delivered_at)
        for shipment in order.shipments
    ]
    return max((moment for moment in moments if moment is not None), default=None)
