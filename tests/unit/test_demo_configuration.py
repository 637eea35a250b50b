"""The demo is configuration, and nobody's own settings leak into it."""

from pathlib import Path

import pytest

from assistant.demo.configuration import demo_settings
from assistant.demo.mailserver import DemoMailbox
from assistant.demo.sample import SUPPORT_ADDRESS, TRUSTED_AUTHSERV_ID
from assistant.settings import Settings


class StartedMailbox(DemoMailbox):
    """A mailbox that says its ports without opening any."""

    imap_port = 41143
    smtp_port = 41025


def test_the_demo_reads_and_answers_from_its_own_mailbox(tmp_path: Path) -> None:
    settings = demo_settings(tmp_path, StartedMailbox(), port=0)
    (mailbox,) = settings.mailboxes.values()
    assert settings.own_addresses == {SUPPORT_ADDRESS}
    assert (mailbox.imap.port, mailbox.smtp.port, mailbox.sent_folder) == (41143, 41025, "Sent")
    assert settings.trusted_authserv_ids == (TRUSTED_AUTHSERV_ID,)
    assert settings.data_dir == tmp_path
    assert settings.drafter == "offline"
    assert mailbox.display_name == "暖阳生活客服"


def test_a_shops_own_settings_do_not_reach_the_demo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "draftdesk.toml").write_text(
        '[mailboxes.real]\naddress = "real@shop.example"\n'
        'imap = { host = "imap.shop.example", port = 993 }\nsmtp = { host = "smtp.shop.example", port = 465 }\n'
    )
    monkeypatch.setenv("DRAFTDESK_TRUSTED_AUTHSERV_IDS", "mx.shop.example")
    monkeypatch.setenv("DRAFTDESK_DATABASE_URL", "postgresql://shop.example/real")
    assert Settings().own_addresses == {"real@shop.example"}
    settings = demo_settings(tmp_path, StartedMailbox())
    assert settings.own_addresses == {SUPPORT_ADDRESS}
    assert settings.trusted_authserv_ids == (TRUSTED_AUTHSERV_ID,)
    assert settings.database_url is None


def test_the_password_is_not_shown(tmp_path: Path) -> None:
    mailbox = StartedMailbox()
    assert mailbox.password not in repr(demo_settings(tmp_path, mailbox))
