"""From a decided reply to the message that leaves: its thread, its language, its files."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from assistant.case.email import Address, Email
from assistant.errors import ConfigurationError, InputError
from assistant.outbox.compose import File, Outgoing, compose
from assistant.outbox.threads import new_message_id, references_to
from assistant.records.values import AttachedFile, Reply
from assistant.settings import MailboxSettings


@dataclass(frozen=True)
class Composer:
    """`mailboxes` are the settings by name; `read_mail` and `attachment` give a stored mail and one of its parts."""

    mailboxes: Mapping[str, MailboxSettings]
    read_mail: Callable[[int], Email]
    attachment: Callable[[int, str], bytes]

    def compose(self, reply: Reply, date: datetime, *, draft: bool = False) -> tuple[str, bytes]:
        """A new Message-ID and the message with it. Raises InputError for what cannot be sent, else as the records do.

        `draft` marks it for the Drafts folder.
        """
        settings = self.settings(reply.mailbox)
        parent = self.read_mail(reply.answers.id)
        message_id = new_message_id(settings.address.rpartition("@")[2])
        raw = compose(
            Outgoing(
                sender=Address(email=settings.address, name=settings.display_name or None),
                to=tuple(Address(email=address) for address in reply.recipients),
                subject=reply.subject,
                text=reply.text,
                language=reply.language,
                message_id=message_id,
                date=date,
                in_reply_to=parent.message_id,
                references=references_to(parent),
                files=self._files(reply.attachments),
                draft=draft,
            )
        )
        return message_id, raw

    def settings(self, name: str) -> MailboxSettings:
        try:
            return self.mailboxes[name]
        except KeyError:
            raise ConfigurationError(
                f"The mailbox {name} is not in the settings any more.", "Add it again, or settle its replies by hand."
            ) from None

    def _files(self, attachments: Sequence[AttachedFile]) -> tuple[File, ...]:
        return tuple(File(name=one.name, kind=one.type, content=self._content(one)) for one in attachments)

    def _content(self, attachment: AttachedFile) -> bytes:
        """The bytes that were approved, or nothing goes out."""
        content = self.attachment(attachment.message_id, attachment.part)
        if hashlib.sha256(content).hexdigest() != attachment.sha256:
            raise InputError(
                f"The file {attachment.name} is not the one that was approved; it is not sent.", "Attach it anew."
            )
        return content
