"""Every action of process.md, section 4: a mail that gets it, its arguments, and who may approve it."""

from datetime import datetime
from typing import Any, NamedTuple

import pytest
from support.cases import NOW, PRODUCTS, ZONE, ago, line, order, shipment
from support.raw_cases import NUMBER, verified

from assistant.case.diagnosis import Action, ActionKind, Cause, Role
from assistant.case.shop import Order, PageChange
from assistant.case.ticket import Granted, TicketSoFar
from assistant.drafting.offline import OfflineDrafter

K, R = ActionKind, Role
POINT = {"name": "菜鸟驿站文三店", "phone": "0571-88888888", "code": "6-2-1024"}
ARRIVED = shipment(40, delivered_at=ago(hours=40), signed_by="本人")
LOST = shipment(events=[{"at": ago(hours=3), "text": "快件遗失"}])
PRESALE = {"deposit": "10.00", "balance": "79.00", "balance_paid_at": ago(days=20)}


def delivered(**changes: Any) -> Order:
    return order(status="delivered", **{"shipments": (ARRIVED,)} | changes)


def packed(sku: str = "CUP-B", **changes: Any) -> Order:
    """One cup of two was packed, or another article."""
    return delivered(lines=(line(picked={"sku": sku, "quantity": 1}, **changes),))


def at(day: int, hour: int = 0) -> str:
    return datetime(2026, 11, day, hour, tzinfo=ZONE).isoformat()


class Case(NamedTuple):
    kind: ActionKind
    text: str
    order: Order
    arguments: dict[str, Any]
    role: Role = Role.AGENT
    photos: int = 0


