"""The offline writer: what a customer would read."""

from typing import Any

import pytest
from support.resolutions import RESOLUTIONS, actions, asks, commitments, delivered, unshipped
from support.views import (
    NOW,
    ORDER_NUMBER,
    TRACKING_NUMBER,
    a_claim,
    a_line,
    a_passage,
    a_pickup_point,
    a_refund,
    a_return,
    a_shipment,
    a_view,
    an_action,
    an_order,
    an_unverified_view,
    at,
)

from assistant.case.diagnosis import ActionKind, Category, Cause
from assistant.case.inquiry import Emotion, Request, StatementKind
from assistant.case.reply import Part, PartKind, Reply
from assistant.case.shop import OrderStatus
from assistant.case.verification import Scope, Verdict
from assistant.case.view import CaseView, EventView, OrderView, Question
from assistant.drafting.writing import subject_of, write_offline

K = ActionKind


def text_of(view: CaseView) -> str:
    return write_offline(view).reply.text


def part(reply: Reply, kind: PartKind) -> Part:
    return next(part for part in reply.parts if part.kind is kind)


# every cause


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("cause", list(Cause))
def test_every_cause_is_explained_in_both_languages(cause: Cause, language: str) -> None:
    for resolution in RESOLUTIONS[cause]:
        reply = write_offline(a_view(cause, language, **resolution)).reply
        kinds = [part.kind for part in reply.parts]
        assert kinds[0] is PartKind.GREETING
        assert kinds[-1] is PartKind.CLOSING
        assert PartKind.EXPLANATION in kinds
        assert "None" not in reply.text
        assert "  " not in reply.text
        assert "_" not in reply.text, "a code of the records was printed"


def test_no_two_causes_are_explained_alike() -> None:
    explained = {
        part(write_offline(a_view(cause, "zh", **RESOLUTIONS[cause][0])).reply, PartKind.EXPLANATION).text
        for cause in Cause
    }
    assert len(explained) == len(Cause)


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("kind", list(ActionKind))
def test_an_action_without_arguments_is_still_said_in_whole_sentences(kind: ActionKind, language: str) -> None:
    reply = write_offline(a_view(Cause.IN_TRANSIT_ON_TIME, language, actions=(an_action(kind),))).reply
    assert "None" not in reply.text
    for said in reply.parts:
        assert ",," not in said.text
        assert "（）" not in said.text
        assert " ." not in said.text


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("kind", [kind for kind in ActionKind if kind not in (K.GIVE_INFORMATION, K.ASK_CUSTOMER)])
def test_every_proposed_action_is_spoken_of_whatever_the_cause(kind: ActionKind, language: str) -> None:
    reply = write_offline(a_view(Cause.PRICE_PROTECTION, language, actions=actions(kind))).reply
    assert "action.0" in part(reply, PartKind.SOLUTION).sources


# the parts


def test_the_parts_stand_in_the_order_of_the_procedure_with_blank_lines_between() -> None:
    reply = write_offline(a_view(Cause.LOST, "zh", **RESOLUTIONS[Cause.LOST][0])).reply
    order = list(PartKind)
    assert [order.index(part.kind) for part in reply.parts] == sorted(order.index(part.kind) for part in reply.parts)
    assert reply.text == "\n\n".join(part.text for part in reply.parts)


def test_the_customer_is_greeted_by_name_with_scope_read() -> None:
    assert text_of(a_view(language="zh")).startswith("王小明，您好：")
    assert text_of(a_view(language="en")).startswith("Dear Emma,")


def test_nobody_is_greeted_by_name_with_scope_none() -> None:
    assert text_of(an_unverified_view("zh")).startswith("您好：")
    assert text_of(an_unverified_view("en")).startswith("Hello,")


