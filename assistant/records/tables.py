"""The tables, named by the trade. Few on purpose; every state is a word that the desk can show.

Times are UTC. Texts that came by mail are `Words` (any length, any origin) and are indexed only where bounded.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Index,
    MetaData,
    String,
    UniqueConstraint,
    false,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from assistant.records.columns import UtcTime, Words

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
"""Every constraint has a name, so that a later migration can change it on both databases."""

Word = String(40)
Sha256 = String(64)


def one_of(column: str, *words: str) -> CheckConstraint:
    return CheckConstraint(f"{column} IN ({', '.join(repr(word) for word in words)})", name=column)


class Base(DeclarativeBase):
    metadata = MetaData(naming_convention=NAMES)
    type_annotation_map = {  # noqa: RUF012
        datetime: UtcTime(),
        str: Words(),
        dict[str, Any]: JSON(),
        list[Any]: JSON(),
    }


class MailboxRow(Base):
    """A configured mailbox, by its name in the settings. Its row is the lock for what must happen one by one.

    How it does, as its fetcher last said: `problem` is null when all is well, `behind_since` when nothing is left to
    fetch. A fetcher that has not spoken again by `expected_by` is gone.
    """

    __tablename__ = "mailbox"

    name: Mapped[str] = mapped_column(String(120), primary_key=True)
    checked_at: Mapped[datetime | None]
    last_success: Mapped[datetime | None]
    problem: Mapped[str | None]
    behind_since: Mapped[datetime | None]
    expected_by: Mapped[datetime | None]


class CursorRow(Base):
    """How far a folder has been read (RFC 9051 2.3.1.1): every UID up to `uid` under `uidvalidity` is stored."""

    __tablename__ = "mailbox_cursor"

    mailbox: Mapped[str] = mapped_column(ForeignKey("mailbox.name"), primary_key=True)
    folder: Mapped[str] = mapped_column(primary_key=True)
    uidvalidity: Mapped[int] = mapped_column(BigInteger)
    uid: Mapped[int] = mapped_column(BigInteger)


class HistoryCursorRow(Base):
    """The same for importing history, for each beginning that was asked for."""

    __tablename__ = "history_cursor"

    mailbox: Mapped[str] = mapped_column(ForeignKey("mailbox.name"), primary_key=True)
    folder: Mapped[str] = mapped_column(primary_key=True)
    since: Mapped[datetime] = mapped_column(primary_key=True)
    uidvalidity: Mapped[int] = mapped_column(BigInteger)
    uid: Mapped[int] = mapped_column(BigInteger)


class TicketRow(Base):
    """One customer's conversation. `waiting_since`: when the oldest unanswered mail came; null when none waits."""

    __tablename__ = "ticket"
    __table_args__ = (
        one_of("state", "open", "waiting", "closed"),
        Index("ix_ticket_queue", "state", "priority", "waiting_since"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    mailbox: Mapped[str] = mapped_column(ForeignKey("mailbox.name"))
    customer_address: Mapped[str]
    customer_name: Mapped[str | None]
    customer_id: Mapped[str | None] = mapped_column(index=True)
    subject: Mapped[str]
    state: Mapped[str] = mapped_column(Word)
    priority: Mapped[int]
    waiting_since: Mapped[datetime | None]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]


class MessageRow(Base):
    """One received message; identity is the hash of its bytes within the mailbox. Its words are read when worked.

    `raw_sha256` is null for one that the server would not give us: it is in quarantine from the start, to be seen.
    `uid` and `uidvalidity` say where it was first seen, and are no identity. `received_at` is the server's
    INTERNALDATE, else when it was stored. `history`: it came before we did, and is only filed. `wanted`: somebody asked
    for one that could not be loaded. `let_through_by`: who sent one to drafting that had been screened out. `copy_of`:
    the message that is worked in this one's place, for it is the same mail in another mailbox.
    """

    __tablename__ = "message"
    __table_args__ = (
        UniqueConstraint("mailbox", "raw_sha256"),
        one_of("state", "stored", "worked", "quarantined"),
        Index("ix_message_state", "state", "id"),
        Index("ix_message_received", "mailbox", "received_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    mailbox: Mapped[str] = mapped_column(ForeignKey("mailbox.name"))
    raw_sha256: Mapped[str | None] = mapped_column(Sha256)
    folder: Mapped[str]
    uidvalidity: Mapped[int] = mapped_column(BigInteger)
    uid: Mapped[int] = mapped_column(BigInteger)
    internal_date: Mapped[datetime | None]
    received_at: Mapped[datetime]
    stored_at: Mapped[datetime]
    state: Mapped[str] = mapped_column(Word)
    attempts: Mapped[int] = mapped_column(default=0)
    error: Mapped[str | None]
    ticket_id: Mapped[int | None] = mapped_column(ForeignKey("ticket.id"), index=True)
    message_id: Mapped[str | None]
    sender: Mapped[str | None]
    sender_name: Mapped[str | None]
    subject: Mapped[str | None]
    text: Mapped[str | None]
    screening_kind: Mapped[str | None] = mapped_column(Word)
    screening_reason: Mapped[str | None]
    history: Mapped[bool] = mapped_column(default=False, server_default=false())
    wanted: Mapped[bool] = mapped_column(default=False, server_default=false())
    let_through_by: Mapped[str | None]
    copy_of: Mapped[int | None] = mapped_column(index=True)


class WorkedMailRow(Base):
    """Which message is worked of those that hold the same mail. Its key is the lock: the first to take it has it."""

    __tablename__ = "worked_mail"

    delivery_key: Mapped[str] = mapped_column(Sha256, primary_key=True)
    message_id: Mapped[int] = mapped_column(ForeignKey("message.id"), unique=True)


class ThreadReferenceRow(Base):
    """An RFC 5322 msg-id that belongs to a ticket: of its mails, of what they refer to, and of our replies."""

    __tablename__ = "thread_reference"

    message_id: Mapped[str] = mapped_column(String(998), primary_key=True)
    ticket_id: Mapped[int] = mapped_column(ForeignKey("ticket.id"), primary_key=True)


class DraftRow(Base):
    """A proposed reply. `version` counts the edits, from 1; `checks` are of the text as it stands.

    `attachments` are files of the ticket's own mails. `sent` is one that an agent sent from their own mail program
    without approving it here.
    """

    __tablename__ = "draft"
    __table_args__ = (one_of("state", "proposed", "approved", "rejected", "superseded", "stale", "sent"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    ticket_id: Mapped[int] = mapped_column(ForeignKey("ticket.id"), index=True)
    message_id: Mapped[int] = mapped_column(ForeignKey("message.id"), index=True)
    replaces: Mapped[int | None] = mapped_column(ForeignKey("draft.id"), unique=True)
    version: Mapped[int]
    state: Mapped[str] = mapped_column(Word)
    state_reason: Mapped[str | None]
    status: Mapped[str] = mapped_column(Word)
    subject: Mapped[str]
    text: Mapped[str]
    recipients: Mapped[list[Any]]
    attachments: Mapped[list[Any]] = mapped_column(default=list, server_default="[]")
    checks: Mapped[list[Any]]
    case_file: Mapped[dict[str, Any]]
    passages: Mapped[list[Any]]
    sources: Mapped[list[Any]]
    extra: Mapped[dict[str, Any]]
    order_number: Mapped[str | None]
    order_version: Mapped[str | None]
    created_at: Mapped[datetime]
    edited_at: Mapped[datetime | None]
    edited_by: Mapped[str | None]


class DraftRevisionRow(Base):
    """Every text that somebody gave a draft. `kept` is false for the one that came second and lost."""

    __tablename__ = "draft_revision"

    id: Mapped[int] = mapped_column(primary_key=True)
    draft_id: Mapped[int] = mapped_column(ForeignKey("draft.id"), index=True)
    version: Mapped[int]
    text: Mapped[str]
    kept: Mapped[bool]
    user: Mapped[str]
    at: Mapped[datetime]


class FeedbackRow(Base):
    """Why a draft was rejected: tomorrow's case review and the next evaluation set."""

    __tablename__ = "feedback"

    id: Mapped[int] = mapped_column(primary_key=True)
    draft_id: Mapped[int] = mapped_column(ForeignKey("draft.id"), index=True)
    user: Mapped[str]
    reason: Mapped[str]
    at: Mapped[datetime]


class UserRow(Base):
    __tablename__ = "app_user"  # "user" is a reserved word of SQL
    __table_args__ = (one_of("role", "agent", "senior", "supervisor"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(120), unique=True)
    role: Mapped[str] = mapped_column(Word)
    password_hash: Mapped[str]
    language: Mapped[str] = mapped_column(Word)
    active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime]


class SessionRow(Base):
    """A login. Only the hash of its token is kept, so that a copy of the database opens no session."""

    __tablename__ = "login_session"

    token_sha256: Mapped[str] = mapped_column(Sha256, primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("app_user.id"), index=True)
    csrf: Mapped[str] = mapped_column(Sha256)
    expires_at: Mapped[datetime]


class ApprovalRow(Base):
    """Someone decided that exactly this text, with these files, goes to exactly these recipients. Never changed.

    `last_message_id` is the customer's newest mail that was seen; null in rows of before it was kept.
    """

    __tablename__ = "approval"

    id: Mapped[int] = mapped_column(primary_key=True)
    draft_id: Mapped[int] = mapped_column(ForeignKey("draft.id"), unique=True)
    user: Mapped[str]
    role: Mapped[str] = mapped_column(Word)
    subject: Mapped[str]
    text: Mapped[str]
    text_sha256: Mapped[str] = mapped_column(Sha256)
    recipients: Mapped[list[Any]]
    attachments: Mapped[list[Any]] = mapped_column(default=list, server_default="[]")
    last_message_id: Mapped[int | None]
    confirmed_checks: Mapped[list[Any]]
    at: Mapped[datetime]


class DeliveryRow(Base):
    """The sending of an approved text. `recipients` holds what the server said of each address."""

    __tablename__ = "delivery"
    __table_args__ = (
        one_of("state", "queued", "sending", "sent", "refused", "unknown", "postponed", "in_drafts", "withdrawn"),
        one_of("sent_copy", "pending", "stored", "skipped", "failed"),
        Index("ix_delivery_state", "state", "next_attempt_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    approval_id: Mapped[int] = mapped_column(ForeignKey("approval.id"), unique=True)
    ticket_id: Mapped[int] = mapped_column(ForeignKey("ticket.id"), index=True)
    state: Mapped[str] = mapped_column(Word)
    attempts: Mapped[int] = mapped_column(default=0)
    message_id: Mapped[str | None] = mapped_column(String(998))
    raw_sha256: Mapped[str | None] = mapped_column(Sha256)
    recipients: Mapped[list[Any]]
    error: Mapped[str | None]
    sent_copy: Mapped[str] = mapped_column(Word)
    sent_copy_error: Mapped[str | None]
    queued_at: Mapped[datetime]
    started_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
    next_attempt_at: Mapped[datetime | None]
    settled_by: Mapped[str | None]


class PlacedDraftRow(Base):
    """A reply that lies, or lay, in the mailbox's own Drafts folder, for an agent to send from there.

    `text` is what was put there, `sent_text` what the agent sent. The row comes before the draft: `placing` may be in
    the folder or not.
    """

    __tablename__ = "placed_draft"
    __table_args__ = (
        UniqueConstraint("draft_id", "version"),
        one_of("state", "placing", "placed", "sent", "withdrawn", "gone"),
        Index("ix_placed_draft_mailbox_state", "mailbox", "state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    ticket_id: Mapped[int] = mapped_column(ForeignKey("ticket.id"), index=True)
    draft_id: Mapped[int] = mapped_column(ForeignKey("draft.id"))
    version: Mapped[int]
    mailbox: Mapped[str] = mapped_column(ForeignKey("mailbox.name"))
    state: Mapped[str] = mapped_column(Word)
    message_id: Mapped[str] = mapped_column(String(998))
    raw_sha256: Mapped[str] = mapped_column(Sha256)
    text: Mapped[str]
    created_at: Mapped[datetime]
    missing_since: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    note: Mapped[str | None]
    sent_message_id: Mapped[str | None] = mapped_column(String(998))
    sent_sha256: Mapped[str | None] = mapped_column(Sha256)
    sent_text: Mapped[str | None]
    sent_recipients: Mapped[list[Any] | None] = mapped_column(JSON)


class PromiseRow(Base):
    """What an approved reply committed us to."""

    __tablename__ = "promise"
    __table_args__ = (one_of("state", "open", "kept", "dropped"), Index("ix_promise_state", "state", "due"))

    id: Mapped[int] = mapped_column(primary_key=True)
    ticket_id: Mapped[int] = mapped_column(ForeignKey("ticket.id"), index=True)
    draft_id: Mapped[int] = mapped_column(ForeignKey("draft.id"))
    text: Mapped[str]
    due: Mapped[datetime | None]
    event: Mapped[str | None]
    state: Mapped[str] = mapped_column(Word)
    settled_by: Mapped[str | None]
    settled_at: Mapped[datetime | None]


class ModelCallRow(Base):
    """One call of a model, in vain or not. `cost_micros` is in millionths of the profile's currency."""

    __tablename__ = "model_call"
    __table_args__ = (Index("ix_model_call_profile", "profile", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    profile: Mapped[str] = mapped_column(String(120))
    model: Mapped[str]
    step: Mapped[str] = mapped_column(Word)
    input_tokens: Mapped[int] = mapped_column(BigInteger)
    output_tokens: Mapped[int] = mapped_column(BigInteger)
    cached_tokens: Mapped[int] = mapped_column(BigInteger)
    milliseconds: Mapped[int] = mapped_column(BigInteger)
    cost_micros: Mapped[int] = mapped_column(BigInteger)
    failure: Mapped[str | None]
    is_down: Mapped[bool] = mapped_column(server_default=false())


class ModelHoldRow(Base):
    """What a model call under way may cost, in millionths; of no account after `until`, when it is over for sure."""

    __tablename__ = "model_hold"

    id: Mapped[int] = mapped_column(primary_key=True)
    profile: Mapped[str] = mapped_column(String(120))
    until: Mapped[datetime]
    micros: Mapped[int] = mapped_column(BigInteger)


class ArticleVersionRow(Base):
    """A version of an article: since when it is known (null: from the start), and when it went."""

    __tablename__ = "article_version"
    __table_args__ = (UniqueConstraint("article_id", "version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    article_id: Mapped[str] = mapped_column(String(200))
    version: Mapped[str] = mapped_column(Word)
    title: Mapped[str]
    seen_at: Mapped[datetime | None]
    gone_at: Mapped[datetime | None]


class AuditRow(Base):
    """Who did what, when. `user` is null for what the software did by itself. Rows are only ever added."""

    __tablename__ = "audit"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    user: Mapped[str | None]
    what: Mapped[str] = mapped_column(Word)
    ticket_id: Mapped[int | None] = mapped_column(ForeignKey("ticket.id"), index=True)
    detail: Mapped[dict[str, Any]]
