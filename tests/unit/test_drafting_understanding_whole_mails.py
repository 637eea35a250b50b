"""Whole mails as customers write them: how much of each the reader must at least get, and odd mails that say little.

`make eval-reading` prints the figures; the floors here are those of the parts used for tuning, a little lowered, so
that a change that harms the reader is seen at once. The short mails are counted whole: half of them taught the reader.
"""

import pytest
from support.drafting_mails import an_attachment, understood

from assistant.case.inquiry import Emotion, Inquiry, Request, StatementKind, Topic
from assistant.drafting.reading.likeness import weights
from evals.reading.bitext import agreement, utterances
from evals.reading.mails import Score, score, whole_mails
from evals.reading.short import short_mails
from evals.reading.teaching import LABELS, WEIGHTS, fingerprint

TUNING_FLOORS = {
    "main topic": 0.92,
    "topics": 0.83,
    "requests": 0.83,
    "statements": 0.84,
    "emotion": 0.87,
    "items": 0.97,
    "order numbers": 1.0,
}
SHORT_FLOORS = {"main topic": 0.9, "topics": 0.86, "requests": 0.79, "statements": 0.68}


@pytest.fixture(scope="module")
def tuned() -> Score:
    return score(mail for name in ("mails", "colloquial") for mail in whole_mails(name) if not mail.held_back)


@pytest.mark.parametrize(("what", "floor"), TUNING_FLOORS.items())
def test_whole_mails_are_read_no_worse_than_before(tuned: Score, what: str, floor: float) -> None:
    assert tuned.recall(what) >= floor, tuned.wrong.get(what)
    assert tuned.precision(what) >= floor, tuned.wrong.get(what)


def test_short_mails_are_read_no_worse_than_before() -> None:
    read = score(short_mails())
    figures = {what: min(read.recall(what), read.precision(what)) for what in SHORT_FLOORS}
    assert all(figures[what] >= floor for what, floor in SHORT_FLOORS.items()), figures


def test_the_weights_are_made_of_the_examples_as_they_are() -> None:
    """If not: `python -m evals.reading.teaching`."""
    assert f"# examples {fingerprint()}\n" in WEIGHTS.read_text(encoding="utf-8")


def test_the_weights_know_every_meaning_that_a_mail_can_have() -> None:
    """If not: `python -m evals.reading.teaching`."""
    assert set(weights().labels) == set(LABELS)


def test_every_other_short_mail_is_held_back_from_tuning() -> None:
    for language in ("zh", "en"):
        held_back = [mail.held_back for mail in short_mails() if mail.language == language]
        assert held_back == [number % 2 == 1 for number in range(len(held_back))]


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


@pytest.mark.parametrize(
    "text", ["2030年5月1日之前能到吗", "我买的杯子2030年5月1日要用", "I ordered it to arrive by 1 May 2030"]
)
def test_a_date_in_the_future_lies_ahead_and_is_no_time_of_the_order(text: str) -> None:
    (time,) = understood(text).times
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


@pytest.mark.parametrize(
    "text",
    [
        "我还没买，想问下这个杯子放包里会漏水吗",
        "这套餐具能放洗碗机吗，会不会裂？打算送人",
        "如果收到是坏的你们管换吗？还没下单",
        "Does the thermos leak if it lies on its side in a bag?",
        "Are the bowls dishwasher safe or do they crack? Not ordered yet.",
        "What if it breaks after a week, would you replace it? Just asking before I buy.",
    ],
)
def test_who_asks_before_buying_complains_of_nothing_and_wants_nothing_done(text: str) -> None:
    inquiry = understood(text)
    assert (inquiry.topics, inquiry.requests, inquiry.statements) == ((Topic.PRODUCT_QUESTION,), (), ())


@pytest.mark.parametrize(
    ("text", "not_wanted"),
    [
        ("要是周五还没到我就要退款了，帮我查下到哪了", Request.REFUND),
        ("如果明天还不发货我就要退款，到底什么时候发", Request.REFUND),
        ("If it doesn't arrive by Friday I want a refund. Where is it?", Request.REFUND),
        ("I want my money back if the parcel is late again, please check where it is", Request.REFUND),
        ("我不要退款，只想知道包裹到哪了", Request.REFUND),
        ("I don't want a refund, just tell me where my parcel is", Request.REFUND),
    ],
)
def test_a_remedy_on_a_condition_or_denied_is_no_request(text: str, not_wanted: Request) -> None:
    inquiry = understood(text)
    assert not_wanted not in inquiry.requests
    assert inquiry.topics[0] is Topic.DELIVERY


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("如果可以的话，请给我退款", Request.REFUND),
        ("要是还没发货就帮我取消", Request.CANCEL),
        ("If possible I'd like a refund", Request.REFUND),
        ("If it hasn't shipped yet please cancel my order", Request.CANCEL),
    ],
)
def test_a_polite_if_and_a_wish_that_still_can_be_met_stay_requests(text: str, wanted: Request) -> None:
    assert wanted in understood(text).requests


@pytest.mark.parametrize(
    "text", ["收到了，没有破损，谢谢", "杯子没有碎", "It arrived and was not damaged, thanks", "nothing was broken"]
)
def test_a_fault_that_is_denied_is_not_stated(text: str) -> None:
    assert not understood(text).says(StatementKind.DAMAGED, StatementKind.DEFECTIVE)


@pytest.mark.parametrize(
    ("text", "wanted", "not_wanted"),
    [
        ("刚买就降价，差价退不退，给句痛快话。", Request.PRICE_DIFFERENCE, {Request.RETURN, Request.REFUND}),
        ("降价了，差价能不能退？", Request.PRICE_DIFFERENCE, {Request.RETURN, Request.REFUND}),
        ("Could I get a refund of the price difference?", Request.PRICE_DIFFERENCE, {Request.RETURN, Request.REFUND}),
        ("差价太大，我要退货。", Request.RETURN, set()),
    ],
)
def test_who_wants_a_price_difference_back_returns_nothing(
    text: str, wanted: Request, not_wanted: set[Request]
) -> None:
    requests = understood(text).requests
    assert wanted in requests
    assert not not_wanted & set(requests)
