"""The checks: what we write ourselves passes them all, and every planted fault is caught by its name."""

from collections.abc import Sequence

import pytest
from support.resolutions import RESOLUTIONS, actions, asks, commitments, delivered
from support.views import (
    ORDER_NUMBER,
    TRACKING_NUMBER,
    a_claim,
    a_line,
    a_passage,
    a_pickup_point,
    a_shipment,
    a_view,
    an_action,
    an_order,
    an_unverified_view,
    at,
)

from assistant.case.diagnosis import ActionKind, Category, Cause
from assistant.case.inquiry import Emotion, Request, StatementKind
from assistant.case.reply import Part, PartKind, Promise, Reply
from assistant.case.verification import Scope, Verdict
from assistant.case.view import CaseView
from assistant.drafting import checks
from assistant.drafting.checks import check
from assistant.drafting.writing import write_offline

K = ActionKind


def failures(reply: Reply, view: CaseView, promises: Sequence[Promise] = ()) -> dict[str, str]:
    return {result.name: result.detail for result in check(reply, view, promises) if not result.passed}


def offline_failures(view: CaseView) -> dict[str, str]:
    reply, promises = write_offline(view)
    return failures(reply, view, promises)


def reworded(reply: Reply, kind: PartKind, text: str, *more_sources: str) -> Reply:
    """The reply with one part saying something else, on the same sources and `more_sources`."""
    parts = tuple(
        Part(kind=kind, text=text, sources=(*part.sources, *more_sources)) if part.kind is kind else part
        for part in reply.parts
    )
    return Reply.of(reply.subject, reply.language, parts)


def with_sentence(reply: Reply, kind: PartKind, sentence: str, *more_sources: str) -> Reply:
    old = next(part for part in reply.parts if part.kind is kind)
    return reworded(reply, kind, f"{old.text} {sentence}", *more_sources)


STALLED = RESOLUTIONS[Cause.STALLED][0]
HISTORY = {"repeat": True, "last_contact_at": at(16, 9), "last_promise": "保证24小时内回复，绝对不拖"}
WRONG_SIZE = a_claim(StatementKind.ORDERED_VARIANT, Verdict.CONTRADICTED, said="L", record="M")

SITUATIONS = [
    {},
    {"scope": Scope.ACT, "urgent": True, "emotion": Emotion.ANGRY, **HISTORY},
    {"name": None, "emotion": Emotion.SARCASTIC, "requests": (Request.COMPENSATION, Request.CALL_BACK)},
    {"secondary": (Cause.INVOICE_REQUEST, Cause.SYNC_LAG), "emotion": Emotion.CONFUSED},
]


@pytest.mark.parametrize("situation", SITUATIONS)
@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("cause", list(Cause))
def test_our_own_replies_pass_every_check(cause: Cause, language: str, situation: dict[str, object]) -> None:
    for resolution in RESOLUTIONS[cause]:
        assert offline_failures(a_view(cause, language, **{**resolution, **situation})) == {}


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("cause", list(Cause))
def test_every_secondary_cause_passes_every_check(cause: Cause, language: str) -> None:
    for resolution in RESOLUTIONS[cause]:
        view = a_view(Cause.IN_TRANSIT_ON_TIME, language, **resolution)
        assert offline_failures(view.model_copy(update={"secondary": (cause,)})) == {}


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("kind", list(StatementKind))
@pytest.mark.parametrize("record", [None, "2", "99.00", "shipped", "2026-11-13T14:20+08:00", "completed", "本人"])
def test_a_contradiction_that_we_address_passes_every_check(
    kind: StatementKind, record: str | None, language: str
) -> None:
    claim = a_claim(kind, Verdict.CONTRADICTED, said="3", record=record)
    assert offline_failures(a_view(Cause.STALLED, language, claims=(claim,), **STALLED)) == {}


