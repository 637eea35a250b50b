"""A picture made of nothing but bytes: a broken bowl on a table, as a PNG (ISO/IEC 15948) of 320 x 240 pixels."""

import functools
import math
import struct
import zlib

WIDTH, HEIGHT = 320, 240

Colour = tuple[int, int, int]

TABLE: Colour = (168, 122, 82)
GLAZE: Colour = (238, 240, 244)
RIM: Colour = (58, 96, 164)
SHADOW: Colour = (120, 84, 54)


@functools.cache
def broken_bowl() -> bytes:
    rows = b"".join(b"\x00" + bytes(part for x in range(WIDTH) for part in _pixel(x, y)) for y in range(HEIGHT))
    header = struct.pack(">IIBBBBB", WIDTH, HEIGHT, 8, 2, 0, 0, 0)
    chunks = (_chunk(b"IHDR", header), _chunk(b"IDAT", zlib.compress(rows, 9)), _chunk(b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def _pixel(x: int, y: int) -> Colour:
    """Two halves of a bowl seen from above, the right one shifted down and away along a jagged break."""
    crack = 160 + round(9 * math.sin(y / 7)) + (y % 11)
    if x < crack:
        return _bowl(math.hypot(x - 158, y - 116))
    return _bowl(math.hypot(x - 182, y - 128)) if x > crack + 14 else TABLE


def _bowl(radius: float) -> Colour:
    if radius > 92:
        return TABLE
    if radius > 88:
        return SHADOW
    return RIM if radius > 80 or 44 < radius < 48 else GLAZE
