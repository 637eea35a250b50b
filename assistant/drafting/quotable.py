"""The case as a template sees it: every value in the letter's words, each one citing its source when it is printed.

Names are fixed and complete: what the case does not know is None, so that a template can leave a clause out, while a
misspelt name is an error of the template (`StrictUndefined`).
"""

from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

from assistant.case.diagnosis import Action, ActionKind, Commitment
from assistant.case.inquiry import StatementKind
from assistant.case.knowledge import Policy
from assistant.case.verification import Scope, Verdict
from assistant.case.view import CaseView, ClaimView, LineView, OrderView, Question, ShipmentView
from assistant.drafting import phrasing
from assistant.drafting.citing import Cited, CitedTime, Ledger
from assistant.drafting.excerpts import excerpt
from assistant.drafting.masking import public_clauses, public_words

MOST_LINES = 3
"""How many lines of an order a letter names; the rest are "and other items"."""

LONGEST_VALUE = 160
"""Characters of a record's value that a letter repeats at most."""

PICKED = (StatementKind.GOT_ITEM, StatementKind.GOT_VARIANT, StatementKind.GOT_QUANTITY, StatementKind.MISSING)
"""Statements that only the warehouse's own record can confirm."""

ISSUED = ("issued", "sent")
"""Invoice statuses that mean that the customer should have it."""

ARGUMENT_TIMES = ("deadline", "answer_by", "due")
ARGUMENT_TEXTS = ("name", "phone", "tracking_number", "order", "channel", "items", "ask")
ARGUMENT_AMOUNTS = ("amount", "value")