@pytest.mark.parametrize(
    "view",
    [
        an_unverified_view("zh"),
        an_unverified_view("en", emotion=Emotion.ANXIOUS),
        an_unverified_view("zh", passages=(a_passage("订单付款后 48 小时内发货，见 https://shop.example/rules 。"),)),
        a_view(
            None,
            "zh",
            category=Category.LOGISTICS,
            order_unsettled=True,
            questions=asks("which_order", "11月9日 保温杯"),
        ),
        a_view(None, "en", category=Category.LOGISTICS, order_unsettled=True, questions=asks("order_number")),
        a_view(None, "zh", category=Category.PRAISE, emotion=Emotion.GRATEFUL),
        a_view(None, "en", passages=(a_passage("Hand wash only, guaranteed leak-proof.", "en"),)),
        a_view(None, "zh", passages=(a_passage("保温 6 小时，不可放入洗碗机。"),)),
        a_view(
            None,
            "zh",
            category=Category.COMPLAINT_OR_LEGAL,
            emotion=Emotion.THREATENING,
            order=an_order(),
            actions=actions(K.ESCALATE),
            commitments=commitments(K.ESCALATE),
        ),
        a_view(
            None,
            "en",
            category=Category.COMPLAINT_OR_LEGAL,
            scope=Scope.NONE,
            name=None,
            actions=actions(K.ESCALATE),
            commitments=commitments(K.ESCALATE),
        ),
    ],
)
def test_our_replies_outside_the_pools_pass_every_check(view: CaseView) -> None:
    assert offline_failures(view) == {}


def test_every_check_reports_once_under_its_own_name() -> None:
    view = a_view(**STALLED)
    reply, promises = write_offline(view)
    names = [result.name for result in check(reply, view, promises)]
    assert len(names) == len(set(names)) == 14
    assert checks.GROUNDED_NUMBERS in names


# planted faults: (the sentence, the part it is put in, the check that must fail)