@pytest.mark.parametrize(
    ("emotion", "soothing"),
    [
        (Emotion.ANGRY, "让您等着急了"),
        (Emotion.ANXIOUS, "让您等着急了"),
        (Emotion.DISAPPOINTED, "让您等着急了"),
        (Emotion.DISTRESSED, "看了您的来信，我们也很着急"),
        (Emotion.SARCASTIC, "让您等着急了"),
        (Emotion.THREATENING, "让您等着急了"),
        (Emotion.CONFUSED, "没有说清楚"),
        (Emotion.GRATEFUL, "谢谢您特意来信"),
    ],
)
def test_the_first_sentence_after_the_greeting_answers_the_feeling(emotion: Emotion, soothing: str) -> None:
    view = a_view(Cause.IN_TRANSIT_ON_TIME, emotion=emotion)
    acknowledgement = part(write_offline(view).reply, PartKind.ACKNOWLEDGEMENT)
    assert soothing in acknowledgement.text.split("。")[0]


def test_an_angry_customer_reads_no_terms_of_endearment() -> None:
    assert "亲" not in text_of(a_view(emotion=Emotion.ANGRY))


def test_a_letter_apologises_once_and_for_what_happened() -> None:
    for emotion in Emotion:
        text = text_of(a_view(emotion=emotion, **RESOLUTIONS[Cause.STALLED][0]))
        assert text.count("抱歉") == 1
        assert "包裹在路上停了这么久" in text


def test_a_neutral_question_gets_no_sympathy() -> None:
    assert part(write_offline(a_view(Cause.COUPON_RULES)).reply, PartKind.ACKNOWLEDGEMENT).text == "感谢您的来信。"


def test_somebody_in_a_hurry_hears_whether_it_can_be_in_time() -> None:
    assert "能不能赶上现在还说不准" in text_of(a_view(urgent=True, **RESOLUTIONS[Cause.STALLED][0]))
    assert "whether it will reach you in time" in text_of(
        a_view(language="en", urgent=True, **RESOLUTIONS[Cause.STALLED][0])
    )


def test_a_repeat_contact_hears_what_was_promised_then() -> None:
    reply = write_offline(a_view(repeat=True, last_contact_at=at(16, 9), last_promise="24小时内回复您。")).reply
    acknowledgement = part(reply, PartKind.ACKNOWLEDGEMENT)
    assert "11月16日(周一)" in acknowledgement.text
    assert "“24小时内回复您”" in acknowledgement.text
    assert acknowledgement.sources == ("contact.last",)


@pytest.mark.parametrize(
    ("promise", "order", "told"),
    [
        ("24小时内回复您", an_order(), "没有做到"),
        ("24小时后再联系您", an_order(), "没有做到"),
        ("售后会在24小时内回复您", an_order(), "没有做到"),
        ("收到退货后 1 天内退款", an_order(), "还没有解决"),
        ("收到退货后 1 天内退款", an_order(returns=(a_return(received_at=at(10, 9)),)), "没有做到"),
        ("收到退货后，我们会在1天内退款", an_order(returns=(a_return(received_at=NOW),)), "还没有解决"),
        (
            "收到退货后 2 天内退款",
            an_order(
                returns=(a_return(received_at=at(14, 9)),), refunds=(a_refund(status="done", completed_at=at(15, 9)),)
            ),
            None,
        ),
        ("1天内退款", an_order(refunds=(a_refund(status="done", completed_at=at(12, 9)),)), None),
        ("1天内退款", an_order(refunds=(a_refund(status="done", completed_at=at(14, 9)),)), "没有做到"),
    ],
)
def test_a_promise_is_judged_from_the_event_that_it_names_and_by_what_was_done(
    promise: str, order: OrderView, told: str | None
) -> None:
    view = a_view(repeat=True, last_contact_at=at(11, 9), last_promise=promise, order=order)
    words = part(write_offline(view).reply, PartKind.ACKNOWLEDGEMENT).text
    assert (promise in words) is (told is not None)
    assert told is None or told in words


@pytest.mark.parametrize(
    ("promise", "broken"),
    [
        ("We will refund you within 1 day of receiving the return", True),
        ("Once the parcel is dispatched, we write within 9 days", False),
        ("We answer within 24 hours of office time", True),
        ("A refund of the full amount within 2 days", True),
    ],
)
def test_an_english_promise_is_judged_from_its_event_too(promise: str, broken: bool) -> None:
    order = an_order(returns=(a_return(received_at=at(12, 9)),))
    view = a_view(language="en", repeat=True, last_contact_at=at(11, 9), last_promise=promise, order=order)
    words = part(write_offline(view).reply, PartKind.ACKNOWLEDGEMENT).text
    assert ("We did not keep that" in words) is broken


