"""What a model's letter asserts, and nothing of the case says: a promise or a fact in whatever words.

The word lists of `offers`, `intentions` and `plain_promises` name what is usually granted, and `states` what is usually
said of an order. Facts, their explanation, a solution and a commitment are told by the plain letter or by a source; a
sentence of these parts that has next to nothing in common with any of theirs, and neither asks, leaves open nor speaks
of the customer or of what is always ours to do, says something else. A person's letter is not held to this: an agent
may know more than the case.
"""

import re
from collections.abc import Iterator
from functools import cache

from assistant.case.reply import Part, PartKind, Reply
from assistant.case.view import CaseView
from assistant.drafting.held_back import admitted
from assistant.drafting.intentions import is_always_ours
from assistant.drafting.materials import lines_of
from assistant.drafting.plain_promises import is_rule
from assistant.drafting.plain_said import folded, words_of
from assistant.drafting.sentences import is_of_the_customer, sentences
from assistant.drafting.states import tells_the_customers
from assistant.drafting.wording import any_of, wordlist
from assistant.drafting.writing import write_offline

_TOLD_IN = (PartKind.FACTS, PartKind.EXPLANATION, PartKind.SOLUTION, PartKind.COMMITMENT)
_SHARED = 0.3
"""The share of a sentence's words, those of the mail aside, that one sentence of the case has at least."""
_HEADING = re.compile(
    r"^[^\d。]{0,20}[：:]$|^(?:as to|about|on|your|here (?:is|are))\b[^,.;]{0,40}:$",
    re.IGNORECASE,
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
            if not any(_has(words_of(folded(sentence)), told, mail) for told in (*case, *_rules(sentence, part, view)))
        ),
    ]


def _asserted(part: Part) -> Iterator[str]:
    if part.kind in _TOLD_IN:
        for sentence in sentences(part.text):
            if len(words_of(folded(sentence))) >= _FEWEST and not _HEADING.search(sentence) and not _is_open(sentence):
                yield sentence


def _is_open(sentence: str) -> bool:
    """A question, what is the customer's or always ours to do, and what asserts nothing."""
    return (
        sentence.endswith(("?", "？"))
        or tells_the_customers(sentence)
        or is_always_ours(sentence)
        or _asserts_nothing().search(sentence) is not None
    )


def _of_the_case(view: CaseView) -> Iterator[str]:
    """Sentences of the plain letter, and of the sources: as they stand in the records, and as the letter says them."""
    letter = write_offline(view).reply
    for part in letter.parts:
        yield from sentences(part.text)
    for source in (source for source in view.sources if not is_of_the_customer(source)):
        yield from sentences(source.text)
    for source_id, text in lines_of(view, {source for part in letter.parts for source in part.sources}):
        if not source_id.startswith(("claim.", "customer.")):
            yield from sentences(text)


def _rules(sentence: str, part: Part, view: CaseView) -> Iterator[set[str]]:
    """The articles that the part names, each as a whole, where the sentence tells of a rule for everybody."""
    named = [source for source in view.sources if source.id in part.sources]
    if is_rule(sentence, named):
        yield from (words_of(folded(source.text)) for source in named if source.kind == "article")


def _has(said: set[str], told: set[str], mail: set[str]) -> bool:
    common = said & told
    return len(common) >= _SHARED * len(common | (said - mail))


@cache
def _asserts_nothing() -> re.Pattern[str]:
    return any_of(wordlist("plain_promises")["speech"]["asserts_nothing"])
