"""What a letter tells that nobody can know who has only the records of a case.

That the courier has confirmed something, that the warehouse has packed, that I have called, that snow held it up, that
there is plenty in stock, that a button does it: no number, no name and no remedy stands in any of these, and each may
be false. A clause that says one needs the plain letter, a record or an article that its part names to say nearly the
same. A person's letter is not held to this: an agent may have called, and knows more than the case.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal

from assistant.case.reply import Part, PartKind, Reply
from assistant.case.view import CaseView
from assistant.drafting.addressing import in_plain_words
from assistant.drafting.plain_promises import is_of_this_case, is_rule
from assistant.drafting.plain_said import folded, words_of
from assistant.drafting.sentences import is_of_the_customer, own_words, sentences
from assistant.drafting.wording import any_of, wordlist
from assistant.drafting.writing import write_offline

_CLAUSE = re.compile(r"[，；：;:]|, (?!\d{3}\b)|——| [–—] |\s(?=(?:and|but|so|which) )")
_SHARED = 0.5
"""The share of a clause's words that one sentence of the case has at least, those of the mail aside."""
_RECORDS = ("order", "tracking", "action")


@dataclass(frozen=True)
class Claim:
    """Told by `words`, unless `unless` goes on behind them. `always`: an intention or a denial tells it, too."""

    name: str
    words: re.Pattern[str]
    unless: re.Pattern[str] | None
    open: re.Pattern[str]


@cache
def _claims() -> tuple[Claim, ...]:
    lists = wordlist("hearsay")
    others = "|".join(lists["others"])
    return tuple(
        Claim(
            name=entry["name"],
            words=any_of(words.replace("{others}", others) for words in (*entry["zh"], *entry["en"])),
            unless=any_of(entry["unless"]) if "unless" in entry else None,
            open=any_of(lists["open"]["asked" if entry.get("always", False) else "said"]),
        )
        for entry in lists["claim"]
    )


@cache
def _others() -> re.Pattern[str]:
    return any_of(wordlist("hearsay")["others"])


@cache
def _speech(manner: Literal["theirs", "behind"]) -> re.Pattern[str]:
    return any_of(wordlist("hearsay")["open"][manner])


def hearsay(reply: Reply, view: CaseView) -> list[str]:
    """Faults: each such clause of the reply."""
    mail = words_of(folded(f"{view.subject} {view.words}"))
    plain = {sentence for part in write_offline(view).reply.parts for sentence in sentences(part.text)}
    return [
        f"{words!r}: nothing of the case tells {name} (in: {sentence})"
        for part in reply.parts
        if part.kind is not PartKind.GREETING
        for sentence in _own_sentences(part, view)
        if sentence not in plain
        for name, words in _told(sentence, part, view, mail)
    ]


def _own_sentences(part: Part, view: CaseView) -> list[str]:
    named = [source for source_id in part.sources if (source := view.source(source_id)) is not None]
    return [sentence for sentence in sentences(own_words(part.text, named)) if not sentence.endswith(("？", "?"))]


def _told(sentence: str, part: Part, view: CaseView, mail: set[str]) -> Iterator[tuple[str, str]]:
    named = [source for source in view.sources if source.id in part.sources]
    rule = is_rule(sentence, named)
    theirs = part.kind is PartKind.ACKNOWLEDGEMENT or _speech("theirs").search(sentence) is not None
    for clause in _CLAUSE.split(sentence):
        if (rule and not is_of_this_case(clause)) or (theirs and _is_about_theirs(clause, view)):
            continue
        spoken = in_plain_words(clause, view)
        found = [] if _speech("theirs").search(clause) else list(_claimed(spoken))
        if found and not (theirs and _is_of(mail, words_of(folded(spoken)))):
            yield from _unrecorded(found, spoken, part, view, mail)


def _claimed(clause: str) -> Iterator[tuple[str, str]]:
    for claim in _claims():
        for match in claim.words.finditer(clause):
            behind = clause[match.end() :]
            if claim.open.search(clause[: match.end()]) or _speech("behind").search(behind):
                continue
            if claim.unless is None or not claim.unless.search(behind):
                yield claim.name, match.group().strip()
                break


def _is_about_theirs(clause: str, view: CaseView) -> bool:
    """Somebody whom the customer wrote of: 财务 may be their own accounts department."""
    return any(match.group() in view.words for match in _others().finditer(clause))


def _is_of(mail: set[str], words: set[str]) -> bool:
    return len(words & mail) >= _SHARED * len(words)


def _unrecorded(
    found: Sequence[tuple[str, str]], clause: str, part: Part, view: CaseView, mail: set[str]
) -> Iterator[tuple[str, str]]:
    said = words_of(folded(clause))
    told = [words_of(folded(in_plain_words(sentence, view))) for sentence in _of_the_case(part, view)]
    near = [words for words in told if len(words & said) >= _SHARED * len((words & said) | (said - mail))]
    for name, words in found:
        if not any((words_of(folded(words)) & said or said) <= told for told in near):
            yield name, words


def _of_the_case(part: Part, view: CaseView) -> Iterator[str]:
    for written in write_offline(view).reply.parts:
        yield from sentences(written.text)
    for source in view.sources:
        if not is_of_the_customer(source) and (source.kind in _RECORDS or source.id in part.sources):
            yield from sentences(source.text)