class Quotable:
    """Makes the template variables of one view; everything it hands out cites into `ledger`."""

    def __init__(self, view: CaseView, ledger: Ledger) -> None:
        self._view = view
        self._ledger = ledger
        self._zone = ZoneInfo(view.timezone)
        self._now = view.now.astimezone(self._zone)

    def variables(self) -> dict[str, Any]:
        view = self._view
        return {
            "scope": view.scope.value,
            "emotion": view.emotion.value,
            "urgent": view.urgent,
            "photos": view.photos,
            "category": view.category.value,
            "cause": view.cause.value if view.cause else None,
            "requests": [request.value for request in view.requests],
            "unsettled": view.order_unsettled,
            "shop": self.text(view.shop_name, "shop.name"),
            "name": self.text(view.name, "customer.name") if view.scope.may_read else None,
            "last": self._last_contact(),
            "order": self._order(view.order) if view.order else None,
            "line": self._line_in_question(),
            "parcel": self._parcel(),
            "parcels": [self._shipment(n, s) for n, s in enumerate(view.order.shipments)] if view.order else [],
            "refund": self._refund(),
            "returned": self._returned(),
            "contradictions": [
                self._claim(n, claim) for n, claim in enumerate(view.claims) if claim.verdict is Verdict.CONTRADICTED
            ],
            "picked": self._picked_otherwise(),
            "act": self._actions_by_kind(),
            "policy": self._policy(),
            "questions": [self._question(n, question) for n, question in enumerate(view.questions)],
            "passages": self._passages(),
        }

    # values

    def text(self, value: str | None, *sources: str) -> Cited | None:
        if value is None or not value.strip():
            return None
        words = public_words(value, codes=self._view.scope is Scope.ACT)
        return Cited(words[:LONGEST_VALUE], sources, self._ledger)

    def exact(self, value: str | None, *sources: str) -> Cited | None:
        """A number or code that must stand as it is: never masked, never cut."""
        return Cited(value, sources, self._ledger) if value and value.strip() else None

    def code(self, value: str | None, *sources: str) -> Cited | None:
        return self.text(phrasing.code(value, self._view.language), *sources) if value else None

    def money(self, amount: Decimal | None, *sources: str, currency: str | None = None) -> Cited | None:
        if amount is None:
            return None
        return self.exact(phrasing.money(amount, currency or self._view.currency, self._view.language), *sources)

    def time(self, moment: datetime | None, *sources: str) -> CitedTime | None:
        if moment is None:
            return None
        local = moment.astimezone(self._zone)
        day, moment_of, by = (
            Cited(say(local, self._now, self._view.language), sources, self._ledger)
            for say in (phrasing.day, phrasing.moment_of, phrasing.deadline)
        )
        return CitedTime(day, moment_of, by, ahead=local > self._now)

    def _iso_time(self, value: object, *sources: str) -> CitedTime | None:
        """A time from an action's arguments; a bare date ends with its day. Anything else is left out."""
        try:
            moment = datetime.fromisoformat(str(value))
        except ValueError:
            return None
        if len(str(value)) == len(date.min.isoformat()):
            moment = datetime.combine(moment.date(), time(23, 59))
        return self.time(moment if moment.tzinfo else moment.replace(tzinfo=self._zone), *sources)

    # the order

    def _order(self, order: OrderView) -> SimpleNamespace:
        return SimpleNamespace(
            number=self.exact(order.number, "order.number"),
            placed=self.time(order.placed_at, "order.placed_at"),
            status=self.text(phrasing.STATUS_WORDS[self._view.language][order.status], "order.status"),
            state=order.status.value,
            total=self.money(order.total, "order.total"),
            paid_at=self.time(order.paid_at, "order.paid_at"),
            ship_by=self.time(order.ship_by, "order.ship_by"),
            payment_method=self.code(order.payment_method, "order.payment_method"),
            lines=[self._line(n, line) for n, line in enumerate(order.lines[:MOST_LINES])],
            more=len(order.lines) > MOST_LINES,
            invoice=self.code(order.invoice_status, "order.invoice"),
            invoiced=order.invoice_status in ISSUED,
        )

    def _line(self, n: int, line: LineView) -> SimpleNamespace:
        source = f"order.lines.{n}"
        return SimpleNamespace(
            product=self.text(line.product, source),
            variant=self.text(line.variant, source),
            quantity=self.exact(str(line.quantity), source),
            several=line.quantity > 1,
            paid=self.money(line.paid, source),
        )

    def _line_in_question(self) -> SimpleNamespace | None:
        order = self._view.order
        if order is None or not order.lines:
            return None
        n = order.subject_line if order.subject_line is not None else (0 if len(order.lines) == 1 else None)
        return None if n is None else self._line(n, order.lines[n])

    def _parcel(self) -> SimpleNamespace | None:
        order = self._view.order
        return self._shipment(order.current, order.shipment) if order and order.shipment else None

    def _shipment(self, n: int, shipment: ShipmentView) -> SimpleNamespace:
        source = f"order.shipments.{n}"
        return SimpleNamespace(
            carrier=self.text(phrasing.carrier(shipment.carrier, self._view.language), source),
            tracking_number=self.exact(shipment.tracking_number, source),
            shipped=self.time(shipment.shipped_at, source),
            promised=self.time(shipment.promised_at, source),
            delivered=self.time(shipment.delivered_at, source),
            signed_by=self.code(shipment.signed_by, source),
            last_event=self._event(shipment, f"{source}.last_event"),
            pickup=self._pickup_point(shipment, f"{source}.pickup_point"),
            products=[Cited(name, (source,), self._ledger) for name in shipment.products[:MOST_LINES]],
        )

    def _event(self, shipment: ShipmentView, source: str) -> SimpleNamespace | None:
        event, language = shipment.last_event, self._view.language
        if event is None:
            return None
        place = event.place if event.place not in event.text else ""
        return SimpleNamespace(
            at=self.time(event.at, source),
            place=self.text(place if language == "zh" or not phrasing.is_chinese(place) else "", source),
            text=self.text(phrasing.event(public_clauses(event.text), language).rstrip("。.!！ "), source),
        )

    def _pickup_point(self, shipment: ShipmentView, source: str) -> SimpleNamespace | None:
        point = shipment.pickup_point
        if point is None:
            return None
        return SimpleNamespace(
            name=self.exact(point.name, source),
            phone=self.exact(point.phone, source),
            code=self.exact(point.code, source) if self._view.scope is Scope.ACT else None,
        )

    def _refund(self) -> SimpleNamespace | None:
        """The newest refund, which is the last one recorded."""
        if self._view.order is None or not self._view.order.refunds:
            return None
        n = len(self._view.order.refunds) - 1
        refund, source = self._view.order.refunds[n], f"order.refunds.{n}"
        return SimpleNamespace(
            amount=self.money(refund.amount, source),
            status=self.code(refund.status, source),
            requested=self.time(refund.requested_at, source),
            completed=self.time(refund.completed_at, source),
            method=self.code(refund.method, source),
        )

    def _returned(self) -> SimpleNamespace | None:
        if self._view.order is None or not self._view.order.returns:
            return None
        n = len(self._view.order.returns) - 1
        sent_back, source = self._view.order.returns[n], f"order.returns.{n}"
        return SimpleNamespace(
            requested=self.time(sent_back.requested_at, source),
            received=self.time(sent_back.received_at, source),
            carrier=self.text(phrasing.carrier(sent_back.carrier, self._view.language), source),
            tracking_number=self.exact(sent_back.tracking_number, source),
        )

    # what was said, what may be done

    def _last_contact(self) -> SimpleNamespace | None:
        if not self._view.repeat or not self._view.scope.may_read:
            return None
        return SimpleNamespace(
            at=self.time(self._view.last_contact_at, "contact.last"),
            promise=self.text((self._view.last_promise or "").rstrip("。.!！ "), "contact.last"),
        )

    def _picked_otherwise(self) -> SimpleNamespace | None:
        """The claim that our own pick record confirms: another article, or fewer of them, than was ordered."""
        for n, claim in enumerate(self._view.claims):
            if claim.verdict is Verdict.CONFIRMED and claim.kind in PICKED:
                return self._claim(n, claim)
        return None

    def _claim(self, n: int, claim: ClaimView) -> SimpleNamespace:
        return SimpleNamespace(
            kind=claim.kind.value,
            said=self._value(claim.said, f"claim.{n}"),
            record=self._value(claim.record, f"claim.{n}"),
            known=Cited("", (f"claim.{n}",), self._ledger),
        )

    def _value(self, value: str | None, source: str) -> Cited | None:
        """A value of any kind, told by its shape: a time, an amount with cents, an order status, else words."""
        if value is None:
            return None
        if value in phrasing.STATUS_WORDS[self._view.language]:
            return self.code_of_status(value, source)
        moment = self._iso_time(value, source) if len(value) >= len(date.min.isoformat()) else None
        if moment is not None:
            return moment.moment
        if value[-3:-2] == "." and value.replace(".", "", 1).isdigit():
            return self.money(Decimal(value), source)
        return self.code(value, source)

    def code_of_status(self, value: str, source: str) -> Cited | None:
        words = {status.value: said for status, said in phrasing.STATUS_WORDS[self._view.language].items()}
        return self.text(words[value], source)

    def _actions_by_kind(self) -> SimpleNamespace:
        """The first action of each kind under its name; None for a kind that is not proposed."""
        chosen: dict[str, SimpleNamespace | None] = dict.fromkeys(ActionKind)
        for n, action in reversed(list(enumerate(self._view.actions))):
            chosen[action.kind.value] = self.action(n, action)
        return SimpleNamespace(**chosen)

    def action(self, n: int, action: Action) -> SimpleNamespace:
        source, arguments = f"action.{n}", action.arguments
        currency = str(arguments["currency"]) if arguments.get("currency") else None
        said: dict[str, Any] = {"kind": action.kind.value}
        for name in ARGUMENT_TEXTS:
            said[name] = self._argument_text(arguments.get(name), source)
        for name in ARGUMENT_TIMES:
            said[name] = self._iso_time(arguments[name], source) if arguments.get(name) else None
        for name in ARGUMENT_AMOUNTS:
            said[name] = self.money(_decimal(arguments.get(name)), source, currency=currency)
        said["carrier"] = self.text(phrasing.carrier(str(arguments.get("carrier") or ""), self._view.language), source)
        said["freight"] = str(arguments["freight"]) if arguments.get("freight") else None
        said["to"] = self.code(str(arguments.get("to") or "supervisor"), source)
        said["noted"] = Cited("", (source,), self._ledger)
        return SimpleNamespace(**said)

    def _argument_text(self, value: object, source: str) -> Cited | None:
        if isinstance(value, list | tuple):
            value = phrasing.listing([str(item) for item in value], self._view.language)
        return self.exact(str(value)[:LONGEST_VALUE], source) if value else None

    def commitment(self, n: int, commitment: Commitment) -> SimpleNamespace:
        return SimpleNamespace(
            kind=commitment.kind.value,
            due=self.time(commitment.due, f"commitment.{n}"),
        )

    def _policy(self) -> SimpleNamespace:
        known: dict[str, Cited | None] = dict.fromkeys(Policy.model_fields)
        for name, value in self._view.policy.items():
            known[name] = self._policy_value(value, f"policy.{name}")
        return SimpleNamespace(**known)

    def _policy_value(self, value: str, source: str) -> Cited | None:
        if "." in value and _decimal(value) is not None:
            return self.money(Decimal(value), source)
        return self.exact(value, source)

    def _question(self, n: int, question: Question) -> SimpleNamespace:
        language, source = self._view.language, f"question.{n}"
        options = [self.text(phrasing.remedy(option, language), source) for option in question.options[:6]]
        return SimpleNamespace(kind=question.kind, options=[option for option in options if option])

    def _passages(self) -> list[Cited]:
        """Excerpts in the letter's language, one of each article; with a cause, only from articles about it."""
        causes = {self._view.cause, *self._view.secondary} - {None}
        chosen: dict[str, Cited] = {}
        for passage in self._view.passages:
            about = not causes or bool(causes & set(passage.causes))
            if about and passage.language == self._view.language and passage.audience == "customer":
                words = excerpt(passage.text, self._view.words, self._view.language)
                chosen.setdefault(passage.article_id, Cited(words, (f"article.{passage.id}",), self._ledger))
        return [quote for quote in chosen.values() if quote][: 1 if self._view.order_unsettled else 2]


def _decimal(value: object) -> Decimal | None:
    try:
        return Decimal(str(value)) if value not in (None, "") else None
    except InvalidOperation:
        return None
