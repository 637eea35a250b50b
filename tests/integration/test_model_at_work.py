"""The model as one of the house: what it costs is booked, a draft is written anew by a wish, and an outage passes."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from dbos import DBOS
from support.house import Workshop, eventually, mail, workshop
from support.model_stub import (
    INPUT_TOKENS,
    OUTPUT_TOKENS,
    Answerer,
    ModelStub,
    fails,
    parrots,
    running_model_stub,
    slowly,
)

from assistant.caseworker import CaseWorker
from assistant.drafting import model_traffic
from assistant.drafting.model_drafter import ModelDrafter
from assistant.drafting.offline import OfflineDrafter
from assistant.drafting.prompts import load_prompts
from assistant.errors import ShopFileError
from assistant.jobs import JobEngine
from assistant.records.values import Draft
from assistant.resources import packaged
from assistant.wiring import now_utc

THANKS = {"closing": "\nThank you for your patience."}
WORDS = "Where is my desk lamp? It was promised for last week."


@pytest.fixture(scope="module")
def endpoint() -> Iterator[ModelStub]:
    with running_model_stub() as running:
        yield running


@pytest.fixture
def shop(tmp_path: Path, endpoint: ModelStub) -> Iterator[Workshop]:
    with workshop(tmp_path) as made:
        made.drafter = a_model(made, endpoint)
        yield made


def a_model(shop: Workshop, endpoint: ModelStub, **profile: Any) -> ModelDrafter:
    """Its calls are booked in the workshop's records."""
    settings = endpoint.profile(**{"input_price": "10", "output_price": "30"} | profile)
    return ModelDrafter(
        "main", settings, None, packaged("prompts"), fallback=OfflineDrafter(), ledger=shop.records.model_calls
    )


def drafted(shop: Workshop, endpoint: ModelStub, *answers: Answerer, words: str = WORDS) -> Draft:
    endpoint.answers(*answers)
    with shop.working() as engine:
        (message_id,) = shop.receive(mail(words))
        engine.work(message_id)
        eventually(shop.settled)
    return shop.drafts()[-1]


def reworded(shop: Workshop, draft: Draft, wish: str) -> Draft:
    with shop.working() as engine:
        engine.redraft(draft.message_id, draft.id, wish)
        eventually(lambda: shop.drafts()[-1].id != draft.id or shop.drafts()[-1].state_reason is not None)
    return shop.drafts()[-1]


def test_each_call_is_booked_and_the_draft_says_what_it_cost(shop: Workshop, endpoint: ModelStub) -> None:
    draft = drafted(shop, endpoint, parrots(**THANKS))
    assert draft.text.endswith(THANKS["closing"].strip())
    assert draft.extra["usage"]["calls"] == 2
    assert draft.case_file.drafter.prompt_version == load_prompts(packaged("prompts")).version
    (day,) = shop.records.model_calls.days(now_utc().replace(hour=0, minute=0, second=0, microsecond=0), 1)
    assert (day.profile, day.calls, day.failed) == ("main", 2, 0)
    assert (day.input_tokens, day.output_tokens) == (2 * INPUT_TOKENS, 2 * OUTPUT_TOKENS)
    assert day.cost * 1_000_000 == 2 * (INPUT_TOKENS * 10 + OUTPUT_TOKENS * 30)
    assert float(draft.extra["usage"]["cost"]) == float(day.cost)


def test_a_wish_changes_words_with_one_call_and_no_fact(shop: Workshop, endpoint: ModelStub) -> None:
    draft = drafted(shop, endpoint, parrots())
    endpoint.answers(parrots(**THANKS))
    again = reworded(shop, draft, "thank them at the end")
    assert (draft.extra["wish"], again.extra["wish"]) == (None, "thank them at the end")
    assert again.text == draft.text + THANKS["closing"]
    assert [call.form for call in endpoint.calls] == ["WriteAnswer"]
    assert "The agent's wish: thank them at the end" in endpoint.calls[0].body["messages"][1]["content"]
    assert (again.case_file.actions, again.case_file.diagnosis, again.case_file.identity) == (
        draft.case_file.actions,
        draft.case_file.diagnosis,
        draft.case_file.identity,
    )
    assert next(old for old in shop.drafts() if old.id == draft.id).state == "superseded"


