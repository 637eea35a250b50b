"""Any text is understood without a crash, within bounds, in linear time; the lexicons fit the rules that use them."""

import time
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.drafting_mails import GLOSSARY, a_mail, understood

from assistant.case.inquiry import Inquiry
from assistant.drafting.reading.data import toml
from assistant.drafting.reading.lexicon import lexicon
from assistant.drafting.reading.rules import concepts_named, parse
from assistant.drafting.reading.text import clean, fold
from assistant.drafting.understanding import understand

_MARKS = {"question", "item", "variant", "quantity", "amount", "price_now", "price_paid", "deadline"}
_WORDS = st.sampled_from(
    [
        *[
            "没",
            "收到",
            "快递",
            "我",
            "订的L",
            "发来M",
            "两个",
            "99元",
            "昨天",
            "上周三晚上八点",
            "不",
            "吗？",
            "，",
            "。",
        ],
        *["2026110912345", "手机尾号1234", "退款", "保温杯", "２０２６", "\n", "\u200b", "İ", "😀"],
        *[
            "the ",
            "not ",
            "received ",
            "refund ",
            "can i ",
            "where ",
            "broken ",
            "by Friday ",
            "$5 ",
            "x2 ",
            "#W1234567 ",
        ],
    ]
)


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=300), st.text(max_size=60), st.text(max_size=100))
def test_any_text_is_understood(text: str, subject: str, quoted: str) -> None:
    inquiry = understood(text, subject, quoted)
    assert Inquiry.model_validate(inquiry.model_dump()) == inquiry


@settings(max_examples=60, deadline=None)
@given(st.lists(_WORDS, max_size=60).map("".join))
def test_any_mixture_of_known_words_is_understood_and_stays_in_bounds(text: str) -> None:
    inquiry = understood(text)
    assert Inquiry.model_validate(inquiry.model_dump()) == inquiry
    assert inquiry.topics


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=300))
def test_folding_keeps_every_character_in_its_place(text: str) -> None:
    assert len(fold(clean(text))) == len(clean(text))


def test_the_same_mail_is_always_understood_the_same() -> None:
    mail = a_mail("我上周三晚上八点下的单2026110912345，怎么还没发货？退款！", subject="急")
    assert understand(mail, GLOSSARY) == understand(mail, GLOSSARY)


@pytest.mark.parametrize(
    "piece",
    [
        "我的快递没收到，",
        "where is my order ",
        "1 ",
        "1-",
        "，",
        "a",
        "保温杯x2 99元 ",
        "地址：",
        "手机",
        "昨天 ",
        "don't ",
    ],
)
def test_a_megabyte_takes_no_longer_than_a_long_letter(piece: str) -> None:
    understood("warm 热身")
    text = piece * (1_000_000 // len(piece))
    start = time.process_time()
    understood(text, quoted=text)
    assert time.process_time() - start < 4  # about 0.6 s here; a quadratic step would take minutes


def test_every_concept_of_the_rules_has_words_in_both_languages() -> None:
    for language in ("zh", "en"):
        words = {**toml(language)["acts"], **toml(language)["things"]}
        assert concepts_named() - _MARKS <= set(words), language
        assert all(words.values()), language


def test_no_concept_is_listed_in_vain() -> None:
    used = concepts_named() | {"condition"}  # the code looks for it (`wording.hinged_clauses`)
    for language in ("zh", "en"):
        assert {*toml(language)["acts"], *toml(language)["things"]} <= used, language


def test_both_languages_know_the_same_concepts() -> None:
    assert {*toml("zh")["acts"]} == {*toml("en")["acts"]}
    assert {*toml("zh")["things"]} == {*toml("en")["things"]}
    assert lexicon().concepts == {*toml("zh")["acts"], *toml("zh")["things"]}


def test_a_word_is_listed_once_under_a_concept() -> None:
    for language in ("zh", "en"):
        for kind in ("acts", "things"):
            for concept, words in toml(language)[kind].items():
                twice = [word for word, count in Counter(words).items() if count > 1]
                assert not twice, (language, concept, twice)


def test_a_rule_is_read_as_the_files_head_says() -> None:
    rule = parse("topic", "-receive parcel|item !refund .. +delivered & show")
    (receive, parcel, refund), ((delivered,),), ((show,),) = rule.here, rule.nearby, rule.anywhere
    assert receive.choices == (("receive", True),)
    assert parcel.choices == (("parcel", None), ("item", None))
    assert (refund.choices, refund.absent) == ((("refund", None),), True)
    assert delivered.choices == (("delivered", False),)
    assert show.choices == (("show", None),)