def test_the_facts_of_a_parcel_are_carrier_number_and_last_event() -> None:
    facts = part(write_offline(a_view(Cause.STALLED)).reply, PartKind.FACTS)
    assert "中通快递" in facts.text
    assert TRACKING_NUMBER in facts.text
    assert "11月12日(周四)09:30" in facts.text
    assert "快件已到达杭州转运中心" in facts.text
    assert {"order.number", "order.shipments.0", "order.shipments.0.last_event"} <= set(facts.sources)


@pytest.mark.parametrize("status", list(OrderStatus))
def test_the_status_is_said_in_words(status: OrderStatus) -> None:
    order = an_order(status=status, shipments=())
    assert status.value not in text_of(a_view(Cause.COUPON_RULES, "zh", order=order))
    assert "_" not in text_of(a_view(Cause.COUPON_RULES, "en", order=order))


def test_a_choice_is_listed_and_asked_for() -> None:
    reply = write_offline(a_view(Cause.LOST, "zh", **RESOLUTIONS[Cause.LOST][0])).reply
    offered = [line for line in part(reply, PartKind.SOLUTION).text.split("\n") if line.startswith("- ")]
    assert len(offered) == 2
    assert "重新寄出保温杯 红色" in offered[0]
    assert "把 99.00 元原路退给您" in offered[1]
    asked = "您希望选哪一种？收到您的回复后，我们会在 24 小时内答复您。"
    assert part(reply, PartKind.QUESTIONS).text == asked


def test_several_questions_are_a_list_and_one_is_a_sentence() -> None:
    two = (Question(kind="photos"), Question(kind="details"))
    listed = part(write_offline(a_view(Cause.QUALITY_DEFECT, questions=two)).reply, PartKind.QUESTIONS).text
    assert [line[:2] for line in listed.split("\n")] == ["麻烦", "- ", "- ", "收到"]
    single = part(write_offline(a_view(Cause.QUALITY_DEFECT, questions=two[:1])).reply, PartKind.QUESTIONS).text
    assert "\n" not in single


def test_each_commitment_is_a_promise_in_the_reply_s_own_words() -> None:
    letter = write_offline(a_view(**RESOLUTIONS[Cause.STALLED][0]))
    (promise,) = letter.promises
    assert promise.due == at(20, 18)
    assert "11月20日(周五)18:00 前" in promise.text
    assert promise.text in letter.reply.text


def test_nothing_is_said_to_be_done() -> None:
    for cause, resolutions in RESOLUTIONS.items():
        for resolution in resolutions:
            assert "已为您" not in text_of(a_view(cause, "zh", **resolution))
            assert "we have refunded" not in text_of(a_view(cause, "en", **resolution)).lower()


def test_each_secondary_cause_gets_its_sentence() -> None:
    reply = write_offline(
        a_view(
            Cause.STALLED,
            secondary=(Cause.INVOICE_REQUEST, Cause.REGIONAL_DISRUPTION),
            actions=actions(K.TRACE_WITH_COURIER, K.ISSUE_INVOICE),
        )
    ).reply
    solution = part(reply, PartKind.SOLUTION)
    assert "电子发票" in solution.text
    assert "地区近期运输受到影响" in solution.text
    assert {"action.0", "action.1"} <= set(solution.sources)


def test_a_request_that_nothing_grants_is_answered_without_granting_it() -> None:
    view = a_view(**RESOLUTIONS[Cause.STALLED][0] | {"requests": (Request.REFUND, Request.COMPENSATION)})
    assert "您希望退款、得到补偿，我们会在同一封信里一并答复" in text_of(view)


def test_a_request_that_an_action_grants_is_not_put_off() -> None:
    assert "您希望" not in text_of(a_view(Cause.LOST, actions=actions(K.REFUND), requests=(Request.REFUND,)))


# contradictions


