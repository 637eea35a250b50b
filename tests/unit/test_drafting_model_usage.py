"""What calls cost, and that the day's money holds."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from langchain_core.messages import AIMessage

from assistant.drafting.model_ledger import MemoryLedger, Purse
from assistant.drafting.model_usage import cost_of, estimated_tokens, usage_of
from assistant.errors import ModelBudgetSpent
from assistant.model_book import Usage
from assistant.settings import ModelSettings

PRICES = {"input_price": "2", "cached_input_price": "0.5", "output_price": "8"}
TOKENS = 1000
"""With them a call costs 0.018 at most: 1000 × 2 + 2000 × 8, a million."""

MIDNIGHT = datetime(2026, 11, 22, 16, 0, tzinfo=UTC)
"""Of 23 November in Shanghai."""


def profile(**changes: object) -> ModelSettings:
    values = {"base_url": "http://model.example/v1", "model": "m"} | PRICES | changes
    return ModelSettings.model_validate(values)


def answered(usage: dict[str, object], **metadata: object) -> AIMessage:
    counted = {"input_tokens": 1000, "output_tokens": 100, "total_tokens": 1100} | usage
    return AIMessage("", usage_metadata=counted, response_metadata=metadata)


def test_cached_input_has_a_price_of_its_own() -> None:
    usage = usage_of(answered({"input_token_details": {"cache_read": 600}}), 1.5, profile())
    assert (usage.cached_tokens, usage.cost) == (600, Decimal("0.0019"))  # 400 × 2 + 600 × 0.5 + 100 × 8, a million


def test_deepseek_has_another_name_for_what_was_cached() -> None:
    raw = answered({}, token_usage={"prompt_cache_hit_tokens": 640})
    assert usage_of(raw, 1.0, profile()).cached_tokens == 640


def test_without_a_price_for_it_cached_input_costs_what_input_costs() -> None:
    usage = Usage(input_tokens=1_000_000, cached_tokens=900_000)
    assert cost_of(usage, profile(cached_input_price=None)) == 2


def test_a_call_without_a_count_costs_its_seconds_only() -> None:
    assert usage_of(None, 2.0, profile()) == Usage(calls=1, seconds=2.0)


def spend(purse: Purse, cost: str, at: datetime, clock: list[datetime]) -> None:
    clock[0] = at
    purse.noting("m", "write", lambda usage: None)(Usage(calls=1, cost=Decimal(cost)), None)


def ask(purse: Purse) -> None:
    with purse.held(TOKENS, "Asia/Shanghai"):
        pass


def test_the_budget_is_of_a_day_of_the_shops_time_zone() -> None:
    clock = [MIDNIGHT]
    purse = Purse("main", profile(daily_budget="1.00"), MemoryLedger(), lambda: clock[0])
    spend(purse, "5.00", MIDNIGHT - timedelta(seconds=1), clock)
    spend(purse, "0.982", MIDNIGHT, clock)
    ask(purse)
    spend(purse, "0.001", MIDNIGHT + timedelta(hours=1), clock)
    with pytest.raises(ModelBudgetSpent, match=r"1\.00 USD, is spent: one more call could cost 0\.0180"):
        ask(purse)
    clock[0] = MIDNIGHT + timedelta(days=1)
    ask(purse)


def test_without_a_budget_money_is_no_object() -> None:
    clock = [MIDNIGHT]
    purse = Purse("main", profile(), MemoryLedger(), lambda: clock[0])
    spend(purse, "1000000", MIDNIGHT, clock)
    ask(purse)


def test_what_calls_under_way_may_cost_is_set_aside() -> None:
    purse = Purse("main", profile(daily_budget="0.036"), MemoryLedger(), lambda: MIDNIGHT)
    with purse.held(TOKENS, "Asia/Shanghai"):
        with purse.held(TOKENS, "Asia/Shanghai"), pytest.raises(ModelBudgetSpent):
            ask(purse)
        ask(purse)  # one of the two is over, and cost nothing


def test_what_a_call_that_failed_held_is_free_again() -> None:
    purse = Purse("main", profile(daily_budget="0.018"), MemoryLedger(), lambda: MIDNIGHT)
    with pytest.raises(OSError, match="broken"), purse.held(TOKENS, "Asia/Shanghai"):
        raise OSError("broken")
    ask(purse)


def test_money_held_for_a_call_that_must_be_over_is_free_again() -> None:
    clock, ledger = [MIDNIGHT], MemoryLedger()
    purse = Purse("main", profile(daily_budget="0.018"), ledger, lambda: clock[0])
    killed = purse.held(TOKENS, "Asia/Shanghai")
    killed.__enter__()
    with pytest.raises(ModelBudgetSpent):
        ask(purse)
    clock[0] = MIDNIGHT + timedelta(hours=1)
    ask(purse)


def test_an_estimate_counts_chinese_by_the_character_and_the_rest_by_the_word() -> None:
    assert 70 <= estimated_tokens("快递" * 50) <= 100
    assert 20 <= estimated_tokens("parcel " * 15) <= 35
