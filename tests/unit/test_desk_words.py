"""Every word of the trade has words on the screen, in both languages."""

from enum import StrEnum
from typing import get_args

import pytest

from assistant.case.case_file import DraftStatus
from assistant.case.diagnosis import Cause
from assistant.case.email import ScreeningKind
from assistant.case.files import FileKind
from assistant.desk.field_words import field_in_words
from assistant.desk.words import CHECKS, DRAFT_STATUSES, FILE_KINDS, SCREENINGS, VOCABULARY, from_table, in_words
from assistant.drafting import checks
from assistant.pipeline import KNOWLEDGE_CHECK
from assistant.records.drafts import NOT_CHECKED


@pytest.mark.parametrize("vocabulary", VOCABULARY, ids=lambda kind: kind.__name__)
def test_every_member_has_words_in_both_languages(vocabulary: type[StrEnum]) -> None:
    table = VOCABULARY[vocabulary]
    assert set(table) == {member.value for member in vocabulary}
    assert all(words.en.strip() and words.zh.strip() for words in table.values())


@pytest.mark.parametrize("vocabulary", VOCABULARY, ids=lambda kind: kind.__name__)
def test_no_two_members_read_alike(vocabulary: type[StrEnum]) -> None:
    for column in zip(*VOCABULARY[vocabulary].values(), strict=True):
        assert len(set(column)) == len(column)


def test_statuses_and_screenings_are_all_named() -> None:
    assert set(get_args(DraftStatus)) == set(DRAFT_STATUSES)
    assert set(get_args(ScreeningKind)) == set(SCREENINGS)
    assert set(get_args(FileKind)) == set(FILE_KINDS)


def test_every_check_of_the_drafting_has_a_name() -> None:
    names = {value for name, value in vars(checks).items() if name.isupper() and isinstance(value, str)}
    assert names
    assert names | {NOT_CHECKED.name, KNOWLEDGE_CHECK, "model_answered"} <= set(CHECKS)


def test_a_cause_reads_as_agents_say_it() -> None:
    assert in_words(Cause.STALLED, "zh") == "物流停滞"
    assert in_words(Cause.STALLED, "en") == "Parcel not moving"


def test_a_word_that_no_table_knows_is_shown_as_it_is() -> None:
    assert from_table(DRAFT_STATUSES, "put_aside", "zh") == "put aside"


@pytest.mark.parametrize(
    ("path", "english", "chinese"),
    [
        ("status", "Order status", "订单状态"),
        ("lines.0.variant.尺码", "Item 1 · 尺码", "商品 1 · 尺码"),
        ("lines.1.picked.quantity", "Item 2 · packed · quantity", "商品 2 · 拣货记录 · 数量"),
        ("shipments.0.signed_by", "Parcel 1 · signed by", "包裹 1 · 签收人"),
        (
            "shipments.0.courier_events.2.text",
            "Parcel 1 · the courier's tracking entry 3 · text",
            "包裹 1 · 快递官方物流记录 3 · 内容",
        ),
        ("recipient.phone", "Recipient · phone", "收件 · 电话"),
        ("something_new", "Something new", "something new".capitalize()),
    ],
)
def test_a_fact_is_named_in_words(path: str, english: str, chinese: str) -> None:
    assert field_in_words(path, "en") == english
    assert field_in_words(path, "zh") == chinese
