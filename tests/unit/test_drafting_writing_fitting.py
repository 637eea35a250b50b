"""A letter fits its case: it apologises for what happened, tells where a parcel went, and hedges nothing."""

import re
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from support.resolutions import RESOLUTIONS, actions, commitments, delivered, unshipped
from support.views import (
    a_claim,
    a_line,
    a_passage,
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
from assistant.case.inquiry import Emotion, Request, StatementKind, Topic
from assistant.case.knowledge import Language
from assistant.case.reply import PartKind
from assistant.case.shop import OrderStatus
from assistant.case.verification import Verdict
from assistant.case.view import CaseView, EventView, Question
from assistant.drafting.offline import OfflineDrafter
from assistant.drafting.writing import write_offline

K = ActionKind
ENDED_TWICE = re.compile(r"[.。]”?[.。](?![.。])|(?<=\S)  |，，")
OF_THE_ORDER = re.compile(
    r"还没有发货|按时发出|物流显示|签收，|重复|发票已经|正在办理"
    r"|has not left us|tracking shows|shown as|duplicate|gone out|being processed"
)
LATE = {"zh": "没有按时发出", "en": "has not left us on time"}


def text_of(view: CaseView) -> str:
    return write_offline(view).reply.text


def passes(view: CaseView) -> bool:
    return all(check.passed for check in OfflineDrafter().write(view).checks)


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize(
    ("cause", "apologises"),
    [
        (Cause.SHIPPING_OVERDUE, True),
        (Cause.CANCEL_BEFORE_SHIPPING, True),
        (Cause.ADDRESS_CHANGE_BEFORE_SHIPPING, True),
        (Cause.DUPLICATE_CHARGE, False),
        (Cause.INVOICE_REQUEST, False),
        (Cause.COUPON_RULES, False),
        (Cause.PRICE_PROTECTION, False),
    ],
)
def test_a_late_dispatch_is_apologised_for_where_the_dispatch_matters(
    cause: Cause, apologises: bool, language: str
) -> None:
    late = a_view(cause, language, order=unshipped(ship_by=at(11)), emotion=Emotion.ANGRY)
    assert (LATE[language] in text_of(late)) is apologises


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("emotion", list(Emotion))
def test_thanks_are_met_with_thanks(emotion: Emotion, language: str) -> None:
    thanks: dict[str, Any] = {"category": Category.PRAISE, "emotion": emotion, "order": delivered()}
    text = text_of(a_view(None, language, **thanks))
    assert "抱歉" not in text
    assert "sorry" not in text


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("cause", list(RESOLUTIONS))
def test_no_letter_says_that_it_may_or_may_not_be_done(cause: Cause, language: str) -> None:
    for resolution in RESOLUTIONS[cause]:
        wishes: dict[str, Any] = {"requests": (Request.REFUND, Request.RESHIP, Request.COMPENSATION)}
        text = text_of(a_view(cause, language, **resolution | wishes))
        assert "能不能办" not in text
        assert "whether and how we can" not in text


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("zh", ("11月13日(周五)10:20", "中通快递", "如果您还没有拿到，回信告诉我们")),
        ("en", ("Friday 13 November at 10:20", "ZTO Express", "If you do not have it, reply to this email")),
    ],
)
def test_who_asks_where_a_delivered_order_is_reads_when_it_came_and_what_to_do(
    language: str, told: tuple[str, ...]
) -> None:
    came = delivered(shipments=(a_shipment(delivered_at=at(13, 10, 20), signed_by="本人"),))
    view = a_view(None, language, category=Category.LOGISTICS, topics=(Topic.DELIVERY,), order=came)
    assert all(words in text_of(view) for words in told)
    assert passes(view)


