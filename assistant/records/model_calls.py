"""The book of model calls: what was asked of which model, what it cost, and whether it answered."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from math import ceil
from typing import Any

from sqlalchemy import case, delete, func, select
from sqlalchemy.orm import Session

from assistant.model_book import ModelCall, ModelHold
from assistant.records import dialects
from assistant.records.database import Database
from assistant.records.tables import ModelCallRow, ModelHoldRow
from assistant.records.values import ModelDay, ModelState

MICROS = 1_000_000
"""Money is kept in millionths, as whole numbers: both databases add them up exactly."""


class ModelCalls:
    """Fulfils `assistant.model_book.CallLedger`. A day is the shop's, so whoever asks says when it begins."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def note(self, call: ModelCall) -> None:
        with self._database.write() as session:
            session.add(
                ModelCallRow(
                    at=call.at,
                    profile=call.profile,
                    model=call.model,
                    step=call.step,
                    input_tokens=call.usage.input_tokens,
                    output_tokens=call.usage.output_tokens,
                    cached_tokens=call.usage.cached_tokens,
                    milliseconds=round(call.usage.seconds * 1000),
                    cost_micros=round(call.usage.cost * MICROS),
                    failure=call.failure,
                    is_down=call.is_down,
                )
            )

    def spent(self, profile: str, since: datetime) -> Decimal:
        with self._database.read() as session:
            return _spent(session, profile, since)

    def hold(self, hold: ModelHold, since: datetime, now: datetime) -> int | None:
        """In one transaction that no other asker gets into, whichever process it is in."""
        with self._database.write() as session:
            dialects.lock(session.connection(), dialects.BUDGET_LOCK)
            session.execute(delete(ModelHoldRow).where(ModelHoldRow.until <= now))
            held = select(func.coalesce(func.sum(ModelHoldRow.micros), 0)).where(ModelHoldRow.profile == hold.profile)
            taken = Decimal(session.scalar(held) or 0) / MICROS + _spent(session, hold.profile, since)
            if taken + hold.money > hold.budget:
                return None
            row = ModelHoldRow(profile=hold.profile, until=hold.until, micros=ceil(hold.money * MICROS))
            session.add(row)
            session.flush()
            return row.id

    def release(self, hold_id: int) -> None:
        with self._database.write() as session:
            session.execute(delete(ModelHoldRow).where(ModelHoldRow.id == hold_id))

    def days(self, midnight: datetime, count: int) -> tuple[ModelDay, ...]:
        """The day that began at `midnight` and those before it, each with every profile that was called then."""
        begins = [(midnight - timedelta(days=n)).replace(hour=0, minute=0) for n in range(count)]
        ends = [midnight + timedelta(days=1), *begins]
        return tuple(day for begin, end in zip(begins, ends, strict=False) for day in self._day(begin, end))

    def state(self, profile: str) -> ModelState | None:
        """How the profile's last call ended; None before the first one."""
        mine = select(ModelCallRow).where(ModelCallRow.profile == profile).order_by(ModelCallRow.id.desc()).limit(1)
        with self._database.read() as session:
            last = session.scalar(mine)
            return None if last is None else ModelState(at=last.at, failure=last.failure, is_down=last.is_down)

    def _day(self, begin: datetime, end: datetime) -> Sequence[ModelDay]:
        row = ModelCallRow
        query = (
            select(
                row.profile,
                func.count().label("calls"),
                func.sum(case((row.failure.is_not(None), 1), else_=0)).label("failed"),
                func.sum(row.input_tokens).label("input_tokens"),
                func.sum(row.output_tokens).label("output_tokens"),
                func.sum(row.cached_tokens).label("cached_tokens"),
                func.sum(row.milliseconds).label("milliseconds"),
                func.sum(row.cost_micros).label("micros"),
            )
            .where(row.at >= begin, row.at < end)
            .group_by(row.profile)
            .order_by(row.profile)
        )
        with self._database.read() as session:
            return [_day_of(begin, dict(found)) for found in session.execute(query).mappings()]


def _spent(session: Session, profile: str, since: datetime) -> Decimal:
    mine = select(func.coalesce(func.sum(ModelCallRow.cost_micros), 0)).where(
        ModelCallRow.profile == profile, ModelCallRow.at >= since
    )
    return Decimal(session.scalar(mine) or 0) / MICROS


def _day_of(begin: datetime, sums: dict[str, Any]) -> ModelDay:
    cost, seconds = Decimal(sums.pop("micros")) / MICROS, float(sums.pop("milliseconds")) / 1000
    return ModelDay(begins=begin, cost=cost, seconds=seconds, **sums)
