"""What the records give back: plain values, safe to keep after the transaction. Times are aware, in UTC."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, Literal

from pydantic import Field

from assistant.case.base import Time, Value
from assistant.case.case_file import CaseFile, DraftStatus
from assistant.case.diagnosis import Role
from assistant.case.email import ScreeningKind
from assistant.case.knowledge import Passage
from assistant.case.reply import Check, Source
from assistant.pipeline import MODEL_CHECK
from assistant.signatures import signed

MessageState = Literal["stored", "worked", "quarantined"]
TicketState = Literal["open", "waiting", "closed"]
DraftState = Literal["proposed", "approved", "rejected", "superseded", "stale", "sent"]
DeliveryState = Literal["queued", "sending", "sent", "refused", "unknown", "postponed", "in_drafts", "withdrawn"]
PlacedState = Literal["placing", "placed", "sent", "withdrawn", "gone"]
SentCopyState = Literal["pending", "stored", "skipped", "failed"]
PromiseState = Literal["open", "kept", "dropped"]
RecipientState = Literal["pending", "sent", "refused", "unknown"]


class Cursor(Value):
    """Every UID up to `uid` is stored, as long as the folder still has this UIDVALIDITY."""

    uidvalidity: int
    uid: int


class StoredMessage(Value):
    """A received message. What a mail says (`sender`, `subject`, `text` …) is null until it was worked.

    `raw_sha256` is null for one that could not be loaded from the server; `error` says why, and `wanted` that it is
    asked for again. `uidvalidity` and `uid` say where in the folder it was first seen. `history` is mail from before
    our time, filed without a draft. `let_through_by` sent a screened one to drafting. `copy_of` is the message that is
    worked in its place, for both are the same mail; `also_in` are the mailboxes that hold such copies of this one.
    """

    id: int
    mailbox: str
    folder: str
    uidvalidity: int
    uid: int
    raw_sha256: str | None
    internal_date: Time | None
    received_at: Time
    state: MessageState
    attempts: int
    error: str | None
    ticket_id: int | None
    message_id: str | None
    sender: str | None
    sender_name: str | None
    subject: str | None
    text: str | None
    screening_kind: ScreeningKind | None
    screening_reason: str | None
    history: bool
    wanted: bool
    let_through_by: str | None
    copy_of: int | None = None
    also_in: tuple[str, ...] = ()


class SavedDraft(Value):
    """What became of a worked mail: both ids are null for screened mail. `new` is false when it was saved before."""

    message_id: int
    ticket_id: int | None
    draft_id: int | None
    status: DraftStatus
    new: bool


class AttachedFile(Value):
    """A file that goes with a reply: the MIME part `part` of the ticket's own mail `message_id`."""

    message_id: int
    part: str
    name: str
    type: str
    size: int
    sha256: str

    @property
    def key(self) -> str:
        """How forms name it."""
        return f"{self.message_id}:{self.part}"


class Revision(Value):
    """A text that somebody gave a draft; `kept` is false when another edit had come first."""

    version: int
    text: str
    kept: bool
    user: str
    at: Time


class Draft(Value):
    """`checks` are of `text` as it stands. `order_version` is what the case was worked on."""

    id: int
    ticket_id: int
    message_id: int
    version: int
    state: DraftState
    state_reason: str | None
    status: DraftStatus
    subject: str
    text: str
    recipients: tuple[str, ...]
    attachments: tuple[AttachedFile, ...] = ()
    checks: tuple[Check, ...]
    case_file: CaseFile
    passages: tuple[Passage, ...]
    sources: tuple[Source, ...]
    extra: dict[str, Any]
    order_number: str | None
    order_version: str | None
    required_role: Role
    created_at: Time
    edited_at: Time | None
    edited_by: str | None

    @property
    def failed_checks(self) -> tuple[Check, ...]:
        return tuple(check for check in self.checks if not check.passed)

    @property
    def as_proposed(self) -> str:
        """The text as the drafter wrote it, with its signature; empty where it wrote none."""
        reply = self.case_file.reply
        return signed(reply.text, self.extra.get("signature")) if reply is not None else ""

    @property
    def to_confirm(self) -> tuple[Check, ...]:
        """The failed checks that whoever approves takes responsibility for."""
        return to_confirm(self.checks)

    @property
    def without_model(self) -> tuple[Check, ...]:
        """Why the built-in drafter wrote in the model's place; nothing where it did not."""
        return tuple(check for check in self.failed_checks if check.name == MODEL_CHECK)


def to_confirm(checks: Sequence[Check]) -> tuple[Check, ...]:
    """Not that the model failed: no edit mends it, and the letter of the built-in drafter has its own checks."""
    return tuple(check for check in checks if not check.passed and check.name != MODEL_CHECK)


class Approval(Value):
    id: int
    draft_id: int
    delivery_id: int
    user: str
    subject: str
    text: str
    text_sha256: str
    recipients: tuple[str, ...]
    attachments: tuple[AttachedFile, ...] = ()
    last_message_id: int | None = None
    confirmed_checks: tuple[str, ...]
    at: Time


class RecipientResult(Value):
    """What the mail server said of one address; `detail` is its answer in its own words."""

    address: str
    state: RecipientState = "pending"
    detail: str | None = None


class Delivery(Value):
    """`sent` with a refused address in `recipients` is possible: the other one has it, so nothing is sent again."""

    id: int
    approval_id: int
    ticket_id: int
    state: DeliveryState
    attempts: int
    message_id: str | None
    raw_sha256: str | None
    recipients: tuple[RecipientResult, ...]
    error: str | None
    sent_copy: SentCopyState
    sent_copy_error: str | None
    queued_at: Time
    started_at: Time | None
    finished_at: Time | None
    next_attempt_at: Time | None
    settled_by: str | None

    @property
    def shown(self) -> DeliveryState | Literal["sent_in_part"]:
        """The state in one word: a reply that did not reach everybody is no success."""
        return shown_state(self.state, [result.state for result in self.recipients])