def test_a_contradicted_size_is_named_as_the_record_has_it_and_blames_nobody() -> None:
    claim = a_claim(StatementKind.ORDERED_VARIANT, Verdict.CONTRADICTED, said="L", record="M")
    for language, record in (("zh", "订单里登记的是“M码”"), ("en", "The order record shows M as the variant")):
        view = a_view(Cause.ORDERED_AS_SENT, language, order=delivered(lines=(a_line(variant="M"),)), claims=(claim,))
        explanation = part(write_offline(view).reply, PartKind.EXPLANATION)
        assert record in explanation.text
        assert "claim.0" in explanation.sources
        assert "选错" not in explanation.text
        assert "发错" not in explanation.text
        assert "wrong" not in explanation.text


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("kind", list(StatementKind))
@pytest.mark.parametrize("record", [None, "shipped"])
def test_every_contradiction_is_addressed_whatever_its_kind(
    kind: StatementKind, record: str | None, language: str
) -> None:
    claim = a_claim(kind, Verdict.CONTRADICTED, said="3", record=record)
    explanation = part(write_offline(a_view(Cause.STALLED, language, claims=(claim,))).reply, PartKind.EXPLANATION)
    assert "claim.0" in explanation.sources
    assert "None" not in explanation.text
    assert "shipped" not in explanation.text.replace("dispatched", "")


def test_we_admit_a_wrong_item_only_where_the_pick_record_shows_it() -> None:
    proven, by_photos, unproven = RESOLUTIONS[Cause.WRONG_ITEM_SENT]
    assert "是我们发错了" in text_of(a_view(Cause.WRONG_ITEM_SENT, **proven))
    assert "是我们发错了" not in text_of(a_view(Cause.WRONG_ITEM_SENT, **by_photos))
    assert "发错" not in text_of(a_view(Cause.WRONG_ITEM_SENT, **unproven))


# scope and privacy


def test_an_unverified_sender_is_asked_for_number_and_phone_tail_in_one_go() -> None:
    assert "请告诉我们订单号和下单时预留手机号的后四位" in text_of(an_unverified_view("zh"))
    assert "order number and the last four digits of the phone" in text_of(an_unverified_view("en"))


def test_an_unverified_sender_reads_the_same_whether_the_order_exists_or_not() -> None:
    existing = an_unverified_view(words=f"订单 {ORDER_NUMBER} 到哪了")
    made_up = an_unverified_view(words="订单 9999999999999 到哪了")
    assert text_of(existing) == text_of(made_up)
    assert ORDER_NUMBER not in text_of(existing)


def test_an_unverified_sender_may_read_general_policy_that_is_to_the_point() -> None:
    about = a_passage("付款后 48 小时内发货。", title="什么时候发货")
    reply = write_offline(an_unverified_view(words="付款后多久发货？", passages=(about,))).reply
    assert "一般的规定是：“付款后 48 小时内发货。”" in reply.text
    assert "article.freight-rules#0" in part(reply, PartKind.SOLUTION).sources
    beside = write_offline(an_unverified_view(words="我的毯子呢", passages=(about,))).reply
    assert "48" not in beside.text


def test_the_pickup_code_is_told_with_scope_act_only() -> None:
    point = a_pickup_point(code="3-2-1234")
    order = delivered(shipments=(a_shipment(delivered_at=at(13), pickup_point=point),))
    changes = {**RESOLUTIONS[Cause.DELIVERED_NOT_RECEIVED][0], "order": order}
    assert "取件码是 3-2-1234" in text_of(a_view(Cause.DELIVERED_NOT_RECEIVED, scope=Scope.ACT, **changes))
    assert "3-2-1234" not in text_of(a_view(Cause.DELIVERED_NOT_RECEIVED, scope=Scope.READ, **changes))


def test_a_courier_s_words_lose_codes_and_phones_before_they_are_quoted() -> None:
    facts = part(
        write_offline(a_view(Cause.STALLED, order=delivered())).reply,
        PartKind.FACTS,
    )
    assert "“您的快件已由菜鸟驿站代收”" in facts.text
    assert "13812345678" not in facts.text
    assert "3-2-1234" not in facts.text


# outside the pools


