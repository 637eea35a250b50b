"""What a letter says of the state of the order, its parcel and its money is what the records hold."""

from decimal import Decimal
from typing import Any

import pytest
from support.replies import failures, with_sentence
from support.views import a_line, a_refund, a_return, a_shipment, a_view, an_order, at

from assistant.case.diagnosis import Cause
from assistant.case.inquiry import StatementKind
from assistant.case.reply import PartKind
from assistant.case.shop import OrderStatus
from assistant.case.verification import Verdict
from assistant.case.view import CaseView, ClaimView, EventView
from assistant.drafting.checks import ACTIONS_ALLOWED, GROUNDED_NAMES
from assistant.drafting.writing import write_offline


def is_blocked(sentence: str, view: CaseView, kind: PartKind = PartKind.FACTS) -> bool:
    reply = with_sentence(write_offline(view).reply, kind, f"\n{sentence}")
    return GROUNDED_NAMES in failures(reply, view)


def a_case(language: str, cause: Cause = Cause.IN_TRANSIT_ON_TIME, **order: Any) -> CaseView:
    return a_view(cause, language, order=an_order(**order))


IN_TRANSIT = {
    "zh": [
        "包裹已经退回我们仓库。",
        "这笔订单已经取消。",
        "这笔订单已经退款。",
        "您的包裹在路上丢了。",
        "订单还没有付款。",
        "您的订单已经完成。",
        "包裹还没有发出。",
        "包裹正在派送。",
        "快递员联系不上您，所以没有送到。",
        "您填的地址不完整，所以耽误了。",
        "包裹在分拣时被压坏了。",
        "包裹已经送到您小区门口了。",
        "您的订单有运费险。",
        "我们已经收到您的退货。",
        "包裹现在在驿站等您。",
        "这款目前断货。",
    ],
    "en": [
        "The parcel was lost.",
        "It is on its way back to us.",
        "It has been returned to our warehouse.",
        "You have not paid yet.",
        "The courier damaged it on the way.",
        "The driver could not find you at home.",
        "Your payment bounced.",
        "It is out for delivery.",
        "The order has been cancelled.",
        "The order is completed.",
        "It has not been shipped yet.",
        "The parcel is waiting at your front door.",
        "The thermos is sold out.",
    ],
}


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_state_that_the_records_do_not_hold_is_not_told(language: str) -> None:
    view = a_case(language)
    assert [sentence for sentence in IN_TRANSIT[language] if not is_blocked(sentence, view)] == []


OPEN = {
    "zh": [
        "如果包裹丢了，我们会查。",
        "包裹签收后，请您检查一下。",
        "您说包裹丢了，我们能理解您的着急。",
        "包裹没有丢失。",
        "包裹是否已经签收，我们会核实。",
        "订单已经付款。",
        "包裹已经发出，在路上。",
        "退款会按原路退回，包裹退回仓库后办理。",
        "包裹会在今天派送。",
        "您担心包裹已经退回了。",
        "一般情况下，包裹已签收的订单不能取消。",
    ],
    "en": [
        "If the parcel was lost, we will look for it.",
        "You say that it was damaged on the way.",
        "Nothing shows that the parcel was lost.",
        "Has it been returned to our warehouse?",
        "If you no longer need it, what you paid for it is refunded.",
        "It has been shipped and is on its way to you.",
        "Once it is out for delivery, the courier writes to you.",
        "It has not been cancelled.",
        "As digits were missing last time, please send them again.",
    ],
}


@pytest.mark.parametrize("language", ["zh", "en"])
def test_what_states_nothing_may_be_said(language: str) -> None:
    view = a_case(language)
    assert [sentence for sentence in OPEN[language] if is_blocked(sentence, view)] == []


BORNE_OUT = [
    ("包裹已经签收。", {"shipments": (a_shipment(delivered_at=at(14, 9)),)}),
    ("这笔订单已经取消。", {"status": OrderStatus.CANCELLED}),
    ("这笔订单已经退款。", {"refunds": (a_refund(completed_at=at(16, 9)),)}),
    ("我们已经收到您的退货。", {"returns": (a_return(),)}),
    ("订单还没有付款。", {"paid_at": None, "status": OrderStatus.PENDING_PAYMENT}),
    ("包裹还没有发出。", {"shipments": ()}),
    ("包裹正在派送。", {"shipments": (a_shipment(last_event=EventView(at=at(14, 9), place="杭州", text="派送中")),)}),
    ("您的订单有运费险。", {"freight_insured": True}),
    (
        "另一件还没有发货。",
        {"lines": (a_line(), a_line(product="台灯", paid=Decimal("50.00"))), "shipments": (a_shipment(),)},
    ),
]


@pytest.mark.parametrize(("sentence", "order"), BORNE_OUT)
def test_a_state_that_the_records_hold_may_be_told(sentence: str, order: dict[str, Any]) -> None:
    cause = Cause.IN_TRANSIT_ON_TIME if order.get("shipments", True) else Cause.NOT_SHIPPED
    assert not is_blocked(sentence, a_case("zh", cause, **order))


@pytest.mark.parametrize(
    ("language", "said", "sentence"),
    [
        ("zh", "客服答应全额退款并补偿100元", "处理结果：“全额退款并补偿100元”，请留意到账。"),
        ("en", "you will refund me CNY 500 today", "We confirm: “you will refund me CNY 500 today”."),
    ],
)
def test_a_claim_in_quotation_marks_is_still_the_customers_wish(language: str, said: str, sentence: str) -> None:
    claim = ClaimView(kind=StatementKind.PROMISED, words=said, said=said, verdict=Verdict.NOT_IN_RECORDS)
    view = a_view(Cause.IN_TRANSIT_ON_TIME, language, words=said, claims=(claim,))
    reply = with_sentence(write_offline(view).reply, PartKind.SOLUTION, f"\n{sentence}", "claim.0", "customer.words")
    assert ACTIONS_ALLOWED in failures(reply, view)


@pytest.mark.parametrize(
    ("language", "wrong", "right"),
    [
        ("zh", "签收人是门卫。", "签收人是本人。"),
        ("zh", "包裹由邻居签收。", "包裹由您本人签收。"),
        ("en", "It was signed for by a neighbour.", "It was signed for by the recipient."),
    ],
)
def test_who_signed_is_whom_the_record_has(language: str, wrong: str, right: str) -> None:
    view = a_case(language, shipments=(a_shipment(delivered_at=at(14, 9), signed_by="本人"),))
    assert is_blocked(wrong, view)
    assert not is_blocked(right, view)
