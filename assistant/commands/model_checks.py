"""What `draftdesk doctor` tries of the drafter and its models. Its calls are paid for, and booked as all others are."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from assistant.commands.places import missing_file
from assistant.errors import DraftdeskError, ModelBudgetSpent, ModelError
from assistant.records.values import ModelDay
from assistant.settings import ModelSettings, Settings, secret
from assistant.wiring import Records, known_methods, model_profile, now_utc, open_records

if TYPE_CHECKING:
    from assistant.drafting.model_probe import Prober

NOT_BOOKED = "there is no database to book these calls in"
_UTC = "UTC"


class Doctor(NamedTuple):
    """`records` is None where there is no database yet or none that answers."""

    prober: "Prober"
    records: Records | None


def drafter(settings: Settings) -> str:
    if settings.drafter == "offline":
        return "offline: lexicons and templates; no model is called"
    model_profile(settings, settings.drafter)
    return f"the model profile {settings.drafter}; {model_use(settings, settings.drafter)}"


def model(name: str, settings: Settings) -> str:
    """One tiny call to each of its models, which a provider may charge for. Raises a ModelError."""
    with doctor(settings, name) as (prober, records):
        probes = list(prober.as_set())
    problems = {probe.model: probe.problem for probe in probes if probe.problem is not None}
    if any(isinstance(problem, ModelBudgetSpent) for problem in problems.values()):
        return f"{name}: not asked, for today's budget is spent"
    if problems:
        raise _named(problems, len(probes))
    said = ", ".join(f"{probe.model} answers in {probe.seconds:.1f} s ({probe.method})" for probe in probes)
    return f"{name}: {said}" if records is not None else f"{name}: {said}; {NOT_BOOKED}"


def _named(problems: dict[str, ModelError], models: int) -> ModelError:
    """The trouble, with the model's name where the profile has more than one."""
    if models == 1 or len({str(problem) for problem in problems.values()}) < len(problems):
        return next(iter(problems.values()))
    words = " ".join(f"{model}: {problem.message}" for model, problem in problems.items())
    return ModelError(words, next(iter(problems.values())).hint)


@contextmanager
def doctor(settings: Settings, name: str) -> Iterator[Doctor]:
    """Who asks the profile's models. Raises ConfigurationError for an unknown profile."""
    from assistant.drafting.model_ledger import MemoryLedger
    from assistant.drafting.model_probe import Prober

    profile, key, methods = model_profile(settings, name), model_key(settings, name), known_methods(settings)
    records = _records(settings)
    ledger = records.model_calls if records is not None else MemoryLedger()
    zone = _zone(records) if records is not None else _UTC
    try:
        yield Doctor(Prober(name, profile, key, ledger=ledger, timezone=zone, methods=methods, clock=now_utc), records)
    finally:
        if records is not None:
            records.database.close()


def _records(settings: Settings) -> Records | None:
    """None where they cannot be had; what is wrong with the database is another check's to say."""
    if missing_file(settings) is not None:
        return None
    try:
        return open_records(settings)
    except DraftdeskError:
        return None


def _zone(records: Records) -> str:
    from assistant.orders.sql import SqlOrders

    return SqlOrders(records.database.reading_engine).shop().timezone


def model_key(settings: Settings, name: str) -> str | None:
    profile = settings.models[name]
    return secret(profile.api_key, profile.api_key_file, f"the key of the model {name}")


def model_use(settings: Settings, name: str) -> str:
    """What the profile's calls of today came to."""
    if missing_file(settings) is not None:
        return "no calls yet"
    records = open_records(settings)
    try:
        days = records.model_calls.days(_midnight(records), 1)
    finally:
        records.database.close()
    day = next((day for day in days if day.profile == name), None)
    return use_in_words(day, settings.models[name]) if day is not None else "no calls today"


def _midnight(records: Records) -> datetime:
    from zoneinfo import ZoneInfo

    return now_utc().astimezone(ZoneInfo(_zone(records))).replace(hour=0, minute=0, second=0, microsecond=0)


def use_in_words(day: ModelDay, profile: ModelSettings) -> str:
    return (
        f"today {day.calls} calls ({day.failed} in vain), {day.input_tokens} tokens in "
        f"({day.cached_share:.0%} cached), {day.output_tokens} out, {day.seconds:.0f} s, "
        f"{profile.currency} {day.cost:.4f}{_of_budget(day, profile)}"
    )


def _of_budget(day: ModelDay, profile: ModelSettings) -> str:
    from assistant.drafting.model_usage import cost_at_most

    budget = profile.daily_budget
    if budget is None:
        return ""
    spent = day.cost + cost_at_most(0, profile) > budget
    return f" of {budget}{'; that is spent, and no model is asked before tomorrow' if spent else ''}"