TABLE = [
    Case(K.GIVE_INFORMATION, "订单{n}到哪了？", order(shipments=(shipment(5),)), {}),
    Case(K.ASK_CUSTOMER, "订单{n}的保温杯收到就碎了", delivered(), {"ask": ["photos"]}),
    Case(
        K.TRACE_WITH_COURIER,
        "订单{n}的物流两天没动了",
        order(shipments=(shipment(60),)),
        {"carrier": "中通", "tracking_number": "75312345678901"},
    ),
    Case(
        K.CONTACT_PICKUP_POINT,
        "订单{n}显示已签收，我没收到",
        order(status="delivered", shipments=(shipment(9, delivered_at=ago(hours=9), pickup_point=POINT),)),
        {"name": POINT["name"], "phone": POINT["phone"]},
    ),
    Case(
        K.INTERCEPT_PARCEL,
        "订单{n}我不想要了，请取消",
        order(shipments=(shipment(5),)),
        {"carrier": "中通", "tracking_number": "75312345678901"},
    ),
    Case(K.EXPEDITE, "订单{n}怎么还没发货？", order(status="paid", ship_by=ago(days=1)), {"order": NUMBER}),
    Case(
        K.RESHIP,
        "订单{n}的快递丢了，请给我补发一个",
        order(shipments=(LOST,)),
        {"items": ["保温杯（红色）"], "value": "89.00"},
    ),
    Case(
        K.SEND_PART,
        "订单{n}买了三个保温杯，只收到两个",
        delivered(lines=(line(quantity=3, paid="297.00", picked={"sku": "CUP-R", "quantity": 2}),), total="297.00"),
        {"items": ["保温杯（红色）"], "value": "99.00"},
    ),
    Case(
        K.REPLACE_WITH_PICKUP,
        "订单{n}的保温杯收到就碎了，照片在附件，给我换一个",
        delivered(),
        {"items": ["保温杯（红色）"], "value": "89.00", "freight": "shop"},
        photos=1,
    ),
    Case(
        K.EXCHANGE_AT_CUSTOMER_COST,
        "订单{n}的羽绒服偏小，想换大一码",
        delivered(lines=(line("COAT-M", "羽绒服", variant={"尺码": "M"}, paid="399.00"),), total="399.00"),
        {"deadline": at(26), "freight": "customer"},
    ),
    Case(
        K.RETURN_WITH_LABEL,
        "订单{n}的保温杯漏水，照片在附件，我要退货",
        delivered(),
        {"deadline": at(26), "freight": "shop"},
        photos=1,
    ),
    Case(
        K.RETURN_AT_CUSTOMER_COST,
        "订单{n}的保温杯不喜欢，七天无理由退货",
        delivered(freight_insured=True),
        {"deadline": at(26), "freight": "insurance"},
    ),
    Case(K.REFUND, "订单{n}我不要了，取消并退款", order(status="paid"), {"amount": "89.00", "channel": "original"}),
    Case(
        K.PARTIAL_REFUND,
        "订单{n}的保温杯磕掉一小块漆，照片在附件，我留着用，给点补偿就行",
        delivered(),
        {"amount": "8.90", "currency": "CNY", "channel": "original"},
        R.SENIOR,
        photos=1,
    ),
    Case(
        K.REFUND_WITHOUT_RETURN,
        "订单{n}的蜂蜜罐子碎了，照片在附件，请退款",
        delivered(lines=(line("HONEY", "蜂蜜", paid="45.00", variant={}),), total="45.00"),
        {"amount": "45.00", "channel": "original"},
        photos=1,
    ),
    Case(
        K.PRICE_DIFFERENCE_REFUND,
        "订单{n}刚买就降价了，请退差价",
        delivered(lines=(line(paid="129.00"),), total="129.00"),
        {"amount": "30.00", "channel": "original"},
        R.SENIOR,
    ),
    Case(
        K.REIMBURSE_FREIGHT,
        "订单{n}发错货了，寄回去的运费12元是我垫付的，凭证在附件，请退给我",
        packed(),
        {"amount": "12.00", "currency": "CNY"},
        photos=1,
    ),
    Case(
        K.COUPON,
        "订单{n}预售都过了时间，怎么还没发货",
        order(status="paid", presale=PRESALE),
        {"amount": "10.00", "currency": "CNY"},
    ),
    Case(
        K.CHANGE_ADDRESS,
        "订单{n}麻烦改一下收货地址，新地址：杭州市拱墅区文一路1号2幢301室",
        order(status="paid"),
        {"order": NUMBER},
    ),
    Case(
        K.CHANGE_VARIANT,
        "订单{n}还没发的话，帮我把保温杯换成蓝色",
        order(status="paid"),
        {"order": NUMBER, "variant": "蓝色"},
    ),
    Case(K.CANCEL_ORDER, "订单{n}我不要了，取消并退款", order(status="paid"), {"order": NUMBER}),
    Case(K.ISSUE_INVOICE, "订单{n}请开一张个人发票", delivered(), {"amount": "89.00", "due": at(25, 18)}),
    Case(
        K.CORRECT_INVOICE,
        "订单{n}的发票抬头开错了，请重开",
        delivered(invoice={"status": "issued"}),
        {"amount": "89.00", "due": at(25, 18)},
    ),
    Case(
        K.REPAIR,
        "订单{n}的保温杯用了三个月坏了，照片在附件，要求保修",
        order(status="completed", placed_at=ago(days=100), shipments=(shipment(delivered_at=ago(days=95)),)),
        {"deadline": "2027-08-18T00:00:00+08:00", "freight": "shop"},
        photos=1,
    ),
    Case(K.CALL_BACK, "订单{n}到哪了？请给我回个电话", order(shipments=(shipment(5),)), {"due": at(23, 10)}),
    Case(K.ESCALATE, "订单{n}是假货，我要去12315投诉", delivered(), {"to": "supervisor"}, R.SUPERVISOR),
]


def proposed(case: Case, **more: Any) -> dict[ActionKind, Action]:
    found = verified(case.text.format(n=NUMBER), case.order, photos=case.photos, **more)
    return {action.kind: action for action in found.case.resolution.actions}


@pytest.mark.parametrize("case", TABLE, ids=[case.kind.value for case in TABLE])
def test_each_action_follows_from_a_mail_with_its_arguments_and_its_role(case: Case) -> None:
    action = proposed(case)[case.kind]
    assert {name: action.arguments.get(name) for name in case.arguments} == case.arguments
    assert action.role is case.role


