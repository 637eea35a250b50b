"""Tickets: one customer's conversation with its mails, drafts, replies and promises. What the desk works on."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from assistant.case.case_file import CaseFile, DraftStatus
from assistant.case.email import Email
from assistant.case.knowledge import Passage
from assistant.case.reply import Check, Source
from assistant.case.shop import Contact
from assistant.case.ticket import Granted
from assistant.errors import Conflict
from assistant.records import audit, cases, copies, drafts, history, queue, returns, rows
from assistant.records.database import Database
from assistant.records.rows import now_utc
from assistant.records.tables import (
    ApprovalRow,
    DeliveryRow,
    DraftRevisionRow,
    DraftRow,
    MessageRow,
    PlacedDraftRow,
    PromiseRow,
    TicketRow,
)
from assistant.records.values import (
    AttachedFile,
    Counts,
    Draft,
    QueueRow,
    Revision,
    SavedDraft,
    TicketState,
    TicketView,
)

Owned = TypeVar("Owned", MessageRow, DraftRow, DeliveryRow, PlacedDraftRow, PromiseRow)


class Tickets:
    def __init__(self, database: Database) -> None:
        self._database = database

    def save_case(
        self,
        message_id: int,
        email: Email,
        case_file: CaseFile,
        *,
        passages: Sequence[Passage] = (),
        sources: Sequence[Source] = (),
        order_version: str | None = None,
        recipients: Sequence[str] | None = None,
        text: str | None = None,
        extra: Mapping[str, Any] | None = None,
        replaces: int | None = None,
    ) -> SavedDraft:
        """File a worked message: into its ticket, with the proposed reply. Doing it again changes nothing.

        Mail that is no customer's gets no ticket; it stays listed with its screening. A newer mail of the ticket
        supersedes the drafts before it. `recipients` default to the sender alone. `order_version` says what state of
        the order the case was worked on. `text` is the draft's where that is more than the reply. `extra` is JSON of
        the caller's own. `replaces` is the draft that this one
        was drafted again for; raises Conflict when that one was approved meanwhile.
        """
        case = cases.drafted(email, case_file, passages, sources, order_version, recipients, text, extra, replaces)
        with self._database.write() as session:
            return cases.save(session, message_id, case, now_utc())

    def file_history(self, message_id: int, email: Email, customer_id: str | None) -> None:
        """File a customer's mail from before our time, without a draft. Doing it again changes nothing.

        `customer_id` is the account that the sender's address belongs to.
        """
        with self._database.write() as session:
            cases.file_alone(session, message_id, email, customer_id, waits=False, followed_by=(), at=now_utc())

    def file_followed(self, message_id: int, email: Email, followed_by: Sequence[Email]) -> None:
        """File a customer's mail without a draft: newer ones, which join its ticket, are worked together with it.

        Doing it again changes nothing.
        """
        with self._database.write() as session:
            cases.file_alone(session, message_id, email, None, waits=True, followed_by=followed_by, at=now_utc())

    def file_copy(self, message_id: int, email: Email, delivery_key: str) -> bool:
        """Whether the same mail came to another of our mailboxes too and is worked there; it is listed with that one.

        The first to ask has the case. Asking again changes nothing.
        """
        with self._database.write() as session:
            return copies.file_copy(session, message_id, email, delivery_key)

    def unanswered_before(self, message_id: int, email: Email) -> tuple[int, ...]:
        """The customer's mails before this one in its ticket that still wait for an answer, oldest first."""
        with self._database.read() as session:
            return cases.unanswered_before(session, message_id, email)

    def mails_before(self, message_id: int, email: Email) -> tuple[int, ...]:
        """The customer's mails before this one in its ticket, answered or not, the newest of them, oldest first."""
        with self._database.read() as session:
            return cases.mails_before(session, message_id, email)

    def granted(self, message_id: int, email: Email) -> tuple[Granted, ...]:
        """The actions of the ticket's replies that were approved, each with the order that it was about."""
        with self._database.read() as session:
            return cases.granted(session, message_id, email)

    def file_bounce(self, message_id: int, email: Email) -> int | None:
        """List a bounce, and turn the ticket red whose reply came back; its id, or None when it is none of ours."""
        with self._database.write() as session:
            rows.lock_mailbox(session, rows.require(session, MessageRow, message_id).mailbox)
            message = rows.require(session, MessageRow, message_id, lock=True)
            if message.state != "stored":
                return None
            cases.describe(message, email, email.screening)
            return returns.record(session, email.bounce, now_utc()) if email.bounce is not None else None

    def queue(
        self,
        *,
        state: TicketState | None = "open",
        status: DraftStatus | None = None,
        limit: int = 50,
        offset: int = 0,
    ) -> list[QueueRow]:
        """Escalated, urgent and upset customers first, then whoever waits longest."""
        with self._database.read() as session:
            return queue.listed(session, state, status, limit, offset)

    def counts(self, now: datetime | None = None) -> Counts:
        """`now` decides which promises are due; the present by default."""
        with self._database.read() as session:
            return queue.counts(session, now or now_utc())

    def ticket(self, ticket_id: int) -> TicketView:
        """Everything about one ticket. Raises RecordsError when there is none of that id."""
        with self._database.read() as session:
            return _view(session, rows.require(session, TicketRow, ticket_id))

    def contacts_of(self, customer_id: str, before: datetime, limit: int = 20) -> tuple[Contact, ...]:
        """The account's earlier mails to us, newest first: those of senders who were tied to it."""
        with self._database.read() as session:
            return history.contacts_of(session, customer_id, before, limit)

    def draft(self, draft_id: int) -> Draft:
        with self._database.read() as session:
            return rows.draft(rows.require(session, DraftRow, draft_id))

    def edit(
        self,
        draft_id: int,
        version: int,
        text: str,
        user: str,
        *,
        checks: Sequence[Check] | None = None,
        attachments: Sequence[AttachedFile] | None = None,
        at: datetime | None = None,
    ) -> int:
        """Change the text that was seen as `version`, and the files that go with it; returns the new version.

        `checks` are the results for the new text; without them the draft carries a failed check that says so.
        Raises Conflict when the draft was changed or decided on first: the text is kept as a revision then, too;
        NotAllowed for a file that did not come with this ticket's own mail.
        """
        with self._database.write() as session:
            outcome = drafts.edit(session, draft_id, version, text, user, checks, attachments, at or now_utc())
        if isinstance(outcome, Conflict):  # raised only here, after the commit that keeps the losing text
            raise outcome
        return outcome

    def reject(self, draft_id: int, version: int, user: str, reason: str, at: datetime | None = None) -> None:
        """Raises Conflict when the draft is not what the person saw."""
        with self._database.write() as session:
            drafts.reject(session, draft_id, version, user, reason, at or now_utc())

    def mark_stale(self, draft_id: int, reason: str, at: datetime | None = None) -> bool:
        """The facts that a proposed draft rests on have moved on; it can no longer be approved. False: not proposed."""
        with self._database.write() as session:
            return drafts.mark_stale(session, draft_id, reason, at or now_utc())

    def proposed(self, *, stale: bool = False, limit: int = 1000) -> tuple[Draft, ...]:
        """Drafts that wait to be decided on, oldest first; with `stale` also those whose time is over."""
        states = ("proposed", "stale") if stale else ("proposed",)
        query = select(DraftRow).where(DraftRow.state.in_(states)).order_by(DraftRow.id).limit(limit)
        with self._database.read() as session:
            return tuple(rows.draft(row) for row in session.scalars(query))

    def decided(self, limit: int) -> dict[int, str]:
        """Drafts that were approved or rejected, newest first: their ids, and which of the two."""
        states = ("approved", "rejected")
        query = select(DraftRow.id, DraftRow.state).where(DraftRow.state.in_(states)).order_by(DraftRow.id.desc())
        with self._database.read() as session:
            return {row.id: row.state for row in session.execute(query.limit(limit))}

    def note(self, draft_id: int, words: str, at: datetime | None = None) -> None:
        """Say something on a draft that is still to be decided on: why it could not be written anew."""
        with self._database.write() as session:
            drafts.note(session, draft_id, words, at or now_utc())

    def made_without_model(self, limit: int = 500) -> tuple[int, ...]:
        """Drafts of tickets not closed that the offline drafter made because the model did not answer, and that nobody
        has edited or decided on yet; oldest first.
        """
        with self._database.read() as session:
            return drafts.made_without_model(session, limit)

    def propose_again(self, draft_id: int, user: str, at: datetime | None = None) -> int:
        """A fresh draft with the text of one that was rejected or could not be delivered; the same one each time."""
        with self._database.write() as session:
            return drafts.propose_again(session, draft_id, user, at or now_utc())

    def close(self, ticket_id: int, user: str, at: datetime | None = None) -> None:
        """Nothing more is to be done; a new mail of the customer opens the ticket again."""
        with self._database.write() as session:
            ticket = rows.require(session, TicketRow, ticket_id, lock=True)
            ticket.state, ticket.waiting_since, ticket.updated_at = "closed", None, at or now_utc()
            audit.note(session, "ticket_closed", at=ticket.updated_at, user=user, ticket_id=ticket.id)

    def reopen(self, ticket_id: int, user: str, at: datetime | None = None) -> None:
        """It was closed too early: its draft is to be decided on again. Raises Conflict when it is not closed."""
        with self._database.write() as session:
            ticket = rows.require(session, TicketRow, ticket_id, lock=True)
            if ticket.state != "closed":
                raise Conflict("The ticket is not closed.", "Load the ticket again.")
            rows.reopen(session, ticket, at or now_utc())
            audit.note(session, "ticket_reopened", at=ticket.updated_at, user=user, ticket_id=ticket.id)


