"""How a locked order has moved on since its case was worked: each fact's record then, and the record now."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from enum import Enum
from typing import NamedTuple
from zoneinfo import ZoneInfo

from pydantic import BaseModel

from assistant.case.shop import Order, TrackingEvent
from assistant.case.verification import Fact


class Change(NamedTuple):
    field: str
    before: str
    now: str


def changes_since(facts: Sequence[Fact], order: Order, zone: ZoneInfo) -> list[Change]:
    """The facts whose field in the shop file holds something else now, and tracking events that have come since."""
    changes = []
    for fact in facts:
        found, value = _at(order, fact.field.split("."))
        now = _as_fact(value, zone)
        if found and (fact.record or "") != now and not (fact.record is None and not now):
            changes.append(Change(fact.field, fact.record or "—", now or "—"))
    return changes + _new_events(facts, order, zone)


def _new_events(facts: Sequence[Fact], order: Order, zone: ZoneInfo) -> list[Change]:
    """A fact holds each list's newest event as of then; later ones are changes of their own."""
    known = {fact.field for fact in facts}
    new = []
    for n, shipment in enumerate(order.shipments):
        for kind, events in (("events", shipment.events), ("courier_events", shipment.courier_events)):
            places = [i for i in range(len(events)) if f"shipments.{n}.{kind}.{i}" in known]
            newest = events[places[-1]].at if places else None
            new += [
                Change(f"shipments.{n}.{kind}.{i}", "—", _as_fact(event, zone))
                for i, event in enumerate(events)
                if newest is not None and event.at > newest
            ]
    return new


def _at(value: object, path: list[str]) -> tuple[bool, object]:
    """What stands at a dotted path of the shop file; the first part is False where there is no such place."""
    for step in path:
        if isinstance(value, BaseModel) and step in type(value).model_fields:
            value = getattr(value, step)
        elif isinstance(value, dict) and step in value:
            value = value[step]
        elif isinstance(value, tuple) and step.isdigit() and int(step) < len(value):
            value = value[int(step)]
        else:
            return False, None
    return True, value


def _as_fact(value: object, zone: ZoneInfo) -> str:
    """The value as facts hold it: times ISO 8601 in the shop's zone to the minute, amounts with two decimals."""
    if isinstance(value, datetime):
        return value.astimezone(zone).isoformat(timespec="minutes")
    if isinstance(value, TrackingEvent):
        return " ".join(part for part in (_as_fact(value.at, zone), value.place, value.text) if part)
    if isinstance(value, Enum):
        return str(value.value)
    return "" if value is None else str(value) if isinstance(value, str | int | Decimal) else ""
