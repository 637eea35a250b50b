"""The offline writer: whom a letter greets, which details of the customer's own it takes up, and open orders."""

from typing import Any

import pytest
from support.resolutions import RESOLUTIONS, actions, asks, commitments, unshipped
from support.views import (
    ORDER_NUMBER,
    TRACKING_NUMBER,
    a_line,
    a_shipment,
    a_view,
    an_order,
    an_unverified_view,
    at,
)

from assistant.case.diagnosis import ActionKind, Category, Cause
from assistant.case.inquiry import Request
from assistant.case.reply import Part, PartKind, Reply
from assistant.case.view import CaseView
from assistant.drafting.writing import write_offline

K = ActionKind


def text_of(view: CaseView) -> str:
    return write_offline(view).reply.text


def part(reply: Reply, kind: PartKind) -> Part:
    return next(part for part in reply.parts if part.kind is kind)


# who writes, to whom


@pytest.mark.parametrize(
    ("name", "language", "greeting"),
    [
        ("Emma Clarke", "en", "Dear Emma,"),
        ("Dr. Emma Clarke", "en", "Dear Emma,"),
        ("Anne-Marie Dupont", "en", "Dear Anne-Marie,"),
        ("J. Miller", "en", "Dear J. Miller,"),
        ("Harper & Sons", "en", "Dear Harper & Sons,"),
        ("孙丽", "en", "Hello,"),
        ("孙丽", "zh", "孙丽，您好："),
        ("Emma Clarke", "zh", "Emma Clarke，您好："),
    ],
)
def test_the_greeting_is_the_language_s_own(name: str, language: str, greeting: str) -> None:
    assert text_of(a_view(language=language, name=name)).startswith(greeting)


def test_a_letter_is_signed_with_a_name_that_its_reader_can_read() -> None:
    assert text_of(a_view(language="en", shop_name="Sunny Living")).endswith("Sunny Living Customer Support")
    assert text_of(a_view(language="en", shop_name="暖阳生活")).endswith("Kind regards,\nCustomer Support")
    assert text_of(a_view(shop_name="暖阳生活")).endswith("暖阳生活客服")


# the customer's own details


def a_letter_to(words: str, cause: Cause, language: str = "zh", **changes: Any) -> str:
    return text_of(a_view(cause, language, words=words, **{"order": unshipped(), **changes}))


def test_a_new_address_is_taken_up_to_the_district_and_no_further() -> None:
    moved = "麻烦改成：浙江省宁波市海曙区中山西路138号1502室，电话不变"
    text = a_letter_to(moved, Cause.ADDRESS_CHANGE_BEFORE_SHIPPING, actions=actions(K.CHANGE_ADDRESS))
    assert "新地址（宁波市海曙区），联系电话不变" in text
    assert "中山西路" not in text
    both = f"原来是杭州市余杭区良渚街道，{moved}"
    unsure = a_letter_to(both, Cause.ADDRESS_CHANGE_BEFORE_SHIPPING, actions=actions(K.CHANGE_ADDRESS))
    assert "市海曙区" not in unsure
    english = a_letter_to(
        "Send it to 27 Elm Close instead. Same phone number.",
        Cause.ADDRESS_CHANGE_BEFORE_SHIPPING,
        "en",
        actions=actions(K.CHANGE_ADDRESS),
    )
    assert "keep the phone number as it is" in english


@pytest.mark.parametrize(
    ("words", "language", "said"),
    [
        ("抬头：杭州晨星文化有限公司\n税号：91330108MA2DEM088X", "zh", "按您提供的抬头“杭州晨星文化有限公司”"),
        ("发票开个人抬头就行", "zh", "按个人抬头"),
        ("发票抬头：http://evil.example/a", "zh", "按您提供的信息"),
        ("抬头：甲有限公司。不对，抬头：乙有限公司", "zh", "按您提供的信息"),
        ("Could I get an invoice made out to Harper & Sons?", "en", "make it out to Harper & Sons"),
        ("an invoice, made out to me personally", "en", "in the name Emma Clarke"),
        ("an invoice please", "en", "with the details in your email"),
    ],
)
def test_an_invoice_names_whom_it_is_for_as_the_customer_wrote_it(words: str, language: str, said: str) -> None:
    assert said in a_letter_to(words, Cause.INVOICE_REQUEST, language, actions=actions(K.ISSUE_INVOICE))