def test_a_wish_for_what_the_case_does_not_give_leaves_the_draft_and_says_why(
    shop: Workshop, endpoint: ModelStub
) -> None:
    draft = drafted(shop, endpoint, parrots())
    endpoint.answers(parrots(closing="\nWe will give you a coupon of CNY 50."))
    kept = reworded(shop, draft, "offer a coupon of 50")
    assert (kept.id, kept.text, kept.state) == (draft.id, draft.text, "proposed")
    assert "failed its checks" in (kept.state_reason or "")
    assert [call.form for call in endpoint.calls] == ["WriteAnswer", "WriteAnswer"]


@pytest.mark.parametrize("trouble", [ShopFileError("The orders cannot be read."), ZeroDivisionError()], ids=repr)
def test_what_keeps_a_wish_from_the_model_is_said_on_the_draft(
    shop: Workshop, endpoint: ModelStub, trouble: Exception, monkeypatch: pytest.MonkeyPatch
) -> None:
    draft = drafted(shop, endpoint, parrots())

    def verify(*_: object) -> None:
        raise trouble

    monkeypatch.setattr(CaseWorker, "verify", verify)
    kept = reworded(shop, draft, "shorter")
    assert (kept.id, kept.text, kept.state) == (draft.id, draft.text, "proposed")
    assert (kept.state_reason or "").startswith(str(trouble) or "ZeroDivisionError while writing it")


def test_drafts_of_an_outage_are_made_again_when_it_is_over(shop: Workshop, endpoint: ModelStub) -> None:
    for n in range(3):
        draft = drafted(shop, endpoint, fails(503), words=f"{WORDS} ({n})")
        assert draft.text
        assert any("has a fault of its own" in check.detail for check in draft.failed_checks)
    without = shop.records.tickets.made_without_model()
    assert len(without) == len({draft.message_id for draft in shop.drafts() if draft.state == "proposed"}) > 0
    shop.drafter = a_model(shop, endpoint)
    endpoint.answers(parrots(**THANKS))
    with shop.working() as engine:
        for draft_id in without:
            engine.redraft(shop.records.tickets.draft(draft_id).message_id, draft_id)
        eventually(lambda: shop.records.tickets.made_without_model() == (), seconds=60)  # after several rests
    standing = [draft for draft in shop.drafts() if draft.state == "proposed"]
    assert all(draft.text.endswith(THANKS["closing"].strip()) for draft in standing)


