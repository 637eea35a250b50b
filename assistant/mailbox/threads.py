"""Which conversation a mail belongs to: by RFC 5322 ids only, and only for its own customer.

Ids can be copied and subjects guessed, so neither lets a stranger into somebody's thread (CVE-2026-47123).
"""

from assistant.case.email import Email

MAX_IDS = 50


def thread_ids(email: Email) -> tuple[str, ...]:
    """The messages that this one answers, nearest first: In-Reply-To, then References from the newest to the oldest.

    Ids keep their angle brackets; each is named once, at most `MAX_IDS`, and never the mail's own.
    """
    nearest_first = dict.fromkeys((*reversed(email.in_reply_to), *reversed(email.references)))
    return tuple(known for known in nearest_first if known != email.message_id)[:MAX_IDS]


def belongs(email: Email, thread_customer: str) -> bool:
    """Whether the mail may join a thread of `thread_customer` (an address) whose ids it names.

    Only the customer's own address may, and not when a trusted server says that the address is forged.
    """
    same = bool(email.sender.email) and _comparable(email.sender.email) == _comparable(thread_customer)
    return same and email.sender_check.verdict != "failed"


def _comparable(address: str) -> str:
    return address.strip().casefold()