ZH_FAULTS = [
    ("我们会为您办理退款 89.00 元。", PartKind.SOLUTION, checks.GROUNDED_NUMBERS),
    ("包裹预计11月21日送达。", PartKind.FACTS, checks.GROUNDED_NUMBERS),
    ("我们会在11月20日(周四)18:00 前答复。", PartKind.COMMITMENT, checks.GROUNDED_NUMBERS),
    ("我们会在11月20日 19:00 前答复。", PartKind.COMMITMENT, checks.GROUNDED_NUMBERS),
    ("包裹在十月十二日有记录。", PartKind.FACTS, checks.GROUNDED_NUMBERS),
    ("明天就会送到。", PartKind.FACTS, checks.GROUNDED_NUMBERS),
    ("周日前会送到。", PartKind.FACTS, checks.GROUNDED_NUMBERS),
    ("运单号 78012345678902。", PartKind.FACTS, checks.GROUNDED_NUMBERS),
    ("订单号 2026110912346。", PartKind.FACTS, checks.GROUNDED_NUMBERS),
    ("通常三天内送达。", PartKind.FACTS, checks.GROUNDED_NUMBERS),
    ("通常在三个工作日内送达。", PartKind.FACTS, checks.GROUNDED_NUMBERS),
    ("您一共买了五件。", PartKind.FACTS, checks.GROUNDED_NUMBERS),
    ("您的积分是 1,200。", PartKind.FACTS, checks.GROUNDED_NUMBERS),
    ("详情见 https://evil.example/track。", PartKind.FACTS, checks.LINKS),
    ("详情见 track-parcel.com 。", PartKind.FACTS, checks.LINKS),
    ("请写信到 boss@evil.example 。", PartKind.CLOSING, checks.LINKS),
    ("保证今天处理。", PartKind.SOLUTION, checks.NO_ABSOLUTES),
    ("我们一定会找到。", PartKind.SOLUTION, checks.NO_ABSOLUTES),
    ("绝对没有问题。", PartKind.SOLUTION, checks.NO_ABSOLUTES),
    ("这是您自己选错了。", PartKind.EXPLANATION, checks.NO_BLAME),
    ("请您联系快递核实。", PartKind.SOLUTION, checks.NO_BLAME),
    ("您可以自行联系快递。", PartKind.SOLUTION, checks.NO_BLAME),
    ("等快递公司赔付后我们再处理。", PartKind.SOLUTION, checks.NO_BLAME),
    ("是我们仓库发错了。", PartKind.EXPLANATION, checks.NO_ADMISSION),
    ("您的电话 13812345678 我们有登记。", PartKind.FACTS, checks.MASKING),
    ("地址是幸福路12号3单元。", PartKind.FACTS, checks.MASKING),
    ("取件码是 5-1-2233。", PartKind.FACTS, checks.SCOPE),
    ("我们会为您退款。", PartKind.SOLUTION, checks.ACTIONS_ALLOWED),
    ("我们会补偿您。", PartKind.SOLUTION, checks.ACTIONS_ALLOWED),
    ("另外送您一张优惠券。", PartKind.COMMITMENT, checks.ACTIONS_ALLOWED),
    ("您提到的退款，我们会为您办理退款。", PartKind.SOLUTION, checks.ACTIONS_ALLOWED),
    ("退款会通过微信转账给您。", PartKind.SOLUTION, checks.ACTIONS_ALLOWED),
    ("给个五星好评可以返现。", PartKind.CLOSING, checks.ACTIONS_ALLOWED),
    ("这次给您免单。", PartKind.EXPLANATION, checks.ACTIONS_ALLOWED),
    ("我们会重新发一件给您。", PartKind.SOLUTION, checks.ACTIONS_ALLOWED),
    ("我们已经联系快递核实。", PartKind.SOLUTION, checks.PROMISES_ALLOWED),
    ("已为您申请查件。", PartKind.SOLUTION, checks.PROMISES_ALLOWED),
]
EN_FAULTS = [
    ("We will refund CNY 89.00.", PartKind.SOLUTION, checks.GROUNDED_NUMBERS),
    ("It will arrive on 21 November.", PartKind.FACTS, checks.GROUNDED_NUMBERS),
    ("It will arrive by November 21st.", PartKind.FACTS, checks.GROUNDED_NUMBERS),
    ("We will write by 18:00 on Thursday 20 November.", PartKind.COMMITMENT, checks.GROUNDED_NUMBERS),
    ("We will write by 6 am on Friday 20 November.", PartKind.COMMITMENT, checks.GROUNDED_NUMBERS),
    ("It will arrive tomorrow.", PartKind.FACTS, checks.GROUNDED_NUMBERS),
    ("It will arrive by Sunday.", PartKind.FACTS, checks.GROUNDED_NUMBERS),
    ("The tracking number is 78012345678902.", PartKind.FACTS, checks.GROUNDED_NUMBERS),
    ("It usually takes three days.", PartKind.FACTS, checks.GROUNDED_NUMBERS),
    ("It usually takes 2 to 4 working days.", PartKind.FACTS, checks.GROUNDED_NUMBERS),
    ("You ordered five of them.", PartKind.FACTS, checks.GROUNDED_NUMBERS),
    ("See http://evil.example/track for details.", PartKind.FACTS, checks.LINKS),
    ("This is guaranteed.", PartKind.SOLUTION, checks.NO_ABSOLUTES),
    ("It will definitely turn up.", PartKind.SOLUTION, checks.NO_ABSOLUTES),
    ("You chose the wrong size.", PartKind.EXPLANATION, checks.NO_BLAME),
    ("Please contact the courier yourself.", PartKind.SOLUTION, checks.NO_BLAME),
    ("We sent the wrong item.", PartKind.EXPLANATION, checks.NO_ADMISSION),
    ("Your phone is +44 7700 900123.", PartKind.FACTS, checks.MASKING),
    ("It went to 12 Park Road.", PartKind.FACTS, checks.MASKING),
    ("The pickup code is 4471.", PartKind.FACTS, checks.SCOPE),
    ("We will refund you.", PartKind.SOLUTION, checks.ACTIONS_ALLOWED),
    ("We will send you a voucher as compensation.", PartKind.COMMITMENT, checks.ACTIONS_ALLOWED),
    ("As for the refund you mention, we will give it to you.", PartKind.SOLUTION, checks.ACTIONS_ALLOWED),
    ("Leave a five-star review for a small reward.", PartKind.CLOSING, checks.ACTIONS_ALLOWED),
    ("We have contacted the courier.", PartKind.SOLUTION, checks.PROMISES_ALLOWED),
]


@pytest.mark.parametrize(("sentence", "kind", "name"), ZH_FAULTS)
def test_a_planted_fault_is_caught_in_chinese(sentence: str, kind: PartKind, name: str) -> None:
    view = a_view(Cause.STALLED, "zh", emotion=Emotion.ANXIOUS, **STALLED)
    clean, promises = write_offline(view)
    assert failures(clean, view, promises) == {}
    assert name in failures(with_sentence(clean, kind, sentence), view, promises)


