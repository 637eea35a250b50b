"""Where the model and the lexicons read a mail differently, the mail's own text decides."""

from typing import Any

import pytest
from support.cases import email, inquiry, said

from assistant.case.inquiry import Inquiry, Request, Statement, StatementKind
from assistant.drafting.answers import UnderstandAnswer
from assistant.drafting.grounded import grounded
from assistant.errors import ModelAnswerUnusable
from evals import parrot

K = StatementKind


def settled(text: str, read: Inquiry, **answer: Any) -> Inquiry:
    return grounded(UnderstandAnswer.model_validate(parrot.READING | answer), read, email(text))


def stated(kind: StatementKind, words: str, value: str | None = None) -> list[dict[str, Any]]:
    return [{"kind": kind.value, "words": words, "value": value}]


TEXT = "我拍的是L码，发来的是M码。付了 99 元，订单 2026110912345，运单 75800012345671。包裹显示签收，我没收到。"

VALUES = [
    (stated(K.GOT_VARIANT, "发来的是M码", "M码"), said(K.GOT_VARIANT, "L码"), "M码"),  # the model's clause has it
    (stated(K.GOT_VARIANT, "发来的是M码", "L码"), said(K.GOT_VARIANT, "M码"), "M码"),  # it has not: the lexicons'
    (stated(K.PAID_AMOUNT, "付了 99 元", "99"), said(K.PAID_AMOUNT, "98"), "99"),
    (stated(K.GOT_VARIANT, "发来的是M码", "M码"), None, "M码"),
]


@pytest.mark.parametrize(("answer", "theirs", "value"), VALUES)
def test_a_value_stands_in_the_clause_that_tells_it(
    answer: list[dict[str, Any]], theirs: Statement | None, value: str
) -> None:
    read = inquiry(statements=(theirs,) if theirs else ())
    (statement,) = settled(TEXT, read, statements=answer).statements
    assert statement.value == value


@pytest.mark.parametrize(
    ("request_", "words", "meant"),
    [
        ("cancel", "羽绒服什么时候发货", False),
        ("cancel", "Where is my parcel", False),
        ("refund", "杯子很好看", False),
        ("refund", "Where is my parcel", False),
        ("reship", "包裹到哪了", False),
        ("change_address", "Where is my parcel", False),
        ("reship", "给换一个吧", True),
        ("change_address", "It should be 501", True),
        ("cancel", "我不想等了", True),
        ("cancel", "我好退了去商场买", True),
        ("cancel", "call the whole thing off", True),
        ("refund", "I want every penny back", True),
        ("refund", "Please return the 15 also", True),
        ("reship", "实在不行就重新寄一套", True),
        ("change_address", "还能不能改到我家里", True),
        ("expedite", "杯子很好看", True),  # costs nothing
    ],
)
def test_a_wish_that_costs_money_needs_words_that_can_mean_it(request_: str, words: str, meant: bool) -> None:
    answer = [{"request": request_, "words": words}]
    topics = [{"topic": "delivery", "words": words}]
    requests = settled(words, inquiry(), requests=answer, topics=topics).requests
    assert (request_ in requests) is meant


def test_a_wish_that_the_lexicons_heard_elsewhere_in_the_mail_needs_no_words_of_its_own() -> None:
    read = inquiry(requests=(Request.CANCEL,))
    answer = [{"request": "cancel", "words": "羽绒服什么时候发货"}]
    assert settled("羽绒服什么时候发货", read, requests=answer).requests == (Request.CANCEL,)


def test_a_reading_of_nothing_but_a_wish_that_the_words_do_not_mean_is_no_reading() -> None:
    words = "羽绒服什么时候发货"
    with pytest.raises(ModelAnswerUnusable):
        settled(words, inquiry(), topics=[{"topic": "cancel", "words": words}])


def test_the_variant_wanted_instead_stands_in_the_mail() -> None:
    wanted = settled("我拍的是L码，请帮我换成XL", inquiry(), wanted_variants=["XL", "XXL"]).wanted_variants
    assert wanted == ("XL",)


def test_an_amount_that_is_not_in_the_mail_tells_nothing() -> None:
    assert settled(TEXT, inquiry(), statements=stated(K.PAID_AMOUNT, "付了 99 元", "199")).statements == ()


def test_a_receipt_that_the_words_deny_is_none() -> None:
    read = inquiry(statements=(said(K.NOT_RECEIVED, words="我没收到"),))
    denied = settled(TEXT, read, statements=stated(K.RECEIVED, "我没收到"))
    assert [statement.kind for statement in denied.statements] == [K.NOT_RECEIVED]


def test_goods_that_the_lexicons_read_to_be_in_hand_stay_there() -> None:
    text = "杯子很好看，已经收到了，谢谢"
    read = inquiry(statements=(said(K.RECEIVED, words="已经收到了"),))
    both = settled(text, read, statements=stated(K.NO_MOVEMENT, "杯子很好看")).statements
    assert {one.kind for one in both} == {K.NO_MOVEMENT, K.RECEIVED}
    vague = inquiry(statements=(said(K.RECEIVED, words="今天发还来得及"),))
    assert {one.kind for one in settled(text, vague, statements=stated(K.DAMAGED, "杯子很好看")).statements} == {
        K.DAMAGED
    }
    missing = settled(text, read, statements=stated(K.NOT_RECEIVED, "杯子很好看")).statements
    assert {one.kind for one in missing} == {K.NOT_RECEIVED}


def test_an_order_number_is_one_that_stands_there_as_nothing_else() -> None:
    text = f"{TEXT} 电话 13812345678"
    claimed = ["2026110912345", "2026110912346", "13812345678", "99"]
    assert settled(text, inquiry(), order_numbers=claimed).order_numbers == ("2026110912345",)


def test_what_the_lexicons_read_of_the_numbers_stays() -> None:
    read = inquiry(order_numbers=("2026110912345",))
    assert settled(TEXT, read, order_numbers=[]).order_numbers == ("2026110912345",)
