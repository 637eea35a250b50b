"""The demo's settings: the real parts, pointed at the demo's own mailbox, knowledge base and data folder."""

from collections.abc import Mapping
from pathlib import Path

from pydantic import SecretStr
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from assistant.demo.mailserver import HOST, SENT_FOLDER, DemoMailbox
from assistant.demo.sample import TRUSTED_AUTHSERV_ID
from assistant.resources import packaged
from assistant.settings import DeskSettings, MailboxSettings, ModelSettings, ServerSettings, Settings

MAILBOX_NAME = "demo"
POLL_SECONDS = 2.0


class DemoSettings(Settings):
    """Only what is given: a shop's own `draftdesk.toml` must not bring its real mailbox into the demo."""

    model_config = SettingsConfigDict(toml_file=None)

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        return (init_settings,)


def demo_settings(
    data_dir: Path,
    mailbox: DemoMailbox,
    *,
    port: int = DeskSettings().port,
    drafter: str = "offline",
    models: Mapping[str, ModelSettings] | None = None,
) -> Settings:
    """Settings for a started demo mailbox. `port` is the desk's, 0 for any free one; `drafter` as in Settings."""
    return DemoSettings(
        data_dir=data_dir,
        kb_dir=packaged("kb"),
        trusted_authserv_ids=(TRUSTED_AUTHSERV_ID,),
        drafter=drafter,
        burst_seconds=0,
        models=dict(models or {}),
        mailboxes={MAILBOX_NAME: _mailbox_settings(mailbox)},
        desk=DeskSettings(port=port),
    )


def _mailbox_settings(mailbox: DemoMailbox) -> MailboxSettings:
    return MailboxSettings(
        address=mailbox.user,
        password=SecretStr(mailbox.password),
        imap=ServerSettings(host=HOST, port=mailbox.imap_port, security="none"),
        smtp=ServerSettings(host=HOST, port=mailbox.smtp_port, security="none"),
        sent_folder=SENT_FOLDER,
        poll_seconds=POLL_SECONDS,
        display_name="暖阳生活客服",
    )
