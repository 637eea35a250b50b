"""One mail in several of our mailboxes: one message is worked, the others are listed with it."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from assistant.case.email import Email
from assistant.records import cases, rows
from assistant.records.tables import MessageRow, WorkedMailRow
from assistant.records.values import StoredMessage


def file_copy(session: Session, message_id: int, email: Email, delivery_key: str) -> bool:
    """Whether another message with the same mail is worked in this one's place; this one is done with then.

    Whoever asks first has the case, in whatever process: the key can be taken once.
    """
    message = rows.require(session, MessageRow, message_id, lock=True)
    if message.state == "stored":
        first = _worked_for(session, delivery_key, message.id)
        if first != message.id:
            cases.describe(message, email, email.screening)
            message.copy_of = first
    return message.copy_of is not None


def copies_of(session: Session, message_id: int) -> tuple[StoredMessage, ...]:
    query = select(MessageRow).where(MessageRow.copy_of == message_id).order_by(MessageRow.id)
    return tuple(rows.stored_message(row) for row in session.scalars(query))


def with_places(session: Session, messages: Sequence[MessageRow]) -> tuple[StoredMessage, ...]:
    """The messages, each with the other mailboxes that it came to."""
    query = select(MessageRow.copy_of, MessageRow.mailbox).where(MessageRow.copy_of.in_([row.id for row in messages]))
    places: dict[int | None, list[str]] = {}
    for original, mailbox in session.execute(query.order_by(MessageRow.id)):
        places.setdefault(original, []).append(mailbox)
    return tuple(
        rows.stored_message(row).model_copy(update={"also_in": tuple(places.get(row.id, ()))}) for row in messages
    )


def _worked_for(session: Session, delivery_key: str, message_id: int) -> int:
    """A mail that has a key already keeps it: worked again, it may be read in another way by a newer version."""
    known = session.scalar(select(WorkedMailRow.message_id).where(WorkedMailRow.message_id == message_id))
    if known is None:
        rows.insert_if_absent(session, WorkedMailRow, delivery_key=delivery_key, message_id=message_id)
        known = session.scalar(select(WorkedMailRow.message_id).where(WorkedMailRow.delivery_key == delivery_key))
    return known if known is not None else message_id
