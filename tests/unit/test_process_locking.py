"""Which order is it: every rung of the ladder, and never a guess."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.cases import HAN_MEI, NOW, ZONE, ago, evidence, inquiry, line, mention, named, order, said, worked

from assistant.case.email import SenderCheck
from assistant.case.inquiry import Inquiry, Request, StatementKind, TimeMention, Topic
from assistant.case.shop import Order
from assistant.case.verification import OrderLock, OrderOutcome
from assistant.process.evidence import Evidence, NamedOrder
from assistant.process.identity import identify
from assistant.process.locking import best_separator, lock_order, needs_order

THIS_MONTH = TimeMention(words="this month", start=ago(days=20), end=ago(days=-10), about="other")
COAT = line("COAT-M", "羽绒服", variant={"尺码": "M"}, unit_price="399.00", paid="399.00")


def locked(given: Evidence) -> OrderLock:
    return lock_order(given, identify(given))


def reasons(lock: OrderLock) -> dict[str, str]:
    return {candidate.number: candidate.reason for candidate in lock.candidates}


def test_a_number_of_the_senders_own_order_locks_it() -> None:
    mine = order()
    lock = locked(evidence(mine, order("2026111900001"), of=inquiry(Topic.DELIVERY), named=(named(mine),)))
    assert (lock.outcome, lock.number) == (OrderOutcome.LOCKED, mine.number)


def test_a_number_of_another_account_counts_as_not_found_and_is_shown_to_the_agent() -> None:
    theirs = order("2026111277777", customer_id="C2")
    lock = locked(evidence(of=inquiry(Topic.DELIVERY, order_numbers=(theirs.number,)), named=(named(theirs, HAN_MEI),)))
    assert (lock.outcome, lock.number) == (OrderOutcome.NOT_FOUND, None)
    assert "another account" in reasons(lock)[theirs.number]


def test_after_a_foreign_number_the_ladder_goes_on_to_the_senders_own_orders() -> None:
    theirs, mine = order("2026111277777", customer_id="C2"), order()
    lock = locked(evidence(mine, of=inquiry(Topic.DELIVERY), named=(named(theirs, HAN_MEI),)))
    assert lock.number == mine.number


def test_the_only_order_of_the_last_seven_days_is_locked_without_a_number() -> None:
    lock = locked(evidence(order(), order("2026102012345", placed_at=ago(days=31)), of=inquiry(Topic.DELIVERY)))
    assert lock.number == "2026111512345"


def test_an_order_of_the_last_thirty_days_is_found_when_the_week_has_none() -> None:
    older = order("2026102712345", placed_at=ago(days=24))
    assert locked(evidence(older, of=inquiry(Topic.DELIVERY))).number == older.number


def test_an_older_order_is_not_locked_unless_the_mail_names_an_older_time() -> None:
    old = order("2026081012345", "completed", placed_at=ago(days=102))
    lock = locked(evidence(old, of=inquiry(Topic.DEFECT)))
    assert lock.outcome is OrderOutcome.NOT_FOUND
    assert "older than 30 days" in reasons(lock)[old.number]


def test_an_older_order_is_locked_when_the_mail_names_its_time() -> None:
    old = order("2026081012345", "completed", placed_at=ago(days=102))
    august = TimeMention(words="八月", start=ago(days=111), end=ago(days=81), about="ordered")
    assert locked(evidence(old, of=inquiry(Topic.DEFECT, times=(august,)))).number == old.number


@pytest.mark.parametrize(
    "described",
    [
        inquiry(Topic.DELIVERY, items=(mention("羽绒服"),)),
        inquiry(Topic.DELIVERY, items=(mention("down jacket"),)),
        inquiry(Topic.DELIVERY, items=(mention("衣服", price="399.00"),)),
        inquiry(Topic.DELIVERY, items=(mention("那件", variants=("M",)),)),
        inquiry(Topic.DELIVERY, items=(mention("东西", quantity=2),)),
        inquiry(
            Topic.DELIVERY,
            times=(TimeMention(words="前天", start=ago(days=2, hours=10), end=ago(days=1, hours=10), about="ordered"),),
        ),
    ],
    ids=["item", "alias", "price", "variant", "quantity", "time"],
)
def test_what_the_mail_describes_separates_two_orders(described: Inquiry) -> None:
    coat = COAT.model_copy(update={"quantity": 2})
    wanted = order("2026111854321", placed_at=ago(days=2), lines=(coat,), total="399.00", paid_at=ago(days=2))
    assert locked(evidence(wanted, order(), of=described)).number == wanted.number


@pytest.mark.parametrize(
    ("asked", "outcome"),
    [
        (inquiry(Topic.DELIVERY, items=(mention("羽绒服"),)), OrderOutcome.NOT_FOUND),
        (inquiry(Topic.DELIVERY, items=(mention("衣服", skus=("COAT-M",)),)), OrderOutcome.NOT_FOUND),
        (inquiry(Topic.DELIVERY, items=(mention("羽绒服"), mention("保温杯"))), OrderOutcome.LOCKED),
        (inquiry(Topic.DELIVERY, items=(mention("电视机"),)), OrderOutcome.LOCKED),
        (
            inquiry(Topic.WRONG_ITEM, items=(mention("羽绒服"),), statements=(said(StatementKind.GOT_ITEM, "羽绒服"),)),
            OrderOutcome.LOCKED,
        ),
        (
            inquiry(Topic.MISSING_ITEM, items=(mention("蜂蜜"),), statements=(said(StatementKind.MISSING, "蜂蜜"),)),
            OrderOutcome.LOCKED,
        ),
        (inquiry(Topic.VARIANT, items=(mention("羽绒服"),), requests=(Request.EXCHANGE,)), OrderOutcome.LOCKED),
        (inquiry(Topic.DELIVERY, Topic.PRODUCT_QUESTION, items=(mention("羽绒服"),)), OrderOutcome.LOCKED),
    ],
    ids=["other goods", "other kind", "its goods too", "goods we lack", "what came", "what lacks", "wished", "asked"],
)
def test_a_numbered_order_without_the_goods_that_the_mail_describes_is_not_locked(
    asked: Inquiry, outcome: OrderOutcome
) -> None:
    mine = order()
    asked = asked.model_copy(update={"order_numbers": (mine.number,)})
    assert locked(evidence(mine, of=asked, named=(named(mine),))).outcome is outcome


def test_who_numbers_one_order_and_describes_another_is_led_to_the_one_described() -> None:
    cup, coat = order(), order("2026111854321", lines=(COAT,))
    asked = inquiry(Topic.DELIVERY, order_numbers=(cup.number,), items=(mention("羽绒服"),))
    lock = locked(evidence(coat, cup, of=asked, named=(named(cup),)))
    assert lock.number == coat.number
    assert "has no 羽绒服" in reasons(lock)[cup.number]


def test_who_numbers_an_order_without_the_goods_is_asked_whether_it_is_meant() -> None:
    asked = inquiry(Topic.DELIVERY, order_numbers=(order().number,), items=(mention("羽绒服"),))
    (question,) = worked(evidence(order(), of=asked, named=(named(order()),))).resolution.questions
    assert (question.kind, question.options) == ("which_order", (f"保温杯（红色） ({order().number})",))
    stranger = evidence(of=asked, named=(named(order()),), account=None, sender_check=SenderCheck())
    (hidden,) = worked(stranger).resolution.questions
    assert (hidden.kind, hidden.options) == ("order_number", ())


def test_two_orders_that_fit_equally_are_ambiguous_and_the_best_question_is_asked() -> None:
    lock = locked(evidence(order(), order("2026111854321", lines=(COAT,)), of=inquiry(Topic.DELIVERY)))
    assert (lock.outcome, lock.number, lock.separator) == (OrderOutcome.AMBIGUOUS, None, "item")
    assert all(candidate.kept for candidate in lock.candidates)


def test_an_order_that_contradicts_the_description_is_not_locked() -> None:
    lock = locked(evidence(order(), of=inquiry(Topic.DELIVERY, items=(mention("羽绒服"),))))
    assert lock.outcome is OrderOutcome.NOT_FOUND
    assert "does not fit the item" in reasons(lock)["2026111512345"]


YESTERDAY = TimeMention(words="昨天", start=ago(days=1, hours=10), end=ago(hours=10), about="ordered")
LAST_MONTH = TimeMention(words="上个月", start=ago(days=50), end=ago(days=20), about="ordered")


@pytest.mark.parametrize(
    ("orders", "asked", "number"),
    [
        ((order(),), inquiry(Topic.PRICE_DROP, times=(YESTERDAY,), items=(mention("保温杯"),)), "2026111512345"),
        ((order(),), inquiry(Topic.RETURN, times=(LAST_MONTH,), items=(mention("thermos"),)), "2026111512345"),
        ((order(placed_at=ago(days=3)),), inquiry(Topic.DELIVERY, times=(YESTERDAY,)), "2026111512345"),
        ((order(placed_at=ago(days=9)),), inquiry(Topic.DELIVERY, times=(YESTERDAY,)), None),
        ((order(placed_at=ago(days=40)),), inquiry(Topic.DELIVERY, times=(YESTERDAY,), items=(mention("杯"),)), None),
        ((order(), order("2026111454321")), inquiry(Topic.RETURN, times=(YESTERDAY,), items=(mention("水杯"),)), None),
    ],
    ids=["its goods", "its goods, far", "near the day", "neither", "long ago", "one of two"],
)
def test_a_day_that_is_misremembered_does_not_hide_the_one_order_that_fits(
    orders: tuple[Order, ...], asked: Inquiry, number: str | None
) -> None:
    assert locked(evidence(*orders, of=asked)).number == number


def test_a_misremembered_day_does_not_stand_in_for_a_number_of_no_order() -> None:
    asked = inquiry(Topic.RETURN, times=(YESTERDAY,), items=(mention("保温杯"),), order_numbers=("9999",))
    unknown = evidence(order(), of=asked, named=(NamedOrder(number="9999"),))
    assert locked(unknown).outcome is OrderOutcome.NOT_FOUND


def test_a_state_that_the_mail_implies_drops_an_order_in_another_state() -> None:
    paid, done = order("2026111854321", "paid"), order("2026111500000", "completed")
    assert locked(evidence(paid, done, of=inquiry(Topic.CANCEL))).number == paid.number


def test_an_order_placed_after_the_mail_was_written_is_never_the_one_meant() -> None:
    wrote = NOW - timedelta(days=1)
    earlier, later = order(placed_at=wrote - timedelta(days=2)), order("2026111900001", placed_at=ago(hours=2))
    given = evidence(earlier, later, of=inquiry(Topic.DELIVERY)).model_copy(update={"mailed_at": wrote})
    lock = locked(given)
    assert lock.number == earlier.number
    assert reasons(lock)[later.number] == "placed after the mail was written"
    only = evidence(later, of=inquiry(Topic.DELIVERY)).model_copy(update={"mailed_at": wrote})
    assert locked(only).number == later.number, "where no order was there yet, it is the Date that is wrong"
    numbered = given.model_copy(update={"named": (named(later),)})
    assert locked(numbered).number == later.number, "nobody knows the number of an order that is not there"
    slow_clock = given.model_copy(update={"mailed_at": later.placed_at - timedelta(minutes=10)})
    assert locked(slow_clock).outcome is OrderOutcome.AMBIGUOUS


@pytest.mark.parametrize(
    ("asked", "outcome"),
    [
        (inquiry(Topic.DELIVERY, requests=(Request.STATUS,)), OrderOutcome.AMBIGUOUS),
        (inquiry(Topic.DELIVERY, requests=(Request.EXPEDITE,)), OrderOutcome.LOCKED),
        (inquiry(Topic.DELIVERY, statements=(said(StatementKind.NO_MOVEMENT),)), OrderOutcome.LOCKED),
    ],
)
def test_whoever_only_asks_for_news_may_mean_the_order_that_is_being_refunded(
    asked: Inquiry, outcome: OrderOutcome
) -> None:
    assert locked(evidence(order(), order("2026111900001", "refunding"), of=asked)).outcome is outcome


def test_the_disputed_variant_does_not_drop_the_order_it_is_about() -> None:
    asked = inquiry(
        Topic.WRONG_ITEM,
        items=(mention("羽绒服", variants=("L",)),),
        statements=(said(StatementKind.ORDERED_VARIANT, "L"), said(StatementKind.GOT_VARIANT, "M")),
    )
    coat = order("2026111854321", "delivered", lines=(COAT,))
    assert locked(evidence(coat, of=asked)).number == coat.number


def test_another_variant_that_is_wished_does_not_describe_the_order() -> None:
    red, blue = order(), order("2026111854321", lines=(line("CUP-B", variant={"颜色": "蓝色"}),))
    wish = inquiry(Topic.VARIANT, items=(mention("保温杯", variants=("蓝色",)),), requests=(Request.EXCHANGE,))
    assert locked(evidence(red, blue, of=wish)).outcome is OrderOutcome.AMBIGUOUS
    described = inquiry(Topic.DELIVERY, items=(mention("保温杯", variants=("蓝色",)),))
    assert locked(evidence(red, blue, of=described)).number == blue.number


def test_the_size_l_is_no_part_of_xl() -> None:
    large = order("2026111854321", lines=(COAT.model_copy(update={"variant": {"尺码": "L"}}),))
    larger = order("2026111854322", lines=(COAT.model_copy(update={"variant": {"尺码": "XL"}}),))
    asked = inquiry(Topic.DELIVERY, items=(mention("羽绒服", variants=("L码",)),))
    assert locked(evidence(large, larger, of=asked)).number == large.number


def test_the_order_that_has_all_the_goods_named_is_the_one_meant() -> None:
    both, one = order("2026111854321", lines=(line(), COAT)), order()
    asked = inquiry(Topic.RETURN, items=(mention("保温杯"), mention("羽绒服")), requests=(Request.RETURN,))
    lock = locked(evidence(both, one, of=asked))
    assert lock.number == both.number
    assert "羽绒服" in reasons(lock)[one.number]


def test_goods_of_two_orders_are_asked_about_and_never_locked_to_one() -> None:
    cup, coat, honey = (
        order(),
        order("2026111854321", lines=(COAT,)),
        order("2026111800000", lines=(line("HONEY", "蜂蜜"),)),
    )
    asked = inquiry(Topic.RETURN, items=(mention("保温杯"), mention("羽绒服")), requests=(Request.RETURN,))
    lock = locked(evidence(cup, coat, honey, of=asked))
    assert (lock.outcome, lock.separator) == (OrderOutcome.AMBIGUOUS, "item")
    assert {candidate.number for candidate in lock.candidates if candidate.kept} == {cup.number, coat.number}


def test_of_two_orders_with_an_ask_each_the_one_asked_about_first_is_locked_and_the_other_told_beside_it() -> None:
    cup, coat = order(), order("2026111477777", placed_at=ago(days=5), lines=(COAT,))
    asked = inquiry(Topic.DEFECT, items=(mention("羽绒服"), mention("保温杯")), asked_apart=("羽绒服", "保温杯"))
    case = worked(evidence(cup, coat, of=asked))
    assert case.lock.number == coat.number
    assert [other.number for other in case.candidates] == [cup.number]
    assert locked(evidence(cup, coat, of=asked.model_copy(update={"asked_apart": ("羽绒服",)}))).number is None


def test_who_only_asks_how_two_orders_stand_hears_of_both() -> None:
    cup, coat = order(), order("2026111477777", placed_at=ago(days=5), lines=(COAT,))
    asked = inquiry(Topic.DELIVERY, items=(mention("羽绒服"), mention("保温杯")), asked_apart=("羽绒服", "保温杯"))
    assert locked(evidence(cup, coat, of=asked)).outcome is OrderOutcome.AMBIGUOUS


def test_goods_of_an_older_order_widen_the_ladder() -> None:
    recent, older = order(), order("2026102712345", placed_at=ago(days=24), lines=(COAT,))
    asked = inquiry(Topic.RETURN, items=(mention("保温杯"), mention("羽绒服")), requests=(Request.RETURN,))
    assert locked(evidence(recent, older, of=asked)).outcome is OrderOutcome.AMBIGUOUS


def test_two_orders_of_the_time_that_the_mail_names_are_equal_though_one_is_newer() -> None:
    early, late = order("2026111000001", placed_at=ago(days=10)), order("2026111400001", placed_at=ago(days=6))
    week = TimeMention(words="上周", start=ago(days=11), end=ago(days=4), about="ordered")
    lock = locked(evidence(late, early, of=inquiry(Topic.DELIVERY, times=(week,))))
    assert lock.outcome is OrderOutcome.AMBIGUOUS


def test_a_wish_that_comes_too_late_still_finds_its_order() -> None:
    arrived = order("2026111500000", "delivered")
    assert locked(evidence(arrived, of=inquiry(Topic.CANCEL))).number == arrived.number


def test_who_waits_for_an_order_that_was_never_paid_hears_about_that_one() -> None:
    unpaid, shipped = order("2026111500000", "pending_payment"), order()
    assert locked(evidence(unpaid, of=inquiry(Topic.DELIVERY))).number == unpaid.number
    assert locked(evidence(unpaid, shipped, of=inquiry(Topic.DELIVERY))).number == shipped.number


def test_words_without_a_topic_are_about_the_goods_that_the_account_ordered() -> None:
    asked = inquiry(Topic.OTHER, items=(mention("保温杯"),))
    assert locked(evidence(order(), of=asked)).outcome is OrderOutcome.LOCKED
    assert locked(evidence(order(lines=(COAT,)), of=asked)).outcome is OrderOutcome.NOT_NEEDED


def test_a_kind_of_goods_counts_only_where_no_name_fits() -> None:
    cup, coat = order(), order("2026111854321", lines=(COAT,))
    kind = inquiry(Topic.DELIVERY, items=(mention("outerwear", skus=("COAT-M",)),))
    assert locked(evidence(cup, coat, of=kind)).number == coat.number
    name = inquiry(Topic.DELIVERY, items=(mention("保温杯", skus=("COAT-M",)),))
    assert locked(evidence(cup, coat, of=name)).number == cup.number


def test_every_order_that_was_passed_over_has_its_reason() -> None:
    older = order("2026102712345", placed_at=ago(days=24))
    lock = locked(evidence(order(), older, of=inquiry(Topic.DELIVERY)))
    assert lock.number == order().number
    assert reasons(lock)[older.number] == "placed before the orders that fit"


def test_a_slip_that_points_at_another_order_is_asked_about() -> None:
    recent, meant = order(), order("2026102012345", placed_at=ago(days=25))
    asked = inquiry(Topic.DELIVERY, order_numbers=("2026102012346",))
    lock = locked(evidence(recent, meant, of=asked, similar=(meant,)))
    assert lock.outcome is OrderOutcome.AMBIGUOUS
    assert "suggestion" in reasons(lock)[meant.number]


def test_a_slip_of_one_digit_is_only_suggested() -> None:
    near = order("2026111512345", placed_at=ago(days=40))
    asked = inquiry(Topic.DELIVERY, order_numbers=("2026111512346",))
    lock = locked(evidence(of=asked, similar=(near,)))
    assert lock.outcome is OrderOutcome.NOT_FOUND
    assert "suggestion" in reasons(lock)[near.number]
    assert not lock.candidates[0].kept


@pytest.mark.parametrize(
    ("slip", "is_one"),
    [
        ("2026111521345", True),  # two swapped
        ("2026111512346", True),  # one wrong
        ("2026-1115-12354", True),
        ("2026111514325", False),  # swapped across a digit
        ("2026111512356", False),  # two wrong
        ("202611151234", False),  # one too few
    ],
)
def test_a_slip_in_the_number_is_the_senders_own_order_if_no_other_fits(slip: str, is_one: bool) -> None:
    mine = order("2026111512345", placed_at=ago(days=40))
    asked = inquiry(Topic.DELIVERY, order_numbers=(slip,))
    given = evidence(mine, of=asked, named=(NamedOrder(number=slip),))
    lock = locked(given)
    assert (lock.number == mine.number, "two swapped" in reasons(lock)[mine.number]) == (is_one, is_one)


def test_a_slip_decides_nothing_beside_another_order_that_fits_nor_against_the_goods_named() -> None:
    asked, slip = inquiry(Topic.DELIVERY, order_numbers=("2026111512354",)), (NamedOrder(number="2026111512354"),)
    mine, other = order("2026111512345", placed_at=ago(days=40)), order("2026111900001")
    assert locked(evidence(mine, other, of=asked, named=slip)).outcome is OrderOutcome.AMBIGUOUS
    of_a_coat = asked.model_copy(update={"items": (mention("羽绒服"),)})
    assert locked(evidence(mine, of=of_a_coat, named=slip)).number is None
    assert locked(evidence(mine, of=asked, named=slip)).number == mine.number


def test_a_slip_in_the_number_tells_a_sender_nothing_whose_address_proves_nothing() -> None:
    mine, number = order("2026111512345", placed_at=ago(days=40)), "2026111512354"
    asked, slip = inquiry(Topic.DELIVERY, order_numbers=(number,)), (NamedOrder(number=number),)
    assert locked(evidence(mine, of=asked, named=slip, account=None)).number is None
    forged = SenderCheck(verdict="failed")
    assert locked(evidence(mine, of=asked, named=slip, sender_check=forged)).number is None
    assert locked(evidence(mine, of=asked, named=slip)).number == mine.number


def test_a_forged_account_address_still_leads_the_agent_to_the_order() -> None:
    forged = evidence(order(), of=inquiry(Topic.DELIVERY), sender_check=SenderCheck(verdict="failed"))
    assert locked(forged).number == "2026111512345"


@pytest.mark.parametrize(
    ("asked", "needed"),
    [
        (inquiry(Topic.PRODUCT_QUESTION), False),
        (inquiry(Topic.PRAISE), False),
        (inquiry(), False),
        (inquiry(Topic.RETURN), False),
        (inquiry(Topic.RETURN, requests=(Request.RETURN,)), True),
        (inquiry(Topic.DELIVERY), True),
        (inquiry(Topic.PRODUCT_QUESTION, order_numbers=("2026111512345",)), True),
        (inquiry(requests=(Request.REFUND,)), True),
        (inquiry(Topic.PRODUCT_QUESTION, statements=(said(StatementKind.PAGE_SAYS, "USB-C"),)), False),
        (inquiry(Topic.PRODUCT_QUESTION, statements=(said(StatementKind.CONTACTED_BEFORE),)), False),
        (inquiry(Topic.PRODUCT_QUESTION, statements=(said(StatementKind.RECEIVED),)), True),
        (inquiry(Topic.COUPON, times=(THIS_MONTH,)), False),
        (inquiry(Topic.COUPON, times=(THIS_MONTH.model_copy(update={"about": "ordered"}),)), True),
        (inquiry(Topic.INVOICE, times=(THIS_MONTH,)), True),
        (inquiry(Topic.OTHER, requests=(Request.SUPERVISOR, Request.CALL_BACK)), False),
        (inquiry(Topic.DELIVERY, Topic.FREIGHT, requests=(Request.STATUS,), asks_generally=True), False),
        (inquiry(Topic.DESCRIPTION, statements=(said(StatementKind.GOODS_ARE, "M"),), asks_generally=True), False),
    ],
)
def test_questions_about_policy_and_products_need_no_order(asked: Inquiry, needed: bool) -> None:
    assert needs_order(asked) is needed


def test_the_day_that_separates_two_orders_is_the_shops_day() -> None:
    evening = datetime(2026, 11, 18, 23, 30, tzinfo=ZONE)
    late = [order("A1", placed_at=evening), order("A2", placed_at=evening + timedelta(hours=1))]
    assert best_separator(late, ZONE) == "time"
    assert best_separator(late, ZoneInfo("America/New_York")) == "order_number"


def test_the_question_asked_is_the_one_that_tells_most_candidates_apart() -> None:
    same_item = [order("A1", placed_at=ago(days=1)), order("A2", placed_at=ago(days=2))]
    assert best_separator(same_item, ZONE) == "time"
    assert best_separator([order("A1"), order("A2", lines=(COAT,))], ZONE) == "item"


orders = st.lists(
    st.builds(
        lambda n, days, coat, status: order(
            f"20261115{n:05d}", status, placed_at=ago(days=days), lines=(COAT,) if coat else (line(),)
        ),
        st.integers(0, 99_999),
        st.integers(0, 60),
        st.booleans(),
        st.sampled_from(["paid", "shipped", "delivered", "completed", "cancelled"]),
    ),
    max_size=6,
    unique_by=lambda each: each.number,
)


@settings(max_examples=150, deadline=None)
@given(orders, st.sampled_from([Topic.DELIVERY, Topic.RETURN, Topic.CANCEL, Topic.DEFECT]), st.booleans())
def test_locked_never_means_one_of_two_equal_candidates(given_orders: list[Order], topic: Topic, item: bool) -> None:
    asked = inquiry(topic, items=(mention("羽绒服"),) if item else (), requests=(Request.REFUND,))
    newest_first = sorted(given_orders, key=lambda each: each.placed_at, reverse=True)
    lock = locked(evidence(*newest_first, of=asked))
    kept = [candidate for candidate in lock.candidates if candidate.kept]
    assert (lock.outcome is OrderOutcome.LOCKED) == (len(kept) == 1)
    if lock.outcome is OrderOutcome.LOCKED:
        assert lock.number == kept[0].number
        twins = [o for o in given_orders if o.number != lock.number and NOW - o.placed_at <= timedelta(days=7)]
        chosen = next(o for o in given_orders if o.number == lock.number)
        assert not any(
            twin.lines == chosen.lines and twin.status == chosen.status
            for twin in twins
            if NOW - chosen.placed_at <= timedelta(days=7)
        )


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.sampled_from(["CUP-R", "COAT-M", "HONEY"]), min_size=1, max_size=2, unique=True),
    st.lists(st.sampled_from(["CUP-R", "COAT-M", "HONEY"]), max_size=2, unique=True),
    st.sampled_from(["保温杯", "羽绒服", "蜂蜜", "电视机"]),
    st.sampled_from([Topic.DELIVERY, Topic.RETURN, Topic.DEFECT, Topic.CANCEL, Topic.INVOICE]),
)
def test_whatever_is_locked_has_the_goods_that_the_mail_describes(
    numbered: list[str], other: list[str], words: str, topic: Topic
) -> None:
    def with_goods(number: str, skus: list[str]) -> Order:
        return order(number, "delivered", lines=tuple(line(sku, NAMES[sku]) for sku in skus))

    orders = [with_goods("2026111500001", numbered), *([with_goods("2026111500002", other)] if other else [])]
    asked = inquiry(topic, items=(mention(words),), order_numbers=(orders[0].number,), requests=(Request.REFUND,))
    lock = locked(evidence(*orders, of=asked, named=(named(orders[0]),)))
    if lock.outcome is OrderOutcome.LOCKED and words in NAMES.values():
        chosen = next(each for each in orders if each.number == lock.number)
        assert words in {each.product for each in chosen.lines}


NAMES = {"CUP-R": "保温杯", "COAT-M": "羽绒服", "HONEY": "蜂蜜"}


def test_a_variant_that_is_wanted_instead_describes_no_order_and_the_one_beside_it_does() -> None:
    red = order(lines=(line(variant={"颜色": "红色"}),), status="paid")
    blue = order("2026111900001", lines=(line(variant={"颜色": "蓝色"}),), status="paid")
    named_both = (mention("保温杯", variants=("红色", "蓝色")),)
    wish = inquiry(Topic.VARIANT, items=named_both, requests=(Request.CHANGE_VARIANT,))
    assert locked(evidence(red, blue, of=wish)).outcome is OrderOutcome.AMBIGUOUS
    assert locked(evidence(red, blue, of=wish.model_copy(update={"wanted_variants": ("蓝色",)}))).number == red.number


def test_a_complaint_read_in_a_mail_that_says_that_nothing_has_left_implies_no_parcel_that_came() -> None:
    unsent = (said(StatementKind.NOT_SHIPPED),)
    assert locked(evidence(order(status="paid"), of=inquiry(Topic.WRONG_ITEM, statements=unsent))).number is not None
    assert locked(evidence(order(status="paid"), of=inquiry(Topic.WRONG_ITEM))).number is None
