"""The case as a template sees it: every value in the letter's words, each one citing its source when it is printed.

Names are fixed and complete: what the case does not know is None, so that a template can leave a clause out, while a
misspelt name is an error of the template (`StrictUndefined`).
"""

import re
from decimal import Decimal, InvalidOperation
from types import SimpleNamespace
from typing import Any

from assistant.case.diagnosis import Action, ActionKind, Category, Commitment
from assistant.case.inquiry import StatementKind
from assistant.case.knowledge import Policy
from assistant.case.shop import OrderStatus
from assistant.case.verification import Verdict
from assistant.case.view import CaseView, ClaimView, Question
from assistant.drafting import phrasing
from assistant.drafting.citing import Cited, Ledger
from assistant.drafting.excerpts import excerpt, relevance
from assistant.drafting.quoted_order import order_variables
from assistant.drafting.saying import LONGEST_VALUE, Saying

CLEARLY_ABOUT = 0.3
"""Share of the mail's words from which an excerpt speaks of the same thing."""

MOST_PASSAGES = 2
MOST_OPTIONS = 6

LONGEST_SAID = 30
"""Characters of a customer's value that a letter repeats at most."""

PICKED = (StatementKind.GOT_ITEM, StatementKind.GOT_VARIANT, StatementKind.GOT_QUANTITY, StatementKind.MISSING)
"""Statements that only the warehouse's own record can confirm."""

OF_A_VARIANT = (
    StatementKind.ORDERED_VARIANT,
    StatementKind.GOT_VARIANT,
    StatementKind.PAGE_SAYS,
    StatementKind.GOODS_ARE,
)

ARGUMENT_TEXTS = ("name", "phone", "items", "variant")
ARGUMENT_TIMES = ("deadline", "answer_by", "due")


