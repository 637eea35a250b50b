"""A stored message becomes a case on the desk: the pipeline's steps, each able to be run again.

`jobs` makes them durable: what a step returned is recorded, so that a model call that was paid for is not made again.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from assistant.case.base import Value
from assistant.case.email import Email, Screening
from assistant.case.inquiry import Inquiry
from assistant.case.knowledge import Language
from assistant.case.ticket import TicketSoFar
from assistant.case.together import burst_around, delivery_key, may_be_read_together, read_together
from assistant.errors import UnreadableMail
from assistant.orders.versions import order_version
from assistant.pipeline import LANGUAGE_CHECK, Drafted, Pipeline, Understood, Verification, Written
from assistant.records.messages import Messages
from assistant.records.tickets import Tickets
from assistant.records.values import SavedDraft, StoredMessage
from assistant.signatures import signed

ReadMail = Callable[[int], Email]

HOUR = timedelta(hours=1)


class BeforeAgain(Value):
    """`version` is the draft's, 0 for one that was decided on or replaced. `for_the_model`: only the model's hand is
    missing. `rest`: seconds for which the model is left alone.
    """

    version: int
    for_the_model: bool
    rest: float


@dataclass(frozen=True)
class CaseWorker:
    """`read_mail` parses a stored message; it raises UnreadableMail for one that no mail can be read from.

    `burst`: a mail is worked so long after it came, together with what the customer added meanwhile.
    `most_an_hour`: what one address sends beyond that is taken for a loop. `clock` is aware. `signatures` are the
    mailboxes' by name, and by the language of the reply.
    """

    pipeline: Pipeline
    messages: Messages
    tickets: Tickets
    read_mail: ReadMail
    clock: Callable[[], datetime]
    burst: timedelta = timedelta(0)
    most_an_hour: int = 30
    signatures: Mapping[str, Mapping[Language, str]] = field(default_factory=dict)

    def waits(self, message_id: int) -> bool:
        """Whether the message is still to be worked, and its time has come."""
        message = self.messages.message(message_id)
        due = message.history or self.clock() - message.received_at >= self.burst
        return message.state == "stored" and due

    def read(self, message_id: int, *, again: bool = False) -> Understood | None:
        """The words of a customer's mail; None for one that is filed here and now, without a draft.

        That is a mail that is screened out, history, one that a newer mail of its burst is worked with, and one that
        came to another of our mailboxes as well. `again`: it has been filed, and a draft of it is made anew.
        """
        message, email = self.messages.message(message_id), self.read_mail(message_id)
        email = self._without_loops(message, email)
        if email.screening.kind == "bounce":
            self.tickets.file_bounce(message_id, email)
        elif email.screening.kind != "customer":
            self._save(message_id, email, self.pipeline.screened(email), replaces=None)
        elif message.history:
            self._file_history(message_id, email)
        elif again or not (self._is_copy(message_id, email) or self._is_followed(message_id, email)):
            return self.pipeline.read(self._with_earlier(message_id, email))
        return None

    def verify(self, message_id: int, understood: Understood, now: datetime) -> Verification:
        return self.pipeline.verify(self._together(message_id), understood.inquiry, now, self._so_far(message_id))

    def answer(self, verification: Verification, wish: str | None = None) -> Written:
        return self.pipeline.answer(verification.view, wish)

    def read_before(self, draft_id: int) -> tuple[int, Understood]:
        """A draft's message, and its words as they were read for the draft; nothing of that is paid for again."""
        draft = self.tickets.draft(draft_id)
        read = draft.extra.get("inquiry")
        if read is None:  # drafted by an earlier version
            return draft.message_id, self.pipeline.read(self._together(draft.message_id))
        told = (check.detail for check in draft.case_file.checks if check.name == LANGUAGE_CHECK)
        return draft.message_id, Understood(inquiry=Inquiry.model_validate(read), foreign=next(told, None))

    def before_again(self, draft_id: int) -> BeforeAgain:
        """What has to be known of a draft before it is made again.

        One that was made without the model, and whose facts stand, has nothing to gain from another drafter.
        """
        draft = self.tickets.draft(draft_id)
        order = self.pipeline.orders.order(draft.order_number) if draft.order_number is not None else None
        stands = draft.state != "stale" and draft.order_version == (order_version(order) if order else None)
        return BeforeAgain(
            version=draft.version if draft.state in {"proposed", "rejected", "stale"} else 0,
            for_the_model=bool(draft.without_model) and stands,
            rest=self.pipeline.drafter.rest,
        )

    def keep_draft(self, draft_id: int, written: Written) -> bool:
        """Keep the draft that stands where the model did not write another one, and say on it why."""
        if written.failure is None:
            return False
        self.tickets.note(draft_id, written.failure)
        return True

    def file(
        self,
        message_id: int,
        understood: Understood,
        verification: Verification,
        written: Written,
        replaces: int | None = None,
        wish: str | None = None,
    ) -> SavedDraft:
        """Put the case on the desk. `replaces` is the draft that this one was drafted again for, `wish` what an agent
        asked of its wording.
        """
        drafted = self.pipeline.file(self._together(message_id), understood, verification, written)
        usage = understood.usage + written.usage
        read = {
            "inquiry": understood.inquiry.model_dump(mode="json"),
            "usage": usage.model_dump(mode="json"),
            "wish": wish,
        }
        return self._save(message_id, self.read_mail(message_id), drafted, replaces, read)

    def _together(self, message_id: int) -> Email:
        return self._with_earlier(message_id, self.read_mail(message_id))

    def _with_earlier(self, message_id: int, email: Email) -> Email:
        """The mail with the words of those before it in its ticket that nobody has answered."""
        waiting = self.tickets.unanswered_before(message_id, email)
        earlier = [mail for mail in map(self.read_mail, waiting) if may_be_read_together(mail, email)]
        return read_together(earlier, email)

    def _so_far(self, message_id: int) -> TicketSoFar:
        """What came and what was granted before; pictures count only as their words would, from the same sender."""
        email = self.read_mail(message_id)
        waiting = self.tickets.unanswered_before(message_id, email)
        answered = tuple(other for other in self.tickets.mails_before(message_id, email) if other not in waiting)
        mails = [mail for _, mail in self._readable(answered) if may_be_read_together(mail, email)]
        return TicketSoFar(
            photos=sum(attachment.kind == "photo" for mail in mails for attachment in mail.attachments),
            granted=self.tickets.granted(message_id, email),
        )

    def _is_followed(self, message_id: int, email: Email) -> bool:
        """Whether a newer mail of the burst takes this one along. The newest one first files those before it, for their
        own jobs may come later than its."""
        if not self.burst:
            return self._is_filed(message_id)
        burst = self._burst(message_id, email)
        later = [mail for other, mail in burst[[other for other, _ in burst].index(message_id) + 1 :]]
        if later:
            self.tickets.file_followed(message_id, email, later)
            return True
        for place, (other, mail) in enumerate(burst[:-1], 1):
            if not self._is_copy(other, mail):
                self.tickets.file_followed(other, mail, [later for _, later in burst[place:]])
        return self._is_filed(message_id)

    def _is_filed(self, message_id: int) -> bool:
        """Asked after the neighbours were looked at: a newer mail's job may have filed this one between its own job's
        beginning and that look, when the newer one was no longer waiting."""
        return self.messages.message(message_id).state != "stored"

    def _burst(self, message_id: int, email: Email) -> list[tuple[int, Email]]:
        """The waiting mails that one answer is due to, this one among them, oldest first."""
        near = self.messages.near(message_id, self.burst)
        before = list(self._readable(near.before))
        mails = [*before, (message_id, email), *self._readable(near.after)]
        return [mails[place] for place in burst_around([mail for _, mail in mails], len(before))]

    def _readable(self, message_ids: tuple[int, ...]) -> Iterator[tuple[int, Email]]:
        for other in message_ids:
            with suppress(UnreadableMail):  # its own job says so
                yield other, self.read_mail(other)

    def _is_copy(self, message_id: int, email: Email) -> bool:
        key = delivery_key(email)
        return key is not None and self.tickets.file_copy(message_id, email, key)

    def _without_loops(self, message: StoredMessage, email: Email) -> Email:
        if email.screening.kind != "customer" or message.history or message.let_through_by or not email.sender.email:
            return email
        since = message.received_at - HOUR
        if self.messages.sent_by(message.mailbox, email.sender.email, since, before=message.id) < self.most_an_hour:
            return email
        reason = f"More than {self.most_an_hour} mails came from this address within an hour: it may be a loop."
        return email.model_copy(update={"screening": Screening(kind="auto_reply", reason=reason)})

    def _file_history(self, message_id: int, email: Email) -> None:
        believed = email.sender_check.verdict != "failed"
        account = self.pipeline.orders.customer_by_email(email.sender.email) if believed else None
        self.tickets.file_history(message_id, email, account.id if account else None)

    def put_aside(self, message_id: int, error: UnreadableMail) -> None:
        """Keep a mail that cannot be read where people see it; trying again would not help."""
        self.messages.quarantine(message_id, str(error))

    def _save(
        self,
        message_id: int,
        email: Email,
        drafted: Drafted,
        replaces: int | None,
        read: Mapping[str, Any] | None = None,
    ) -> SavedDraft:
        view, reply = drafted.view, drafted.case_file.reply
        signature = self._signature(message_id, reply.language) if reply is not None else None
        return self.tickets.save_case(
            message_id,
            email,
            drafted.case_file,
            passages=view.passages if view else (),
            sources=view.sources if view else (),
            order_version=order_version(drafted.order) if drafted.order else None,
            recipients=(drafted.recipient,),
            text=signed(reply.text, signature) if reply is not None else None,
            extra={"view": view.model_dump(mode="json"), "signature": signature, **(read or {})} if view else None,
            replaces=replaces,
        )

    def _signature(self, message_id: int, language: Language) -> str | None:
        return self.signatures.get(self.messages.message(message_id).mailbox, {}).get(language)
