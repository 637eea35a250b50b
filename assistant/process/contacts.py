"""What earlier contacts change (process.md, section 1): only for a sender whose scope lets the history count."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from assistant.case.inquiry import Inquiry, Request, Topic
from assistant.case.shop import Contact
from assistant.case.verification import ContactHistory, Identity


def contact_history(
    identity: Identity, contacts: Sequence[Contact], mailed_at: datetime, repeat_days: int
) -> ContactHistory:
    """The newest contact of the last `repeat_days` days before the mail makes it a repeat contact."""
    if not identity.scope.may_read:
        return ContactHistory()
    recent = [contact for contact in contacts if mailed_at - timedelta(days=repeat_days) <= contact.at < mailed_at]
    if not recent:
        return ContactHistory()
    last = max(recent, key=lambda contact: contact.at)
    promise = next((c.promise for c in sorted(recent, key=lambda c: c.at, reverse=True) if c.promise), None)
    return ContactHistory(repeat=True, last_at=last.at, summary=last.summary or None, promise=promise)


def reread(inquiry: Inquiry, history: ContactHistory, contacts: Sequence[Contact]) -> Inquiry:
    """Who asked about delivery days ago and writes again without a clear topic most likely means the parcel."""
    named = [topic for topic in inquiry.topics if topic is not Topic.OTHER]
    asked = any(contact.category == "logistics" for contact in contacts if contact.at == history.last_at)
    if named or not history.repeat or not asked or set(inquiry.requests) - {Request.STATUS, Request.EXPEDITE}:
        return inquiry
    return inquiry.model_copy(update={"topics": (Topic.DELIVERY,)})
