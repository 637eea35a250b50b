"""What may not be said never reaches the reply: properties over whole cases, in the view and in the words."""

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.cases import (
    LI_LEI,
    NOW,
    POLICY,
    PRODUCTS,
    SHOP,
    ago,
    email,
    evidence,
    inquiry,
    line,
    order,
    said,
    shipment,
    worked,
)

from assistant.case.email import Address, SenderCheck
from assistant.case.inquiry import Inquiry, StatementKind, Topic
from assistant.case.knowledge import Passage
from assistant.case.shop import Contact, Order
from assistant.case.verification import Scope
from assistant.case.view import CaseView
from assistant.case.worked import WorkedCase
from assistant.drafting.offline import OfflineDrafter
from assistant.process.disclosure import view_for_sender, with_passages
from assistant.process.recipients import answer_to

CODE = "6-2-1024"
SECRETS = {
    "number": "2026111598765",
    "tracking": "75312349998877",
    "recipient": "司徒雷登",
    "street": "文三路188号3幢502室",
    "phone": "13812345678",
    "product": "朱砂手串限定款",
    "paid": "873.21",
    "place": "绍兴柯桥分拨中心",
}
POINT = {"name": "菜鸟驿站文三店", "phone": "0571-88886666", "code": CODE}


def secret_order(status: str = "shipped", age: float = 60, **fields: object) -> Order:
    """An order whose every value is unmistakable."""
    event = {"at": ago(hours=age), "place": SECRETS["place"], "text": f"已放入柜，取件码{CODE}，联系{SECRETS['phone']}"}
    parcel = shipment(
        events=[event],
        tracking_number=SECRETS["tracking"],
        pickup_point=POINT,
        delivered_at=ago(hours=age) if status in ("delivered", "completed") else None,
    )
    values = {
        "lines": (line("SECRET", SECRETS["product"], paid=SECRETS["paid"], unit_price=SECRETS["paid"]),),
        "total": SECRETS["paid"],
        "shipments": () if status in ("paid", "pending_payment") else (parcel,),
        "recipient": {
            "name": SECRETS["recipient"], "phone": SECRETS["phone"], "region": "浙江省", "city": "杭州市",
            "street": SECRETS["street"],
        },
    } | fields  # fmt: skip
    return order(SECRETS["number"], status, **values)


def case_and_view(given_order: Order, asked: Inquiry, check: str) -> tuple[WorkedCase, CaseView]:
    given_evidence = evidence(given_order, of=asked, sender_check=SenderCheck.model_validate({"verdict": check}))
    case = worked(given_evidence)
    return case, view_for_sender(case, email("我的快递呢"), SHOP, LI_LEI, POLICY, PRODUCTS)


orders = st.builds(
    secret_order,
    st.sampled_from(["pending_payment", "paid", "shipped", "delivered", "completed", "refunding", "refunded"]),
    st.sampled_from([5.0, 60.0, 100.0, 400.0]),
)
inquiries = st.builds(
    lambda topics, kinds, language, photos: inquiry(
        *topics, statements=tuple(said(kind, "1") for kind in kinds), language=language, photos=photos
    ),
    st.lists(st.sampled_from(list(Topic)), min_size=1, max_size=3, unique=True),
    st.lists(st.sampled_from(list(StatementKind)), max_size=4, unique=True),
    st.sampled_from(["zh", "en"]),
    st.integers(0, 1),
)


@settings(max_examples=200, deadline=None)
@given(orders, inquiries)
def test_no_reply_under_scope_none_contains_any_value_of_the_order(given_order: Order, asked: Inquiry) -> None:
    case, view = case_and_view(given_order, asked, "failed")
    assert case.identity.scope is Scope.NONE
    shown = view.model_dump_json() + OfflineDrafter().write(view).reply.text
    assert [secret for secret in (*SECRETS.values(), CODE, LI_LEI.name) if secret in shown] == []
    assert view.cause is None


@settings(max_examples=200, deadline=None)
@given(orders, inquiries)
def test_no_reply_under_scope_read_contains_a_pickup_code_a_phone_or_a_street(
    given_order: Order, asked: Inquiry
) -> None:
    case, view = case_and_view(given_order, asked, "none")
    assert case.identity.scope is Scope.READ
    shown = view.model_dump_json() + OfflineDrafter().write(view).reply.text
    assert [secret for secret in (CODE, SECRETS["phone"], SECRETS["street"]) if secret in shown] == []


@pytest.mark.parametrize(
    "text",
    [
        "凭8-2-3344到菜鸟驿站取件", "凭码 8-2-3344", "货架号8-2-3344", "取件码（请勿泄露给他人）：8-2-3344",
        "Locker PIN 8-2-3344, or use A12-9", "密码是【8-2-3344】", "文三路188号3幢已送达", "联系 138 1234 5678",
        "包裹已放丰巢，请用 82013344 领取", "left in the hub, use 8-2-3344",
    ],
)  # fmt: skip
def test_no_wording_of_a_tracking_event_brings_code_street_or_phone_to_scope_read(text: str) -> None:
    parcel = shipment(events=[{"at": ago(hours=5), "text": text}])
    _, view = case_and_view(secret_order(shipments=(parcel,)), inquiry(Topic.DELIVERY), "none")
    assert view.order is not None
    assert view.order.shipments[0].last_event is not None
    told = view.order.shipments[0].last_event.text
    assert "3344" not in told
    assert "188" not in told
    assert "5678" not in told