class Quotable:
    """Makes the template variables of one view; everything it hands out cites into `ledger`."""

    def __init__(self, view: CaseView, ledger: Ledger) -> None:
        self._view = view
        self._say = Saying(view, ledger)

    def variables(self) -> dict[str, Any]:
        return self._reading() | order_variables(self._view, self._say) | self._findings()

    def _reading(self) -> dict[str, Any]:
        """Who writes, and how: plain values to decide by, and the names to address them with."""
        view = self._view
        return {
            "emotion": view.emotion.value,
            "urgent": view.urgent,
            "photos": view.photos,
            "also_logistics": any(cause.category is Category.LOGISTICS for cause in view.secondary),
            "category": view.category.value,
            "cause": view.cause.value if view.cause else None,
            "shop": self._say.text(view.shop_name, "shop.name"),
            "known": view.scope.may_read,
            "number_given": view.number_given,
            "number_unknown": view.number_unknown,
            "name": self._say.text(view.name, "customer.name") if view.scope.may_read else None,
            "last": self._last_contact(),
        }

    def _findings(self) -> dict[str, Any]:
        view = self._view
        return {
            "contradictions": [
                self._claim(n, claim) for n, claim in enumerate(view.claims) if claim.verdict is Verdict.CONTRADICTED
            ],
            "picked": self._picked_otherwise(),
            "page": self._page(),
            "act": self._actions_by_kind(),
            "policy": self._policy(),
            "questions": [self._question(n, question) for n, question in enumerate(view.questions)],
            "passages": self._passages(),
        }

    def action(self, n: int, action: Action) -> SimpleNamespace:
        """The action with its arguments. `noted` prints nothing and cites: the sentence rests on the action."""
        source, given = f"action.{n}", action.arguments
        currency = str(given["currency"]) if given.get("currency") else None
        return SimpleNamespace(
            kind=action.kind.value,
            amount=self._say.money(_decimal(given.get("amount")), source, currency=currency),
            carrier=self._say.carrier(str(given.get("carrier") or ""), source),
            freight=str(given["freight"]) if given.get("freight") else None,
            to=self._say.code(str(given.get("to") or "supervisor"), source),
            noted=self._say.nothing(source),
            **{name: self._argument(given.get(name), source) for name in ARGUMENT_TEXTS},
            **{name: self._say.iso_time(given.get(name), source) for name in ARGUMENT_TIMES},
        )

    def commitment(self, n: int, commitment: Commitment) -> SimpleNamespace:
        return SimpleNamespace(kind=commitment.kind.value, due=self._say.time(commitment.due, f"commitment.{n}"))

    def _argument(self, value: object, source: str) -> Cited | None:
        if isinstance(value, list | tuple):
            value = phrasing.listing([str(item) for item in value], self._view.language)
        words = phrasing.variant(str(value), self._view.language)[:LONGEST_VALUE]
        return self._say.exact(words, source) if value else None

    def _actions_by_kind(self) -> SimpleNamespace:
        """The first action of each kind under its name; None for a kind that is not proposed."""
        chosen: dict[str, SimpleNamespace | None] = dict.fromkeys(ActionKind)
        for n, action in reversed(list(enumerate(self._view.actions))):
            chosen[action.kind.value] = self.action(n, action)
        return SimpleNamespace(**chosen)

    def _last_contact(self) -> SimpleNamespace | None:
        if not self._view.repeat or not self._view.scope.may_read:
            return None
        promise = self._view.last_promise or ""
        if not phrasing.suits(promise, self._view.language):
            promise = ""  # words in another language are told by their day alone
        return SimpleNamespace(
            at=self._say.time(self._view.last_contact_at, "contact.last"),
            promise=self._say.text(promise.rstrip("。.!！ "), "contact.last"),
            known=self._say.nothing("contact.last"),
        )

    def _picked_otherwise(self) -> SimpleNamespace | None:
        """The claim that our own pick record confirms: another article, or fewer of them, than was ordered."""
        for n, claim in enumerate(self._view.claims):
            if claim.verdict is Verdict.CONFIRMED and claim.kind in PICKED:
                return self._claim(n, claim)
        return None

    def _page(self) -> SimpleNamespace | None:
        """What the product page says of the matter; `misled` where it bears the customer out."""
        for n, claim in enumerate(self._view.claims):
            if claim.kind is StatementKind.PAGE_SAYS and claim.record:
                said = self._claim(n, claim)
                said.misled = claim.verdict is Verdict.CONFIRMED
                return said
        return None

    def _claim(self, n: int, claim: ClaimView) -> SimpleNamespace:
        """`known` prints nothing and cites, for a record without a value of its own."""
        source = f"claim.{n}"
        said = claim.said if claim.said and _is_harmless(claim.said) else None
        return SimpleNamespace(
            kind=claim.kind.value,
            said=self._value(said, claim.kind, source),
            record=self._value(claim.record, claim.kind, source),
            known=self._say.nothing(source),
        )

    def _value(self, value: str | None, kind: StatementKind, source: str) -> Cited | None:
        """A value of any kind, told by its shape: a status, a time, an amount with cents, a size, else words."""
        if value is None:
            return None
        if value in set(OrderStatus):
            return self._say.status(OrderStatus(value), source)
        moment = self._say.iso_time(value, source)
        if moment is not None:
            return moment.moment
        if re.fullmatch(r"\d+\.\d\d", value):
            return self._say.money(Decimal(value), source)
        if kind in OF_A_VARIANT:  # `red` is a word here, and no code of the records
            return self._say.exact(phrasing.size(value, self._view.language), source)
        return self._say.code(value, source)

    def _policy(self) -> SimpleNamespace:
        known: dict[str, Cited | None] = dict.fromkeys(Policy.model_fields)
        for name, value in self._view.policy.items():
            amount = _decimal(value) if "." in value else None
            said = self._say.exact(value, f"policy.{name}")
            known[name] = said if amount is None else self._say.money(amount, f"policy.{name}")
        return SimpleNamespace(**known)

    def _question(self, n: int, question: Question) -> SimpleNamespace:
        words = [phrasing.remedy(option, self._view.language) for option in question.options[:MOST_OPTIONS]]
        options = [self._say.text(option, f"question.{n}") for option in words]
        return SimpleNamespace(kind=question.kind, options=[option for option in options if option])

    def _passages(self) -> list[SimpleNamespace]:
        """Excerpts in the letter's language; with a cause, only from articles about it."""
        causes = {self._view.cause, *self._view.secondary} - {None}
        chosen: dict[str, SimpleNamespace] = {}
        for passage in self._view.passages:
            about = not causes or bool(causes & set(passage.causes))
            if about and passage.language == self._view.language and passage.audience == "customer":
                words, source = excerpt(passage.text, self._view.words, self._view.language), f"article.{passage.id}"
                if words and self._helps(words):
                    # Without its heading a rule may say the opposite: "not suitable for".
                    chosen[words] = SimpleNamespace(
                        title=self._say.text(passage.title, source),
                        heading=self._say.text(passage.heading, source),
                        words=self._say.exact(words, source),
                    )
        return list(chosen.values())[:MOST_PASSAGES]

    def _helps(self, words: str) -> bool:
        """Before the order is settled, a rule is only quoted if it clearly speaks of what the customer writes about."""
        return (
            not self._view.order_unsettled or relevance(words, self._view.words, self._view.language) >= CLEARLY_ABOUT
        )


def _is_harmless(said: str) -> bool:
    """A customer's word short enough to be a value, and no address on the web."""
    return len(said) <= LONGEST_SAID and not re.search(r"[/@]|www", said)


def _decimal(value: object) -> Decimal | None:
    try:
        return Decimal(str(value)) if value not in (None, "") else None
    except InvalidOperation:
        return None
