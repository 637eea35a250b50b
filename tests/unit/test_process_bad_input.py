"""What arrives broken or odd: the case still has an outcome, says nothing wrong, and takes no longer."""

import json
from datetime import datetime, timedelta

import pytest
from support.cases import NOW, ZONE, ago, order, shipment
from support.raw_cases import mail, pipeline

from assistant.case.case_file import CaseFile
from assistant.case.email import Email
from assistant.case.shop import Order, OrderStatus


def worked(given: Email, *orders: Order) -> CaseFile:
    return pipeline(*orders).work(given, NOW).case_file


@pytest.mark.parametrize(
    "text",
    [
        "",
        "我的快递到哪了？订单2026111512345",
        "我要退货退款",
        "🙂🙂🙂",
        "Where is my order? 我的订单 ¿dónde está?",
        "发票呢？",
    ],
)
def test_a_shop_without_orders_asks_or_informs_and_proposes_nothing_else(text: str) -> None:
    case = worked(mail(text))
    assert case.order.outcome in ("not_found", "not_needed")
    assert {action.kind for action in case.actions} <= {"ask_customer", "give_information"}
    assert case.reply is not None


MINE = order(shipments=(shipment(60),))
THEIRS = order("2026111854321", customer_id="C2")


@pytest.mark.parametrize(
    "given",
    [
        mail(""),
        mail("", photos=1),
        mail("", quoted_text="> 订单2026111512345到哪了？"),
        mail("😡😡😡🙏🙏"),
        mail("\u200b\u200b \n\n.."),
    ],
    ids=["empty", "only an image", "only quoted history", "emoji", "invisible characters"],
)
def test_a_mail_that_says_nothing_is_asked_what_it_is_about(given: Email) -> None:
    case = worked(given, MINE)
    assert (case.order.outcome, case.status) == ("not_needed", "needs_information")
    assert [action.kind for action in case.actions] == ["ask_customer"]
    assert case.reply is not None
    assert "需要什么帮助" in case.reply.text
    assert MINE.number not in case.reply.text


@pytest.mark.parametrize(
    "text",
    [
        "Where is my order 2026111512345? 我的快递到哪了 ¿dónde está mi pedido?",
        "📦❓2026111512345😡",
        "看这个 https://shop.example/orders/2026111512345?from=mail 到哪了",
        "哈" * 1_000_000 + "订单2026111512345到哪了？",
        "订单２０２６１１１５１２３４５到哪了？" + "\n" * 5000,
    ],
    ids=["three languages", "emoji", "a number in a URL", "a million characters before it", "full-width digits"],
)
def test_a_number_is_found_in_odd_surroundings_and_the_case_is_worked_as_ever(text: str) -> None:
    case = worked(mail(text), MINE)
    assert case.diagnosis is not None
    assert (case.order.number, case.diagnosis.cause, case.status) == (MINE.number, "stalled", "ready")


def test_of_a_long_mail_a_reply_is_written_and_checked_against_both_ends_only() -> None:
    """A million characters once took the checks 27 seconds."""
    view = pipeline(MINE).work(mail(f"到哪了{'哈' * 1_000_000}再见"), NOW).view
    assert view is not None
    assert len(view.words) < 25_000
    assert view.words.startswith("到哪了")
    assert view.words.endswith("再见")


def test_anothers_number_in_a_url_tells_nothing_of_their_order() -> None:
    case = worked(mail("see https://evil.example/track?order=2026111854321 where is it"), MINE, THEIRS)
    assert case.order.number == MINE.number
    assert case.reply is not None
    assert THEIRS.number not in case.reply.text


def test_fifty_numbers_find_the_senders_own_order_and_tell_of_no_other() -> None:
    theirs = [order(f"20261112{n:05d}", customer_id="C2") for n in range(48)]
    mine = order()
    numbers = "、".join([each.number for each in theirs] + [mine.number, "2026119999999"])
    case = worked(mail(f"麻烦查一下这些订单到哪了：{numbers}"), mine, *theirs)
    assert (case.order.outcome, case.order.number) == ("locked", mine.number)
    reply = case.reply
    assert reply is not None
    assert not any(each.number in reply.text for each in theirs)


def test_fifty_of_ones_own_numbers_are_asked_about() -> None:
    mine = [order(f"20261112{n:05d}") for n in range(50)]
    case = worked(mail("到哪了：" + "、".join(each.number for each in mine)), *mine)
    assert case.order.outcome == "ambiguous"


@pytest.mark.parametrize("years", [-30, 10])
def test_a_mail_from_another_year_is_worked_by_what_it_says(years: int) -> None:
    case = worked(
        mail("订单2026111512345到哪了？", date=NOW.replace(year=NOW.year + years)), order(shipments=(shipment(60),))
    )
    assert case.diagnosis is not None
    assert (case.order.outcome, case.diagnosis.cause) == ("locked", "stalled")


def test_records_from_the_future_end_no_window_and_stall_no_parcel() -> None:
    parcel = shipment(-48, shipped_at=NOW + timedelta(days=1), promised_at=NOW + timedelta(days=9))
    case = worked(mail("订单2026111512345到哪了？"), order(placed_at=NOW + timedelta(days=1), shipments=(parcel,)))
    assert case.diagnosis is not None
    assert case.diagnosis.cause == "in_transit_on_time"


@pytest.mark.parametrize("status", list(OrderStatus))
@pytest.mark.parametrize(
    "text",
    [
        "订单A1到哪了？怎么还没收到", "订单A1我要退货退款", "订单A1收到的杯子是坏的", "订单A1请取消",
        "订单A1开一张发票", "订单A1被扣了两次钱", "订单A1少发了一件", "订单A1降价了，补差价", "订单A1换成蓝色",
        "订单A1改地址", "订单A1退款怎么还没到", "订单A1保修期内坏了，要维修",
    ],
)  # fmt: skip
def test_an_order_without_any_optional_field_gets_a_case_in_every_status(text: str, status: OrderStatus) -> None:
    bare = Order.model_validate(
        {"number": "A1", "customer_id": "C1", "placed_at": ago(days=3), "status": status, "lines": [{}]}
    )
    given = mail(text)
    inquiry = pipeline(bare).read(given).inquiry.model_copy(update={"order_numbers": ("A1",)})
    verification = pipeline(bare).verify(given, inquiry, NOW)
    assert verification.case.lock.number == "A1"
    assert verification.case.resolution.actions
    money = [action for action in verification.case.resolution.actions if "amount" in action.arguments]
    assert money == [], "nothing was paid on record, so nothing goes back"
    assert pipeline(bare).answer(verification.view).reply.text
    json.dumps(verification.case.model_dump(mode="json"))


def test_a_broken_date_does_not_hide_the_accounts_orders() -> None:
    case = worked(mail("我的快递到哪了？", date=datetime(1970, 1, 1, tzinfo=ZONE)), order(shipments=(shipment(5),)))
    assert case.order.outcome == "locked"