def test_a_code_in_a_place_or_a_signature_is_for_scope_act_alone() -> None:
    coded = {"signed_by": "丰巢柜 82013344", "events": [{"at": ago(hours=5), "place": "驿站 82013344", "text": "到"}]}
    parcel = shipment(**coded)
    for verdict, told in (("passed", True), ("none", False)):
        _, view = case_and_view(secret_order(shipments=(parcel,)), inquiry(Topic.DELIVERY), verdict)
        assert ("3344" in view.model_dump_json()) is told


@pytest.mark.parametrize("verdict", ["passed", "none"])
def test_the_new_address_is_for_the_agent_who_enters_it_and_not_for_the_reply(verdict: str) -> None:
    asked = inquiry(Topic.ADDRESS, new_address="中山西路138号1502室")
    case, view = case_and_view(secret_order("paid"), asked, verdict)
    assert [action.arguments["address"] for action in case.resolution.actions] == ["中山西路138号1502室"]
    assert [action.kind for action in view.actions] == ["change_address"]
    assert "138号" not in view.model_dump_json() + OfflineDrafter().write(view).reply.text


def test_the_search_for_secrets_sees_them_where_they_may_be() -> None:
    """The positive control: what must be absent above is found where the scope allows it."""
    case, view = case_and_view(secret_order("delivered"), inquiry(Topic.NOT_RECEIVED), "passed")
    assert case.identity.scope is Scope.ACT
    shown = view.model_dump_json()
    assert all(SECRETS[name] in shown for name in ("number", "tracking", "product", "paid", "place"))
    assert CODE in shown
    assert SECRETS["phone"] not in shown
    assert SECRETS["street"] not in shown


@pytest.mark.parametrize("status", ["paid", "shipped", "delivered", "refunded"])
def test_under_scope_none_the_reply_does_not_change_with_the_state_of_the_order(status: str) -> None:
    replies = {
        OfflineDrafter().write(case_and_view(given_order, inquiry(Topic.DELIVERY), "failed")[1]).reply.text
        for given_order in (secret_order(status), secret_order("shipped", 5.0))
    }
    assert len(replies) == 1


def test_a_claim_tells_a_tracking_event_only_as_the_order_view_does() -> None:
    asked = inquiry(Topic.DELIVERY, statements=(said(StatementKind.NO_MOVEMENT, words="物流一直没动"),))
    _, view = case_and_view(secret_order(), asked, "none")
    assert view.order is not None
    assert view.order.shipment is not None
    assert view.order.shipment.last_event is not None
    (claim,) = view.claims
    assert view.order.shipment.last_event.text in (claim.record or "")
    assert CODE not in (claim.record or "")


def test_a_pickup_point_named_by_its_code_is_told_to_nobody_below_act() -> None:
    point = POINT | {"name": f"文三店 {CODE}"}
    left = shipment(20, delivered_at=ago(hours=20), pickup_point=point)
    given_order = secret_order("delivered", shipments=(left,))
    for check, told in (("none", False), ("passed", True)):
        case, view = case_and_view(given_order, inquiry(Topic.NOT_RECEIVED), check)
        assert CODE in str(case.resolution.actions)
        assert (CODE in view.model_dump_json()) is told


@pytest.mark.parametrize(
    ("promise", "told"), [("24小时内回复您", True), ("取件码6-2-1024已发您", False), ("打13812345678", False)]
)
def test_a_promise_is_told_back_unless_it_holds_a_code_or_a_number(promise: str, told: bool) -> None:
    chat = Contact(customer_id="C1", at=ago(days=1), channel="chat", promise=promise)
    given = evidence(secret_order(), of=inquiry(Topic.DELIVERY), contacts=(chat,))
    view = view_for_sender(worked(given), email("我的快递呢"), SHOP, LI_LEI, POLICY, PRODUCTS)
    assert view.last_promise == (promise if told else None)


def test_internal_passages_never_reach_the_view() -> None:
    _, view = case_and_view(secret_order(), inquiry(Topic.DELIVERY), "passed")
    passage = Passage(
        id="a#1", article_id="a", title="t", text="让步上限", version="v", language="zh", audience="internal"
    )
    assert with_passages(view, [passage]).passages == ()
    assert with_passages(view, [passage.model_copy(update={"audience": "customer"})]).passages != ()


def test_another_reply_to_never_receives_the_answer() -> None:
    elsewhere = email(reply_to=Address(email="thief@evil.example"))
    given_evidence = evidence(secret_order(), of=inquiry(Topic.DELIVERY), reply_to_differs=True)
    case = worked(given_evidence)
    assert case.identity.scope is Scope.READ
    assert answer_to(elsewhere, case.identity, LI_LEI) == LI_LEI.email


def test_the_view_says_when_it_was_judged() -> None:
    _, view = case_and_view(secret_order(), inquiry(Topic.DELIVERY), "passed")
    assert view.now - NOW == timedelta(0)


@pytest.mark.parametrize(("number", "unknown"), [("75312345678901", False), ("75399999999999", True)])
def test_the_number_of_the_order_s_parcel_is_no_unknown_order_number(number: str, unknown: bool) -> None:
    asked = inquiry(Topic.DELIVERY, order_numbers=(number,))
    case = worked(evidence(order(shipments=(shipment(5),)), of=asked))
    view = view_for_sender(case, email("我的快递呢"), SHOP, LI_LEI, POLICY, PRODUCTS)
    assert view.order is not None
    assert view.number_unknown is unknown