@pytest.mark.parametrize(("sentence", "kind", "name"), EN_FAULTS)
def test_a_planted_fault_is_caught_in_english(sentence: str, kind: PartKind, name: str) -> None:
    view = a_view(Cause.STALLED, "en", emotion=Emotion.ANXIOUS, **STALLED)
    clean, promises = write_offline(view)
    assert failures(clean, view, promises) == {}
    assert name in failures(with_sentence(clean, kind, sentence), view, promises)


def test_a_failure_names_the_sentence_at_fault() -> None:
    view = a_view(Cause.STALLED, **STALLED)
    faulty = with_sentence(write_offline(view).reply, PartKind.FACTS, "包裹预计11月21日送达。")
    assert "包裹预计11月21日送达。" in failures(faulty, view)[checks.GROUNDED_NUMBERS]


def test_a_failure_s_detail_does_not_repeat_what_should_have_been_masked() -> None:
    view = a_view(Cause.STALLED, **STALLED)
    faulty = with_sentence(write_offline(view).reply, PartKind.FACTS, "您的电话 13812345678 我们有登记。")
    detail = failures(faulty, view)[checks.MASKING]
    assert "13812345678" not in detail
    assert "138******78" in detail


# what is the same in other words


@pytest.mark.parametrize(
    "sentence",
    [
        "订单金额是99元。",
        "订单金额是 ￥99.00。",
        "订单金额是九十九元。",
        "订单金额是 CNY 99。",
        "订单号 2026 1109 12345。",
        "订单号２０２６１１０９１２３４５。",
        "包裹在2026年11月12日上午9:30有记录。",
        "包裹在十一月十二日有记录。",
        "包裹在 11 月 12 日（星期四）有记录。",
        "已经两天没有更新。",
        "已经 48 小时没有更新。",
        "已经 48 个小时没有更新。",
        "给您两个方案。",
        "1. 请提供手机号的后四位。",
        "十分抱歉，给您添了一个麻烦。",
    ],
)
def test_the_same_fact_in_another_notation_is_grounded(sentence: str) -> None:
    view = a_view(Cause.STALLED, **STALLED)
    sources = ("order.total", "policy.stalled_after_hours")
    reply = with_sentence(write_offline(view).reply, PartKind.FACTS, f"\n{sentence}", *sources)
    assert checks.GROUNDED_NUMBERS not in failures(reply, view)


@pytest.mark.parametrize(
    "sentence",
    [
        "It was placed on November 9th, 2026.",
        "The last entry is of Thu 12 Nov at 9:30 am.",
        "That is more than two days ago.",
        "That is more than forty-eight hours ago.",
        "You paid ¥99 for one thermos.",
        "You have two options.",
        "Please give us the last 4 digits of your phone number.",
    ],
)
def test_the_same_fact_in_another_english_notation_is_grounded(sentence: str) -> None:
    view = a_view(Cause.STALLED, "en", **STALLED)
    sources = ("order.total", "policy.stalled_after_hours")
    reply = with_sentence(write_offline(view).reply, PartKind.FACTS, sentence, *sources)
    assert checks.GROUNDED_NUMBERS not in failures(reply, view)


def test_a_number_must_be_in_the_sources_that_its_own_part_names() -> None:
    view = a_view(Cause.STALLED, **STALLED)
    reply = with_sentence(write_offline(view).reply, PartKind.CLOSING, f"订单 {ORDER_NUMBER}。")
    assert checks.GROUNDED_NUMBERS in failures(reply, view)
    assert checks.GROUNDED_NUMBERS not in failures(
        with_sentence(write_offline(view).reply, PartKind.CLOSING, f"订单 {ORDER_NUMBER}。", "order.number"), view
    )


def test_a_time_belongs_to_its_own_date() -> None:
    view = a_view(Cause.STALLED, **STALLED)
    swapped = with_sentence(
        write_offline(view).reply, PartKind.FACTS, "最新记录是11月9日09:30。", "order.shipments.0.last_event"
    )
    assert checks.GROUNDED_NUMBERS in failures(swapped, view)


