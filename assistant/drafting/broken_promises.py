"""Whether an earlier promise of ours was kept: one that named a span which is over is admitted not to have been.

A span that runs from an event (收到退货后 7 天内退款) is counted from that event's time on record, and what was
promised is held against the record too: a refund that came in time was no broken promise.
"""

import re
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from enum import StrEnum

from assistant.case.view import OrderView
from assistant.process.money import COMPLETED

_SPAN = re.compile(
    r"(?P<number>\d{1,3})\s*(?:个)?\s*(?:(?P<hours>小时|hours?\b)|(?P<days>天|日内|days?\b))", re.IGNORECASE
)
"""Working days are not counted: whether they are over is for the calendar to say."""

_AFTER = re.compile(
    r"(?P<zh>[^,，。;；!！?？\n]{1,24}?)(?<![售今最然随])(?:之日起|后)"
    r"(?=[^。;；!！?？\n]{0,16}?\d{1,3}\s*个?\s*(?:小时|天|日内))"
    r"|\b(?:after|once|as soon as|following|of (?=receiv|receipt|arriv|deliver|pay|ship|dispatch|(?:your|the) return))"
    r"\b(?P<en>[^.;!?\n]{0,60})",
    re.IGNORECASE,
)
"""The event that a span runs from: 收到退货后 7 天内, within 7 days of receiving the return."""
_RETURN = re.compile(
    r"退货|退回|寄回|退件|\breturn(?:s|ed)?\b|(?:\bget|have|receive|inspect)\w*[^.]{0,20}\bback\b", re.IGNORECASE
)
_SHIPPING = re.compile(r"发货|发出|寄出|出库|\b(?:ship|dispatch|post|sen[dt])\w*", re.IGNORECASE)
_DELIVERY = re.compile(r"签收|收货|收到货|送达|送到|\b(?:deliver|arriv)\w*", re.IGNORECASE)
_PAYMENT = re.compile(r"付款|支付|下单|\b(?:pay|paid|payment|order(?:ed|ing)?)\b", re.IGNORECASE)
_REFUND = re.compile(r"退款|退还|退给|到账|原路退|\brefund|\bmoney back\b", re.IGNORECASE)


class PromiseState(StrEnum):
    OPEN = "open"
    KEPT = "kept"
    BROKEN = "broken"


def promise_state(promise: str, made_at: datetime | None, now: datetime, order: OrderView | None) -> PromiseState:
    """Open where the promise names no span, the longest is not over, or its event is not on record."""
    done = _done_at(promise, made_at, order)
    spans = [_span(match) for match in _SPAN.finditer(promise)]
    since = _since(promise, made_at, order)
    if not spans or since is None:
        return PromiseState.OPEN if done is None else PromiseState.KEPT
    due = since + max(spans)
    if done is not None and done <= due:
        return PromiseState.KEPT
    return PromiseState.BROKEN if due < now else PromiseState.OPEN


def _span(match: re.Match[str]) -> timedelta:
    number = int(match["number"])
    return timedelta(hours=number) if match["hours"] else timedelta(days=number)


def _since(promise: str, made_at: datetime | None, order: OrderView | None) -> datetime | None:
    """When the span began: at the event that the promise names, else when it was made."""
    after = _AFTER.search(promise)
    if after is None:
        return made_at
    named, times = after["zh"] or after["en"] or "", _times(order)
    if _SPAN.search(named) and after["zh"]:
        return made_at  # 24 小时后再联系您
    event = next((kind for kind in times if kind.search(named)), None)
    return None if event is None else times[event]


def _times(order: OrderView | None) -> Mapping[re.Pattern[str], datetime | None]:
    """When each event that starts a span happened, the more telling words first."""
    if order is None:
        return dict.fromkeys((_RETURN, _SHIPPING, _DELIVERY, _PAYMENT))
    return {
        _RETURN: _latest(one.received_at for one in order.returns),
        _SHIPPING: _latest(one.shipped_at for one in order.shipments),
        _DELIVERY: _latest(one.delivered_at for one in order.shipments),
        _PAYMENT: order.paid_at,
    }


def _done_at(promise: str, made_at: datetime | None, order: OrderView | None) -> datetime | None:
    """When what was promised was done, where the record says so: a refund, since it was promised."""
    after = _AFTER.search(promise)
    what = promise if after is None else promise.replace(after[0], "", 1)
    if order is None or made_at is None or not _REFUND.search(what):
        return None
    done = (one.completed_at for one in order.refunds if one.status in COMPLETED or one.completed_at)
    return _latest(at for at in done if at is None or at >= made_at)


def _latest(times: Iterable[datetime | None]) -> datetime | None:
    return max((at for at in times if at is not None), default=None)
