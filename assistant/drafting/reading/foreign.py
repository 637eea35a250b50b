"""Whether a mail is in a language that nobody here reads: neither Chinese nor English."""

import re
import unicodedata
from collections import Counter

from assistant.drafting.wording import wordlist

_READ_UP_TO = 4_000
"""Characters; a mail's language shows from its beginning."""
_WORD = re.compile(r"(?:(?!\d)[^\W_])+")
_FEWEST = 4
"""Latin words from which on their language can be told."""
_SHARE = 0.3
"""Of the letters, from which on a script is the mail's."""
_KANA_SHARE = 0.1
"""Japanese is written with Chinese characters, too."""


def unread_language(text: str) -> str | None:
    """By what the language shows: its script, or its words; None for Chinese, English and a mail without words."""
    start = text[:_READ_UP_TO]
    scripts = Counter(unicodedata.name(letter, "?").split()[0] for letter in start if letter.isalpha())
    kana = scripts["HIRAGANA"] + scripts["KATAKANA"]
    if kana > _KANA_SHARE * scripts.total():
        return "Japanese"
    script, count = max(scripts.items(), key=lambda one: one[1], default=("CJK", 0))
    if script not in ("LATIN", "CJK", "FULLWIDTH", "?") and count > _SHARE * scripts.total():
        return f"{script.capitalize()} letters"
    return "by its words" if scripts["CJK"] == 0 and _is_foreign(start) else None


def _is_foreign(text: str) -> bool:
    """More kinds of words that only other languages have than of those that English letters do not go without."""
    said = _WORD.findall(text.casefold())
    english, other = (set(wordlist("languages")[name].split()) for name in ("english", "other"))
    return len(said) >= _FEWEST and len((set(said) & other) - english) > len(set(said) & english)
