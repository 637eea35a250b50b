"""What is wrong: every cause from a customer's raw words, in both languages, and the records that decide it."""

from typing import Literal, NamedTuple

import pytest
from support.cases import ago, line, order, shipment
from support.raw_cases import verified as verified_mail

from assistant.case.diagnosis import POOLS, Cause
from assistant.case.shop import Contact, Order
from assistant.drafting.offline import OfflineDrafter
from assistant.process.remedies import RULES

POINT = {"name": "菜鸟驿站文三店", "phone": "0571-88888888", "code": "6-2-1024"}
M_COAT = line("COAT-M", "羽绒服", variant={"尺码": "M"})
SENT_BACK = {"skus": ["CUP-R"], "requested_at": ago(days=4), "received_at": ago(days=2)}
LONG_AGO = shipment(delivered_at=ago(days=90))
DELIVERED = shipment(40, delivered_at=ago(hours=40), signed_by="本人")


def event(text: str, hours: float = 5) -> dict[str, object]:
    return {"at": ago(hours=hours), "text": text}


class Case(NamedTuple):
    cause: Cause
    order: Order
    zh: str
    en: str
    noted: str | None = None
    """What we noted of a contact about the order."""


TABLE: list[Case] = [
    Case(
        Cause.IN_TRANSIT_ON_TIME,
        order(shipments=(shipment(5),)),
        "订单{n}到哪了？",
        "Where is my order {n}?",
    ),
    Case(
        Cause.NOT_SHIPPED,
        order(status="paid", ship_by=ago(hours=-5)),
        "订单{n}什么时候发货？",
        "When will order {n} ship?",
    ),
    Case(
        Cause.SHIPPING_OVERDUE,
        order(status="paid", ship_by=ago(hours=5)),
        "订单{n}怎么还没发货？",
        "Why hasn't order {n} shipped yet?",
    ),
    Case(
        Cause.PRESALE_WAITING,
        order(status="paid", ship_by=ago(days=-5), presale={"deposit": "10.00"}),
        "订单{n}是预售的，尾款付了，什么时候发？",
        "I paid the balance for my pre-order {n}. When will it be sent?",
    ),
    Case(
        Cause.STALLED,
        order(shipments=(shipment(60),)),
        "订单{n}的物流好几天没更新了",
        "The tracking of order {n} hasn't moved for days.",
    ),
    Case(
        Cause.DELAYED,
        order(shipments=(shipment(5, promised_at=ago(hours=1)),)),
        "订单{n}说好昨天送到，怎么还没来？",
        "Order {n} was supposed to arrive yesterday, where is it?",
    ),
    Case(
        Cause.DELIVERED_NOT_RECEIVED,
        order(status="delivered", shipments=(shipment(20, delivered_at=ago(hours=20), pickup_point=POINT),)),
        "订单{n}显示已签收，可是我没收到",
        "Order {n} says delivered but I never received it.",
    ),
    Case(
        Cause.LOST,
        order(shipments=(shipment(events=[event("快件遗失，正在核实")]),)),
        "订单{n}的快递是不是丢了？",
        "Has the parcel of order {n} been lost?",
    ),
    Case(
        Cause.RETURNED_TO_SENDER,
        order(shipments=(shipment(events=[event("快件已退回寄件人")]),)),
        "订单{n}的包裹怎么退回去了？",
        "Why was the parcel of order {n} returned to sender?",
    ),
    Case(
        Cause.DELIVERY_SERVICE,
        order(status="delivered", shipments=(DELIVERED,)),
        "订单{n}快递员不送上门，直接扔在门卫",
        "The courier of order {n} did not come to the door and left it with the neighbour.",
    ),
    Case(
        Cause.PARTIAL_SHIPMENT,
        order(lines=(line(), M_COAT), shipments=(shipment(5, skus=["CUP-R"]),)),
        "订单{n}少了羽绒服，没收到",
        "The down jacket is missing from order {n}.",
    ),
    Case(
        Cause.WRONG_ITEM_SENT,
        order(status="delivered", lines=(line(picked={"sku": "CUP-B", "quantity": 1}),)),
        "订单{n}发错货了",
        "You sent me the wrong item for order {n}.",
    ),
    Case(
        Cause.ORDERED_AS_SENT,
        order(status="delivered", lines=(M_COAT,)),
        "订单{n}我买的是L码，收到的是M码",
        "I ordered size L in order {n} but received size M.",
    ),
    Case(
        Cause.ORDERED_AS_SENT,
        order(status="delivered", lines=(line(quantity=2),)),
        "订单{n}买了三个杯子，只收到两个",
        "I ordered three thermoses in order {n} but only received two.",
    ),
    Case(
        Cause.DESCRIPTION_GAP,
        order(status="delivered"),
        "订单{n}的实物和图片不一样，色差很大",
        "The thermos from order {n} does not look like the picture, the colour is different.",
    ),
    Case(
        Cause.MISSING_ITEM,
        order(status="delivered", lines=(line(quantity=3, picked={"sku": "CUP-R", "quantity": 2}),)),
        "订单{n}少发了一个保温杯",
        "One thermos is missing from order {n}.",
    ),
    Case(
        Cause.DAMAGED_IN_TRANSIT,
        order(status="delivered"),
        "订单{n}的杯子收到就碎了",
        "The thermos of order {n} arrived broken.",
    ),
    Case(
        Cause.QUALITY_DEFECT,
        order(status="delivered", shipments=(DELIVERED,)),
        "订单{n}的保温杯漏水，不保温",
        "The thermos from order {n} leaks and does not keep warm.",
    ),
    Case(
        Cause.RETURN_IN_WINDOW,
        order(status="delivered", shipments=(DELIVERED,)),
        "订单{n}不喜欢，我要退货",
        "I would like to return order {n}.",
    ),
    Case(
        Cause.RETURN_OUT_OF_WINDOW,
        order(status="completed", shipments=(shipment(delivered_at=ago(days=12)),)),
        "订单{n}不想要了，能退吗？",
        "Can I still return order {n}?",
    ),
    Case(
        Cause.RETURN_OUT_OF_WINDOW,
        order(status="delivered", lines=(line("HONEY", "蜂蜜"),), shipments=(DELIVERED,)),
        "订单{n}的蜂蜜不喜欢，七天无理由退货",
        "I don't like the honey from order {n}, I want to return it.",
    ),
    Case(
        Cause.RETURN_RECEIVED_NOT_REFUNDED,
        order(status="refunding", returns=(SENT_BACK,)),
        "订单{n}的退货你们已经签收了，钱怎么还没退？",
        "You received my return of order {n}, where is my refund?",
    ),
    Case(
        Cause.REFUND_IN_PROGRESS,
        order(status="refunding", returns=(SENT_BACK,), refunds=({"amount": "89.00", "status": "processing"},)),
        "订单{n}的退款什么时候到账？",
        "When will the refund for order {n} arrive?",
    ),
    Case(
        Cause.REFUND_NOT_NOTICED,
        order(status="refunded", refunds=({"amount": "89.00", "status": "completed", "completed_at": ago(days=1)},)),
        "订单{n}的退款没收到",
        "I haven't received the refund for order {n}.",
    ),
    Case(
        Cause.CANCEL_AFTER_SHIPPING,
        order(shipments=(shipment(5),)),
        "订单{n}不要了，帮我取消",
        "Please cancel order {n}.",
    ),
    Case(
        Cause.FREIGHT_DISPUTE,
        order(status="delivered"),
        "订单{n}退货的运费谁出？",
        "Who pays the return shipping for order {n}?",
    ),
    Case(
        Cause.WARRANTY,
        order(status="completed", shipments=(LONG_AGO,)),
        "订单{n}的保温杯用了三个月坏了，能保修吗？",
        "The thermos from order {n} broke after three months, is it under warranty?",
    ),
    Case(
        Cause.PAYMENT_INCOMPLETE,
        order(status="pending_payment", paid_at=None),
        "订单{n}我付款了吗？怎么显示待付款？",
        "My payment for order {n} failed, what now?",
    ),
    Case(
        Cause.PAYMENT_INCOMPLETE,
        order(status="pending_payment", paid_at=None),
        "订单{n}到哪了？",
        "Where is order {n}?",
    ),
    Case(
        Cause.DUPLICATE_CHARGE,
        order(status="paid", payments=({"id": "P1", "amount": "89.00"}, {"id": "P2", "amount": "89.00"})),
        "订单{n}被扣了两次钱",
        "I was charged twice for order {n}.",
    ),
    Case(
        Cause.CANCEL_BEFORE_SHIPPING,
        order(status="paid"),
        "订单{n}不要了，帮我取消",
        "Please cancel order {n}.",
    ),
    Case(
        Cause.ADDRESS_CHANGE_BEFORE_SHIPPING,
        order(status="paid"),
        "订单{n}的收货地址填错了，帮我改一下",
        "I need to change the delivery address of order {n}.",
    ),
    Case(
        Cause.ADDRESS_CHANGE_AFTER_SHIPPING,
        order(shipments=(shipment(5),)),
        "订单{n}的收货地址填错了，帮我改一下",
        "I need to change the delivery address of order {n}.",
    ),
    Case(
        Cause.VARIANT_CHANGE_BEFORE_SHIPPING,
        order(status="paid"),
        "订单{n}的颜色选错了，帮我换成蓝色",
        "Can you change the colour in order {n} to blue?",
    ),
    Case(
        Cause.OUT_OF_STOCK,
        order(status="paid"),
        "订单{n}是不是没货了？",
        "Is the thermos in order {n} out of stock?",
        noted="仓库缺货，补货时间未定",
    ),
    Case(
        Cause.COUPON_RULES,
        order(),
        "订单{n}的优惠券为什么没用上？",
        "Why couldn't I use my coupon on order {n}?",
    ),
    Case(
        Cause.PRICE_PROTECTION,
        order(),
        "订单{n}刚买就降价了，能退差价吗？",
        "The price dropped right after order {n}, can you refund the difference?",
    ),
    Case(
        Cause.PRESALE_TERMS,
        order(status="pending_payment", paid_at=None, presale={"deposit": "10.00"}),
        "订单{n}的定金能退吗？尾款怎么付？",
        "Can I get the pre-order deposit of order {n} back, and how do I pay the balance?",
    ),
    Case(Cause.INVOICE_REQUEST, order(), "订单{n}请开发票", "Please send me an invoice for order {n}."),
    Case(
        Cause.INVOICE_CORRECTION,
        order(invoice={"status": "issued"}),
        "订单{n}的发票抬头错了",
        "The invoice for order {n} has the wrong company name.",
    ),
    Case(
        Cause.SYNC_LAG,
        order(shipments=(shipment(60, courier_events=[event("到达杭州转运中心", hours=3)]),)),
        "订单{n}的物流好几天没更新了",
        "The tracking of order {n} hasn't moved for days.",
    ),
]

