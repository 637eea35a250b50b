"""Saving, approving, rejecting: what is decided, what stands in the way, and that no text is lost."""

import json
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text
from support.desk_client import Answer, Browser, words_of
from support.records import email
from support.sample_desk import FORBIDDEN, SampleDesk
from support.sample_shop import shop_file
from support.tickets import complaint, damaged_lamp, doubtful, stalled

from assistant.desk.services import ModelHealth
from assistant.orders.memory import ShopFileOrders
from assistant.records.placed_drafts import PlacedDrafts, SentMail
from assistant.records.values import Draft, SavedDraft

pytest_plugins = ("support.desk_fixtures",)


def act(browser: Browser, desk: SampleDesk, saved: SavedDraft, what: str, **changes: Any) -> Answer:
    """Send the form of the ticket's page, as it stands now unless a field is changed."""
    draft = desk.draft(saved)
    return post(browser, draft, desk.records.tickets.ticket(draft.ticket_id).last_message_id, what, **changes)


def post(browser: Browser, draft: Draft, last_message_id: int, what: str, **changes: Any) -> Answer:
    fields = {"version": draft.version, "last_message_id": last_message_id, "text": draft.text}
    return browser.post(f"/tickets/{draft.ticket_id}/drafts/{draft.id}/{what}", fields | changes)


def test_approving_sends_exactly_this_text(agent: Browser, desk: SampleDesk) -> None:
    saved = stalled(desk)
    page = act(agent, desk, saved, "approve")
    assert "Approved. The reply is on its way." in words_of(page.text)
    (approval,) = desk.records.tickets.ticket(desk.draft(saved).ticket_id).approvals
    assert (approval.text, approval.user, approval.recipients) == (
        desk.draft(saved).text,
        "xiaoli",
        ("li.mei@mail.example",),
    )
    assert desk.delivered == [approval.delivery_id]


def test_a_changed_text_is_saved_checked_and_sent(agent: Browser, desk: SampleDesk) -> None:
    saved = stalled(desk)
    act(agent, desk, saved, "approve", text="李梅您好：\r\n\r\n已加急查件。\r\n")
    (approval,) = desk.records.tickets.ticket(desk.draft(saved).ticket_id).approvals
    assert approval.text == "李梅您好：\n\n已加急查件。"
    assert desk.draft(saved).edited_by == "xiaoli"


def test_saving_sends_nothing(agent: Browser, desk: SampleDesk) -> None:
    saved = stalled(desk)
    page = act(agent, desk, saved, "save", text="新的回复")
    assert "Your edit is saved and checked." in words_of(page.text)
    assert desk.draft(saved).text == "新的回复"
    assert desk.delivered == []


def test_a_failed_check_has_to_be_ticked(agent: Browser, desk: SampleDesk) -> None:
    saved = doubtful(desk)
    page = act(agent, desk, saved, "approve")
    assert page.status_code == 403
    assert "tick each failed check to take responsibility for it. Figures stand in the sources" in words_of(page.text)
    assert 'id="approve"' in page.text
    assert desk.delivered == []
    act(agent, desk, saved, "approve", confirmed=["grounded_numbers"])
    assert len(desk.delivered) == 1


def test_a_failure_that_was_not_shown_before_cannot_have_been_confirmed(agent: Browser, desk: SampleDesk) -> None:
    saved = stalled(desk)
    page = act(agent, desk, saved, "approve", text=f"我们退您 {FORBIDDEN} 元。", confirmed=["grounded_numbers"])
    assert page.status_code == 409
    assert "Saved, not sent yet" in words_of(page.text)
    assert FORBIDDEN in words_of(page.text)
    assert desk.delivered == []


def test_the_server_refuses_a_role_that_does_not_suffice(agent: Browser, desk: SampleDesk) -> None:
    saved = damaged_lamp(desk)
    page = act(agent, desk, saved, "approve")
    assert page.status_code == 403
    assert "Approving this takes the role Supervisor; yours is Agent." in words_of(page.text)
    assert desk.delivered == []


@pytest.mark.parametrize("case", [damaged_lamp, complaint])
def test_a_supervisor_may_approve_it(supervisor: Browser, desk: SampleDesk, case: Any) -> None:
    act(supervisor, desk, case(desk), "approve")
    assert len(desk.delivered) == 1


