"""What an agent sees of one ticket."""

from datetime import timedelta

import pytest
from support.desk_client import Browser, words_of
from support.records import email
from support.sample_desk import SampleDesk
from support.sample_shop import iso, shop_file
from support.tickets import complaint, damaged_lamp, html_mail, stalled, wrong_size

from assistant.case.diagnosis import Cause
from assistant.case.email import Address, SenderCheck
from assistant.case.knowledge import PastCase
from assistant.desk.files import SHOWN_IMAGES
from assistant.errors import MailboxUnreachable, RecordsError
from assistant.orders.memory import ShopFileOrders

pytest_plugins = ("support.desk_fixtures",)


def seen(browser: Browser, address: str) -> str:
    return words_of(browser.get(address).text)


def test_mail_evidence_and_draft_stand_side_by_side(agent: Browser, desk: SampleDesk) -> None:
    page = seen(agent, f"/tickets/{stalled(desk).ticket_id}")
    for words in (
        "三天了一点动静都没有",  # the mail
        "Delivery · Parcel not moving",
        "no event for 70 h; the limit is 48 h",
        "Verified",
        "May act on the orders",
        "24 小时内回复快递查询结果",  # promised in an earlier contact
        "Parcel 1 · tracking number",
        "✓ Match",
        "✓ Confirmed",
        "Trace with the courier",
        "物流停滞处理规则",  # knowledge
        "li.mei@mail.example",  # recipient
        "我们已向中通加急查件",  # the draft
        "2 checks passed",
    ):
        assert words in page


def test_cases_like_this_one_are_shown_with_what_was_learnt(agent: Browser, desk: SampleDesk) -> None:
    ticket = f"/tickets/{stalled(desk).ticket_id}"
    assert "Cases like this one" not in seen(agent, ticket)
    desk.similar = (
        PastCase(
            draft_id=7,
            ticket_id=4,
            language="zh",
            cause=Cause.STALLED,
            outcome="rejected",
            question="[name]的包裹不动了",
            reply="请您自行联系快递",
            lesson="不要让客户自己打电话",
        ),
    )
    page = seen(agent, ticket)
    for words in ("Cases like this one", "Rejected", "#4", "Lesson: 不要让客户自己打电话", "[name]的包裹不动了"):
        assert words in page


def test_a_claim_against_the_record_is_marked(agent: Browser, desk: SampleDesk) -> None:
    page = seen(agent, f"/tickets/{wrong_size(desk).ticket_id}")
    assert "Item 1 · 尺码 M L ✗ Mismatch" in page
    assert "✗ Contradicted" in page


def test_the_new_words_come_first_and_the_rest_on_request(agent: Browser, desk: SampleDesk) -> None:
    ticket = f"/tickets/{stalled(desk).ticket_id}"
    assert "发自我的iPhone" not in seen(agent, ticket)
    assert "发自我的iPhone" in seen(agent, f"{ticket}?view=full")


def test_times_are_the_shops(agent: Browser, desk: SampleDesk) -> None:
    assert "waiting since 23 Nov, 14:30 (2 hours ago)" in seen(agent, f"/tickets/{stalled(desk).ticket_id}")


def test_phones_are_shown_in_part_only(agent: Browser, desk: SampleDesk) -> None:
    page = agent.get(f"/tickets/{stalled(desk).ticket_id}").text
    assert "138******78" in page
    assert "13812345678" not in page


def test_another_reply_to_is_pointed_out(agent: Browser, desk: SampleDesk) -> None:
    mail = email("hello", message_id="<a@b.example>").model_copy(update={"reply_to": Address(email="x@evil.example")})
    assert "Asks for the answer to another address, x@evil.example" in seen(
        agent, f"/tickets/{desk.file(mail).ticket_id}"
    )


def test_pictures_are_shown_and_other_files_are_downloads(agent: Browser, desk: SampleDesk) -> None:
    saved = damaged_lamp(desk)
    page = agent.get(f"/tickets/{saved.ticket_id}").text
    assert f'<img src="/messages/{saved.message_id}/files/2"' in page
    assert f'<img src="/messages/{saved.message_id}/files/3"' not in page


