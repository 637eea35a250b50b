"""Decided drafts as past cases: what an agent sees of how others were handled, with nobody to be recognised in it."""

import threading
from collections.abc import Iterator, Sequence

from assistant.case.knowledge import PastCase
from assistant.case.shop import Customer, Order
from assistant.knowledge.pseudonyms import pseudonymised
from assistant.knowledge.search import Knowledge
from assistant.pipeline import OrderSource
from assistant.records.tickets import Tickets
from assistant.records.values import Draft

KEPT = 2000
"""The newest decided drafts that are looked at."""


class CaseReview:
    """Safe for several threads at once."""

    def __init__(self, knowledge: Knowledge, tickets: Tickets, orders: OrderSource) -> None:
        self._knowledge = knowledge
        self._tickets = tickets
        self._orders = orders
        self._lock = threading.Lock()
        self._seen: tuple[tuple[int, str], ...] | None = None

    def similar(self, draft: Draft) -> Sequence[PastCase]:
        """The three decided cases most like the draft's. Raises SearchIndexError."""
        self._catch_up()
        case = draft.case_file
        cause = case.diagnosis.cause if case.diagnosis is not None else None
        question = f"{case.message.subject}\n{case.message.text}"
        language = case.inquiry.language or "zh"
        return self._knowledge.past_cases.similar(question, language, cause, besides=draft.ticket_id)

    def _catch_up(self) -> None:
        with self._lock:
            decided = self._tickets.decided(KEPT)
            seen = tuple((draft.id, draft.state) for draft in decided)
            if seen != self._seen:
                self._knowledge.past_cases.sync([past_case(draft, self._orders) for draft in decided])
                self._seen = seen


def past_case(draft: Draft, orders: OrderSource) -> PastCase:
    case = draft.case_file
    customer_id = case.identity.customer_id
    customer = orders.customer(customer_id) if customer_id else None
    bought = orders.orders_of(customer_id) if customer_id else ()
    names, others = list(_names(customer, bought)), list(_others(customer, bought))

    def masked(text: str) -> str:
        return pseudonymised(text, names, others)

    return PastCase(
        draft_id=draft.id,
        ticket_id=draft.ticket_id,
        language=case.inquiry.language or "zh",
        cause=case.diagnosis.cause if case.diagnosis is not None else None,
        outcome="approved" if draft.state == "approved" else "rejected",
        question=masked(f"{case.message.subject}\n{case.message.text}"),
        reply=masked(draft.text),
        lesson=masked(draft.state_reason or ""),
    )


def _names(customer: Customer | None, orders: Sequence[Order]) -> Iterator[str]:
    if customer is not None:
        yield customer.name
    yield from (order.recipient.name for order in orders if order.recipient is not None)


def _others(customer: Customer | None, orders: Sequence[Order]) -> Iterator[str]:
    if customer is not None:
        yield from (customer.email, *customer.phones)
    for order in orders:
        yield order.number
        yield from (shipment.tracking_number for shipment in order.shipments if shipment.tracking_number)
        if order.recipient is not None:
            place = order.recipient
            yield from (place.phone, f"{place.region}{place.city}{place.district}{place.street}", place.street)
