"""What `draftdesk draft` does when one mail meets a fault that nobody foresaw."""

import json
from pathlib import Path

import pytest

from assistant.case.email import Email
from assistant.commands.draft import draft_files
from assistant.errors import UnreadableMail
from assistant.pipeline import Pipeline
from assistant.settings import Settings

MAIL = b"From: li.mei@mail.example\r\nTo: help@shop.example\r\nSubject: %s\r\n\r\nWhere is my parcel?\r\n"


def test_the_other_mails_still_get_their_drafts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    files = [tmp_path / f"{name}.eml" for name in ("first", "broken", "last")]
    for file in files:
        file.write_bytes(MAIL % file.stem.encode())
    work = Pipeline.work

    def faulty(pipeline: Pipeline, email: Email, *arguments: object) -> object:
        if email.subject == "broken":
            raise ZeroDivisionError("in our own code")
        return work(pipeline, email, *arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(Pipeline, "work", faulty)
    with pytest.raises(UnreadableMail, match=r"1 of 3 files could not be read\..*broken\.eml") as refusal:
        draft_files(Settings(drafter="offline"), files, None, None, None, as_json=True)
    cases = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [case["screening"]["kind"] for case in cases] == ["customer", "unreadable", "customer"]
    assert "ZeroDivisionError" in cases[1]["screening"]["reason"]
    assert isinstance(refusal.value.__cause__, ZeroDivisionError)
