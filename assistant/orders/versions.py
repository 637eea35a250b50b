"""The version of an order: a fingerprint of what its record says, to notice that it moved on since a draft."""

import hashlib
import json
from datetime import UTC, datetime
from decimal import Decimal

from assistant.case.shop import Order


def order_version(order: Order) -> str:
    """SHA-256 (hex) over canonical JSON: equal orders have equal versions, whatever offset their times are given in.

    Fields at their default are left out, so that a new optional field changes no version.
    """
    canonical = json.dumps(
        order.model_dump(exclude_defaults=True),
        default=_plain,
        ensure_ascii=False,
        sort_keys=True,
        separators=(",", ":"),
    )
    return hashlib.sha256(canonical.encode("utf-8")).hexdigest()


def _plain(value: object) -> str:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, Decimal):
        return str(value)
    raise TypeError(f"no canonical form for {type(value).__name__}")