@pytest.fixture
def short_rests(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(model_traffic, "REST_SECONDS", 1.0)
    monkeypatch.setattr(model_traffic, "LOCKED_OUT_SECONDS", 1.0)
    monkeypatch.setattr(model_traffic, "TRIAL_SECONDS", 0.1)


def ask_again(shop: Workshop, engine: JobEngine) -> tuple[int, ...]:
    """The click that makes all of an outage's drafts again."""
    without = shop.records.tickets.made_without_model()
    for draft_id in without:
        engine.redraft(shop.records.tickets.draft(draft_id).message_id, draft_id)
    return without


@pytest.mark.usefixtures("short_rests")
def test_a_draft_that_is_asked_for_while_the_model_rests_is_the_models_when_it_is_back(
    shop: Workshop, endpoint: ModelStub
) -> None:
    endpoint.answers(fails(503))
    with shop.working() as engine:
        for n in range(6):
            (message_id,) = shop.receive(mail(f"{WORDS} ({n})"))
            engine.work(message_id)
        eventually(shop.settled)
        endpoint.answers(
            fails(503), slowly(0.5, parrots(**THANKS))
        )  # the first trial is in vain, the second takes long
        without = ask_again(shop, engine)
        assert len(without) == 6
        eventually(lambda: shop.records.tickets.made_without_model() == (), seconds=60)  # after several rests
    standing = [draft for draft in shop.drafts() if draft.state == "proposed"]
    assert [draft.text.endswith(THANKS["closing"].strip()) for draft in standing] == [True] * 6
    assert len(shop.drafts()) == 12  # nothing was made again by the offline drafter


@pytest.mark.usefixtures("short_rests")
def test_what_was_edited_while_the_model_rested_stays(
    shop: Workshop, endpoint: ModelStub, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(model_traffic, "LOCKED_OUT_SECONDS", 6.0)  # it still rests when the agent asks again
    endpoint.answers(fails(401))
    with shop.working() as engine:
        (message_id,) = shop.receive(mail(WORDS))
        engine.work(message_id)
        eventually(shop.settled)
        (draft,) = shop.drafts()
        ask_again(shop, engine)
        eventually(lambda: DBOS.list_workflows(status="DELAYED"))
        shop.records.tickets.edit(draft.id, draft.version, "mine", "anna", checks=draft.checks)
        endpoint.answers(parrots(**THANKS))
        (other,) = shop.receive(mail("And where is my blanket?"))
        engine.work(other)
        eventually(shop.settled)
        engine.redraft(other, shop.drafts()[-1].id)
        eventually(lambda: len(shop.drafts()) == 3)
    assert [(one.text, one.state) for one in shop.drafts() if one.id == draft.id] == [("mine", "proposed")]


def test_without_money_a_draft_stays_and_says_why(shop: Workshop, endpoint: ModelStub) -> None:
    shop.drafter = a_model(shop, endpoint, daily_budget="0.000001")
    draft = drafted(shop, endpoint, parrots())
    with shop.working() as engine:
        ask_again(shop, engine)
        eventually(lambda: shop.drafts()[0].state_reason)
    (kept,) = shop.drafts()
    assert (kept.id, kept.state) == (draft.id, "proposed")
    assert "budget for today" in (kept.state_reason or "")


def test_in_an_outage_an_agents_own_reply_is_on_its_way_as_ever(shop: Workshop, endpoint: ModelStub) -> None:
    draft = drafted(shop, endpoint, fails(503))
    shop.records.tickets.edit(draft.id, draft.version, "In our own words.", "anna", checks=draft.checks)
    approval = shop.approve(shop.records.tickets.draft(draft.id))
    assert shop.records.deliveries.to_send(shop.clock()) == (approval.delivery_id,)
    assert shop.records.deliveries.outgoing(approval.delivery_id).text == "In our own words."


def test_what_an_agent_edited_is_not_made_again_with_the_rest(shop: Workshop, endpoint: ModelStub) -> None:
    draft = drafted(shop, endpoint, fails(503))
    assert shop.records.tickets.made_without_model() == (draft.id,)
    shop.records.tickets.edit(draft.id, draft.version, "mine", "anna", checks=draft.checks)
    assert shop.records.tickets.made_without_model() == ()


def test_a_spent_budget_stops_calls_and_no_mail(shop: Workshop, endpoint: ModelStub) -> None:
    # A call costs 0.00204, and may cost 0.00384: after two of them, what is left might be too little for a third.
    prices = {"input_price": "0", "output_price": "60", "max_output_tokens": 64}
    shop.drafter = a_model(shop, endpoint, daily_budget="0.0075", **prices)
    first = drafted(shop, endpoint, parrots())
    second = drafted(shop, endpoint, parrots(), words="And where is my blanket?")
    assert first.failed_checks == ()
    assert second.text
    assert any("budget for today" in check.detail for check in second.failed_checks)
    assert endpoint.calls == []


def test_the_state_of_the_model_is_its_last_call(shop: Workshop, endpoint: ModelStub) -> None:
    assert shop.records.model_calls.state("main") is None
    drafted(shop, endpoint, fails(401))
    state = shop.records.model_calls.state("main")
    assert state is not None
    assert "refused the key" in (state.failure or "")
    drafted(shop, endpoint, parrots(), words="And where is my blanket?")
    state = shop.records.model_calls.state("main")
    assert state is not None
    assert "refused the key" in (state.failure or "")  # left alone: nobody asked again
