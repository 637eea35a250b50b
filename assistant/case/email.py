"""A message as the rest of the house sees it: decoded words, never bytes."""

from datetime import datetime, timedelta
from typing import Literal

from assistant.case.base import Time, Value
from assistant.case.files import SMALL_PICTURE, FileKind, kind_of

ScreeningKind = Literal["customer", "auto_reply", "bounce", "bulk", "own", "unreadable"]


class Address(Value):
    """A mailbox address (RFC 5322 3.4): display name and addr-spec, the domain in lower case."""

    email: str
    name: str | None = None


class Attachment(Value):
    """A part that is not the text. `part` is its place in the MIME tree, counted as IMAP does ("2.1"). `type` is the
    media type that its bytes prove, else the declared one; `size` in bytes, `sha256` in hex, both of the decoded file.
    """

    name: str
    type: str
    size: int
    sha256: str
    part: str
    inline: bool = False

    @property
    def kind(self) -> FileKind:
        return kind_of(self.type, self.name, small_inline=self.inline and self.size < SMALL_PICTURE)


class Screening(Value):
    """Whether a message is a customer's at all, and why not if it is not."""

    kind: ScreeningKind
    reason: str | None = None


class ReturnedTo(Value):
    """A recipient that a mail came back from. `permanent`: trying again cannot help; null where that is not said.

    `action` is RFC 3464's: `failed`, or `delayed` for one that is still being tried. `status` is RFC 3463's code.
    """

    address: str
    permanent: bool | None = None
    action: Literal["failed", "delayed"] = "failed"
    status: str = ""
    reason: str = ""


class Bounce(Value):
    """What a bounce is about: the ids of the mail that came back, nearest first, and who did not get it."""

    recipients: tuple[ReturnedTo, ...] = ()
    message_ids: tuple[str, ...] = ()


class SenderCheck(Value):
    """What trusted receiving servers said of the sender (RFC 8601).

    `passed`: DMARC passed, or DKIM or SPF passed aligned with the From domain. `failed`: a trusted server says that
    the sender is not who the From header claims. `none`: no trusted server said anything.
    """

    verdict: Literal["passed", "failed", "none"] = "none"
    evidence: tuple[str, ...] = ()


_LONGEST_WAY = timedelta(days=1)
"""What a mail takes from its writer to the shop's server at most, unless its Date is not the time of writing."""


def came_late(written_at: datetime, arrived_at: datetime) -> bool:
    return arrived_at - written_at > _LONGEST_WAY


class Email(Value):
    """One received message.

    `text` holds the new words only: quoted history and app signatures removed. `quoted_text` is what was removed,
    `full_text` everything as it stood. All three are NFC with `\\n` line ends. `message_id`, `in_reply_to` and
    `references` keep the angle brackets of RFC 5322 msg-ids. `date` is the Date header, else the server's INTERNALDATE,
    else the time of reading; `date_source` tells which. `bounce` is set for a bounce.
    `arrived_at` is when the shop's server took the mail in, None where nothing tells.
    `raw_sha256` (hex) is the message's identity; `body_sha256` is of the bytes below its header, which are the same
    wherever the message is delivered to.
    """

    raw_sha256: str
    body_sha256: str = ""
    message_id: str | None
    in_reply_to: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    sender: Address
    reply_to: Address | None = None
    to: tuple[Address, ...] = ()
    cc: tuple[Address, ...] = ()
    subject: str
    date: Time
    date_source: Literal["header", "internaldate", "read"] = "header"
    arrived_at: Time | None = None
    text: str
    quoted_text: str = ""
    full_text: str
    html: str | None = None
    attachments: tuple[Attachment, ...] = ()
    forwarded: bool = False
    screening: Screening
    bounce: Bounce | None = None
    sender_check: SenderCheck = SenderCheck()
    defects: tuple[str, ...] = ()
