"""What no letter holds: words of the prompt and the form, ids and codes of ours, markup, the mail recited at length.

A model that was talked into something shows it in one of these ways, or says what the other checks look for.
"""

import re
from collections.abc import Iterator
from functools import cache

from assistant.case.diagnosis import ActionKind, Category, Cause
from assistant.case.reply import Part
from assistant.case.view import CaseView
from assistant.drafting.wording import Finding, any_of, wordlist
from assistant.process.comparing import plain

_LONGEST_ECHO = {"zh": 24, "en": 70}
"""Letters and digits in a row that a letter repeats of the mail at most; it is answered, not recited."""

_MARKUP = re.compile(
    r"```|</?[a-z][a-z0-9]*(?:\s[^<>]{0,200})?/?>|!\[|\]\(|\{\{|\}\}|\{\"|\"\s*:\s*[\[{\"]|&#?\w{2,8};|\\u[0-9a-f]{4}"
    r"|^\s{0,3}(?:#{1,6} |\|.*\|)",
    re.IGNORECASE,
)
_BLOB = re.compile(
    r"(?<![A-Za-z0-9+/=])(?=[A-Za-z0-9+/]*[a-z])(?=[A-Za-z0-9+/]*[A-Z])[A-Za-z0-9+/]{28,}={0,2}"
    r"|(?:[01]{8} ?){4,}|(?:[.-]{1,6} ){6,}"
)
"""Base64, bits and Morse: how a payload asks for an answer that no filter reads."""


def leftovers(sentence: str, part: Part, view: CaseView) -> Iterator[Finding]:
    for source_id in _ids(view):
        if source_id in sentence:
            yield Finding(source_id, "an id of ours is not for the customer")
    for code in _codes():
        if re.search(rf"(?<![a-z_]){code}(?![a-z_])", sentence):
            yield Finding(code, "a word of the shop's own records is not for the customer")
    for pattern, fault in (
        (_prompt_words(), "is left over from the prompt"),
        (_MARKUP, "is markup"),
        (_BLOB, "is no text"),
    ):
        found = pattern.search(sentence)
        if found is not None:
            yield Finding(found.group().strip(), fault)


def echo(part: Part, view: CaseView) -> Iterator[Finding]:
    """A long stretch of the customer's own words."""
    said, text = plain(f"{view.subject}\n{view.words}"), plain(part.text)
    limit = _LONGEST_ECHO[view.language]
    for start in range(len(text) - limit):
        stretch = text[start : start + limit]
        if stretch in said and not _in_records(stretch, view):
            yield Finding(stretch, "repeats the customer's mail at length")
            return


def _in_records(stretch: str, view: CaseView) -> bool:
    """A promise of ours, a product's name or a rule that the customer quoted is the records' own."""
    own = (s for s in view.sources if s.kind != "customer" and not s.id.startswith("claim."))
    return any(stretch in plain(source.text) for source in own)


def _ids(view: CaseView) -> list[str]:
    return [source.id for source in view.sources if "." in source.id and not source.id.startswith("article.")]


@cache
def _codes() -> tuple[str, ...]:
    words = {
        *(kind.value for kind in ActionKind),
        *(cause.value for cause in Cause),
        *(kind.value for kind in Category),
    }
    return tuple(sorted(word for word in words if "_" in word))


@cache
def _prompt_words() -> re.Pattern[str]:
    lists = wordlist("leftovers")
    return any_of((*lists["zh"], *lists["en"]))
