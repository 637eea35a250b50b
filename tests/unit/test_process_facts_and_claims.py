"""Key facts item by item, and every statement held against the records, both ends looked at."""

from decimal import Decimal

import pytest
from support.cases import (
    LI_LEI,
    POLICY,
    PRODUCTS,
    SHOP,
    ago,
    email,
    evidence,
    inquiry,
    line,
    mention,
    order,
    records,
    said,
    shipment,
    worked,
)

from assistant.case.inquiry import Inquiry, SecondFactors, Statement, StatementKind, Topic
from assistant.case.shop import Contact, Order
from assistant.case.verification import Fact, Verdict
from assistant.drafting.offline import OfflineDrafter
from assistant.process.claims import verify_claims
from assistant.process.comparing import plain, same_variant, similar
from assistant.process.disclosure import view_for_sender
from assistant.process.facts import check_facts
from assistant.process.money import duplicate_payments
from assistant.process.page import PageReading

Kind = StatementKind
PRODUCTS_BY_SKU = {product.sku: product for product in PRODUCTS}
COAT = line("COAT-M", "羽绒服", variant={"颜色": "黑色", "尺码": "M"}, paid="399.00")
ARRIVED = shipment(30, delivered_at=ago(hours=30), signed_by="李雷")


def facts(given: Order, asked: Inquiry) -> dict[str, Fact]:
    return {fact.field: fact for fact in check_facts(given, asked, PRODUCTS_BY_SKU, records(given))}


def verdict(statement: Statement, given: Order | None, *contacts: Contact) -> Verdict:
    asked = inquiry(statements=(statement,))
    known = check_facts(given, asked, PRODUCTS_BY_SKU, records(given)) if given else ()
    return verify_claims(asked, records(given, *contacts), known)[0].verdict


def test_each_fact_has_the_records_value_the_customers_and_the_result() -> None:
    asked = inquiry(
        items=(mention("羽绒服", quantity=2),),
        statements=(said(Kind.ORDERED_VARIANT, "L码"), said(Kind.PAID_AMOUNT, "399")),
    )
    found = facts(order(lines=(COAT,), total="399.00"), asked)
    size = found["lines.0.variant.尺码"]
    assert (size.record, size.customer, size.result) == ("M", "L码", "mismatch")
    assert found["lines.0.variant.颜色"].result == "unstated"
    assert found["lines.0.quantity"].result == "mismatch"
    assert found["total"].result == "match"
    assert found["lines.0.product"].result == "match"


def test_a_street_that_the_customer_names_is_compared_with_the_address_on_file() -> None:
    moved = inquiry(factors=SecondFactors(streets=("中山西路138号天宁大厦",)))
    assert facts(order(), moved)["recipient.street"].result == "mismatch"


def test_facts_name_the_newest_event_of_our_copy_and_of_the_couriers_record() -> None:
    parcel = shipment(60, 30, courier_events=[{"at": ago(hours=2), "place": "杭州", "text": "派送中"}])
    found = facts(order(shipments=(parcel,)), inquiry())
    assert "运输中" in (found["shipments.0.events.1"].record or "")
    assert "派送中" in (found["shipments.0.courier_events.0"].record or "")


def test_facts_are_numbered_in_the_order_of_the_shop_file() -> None:
    arrived = order(shipments=(ARRIVED,))
    listed = check_facts(arrived, inquiry(), PRODUCTS_BY_SKU, records(arrived))
    assert [fact.id for fact in listed] == [f"f{n}" for n in range(1, len(listed) + 1)]