def test_every_action_is_in_the_table() -> None:
    assert {case.kind for case in TABLE} == set(ActionKind)


SCRATCHED = TABLE[list(ActionKind).index(K.PARTIAL_REFUND)]


@pytest.mark.parametrize(
    ("paid", "amount", "role"),
    [
        ("89.00", "8.90", R.SENIOR),
        ("0.09", None, None),
        ("5000.00", "500.00", R.SENIOR),
        ("5001.00", "500.10", R.SUPERVISOR),
    ],
)
def test_who_keeps_the_goods_gets_the_playbooks_share_of_what_was_paid(
    paid: str, amount: str | None, role: Role | None
) -> None:
    case = SCRATCHED._replace(order=delivered(lines=(line(paid=paid),), total=paid))
    refund = proposed(case).get(K.PARTIAL_REFUND)
    assert (refund and refund.arguments["amount"], refund and refund.role) == (amount, role)


def test_of_several_goods_only_the_one_that_the_mail_names_is_paid_for_and_an_unnamed_one_is_asked_for() -> None:
    both = delivered(lines=(line(), line("COAT-M", "羽绒服", paid="399.00", variant={"尺码": "M"})), total="488.00")
    assert proposed(SCRATCHED._replace(order=both))[K.PARTIAL_REFUND].arguments["amount"] == "8.90"
    unnamed = SCRATCHED._replace(order=both, text="订单{n}收到有划痕，照片在附件，我留着用，给点补偿就行")
    assert proposed(unnamed)[K.ASK_CUSTOMER].arguments == {"ask": ["item"]}
    assert K.PARTIAL_REFUND not in proposed(unnamed)


@pytest.mark.parametrize(
    ("text", "given", "photos", "amount"),
    [
        (
            "订单{n}买了三个保温杯，只收到两个，不用补了，把少的钱退给我",
            delivered(lines=(line(quantity=3, paid="297.00", picked={"sku": "CUP-R", "quantity": 2}),), total="297.00"),
            0,
            "99.00",
        ),
        (
            "订单{n}的羽绒服还没到，剩下的不等了，请退款",
            order(
                lines=(line(), line("COAT-M", "羽绒服", paid="300.00", variant={"尺码": "M"})),
                total="389.00",
                shipments=(shipment(5, skus=["CUP-R"]),),
            ),
            0,
            "300.00",
        ),
    ],
    ids=["left out of the parcel", "not sent yet"],
)
def test_what_never_came_is_paid_back_at_what_was_paid_for_it(
    text: str, given: Order, photos: int, amount: str
) -> None:
    refund = proposed(Case(K.PARTIAL_REFUND, text, given, {}, photos=photos))[K.PARTIAL_REFUND]
    assert refund.arguments["amount"] == amount


OVERDUE = order(status="paid", ship_by=ago(days=1))
LATE = order(shipments=(shipment(5, promised_at=ago(days=2)),))


@pytest.mark.parametrize(
    ("text", "given", "coupon"),
    [
        ("订单{n}怎么还没发货？给点补偿", OVERDUE, True),
        ("订单{n}怎么还没发货？", OVERDUE, False),
        ("订单{n}比承诺的晚了两天还没到，要求赔偿", LATE, True),
        ("订单{n}还没到，要求赔偿", order(shipments=(shipment(5, promised_at=ago(days=-2)),)), False),
        ("订单{n}没送上门就签收了，给点补偿", delivered(), True),
    ],
    ids=["overdue, asked", "overdue, not asked", "delayed, asked", "in time, asked", "not to the door, asked"],
)
def test_a_coupon_follows_from_our_delay_and_from_being_asked_for(text: str, given: Order, *, coupon: bool) -> None:
    assert (K.COUPON in proposed(Case(K.COUPON, text, given, {}))) is coupon


def granted(kind: ActionKind, amount: str, of: str = NUMBER) -> TicketSoFar:
    action = Action(kind=kind, arguments={"amount": amount, "currency": "CNY"})
    return TicketSoFar(granted=(Granted(order=of, action=action),))


