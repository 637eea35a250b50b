"""What capable models wrote in their own words, and says nothing wrong, stands; what says more beside it does not.

Each row is a class of sentence that was blocked without need in letters by fresh sessions of models.
"""

from typing import Any

import pytest
from support.replies import failures, offline_failures, with_sentence
from support.resolutions import RESOLUTIONS
from support.views import a_claim, a_passage, a_shipment, a_view, an_order, at

from assistant.case.diagnosis import Category, Cause
from assistant.case.inquiry import StatementKind
from assistant.case.knowledge import Language
from assistant.case.reply import PartKind
from assistant.case.verification import Verdict
from assistant.drafting.hearsay import hearsay
from assistant.drafting.unsupported import unsupported
from assistant.drafting.writing import write_offline

K = PartKind
FREIGHT = a_passage(
    "Who pays: - We do: wrong or missing items, damage in transit, faults. - You do: no-reason returns.",
    "en",
    "freight-en",
)
EXCHANGE = a_passage("From your own receipt: exchange within 15 days. We pay the freight both ways.", "en", "faults-en")


def faults(sentence: str, kind: PartKind, cause: Cause, *more_sources: str, **changes: Any) -> set[str]:
    """What fails once the sentence stands in that part of the plain letter."""
    language: Language = "en" if sentence.isascii() else "zh"
    view = a_view(cause, language, **(RESOLUTIONS[cause][0] | changes))
    reply = with_sentence(write_offline(view).reply, kind, sentence, *more_sources)
    return {*failures(reply, view), *(("unsupported",) if unsupported(reply, view) else ())}


def test_a_rule_may_be_told_as_a_rule_where_an_article_has_it() -> None:
    rule = "Our rule for faulty goods is an exchange within 15 days of your receipt, with the freight paid by us."
    told: dict[str, Any] = {"passages": (FREIGHT, EXCHANGE)}
    articles = (f"article.{FREIGHT.id}", f"article.{EXCHANGE.id}")
    assert faults(rule, K.SOLUTION, Cause.STALLED, *articles, **told) == set()
    assert faults(rule, K.SOLUTION, Cause.STALLED, **told)
    assert faults("We exchange it for you within 15 days.", K.SOLUTION, Cause.STALLED, *articles, **told)


@pytest.mark.parametrize(
    ("sentence", "stands"),
    [
        ("Whether the 10 yuan can still be given back, I cannot say yet.", True),
        ("You still have a claim to 10 yuan.", False),
        ("10 元能不能补给您，现在还不能确定。", True),
        ("您可以再拿回 10 元。", False),
    ],
)
def test_a_sum_that_only_the_customer_names_may_stand_in_what_is_left_open(sentence: str, stands: bool) -> None:
    words = "I forgot the coupon of 10 yuan. 忘了用 10 元的券。"
    found = faults(sentence, K.EXPLANATION, Cause.STALLED, "customer.words", words=words)
    assert ("grounded_numbers" not in found) is stands


@pytest.mark.parametrize(
    ("sentence", "stands"),
    [
        ("You have two good questions about this.", True),
        ("You have two more parcels.", False),
        ("照片拍两三张就够。", True),
        ("照片要拍二十三张。", False),
    ],
)
def test_a_rough_number_and_a_number_of_questions_count_nothing(sentence: str, stands: bool) -> None:
    assert ("grounded_numbers" not in faults(sentence, K.EXPLANATION, Cause.STALLED)) is stands


@pytest.mark.parametrize(
    ("sentence", "stands"),
    [
        ("预计今天，也就是11月24日送达。", True),
        ("预计今天，11月24日送达。", True),
        ("今天，11月24日已签收。", False),
    ],
)
def test_an_expected_day_may_be_said_twice(sentence: str, stands: bool) -> None:
    order = an_order(shipments=(a_shipment(promised_at=at(24, 22), delivered_at=None),))
    view = a_view(Cause.IN_TRANSIT_ON_TIME, now=at(24, 10), order=order)
    reply = with_sentence(write_offline(view).reply, K.EXPLANATION, sentence, "order.shipments.0")
    assert ("grounded_numbers" not in failures(reply, view)) is stands


def test_the_other_orders_days_are_told_of_it() -> None:
    lamp = an_order(number="202611110002", shipments=(a_shipment(promised_at=at(25, 20), delivered_at=None),))
    view = a_view(Cause.IN_TRANSIT_ON_TIME, "en", now=at(24, 10), candidates=(lamp,))
    for day, stands in (("25", True), ("26", False)):
        sentence = f"The other parcel is due on {day} November."
        reply = with_sentence(write_offline(view).reply, K.FACTS, sentence, "candidate.0")
        assert ("grounded_numbers" not in failures(reply, view)) is stands


@pytest.mark.parametrize(
    ("sentence", "stands"),
    [
        ("您白天家里没人，希望放在门卫那里，我们会转告快递。", True),
        ("您当时家里没人，希望您谅解。", False),
    ],
)
def test_what_the_customer_says_of_themselves_is_no_state_of_the_parcel(sentence: str, stands: bool) -> None:
    assert ("grounded_names" not in faults(sentence, K.EXPLANATION, Cause.IN_TRANSIT_ON_TIME)) is stands


@pytest.mark.parametrize(
    ("sentence", "stands"),
    [
        ("您等着急了，一定很难受。", True),
        ("明天一定能到。", False),
        ("这不是您的责任。", True),
        ("这是您的责任。", False),
        ("You should have heard from us before now.", True),
        ("You should have checked the address.", False),
    ],
)
def test_sympathy_neither_promises_nor_blames(sentence: str, stands: bool) -> None:
    found = faults(sentence, K.ACKNOWLEDGEMENT, Cause.STALLED)
    assert ({"no_absolutes", "no_blame", "promises_allowed"} & found == set()) is stands


