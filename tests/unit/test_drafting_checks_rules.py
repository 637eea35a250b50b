"""Scope, names, contradictions, parts, language, offers and promises: where each check draws its line."""

import pytest
from support.cases import PRODUCTS
from support.replies import failures, offline_failures, reworded, with_sentence
from support.resolutions import RESOLUTIONS, actions, commitments, delivered
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
from assistant.case.inquiry import Emotion, StatementKind
from assistant.case.knowledge import Language
from assistant.case.reply import Part, PartKind, Reply
from assistant.case.verification import Scope, Verdict
from assistant.drafting import checks
from assistant.drafting.checks import check
from assistant.drafting.writing import write_offline
from assistant.pipeline import Glossary

K = ActionKind


STALLED = RESOLUTIONS[Cause.STALLED][0]
STOPPED = RESOLUTIONS[Cause.CANCEL_AFTER_SHIPPING][0]


WRONG_SIZE = a_claim(StatementKind.ORDERED_VARIANT, Verdict.CONTRADICTED, said="L", record="M")


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


@pytest.mark.parametrize(
    ("told", "addressed"),
    [
        ("The record shows the thermos.", True),
        ("The record shows the down jacket.", False),
        ("We looked it up.", False),
    ],
)
def test_a_record_s_goods_may_be_told_by_their_name_in_the_letter_s_language(told: str, addressed: bool) -> None:
    claim = a_claim(StatementKind.ORDERED_ITEM, Verdict.CONTRADICTED, said="lamp", record="保温杯")
    view = a_view(Cause.STALLED, "en", claims=(claim,), **STALLED)
    reply = reworded(write_offline(view).reply, PartKind.EXPLANATION, told)
    failed = {result.name for result in check(reply, view, (), Glossary(products=PRODUCTS)) if not result.passed}
    assert (checks.CONTRADICTIONS_ADDRESSED not in failed) is addressed


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
        "您希望重新派送或补发，我们会结合核实的情况一并答复您。",
        "You also ask us to send another one; we will answer that with the result of our checks.",
        "We will come back to you on the replacement.",
        "目前没有办法办理退款。",
        "优惠券不能叠加使用。",
        "The refund you mention will be answered together with the rest.",
        "信中关于退款和赔偿的各项要求会一并答复。",
        "来信里补发的诉求，我们会转交主管。",
        "答复您补发的事。",
        "我们会答复您退款的要求。",
        "您不想整套退，希望补发破损的碗，或者退一部分钱，我们都记下了。",
        "我们先核实能不能补发。",
        "我们会确认能否补发，再写信给您。",
        "I cannot tell you whether we can send a new lid.",
        "We will check whether we can send a new lid and write to you.",
    ],
)
def test_a_remedy_that_is_only_spoken_of_is_no_offer(sentence: str) -> None:
    view = a_view(Cause.STALLED, "zh", **STALLED)
    reply = with_sentence(write_offline(view).reply, PartKind.SOLUTION, sentence)
    assert checks.ACTIONS_ALLOWED not in failures(reply, view)


@pytest.mark.parametrize(
    "sentence",
    [
        "您希望退款，我们会退给您。",
        "您希望退款，这就退。",
        "您希望补发，没问题。",
        "信中退款的要求，我们同意退款。",
        "信中的要求我们会一并退款。",
        "我们会退款并处理您的要求。",
        "答复您补发的事：可以补发。",
        "答复您补发的事：给您寄一个，补发免费。",
        "您不想整套退，希望补发破损的碗，我们都记下了，马上补发。",
        "请您确认能否接受换货。",
        "我们会核实能否送达，我们会补发一件。",
        "光线会让颜色看起来深一些，我们会补偿您。",
        "I cannot tell you when, but we will send a new lid.",
        "Please tell us whether we can send a new lid.",
        "I cannot tell you whether we can find it, so we will send a new lid.",
    ],
)
def test_nor_does_speaking_of_it_cover_an_offer(sentence: str) -> None:
    view = a_view(Cause.STALLED, "zh", **STALLED)
    reply = with_sentence(write_offline(view).reply, PartKind.SOLUTION, sentence)
    assert checks.ACTIONS_ALLOWED in failures(reply, view)


REFUSING = {
    "zh": "派送时可以拒收，包裹回仓后全额退款；也可以签收后按无理由退货办理。",
    "en": "You can refuse the parcel, and we refund in full when it is back; or accept it and use the return.",
}


@pytest.mark.parametrize(
    ("sentence", "fault"),
    [
        ("We will pay the postage both ways.", True),
        ("We cover the postage where the fault was ours.", False),
    ],
)
def test_in_a_dispute_about_freight_the_rule_may_be_told_and_nothing_granted(sentence: str, fault: bool) -> None:
    resolution = {**RESOLUTIONS[Cause.FREIGHT_DISPUTE][0], "actions": actions(K.GIVE_INFORMATION)}
    view = a_view(Cause.FREIGHT_DISPUTE, language="en", **resolution)
    reply = with_sentence(write_offline(view).reply, PartKind.SOLUTION, sentence)
    assert (checks.ACTIONS_ALLOWED in failures(reply, view)) is fault


