"""What a letter asks of the customer: what the case's questions ask, and never what only a thief has a use for."""

import re
from collections.abc import Iterator
from functools import cache

from assistant.case.reply import Source
from assistant.case.view import CaseView
from assistant.drafting.numerals import normalise
from assistant.drafting.sentences import sentences
from assistant.drafting.wording import Finding, any_of, wordlist
from assistant.drafting.writing import write_offline

_CLAUSE = re.compile(r"[，,；;：:]")
_NEEDS_NONE = re.compile(
    r"(?:[不没无勿别]|从不|不会|无需|不用|不必|切勿|请勿)[^，。；]{0,12}$"
    r"|\b(?:not|never|no|without|don['’]t|won['’]t|needn['’]t)\b[^,.;]{0,40}$",
    re.IGNORECASE,
)
"""Before the words: 我们不会索要密码."""


def unasked(sentence: str, sources: list[Source], view: CaseView) -> Iterator[Finding]:
    """What the sentence asks for and the case does not. Rules that a named article tells may warn of such askings."""
    yield from _never(sentence, sources)
    if not _asks().search(sentence):
        return
    for name, words in _things().items():
        found = words.search(sentence)
        if found is not None and not _needs_none(sentence, found.start()) and name not in _asked_by_the_case(view):
            yield Finding(found.group(), f"nothing in the case asks for {name}")


def _never(sentence: str, sources: list[Source]) -> Iterator[Finding]:
    told = normalise(" ".join(source.text for source in sources if source.kind in ("article", "shop"))).casefold()
    said = normalise(sentence)
    for kind in ("secret", "channel"):
        for match in _forbidden(kind).finditer(said):
            if not _needs_none(said, match.start()) and match.group().casefold() not in told:
                yield Finding(match.group(), "no letter of the shop asks for this")


def _needs_none(sentence: str, at: int) -> bool:
    clause = _CLAUSE.split(sentence[:at])[-1]
    return _NEEDS_NONE.search(clause) is not None


def _asked_by_the_case(view: CaseView) -> set[str]:
    """The things that an asking part of the plain letter names: one sentence may say what, and the next ask for it."""
    asking = [
        part.text
        for part in write_offline(view).reply.parts
        if any(_asks().search(sentence) for sentence in sentences(part.text))
    ]
    return {name for name, words in _things().items() if any(words.search(text) for text in asking)}


@cache
def _asks() -> re.Pattern[str]:
    lists = wordlist("asking")["asks"]
    return any_of((*lists["zh"], *lists["en"]))


@cache
def _forbidden(kind: str) -> re.Pattern[str]:
    lists = wordlist("asking")["never"][kind]
    return any_of((*lists["zh"], *lists["en"]))


@cache
def _things() -> dict[str, re.Pattern[str]]:
    return {entry["name"]: any_of((entry["zh"], entry["en"])) for entry in wordlist("asking")["thing"]}
