"""Several matters in one mail, several goods in one order, and orders of which little is on record."""

import pytest
from support.cases import NOW, ago, inquiry, line, mention, order, said, shipment, verified, weekday

from assistant.case.diagnosis import Category, Cause
from assistant.case.inquiry import Inquiry, Request, StatementKind, Topic
from assistant.case.shop import Contact, Order, Shipment
from assistant.case.verification import Scope
from assistant.process.causes import diagnose, diagnose_words
from assistant.process.resolution import resolve

M_COAT = line("COAT-M", "羽绒服", variant={"尺码": "M"})
SENT_BACK = {"skus": ["CUP-R"], "requested_at": ago(days=4), "received_at": ago(days=2)}
DELIVERED = shipment(40, delivered_at=ago(hours=40), signed_by="本人")


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
    missed = (said(StatementKind.NOT_RECEIVED),)
    assert diagnose(verified(bare, inquiry(Topic.DELIVERY, statements=missed))).cause is cause


@pytest.mark.parametrize(
    ("asked", "lost"),
    [
        (inquiry(), False),
        (inquiry(Topic.OTHER), False),
        (inquiry(Topic.PAYMENT), False),
        (inquiry(Topic.STOCK), False),
        (inquiry(Topic.DELIVERY, requests=(Request.STATUS,)), False),
        (inquiry(Topic.DELIVERY, statements=(said(StatementKind.RECEIVED),)), False),
        (inquiry(requests=(Request.RESHIP,)), False),
        (inquiry(Topic.DELIVERY, statements=(said(StatementKind.NOT_RECEIVED),)), True),
        (inquiry(statements=(said(StatementKind.SIGNED_BY_OTHER),)), True),
        (inquiry(Topic.NOT_RECEIVED), True),
    ],
)
@pytest.mark.parametrize("shipments", [(), (DELIVERED,)])
def test_a_delivered_order_is_a_lost_parcel_only_for_those_who_say_that_they_have_not_got_it(
    asked: Inquiry, lost: bool, shipments: tuple[Shipment, ...]
) -> None:
    found = diagnose(verified(order(status="delivered", shipments=shipments), asked))
    assert (Cause.DELIVERED_NOT_RECEIVED in found.causes) is lost


def test_an_unclear_mail_about_a_delivered_order_is_asked_what_it_is_about() -> None:
    given = verified(order(status="delivered", shipments=(DELIVERED,)), inquiry())
    found = resolve(given, diagnose(given), Scope.ACT, weekday)
    assert [question.kind for question in found.questions] == ["details"]


CHANGED = "variant_change_before_shipping price_protection"
PAID, ARRIVED = order(status="paid"), order(status="delivered", shipments=(DELIVERED,))


@pytest.mark.parametrize(
    ("given", "topics", "requests", "causes"),
    [
        (ARRIVED, (Topic.FREIGHT, Topic.RETURN), (Request.RETURN,), "return_in_window freight_dispute"),
        (ARRIVED, (Topic.FREIGHT,), (Request.RETURN,), "return_in_window freight_dispute"),
        (ARRIVED, (Topic.COUPON, Topic.STOCK), (Request.EXCHANGE,), "return_in_window coupon_rules"),
        (PAID, (Topic.COUPON, Topic.CANCEL), (Request.CANCEL, Request.REFUND), "cancel_before_shipping coupon_rules"),
        (PAID, (Topic.PRICE_DROP, Topic.VARIANT), (Request.CHANGE_VARIANT,), "variant_change_before_shipping"),
        (PAID, (Topic.PRICE_DROP,), (Request.PRICE_DIFFERENCE, Request.CANCEL, Request.CHANGE_VARIANT), CHANGED),
        (PAID, (Topic.FREIGHT,), (Request.CHANGE_ADDRESS,), "address_change_before_shipping freight_dispute"),
        (PAID, (Topic.COUPON,), (Request.INVOICE,), "invoice_request coupon_rules"),
        (ARRIVED, (Topic.INVOICE_CORRECTION, Topic.CANCEL), (Request.CANCEL, Request.INVOICE), "invoice_correction"),
        (ARRIVED, (Topic.FREIGHT, Topic.DAMAGED), (Request.RETURN,), "damaged_in_transit freight_dispute"),
        (ARRIVED, (Topic.FREIGHT,), (), "freight_dispute"),
        (PAID, (Topic.COUPON,), (Request.REFUND,), "coupon_rules"),
        (PAID, (Topic.PRICE_DROP,), (Request.PRICE_DIFFERENCE,), "price_protection"),
        (ARRIVED, (Topic.PRICE_DROP,), (Request.RETURN, Request.PRICE_DIFFERENCE), "price_protection"),
    ],
)  # fmt: skip
def test_what_is_asked_for_outranks_what_it_only_costs_or_depends_on(
    given: Order, topics: tuple[Topic, ...], requests: tuple[Request, ...], causes: str
) -> None:
    assert diagnose(verified(given, inquiry(*topics, requests=requests))).causes == tuple(map(Cause, causes.split()))


