"""The tests' own rules: a missing server is a skip for a newcomer and a failure in CI; unit tests see no network."""

import socket

import pytest
from _pytest.outcomes import Failed, Skipped
from support.machine import need


def test_a_missing_server_is_skipped_with_the_way_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CI", raising=False)
    with pytest.raises(Skipped, match="sudo apt-get install --no-install-recommends some-package"):
        need("no-such-program", "some-package")


def test_in_ci_a_missing_server_is_a_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CI", "true")
    with pytest.raises(Failed, match="no-such-program is not installed"):
        need("no-such-program", "some-package")


def test_what_is_there_is_found() -> None:
    assert need("sh", "dash").endswith("/sh")


def test_a_unit_test_cannot_connect() -> None:
    with socket.socket() as plain, pytest.raises(AssertionError, match="tried to connect"):
        plain.connect(("127.0.0.1", 9))
