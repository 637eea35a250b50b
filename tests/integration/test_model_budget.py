"""The day's budget of a model holds for calls that are made at once, whichever thread or process makes them."""

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from http.server import BaseHTTPRequestHandler

from support.model_answers import GLOSSARY, a_mail
from support.model_stub import INPUT_TOKENS, OUTPUT_TOKENS, Call, parrots, running_model_stub
from support.records import Records

from assistant.drafting.model_drafter import ModelDrafter
from assistant.drafting.offline import OfflineDrafter
from assistant.model_book import ModelHold
from assistant.records.model_calls import ModelCalls
from assistant.resources import packaged

pytest_plugins = ("support.records_fixtures",)

AT_ONCE = 12
NOW = datetime(2026, 11, 23, 2, 30, tzinfo=UTC)
COST = Decimal(INPUT_TOKENS * 10 + OUTPUT_TOKENS * 30) / 1_000_000


def slowly(handler: BaseHTTPRequestHandler, call: Call) -> None:
    """So that the calls of all mails are under way together."""
    time.sleep(0.5)
    parrots()(handler, call)


def hold(money: str, budget: str = "1.00", profile: str = "main", minutes: int = 5) -> ModelHold:
    return ModelHold(
        profile=profile, money=Decimal(money), budget=Decimal(budget), until=NOW + timedelta(minutes=minutes)
    )


def test_however_many_ask_at_once_the_budget_is_not_overshot(records: Records) -> None:
    """Each with a ledger of its own, as processes have."""
    ledgers = [ModelCalls(records.database) for _ in range(AT_ONCE)]
    with ThreadPoolExecutor(AT_ONCE) as pool:
        held = list(pool.map(lambda ledger: ledger.hold(hold("0.30"), NOW - timedelta(hours=1), NOW), ledgers))
    assert sum(one is not None for one in held) == 3


def test_a_call_that_is_over_gives_back_what_it_held(records: Records) -> None:
    ledger, since = ModelCalls(records.database), NOW - timedelta(hours=1)
    first = ledger.hold(hold("0.90"), since, NOW)
    assert first is not None
    assert ledger.hold(hold("0.90"), since, NOW) is None
    assert ledger.hold(hold("0.90", profile="other"), since, NOW) is not None
    ledger.release(first)
    assert ledger.hold(hold("0.90"), since, NOW) is not None


def test_what_a_killed_process_held_is_free_when_its_call_must_be_over(records: Records) -> None:
    ledger, since = ModelCalls(records.database), NOW - timedelta(hours=1)
    assert ledger.hold(hold("0.90", minutes=5), since, NOW) is not None
    assert ledger.hold(hold("0.90"), since, NOW + timedelta(minutes=4)) is None
    assert ledger.hold(hold("0.90"), since, NOW + timedelta(minutes=6)) is not None


def test_mails_read_at_once_cost_no_more_than_the_day_has(records: Records) -> None:
    with running_model_stub() as endpoint:
        endpoint.answers(slowly)
        ledger = ModelCalls(records.database)
        profile = endpoint.profile(input_price="10", output_price="30", daily_budget="0.5", max_output_tokens=2000)
        drafter = ModelDrafter("main", profile, None, packaged("prompts"), fallback=OfflineDrafter(), ledger=ledger)
        with ThreadPoolExecutor(AT_ONCE) as pool:
            read = list(pool.map(lambda _: drafter.understand(a_mail(), GLOSSARY), range(AT_ONCE)))
        made = len(endpoint.calls)
    assert 0 < made < AT_ONCE  # what all may cost together would be more
    assert sum("budget for today" in (one.failure or "") for one in read) == AT_ONCE - made
    assert ledger.spent("main", NOW - timedelta(days=3650)) == made * COST
