"""How an answer is tied to the mail that it answers (RFC 5322, 3.6.4 and 3.6.5)."""

import re
import secrets

from assistant.case.email import Email

_MESSAGE_ID = re.compile(r"<[!-;=?-~]{1,498}>")
"""One msg-id as found in the wild: printable ASCII between angle brackets, with or without an @."""
MOST_REFERENCES = 30

_REPLY_PREFIX = re.compile(
    r"\s*((?:re|aw|sv|antw)\s?(?:\[\d+\]|\(\d+\))?\s?[:：]|(?:回复|答复|回覆|回復|答覆)\s?[:：])\s*", re.IGNORECASE
)


def new_message_id(domain: str) -> str:
    """A Message-ID that tells nothing of this machine; `domain` is the one of our own address."""
    return f"<{secrets.token_hex(16)}@{domain.encode('idna').decode('ascii').lower()}>"


def is_message_id(text: str) -> bool:
    return _MESSAGE_ID.fullmatch(text) is not None


def references_to(parent: Email) -> tuple[str, ...]:
    """The References of an answer: the parent's (else its In-Reply-To, where that is one), then the parent itself.

    Without repetitions and without what is no message id; of a long line the first, which began the thread, and the
    newest are kept.
    """
    before = parent.references or (parent.in_reply_to if len(parent.in_reply_to) == 1 else ())
    given = (*before, parent.message_id or "")
    last_places = {message_id: place for place, message_id in enumerate(given) if is_message_id(message_id)}
    ids = tuple(sorted(last_places, key=last_places.__getitem__))
    return ids if len(ids) <= MOST_REFERENCES else (ids[0], *ids[-(MOST_REFERENCES - 1) :])


def reply_subject(subject: str) -> str:
    """The subject with one reply prefix: the one that it begins with (`Re:`, `回复：` …), else `Re: `."""
    rest = subject.strip()
    first: str | None = None
    while found := _REPLY_PREFIX.match(rest):
        first = first or found[1]
        rest = rest[found.end() :]
    separator = "" if first is not None and first.endswith("：") else " "
    return f"{first or 'Re:'}{separator}{rest}".rstrip()
