"""The language of a letter sentence by sentence: its script, and whether its words are of the reply's language.

What another language says no word list of ours can read, so it may say nothing: names of the case and what the
customer wrote, in quotation marks, aside.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from typing import Literal

from assistant.case.reply import Part
from assistant.case.view import CaseView
from assistant.drafting.sentences import sentences
from assistant.drafting.wording import Finding, wordlist

_QUOTED = re.compile(r"[“\"「『‘]([^“”\"」』‘’]+)[”\"」』’]")
_ADDRESS = re.compile(r"https?://\S+|\S+@\S+")
_LETTER = re.compile(r"[^\W\d_]")
_LATIN = re.compile(r"(?:(?!\d)\w)[\w'’]*")
_RUN = re.compile(
    r"[A-Za-z\u00c0-\u024f][A-Za-z\u00c0-\u024f'’-]*(?:[ ,.&/]+[A-Za-z\u00c0-\u024f][A-Za-z\u00c0-\u024f'’-]*)*"
)
_WORD = re.compile(r"[a-z\u00df-\u024f]+(?:['’][a-z]+)?")
_APART = re.compile(r"(?<![\u4e00-\u9fff])[\u4e00-\u9fff](?:[ \t\u3000·.\-_*|]+[\u4e00-\u9fff](?![\u4e00-\u9fff])){2,}")
_SCRIPTS = ("LATIN", "CJK UNIFIED", "CJK COMPATIBILITY", "FULLWIDTH LATIN", "IDEOGRAPHIC")
_SIGNS = frozenset("µμΩ°ªº№℃℉々〇")
_FEWEST = 3
"""Words from which on an English sentence has one that every letter uses."""
_LONGEST_LOAN = 4
"""Letters of one Latin word that a Chinese sentence may have without its being known: APP, USB, OK, Logo."""


def foreign(part: Part, view: CaseView) -> Iterator[Finding]:
    """What the part says in another script or language than the reply's."""
    known = _known(view)
    for sentence in sentences(part.text):
        own = _own(sentence, view)
        yield from _other_script(own, known)
        yield from _spaced_out(own)
        if view.language == "zh":
            yield from _latin_in_chinese(own, known, view)
        else:
            yield from _not_english(own, known)


def _own(sentence: str, view: CaseView) -> str:
    """Without addresses, and without what the customer wrote where the sentence quotes it."""
    written = f"{view.subject}\n{view.words}".casefold()

    def unless_quoted(match: re.Match[str]) -> str:
        return " … " if match.group(1).strip(" .,，。!！?？…").casefold() in written else match.group()

    return _QUOTED.sub(unless_quoted, _ADDRESS.sub(" ", sentence))


def _known(view: CaseView) -> str:
    """The records' and the articles' own words, the shop's and the account's names."""
    texts = [source.text for source in view.sources if source.kind != "customer" and not source.id.startswith("claim.")]
    order = view.order
    if order is not None:
        texts += [f"{line.product} {line.variant}" for line in order.lines]
        texts += [name for parcel in order.shipments for name in (parcel.carrier, parcel.signed_by or "")]
    return "\n".join((view.shop_name, view.name or "", *texts)).casefold()


def _other_script(sentence: str, known: str) -> Iterator[Finding]:
    """Letters neither Latin nor Han, were it one in a word of others: rеfund with a Cyrillic е."""
    for word in _LATIN.findall(sentence):
        if any(_is_of_another(letter) for letter in _LETTER.findall(word)) and word.casefold() not in known:
            yield Finding(word, "is in another script")


@cache
def _is_of_another(letter: str) -> bool:
    return letter not in _SIGNS and not unicodedata.name(letter, "").startswith(_SCRIPTS)


def _spaced_out(sentence: str) -> Iterator[Finding]:
    for match in _APART.finditer(sentence):
        yield Finding(match.group(), "is spaced out")


def _latin_in_chinese(sentence: str, known: str, view: CaseView) -> Iterator[Finding]:
    """Latin words that no record has; of the customer's no more than one at a time, as the name of a thing."""
    written = set(_WORD.findall(f"{view.subject}\n{view.words}".casefold()))
    for match in _RUN.finditer(sentence):
        words = [word for word in _WORD.findall(match.group().casefold()) if not _is_known(word, known)]
        strange = [word for word in words if word not in written]
        if len(words) > 1 or any(len(word) > _LONGEST_LOAN for word in strange):
            yield Finding(match.group(), "is not in Chinese")


def _not_english(sentence: str, known: str) -> Iterator[Finding]:
    words = [word for word in _WORD.findall(sentence.casefold()) if len(word) > 1 or word in "aiè"]
    own = [word for word in words if not _is_known(word, known) or word in _words("english")]
    others = {word for word in own if word in _words("other")} - _words("english")
    english = {word for word in own if word in _words("english")}
    if len(own) >= _FEWEST and (not english or 0 < len(others) >= len(english)):
        yield Finding(sentence, "is not in English")


def _is_known(word: str, known: str) -> bool:
    return re.search(rf"(?<![a-z]){re.escape(word)}(?![a-z])", known) is not None


@cache
def _words(name: Literal["english", "other"]) -> frozenset[str]:
    return frozenset(wordlist("languages")[name].split())