@pytest.mark.parametrize("hostile", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "{{ 7*7 }}"])
def test_whatever_a_mail_holds_is_shown_as_text(agent: Browser, desk: SampleDesk, hostile: str) -> None:
    mail = email(hostile, message_id="<h@b.example>", subject=hostile, full_text=hostile, defects=(hostile,))
    mail = mail.model_copy(update={"sender": Address(email="a@b.example", name=hostile)})
    ticket = desk.file(mail).ticket_id
    for page in (f"/tickets/{ticket}", f"/tickets/{ticket}?view=full", "/"):
        text = agent.get(page).text
        assert "<script>alert" not in text
        assert "onerror=alert(1)>" not in text.replace("&gt;", "")
        assert hostile in words_of(text) or "<" in hostile


def test_the_conversation_before_is_there(agent: Browser, desk: SampleDesk) -> None:
    first = stalled(desk)
    later = email(
        "还有人在吗？", message_id="<cup-2@mail.example>", in_reply_to=("<cup-1@mail.example>",), subject="还有人在吗"
    )
    second = desk.file(later, waited=timedelta(minutes=5))
    assert second.ticket_id == first.ticket_id
    page = seen(agent, f"/tickets/{first.ticket_id}")
    assert "还有人在吗？" in page
    assert "三天了一点动静都没有" in page
    assert "三天了一点动静都没有" in seen(agent, f"/tickets/{first.ticket_id}?message={first.message_id}")


def test_a_mail_of_another_ticket_is_not_shown_in_this_one(agent: Browser, desk: SampleDesk) -> None:
    ours, other = stalled(desk), wrong_size(desk)
    assert agent.get(f"/tickets/{ours.ticket_id}?message={other.message_id}").status_code == 404


def test_an_order_that_moved_on_is_seen_before_anybody_approves(agent: Browser, desk: SampleDesk) -> None:
    ticket = stalled(desk).ticket_id
    assert "moved on" not in seen(agent, f"/tickets/{ticket}")
    desk.orders = ShopFileOrders(shop_file(o2026111800231={"status": "delivered"}))
    later = Browser(desk)
    later.log_in("xiaoli")
    page = seen(later, f"/tickets/{ticket}")
    assert "The order has moved on since the draft was made. Order status: Shipped → Delivered" in page
    assert "Draft again" in page


def test_without_the_role_approving_is_disabled_with_the_reason(agent: Browser, desk: SampleDesk) -> None:
    page = agent.get(f"/tickets/{damaged_lamp(desk).ticket_id}").text
    assert 'id="approve"' in page
    assert "disabled" in page[page.index('id="approve"') :][:200]
    assert "Approving this takes the role Supervisor; yours is Agent." in words_of(page)


def test_with_the_role_approving_is_offered(supervisor: Browser, desk: SampleDesk) -> None:
    page = supervisor.get(f"/tickets/{complaint(desk).ticket_id}").text
    assert "disabled" not in page[page.index('id="approve"') :][:200]


def test_a_mail_that_cannot_be_read_again_still_shows_its_words(agent: Browser, desk: SampleDesk) -> None:
    saved = stalled(desk)
    desk.mails = Unreadable(desk.mails)
    page = seen(agent, f"/tickets/{saved.ticket_id}")
    assert "The raw mail 0f was damaged in mail. Restore it from a backup." in page
    assert "三天了一点动静都没有" in page
    desk.records.users.set_language("xiaoli", "zh")
    assert "原始邮件 0f 在 mail 中已损坏。请从备份恢复。" in seen(agent, f"/tickets/{saved.ticket_id}")


class Unreadable(dict):  # type: ignore[type-arg]
    def __getitem__(self, key: object) -> object:
        raise RecordsError("The raw mail 0f was damaged in mail.", "Restore it from a backup.")


def test_what_the_checks_found_is_told_once_a_line_and_each_sentence_once(agent: Browser, desk: SampleDesk) -> None:
    desk.records.users.set_language("xiaoli", "zh")
    found = {"89 元": "not in the sources of the part solution", "微信": "is markup"}
    detail = "; ".join(f"'{words}': {fault} (in: 退 89 元，<b>微信</b>)" for words, fault in found.items())
    failed = {"name": "grounded_numbers", "passed": False, "detail": detail}
    page = seen(agent, f"/tickets/{stalled(desk, checks=(failed,)).ticket_id}")
    told = "数字均有出处 “89 元”：“处理方案”部分引用的来源中没有 “微信”：是标记代码 退 89 元，<b>微信</b> 回复"
    assert told in page