DISRUPTED = Cause.REGIONAL_DISRUPTION
"""No order's record tells of it, but an article in force for the region."""


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("case", TABLE, ids=[f"{n}-{case.cause}" for n, case in enumerate(TABLE)])
def test_a_mails_own_words_and_the_records_lead_to_the_cause_and_the_letter_explains_it(
    case: Case, language: Literal["zh", "en"]
) -> None:
    contacts = (Contact(customer_id="C1", at=ago(hours=3), channel="chat", summary=case.noted),) if case.noted else ()
    found = verified_mail(getattr(case, language).format(n=case.order.number), case.order, contacts=contacts)
    diagnosis = found.case.diagnosis
    assert (case.cause in diagnosis.causes) if case.cause is Cause.SYNC_LAG else (diagnosis.cause is case.cause)
    assert diagnosis.category is case.cause.category
    assert diagnosis.evidence
    written = OfflineDrafter().write(found.view)
    assert written.reply.language == language
    assert [part.text for part in written.reply.parts if part.kind == "explanation"]
    assert [(check.name, check.detail) for check in written.checks if not check.passed] == []


def test_every_cause_of_the_five_pools_is_in_the_table_and_has_a_remedy() -> None:
    every = {cause for causes in POOLS.values() for cause in causes}
    assert {case.cause for case in TABLE} | {DISRUPTED} == every
    assert set(RULES) == every == set(Cause)


