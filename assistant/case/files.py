"""What an attached file is: told by its first bytes, which its label and its name can only contradict."""

import re
from typing import Literal

FileKind = Literal[
    "photo", "picture", "document", "mail", "archive", "winmail", "calendar", "contact", "encrypted", "signature",
    "recording", "report", "program", "other",
]  # fmt: skip
"""`photo`: may be evidence; `picture`: a small one inside the text, as a logo is; `winmail`: Outlook's own wrapper
(winmail.dat), in which the customer's files may be; `recording`: sound or film; `report`: what a mail server says."""

HEAD = 1_100
"""Bytes that `sniffed_type` looks at."""
SMALL_PICTURE = 10_000
"""Bytes; an inline picture below is a logo or an emoticon. A photo of goods has ten times as many."""

_SIGNATURES = (
    (0, b"\xff\xd8\xff", "image/jpeg"),
    (0, b"\x89PNG\r\n\x1a\n", "image/png"),
    (0, b"GIF87a", "image/gif"),
    (0, b"GIF89a", "image/gif"),
    (8, b"WEBP", "image/webp"),
    (4, b"ftyphei", "image/heic"),
    (4, b"ftyphev", "image/heic"),
    (4, b"ftypmif1", "image/heic"),
    (4, b"ftypavif", "image/avif"),
    (4, b"ftypqt", "video/quicktime"),
    (4, b"ftyp", "video/mp4"),
    (0, b"II*\x00", "image/tiff"),
    (0, b"MM\x00*", "image/tiff"),
    (0, b"%PDF-", "application/pdf"),
    (0, b"\x78\x9f\x3e\x22", "application/ms-tnef"),
    (0, b"Rar!\x1a\x07", "application/vnd.rar"),
    (0, b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
    (0, b"\x1f\x8b\x08", "application/gzip"),
    (0, b"BZh", "application/x-bzip2"),
    (0, b"\xfd7zXZ\x00", "application/x-xz"),
    (257, b"ustar", "application/x-tar"),
    (0, b"PK\x03\x04", "application/zip"),
    (0, b"PK\x05\x06", "application/zip"),
    (0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/x-ole-storage"),
    (0, b"MZ", "application/x-msdos-program"),
    (0, b"\x7fELF", "application/x-executable"),
    (0, b"#!/", "text/x-shellscript"),
)
_CONTAINERS = frozenset({"application/zip", "application/x-ole-storage", "video/mp4", "text/x-shellscript"})
"""What these bytes may only be the outside of: a Word file is a zip. A more exact label is kept."""
_PHOTOS = frozenset({
    "image/jpeg", "image/png", "image/gif", "image/webp", "image/heic", "image/avif", "image/tiff", "image/bmp",
})  # fmt: skip
_BY_TYPE: tuple[tuple[FileKind, re.Pattern[str]], ...] = (
    ("mail", re.compile(r"message/(?:rfc822|global|partial)")),
    ("report", re.compile(r"message/|text/rfc822-headers")),
    ("winmail", re.compile(r"application/(?:vnd\.)?ms-tnef")),
    ("signature", re.compile(r"application/(?:pgp-signature|(?:x-)?pkcs7-signature)")),
    ("encrypted", re.compile(r"application/(?:pgp-encrypted|(?:x-)?pkcs7-mime)")),
    ("calendar", re.compile(r"text/(?:x-v)?calendar|application/ics")),
    ("contact", re.compile(r"text/(?:x-)?vcard|text/directory")),
    ("program", re.compile(r"application/(?:x-msdos|x-executable|javascript)|text/(?:x-shellscript|javascript)")),
    ("archive", re.compile(r"application/(?:zip|x-zip.*|vnd\.rar|x-rar.*|x-7z.*|gzip|x-gzip|x-bzip2|x-xz|x-tar)")),
    ("recording", re.compile(r"audio/|video/")),
    (
        "document",
        re.compile(r"application/(?:pdf|msword|rtf|x-ole|vnd\.(?:ms-|openxml|oasis|wps))|text/(?:plain|csv|rtf)"),
    ),
)
_EXTENSIONS: tuple[tuple[FileKind, str], ...] = (
    ("program", "exe scr com bat cmd js jse vbs vbe wsf ps1 lnk msi hta jar apk iso img reg sh"),
    ("archive", "zip rar 7z gz bz2 xz tar tgz"),
    ("document", "pdf doc docx xls xlsx ppt pptx wps et odt ods rtf txt csv"),
    ("mail", "eml msg"),
    ("recording", "mp3 m4a amr wav mp4 mov avi 3gp"),
    ("encrypted", "p7m gpg pgp"),
    ("signature", "p7s sig"),
    ("calendar", "ics"),
    ("contact", "vcf"),
)
_BY_EXTENSION = {extension: kind for kind, extensions in _EXTENSIONS for extension in extensions.split()}


def sniffed_type(head: bytes) -> str | None:
    """The media type that the first bytes of a file (`HEAD` of them are enough) prove; None if they prove none."""
    for offset, signature, media_type in _SIGNATURES:
        if head.startswith(signature, offset) and (media_type != "image/webp" or head.startswith(b"RIFF")):
            return media_type
    if head.startswith(b"BM") and head[6:10] == b"\0\0\0\0":
        return "image/bmp"
    return "application/pdf" if b"%PDF-" in head[:1024] else None


def media_type(declared: str, head: bytes) -> str:
    """What the file is: as its bytes say, else as declared. A declared picture whose bytes are none is a file.

    SVG is text and stays what it says; nothing here calls it a photo.
    """
    found = sniffed_type(head)
    if found in _CONTAINERS:
        vague = declared in ("application/octet-stream", "text/plain") or declared.startswith("image/")
        return found if vague else declared
    if found is None and declared.startswith("image/") and declared != "image/svg+xml":
        return "application/octet-stream"
    return found or declared


def kind_of(media_type: str, name: str, *, small_inline: bool = False) -> FileKind:
    """What an agent calls such a file. What may run is a `program` whatever its type says."""
    if media_type in _PHOTOS:
        return "picture" if small_inline else "photo"
    by_extension = _BY_EXTENSION.get(name.rpartition(".")[2].lower())
    if by_extension == "program":
        return "program"
    if name.lower() == "winmail.dat":
        return "winmail"
    by_type = next((kind for kind, pattern in _BY_TYPE if pattern.match(media_type)), None)
    if by_type is None or by_type == "archive" or media_type == "text/plain":  # a Word file is a zip to its bytes
        return by_extension or by_type or "other"
    return by_type
