"""The case file of a worked mail: the richer values cut to the contract's shape (contracts.md, section 3)."""

from collections.abc import Sequence

from assistant.case.case_file import (
    AttachmentEntry,
    CandidateEntry,
    CaseFile,
    ClaimEntry,
    ContactsEntry,
    DrafterEntry,
    DraftStatus,
    IdentityEntry,
    InquiryEntry,
    MessageEntry,
    OrderEntry,
    PassageEntry,
    ScreeningEntry,
)
from assistant.case.email import Email
from assistant.case.inquiry import Inquiry
from assistant.case.knowledge import Passage
from assistant.case.reply import Check, Promise, Reply
from assistant.case.verification import IdentityLevel, OrderOutcome, Scope
from assistant.case.worked import WorkedCase


def screened_case_file(email: Email, drafter: DrafterEntry) -> CaseFile:
    """Mail that is no customer's: no diagnosis, no reply, no actions."""
    return CaseFile(
        message=message_entry(email),
        screening=ScreeningEntry(kind=email.screening.kind, reason=email.screening.reason),
        **_NOTHING,
        drafter=drafter,
    )


def unreadable_case_file(reason: str, drafter: DrafterEntry) -> CaseFile:
    """A file that no mail can be read from."""
    message = MessageEntry.model_validate(
        {"message_id": None, "from": None, "reply_to": None, "subject": "", "date": None, "text": "", "attachments": ()}
    )
    screening = ScreeningEntry(kind="unreadable", reason=reason)
    return CaseFile(message=message, screening=screening, **_NOTHING, drafter=drafter)


def case_file(
    email: Email,
    case: WorkedCase,
    passages: Sequence[Passage],
    reply: Reply | None,
    promises: Sequence[Promise],
    checks: Sequence[Check],
    status: DraftStatus,
    drafter: DrafterEntry,
) -> CaseFile:
    return CaseFile(
        message=message_entry(email),
        screening=ScreeningEntry(kind=email.screening.kind, reason=email.screening.reason),
        inquiry=inquiry_entry(case.inquiry),
        identity=IdentityEntry(
            level=case.identity.level,
            scope=case.identity.scope,
            customer_id=case.identity.customer_id,
            evidence=case.identity.evidence,
        ),
        contacts=ContactsEntry(
            repeat=case.contacts.repeat, last_at=case.contacts.last_at, summary=case.contacts.summary
        ),
        order=OrderEntry(
            outcome=case.lock.outcome,
            number=case.lock.number,
            candidates=tuple(CandidateEntry(number=c.number, reason=c.reason) for c in case.lock.candidates),
        ),
        facts=case.facts,
        claims=tuple(ClaimEntry(id=c.id, text=c.text, verdict=c.verdict, facts=c.facts) for c in case.claims),
        diagnosis=case.diagnosis,
        passages=tuple(PassageEntry(id=p.id, title=p.title, version=p.version, score=p.score) for p in passages),
        actions=case.resolution.actions,
        reply=reply,
        promises=tuple(promises),
        checks=tuple(checks),
        status=status,
        drafter=drafter,
    )


def message_entry(email: Email) -> MessageEntry:
    return MessageEntry.model_validate(
        {
            "message_id": email.message_id,
            "from": email.sender.email or None,
            "reply_to": email.reply_to.email if email.reply_to else None,
            "subject": email.subject,
            "date": email.date,
            "text": email.text,
            "attachments": tuple(AttachmentEntry(name=a.name, type=a.type, size=a.size) for a in email.attachments),
        }
    )


def inquiry_entry(inquiry: Inquiry) -> InquiryEntry:
    """The customer's own words for items and claims; the numbers as they were normalised."""
    return InquiryEntry(
        language=inquiry.language,
        order_numbers=tuple(dict.fromkeys((*inquiry.order_numbers, *inquiry.quoted_order_numbers))),
        phones=inquiry.phones,
        items=tuple(mention.words for mention in inquiry.items),
        claims=tuple(statement.words for statement in inquiry.statements),
        requests=inquiry.requests,
        emotion=inquiry.emotion,
        urgent=inquiry.urgent,
    )


_NOTHING = {
    "inquiry": InquiryEntry(
        language=None, order_numbers=(), phones=(), items=(), claims=(), requests=(), emotion=None, urgent=False
    ),
    "identity": IdentityEntry(level=IdentityLevel.UNKNOWN, scope=Scope.NONE, customer_id=None, evidence=()),
    "contacts": ContactsEntry(repeat=False, last_at=None, summary=None),
    "order": OrderEntry(outcome=OrderOutcome.NOT_NEEDED, number=None, candidates=()),
    "facts": (),
    "claims": (),
    "diagnosis": None,
    "passages": (),
    "actions": (),
    "reply": None,
    "promises": (),
    "checks": (),
    "status": "no_reply",
}
