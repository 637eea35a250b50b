"""From rows to values, and the locks that keep decisions about one thing in order."""

from datetime import UTC, datetime
from typing import Any, Literal, TypeVar

from sqlalchemy import ScalarSelect, Select, func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from assistant.case.base import Value
from assistant.case.case_file import CaseFile
from assistant.case.diagnosis import Category, Role
from assistant.errors import NotThere
from assistant.records.tables import (
    ApprovalRow,
    Base,
    DeliveryRow,
    DraftRevisionRow,
    DraftRow,
    MailboxRow,
    MessageRow,
    PlacedDraftRow,
    PromiseRow,
    TicketRow,
    UserRow,
)
from assistant.records.values import Approval, Delivery, Draft, PlacedDraft, PromiseEntry, Revision, StoredMessage, User

Row = TypeVar("Row", bound=Base)
WRITTEN_AGAIN = "the customer has written again"
"""Why a draft's time is over, as the desk's words know it."""

MessageQuery = Select[MessageRow]


def now_utc() -> datetime:
    return datetime.now(UTC)


def require(session: Session, table: type[Row], key: int, *, lock: bool = False) -> Row:
    """The row, locked against other writers until the transaction ends if asked for. Raises NotThere if absent."""
    row = session.get(table, key, with_for_update=True if lock else None, populate_existing=lock)
    if row is None:
        raise NotThere(f"There is no {table.__tablename__.replace('_', ' ')} {key}.", "Load the page again.")
    return row


def lock_mailbox(session: Session, name: str) -> None:
    """Wait until no other transaction stores or files mail of this mailbox; makes its row when it is new."""
    insert_if_absent(session, MailboxRow, name=name)
    session.scalars(select(MailboxRow).where(MailboxRow.name == name).with_for_update()).one()


def insert_if_absent(session: Session, table: type[Base], **values: object) -> None:
    """Nothing happens where such a row is there, or just being written by another transaction: that one is awaited."""
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    session.execute(insert(table).values(**values).on_conflict_do_nothing())


def require_mailbox(session: Session, name: str) -> MailboxRow:
    return session.scalars(select(MailboxRow).where(MailboxRow.name == name)).one()


def locked_draft(session: Session, draft_id: int) -> tuple[TicketRow, DraftRow]:
    """A draft with its ticket, both locked. The ticket comes first everywhere, so that nobody waits in a circle."""
    ticket_id = require(session, DraftRow, draft_id).ticket_id
    ticket = require(session, TicketRow, ticket_id, lock=True)
    return ticket, require(session, DraftRow, draft_id, lock=True)


def newest_message(session: Session, ticket_id: int) -> MessageRow:
    """The ticket's newest mail by the time when it arrived, whenever it was worked."""
    of_ticket = select(MessageRow).where(MessageRow.ticket_id == ticket_id)
    newest = of_ticket.order_by(MessageRow.received_at.desc(), MessageRow.id.desc()).limit(1)
    return session.scalars(newest).one()


def current_draft_id() -> ScalarSelect[int]:
    """Of the ticket in the outer query: the newest draft that none took the place of, else the newest of all."""
    of_ticket = select(func.max(DraftRow.id)).where(DraftRow.ticket_id == TicketRow.id).correlate(TicketRow)
    in_place = of_ticket.where(DraftRow.state != "superseded").scalar_subquery()
    return select(func.coalesce(in_place, of_ticket.scalar_subquery())).scalar_subquery()


def successor_of(session: Session, draft_id: int) -> DraftRow | None:
    return session.scalar(select(DraftRow).where(DraftRow.replaces == draft_id))


def reopen(session: Session, ticket: TicketRow, at: datetime) -> None:
    """Back into the queue, waiting since the customer's newest mail."""
    ticket.state, ticket.updated_at = "open", at
    ticket.waiting_since = ticket.waiting_since or newest_message(session, ticket.id).received_at


def required_role(case_file: CaseFile) -> Role:
    """The least role that may approve: that of every action, and a supervisor's for complaints and legal matters."""
    roles = [action.role for action in case_file.actions]
    if case_file.diagnosis is not None and case_file.diagnosis.category is Category.COMPLAINT_OR_LEGAL:
        roles.append(Role.SUPERVISOR)
    return Role.highest(*roles)


def language(draft: DraftRow) -> Literal["zh", "en"]:
    """That of the reply, else of the customer's words."""
    case_file = CaseFile.model_validate(draft.case_file)
    written = case_file.reply.language if case_file.reply else None
    return written or case_file.inquiry.language or "en"


def stored_message(row: MessageRow) -> StoredMessage:
    return StoredMessage.model_validate(_fields(row, StoredMessage))


def draft(row: DraftRow) -> Draft:
    case_file = CaseFile.model_validate(row.case_file)
    return Draft.model_validate(
        _fields(row, Draft) | {"case_file": case_file, "required_role": required_role(case_file)}
    )


def revision(row: DraftRevisionRow) -> Revision:
    return Revision.model_validate(_fields(row, Revision))


def approval(row: ApprovalRow, delivery_id: int) -> Approval:
    return Approval.model_validate(_fields(row, Approval) | {"delivery_id": delivery_id})


def delivery(row: DeliveryRow) -> Delivery:
    return Delivery.model_validate(_fields(row, Delivery))


def placed(row: PlacedDraftRow) -> PlacedDraft:
    return PlacedDraft.model_validate(_fields(row, PlacedDraft))


def promise(row: PromiseRow) -> PromiseEntry:
    return PromiseEntry.model_validate(_fields(row, PromiseEntry))


def user(row: UserRow) -> User:
    return User.model_validate(_fields(row, User))


def columns_of(row: Base) -> dict[str, Any]:
    return {column.key: getattr(row, column.key) for column in row.__table__.columns}


def _fields(row: Base, value: type[Value]) -> dict[str, Any]:
    """The row's columns that the value has fields of the same name for."""
    return {name: given for name, given in columns_of(row).items() if name in value.model_fields}
