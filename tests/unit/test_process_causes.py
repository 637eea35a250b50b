"""What is wrong: each cause with the records that decide it, and the boundaries between causes."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from support.cases import (
    LI_LEI,
    NOW,
    POLICY,
    PRODUCTS,
    SHOP,
    ZONE,
    ago,
    email,
    evidence,
    inquiry,
    line,
    mention,
    named,
    order,
    said,
    shipment,
    verified,
    worked,
)

from assistant.case.diagnosis import POOLS, Category, Cause
from assistant.case.inquiry import Inquiry, Request, StatementKind, Topic
from assistant.case.knowledge import InForce
from assistant.case.shop import Contact, Order, Shop
from assistant.drafting.offline import OfflineDrafter
from assistant.process.causes import diagnose, diagnose_words
from assistant.process.disclosure import view_for_sender
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


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize(
    ("cause", "given", "asked"), TABLE, ids=[f"{n}-{cause}" for n, (cause, *_) in enumerate(TABLE)]
)
def test_each_cause_is_explained_in_the_customers_language(
    cause: Cause, given: Order, asked: Inquiry, language: str
) -> None:
    asked = asked.model_copy(update={"language": language, "order_numbers": (given.number,)})
    case = worked(evidence(given, of=asked, named=(named(given),)))
    view = view_for_sender(case, email(), SHOP, LI_LEI, POLICY, PRODUCTS)
    written = OfflineDrafter().write(view)
    assert view.cause is cause
    assert [part.text for part in written.reply.parts if part.kind == "explanation"]
    assert [(check.name, check.detail) for check in written.checks if not check.passed] == []


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("kind", list(StatementKind))
def test_what_the_records_contradict_is_always_said_in_the_reply(kind: StatementKind, language: str) -> None:
    on_its_way = order(shipments=(shipment(5),), payments=({"id": "P1", "amount": "89.00"},))
    collected = order(
        status="delivered",
        shipments=(shipment(5, delivered_at=ago(hours=9), collected_at=ago(hours=5), signed_by="本人"),),
        refunds=({"amount": "10.00", "status": "completed", "completed_at": ago(hours=2)},),
        lines=(line(quantity=2, picked={"sku": "CUP-R", "quantity": 2}),),
    )
    unpaid = order(status="pending_payment", paid_at=None)
    asked = inquiry(Topic.DELIVERY, language=language, statements=(said(kind, "7", words="……"),))
    for given in (on_its_way, collected, unpaid):
        view = view_for_sender(worked(evidence(given, of=asked)), email(), SHOP, LI_LEI, POLICY, PRODUCTS)
        checks = {check.name: check for check in OfflineDrafter().write(view).checks}
        assert checks["contradictions_addressed"].passed, checks["contradictions_addressed"].detail


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


@pytest.mark.parametrize(
    ("placed_at", "cause"),
    [
        (datetime(2026, 10, 31, 23, 59, tzinfo=ZONE), Cause.STALLED),
        (datetime(2026, 11, 1, 0, 0, tzinfo=ZONE), Cause.IN_TRANSIT_ON_TIME),
        (datetime(2026, 11, 12, 23, 59, tzinfo=ZONE), Cause.IN_TRANSIT_ON_TIME),
        (datetime(2026, 11, 13, 0, 0, tzinfo=ZONE), Cause.STALLED),
    ],
)
def test_parcels_of_orders_placed_in_a_sale_get_72_hours(placed_at: datetime, cause: Cause) -> None:
    sale = InForce(valid_from=datetime(2026, 11, 1, tzinfo=ZONE), valid_until=datetime(2026, 11, 13, tzinfo=ZONE))
    policy = POLICY.model_copy(update={"sales": (sale,)})
    given = order(placed_at=placed_at, shipments=(shipment(60),))
    assert diagnose(verified(given, inquiry(Topic.DELIVERY), policy=policy)).cause is cause
    quiet = order(placed_at=placed_at, shipments=(shipment(72),))
    assert diagnose(verified(quiet, inquiry(Topic.DELIVERY), policy=policy)).cause is Cause.STALLED


@pytest.mark.parametrize(
    ("late_by", "cause"), [(timedelta(0), Cause.IN_TRANSIT_ON_TIME), (timedelta(minutes=1), Cause.DELAYED)]
)
def test_a_parcel_is_delayed_from_the_minute_after_the_promised_time(late_by: timedelta, cause: Cause) -> None:
    parcel = shipment(5, promised_at=NOW - late_by)
    assert diagnose(verified(order(shipments=(parcel,)), inquiry(Topic.DELIVERY))).cause is cause


@pytest.mark.parametrize(
    ("now", "cause"),
    [
        (datetime(2026, 11, 19, 23, 59, tzinfo=ZONE), Cause.PRESALE_WAITING),
        (datetime(2026, 11, 20, 0, 1, tzinfo=ZONE), Cause.SHIPPING_OVERDUE),
    ],
)
def test_a_presale_counts_its_days_from_the_final_payment(now: datetime, cause: Cause) -> None:
    presale = {"deposit": "10.00", "balance_paid_at": datetime(2026, 11, 4, 20, 0, tzinfo=ZONE)}
    given = verified(order(status="paid", presale=presale), inquiry(Topic.PRESALE), now=now)
    assert diagnose(given).cause is cause


def test_a_presale_that_is_not_paid_in_full_is_about_its_terms() -> None:
    waiting = order(status="pending_payment", paid_at=None, presale={"deposit": "10.00"})
    assert diagnose(verified(waiting, inquiry(Topic.PRESALE))).cause is Cause.PRESALE_TERMS


def test_a_presale_parcel_gets_72_hours() -> None:
    given = order(shipments=(shipment(60),), presale={"deposit": "10.00"})
    assert diagnose(verified(given, inquiry(Topic.DELIVERY))).cause is Cause.IN_TRANSIT_ON_TIME


def test_a_parcel_whose_trace_was_never_answered_counts_as_lost() -> None:
    traced = Contact(customer_id="C1", at=ago(hours=30), channel="chat", promise="已向快递核实，24小时内答复")
    given = order(shipments=(shipment(80),))
    assert diagnose(verified(given, inquiry(Topic.DELIVERY), [traced])).cause is Cause.LOST
    assert diagnose(verified(given, inquiry(Topic.DELIVERY))).cause is Cause.STALLED


@pytest.mark.parametrize(
    ("note", "cause"),
    [
        ("致电驿站，驿站回复没有这个件", Cause.LOST),
        ("The courier confirmed that the parcel cannot be found.", Cause.LOST),
        ("客户说快递表示找不到", Cause.DELIVERED_NOT_RECEIVED),
        ("驿站回复包裹在货架上", Cause.DELIVERED_NOT_RECEIVED),
    ],
)
def test_a_parcel_that_the_pickup_point_denies_to_us_is_lost(note: str, cause: Cause) -> None:
    call = Contact(customer_id="C1", at=ago(hours=3), channel="phone", summary=note)
    given = order(status="delivered", shipments=(shipment(20, delivered_at=ago(hours=20), pickup_point=POINT),))
    assert diagnose(verified(given, inquiry(Topic.NOT_RECEIVED), [call])).cause is cause


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


@pytest.mark.parametrize(
    ("received", "mailed_at", "cause"),
    [
        ((2026, 2, 21), (2026, 2, 28, 23, 59), Cause.RETURN_IN_WINDOW),
        ((2026, 2, 21), (2026, 3, 1, 0, 0), Cause.RETURN_OUT_OF_WINDOW),
        ((2026, 12, 28), (2027, 1, 4, 23, 59), Cause.RETURN_IN_WINDOW),
        ((2026, 12, 28), (2027, 1, 5, 0, 0), Cause.RETURN_OUT_OF_WINDOW),
    ],
)
def test_the_return_window_passes_the_end_of_a_month_and_a_year(
    received: tuple[int, int, int], mailed_at: tuple[int, int, int, int, int], cause: Cause
) -> None:
    given = order(status="delivered", shipments=(shipment(delivered_at=datetime(*received, 18, tzinfo=ZONE)),))
    asked = verified(given, inquiry(Topic.RETURN), mailed_at=datetime(*mailed_at, tzinfo=ZONE))
    assert diagnose(asked).cause is cause


@pytest.mark.parametrize(
    ("mailed_at", "cause"),
    [
        (datetime(2026, 11, 25, 23, 59, tzinfo=ZONE), Cause.QUALITY_DEFECT),
        (datetime(2026, 11, 26, 0, 0, tzinfo=ZONE), Cause.WARRANTY),
    ],
)
def test_a_fault_is_a_quality_case_until_the_fifteenth_day_and_a_repair_after_it(
    mailed_at: datetime, cause: Cause
) -> None:
    given = order(status="completed", shipments=(shipment(delivered_at=RECEIVED),))
    assert diagnose(verified(given, inquiry(Topic.DEFECT), mailed_at=mailed_at)).cause is cause


@pytest.mark.parametrize(("mailed_at", "ours"), [((2027, 5, 10, 23, 59), True), ((2027, 5, 11, 0, 0), False)])
def test_for_six_months_it_is_ours_to_show_that_a_durable_good_has_no_fault(
    mailed_at: tuple[int, int, int, int, int], ours: bool
) -> None:
    given = order(status="completed", shipments=(shipment(delivered_at=RECEIVED),))
    asked = verified(given, inquiry(Topic.DEFECT), mailed_at=datetime(*mailed_at, tzinfo=ZONE))
    durable = {sku: product.model_copy(update={"durable": True}) for sku, product in asked.products.items()}
    for products, shown in ((durable, ours), (asked.products, False)):
        evidence_of_it = diagnose(asked.model_copy(update={"products": products})).evidence
        assert any("ours to show" in line for line in evidence_of_it) is shown


def test_the_window_is_that_of_the_goods_that_the_mail_names() -> None:
    old = shipment(delivered_at=ago(days=12), skus=["CUP-R"])
    new = shipment(delivered_at=ago(days=2), skus=["COAT-M"])
    given = order(status="delivered", lines=(line(), M_COAT), shipments=(old, new))
    for words, cause in (("保温杯", Cause.RETURN_OUT_OF_WINDOW), ("羽绒服", Cause.RETURN_IN_WINDOW)):
        assert diagnose(verified(given, inquiry(Topic.RETURN, items=(mention(words),)))).cause is cause


def test_goods_excluded_from_returns_exclude_only_themselves() -> None:
    given = order(status="delivered", lines=(line(), line("HONEY", "蜂蜜")), shipments=(DELIVERED,))
    for words, cause in (("保温杯", Cause.RETURN_IN_WINDOW), ("蜂蜜", Cause.RETURN_OUT_OF_WINDOW)):
        assert diagnose(verified(given, inquiry(Topic.RETURN, items=(mention(words),)))).cause is cause


def test_goods_that_are_in_no_parcel_yet_wait_whatever_became_of_the_first_parcel() -> None:
    given = order(lines=(line(), M_COAT), shipments=(shipment(5, skus=["CUP-R"]),))
    asked = inquiry(Topic.DELIVERY, items=(mention("羽绒服"),))
    assert diagnose(verified(given, asked)).cause is Cause.PARTIAL_SHIPMENT
    cup = inquiry(Topic.DELIVERY, items=(mention("保温杯"),))
    assert diagnose(verified(given, cup)).cause is Cause.IN_TRANSIT_ON_TIME


@pytest.mark.parametrize("topic", [Topic.PRAISE, Topic.PRODUCT_QUESTION])
def test_praise_and_questions_that_name_an_order_are_no_complaint_about_its_delivery(topic: Topic) -> None:
    diagnosis = diagnose(verified(order(status="delivered", shipments=(DELIVERED,)), inquiry(topic)))
    assert (diagnosis.category, diagnosis.cause) == (Category(topic.value), None)


def test_a_mail_without_a_topic_hears_where_its_order_stands_and_is_not_sure() -> None:
    diagnosis = diagnose(verified(order(shipments=(shipment(60),)), inquiry()))
    assert diagnosis.cause is Cause.STALLED
    assert diagnosis.confidence < diagnose_words(inquiry(Topic.DELIVERY)).confidence


@pytest.mark.parametrize(
    ("status", "cause"),
    [("shipped", Cause.IN_TRANSIT_ON_TIME), ("completed", Cause.DELIVERED_NOT_RECEIVED), ("paid", Cause.NOT_SHIPPED)],
)
def test_an_order_without_any_optional_field_is_where_its_status_says(status: str, cause: Cause) -> None:
    bare = Order.model_validate(
        {"number": "1", "customer_id": "C1", "placed_at": NOW, "status": status, "lines": [{"sku": "X"}]}
    )
    assert diagnose(verified(bare, inquiry(Topic.DELIVERY))).cause is cause


def test_a_printed_label_is_not_a_parcel_under_way() -> None:
    labelled = order(status="paid", shipments=(shipment(),))
    assert diagnose(verified(labelled, inquiry(Topic.ADDRESS))).cause is Cause.ADDRESS_CHANGE_BEFORE_SHIPPING


def test_an_exchange_before_shipping_is_a_change_and_after_receipt_a_return() -> None:
    wish = inquiry(Topic.RETURN, requests=(Request.EXCHANGE,))
    assert diagnose(verified(order(status="paid"), wish)).cause is Cause.VARIANT_CHANGE_BEFORE_SHIPPING
    arrived = order(status="delivered", shipments=(DELIVERED,))
    assert diagnose(verified(arrived, wish)).cause is Cause.RETURN_IN_WINDOW


@pytest.mark.parametrize(
    ("refunds", "cause"),
    [
        (({"amount": "89.00", "status": "rejected"},), Cause.RETURN_RECEIVED_NOT_REFUNDED),
        (({"amount": "30.00", "status": "completed"},), Cause.RETURN_RECEIVED_NOT_REFUNDED),
        (({"amount": "89.00", "status": "completed"},), Cause.REFUND_NOT_NOTICED),
    ],
)
def test_a_refund_that_was_rejected_or_falls_short_is_still_owed(
    refunds: tuple[dict[str, str], ...], cause: Cause
) -> None:
    given = order(status="refunding", returns=(SENT_BACK,), refunds=refunds)
    assert diagnose(verified(given, inquiry(Topic.REFUND_PROGRESS))).cause is cause


def test_several_problems_are_diagnosed_in_the_order_of_the_mail_each_once() -> None:
    given = order(status="delivered", shipments=(DELIVERED,))
    asked = inquiry(Topic.INVOICE, Topic.DAMAGED, Topic.RETURN, Topic.PRICE_DROP)
    assert diagnose(verified(given, asked)).causes == (
        Cause.INVOICE_REQUEST,
        Cause.DAMAGED_IN_TRANSIT,
        Cause.PRICE_PROTECTION,
    )


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
        (inquiry(Topic.PRESALE), Category.PROMOTION_AND_INVOICE, Cause.PRESALE_TERMS),
        (inquiry(Topic.PRESALE, requests=(Request.STATUS,)), Category.LOGISTICS, Cause.PRESALE_WAITING),
        (inquiry(requests=(Request.DELETE_DATA,)), Category.COMPLAINT_OR_LEGAL, None),
        (inquiry(), Category.PRODUCT_QUESTION, None),
    ],
)
def test_without_an_order_only_the_words_speak(asked: Inquiry, category: Category, cause: Cause | None) -> None:
    diagnosis = diagnose_words(asked)
    assert (diagnosis.category, diagnosis.cause) == (category, cause)
