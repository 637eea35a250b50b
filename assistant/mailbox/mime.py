"""The MIME tree of a message, in one pass over its bytes.

The standard library's parser calls itself for each level and compares each line with every open boundary, so a message
nested a thousand deep, or one with a hundred thousand parts, stops it or takes minutes (cpython issue 75630). Here a
line that starts with `--` is looked up once; depth, parts and header sizes have limits.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from assistant.errors import UnreadableMail
from assistant.mailbox.fields import ContentType, Fields, in_utf8, parse_content_type
from assistant.mailbox.transfer import decoded_pieces

MAX_DEPTH = 50
MAX_PARTS = 1_000
MAX_FIELDS = 5_000
MAX_HEADER_LINES = 50_000
MAX_HEADER_BYTES = 4 * 1024 * 1024
"""Of one part. Mail servers refuse a tenth of it."""

_DELIMITER_LINE = re.compile(rb"^--([^\r\n]*)", re.M)
_FIELD = re.compile(rb"([!-9;-~]+)[ \t]*:(.*)", re.S)
_KNOWN = frozenset(
    b"from to cc bcc subject date message-id in-reply-to references reply-to sender return-path received mime-version "
    b"content-type content-transfer-encoding content-disposition delivered-to x-mailer list-id user-agent "
    b"authentication-results dkim-signature received-spf envelope-to x-original-to resent-from errors-to".split()
)


@dataclass(slots=True)
class Part:
    """A node of the tree. `number` is its place as IMAP counts (RFC 3501 6.4.5): `2.1`; the root multipart has ``."""

    number: str
    fields: Fields
    content: ContentType
    children: list["Part"] = field(default_factory=list)
    raw: bytes = field(default=b"", repr=False)
    """The whole message, of which the body is `start` to `end`: nothing for a multipart."""
    start: int = 0
    end: int = 0

    @property
    def body(self) -> bytes:
        """As transferred: a copy, as long as the part is."""
        return self.raw[self.start : self.end]

    def decoded(self) -> Iterator[bytes]:
        """The body without its transfer encoding, in pieces of at most about a megabyte."""
        encoding = self.fields.text("content-transfer-encoding")
        return decoded_pieces(self.raw, self.start, self.end, encoding)

    @property
    def type(self) -> str:
        return self.content.type

    def walk(self) -> Iterator["Part"]:
        """This part and all below, in order. Messages inside (`message/rfc822`) are leaves: nothing looks into them."""
        stack = [self]
        while stack:
            part = stack.pop()
            yield part
            stack.extend(reversed(part.children))


@dataclass(slots=True)
class _Open:
    """A multipart whose end has not been seen. `body_start` is where its present child's body starts."""

    part: Part
    boundary: bytes
    child: Part | None = None
    body_start: int = 0


def parse_tree(raw: bytes) -> Part:
    """The message as a tree of parts.

    Raises UnreadableMail if there is no mail in the bytes: nothing, no known header field, or a MIME structure beyond
    the limits.
    """
    raw = _with_newlines(raw)
    start = _after_envelope(raw)
    if start >= len(raw):
        raise UnreadableMail("The message is empty.", "Ask the sender to send it again.")
    fields, body_start = _read_fields(raw, start, {})
    if not any(name.encode() in _KNOWN for name in fields.names):
        raise UnreadableMail("There are no mail headers in it.", "Check that the file is an e-mail (.eml).")
    return _Splitter(raw).split(fields, body_start)