TABLE = [
    (said(Kind.NOT_RECEIVED), order(shipments=(shipment(5),)), Verdict.CONFIRMED),
    (said(Kind.NOT_RECEIVED), order(status="delivered", shipments=(ARRIVED,)), Verdict.NOT_IN_RECORDS),
    (said(Kind.NOT_RECEIVED), order(shipments=(shipment(5, collected_at=ago(hours=2)),)), Verdict.CONTRADICTED),
    (said(Kind.RECEIVED), order(status="delivered", shipments=(ARRIVED,)), Verdict.CONFIRMED),
    (said(Kind.RECEIVED), order(shipments=(shipment(5),)), Verdict.CONTRADICTED),
    (said(Kind.SHOWN_DELIVERED), order(status="delivered", shipments=(ARRIVED,)), Verdict.CONFIRMED),
    (said(Kind.NOT_SHIPPED), order(status="paid"), Verdict.CONFIRMED),
    (said(Kind.NOT_SHIPPED), order(shipments=(shipment(5),)), Verdict.CONTRADICTED),
    (said(Kind.ORDERED_VARIANT, "L"), order(lines=(COAT,)), Verdict.CONTRADICTED),
    (said(Kind.ORDERED_VARIANT, "m码"), order(lines=(COAT,)), Verdict.CONFIRMED),
    (said(Kind.ORDERED_VARIANT, "黑"), order(lines=(COAT,)), Verdict.CONFIRMED),
    (said(Kind.ORDERED_VARIANT), order(lines=(COAT,)), Verdict.NOT_IN_RECORDS),
    (said(Kind.ORDERED_QUANTITY, "3"), order(lines=(line(quantity=2),)), Verdict.CONTRADICTED),
    (said(Kind.ORDERED_QUANTITY, "3"), order(lines=(line(quantity=2), COAT)), Verdict.CONFIRMED),
    (said(Kind.GOT_QUANTITY, "2"), order(lines=(line(quantity=3, picked={"quantity": 2}),)), Verdict.CONFIRMED),
    (said(Kind.GOT_QUANTITY, "2"), order(lines=(line(quantity=3),)), Verdict.NOT_IN_RECORDS),
    (said(Kind.ORDERED_ITEM, "保温杯"), order(), Verdict.CONFIRMED),
    (said(Kind.ORDERED_ITEM, "空气炸锅"), order(), Verdict.CONTRADICTED),
    (said(Kind.GOT_ITEM, "蓝色"), order(lines=(line(picked={"sku": "CUP-B"}),)), Verdict.CONFIRMED),
    (said(Kind.GOT_ITEM, "蓝色"), order(lines=(line(picked={"sku": "CUP-R"}),)), Verdict.NOT_IN_RECORDS),
    (said(Kind.MISSING, "杯盖"), order(lines=(line(quantity=2, picked={"quantity": 1}),)), Verdict.CONFIRMED),
    (said(Kind.MISSING, "杯盖"), order(), Verdict.NOT_IN_RECORDS),
    (said(Kind.PAID_AMOUNT, "89.00"), order(), Verdict.CONFIRMED),
    (said(Kind.PAID_AMOUNT, "79"), order(), Verdict.CONTRADICTED),
    (said(Kind.PAID_AMOUNT, "八十"), order(), Verdict.NOT_IN_RECORDS),
    (said(Kind.PAID), order(status="pending_payment", paid_at=None), Verdict.CONTRADICTED),
    (said(Kind.PAID), order(status="paid"), Verdict.CONFIRMED),
    (
        said(Kind.PAID_TWICE),
        order(payments=({"id": "1", "amount": "89.00"}, {"id": "2", "amount": "89.00"})),
        Verdict.CONFIRMED,
    ),
    (said(Kind.PAID_TWICE), order(payments=({"id": "1", "amount": "89.00"},)), Verdict.CONTRADICTED),
    (said(Kind.PAID_TWICE), order(), Verdict.NOT_IN_RECORDS),
    (said(Kind.RETURNED), order(returns=({"skus": ["CUP-R"]},)), Verdict.CONFIRMED),
    (said(Kind.RETURNED), order(), Verdict.NOT_IN_RECORDS),
    (said(Kind.NOT_REFUNDED), order(status="refunding"), Verdict.CONFIRMED),
    (
        said(Kind.NOT_REFUNDED),
        order(status="refunded", refunds=({"amount": "89.00", "status": "completed"},)),
        Verdict.CONTRADICTED,
    ),
    (said(Kind.SIGNED_BY_OTHER), order(shipments=(shipment(signed_by="物业"),)), Verdict.CONFIRMED),
    (said(Kind.SIGNED_BY_OTHER), order(shipments=(ARRIVED,)), Verdict.CONTRADICTED),
    (said(Kind.SIGNED_BY_OTHER), order(shipments=(shipment(signed_by="本人签收"),)), Verdict.CONTRADICTED),
    (said(Kind.NO_MOVEMENT), order(shipments=(shipment(60),)), Verdict.CONFIRMED),
    (said(Kind.NO_MOVEMENT), order(shipments=(shipment(11),)), Verdict.CONFIRMED),
    (said(Kind.NO_MOVEMENT), order(shipments=(shipment(9),)), Verdict.CONTRADICTED),
    (
        said(Kind.NO_MOVEMENT),
        order(shipments=(shipment(60, courier_events=[{"at": ago(hours=2), "text": "派送中"}]),)),
        Verdict.CONTRADICTED,
    ),
    (said(Kind.NO_MOVEMENT), order(status="paid"), Verdict.NOT_IN_RECORDS),
    (said(Kind.DAMAGED), order(), Verdict.NOT_IN_RECORDS),
    (said(Kind.PRICE_NOW, "79"), order(), Verdict.NOT_IN_RECORDS),
]


