"""The sources as a prompt lists them: one a line, `[id] content`, in the letter's own words and notation.

A date stands as a letter writes it, beside the event that it is the date of; a code stands in words; an action, a
commitment and a question stand as the sentence that the offline drafter would say. So a model has nothing to translate,
and what it copies passes the checks. What is of no use to this letter is left out.
"""

import re
from collections.abc import Collection, Iterator
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from assistant.case.diagnosis import Category
from assistant.case.inquiry import Topic
from assistant.case.knowledge import UNDER, Passage
from assistant.case.reply import Source
from assistant.case.shop import OrderStatus
from assistant.case.verification import Verdict
from assistant.case.view import CaseView, ClaimView, LineView, OrderView, RefundView, ReturnView, ShipmentView
from assistant.drafting import phrasing
from assistant.drafting.citing import Ledger
from assistant.drafting.labels import JOINTS, LABELS
from assistant.drafting.once import once_for_a_view
from assistant.drafting.policy_units import UNIT_WORDS, unit_of
from assistant.drafting.quotable import Quotable
from assistant.drafting.rendering import phrases, render
from assistant.process.causes import finding_of_words

_FIRST = (
    "shop.",
    "customer.",
    "contact.",
    "order.",
    "candidate.",
    "claim.",
    "action.",
    "commitment.",
    "question.",
    "policy.",
)
"""The order of the list, articles last: what comes late is left out where not everything has room."""

_STOCK_NUMBER = re.compile(r"[A-Z0-9]+(?:-[A-Z0-9]+)+")
_ISO_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d)?[+-]\d\d:\d\d")


def lines_of(view: CaseView, cited: Collection[str]) -> Iterator[tuple[str, str]]:
    """Each source that is of use, by its id, with its text; `cited` are those that the plain letter rests on."""
    told = _told(view)
    for source in sorted(view.sources, key=_rank):
        text = told.get(source.id, source.text)
        if text and (source.id in cited or _is_useful(source, view)):
            yield source.id, text


@once_for_a_view
def _told(view: CaseView) -> dict[str, str]:
    return dict(_Teller(view).told())


def _rank(source: Source) -> int:
    return next((n for n, start in enumerate(_FIRST) if source.id.startswith(start)), len(_FIRST))


def _is_useful(source: Source, view: CaseView) -> bool:
    """The shop's numbers only where the letter rests on them: articles say those that customers ask about."""
    kind, _, name = source.id.partition(".")
    if kind == "policy":
        return False
    if kind == "claim":
        return view.claims[int(name)].verdict is not Verdict.NOT_IN_RECORDS
    if kind == "article":
        return any(_is_about(passage, view) for passage in view.passages if passage.id == name)
    return True


def _is_about(passage: Passage, view: CaseView) -> bool:
    """About a cause of the case, or about what the words name beside it; a complaint's rules are the supervisor's.

    Where the records decided a category, they also decided against what the words say of it.
    """
    if view.category is Category.COMPLAINT_OR_LEGAL:
        return False
    causes = {cause for cause in (view.cause, *view.secondary) if cause is not None}
    decided = {cause.category for cause in causes}
    named = [finding for topic in view.topics if (finding := finding_of_words(topic)) is not None]
    beside = [finding for finding in named if finding.category not in decided]
    causes |= {finding.cause for finding in beside if finding.cause is not None}
    undecided = {finding.category for finding in beside if finding.cause is None}
    about_goods = not passage.causes and (Topic.PRODUCT_QUESTION in view.topics or view.cause is None)
    return about_goods or passage.category in undecided or bool(causes & set(passage.causes))


