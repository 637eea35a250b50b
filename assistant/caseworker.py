"""A stored message becomes a case on the desk: the pipeline's steps, each able to be run again.

`jobs` makes them durable: what a step returned is recorded, so that a model call that was paid for is not made again.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from assistant.case.email import Email
from assistant.case.inquiry import Inquiry
from assistant.case.knowledge import Language
from assistant.errors import UnreadableMail
from assistant.orders.versions import order_version
from assistant.pipeline import Drafted, Pipeline, Understood, Verification, Written
from assistant.records.messages import Messages
from assistant.records.tickets import Tickets
from assistant.records.values import SavedDraft
from assistant.signatures import signed

ReadMail = Callable[[int], Email]


@dataclass(frozen=True)
class CaseWorker:
    """`read_mail` parses a stored message; it raises UnreadableMail for one that no mail can be read from.

    `signatures` are the mailboxes' by name, and by the language of the reply.
    """

    pipeline: Pipeline
    messages: Messages
    tickets: Tickets
    read_mail: ReadMail
    signatures: Mapping[str, Mapping[Language, str]] = field(default_factory=dict)

    def waits(self, message_id: int) -> bool:
        """Whether the message is still to be worked."""
        return self.messages.message(message_id).state == "stored"

    def read(self, message_id: int) -> Understood | None:
        """The words of a customer's mail; None for a mail that is screened out, which is filed here and now."""
        email = self.read_mail(message_id)
        if email.screening.kind != "customer":
            self._save(message_id, email, self.pipeline.screened(email), replaces=None)
            return None
        if self.messages.message(message_id).history:
            self._file_history(message_id, email)
            return None
        return self.pipeline.read(email)

    def _file_history(self, message_id: int, email: Email) -> None:
        believed = email.sender_check.verdict != "failed"
        account = self.pipeline.orders.customer_by_email(email.sender.email) if believed else None
        self.tickets.file_alone(message_id, email, account.id if account else None)

    def verify(self, message_id: int, understood: Understood, now: datetime) -> Verification:
        return self.pipeline.verify(self.read_mail(message_id), understood.inquiry, now)

    def answer(self, verification: Verification, wish: str | None = None) -> Written:
        return self.pipeline.answer(verification.view, wish)

    def read_before(self, draft_id: int) -> tuple[int, Understood]:
        """A draft's message, and its words as they were read for the draft; nothing of that is paid for again."""
        draft = self.tickets.draft(draft_id)
        read = draft.extra.get("inquiry")
        if read is None:  # drafted by an earlier version
            return draft.message_id, self.pipeline.read(self.read_mail(draft.message_id))
        return draft.message_id, Understood(inquiry=Inquiry.model_validate(read))

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
    ) -> SavedDraft:
        """Put the case on the desk. `replaces` is the draft that this one was drafted again for."""
        email = self.read_mail(message_id)
        drafted = self.pipeline.file(email, understood, verification, written)
        usage = understood.usage + written.usage
        read = {
            "inquiry": understood.inquiry.model_dump(mode="json"),
            "usage": usage.model_dump(mode="json"),
        }
        return self._save(message_id, email, drafted, replaces, read)

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
