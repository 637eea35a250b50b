"""Addresses as they stand on the wire: nothing that could end a header or an SMTP command, domains in ASCII (IDNA)."""

import re

from assistant.errors import InputError

_LOCAL_PART = re.compile(r"[^\s@<>()\[\],;:\\\"\x00-\x20\x7f-\x9f]{1,64}")
_DOMAIN = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)*")
_LONGEST = 254


def wire_address(email: str) -> str:
    """`email` with its domain in ASCII; the local part may stay UTF-8 (RFC 6531).

    Raises InputError for everything that is not one plain addr-spec. Quoted local parts are not taken: nobody has one,
    and each is a way to smuggle.
    """
    local, _, domain = email.rpartition("@")
    try:
        domain = domain.encode("idna").decode("ascii")
        size = len(email.encode("utf-8"))
    except UnicodeError:
        raise _unusable() from None
    if not _LOCAL_PART.fullmatch(local) or not _DOMAIN.fullmatch(domain) or size > _LONGEST:
        raise _unusable()
    return f"{local}@{domain}"


def needs_smtputf8(email: str) -> bool:
    return not email.isascii()


def _unusable() -> InputError:
    return InputError("An address of the mail cannot be used.", "Check the recipient and the mailbox's own address.")