def test_who_names_another_variant_or_else_cancels_asks_for_the_variant() -> None:
    both = inquiry(Topic.CANCEL, Topic.PRICE_DROP, requests=(Request.CHANGE_VARIANT, Request.CANCEL))
    wanting = both.model_copy(update={"wanted_variants": ("L",)})
    assert diagnose(verified(PAID, wanting)).cause is Cause.VARIANT_CHANGE_BEFORE_SHIPPING
    assert diagnose(verified(PAID, both)).cause is Cause.CANCEL_BEFORE_SHIPPING


def test_whoever_has_sent_the_goods_back_asks_about_the_freight_and_not_to_return_them() -> None:
    asked = inquiry(Topic.FREIGHT, requests=(Request.RETURN,), statements=(said(StatementKind.RETURNED),))
    sent = order(status="refunded", returns=(SENT_BACK,), refunds=({"amount": "89.00", "status": "completed"},))
    assert diagnose(verified(sent, asked)).cause is Cause.FREIGHT_DISPUTE


def test_a_damage_read_in_a_mail_about_goods_that_have_not_left_is_none() -> None:
    assert diagnose(verified(PAID, inquiry(Topic.DELIVERY, Topic.DAMAGED))).causes == (Cause.NOT_SHIPPED,)


@pytest.mark.parametrize(
    ("note", "cause"),
    [
        (None, Cause.NOT_SHIPPED),
        ("仓库缺货，补货时间未定", Cause.OUT_OF_STOCK),
        ("The grey one is sold out.", Cause.OUT_OF_STOCK),
        ("客户问是不是缺货", Cause.NOT_SHIPPED),
    ],
)
def test_goods_are_out_of_stock_only_where_we_have_noted_it_ourselves(note: str | None, cause: Cause) -> None:
    notes = [Contact(customer_id="C1", at=ago(hours=3), channel="chat", summary=note)] if note else []
    assert diagnose(verified(PAID, inquiry(Topic.STOCK), notes)).cause is cause


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


@pytest.mark.parametrize(
    ("asked", "cause"),
    [
        (inquiry(Topic.DELIVERY_SERVICE, statements=(said(StatementKind.NOT_RECEIVED),)), "delivered_not_received"),
        (inquiry(Topic.DELIVERY_SERVICE, Topic.NOT_RECEIVED), "delivered_not_received"),
        (inquiry(Topic.DELIVERY_SERVICE, statements=(said(StatementKind.SIGNED_BY_OTHER),)), "delivery_service"),
        (inquiry(Topic.DELIVERY_SERVICE), "delivery_service"),
    ],
)
def test_whoever_has_nothing_in_hand_asks_for_the_parcel_and_not_for_manners(asked: Inquiry, cause: str) -> None:
    assert diagnose(verified(order(status="delivered", shipments=(DELIVERED,)), asked)).cause is Cause(cause)


def test_a_question_about_the_page_before_the_goods_are_here_is_no_complaint() -> None:
    page = (said(StatementKind.PAGE_SAYS, "USB-C"),)
    asked = inquiry(Topic.DESCRIPTION, Topic.PRODUCT_QUESTION, requests=(Request.STATUS,), statements=page)
    assert diagnose(verified(order(shipments=(shipment(3),)), asked)).category is Category.PRODUCT_QUESTION
    arrived = verified(order(status="delivered", shipments=(DELIVERED,)), asked)
    assert diagnose(arrived).cause is Cause.DESCRIPTION_GAP
