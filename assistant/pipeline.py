"""The way of one mail, top to bottom: read the words, verify, diagnose, resolve, write, check.

The protocols are what the stations offer; `wiring` chooses who fulfils them. The three steps `read`, `verify` and
`answer` are also the durable steps of `jobs`: each takes and gives plain values, and can be run again.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from assistant.case.base import Value
from assistant.case.diagnosis import Category, Cause
from assistant.case.email import Email
from assistant.case.inquiry import Inquiry
from assistant.case.knowledge import Language, Passage, Playbook, Policy
from assistant.case.reply import Check, Promise, Reply
from assistant.case.shop import Contact, Customer, Order, Product, Shop
from assistant.case.view import CaseView


class OrderSource(Protocol):
    """The shop's records, read only. Lookups never raise for something unknown; a broken source raises."""

    def shop(self) -> Shop: ...
    def products(self) -> Sequence[Product]: ...
    def customer(self, customer_id: str) -> Customer | None: ...
    def customer_by_email(self, email: str) -> Customer | None: ...
    def customers_by_phone(self, phone: str) -> Sequence[Customer]: ...
    def order(self, number: str) -> Order | None:
        """By number, compared without spaces, dashes, `#` and case."""

    def orders_of(self, customer_id: str) -> Sequence[Order]:
        """All orders of the account, newest first."""

    def similar_numbers(self, number: str) -> Sequence[Order]:
        """Orders whose number differs in exactly one character; for suggestions only."""

    def contacts_of(self, customer_id: str) -> Sequence[Contact]:
        """Newest first."""


class KnowledgeSource(Protocol):
    def policy(self, at: datetime) -> Policy:
        """The policy in force at `at`. Raises ArticleError if a number is missing."""

    def playbook(self, cause: Cause, at: datetime) -> Playbook | None: ...

    def search(
        self,
        text: str,
        *,
        language: Language,
        at: Sequence[datetime],
        category: Category | None = None,
        causes: Sequence[Cause] = (),
        regions: Sequence[str] = (),
        products: Sequence[str] = (),
        limit: int = 4,
    ) -> Sequence[Passage]:
        """Quotable passages in force at every time in `at`, best first; none when nothing is relevant.

        `language` is preferred, its counterpart second. Raises SearchIndexError when the index cannot be used.
        """


class Usage(Value):
    """What the model calls cost: tokens as the provider counted them."""

    calls: int = 0
    input_tokens: int = 0
    output_tokens: int = 0
    seconds: float = 0.0

    def __add__(self, other: "Usage") -> "Usage":
        return Usage(
            calls=self.calls + other.calls,
            input_tokens=self.input_tokens + other.input_tokens,
            output_tokens=self.output_tokens + other.output_tokens,
            seconds=self.seconds + other.seconds,
        )


class Understood(Value):
    inquiry: Inquiry
    usage: Usage = Usage()
    failure: str | None = None
    """Why the model did not answer and the lexicons did."""


class Written(Value):
    reply: Reply
    promises: tuple[Promise, ...] = ()
    checks: tuple[Check, ...] = ()
    usage: Usage = Usage()
    failure: str | None = None


class Glossary(Value):
    """The shop's own words, for reading a mail: product names with aliases, variant values, number patterns."""

    products: tuple[Product, ...] = ()
    variants: tuple[str, ...] = ()
    timezone: str = "Asia/Shanghai"
    order_number_patterns: tuple[str, ...] = ()


class Drafter(Protocol):
    """The software that proposes. Offline from lexicons and templates, or a model with code around it."""

    @property
    def name(self) -> str: ...

    @property
    def prompt_version(self) -> str | None: ...

    def understand(self, email: Email, glossary: Glossary) -> Understood: ...

    def write(self, view: CaseView) -> Written: ...
