"""Decided drafts as past cases: what an agent sees of how others were handled, with nobody to be recognised in it."""

import logging
import threading
from collections.abc import Iterator, Sequence

from assistant.case.knowledge import PastCase
from assistant.case.shop import Customer, Order
from assistant.case.view import CaseView
from assistant.errors import SearchIndexError
from assistant.knowledge.pseudonyms import ITEM, named_in, pseudonymised, without
from assistant.knowledge.search import Knowledge
from assistant.pipeline import OrderSource
from assistant.records.tickets import Tickets
from assistant.records.values import Draft

log = logging.getLogger(__name__)

KEPT = 2000
"""The newest decided drafts are cases."""
SIGNERS = (
    "本人",
    "家人",
    "邻居",
    "门卫",
    "前台",
    "驿站",
    "代收点",
    "本人签收",
    "self",
    "family",
    "neighbour",
    "reception",
)
"""Who signed for a parcel without being anybody."""
LOOKED_AT = 20
"""Of the most similar cases, so many are looked through for examples."""


class CaseReview:
    """Safe for several threads at once."""

    def __init__(self, knowledge: Knowledge, tickets: Tickets, orders: OrderSource) -> None:
        self._knowledge = knowledge
        self._tickets = tickets
        self._orders = orders
        self._lock = threading.Lock()
        self._cases: dict[tuple[int, str], PastCase] | None = None
        """By draft and decision. Those of an earlier look are neither read nor pseudonymised again."""

    def similar(self, draft: Draft) -> Sequence[PastCase]:
        """The three decided cases most like the draft's. Raises SearchIndexError."""
        self._catch_up()
        case = draft.case_file
        cause = case.diagnosis.cause if case.diagnosis is not None else None
        question = f"{case.message.subject}\n{case.message.text}"
        language = case.inquiry.language or "zh"
        return self._knowledge.past_cases.similar(question, language, cause, besides=draft.ticket_id)

    def examples(self, view: CaseView, most: int) -> Sequence[PastCase]:
        """So many at most that a model may see: of the same cause, approved or with a lesson, and without the goods'
        names. None where there is no index, for a letter does not wait for examples."""
        try:
            self._catch_up()
            near = self._knowledge.past_cases.similar(
                f"{view.subject}\n{view.words}", view.language, view.cause, limit=LOOKED_AT
            )
        except SearchIndexError as error:
            log.warning("The model is shown no past cases: %s", error)
            return ()
        instructive = [
            case for case in near if case.cause == view.cause and (case.outcome == "approved" or case.lesson)
        ]
        goods = [name for product in self._orders.products() for name in (product.name, *product.aliases)]
        return [_without_goods(case, goods) for case in instructive[:most]]

    def _catch_up(self) -> None:
        with self._lock:
            decided, known = self._tickets.decided(KEPT), self._cases or {}
            if self._cases is None or list(known) != list(decided.items()):
                cases = {key: known.get(key) or self._read(key[0]) for key in decided.items()}
                self._knowledge.past_cases.sync(list(cases.values()))
                self._cases = cases

    def _read(self, draft_id: int) -> PastCase:
        return past_case(self._tickets.draft(draft_id), self._orders)


def past_case(draft: Draft, orders: OrderSource) -> PastCase:
    case = draft.case_file
    customer_id = case.identity.customer_id
    customer = orders.customer(customer_id) if customer_id else None
    bought = orders.orders_of(customer_id) if customer_id else ()
    question = f"{case.message.subject}\n{case.message.text}"
    names, others = [*_names(customer, bought), *named_in(question)], list(_others(customer, bought))

    def masked(text: str) -> str:
        return pseudonymised(text, names, others)

    return PastCase(
        draft_id=draft.id,
        ticket_id=draft.ticket_id,
        language=case.inquiry.language or "zh",
        cause=case.diagnosis.cause if case.diagnosis is not None else None,
        outcome="approved" if draft.state == "approved" else "rejected",
        question=masked(question),
        reply=masked(draft.text),
        lesson=masked(draft.state_reason or ""),
    )


def _without_goods(case: PastCase, goods: Sequence[str]) -> PastCase:
    return case.model_copy(
        update={
            "question": without(case.question, goods, ITEM),
            "reply": without(case.reply, goods, ITEM),
            "lesson": without(case.lesson, goods, ITEM),
        }
    )


def _names(customer: Customer | None, orders: Sequence[Order]) -> Iterator[str]:
    if customer is not None:
        yield customer.name
    for order in orders:
        if order.recipient is not None:
            yield order.recipient.name
        yield from (who for shipment in order.shipments if (who := shipment.signed_by) and who not in SIGNERS)


def _others(customer: Customer | None, orders: Sequence[Order]) -> Iterator[str]:
    if customer is not None:
        yield from (customer.email, *customer.phones)
    for order in orders:
        yield order.number
        for shipment in order.shipments:
            yield shipment.tracking_number
            yield from (
                word for event in (*shipment.events, *shipment.courier_events) for word in (event.text, event.place)
            )
            if shipment.pickup_point is not None:
                yield from (shipment.pickup_point.name, shipment.pickup_point.phone, shipment.pickup_point.code)
        if order.invoice is not None:
            yield from (order.invoice.title, order.invoice.tax_number, order.invoice.email)
        if order.recipient is not None:
            place = order.recipient
            yield from (place.phone, f"{place.region}{place.city}{place.district}{place.street}", place.street)
