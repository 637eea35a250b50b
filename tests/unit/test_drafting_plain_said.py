"""A letter may say what the plain letter says, in nearly its words; conditions, denials and numbers are part of it."""

import pytest
from support.resolutions import RESOLUTIONS
from support.views import a_view

from assistant.case.diagnosis import Cause
from assistant.case.view import CaseView
from assistant.drafting import plain_said
from assistant.drafting.plain_said import says_no_more
from assistant.drafting.sentences import sentences
from assistant.drafting.writing import write_offline

PLAIN = (
    "如果从最后一条记录起满 72 小时还查不到下落，补发还是全额退款，由您选。",
    "您希望换新的，核实后我们免费为您更换。",
    "很抱歉，这次没有办法为您退款。",
    "If the photos show the damage, we replace the bowl free of charge or refund it, as you prefer.",
)


@pytest.fixture
def view(monkeypatch: pytest.MonkeyPatch) -> CaseView:
    monkeypatch.setattr(plain_said, "_plain_sentences", lambda view: tuple(map(plain_said.folded, PLAIN)))
    return a_view(Cause.STALLED)


@pytest.mark.parametrize(
    ("words", "sentence", "before"),
    [
        ("全额退", "从最后一条记录起满 72 小时还查不到下落的话，补发还是全额退款，都由您选。", ""),
        ("我们免费为您更换", "您想换台新的：核实后，我们免费为您更换。", ""),
        ("我们会免费为您更换", "核实后，我们会免费为您更换。", ""),
        ("补发", "补发还是全额退款，由您选。", "如果满 72 小时还查不到下落。"),
        (
            "refund",
            "Once the photos show the damage, we refund the bowl or replace it free of charge, as you prefer.",
            "",
        ),
        ("退款", "这次很抱歉，没有办法退款。", ""),
    ],
)
def test_the_plain_letters_words_may_be_turned_about(words: str, sentence: str, before: str, view: CaseView) -> None:
    assert says_no_more(words, sentence, before, view)


@pytest.mark.parametrize(
    "sentence",
    [
        "补发还是全额退款，由您选。",  # the condition is gone
        "如果从最后一条记录起满 48 小时还查不到下落，补发还是全额退款，由您选。",
        "我们免费为您更换。",
        "这次有办法为您退款。",  # the denial is gone
        "We replace the bowl free of charge or refund it, as you prefer.",
        "If the photos show the damage, we refund the bowl and give you CNY 50 besides.",
        "如果查不到下落，我们补偿您一张优惠券，再送一份礼物。",
        "我们会为您退款。",
    ],
)
def test_what_says_more_is_no_echo(sentence: str, view: CaseView) -> None:
    assert not says_no_more("退款", sentence, "", view)


def test_a_clause_that_is_added_is_no_echo(view: CaseView) -> None:
    assert says_no_more("退款", "很抱歉，这次没有办法为您退款。", "", view)
    assert not says_no_more("通融", "很抱歉，这次没有办法为您退款，给您通融一回。", "", view)


def test_in_full_is_the_price_of_the_order(monkeypatch: pytest.MonkeyPatch) -> None:
    told = "If you would rather not wait, tell us and we will cancel it and refund you in full."
    monkeypatch.setattr(plain_said, "_plain_sentences", lambda view: (plain_said.folded(told),))
    told_in_figures = "If you would rather not wait, tell us and we will cancel it and refund the CNY {}.00."
    view = a_view(Cause.STALLED)
    assert says_no_more("refund the CNY 99.00", told_in_figures.format(99), "", view)
    assert not says_no_more("refund the CNY 199.00", told_in_figures.format(199), "", view)
    assert not says_no_more("refund the CNY 990.00", told_in_figures.format(990), "", view)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_plain_letter_says_no_more_than_itself(language: str) -> None:
    for cause, cases in RESOLUTIONS.items():
        for changes in cases:
            view = a_view(cause, language, **changes)
            for part in write_offline(view).reply.parts:
                for sentence in sentences(part.text):
                    assert says_no_more(sentence, sentence, "", view) or not plain_said.words_of(
                        plain_said.folded(sentence)
                    )
