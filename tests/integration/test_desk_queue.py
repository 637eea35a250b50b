"""The queue and the lists beside it."""

import pytest
from support.desk_client import Browser, words_of
from support.sample_desk import SampleDesk
from support.sample_shop import ago
from support.tickets import busy_day, doubtful, quarantined, screened, stalled, stranger, wrong_size

from assistant.desk.services import MailboxHealth

pytest_plugins = ("support.desk_fixtures",)
LISTS = ["open", "ready", "needs_information", "needs_attention", "escalated", "answered", "closed"]


def test_a_row_says_who_what_which_order_and_how_long(agent: Browser, desk: SampleDesk) -> None:
    stalled(desk)
    seen = words_of(agent.get("/").text)
    for words in (
        "保温杯三天没有物流更新",
        "李梅",
        "Parcel not moving",
        "Delivery",
        "Angry",
        "2026111800231",
        "Ready",
        "2h",
    ):
        assert words in seen


def test_in_chinese_the_vocabulary_is_chinese_too(agent: Browser, desk: SampleDesk) -> None:
    stalled(desk)
    desk.records.users.set_language("xiaoli", "zh")
    seen = words_of(agent.get("/").text)
    for words in ("物流停滞", "物流", "愤怒", "待审核", "2小时"):
        assert words in seen
    assert "stalled" not in seen


def test_each_list_holds_its_own(agent: Browser, desk: SampleDesk) -> None:
    stalled(desk), stranger(desk), doubtful(desk)
    assert "快递" in words_of(agent.get("/?show=needs_information").text)
    assert "保温杯" not in agent.get("/?show=needs_information").text
    assert "Charged twice?" in agent.get("/?show=needs_attention").text


def test_the_counts_stand_at_the_lists(agent: Browser, desk: SampleDesk) -> None:
    busy_day(desk)
    seen = words_of(agent.get("/").text)
    assert "All open 6 Ready 3 Needs information 1 Needs attention 1 Escalated 1 Answered 1" in seen
    assert "Screened 3 Quarantine 1" in seen
    assert "1 promise overdue" in seen


@pytest.mark.parametrize("show", LISTS)
def test_an_empty_list_says_what_to_do(agent: Browser, show: str) -> None:
    page = agent.get(f"/?show={show}")
    assert page.status_code == 200
    assert 'class="empty"' in page.text


def test_an_unknown_list_is_no_fault_of_ours(agent: Browser) -> None:
    assert agent.get("/?show=everything").status_code == 422


def test_screened_mail_is_listed_with_its_reason(agent: Browser, desk: SampleDesk) -> None:
    screened(desk, "bounce", "mailer-daemon@post.example", "Undelivered", "It is a delivery report (RFC 3464).")
    seen = words_of(agent.get("/screened").text)
    assert "Undelivered" in seen
    assert "Bounce" in seen
    assert "It is a delivery report (RFC 3464)." in seen


def test_screened_mail_is_sent_to_drafting_by_a_person(agent: Browser, desk: SampleDesk) -> None:
    screened(desk, "bulk", "ann@post.example", "My order", "It was sent in bulk (Precedence: bulk).")
    (message,) = desk.records.messages.screened()
    page = agent.post(f"/screened/{message.id}/draft")
    assert "It is being drafted and will appear in the queue." in words_of(page.text)
    let_through = desk.records.messages.message(message.id)
    assert (let_through.state, let_through.let_through_by) == ("stored", "xiaoli")
    assert desk.worked == [message.id]


def test_quarantined_mail_is_shown_and_tried_again(agent: Browser, desk: SampleDesk) -> None:
    message_id = quarantined(desk, "The MIME structure is nested 1,000 deep.")
    assert "The MIME structure is nested 1,000 deep." in words_of(agent.get("/quarantine").text)
    page = agent.post(f"/quarantine/{message_id}/retry")
    assert "It is being worked again." in words_of(page.text)
    assert desk.worked == [message_id]
    assert desk.records.messages.message(message_id).state == "stored"


