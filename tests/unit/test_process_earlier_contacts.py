"""Which earlier contact a reply may speak of: one about this order, and no other."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from support.cases import LI_LEI, NOW, POLICY, PRODUCTS, SHOP, email, evidence, inquiry, order, shipment, worked

from assistant.case.inquiry import Topic
from assistant.case.shop import Contact
from assistant.case.view import CaseView
from assistant.process.disclosure import view_for_sender

ORDER = order(shipments=(shipment(5),))
SINCE = ORDER.placed_at


def a_contact(at: datetime, summary: str = "问快递到哪了", promise: str | None = "24 小时内答复") -> Contact:
    return Contact(customer_id=LI_LEI.id, at=at, channel="chat", category="logistics", summary=summary, promise=promise)


def view_after(*contacts: Contact, **changes: Any) -> CaseView:
    given = evidence(ORDER, of=inquiry(Topic.DELIVERY, order_numbers=(ORDER.number,)), contacts=contacts, **changes)
    return view_for_sender(worked(given), email("我的快递呢"), SHOP, LI_LEI, POLICY, PRODUCTS)


def test_a_contact_since_the_order_was_placed_is_spoken_of() -> None:
    view = view_after(a_contact(NOW - timedelta(hours=5)))
    assert (view.repeat, view.last_promise) == (True, "24 小时内答复")


@pytest.mark.parametrize(
    "contact",
    [
        a_contact(SINCE - timedelta(minutes=1)),
        a_contact(NOW - timedelta(hours=5), summary="问订单 2025010100001 的退款"),
        a_contact(NOW - timedelta(hours=5), summary=f"问{PRODUCTS[-1].name}怎么洗"),
        a_contact(NOW + timedelta(hours=1)),
    ],
    ids=["before the order", "another number", "other goods", "after the mail"],
)
def test_a_contact_about_something_else_is_kept_to_ourselves(contact: Contact) -> None:
    view = view_after(contact)
    assert (view.repeat, view.last_contact_at, view.last_promise) == (False, None, None)
    assert "contact.last" not in {source.id for source in view.sources}


def test_the_promise_told_is_the_one_of_the_contact_told() -> None:
    older = a_contact(NOW - timedelta(hours=9), promise="今天发出")
    newer = a_contact(NOW - timedelta(hours=5), promise=None)
    view = view_after(older, newer)
    assert (view.last_contact_at, view.last_promise) == (newer.at, None)
