"""The program as a shop runs it: `draftdesk run` on real mail servers, an agent in a real browser, the reply sent."""

import re
import subprocess
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from support.commands import DRAFTDESK, draftdesk, environment
from support.dovecot import PASSWORD, USER, Dovecot
from support.house import MAILS, PEOPLE_PASSWORD, SHOP, eventually
from support.machine import free_port
from support.smtp import SmtpServer

from assistant.demo.sample import SUPPORT_ADDRESS, TRUSTED_AUTHSERV_ID

pytestmark = [
    pytest.mark.browser,
    pytest.mark.dovecot,
    pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS"),
]

CUSTOMER = "guozhe@qq.example"
SETTINGS = """\
data_dir = "data"
burst_seconds = 0
trusted_authserv_ids = ["{authserv_id}"]

[mailboxes.support]
address = "{address}"
username = "{user}"
password_file = "password.txt"
imap = {{ host = "127.0.0.1", port = {imap}, security = "none" }}
smtp = {{ host = "127.0.0.1", port = {smtp}, security = "none" }}

[desk]
port = {desk}
"""


@pytest.fixture
def desk_address(tmp_path: Path, dovecot: Dovecot, smtp: SmtpServer) -> Iterator[str]:
    """Where the desk of the running program answers, with one agent who may log in."""
    port = free_port()
    settings = SETTINGS.format(
        authserv_id=TRUSTED_AUTHSERV_ID,
        address=SUPPORT_ADDRESS,
        user=USER,
        imap=dovecot.port,
        smtp=smtp.port,
        desk=port,
    )
    (tmp_path / "draftdesk.toml").write_text(settings)
    (tmp_path / "password.txt").write_text(PASSWORD)
    (tmp_path / "shop.json").write_text(SHOP.model_dump_json(exclude_unset=True, by_alias=True))
    assert draftdesk("shop", "import", "shop.json", cwd=tmp_path).status == 0
    added = draftdesk("user", "add", "小李", "--role=senior", "--password-stdin", cwd=tmp_path, text_in=PEOPLE_PASSWORD)
    assert added.status == 0
    told = tmp_path / "told.txt"
    with (
        told.open("wb") as file,
        subprocess.Popen([DRAFTDESK, "run"], cwd=tmp_path, env=environment(), stderr=file) as run,
    ):
        eventually(lambda: "http://" in told.read_text(), seconds=60)
        yield f"http://127.0.0.1:{port}"
        run.terminate()
        assert run.wait(20) == 0
    assert "Traceback" not in told.read_text()


def test_a_gbk_mail_is_read_edited_approved_and_answered_in_its_thread(
    page: Page, dovecot: Dovecot, smtp: SmtpServer
) -> None:
    question = message_from_bytes(MAILS["defect_gbk"], policy=policy.default)
    dovecot.deliver(MAILS["defect_gbk"])

    page.goto("/login")
    page.get_by_label("Name").fill("小李")
    page.get_by_label("Password").fill(PEOPLE_PASSWORD)
    page.get_by_role("button", name="Log in").click()
    ticket = page.get_by_role("link", name="回复：您的订单已发货")
    eventually(lambda: page.reload() and ticket.count(), seconds=40)
    ticket.click()
    expect(page.get_by_text("加湿器用了三天就不出雾了，灯亮着，水是满的")).to_be_visible()

    draft = page.get_by_role("textbox", name="Reply")
    text = draft.input_value() + "\n\n喆女士／先生，再次抱歉。\n.\n暖阳生活 小李"
    draft.fill(text)
    for box in page.get_by_role("checkbox").all():
        box.check()
    page.get_by_role("button", name="Approve & send").click()
    approved = page.get_by_text("Approved. The reply is on its way.")
    changed = page.get_by_role("alert")
    expect(approved.or_(changed).first).to_be_visible()
    if changed.count():  # the new words fail a check of their own: the agent confirms them
        for box in page.get_by_role("checkbox").all():
            box.check()
        page.get_by_role("button", name="Approve & send").click()
    expect(approved).to_be_visible()
    expect(page.locator("#delivery .chip").first).to_have_text("Sent", timeout=30_000)

    (reply,) = received(smtp, CUSTOMER)
    body = reply.get_body(("plain",))
    assert body is not None
    assert body.get_content().replace("\r\n", "\n") == text
    assert reply["In-Reply-To"] == question["Message-ID"]
    assert reply["References"].split()[-1] == question["Message-ID"]
    assert re.fullmatch(r"(?:Re|回复)[:：].*您的订单已发货", reply["Subject"])
    with dovecot.client("Sent") as client:
        (copy,) = client.fetch(client.search(), ["BODY.PEEK[]"]).values()
    assert message_from_bytes(copy[b"BODY[]"])["Message-ID"] == reply["Message-ID"]


def received(smtp: SmtpServer, address: str) -> list[EmailMessage]:
    return [message_from_bytes(kept.content, policy=policy.default) for kept in smtp.kept if address in kept.recipients]