@pytest.mark.parametrize(
    ("other", "language", "told"),
    [
        (an_order(number="A7", lines=(a_line(product="台灯"),)), "zh", "台灯（红色）是您另外一笔订单 A7"),
        (an_order(number="A7", lines=(a_line(product="lamp"),)), "en", "The lamp (red) is in a separate order, A7"),
        (unshipped(number="A7", ship_by=at(19, 12)), "zh", "还没有发出，会在11月19日(周四)12:00 前发出"),
        (delivered(number="A7"), "en", "delivered on"),
    ],
)
def test_the_other_order_that_a_mail_speaks_of_is_told_of(other: object, language: str, told: str) -> None:
    view = a_view(Cause.STALLED, language, candidates=(other,))
    facts = next(part for part in write_offline(view).reply.parts if part.kind is PartKind.FACTS)
    assert told in facts.text
    assert "candidate.0" in facts.sources


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_stranger_s_wishes_are_heard_before_it_is_known_who_they_are(language: str) -> None:
    view = an_unverified_view(language, requests=(Request.RESHIP, Request.CALL_BACK))
    wished = {"zh": "您提到的补发、回电，核对好以后一并答复您", "en": "You asked for a replacement and a call back"}
    assert wished[language] in text_of(view)
    assert "取件码" not in text_of(view)
    assert passes(view)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_another_variant_is_only_promised_once_it_is_known_to_be_there(language: str) -> None:
    change = actions(K.CHANGE_VARIANT)
    text = text_of(a_view(Cause.VARIANT_CHANGE_BEFORE_SHIPPING, language, actions=change, order=unshipped()))
    assert {"zh": "有货就为您改", "en": "If it is, we will change the order"}[language] in text


@pytest.mark.parametrize("language", ["zh", "en"])
def test_no_fault_is_admitted_before_photos_show_it(language: str) -> None:
    gap = a_view(Cause.DESCRIPTION_GAP, language, order=delivered(), questions=(Question(kind="photos"),))
    text = text_of(gap)
    assert "是我们的问题" not in text
    assert "our side" not in text


def test_a_refusal_of_a_return_answers_the_exchange_too_and_leaves_the_freight_alone() -> None:
    asked: dict[str, Any] = {"requests": (Request.RETURN, Request.EXCHANGE), "topics": (Topic.FREIGHT,)}
    late = a_view(Cause.RETURN_OUT_OF_WINDOW, secondary=(Cause.FREIGHT_DISPUTE,), order=delivered(), **asked)
    assert "换货也是同样的期限" in text_of(late)
    assert "运费" not in text_of(late)


@pytest.mark.parametrize("status", [OrderStatus.PAID, OrderStatus.DELIVERED])
def test_who_asks_on_the_side_when_it_leaves_reads_the_day(status: OrderStatus) -> None:
    order = an_order(status=status, ship_by=at(19, 9), shipments=())
    view = a_view(Cause.DUPLICATE_CHARGE, order=order, requests=(Request.STATUS,))
    assert ("这笔订单会在11月19日(周四)09:00 前发出" in text_of(view)) is (status is OrderStatus.PAID)


