"""Bytes to text, whatever the label says.

Mail from China is the reason for most rules here: `gb2312` is written over GBK and GB18030 bytes, `iso-8859-1` over
GBK, and often nothing is written at all. The order is: what proves itself (UTF-8, strictly), what the label says
(strictly, in its widest modern form, unless another East Asian charset makes sense of the same bytes and it does
not), what looks like an East Asian language, what a statistical guess says, and at last the label with replacement
characters. Each departure from the label is reported as a defect. ASCII digits are the same bytes in every charset
that is believed here, so order numbers survive each wrong guess.
"""

import codecs
import functools
import re
import unicodedata

from charset_normalizer import from_bytes

from assistant.mailbox.scripts import LEAST_CHARACTERS, SURE, Reading, common_share, looks_western, reading, readings

_WIDER = {
    "gb2312": "gb18030", "gbk": "gb18030", "cp936": "gb18030", "ms936": "gb18030", "x-gbk": "gb18030",
    "gb_2312-80": "gb18030", "csgb2312": "gb18030", "euc-cn": "gb18030", "euccn": "gb18030", "x-euc-cn": "gb18030",
    "gb-2312": "gb18030", "gb-18030": "gb18030", "chinese": "gb18030", "hz-gb2312": "hz",
    "big5": "cp950", "x-x-big5": "cp950", "cn-big5": "cp950",
    "ks_c_5601-1987": "cp949", "ksc5601": "cp949", "euc-kr": "cp949",
    "shift_jis": "cp932", "shift-jis": "cp932", "sjis": "cp932", "x-sjis": "cp932", "windows-31j": "cp932",
    "iso-2022-jp": "iso2022_jp_ext", "unicode-1-1-utf-7": "utf-7", "utf8mb4": "utf-8",
    "iso-8859-8-i": "iso-8859-8", "iso-8859-1": "cp1252", "latin-1": "cp1252", "latin1": "cp1252",
    "8859_1": "cp1252",
    "windows-874": "cp874", "x-mac-roman": "mac_roman", "macintosh": "mac_roman",
}  # fmt: skip
"""Charset labels whose bytes are in practice those of a larger set."""

_SEVEN_BIT = {"hz", "utf-7", "iso2022_jp_ext", "iso2022_kr", "iso2022_jp_2", "iso2022_jp_1", "iso2022_jp_2004"}
_WIDE = {"utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be"}
_ANYTHING_GOES = {"cp1252", "iso8859-15", "iso8859-9", "cp1254", "mac_roman"}
"""Single-byte charsets that decode nearly all bytes: their label proves nothing."""
_NO_LABEL = {"ascii", "iso646-us"}
"""Labels of text without 8-bit bytes: where there are some, the label is no witness."""
_EAST_ASIAN = {"gb18030", "cp950", "cp949", "cp932", "euc_jp", "big5hkscs", "euc_jis_2004", "shift_jis_2004"}
_NOT_IN_MAIL = {"unicode_escape", "raw_unicode_escape", "punycode", "idna", "undefined", "mbcs", "oem"}
_PRINTABLE = "0123456789 ABCXYZabcxyz-+@."

_GUESSES = ["gb18030", "big5", "cp932", "cp949", "cp1252", "cp1251", "koi8_r", "cp1253"]
_SAMPLE = 16_384
_WORDS_SAMPLE = 4_096
"""Bytes by which languages are told apart; more would only take longer."""

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
    if label is None and data.isascii() and b"\x1b$" not in data:  # nearly all header fields
        return data.decode("ascii"), None
    codec = _codec(label)
    defect = f"unknown charset {label!r:.60}" if label and codec is None else None
    if codec in _WIDE and (b"\0" in data or data[:2] in (codecs.BOM_UTF16_BE, codecs.BOM_UTF16_LE)):
        return _strict(data, codec) or _replaced(data, codec, defect)
    if data.isascii():
        return _seven_bit(data, codec, defect)
    if _proves_utf8(data, codec):
        return data.decode("utf-8-sig"), defect
    return _eight_bit(data, codec, defect)


def clean(text: str) -> str:
    """NFC with `\\n` line ends, without control characters and without characters that nobody sees."""
    if text.isascii():
        return _CONTROL.sub("", text.replace("\0", "").replace("\r\n", "\n").replace("\r", "\n"))
    text = _LINE_ENDS.sub("\n", _INVISIBLE.sub("", text))
    return _nfc(_CONTROL.sub("", text))


def one_line(text: str) -> str:
    """`text` for a header field or a name: no line break or control character of any kind (CVE-2024-6923)."""
    if text.isascii() and text.isprintable():
        return text.strip()
    visible = _INVISIBLE.sub("", text)
    return _nfc(_BREAKS.sub(" ", visible)).strip()


def _codec(label: str | None) -> str | None:
    """Python's codec for a charset label, widened; None if there is no such text codec."""
    if not label:
        return None
    name = label.strip(" \t\"'").lower()
    return _known(_WIDER.get(name, name))


@functools.lru_cache(maxsize=512)
def _known(name: str) -> str | None:
    """None for what is no charset of mail: Python's escapes, and those that write digits otherwise than ASCII."""
    try:
        info = codecs.lookup(name)
    except (LookupError, ValueError):
        return None
    known = _WIDER.get(info.name, info.name)
    if not getattr(info, "_is_text_encoding", True) or known.replace("-", "_") in _NOT_IN_MAIL:
        return None
    if known in _SEVEN_BIT | _WIDE or _strict(_PRINTABLE.encode("ascii"), known) == (_PRINTABLE, None):
        return known
    return None


