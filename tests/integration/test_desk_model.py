"""The drafting model on the desk: how it does, what it costs, writing anew by a wish, redoing an outage's drafts."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from support.desk_client import Browser, words_of
from support.sample_desk import SampleDesk
from support.tickets import stalled

from assistant.case.reply import Check
from assistant.desk.services import ModelHealth
from assistant.records.tables import DraftRow
from assistant.records.values import Draft, ModelDay, SavedDraft

pytest_plugins = ("support.desk_fixtures",)

WELL = ModelHealth("qwen", ok=True, spent=Decimal("0.0213"), budget=Decimal(5), currency="CNY")
SILENT = ModelHealth("qwen", ok=False, problem="The model's account has no credit left.")
NO_CREDIT = "The model's account has no credit left. Top it up with the provider."
NO_MODEL = Check(name="model_answered", passed=False, detail=f"no draft from the model: {NO_CREDIT}")


def made_without_model(desk: SampleDesk, saved: SavedDraft) -> Draft:
    draft = desk.draft(saved)
    with desk.records.database.write() as session:
        row = session.get(DraftRow, draft.id)
        assert row is not None
        row.checks = [NO_MODEL.model_dump(mode="json")]
    return desk.draft(saved)


def test_without_a_model_the_desk_speaks_of_none(agent: Browser, desk: SampleDesk) -> None:
    draft = desk.draft(stalled(desk))
    page = words_of(agent.get(f"/tickets/{draft.ticket_id}").text)
    assert "Write it anew" not in page
    assert "qwen" not in words_of(agent.get("/").text)
    assert agent.post(f"/tickets/{draft.ticket_id}/drafts/{draft.id}/reword", {"wish": "shorter"}).status_code == 422
    assert desk.reworded == []


def test_the_queue_says_how_the_model_does_and_what_it_spent(agent: Browser, desk: SampleDesk) -> None:
    desk.model = WELL
    assert "qwen in order · CNY 0.0213 of CNY 5.00 today" in words_of(agent.get("/").text)
    desk.model = SILENT
    assert "qwen does not answer : The model's account has no credit left." in words_of(agent.get("/").text).replace(
        "answer:", "answer :"
    )


def test_a_wish_is_handed_on_in_one_line(agent: Browser, desk: SampleDesk) -> None:
    desk.model, draft = WELL, desk.draft(stalled(desk))
    page = agent.post(f"/tickets/{draft.ticket_id}/drafts/{draft.id}/reword", {"wish": " shorter,\r\n please "})
    assert desk.reworded == [(draft.id, "shorter, please")]
    assert "The fresh draft appears here by itself." in words_of(page.text)


def test_a_wish_needs_words_a_bound_and_an_open_draft(agent: Browser, desk: SampleDesk) -> None:
    desk.model, draft = WELL, desk.draft(stalled(desk))
    address = f"/tickets/{draft.ticket_id}/drafts/{draft.id}/reword"
    assert "Say what should be different" in words_of(agent.post(address, {"wish": "  "}).text)
    assert agent.post(address, {"wish": "x" * 301}).status_code == 422
    desk.records.tickets.reject(draft.id, draft.version, "anna", "wrong")
    assert agent.post(address, {"wish": "shorter"}).status_code == 409
    assert desk.reworded == []


def test_why_a_draft_was_not_written_anew_stands_on_it(agent: Browser, desk: SampleDesk) -> None:
    draft = desk.draft(stalled(desk))
    desk.records.tickets.note(draft.id, "The model's reply failed its checks (actions_allowed).")
    page = words_of(agent.get(f"/tickets/{draft.ticket_id}").text)
    assert "it stands as it was. The model's reply failed its checks (Offers are proposed actions)." in page


def test_one_click_makes_a_draft_or_all_of_them_again(agent: Browser, desk: SampleDesk) -> None:
    desk.model, draft = WELL, made_without_model(desk, stalled(desk))
    page = agent.get(f"/tickets/{draft.ticket_id}").text
    assert "This draft was made without the model." in words_of(page)
    agent.post(f"/tickets/{draft.ticket_id}/drafts/{draft.id}/redraft")
    assert "1 draft was made without the model." in words_of(agent.get("/").text)
    assert "1 draft is being made again." in words_of(agent.post("/redraft-all").text)
    assert desk.redrafted == [draft.id, draft.id]


def test_while_the_model_does_not_answer_a_click_promises_nothing_sooner(agent: Browser, desk: SampleDesk) -> None:
    desk.model, draft = SILENT, made_without_model(desk, stalled(desk))
    assert "1 draft is made again as soon as the model answers." in words_of(agent.post("/redraft-all").text)
    page = agent.post(f"/tickets/{draft.ticket_id}/drafts/{draft.id}/redraft").text
    assert "The draft is made again as soon as the model answers." in words_of(page)


def test_the_wish_that_a_draft_follows_is_told(agent: Browser, desk: SampleDesk) -> None:
    draft = desk.draft(stalled(desk))
    assert "Written anew" not in words_of(agent.get(f"/tickets/{draft.ticket_id}").text)
    with desk.records.database.write() as session:
        row = session.get(DraftRow, draft.id)
        assert row is not None
        row.extra = {"wish": "shorter <b>please</b>"}
    page = agent.get(f"/tickets/{draft.ticket_id}").text
    assert "Written anew as asked: shorter &lt;b&gt;please&lt;/b&gt;" in page


def test_a_draft_in_a_models_place_says_who_wrote_it_and_why(agent: Browser, desk: SampleDesk) -> None:
    desk.model, draft = WELL, made_without_model(desk, stalled(desk))
    page = words_of(agent.get(f"/tickets/{draft.ticket_id}").text)
    assert f"This draft was made without the model. {NO_CREDIT}" in page
    assert "Drafted by the built-in drafter in place of " in page
    desk.records.users.set_language("xiaoli", "zh")
    page = words_of(agent.get(f"/tickets/{draft.ticket_id}").text)
    assert "这份草稿是在没有模型的情况下写的。 模型账户已没有余额。请向服务商充值。" in page
    assert "由内置起草程序代替 " in page


def test_that_the_model_failed_is_a_note_that_needs_no_tick(agent: Browser, desk: SampleDesk) -> None:
    desk.model, draft = WELL, made_without_model(desk, stalled(desk))
    page = agent.get(f"/tickets/{draft.ticket_id}").text
    assert "check failed" not in words_of(page)
    assert 'name="confirmed"' not in page
    assert "Your edits stay" not in words_of(page)
    fields = {"version": draft.version, "last_message_id": draft.message_id, "text": draft.text}
    agent.post(f"/tickets/{draft.ticket_id}/drafts/{draft.id}/approve", fields)
    assert len(desk.delivered) == 1


@pytest.mark.parametrize("where", ["http://10.0.0.7:8080/v1", "https://models.example/v1"])
def test_where_the_model_is_is_nothing_to_an_agent(agent: Browser, desk: SampleDesk, where: str) -> None:
    draft = desk.draft(stalled(desk))
    for said, english, chinese in (
        (f"The model at {where} did not answer in time.", "The model did not answer in time.", "模型没有及时应答。"),
        (f"There is no such model at {where}.", "There is no such model.", "没有这个模型。"),
    ):
        desk.records.tickets.note(draft.id, f"no draft from the model: {said}")
        desk.records.users.set_language("xiaoli", "en")
        assert f"it stands as it was. {english}" in words_of(agent.get(f"/tickets/{draft.ticket_id}").text)
        desk.records.users.set_language("xiaoli", "zh")
        assert f"仍是原来的内容。 {chinese}" in words_of(agent.get(f"/tickets/{draft.ticket_id}").text)


def a_day(profile: str, cost: str) -> ModelDay:
    return ModelDay(
        begins=datetime(2026, 11, 17, 16, tzinfo=UTC),
        profile=profile,
        calls=12,
        failed=1,
        input_tokens=50_000,
        output_tokens=4_000,
        cached_tokens=30_000,
        seconds=31.4,
        cost=Decimal(cost),
    )


def test_the_models_page_shows_each_day_of_each_profile_in_its_currency(agent: Browser, desk: SampleDesk) -> None:
    desk.model = WELL
    desk.model_days = (a_day("qwen", "0.0213"), a_day("openai", "4.5"))
    page = words_of(agent.get("/model").text)
    assert "2026-11-18 qwen 12 1 50,000 60 % 4,000 31 CNY 0.0213" in page
    assert "2026-11-18 openai 12 1 50,000 60 % 4,000 31 USD 4.50" in page


def test_a_stranger_rewords_nothing(stranger: Browser, desk: SampleDesk) -> None:
    desk.model, draft = WELL, desk.draft(stalled(desk))
    stranger.post(f"/tickets/{draft.ticket_id}/drafts/{draft.id}/reword", {"wish": "shorter"})
    stranger.post("/redraft-all")
    assert (desk.reworded, desk.redrafted) == ([], [])
