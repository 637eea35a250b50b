"""Bytes to text, whatever the label says.

Mail from China is the reason for most rules here: `gb2312` is written over GBK and GB18030 bytes, `iso-8859-1` over
GBK, and often nothing is written at all. The order is: what proves itself (UTF-8, strictly), what the label says
(strictly, in its widest modern form), what looks like Chinese, what a statistical guess says, and at last the label
with replacement characters, which is reported as a defect. ASCII digits are the same bytes in every charset that is
guessed here, so order numbers survive each wrong guess.
"""

import codecs
import re
import unicodedata

from charset_normalizer import from_bytes

_WIDER = {
    "gb2312": "gb18030", "gbk": "gb18030", "cp936": "gb18030", "ms936": "gb18030", "x-gbk": "gb18030",
    "gb_2312-80": "gb18030", "csgb2312": "gb18030", "euc-cn": "gb18030", "euccn": "gb18030", "x-euc-cn": "gb18030",
    "gb-2312": "gb18030", "gb-18030": "gb18030", "chinese": "gb18030", "hz-gb2312": "hz",
    "big5": "cp950", "x-x-big5": "cp950", "cn-big5": "cp950",
    "ks_c_5601-1987": "cp949", "ksc5601": "cp949", "euc-kr": "cp949",
    "shift_jis": "cp932", "shift-jis": "cp932", "sjis": "cp932", "x-sjis": "cp932", "windows-31j": "cp932",
    "iso-2022-jp": "iso2022_jp_ext", "unicode-1-1-utf-7": "utf-7", "utf8mb4": "utf-8",
    "iso-8859-8-i": "iso-8859-8", "iso-8859-1": "cp1252", "latin-1": "cp1252", "latin1": "cp1252",
    "us-ascii": "cp1252", "ascii": "cp1252", "ansi_x3.4-1968": "cp1252", "8859_1": "cp1252",
    "windows-874": "cp874", "x-mac-roman": "mac_roman", "macintosh": "mac_roman",
}  # fmt: skip
"""Charset labels whose bytes are in practice those of a larger set."""

_SEVEN_BIT = {"hz", "utf-7", "iso2022_jp_ext", "iso2022_kr", "iso2022_jp_2", "iso2022_jp_1", "iso2022_jp_2004"}
_WIDE = {"utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be"}
_ANYTHING_GOES = {"cp1252"}
"""Single-byte charsets that decode nearly all bytes: their label proves nothing."""

_GUESSES = ["gb18030", "big5", "cp932", "cp949", "cp1252", "cp1251", "koi8_r", "cp1253"]
_SAMPLE = 16_384

_INVISIBLE = re.compile(
    "[\x00\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\U000e0000-\U000e007f]"
)
_CONTROL = re.compile("[\x01-\x08\x0b\x0c\x0e-\x1f\x7f]")
_LINE_ENDS = re.compile("\r\n?|\x85|\u2028|\u2029")
_BREAKS = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]+ *")
_NFC_CHUNK = 1_000


def decode(data: bytes, label: str | None) -> tuple[str, str | None]:
    """The text of `data` under the charset name `label` (None: not given), and what was wrong, in words, if anything.

    Never raises. The text is as decoded; see `clean` for the form that the rest of the house expects.
    """
    codec = _codec(label)
    defect = f"unknown charset {label!r:.60}" if label and codec is None else None
    if codec in _SEVEN_BIT | _WIDE and (data.isascii() or codec in _WIDE):
        return _strict(data, codec) or _replaced(data, codec, defect)
    if data.isascii():
        return _ascii(data), defect
    if _proves_utf8(data, codec):
        return data.decode("utf-8-sig"), defect
    return _eight_bit(data, codec, defect)


def clean(text: str) -> str:
    """NFC with `\\n` line ends, without control characters and without characters that nobody sees."""
    text = _LINE_ENDS.sub("\n", _INVISIBLE.sub("", text))
    return _nfc(_CONTROL.sub("", text))


def one_line(text: str) -> str:
    """`text` for a header field or a name: no line break or control character of any kind (CVE-2024-6923)."""
    visible = _INVISIBLE.sub("", text)
    return _nfc(_BREAKS.sub(" ", visible)).strip()


def _codec(label: str | None) -> str | None:
    """Python's codec for a charset label, widened; None if there is no such text codec."""
    if not label:
        return None
    name = label.strip(" \t\"'").lower()
    name = _WIDER.get(name, name)
    try:
        info = codecs.lookup(name)
    except (LookupError, ValueError):
        return None
    is_text = getattr(info, "_is_text_encoding", True)
    return _WIDER.get(info.name, info.name) if is_text else None


