"""An agent at work in a real browser: with the mouse, with the keyboard alone, on a phone."""

import pytest
from playwright.sync_api import Dialog, Page, expect
from support.sample_desk import FORBIDDEN, SampleDesk
from support.sample_shop import ago
from support.tickets import busy_day, doubtful, html_mail, stalled

pytestmark = pytest.mark.browser


def test_from_the_queue_to_an_edited_and_approved_reply(agent_page: Page, desk: SampleDesk) -> None:
    saved = stalled(desk)
    agent_page.reload()
    agent_page.get_by_role("link", name="保温杯三天没有物流更新").click()
    draft = agent_page.get_by_role("textbox", name="Reply")
    draft.fill(draft.input_value().replace("非常抱歉", "真的很抱歉"))
    expect(agent_page.get_by_text("Unsaved changes")).to_be_visible()
    agent_page.get_by_role("button", name="Approve & send").click()
    expect(agent_page.get_by_text("Approved. The reply is on its way.")).to_be_visible()
    (approval,) = desk.records.tickets.ticket(desk.draft(saved).ticket_id).approvals
    assert "真的很抱歉" in approval.text
    assert approval.text == desk.draft(saved).text
    assert desk.delivered == [approval.delivery_id]


def test_the_page_follows_the_delivery_by_itself(agent_page: Page, desk: SampleDesk) -> None:
    saved = stalled(desk)
    delivery_id = desk.records.approve(desk.draft(saved), now=ago(minutes=1)).delivery_id
    agent_page.goto(f"/tickets/{saved.ticket_id}")
    expect(agent_page.locator("#delivery")).to_contain_text("Queued")
    desk.records.deliveries.prepare(delivery_id, "<r@shop.example>", b"Subject: x\r\n\r\nx")
    attempt = desk.records.deliveries.begin(delivery_id, desk.now)
    assert attempt is not None
    desk.records.deliveries.finish(attempt, "sent", now=desk.now)
    expect(agent_page.locator("#delivery .chip").first).to_have_text("Sent")


def test_control_and_enter_ask_before_sending(agent_page: Page, desk: SampleDesk) -> None:
    agent_page.goto(f"/tickets/{stalled(desk).ticket_id}")
    draft = agent_page.get_by_role("textbox", name="Reply")
    draft.press("Control+Enter")
    dialog = agent_page.get_by_role("dialog")
    expect(dialog).to_contain_text("li.mei@mail.example")
    agent_page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    assert desk.delivered == []
    draft.press("Control+Enter")
    agent_page.keyboard.press("Enter")
    expect(agent_page.get_by_text("Approved. The reply is on its way.")).to_be_visible()
    assert len(desk.delivered) == 1


def test_the_keyboard_alone_reaches_the_ticket_and_its_draft(agent_page: Page, desk: SampleDesk) -> None:
    stalled(desk)
    agent_page.goto("/")
    agent_page.keyboard.press("Tab")
    expect(agent_page.get_by_role("link", name="Skip to the content")).to_be_focused()
    tab_to(agent_page, "document.activeElement.classList.contains('subject')")
    agent_page.keyboard.press("Enter")
    agent_page.wait_for_url("**/tickets/*")
    tab_to(agent_page, "document.activeElement.id === 'text'")
    tab_to(agent_page, "document.activeElement.id === 'approve'")
    agent_page.keyboard.press("Enter")
    expect(agent_page.get_by_text("Approved. The reply is on its way.")).to_be_visible()


def tab_to(page: Page, condition: str) -> None:
    page.wait_for_load_state("load")
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate(condition):
            outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
            after = page.evaluate("getComputedStyle(document.activeElement, '::after').outlineStyle")
            assert "solid" in (outline, after), "the focus cannot be seen"
            return
    pytest.fail(f"60 tabs did not lead to {condition}")


def test_a_failed_check_is_ticked_before_approving(agent_page: Page, desk: SampleDesk) -> None:
    agent_page.goto(f"/tickets/{doubtful(desk).ticket_id}")
    approve = agent_page.get_by_role("button", name="Approve & send")
    expect(approve).to_be_disabled()
    expect(agent_page.get_by_text("Mend the text, or tick each failed check")).to_be_visible()
    agent_page.get_by_role("checkbox", name=FORBIDDEN).check()
    approve.click()
    expect(agent_page.get_by_text("Approved. The reply is on its way.")).to_be_visible()


def test_a_failed_check_is_mended_and_approved_at_once(agent_page: Page, desk: SampleDesk) -> None:
    agent_page.goto(f"/tickets/{doubtful(desk).ticket_id}")
    agent_page.get_by_role("textbox", name="Reply").fill("Dear Emma,\n\nWe are looking into it.")
    agent_page.get_by_role("button", name="Approve & send").click()
    expect(agent_page.get_by_text("Approved. The reply is on its way.")).to_be_visible()


def test_closing_is_confirmed_and_undone(agent_page: Page, desk: SampleDesk) -> None:
    agent_page.goto(f"/tickets/{stalled(desk).ticket_id}")
    confirm = agent_page.get_by_role("button", name="Close without an answer")
    expect(confirm).to_be_hidden()
    agent_page.get_by_text("Close without an answer…").click()
    confirm.click()
    agent_page.get_by_role("button", name="Reopen").click()
    expect(agent_page.get_by_role("button", name="Approve & send")).to_be_visible()


def test_rejecting_with_a_reason(agent_page: Page, desk: SampleDesk) -> None:
    saved = stalled(desk)
    agent_page.goto(f"/tickets/{saved.ticket_id}")
    agent_page.get_by_role("link", name="Reject…").click()
    agent_page.keyboard.type("语气太硬")
    agent_page.get_by_role("button", name="Reject", exact=True).click()
    expect(agent_page.get_by_text("Rejected. The reason is kept")).to_be_visible()
    assert desk.draft(saved).state_reason == "语气太硬"