def test_why_a_mail_is_in_quarantine_is_said_in_chinese_and_only_what_is_there_can_be_downloaded(
    agent: Browser, desk: SampleDesk
) -> None:
    unreadable = quarantined(desk, "There are no mail headers in it. Check that the file is an e-mail (.eml).")
    desk.records.messages.store("support", "INBOX", 1, [], not_loaded=[(9, "larger than 50 MB")])
    not_loaded = desk.records.messages.in_state("quarantined")[0].id
    desk.records.users.set_language("xiaoli", "zh")
    page = agent.get("/quarantine").text
    for words in ("其中没有邮件头。请确认该文件是邮件（.eml）。", "超过 50 MB"):
        assert words in words_of(page)
    assert f"/messages/{unreadable}/raw" in page
    assert f"/messages/{not_loaded}/raw" not in page


def test_long_queues_come_in_pages(agent: Browser, desk: SampleDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("assistant.desk.queue.PAGE_SIZE", 1)
    stalled(desk), wrong_size(desk)
    first, second = agent.get("/?page=0").text, agent.get("/?page=1").text
    assert "保温杯" in first
    assert "保温杯" not in second
    assert "开衫" in second


def test_a_mailbox_that_cannot_be_read_is_seen(agent: Browser, desk: SampleDesk) -> None:
    desk.mailboxes = (MailboxHealth("support@shop.example", ok=False, problem="The password was refused."),)
    assert "not reachable: The password was refused." in words_of(agent.get("/").text)


def test_healthz_needs_no_login_and_tells_of_trouble(stranger: Browser, desk: SampleDesk) -> None:
    healthy = stranger.get("/healthz")
    assert (healthy.status_code, healthy.json()["status"]) == (200, "ok")
    desk.mailboxes = (
        MailboxHealth(
            "support@shop.example", False, ago(hours=1), "login of ann@x.example refused", ago(hours=2), 7200.4
        ),
    )
    failing = stranger.get("/healthz")
    assert failing.status_code == 503
    assert failing.json()["mailboxes"] == {
        "s***@shop.example": {
            "ok": False,
            "problem": "login of a***@x.example refused",
            "last_success": ago(hours=2).isoformat(),
            "lag_seconds": 7200,
        }
    }
    assert "ann@x.example" not in failing.text


def test_an_index_that_cannot_be_searched_is_said_on_every_page_and_to_the_monitoring(
    agent: Browser, stranger: Browser, desk: SampleDesk
) -> None:
    pages = ("/", "/briefing", "/screened", f"/tickets/{stalled(desk).ticket_id}")
    assert not [page for page in pages if "Articles cannot be searched" in agent.get(page).text]
    desk.knowledge_problem = "There is no room on /srv/index."
    banner = "Articles cannot be searched; drafts are made without them. There is no room on /srv/index."
    assert [page for page in pages if banner not in words_of(agent.get(page).text)] == []
    assert "Articles cannot be searched" not in stranger.get("/login").text
    desk.knowledge_problem = "The search index has lost its vectors."
    desk.records.users.set_language("xiaoli", "zh")
    assert "检索索引中的向量已丢失。" in words_of(agent.get("/").text)
    health = stranger.get("/healthz")
    assert (health.status_code, health.json()["status"], health.json()["search"]) == (503, "degraded", False)
    assert "/srv" not in health.text


def test_how_far_behind_a_mailbox_is_can_be_seen(agent: Browser, desk: SampleDesk) -> None:
    desk.mailboxes = (MailboxHealth("support", ok=True, last_success=ago(minutes=5), lag_seconds=720),)
    assert "in order · read 5 minutes ago · 12 minutes behind" in words_of(agent.get("/").text)


def test_an_answered_customer_is_not_said_to_wait(agent: Browser, desk: SampleDesk) -> None:
    desk.records.approve(desk.draft(stalled(desk)), now=desk.now)
    assert "Waiting" not in words_of(agent.get("/?show=answered").text)
    assert "Last change" in words_of(agent.get("/?show=answered").text)
