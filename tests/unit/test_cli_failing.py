"""The end of a failed command: one paragraph, the contract's exit status, a traceback only when it was asked for."""

import sys
from typing import Any

import pytest
import typer

from assistant.cli import main
from assistant.errors import ConfigurationError, Conflict, DraftdeskError, IndexInUse, UsageError
from assistant.failing import end


def ended(error: Exception, capsys: pytest.CaptureFixture[str], *, debug: bool = False) -> tuple[object, str]:
    with pytest.raises(type(error)):
        raise error  # only what was raised has a traceback
    with pytest.raises(SystemExit) as caught:
        end(error, debug=debug)
    return caught.value.code, capsys.readouterr().err


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (DraftdeskError("It failed.", "Do this."), 1),
        (IndexInUse("It failed.", "Do this."), 1),
        (Conflict("It failed.", "Do this."), 1),
        (ConfigurationError("It failed.", "Do this."), 2),
        (UsageError("It failed.", "Do this."), 2),
    ],
)
def test_an_error_says_what_is_wrong_and_what_to_do(
    error: DraftdeskError, status: int, capsys: pytest.CaptureFixture[str]
) -> None:
    assert ended(error, capsys) == (status, "draftdesk: It failed. Do this.\n")


def test_a_fault_of_ours_is_named_without_a_traceback_and_without_secrets(capsys: pytest.CaptureFixture[str]) -> None:
    status, words = ended(ValueError("password=geheim of li.mei@mail.example"), capsys)
    assert status == 1
    assert words.startswith("draftdesk: This should not have happened: ValueError: password=***")
    assert words.endswith("Run it again with --debug, and please report what that shows.\n")
    assert words.count("\n") == 1
    assert "geheim" not in words
    assert "li.mei" not in words


def test_with_debug_the_traceback_comes_first_without_secrets(capsys: pytest.CaptureFixture[str]) -> None:
    status, words = ended(ConfigurationError("It failed: password=geheim."), capsys, debug=True)
    assert status == 2
    assert words.startswith("Traceback (most recent call last)")
    assert words.splitlines()[-1].startswith("draftdesk: It failed")
    assert "password=***" in words.splitlines()[-2]


def test_wrong_usage_is_two(capsys: pytest.CaptureFixture[str]) -> None:
    status, words = ended(typer.BadParameter("Input should be a number"), capsys)
    assert (status, words) == (2, "draftdesk: Invalid value: it should be a number.\n")


def test_a_command_that_was_broken_off_is_a_failure(capsys: pytest.CaptureFixture[str]) -> None:
    assert ended(typer.Abort(), capsys) == (1, "draftdesk: Ended before it was done.\n")


def test_ctrl_c_is_a_failure_too(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def interrupted(*_: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("assistant.commands.kb.check", interrupted)
    monkeypatch.setattr(sys, "argv", ["draftdesk", "kb", "check"])
    with pytest.raises(SystemExit) as caught:
        main()
    assert (caught.value.code, capsys.readouterr().err) == (1, "draftdesk: Ended before it was done.\n")