def test_two_tabs_collide_and_both_texts_are_there(agent_page: Page, desk: SampleDesk) -> None:
    address = f"/tickets/{stalled(desk).ticket_id}"
    agent_page.goto(address)
    other = agent_page.context.new_page()
    other.goto(address)
    for tab, text in ((agent_page, "第一个回复"), (other, "第二个回复")):
        tab.get_by_role("textbox", name="Reply").fill(text)
        tab.get_by_role("button", name="Save edit").click()
    expect(other.get_by_role("alert")).to_contain_text("The draft was edited by xiaoli meanwhile.")
    expect(other.get_by_role("textbox", name="Reply")).to_have_value("第一个回复")
    expect(other.locator("textarea[readonly]")).to_have_value("第二个回复")


def test_the_views_of_a_mail_change_without_losing_an_edit(agent_page: Page, desk: SampleDesk) -> None:
    agent_page.goto(f"/tickets/{html_mail(desk, '<p>hello from html</p>').ticket_id}")
    agent_page.get_by_role("textbox", name="Reply").fill("half a sentence")
    agent_page.get_by_role("link", name="HTML").click()
    expect(agent_page.frame_locator("iframe").get_by_text("hello from html")).to_be_visible()
    expect(agent_page.get_by_role("textbox", name="Reply")).to_have_value("half a sentence")


@pytest.mark.parametrize("width", [390, 768, 1180, 1440])
def test_no_page_is_wider_than_the_screen(agent_page: Page, desk: SampleDesk, width: int) -> None:
    filed = busy_day(desk)
    agent_page.set_viewport_size({"width": width, "height": 844})
    paths = ["/", "/screened", "/quarantine", "/briefing", *(f"/tickets/{saved.ticket_id}" for saved in filed.values())]
    for path in paths:
        agent_page.goto(path)
        wider = agent_page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wider <= 0, path


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_all_text_can_be_read(agent_page: Page, desk: SampleDesk, scheme: str) -> None:
    """WCAG 2.2 AA: text against its background 4.5 to 1 or better."""
    filed = busy_day(desk)
    agent_page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    for path in ["/", "/screened", "/quarantine", "/briefing", *(f"/tickets/{s.ticket_id}" for s in filed.values())]:
        agent_page.goto(path)
        assert agent_page.evaluate(TOO_FAINT) == [], path


TOO_FAINT = """() => {
  const canvas = document.createElement("canvas").getContext("2d", {willReadFrequently: true});
  const rgb = (color) => {
    canvas.clearRect(0, 0, 1, 1); canvas.fillStyle = color; canvas.fillRect(0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data];
  };
  const luminance = ([r, g, b]) => {
    const part = (v) => (v /= 255) <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
    return 0.2126 * part(r) + 0.7152 * part(g) + 0.0722 * part(b);
  };
  const behind = (node) => {
    for (; node; node = node.parentElement) {
      const color = rgb(getComputedStyle(node).backgroundColor);
      if (color[3] === 255) return color;
    }
    return [255, 255, 255];
  };
  const faint = [];
  for (const node of document.querySelectorAll("body *")) {
    const own = [...node.childNodes].some((n) => n.nodeType === 3 && n.textContent.trim());
    if (!own || node.closest("option, :disabled") || !node.checkVisibility()) continue;
    const pair = [luminance(rgb(getComputedStyle(node).color)), luminance(behind(node))].sort((a, b) => b - a);
    const ratio = (pair[0] + 0.05) / (pair[1] + 0.05);
    const words = node.textContent.trim().slice(0, 30);
    if (ratio < 4.5) faint.push(`${node.className || node.tagName}: ${ratio.toFixed(2)} ${words}`);
  }
  return faint;
}"""


def test_every_field_and_button_has_a_name(agent_page: Page, desk: SampleDesk) -> None:
    filed = busy_day(desk)
    for path in ["/", "/quarantine", *(f"/tickets/{saved.ticket_id}" for saved in filed.values())]:
        agent_page.goto(path)
        nameless = agent_page.evaluate(NAMELESS)
        assert nameless == [], path


NAMELESS = """() => [...document.querySelectorAll("input:not([type=hidden]), textarea, button, a, iframe, meter")]
  .filter((node) => !(node.labels?.length || node.ariaLabel || node.title || node.textContent.trim()))
  .map((node) => node.outerHTML.slice(0, 80))"""


def test_leaving_with_an_unsaved_edit_is_asked_about(agent_page: Page, desk: SampleDesk) -> None:
    agent_page.goto(f"/tickets/{stalled(desk).ticket_id}")
    agent_page.get_by_role("textbox", name="Reply").press_sequentially("x")
    asked: list[str] = []

    def leave(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.accept()

    agent_page.on("dialog", leave)
    agent_page.get_by_role("link", name="Briefing").click()
    expect(agent_page.get_by_role("heading", name="Briefing")).to_be_visible()
    assert asked == ["beforeunload"]


def test_nothing_on_a_page_is_refused_by_our_own_policy(agent_page: Page, desk: SampleDesk) -> None:
    told: list[str] = []
    agent_page.on("console", lambda message: told.append(message.text))
    agent_page.on("pageerror", lambda error: told.append(str(error)))
    filed = busy_day(desk)
    for path in ["/", "/briefing", *(f"/tickets/{saved.ticket_id}" for saved in filed.values())]:
        agent_page.goto(path)
        agent_page.wait_for_timeout(150)
    assert told == []
