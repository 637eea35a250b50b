"""What may be done, by whom, and with which amounts."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.cases import POLICY, PRODUCTS, ZONE, ago, evidence, inquiry, line, order, said, shipment, weekday, worked

from assistant.case.diagnosis import Action, ActionKind, Cause, Role
from assistant.case.email import SenderCheck
from assistant.case.inquiry import Inquiry, InvoiceDetails, Request, SecondFactors, StatementKind, Topic
from assistant.case.shop import Order
from assistant.case.ticket import Granted
from assistant.case.verification import Scope
from assistant.case.worked import WorkedCase
from assistant.process.answering import unanswered
from assistant.process.identity import identify
from assistant.process.money import paid_for, refundable
from assistant.process.permissions import required_role
from assistant.process.procedure import lock, work_case
from assistant.process.status import draft_status

POINT = {"name": "菜鸟驿站文三店", "phone": "0571-88888888", "code": "6-2-1024"}
WRONG = line(picked={"sku": "CUP-B", "quantity": 1})
TWICE = ({"id": "P1", "amount": "89.00"}, {"id": "P2", "amount": "89.00"})
MONEY = {
    ActionKind.REFUND,
    ActionKind.PARTIAL_REFUND,
    ActionKind.REFUND_WITHOUT_RETURN,
    ActionKind.PRICE_DIFFERENCE_REFUND,
    ActionKind.REIMBURSE_FREIGHT,
    ActionKind.COUPON,
}
MAKES_WHOLE = {
    ActionKind.RESHIP,
    ActionKind.REPLACE_WITH_PICKUP,
    ActionKind.REFUND,
    ActionKind.REFUND_WITHOUT_RETURN,
    ActionKind.PARTIAL_REFUND,
    ActionKind.RETURN_WITH_LABEL,
    ActionKind.RETURN_AT_CUSTOMER_COST,
    ActionKind.EXCHANGE_AT_CUSTOMER_COST,
}
DELIVERED = shipment(40, delivered_at=ago(hours=40))


def case(given_order: Order, asked: Inquiry, check: str = "passed") -> WorkedCase:
    return worked(evidence(given_order, of=asked, sender_check=SenderCheck.model_validate({"verdict": check})))


def actions(worked_case: WorkedCase) -> dict[ActionKind, Action]:
    return {action.kind: action for action in worked_case.resolution.actions}


TABLE = [
    (order(shipments=(shipment(60),)), inquiry(Topic.DELIVERY), ActionKind.TRACE_WITH_COURIER, Role.AGENT),
    (
        order(status="delivered", shipments=(shipment(delivered_at=ago(hours=9), pickup_point=POINT),)),
        inquiry(Topic.NOT_RECEIVED),
        ActionKind.CONTACT_PICKUP_POINT,
        Role.AGENT,
    ),
    (order(status="delivered", lines=(WRONG,)), inquiry(Topic.WRONG_ITEM), ActionKind.REPLACE_WITH_PICKUP, Role.AGENT),
    (
        order(status="delivered", lines=(line(paid="399.00", picked={"sku": "X", "quantity": 1}),), total="399.00"),
        inquiry(Topic.WRONG_ITEM),
        ActionKind.REPLACE_WITH_PICKUP,
        Role.SENIOR,
    ),
    (
        order(status="delivered", lines=(line(paid="45.00", picked={"sku": "X", "quantity": 1}),), total="45.00"),
        inquiry(Topic.WRONG_ITEM, requests=(Request.REFUND,)),
        ActionKind.REFUND_WITHOUT_RETURN,
        Role.AGENT,
    ),
    (order(status="paid", payments=TWICE), inquiry(Topic.DUPLICATE_CHARGE), ActionKind.REFUND, Role.AGENT),
    (
        order(status="paid", total="1899.00"),
        inquiry(Topic.CANCEL, requests=(Request.CANCEL,)),
        ActionKind.REFUND,
        Role.AGENT,
    ),
    (order(shipments=(shipment(5),)), inquiry(Topic.CANCEL), ActionKind.INTERCEPT_PARCEL, Role.AGENT),
    (
        order(status="refunding", returns=({"skus": ["CUP-R"], "received_at": ago(days=9)},)),
        inquiry(Topic.REFUND_PROGRESS),
        ActionKind.REFUND,
        Role.SENIOR,
    ),
    (
        order(status="delivered", shipments=(DELIVERED,)),
        inquiry(Topic.RETURN, requests=(Request.RETURN,)),
        ActionKind.RETURN_AT_CUSTOMER_COST,
        Role.AGENT,
    ),
    (
        order(),
        inquiry(Topic.INVOICE, requests=(Request.INVOICE,), invoice={"title": "何雪"}),
        ActionKind.ISSUE_INVOICE,
        Role.AGENT,
    ),
    (order(), inquiry(Topic.LEGAL, Topic.DAMAGED), ActionKind.ESCALATE, Role.SUPERVISOR),
]


@pytest.mark.parametrize(("given_order", "asked", "kind", "role"), TABLE)
def test_each_case_gets_its_remedy_and_the_role_that_may_approve_it(
    given_order: Order, asked: Inquiry, kind: ActionKind, role: Role
) -> None:
    proposed = actions(case(given_order, asked))
    assert kind in proposed
    assert required_role(tuple(proposed.values())) is role


@pytest.mark.parametrize(
    ("given_order", "asked"),
    [
        (order(status="paid", payments=TWICE), inquiry(Topic.DUPLICATE_CHARGE)),
        (order(status="paid"), inquiry(Topic.CANCEL)),
        (order(shipments=(shipment(5),)), inquiry(Topic.CANCEL)),
        (
            order(status="paid"),
            inquiry(Topic.ADDRESS, factors=SecondFactors(streets=("文一路1号",))),
        ),
    ],
)
def test_with_scope_read_money_and_changes_need_a_supervisor(given_order: Order, asked: Inquiry) -> None:
    assert required_role(case(given_order, asked).resolution.actions) is Role.AGENT
    unvouched = case(given_order, asked, "none")
    assert unvouched.identity.scope is Scope.READ
    assert required_role(unvouched.resolution.actions) is Role.SUPERVISOR


@pytest.mark.parametrize(
    "given_order",
    [
        order(status="pending_payment", paid_at=None, payments=({"amount": "89.00", "status": "failed"},)),
        order(status="paid", payments=TWICE[:1], refunds=({"amount": "89.00", "status": "processing"},)),
    ],
    ids=["never captured", "on its way back already"],
)
def test_money_that_was_not_received_or_went_back_is_not_refunded(given_order: Order) -> None:
    assert ActionKind.REFUND not in actions(case(given_order, inquiry(Topic.CANCEL, requests=(Request.CANCEL,))))


def test_cancelling_a_presale_gives_back_the_deposit_that_was_paid() -> None:
    deposit = order(status="paid", total="499.00", payments=({"amount": "50.00"},))
    refund = actions(case(deposit, inquiry(Topic.CANCEL, requests=(Request.CANCEL,))))[ActionKind.REFUND]
    assert refund.arguments["amount"] == "50.00"


def test_equal_instalments_are_no_duplicate_charge() -> None:
    halves = order(status="paid", total="178.00", payments=TWICE)
    assert ActionKind.REFUND not in actions(case(halves, inquiry(Topic.DUPLICATE_CHARGE)))


def test_a_parcel_that_the_courier_lost_is_not_intercepted() -> None:
    parcel = shipment(events=[{"at": ago(hours=3), "text": "快件遗失"}])
    lost = case(order(shipments=(parcel,)), inquiry(Topic.RETURN, requests=(Request.REFUND,)))
    assert lost.diagnosis.cause is Cause.LOST
    assert ActionKind.INTERCEPT_PARCEL not in actions(lost)


def test_the_duplicate_is_refunded_and_nothing_more() -> None:
    refund = actions(case(order(status="paid", payments=TWICE), inquiry(Topic.DUPLICATE_CHARGE)))[ActionKind.REFUND]
    assert refund.arguments["amount"] == "89.00"
    assert refund.arguments["channel"] == "original"


def test_a_due_date_counts_working_days() -> None:
    asked = inquiry(Topic.INVOICE, requests=(Request.INVOICE,), invoice={"own_name": True})
    issued = actions(case(order(), asked))[ActionKind.ISSUE_INVOICE]
    # Friday 20 November and three working days on: Wednesday.
    assert issued.arguments["due"] == datetime(2026, 11, 25, 18, 0, tzinfo=ZONE).isoformat()


def test_damage_without_photos_asks_for_them_and_proposes_nothing_else() -> None:
    asking = case(order(status="delivered"), inquiry(Topic.DAMAGED))
    assert list(actions(asking)) == [ActionKind.ASK_CUSTOMER]
    assert draft_status(asking, (), None) == "needs_information"


def test_photos_that_came_with_the_mail_are_not_asked_for_again() -> None:
    shown = case(order(status="delivered"), inquiry(Topic.DAMAGED, photos=2))
    assert ActionKind.REPLACE_WITH_PICKUP in actions(shown)
    assert shown.resolution.questions == ()
    assert draft_status(shown, (), None) == "ready"


def test_our_own_pick_record_makes_photos_needless() -> None:
    assert case(order(status="delivered", lines=(WRONG,)), inquiry(Topic.WRONG_ITEM)).resolution.questions == ()


def test_a_lost_parcel_leaves_the_choice_to_the_customer() -> None:
    lost = case(
        order(shipments=(shipment(events=[{"at": ago(hours=3), "text": "快件遗失"}]),)), inquiry(Topic.DELIVERY)
    )
    assert {ActionKind.RESHIP, ActionKind.REFUND} <= set(actions(lost))
    assert lost.resolution.questions[0].options == ("reship", "refund")


def test_a_stalled_parcel_comes_with_a_commitment_that_falls_on_a_working_day() -> None:
    stalled = case(order(shipments=(shipment(60),)), inquiry(Topic.DELIVERY))
    commitment = stalled.resolution.commitments[0]
    # It is Friday 10:00; 24 hours on the shop is closed, so the answer is due at 10:00 on Monday.
    assert commitment.due == datetime(2026, 11, 23, 10, 0, tzinfo=ZONE)
    assert actions(stalled)[ActionKind.TRACE_WITH_COURIER].policy == "playbook:stalled@abc"


def test_a_price_that_fell_within_seven_days_is_made_up_for() -> None:
    cheaper = case(order(lines=(line(paid="129.00"),), total="129.00"), inquiry(Topic.PRICE_DROP))
    refund = actions(cheaper)[ActionKind.PRICE_DIFFERENCE_REFUND]
    assert (refund.arguments["amount"], refund.role) == ("30.00", Role.SENIOR)
    late = case(order(lines=(line(paid="129.00"),), total="129.00", paid_at=ago(days=9)), inquiry(Topic.PRICE_DROP))
    assert list(actions(late)) == [ActionKind.GIVE_INFORMATION]


def test_a_choice_of_remedies_makes_good_the_loss_once() -> None:
    shown = case(
        order(status="delivered", lines=(WRONG,), shipments=(DELIVERED,)),
        inquiry(Topic.WRONG_ITEM, Topic.DEFECT, Topic.DAMAGED, photos=1, requests=(Request.REFUND, Request.EXCHANGE)),
    )
    whole = set(actions(shown)) & MAKES_WHOLE
    assert len(whole) == 1, whole


def test_a_refund_and_a_price_difference_together_never_exceed_what_was_paid() -> None:
    cheap = order(
        status="delivered",
        lines=(line(paid="40.00", unit_price="40.00", picked={"sku": "X", "quantity": 1}),),
        total="40.00",
    )
    product = PRODUCTS[0].model_copy(update={"price": Decimal("10.00")})
    asked = inquiry(Topic.WRONG_ITEM, Topic.PRICE_DROP, requests=(Request.REFUND, Request.PRICE_DIFFERENCE))
    proposed = actions(worked(evidence(cheap, of=asked, products=(product,))))
    assert proposed[ActionKind.REFUND_WITHOUT_RETURN].arguments["amount"] == "40.00"
    assert ActionKind.PRICE_DIFFERENCE_REFUND not in proposed


def test_a_coupon_of_the_whole_order_is_spread_over_its_lines() -> None:
    lines = (
        line(paid=None, unit_price="100.00", picked={"sku": "X", "quantity": 1}),
        line("COAT-M", "羽绒服", paid=None, unit_price="300.00"),
    )
    given = order(status="delivered", lines=lines, total="360.00", coupons=({"code": "A", "amount": "40.00"},))
    assert paid_for(given, lines[:1]) == Decimal("90.00")
    assert paid_for(given, lines) == Decimal("360.00")


def test_freight_beyond_the_lines_comes_back_only_with_the_whole_order() -> None:
    parcel = shipment(events=[{"at": ago(hours=3), "text": "快件遗失"}], skus=["CUP-R"])
    whole = order(total="99.00", shipments=(parcel,))
    part = order(lines=(line(), line("COAT-M", "羽绒服", paid="300.00")), total="401.00", shipments=(parcel,))
    for lost, amount in ((whole, "99.00"), (part, "89.00")):
        refund = actions(case(lost, inquiry(Topic.DELIVERY, requests=(Request.REFUND,))))[ActionKind.REFUND]
        assert refund.arguments["amount"] == amount


def test_a_return_is_refunded_less_what_went_back_already() -> None:
    given = order(
        status="refunding",
        returns=({"skus": ["CUP-R"], "received_at": ago(days=9)},),
        refunds=({"amount": "30.00", "status": "completed"},),
    )
    refund = actions(case(given, inquiry(Topic.REFUND_PROGRESS)))[ActionKind.REFUND]
    assert refund.arguments["amount"] == "59.00"


def test_only_the_missing_pieces_are_worth_something() -> None:
    packed_two = line(quantity=3, paid="300.00", picked={"sku": "CUP-R", "quantity": 2})
    short = order(status="delivered", lines=(packed_two,), total="300.00")
    part = actions(case(short, inquiry(Topic.MISSING_ITEM)))[ActionKind.SEND_PART]
    assert (part.arguments["value"], part.role) == ("100.00", Role.AGENT)


@pytest.mark.parametrize(("topic", "status"), [(Topic.ADDRESS, "delivered"), (Topic.CANCEL, "cancelled")])
def test_a_parcel_that_arrived_or_an_order_that_is_closed_is_not_stopped(topic: Topic, status: str) -> None:
    given = order(status=status, shipments=(DELIVERED,))
    proposed = actions(case(given, inquiry(topic, order_numbers=(given.number,))))
    assert not {ActionKind.INTERCEPT_PARCEL, ActionKind.CANCEL_ORDER} & set(proposed)


def test_a_cancelled_order_whose_money_is_still_here_is_refunded_and_not_cancelled_again() -> None:
    given = order(status="cancelled", shipments=())
    proposed = actions(case(given, inquiry(Topic.REFUND_PROGRESS)))
    assert ActionKind.CANCEL_ORDER not in proposed
    assert proposed[ActionKind.REFUND].arguments["amount"] == "89.00"


def test_who_wishes_another_size_is_offered_the_exchange_and_its_freight() -> None:
    arrived = order(status="delivered", shipments=(DELIVERED,), freight_insured=True)
    exchange = actions(case(arrived, inquiry(Topic.RETURN, requests=(Request.EXCHANGE,))))
    assert exchange[ActionKind.EXCHANGE_AT_CUSTOMER_COST].arguments["freight"] == "customer"
    back = actions(case(arrived, inquiry(Topic.RETURN, requests=(Request.RETURN,))))
    assert back[ActionKind.RETURN_AT_CUSTOMER_COST].arguments["freight"] == "insurance"


def test_freight_that_the_customer_advanced_for_our_mistake_is_reimbursed_against_the_receipt() -> None:
    wrong = order(status="delivered", lines=(WRONG,))
    advanced = said(StatementKind.FREIGHT_PAID, "12.00")
    receipt = inquiry(Topic.FREIGHT, Topic.WRONG_ITEM, statements=(advanced,), photos=1)
    freight = actions(case(wrong, receipt))[ActionKind.REIMBURSE_FREIGHT]
    assert (freight.arguments["amount"], freight.role) == ("12.00", Role.AGENT)
    without = case(wrong, receipt.model_copy(update={"photos": 0}))
    assert ActionKind.REIMBURSE_FREIGHT not in actions(without)
    assert "receipt" in {question.kind for question in without.resolution.questions}
    unpaid = case(wrong, inquiry(Topic.FREIGHT, Topic.WRONG_ITEM))
    assert not unpaid.resolution.questions, "whoever asks who will pay has paid nothing yet"
    own_wish = case(order(status="delivered", shipments=(DELIVERED,)), inquiry(Topic.FREIGHT, statements=(advanced,)))
    assert list(actions(own_wish)) == [ActionKind.GIVE_INFORMATION]


@pytest.mark.parametrize(
    ("invoice", "status", "topic", "kind"),
    [
        (None, "completed", Topic.INVOICE, ActionKind.ISSUE_INVOICE),
        ({"status": "issued"}, "completed", Topic.INVOICE, ActionKind.GIVE_INFORMATION),
        ({"status": "issued"}, "completed", Topic.INVOICE_CORRECTION, ActionKind.CORRECT_INVOICE),
        (None, "completed", Topic.INVOICE_CORRECTION, ActionKind.ISSUE_INVOICE),
        (None, "pending_payment", Topic.INVOICE, ActionKind.GIVE_INFORMATION),
    ],
)
def test_an_invoice_is_issued_once_and_only_for_money_that_was_paid(
    invoice: dict[str, str] | None, status: str, topic: Topic, kind: ActionKind
) -> None:
    paid_at = None if status == "pending_payment" else ago(days=5)
    bought = order(status=status, invoice=invoice, paid_at=paid_at)
    asked = inquiry(topic, order_numbers=(bought.number,), requests=(Request.INVOICE,), invoice={"own_name": True})
    assert kind in actions(case(bought, asked))


def test_the_variant_that_is_wanted_instead_is_the_one_to_change_to() -> None:
    asked = inquiry(Topic.VARIANT, items=({"words": "保温杯", "variants": ("蓝色",)},), wanted_variants=("红色",))
    proposed = actions(case(order(status="paid"), asked))
    assert proposed[ActionKind.CHANGE_VARIANT].arguments["variant"] == "红色"


@pytest.mark.parametrize("topic", [Topic.INVOICE, Topic.INVOICE_CORRECTION])
def test_an_invoice_is_made_out_to_whom_the_mail_names_and_a_company_is_asked_for_its_tax_number(topic: Topic) -> None:
    bought = order(status="completed", invoice={"status": "issued"} if topic is Topic.INVOICE_CORRECTION else None)

    def asked(**invoice: object) -> WorkedCase:
        said = InvoiceDetails.model_validate(invoice)
        return case(bought, inquiry(topic, order_numbers=(bought.number,), invoice=said))

    whole = asked(title="青禾公司", company=True, tax_number="91330108MA2DEM088X")
    kind = ActionKind.ISSUE_INVOICE if topic is Topic.INVOICE else ActionKind.CORRECT_INVOICE
    given = actions(whole)[kind].arguments
    assert (given["title"], given["tax_number"]) == ("青禾公司", "91330108MA2DEM088X")
    assert kind in actions(asked(title="个人"))
    without = asked(title="青禾公司", company=True)
    assert kind not in actions(without)
    assert [question.kind for question in without.resolution.questions] == ["tax_number"]


@pytest.mark.parametrize("paid_back", [ActionKind.PRICE_DIFFERENCE_REFUND, ActionKind.REIMBURSE_FREIGHT])
def test_whoever_asks_for_a_refund_is_answered_by_any_money_that_goes_back_and_a_return_is_not(
    paid_back: ActionKind,
) -> None:
    assert unanswered((Request.REFUND,), (paid_back,), ()) == ()
    assert unanswered((Request.REFUND, Request.RETURN), (paid_back,), ()) == (Request.RETURN,)
    assert unanswered((Request.REFUND,), (ActionKind.EXPEDITE,), ()) == (Request.REFUND,)


@pytest.mark.parametrize(
    ("wanted", "filed", "questions"),
    [
        ({}, None, ["invoice_title"]),
        ({"tax_number": "91330108MA2DEM088X"}, None, ["invoice_title"]),
        ({"own_name": True}, None, []),
        ({"title": "何雪"}, None, []),
        ({}, {"status": "requested", "title": "青禾公司", "tax_number": "91330108MA2DEM088X"}, []),
    ],
)
def test_an_invoice_waits_for_whom_it_is_made_out_to(
    wanted: dict[str, Any], filed: dict[str, str] | None, questions: list[str]
) -> None:
    bought = order(status="completed", invoice=filed)
    worked = case(bought, inquiry(Topic.INVOICE, order_numbers=(bought.number,), invoice=wanted))
    assert [question.kind for question in worked.resolution.questions] == questions
    assert (ActionKind.ISSUE_INVOICE in actions(worked)) is (not questions)
    assert draft_status(worked, (), None) == ("needs_information" if questions else "ready")


@pytest.mark.parametrize(
    ("requests", "kinds", "promised"),
    [
        ((), {ActionKind.RESHIP, ActionKind.REFUND}, []),
        ((Request.RESHIP,), {ActionKind.RESHIP}, [ActionKind.RESHIP]),
        ((Request.REFUND,), {ActionKind.REFUND}, [ActionKind.REFUND]),
    ],
)
def test_what_the_customer_has_chosen_is_not_asked_again_and_has_its_day(
    requests: tuple[Request, ...], kinds: set[ActionKind], promised: list[ActionKind]
) -> None:
    parcel = shipment(events=[{"at": ago(hours=3), "text": "快件遗失"}])
    lost = case(order(shipments=(parcel,)), inquiry(Topic.DELIVERY, requests=requests))
    assert set(actions(lost)) == kinds
    assert [commitment.kind for commitment in lost.resolution.commitments] == promised
    assert bool(lost.resolution.questions) is (len(kinds) > 1)


def test_a_promised_day_on_which_the_shop_is_closed_moves_to_the_next_working_day() -> None:
    parcel = shipment(events=[{"at": ago(hours=3), "text": "快件遗失"}])
    asked = inquiry(Topic.DELIVERY, requests=(Request.RESHIP,))
    given = evidence(order(shipments=(parcel,)), of=asked)
    identity = identify(given)
    holiday = {date(2026, 11, 23), date(2026, 11, 24)}
    closed = work_case(given, identity, lock(given, identity), POLICY, lambda day: weekday(day) and day not in holiday)
    # Two days on is Monday 0:00, which with the two holidays becomes Wednesday.
    assert closed.resolution.commitments[0].due.date() == date(2026, 11, 25)


def test_a_callback_has_a_time_and_is_promised() -> None:
    asked = case(order(shipments=(shipment(5),)), inquiry(Topic.DELIVERY, requests=(Request.CALL_BACK,)))
    call = next(c for c in asked.resolution.commitments if c.kind is ActionKind.CALL_BACK)
    assert call.due == datetime(2026, 11, 23, 10, 0, tzinfo=ZONE)
    assert actions(asked)[ActionKind.CALL_BACK].arguments["due"] == call.due.isoformat()


CHOICES = (
    {ActionKind.RESHIP, ActionKind.REFUND},
    {ActionKind.RETURN_WITH_LABEL, ActionKind.PARTIAL_REFUND},
)
"""What a customer is asked to choose between; nothing else makes good a loss twice."""

orders = st.builds(
    lambda status, paid, picked, age, twice, back: order(
        status=status,
        total=paid,
        returns=({"skus": ["CUP-R"], "received_at": ago(days=1)},) if back is not None else (),
        refunds=({"amount": back, "status": "completed"},) if back else (),
        lines=(line(paid=paid, picked={"sku": picked, "quantity": 1}),),
        shipments=() if status in ("paid", "pending_payment") else (shipment(age),),
        payments=({"id": "1", "amount": paid}, {"id": "2", "amount": paid}) if twice else (),
    ),
    st.sampled_from(["pending_payment", "paid", "shipped", "delivered", "completed", "refunding", "refunded"]),
    st.decimals("0.01", "2000", places=2).map(str),
    st.sampled_from(["CUP-R", "CUP-B"]),
    st.integers(1, 200),
    st.booleans(),
    st.sampled_from([None, "", "0.01", "30.00"]),
)
inquiries = st.builds(
    lambda topics, requests, photos: inquiry(*topics, requests=tuple(requests), photos=photos),
    st.lists(st.sampled_from(list(Topic)), min_size=1, max_size=4, unique=True),
    st.lists(st.sampled_from(list(Request)), max_size=3, unique=True),
    st.integers(0, 2),
)


granted = st.lists(
    st.builds(
        lambda kind, amount, number: Granted(
            order=number, action=Action(kind=kind, arguments={"amount": amount, "currency": "CNY"})
        ),
        st.sampled_from(sorted(MONEY)),
        st.decimals("0.01", "600", places=2).map(str),
        st.sampled_from(["2026111512345", "2026101054321", None]),
    ),
    max_size=2,
)


@settings(max_examples=300, deadline=None)
@given(orders, inquiries, st.sampled_from(["passed", "none", "failed"]), granted)
def test_amounts_never_exceed_what_was_paid_and_scope_none_moves_nothing(
    given_order: Order, asked: Inquiry, check: str, before: list[Granted]
) -> None:
    sender_check = SenderCheck.model_validate({"verdict": check})
    result = worked(evidence(given_order, of=asked, sender_check=sender_check, granted=tuple(before)))
    if any(grant.action.kind is ActionKind.COUPON for grant in before):
        assert ActionKind.COUPON not in actions(result)
    amounts = [Decimal(a.arguments["amount"]) for a in result.resolution.actions if a.kind in MONEY]
    assert sum(amounts) <= refundable(given_order)
    assert sum(action.kind is ActionKind.COUPON for action in result.resolution.actions) <= 1
    whole = set(actions(result)) & MAKES_WHOLE
    assert len(whole) <= 1 or whole in CHOICES
    assert all(weekday(commitment.due.date()) for commitment in result.resolution.commitments)
    if result.identity.scope is Scope.NONE:
        assert set(actions(result)) <= {ActionKind.ASK_CUSTOMER, ActionKind.GIVE_INFORMATION, ActionKind.ESCALATE}


def test_every_cause_can_be_resolved_with_and_without_photos() -> None:
    # The tables above reach every rule by its cause; this one reaches those that depend on how the order stands.
    for status in ("paid", "shipped", "delivered", "completed"):
        for photos in (0, 1):
            for topic in Topic:
                result = case(order(status=status, shipments=(DELIVERED,)), inquiry(topic, photos=photos))
                assert result.resolution.actions
                assert result.diagnosis.cause is None or isinstance(result.diagnosis.cause, Cause)
