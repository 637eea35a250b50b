"""The words of an answer as MIME parts: what was approved arrives byte for byte, and once more as HTML; and its files.

Everything is 7-bit with lines of at most 76 letters, in quoted-printable or base64: no server on the way has a reason
to change a byte, none needs 8BITMIME, and mail programs that ignore format=flowed break no line of Chinese in two.

Written here and not by `email.message`, which breaks lines at characters that are no line ends and reads encoded words
in what it is given as plain text.
"""

import base64
import re
from email import quoprimime
from email.header import Header
from html import escape
from urllib.parse import quote

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


def file_part(name: str, kind: str, content: bytes) -> str:
    """A file with its headers. `name` is one printable line, and stands in two forms: programs know either one."""
    lines = base64.encodebytes(content).decode("ascii").rstrip("\n").replace("\n", "\r\n")
    return (
        f'Content-Type: {kind};\r\n name="{_encoded_words(name)}"\r\n'
        f"Content-Disposition: attachment;{_extended('filename', name)}\r\n"
        f"Content-Transfer-Encoding: base64\r\n\r\n{lines}"
    )


def _encoded_words(name: str) -> str:
    """For Outlook and Chinese web mail, which read encoded words here though RFC 2047 (5) has none in parameters."""
    if re.fullmatch(r"[\w.() -]{1,60}", name, re.ASCII):
        return name
    return Header(name, "utf-8", maxlinelen=70).encode(linesep="\r\n")


def _extended(parameter: str, value: str) -> str:
    """A parameter in UTF-8, in pieces that fit a line (RFC 2231, 3 and 4)."""
    quoted = [quote(letter, safe="") for letter in value]
    pieces, piece = [], ""
    for letter in quoted:
        if len(piece) + len(letter) > 50:
            pieces.append(piece)
            piece = ""
        piece += letter
    pieces.append(piece)
    if len(pieces) == 1:
        return f"\r\n {parameter}*=utf-8''{pieces[0]}"
    pieces[0] = f"utf-8''{pieces[0]}"
    return ";".join(f"\r\n {parameter}*{number}*={piece}" for number, piece in enumerate(pieces))


def as_html(text: str, language: str) -> str:
    """The same words, escaped: a paragraph for each blank line, a line break for each line end."""
    paragraphs = "\n".join(
        f"<p>{'<br>'.join(escape(line) for line in paragraph.split(chr(10)))}</p>"
        for paragraph in re.split(r"\n{2,}", text.strip("\n"))
    )
    head = f'<html lang="{language}"><head><meta charset="utf-8"></head>'
    return f"<!DOCTYPE html>\n{head}\n<body>\n{paragraphs}\n</body></html>\n"
