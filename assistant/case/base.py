"""What all values of the case have in common."""

from decimal import Decimal
from typing import Annotated

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict


class Value(BaseModel):
    """An immutable value: equal by content, no unknown fields; printed with every key, whatever its default."""

    model_config = ConfigDict(frozen=True, extra="forbid", json_schema_serialization_defaults_required=True)


def _at_most_cents(amount: Decimal) -> Decimal:
    if not amount.is_finite():
        raise ValueError("an amount must be a number")
    if abs(amount) >= 10**12:
        raise ValueError("an amount has at most twelve digits before the point")
    if amount != round(amount, 2):
        raise ValueError("an amount has at most two decimals")
    return amount.quantize(Decimal("0.01"))


Money = Annotated[Decimal, AfterValidator(_at_most_cents)]
"""An amount in the shop's currency with two decimals; a decimal string in JSON."""

Time = AwareDatetime
"""A point in time with its UTC offset; a time without one is rejected."""

__all__ = ["Money", "Time", "Value"]