def test_an_action_s_time_in_another_zone_is_the_same_time() -> None:
    due = "2026-11-23T10:00:00+00:00"
    view = a_view(Cause.INVOICE_REQUEST, actions=(an_action(K.ISSUE_INVOICE, amount="99.00", due=due),))
    reply, promises = write_offline(view)
    assert "11月23日(周一)18:00 前" in reply.text
    assert failures(reply, view, promises) == {}


def test_days_and_working_days_are_not_the_same() -> None:
    view = a_view(Cause.INVOICE_REQUEST, "zh", actions=actions(K.ISSUE_INVOICE))
    reply = reworded(write_offline(view).reply, PartKind.EXPLANATION, "一般在 3 天内开出。")
    assert checks.GROUNDED_NUMBERS in failures(reply, view)


# sources and scope


def test_a_source_that_is_not_in_the_case_is_named() -> None:
    view = a_view(Cause.STALLED, **STALLED)
    reply = with_sentence(write_offline(view).reply, PartKind.FACTS, "好的。", "order.lines.7")
    assert "order.lines.7" in failures(reply, view)[checks.SOURCES_EXIST]


@pytest.mark.parametrize(
    "greeting", ["王小明，您好：", "尊敬的王小明先生：", "王女士您好，", "Dear Emma,", "Hello Emma Clarke,"]
)
def test_a_name_in_the_greeting_is_a_fault_under_scope_none(greeting: str) -> None:
    view = an_unverified_view("en" if greeting.isascii() else "zh")
    reply = reworded(write_offline(view).reply, PartKind.GREETING, greeting)
    assert checks.GREETING_NAME in failures(reply, view)


@pytest.mark.parametrize(
    "greeting",
    [
        "您好：",
        "您好，",
        "尊敬的顾客，您好：",
        "亲爱的客户：",
        "Hello,",
        "Dear customer,",
        "Hi there,",
        "Good morning,",
    ],
)
def test_a_greeting_without_a_name_is_fine_under_scope_none(greeting: str) -> None:
    view = an_unverified_view("en" if greeting.isascii() else "zh")
    reply = reworded(write_offline(view).reply, PartKind.GREETING, greeting)
    assert checks.GREETING_NAME not in failures(reply, view)


@pytest.mark.parametrize(
    ("greeting", "right"),
    [
        ("王小明，您好：", True),
        ("尊敬的王小明：", True),
        ("尊敬的王先生，您好：", True),
        ("您好：", True),
        ("李雷，您好：", False),
        ("尊敬的李先生：", False),
    ],
)
def test_the_greeting_has_the_account_s_name_or_nobody_s(greeting: str, right: bool) -> None:
    view = a_view(Cause.STALLED, **STALLED)
    reply = reworded(write_offline(view).reply, PartKind.GREETING, greeting)
    assert (checks.GREETING_NAME not in failures(reply, view)) is right


def test_an_order_number_is_not_repeated_to_an_unverified_sender() -> None:
    view = an_unverified_view(words=f"订单 {ORDER_NUMBER} 到哪了")
    reply = with_sentence(
        write_offline(view).reply, PartKind.QUESTIONS, f"没有查到订单 {ORDER_NUMBER}。", "customer.words"
    )
    assert checks.SCOPE in failures(reply, view)


def test_an_order_source_is_foreign_to_an_unverified_sender() -> None:
    view = an_unverified_view()
    reply = with_sentence(write_offline(view).reply, PartKind.CLOSING, "好的。", "order.status")
    assert {checks.SCOPE, checks.SOURCES_EXIST} <= set(failures(reply, view))


def test_a_pickup_code_passes_with_scope_act() -> None:
    parcel = a_shipment(delivered_at=at(13), pickup_point=a_pickup_point(code="3-2-1234"))
    resolution = {**RESOLUTIONS[Cause.DELIVERED_NOT_RECEIVED][0], "order": delivered(shipments=(parcel,))}
    view = a_view(Cause.DELIVERED_NOT_RECEIVED, scope=Scope.ACT, **resolution)
    assert "3-2-1234" in write_offline(view).reply.text
    assert offline_failures(view) == {}


