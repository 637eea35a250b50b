"""How order numbers, phones and addresses are compared: one normal form each, used by every source."""

import unicodedata

LONGEST_NUMBER = 64
"""Characters; nothing longer is an order number, whatever a mail says."""

_SUBSTITUTES = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_DASHES = frozenset("-_−")
_UNSTORABLE = ("Cc", "Cs")
"""Control characters and lone surrogates: a mail may hold them, and databases refuse to compare with them."""


def number_key(number: str) -> str:
    """An order number without spaces, dashes, `#` and case; full-width characters as their ASCII ones (NFKC)."""
    return "".join(character for character in unicodedata.normalize("NFKC", number).upper() if _counts(character))


def _counts(character: str) -> bool:
    invisible = unicodedata.category(character) in ("Pd", "Cf", *_UNSTORABLE)
    return not (character.isspace() or invisible or character == "#" or character in _DASHES)


def phone_key(phone: str) -> str:
    """The digits of a phone number; the country code of a Chinese mobile number (+86 1…) is left out."""
    digits = "".join(
        str(unicodedata.decimal(character))
        for character in unicodedata.normalize("NFKC", phone)
        if character.isdecimal()
    )
    return digits[-11:] if digits in (f"86{digits[-11:]}", f"0086{digits[-11:]}") and digits[-11:-10] == "1" else digits


def email_key(email: str) -> str:
    """An address compared without the case of ASCII letters: `ſ` is no `s` here, or one address would pass for another.

    The local part is case-sensitive by RFC 5321 2.4, and nowhere in practice.
    """
    return "".join(c.lower() if c.isascii() else c for c in _storable(email).strip())


def name_key(name: str) -> str:
    """A name or a word compared without case, width and outer spaces."""
    return unicodedata.normalize("NFKC", _storable(name)).strip().casefold()


def _storable(text: str) -> str:
    return "".join(character for character in text if unicodedata.category(character) not in _UNSTORABLE)


def neighbours(number: str) -> frozenset[str]:
    """The keys that differ from this number's key in exactly one character; none for what is too long to be one.

    For 13 digits these are 455 keys: looked up one by one in an index, instead of reading every order.
    """
    key = number_key(number)
    if len(key) > LONGEST_NUMBER:
        return frozenset()
    return frozenset(
        f"{key[:place]}{substitute}{key[place + 1 :]}"
        for place in range(len(key))
        for substitute in _SUBSTITUTES
        if substitute != key[place]
    )
