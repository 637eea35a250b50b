"""Attached files by name, size, type and hash. Nothing is unpacked and nothing is opened."""

import hashlib
import re

from assistant.case.email import Attachment
from assistant.case.files import HEAD, media_type
from assistant.mailbox.mime import Part

_PATH = re.compile(r".*[/\\]", re.S)
_FORBIDDEN_IN_NAME = re.compile(r'[<>:"|?*\x00-\x1f\x7f]')
_MAX_NAME = 120
_SAY_NOTHING = frozenset(
    {"application/octet-stream", "image/jpg", "image/pjpeg", "image/x-png", "image/heif", "text/plain"}
)
"""Labels that are no claim, and old names of what the bytes are."""
_EXTENSIONS = {
    "message/rfc822": "eml", "image/jpeg": "jpg", "image/png": "png", "image/gif": "gif", "image/webp": "webp",
    "image/heic": "heic", "application/pdf": "pdf", "text/plain": "txt", "text/html": "html", "text/calendar": "ics",
    "application/zip": "zip", "message/delivery-status": "txt", "application/pgp-signature": "asc",
}  # fmt: skip


def describe(part: Part, disposition: str, parameters: dict[str, str]) -> Attachment:
    """One pass over the decoded bytes, a piece at a time. `parameters` are those of the disposition."""
    digest, size, head = hashlib.sha256(), 0, b""
    for piece in part.decoded():
        digest.update(piece)
        size += len(piece)
        if len(head) < HEAD:
            head += piece[: HEAD - len(head)]
    found = media_type(part.type, head)
    return Attachment(
        name=_file_name(parameters.get("filename") or part.content.parameters.get("name", ""), found, part.number),
        type=found,
        size=size,
        sha256=digest.hexdigest(),
        part=part.number,
        inline=disposition == "inline" or (disposition != "attachment" and "content-id" in part.fields.names),
    )


def contradiction(part: Part, attachment: Attachment) -> str | None:
    """What an agent should know of a file that is not what it says, in words."""
    if part.type == attachment.type or part.type in _SAY_NOTHING:
        return None
    return f"{attachment.name} says that it is {part.type}, and is {attachment.type}"


def _file_name(given: str, found: str, number: str) -> str:
    """The name without its path and without what file systems refuse; one of our own where none was given."""
    name = _FORBIDDEN_IN_NAME.sub("_", _PATH.sub("", given)).strip(". ")
    if not name:
        return "winmail.dat" if found == "application/ms-tnef" else f"part-{number}.{_EXTENSIONS.get(found, 'bin')}"
    if len(name) <= _MAX_NAME:
        return name
    stem, dot, extension = name.rpartition(".")
    cut = f"{stem[: _MAX_NAME - 12]}{dot}{extension[:10]}" if dot else name[:_MAX_NAME]
    return cut.rstrip(". ")