@pytest.mark.parametrize(
    ("insured", "language", "told"),
    [
        (False, "zh", "这笔订单没有运费险"),
        (True, "zh", "这笔订单带运费险，寄回的运费由保险公司按标准赔付"),
        (False, "en", "This order has no freight insurance"),
        (True, "en", "This order has freight insurance: the insurer pays the postage"),
    ],
)
def test_postage_for_a_return_of_their_own_is_answered_by_the_orders_insurance(
    insured: bool, language: str, told: str
) -> None:
    rule = a_passage("无理由退货的运费由您承担。", language, name="freight", causes=(Cause.FREIGHT_DISPUTE,))
    sent_back = delivered(returns=(a_return(),), freight_insured=insured)
    view = a_view(Cause.FREIGHT_DISPUTE, language, order=sent_back, passages=(rule,))
    assert told in text_of(view)
    explanation = next(part for part in write_offline(view).reply.parts if part.kind is PartKind.EXPLANATION)
    assert {"order.freight_insured", "article.freight#0"} <= set(explanation.sources)


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("cause", list(RESOLUTIONS))
def test_a_letter_ends_each_sentence_once_and_says_where_it_has_what_it_states_of_the_order(
    cause: Cause, language: Language
) -> None:
    page = a_claim(StatementKind.PAGE_SAYS, Verdict.CONFIRMED, record={"zh": "3 升水箱。", "en": "3 litres."}[language])
    for resolution in RESOLUTIONS[cause]:
        for emotion in (Emotion.CALM, Emotion.ANGRY):
            more: dict[str, Any] = {"emotion": emotion, "claims": (page,)}
            reply = write_offline(a_view(cause, language, **resolution | more)).reply
            assert not ENDED_TWICE.search(reply.text)
            unsourced = [part.text for part in reply.parts if not part.sources]
            assert not [text for text in unsourced if OF_THE_ORDER.search(text)]


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize(
    ("cause", "rule", "told"),
    [
        (
            Cause.DAMAGED_IN_TRANSIT,
            {
                "zh": "换新或全额退款，由您选，运费由我们承担。",
                "en": "A replacement, the damaged item collected, or a full refund: your choice, the freight is ours.",
            },
            {"zh": "换新（坏的由快递上门取回）还是全额退款，由您选", "en": "choose between a replacement"},
        ),
        (
            Cause.QUALITY_DEFECT,
            {
                "zh": "7 天内可以退货，15 天内可以换货，之后在保修期内免费维修。往返运费由我们承担。",
                "en": "Return within 7 days, exchange within 15, free repair under warranty. We pay the freight.",
            },
            {"zh": "可以退货退款", "en": "return it for a refund"},
        ),
        (
            Cause.MISSING_ITEM,
            {
                "zh": "核对后补发缺少的部分；不需要补发的，按该商品实付金额退款。",
                "en": "If something is missing, we send the rest; if you no longer need it, we refund what you paid.",
            },
            {"zh": "缺少的部分给您补发", "en": "it is sent to you"},
        ),
        (
            Cause.WRONG_ITEM_SENT,
            {
                "zh": "我们安排上门取回并换发正确的商品，或退货全额退款，运费由我们承担。",
                "en": "We collect the wrong item and send the right one, or take it back for a full refund.",
            },
            {"zh": "换发正确的商品", "en": "exchanged for the right one"},
        ),
    ],
)
def test_who_has_to_send_photos_reads_what_the_shops_rule_gives_once_they_show_it(
    cause: Cause, rule: dict[str, str], told: dict[str, str], language: Language
) -> None:
    passage = a_passage(rule[language], language, name="rule", causes=(cause,))
    asked: dict[str, Any] = {
        "order": delivered(),
        "questions": (Question(kind="photos"),),
        "requests": (Request.REFUND, Request.RESHIP),
        "actions": actions(K.ASK_CUSTOMER),
    }
    view = a_view(cause, language, passages=(passage,), **asked)
    solution = next(part for part in write_offline(view).reply.parts if part.kind is PartKind.SOLUTION)
    assert told[language] in solution.text
    assert f"article.{passage.id}" in solution.sources
    assert passes(view)
    assert told[language] not in text_of(a_view(cause, language, **asked)), "no rule, no promise"


@pytest.mark.parametrize(
    ("cause", "told"), [(Cause.DAMAGED_IN_TRANSIT, False), (Cause.QUALITY_DEFECT, False), (Cause.MISSING_ITEM, True)]
)
def test_what_the_warehouse_packed_is_told_only_where_it_bears_on_what_is_wrong(cause: Cause, told: bool) -> None:
    packed = a_claim(StatementKind.GOT_QUANTITY, Verdict.CONTRADICTED, said="2", record="1")
    view = a_view(cause, order=delivered(), claims=(packed,), questions=(Question(kind="photos"),))
    assert ("仓库登记的发货数量" in text_of(view)) is told
    assert passes(view)


@pytest.mark.parametrize(
    ("language", "heading", "rule", "told"),
    [
        ("en", "Why it may not work", "The threshold is not met, or it has expired.", "not apply when the threshold"),
        ("zh", "用不了的常见原因", "没到门槛、已过期。", "常见的原因是：没到门槛、已过期。"),
    ],
)
def test_reasons_are_told_in_a_sentence_and_not_quoted_as_a_rule(
    language: Language, heading: str, rule: str, told: str
) -> None:
    passage = a_passage(rule, language, name="coupons", causes=(Cause.COUPON_RULES,), heading=heading)
    view = a_view(Cause.COUPON_RULES, language, passages=(passage,))
    assert told in text_of(view)
    assert f"“{rule}" not in text_of(view)
    assert passes(view)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_several_wishes_that_wait_for_photos_are_named_as_a_choice(language: Language) -> None:
    asked = {"requests": (Request.RETURN, Request.EXCHANGE), "questions": (Question(kind="photos"),)}
    text = text_of(a_view(Cause.DESCRIPTION_GAP, language, order=delivered(), **asked))
    assert {"zh": "退货还是换货，看过照片后", "en": "You asked about a return or an exchange; we will answer"}[
        language
    ] in text