class _Teller:
    """Says the values of one view; ids are those of `process.sources`."""

    def __init__(self, view: CaseView) -> None:
        self._view = view
        self._language = view.language
        self._labels = LABELS[view.language]
        self._zone = ZoneInfo(view.timezone)
        self._now = view.now.astimezone(self._zone)

    def told(self) -> Iterator[tuple[str, str]]:
        """What is said otherwise than the source stands in the view."""
        view = self._view
        yield "customer.words", self._labels["email"]
        if view.last_contact_at is not None:
            promise = self._said("then_told", f"“{view.last_promise}”") if view.last_promise else None
            yield "contact.last", self._joined(self._moment(view.last_contact_at), promise)
        if view.order is not None:
            yield from self._order(view.order)
        for n, candidate in enumerate(view.candidates):
            yield f"candidate.{n}", self._candidate(candidate)
        for n, claim in enumerate(view.claims):
            yield f"claim.{n}", self._claim(claim)
        for name, value in view.policy.items():
            yield f"policy.{name}", self._policy(name, value)
        yield from self._sentences()
        for passage in view.passages:
            yield f"article.{passage.id}", self._passage(passage)

    def _order(self, order: OrderView) -> Iterator[tuple[str, str]]:
        yield "order.placed_at", self._moment(order.placed_at)
        yield "order.status", phrasing.STATUS_WORDS[self._language][order.status]
        yield "order.total", self._money(order.total)
        yield "order.paid_at", self._moment(order.paid_at)
        yield "order.ship_by", self._deadline(order.ship_by)
        yield "order.payment_method", phrasing.code(order.payment_method, self._language)
        yield "order.invoice", phrasing.code(order.invoice_status or "", self._language)
        yield from self._goods("order", order)

    def _candidate(self, order: OrderView) -> str:
        """One of the orders that the mail may be about, whole in one line."""
        return self._joined(
            self._labelled("order", order.number),
            self._labelled("placed", self._moment(order.placed_at)),
            phrasing.STATUS_WORDS[self._language][order.status],
            self._money(order.total),
            *(text for _, text in self._goods("candidate", order)),
        )

    def _goods(self, path: str, order: OrderView) -> Iterator[tuple[str, str]]:
        """What was bought, sent, paid back and sent back."""
        for n, line in enumerate(order.lines):
            yield f"{path}.lines.{n}", self._line(line)
        for n, parcel in enumerate(order.shipments):
            yield from self._parcel(f"{path}.shipments.{n}", parcel)
        for n, refund in enumerate(order.refunds):
            yield f"{path}.refunds.{n}", self._refund(refund)
        for n, sent_back in enumerate(order.returns):
            yield f"{path}.returns.{n}", self._return(sent_back)

    def _line(self, line: LineView) -> str:
        return self._joined(
            line.product,
            phrasing.variant(line.variant, self._language),
            self._labelled("quantity", str(line.quantity)),
            self._labelled("paid", self._money(line.paid)),
        )

    def _parcel(self, path: str, parcel: ShipmentView) -> Iterator[tuple[str, str]]:
        signed_by = phrasing.code(parcel.signed_by or "", self._language)
        yield (
            path,
            self._joined(
                phrasing.carrier(parcel.carrier, self._language),
                self._labelled("number", parcel.tracking_number),
                self._happened("shipped", self._moment(parcel.shipped_at)),
                self._labelled("promised", self._deadline(parcel.promised_at)),
                self._happened("delivered", self._moment(parcel.delivered_at)),
                self._labelled("signed_by", signed_by),
                self._labelled("contains", phrasing.listing(list(parcel.products), self._language)),
            ),
        )
        if parcel.last_event is not None:
            event = parcel.last_event
            yield f"{path}.last_event", self._joined(self._moment(event.at), event.place, self._event(event.text))
        if parcel.pickup_point is not None:
            point = parcel.pickup_point
            phone, code = self._labelled("phone", point.phone), self._labelled("code", point.code or "")
            yield f"{path}.pickup_point", self._joined(point.name, phone, code)

    def _event(self, text: str) -> str:
        """The courier's words, in the letter's language if they are not in it."""
        words = phrasing.event(text, self._language)
        return f"“{words}”" if words == text else f"“{words}” ({self._said('courier_words', text)})"

    def _refund(self, refund: RefundView) -> str:
        return self._joined(
            self._money(refund.amount),
            phrasing.code(refund.status, self._language),
            self._happened("requested", self._moment(refund.requested_at)),
            self._happened("completed", self._moment(refund.completed_at)),
            self._labelled("method", phrasing.code(refund.method, self._language)),
        )

    def _return(self, sent_back: ReturnView) -> str:
        return self._joined(
            self._happened("requested", self._moment(sent_back.requested_at)),
            self._happened("received", self._moment(sent_back.received_at)),
            phrasing.carrier(sent_back.carrier, self._language),
            self._labelled("number", sent_back.tracking_number),
        )

    def _claim(self, claim: ClaimView) -> str:
        """Both sides, and which way it is: a record's code in words, as the letter has to say it."""
        record = self._record(claim.record) if claim.record is not None else None
        return self._joined(
            self._labels[claim.verdict.value],
            self._said("customer", f"“{' '.join(claim.words.split())}”"),
            self._said("record", record) if record is not None else None,
        )

    def _events(self) -> Iterator[tuple[str, str]]:
        """The last entries of the case's parcels, and what they are called in the letter's language."""
        orders = (self._view.order,) if self._view.order is not None else self._view.candidates
        for event in (parcel.last_event for order in orders for parcel in order.shipments):
            if event is not None:
                yield event.text, f"“{phrasing.event(event.text, self._language)}”"

    def _record(self, record: str) -> str | None:
        """In the letter's words and language; None for a stock number, which no letter can say."""
        if _STOCK_NUMBER.fullmatch(record):
            return None
        if record in set(OrderStatus):
            return phrasing.STATUS_WORDS[self._language][OrderStatus(record)]
        if _ISO_TIME.search(record):
            record = _ISO_TIME.sub(lambda time: self._moment(datetime.fromisoformat(time.group())), record)
            return next((record.replace(text, words) for text, words in self._events() if text in record), record)
        return phrasing.code(record, self._language) or record

    def _policy(self, name: str, value: str) -> str:
        unit = unit_of(name)
        if unit is not None:
            return f"{value} {UNIT_WORDS[self._language][unit]}"
        return f"{value} {self._view.currency}" if "." in value else value

    def _sentences(self) -> Iterator[tuple[str, str]]:
        """Actions, commitments and questions as the offline drafter says them; informing and asking say nothing."""
        view, quotable = self._view, Quotable(self._view, Ledger())
        alone = {"choosing": False, "choice": [], "listed": False, "remedy_actions": [], "promised": True}
        variables: dict[str, Any] = quotable.variables() | alone
        say = phrases(self._language, variables)
        for n, action in enumerate(view.actions):
            yield f"action.{n}", " ".join(str(say.sentence(quotable.action(n, action))).split())
        for n, commitment in enumerate(view.commitments):
            made = variables | {"commitment": quotable.commitment(n, commitment)}
            yield f"commitment.{n}", render(self._language, "commitment", made)
        for n, question in enumerate(variables["questions"]):
            yield f"question.{n}", render(self._language, "questions", variables | {"questions": [question]})

    def _passage(self, passage: Passage) -> str:
        heading = UNDER.join(part for part in (passage.title, passage.heading) if part)
        return f"{heading}{JOINTS[self._language][1]}{passage.text}"

    def _said(self, name: str, words: str) -> str:
        return f"{self._labels[name]}{JOINTS[self._language][1]}{words}"

    def _happened(self, name: str, moment: str) -> str:
        """An event that has not come yet is said to be missing, so that no day is made up for it."""
        return self._labelled(name, moment or self._labels["not_yet"])

    def _labelled(self, name: str, value: str) -> str:
        return f"{self._labels[name]} {value}" if value else ""

    def _moment(self, moment: datetime | None) -> str:
        return phrasing.moment_of(self._local(moment), self._now, self._language) if moment else ""

    def _deadline(self, moment: datetime | None) -> str:
        return phrasing.deadline(self._local(moment), self._now, self._language) if moment else ""

    def _local(self, moment: datetime) -> datetime:
        return (moment if moment.tzinfo else moment.replace(tzinfo=self._zone)).astimezone(self._zone)

    def _money(self, amount: Any) -> str:
        return phrasing.money(amount, self._view.currency, self._language) if amount is not None else ""

    def _joined(self, *parts: str | None) -> str:
        return JOINTS[self._language][0].join(part for part in parts if part)
