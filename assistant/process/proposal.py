"""What one case's rules propose, collected: each action's amounts and role are computed as it is added."""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from typing import Any

from assistant.case.diagnosis import Action, ActionKind, Cause, Commitment, Diagnosis
from assistant.case.inquiry import Request
from assistant.case.verification import Scope
from assistant.case.view import Question, QuestionKind
from assistant.process.evidence import Verified, WorkingDay
from assistant.process.money import given_back, refundable
from assistant.process.periods import on_a_working_day, promised_after
from assistant.process.permissions import limit_of, moves_money, role_for


class Proposal:
    """Collects what one case's rules propose; computes each action's role as it is added."""

    def __init__(self, case: Verified, diagnosis: Diagnosis, scope: Scope, is_working_day: WorkingDay) -> None:
        self.case = case
        self.diagnosis = diagnosis
        self.scope = scope
        self.is_working_day = is_working_day
        self.cause: Cause | None = diagnosis.cause
        self.actions: list[Action] = []
        self.commitments: list[Commitment] = []
        self.questions: list[Question] = []

    def propose(
        self,
        kind: ActionKind,
        rests_on: str | None = None,
        worth: Decimal | None = None,
        beside: ActionKind | None = None,
        **arguments: Any,
    ) -> None:
        """Add an action once, unless an earlier cause has made good the same loss already (`beside`: as a choice).

        `rests_on` names the policy's number that allows it; `worth` is held to the limits of the roles.
        """
        if any(action.kind is kind or _excludes(action.kind, kind, beside) for action in self.actions):
            return
        role = role_for(
            kind,
            self._against_the_limit(kind, worth),
            cause=self.cause,
            category=self.diagnosis.category,
            scope=self.scope,
            policy=self.case.policy,
        )
        given = {name: _argument(argument) for name, argument in arguments.items() if argument is not None}
        policy = self.case.policy.sources.get(rests_on) if rests_on else None
        self.actions.append(Action(kind=kind, arguments=given, role=role, policy=policy))

    def pay(
        self,
        kind: ActionKind,
        amount: Decimal | None,
        rests_on: str | None = None,
        beside: ActionKind | None = None,
        **arguments: Any,
    ) -> None:
        """Propose a payment; all of them together never exceed the money that there is to give back."""
        if amount is None:
            return
        amount = min(amount, self.money_left())
        if amount <= 0:
            return
        currency = self.case.shop.currency
        self.propose(kind, rests_on, amount, beside, amount=amount, currency=currency, **arguments)

    def give_coupon(self, amount: Decimal, rests_on: str) -> None:
        """One coupon a ticket, whatever went wrong in it."""
        if not any(granted.action.kind is ActionKind.COUPON for granted in self.case.granted):
            self.pay(ActionKind.COUPON, amount, rests_on)

    def money_left(self) -> Decimal:
        """What there is to give back, less what is proposed and what was granted and is in no record yet."""
        order = self.case.order
        mine = [granted.action for granted in self.case.granted if granted.order == order.number]
        payments = [action for action in mine if action.kind is not ActionKind.COUPON]
        pending = max(_money(payments) - given_back(order), Decimal(0))
        return refundable(order) - pending - _money(self.actions)

    def _against_the_limit(self, kind: ActionKind, worth: Decimal | None) -> Decimal | None:
        """The worth with all that this ticket has under the same limit: many small remedies are no way around it."""
        limit = limit_of(kind)
        if worth is None or limit is None:
            return worth
        others = [*self.actions, *(granted.action for granted in self.case.granted)]
        return worth + sum((_worth(other) for other in others if limit_of(other.kind) == limit), Decimal(0))

    def commit(self, kind: ActionKind, hours: int, event: str | None = None) -> None:
        """We write again after so many hours, in the shop's working hours."""
        self.commit_by(kind, self.promised_after(hours), event)

    def commit_before(self, kind: ActionKind, limit: datetime | None, hours: int, event: str | None = None) -> None:
        """As `commit`, but by `limit` at the latest, on whatever day that is."""
        due = self.promised_after(hours)
        if limit is None or due <= limit:
            self.commit_by(kind, due, event)
        elif not any(commitment.kind is kind for commitment in self.commitments):
            self.commitments.append(Commitment(kind=kind, due=limit, event=event))

    def commit_by(self, kind: ActionKind, due: datetime, event: str | None = None) -> None:
        """Once for each kind; goods go out by a time only if they are proposed to go out at all."""
        known = any(commitment.kind is kind for commitment in self.commitments)
        stands = kind not in _SENT_OUT or any(action.kind is kind for action in self.actions)
        if stands and not known:
            self.commitments.append(Commitment(kind=kind, due=self.on_a_working_day(due), event=event))

    def promised_after(self, hours: int) -> datetime:
        return promised_after(self.case.now, hours, self.case.shop.zone, self.is_working_day)

    def on_a_working_day(self, moment: datetime) -> datetime:
        return on_a_working_day(moment, self.case.shop.zone, self.is_working_day)

    def ask(self, kind: QuestionKind, *options: str) -> None:
        question = Question(kind=kind, options=options)
        if question not in self.questions:
            self.questions.append(question)

    def asks_for(self, request: Request) -> bool:
        return request in self.case.inquiry.requests

    def asks_to_call_off(self) -> bool:
        """Whoever wants back what was charged twice, or a difference, has not called off what they ordered."""
        for_other_money = not _OTHER_MONEY.isdisjoint(self.diagnosis.causes)
        return self.asks_for(Request.CANCEL) or (self.asks_for(Request.REFUND) and not for_other_money)


_OTHER_MONEY = frozenset(
    {
        Cause.DUPLICATE_CHARGE,
        Cause.PRICE_PROTECTION,
        Cause.FREIGHT_DISPUTE,
        Cause.RETURN_RECEIVED_NOT_REFUNDED,
        Cause.REFUND_IN_PROGRESS,
        Cause.REFUND_NOT_NOTICED,
    }
)
"""What a refund may be asked for that is not the price of goods still to come."""
_GOODS_GO_OUT = frozenset({ActionKind.RESHIP, ActionKind.REPLACE_WITH_PICKUP})
_SENT_OUT = _GOODS_GO_OUT | {ActionKind.SEND_PART}
_MONEY_COMES_BACK = frozenset({ActionKind.REFUND, ActionKind.REFUND_WITHOUT_RETURN, ActionKind.PARTIAL_REFUND})
_GOODS_COME_BACK = frozenset(
    {
        ActionKind.RETURN_WITH_LABEL,
        ActionKind.RETURN_AT_CUSTOMER_COST,
        ActionKind.EXCHANGE_AT_CUSTOMER_COST,
    }
)
_MAKES_WHOLE = _GOODS_GO_OUT | _MONEY_COMES_BACK | _GOODS_COME_BACK
"""A ticket makes good a loss once: new goods, the money, or a return; never two of them."""


def _money(actions: Iterable[Action]) -> Decimal:
    return sum((_worth(action) for action in actions if moves_money(action.kind)), Decimal(0))


def _worth(action: Action) -> Decimal:
    return Decimal(action.arguments.get("amount") or action.arguments.get("value") or 0)


def _excludes(proposed: ActionKind, kind: ActionKind, beside: ActionKind | None) -> bool:
    return proposed in _MAKES_WHOLE and kind in _MAKES_WHOLE and proposed is not beside


def _argument(value: Any) -> Any:
    """As JSON has it: a decimal string, ISO 8601."""
    if isinstance(value, Decimal):
        return str(value)
    return value.isoformat() if isinstance(value, datetime) else value