def test_a_double_click_sends_one_reply(agent: Browser, desk: SampleDesk) -> None:
    saved = stalled(desk)
    seen = desk.draft(saved)
    last = desk.records.tickets.ticket(seen.ticket_id).last_message_id
    post(agent, seen, last, "approve")
    again = post(agent, seen, last, "approve")
    assert again.status_code == 409
    assert "The draft is no longer open: Approved." in words_of(again.text)
    assert len(desk.delivered) == 1


def test_two_editors_collide_and_both_texts_are_kept(agent: Browser, supervisor: Browser, desk: SampleDesk) -> None:
    saved = stalled(desk)
    seen = desk.draft(saved)
    last = desk.records.tickets.ticket(seen.ticket_id).last_message_id
    post(supervisor, seen, last, "save", text="主管写的回复。")
    page = post(agent, seen, last, "save", text="客服写的回复。")
    assert page.status_code == 409
    read = words_of(page.text)
    assert "The draft was edited by anna meanwhile." in read
    assert "<del>客服</del><ins>主管</ins>" in page.text
    assert "客服写的回复。" in read
    assert desk.draft(saved).text == "主管写的回复。"
    ticket = desk.records.tickets.ticket(seen.ticket_id)
    assert [revision.text for revision in ticket.revisions if not revision.kept] == ["客服写的回复。"]


def test_a_new_mail_of_the_customer_stops_the_approval(agent: Browser, desk: SampleDesk) -> None:
    saved = stalled(desk)
    seen = desk.draft(saved)
    last = desk.records.tickets.ticket(seen.ticket_id).last_message_id
    later = email("已经收到了，谢谢", message_id="<cup-2@mail.example>", in_reply_to=("<cup-1@mail.example>",))
    desk.file(later, waited=timedelta(minutes=1))
    page = post(agent, seen, last, "approve")
    assert page.status_code == 409
    assert "The customer has written again." in words_of(page.text)
    assert "已经收到了，谢谢" in page.text
    assert desk.delivered == []


def test_an_order_that_moved_on_stops_the_approval_and_shows_how(desk: SampleDesk) -> None:
    saved = stalled(desk)
    desk.orders = ShopFileOrders(shop_file(o2026111800231={"status": "delivered"}))
    agent = Browser(desk)
    agent.log_in("xiaoli")
    page = act(agent, desk, saved, "approve")
    assert page.status_code == 409
    assert "The order has moved on since the draft was made." in words_of(page.text)
    assert "Order status: Shipped → Delivered" in words_of(page.text)
    assert desk.delivered == []


def test_the_case_is_drafted_again_on_request(agent: Browser, desk: SampleDesk) -> None:
    saved = stalled(desk)
    page = act(agent, desk, saved, "redraft")
    assert "The case is being worked again." in words_of(page.text)
    assert desk.redrafted == [saved.draft_id]


def test_rejecting_takes_a_reason(agent: Browser, desk: SampleDesk) -> None:
    saved = stalled(desk)
    page = act(agent, desk, saved, "reject", reason="   ")
    assert page.status_code == 422
    assert "Say why the draft is rejected" in words_of(page.text)
    assert desk.draft(saved).state == "proposed"
    page = act(agent, desk, saved, "reject", reason="语气太硬")
    assert "Rejected. The reason is kept for the next case review." in words_of(page.text)
    assert (desk.draft(saved).state, desk.draft(saved).state_reason) == ("rejected", "语气太硬")


def test_a_rejected_draft_can_be_written_anew(agent: Browser, desk: SampleDesk) -> None:
    saved = stalled(desk)
    act(agent, desk, saved, "reject", reason="语气太硬")
    page = act(agent, desk, saved, "again")
    assert 'id="approve"' in page.text
    assert desk.records.tickets.ticket(desk.draft(saved).ticket_id).draft is not None


