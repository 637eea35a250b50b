"""An approved answer as a message (RFC 5322), the same bytes each time from the same values.

It was approved by a person, so it carries no Auto-Submitted. Headers are written here, each value checked or encoded on
the spot: in Python's own email package an encoded word within a subject can become a header of its own.
"""

import hashlib
import re
import unicodedata
from email.header import Header
from email.utils import format_datetime
from typing import Literal

from assistant.case.base import Time, Value
from assistant.case.email import Address
from assistant.errors import InputError
from assistant.outbox.addresses import wire_address
from assistant.outbox.bodies import as_html, file_part, part
from assistant.outbox.threads import is_message_id, reply_subject

LONGEST_SUBJECT = 400
LONGEST_NAME = 100
DRAFT_HEADER = "X-Draftdesk-Draft"
"""Holds the Message-ID that a draft was made with: mail programs may give it another one when it is sent."""
_CRLF = "\r\n"
_NO_FILE_NAME = frozenset('/\\:*?"<>|')
_MIME_TYPE = re.compile(r"[A-Za-z0-9][A-Za-z0-9!#$&^_.+-]{0,60}/[A-Za-z0-9][A-Za-z0-9!#$&^_.+-]{0,60}")


class File(Value):
    """Goes with the words. `name` and `kind` may say anything: they came with somebody's mail."""

    name: str
    kind: str
    content: bytes


class Outgoing(Value):
    """What goes out. `to` are the addresses that the answer may go to, all seen by all; `text` the words exactly as
    approved. `draft` marks one that goes into the Drafts folder, so that it is known again there and in Sent.

    `message_id` is given by the caller (`threads.new_message_id`), who keeps it before anything is sent. `in_reply_to`
    is the parent's Message-ID, `references` the whole header (`threads.references_to`).
    """

    sender: Address
    to: tuple[Address, ...]
    subject: str
    text: str
    language: Literal["zh", "en"]
    message_id: str
    date: Time
    in_reply_to: str | None = None
    references: tuple[str, ...] = ()
    files: tuple[File, ...] = ()
    draft: bool = False


def compose(reply: Outgoing) -> bytes:
    """Raises InputError for an address or message id that cannot be used, or text that is not Unicode."""
    headers = _headers(reply)
    body = _multipart("alternative", reply.message_id, _words(reply))
    if reply.files:
        body = _multipart("mixed", reply.message_id, [body, *map(_file, reply.files)])
    return _CRLF.join([*headers, "MIME-Version: 1.0", body, ""]).encode("utf-8")


def _multipart(kind: str, message_id: str, parts: list[str]) -> str:
    """A body of several parts with its own header; the boundary is the same each time, and `=_` is in no encoding."""
    boundary = f"=_{hashlib.sha256(f'{kind} {message_id}'.encode('utf-8', 'replace')).hexdigest()[:32]}"
    lines = [f'Content-Type: multipart/{kind};{_CRLF} boundary="{boundary}"', ""]
    for content in parts:
        lines += [f"--{boundary}", content]
    return _CRLF.join([*lines, f"--{boundary}--"])


def _words(reply: Outgoing) -> list[str]:
    words = _body(reply)
    html = as_html(words, {"zh": "zh-CN", "en": "en"}[reply.language])
    return [part("text/plain", words), part("text/html", html)]


def _file(file: File) -> str:
    """Nothing that a stranger named or called it reaches the headers unlooked at."""
    name = "".join(letter for letter in _one_line(file.name, LONGEST_NAME) if letter not in _NO_FILE_NAME)
    kind = file.kind.lower() if _MIME_TYPE.fullmatch(file.kind) else ""
    if not kind or kind.startswith(("message/", "multipart/")):  # these may not be base64 (RFC 2046, 5.2.1)
        kind = "application/octet-stream"
    return file_part(name.strip(" .") or "attachment", kind, file.content)


def _headers(reply: Outgoing) -> list[str]:
    subject = reply_subject(reply.subject) if reply.in_reply_to else reply.subject
    headers = [
        f"Date: {format_datetime(reply.date)}",
        _address("From", reply.sender),
        *_recipients(reply.to),
        f"Message-ID: {_message_id(reply.message_id)}",
        _text("Subject", _one_line(subject, LONGEST_SUBJECT)),
    ]
    if reply.in_reply_to:
        headers.append(f"In-Reply-To: {_message_id(reply.in_reply_to)}")
    if reply.references:
        headers.append(f"References: {f'{_CRLF} '.join(map(_message_id, reply.references))}")
    if reply.draft:
        headers.append(f"{DRAFT_HEADER}: {_message_id(reply.message_id)}")
    return headers


def _recipients(to: tuple[Address, ...]) -> list[str]:
    """One header for all: nobody gets a copy that another cannot see."""
    if not to:
        raise InputError("The reply has no recipient.", "Answer from another mail program.")
    first, *others = to
    also = "".join(f",{_CRLF} {_address('', other).removeprefix(': ')}" for other in others)
    return [f"{_address('To', first)}{also}"]


def _body(reply: Outgoing) -> str:
    """The approved text and nothing else: what a person did not approve does not go out."""
    return _unicode(reply.text).replace("\r\n", "\n").replace("\r", "\n")


def _address(header: str, address: Address) -> str:
    email = wire_address(address.email)
    name = _one_line(address.name or "", LONGEST_NAME)
    if not name:
        return f"{header}: {email}"
    if name.isascii() and "=?" not in name and len(f"{header}: {name}") <= 70:
        quoted = name.replace("\\", "\\\\").replace('"', '\\"')
        return f'{header}: "{quoted}"{_CRLF} <{email}>'
    return f"{_text(header, name)}{_CRLF} <{email}>"


def _text(header: str, value: str) -> str:
    """Plain where it is ASCII that fits the line and that nobody can take for an encoded word, else encoded (RFC 2047).

    So no line is longer than 78 letters (RFC 5322, 2.1.1), message ids apart.
    """
    if value.isascii() and "=?" not in value and len(f"{header}: {value}") <= 78:
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
