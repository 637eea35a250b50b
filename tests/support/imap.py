"""What tests of the IMAP door share: mails that are known by one word, and a mailbox on Dovecot's account."""

from collections.abc import Iterator
from typing import Any

from assistant.mailbox.imap import Batch, ImapMailbox
from assistant.settings import ServerSettings

from .dovecot import PASSWORD, USER


def mail(word: str) -> bytes:
    return (
        f"From: customer@example.org\r\nSubject: {word}\r\nMessage-ID: <{word}@example.org>\r\n\r\n{word}\r\n".encode()
    )


def words(batches: Iterator[Batch]) -> list[str]:
    """The mails by the last line of their text, in the order in which they came."""
    return [message.raw.decode().split()[-1] for batch in batches for message in batch.messages]


def mailbox_at(server: ServerSettings, **changes: Any) -> ImapMailbox:
    return ImapMailbox(server, USER, PASSWORD, **changes)


def tag_of(sent: bytes) -> bytes:
    return sent.split(b" ", 1)[0]