def test_closing_is_asked_about_and_can_be_undone(agent: Browser, desk: SampleDesk) -> None:
    saved = stalled(desk)
    page = words_of(agent.get(f"/tickets/{saved.ticket_id}").text)
    assert "Close without an answer… The customer gets no reply" in page
    closed = agent.post(f"/tickets/{saved.ticket_id}/close").text
    assert desk.records.tickets.ticket(desk.draft(saved).ticket_id).state == "closed"
    assert "xiaoli closed this ticket without an answer just now. Reopen" in words_of(closed)
    assert "Ready" not in words_of(closed)
    assert "Close without" not in words_of(closed)
    assert 'id="approve"' not in closed
    assert "Closed" in words_of(agent.get("/?show=closed").text.split("<tbody>")[1])
    assert 'id="approve"' in agent.post(f"/tickets/{saved.ticket_id}/reopen").text
    assert desk.records.tickets.ticket(desk.draft(saved).ticket_id).state == "open"
    assert agent.post(f"/tickets/{saved.ticket_id}/reopen").status_code == 409


@pytest.mark.parametrize("what", ["approve", "save", "reject", "redraft", "reword"])
def test_nothing_is_decided_in_a_closed_ticket(agent: Browser, desk: SampleDesk, what: str) -> None:
    desk.model, saved = ModelHealth("qwen", ok=True), stalled(desk)
    seen = desk.draft(saved)
    desk.records.tickets.close(seen.ticket_id, "anna", desk.now)
    page = post(agent, seen, saved.message_id, what, text="新的回复", reason="x", wish="shorter")
    assert page.status_code == 409
    assert "The ticket is closed." in words_of(page.text)
    assert (desk.draft(saved), desk.delivered, desk.redrafted, desk.reworded) == (seen, [], [], [])


@pytest.mark.parametrize("what", ["save", "approve", "reject", "again", "redraft"])
def test_a_draft_of_another_ticket_is_not_decided_on(agent: Browser, desk: SampleDesk, what: str) -> None:
    ours, other = stalled(desk), doubtful(desk)
    fields = {"version": 1, "last_message_id": 1, "text": "x", "reason": "x"}
    answer = agent.post(f"/tickets/{ours.ticket_id}/drafts/{other.draft_id}/{what}", fields)
    assert answer.status_code == 404
    assert desk.draft(other).version == 1
    assert desk.redrafted == []


@pytest.mark.parametrize(("outcome", "state"), [("sent", "sent"), ("not_sent", "refused")])
def test_a_person_settles_what_the_mail_server_left_open(
    agent: Browser, desk: SampleDesk, outcome: str, state: str
) -> None:
    saved = stalled(desk)
    delivery_id = lost(desk, saved)
    page = agent.get(f"/tickets/{saved.ticket_id}")
    assert "It is not known whether this reply went out." in words_of(page.text)
    agent.post(f"/tickets/{saved.ticket_id}/deliveries/{delivery_id}/settle", {"outcome": outcome})
    assert desk.records.deliveries.delivery(delivery_id).state == state


def test_a_delivery_of_another_ticket_is_not_settled(agent: Browser, desk: SampleDesk) -> None:
    ours, other = doubtful(desk), stalled(desk)
    delivery_id = lost(desk, other)
    answer = agent.post(f"/tickets/{ours.ticket_id}/deliveries/{delivery_id}/settle", {"outcome": "sent"})
    assert answer.status_code == 404
    assert desk.records.deliveries.delivery(delivery_id).state == "unknown"


def test_a_refused_reply_can_be_edited_and_approved_again(agent: Browser, desk: SampleDesk) -> None:
    saved = stalled(desk)
    delivery_id = lost(desk, saved)
    desk.records.deliveries.settle(delivery_id, False, "xiaoli", desk.now)
    page = agent.get(f"/tickets/{saved.ticket_id}")
    assert "This reply was not sent." in words_of(page.text)
    assert 'id="approve"' in act(agent, desk, saved, "again").text


def lost(desk: SampleDesk, saved: SavedDraft) -> int:
    """An approved reply whose sending broke off after it was handed over."""
    delivery_id = desk.records.approve(desk.draft(saved)).delivery_id
    desk.records.deliveries.prepare(delivery_id, "<reply@shop.example>", b"Subject: x\r\n\r\nx")
    attempt = desk.records.deliveries.begin(delivery_id, desk.now)
    assert attempt is not None
    desk.records.deliveries.finish(attempt, "unknown", now=desk.now)
    return delivery_id


