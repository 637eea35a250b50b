"""What is wrong: each cause with the records that decide it, and the boundaries between causes."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from support.cases import NOW, ZONE, ago, inquiry, line, order, said, shipment, verified

from assistant.case.diagnosis import POOLS, Category, Cause
from assistant.case.inquiry import Inquiry, Request, StatementKind, Topic
from assistant.case.shop import Contact, Order, Shop
from assistant.process.causes import diagnose, diagnose_words
from assistant.process.remedies import RULES

POINT = {"name": "菜鸟驿站文三店", "phone": "0571-88888888", "code": "6-2-1024"}
M_COAT = line("COAT-M", "羽绒服", variant={"尺码": "M"})
SENT_BACK = {"skus": ["CUP-R"], "requested_at": ago(days=4), "received_at": ago(days=2)}
LONG_AGO = shipment(delivered_at=ago(days=90))
DELIVERED = shipment(40, delivered_at=ago(hours=40), signed_by="本人")


def event(text: str, hours: float = 5) -> dict[str, object]:
    return {"at": ago(hours=hours), "text": text}


TABLE: list[tuple[Cause, Order, Inquiry]] = [
    (Cause.IN_TRANSIT_ON_TIME, order(shipments=(shipment(5),)), inquiry(Topic.DELIVERY)),
    (Cause.NOT_SHIPPED, order(status="paid", ship_by=ago(hours=-5)), inquiry(Topic.DELIVERY)),
    (Cause.SHIPPING_OVERDUE, order(status="paid", ship_by=ago(hours=5)), inquiry(Topic.DELIVERY)),
    (
        Cause.PRESALE_WAITING,
        order(status="paid", ship_by=ago(days=-5), presale={"deposit": "10.00"}),
        inquiry(Topic.DELIVERY),
    ),
    (Cause.STALLED, order(shipments=(shipment(60),)), inquiry(Topic.DELIVERY)),
    (Cause.DELAYED, order(shipments=(shipment(5, promised_at=ago(hours=1)),)), inquiry(Topic.DELIVERY)),
    (
        Cause.DELIVERED_NOT_RECEIVED,
        order(status="delivered", shipments=(shipment(20, delivered_at=ago(hours=20), pickup_point=POINT),)),
        inquiry(Topic.NOT_RECEIVED),
    ),
    (Cause.LOST, order(shipments=(shipment(events=[event("快件遗失，正在核实")]),)), inquiry(Topic.DELIVERY)),
    (
        Cause.RETURNED_TO_SENDER,
        order(shipments=(shipment(events=[event("快件已退回寄件人")]),)),
        inquiry(Topic.DELIVERY),
    ),
    (Cause.DELIVERY_SERVICE, order(status="delivered", shipments=(DELIVERED,)), inquiry(Topic.DELIVERY_SERVICE)),
    (
        Cause.PARTIAL_SHIPMENT,
        order(lines=(line(), M_COAT), shipments=(shipment(5, skus=["CUP-R"]),)),
        inquiry(Topic.MISSING_ITEM),
    ),
    (
        Cause.WRONG_ITEM_SENT,
        order(status="delivered", lines=(line(picked={"sku": "CUP-B", "quantity": 1}),)),
        inquiry(Topic.WRONG_ITEM),
    ),
    (
        Cause.ORDERED_AS_SENT,
        order(status="delivered", lines=(M_COAT,)),
        inquiry(
            Topic.WRONG_ITEM,
            statements=(said(StatementKind.ORDERED_VARIANT, "L"), said(StatementKind.GOT_VARIANT, "M")),
        ),
    ),
    (Cause.DESCRIPTION_GAP, order(status="delivered"), inquiry(Topic.DESCRIPTION)),
    (
        Cause.MISSING_ITEM,
        order(status="delivered", lines=(line(quantity=3, picked={"sku": "CUP-R", "quantity": 2}),)),
        inquiry(Topic.MISSING_ITEM),
    ),
    (
        Cause.ORDERED_AS_SENT,
        order(status="delivered", lines=(line(quantity=2),)),
        inquiry(Topic.MISSING_ITEM, statements=(said(StatementKind.ORDERED_QUANTITY, "3"),)),
    ),
    (Cause.DAMAGED_IN_TRANSIT, order(status="delivered"), inquiry(Topic.DAMAGED)),
    (Cause.QUALITY_DEFECT, order(status="delivered", shipments=(DELIVERED,)), inquiry(Topic.DEFECT)),
    (Cause.RETURN_IN_WINDOW, order(status="delivered", shipments=(DELIVERED,)), inquiry(Topic.RETURN)),
    (
        Cause.RETURN_OUT_OF_WINDOW,
        order(status="completed", shipments=(shipment(delivered_at=ago(days=12)),)),
        inquiry(Topic.RETURN),
    ),
    (
        Cause.RETURN_OUT_OF_WINDOW,
        order(status="delivered", lines=(line("HONEY", "蜂蜜"),), shipments=(DELIVERED,)),
        inquiry(Topic.RETURN),
    ),
    (
        Cause.RETURN_RECEIVED_NOT_REFUNDED,
        order(status="refunding", returns=(SENT_BACK,)),
        inquiry(Topic.REFUND_PROGRESS),
    ),
    (
        Cause.REFUND_IN_PROGRESS,
        order(status="refunding", returns=(SENT_BACK,), refunds=({"amount": "89.00", "status": "processing"},)),
        inquiry(Topic.REFUND_PROGRESS),
    ),
    (
        Cause.REFUND_NOT_NOTICED,
        order(
            status="refunded",
            refunds=({"amount": "89.00", "status": "completed", "completed_at": ago(days=1)},),
        ),
        inquiry(Topic.REFUND_PROGRESS),
    ),
    (Cause.CANCEL_AFTER_SHIPPING, order(shipments=(shipment(5),)), inquiry(Topic.CANCEL)),
    (Cause.FREIGHT_DISPUTE, order(status="delivered"), inquiry(Topic.FREIGHT)),
    (
        Cause.WARRANTY,
        order(status="completed", shipments=(LONG_AGO,)),
        inquiry(Topic.DEFECT),
    ),
    (Cause.PAYMENT_INCOMPLETE, order(status="pending_payment"), inquiry(Topic.PAYMENT)),
    (Cause.PAYMENT_INCOMPLETE, order(status="pending_payment"), inquiry(Topic.DELIVERY)),
    (
        Cause.DUPLICATE_CHARGE,
        order(status="paid", payments=({"id": "P1", "amount": "89.00"}, {"id": "P2", "amount": "89.00"})),
        inquiry(Topic.DUPLICATE_CHARGE),
    ),
    (Cause.CANCEL_BEFORE_SHIPPING, order(status="paid"), inquiry(Topic.CANCEL)),
    (Cause.ADDRESS_CHANGE_BEFORE_SHIPPING, order(status="paid"), inquiry(Topic.ADDRESS)),
    (Cause.ADDRESS_CHANGE_AFTER_SHIPPING, order(shipments=(shipment(5),)), inquiry(Topic.ADDRESS)),
    (Cause.VARIANT_CHANGE_BEFORE_SHIPPING, order(status="paid"), inquiry(Topic.VARIANT)),
    (Cause.OUT_OF_STOCK, order(status="paid"), inquiry(Topic.STOCK)),
    (Cause.COUPON_RULES, order(), inquiry(Topic.COUPON)),
    (Cause.PRICE_PROTECTION, order(), inquiry(Topic.PRICE_DROP)),
    (Cause.PRESALE_TERMS, order(presale={"deposit": "10.00"}), inquiry(Topic.PRESALE)),
    (Cause.INVOICE_REQUEST, order(), inquiry(Topic.INVOICE)),
    (Cause.INVOICE_CORRECTION, order(invoice={"status": "issued"}), inquiry(Topic.INVOICE_CORRECTION)),
]
EXPLAINING = {Cause.SYNC_LAG, Cause.REGIONAL_DISRUPTION}


@pytest.mark.parametrize(
    ("cause", "given", "asked"), TABLE, ids=[f"{n}-{cause}" for n, (cause, *_) in enumerate(TABLE)]
)
def test_the_records_decide_the_cause(cause: Cause, given: Order, asked: Inquiry) -> None:
    diagnosis = diagnose(verified(given, asked))
    assert (diagnosis.cause, diagnosis.category) == (cause, cause.category)
    assert diagnosis.evidence


def test_every_cause_of_the_five_pools_is_in_the_table_and_has_a_remedy() -> None:
    every = {cause for causes in POOLS.values() for cause in causes}
    assert {cause for cause, *_ in TABLE} | EXPLAINING == every
    assert set(RULES) == every == set(Cause)


@pytest.mark.parametrize(
    ("silence", "cause"),
    [
        (timedelta(hours=47, minutes=59), Cause.IN_TRANSIT_ON_TIME),
        (timedelta(hours=48), Cause.STALLED),
        (timedelta(hours=71, minutes=59), Cause.STALLED),
        (timedelta(hours=100), Cause.STALLED),
    ],
)
def test_a_parcel_is_stalled_from_exactly_48_hours_without_an_event(silence: timedelta, cause: Cause) -> None:
    parcel = shipment(events=[{"at": NOW - silence, "text": "运输中"}])
    assert diagnose(verified(order(shipments=(parcel,)), inquiry(Topic.DELIVERY))).cause is cause


def test_a_presale_parcel_gets_72_hours() -> None:
    given = order(shipments=(shipment(60),), presale={"deposit": "10.00"})
    assert diagnose(verified(given, inquiry(Topic.DELIVERY))).cause is Cause.IN_TRANSIT_ON_TIME


def test_a_parcel_whose_trace_was_never_answered_counts_as_lost() -> None:
    traced = Contact(customer_id="C1", at=ago(hours=30), channel="chat", promise="已向快递核实，24小时内答复")
    given = order(shipments=(shipment(80),))
    assert diagnose(verified(given, inquiry(Topic.DELIVERY), [traced])).cause is Cause.LOST
    assert diagnose(verified(given, inquiry(Topic.DELIVERY))).cause is Cause.STALLED


def test_the_couriers_own_record_is_asked_before_a_parcel_is_called_stalled() -> None:
    parcel = shipment(60, courier_events=[event("到达杭州转运中心", hours=3)])
    diagnosis = diagnose(verified(order(shipments=(parcel,)), inquiry(Topic.DELIVERY)))
    assert diagnosis.cause is Cause.IN_TRANSIT_ON_TIME
    assert Cause.SYNC_LAG in diagnosis.causes


def test_a_disruption_in_the_region_explains_a_late_parcel() -> None:
    given = verified(order(shipments=(shipment(60),)), inquiry(Topic.DELIVERY), disrupted_by="storm")
    assert diagnose(given).causes == (Cause.STALLED, Cause.REGIONAL_DISRUPTION)


RECEIVED = datetime(2026, 11, 10, 9, 30, tzinfo=ZONE)


@pytest.mark.parametrize(
    ("mailed_at", "cause"),
    [
        (datetime(2026, 11, 17, 23, 59, 59, tzinfo=ZONE), Cause.RETURN_IN_WINDOW),
        (datetime(2026, 11, 18, 0, 0, tzinfo=ZONE), Cause.RETURN_OUT_OF_WINDOW),
        (datetime(2026, 11, 17, 23, 59, tzinfo=ZoneInfo("America/New_York")), Cause.RETURN_OUT_OF_WINDOW),
    ],
)
def test_the_return_window_ends_at_midnight_of_the_seventh_day_in_the_shops_time_zone(
    mailed_at: datetime, cause: Cause
) -> None:
    given = order(status="delivered", shipments=(shipment(delivered_at=RECEIVED),))
    assert diagnose(verified(given, inquiry(Topic.RETURN), mailed_at=mailed_at)).cause is cause


def test_daylight_saving_does_not_move_the_end_of_an_english_shops_window() -> None:
    london = ZoneInfo("Europe/London")
    given = order(
        status="delivered", shipments=(shipment(delivered_at=datetime(2026, 10, 22, 12, 0, tzinfo=london)),)
    )  # the clocks go back on 25 October
    shop = Shop(name="Shop", timezone="Europe/London", currency="GBP")
    last = datetime(2026, 10, 29, 23, 59, tzinfo=london)
    for moment, cause in ((last, Cause.RETURN_IN_WINDOW), (last + timedelta(minutes=1), Cause.RETURN_OUT_OF_WINDOW)):
        assert diagnose(verified(given, inquiry(Topic.RETURN), mailed_at=moment, shop=shop)).cause is cause


def test_a_pickup_points_signature_does_not_start_the_return_window() -> None:
    left = shipment(delivered_at=ago(days=12), pickup_point=POINT)
    given = order(status="delivered", shipments=(left,))
    assert diagnose(verified(given, inquiry(Topic.RETURN))).cause is Cause.RETURN_IN_WINDOW


def test_a_wrong_item_complaint_is_never_called_our_mistake_when_the_order_line_says_what_came() -> None:
    asked = inquiry(Topic.WRONG_ITEM, statements=(said(StatementKind.ORDERED_VARIANT, "L码"),))
    assert diagnose(verified(order(status="delivered", lines=(M_COAT,)), asked)).cause is Cause.ORDERED_AS_SENT


def test_what_is_wrong_comes_before_what_is_wished() -> None:
    asked = inquiry(Topic.RETURN, Topic.DAMAGED, requests=(Request.REFUND,))
    diagnosis = diagnose(verified(order(status="delivered", shipments=(DELIVERED,)), asked))
    assert diagnosis.causes == (Cause.DAMAGED_IN_TRANSIT,)


def test_a_return_wished_for_a_fault_of_ours_never_offers_the_return_at_the_customers_cost() -> None:
    wrong = order(status="delivered", lines=(line(picked={"sku": "CUP-B", "quantity": 1}),), shipments=(DELIVERED,))
    assert diagnose(verified(wrong, inquiry(Topic.WRONG_ITEM, Topic.RETURN))).causes == (Cause.WRONG_ITEM_SENT,)


def test_a_word_about_the_delivery_beside_another_matter_is_no_complaint_about_it() -> None:
    arrived = order(status="delivered", shipments=(DELIVERED,))
    assert diagnose(verified(arrived, inquiry(Topic.DELIVERY, Topic.INVOICE))).causes == (Cause.INVOICE_REQUEST,)
    missing = inquiry(Topic.DELIVERY, Topic.INVOICE, statements=(said(StatementKind.NOT_RECEIVED),))
    assert Cause.DELIVERED_NOT_RECEIVED in diagnose(verified(arrived, missing)).causes


def test_whether_it_has_shipped_is_part_of_wishing_another_address() -> None:
    asked = inquiry(Topic.ADDRESS, Topic.DELIVERY)
    assert diagnose(verified(order(status="paid"), asked)).causes == (Cause.ADDRESS_CHANGE_BEFORE_SHIPPING,)


def test_legal_threats_come_before_everything_and_keep_what_else_is_wrong() -> None:
    diagnosis = diagnose(verified(order(shipments=(shipment(60),)), inquiry(Topic.DELIVERY, Topic.LEGAL)))
    assert (diagnosis.category, diagnosis.cause) == (Category.COMPLAINT_OR_LEGAL, None)
    assert diagnosis.secondary[0].cause is Cause.STALLED


@pytest.mark.parametrize(
    ("asked", "category", "cause"),
    [
        (inquiry(Topic.PRODUCT_QUESTION), Category.PRODUCT_QUESTION, None),
        (inquiry(Topic.PRAISE), Category.PRAISE, None),
        (inquiry(Topic.LEGAL), Category.COMPLAINT_OR_LEGAL, None),
        (inquiry(Topic.DELIVERY), Category.LOGISTICS, None),
        (inquiry(Topic.COUPON), Category.PROMOTION_AND_INVOICE, Cause.COUPON_RULES),
        (inquiry(requests=(Request.DELETE_DATA,)), Category.COMPLAINT_OR_LEGAL, None),
        (inquiry(), Category.PRODUCT_QUESTION, None),
    ],
)
def test_without_an_order_only_the_words_speak(asked: Inquiry, category: Category, cause: Cause | None) -> None:
    diagnosis = diagnose_words(asked)
    assert (diagnosis.category, diagnosis.cause) == (category, cause)