def test_a_legal_threat_is_answered_neutrally_by_the_supervisor_s_date() -> None:
    for language, due in (
        ("zh", "主管会在11月20日(周五)18:00 前给您答复"),
        ("en", "Our supervisor will reply to you by 18:00"),
    ):
        view = a_view(
            None,
            language,
            category=Category.COMPLAINT_OR_LEGAL,
            emotion=Emotion.THREATENING,
            order=an_order(),
            actions=actions(K.ESCALATE),
            commitments=commitments(K.ESCALATE),
            requests=(Request.COMPENSATION,),
        )
        text = text_of(view)
        assert due in text
        assert "补偿" not in text
        assert "compensation" not in text


def test_an_ambiguous_order_is_asked_about_with_its_options() -> None:
    view = a_view(
        None,
        category=Category.LOGISTICS,
        order_unsettled=True,
        questions=asks("which_order", "11月9日的红色保温杯", "11月2日的蓝色保温杯"),
    )
    assert "请问您说的是哪一笔：11月9日的红色保温杯、11月2日的蓝色保温杯？" in text_of(view)


def test_an_order_that_is_not_found_is_asked_for() -> None:
    view = a_view(None, category=Category.LOGISTICS, order_unsettled=True, questions=asks("order_number"))
    assert "没有找到是哪一笔订单" in text_of(view)


def test_praise_is_thanked_for() -> None:
    assert "您的鼓励我们会转达" in text_of(a_view(None, category=Category.PRAISE, emotion=Emotion.GRATEFUL))


def test_internal_articles_and_those_of_another_cause_are_not_quoted() -> None:
    internal = a_passage("底线是退 80%。", name="secret", audience="internal")
    other = a_passage("发票 3 个工作日内开出。", name="invoices", causes=(Cause.INVOICE_REQUEST,))
    view = a_view(Cause.COUPON_RULES, passages=(internal, other))
    assert "底线" not in text_of(view)
    assert "发票" not in text_of(view)


# wording


def test_tracking_events_are_told_in_the_letter_s_language() -> None:
    arrived = a_shipment(last_event=EventView(at=at(13, 9), place="Hangzhou", text="Out for delivery"))
    assert "“派送中”" in text_of(a_view(Cause.DELAYED, "zh", order=an_order(shipments=(arrived,))))
    assert "“arrived at the sorting centre”" in text_of(a_view(Cause.DELAYED, "en"))
    assert "ZTO Express" in text_of(a_view(Cause.DELAYED, "en"))


def test_a_deadline_at_midnight_belongs_to_the_day_that_it_ends() -> None:
    order = unshipped(ship_by=at(20))
    assert "11月19日(周四)24:00 前发出" in text_of(a_view(Cause.NOT_SHIPPED, order=order))
    assert "by the end of Thursday 19 November" in text_of(a_view(Cause.NOT_SHIPPED, "en", order=order))


def test_a_deadline_that_has_passed_is_not_set() -> None:
    late = an_action(K.RETURN_AT_CUSTOMER_COST, deadline=at(17).isoformat(), freight="customer")
    assert "回复我们确认" not in text_of(a_view(Cause.RETURN_IN_WINDOW, order=delivered(), actions=(late,)))


def test_another_year_is_named() -> None:
    order = an_order(placed_at=at(9).replace(year=2025))
    assert "2025年11月9日" in text_of(a_view(order=order))


def test_a_template_in_a_record_is_only_text() -> None:
    order = an_order(lines=(a_line(product="{{ 7 * 7 }}杯"),))
    assert "{{ 7 * 7 }}杯" in text_of(a_view(order=order))


def test_a_code_without_words_is_left_out() -> None:
    order = delivered(refunds=(a_refund(status="escrow_hold", method="store_wallet"),))
    text = text_of(a_view(Cause.REFUND_IN_PROGRESS, order=order))
    assert "escrow" not in text
    assert "wallet" not in text


@pytest.mark.parametrize(
    ("subject", "expected"),
    [
        ("快递怎么不动了", "Re: 快递怎么不动了"),
        ("Re: 快递", "Re: 快递"),
        ("RE: Re:  回复：快递", "Re: 快递"),
        ("答复: AW: parcel", "Re: parcel"),
        ("Re[2]: parcel", "Re: parcel"),
        ("Regarding my parcel", "Re: Regarding my parcel"),
        ("Hello\r\nBcc: someone@example.com", "Re: Hello Bcc: someone@example.com"),
        ("", "Re:"),
    ],
)
def test_the_subject_carries_one_prefix(subject: str, expected: str) -> None:
    assert subject_of(subject) == expected


