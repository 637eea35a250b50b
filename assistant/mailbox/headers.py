"""Addresses, dates and message ids of a header, read by rules of our own where being fooled would cost.

`email.utils` takes `alice@example.org]<bob@example.org>` for Alice (CVE-2023-27043) and can be driven into deep
recursion by comments; who wrote a mail is too important here for either.
"""

import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Literal

from assistant.case.email import Address
from assistant.mailbox.fields import Fields, undecoded, words

MAX_ADDRESSES = 500
MAX_IDS = 100

DateSource = Literal["header", "internaldate", "read"]

_COMMENT = re.compile(r"\([^()]*\)")
_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"?|<[^<>]*>?|\\.|[,;()\\]|[^"<>,;()\\]+|.', re.S)
_ADDR_SPEC = re.compile(
    r'(?:[^\s@<>,;:()"\[\]\\\x00-\x1f\x7f]{1,128}|"[^"\s\\\x00-\x1f\x7f]{1,128}")@[^\s@<>,;:()"\\\x00-\x1f\x7f]{1,255}'
)
_MESSAGE_ID = re.compile(r"<([^<>\s\x00-\x20\x7f]{1,990})>")
_BARE_ID = re.compile(r"[^<>\s,;]{1,900}@[^<>\s,;]{1,255}")
_QUOTED_PAIR = re.compile(r"\\(.)", re.S)
_OLDEST = datetime(1990, 1, 1, tzinfo=UTC)


def addresses(fields: Fields, name: str) -> tuple[Address, ...]:
    """All mailboxes of all fields of that name, in order; groups are flattened, what is no address is left out."""
    found: list[Address] = []
    for value in fields.all(name):
        for piece in _mailboxes(undecoded(value)):
            found.extend(_read_mailbox(piece))
            if len(found) >= MAX_ADDRESSES:
                return tuple(found[:MAX_ADDRESSES])
    return tuple(found)


def message_ids(values: Iterable[bytes]) -> tuple[str, ...]:
    """RFC 5322 msg-ids with their angle brackets, each once, the newest (last) at most `MAX_IDS`."""
    found: dict[str, None] = {}
    for value in values:
        for match in _MESSAGE_ID.finditer(undecoded(value)):
            found[match[0]] = None
    return tuple(found)[-MAX_IDS:]


def message_id(fields: Fields) -> str | None:
    """The message's own id; None when it is missing, empty (`<>`) or no id at all."""
    value = undecoded(fields.get("message-id") or b"")
    match = _MESSAGE_ID.search(value)
    if match:
        return match[0]
    bare = _BARE_ID.fullmatch(value.strip())
    return f"<{bare[0]}>" if bare else None


def when(fields: Fields, received_at: datetime | None, read_at: datetime) -> tuple[datetime, DateSource]:
    """The time of writing: the Date header, else the server's time of arrival, else the time of reading.

    A Date without a zone counts as UTC. One before 1990, more than two days after the arrival, or (arrival unknown)
    more than a year after the reading is a broken clock and not believed.
    """
    latest = received_at + timedelta(days=2) if received_at else read_at + timedelta(days=366)
    written = _parse_date(fields.get("date"))
    if written and _OLDEST <= written <= latest:
        return written, "header"
    return (received_at, "internaldate") if received_at else (read_at, "read")


def arrival(fields: Fields) -> datetime | None:
    """When the last server took the mail in, by the Received field that it put on top (RFC 5321 4.4)."""
    _, semicolon, stamp = undecoded(fields.get("received") or b"").rpartition(";")
    return _parse_date(stamp.strip().encode()) if semicolon else None


def _parse_date(value: bytes | None) -> datetime | None:
    if not value:
        return None
    text = words(value[:200]).replace("：", ":")
    try:
        parsed = parsedate_to_datetime(text)
        return parsed.replace(tzinfo=UTC) if parsed.tzinfo is None else _in_range(parsed)
    except (ValueError, TypeError, IndexError, OverflowError):  # all of them have been seen from this function
        return None


def _in_range(moment: datetime) -> datetime | None:
    """None for a time that cannot be expressed in UTC (year 1 or 9999 with an offset)."""
    try:
        moment.astimezone(UTC)
    except OverflowError:
        return None
    return moment


def _mailboxes(text: str) -> list[list[str]]:
    """The tokens of each mailbox in an address list; comments become names where there is none."""
    pieces: list[list[str]] = [[]]
    comment: list[str] = []
    depth = 0
    for lexeme in _TOKEN.findall(text):
        if lexeme == "(":
            depth += 1
        elif lexeme == ")":
            depth = max(0, depth - 1)
        elif depth:
            comment.append(lexeme)
        elif lexeme in ",;":
            pieces[-1] = _with_comment(pieces[-1], comment)
            pieces.append([])
            comment = []
        else:
            pieces[-1].append(lexeme)
    pieces[-1] = _with_comment(pieces[-1], comment)
    return [piece for piece in pieces if piece]


def _with_comment(piece: list[str], comment: list[str]) -> list[str]:
    """`joe@example.org (Joe)` is the old way to write a name."""
    bare = "".join(piece).strip()
    if comment and _ADDR_SPEC.fullmatch(bare):
        return ["".join(comment), f"<{bare}>"]
    return piece


def _read_mailbox(tokens: list[str]) -> list[Address]:
    """One address, none, or, of a mailbox that tries to be two, both: the angle brackets decide, never the name."""
    specs = [token for token in tokens if token.startswith("<")]
    rest = [token for token in tokens if not token.startswith("<")]
    if specs:
        read = [_address(_COMMENT.sub("", spec).strip("<> \t"), _name(rest)) for spec in specs]
        return [address for address in read if address]
    text = "".join(tokens).strip()
    bare = _address(text.rpartition(":")[2].strip(), None) or (_unmarked(text) if text.count("@") == 1 else None)
    return [bare] if bare else []


def _unmarked(text: str) -> Address | None:
    """`Big Bug bb@bug.com`: a name before an address without its angle brackets."""
    name, _, spec = text.rpartition(" ")
    return _address(spec, words(name)[:200] or None)


def _name(tokens: list[str]) -> str | None:
    text = "".join(_QUOTED_PAIR.sub(r"\1", token.strip('"')) if token.startswith('"') else token for token in tokens)
    group, colon, last = text.partition(":")
    is_group = colon and "@" not in group and "=?" not in group and '"' not in "".join(tokens)
    name = words(last if is_group else text)
    return name.strip("'\" ")[:200] or None


def _address(spec: str, name: str | None) -> Address | None:
    """An addr-spec with its domain in lower case; a source route (`@a,@b:user@host`) is dropped."""
    spec = spec.removeprefix("mailto:").rpartition(":")[2].strip() if spec.startswith(("@", "mailto:")) else spec
    if not _ADDR_SPEC.fullmatch(spec):
        return None
    local, _, domain = spec.rpartition("@")
    return Address(email=f"{local}@{domain.lower().rstrip('.')}", name=name)
