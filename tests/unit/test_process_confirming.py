"""Whoever waits for something that we do is told by when."""

import pytest
from support.cases import ago, evidence, inquiry, order, shipment, worked

from assistant.case.diagnosis import ActionKind
from assistant.case.inquiry import Inquiry, Request, Topic
from assistant.case.shop import Order
from assistant.case.worked import WorkedCase

K = ActionKind


def case(given: Order, asked: Inquiry) -> WorkedCase:
    asked = asked.model_copy(update={"order_numbers": (given.number,)})
    return worked(evidence(given, of=asked))


def committed(worked: WorkedCase) -> list[ActionKind]:
    return [commitment.kind for commitment in worked.resolution.commitments]


PAID = order(status="paid")
RECEIVED = order(status="delivered", shipments=(shipment(5, delivered_at=ago(days=2), collected_at=ago(days=2)),))


@pytest.mark.parametrize(
    ("given", "asked", "kinds"),
    [
        (PAID, inquiry(Topic.CANCEL, requests=(Request.CANCEL,)), [K.CANCEL_ORDER]),
        (PAID, inquiry(Topic.ADDRESS, new_address="新地址"), [K.CHANGE_ADDRESS]),
        (RECEIVED, inquiry(Topic.RETURN, requests=(Request.RETURN,)), [K.RETURN_AT_CUSTOMER_COST]),
        (RECEIVED, inquiry(Topic.INVOICE, requests=(Request.INVOICE,), invoice={"own_name": True}), [K.ISSUE_INVOICE]),
        (RECEIVED, inquiry(Topic.DAMAGED, photos=1), [K.REPLACE_WITH_PICKUP]),
        (RECEIVED, inquiry(Topic.DAMAGED), []),
        (RECEIVED, inquiry(Topic.COUPON), []),
        (RECEIVED, inquiry(Topic.COUPON, requests=(Request.COMPENSATION,)), [K.GIVE_INFORMATION]),
        (
            RECEIVED,
            inquiry(Topic.INVOICE, requests=(Request.COMPENSATION,), invoice={"own_name": True}),
            [K.ISSUE_INVOICE, K.GIVE_INFORMATION],
        ),
    ],
)
def test_what_we_do_has_its_day_and_what_we_only_tell_has_none(
    given: Order, asked: Inquiry, kinds: list[ActionKind]
) -> None:
    assert committed(case(given, asked)) == kinds


def test_a_wish_that_comes_too_early_needs_no_further_letter() -> None:
    on_its_way = order(shipments=(shipment(5),))
    assert committed(case(on_its_way, inquiry(Topic.DELIVERY, requests=(Request.REFUND,)))) == []
