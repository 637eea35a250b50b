"""What a number of the shop's policy is about: 24 hours for an answer are not 24 hours for a dispatch.

A part names the policies that it rests on, and a span that stands in one of them is in its sources. It is told of what
that policy is about, or it is an invention with a true number.
"""

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import NamedTuple

from assistant.case.reply import Source
from assistant.drafting.grounding import Grounds
from assistant.drafting.tokens import Calendar, Kind
from assistant.drafting.wording import Finding, any_of, wordlist

_CLAUSE = re.compile(r"[，；。;]|, (?!\d{3}\b)|——| [–—] ")
_SPANS: tuple[Kind, ...] = ("span",)
_PREFIX = "policy."


class Subject(NamedTuple):
    about: re.Pattern[str]
    other: re.Pattern[str] | None
    """What makes it something else, whatever it speaks of."""


def of_other_rules(sentence: str, sources: Sequence[Source], calendar: Calendar) -> Iterator[Finding]:
    """Spans that no source of the part has but policies that are about something else."""
    policies = [source for source in sources if source.kind == "policy" and _subject(source.id) is not None]
    if not policies:
        return
    grounds = Grounds.of((source for source in sources if source not in policies), calendar)
    for clause in _CLAUSE.split(sentence):
        for words in grounds.missing(clause, _SPANS):
            having = [policy for policy in policies if not Grounds.of([policy], calendar).missing(words, _SPANS)]
            if having and not any(_is_about(policy, clause, sentence) for policy in having):
                yield Finding(words, "the policy that has this is about something else")


def _is_about(policy: Source, clause: str, sentence: str) -> bool:
    subject = _subject(policy.id)
    if subject is None:
        return True
    told = clause if _any_other().search(clause) else sentence
    return subject.about.search(told) is not None and (subject.other is None or not subject.other.search(clause))


@cache
def _subject(source_id: str) -> Subject | None:
    entry = wordlist("policy_subjects").get(source_id.removeprefix(_PREFIX))
    if entry is None:
        return None
    return Subject(any_of([entry["about"]]), any_of([entry["not"]]) if "not" in entry else None)


@cache
def _any_other() -> re.Pattern[str]:
    return any_of([wordlist("policy_subjects")["else"]])