def _strict(data: bytes, codec: str | None) -> tuple[str, str | None] | None:
    if codec is None:
        return None
    try:
        text = data.decode(codec)
        text.encode()  # the library's UTF-7 lets lone surrogates through, which nothing can store or print
    except (UnicodeError, ValueError):
        return None
    return text, None


def _replaced(data: bytes, codec: str, defect: str | None) -> tuple[str, str | None]:
    return data.decode(codec, "replace"), defect or f"bytes that are not {codec}"


def _seven_bit(data: bytes, codec: str | None, defect: str | None) -> tuple[str, str | None]:
    """ASCII, or the escape sequences that the label says, or those of ISO-2022-JP that hide in it without a label."""
    if codec not in _SEVEN_BIT and b"\x1b$" in data:
        codec = "iso2022_jp_ext"
    if codec in _SEVEN_BIT:
        text = _strict(data, codec)
        return text or (data.decode("ascii"), defect or f"bytes that are not {codec}")
    return data.decode("ascii"), defect


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
    if codec in _NO_LABEL | _SEVEN_BIT | _WIDE:
        codec = None
    if codec and codec not in _ANYTHING_GOES:
        labelled = _as_labelled(data, codec, defect)
        if labelled:
            return labelled
    likely = _east_asian(data, unlabelled=codec not in _ANYTHING_GOES)
    if likely:
        return data.decode(likely, "replace"), defect or _contradicts(codec, likely)
    if codec in _ANYTHING_GOES:
        return _western(data, codec), defect
    if looks_western(data[:_WORDS_SAMPLE]):
        return _western(data, "cp1252"), defect or _contradicts(codec, "cp1252")
    return _guessed(data, codec, defect)


def _as_labelled(data: bytes, codec: str, defect: str | None) -> tuple[str, str | None] | None:
    labelled = _strict(data, codec)
    if labelled:
        better = _better(data, codec) if codec in _EAST_ASIAN else None
        return (data.decode(better, "replace"), _contradicts(codec, better)) if better else labelled
    text, problem = _replaced(data, codec, defect)
    if codec in _EAST_ASIAN and looks_western(data[:_WORDS_SAMPLE]):
        return None
    if text.count("\ufffd") * 50 <= len(text):  # a cut or a few broken bytes: the label is still the best witness
        return text, problem
    return None


def _contradicts(label: str | None, codec: str) -> str | None:
    return f"labelled {label}, read as {codec}" if label and label not in _ANYTHING_GOES else None


def _better(data: bytes, codec: str) -> str | None:
    """The charset that makes sense of bytes which make none in the East Asian one that the label names."""
    sample = data[:_WORDS_SAMPLE]
    labelled = reading(sample, codec)
    if labelled is None or labelled.characters < LEAST_CHARACTERS or labelled.share >= SURE / 2:
        return None
    if looks_western(sample):
        return "cp1252"
    best = readings(sample)[0]
    return best.codec if best.codec != codec and best.share >= SURE and best.characters >= LEAST_CHARACTERS else None


def _east_asian(data: bytes, *, unlabelled: bool) -> str | None:
    """The East Asian charset of bytes whose label says nothing of the kind. A single character is believed only where
    no label speaks against it: none was given, or it has proved wrong."""
    sample = data[:_WORDS_SAMPLE]
    best = next(iter(readings(sample)), None)
    if best and best.share >= SURE and best.characters >= (1 if unlabelled else 2) and not _swallows(sample, best):
        return best.codec
    return "gb18030" if _looks_chinese(sample) else None


def _swallows(sample: bytes, read: Reading) -> bool:
    """Whether ASCII letters were taken for second halves: Western text read as if it were Chinese."""
    if read.codec in ("cp950", "cp932"):  # there a second half often is one
        return False
    swallowed = sum(1 for byte in sample if byte < 0x80) - sum(1 for char in read.text if char <= "\x7f")
    return swallowed > 0.5 * read.characters


def _looks_chinese(sample: bytes) -> bool:
    """Most of what is not ASCII is everyday Chinese when it is read as GB18030, though some bytes may be broken."""
    text = sample.decode("gb18030", "replace")
    foreign = [char for char in text if char > "\x7f"]
    swallowed = sum(1 for byte in sample if byte < 0x80) - sum(1 for char in text if char <= "\x7f")
    everyday = sum(1 for char in foreign if _is_everyday_chinese(char))
    hanzi = sum(1 for char in foreign if "\u4e00" <= char <= "\u9fff")
    usual = hanzi >= 2 and everyday >= 0.7 * len(foreign) and swallowed <= 0.15 * len(foreign)
    return usual and (hanzi < LEAST_CHARACTERS or common_share(text) >= SURE / 2)


def _is_everyday_chinese(char: str) -> bool:
    """In the symbols or the first level (3755 commonest) of GB 2312."""
    try:
        lead = char.encode("gb2312")[0]
    except UnicodeEncodeError:
        return False
    return lead in (0xA1, 0xA3) or 0xB0 <= lead <= 0xD7


def _western(data: bytes, codec: str | None) -> str:
    text = _strict(data, codec)
    return text[0] if text else data.decode("latin-1")


def _guessed(data: bytes, codec: str | None, defect: str | None) -> tuple[str, str | None]:
    best = from_bytes(data[:_SAMPLE], cp_isolation=_GUESSES, threshold=0.5).best()
    guess = best.encoding if best else None
    if guess in ("big5", "cp949", "cp932"):  # those prove themselves above; what does not is likelier a Chinese name
        guess = next((name for name in ("gb18030", guess) if _strict(data, name)), guess)
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