def _view(session: Session, ticket: TicketRow) -> TicketView:
    messages = _of(session, MessageRow, ticket.id, MessageRow.received_at)
    every_draft = tuple(rows.draft(row) for row in _of(session, DraftRow, ticket.id))
    current = session.scalar(select(rows.current_draft_id()).where(TicketRow.id == ticket.id))
    deliveries = tuple(rows.delivery(row) for row in _of(session, DeliveryRow, ticket.id))
    return TicketView(
        **rows.columns_of(ticket),
        messages=copies.with_places(session, messages),
        last_message_id=rows.newest_message(session, ticket.id).id,
        drafts=every_draft,
        draft=next((draft for draft in every_draft if draft.id == current), None),
        revisions=_revisions(session, ticket.id),
        approvals=tuple(
            rows.approval(rows.require(session, ApprovalRow, delivery.approval_id), delivery.id)
            for delivery in deliveries
        ),
        deliveries=deliveries,
        placed=tuple(rows.placed(row) for row in _of(session, PlacedDraftRow, ticket.id)),
        promises=tuple(rows.promise(row) for row in _of(session, PromiseRow, ticket.id)),
        audit=audit.of_ticket(session, ticket.id),
    )


def _of(session: Session, table: type[Owned], ticket_id: int, *order: Any) -> list[Owned]:
    """The ticket's rows of a table, oldest first."""
    return list(session.scalars(select(table).where(table.ticket_id == ticket_id).order_by(*order, table.id)))


def _revisions(session: Session, ticket_id: int) -> tuple[Revision, ...]:
    of_ticket = select(DraftRevisionRow).join(DraftRow, DraftRow.id == DraftRevisionRow.draft_id)
    found = session.scalars(of_ticket.where(DraftRow.ticket_id == ticket_id).order_by(DraftRevisionRow.id))
    return tuple(rows.revision(row) for row in found)
