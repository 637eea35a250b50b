"""Which time is which: sources list them bare, and a promised day told as that of delivery would pass every check."""

from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

from assistant.case.view import CaseView, OrderView


def labels_of(view: CaseView) -> dict[str, str]:
    """For the sources with several times, each time under its name: `(shipped 2026-11-10T16:00+08:00; …)`."""
    if view.order is None:
        return {}
    zone = ZoneInfo(view.timezone)
    return {source_id: _listed(times, zone) for source_id, times in _times(view.order) if any(times.values())}


def _times(order: OrderView) -> Iterator[tuple[str, dict[str, datetime | None]]]:
    for n, parcel in enumerate(order.shipments):
        times = {"shipped": parcel.shipped_at, "promised for": parcel.promised_at, "delivered": parcel.delivered_at}
        yield f"order.shipments.{n}", times
    for n, refund in enumerate(order.refunds):
        yield f"order.refunds.{n}", {"requested": refund.requested_at, "completed": refund.completed_at}
    for n, sent_back in enumerate(order.returns):
        yield f"order.returns.{n}", {"requested": sent_back.requested_at, "received by us": sent_back.received_at}


def _listed(times: dict[str, datetime | None], zone: ZoneInfo) -> str:
    """A time that has not come yet is said to be missing, so that none is made up for it."""
    said = (f"{name} {_iso(moment, zone) if moment else '-'}" for name, moment in times.items())
    return f"({'; '.join(said)})"


def _iso(moment: datetime, zone: ZoneInfo) -> str:
    return moment.astimezone(zone).isoformat(timespec="minutes")
