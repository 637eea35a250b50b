"""The words of an answer as MIME parts: what was approved arrives byte for byte, and once more as HTML.

Written here and not by `email.message`, which breaks lines at characters that are no line ends and reads encoded words
in what it is given as plain text.
"""

import base64
import re
from email import quoprimime
from html import escape

_HAZARD = re.compile(r"^(?:From |\.)", re.MULTILINE)
"""What some servers on the way change: a line that looks like the next message of an mbox, a leading dot."""


def part(kind: str, text: str) -> str:
    """A text part with its headers, pure ASCII, lines ended by CRLF. `text` has `\\n` line ends."""
    encoding, body = encoded(text.replace("\n", "\r\n"))
    return f"Content-Type: {kind}; charset=utf-8\r\nContent-Transfer-Encoding: {encoding}\r\n\r\n{body}"


def encoded(text: str) -> tuple[str, str]:
    """Quoted-printable where that stays readable, else base64, which nothing on the way can change."""
    content = text.encode("utf-8")
    if sum(byte > 127 for byte in content) * 6 <= len(content):
        printable = quoprimime.body_encode(content.decode("latin-1"), eol="\r\n")
        if not _HAZARD.search(printable):
            return "quoted-printable", printable
    lines = base64.encodebytes(content).decode("ascii").rstrip("\n")
    return "base64", lines.replace("\n", "\r\n")


def as_html(text: str, language: str) -> str:
    """The same words, escaped: a paragraph for each blank line, a line break for each line end."""
    paragraphs = "\n".join(
        f"<p>{'<br>'.join(escape(line) for line in paragraph.split(chr(10)))}</p>"
        for paragraph in re.split(r"\n{2,}", text.strip("\n"))
    )
    head = f'<html lang="{language}"><head><meta charset="utf-8"></head>'
    return f"<!DOCTYPE html>\n{head}\n<body>\n{paragraphs}\n</body></html>\n"
