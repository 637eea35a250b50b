"""An approved reply goes out: composed, intent committed, handed over at most once, filed in Sent.

`records.deliveries` is the guard: `begin` gives an attempt only for an approved text that is not in flight, and an
attempt found in flight after a crash becomes `unknown` (RFC 5321 4.5.3.2.6: it may have arrived).
"""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, NamedTuple

from assistant.case.email import Address, Email
from assistant.errors import (
    ConfigurationError,
    DeliveryPostponed,
    DeliveryRefused,
    DeliveryUnknown,
    DraftdeskError,
    InputError,
)
from assistant.mailbox.imap import ImapMailbox
from assistant.outbox.compose import Outgoing, compose
from assistant.outbox.delivery import DeliveryResult, send
from assistant.outbox.mailbox_copy import CopyResult, file_sent_copy
from assistant.outbox.threads import new_message_id, references_to
from assistant.records.deliveries import Deliveries, Outcome
from assistant.records.tickets import Tickets
from assistant.records.values import Attempt, Delivery, RecipientResult
from assistant.settings import MailboxSettings

log = logging.getLogger(__name__)

COPY_TRIED_FOR = timedelta(hours=1)
"""Since the reply went out; a copy that could not be filed by then is given up."""


@dataclass(frozen=True)
class Dispatcher:
    """`mailboxes` are the settings by name; `connect` opens one to file the copy; `clock` is aware.

    `password` is what a login takes now: a mailbox's password or access token.
    """

    deliveries: Deliveries
    tickets: Tickets
    mailboxes: Mapping[str, MailboxSettings]
    read_mail: Callable[[int], Email]
    connect: Callable[[str], ImapMailbox]
    password: Callable[[str], str | None]
    clock: Callable[[], datetime]

    def prepare(self, delivery_id: int) -> bool:
        """Compose the reply once; the bytes and the Message-ID stay the same in every attempt.

        False when it cannot be done: the ticket says why.
        """
        try:
            self._compose(delivery_id)
        except DraftdeskError as error:
            self._put_off(delivery_id, error)
            return False
        except Exception as error:
            log.exception("Delivery %s could not be composed", delivery_id)
            reason = f"{type(error).__name__} while composing the reply; the log has more."
            self.deliveries.put_off(delivery_id, "refused", reason, self.clock())
            return False
        return True

    def attempt(self, delivery_id: int) -> str:
        """One go, if there may be one; the delivery's state afterwards."""
        try:
            outgoing = self._outgoing(delivery_id)  # all that can fail without SMTP, before the intent is committed
            attempt = self.deliveries.begin(delivery_id, self.clock())
        except DraftdeskError as error:
            return self._put_off(delivery_id, error).state
        if attempt is None:
            return self.deliveries.delivery(delivery_id).state
        outcome, results, reason = _hand_over(outgoing, attempt)
        finished = self.deliveries.finish(attempt, outcome, results=results, error=reason, now=self.clock())
        return finished.state

    def file_copy(self, delivery_id: int) -> None:
        """The copy in Sent. It failing is a warning on the ticket, never a reason to send again.

        For an hour it is tried again: the mailbox may be away for a moment.
        """
        delivery = self.deliveries.delivery(delivery_id)
        if delivery.state != "sent" or delivery.sent_copy != "pending" or delivery.message_id is None:
            return
        copy = self._filed(delivery, delivery.message_id)
        if copy.state == "failed":
            log.warning("Delivery %s: %s", delivery_id, copy.warning)
            given_up = self.clock() - (delivery.finished_at or delivery.queued_at) > COPY_TRIED_FOR
            self.deliveries.sent_copy(delivery_id, "failed" if given_up else "pending", copy.warning)
        else:
            self.deliveries.sent_copy(delivery_id, "skipped" if copy.state == "left_to_provider" else "stored")

    def _compose(self, delivery_id: int) -> None:
        outgoing = self.deliveries.outgoing(delivery_id)
        if outgoing.raw_sha256 is not None:
            return
        if not outgoing.recipients:
            raise InputError("The reply has no recipient.", "Answer from another mail program.")
        settings = self._settings(outgoing.mailbox)
        parent = self.read_mail(outgoing.answers.id)
        language = self.tickets.draft(self._draft_of(delivery_id)).case_file.inquiry.language or "en"
        message_id = new_message_id(settings.address.rpartition("@")[2])
        raw = compose(
            Outgoing(
                sender=Address(email=settings.address, name=settings.display_name or None),
                to=Address(email=outgoing.recipients[0]),
                subject=outgoing.subject,
                text=outgoing.text,
                language=language,
                message_id=message_id,
                date=self.clock(),
                in_reply_to=parent.message_id,
                references=references_to(parent),
            )
        )
        self.deliveries.prepare(delivery_id, message_id, raw)

    def _put_off(self, delivery_id: int, error: DraftdeskError) -> Delivery:
        """Settings may be mended, so it is tried again later; the reply itself will not get better by waiting."""
        if error.retry:
            raise error
        outcome: Literal["postponed", "refused"] = "postponed" if isinstance(error, ConfigurationError) else "refused"
        return self.deliveries.put_off(delivery_id, outcome, str(error), self.clock())

    def _outgoing(self, delivery_id: int) -> "_Outgoing":
        name = self.deliveries.outgoing(delivery_id).mailbox
        return _Outgoing(self._settings(name), self.password(name), self.deliveries.raw(delivery_id))

    def _filed(self, delivery: Delivery, message_id: str) -> CopyResult:
        try:
            name = self.deliveries.outgoing(delivery.id).mailbox
            settings = self._settings(name)
            with self.connect(name) as mailbox:
                return file_sent_copy(
                    mailbox,
                    self.deliveries.raw(delivery.id),
                    message_id,
                    self.clock(),
                    folder=settings.sent_folder,
                    files_sent_itself=settings.files_sent_itself,
                )
        except DraftdeskError as error:
            if error.retry:
                raise
            return CopyResult(state="failed", warning=str(error))

    def _draft_of(self, delivery_id: int) -> int:
        ticket = self.tickets.ticket(self.deliveries.outgoing(delivery_id).ticket_id)
        approval_id = self.deliveries.delivery(delivery_id).approval_id
        return next(approval.draft_id for approval in ticket.approvals if approval.id == approval_id)

    def _settings(self, name: str) -> MailboxSettings:
        try:
            return self.mailboxes[name]
        except KeyError:
            raise ConfigurationError(
                f"The mailbox {name} is not in the settings any more.", "Add it again, or settle its replies by hand."
            ) from None