def shown_state(state: DeliveryState, recipients: Sequence[str]) -> DeliveryState | Literal["sent_in_part"]:
    return "sent_in_part" if state == "sent" and {"refused", "unknown"} & set(recipients) else state


class Reply(Value):
    """All that a message is composed from. `answers` is the customer's mail that it replies to."""

    mailbox: str
    subject: str
    text: str
    recipients: tuple[str, ...]
    attachments: tuple[AttachedFile, ...] = ()
    language: Literal["zh", "en"]
    answers: StoredMessage


class Outgoing(Reply):
    """An approved reply. `copies` are the same mail as the answered one, in other mailboxes of ours."""

    delivery_id: int
    ticket_id: int
    text_sha256: str
    approved_by: str
    approved_at: Time
    message_id: str | None
    raw_sha256: str | None
    copies: tuple[StoredMessage, ...] = ()


class Attempt(Value):
    """One go at sending; `number` counts from 1. It may be handed to `finish` once."""

    delivery_id: int
    number: int
    mailbox: str
    recipients: tuple[str, ...]
    message_id: str
    raw_sha256: str
    text_sha256: str


class PlacedDraft(Value):
    """A reply in the mailbox's Drafts folder, or what became of it there.

    `text` is what was put there; `sent_text`, `sent_recipients` and `sent_message_id` are what the agent sent from
    their own mail program. `note` says why it was withdrawn, or what an agent should know.
    """

    id: int
    ticket_id: int
    draft_id: int
    version: int
    mailbox: str
    state: PlacedState
    message_id: str
    raw_sha256: str
    text: str
    created_at: Time
    missing_since: Time | None
    ended_at: Time | None
    note: str | None
    sent_message_id: str | None
    sent_sha256: str | None
    sent_text: str | None
    sent_recipients: tuple[str, ...] | None


class PromiseEntry(Value):
    id: int
    ticket_id: int
    draft_id: int
    text: str
    due: Time | None
    event: str | None
    state: PromiseState
    settled_by: str | None
    settled_at: Time | None


class AuditEntry(Value):
    """`user` is null for what the software did by itself."""

    id: int
    at: Time
    user: str | None
    what: str
    ticket_id: int | None
    detail: dict[str, Any]


class QueueRow(Value):
    """One line of the desk's queue: a ticket with the draft to decide on (null fields: it has none)."""

    ticket_id: int
    state: TicketState
    subject: str
    customer_address: str
    customer_name: str | None
    customer_id: str | None
    priority: int
    waiting_since: Time | None
    updated_at: Time
    draft_id: int | None = None
    draft_state: DraftState | None = None
    status: DraftStatus | None = None
    category: str | None = None
    cause: str | None = None
    emotion: str | None = None
    urgent: bool = False
    language: str | None = None
    order_number: str | None = None
    required_role: Role | None = None
    delivery_state: DeliveryState | Literal["sent_in_part"] | None = None


class Counts(Value):
    """How much there is of everything; `statuses` counts the open tickets by the status of their draft."""

    open: int = 0
    waiting: int = 0
    closed: int = 0
    statuses: dict[str, int] = Field(default_factory=dict)
    to_work: int = 0
    screened: int = 0
    quarantined: int = 0
    deliveries: dict[str, int] = Field(default_factory=dict)
    promises_open: int = 0
    promises_due: int = 0


class ArticleVersion(Value):
    """`seen_at` is null for what was there from the start; `gone_at` while it is there."""

    article_id: str
    version: str
    title: str
    seen_at: Time | None
    gone_at: Time | None


class ArticleChange(Value):
    """What happened to an article's file."""

    kind: Literal["new", "changed", "withdrawn"]
    article_id: str
    title: str
    at: Time


class ModelDay(Value):
    """What a profile's calls of one day came to. `cost` is in the profile's currency."""

    begins: Time
    profile: str
    calls: int
    failed: int
    input_tokens: int
    output_tokens: int
    cached_tokens: int
    seconds: float
    cost: Decimal

    @property
    def cached_share(self) -> float:
        return self.cached_tokens / self.input_tokens if self.input_tokens else 0.0


class ModelState(Value):
    """How a profile's last call ended: `failure` says why it was in vain, `is_down` whether any other would be."""

    at: Time
    failure: str | None
    is_down: bool


class TicketView(Value):
    """A whole ticket; messages and drafts oldest first. `draft` is the one to decide on, or decided on last."""

    id: int
    mailbox: str
    state: TicketState
    subject: str
    customer_address: str
    customer_name: str | None
    customer_id: str | None
    priority: int
    waiting_since: Time | None
    created_at: Time
    updated_at: Time
    messages: tuple[StoredMessage, ...]
    last_message_id: int
    drafts: tuple[Draft, ...]
    draft: Draft | None
    revisions: tuple[Revision, ...]
    approvals: tuple[Approval, ...]
    deliveries: tuple[Delivery, ...]
    placed: tuple[PlacedDraft, ...] = ()
    promises: tuple[PromiseEntry, ...]
    audit: tuple[AuditEntry, ...]


class User(Value):
    id: int
    name: str
    role: Role
    language: str
    active: bool
    created_at: Time


class OpenedSession(Value):
    """`token` is for the cookie and exists nowhere else; `csrf` is what every form of the session has to carry."""

    token: str
    csrf: str
    expires_at: Time


class SignedIn(Value):
    user: User
    csrf: str
    expires_at: Time
