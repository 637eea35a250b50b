"""The customer's claims as a template sees them: what was said and what the record holds, each citing the claim."""

import re
from decimal import Decimal
from types import SimpleNamespace

from assistant.case.inquiry import StatementKind
from assistant.case.shop import OrderStatus
from assistant.case.verification import Verdict
from assistant.case.view import CaseView, ClaimView
from assistant.drafting import phrasing
from assistant.drafting.bearing import bears_on
from assistant.drafting.citing import Cited
from assistant.drafting.saying import Saying

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

_EVENT = re.compile(r"(?P<at>\d{4}-\d\d-\d\dT\S+) (?P<words>.+)")


class QuotedClaims:
    """Everything that it hands out cites its claim."""

    def __init__(self, view: CaseView, say: Saying) -> None:
        self._view = view
        self._say = say

    def contradictions(self) -> list[SimpleNamespace]:
        return [
            self._claim(n, claim)
            for n, claim in enumerate(self._view.claims)
            if claim.verdict is Verdict.CONTRADICTED and bears_on(claim.kind, self._view)
        ]

    def picked_otherwise(self) -> SimpleNamespace | None:
        """The claim that our own pick record confirms: another article, or fewer of them, than was ordered."""
        for n, claim in enumerate(self._view.claims):
            if claim.verdict is Verdict.CONFIRMED and claim.kind in PICKED:
                return self._claim(n, claim)
        return None

    def page(self) -> SimpleNamespace | None:
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
            of_an_entry=_EVENT.fullmatch(claim.record or "") is not None,
        )

    def _value(self, value: str | None, kind: StatementKind, source: str) -> Cited | None:
        """A value of any kind, told by its shape: a status, a time, an amount with cents, a size, else words."""
        if value is None:
            return None
        if value in set(OrderStatus):
            return self._say.status(OrderStatus(value), source)
        if told := _EVENT.fullmatch(value):
            return self._event(told["at"], told["words"], source)
        moment = self._say.iso_time(value, source)
        if moment is not None:
            return moment.moment
        if re.fullmatch(r"\d+\.\d\d", value):
            return self._say.money(Decimal(value), source)
        if kind is StatementKind.ORDERED_ITEM:  # the goods by their name, which is no code either
            return self._say.text(value, source)
        if kind in OF_A_VARIANT:  # `red` is a word here, and no code of the records
            return self._say.exact(phrasing.size(value, self._view.language), source)
        return self._say.code(value, source)

    def _event(self, at: str, words: str, source: str) -> Cited | None:
        """A tracking event as a claim's record holds it: its time, and its words as the letter's language has them."""
        moment = self._say.iso_time(at, source)
        said, gap = phrasing.event(words, self._view.language), "" if self._view.language == "zh" else ", "
        return self._say.exact(f"{moment.moment}{gap}“{said}”", source) if moment is not None else None


def _is_harmless(said: str) -> bool:
    """A customer's word short enough to be a value, and no address on the web."""
    return len(said) <= LONGEST_SAID and not re.search(r"[/@]|www", said)
