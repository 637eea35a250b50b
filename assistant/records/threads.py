"""Which ticket a mail belongs to: by RFC 5322 ids (3.6.4), and only its own customer's ticket.

Ids are no secret: they stand in every mail that was ever forwarded. So a mail that names another customer's ids opens
a ticket of its own, and one whose sender a trusted server disproved joins none. Subjects decide nothing.
"""

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from assistant.case.email import Email
from assistant.records.columns import storable
from assistant.records.tables import ThreadReferenceRow, TicketRow

LONGEST_ID = 998
"""RFC 5322 2.1.1: no line is longer, in bytes. An id beyond that is nobody's."""

MOST_IDS = 50
"""Of a References header the newest ones (its end) are kept; a hostile one may hold thousands."""


def ids_of(email: Email) -> tuple[str, ...]:
    """The mail's own id, its In-Reply-To and its References, each once."""
    return _usable((*own_id(email), *email.in_reply_to[-MOST_IDS:], *email.references[-MOST_IDS:]))


def own_id(email: Email) -> tuple[str, ...]:
    """A mail without a Message-ID is named by its bytes: nobody can answer it, but it can be tied to another one."""
    return _usable([email.message_id or f"<{email.raw_sha256}@no-id.invalid>"])


def find_ticket(session: Session, mailbox: str, email: Email, *, lock: bool = True) -> TicketRow | None:
    """The newest ticket of this sender, in this mailbox, that knows one of the mail's ids. None: a new one."""
    if email.sender_check.verdict == "failed":
        return None
    found = (
        select(TicketRow)
        .join(ThreadReferenceRow, ThreadReferenceRow.ticket_id == TicketRow.id)
        .where(ThreadReferenceRow.message_id.in_(ids_of(email)))
        .where(TicketRow.mailbox == mailbox, TicketRow.customer_address == address_key(email.sender.email))
        .order_by(TicketRow.id.desc())
        .limit(1)
    )
    ticket_id = session.scalar(found.with_only_columns(TicketRow.id))
    return session.get(TicketRow, ticket_id, with_for_update=lock or None) if ticket_id is not None else None


def remember(session: Session, ticket_id: int, ids: Iterable[str]) -> None:
    """Let later mails that name these ids find the ticket."""
    known = set(session.scalars(select(ThreadReferenceRow.message_id).where(ThreadReferenceRow.ticket_id == ticket_id)))
    for message_id in _usable(ids):
        if message_id not in known:
            session.add(ThreadReferenceRow(ticket_id=ticket_id, message_id=message_id))


def address_key(address: str) -> str:
    """An address as it is compared. RFC 5321 lets servers tell case apart in the local part; in practice none does."""
    return storable(address.strip().lower())


def _usable(ids: Iterable[str]) -> tuple[str, ...]:
    bounded = (storable(one) for one in ids if one and len(one.encode("utf-8", "replace")) <= LONGEST_ID)
    return tuple(dict.fromkeys(bounded))