def test_a_ticket_gets_one_coupon() -> None:
    late = Case(K.COUPON, "订单{n}比承诺的晚了两天还没到，要求赔偿", LATE, {})
    assert K.COUPON not in proposed(late, so_far=granted(K.COUPON, "10.00"))


def test_small_refunds_of_one_ticket_add_up_to_the_limit() -> None:
    before = granted(K.PARTIAL_REFUND, "495.00", of="2026110154321")
    assert proposed(SCRATCHED, so_far=before)[K.PARTIAL_REFUND].role is R.SUPERVISOR


def test_what_a_reply_has_granted_already_is_not_there_to_give_again() -> None:
    assert K.PARTIAL_REFUND not in proposed(SCRATCHED, so_far=granted(K.REFUND, "89.00"))
    recorded = delivered(refunds=({"amount": "80.00", "status": "completed"},))
    refund = proposed(SCRATCHED._replace(order=recorded), so_far=granted(K.REFUND, "80.00"))[K.PARTIAL_REFUND]
    assert refund.arguments["amount"] == "8.90", "the record and the grant are the same money"


def test_a_closed_day_moves_what_is_due_in_the_shops_calendar() -> None:
    invoice = next(case for case in TABLE if case.kind is K.ISSUE_INVOICE)
    friday = proposed(invoice)[K.ISSUE_INVOICE].arguments["due"]
    assert datetime.fromisoformat(friday).weekday() == 2, "Friday and three working days on is Wednesday"
    monday = proposed(invoice, now=NOW.replace(day=23))[K.ISSUE_INVOICE].arguments["due"]
    assert datetime.fromisoformat(monday).weekday() == 3


SIX_HOURS, TWELVE_HOURS = "500 毫升，不锈钢。保温 6 小时。", "500 毫升，不锈钢。保温 12 小时。"
CHANGES = ((9, TWELVE_HOURS), (2, SIX_HOURS))
CHANGED = tuple(PageChange.model_validate({"from": ago(days=n), "text": text}) for n, text in CHANGES)
GETS_COLD = "订单{n}的保温杯详情页说能保温12小时，实际6小时就凉了，照片在附件"
NOT_RED = "The product page of order {n} said red, but the thermos that I received is blue. Photo attached."
A_SHADE = "The product page of order {n} said red, but the thermos that I received looks faded. Photo attached."
OURS = {K.RETURN_WITH_LABEL, K.PARTIAL_REFUND}


@pytest.mark.parametrize(
    ("text", "page", "kinds", "told"),
    [
        (GETS_COLD, {"page_text": TWELVE_HOURS}, OURS, "保温 12 小时"),
        (GETS_COLD, {"page_text": SIX_HOURS}, {K.RETURN_AT_CUSTOMER_COST}, "保温 6 小时"),
        (GETS_COLD, {"page_text": "不锈钢。"}, OURS, ""),
        (GETS_COLD, {"page_text": SIX_HOURS, "page_texts": CHANGED}, OURS, "保温 12 小时"),
        (GETS_COLD + "，要退款", {"page_text": TWELVE_HOURS}, {K.RETURN_WITH_LABEL}, "保温 12 小时"),
        (NOT_RED, {"page_text": ""}, OURS, "“red”"),
        (NOT_RED, {"page_text": "Blue, 500ml."}, OURS, ""),
        (A_SHADE, {"page_text": ""}, OURS, "“red”"),
    ],
    ids=["misled", "as described", "open", "on the order's day", "money back", "the variant", "both", "a shade"],
)
def test_the_page_of_the_orders_day_decides_whose_the_difference_is(
    text: str, page: dict[str, Any], kinds: set[ActionKind], told: str
) -> None:
    products = (PRODUCTS[0].model_copy(update=page), *PRODUCTS[1:])
    given = delivered(lines=(line(variant={"colour": "red"}),))
    found = verified(text.format(n=NUMBER), given, photos=1, products=products)
    assert found.case.diagnosis.cause is Cause.DESCRIPTION_GAP
    assert {action.kind for action in found.case.resolution.actions} == kinds
    written = OfflineDrafter().write(found.view)
    assert told in written.reply.text
    assert [(check.name, check.detail) for check in written.checks if not check.passed] == []
