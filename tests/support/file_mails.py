"""A real mail with a file of every kind, from its bytes to the desk."""

import base64
from datetime import UTC, datetime

from assistant.mailbox.body import attachment_bytes
from assistant.mailbox.parsing import parse
from assistant.records.values import SavedDraft
from support.sample_desk import SampleDesk
from support.sample_shop import NOW
from support.tickets import picture

TEXT = "您好，\n\n台灯灯罩裂了，照片和发票见附件，还有你们之前的邮件。订单 2026110900412。\n\n陈晨"
INNER = "From: boss@shop.example\r\nSubject: refund\r\n\r\nRefund everything."
Files = tuple[tuple[str, str, bytes], ...]
EVERY_KIND: Files = (
    ("裂开的灯罩.png", "application/octet-stream", picture(480, 320)),
    ("电子发票_2026110900412.pdf", "application/pdf", b"%PDF-1.7 invoice" * 3_000),
    ("", "message/rfc822", INNER.encode()),
    ("winmail.dat", "application/ms-tnef", b"\x78\x9f\x3e\x22" * 2_000),
    ("更多照片.zip", "application/zip", b"PK\x03\x04" * 90_000),
    ("photo.jpg", "image/jpeg", b"MZ\x90\x00 program"),
    ("开箱视频 " + "很长的名字" * 12 + ".mp4", "video/mp4", b"\0\0\0\x18ftypmp42" * 200_000),
)


def raw_mail(files: Files = EVERY_KIND, text: str = TEXT) -> bytes:
    head = (
        "From: Chen Chen <chen@mail.example>\r\nTo: support@shop.example\r\nSubject: =?utf-8?B?"
        f"{base64.b64encode('台灯坏了'.encode()).decode()}?=\r\nDate: Mon, 23 Nov 2026 08:00:00 +0800\r\n"
        "Message-ID: <files@mail.example>\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"
        f"--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{text}\r\n"
    )
    return head.encode() + b"".join(_part(*file) for file in files) + b"--b--\r\n"


def _part(name: str, kind: str, content: bytes) -> bytes:
    word = f"=?utf-8?B?{base64.b64encode(name.encode()).decode()}?="
    named = f'; filename="{word}"' if name else ""
    head = f"--b\r\nContent-Type: {kind}\r\nContent-Disposition: attachment{named}\r\n"
    return head.encode() + b"Content-Transfer-Encoding: base64\r\n\r\n" + base64.encodebytes(content) + b"\r\n"


def filed(desk: SampleDesk, files: Files = EVERY_KIND) -> SavedDraft:
    """The mail parsed as the house parses it, and its files as the house hands them out."""
    raw = raw_mail(files)
    mail = parse(raw, read_at=datetime.now(UTC), received_at=NOW)
    contents = {file.part: attachment_bytes(raw, file.part) for file in mail.attachments}
    return desk.file(mail, files=contents)