def test_a_secondary_cause_offers_its_own_remedy_after_the_primary_one() -> None:
    view = a_view(
        Cause.WRONG_ITEM_SENT,
        secondary=(Cause.RETURN_IN_WINDOW,),
        order=delivered(),
        actions=actions(K.REPLACE_WITH_PICKUP, K.RETURN_AT_CUSTOMER_COST),
    )
    first, second = part(write_offline(view).reply, PartKind.SOLUTION).text.split("\n")
    assert "更换新的" in first
    assert "退货" not in first
    assert second.startswith("另外，您还在无理由退货期内。要退的话，请在")


def test_two_commitments_to_write_at_the_same_time_are_one_sentence_and_two_promises() -> None:
    view = a_view(
        Cause.STALLED,
        secondary=(Cause.DELAYED,),
        actions=actions(K.TRACE_WITH_COURIER, K.EXPEDITE),
        commitments=commitments(K.TRACE_WITH_COURIER, K.EXPEDITE),
    )
    letter = write_offline(view)
    said = part(letter.reply, PartKind.COMMITMENT)
    assert said.text.count("11月20日") == 1
    assert len(letter.promises) == 2
    assert said.sources == ("commitment.0", "commitment.1")


def test_a_web_address_in_the_customer_s_value_is_not_repeated() -> None:
    claim = a_claim(StatementKind.ORDERED_ITEM, Verdict.CONTRADICTED, said="http://evil.example", record="保温杯")
    text = text_of(a_view(Cause.STALLED, claims=(claim,)))
    assert "evil" not in text
    assert "“保温杯”" in text


def test_of_an_article_the_sentence_that_is_nearest_to_the_question_is_quoted() -> None:
    rule = "其余部分请用温水手洗，洗后晾干。" * 3 + "不能放进微波炉，杯身不能进洗碗机。"
    text = text_of(a_view(None, words="你好，下单前问一句：能放洗碗机洗吗？", passages=(a_passage(rule),)))
    assert "不能放进微波炉，杯身不能进洗碗机。" in text
    assert "温水" not in text


def test_an_earlier_promise_is_admitted_to_be_broken_once_its_span_is_over() -> None:
    last: dict[str, Any] = {"repeat": True, "last_promise": "24 小时内给您回复"}
    assert "没有做到" in text_of(a_view(Cause.STALLED, last_contact_at=at(10), **last))
    assert "没有做到" not in text_of(a_view(Cause.STALLED, last_contact_at=at(19, 8), **last))


def test_a_stalled_parcel_s_letter_names_what_comes_if_it_is_not_found() -> None:
    assert "满 72 小时还查不到下落，补发还是全额退款，由您选" in text_of(a_view(Cause.STALLED))
    assert "the goods sent again, or a full refund" in text_of(a_view(Cause.STALLED, "en"))


def test_a_replacement_is_named_before_the_photos_but_only_where_it_is_what_follows() -> None:
    asked: dict[str, Any] = {"questions": asks("photos"), "requests": (Request.EXCHANGE,)}
    assert "we replace it" in text_of(a_view(Cause.QUALITY_DEFECT, "en", **asked))
    money = asked | {"requests": (Request.REFUND,)}
    assert "replace it free of charge" not in text_of(a_view(Cause.QUALITY_DEFECT, "en", **money))


def test_the_outgoing_parcel_is_not_told_to_somebody_who_asks_about_a_refund() -> None:
    view = a_view(Cause.REFUND_NOT_NOTICED, **RESOLUTIONS[Cause.REFUND_NOT_NOTICED][0])
    assert TRACKING_NUMBER not in text_of(view)
    assert TRACKING_NUMBER in text_of(view.model_copy(update={"secondary": (Cause.STALLED,)}))


# said once


def test_two_causes_that_say_the_same_say_it_once() -> None:
    view = a_view(
        Cause.SHIPPING_OVERDUE,
        secondary=(Cause.CANCEL_BEFORE_SHIPPING,),
        order=unshipped(),
        actions=actions(K.CANCEL_ORDER, K.REFUND),
    )
    assert text_of(view).count("取消这笔订单") == 1
