"""Both languages are whole: every sentence of code and templates is in the catalogue."""

import re
from collections.abc import Sequence
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from assistant import desk
from assistant.desk.translation import preferred_language, translations
from assistant.desk.words import Language

FOLDER = Path(desk.__file__).parent
KEYWORDS = {"_": None, "gettext": None, "ngettext": (1, 2), "say": None, "marked": None}


def sentences() -> dict[str, str]:
    """Every sentence that is to be translated, by where it stands."""
    found = extract_from_dir(
        FOLDER, [("**.py", "python"), ("**.html", "jinja2")], {"**.html": {"silent": "false"}}, KEYWORDS
    )
    return {
        (message if isinstance(message, str) else message[0]): f"{file}:{line}" for file, line, message, *_ in found
    }


def catalogue() -> dict[str, str]:
    with (FOLDER / "messages" / "zh.po").open("rb") as file:
        entries = read_po(file, locale="zh", abort_invalid=True)
    return {_singular(entry.id): _singular(entry.string) for entry in entries if entry.id}


def _singular(forms: str | Sequence[str] | None) -> str:
    return forms if isinstance(forms, str) else forms[0] if forms else ""


def test_sentences_are_found_in_code_and_templates() -> None:
    found = sentences()
    assert {"Approve & send", "The customer has written again.", "There is nothing here"} <= set(found)


def test_every_sentence_is_in_the_chinese_catalogue() -> None:
    missing = [f"{place}: {sentence}" for sentence, place in sentences().items() if not catalogue().get(sentence)]
    assert missing == []


def test_the_catalogue_holds_nothing_that_is_no_longer_said() -> None:
    assert sorted(set(catalogue()) - set(sentences())) == []


def test_placeholders_survive_translation() -> None:
    for english, chinese in catalogue().items():
        assert set(re.findall(r"%\(\w+\)[sd]", chinese)) == set(re.findall(r"%\(\w+\)[sd]", english)), english


def test_the_catalogue_is_read_without_a_build_step() -> None:
    assert translations("zh").gettext("Queue") == "队列"
    assert translations("en").gettext("Queue") == "Queue"
    assert translations("zh").ngettext("%(n)s try", "%(n)s tries", 3) == "已尝试 %(n)s 次"


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("zh-CN,zh;q=0.9,en;q=0.8", "zh"),
        ("zh-Hans", "zh"),
        ("en-GB,en;q=0.9,zh;q=0.8", "en"),
        ("en;q=0.3,zh;q=0.7", "zh"),
        ("de,fr;q=0.5", "en"),
        ("zh;q=0,en", "en"),
        ("", "en"),
        (";;;q=,,zh;q=x", "en"),
        ("x" * 100_000, "en"),
    ],
)
def test_the_browsers_wish_counts_by_its_weight(header: str, expected: Language) -> None:
    assert preferred_language(header) == expected