def test_what_cannot_be_said_in_a_form_is_refused(agent: Browser, desk: SampleDesk) -> None:
    saved = stalled(desk)
    assert act(agent, desk, saved, "approve", version="two").status_code == 422
    assert act(agent, desk, saved, "approve", text="x" * 200_001).status_code == 422
    assert act(agent, desk, saved, "approve", text="").status_code == 403
    assert desk.delivered == []


# Files and the ways of sending


def attach(desk: SampleDesk, saved: SavedDraft) -> str:
    """The key of the first file that came with the mail."""
    return f"{saved.message_id}:{desk.mails[saved.message_id].attachments[0].part}"


def test_a_file_of_this_ticket_is_approved_with_the_text(supervisor: Browser, desk: SampleDesk) -> None:
    saved = damaged_lamp(desk)
    assert "Files to send along" in words_of(supervisor.get(f"/tickets/{saved.ticket_id}").text)
    page = act(supervisor, desk, saved, "approve", attach=[attach(desk, saved)])
    (approval,) = desk.records.tickets.ticket(saved.ticket_id or 0).approvals
    assert [file.key for file in approval.attachments] == [attach(desk, saved)]
    assert f"Files {approval.attachments[0].name}" in words_of(page.text)


@pytest.mark.parametrize("what", ["save", "approve"])
def test_a_file_of_another_ticket_is_refused(supervisor: Browser, desk: SampleDesk, what: str) -> None:
    ours, other = stalled(desk), damaged_lamp(desk)
    page = act(supervisor, desk, ours, what, attach=[attach(desk, other)])
    assert page.status_code == 403
    assert "cannot be attached. Nothing was sent." in words_of(page.text)
    assert (desk.delivered, desk.draft(ours).attachments) == ([], ())


def test_files_chosen_in_another_tab_are_a_conflict(supervisor: Browser, agent: Browser, desk: SampleDesk) -> None:
    saved = damaged_lamp(desk)
    seen = desk.draft(saved)
    act(agent, desk, saved, "save", attach=[attach(desk, saved)])
    page = post(supervisor, seen, saved.message_id, "approve")
    assert page.status_code == 409
    assert "The draft was edited by xiaoli meanwhile." in words_of(page.text)
    assert desk.delivered == []


def test_it_did_not_go_out_so_it_is_sent_again_and_who_said_so_is_shown(agent: Browser, desk: SampleDesk) -> None:
    saved = stalled(desk)
    delivery_id = lost(desk, saved)
    assert "It did not, send it again" in words_of(agent.get(f"/tickets/{saved.ticket_id}").text)
    page = agent.post(f"/tickets/{saved.ticket_id}/deliveries/{delivery_id}/settle", {"outcome": "send_again"})
    assert desk.records.deliveries.delivery(delivery_id).state == "queued"
    assert desk.delivered == [delivery_id]
    assert "xiaoli settled the doubt: it did not go out, send it again." in words_of(page.text)


def test_it_is_not_sent_again_when_the_customer_has_written_since(agent: Browser, desk: SampleDesk) -> None:
    saved = stalled(desk)
    delivery_id = lost(desk, saved)
    mail = desk.mails[saved.message_id]
    desk.file(email("还在吗", sender=mail.sender.email, in_reply_to=(mail.message_id or "",)), waited=timedelta(0))
    page = agent.post(f"/tickets/{saved.ticket_id}/deliveries/{delivery_id}/settle", {"outcome": "send_again"})
    assert page.status_code == 409
    assert (desk.records.deliveries.delivery(delivery_id).state, desk.delivered) == ("unknown", [])


def test_who_may_not_approve_a_reply_may_not_send_it_again(agent: Browser, desk: SampleDesk) -> None:
    saved = stalled(desk, actions=({"kind": "refund", "role": "supervisor"},))
    delivery_id = lost(desk, saved)
    answer = agent.post(f"/tickets/{saved.ticket_id}/deliveries/{delivery_id}/settle", {"outcome": "send_again"})
    assert answer.status_code == 403
    assert desk.records.deliveries.delivery(delivery_id).state == "unknown"


