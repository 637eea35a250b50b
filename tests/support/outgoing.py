"""An approved answer, and what a mail program reads back from the bytes that were made of it."""

from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from assistant.case.email import Address
from assistant.outbox.compose import Outgoing

TEXT = "您好，\n\n您的订单 2026110912345 已于昨日送达。\n\n客服 小林"
HEADERS = [
    "Date", "From", "To", "Message-ID", "Subject", "In-Reply-To", "References", "MIME-Version", "Content-Type",
]  # fmt: skip


def outgoing(**changes: Any) -> Outgoing:
    values = {
        "sender": Address(email="support@shop.example", name="暖阳生活"),
        "to": Address(email="customer@example.org"),
        "subject": "我的包裹在哪里？",
        "text": TEXT,
        "language": "zh",
        "message_id": "<reply-1@shop.example>",
        "date": datetime(2026, 11, 9, 16, 30, tzinfo=timezone(timedelta(hours=8))),
        "in_reply_to": "<parent@example.org>",
        "references": ("<root@example.org>", "<parent@example.org>"),
        **changes,
    }
    if isinstance(values["to"], Address):
        values["to"] = (values["to"],)
    return Outgoing(**values)


def reread(raw: bytes) -> EmailMessage:
    message = message_from_bytes(raw, policy=policy.default)
    assert isinstance(message, EmailMessage)
    return message


def parts(raw: bytes) -> Iterator[EmailMessage]:
    for part in reread(raw).iter_parts():
        assert isinstance(part, EmailMessage)
        yield part


def plain(raw: bytes) -> str:
    """The words after decoding; line ends are CRLF on the wire (RFC 2046, 4.1.1)."""
    return _words(next(parts(raw)))


def html(raw: bytes) -> str:
    _, alternative = parts(raw)
    return _words(alternative)


def _words(part: EmailMessage) -> str:
    payload = part.get_payload(decode=True)
    assert isinstance(payload, bytes)
    return payload.decode("utf-8").replace("\r\n", "\n")
