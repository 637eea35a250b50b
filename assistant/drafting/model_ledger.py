"""The day's money: each call is noted in the book, and none is made when the profile's budget is spent."""

import threading
from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from assistant.drafting.model import Told
from assistant.errors import ModelBudgetSpent
from assistant.pipeline import CallLedger, ModelCall, Usage
from assistant.settings import ModelSettings


class MemoryLedger:
    """For commands that touch no database; fulfils `assistant.pipeline.CallLedger`."""

    def __init__(self) -> None:
        self.calls: list[ModelCall] = []
        self._lock = threading.Lock()

    def note(self, call: ModelCall) -> None:
        with self._lock:
            self.calls.append(call)

    def spent(self, profile: str, since: datetime) -> Decimal:
        with self._lock:
            mine = [call for call in self.calls if call.profile == profile and call.at >= since]
        return sum((call.usage.cost for call in mine), Decimal(0))


class Purse:
    """A profile's money. A day is one of the shop's time zone."""

    def __init__(self, name: str, profile: ModelSettings, ledger: CallLedger, clock: Callable[[], datetime]) -> None:
        self._name = name
        self._budget = profile.daily_budget
        self._currency = profile.currency
        self._ledger = ledger
        self._clock = clock

    def must_have_money(self, timezone: str) -> None:
        """Raises ModelBudgetSpent. Calls under way at that moment are still paid for."""
        if self._budget is None:
            return
        midnight = self._clock().astimezone(ZoneInfo(timezone)).replace(hour=0, minute=0, second=0, microsecond=0)
        if self._ledger.spent(self._name, midnight) >= self._budget:
            raise ModelBudgetSpent(
                f"The model's budget for today, {self._budget} {self._currency}, is spent.",
                "Raise daily_budget of the profile, or wait until tomorrow.",
            )

    def noting(self, model: str, step: str, told: Callable[[Usage], None]) -> Told:
        """Who hears of a call: the book, and whoever counts for one mail."""

        def note(usage: Usage, failure: str | None) -> None:
            told(usage)
            call = ModelCall(at=self._clock(), profile=self._name, model=model, step=step, usage=usage, failure=failure)
            self._ledger.note(call)

        return note
