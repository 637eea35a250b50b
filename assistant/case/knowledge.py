"""Articles, playbooks and passages: what the shop's policy says, and when it was in force."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from assistant.case.base import Money, Time, Value
from assistant.case.diagnosis import ActionKind, Category, Cause, Role

Language = Literal["zh", "en"]
Audience = Literal["customer", "internal"]
AskedAs = Annotated[str, StringConstraints(strip_whitespace=True, min_length=2, max_length=200)]
"""A question as customers ask it, in either language."""
MOST_QUESTIONS = 20
UNDER = " › "
"""Between a heading and the one that it stands under."""


class InForce(Value):
    """A span of validity, half open: from `valid_from` (always, if null) until before `valid_until` (null: no end)."""

    valid_from: Time | None = None
    valid_until: Time | None = None

    def in_force(self, at: datetime) -> bool:
        return (self.valid_from is None or self.valid_from <= at) and (
            self.valid_until is None or at < self.valid_until
        )


class Article(InForce):
    """A knowledge article. `customer` ones may be quoted, `internal` ones never. `version` is its content's hash.

    `questions` are what it answers, as customers ask it. They only help to find it: no customer and no model reads
    them, no statement rests on them, and `version` does not change with them.
    """

    id: str
    title: str
    category: Category | None = None
    causes: tuple[Cause, ...] = ()
    language: Language
    counterpart: str | None = None
    regions: tuple[str, ...] = ()
    products: tuple[str, ...] = ()
    audience: Audience = "customer"
    owner: str = ""
    questions: tuple[AskedAs, ...] = Field(default=(), max_length=MOST_QUESTIONS)
    body: str
    version: str
    path: str


class Passage(InForce):
    """A piece of an article as it was found. `score` is 0 to 1; `id` is `article-id#n`.

    `heading` is that of its section, after those that it stands under: `Freight › Insurance`.
    """

    id: str
    article_id: str
    title: str
    heading: str = ""
    text: str
    version: str
    language: Language
    audience: Audience = "customer"
    category: Category | None = None
    causes: tuple[Cause, ...] = ()
    regions: tuple[str, ...] = ()
    products: tuple[str, ...] = ()
    score: float = 0.0

    @property
    def own_heading(self) -> str:
        return self.heading.rpartition(UNDER)[2]


class PastCase(Value):
    """A decided draft, pseudonymised. `reply` is the text as it was decided on, `lesson` why it was rejected."""

    draft_id: int
    ticket_id: int
    language: Language
    cause: Cause | None
    outcome: Literal["approved", "rejected"]
    question: str
    reply: str
    lesson: str = ""


class RoleLimits(Value):
    """What a role may approve alone, in the shop's currency; null means without limit (process.md, sample policy)."""

    refund_without_return: Money | None
    coupon: Money | None
    freight: Money | None
    replacement: Money | None
    refund: Money | None


class Policy(Value):
    """Every number of the shop's policy that the process reads, as in force at one time.

    The numbers come from the playbooks' `thresholds`; a number that no playbook gives is an error, never a default.
    """

    # logistics
    stalled_after_hours: int
    stalled_after_hours_in_sale: int
    trace_answer_hours: int
    lost_after_hours: int
    pickup_point_answer_hours: int
    reship_ship_days: int
    # returns, quality, refunds
    return_window_days: int
    refund_after_return_days: int
    quality_return_days: int
    quality_exchange_days: int
    warranty_months: int
    fault_presumed_months: int
    no_return_asked_up_to: Money
    keep_refund_percent: int
    """The share of what was paid that is offered to a customer who keeps goods with a flaw."""
    answer_hours: int
    """Within how many hours we write again when something has to be looked into."""
    # payment, promotion, invoice
    refund_duplicate_working_days: int
    price_protection_days: int
    invoice_working_days: int
    presale_ship_days: int
    presale_late_coupon: Money
    # contacts
    repeat_contact_days: int
    apology_coupon: Money
    """Where compensation is asked for a delay or a service of ours that went wrong."""
    sales: tuple[InForce, ...] = ()
    """When big sales are on: parcels of orders placed then are given more time."""
    limits: dict[Role, RoleLimits]
    sources: dict[str, str] = Field(default_factory=dict)
    """Which playbook version each number came from: `stalled_after_hours` -> `playbook:stalled@1f3a9c`."""

    def in_sale(self, at: datetime) -> bool:
        return any(sale.in_force(at) for sale in self.sales)


class Offer(Value):
    """An action that a playbook lets the drafter propose for its cause; `note` says when, for people."""

    kind: ActionKind
    note: str = ""


class Playbook(InForce):
    """How one cause is handled: the numbers that the process reads, what to ask, what to offer, and the tone.

    The playbook `permissions` (no cause) carries the role limits and the numbers that belong to no single cause.
    """

    id: str
    cause: Cause | None = None
    category: Category | None = None
    title: dict[Language, str]
    thresholds: dict[str, int | Decimal] = Field(default_factory=dict)
    sales: tuple[InForce, ...] = ()
    limits: dict[Role, RoleLimits] | None = None
    ask: dict[Language, tuple[str, ...]] = Field(default_factory=dict)
    offer: tuple[Offer, ...] = ()
    tone: dict[Language, str] = Field(default_factory=dict)
    articles: tuple[str, ...] = ()
    body: str = ""
    version: str
    path: str
