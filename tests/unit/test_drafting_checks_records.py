"""A letter's days, amounts, couriers and ways of paying are the record's, told of what the record has them for."""

import pytest
from support.replies import failures, with_sentence
from support.views import a_claim, a_commitment, a_passage, a_view, an_action, at

from assistant.case.diagnosis import ActionKind, Cause
from assistant.case.inquiry import StatementKind
from assistant.case.reply import PartKind
from assistant.case.verification import Verdict
from assistant.case.view import CaseView
from assistant.drafting.answers import PartAnswer, WriteAnswer
from assistant.drafting.assembling import reply_of
from assistant.drafting.checks import GROUNDED_NUMBERS
from assistant.drafting.writing import write_offline

WORDS = {
    "zh": "我付了69元，11月15日下午就签收了，发的是顺丰，没有动静",
    "en": "I paid CNY 69 and it was signed for on 15 November, sent with SF Express",
}


def a_case(language: str, **changes: object) -> CaseView:
    """A stalled parcel of 99 yuan, paid by Alipay, whose newest entry is of 12 November; we answer by the 20th."""
    said = a_claim(StatementKind.PAID_AMOUNT, Verdict.CONTRADICTED, words="69元", said="69", record="99.00")
    values = {
        "words": WORDS[language],
        "claims": (said,),
        "actions": (an_action(ActionKind.TRACE_WITH_COURIER, carrier="中通快递"),),
        "commitments": (a_commitment(ActionKind.TRACE_WITH_COURIER),),
    }
    return a_view(Cause.STALLED, language, **values | changes)


def is_held(sentence: str, view: CaseView, *, sources: tuple[str, ...] = ()) -> bool:
    """Every source is named, so that only what is said of a value can be wrong."""
    every = sources or tuple(source.id for source in view.sources)
    reply = with_sentence(write_offline(view).reply, PartKind.FACTS, f"\n{sentence}", *every)
    return GROUNDED_NUMBERS in failures(reply, view)


@pytest.mark.parametrize(
    ("language", "as_ours", "as_theirs"),
    [
        ("zh", "您付了 69 元。", "您说付了 69 元。"),
        ("zh", "这笔订单是 69 元。", "您来信提到的是 69 元，记录是 99.00 元。"),
        ("zh", "包裹由顺丰承运。", "您提到发的是顺丰。"),
        ("zh", "包裹11月15日到了您那里。", "您提到包裹11月15日就到了。"),
        ("en", "You paid CNY 69.", "You mention CNY 69; our records have CNY 99.00."),
        ("en", "It went with SF Express.", "You say that it went with SF Express."),
        ("en", "The parcel was there on 15 November.", "You write that the parcel was there on 15 November."),
    ],
)
def test_what_only_the_customer_says_is_told_as_theirs(language: str, as_ours: str, as_theirs: str) -> None:
    view = a_case(language)
    assert is_held(as_ours, view)
    assert not is_held(as_theirs, view)


@pytest.mark.parametrize(
    ("language", "wrong", "right"),
    [
        ("zh", "99.00 元会退到您的微信。", "99.00 元会退到您的支付宝。"),
        ("zh", "您用银行卡付了 99.00 元。", "您用支付宝付了 99.00 元。"),
        ("en", "You paid CNY 99.00 by PayPal.", "You paid CNY 99.00 by Alipay."),
        ("en", "The money goes back to your Visa card.", "The money goes back to your Alipay account."),
    ],
)
def test_money_goes_the_way_of_the_order(language: str, wrong: str, right: str) -> None:
    view = a_case(language)
    assert is_held(wrong, view)
    assert not is_held(right, view)


def test_a_rule_may_name_other_ways_of_paying() -> None:
    rule = a_passage("可以用支付宝、微信支付付款。")
    view = a_case("zh", passages=(rule,))
    assert not is_held("付款可以用支付宝或微信支付。", view, sources=(f"article.{rule.id}",))


@pytest.mark.parametrize(
    ("language", "wrong", "right"),
    [
        ("zh", "预计11月12日送达。", "11月12日的物流记录是“快件已到达杭州转运中心”。"),
        ("zh", "预计11月20日送达。", "我们会在11月20日前告诉您是否送达。"),
        ("zh", "请您在11月20日前寄出。", "我们会在11月20日前告诉您寄到哪里。"),
        ("zh", "您在11月10日下了单。", "您在11月9日下了单。"),
        ("zh", "您11月10日收到的杯子。", "杯子是11月10日发出的。"),
        ("zh", "杯子是11月10日送到的。", "原定11月14日送到。"),
        ("en", "Delivery was due on 12 November.", "The last entry is of 12 November."),
        ("en", "It will be with you by 20 November.", "By 20 November we will tell you where it is."),
        ("en", "You will have it by 20 November.", "You will have our answer by 20 November."),
    ],
)
def test_a_day_is_told_of_what_it_is_the_day_of(language: str, wrong: str, right: str) -> None:
    view = a_case(language)
    assert is_held(wrong, view)
    assert not is_held(right, view)


def test_a_model_rests_on_nothing_that_it_was_not_shown() -> None:
    view = a_view(Cause.RETURN_IN_WINDOW, actions=(an_action(ActionKind.RETURN_AT_CUSTOMER_COST, freight="customer"),))
    named = ["policy.quality_exchange_days", "order.lines.0", "no.such.source"]
    answer = WriteAnswer(
        parts=[PartAnswer(kind=PartKind.EXPLANATION, text="您还在 15 天的期限内。", sources=named)], main_cause=None
    )
    (part,) = reply_of(answer, view).parts
    assert part.sources == ("order.lines.0", "no.such.source")
    assert "15" in failures(reply_of(answer, view), view)[GROUNDED_NUMBERS]


def test_the_day_of_a_delivery_may_be_told() -> None:
    view = a_case("zh")
    assert view.now > at(14)
    assert not is_held("预计11月14日送达。", view)


def test_a_question_about_what_a_period_counts_from_may_be_taken_up() -> None:
    rule = a_passage("从您本人签收起 7 天内可以退货。")
    view = a_case("zh", passages=(rule,))
    sources = (f"article.{rule.id}", "customer.words")
    assert is_held("7天从下单算。", view, sources=sources)
    assert not is_held("您问7天是从下单算还是从签收算，是从签收算。", view, sources=sources)
