"""What an agent reads before the first mail."""

from datetime import timedelta

from support.desk_client import Browser, words_of
from support.sample_desk import SampleDesk
from support.sample_shop import iso
from support.tickets import stalled, wrong_size

pytest_plugins = ("support.desk_fixtures",)


def test_changes_permissions_promises_and_lessons_stand_together(agent: Browser, desk: SampleDesk) -> None:
    answered, rejected = wrong_size(desk, promises=({"text": "寄出 L 码", "due": iso(hours=1)},)), stalled(desk)
    desk.records.approve(desk.draft(answered))
    desk.records.tickets.reject(desk.draft(rejected).id, 1, "anna", "语气太硬", desk.now)
    seen = words_of(agent.get("/briefing").text)
    for words in (
        "New 双十一预售商品延迟发货说明",
        "Refund without return up to 50.00 CNY",
        "Refunds and remedies not alone",
        "寄出 L 码 Overdue",
        "语气太硬",
    ):
        assert words in seen


def test_a_supervisor_is_without_limit(supervisor: Browser) -> None:
    assert "Refunds and remedies without limit" in words_of(supervisor.get("/briefing").text)


def test_the_last_shift_is_the_log_in_before_this_one(desk: SampleDesk) -> None:
    desk.now -= timedelta(days=3)
    Browser(desk).log_in("xiaoli")
    desk.now += timedelta(days=3)
    browser = Browser(desk)
    browser.log_in("xiaoli")
    assert "since your last shift, 20 Nov, 16:30" in words_of(browser.get("/briefing").text)


def test_an_empty_day_says_so(agent: Browser) -> None:
    seen = words_of(agent.get("/briefing").text)
    assert "No promise is open." in seen
    assert "Nothing was rejected or edited in the last two days." in seen


def test_a_proposed_text_that_was_put_back_teaches_nothing(agent: Browser, desk: SampleDesk) -> None:
    draft = desk.draft(stalled(desk))
    desk.records.tickets.edit(draft.id, 1, "x", "xiaoli", checks=draft.checks, at=desk.now)
    assert "edited 1 time" in words_of(agent.get("/briefing").text)
    desk.records.tickets.edit(draft.id, 2, draft.text, "xiaoli", checks=draft.checks, at=desk.now)
    assert "edited" not in words_of(agent.get("/briefing").text).replace("rejected or edited", "")