class _Outgoing(NamedTuple):
    settings: MailboxSettings
    password: str | None
    raw: bytes


def _hand_over(outgoing: _Outgoing, attempt: Attempt) -> tuple[Outcome, tuple[RecipientResult, ...], str | None]:
    """Whatever the mail server says becomes one of four outcomes; nothing is retried here."""
    settings = outgoing.settings
    try:
        result = send(
            settings.smtp, settings.login, outgoing.password, settings.address, attempt.recipients, outgoing.raw
        )
    except DeliveryPostponed as error:
        return "postponed", (), str(error)
    except DeliveryUnknown as error:
        return "unknown", (), str(error)
    except (DeliveryRefused, InputError, ConfigurationError) as error:
        return "refused", (), str(error)
    except Exception as error:  # what nobody foresaw may have happened after the content went out
        log.exception("Delivery %s", attempt.delivery_id)
        return "unknown", (), f"{type(error).__name__} while handing the mail over; the log has more."
    return "sent", _per_recipient(result), None


def _per_recipient(result: DeliveryResult) -> tuple[RecipientResult, ...]:
    return tuple(
        RecipientResult(
            address=recipient.address,
            state="sent" if recipient.state == "accepted" else "refused",
            detail=f"{recipient.code} {recipient.answer}",
        )
        for recipient in result.recipients
    )