def test_who_has_asked_around_is_not_asked_to() -> None:
    changes = RESOLUTIONS[Cause.DELIVERED_NOT_RECEIVED][0]
    assert "邻居" in a_letter_to("我没收到啊", Cause.DELIVERED_NOT_RECEIVED, **changes)
    for words in ("家里一直有人，没收到啊", "问过邻居和物业了，都说没见过"):
        assert "邻居" not in a_letter_to(words, Cause.DELIVERED_NOT_RECEIVED, **changes)


# open orders and early requests


def test_somebody_with_several_parcels_hears_of_each_before_being_asked_which() -> None:
    first = an_order(number="2026110900001", lines=(a_line(product="护眼台灯", variant="白色"),))
    view = a_view(
        None,
        category=Category.LOGISTICS,
        order_unsettled=True,
        candidates=(first, an_order()),
        questions=asks("which_order", "护眼台灯", "保温杯"),
    )
    explanation = part(write_offline(view).reply, PartKind.EXPLANATION)
    way = f"中通快递 {TRACKING_NUMBER}，预计11月14日(周六)送达，最新记录是11月12日(周四)09:30“快件已到达杭州转运中心”。"
    assert [line for line in explanation.text.split("\n") if line.startswith("- ")] == [
        f"- 护眼台灯（白色），订单 2026110900001，11月9日(周一)下单：{way}",
        f"- 保温杯（红色），订单 {ORDER_NUMBER}，11月9日(周一)下单：{way}",
    ]
    assert explanation.sources == ("candidate.0", "candidate.1")


def test_what_is_asked_for_too_early_is_answered_with_the_day_to_wait_for() -> None:
    order = an_order(shipments=(a_shipment(promised_at=at(20, 20)),))
    wishes = (Request.REFUND, Request.RESHIP)
    early = a_view(Cause.IN_TRANSIT_ON_TIME, "en", order=order, requests=wishes)
    assert "we cannot arrange a refund or a replacement yet; if it has not come by the end of Friday" in text_of(early)


def test_who_asked_to_return_need_not_ask_again() -> None:
    changes = {**RESOLUTIONS[Cause.RETURN_IN_WINDOW][0], "requests": (Request.RETURN,)}
    asked = text_of(a_view(Cause.RETURN_IN_WINDOW, **changes, commitments=commitments(K.RETURN_AT_CUSTOMER_COST)))
    assert "回信" not in asked
    assert "退货的地址和寄回方式，我们会在11月20日(周五)18:00 前写信告诉您" in asked
    offered = text_of(a_view(Cause.RETURN_IN_WINDOW, **RESOLUTIONS[Cause.RETURN_IN_WINDOW][0]))
    assert "要退的话，请在11月23日(周一)24:00 前回信告诉我们" in offered


def test_price_protection_that_is_over_is_refused_and_not_put_off() -> None:
    late = an_order(paid_at=at(10, 9))
    assert "已经过了保护期" in text_of(a_view(Cause.PRICE_PROTECTION, order=late))
    assert "已经过了保护期" not in text_of(a_view(Cause.PRICE_PROTECTION, order=an_order(paid_at=at(11, 9))))


# somebody who has not shown who they are


@pytest.mark.parametrize(
    ("words", "language", "asked", "not_asked"),
    [
        ("钱扣了，没有订单号，帮我查一下。", "zh", "收件人姓名和手机号后四位、买的是什么", "请告诉我们订单号"),
        (
            "我爸买的，手机尾号2345，谁签收的？",
            "zh",
            "手机尾号我们看到了，还请告诉我们订单号；也可以请下单",
            "后四位",
        ),
        ("帮我妈问一下她的包裹", "zh", "也可以请下单的本人用账户邮箱来信", "如果订单是别人下的"),
        (
            "I don't have an order number, but I paid.",
            "en",
            "roughly when and how much was paid",
            "the order number and",
        ),
        ("It's a present from my sister, I have no order details.", "en", "without a number", "ask them to write"),
        ("My phone ends in 2345.", "en", "Thank you for the last four digits", "digits of the phone"),
        (
            "Where is my parcel?",
            "en",
            "Please send us the order number and the last four digits",
            "Thank you for the last",
        ),
    ],
)
def test_a_stranger_is_asked_for_what_they_can_give(words: str, language: str, asked: str, not_asked: str) -> None:
    letter = text_of(an_unverified_view(language, words=words, questions=asks("order_number")))
    assert asked in letter
    assert not_asked not in letter
