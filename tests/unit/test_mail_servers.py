"""What both mail doors share: protection on the wire and the servers' words."""

from pathlib import Path

import pytest

from assistant.errors import ConfigurationError
from assistant.mail_servers import require_protection, server_words, tls_context
from assistant.settings import ServerSettings


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST", "127.0.0.1", "127.8.8.8", "::1"])
def test_plain_text_is_allowed_on_this_machine(host: str) -> None:
    require_protection(ServerSettings(host=host, port=143, security="none"))


@pytest.mark.parametrize("host", ["mail.example.com", "192.168.1.5", "10.0.0.1", "127.example.com", "0.0.0.0", "::"])
def test_plain_text_to_any_other_machine_is_refused(host: str) -> None:
    with pytest.raises(ConfigurationError, match="not be encrypted") as caught:
        require_protection(ServerSettings(host=host, port=143, security="none"))
    assert "starttls" in caught.value.hint


@pytest.mark.parametrize("security", ["ssl", "starttls"])
def test_protected_connections_go_anywhere(security: str) -> None:
    require_protection(ServerSettings.model_validate({"host": "mail.example.com", "port": 993, "security": security}))


def test_certificates_and_host_names_are_verified() -> None:
    context = tls_context(None)
    assert context.check_hostname
    assert context.verify_mode.name == "CERT_REQUIRED"


def test_a_missing_ca_file_is_named() -> None:
    with pytest.raises(ConfigurationError, match=r"/nowhere/ca\.pem: No such file"):
        tls_context(Path("/nowhere/ca.pem"))


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        (b"5.1.1 <bob.miller@example.org>: no such user", "5.1.1 <[address]>: no such user"),
        (b"two\r\nlines\x1b[31m", "two lines [31m"),
        ("密码 secret 错误", "密码 *** 错误"),
        (b"\xff\xfe", "��"),
        (None, ""),
    ],
)
def test_a_servers_words_are_one_line_without_addresses_and_secrets(said: bytes | str | None, shown: str) -> None:
    assert server_words(said, hide=("secret", None, "")) == shown
