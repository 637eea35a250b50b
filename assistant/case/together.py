"""Mails of one customer that wait for the same answer, read as one."""

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
