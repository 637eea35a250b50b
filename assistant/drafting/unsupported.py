"""What a model's letter says to be done, and nothing of the case says: a promise in whatever words.

The word lists of `offers`, `intentions` and `plain_promises` name what is usually granted. A solution or a commitment
is told by the plain letter or by a source; a sentence of these parts that has next to nothing in common with any of
theirs, and neither asks, refuses, leaves open nor speaks of the customer or of what is always ours to do, grants
something else. A person's letter is not held to this: an agent may know more than the case.
"""

import re
from collections.abc import Iterator

from assistant.case.reply import Part, PartKind, Reply
from assistant.case.view import CaseView
from assistant.drafting.held_back import admitted
from assistant.drafting.intentions import is_always_ours
from assistant.drafting.plain_promises import is_left_open
from assistant.drafting.plain_said import folded, words_of
from assistant.drafting.sentences import is_of_the_customer, sentences
from assistant.drafting.wording import any_of, wordlist
from assistant.drafting.writing import write_offline

_TOLD_IN = (PartKind.SOLUTION, PartKind.COMMITMENT)
_SHARED = 0.3
"""The share of a sentence's words, those of the mail aside, that one sentence of the case has at least."""
_HEADING = re.compile(
    r"^.{0,10}(?:问题|几点|其他)[^，。]{0,6}[：:]$|^(?:as to|about|on|your)\b[^,.;]{0,40}:$", re.IGNORECASE
)
"""A line that only says what the next ones are about."""
_FEWEST = 3
"""Words, or pairs of characters, that a sentence needs to grant anything by itself."""


def unsupported(reply: Reply, view: CaseView) -> list[str]:
    """Faults: each such sentence of the reply, and in a legal matter whatever goes beyond the plain letter."""
    mail, case = words_of(folded(view.words)), [words_of(folded(sentence)) for sentence in _of_the_case(view)]
    return [
        *admitted(reply, view),
        *(
            f"{sentence!r}: neither the plain letter nor a source says this"
            for part in reply.parts
            for sentence in _asserted(part)
            if not any(_has(words_of(folded(sentence)), told, mail) for told in case)
        ),
    ]


def _asserted(part: Part) -> Iterator[str]:
    if part.kind in _TOLD_IN:
        for sentence in sentences(part.text):
            if (
                len(words_of(folded(sentence))) >= _FEWEST
                and not _HEADING.search(sentence)
                and not _grants_nothing(sentence)
            ):
                yield sentence


def _of_the_case(view: CaseView) -> Iterator[str]:
    for part in write_offline(view).reply.parts:
        yield from sentences(part.text)
    for source in (source for source in view.sources if not is_of_the_customer(source)):
        yield from sentences(source.text)


def _has(said: set[str], told: set[str], mail: set[str]) -> bool:
    common = said & told
    return len(common) >= _SHARED * len(common | (said - mail))


def _grants_nothing(sentence: str) -> bool:
    manner = any_of(wordlist("plain_promises")["speech"]["grants_nothing"])
    return manner.search(sentence) is not None or is_left_open(sentence) or is_always_ours(sentence)
