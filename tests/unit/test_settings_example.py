"""draftdesk.example.toml: valid as it stands and with everything switched on, complete, and true about the defaults."""

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel

from assistant.settings import (
    KnowledgeSettings,
    MailboxSettings,
    ModelSettings,
    OAuthSettings,
    ServerSettings,
    Settings,
)
from assistant.settings_reading import load_settings

EXAMPLE = Path(__file__).parents[2] / "draftdesk.example.toml"
TEXT = EXAMPLE.read_text(encoding="utf-8")

DESK = Settings.model_fields["desk"].annotation
HOSTS = {
    "gmail": ("imap.gmail.com:993 ssl", "smtp.gmail.com:465 ssl"),
    "gmail_oauth": ("imap.gmail.com:993 ssl", "smtp.gmail.com:465 ssl"),
    "aliyun": ("imap.qiye.aliyun.com:993 ssl", "smtp.qiye.aliyun.com:465 ssl"),
    "outlook": ("outlook.office365.com:993 ssl", "smtp.office365.com:587 starttls"),
    "qq": ("imap.qq.com:993 ssl", "smtp.qq.com:465 ssl"),
    "netease": ("imap.163.com:993 ssl", "smtp.163.com:465 ssl"),
}
ENDPOINTS = {
    "openai": "https://api.openai.com/v1",
    "azure": "https://RESOURCE.openai.azure.com/openai/v1",
    "moonshot": "https://api.moonshot.cn/v1",
    "vllm": "http://127.0.0.1:8000/v1",
    "deepseek": "https://api.deepseek.com/v1",
    "qwen": "https://dashscope.aliyuncs.com/compatible-mode/v1",
    "ollama": "http://127.0.0.1:11434/v1",
    "llamacpp": "http://127.0.0.1:8080/v1",
}


def switched_on() -> str:
    """The file with every setting and table that is commented out, but not the prose."""
    return re.sub(r"^# (?=\[|[a-z_]+ = )", "", TEXT, flags=re.MULTILINE)


def with_one_login(text: str) -> str:
    """The support mailbox shows both ways to log in: here it has the password."""
    return re.sub(r"^\[mailboxes.support.oauth\]\n(?:.+\n)+", "", text, flags=re.MULTILINE)


@pytest.fixture
def everything(tmp_path: Path) -> Settings:
    file = tmp_path / "all.toml"
    file.write_text(with_one_login(switched_on()), encoding="utf-8")
    return load_settings(file=file)


def test_it_can_be_used_as_it_stands() -> None:
    settings = load_settings(file=EXAMPLE)
    assert list(settings.mailboxes) == ["support"]
    assert settings.drafter == "offline"


@pytest.mark.parametrize(
    ("section", "model"),
    [
        ("", Settings),
        ("mailboxes.support", MailboxSettings),
        ("mailboxes.support.oauth", OAuthSettings),
        ("mailboxes.support.imap", ServerSettings),
        ("mailboxes.support.smtp", ServerSettings),
        ("models.openai", ModelSettings),
        ("knowledge", KnowledgeSettings),
        ("desk", DESK),
    ],
)
def test_it_shows_every_setting_and_its_default(section: str, model: type[BaseModel]) -> None:
    values: dict[str, Any] = tomllib.loads(switched_on())
    for step in filter(None, section.split(".")):
        values = values[step]
    assert set(values) == set(model.model_fields)
    for name, field in model.model_fields.items():
        plain = isinstance(field.default, str | int | float | bool | Path) and field.default != ""
        if plain and (section, name) != ("mailboxes.support", "files_sent_itself"):
            assert values[name] == (str(field.default) if isinstance(field.default, Path) else field.default), name


def test_everything_in_it_is_valid(everything: Settings) -> None:
    assert set(everything.mailboxes) == {"support", *HOSTS}
    assert set(everything.models) == set(ENDPOINTS)


@pytest.mark.parametrize(("name", "hosts"), HOSTS.items(), ids=HOSTS)
def test_the_providers_have_their_hosts_and_ports(name: str, hosts: tuple[str, str], everything: Settings) -> None:
    mailbox = everything.mailboxes[name]
    servers = tuple(f"{server.host}:{server.port} {server.security}" for server in (mailbox.imap, mailbox.smtp))
    assert servers == hosts
    assert mailbox.files_sent_itself is (name in ("gmail", "gmail_oauth", "outlook"))


@pytest.mark.parametrize(("name", "endpoint"), ENDPOINTS.items(), ids=ENDPOINTS)
def test_the_models_have_their_endpoints(name: str, endpoint: str, everything: Settings) -> None:
    assert everything.models[name].base_url == endpoint


def test_every_setting_that_is_switched_off_has_a_comment_above_it_or_beside_its_block() -> None:
    """Prose is a comment that is no setting: each block between blank lines has some, or begins a table."""
    blocks = re.split(r"\n\s*\n", TEXT)
    silent = [
        block
        for block in blocks
        if re.search(r"^# [a-z_]+ = ", block, re.MULTILINE)
        and not re.search(r"^# (?!\[|[a-z_]+ = )", block, re.MULTILINE)
    ]
    assert silent == []