@pytest.mark.parametrize(
    ("sentence", "stands"),
    [
        ("Thank you for telling us.", True),
        ("希望您早日康复。", True),
        ("Thank you for telling us, it was our fault.", False),
        ("希望您早日康复，医药费我们来出。", False),
    ],
)
def test_thanks_and_wishes_admit_nothing_in_a_legal_matter(sentence: str, stands: bool) -> None:
    language: Language = "en" if sentence.isascii() else "zh"
    view = a_view(None, language, category=Category.COMPLAINT_OR_LEGAL)
    reply = with_sentence(write_offline(view).reply, K.ACKNOWLEDGEMENT, sentence)
    assert (not unsupported(reply, view)) is stands


@pytest.mark.parametrize(
    ("sentence", "stands"),
    [
        ("现在还来得及。", True),
        ("地址还没改，也来得及改。", True),
    ],
)
def test_there_is_still_time_before_the_order_has_left(sentence: str, stands: bool) -> None:
    told = faults(sentence, K.EXPLANATION, Cause.ADDRESS_CHANGE_BEFORE_SHIPPING)
    assert ("promises_allowed" not in told) is stands
    assert "promises_allowed" in faults("赶生日来得及的。", K.EXPLANATION, Cause.IN_TRANSIT_ON_TIME)


@pytest.mark.parametrize("kind", [K.FACTS, K.EXPLANATION, K.SOLUTION])
@pytest.mark.parametrize(
    "sentence",
    [
        "路段有雪，运输会慢一些。",
        "仓库那边爆仓了。",
        "A supplier let the warehouse down.",
        "It runs very quietly at night.",
        "Our team is here around the clock.",
    ],
)
def test_what_nothing_of_the_case_says_is_no_fact_either(sentence: str, kind: PartKind) -> None:
    assert "unsupported" in faults(sentence, kind, Cause.STALLED)


@pytest.mark.parametrize("kind", [K.FACTS, K.EXPLANATION, K.SOLUTION])
@pytest.mark.parametrize(
    "sentence",
    [
        "您说等着用，我们明白。",
        "您来信说已经等了三天。",
        "具体原因现在还不能确定。",
        "I cannot say yet what has held it up.",
        "What happened to it we need to check first.",
        "接下来有两种办法，您选一种：",
        "有没有别的颜色，页面没有提到。",
        "The date stands below.",
    ],
)
def test_what_is_open_or_the_customers_needs_no_source(sentence: str, kind: PartKind) -> None:
    assert "unsupported" not in faults(sentence, kind, Cause.STALLED)


@pytest.mark.parametrize(
    ("sentence", "stands"),
    [
        ("We will pass your wish for Saturday on to the courier.", True),
        ("We will answer you by Saturday.", False),
        ("您希望周六再送，我们会转告快递。", True),
        ("我们这周六之前会给您结果。", False),
    ],
)
def test_the_customers_day_is_no_deadline_of_ours(sentence: str, stands: bool) -> None:
    words = "Please hold it till Saturday. 周六再送。"
    found = faults(sentence, K.SOLUTION, Cause.STALLED, "customer.words", words=words)
    assert ("promises_allowed" not in found) is stands


@pytest.mark.parametrize(
    ("sentence", "stands"),
    [
        ("We will email you the return address.", True),
        ("We will change the delivery address for you.", False),
        ("我们会把寄回的地址发给您。", True),
        ("我们会把收货地址给您改掉。", False),
    ],
)
def test_a_return_is_no_change_of_address(sentence: str, stands: bool) -> None:
    found = faults(sentence, K.SOLUTION, Cause.RETURN_IN_WINDOW)
    assert ("promises_allowed" not in found) is stands


def test_two_numbers_of_a_claim_do_not_run_together() -> None:
    claim = a_claim(StatementKind.PAID_AMOUNT, Verdict.CONTRADICTED, words="一共付了308", said="308", record="299.00")
    assert offline_failures(a_view(Cause.STALLED, claims=(claim,), **RESOLUTIONS[Cause.STALLED][0])) == {}


@pytest.mark.parametrize(
    ("sentence", "stands"),
    [
        ("您财务一直在催，让您着急了。", True),
        ("快递一直在催，让您着急了。", False),
    ],
)
def test_whom_the_customer_wrote_of_is_theirs(sentence: str, stands: bool) -> None:
    view = a_view(Cause.STALLED, words="我们财务都催了三次了，到底什么时候到？", **RESOLUTIONS[Cause.STALLED][0])
    reply = with_sentence(write_offline(view).reply, K.ACKNOWLEDGEMENT, sentence)
    assert (not hearsay(reply, view)) is stands


@pytest.mark.parametrize(
    ("sentence", "stands"),
    [
        ("还有不清楚的，回这封邮件就好。", True),
        ("仓里还有不少。", False),
        ("这一点我们还要向仓库核实。", True),
        ("仓库核实过了。", False),
        ("As a rule we pay the freight when a return is due to a fault.", True),
        ("The delay is due to snow.", False),
    ],
)
def test_what_only_sounds_like_hearsay_is_none(sentence: str, stands: bool) -> None:
    language: Language = "en" if sentence.isascii() else "zh"
    view = a_view(Cause.STALLED, language, passages=(FREIGHT,), **RESOLUTIONS[Cause.STALLED][0])
    reply = with_sentence(write_offline(view).reply, K.SOLUTION, sentence, f"article.{FREIGHT.id}")
    assert (not hearsay(reply, view)) is stands