class _Splitter:
    def __init__(self, raw: bytes) -> None:
        self._raw = raw
        self._open: list[_Open] = []
        self._tokens: dict[bytes, tuple[int, bool]] = {}
        """Delimiter -> index in `_open`, and whether it is the closing one."""
        self._parts = 1

    def split(self, fields: Fields, body_start: int) -> Part:
        root = Part("", fields, parse_content_type(fields.get("content-type")))
        if not self._opens(root):
            self._end_leaf(root, body_start, len(self._raw))
            return root
        self._scan(body_start)
        self._close_down_to(0, len(self._raw))
        if not root.children:
            self._end_leaf(root, body_start, len(self._raw))
        return root

    def _scan(self, position: int) -> None:
        while line := _DELIMITER_LINE.search(self._raw, position):
            position = line.end()
            found = self._tokens.get(line[1].rstrip(b" \t"))
            if found is None:
                continue
            level, closing = found
            self._close_down_to(level + 1, line.start())
            self._end_child(self._open[level], line.start())
            if closing:
                self._close_down_to(level, line.start())
            else:
                position = self._begin_child(self._open[level], line.end())
            if not self._open:
                return

    def _begin_child(self, parent: _Open, line_end: int) -> int:
        self._parts += 1
        if self._parts > MAX_PARTS:
            raise UnreadableMail(f"The message has more than {MAX_PARTS} parts.", "It may be an attack.")
        fields, body_start = _read_fields(self._raw, _next_line(self._raw, line_end), self._tokens)
        default = "message/rfc822" if parent.part.type == "multipart/digest" else "text/plain"
        siblings = parent.part.children
        number = f"{parent.part.number}.{len(siblings) + 1}".lstrip(".")
        child = Part(number, fields, parse_content_type(fields.get("content-type"), default))
        siblings.append(child)
        parent.child, parent.body_start = child, body_start
        self._opens(child)
        return body_start

    def _opens(self, part: Part) -> bool:
        """Start looking for the delimiters of a multipart; False for anything else."""
        boundary = part.content.parameters.get("boundary", "").rstrip().encode("utf-8", "surrogateescape")
        if not part.type.startswith("multipart/") or not boundary or boundary in self._tokens:
            return False
        if len(self._open) >= MAX_DEPTH:
            raise UnreadableMail(f"Its MIME parts are nested more than {MAX_DEPTH} deep.", "It may be an attack.")
        self._tokens[boundary] = (len(self._open), False)
        self._tokens.setdefault(boundary + b"--", (len(self._open), True))
        self._open.append(_Open(part, boundary))
        return True

    def _close_down_to(self, level: int, end: int) -> None:
        while len(self._open) > level:
            closed = self._open.pop()
            self._end_child(closed, end)
            for token in (closed.boundary, closed.boundary + b"--"):
                if self._tokens.get(token, (-1, False))[0] == len(self._open):
                    del self._tokens[token]

    def _end_child(self, parent: _Open, end: int) -> None:
        child, parent.child = parent.child, None
        if child is None or child.children:
            return
        start = parent.body_start
        if end < len(self._raw):  # the line end before a delimiter belongs to the delimiter (RFC 2046 5.1.1)
            end -= self._raw.endswith(b"\n", start, max(end, start))
            end -= self._raw.endswith(b"\r", start, max(end, start))
        self._end_leaf(child, start, max(end, start))

    def _end_leaf(self, part: Part, start: int, end: int) -> None:
        """A multipart in which no part can be found is what somebody wrote, with a wrong label."""
        part.number = part.number or "1"
        part.raw, part.start, part.end = self._raw, start, end
        if part.type.startswith("multipart/"):
            part.content = ContentType("text/plain", part.content.parameters)


def _read_fields(raw: bytes, start: int, delimiters: dict[bytes, tuple[int, bool]]) -> tuple[Fields, int]:
    """The header fields at `start`, unfolded, and where the body starts.

    A line that is no field ends the header, unless a known field follows it (a line broken by a careless program).
    """
    found: list[tuple[str, list[bytes]]] = []
    position, lines = start, 0
    while position < len(raw):
        lines += 1
        end = raw.find(b"\n", position) + 1 or len(raw)
        if lines > MAX_FIELDS or end - start > MAX_HEADER_BYTES:
            _check_length(len(found), lines, end - start)
        text = raw[position:end].rstrip(b"\r\n")
        if not text.strip(b" \t") and not (text and found and _continues(raw, end)):
            return _fields(found), end
        if text[:1] in (b" ", b"\t") and found:
            found[-1][1].append(text)
        elif text[:2] == b"--" and text[2:].rstrip(b" \t") in delimiters:
            break
        elif match := _FIELD.fullmatch(text):
            found.append((match[1].decode("ascii").lower(), [match[2]]))
        elif not _known_field_at(raw, end):
            break
        position = end
    return _fields(found), position


def _check_length(fields: int, lines: int, size: int) -> None:
    if fields > MAX_FIELDS or lines > MAX_HEADER_LINES or size > MAX_HEADER_BYTES:
        raise UnreadableMail("A header is too long: too many fields, lines or bytes.", "It may be an attack.")


def _fields(found: list[tuple[str, list[bytes]]]) -> Fields:
    return in_utf8([(name, b"".join(lines).strip(b" \t")) for name, lines in found])


def _continues(raw: bytes, position: int) -> bool:
    """A header that goes on after a line of blanks (forbidden by RFC 5322): folded, or with a known field."""
    folded = raw[position : position + 1] in (b" ", b"\t") and bool(raw[position : position + 200].strip())
    return folded or _known_field_at(raw, position)


def _known_field_at(raw: bytes, position: int) -> bool:
    match = _FIELD.match(raw[position : position + 200])
    return match is not None and match[1].lower() in _KNOWN


def _next_line(raw: bytes, position: int) -> int:
    end = raw.find(b"\n", position)
    return len(raw) if end < 0 else end + 1


def _with_newlines(raw: bytes) -> bytes:
    return raw.replace(b"\r", b"\n") if b"\r" in raw and b"\n" not in raw else raw


def _after_envelope(raw: bytes) -> int:
    """Past a byte order mark, blank lines, and the `From ` line of mbox files."""
    start = 3 if raw.startswith(b"\xef\xbb\xbf") else 0
    while raw[start : start + 1] in (b"\r", b"\n", b" ", b"\t"):
        start += 1
    while raw.startswith((b"From ", b">From "), start):
        start = _next_line(raw, start)
    return start