# what the records decide is told, and nothing that they deny


def silent_since(last: datetime, language: Language = "zh") -> str:
    parcel = a_shipment(last_event=EventView(at=last, place="杭州", text="快件已到达杭州转运中心"))
    order, policy = an_order(shipments=(parcel,)), {"stalled_after_hours": "48", "lost_after_hours": "72"}
    stalled: dict[str, Any] = {"order": order, "policy": policy, "actions": actions(K.TRACE_WITH_COURIER)}
    return text_of(a_view(Cause.STALLED, language, **stalled))


def test_the_hours_until_a_parcel_counts_as_lost_are_told_as_ahead_only_while_they_are() -> None:
    assert "如果从最后一条记录起满 72 小时还查不到下落" in silent_since(at(16, 8))
    late = silent_since(at(14, 8))
    assert "已经超过 72 小时" in late
    assert "到时候还查不到下落，补发还是全额退款，由您选" in late
    assert "满 72 小时" not in late
    assert "more than 72 hours" in silent_since(at(14, 8), "en")


def test_goods_that_are_excluded_from_returns_are_refused_for_that_and_not_for_the_days() -> None:
    page = "食品，拆封后不支持无理由退货。"
    honey = an_order(lines=(a_line(product="蜂蜜", returnable=False, exclusion=page),), shipments=())
    told = text_of(a_view(Cause.RETURN_OUT_OF_WINDOW, order=honey, policy={"return_window_days": "7"}))
    assert "蜂蜜在购买时就标明不支持无理由退货，页面上写的是“食品，拆封后不支持无理由退货”" in told
    assert "没有拆封的能不能退，我们核实后" in told
    assert "已经过了" not in told
    english = text_of(a_view(Cause.RETURN_OUT_OF_WINDOW, "en", order=honey, policy={"return_window_days": "7"}))
    assert "marked as excluded from returns without a reason once opened" in english
    assert "已经过了" in text_of(a_view(Cause.RETURN_OUT_OF_WINDOW, policy={"return_window_days": "7"}))


def test_an_order_that_has_not_left_has_no_signature_to_look_for() -> None:
    said = a_claim(StatementKind.RECEIVED, Verdict.CONTRADICTED, record="paid")
    text = text_of(a_view(Cause.SHIPPING_OVERDUE, order=unshipped(ship_by=at(11)), claims=(said,)))
    assert "订单目前的状态是“已付款、待发货”" in text
    assert "签收" not in text


@pytest.mark.parametrize(
    ("language", "entry"), [("zh", "11月12日(周四)09:30"), ("en", "Thursday 12 November at 09:30")]
)
def test_the_newest_entry_is_told_once(language: Language, entry: str) -> None:
    record = "2026-11-12T09:30+08:00 杭州 快件已到达杭州转运中心"
    said = a_claim(StatementKind.NO_MOVEMENT, Verdict.CONTRADICTED, record=record)
    view = a_view(Cause.IN_TRANSIT_ON_TIME, language, claims=(said,))
    assert text_of(view).count(entry) == 1
    assert passes(view)


def test_who_cancels_is_not_told_when_the_order_would_leave() -> None:
    both: dict[str, Any] = {
        "secondary": (Cause.SHIPPING_OVERDUE,),
        "actions": actions(K.CANCEL_ORDER),
        "order": unshipped(),
    }
    assert "leaving later" not in text_of(a_view(Cause.CANCEL_BEFORE_SHIPPING, "en", **both))
    assert "leaving later" in text_of(a_view(Cause.CANCEL_BEFORE_SHIPPING, "en", **{**both, "actions": ()}))