def test_a_shop_that_cannot_be_reached_hides_nothing_else(
    agent: Browser, desk: SampleDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    saved = stalled(desk)

    def broken(number: str) -> None:
        raise MailboxUnreachable("The shop does not answer.")

    monkeypatch.setattr(desk.orders, "order", broken)
    page = seen(agent, f"/tickets/{saved.ticket_id}")
    assert "The shop does not answer." in page
    assert "我们已向中通加急查件" in page


def test_an_unknown_ticket_is_not_found(agent: Browser) -> None:
    page = agent.get("/tickets/4711")
    assert page.status_code == 404
    assert "There is nothing here" in words_of(page.text)
    assert "Back to the queue" in words_of(page.text)


def test_a_sender_who_failed_the_check_is_named_at_the_draft(agent: Browser, desk: SampleDesk) -> None:
    warning = "This mail may not come from nobody@mail.example"
    forged = email("Where is my parcel?", sender="nobody@mail.example", message_id="<f@mail.example>", verdict="failed")
    honest = forged.model_copy(update={"message_id": "<h@mail.example>", "sender_check": SenderCheck()})
    assert warning in seen(agent, f"/tickets/{desk.file(forged).ticket_id}")
    assert warning not in seen(agent, f"/tickets/{desk.file(honest).ticket_id}")


def test_html_is_offered_only_where_the_mail_has_it(agent: Browser, desk: SampleDesk) -> None:
    with_html = html_mail(desk, "<p>hello</p>")
    assert "view=html" in agent.get(f"/tickets/{with_html.ticket_id}").text
    assert "view=html" not in agent.get(f"/tickets/{wrong_size(desk).ticket_id}").text


def test_the_frame_of_html_mail_has_no_scripts_and_not_our_origin(agent: Browser, desk: SampleDesk) -> None:
    page = agent.get(f"/tickets/{html_mail(desk, '<p>hello</p>').ticket_id}?view=html").text
    sandbox = page[page.index('sandbox="') :].split('"')[1]
    assert "allow-scripts" not in sandbox
    assert "allow-same-origin" not in sandbox


def test_svg_is_no_picture_to_show() -> None:
    assert "image/svg+xml" not in SHOWN_IMAGES


def test_promises_are_settled_on_the_ticket(agent: Browser, supervisor: Browser, desk: SampleDesk) -> None:
    saved = wrong_size(desk, promises=({"text": "寄出 L 码", "due": iso(hours=-20), "event": None},))
    desk.records.approve(desk.draft(saved))
    (promise,) = desk.records.promises.open()
    assert "寄出 L 码 Open" in seen(agent, f"/tickets/{saved.ticket_id}")
    agent.post(f"/tickets/{saved.ticket_id}/promises/{promise.id}/settle", {"outcome": "kept"})
    assert desk.records.promises.open() == ()


def test_an_action_is_told_in_the_agents_language(agent: Browser, desk: SampleDesk) -> None:
    midnight, hour = "2026-12-02T00:00+08:00", "2026-12-02T18:00+08:00"
    saved = stalled(
        desk,
        actions=(
            {"kind": "return_at_customer_cost", "arguments": {"freight": "insurance", "deadline": midnight}},
            {"kind": "ask_customer", "arguments": {"ask": ["photos", "item"], "until": hour}},
            {"kind": "coupon", "arguments": {"amount": "10.00", "currency": "CNY"}},
        ),
    )
    page = seen(agent, f"/tickets/{saved.ticket_id}")
    assert "freight: the freight insurance pays · until: the end of 1 Dec" in page
    assert "ask for: photos, which item · until: 2 Dec, 18:00" in page
    assert "Drafted by the built-in drafter" in page
    desk.records.users.set_language("xiaoli", "zh")
    page = seen(agent, f"/tickets/{saved.ticket_id}")
    assert "运费：运费险承担 · 截止：12月1日结束" in page
    assert "需确认：照片、哪件商品" in page
    assert "优惠券 客服 金额：10.00 元" in page
    assert "币种" not in page
    assert "项检查通过：数字均有出处、没有绝对化承诺" in page
    assert "最多 50.00 元" in seen(agent, "/briefing")
