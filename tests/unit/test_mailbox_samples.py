"""Mail from elsewhere: real bounces, the worst cases of other parsers, Chinese charsets and quote headers."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from assistant.case.email import Email
from assistant.errors import UnreadableMail
from assistant.mailbox import quotes
from assistant.mailbox.parsing import attachment_bytes, parse

DATA = Path(__file__).parent.parent / "data"
READ_AT = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
SAMPLES = sorted(
    path for source in ("bounces", "chinese", "cpython", "imap_tools", "stalwart")
    for path in (DATA / f"mail_{source}").rglob("*.eml")
)  # fmt: skip

NO_MAIL = {"msg_19.eml"}
"""A mailing list's text without any header."""
BY_CONTRACT = {"ert/embedded_email_16", "ert/embedded_email_18", "ert/signatures"}
"""Where we differ from the source on purpose: quoted lines never count as new words, an introduction at the top leaves
nothing new, and a line that only might be an app's signature stays."""


def name_of(value: Any) -> str:
    return str(value.name if isinstance(value, Path) else value.get("file") or value.get("id"))


def lines(path: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (DATA / path).read_text(encoding="utf-8").splitlines()]


def read(path: Path) -> Email:
    return parse(path.read_bytes(), read_at=READ_AT)


@pytest.mark.parametrize("path", SAMPLES, ids=name_of)
def test_every_sample_is_read_and_its_attachments_can_be_fetched(path: Path) -> None:
    if path.name in NO_MAIL:
        with pytest.raises(UnreadableMail):
            read(path)
        return
    email = read(path)
    assert email.date.tzinfo is not None
    assert "\r" not in email.full_text
    assert not set("\r\n") & set(email.subject + (email.sender.name or ""))
    for attachment in email.attachments:
        assert len(attachment_bytes(path.read_bytes(), attachment.part)) == attachment.size


def test_there_are_samples() -> None:
    assert len(SAMPLES) > 130


@pytest.mark.parametrize("case", lines("mail_chinese/expected.jsonl"), ids=name_of)
def test_chinese_mail_is_read_exactly(case: dict[str, Any]) -> None:
    email = read(DATA / "mail_chinese" / case["file"])
    assert email.subject == case["subject"]
    assert email.full_text == case["text"]
    assert email.text == case["expected_reply"]
    assert case.get("from_name") in (None, email.sender.name)
    assert email.screening.kind == "customer"


@pytest.mark.parametrize("case", lines("mail_bounces/expected.jsonl"), ids=name_of)
def test_no_bounce_or_auto_reply_is_taken_for_a_customers_mail(case: dict[str, Any]) -> None:
    screening = read(DATA / "mail_bounces" / case["file"]).screening
    assert screening.kind == ("auto_reply" if case["reasons"] == ["vacation"] else "bounce")
    assert screening.reason


@pytest.mark.parametrize(
    ("file", "kind"),
    [
        ("is-not-bounce-01.eml", "customer"),
        ("is-not-bounce-02.eml", "customer"),
        ("rb-issue-368-bug.eml", "auto_reply"),  # from a program all the same
    ],
)
def test_what_is_no_bounce_is_not_taken_for_one(file: str, kind: str) -> None:
    assert read(DATA / "mail_bounces" / "not_a_bounce" / file).screening.kind == kind


@pytest.mark.parametrize("case", lines("mail_quotes/email_reply_trimmer.jsonl"), ids=name_of)
def test_quoted_history_is_taken_out_of_english_and_chinese_mail(case: dict[str, Any]) -> None:
    new, _ = quotes.split(case["input"].replace("\r\n", "\n"))
    if case["id"] in BY_CONTRACT:
        assert new != case["expected_reply"].strip()
    else:
        assert new.strip() == case["expected_reply"].strip()
