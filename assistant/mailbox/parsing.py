"""A raw message to an `Email`: the one way from bytes to words.

Mail is hostile input. Whatever stands in it, the result is an `Email` or UnreadableMail, in bounded time and memory.
"""

import hashlib
import re
from collections.abc import Iterator, Sequence
from datetime import datetime

from assistant.case.email import Address, Email, came_late
from assistant.mailbox import html, quotes
from assistant.mailbox.body import attachment_bytes, read_content
from assistant.mailbox.bounces import read_bounce
from assistant.mailbox.charsets import clean
from assistant.mailbox.fields import Fields, undecoded
from assistant.mailbox.headers import addresses, arrival, message_id, message_ids, when
from assistant.mailbox.mime import Part, parse_tree
from assistant.mailbox.quote_marks import is_forwarded_subject
from assistant.mailbox.screening import screen
from assistant.mailbox.sender import check_sender

MAX_BYTES = 100 * 1024 * 1024
_HEADER_END = re.compile(rb"\r?\n\r?\n")
_ENCRYPTED = frozenset({"multipart/encrypted", "application/pkcs7-mime", "application/x-pkcs7-mime"})


def parse(
    raw: bytes,
    *,
    own_addresses: frozenset[str] = frozenset(),
    trusted_authserv_ids: Sequence[str] = (),
    received_at: datetime | None = None,
    read_at: datetime,
) -> Email:
    """Read a message as it came (RFC 5322, MIME).

    `received_at` is the server's INTERNALDATE, `read_at` the present; both with a time zone. `sender.email` is empty
    when the From field holds no address. `html` is sanitised: it can be shown, and requests nothing.

    Raises UnreadableMail with a plain reason when there is no mail in the bytes, or its MIME structure has no end.
    """
    root = parse_tree(raw[:MAX_BYTES])
    fields = root.fields
    content = read_content(root)
    full_text = "\n".join(line.rstrip(" \t") for line in content.words().split("\n")).strip("\n").rstrip()
    subject = fields.text("subject")
    parted = quotes.part(full_text)
    date, date_source = when(fields, received_at, read_at)
    arrived_at = received_at or arrival(fields)
    senders = addresses(fields, "from")
    sender = senders[0] if senders else Address(email="", name=fields.text("from")[:200] or None)
    screening = screen(
        root,
        sender=sender.email,
        subject=subject,
        text=full_text,
        own_addresses=own_addresses,
        attached=bool(content.attachments),
    )
    return Email(
        raw_sha256=hashlib.sha256(raw).hexdigest(),
        body_sha256=hashlib.sha256(_body(raw)).hexdigest(),
        message_id=message_id(fields),
        in_reply_to=message_ids(fields.all("in-reply-to")),
        references=message_ids(fields.all("references")),
        sender=sender,
        reply_to=_other_than(sender, addresses(fields, "reply-to")),
        to=addresses(fields, "to"),
        cc=addresses(fields, "cc"),
        subject=subject,
        date=date,
        date_source=date_source,
        arrived_at=arrived_at,
        text=parted.new,
        quoted_text=parted.old,
        full_text=full_text,
        html=html.sanitise(clean(content.html)) if content.html else None,
        attachments=tuple(content.attachments),
        forwarded=parted.passed_on or is_forwarded_subject(subject),
        screening=screening,
        bounce=read_bounce(root, full_text) if screening.kind == "bounce" else None,
        sender_check=check_sender(fields, _one_domain(fields, senders), trusted_authserv_ids),
        defects=(*content.defects, *_defects(root, len(senders), date_source, len(raw)), *_backdated(date, arrived_at)),
    )


def _body(raw: bytes) -> memoryview:
    end = _HEADER_END.search(raw)
    return memoryview(raw)[end.end() if end else len(raw) :]


def _other_than(sender: Address, reply_to: tuple[Address, ...]) -> Address | None:
    """Of several addresses, in one field or more, the first that is not the sender's: one of them is enough to steer an
    answer elsewhere.
    """
    return next((one for one in reply_to if one.email != sender.email), reply_to[0] if reply_to else None)


def _one_domain(fields: Fields, senders: tuple[Address, ...]) -> str | None:
    """The domain of the From address if there is exactly one field with exactly one address in it."""
    if len(senders) != 1 or len(list(fields.all("from"))) != 1:
        return None
    return senders[0].email.rpartition("@")[2]


def _defects(root: Part, senders: int, date_source: str, size: int) -> list[str]:
    """What an agent should know about the form of the mail, in words."""
    found: list[str] = []
    if senders != 1:
        found.append("no From address" if senders == 0 else f"{senders} From addresses")
    if date_source != "header" and "date" in root.fields.names:
        found.append(f"the Date header cannot be used: {undecoded(root.fields.get('date') or b'')[:60]!r}")
    if any(part.type in _ENCRYPTED for part in root.walk()):
        found.append("the message is encrypted")
    if size > MAX_BYTES:
        found.append("the message was cut: it is too large")
    return found


def _backdated(written_at: datetime, arrived_at: datetime | None) -> Iterator[str]:
    if arrived_at is not None and came_late(written_at, arrived_at):
        yield f"the Date header says {written_at.isoformat()}, and the mail arrived {arrived_at.isoformat()}"


__all__ = ["attachment_bytes", "parse"]
