"""A letter fits its case: it apologises for what happened, tells where a parcel went, and hedges nothing."""

from typing import Any

import pytest
from support.resolutions import RESOLUTIONS, actions, delivered, unshipped
from support.views import a_line, a_passage, a_return, a_shipment, a_view, an_order, an_unverified_view, at

from assistant.case.diagnosis import ActionKind, Category, Cause
from assistant.case.inquiry import Emotion, Request, Topic
from assistant.case.reply import PartKind
from assistant.case.shop import OrderStatus
from assistant.case.view import CaseView, Question
from assistant.drafting.offline import OfflineDrafter
from assistant.drafting.writing import write_offline

K = ActionKind
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
