"""Builders for tests of the records: mails, case files, and the states that tests start from."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from argon2 import PasswordHasher

from assistant.case.case_file import CaseFile, DrafterEntry
from assistant.case.diagnosis import Role
from assistant.case.email import Address, Email, Screening, SenderCheck
from assistant.case.reply import Part, PartKind, Reply
from assistant.records.approvals import Approvals
from assistant.records.article_versions import ArticleVersions
from assistant.records.database import Database
from assistant.records.deliveries import Deliveries
from assistant.records.messages import Messages
from assistant.records.promises import Promises
from assistant.records.raw import RawStore
from assistant.records.tickets import Tickets
from assistant.records.users import Users
from assistant.records.values import Approval, Draft, SavedDraft

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
CUSTOMER = "li.mei@mail.example"


@dataclass
class Records:
    """All of the station on one database, and shortcuts to the states that tests start from."""

    database: Database
    raw_store: RawStore
    uids: Iterator[int] = field(default_factory=lambda: iter(range(1, 100_000)))

    def __post_init__(self) -> None:
        self.messages = Messages(self.database, self.raw_store)
        self.tickets = Tickets(self.database)
        self.approvals = Approvals(self.database)
        self.deliveries = Deliveries(self.database, self.raw_store)
        self.promises = Promises(self.database)
        self.article_versions = ArticleVersions(self.database)
        self.users = Users(self.database, quick_hasher())

    def receive(self, raw: bytes | None = None, at: datetime | None = None) -> int:
        """A new message in the inbox; its id."""
        uid = next(self.uids)
        items = [(uid, raw or f"Subject: {uid}\r\n\r\nhello {uid}\r\n".encode(), at or NOW + timedelta(minutes=uid))]
        (message_id,) = self.messages.store("support", "INBOX", 7, items)
        return message_id

    def file(self, mail: Email | None = None, case: CaseFile | None = None, **given: Any) -> SavedDraft:
        """A customer's mail, received and worked."""
        mail = mail or email()
        return self.tickets.save_case(self.receive(), mail, case or case_file(mail), **given)

    def draft(self, **given: Any) -> Draft:
        saved = self.file(**given)
        assert saved.draft_id is not None
        return self.tickets.draft(saved.draft_id)

    def approve(self, draft: Draft, **changes: Any) -> Approval:
        """Approve the draft as it stands, by a supervisor who saw it just now."""
        given: dict[str, Any] = {
            "version": draft.version,
            "user": self.approver(),
            "role": Role.SUPERVISOR,
            "text": draft.text,
            "last_message_id": self.tickets.ticket(draft.ticket_id).last_message_id,
            "order_version": draft.order_version,
            "now": NOW,
        }
        return self.approvals.approve(draft.id, **(given | changes))

    def approver(self) -> str:
        """The name of a supervisor."""
        if self.users.by_name("anna") is None:
            self.users.add("anna", Role.SUPERVISOR, "correct horse")
        return "anna"

    def queued(self) -> int:
        """An approved and composed reply; the delivery's id."""
        delivery_id = self.approve(self.draft()).delivery_id
        self.deliveries.prepare(delivery_id, f"<reply-{delivery_id}@shop.example>", b"Subject: Re\r\n\r\nhello\r\n")
        return delivery_id


def quick_hasher() -> PasswordHasher:
    return PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


def email(
    text: str = "我的包裹到哪里了？",
    *,
    sender: str = CUSTOMER,
    message_id: str | None = None,
    references: tuple[str, ...] = (),
    in_reply_to: tuple[str, ...] = (),
    kind: str = "customer",
    verdict: str = "none",
    **changes: Any,
) -> Email:
    given: dict[str, Any] = {
        "raw_sha256": hashlib.sha256(f"{sender} {text}".encode()).hexdigest(),
        "message_id": message_id,
        "references": references,
        "in_reply_to": in_reply_to,
        "sender": Address(email=sender, name="李梅"),
        "subject": "包裹",
        "date": NOW,
        "text": text,
        "full_text": text,
        "screening": Screening.model_validate({"kind": kind}),
        "sender_check": SenderCheck.model_validate({"verdict": verdict}),
    }
    return Email(**(given | changes))


def case_file(mail: Email | None = None, reply: str = "您好，包裹今天送达。", **changes: Any) -> CaseFile:
    mail = mail or email()
    customer = mail.screening.kind == "customer"
    given: dict[str, Any] = {
        "message": {
            "message_id": mail.message_id,
            "from": mail.sender.email,
            "reply_to": None,
            "subject": mail.subject,
            "date": mail.date,
            "text": mail.text,
            "attachments": (),
        },
        "screening": {"kind": mail.screening.kind, "reason": mail.screening.reason},
        "inquiry": {
            "language": "zh",
            "order_numbers": (),
            "phones": (),
            "items": (),
            "claims": (),
            "requests": (),
            "emotion": "calm",
            "urgent": False,
        },
        "identity": {"level": "claimed", "scope": "read", "customer_id": "C1", "evidence": ()},
        "contacts": {"repeat": False, "last_at": None, "summary": None},
        "order": {"outcome": "locked", "number": "2026110912345", "candidates": ()},
        "facts": (),
        "claims": (),
        "diagnosis": {"category": "logistics", "cause": "in_transit_on_time"} if customer else None,
        "passages": (),
        "actions": ({"kind": "give_information"},),
        "reply": Reply.of("Re: 包裹", "zh", (Part(kind=PartKind.FACTS, text=reply),)) if customer else None,
        "promises": (),
        "checks": ({"name": "numbers", "passed": True},),
        "status": "ready" if customer else "no_reply",
        "drafter": DrafterEntry(
            name="offline", prompt_version=None, calls=0, input_tokens=0, output_tokens=0, seconds=0.0
        ),
    }
    return CaseFile.model_validate(given | changes)