def test_what_came_is_not_said_to_be_wrong_before_it_is_known() -> None:
    english = text_of(a_view(Cause.WRONG_ITEM_SENT, "en", order=delivered()))
    assert "does not seem to be what you ordered" in english


def test_the_last_day_of_a_return_and_where_the_money_goes_are_named() -> None:
    offer = an_action(K.RETURN_AT_CUSTOMER_COST, deadline="2026-11-21T00:00:00+08:00", freight="customer")
    back: dict[str, Any] = {"actions": (offer,), "order": delivered(), "policy": {"return_window_days": "7"}}
    text = text_of(a_view(Cause.RETURN_IN_WINDOW, **back))
    assert "您还在 7 天无理由退货期内，11月20日(周五)24:00 截止" in text
    assert "原路退款给您（支付宝）" in text
    english = text_of(a_view(Cause.RETURN_IN_WINDOW, "en", words="I have run it once with water.", **back))
    assert "which last until the end of Friday 20 November" in english
    assert "having opened the box and tried it out is no problem" in english


def test_who_looks_for_a_refund_in_another_account_is_told_which_one_it_went_to() -> None:
    paid: dict[str, Any] = {"order": an_order(refunds=(a_refund(status="completed", completed_at=at(15, 11)),))}
    text = text_of(a_view(Cause.REFUND_NOT_NOTICED, words="我天天看微信零钱，没有进账。", **paid))
    assert "这笔订单是用支付宝付的，所以退款不会进您说的微信零钱" in text
    assert "没有漏掉" not in text
    assert "可能是通知没有收到" in text_of(a_view(Cause.REFUND_NOT_NOTICED, words="支付宝里没有。", **paid))


def test_who_asks_how_a_charge_came_about_is_told_what_was_paid_for_each() -> None:
    lines = (a_line(product="空气炸锅", paid=Decimal("259.00")), a_line(product="棉拖鞋", paid=Decimal("40.00")))
    order = unshipped(lines=lines, total=Decimal("299.00"), subject_line=None)
    text = text_of(a_view(None, words="页面写259，扣了299，是不是按原价收的？", order=order))
    assert "订单实付 299.00 元：空气炸锅 259.00 元，棉拖鞋 40.00 元。" in text


def test_whoever_asks_about_a_late_dispatch_beside_something_else_hears_of_it() -> None:
    late: dict[str, Any] = {"order": unshipped(ship_by=at(17)), "words": "多扣的退我。还有灯怎么还没发？"}
    text = text_of(a_view(Cause.DUPLICATE_CHARGE, **late))
    assert "原定11月16日(周一)24:00 前发出，是我们这边延误了" in text
    assert "什么时候能发出，我们马上向仓库核实" in text


# what the customer wishes, in their own terms


def awaiting_photos(cause: Cause, words: str, language: Language = "zh", **changes: Any) -> str:
    rule = a_passage(
        "补发缺少的部分；不需要补发的，按该商品实付金额退款。", name="missing", causes=(Cause.MISSING_ITEM,)
    )
    asked: dict[str, Any] = {"questions": (Question(kind="photos"),), "order": delivered(), "passages": (rule,)}
    return text_of(a_view(cause, language, words=words, **asked | {"requests": (Request.RESHIP,)} | changes))


def test_the_pieces_that_are_to_be_sent_again_are_named_as_the_mail_has_them() -> None:
    broken = awaiting_photos(Cause.DAMAGED_IN_TRANSIT, "不想整套退。能不能只补发一个碗和一个盘子？")
    assert "您希望只补发一个碗和一个盘子，照片核实后，我们就按这个免费为您更换" in broken
    assert "您希望换新的" not in broken
    assert "您希望换新的，核实后我们免费为您更换" in awaiting_photos(Cause.DAMAGED_IN_TRANSIT, "碗碎了。")


def test_who_wants_what_is_missing_is_not_offered_the_money() -> None:
    short = awaiting_photos(Cause.MISSING_ITEM, "就缺一把勺，能不能单补一把过来？")
    assert "您希望单补一把过来，核实下来确实少了，缺少的部分给您补发" in short
    assert "按它的实付金额退款" not in short
    assert "按它的实付金额退款" in awaiting_photos(Cause.MISSING_ITEM, "少了一把勺。", requests=())


