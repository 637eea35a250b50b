"""An approved reply goes out: composed, intent committed, handed over at most once, filed in Sent.

`records.deliveries` is the guard: `begin` gives an attempt only for an approved text that is not in flight, and an
attempt found in flight after a crash becomes `unknown` (RFC 5321 4.5.3.2.6: it may have arrived).
"""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, NamedTuple

from assistant.composer import Composer
from assistant.errors import (
    AccessUnreachable,
    ConfigurationError,
    DeliveryLoginRefused,
    DeliveryPostponed,
    DeliveryRefused,
    DeliveryUnknown,
    DraftdeskError,
    InputError,
)
from assistant.mailbox.imap import ImapMailbox
from assistant.outbox.delivery import DeliveryResult, send
from assistant.outbox.mailbox_copy import CopyResult, file_sent_copy, is_in_sent
from assistant.records.deliveries import Deliveries
from assistant.records.outcomes import Outcome
from assistant.records.values import Attempt, Delivery, RecipientResult, StoredMessage
from assistant.settings import MailboxSettings

log = logging.getLogger(__name__)

COPY_TRIED_FOR = timedelta(hours=1)
"""Since the reply went out; a copy that could not be filed by then is given up."""


@dataclass(frozen=True)
class Dispatcher:
    """`connect` opens a mailbox by its name, to file the copy; `clock` is aware.

    `password` is what a login takes now: a mailbox's password or access token. `fresh_password` is asked when that was
    refused: a new token, or None where there is nothing new to try.
    """

    deliveries: Deliveries
    composer: Composer
    connect: Callable[[str], ImapMailbox]
    password: Callable[[str], str | None]
    fresh_password: Callable[[str], str | None]
    clock: Callable[[], datetime]

    def sends(self, delivery_id: int) -> bool:
        """False where the mailbox wants its replies in Drafts: then nothing here hands them to a mail server."""
        settings = self.composer.mailboxes.get(self.deliveries.mailbox(delivery_id))
        return settings is None or settings.delivery == "send"

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
        if not self.sends(delivery_id):
            return self.deliveries.delivery(delivery_id).state
        try:
            outgoing = self._outgoing(delivery_id)  # all that can fail without SMTP, before the intent is committed
            attempt = self.deliveries.begin(delivery_id, self.clock())
        except DraftdeskError as error:
            return self._put_off(delivery_id, error).state
        if attempt is None:
            return self.deliveries.delivery(delivery_id).state
        outcome, results, reason = self._hand_over(outgoing, attempt)
        finished = self.deliveries.finish(attempt, outcome, results=results, error=reason, now=self.clock())
        return finished.state

    def _hand_over(self, outgoing: "_Outgoing", attempt: Attempt) -> "_Said":
        """A login that is refused came before the content: with a fresh access token it is tried once more."""
        try:
            return _hand_over(outgoing, attempt)
        except DeliveryLoginRefused as refused:
            try:
                fresh = self.fresh_password(attempt.mailbox)
                return _hand_over(outgoing._replace(password=fresh), attempt) if fresh else _refused(refused)
            except DeliveryLoginRefused as again:
                return _refused(again)
            except DraftdeskError as error:  # no new token can be had now
                return "postponed", (), str(error)

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

    def look_in_sent(self, delivery_id: int) -> None:
        """Whether a reply in doubt lies in Sent. That it does not proves nothing: a person has to say then."""
        delivery = self.deliveries.delivery(delivery_id)
        if delivery.state != "unknown" or delivery.message_id is None:
            return
        name = self.deliveries.outgoing(delivery_id).mailbox
        with self.connect(name) as mailbox:
            if is_in_sent(mailbox, delivery.message_id, folder=self.composer.settings(name).sent_folder):
                self.deliveries.found_in_sent(delivery_id, self.clock())

    def _compose(self, delivery_id: int) -> None:
        outgoing = self.deliveries.outgoing(delivery_id)
        if outgoing.raw_sha256 is None:
            self.deliveries.prepare(delivery_id, *self.composer.compose(outgoing, self.clock()))

    def _put_off(self, delivery_id: int, error: DraftdeskError) -> Delivery:
        """Settings may be mended and login servers come back, so it is tried again later; the reply itself will not get
        better by waiting. Raises what the records cannot keep now."""
        later = isinstance(error, ConfigurationError | AccessUnreachable)
        if error.retry and not later:
            raise error
        outcome: Literal["postponed", "refused"] = "postponed" if later else "refused"
        return self.deliveries.put_off(delivery_id, outcome, str(error), self.clock())

    def _outgoing(self, delivery_id: int) -> "_Outgoing":
        name = self.deliveries.mailbox(delivery_id)
        return _Outgoing(self.composer.settings(name), self.password(name), self.deliveries.raw(delivery_id))

    def _filed(self, delivery: Delivery, message_id: str) -> CopyResult:
        try:
            outgoing = self.deliveries.outgoing(delivery.id)
            settings = self.composer.settings(outgoing.mailbox)
            self._mark_answered(outgoing.copies)
            with self.connect(outgoing.mailbox) as mailbox:
                _mark_answered(mailbox, outgoing.answers)
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

    def _mark_answered(self, copies: Sequence[StoredMessage]) -> None:
        """In the other mailboxes that the mail came to, so that nobody there answers it too."""
        for copy in copies:
            with self.connect(copy.mailbox) as mailbox:
                _mark_answered(mailbox, copy)


def _mark_answered(mailbox: ImapMailbox, message: StoredMessage) -> None:
    """For whoever looks into the mailbox itself. A courtesy: it failing changes nothing of what was sent."""
    try:
        mailbox.mark_answered(message.folder, message.uidvalidity, message.uid)
    except DraftdeskError as error:
        log.warning("Message %s could not be marked as answered: %s", message.id, error)


class _Outgoing(NamedTuple):
    settings: MailboxSettings
    password: str | None
    raw: bytes


_Said = tuple[Outcome, tuple[RecipientResult, ...], str | None]


def _refused(error: DraftdeskError) -> _Said:
    return "refused", (), str(error)


def _hand_over(outgoing: _Outgoing, attempt: Attempt) -> _Said:
    """Whatever the mail server says becomes one of four outcomes; nothing is retried here.

    Raises DeliveryLoginRefused, when nothing was handed over.
    """
    settings = outgoing.settings
    try:
        result = send(
            settings.smtp, settings.login, outgoing.password, settings.address, attempt.recipients, outgoing.raw
        )
    except DeliveryPostponed as error:
        return "postponed", (), str(error)
    except DeliveryUnknown as error:
        return "unknown", (), str(error)
    except DeliveryLoginRefused:
        raise
    except (DeliveryRefused, InputError, ConfigurationError) as error:
        return _refused(error)
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
