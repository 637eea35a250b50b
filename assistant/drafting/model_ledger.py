"""The day's money: what a call may cost is set aside before it, and what it did cost is noted after it."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import count
from zoneinfo import ZoneInfo

from assistant.drafting.model import Told
from assistant.drafting.model_traffic import longest_call
from assistant.drafting.model_usage import cost_at_most
from assistant.errors import ModelBudgetSpent, ModelError, ModelLockedOut, ModelNotThere, ModelUnavailable
from assistant.model_book import CallLedger, ModelCall, ModelHold, Usage
from assistant.settings import ModelSettings


class MemoryLedger:
    """For commands that touch no database; fulfils `assistant.model_book.CallLedger`."""

    def __init__(self) -> None:
        self.calls: list[ModelCall] = []
        self._holds: dict[int, ModelHold] = {}
        self._ids = count()
        self._lock = threading.Lock()

    def note(self, call: ModelCall) -> None:
        with self._lock:
            self.calls.append(call)

    def spent(self, profile: str, since: datetime) -> Decimal:
        with self._lock:
            return self._spent(profile, since)

    def hold(self, hold: ModelHold, since: datetime, now: datetime) -> int | None:
        with self._lock:
            mine = (held.money for held in self._holds.values() if held.profile == hold.profile and held.until > now)
            if self._spent(hold.profile, since) + sum(mine, hold.money) > hold.budget:
                return None
            self._holds[hold_id := next(self._ids)] = hold
            return hold_id

    def release(self, hold_id: int) -> None:
        with self._lock:
            self._holds.pop(hold_id, None)

    def _spent(self, profile: str, since: datetime) -> Decimal:
        mine = [call for call in self.calls if call.profile == profile and call.at >= since]
        return sum((call.usage.cost for call in mine), Decimal(0))


class Purse:
    """A profile's money. A day is one of the shop's time zone."""

    def __init__(self, name: str, profile: ModelSettings, ledger: CallLedger, clock: Callable[[], datetime]) -> None:
        self._name = name
        self._profile = profile
        self._ledger = ledger
        self._clock = clock

    @contextmanager
    def held(self, tokens: int, timezone: str) -> Iterator[None]:
        """While a call of so many input tokens is under way. Raises ModelBudgetSpent where it could cost too much."""
        budget = self._profile.daily_budget
        if budget is None:
            yield
            return
        hold_id = self._hold(cost_at_most(tokens, self._profile), budget, timezone)
        try:
            yield
        finally:
            self._ledger.release(hold_id)

    def _hold(self, money: Decimal, budget: Decimal, timezone: str) -> int:
        now = self._clock()
        midnight = now.astimezone(ZoneInfo(timezone)).replace(hour=0, minute=0, second=0, microsecond=0)
        until = now + timedelta(seconds=longest_call(self._profile))
        hold = ModelHold(profile=self._name, money=money, budget=budget, until=until)
        hold_id = self._ledger.hold(hold, midnight, now)
        if hold_id is None:
            raise ModelBudgetSpent(
                f"The model's budget for today, {budget} {self._profile.currency}, is spent: one more call could cost"
                f" {money:.4f}.",
                "Raise daily_budget of the profile, or wait until tomorrow.",
            )
        return hold_id

    def noting(self, model: str, step: str, told: Callable[[Usage], None]) -> Told:
        """Who hears of a call: the book, and whoever counts for one mail."""

        def note(usage: Usage, failure: ModelError | None) -> None:
            told(usage)
            call = ModelCall(
                at=self._clock(),
                profile=self._name,
                model=model,
                step=step,
                usage=usage,
                failure=failure.message if failure is not None else None,
                is_down=isinstance(failure, ModelUnavailable | ModelLockedOut | ModelNotThere),
            )
            self._ledger.note(call)

        return note
