"""Whole mails as customers write them: how much of each the reader must at least get, and odd mails that say little.

`make eval-reading` prints the figures; the floors here are those of the parts used for tuning, a little lowered, so
that a change that harms the reader is seen at once.
"""

import pytest
from support.drafting_mails import an_attachment, understood

from assistant.case.inquiry import Emotion, Inquiry, Request, StatementKind, Topic
from evals.reading.bitext import agreement, utterances
from evals.reading.mails import Score, score, whole_mails

TUNING_FLOORS = {
    "main topic": 0.95,
    "topics": 0.93,
    "requests": 0.93,
    "statements": 0.9,
    "emotion": 0.87,
    "items": 0.97,
    "order numbers": 1.0,
}


@pytest.fixture(scope="module")
def tuned() -> Score:
    return score(mail for name in ("mails", "colloquial") for mail in whole_mails(name) if not mail.held_back)


@pytest.mark.parametrize(("what", "floor"), TUNING_FLOORS.items())
def test_whole_mails_are_read_no_worse_than_before(tuned: Score, what: str, floor: float) -> None:
    assert tuned.recall(what) >= floor, tuned.wrong.get(what)
    assert tuned.precision(what) >= floor, tuned.wrong.get(what)


def test_every_third_whole_mail_is_held_back_from_tuning() -> None:
    for name in ("mails", "colloquial"):
        assert [mail.held_back for mail in whole_mails(name)] == [False, False, True] * 20


def test_order_numbers_in_strangers_utterances_are_found_and_hardly_any_invented() -> None:
    numbers = agreement(one for one in utterances() if one.order_number or one.intent.endswith("invoice")).numbers
    assert numbers["right"] == numbers["expected"] > 600
    assert numbers["found"] - numbers["right"] <= 5


@pytest.mark.parametrize("text", ["", " \n\t ", "\u200b\ufeff", "。。。", "-- ", "🙂🙂🙂", "\ufffc"])
def test_a_mail_without_words_says_nothing_and_does_not_fail(text: str) -> None:
    inquiry = understood(text)
    assert (inquiry.topics, inquiry.requests, inquiry.statements) == ((Topic.OTHER,), (), ())
    assert (inquiry.order_numbers, inquiry.items, inquiry.emotion) == ((), (), Emotion.CALM)


def test_a_mail_of_one_picture_counts_the_picture() -> None:
    inquiry = understood("", attachments=(an_attachment("IMG_0001.jpg"), an_attachment("note.pdf", "application/pdf")))
    assert (inquiry.photos, inquiry.topics) == (1, (Topic.OTHER,))


def test_quoted_history_alone_states_nothing_and_its_numbers_stay_quoted() -> None:
    inquiry = understood("", quoted="> 我要退款！订单2026110900002一直没收到，太气人了")
    assert (inquiry.order_numbers, inquiry.quoted_order_numbers) == ((), ("2026110900002",))
    assert (inquiry.statements, inquiry.requests, inquiry.emotion) == ((), (), Emotion.CALM)


def test_three_languages_in_one_mail() -> None:
    inquiry = understood("Hola, 我的保温杯还没收到, where is my order 2026110900002? ¡Gracias!")
    assert inquiry.topics == (Topic.DELIVERY,)
    assert (inquiry.order_numbers, inquiry.items[0].skus) == (("2026110900002",), ("CUP",))
    assert inquiry.says(StatementKind.NOT_RECEIVED)
    assert Request.STATUS in inquiry.requests


def test_emoji_between_the_words_hide_nothing() -> None:
    inquiry = understood("杯子😭😭碎了💔想退款🙏")
    assert (inquiry.topics, inquiry.requests) == ((Topic.DAMAGED,), (Request.REFUND,))


def test_fifty_order_numbers_are_all_read() -> None:
    numbers = tuple(f"2026110900{n:03}" for n in range(50))
    assert understood("这些订单都没发货：" + "、".join(numbers)).order_numbers == numbers


def test_a_date_in_the_future_lies_ahead_and_is_no_time_of_the_order() -> None:
    (time,) = understood("2030年5月1日之前能到吗").times
    assert (time.start.year, time.about) == (2030, "other")


def said(inquiry: Inquiry, kind: StatementKind) -> list[str | None]:
    return [statement.value for statement in inquiry.statements if statement.kind is kind]


@pytest.mark.parametrize(
    ("text", "ordered", "got"),
    [
        ("我拍的是L码红色，拆开一看，M码", ["L", "红色"], ["M"]),
        ("I ordered the L instead of the M", ["L"], []),
    ],
)
def test_all_that_was_ordered_and_what_was_found_in_the_next_clause(
    text: str, ordered: list[str], got: list[str]
) -> None:
    inquiry = understood(text)
    assert said(inquiry, StatementKind.ORDERED_VARIANT) == ordered
    assert said(inquiry, StatementKind.GOT_VARIANT) == got


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("是我先寄还是你们先发", Topic.REFUND_PROGRESS),
        ("code's a dud, got SAVE10 by mail", Topic.DEFECT),
        ("the jacket came, fancy swapping my S for an L?", Topic.VARIANT),
        ("I've got the receipt here, the money is still missing", Topic.INVOICE),
        ("I'd like to return it. How do I send it back?", Topic.REFUND_PROGRESS),
        ("My mug is late. James Nick Pierce", Topic.DEFECT),
    ],
)
def test_words_of_another_matter_are_not_taken_for_it(text: str, topic: Topic) -> None:
    assert topic not in understood(text).topics


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("How do I get in touch with customer support?", Topic.OTHER),
        ("do you deliver to Munich?", Topic.DELIVERY),
        ("what is the cancellation fee?", Topic.CANCEL),
        ("where can I leave feedback about your products", Topic.OTHER),
        ("show me the available payment methods", Topic.PAYMENT),
        ("你们发什么快递", Topic.DELIVERY),
    ],
)
def test_general_questions_are_told_from_inquiries(text: str, topic: Topic) -> None:
    assert understood(text).topics == (topic,)
