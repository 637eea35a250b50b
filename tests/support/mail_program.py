"""An agent's own mail program on the shop's mailbox: it changes drafts and sends them, each kind in its own way."""

from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Literal, NamedTuple

from assistant.outbox.compose import DRAFT_HEADER

from .dovecot import Dovecot

Kind = Literal["keeps all", "new Message-ID", "new message"]
"""What programs do to a draft: Thunderbird keeps all, Apple Mail renames it, Outlook and Gmail's pages write anew."""

KINDS: tuple[Kind, ...] = ("keeps all", "new Message-ID", "new message")


class Lying(NamedTuple):
    uid: int
    raw: bytes
    flags: set[bytes]

    @property
    def message(self) -> EmailMessage:
        message = message_from_bytes(self.raw, policy=policy.default)
        assert isinstance(message, EmailMessage)
        return message

    @property
    def words(self) -> str:
        plain = self.message.get_body(("plain",))
        assert plain is not None
        return str(plain.get_content()).replace("\r\n", "\n")


def lying(dovecot: Dovecot, folder: str = "Drafts") -> list[Lying]:
    with dovecot.client(folder) as client:
        answers = client.fetch(client.search(), ["BODY.PEEK[]", "FLAGS"])
    return [
        Lying(uid, answer[b"BODY[]"], set(answer[b"FLAGS"]) - {rb"\Recent"}) for uid, answer in sorted(answers.items())
    ]


def save_draft(dovecot: Dovecot, words: str, kind: Kind = "keeps all") -> None:
    """The one draft, changed: a program stores the new one and removes the old."""
    (draft,) = lying(dovecot)
    with dovecot.client("Drafts") as client:
        client.append("Drafts", _written(draft, words, kind), [rb"\Draft"], datetime.now(UTC))
        client.delete_messages([draft.uid])
        client.expunge()


def send_draft(dovecot: Dovecot, kind: Kind = "keeps all", words: str | None = None, **headers: str) -> None:
    """The one draft is sent: it appears in Sent and is gone from Drafts."""
    (draft,) = lying(dovecot)
    with dovecot.client("Drafts") as client:
        raw = _written(draft, draft.words if words is None else words, kind, **headers)
        client.append("Sent", raw, [rb"\Seen"], datetime.now(UTC))
        client.delete_messages([draft.uid])
        client.expunge()


def delete_draft(dovecot: Dovecot) -> None:
    with dovecot.client("Drafts") as client:
        client.delete_messages(client.search())
        client.expunge()


def _written(draft: Lying, words: str, kind: Kind, **headers: str) -> bytes:
    if kind == "keeps all" and words == draft.words and not headers:
        return draft.raw
    old, new = draft.message, EmailMessage()
    kept = ["From", "To", "Subject", "In-Reply-To", "References", "Date"]
    kept += {"keeps all": ["Message-ID", DRAFT_HEADER], "new Message-ID": [DRAFT_HEADER], "new message": []}[kind]
    for name in kept:
        new[name] = headers.get(name.replace("-", "_"), str(old[name]))
    if "Message-ID" not in new:
        new["Message-ID"] = f"<{draft.uid}.{abs(hash(words))}@program.example>"
    if kind == "new message":
        words += "\n\nOn Mon, 9 Nov 2026 at 10:00, Emma Clarke <emma.clarke@mail.example> wrote:\n> Where is my lamp?\n"
    new.set_content(words)
    return new.as_bytes(policy=policy.SMTP)
