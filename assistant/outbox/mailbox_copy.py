"""The copy in the Sent folder.

The answer has gone out by then: whatever happens here is a warning, never a reason to send again.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal, Protocol

from assistant.case.base import Value
from assistant.errors import DraftdeskError


class SentFolder(Protocol):
    """What an IMAP mailbox offers for this."""

    def sent_folder(self) -> str | None: ...
    def find_by_message_id(self, folder: str, message_id: str) -> bool: ...
    def append(self, folder: str, raw: bytes, flags: Sequence[str], when: datetime) -> None: ...


class CopyResult(Value):
    """`warning` is set when there is no copy though there should be one, in words for the agent."""

    state: Literal["filed", "already_there", "left_to_provider", "failed"]
    folder: str | None = None
    warning: str | None = None


def file_sent_copy(
    mailbox: SentFolder,
    raw: bytes,
    message_id: str,
    when: datetime,
    *,
    folder: str | None = None,
    files_sent_itself: bool = False,
) -> CopyResult:
    """Store the message once, marked as seen; it may be run again. `folder` None: the one that the server names."""
    if files_sent_itself:
        return CopyResult(state="left_to_provider")
    try:
        place = folder or mailbox.sent_folder()
        if place is None:
            return _failed("The server names no folder for sent mail; set sent_folder in the settings.")
        if mailbox.find_by_message_id(place, message_id):
            return CopyResult(state="already_there", folder=place)
        mailbox.append(place, raw, (r"\Seen",), when)
        return CopyResult(state="filed", folder=place)
    except DraftdeskError as error:
        return _failed(str(error), folder)


def is_in_sent(mailbox: SentFolder, message_id: str, *, folder: str | None = None) -> bool:
    """Whether the message lies in Sent: then it went out, for nobody files there what was not sent."""
    place = folder or mailbox.sent_folder()
    return place is not None and mailbox.find_by_message_id(place, message_id)


def _failed(reason: str, folder: str | None = None) -> CopyResult:
    return CopyResult(state="failed", folder=folder, warning=f"The mail was sent, its copy was not filed: {reason}")
