"""Mails of one customer that wait for the same answer, read as one; and one mail that came in twice."""

import hashlib
import json
from collections.abc import Sequence

from assistant.case.email import Email


def may_be_read_together(earlier: Email, later: Email) -> bool:
    """Whether the words of both may count as one person's.

    The same address, vouched for to the same degree, and the same Reply-To: else somebody who only claims the address
    could have their request done under the name of one who is proven, or hear what was proven by another.
    """
    return (
        bool(earlier.sender.email)
        and earlier.sender.email.lower() == later.sender.email.lower()
        and earlier.sender_check.verdict == later.sender_check.verdict != "failed"
        and _reply_address(earlier) == _reply_address(later)
        and earlier.screening.kind == later.screening.kind == "customer"
    )


def linked(earlier: Email, later: Email) -> bool:
    """By RFC 5322 ids: the later one answers the earlier, or both answer the same mail. Subjects decide nothing."""
    names = {*later.in_reply_to, *later.references}
    known = {*earlier.in_reply_to, *earlier.references, *((earlier.message_id,) if earlier.message_id else ())}
    return bool(names & known)


def of_one_burst(earlier: Email, later: Email) -> bool:
    """Of two mails that came within a moment of each other: whether one answer is due to both.

    Where neither names another mail, nobody had to know anything to get in here: then a trusted server must have
    vouched for both.
    """
    alone = not (earlier.in_reply_to or earlier.references or later.in_reply_to or later.references)
    vouched = earlier.sender_check.verdict == later.sender_check.verdict == "passed"
    return may_be_read_together(earlier, later) and (linked(earlier, later) or (alone and vouched))


def burst_around(mails: Sequence[Email], place: int) -> list[int]:
    """Which of the mails, oldest first, are one burst with the one at `place`: itself, and all that are tied to it."""
    found, unasked = {place}, [place]
    while unasked:
        one = unasked.pop()
        for other in range(len(mails)):
            if other not in found and of_one_burst(mails[min(one, other)], mails[max(one, other)]):
                found.add(other)
                unasked.append(other)
    return sorted(found)


def delivery_key(email: Email) -> str | None:
    """The same for one mail in whatever mailboxes of ours it arrived, though each adds trace headers of its own.

    A Message-ID alone says nothing, for programs give one to different mails. Nor is it the same mail when one of the
    two is better vouched for: somebody may have copied it. None for a mail without an id.
    """
    if not (email.message_id and email.sender.email and email.body_sha256):
        return None
    parts = (
        email.message_id,
        email.sender.email.lower(),
        _reply_address(email),
        email.sender_check.verdict,
        email.subject,
        email.body_sha256,
    )
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


def read_together(earlier: Sequence[Email], newest: Email) -> Email:
    """The newest mail with the new words and the attachments of those before it, oldest first."""
    if not earlier:
        return newest
    mails = (*earlier, newest)
    return newest.model_copy(
        update={
            "text": "\n\n".join(mail.text for mail in mails if mail.text),
            "attachments": tuple(attachment for mail in mails for attachment in mail.attachments),
        }
    )


def _reply_address(email: Email) -> str:
    return (email.reply_to or email.sender).email.lower()
