"""Changes, cancelling and haste before an order leaves us: of what, by when, and what is asked for."""

from datetime import datetime, timedelta

import pytest
from support.cases import NOW, PRODUCTS, ZONE, ago, evidence, inquiry, line, mention, order, shipment, worked

from assistant.case.diagnosis import Action, ActionKind
from assistant.case.inquiry import Inquiry, Request, Topic
from assistant.case.shop import Order, Product
from assistant.case.worked import WorkedCase

DELIVERED = shipment(40, delivered_at=ago(hours=40))


def case(given_order: Order, asked: Inquiry) -> WorkedCase:
    return worked(evidence(given_order, of=asked))


def actions(worked_case: WorkedCase) -> dict[ActionKind, Action]:
    return {action.kind: action for action in worked_case.resolution.actions}


SLIPPERS = line("SLIPPERS", "拖鞋", unit_price="49.00", paid="40.00")
TWO = order(status="paid", lines=(line(paid="89.00"), SLIPPERS), total="129.00")


@pytest.mark.parametrize(
    ("called_off", "items", "amount"),
    [(("保温杯",), ["保温杯（红色）"], "89.00"), ((), None, "129.00"), (("保温杯", "拖鞋"), None, "129.00")],
    ids=["a part", "not told apart", "all"],
)
def test_only_what_is_called_off_is_cancelled(
    called_off: tuple[str, ...], items: list[str] | None, amount: str
) -> None:
    asked = inquiry(Topic.CANCEL, items=(mention("保温杯"), mention("拖鞋")), called_off=called_off)
    products = (*PRODUCTS, Product(sku="SLIPPERS", name="拖鞋"))
    found = actions(worked(evidence(TWO, of=asked, products=products)))
    assert found[ActionKind.CANCEL_ORDER].arguments.get("items") == items
    assert found[ActionKind.REFUND].arguments["amount"] == amount


@pytest.mark.parametrize(
    ("asked", "cancelled"),
    [
        (inquiry(Topic.RETURN, requests=(Request.RETURN,)), False),
        (inquiry(Topic.RETURN, requests=(Request.RETURN, Request.REFUND)), True),
        (inquiry(Topic.RETURN, requests=(Request.RETURN, Request.CANCEL)), True),
        (inquiry(Topic.CANCEL), True),
    ],
)
def test_who_would_return_what_has_not_left_is_asked_before_it_is_cancelled(asked: Inquiry, cancelled: bool) -> None:
    found = case(order(status="paid"), asked)
    assert (ActionKind.CANCEL_ORDER in actions(found), ActionKind.REFUND in actions(found)) == (cancelled, cancelled)
    asks = [(question.kind, question.options) for question in found.resolution.questions]
    assert asks == ([] if cancelled else [("choice", ("cancel_order", "wait"))])


CHANGES = {
    Topic.ADDRESS: inquiry(Topic.ADDRESS, new_address="浙江省杭州市西湖区文一路1号"),
    Topic.VARIANT: inquiry(Topic.VARIANT, requests=(Request.CHANGE_VARIANT,), wanted_variants=("蓝色",)),
    Topic.CANCEL: inquiry(Topic.CANCEL, requests=(Request.CANCEL,)),
}


@pytest.mark.parametrize("topic", list(CHANGES))
@pytest.mark.parametrize(
    ("ship_by", "due"),
    [(NOW + timedelta(hours=22), NOW + timedelta(hours=22)), (ago(hours=1), None), (NOW + timedelta(days=9), None)],
    ids=["before our answer", "past", "far"],
)
def test_no_news_of_a_change_comes_after_the_order_has_left(
    topic: Topic, ship_by: datetime, due: datetime | None
) -> None:
    (promised,) = case(order(status="paid", ship_by=ship_by), CHANGES[topic]).resolution.commitments
    assert promised.due == (due or datetime(2026, 11, 23, 10, 0, tzinfo=ZONE))


def test_the_way_to_send_back_is_told_before_the_time_to_do_so_is_over() -> None:
    parcel = shipment(delivered_at=ago(days=7, hours=2), signed_by="本人")
    returning = inquiry(Topic.RETURN, requests=(Request.RETURN,))
    (promised,) = case(order(status="delivered", shipments=(parcel,)), returning).resolution.commitments
    assert promised.due == datetime(2026, 11, 21, 0, 0, tzinfo=ZONE), "24:00 of the last day"


@pytest.mark.parametrize(
    ("status", "asked", "hurried"),
    [
        ("paid", CHANGES[Topic.ADDRESS], True),
        ("paid", inquiry(Topic.INVOICE), True),
        ("paid", CHANGES[Topic.CANCEL], False),
        ("delivered", inquiry(Topic.INVOICE), False),
    ],
)
def test_who_wishes_a_change_and_haste_is_answered_on_both(status: str, asked: Inquiry, hurried: bool) -> None:
    in_haste = asked.model_copy(update={"requests": (*asked.requests, Request.EXPEDITE)})
    parcels = (DELIVERED,) if status == "delivered" else ()
    assert (ActionKind.EXPEDITE in actions(case(order(status=status, shipments=parcels), in_haste))) is hurried


def test_charges_that_the_records_do_not_show_are_asked_for_and_looked_into() -> None:
    found = case(order(status="paid"), inquiry(Topic.DUPLICATE_CHARGE, requests=(Request.REFUND,))).resolution
    assert [question.kind for question in found.questions] == ["charges"]
    assert [commitment.kind for commitment in found.commitments] == [ActionKind.GIVE_INFORMATION]


@pytest.mark.parametrize(
    ("topic", "called_off"),
    [(Topic.DUPLICATE_CHARGE, False), (Topic.PRICE_DROP, False), (Topic.DELIVERY, True)],
)
def test_who_wants_other_money_back_has_not_called_off_what_is_late(topic: Topic, called_off: bool) -> None:
    twice = ({"id": "P1", "amount": "89.00"}, {"id": "P2", "amount": "89.00"})
    late = order(status="paid", ship_by=ago(hours=3), payments=twice)
    found = case(late, inquiry(*dict.fromkeys((topic, Topic.DELIVERY)), requests=(Request.REFUND,)))
    assert (ActionKind.CANCEL_ORDER in actions(found)) is called_off
