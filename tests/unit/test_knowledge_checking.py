"""What `draftdesk kb check` finds, in the words that the person who mends it reads."""

import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

from assistant.knowledge.checking import check
from assistant.knowledge.stated_numbers import read_phrases

KB = Path(__file__).parents[2] / "kb"
AT = datetime(2026, 11, 23, tzinfo=UTC)


@pytest.fixture
def kb(tmp_path: Path) -> Path:
    return Path(shutil.copytree(KB, tmp_path / "kb"))


def edit(path: Path, find: str, replace: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert find in text
    path.write_text(text.replace(find, replace, 1), encoding="utf-8")


def problems(kb: Path) -> str:
    return "\n".join(str(problem) for problem in check(kb, AT))


def test_a_clean_knowledge_base_has_no_problems(kb: Path) -> None:
    assert problems(kb) == ""


def test_every_file_that_cannot_be_read_is_reported_with_its_line(kb: Path) -> None:
    edit(kb / "articles/en/coupons.md", "title:", "titel:")
    edit(kb / "articles/zh/invoices.md", "language: zh", "language: cn")
    edit(kb / "playbooks/lost.md", "lost_after_hours: 72", "lost_after_hours: soon")
    found = problems(kb)
    assert "coupons.md:3: `titel`" in found
    assert "invoices.md:4: `language`" in found
    assert "lost.md:" in found


def test_an_article_without_its_counterpart_is_reported(kb: Path) -> None:
    (kb / "articles/en/coupons.md").unlink()
    assert "coupons-zh names a counterpart coupons-en that does not exist" in problems(kb)


def test_an_article_that_names_no_counterpart_is_reported(kb: Path) -> None:
    edit(kb / "articles/en/coupons.md", "counterpart: coupons-zh\n", "")
    found = problems(kb)
    assert "coupons-en has no counterpart" in found
    assert "coupons-zh names coupons-en, which does not name it back" in found


def test_two_versions_in_force_at_once_are_reported(kb: Path) -> None:
    edit(kb / "articles/zh/no-reason-return-2025.md", "valid_until: 2026-01-01", "valid_until: 2026-01-02")
    assert "is in force at the same time as" in problems(kb)


def test_versions_that_meet_at_midnight_do_not_overlap(kb: Path) -> None:
    edit(kb / "articles/zh/no-reason-return-2025.md", "valid_until: 2026-01-01", "valid_until: 2026-01-01T00:00+08:00")
    assert problems(kb) == ""


def test_a_cause_without_a_playbook_is_reported(kb: Path) -> None:
    (kb / "playbooks/sync_lag.md").unlink()
    assert "No playbook in force handles sync_lag" in problems(kb)


def test_a_playbook_that_names_an_unknown_article_is_reported(kb: Path) -> None:
    edit(kb / "playbooks/lost.md", "- lost-parcels-en", "- lost-parcel-en")
    assert "names an unknown article, lost-parcel-en" in problems(kb)


def test_a_playbook_that_still_names_an_expired_article_is_reported(kb: Path) -> None:
    edit(kb / "articles/en/lost-parcels.md", "owner:", "valid_until: 2026-11-23\nowner:")
    assert "names lost-parcels-en, which has expired" in problems(kb)


def test_a_number_that_no_playbook_gives_is_reported(kb: Path) -> None:
    edit(kb / "playbooks/permissions.md", "  repeat_contact_days: 30\n", "")
    assert "repeat_contact_days" in problems(kb)


def test_a_folder_that_is_missing_is_reported(tmp_path: Path) -> None:
    assert "there is no such folder" in problems(tmp_path)


@pytest.mark.parametrize(
    ("file", "find", "replace", "found"),
    [
        ("articles/zh/no-reason-return.md", "次日起 7 天内", "次日起 9 天内", ":20: no-reason-return-zh says 9"),
        ("articles/en/no-reason-return.md", "within 7 days, counted", "within 9 days, counted", "is 7. Make the two"),
        ("articles/en/no-reason-return-2025.md", "within 15 days", "within 7 days", "`return_window_days` in the play"),
        ("articles/zh/lost-parcels.md", "满 72 小时", "满 48 小时", "lost-parcels-zh says 48, but `lost_after_hours`"),
        ("articles/en/damaged-parcels.md", "of 50 CNY", "of 30 CNY", "says 30, but `no_return_asked_up_to`"),
        ("articles/zh/presale-terms.md", "领取 10 元", "领取 20 元", "says 20, but `presale_late_coupon`"),
        ("playbooks/lost.md", "lost_after_hours: 72", "lost_after_hours: 96", "lost-parcels-zh says 72"),
        ("playbooks/return_in_window.md", "起第 7 天", "起第 15 天", "says 15, but `return_window_days` in"),
        (
            "playbooks/presale_terms.md",
            "no-reason return applies",
            "9 days apply",
            "presale_terms says 9 days",
        ),
        ("playbooks/lost.md", "只问一个问题", "等 5 天，只问一个问题", "lost says 5 days, but no threshold or limit"),
        ("playbooks/permissions.md", "500 元内。", "600 元内。", "permissions says 600 in money, but no threshold"),
        (
            "playbooks/quality_defect.md",
            "15 天内免费换",
            "9 天内免费换",
            "quality_defect.md:20: quality_defect says 9",
        ),
        (
            "articles/en/coupons.md",
            "## Rules",
            "## Rules\n\nSee [returns](return.md).",
            "coupons-en links to return.md",
        ),
        (
            "articles/zh/coupons.md",
            "counterpart:",
            "valid_until: 2027-01-01\ncounterpart:",
            "coupons-zh is in force at",
        ),
        ("playbooks/lost.md", "- lost-parcels-en", "- lost-parcel-en", "lost.md:28: lost names an unknown article"),
        ("glossary.yaml", "concepts:", "words:", "glossary.yaml:1: the glossary is no list of concepts"),
        ("numbers.yaml", "return_window_days", "return_days", "`return_days` is no number of the policy"),
        ("numbers.yaml", '"截止第 # 天"', '"截止"', "is no list of phrases with one # each"),
    ],
)
def test_each_mistake_is_reported_with_file_and_line(kb: Path, file: str, find: str, replace: str, found: str) -> None:
    edit(kb / file, find, replace)
    assert found in problems(kb)


@pytest.mark.parametrize(("place", "told"), [("questions:\n  - ", False), ("\n---\n", True)])
def test_a_number_in_a_question_that_customers_ask_is_no_stated_number(kb: Path, place: str, told: bool) -> None:
    """They ask by other numbers than the policy's, and so must be found; the same words in the text are a mistake."""
    wrong = "签收后的 9 天内可以申请无理由退货吗"
    edit(kb / "articles/zh/no-reason-return.md", place, f"{place}{wrong}\n" + ("  - " if not told else ""))
    assert ("no-reason-return-zh says 9" in problems(kb)) == told


def test_every_phrase_for_a_number_stands_somewhere(kb: Path) -> None:
    """One that stands in no article and in no playbook guards nothing."""
    text = "\n".join(path.read_text("utf-8") for path in kb.rglob("*.md"))
    for name, patterns in read_phrases(kb / "numbers.yaml").items():
        assert [pattern.pattern for pattern in patterns if not pattern.search(text)] == [], name


@pytest.mark.parametrize(("file", "told"), [("coupons", True), ("no-reason-return-2025", False)])
def test_a_link_to_an_article_whose_time_is_over_is_reported_where_the_linking_one_is_in_force(
    kb: Path, file: str, told: bool
) -> None:
    path = kb / f"articles/en/{file}.md"
    path.write_text(f"{path.read_text('utf-8')}\nSee [the old rules](no-reason-return-2025.md#x).\n", "utf-8")
    assert ("links to no-reason-return-2025.md#x, which has expired" in problems(kb)) == told


def test_a_link_to_a_file_that_is_there_is_no_mistake(kb: Path) -> None:
    edit(
        kb / "articles/en/coupons.md",
        "## Rules",
        "## Rules\n\nSee [invoices](invoices.md#x) and [us](https://a.example/b).",
    )
    assert problems(kb) == ""
