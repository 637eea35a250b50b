"""Transfer encodings undone (RFC 2045 6), a piece at a time: an attachment of 50 MB never stands in memory whole."""

import binascii
import re
from collections.abc import Iterator

PIECE = 1 << 20
"""Bytes of the raw mail that are decoded at once."""

_BASE64 = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/="
_NOT_BASE64 = bytes(set(range(256)) - set(_BASE64))
_PADDING = re.compile(rb"=+")
_MOST_PADDINGS = 10_000
"""In one piece; where more stand, padding is noise: nobody ends a file a hundred times a kilobyte."""


def decoded_pieces(raw: bytes, start: int, end: int, encoding: str) -> Iterator[bytes]:
    """The bytes between `start` and `end` of `raw` without their encoding; an unknown one is taken for none."""
    encoding = encoding.lower().strip(" ;.\"'").replace(" ", "")
    if encoding == "base64":
        return _base64(_windows(raw, start, end))
    if encoding in ("quoted-printable", "quotedprintable", "qp"):
        return map(binascii.a2b_qp, _lines(raw, start, end))
    if encoding in ("x-uuencode", "uuencode", "x-uue", "uue"):
        return map(_uudecoded, _lines(raw, start, end))
    return _windows(raw, start, end)


def decode_base64(data: bytes) -> bytes:
    """Base64 as found in mail: foreign characters are skipped, padding may be missing or stand in the middle."""
    return b"".join(_base64(iter((data,))))


def _windows(raw: bytes, start: int, end: int) -> Iterator[bytes]:
    for position in range(start, end, PIECE):
        yield raw[position : min(position + PIECE, end)]


def _lines(raw: bytes, start: int, end: int) -> Iterator[bytes]:
    """Windows that end where a line does; a line longer than a window is cut, but in no `=XX`."""
    while start < end:
        stop = min(start + PIECE, end)
        if stop < end:
            line_end = raw.rfind(b"\n", start, stop) + 1
            equals = raw.rfind(b"=", stop - 2, stop)
            stop = line_end if line_end > start else equals if equals > start else stop
        yield raw[start:stop]
        start = stop


def _base64(windows: Iterator[bytes]) -> Iterator[bytes]:
    """Each run between paddings is complete in itself; one that goes on in the next window leaves a rest of 0 to 3."""
    rest = b""
    for window in windows:
        noise = _NOT_BASE64 + b"=" if window.count(b"=") > _MOST_PADDINGS else _NOT_BASE64
        *complete, last = _PADDING.split(window.translate(None, noise))
        for run in complete:
            yield _run(rest + run)
            rest = b""
        rest += last
        usable = len(rest) - len(rest) % 4
        yield binascii.a2b_base64(rest[:usable])
        rest = rest[usable:]
    yield _run(rest)


def _run(run: bytes) -> bytes:
    """A run of base64 letters without its padding; a single one at its end says nothing."""
    usable = run[: len(run) - 1] if len(run) % 4 == 1 else run
    return binascii.a2b_base64(usable + b"=" * (-len(usable) % 4))


def _uudecoded(body: bytes) -> bytes:
    lines: list[bytes] = []
    for line in body.splitlines():
        if line.startswith(b"begin ") or line.strip() in (b"end", b"`", b""):
            continue
        try:
            lines.append(binascii.a2b_uu(line))
        except binascii.Error:
            length = (((line[0] - 32) & 63) * 4 + 5) // 3  # some encoders add a checksum: read what the line promises
            lines.append(_uu_line(line[: length + 1]))
    return b"".join(lines)


def _uu_line(line: bytes) -> bytes:
    try:
        return binascii.a2b_uu(line)
    except binascii.Error:
        return b""