def _strict(data: bytes, codec: str | None) -> tuple[str, str | None] | None:
    if codec is None:
        return None
    try:
        return data.decode(codec), None
    except (UnicodeError, ValueError):
        return None


def _replaced(data: bytes, codec: str, defect: str | None) -> tuple[str, str | None]:
    return data.decode(codec, "replace"), defect or f"bytes that are not {codec}"


def _ascii(data: bytes) -> str:
    """ASCII, or the escape sequences of ISO-2022-JP that hide in it without a label."""
    if b"\x1b$" in data:
        japanese = _strict(data, "iso2022_jp_ext")
        if japanese:
            return japanese[0]
    return data.decode("ascii")


def _proves_utf8(data: bytes, codec: str | None) -> bool:
    """Valid UTF-8 that is not by chance also what a Chinese label says.

    Pairs of GBK bytes can form two-byte sequences of UTF-8, hardly ever three-byte ones, which is what Chinese is.
    """
    text = _strict(data, "utf-8")
    if text is None:
        return False
    if codec in (None, "utf-8") or codec in _ANYTHING_GOES:
        return True
    beyond_two_bytes = sum(1 for char in text[0][:_SAMPLE] if char >= "\u0800")
    two_bytes = sum(1 for char in text[0][:_SAMPLE] if "\x80" <= char < "\u0800")
    return beyond_two_bytes > two_bytes


def _eight_bit(data: bytes, codec: str | None, defect: str | None) -> tuple[str, str | None]:
    if codec and codec not in _ANYTHING_GOES and codec not in _SEVEN_BIT:
        labelled = _strict(data, codec)
        if labelled:
            return labelled
        text, problem = _replaced(data, codec, defect)
        if text.count("\ufffd") * 50 <= len(text):  # a cut or a few broken bytes: the label is still the best witness
            return text, problem
    if _looks_chinese(data):
        return data.decode("gb18030", "replace"), defect
    if codec in _ANYTHING_GOES:
        return _western(data), defect
    return _guessed(data, codec, defect)


def _looks_chinese(data: bytes) -> bool:
    """Most of what is not ASCII is everyday Chinese when it is read as GB18030.

    Western text fails: its single accented bytes would swallow the ASCII letter after them.
    """
    sample = data[:_SAMPLE]
    text = sample.decode("gb18030", "replace")
    foreign = [char for char in text if char > "\x7f"]
    swallowed = sum(1 for byte in sample if byte < 0x80) - sum(1 for char in text if char <= "\x7f")
    common = sum(1 for char in foreign if _is_everyday_chinese(char))
    hanzi = sum(1 for char in foreign if "\u4e00" <= char <= "\u9fff")
    return hanzi >= 2 and common >= 0.7 * len(foreign) and swallowed <= 0.15 * len(foreign)


def _is_everyday_chinese(char: str) -> bool:
    """In the symbols or the first level (3755 commonest) of GB 2312."""
    try:
        lead = char.encode("gb2312")[0]
    except UnicodeEncodeError:
        return False
    return lead in (0xA1, 0xA3) or 0xB0 <= lead <= 0xD7


def _western(data: bytes) -> str:
    text = _strict(data, "cp1252")
    return text[0] if text else data.decode("latin-1")


def _guessed(data: bytes, codec: str | None, defect: str | None) -> tuple[str, str | None]:
    best = from_bytes(data[:_SAMPLE], cp_isolation=_GUESSES, threshold=0.5).best()
    guess = best.encoding if best else None
    text = _strict(data, guess)
    if text:
        return text[0], defect or (f"charset guessed as {guess}" if codec else None)
    return _replaced(data, codec or guess or "utf-8", defect)


def _nfc(text: str) -> str:
    """NFC in bounded time: CPython sorts a run of combining marks quadratically (100,000 take half a minute)."""
    if text.isascii() or len(text) <= _NFC_CHUNK:
        return unicodedata.normalize("NFC", text)
    chunks: list[str] = []
    start = 0
    while start < len(text):
        end = _before_a_base(text, start + _NFC_CHUNK)
        chunks.append(unicodedata.normalize("NFC", text[start:end]))
        start = end
    return "".join(chunks)


def _before_a_base(text: str, end: int) -> int:
    """The nearest place at or after `end` that does not part a character from its marks; gives up after 64."""
    for place in range(end, min(end + 64, len(text))):
        if not unicodedata.combining(text[place]) and not "\u1160" <= text[place] <= "\u11ff":
            return place
    return min(end + 64, len(text))
