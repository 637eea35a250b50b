"""A rule told in a letter's own words: what an article lets follow when the customer does something is no offer.

“You can refuse the parcel, and we refund in full when it is back” may be told where an article about the case says so:
with all that it asks of the customer, and with no more than it gives.
"""

import re
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass
from functools import cache

from assistant.case.reply import Part
from assistant.case.view import CaseView
from assistant.drafting.offers import Remedy, remedies
from assistant.drafting.plain_promises import is_of_this_case, is_rule
from assistant.drafting.sentences import sentences
from assistant.drafting.wording import any_of, wordlist

_CLAUSE = re.compile(r"[，；：,;:]")
_IS_POINT = re.compile(r"[^。.！!？?]$|[;；]$")
"""A point of a list has no stop."""


@dataclass(frozen=True)
class Told:
    """A sentence with the one before it, which may name what it depends on: “refuse it. Once it is back, …”."""

    sentence: str
    before: str


def with_what_stands_before(clauses: Sequence[str]) -> Iterator[Told]:
    """What stands before the points of a list is the line that leads to them, too."""
    before = lead = ""
    for clause in clauses:
        yield Told(clause, f"{lead} {before}".strip())
        lead = clause if clause.endswith((":", "：")) else lead if _IS_POINT.search(clause) else ""
        before = clause


def rules_of(part: Part, view: CaseView) -> list[str]:
    """The sentences of the articles that the part names, of those about the case: what the plain letter may quote."""
    causes = {view.cause, *view.secondary} - {None}
    named = [passage for passage in view.passages if f"article.{passage.id}" in part.sources]
    about = [passage for passage in named if causes & set(passage.causes) and passage.audience == "customer"]
    return [sentence for passage in about if passage.in_force(view.now) for sentence in sentences(passage.text)]


def remedies_by_rule(told: Told, rules: Sequence[str]) -> Set[str]:
    """The names of what the sentence tells by one of `rules`, which are sentences of articles about the case."""
    return {remedy.name for remedy in remedies() if any(_tells(told, rule, remedy) for rule in rules)}


def remedies_in_general(told: Told, part: Part, view: CaseView) -> Set[str]:
    """The names of what the sentence tells as a rule for everybody, where an article that the part names has it."""
    sources = [source for source in view.sources if source.id in part.sources]
    if not is_rule(told.sentence, sources):
        return frozenset()
    clauses = [clause for clause in _CLAUSE.split(told.sentence) if not is_of_this_case(clause)]
    rules = [sentence for source in sources if source.kind == "article" for sentence in sentences(source.text)]
    return {
        remedy.name
        for remedy in remedies()
        if any(remedy.words.search(clause) for clause in clauses) and any(remedy.words.search(rule) for rule in rules)
    }


def refund_by_rule(told: Told, rules: Sequence[str]) -> re.Pattern[str] | None:
    """The words for a refund, where the sentence tells a rule by which one follows; else None."""
    refund = next(remedy for remedy in remedies() if remedy.name == "refund")
    return refund.words if any(_tells(told, rule, refund) for rule in rules) else None


def _tells(told: Told, rule: str, remedy: Remedy) -> bool:
    """The rule gives the remedy for what the customer does; the sentence names all of that, or the last of it after
    the rest, and makes no more of it.
    """
    needed = [condition for condition in _conditions() if condition.search(rule)]
    if not any(condition.search(told.sentence) for condition in needed) or not remedy.words.search(rule):
        return False
    whole = f"{told.before} {told.sentence}"
    more = {match.group().casefold() for match in _stronger().finditer(whole)}
    return all(condition.search(whole) for condition in needed) and all(word in rule.casefold() for word in more)


@cache
def _conditions() -> tuple[re.Pattern[str], ...]:
    return tuple(any_of((*entry["zh"], *entry["en"])) for entry in wordlist("offers")["condition"])


@cache
def _stronger() -> re.Pattern[str]:
    return any_of(wordlist("offers")["speech"]["stronger"])
