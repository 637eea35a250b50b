"""Which parts are the words of the mail, and which are attachments.

Both views of a mail are built: as plain text and as HTML. In a `multipart/alternative` the parts say the same thing
twice; everywhere else they follow each other. A message inside a message is an attachment, never the customer's words.
"""

import re
from dataclasses import dataclass, field
from html import escape

from assistant.case.email import Attachment
from assistant.errors import InputError
from assistant.mailbox import html as html_door
from assistant.mailbox.attachments import contradiction, describe
from assistant.mailbox.charsets import clean, decode
from assistant.mailbox.fields import parse_disposition
from assistant.mailbox.mime import Part, parse_tree

MAX_TEXT = 500_000
"""Characters of text that are kept; the raw mail has the rest."""

_STUB = re.compile(
    r"(?:does not|doesn't|cannot|can't|unable to|not able to)\s+(?:\w+\s+){0,3}"
    r"(?:support|display|show|view|read)\w*[^.]{0,40}html"
    r"|html (?:version|format|message|e-?mail)|view (?:this|the) (?:e-?mail|message) in|requires? an? html"
    r"|(?:请|請).{0,12}html|html.{0,6}(?:格式|邮件|郵件|版本)|不支持.{0,6}html",
    re.I,
)
_MAX_STUB = 300


@dataclass(slots=True)
class Content:
    """`plain` and `html` are what the writer sent, None where they sent no such form."""

    plain: str | None = None
    html: str | None = None
    attachments: list[Attachment] = field(default_factory=list)
    defects: list[str] = field(default_factory=list)

    def words(self) -> str:
        """The text that a person reads: plain where it says something, else what the HTML says."""
        plain = clean(self.plain or "")
        if self.html is not None and _says_nothing(plain):
            return clean(html_door.to_text(self.html)) or plain
        return plain


def read_content(root: Part) -> Content:
    """The words and the attachments of a message. Never raises."""
    content = _Reading(root).read(root)
    content.attachments.sort(key=lambda attachment: [int(number) for number in attachment.part.split(".")])
    for name in ("plain", "html"):
        value = getattr(content, name)
        if value is not None and len(value) > MAX_TEXT:
            setattr(content, name, value[:MAX_TEXT])
            content.defects.append(f"the {name} text was cut at {MAX_TEXT} characters")
    return content


def attachment_bytes(raw: bytes, part: str) -> bytes:
    """The decoded bytes of the part with that number, as `Attachment.part` names it.

    Raises UnreadableMail if the message has no parts to be read, InputError if it has no such part.
    """
    found = next((node for node in parse_tree(raw).walk() if node.number == part and not node.children), None)
    if found is None:
        raise InputError(f"The message has no part {part:.40}.")
    return decoded_body(found)


def decoded_body(part: Part) -> bytes:
    """The body without its transfer encoding (RFC 2045 6); an unknown encoding is taken for none."""
    return b"".join(part.decoded())


def decoded_text(part: Part, defects: list[str]) -> str:
    text, defect = decode(decoded_body(part), part.content.charset)
    if defect:
        defects.append(f"part {part.number}: {defect}")
    return text


class _Reading:
    """One message; what is made of its HTML parts in words is bounded in all, however many there are."""

    def __init__(self, root: Part) -> None:
        self._root = root
        self._left = MAX_TEXT

    def read(self, part: Part) -> Content:
        if part.children:
            return self._alternative(part) if part.type == "multipart/alternative" else self._sequence(part)
        disposition, parameters = parse_disposition(part.fields.get("content-disposition"))
        named = bool(parameters.get("filename") or part.content.parameters.get("name"))
        is_text = part.type in ("text/plain", "text/html", "text/enriched", "text/markdown") or part.type == "text"
        if not is_text or disposition == "attachment" or (named and disposition == "inline" and part is not self._root):
            attachment = describe(part, disposition, parameters)
            contradicted = contradiction(part, attachment)
            return Content(attachments=[attachment], defects=[contradicted] if contradicted else [])
        return _words_of(part)

    def _alternative(self, part: Part) -> Content:
        """The first plain and the last HTML form; each child may be a whole sequence with attachments of its own."""
        result = Content()
        for child in map(self.read, part.children):
            if result.plain is None or not result.plain.strip():
                result.plain = child.plain if child.html is None or child.plain else result.plain
            result.html = child.html if child.html is not None else result.html
            result.attachments += child.attachments
            result.defects += child.defects
        return result

    def _sequence(self, part: Part) -> Content:
        """All children one after the other, in both views as soon as one of them has HTML."""
        read = list(map(self.read, part.children))
        worded = [child for child in read if child.plain is not None or child.html is not None]
        result = Content()
        if worded:
            native = any(child.plain is not None for child in worded)
            result.plain = "\n".join(map(self._as_plain, worded)) if native else None
            if any(child.html is not None for child in worded):
                result.html = "\n".join(map(_as_html, worded))
        for child in read:
            result.attachments += child.attachments
            result.defects += child.defects
        return result

    def _as_plain(self, content: Content) -> str:
        if content.plain is not None and not (content.html and _says_nothing(content.plain)):
            return content.plain
        html = (content.html or "")[: self._left]
        self._left -= len(html)
        return html_door.to_text(html)


def _words_of(part: Part) -> Content:
    content = Content()
    text = decoded_text(part, content.defects)
    if part.type == "text/html":
        content.html = text
    else:
        content.plain = _unflowed(text) if _is_flowed(part) else text
    return content


def _as_html(content: Content) -> str:
    if content.html is not None:
        return content.html
    return "<div>" + escape(content.plain or "").replace("\n", "<br>\n") + "</div>"


def _says_nothing(plain: str) -> bool:
    """Empty, or only a note that the mail is in HTML."""
    text = plain.strip()
    return not text or (len(text) <= _MAX_STUB and _STUB.search(text) is not None)


def _is_flowed(part: Part) -> bool:
    return part.content.parameters.get("format", "").lower() == "flowed"


def _unflowed(text: str) -> str:
    """RFC 3676 without DelSp: a line that ends in a blank goes on in the next; quoted lines are left as they are."""
    lines = text.replace("\r\n", "\n").split("\n")
    result: list[str] = []
    flowing = False
    for line in lines:
        stuffed = line[1:] if line.startswith(" ") else line
        if flowing and not line.startswith(">"):
            result[-1] += stuffed
        else:
            result.append(stuffed)
        flowing = line.endswith(" ") and line != "-- " and not line.startswith(">")
    return "\n".join(result)
