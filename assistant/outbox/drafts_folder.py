"""Replies in the mailbox's Drafts folder: put there once, found again whatever a mail program makes of them, taken out.

Mail programs treat a draft in three ways when it is edited or sent: they keep it (Message-ID and all), give it another
Message-ID but keep unknown headers, or write a new message that only answers the same mail. So a message is known by
our own header, by its Message-ID, or by whom and what it answers, in that order.
"""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from email.parser import BytesHeaderParser
from email.utils import getaddresses
from typing import NamedTuple, Protocol

from assistant.errors import MailboxError
from assistant.outbox.compose import DRAFT_HEADER

_ID = re.compile(r"<[^<>\s]+>")


class DraftsMailbox(Protocol):
    """What an IMAP mailbox offers for this; all of it raises MailboxError."""

    def drafts_folder(self) -> str | None: ...
    def sent_folder(self) -> str | None: ...
    def headers(
        self, folder: str, since: datetime | None, known: tuple[int, Collection[int]]
    ) -> tuple[int, frozenset[int], dict[int, bytes]]: ...
    def message(self, folder: str, uid: int) -> bytes | None: ...
    def append(self, folder: str, raw: bytes, flags: Sequence[str], when: datetime) -> None: ...
    def remove(self, folder: str, uidvalidity: int, uid: int) -> bool: ...


class Heading(NamedTuple):
    """What ties a message to ours. Ids keep their angle brackets; addresses are in lower case.

    `answers` is the mail that it answers: its In-Reply-To, else the last of its References.
    """

    message_id: str | None
    draft_id: str | None
    answers: str | None
    recipients: frozenset[str]


class Trace(NamedTuple):
    """How a reply of ours is known again: its Message-ID, the mail that it answers, and who is to get it."""

    message_id: str
    answers: str | None
    recipients: tuple[str, ...]


@dataclass
class Folder:
    """A folder's headings, read once each and remembered."""

    name: str
    uidvalidity: int = 0
    headings: dict[int, Heading] = field(default_factory=dict)

    def read(self, mailbox: DraftsMailbox, since: datetime | None = None) -> Mapping[int, Heading]:
        """What is in the folder now, by UID; of old mail only what was read before."""
        known = (self.uidvalidity, self.headings)
        self.uidvalidity, present, found = mailbox.headers(self.name, since, known)
        read = {uid: heading(raw) for uid, raw in found.items()}
        same = {uid: one for uid, one in self.headings.items() if uid in present and uid not in read}
        self.headings = same | read if known[0] == self.uidvalidity else read
        return self.headings


def drafts_folder(mailbox: DraftsMailbox, configured: str | None) -> str:
    folder = configured or mailbox.drafts_folder()
    if folder is None:
        raise MailboxError("The server names no folder for drafts.", "Set drafts_folder in the settings.")
    return folder


def sent_folder(mailbox: DraftsMailbox, configured: str | None) -> str:
    folder = configured or mailbox.sent_folder()
    if folder is None:
        raise MailboxError("The server names no folder for sent mail.", "Set sent_folder in the settings.")
    return folder


def heading(raw: bytes) -> Heading:
    fields = BytesHeaderParser().parsebytes(raw)
    addresses = getaddresses([str(value) for name in ("To", "Cc") for value in fields.get_all(name, [])])
    parents = [*_ids(fields.get_all("In-Reply-To", [])), *reversed(_ids(fields.get_all("References", [])))]
    return Heading(
        message_id=next(iter(_ids(fields.get_all("Message-ID", []))), None),
        draft_id=next(iter(_ids(fields.get_all(DRAFT_HEADER, []))), None),
        answers=next(iter(parents), None),
        recipients=frozenset(address.lower() for _, address in addresses if address),
    )


def is_same(one: Heading, trace: Trace) -> bool:
    """Our own message, as it was or edited by a program that keeps ids."""
    return trace.message_id in (one.draft_id, one.message_id)


def answers_the_same(one: Heading, trace: Trace) -> bool:
    """A message to the same person in answer to the same mail, which may be ours under another name."""
    reaches = any(address.lower() in one.recipients for address in trace.recipients)
    return reaches and trace.answers is not None and trace.answers == one.answers


def _ids(values: Iterable[object]) -> list[str]:
    return [found for value in values for found in _ID.findall(re.sub(r"\s+", " ", str(value)))]
