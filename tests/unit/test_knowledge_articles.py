"""What the writers of articles may write, and what they are told when it is wrong."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from assistant.errors import ArticleError
from assistant.knowledge.articles import load_articles

GOOD = """---
id: returns-en
title: Returning an item
language: en
category: after_sales
causes: [return_in_window]
counterpart: returns-zh
valid_from: 2026-01-01
---
Seven days from your own receipt.
"""


def write(folder: Path, text: str, name: str = "en/returns.md") -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def refusal(folder: Path) -> str:
    with pytest.raises(ArticleError) as caught:
        load_articles(folder)
    return str(caught.value)


def test_an_article_carries_its_text_and_where_it_came_from(tmp_path: Path) -> None:
    path = write(tmp_path, GOOD)
    (article,) = load_articles(tmp_path)
    assert article.id == "returns-en"
    assert article.body == "Seven days from your own receipt."
    assert article.audience == "customer"
    assert article.path == str(path)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("2026-01-01", datetime(2025, 12, 31, 16, tzinfo=UTC)),
        ("2026-01-01T08:00", datetime(2026, 1, 1, 0, tzinfo=UTC)),
        ("2026-01-01T08:00+01:00", datetime(2026, 1, 1, 7, tzinfo=UTC)),
        ("2026-01-01 08:00:00Z", datetime(2026, 1, 1, 8, tzinfo=UTC)),
        ("", None),
        ("null", None),
    ],
)
def test_a_bare_date_is_midnight_in_the_shops_time_zone(tmp_path: Path, written: str, meant: datetime | None) -> None:
    write(tmp_path, GOOD.replace("2026-01-01", written))
    assert load_articles(tmp_path)[0].valid_from == meant


def test_another_shop_has_another_midnight(tmp_path: Path) -> None:
    write(tmp_path, GOOD)
    assert load_articles(tmp_path, "Europe/Berlin")[0].valid_from == datetime(2025, 12, 31, 23, tzinfo=UTC)


def test_the_version_changes_with_the_words_and_not_with_line_ends(tmp_path: Path) -> None:
    path = write(tmp_path, GOOD)
    first = load_articles(tmp_path)[0].version
    path.write_bytes(GOOD.replace("\n", "  \r\n").encode("utf-8-sig"))
    assert load_articles(tmp_path)[0].version == first
    write(tmp_path, GOOD.replace("Seven", "Eight"))
    assert load_articles(tmp_path)[0].version != first
    assert len(first) == 12


@pytest.mark.parametrize(
    "written", ["['How long?']", "['How long?',\n  'How: many?']", "\n  - How long?\n  - How many?"]
)
@pytest.mark.parametrize("before", ["category", "---\nSeven"])
def test_the_version_does_not_change_with_the_questions(tmp_path: Path, written: str, before: str) -> None:
    write(tmp_path, GOOD)
    (plain,) = load_articles(tmp_path)
    write(tmp_path, GOOD.replace(before, f"questions: {written}\n{before}", 1))
    (asked,) = load_articles(tmp_path)
    assert (asked.version, asked.body) == (plain.version, plain.body)
    assert asked.questions[0] == "How long?"


@pytest.mark.parametrize(
    ("find", "replace", "line", "words"),
    [
        ("---\nid", "id", 1, "Start the file with a line ---"),
        ("01\n---\n", "01\n", 1, "has no end"),
        ("title: Returning", "title: a: Returning", 3, "this is not YAML"),
        ("title:", "titel:", 3, "Did you mean `title`?"),
        ("title: Returning an item\n", "", 1, "`title` is missing"),
        ("after_sales", "aftersales", 5, "'logistics'"),
        ("[return_in_window]", "[return_in_window, lost_parcel]", 6, "'lost_parcel' is not known"),
        ("[return_in_window]", "return_in_window", 6, "Write [one, two]"),
        ("language: en", "language: fr", 4, "Write 'zh' or 'en'"),
        ("language: en", "language: zh", 4, "the folder is en"),
        ("2026-01-01", "next week", 8, "such as 2026-01-01"),
        ("2026-01-01", "2026-02-30", 8, "'2026-02-30' is no date"),
        ("2026-01-01", "2026-01-01\nvalid_until: 2025-01-01", 9, "not after `valid_from`"),
        ("counterpart:", "version: 1\ncounterpart:", 7, "`version` is no field here"),
        ("counterpart:", "id: other\ncounterpart:", 7, "a second time"),
        ("title: Returning", "title: &t Returning\nowner: *t", 1, "aliases"),
        ("title: Returning an item", "title:", 3, "is empty"),
        ("Seven days from your own receipt.", "", 1, "has no text"),
        ("counterpart:", "questions: How long?\ncounterpart:", 7, "Write [one, two]"),
        ("counterpart:", 'questions:\n  - How long?\n  - ""\ncounterpart:', 9, "is empty"),
        ("counterpart:", f"questions:\n  - {'x' * 201}\ncounterpart:", 8, "at most 200 characters"),
        ("counterpart:", f"questions: [{', '.join('abcdefghijklmnopqrstu')}]\ncounterpart:", 7, "is empty"),
        ("counterpart:", f"questions: [{', '.join(map(str, range(10, 31)))}]\ncounterpart:", 7, "Keep the best 20"),
    ],
)
def test_what_is_wrong_is_named_with_file_and_line(
    tmp_path: Path, find: str, replace: str, line: int, words: str
) -> None:
    path = write(tmp_path, GOOD.replace(find, replace, 1))
    message = refusal(tmp_path)
    assert message.startswith(f"{path}:{line}: "), message
    assert words in message


def test_the_same_id_twice_is_refused_at_the_second_file(tmp_path: Path) -> None:
    write(tmp_path, GOOD)
    second = write(tmp_path, GOOD, "en/returns-copy.md")
    first, other = sorted([str(tmp_path / "en/returns.md"), str(second)])
    message = refusal(tmp_path)
    assert message.startswith(f"{other}:2: ")
    assert first in message


def test_versions_share_an_id_and_differ_in_validity(tmp_path: Path) -> None:
    write(tmp_path, GOOD)
    write(tmp_path, GOOD.replace("valid_from: 2026-01-01", "valid_until: 2026-01-01"), "en/returns-2025.md")
    assert [article.id for article in load_articles(tmp_path)] == ["returns-en", "returns-en"]


def test_a_file_that_is_not_utf8_is_named_with_its_line(tmp_path: Path) -> None:
    path = write(tmp_path, GOOD)
    path.write_bytes("---\nid: x\ntitle: 退货\n---\n".encode("gbk"))
    assert refusal(tmp_path).startswith(f"{path}:3: this is not UTF-8")


def test_a_missing_folder_is_an_error_and_not_an_empty_knowledge_base(tmp_path: Path) -> None:
    assert "there is no such folder" in refusal(tmp_path / "articles")
