"""The case file (contracts.md, section 3): what `draft --json` prints, the desk stores and evaluation scores.

Its shape is a contract: keys may be added by a new `schema` only. The richer values that the process works with are
cut down to it by `of_*` functions in `assistant.pipeline`; nothing else builds one.
"""

from typing import Any, Literal

from pydantic import Field

from assistant.case.base import Time, Value
from assistant.case.diagnosis import Action, Diagnosis
from assistant.case.email import ScreeningKind
from assistant.case.inquiry import Emotion, Request
from assistant.case.reply import Check, Promise, Reply
from assistant.case.verification import Fact, IdentityLevel, OrderOutcome, Scope, Verdict


class AttachmentEntry(Value):
    name: str
    type: str
    size: int


class MessageEntry(Value):
    message_id: str | None
    sender: str | None = Field(alias="from")
    reply_to: str | None
    subject: str
    date: Time | None
    text: str
    attachments: tuple[AttachmentEntry, ...]


class ScreeningEntry(Value):
    kind: ScreeningKind
    reason: str | None


class InquiryEntry(Value):
    language: Literal["zh", "en"] | None
    order_numbers: tuple[str, ...]
    phones: tuple[str, ...]
    items: tuple[str, ...]
    claims: tuple[str, ...]
    requests: tuple[Request, ...]
    emotion: Emotion | None
    urgent: bool


class IdentityEntry(Value):
    level: IdentityLevel
    scope: Scope
    customer_id: str | None
    evidence: tuple[str, ...]


class ContactsEntry(Value):
    repeat: bool
    last_at: Time | None
    summary: str | None


class CandidateEntry(Value):
    number: str
    reason: str


class OrderEntry(Value):
    outcome: OrderOutcome
    number: str | None
    candidates: tuple[CandidateEntry, ...]


class ClaimEntry(Value):
    id: str
    text: str
    verdict: Verdict
    facts: tuple[str, ...]


class PassageEntry(Value):
    id: str
    title: str
    version: str
    score: float


class DrafterEntry(Value):
    """Who proposed the reply. Times in seconds; tokens as the provider counted them, 0 without a model."""

    name: str
    prompt_version: str | None
    calls: int
    input_tokens: int
    output_tokens: int
    seconds: float


DraftStatus = Literal["ready", "needs_information", "needs_attention", "escalated", "no_reply"]


class CaseFile(Value):
    schema_version: Literal[1] = Field(default=1, alias="schema")
    message: MessageEntry
    screening: ScreeningEntry
    inquiry: InquiryEntry
    identity: IdentityEntry
    contacts: ContactsEntry
    order: OrderEntry
    facts: tuple[Fact, ...]
    claims: tuple[ClaimEntry, ...]
    diagnosis: Diagnosis | None
    passages: tuple[PassageEntry, ...]
    actions: tuple[Action, ...]
    reply: Reply | None
    promises: tuple[Promise, ...]
    checks: tuple[Check, ...]
    status: DraftStatus
    drafter: DrafterEntry

    def to_json(self) -> str:
        """One line of UTF-8 JSON, every key present."""
        return self.model_dump_json(by_alias=True)

    def to_dict(self) -> dict[str, Any]:
        return self.model_dump(mode="json", by_alias=True)
