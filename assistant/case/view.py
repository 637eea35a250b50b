"""What the reply may know: the case cut down to the sender's scope (process.md, section 1).

Only `process.disclosure` makes a `CaseView`, and everything that writes or prompts takes one instead of the case. A
value outside the scope is not in here, so no instruction, template or model can let it out.
"""

from typing import Literal

from assistant.case.base import Money, Time, Value
from assistant.case.diagnosis import Action, Category, Cause, Commitment
from assistant.case.inquiry import Emotion, Request, StatementKind, Topic
from assistant.case.knowledge import Passage
from assistant.case.reply import Source
from assistant.case.shop import OrderStatus
from assistant.case.verification import Scope, Verdict


class LineView(Value):
    product: str
    variant: str
    """The variant's values in words: `红色 / L`."""
    quantity: int
    paid: Money | None
    returnable: bool = True
    """Whether it may be returned without a reason; if not, it was marked so at purchase."""
    exclusion: str | None = None
    """The sentence of its page, on the order's date, that says so."""


class PickupPointView(Value):
    """`code` is null below scope `act`."""

    name: str
    phone: str
    code: str | None


class EventView(Value):
    at: Time
    place: str
    text: str


class ShipmentView(Value):
    carrier: str
    tracking_number: str
    shipped_at: Time | None
    promised_at: Time | None
    delivered_at: Time | None
    signed_by: str | None
    last_event: EventView | None
    """The newest event, from the courier's official record where we have it."""
    pickup_point: PickupPointView | None
    products: tuple[str, ...]


class RefundView(Value):
    amount: Money | None
    status: str
    requested_at: Time | None
    completed_at: Time | None
    method: str


class ReturnView(Value):
    requested_at: Time | None
    received_at: Time | None
    carrier: str
    tracking_number: str


class OrderView(Value):
    """No recipient, no address, no customer phone: those are never written out."""

    number: str
    placed_at: Time
    status: OrderStatus
    total: Money | None
    paid_at: Time | None
    ship_by: Time | None
    payment_method: str
    lines: tuple[LineView, ...]
    shipments: tuple[ShipmentView, ...]
    refunds: tuple[RefundView, ...]
    returns: tuple[ReturnView, ...]
    invoice_status: str | None
    freight_insured: bool = False
    current: int = 0
    """Which shipment the case is about, as an index into `shipments`."""
    subject_line: int | None = None
    """Which line the case is about, as an index into `lines`; null when it is about the whole order."""

    @property
    def shipment(self) -> ShipmentView | None:
        return self.shipments[self.current] if self.shipments else None

    @property
    def line(self) -> LineView | None:
        return self.lines[self.subject_line] if self.subject_line is not None else None


class PageView(Value):
    """What the product page of goods that the mail asks about says, to everybody."""

    product: str
    text: str


class ClaimView(Value):
    """A statement and what the records say to it. `said` and `record` stand side by side where both are known."""

    kind: StatementKind
    words: str
    verdict: Verdict
    said: str | None = None
    record: str | None = None
    sources: tuple[str, ...] = ()


QuestionKind = Literal[
    "order_number",  # with the phone's last 4 digits: who and which order
    "which_order",
    "item",
    "photos",
    "new_address",
    "new_variant",
    "invoice_title",
    "tax_number",
    "checked_around",  # family, neighbours, the pickup point's text message
    "receipt",  # of freight that the customer has paid
    "charges",  # how the bill shows each of several charges
    "choice",  # between the remedies offered: refund or reship, return or exchange
    "details",
]


class Question(Value):
    """Something to ask the customer. `options` separate the candidates of an ambiguous order in words."""

    kind: QuestionKind
    options: tuple[str, ...] = ()


class CaseView(Value):
    """Times are aware; `now` is when the thresholds were judged. `policy` holds the numbers that apply to this cause.

    Under scope `none`, `order`, `claims`, `name` and everything that a record decided are absent, and `cause` is null.
    """

    language: Literal["zh", "en"]
    scope: Scope
    now: Time
    timezone: str
    currency: str
    shop_name: str
    name: str | None
    subject: str
    words: str
    """The customer's new words, as data."""
    emotion: Emotion
    urgent: bool
    topics: tuple[Topic, ...]
    requests: tuple[Request, ...]
    photos: int
    repeat: bool
    """The customer has written about this order before; of other contacts no reply speaks."""
    last_contact_at: Time | None
    last_promise: str | None
    category: Category
    cause: Cause | None
    secondary: tuple[Cause, ...]
    tied: tuple[Cause, ...] = ()
    """Causes that code left undecided between, `cause` first; empty where it decided."""
    order: OrderView | None
    candidates: tuple[OrderView, ...] = ()
    """The sender's own orders between which it is open which one is meant; beside `order`, others that the mail speaks
    of too.
    """
    number_given: bool = False
    """The mail itself gives an order number, of whomever."""
    number_unknown: bool = False
    """The mail gives an order number that is none of the sender's; `order` was found by what else it says."""
    order_unsettled: bool
    """An order is needed to answer, and none is locked that this sender may hear about."""
    claims: tuple[ClaimView, ...]
    actions: tuple[Action, ...]
    commitments: tuple[Commitment, ...]
    questions: tuple[Question, ...]
    policy: dict[str, str]
    pages: tuple[PageView, ...] = ()
    passages: tuple[Passage, ...] = ()
    sources: tuple[Source, ...] = ()
    """All that a sentence may rest on; ids as in `Part.sources`."""

    def source(self, source_id: str) -> Source | None:
        return next((source for source in self.sources if source.id == source_id), None)