HERE_BY_THE_RECORD = order(
    status="delivered", shipments=(shipment(40, delivered_at=ago(hours=40), pickup_point=POINT),)
)
SILENT = order(shipments=(shipment(200),))
HAVING = [
    (HERE_BY_THE_RECORD, "保温杯快递说丢了，马上退款", Cause.DELIVERED_NOT_RECEIVED),
    (HERE_BY_THE_RECORD, "保温杯丢了，补发一套", Cause.DELIVERED_NOT_RECEIVED),
    (HERE_BY_THE_RECORD, "保温杯还没拿到手，我不想要了，七天无理由从哪天开始算？", Cause.DELIVERED_NOT_RECEIVED),
    (HERE_BY_THE_RECORD, "The courier says the thermos is lost. Refund me.", Cause.DELIVERED_NOT_RECEIVED),
    (HERE_BY_THE_RECORD, "保温杯的盖子丢了，能补一个盖子吗？", None),
    (SILENT, "保温杯不用找了，邻居给我了", None),
    (SILENT, "保温杯已经收到了，退款", Cause.RETURN_IN_WINDOW),
    (SILENT, "My neighbour brought me the thermos, thanks.", None),
    (SILENT, "保温杯是不是丢了？", Cause.STALLED),
    (order(status="paid"), "保温杯已经收到了，退款", Cause.CANCEL_BEFORE_SHIPPING),
    (SILENT, "保温杯没收到，物流一直不动", Cause.STALLED),
]
"""Whether the goods are in hand, in the customer's words, against records that are behind or ahead of it."""


@pytest.mark.parametrize(("given", "text", "cause"), HAVING)
def test_nothing_in_hand_is_given_back_or_broken_and_nothing_that_came_is_lost(
    given: Order, text: str, cause: Cause | None
) -> None:
    found = verified_mail(text, given).case.diagnosis.cause
    if cause is not None:
        assert found is cause
    else:
        assert found not in {Cause.LOST, Cause.STALLED, Cause.DELIVERED_NOT_RECEIVED, Cause.DELIVERY_SERVICE}
