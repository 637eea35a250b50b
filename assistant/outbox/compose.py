"""An approved answer as a message (RFC 5322), the same bytes each time from the same values.

It was approved by a person, so it carries no Auto-Submitted. Headers are written here, each value checked or encoded on
the spot: in Python's own email package an encoded word within a subject can become a header of its own.
"""

import hashlib
import unicodedata
from email.header import Header
from email.utils import format_datetime
from typing import Literal

from assistant.case.base import Time, Value
from assistant.case.email import Address
from assistant.errors import InputError
from assistant.outbox.addresses import wire_address
from assistant.outbox.bodies import as_html, part
from assistant.outbox.threads import is_message_id, reply_subject

LONGEST_SUBJECT = 400
LONGEST_NAME = 100
_CRLF = "\r\n"


class Outgoing(Value):
    """What goes out. `to` is the one address that the answer may go to; `text` the words exactly as approved.

    `message_id` is given by the caller (`threads.new_message_id`), who keeps it before anything is sent. `in_reply_to`
    is the parent's Message-ID, `references` the whole header (`threads.references_to`).
    """

    sender: Address
    to: Address
    subject: str
    text: str
    language: Literal["zh", "en"]
    message_id: str
    date: Time
    in_reply_to: str | None = None
    references: tuple[str, ...] = ()


def compose(reply: Outgoing) -> bytes:
    """Raises InputError for an address or message id that cannot be used, or text that is not Unicode."""
    words = _body(reply)
    boundary = f"=_{hashlib.sha256(reply.message_id.encode('utf-8', 'replace')).hexdigest()[:32]}"
    html = as_html(words, {"zh": "zh-CN", "en": "en"}[reply.language])
    lines = [
        *_headers(reply),
        "MIME-Version: 1.0",
        f'Content-Type: multipart/alternative;{_CRLF} boundary="{boundary}"',
        "",
        f"--{boundary}",
        part("text/plain", words),
        f"--{boundary}",
        part("text/html", html),
        f"--{boundary}--",
        "",
    ]
    return _CRLF.join(lines).encode("utf-8")


def _headers(reply: Outgoing) -> list[str]:
    subject = reply_subject(reply.subject) if reply.in_reply_to else reply.subject
    headers = [
        f"Date: {format_datetime(reply.date)}",
        _address("From", reply.sender),
        _address("To", reply.to),
        f"Message-ID: {_message_id(reply.message_id)}",
        _text("Subject", _one_line(subject, LONGEST_SUBJECT)),
    ]
    if reply.in_reply_to:
        headers.append(f"In-Reply-To: {_message_id(reply.in_reply_to)}")
    if reply.references:
        headers.append(f"References: {f'{_CRLF} '.join(map(_message_id, reply.references))}")
    return headers


def _body(reply: Outgoing) -> str:
    """The approved text and nothing else: what a person did not approve does not go out."""
    return _unicode(reply.text).replace("\r\n", "\n").replace("\r", "\n")


def _address(header: str, address: Address) -> str:
    email = wire_address(address.email)
    name = _one_line(address.name or "", LONGEST_NAME)
    if not name:
        return f"{header}: {email}"
    if name.isascii() and "=?" not in name:
        quoted = name.replace("\\", "\\\\").replace('"', '\\"')
        return f'{header}: "{quoted}"{_CRLF} <{email}>'
    return f"{_text(header, name)}{_CRLF} <{email}>"


def _text(header: str, value: str) -> str:
    """Plain where it is short ASCII that nobody can take for an encoded word, else encoded (RFC 2047)."""
    if value.isascii() and "=?" not in value and len(value) <= 900:
        return f"{header}: {value}"
    encoded = Header(value, "utf-8", maxlinelen=75, header_name=header).encode(linesep=_CRLF)
    return f"{header}: {encoded}"


def _one_line(value: str, longest: int) -> str:
    """Control characters and line ends of every kind become spaces."""
    shown = "".join(" " if unicodedata.category(letter) in ("Cc", "Zl", "Zp") else letter for letter in _unicode(value))
    return " ".join(shown.split())[:longest].rstrip()


def _unicode(text: str) -> str:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        raise InputError("The reply has characters that are not valid Unicode.", "Type them anew.") from None
    return text


def _message_id(text: str) -> str:
    if not is_message_id(text):
        raise InputError("A message id of the reply cannot be used.", "It must be printable ASCII in angle brackets.")
    return text