@pytest.mark.parametrize(("statement", "given", "expected"), TABLE)
def test_a_statement_is_held_against_the_records(statement: Statement, given: Order, expected: Verdict) -> None:
    assert verdict(statement, given) is expected


def test_a_price_elsewhere_is_held_against_our_own_page() -> None:
    known = records(order(), prices={"CUP-R": Decimal("79.00")})
    for price, expected in (("79", Verdict.CONFIRMED), ("69", Verdict.CONTRADICTED), (None, Verdict.NOT_IN_RECORDS)):
        asked = inquiry(statements=(said(Kind.PRICE_NOW, price),))
        assert verify_claims(asked, known, ())[0].verdict is expected


def test_every_statement_becomes_a_claim_whatever_its_kind() -> None:
    asked = inquiry(statements=tuple(said(kind, "1") for kind in Kind))
    claims = verify_claims(asked, records(order()), ())
    assert [claim.kind for claim in claims] == list(Kind)


def test_the_status_stands_beside_what_the_customer_says_of_it() -> None:
    asked = inquiry(statements=(said(Kind.NOT_SHIPPED, words="还没发货"),))
    shipped = facts(order(shipments=(shipment(5),)), asked)["status"]
    assert (shipped.record, shipped.customer, shipped.result) == ("shipped", "还没发货", "mismatch")
    assert facts(order(status="paid"), asked)["status"].result == "match"
    assert facts(order(status="paid"), inquiry())["status"].result == "unstated"


def test_goods_that_were_not_ordered_are_a_mismatch_of_the_product() -> None:
    asked = inquiry(statements=(said(Kind.ORDERED_ITEM, "空气炸锅"),))
    product = facts(order(), asked)["lines.0.product"]
    assert (product.record, product.customer, product.result) == ("保温杯", "空气炸锅", "mismatch")


@pytest.mark.parametrize(("given", "result"), [("5678", "match"), ("13812345678", "match"), ("0000", "mismatch")])
def test_a_phone_or_its_tail_is_compared_with_the_one_on_file(given: str, result: str) -> None:
    said_phone = {"phones": (given,)} if len(given) > 4 else {"factors": SecondFactors(phone_tails=(given,))}
    assert facts(order(), inquiry(**said_phone))["recipient.phone"].result == result


def test_without_an_order_nothing_is_confirmed_or_contradicted() -> None:
    assert {verdict(statement, None) for statement, _, _ in TABLE} == {Verdict.NOT_IN_RECORDS}


def test_an_earlier_contact_confirms_that_there_was_one() -> None:
    chat = Contact(customer_id="C1", at=ago(days=2), channel="chat", promise="24小时内回复")
    assert verdict(said(Kind.CONTACTED_BEFORE), order(), chat) is Verdict.CONFIRMED
    assert verdict(said(Kind.PROMISED, "今天回复"), order(), chat) is Verdict.CONFIRMED
    assert verdict(said(Kind.CONTACTED_BEFORE), order()) is Verdict.NOT_IN_RECORDS


@pytest.mark.parametrize(
    ("record", "word", "result", "judged"),
    [
        ("雾蓝", "蓝色", "match", Verdict.CONFIRMED),
        ("深灰色", "灰色", "match", Verdict.CONFIRMED),
        ("雾蓝", "blue", "match", Verdict.CONFIRMED),
        ("白色", "white", "match", Verdict.CONFIRMED),
        ("灰色", "深灰色", "mismatch", Verdict.CONTRADICTED),
        ("雾蓝", "红色", "mismatch", Verdict.CONTRADICTED),
        ("白色", "red", "mismatch", Verdict.CONTRADICTED),
        ("雾蓝", "misty", "unstated", Verdict.NOT_IN_RECORDS),
        ("雾蓝", "L码", "unstated", Verdict.NOT_IN_RECORDS),
    ],
)
def test_a_colour_is_no_contradiction_of_its_shade_or_of_its_name_in_the_other_language(
    record: str, word: str, result: str, judged: Verdict
) -> None:
    given = order(lines=(line(variant={"颜色": record}),))
    stated = said(Kind.ORDERED_VARIANT, word)
    assert facts(given, inquiry(statements=(stated,)))["lines.0.variant.颜色"].result == result
    assert verdict(stated, given) is judged


