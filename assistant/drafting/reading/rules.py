"""What the concepts of a clause mean together: the rules of `lexicons/rules.toml`, parsed and applied."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Literal

from assistant.drafting.reading.data import toml
from assistant.drafting.reading.lexicon import Tag

Section = Literal["topics", "statements", "requests", "emotions", "urgent"]
Name = tuple[Section, str]
"""A section and one of its meanings."""
_SIGNS = {"+": False, "-": True}
_NEAR = 4
"""How many clauses before and after one can still explain it."""


@dataclass(frozen=True, slots=True)
class Term:
    """Concepts of which one must be there; each with the polarity that it must have, or None for any."""

    choices: tuple[tuple[str, bool | None], ...]
    absent: bool = False

    def holds(self, concepts: "Concepts") -> bool:
        return self.absent != any(concepts.has(concept, negated) for concept, negated in self.choices)


Part = tuple[Term, ...]


@dataclass(frozen=True, slots=True)
class Rule:
    """`here` is for the quoted clause, `nearby` for its sentence, `anywhere` and `nowhere` for the mail.

    A `guess` counts only in a mail where no other rule of the section finds anything.
    """

    name: str
    here: Part
    nearby: tuple[Part, ...] = ()
    anywhere: tuple[Part, ...] = ()
    nowhere: tuple[Part, ...] = ()
    guess: bool = False


class Concepts:
    """The concepts of a stretch of text, each with the polarities in which it occurs."""

    def __init__(self, tags: Sequence[Tag]) -> None:
        self._found: dict[str, set[bool]] = {}
        for tag in tags:
            for concept in tag.concepts:
                self._found.setdefault(concept, set()).add(tag.negated)

    def has(self, concept: str, negated: bool | None) -> bool:
        polarities = self._found.get(concept)
        return polarities is not None and (negated is None or negated in polarities)

    def names(self) -> Iterator[str]:
        yield from self._found


@dataclass(frozen=True, slots=True)
class Read:
    """One clause with its words and concepts, ready for the rules. `start` and `end` quote the text."""

    start: int
    end: int
    sentence: int
    tags: tuple[Tag, ...]
    concepts: Concepts
    unmeant: Mapping[Name, str | None] = field(default_factory=dict)
    """What its words name and do not mean, with what they mean instead."""


@dataclass(frozen=True, slots=True)
class Match:
    name: str
    clause: int
    """The clause's index."""
    guess: bool = False


@cache
def _rules(section: Section) -> dict[str, tuple[Rule, ...]]:
    """The section's rules by a concept of which each needs one, so that few are tried on a clause."""
    index: dict[str, list[Rule]] = {}
    for name, lines in toml("rules")[section].items():
        for line in lines:
            rule = parse(name, line)
            first = next(term for term in rule.here if not term.absent)
            for concept, _ in first.choices:
                index.setdefault(concept, []).append(rule)
    return {concept: tuple(rules) for concept, rules in index.items()}


def parse(name: str, line: str) -> Rule:
    """A rule from its line in the file (the file's head says how it is written)."""
    wanted, *nowhere = line.removeprefix("? ").split(" &! ")
    local, *anywhere = wanted.split(" & ")
    here, *nearby = local.split(" .. ")
    return Rule(
        name,
        _part(here),
        tuple(map(_part, nearby)),
        tuple(map(_part, anywhere)),
        tuple(map(_part, nowhere)),
        guess=line.startswith("? "),
    )


def _part(words: str) -> Part:
    return tuple(_term(word) for word in words.split())


def _term(word: str) -> Term:
    choices = word.removeprefix("!").split("|")
    return Term(tuple((choice.lstrip("+-"), _SIGNS.get(choice[0])) for choice in choices), word.startswith("!"))


def concepts_named() -> set[str]:
    """Every concept that some rule speaks of."""
    sections: tuple[Section, ...] = ("topics", "statements", "requests", "emotions", "urgent")
    rules = [rule for section in sections for rules in _rules(section).values() for rule in rules]
    parts = [part for rule in rules for part in (rule.here, *rule.nearby, *rule.anywhere, *rule.nowhere)]
    return {concept for part in parts for term in part for concept, _ in term.choices}


def matches(section: Section, read: Sequence[Read]) -> list[Match]:
    """What the clauses mean, in their order, each meaning at most once a clause; guesses only where nothing else is."""
    found: dict[tuple[int, str], Match] = {}
    mail = _Mail(read)
    for index, clause in enumerate(read):
        for rule in _candidates(section, clause.concepts):
            name = clause.unmeant.get((section, rule.name), rule.name)
            if name is None:
                continue
            known = found.get((index, name))
            if (known is None or known.guess > rule.guess) and mail.bears_out(rule, index):
                found[index, name] = Match(name, index, rule.guess)
    sure = [match for match in found.values() if not match.guess]
    return sure or list(found.values())


def _candidates(section: Section, concepts: Concepts) -> Iterator[Rule]:
    rules = _rules(section)
    for concept in concepts.names():
        yield from rules.get(concept, ())


class _Mail:
    """The clauses of a mail, asked about rule by rule. Remembers what holds anywhere, so that time stays linear."""

    def __init__(self, read: Sequence[Read]) -> None:
        self._read = read
        self._anywhere: dict[Part, bool] = {}

    def bears_out(self, rule: Rule, index: int) -> bool:
        return (
            _holds(rule.here, self._read[index])
            and all(any(_holds(part, clause) for clause in self._near(index)) for part in rule.nearby)
            and all(self._somewhere(part) for part in rule.anywhere)
            and not any(self._somewhere(part) for part in rule.nowhere)
        )

    def _somewhere(self, part: Part) -> bool:
        if part not in self._anywhere:
            self._anywhere[part] = any(_holds(part, clause) for clause in self._read)
        return self._anywhere[part]

    def _near(self, index: int) -> list[Read]:
        """The clauses of the same sentence, and those beside it: people put full stops where commas belong."""
        sentence = self._read[index].sentence
        around = range(max(0, index - _NEAR), min(len(self._read), index + _NEAR + 1))
        return [
            self._read[other]
            for other in around
            if other != index and (abs(other - index) == 1 or self._read[other].sentence == sentence)
        ]


def _holds(part: Part, clause: Read) -> bool:
    return all(term.holds(clause.concepts) for term in part)


Meaning = tuple[int, Mapping[Name, str | None]]
"""A clause's index; each name that it does not mean, with what it means instead."""


def by_words(pattern: re.Pattern[str], names: Mapping[Name, str | None]) -> Callable[..., Iterator[Meaning]]:
    """A finder of the clauses in which the pattern stands; they do not mean these names."""

    def find(folded: str, read: Sequence[Read]) -> Iterator[Meaning]:
        return ((n, names) for n, clause in enumerate(read) if pattern.search(folded, clause.start, clause.end))

    return find
