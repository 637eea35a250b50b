"""The book of model calls: what each cost, and what is set aside for those under way."""

from datetime import datetime
from decimal import Decimal
from typing import Protocol

from assistant.case.base import Time, Value


class Usage(Value):
    """What the model calls cost: tokens as the provider counted them, money by the profile's prices.

    `cached_tokens` are those of the input that the provider had in its prompt cache.
    """

    calls: int = 0
    input_tokens: int = 0
    output_tokens: int = 0
    cached_tokens: int = 0
    seconds: float = 0.0
    cost: Decimal = Decimal(0)

    def __add__(self, other: "Usage") -> "Usage":
        return Usage(
            calls=self.calls + other.calls,
            input_tokens=self.input_tokens + other.input_tokens,
            output_tokens=self.output_tokens + other.output_tokens,
            cached_tokens=self.cached_tokens + other.cached_tokens,
            seconds=self.seconds + other.seconds,
            cost=self.cost + other.cost,
        )


class ModelCall(Value):
    """One call of a model, in vain or not. `step` is the prompt's; `failure` says why it was in vain.

    `is_down`: it was in vain for a reason that every other mail's call shares: nobody there, no credit, no such model.
    """

    at: Time
    profile: str
    model: str
    step: str
    usage: Usage
    failure: str | None = None
    is_down: bool = False


class ModelHold(Value):
    """Money set aside for a call: what it costs at most, of the day's `budget`; `until` it is over for sure."""

    profile: str
    money: Decimal
    budget: Decimal
    until: Time


class CallLedger(Protocol):
    """The book of model calls: what they cost, and how the daily budget stands."""

    def note(self, call: ModelCall) -> None: ...

    def spent(self, profile: str, since: datetime) -> Decimal:
        """Money of a profile's calls from `since` on."""

    def hold(self, hold: ModelHold, since: datetime, now: datetime) -> int | None:
        """Set money aside, if what was spent since `since` and what is set aside already leave so much of the budget.

        None where they do not. However many ask at once, what all of them hold never exceeds the budget.
        """

    def release(self, hold_id: int) -> None:
        """The call is over, and noted."""