def test_one_of_two_recipients_refused_is_not_shown_as_success(agent: Browser, desk: SampleDesk) -> None:
    saved = stalled(desk)
    delivery_id = lost(desk, saved)
    results = ({"address": "a@mail.example", "state": "sent", "detail": None},
               {"address": "b@mail.example", "state": "refused", "detail": "550 no such user"})  # fmt: skip
    with desk.records.database.write() as session:
        session.execute(
            text("UPDATE delivery SET state = 'sent', recipients = :both WHERE id = :id"),
            {"both": json.dumps(results), "id": delivery_id},
        )
    page = words_of(agent.get(f"/tickets/{saved.ticket_id}").text)
    assert "a@mail.example ✓ sent b@mail.example ✗ refused: 550 no such user" in page
    assert "Sent in part" in page
    assert "Sent in part" in words_of(agent.get("/").text)


def test_where_replies_go_into_drafts_the_desk_says_so(desk: SampleDesk) -> None:
    desk.mode = "drafts"
    browser = Browser(desk)
    browser.log_in("xiaoli")
    saved = stalled(desk)
    page = words_of(browser.get(f"/tickets/{saved.ticket_id}").text)
    assert "Approve, put into Drafts" in page
    assert "Approve & send" not in page
    page = words_of(act(browser, desk, saved, "approve").text)
    assert "The reply is put into the mailbox's Drafts folder." in page


def test_what_was_edited_before_the_approval_is_shown(agent: Browser, supervisor: Browser, desk: SampleDesk) -> None:
    saved = stalled(desk)
    proposed = desk.draft(saved).text
    assert "Earlier texts" not in words_of(act(agent, desk, saved, "save").text)
    act(agent, desk, saved, "save", text=proposed.replace("非常抱歉", "抱歉"))
    act(agent, desk, saved, "approve", text=proposed.replace("非常抱歉", "十分抱歉"))
    page = supervisor.get(f"/tickets/{saved.ticket_id}").text
    assert "What was changed in the proposed text" in words_of(page)
    assert "<del>非常</del><ins>十分</ins>" in page
    assert "Earlier texts xiaoli · " in words_of(page)


def test_a_part_that_was_rewritten_shows_no_sources(agent: Browser, desk: SampleDesk) -> None:
    saved = stalled(desk)
    assert "24 小时内答复查件结果" in words_of(agent.get(f"/tickets/{saved.ticket_id}").text)
    page = act(agent, desk, saved, "save", text=desk.draft(saved).text.replace("加急查件", "查件"))
    assert "changed by hand" in words_of(page.text)
    assert "24 小时内答复查件结果" not in words_of(page.text)
    assert "11-20 10:30 嘉兴" in words_of(page.text)


def test_an_edit_that_fails_a_check_is_not_shown_as_ready(agent: Browser, desk: SampleDesk) -> None:
    page = act(agent, desk, stalled(desk), "save", text=f"我们退您 {FORBIDDEN} 元。")
    assert "Needs attention" in words_of(page.text)
    assert "Ready" not in words_of(page.text)


def test_what_an_agent_changed_before_sending_it_is_shown(agent: Browser, desk: SampleDesk) -> None:
    saved = stalled(desk)
    desk.records.approve(desk.draft(saved))
    placed = PlacedDrafts(desk.records.database, desk.records.raw_store)
    (wanted,) = placed.wanted("support", proposals=False)
    row = placed.prepare(wanted, "<draft@shop.example>", b"x", desk.now)
    placed.placed(row.id, desk.now)
    assert "This reply lies in the mailbox's Drafts folder." in words_of(agent.get(f"/tickets/{saved.ticket_id}").text)
    sent = SentMail(
        message_id="<s@x.example>",
        raw=b"y",
        text=f"{row.text}\n\n<b>祝好</b>",
        recipients=("li.mei@mail.example",),
        at=desk.now,
    )
    placed.sent(row.id, sent, desk.now)
    page = agent.get(f"/tickets/{saved.ticket_id}").text
    assert "An agent sent it from their own mail program." in words_of(page)
    assert "<ins>" in page
    assert "&lt;b&gt;祝好&lt;/b&gt;" in page or "祝好" in page.split("<ins>", 1)[1]
    assert "<b>祝好" not in page
    assert desk.records.tickets.ticket(saved.ticket_id or 0).state == "closed"
