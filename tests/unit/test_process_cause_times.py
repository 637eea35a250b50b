"""Where one cause ends and the next begins: hours, days, months, time zones, and what else the records tell."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from support.cases import NOW, POLICY, ZONE, ago, inquiry, line, order, shipment, verified
from support.raw_cases import mail, pipeline

from assistant.case.diagnosis import Cause
from assistant.case.inquiry import Topic
from assistant.case.knowledge import InForce
from assistant.case.shop import Contact, Shop
from assistant.pipeline import DATE_CHECK
from assistant.process.causes import diagnose

POINT = {"name": "菜鸟驿站文三店", "phone": "0571-88888888", "code": "6-2-1024"}
LONDON = ZoneInfo("Europe/London")
ENGLISH_SHOP = Shop(name="Shop", timezone="Europe/London", currency="GBP")


def event(text: str, hours: float = 5) -> dict[str, object]:
    return {"at": ago(hours=hours), "text": text}


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
    ("promise", "asked_hours_ago", "cause"),
    [
        ("已经在催快递，24 小时内给您回复", 70, Cause.LOST),
        ("这边帮您联系一下中通，明天回复您", 70, Cause.LOST),
        ("We are chasing the courier and will reply within 24 hours", 70, Cause.LOST),
        ("Our team has contacted the carrier", 70, Cause.LOST),
        ("已经在催快递，24 小时内给您回复", 20, Cause.STALLED),
        ("已经在催快递，24 小时内给您回复", 90, Cause.STALLED),
        ("已经催仓库发货", 70, Cause.STALLED),
        ("We will send you the invoice tomorrow", 70, Cause.STALLED),
    ],
)
def test_a_courier_that_we_chased_in_vain_for_a_day_has_lost_what_was_not_seen_for_three(
    promise: str, asked_hours_ago: int, cause: Cause
) -> None:
    asked = Contact(customer_id="C1", at=ago(hours=asked_hours_ago), channel="chat", promise=promise)
    given = order(shipments=(shipment(80),))
    assert diagnose(verified(given, inquiry(Topic.DELIVERY), [asked])).cause is cause


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
    given = order(
        status="delivered", shipments=(shipment(delivered_at=datetime(2026, 10, 22, 12, 0, tzinfo=LONDON)),)
    )  # the clocks go back on 25 October
    last = datetime(2026, 10, 29, 23, 59, tzinfo=LONDON)
    for moment, cause in ((last, Cause.RETURN_IN_WINDOW), (last + timedelta(minutes=1), Cause.RETURN_OUT_OF_WINDOW)):
        assert diagnose(verified(given, inquiry(Topic.RETURN), mailed_at=moment, shop=ENGLISH_SHOP)).cause is cause


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


@pytest.mark.parametrize(
    ("now", "cause"),
    [
        (datetime(2026, 3, 30, 12, 59, tzinfo=LONDON), Cause.IN_TRANSIT_ON_TIME),
        (datetime(2026, 3, 30, 13, 0, tzinfo=LONDON), Cause.STALLED),
    ],
)
def test_48_hours_are_hours_and_not_the_wall_clocks_where_the_clocks_go_forward(now: datetime, cause: Cause) -> None:
    last = datetime(2026, 3, 28, 12, 0, tzinfo=LONDON)  # the night to the 29th has no hour from 1 to 2
    given = order(
        shipments=(shipment(events=[{"at": last, "text": "In transit"}]),), placed_at=last - timedelta(days=2)
    )
    for moment in (now, now.astimezone(UTC)):
        assert diagnose(verified(given, inquiry(Topic.DELIVERY), now=moment, shop=ENGLISH_SHOP)).cause is cause


@pytest.mark.parametrize(
    ("received", "last"),
    [((2026, 8, 31), (2027, 8, 31)), ((2028, 2, 29), (2029, 2, 28)), ((2026, 12, 31), (2027, 12, 31))],
)
def test_a_year_of_warranty_ends_with_the_same_day_or_the_months_last(
    received: tuple[int, int, int], last: tuple[int, int, int]
) -> None:
    parcel = shipment(delivered_at=datetime(*received, 10, tzinfo=LONDON))
    given = order(status="completed", shipments=(parcel,), placed_at=datetime(*received, 9, tzinfo=LONDON))
    end = datetime(*last, 23, 59, tzinfo=LONDON)
    for moment, words in ((end, "within 12"), (end + timedelta(minutes=1), "after 12")):
        asked = verified(given, inquiry(Topic.DEFECT), mailed_at=moment, now=moment, shop=ENGLISH_SHOP)
        assert words in diagnose(asked).evidence[0]


@pytest.mark.parametrize(("days", "cause"), [(3, Cause.DAMAGED_IN_TRANSIT), (16, Cause.WARRANTY)])
def test_what_breaks_after_the_days_for_an_exchange_did_not_come_broken(days: int, cause: Cause) -> None:
    arrived = order(status="delivered", shipments=(shipment(delivered_at=ago(days=days)),))
    assert diagnose(verified(arrived, inquiry(Topic.DAMAGED))).cause is cause


def test_a_return_of_what_we_packed_wrongly_is_ours() -> None:
    packed = line(picked={"sku": "CUP-B", "quantity": 1})
    arrived = order(status="delivered", lines=(packed,), shipments=(shipment(delivered_at=ago(days=2)),))
    assert diagnose(verified(arrived, inquiry(Topic.RETURN))).cause is Cause.WRONG_ITEM_SENT


@pytest.mark.parametrize(
    ("text", "late", "told"),
    [
        ("保温杯不想要了，想无理由退货", timedelta(days=9), True),
        ("保温杯不想要了，想无理由退货", timedelta(hours=20), False),
        ("保温杯开个发票，抬头个人", timedelta(days=9), False),  # no period is judged
    ],
)
def test_a_period_judged_by_a_date_long_before_the_arrival_is_for_the_agent_to_look_at(
    text: str, late: timedelta, told: bool
) -> None:
    given = order(status="delivered", shipments=(shipment(40, delivered_at=ago(hours=40), signed_by="本人"),))
    drafted = pipeline(given).work(mail(text, arrived_at=NOW + late), NOW + late)
    assert (DATE_CHECK in {check.name for check in drafted.case_file.checks if not check.passed}) is told
    assert (drafted.case_file.status == "needs_attention") is told
