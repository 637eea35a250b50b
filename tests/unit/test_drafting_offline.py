"""The offline drafter as the pipeline sees it."""

from datetime import datetime
from pathlib import Path

from support.resolutions import RESOLUTIONS
from support.views import SHANGHAI, a_view

from assistant.case.diagnosis import Cause
from assistant.case.email import Address, Email, Screening
from assistant.drafting.offline import OfflineDrafter
from assistant.drafting.rendering import version
from assistant.pipeline import Drafter, Glossary


def an_email(text: str) -> Email:
    return Email(
        raw_sha256="0" * 64,
        message_id="<1@example.com>",
        sender=Address(email="wang@example.com"),
        subject="快递",
        date=datetime(2026, 11, 18, 10, 0, tzinfo=SHANGHAI),
        text=text,
        full_text=text,
        screening=Screening(kind="customer"),
    )


def test_it_is_a_drafter_like_any_other() -> None:
    drafter: Drafter = OfflineDrafter()
    assert drafter.name == "offline"
    assert drafter.prompt_version is not None


def test_it_writes_a_checked_reply_without_any_call() -> None:
    written = OfflineDrafter().write(a_view(Cause.STALLED, **RESOLUTIONS[Cause.STALLED][0]))
    assert "中通快递" in written.reply.text
    assert written.promises
    assert written.checks
    assert all(check.passed for check in written.checks)
    assert written.usage.calls == 0
    assert written.failure is None


def test_it_reads_a_mail_with_its_lexicons() -> None:
    understood = OfflineDrafter().understand(an_email("订单 2026110912345 三天没有动静了，急死我了！"), Glossary())
    assert understood.inquiry.language == "zh"
    assert understood.inquiry.order_numbers == ("2026110912345",)
    assert understood.failure is None


def test_the_same_case_is_always_written_alike() -> None:
    view = a_view(Cause.LOST, **RESOLUTIONS[Cause.LOST][0])
    assert OfflineDrafter().write(view).reply == OfflineDrafter().write(view).reply


def test_the_version_is_short_and_changes_with_any_file(tmp_path: Path) -> None:
    folders = [tmp_path / name for name in ("one", "two", "three")]
    for folder, text in zip(folders, ("a", "b", "a"), strict=True):
        folder.mkdir()
        (folder / "greeting.j2").write_text(text, encoding="utf-8")
    assert len(version(folders[0])) == 12
    assert version(folders[0]) != version(folders[1])