def told_by_rule(sentence: str, cause: Cause = Cause.CANCEL_AFTER_SHIPPING, named: bool = True) -> set[str]:
    """What fails once the sentence is told of a parcel that is to be stopped, where an article has the rule."""
    language = "en" if sentence.isascii() else "zh"
    rule = a_passage(REFUSING[language], language, causes=(cause,))
    view = a_view(Cause.CANCEL_AFTER_SHIPPING, language, passages=(rule,), **STOPPED)
    sources = ("action.0", f"article.{rule.id}") if named else ("action.0",)
    told = Part(kind=PartKind.SOLUTION, text=sentence, sources=sources)
    reply = write_offline(view).reply
    parts = tuple(told if part.kind is told.kind else part for part in reply.parts)
    failed = failures(Reply.of(reply.subject, reply.language, parts), view)
    return {checks.ACTIONS_ALLOWED, checks.PROMISES_ALLOWED} & set(failed)


BY_RULE = [
    "If it still reaches you, you can refuse it at the door, and we refund in full when it is back.",
    "You refuse the parcel, and we will refund you once it is back with us.",
    "如果还是送到了，您可以拒收，包裹回仓后我们会全额退款。",
]


@pytest.mark.parametrize("sentence", BY_RULE)
def test_what_an_article_lets_follow_may_be_told_in_other_words(sentence: str) -> None:
    assert told_by_rule(sentence) == set()
    assert told_by_rule(sentence, cause=Cause.WARRANTY) >= {checks.ACTIONS_ALLOWED}


@pytest.mark.parametrize(
    "sentence",
    [
        "We refund you in full.",
        "We will refund you when it is back.",
        "If you refuse the parcel, we refund you in full.",
        "You can refuse the parcel, and we refund at once, before it is back.",
        "You need not refuse it; we refund in full even if it is not back.",
        "You can refuse the parcel, and we refund 500 yuan when it is back.",
        "You can refuse the parcel, and we refund and compensate you when it is back.",
        "您可以拒收，我们会全额退款。",
        "您可以拒收，包裹回仓前我们先退款。",
        "您不用拒收，也不用退回，我们会全额退款。",
        "包裹回仓后我们会给您退款。",
    ],
)
def test_but_no_more_than_the_article_says(sentence: str) -> None:
    assert told_by_rule(sentence)


def test_a_refund_on_a_condition_needs_a_rule_that_the_part_names_or_the_plain_letters_own_words() -> None:
    unnamed = {sentence: told_by_rule(sentence, named=False) for sentence in BY_RULE if "back with us" not in sentence}
    assert all(checks.ACTIONS_ALLOWED in failed for failed in unnamed.values()), unnamed


@pytest.mark.parametrize(
    ("part", "sentence"),
    [
        (PartKind.ACKNOWLEDGEMENT, "退货寄出这么久还没看到退款，难怪您着急。"),
        (PartKind.ACKNOWLEDGEMENT, "I am sorry that the voucher is causing confusion."),
        (PartKind.SOLUTION, "这件事由我们核实，不用您自己联系快递。"),
        (PartKind.SOLUTION, "您不需要自行联系快递公司。"),
    ],
)
def test_words_that_only_look_like_a_fault_are_none(part: PartKind, sentence: str) -> None:
    language = "en" if sentence.isascii() else "zh"
    view = a_view(Cause.STALLED, language, **STALLED)
    reply = with_sentence(write_offline(view).reply, part, sentence)
    assert {checks.NO_BLAME, checks.ACTIONS_ALLOWED} & set(failures(reply, view)) == set()


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


@pytest.mark.parametrize(
    ("language", "sentence", "check"),
    [
        ("zh", "我们已经向中通提交了查件工单。", checks.PROMISES_ALLOWED),
        ("zh", "刚刚与中通快递联系了。", checks.PROMISES_ALLOWED),
        ("zh", "我们已经把破损向中通反馈。", checks.PROMISES_ALLOWED),
        ("zh", "我们已经为王小明办理退款。", checks.PROMISES_ALLOWED),
        ("zh", "王小明选错了。", checks.NO_BLAME),
        ("zh", "请您联系中通处理。", checks.NO_BLAME),
        ("en", "Please contact ZTO Express yourself.", checks.NO_BLAME),
        ("en", "Sunny Living has contacted ZTO Express.", checks.PROMISES_ALLOWED),
        ("en", "ZTO Express has your parcel.", None),
        ("zh", "我们会向中通提交查件要求。", None),
        ("zh", "由我们来催，不用您联系中通。", None),
    ],
)
def test_a_name_hides_nothing_from_the_word_lists(language: Language, sentence: str, check: str | None) -> None:
    view = a_view(Cause.STALLED, language, **STALLED)
    found = failures(with_sentence(write_offline(view).reply, PartKind.FACTS, sentence), view)
    assert {check for check in (checks.PROMISES_ALLOWED, checks.NO_BLAME) if check in found} == ({check} - {None})


@pytest.mark.parametrize(
    ("language", "sentence", "is_reward"),
    [
        ("zh", "晒图有好礼等您。", True),
        ("zh", "给个五星，下次有小福利。", True),
        ("zh", "您的评价对我们很重要。", False),
        ("en", "A five-star rating earns you a little surprise.", True),
        ("en", "Your review is welcome.", False),
    ],
)
def test_a_reward_for_a_review_is_one_by_any_name(language: Language, sentence: str, *, is_reward: bool) -> None:
    view = a_view(Cause.STALLED, language, **STALLED)
    found = failures(with_sentence(write_offline(view).reply, PartKind.CLOSING, sentence), view)
    assert (checks.ACTIONS_ALLOWED in found) == is_reward


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