@pytest.mark.parametrize(
    ("asked", "result", "verdicts"),
    [
        (inquiry(statements=(said(Kind.PAID_AMOUNT, "15"),)), "mismatch", "contradicted"),
        (inquiry(Topic.FREIGHT, statements=(said(Kind.PAID_AMOUNT, "15"),)), "unstated", "not_in_records"),
        (inquiry(Topic.COUPON, statements=(said(Kind.PAID_AMOUNT, "20"),)), "unstated", "not_in_records"),
        (inquiry(Topic.FREIGHT, statements=(said(Kind.PAID_AMOUNT, "89"),)), "match", "confirmed"),
        (
            inquiry(statements=(said(Kind.PAID_AMOUNT, "15"), said(Kind.PAID_AMOUNT, "89"))),
            "match",
            "not_in_records confirmed",
        ),
    ],
)
def test_money_that_was_paid_for_something_else_is_not_held_against_what_the_order_cost(
    asked: Inquiry, result: str, verdicts: str
) -> None:
    given = order()
    assert facts(given, asked)["total"].result == result
    assert " ".join(claim.verdict for claim in verify_claims(asked, records(given), ())) == verdicts


def test_a_claim_names_the_facts_that_decide_it() -> None:
    asked = inquiry(statements=(said(Kind.ORDERED_VARIANT, "L"),))
    coat = order(lines=(COAT,))
    known = check_facts(coat, asked, PRODUCTS_BY_SKU, records(coat))
    claim = verify_claims(asked, records(coat), known)[0]
    assert [fact.field for fact in known if fact.id in claim.facts] == ["lines.0.variant.尺码"]


@pytest.mark.parametrize(
    ("record", "word", "same"),
    [
        ("L", "L码", True), ("L", "XL", False), ("红色", "红", True), ("128GB", "256GB", False),
        ("128GB", "１２８gb", True), ("M", "L", False), ("深灰色", "灰色", False), ("L", "large", True),
        ("XL", "extra large", True), ("L", "大号", True), ("grey", "gray", True),
        ("白色", "white", True), ("红色", "blue", False), ("深蓝", "dark blue", True),
    ],
)  # fmt: skip
def test_variants_are_compared_as_people_write_them(record: str, word: str, same: bool) -> None:
    assert same_variant(record, word) is same


@pytest.mark.parametrize(
    ("first", "second", "same"),
    [
        ("保温杯", "不锈钢保温杯", True),
        ("保温杯", "羽绒服", False),
        ("保温杯", "保温壶", False),
        ("", "保温杯", False),
        ("Thermos", "thermos mug", True),
    ],
)
def test_names_are_similar_when_one_holds_the_other_or_most_letters_agree(first: str, second: str, same: bool) -> None:
    assert similar(first, second) is same
    assert similar(second, first) is same


def test_only_captured_payments_of_one_amount_are_duplicates() -> None:
    paid = [{"id": "1", "amount": "89.00"}, {"id": "2", "amount": "89.00", "status": "failed"}]
    assert duplicate_payments(order(payments=tuple(paid))) == ()
    assert duplicate_payments(order(payments=(*paid, {"id": "3", "amount": "89.00"}))) == (2,)


def test_full_width_and_case_do_not_count() -> None:
    assert plain("Ｗ１２３-45 ａ") == "w12345a"


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


@pytest.mark.parametrize(
    ("words", "verdict"),
    [("thermos", Verdict.CONFIRMED), ("a water bottle", Verdict.CONTRADICTED), ("羽绒服", Verdict.CONTRADICTED)],
)
def test_goods_are_what_was_ordered_by_any_of_their_names(words: str, verdict: Verdict) -> None:
    asked = inquiry(Topic.DELIVERY, language="en", statements=(said(StatementKind.ORDERED_ITEM, words),))
    case = worked(evidence(order(lines=(line(product="保温杯"),)), of=asked))
    assert [claim.verdict for claim in case.claims] == [verdict]
    view = view_for_sender(case, email(), SHOP, LI_LEI, POLICY, PRODUCTS)
    assert "保温杯" not in OfflineDrafter().write(view).reply.text


def test_words_in_a_language_that_no_name_is_in_deny_nothing() -> None:
    asked = inquiry(Topic.DELIVERY, language="en", statements=(said(StatementKind.ORDERED_ITEM, "honey"),))
    case = worked(evidence(order(lines=(line(sku="HONEY", product="蜂蜜"),)), of=asked))
    assert [claim.verdict for claim in case.claims] == [Verdict.NOT_IN_RECORDS]


@pytest.mark.parametrize(
    ("status", "expected"), [("delivered", Verdict.CONTRADICTED), ("paid", Verdict.NOT_IN_RECORDS)]
)
def test_a_page_contradicts_nobody_who_has_nothing_to_hold_against_it(status: str, expected: Verdict) -> None:
    known = records(order(status=status), page=PageReading.AS_DESCRIBED)
    asked = inquiry(statements=(said(Kind.PAGE_SAYS, "small"),))
    assert verify_claims(asked, known, ())[0].verdict is expected