def test_a_pickup_point_s_phone_may_be_written_out() -> None:
    mobile = a_pickup_point(phone="13900001111")
    parcel = a_shipment(delivered_at=at(13), pickup_point=mobile)
    resolution = {**RESOLUTIONS[Cause.DELIVERED_NOT_RECEIVED][0], "order": delivered(shipments=(parcel,))}
    view = a_view(Cause.DELIVERED_NOT_RECEIVED, **resolution)
    assert "13900001111" in write_offline(view).reply.text
    assert offline_failures(view) == {}


def test_an_order_number_that_looks_like_a_phone_is_not_taken_for_one() -> None:
    view = a_view(Cause.STALLED, **STALLED, order=an_order(number="13812345678"))
    assert offline_failures(view) == {}


# contradictions, parts, language


def test_a_contradiction_that_is_passed_over_is_a_fault() -> None:
    view = a_view(Cause.ORDERED_AS_SENT, order=delivered(lines=(a_line(variant="M"),)), claims=(WRONG_SIZE,))
    clean, promises = write_offline(view)
    assert failures(clean, view, promises) == {}
    silent = reworded(clean, PartKind.EXPLANATION, "我们核对了订单。")
    assert "M" in failures(silent, view)[checks.CONTRADICTIONS_ADDRESSED]


def test_a_size_inside_another_word_does_not_address_a_contradiction() -> None:
    view = a_view(Cause.ORDERED_AS_SENT, "en", order=delivered(lines=(a_line(variant="M"),)), claims=(WRONG_SIZE,))
    silent = reworded(write_offline(view).reply, PartKind.EXPLANATION, "We compared it with the item from our page.")
    assert checks.CONTRADICTIONS_ADDRESSED in failures(silent, view)


@pytest.mark.parametrize("kind", list(PartKind))
def test_a_part_that_the_case_calls_for_is_missed(kind: PartKind) -> None:
    resolution = RESOLUTIONS[Cause.DELIVERED_NOT_RECEIVED][0]
    view = a_view(Cause.DELIVERED_NOT_RECEIVED, emotion=Emotion.ANGRY, **resolution)
    reply, promises = write_offline(view)
    kept = tuple(part for part in reply.parts if part.kind is not kind)
    assert kind.value in failures(Reply.of(reply.subject, "zh", kept), view, promises)[checks.REQUIRED_PARTS]


def test_an_english_reply_to_a_chinese_mail_is_a_fault() -> None:
    english = write_offline(a_view(Cause.STALLED, "en", **STALLED)).reply
    assert checks.LANGUAGE in failures(english, a_view(Cause.STALLED, "zh", **STALLED))
    mislabelled = english.model_copy(update={"language": "zh"})
    assert checks.LANGUAGE in failures(mislabelled, a_view(Cause.STALLED, "zh", **STALLED))


def test_a_chinese_sentence_in_an_english_reply_is_a_fault() -> None:
    view = a_view(Cause.STALLED, "en", **STALLED)
    reply = with_sentence(write_offline(view).reply, PartKind.CLOSING, "谢谢您的理解。")
    assert checks.LANGUAGE in failures(reply, view)


# offers


def test_an_amount_that_is_not_the_action_s_is_a_fault_even_if_a_record_has_it() -> None:
    view = a_view(Cause.DUPLICATE_CHARGE, actions=(an_action(K.REFUND, amount="30.00", currency="CNY"),))
    reply = reworded(write_offline(view).reply, PartKind.SOLUTION, "我们会为您办理退款 99.00 元。", "order.total")
    assert set(failures(reply, view)) == {checks.ACTIONS_ALLOWED}


@pytest.mark.parametrize(
    "sentence",
    [
        "您提到的退款，我们会结合核实的情况一并答复您。",
        "目前没有办法办理退款。",
        "优惠券不能叠加使用。",
        "The refund you mention will be answered together with the rest.",
    ],
)
def test_a_remedy_that_is_only_spoken_of_is_no_offer(sentence: str) -> None:
    view = a_view(Cause.STALLED, "zh", **STALLED)
    reply = with_sentence(write_offline(view).reply, PartKind.SOLUTION, sentence)
    assert checks.ACTIONS_ALLOWED not in failures(reply, view)


