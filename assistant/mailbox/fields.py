"""Header fields: their values in words (RFC 2047) and their parameters (RFC 2045, RFC 2231)."""

import binascii
import re
from collections.abc import Iterator, KeysView, Sequence
from dataclasses import dataclass, field
from urllib.parse import unquote_to_bytes

from assistant.mailbox.charsets import decode, one_line
from assistant.mailbox.transfer import decode_base64

MAX_VALUE = 65_536
"""Bytes of one header field that are read; what is longer is cut."""

MAX_PARAMETERS = 8_192
"""Characters of a Content-Type or Content-Disposition that are read for parameters, and"""
MAX_PARAMETER = 2_000
"""of one parameter: a mail may have a thousand of them."""

_ENCODED_WORD = re.compile(r"=\?([^?\s]{1,60})\?([bBqQ])\?([^?]*)\?=")
_TYPE = re.compile(r"\s*([\w.+-]+)\s*/\s*([\w.+-]+)")
_PARAMETER = re.compile(r';?\s*([^\s=;"]+?)\s*=\s*(?:"((?:[^"\\]|\\.)*)"?|([^;]*))', re.S)
_SECTION = re.compile(r"([^*]+)(?:\*(\d{1,3}))?(\*)?")
_BACKSLASH = re.compile(r"\\(.)", re.S)


@dataclass(frozen=True, slots=True)
class Fields:
    """The header fields of a part in their order: lower-case names, unfolded raw values."""

    entries: tuple[tuple[str, bytes], ...] = ()
    _values: dict[str, list[bytes]] = field(default_factory=dict, init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        for name, value in self.entries:
            self._values.setdefault(name, []).append(value)

    @property
    def names(self) -> KeysView[str]:
        return self._values.keys()

    def get(self, name: str) -> bytes | None:
        """The first field of that name."""
        values = self._values.get(name)
        return values[0][:MAX_VALUE] if values else None

    def all(self, name: str) -> Iterator[bytes]:
        return (value[:MAX_VALUE] for value in self._values.get(name, ()))

    def text(self, name: str) -> str:
        """The first field of that name in words, on one line; empty if there is none."""
        return words(self.get(name) or b"")


def in_utf8(entries: Sequence[tuple[str, bytes]]) -> Fields:
    """Fields with raw 8-bit values (forbidden, and common in China) turned into UTF-8.

    They are decoded together, with the charset of the content as their label: a name of two characters alone is too
    little to tell one charset from another.
    """
    raw = [value for _, value in entries if not value.isascii() and not _is_utf8(value)]
    if not raw:
        return Fields(tuple(entries))
    content = next((value for name, value in entries if name == "content-type"), None)
    charset = parse_content_type(content).charset if content and content.isascii() else None
    texts = decode(b"\n".join(raw), charset)[0].split("\n")
    if len(texts) != len(raw):
        return Fields(tuple(entries))
    decoded, wanted = iter(texts), set(raw)
    return Fields(tuple((name, next(decoded).encode() if value in wanted else value) for name, value in entries))


def _is_utf8(value: bytes) -> bool:
    try:
        value.decode()
    except UnicodeDecodeError:
        return False
    return True


@dataclass(frozen=True, slots=True)
class ContentType:
    """A media type in lower case, and its parameters decoded."""

    type: str
    parameters: dict[str, str] = field(default_factory=dict)

    @property
    def charset(self) -> str | None:
        return self.parameters.get("charset") or None


def parse_content_type(value: bytes | None, default: str = "text/plain") -> ContentType:
    """What cannot be understood is plain text (RFC 2045 5.2)."""
    if value is None:
        return ContentType(default)
    text = undecoded(value)
    match = _TYPE.match(text)
    parameters = parse_parameters(text)
    return ContentType(f"{match[1]}/{match[2]}".lower() if match else "text/plain", parameters)


def parse_disposition(value: bytes | None) -> tuple[str, dict[str, str]]:
    """`attachment`, `inline` or ``, and the parameters."""
    text = undecoded(value or b"")
    return text.partition(";")[0].strip().lower(), parse_parameters(text)


def parse_parameters(text: str) -> dict[str, str]:
    """The `name=value` parameters after the first semicolon, in words. The first of a name counts.

    Continuations and charsets of RFC 2231 are put together, and RFC 2047 words, which are forbidden here but
    everywhere, decoded.
    """
    sections: dict[str, dict[int, tuple[str, bool]]] = {}
    for match in _PARAMETER.finditer(text[:MAX_PARAMETERS].partition(";")[2]):
        name = _SECTION.fullmatch(match[1].lower())
        quoted = match[2]
        value = _BACKSLASH.sub(r"\1", quoted) if quoted is not None else match[3].strip()
        if name:
            sections.setdefault(name[1], {}).setdefault(int(name[2] or 0), (value, bool(name[3])))
    return {name: _joined(parts) for name, parts in sections.items()}


def undecoded(value: bytes) -> str:
    """A field as text with its encoded words still encoded, for taking it apart; raw 8-bit bytes are decoded."""
    return decode(value, None)[0]


def words(value: bytes | str) -> str:
    """An unstructured field or a name in words, on one line. Line breaks smuggled in become spaces (CVE-2024-6923)."""
    text = undecoded(value) if isinstance(value, bytes) else value
    return one_line(_without_encoded_words(text) if "=?" in text else text)


def _joined(parts: dict[int, tuple[str, bool]]) -> str:
    """RFC 2231 sections in order. Only the first one names the charset: `utf-8'zh'%E4%BD%A0`."""
    if not any(extended for _, extended in parts.values()):
        return words("".join(parts[index][0] for index in sorted(parts))[:MAX_PARAMETER])
    charset: str | None = None
    joined = b""
    for index in sorted(parts):
        value, extended = parts[index]
        if extended and index == min(parts) and value.count("'") >= 2:
            charset, _, value = value.split("'", 2)
        joined += unquote_to_bytes(value) if extended else value.encode("utf-8", "surrogateescape")
    return one_line(decode(joined[:MAX_PARAMETER], charset or None)[0])


def _without_encoded_words(text: str) -> str:
    """RFC 2047 words decoded. Neighbours of one charset are joined first: a character may be split between them."""
    result: list[str] = []
    pending: tuple[str, bytes] | None = None
    end = 0
    for match in _ENCODED_WORD.finditer(text):
        between = text[end : match.start()]
        charset = match[1].partition("*")[0].lower()
        data = _encoded_bytes(match[2], match[3])
        if pending and not between.strip() and pending[0] == charset:
            pending = (charset, pending[1] + data)
        else:
            result.append(decode(pending[1], pending[0])[0] if pending else "")
            result.append(between if between.strip() or not pending else "")
            pending = (charset, data)
        end = match.end()
    result.append(decode(pending[1], pending[0])[0] if pending else "")
    return "".join(result) + text[end:]


def _encoded_bytes(encoding: str, text: str) -> bytes:
    raw = text.encode("utf-8", "surrogateescape")
    if encoding in "qQ":
        return binascii.a2b_qp(raw.replace(b" ", b"_"), header=True)
    return decode_base64(raw)
