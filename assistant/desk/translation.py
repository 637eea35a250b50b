"""The desk's own sentences in the agent's language. English is the source, `messages/zh.po` the other language.

The .po file is compiled in memory at start, so that there is no .mo file to build or to forget.
"""

import gettext
from collections.abc import Iterable
from functools import cache
from io import BytesIO
from pathlib import Path

from babel.core import negotiate_locale
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from assistant.desk.words import Language

LANGUAGES: tuple[Language, ...] = ("zh", "en")
_MESSAGES = Path(__file__).parent / "messages"


@cache
def translations(language: Language) -> gettext.NullTranslations:
    """The catalogue of a language; English is what the sources say."""
    if language == "en":
        return gettext.NullTranslations()
    with (_MESSAGES / f"{language}.po").open("rb") as file:
        catalogue = read_po(file, locale=language, abort_invalid=True)
    compiled = BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)


def marked(message: str) -> str:
    """A sentence that is translated later, where the language is known; marks it for whoever gathers sentences."""
    return message


def known_language(name: str | None) -> Language | None:
    return next((language for language in LANGUAGES if language == name), None)


def preferred_language(accept_language: str) -> Language:
    """The best of ours for an Accept-Language header (RFC 9110 12.5.4); English when it names none of ours."""
    wanted = [tag.replace("-", "_") for tag in _by_weight(accept_language)]
    return known_language(negotiate_locale(wanted, LANGUAGES)) or "en"


def _by_weight(accept_language: str) -> Iterable[str]:
    weighted = []
    for place, entry in enumerate(accept_language[:500].split(",")):
        tag, _, weight = entry.strip().partition(";q=")
        weighted.append((-_weight(weight), place, tag.strip()))
    return [tag for weight, _, tag in sorted(weighted) if tag and weight < 0]


def _weight(text: str) -> float:
    try:
        return float(text) if text.strip() else 1.0
    except ValueError:
        return 0.0