def test_a_rule_quoted_from_an_article_is_no_offer_and_no_absolute() -> None:
    rule = a_passage("质量问题由我们承担运费并退款，保证原路退回。", causes=(Cause.STALLED,))
    view = a_view(Cause.STALLED, passages=(rule,), **STALLED)
    quoted = "规则是：“质量问题由我们承担运费并退款，保证原路退回。”"
    clean = write_offline(view).reply
    cited = with_sentence(clean, PartKind.SOLUTION, quoted, "article.freight-rules#0")
    assert {checks.ACTIONS_ALLOWED, checks.NO_ABSOLUTES} & set(failures(cited, view)) == set()
    uncited = with_sentence(clean, PartKind.SOLUTION, quoted)
    assert {checks.ACTIONS_ALLOWED, checks.NO_ABSOLUTES} <= set(failures(uncited, view))


def test_the_customer_s_own_words_in_quotation_marks_still_count_as_said() -> None:
    view = a_view(Cause.STALLED, words="请回复：保证退款500元", **STALLED)
    reply = with_sentence(write_offline(view).reply, PartKind.SOLUTION, "“保证退款500元”", "customer.words")
    assert {checks.ACTIONS_ALLOWED, checks.NO_ABSOLUTES} <= set(failures(reply, view))


def test_a_link_from_the_customer_s_mail_is_not_passed_on() -> None:
    view = a_view(Cause.STALLED, words="看 https://evil.example/a", **STALLED)
    reply = with_sentence(write_offline(view).reply, PartKind.FACTS, "见 https://evil.example/a 。", "customer.words")
    assert set(failures(reply, view)) == {checks.LINKS}


def test_a_product_whose_name_has_a_forbidden_word_may_be_named() -> None:
    order = an_order(lines=(a_line(product="绝对伏特加"),))
    assert offline_failures(a_view(Cause.STALLED, order=order, **STALLED)) == {}


# promises


def test_a_promise_that_the_case_did_not_commit_to_is_a_fault() -> None:
    view = a_view(Cause.STALLED, **STALLED)
    reply, promises = write_offline(view)
    earlier = (promises[0].model_copy(update={"due": at(19, 18)}),)
    assert checks.PROMISES_ALLOWED in failures(reply, view, earlier)
    unsaid = (promises[0].model_copy(update={"text": "我们会上门拜访。"}),)
    assert checks.PROMISES_ALLOWED in failures(reply, view, unsaid)


def test_an_admission_is_a_fault_only_in_answer_to_a_complaint() -> None:
    complaint = a_view(
        None,
        category=Category.COMPLAINT_OR_LEGAL,
        actions=actions(K.ESCALATE),
        commitments=commitments(K.ESCALATE),
    )
    sentence = "这是我们的责任。"
    answered = with_sentence(write_offline(complaint).reply, PartKind.EXPLANATION, sentence)
    assert checks.NO_ADMISSION in failures(answered, complaint)
    late = a_view(Cause.SHIPPING_OVERDUE, **RESOLUTIONS[Cause.SHIPPING_OVERDUE][0])
    admitted = with_sentence(write_offline(late).reply, PartKind.EXPLANATION, sentence)
    assert checks.NO_ADMISSION not in failures(admitted, late)


def test_the_tracking_number_of_the_facts_is_the_record_s() -> None:
    view = a_view(Cause.STALLED, **STALLED)
    reply = write_offline(view).reply
    altered = TRACKING_NUMBER[:-1] + ("0" if TRACKING_NUMBER[-1] != "0" else "1")
    facts = next(part for part in reply.parts if part.kind is PartKind.FACTS)
    faulty = reworded(reply, PartKind.FACTS, facts.text.replace(TRACKING_NUMBER, altered))
    assert altered in failures(faulty, view)[checks.GROUNDED_NUMBERS]


@pytest.mark.parametrize("filler", ["1", "a", " ", ".", "-", "\n", "1-", "a.", "1 ", "￥", "十", "周", "“", "1,"])
@pytest.mark.timeout(5)
def test_hostile_lengths_are_read_in_linear_time(filler: str) -> None:
    view = a_view(Cause.STALLED, words=filler * 200_000, **STALLED)
    reply = with_sentence(write_offline(view).reply, PartKind.FACTS, filler * 1_000, "customer.words")
    assert check(reply, view, ())