def test_a_price_difference_that_is_wished_is_not_also_to_be_sent() -> None:
    both = (Request.PRICE_DIFFERENCE, Request.RESHIP)
    back: dict[str, Any] = {"requests": both, "actions": actions(K.PRICE_DIFFERENCE_REFUND)}
    assert "您希望补发" not in text_of(a_view(Cause.PRICE_PROTECTION, words="这40能补给我吗？", **back))


@pytest.mark.parametrize(
    ("days", "told", "not_told"),
    [
        (3, "可以退货退款，也可以换新，由您选", "之后在保修期内"),
        (10, "可以给您换新；退货退款的 7 天已经过了", "由您选"),
        (30, "之后在保修期内免费维修", "由您选"),
    ],
)
def test_what_the_days_since_delivery_leave_of_a_faulty_item_is_told_and_no_more(
    days: int, told: str, not_told: str
) -> None:
    rule = a_passage(
        "7 天内可以退货，15 天内可以换货，之后保修期内免费维修。", name="quality", causes=(Cause.QUALITY_DEFECT,)
    )
    came = a_shipment(delivered_at=at(18, 10) - timedelta(days=days), last_event=None)
    view = a_view(
        Cause.QUALITY_DEFECT,
        order=delivered(shipments=(came,)),
        passages=(rule,),
        questions=(Question(kind="photos"),),
        policy={"quality_return_days": "7", "quality_exchange_days": "15"},
    )
    assert told in text_of(view)
    assert not_told not in text_of(view)


def test_who_has_a_wish_for_the_courier_is_not_promised_haste() -> None:
    wish: dict[str, Any] = {"words": "能不能周六以后再送？", "actions": actions(K.EXPEDITE)}
    text = text_of(a_view(Cause.IN_TRANSIT_ON_TIME, **wish))
    assert "尽快派送" not in text
    assert "周六以后再送，我们会转告中通快递" in text


def test_a_second_cause_without_a_remedy_leaves_no_broken_sentence() -> None:
    view = a_view(Cause.DESCRIPTION_GAP, "en", secondary=(Cause.WRONG_ITEM_SENT,), order=delivered())
    assert "As to what you received:" not in text_of(view)


def test_whoever_asks_about_the_postage_of_an_exchange_hears_of_both_ways() -> None:
    rule = a_passage("无理由退货，以及自行改换规格的往返运费由您承担。", causes=(Cause.FREIGHT_DISPUTE,))
    swap: dict[str, Any] = {"actions": actions(K.EXCHANGE_AT_CUSTOMER_COST), "order": delivered()}
    asked = text_of(a_view(Cause.ORDERED_AS_SENT, topics=(Topic.FREIGHT,), passages=(rule,), **swap))
    assert "寄回和换新寄出的运费都需由您承担" in asked
    assert "寄回的运费需由您承担" in text_of(a_view(Cause.ORDERED_AS_SENT, **swap))


def test_who_tells_how_the_parcel_is_to_come_is_not_told_to_wait_for_a_call() -> None:
    wish = "Could you ask SF to leave it with the guard? I cannot speak to the courier."
    text = text_of(a_view(Cause.IN_TRANSIT_ON_TIME, "en", words=wish, order=an_order(shipments=(a_shipment(),))))
    assert "normally call or text" not in text
    assert "You would like us to ask SF to leave it with the guard" in text


@pytest.mark.parametrize(
    ("language", "told"), [("zh", "您希望取消订单"), ("en", "asked for the order to be cancelled")]
)
def test_cancelling_beside_a_second_charge_is_taken_up(language: Language, told: str) -> None:
    refund: dict[str, Any] = {"actions": actions(K.REFUND), "commitments": commitments(K.REFUND)}
    view = a_view(Cause.DUPLICATE_CHARGE, language, requests=(Request.CANCEL,), order=unshipped(), **refund)
    assert told in text_of(view)
    called_off = a_view(Cause.CANCEL_BEFORE_SHIPPING, language, requests=(Request.CANCEL,), order=unshipped())
    assert told not in text_of(called_off)
