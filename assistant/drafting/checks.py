"""The checks of a reply (process.md, section 5): pure, each by its name, each failure with the sentence at fault.

Whoever wrote the reply, a template, a model or a person, it is held to the same: what it states is in the sources that
it names, what it offers is among the proposed actions, and nothing is said that the sender may not hear.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from assistant.case.diagnosis import Category
from assistant.case.reply import Check, Part, PartKind, Promise, Reply, Source
from assistant.case.view import CaseView
from assistant.drafting import (
    addressing,
    anchors,
    asking,
    completeness,
    customers_words,
    goods,
    held_back,
    languages,
    leftovers,
    naming,
    paying,
    places,
    policy_subjects,
    privacy,
    reached,
    states,
)
from assistant.drafting.counting import uncounted
from assistant.drafting.grounding import Grounds
from assistant.drafting.intentions import beyond
from assistant.drafting.offers import unallowed
from assistant.drafting.plain_promises import granted
from assistant.drafting.plain_said import says_no_more
from assistant.drafting.roles import misplaced_days
from assistant.drafting.scanning import scan
from assistant.drafting.sentences import own_words, sentences
from assistant.drafting.tokens import Calendar
from assistant.drafting.told_rules import (
    Told,
    refund_by_rule,
    remedies_by_rule,
    remedies_in_general,
    rules_of,
    with_what_stands_before,
)
from assistant.drafting.wording import Fault, Finding, find
from assistant.pipeline import NO_GLOSSARY, Glossary

GROUNDED_NUMBERS = "grounded_numbers"
SOURCES_EXIST = "sources_exist"
SCOPE = "scope"
CONTRADICTIONS_ADDRESSED = "contradictions_addressed"
NO_ABSOLUTES = "no_absolutes"
NO_BLAME = "no_blame"
NO_ADMISSION = "no_admission"
REQUIRED_PARTS = "required_parts"
LANGUAGE = "language"
GREETING_NAME = "greeting_name"
MASKING = "masking"
ACTIONS_ALLOWED = "actions_allowed"
PROMISES_ALLOWED = "promises_allowed"
LINKS = "links"
GROUNDED_NAMES = "grounded_names"
NO_LEFTOVERS = "no_leftovers"

Faults = Iterator[str]


@dataclass(frozen=True)
class Candidate:
    """A reply with all that it is held against."""

    reply: Reply
    view: CaseView
    promises: Sequence[Promise]
    glossary: Glossary


Finder = Callable[[Candidate], Faults]

_MOST_DETAILS = 5
"""Faults that one check names; the rest are counted."""


def check(
    reply: Reply, view: CaseView, promises: Sequence[Promise], glossary: Glossary = NO_GLOSSARY
) -> tuple[Check, ...]:
    """Every check once, in a fixed order. `promises` are what the reply is said to promise; `glossary` names the goods
    that the shop sells.
    """
    candidate = Candidate(reply, view, promises, glossary)
    return tuple(_check(name, list(finder(candidate))) for name, finder in _CHECKS.items())


def _check(name: str, faults: list[str]) -> Check:
    named = list(dict.fromkeys(faults))
    more = [f"and {len(named) - _MOST_DETAILS} more"] if len(named) > _MOST_DETAILS else []
    return Check(name=name, passed=not named, detail="; ".join((*named[:_MOST_DETAILS], *more)))


def _at(sentence: str, words: str, fault: str) -> str:
    return f"{words!r}: {fault} (in: {sentence})"


def _calendar(view: CaseView) -> Calendar:
    return Calendar(zone=ZoneInfo(view.timezone), now=view.now)


def _named_sources(part: Part, view: CaseView) -> list[Source]:
    return [source for source_id in part.sources if (source := view.source(source_id)) is not None]


def _own_sentences(part: Part, view: CaseView) -> list[str]:
    """Sentences in the reply's own words: quotations from the sources that the part names are left out."""
    return sentences(own_words(part.text, _named_sources(part, view)))


def _ungrounded(given: Candidate) -> Faults:
    calendar = _calendar(given.view)
    for part in given.reply.parts:
        named = _named_sources(part, given.view)
        grounds = Grounds.of(named, calendar)
        for sentence in sentences(part.text):
            for token in uncounted(grounds.unknown(sentence), sentence, given.view):
                yield _at(sentence, token.text, f"not in the sources of the part {part.kind.value}")
            for finding in (
                *misplaced_days(sentence, given.view, calendar),
                *anchors.other_events(sentence, named, given.view),
                *paying.other_ways(sentence, named, given.view),
                *_without_plain(customers_words.told_as_ours(sentence, named, given.view, calendar), sentence, given),
                *_without_plain(policy_subjects.of_other_rules(sentence, named, calendar), sentence, given),
            ):
                yield _at(sentence, finding.words, finding.fault)


def _without_plain(findings: Iterable[Finding], sentence: str, given: Candidate) -> Iterator[Finding]:
    """Without what the plain letter says in the same words."""
    for finding in findings:
        if not says_no_more(finding.words, sentence, "", given.view):
            yield finding


def _ungrounded_names(given: Candidate) -> Faults:
    """Couriers, people, places and goods, and what is said of them. A greeting's name has a check of its own."""
    yield from _untrue_states(given)
    for part in (part for part in given.reply.parts if part.kind is not PartKind.GREETING):
        sources = _named_sources(part, given.view)
        for sentence in sentences(part.text):
            for words in _foreign_names(sentence, sources, given):
                yield _at(sentence, words, f"not in the sources of the part {part.kind.value}")


def _foreign_names(sentence: str, sources: Sequence[Source], given: Candidate) -> Iterator[str]:
    yield from naming.foreign_carriers(sentence, sources)
    yield from naming.unknown_carriers(sentence, sources)
    yield from naming.foreign_people(sentence, sources, given.view)
    yield from places.foreign_places(sentence, sources)
    yield from places.foreign_cities(sentence, sources)
    yield from places.foreign_depots(sentence, sources)
    yield from naming.foreign_goods(sentence, sources, given.view, given.glossary)
    yield from goods.foreign_named_goods(sentence, sources, given.view, given.glossary)
    yield from goods.foreign_variants(sentence, sources, given.view)


def _unusable_sources(given: Candidate) -> Faults:
    """A source that is not in the case, or an article that is not in force or not for customers."""
    known = {source.id for source in given.view.sources}
    passages = {f"article.{passage.id}": passage for passage in given.view.passages}
    for part in given.reply.parts:
        for source_id in part.sources:
            passage = passages.get(source_id)
            if source_id not in known:
                yield f"{part.kind.value} names the source {source_id!r}, which is not in the case"
            elif passage is not None and not passage.in_force(given.view.now):
                yield f"{part.kind.value} quotes {source_id!r}, which is not in force"
            elif passage is not None and passage.audience != "customer":
                yield f"{part.kind.value} quotes {source_id!r}, which is not for customers"


def _beyond_scope(given: Candidate) -> Faults:
    yield from privacy.beyond_scope(given.reply, given.view, _calendar(given.view))
    for part in given.reply.parts:
        for finding in held_back.told_unread(part, given.view):
            yield f"{finding.words!r} {finding.fault} ({part.kind.value})"


def _unmasked(given: Candidate) -> Faults:
    return privacy.unmasked(given.reply, given.view)


def _contradictions(given: Candidate) -> Faults:
    return completeness.unaddressed_contradictions(given.reply, given.view, _calendar(given.view), given.glossary)


def _missing_parts(given: Candidate) -> Faults:
    return completeness.missing_parts(given.reply, given.view)


def _language(given: Candidate) -> Faults:
    yield from addressing.wrong_language(given.reply, given.view)
    for part in given.reply.parts:
        for finding in languages.foreign(part, given.view):
            yield f"{part.kind.value}: {finding.words!r} {finding.fault}"


def _greeting(given: Candidate) -> Faults:
    return addressing.wrong_name(given.reply, given.view)


def _forbidden(given: Candidate, faults: dict[Fault, str]) -> Faults:
    for part in given.reply.parts:
        for sentence in _own_sentences(part, given.view):
            spoken = addressing.in_plain_words(sentence, given.view)
            for fault, says in faults.items():
                for finding in find(fault, spoken, says):
                    yield _at(sentence, finding.words, finding.fault)


def _absolutes(given: Candidate) -> Faults:
    return _forbidden(given, {"absolutes": "nobody can promise that"})


def _blame(given: Candidate) -> Faults:
    return _forbidden(given, {"blame": "blames the customer", "courier": "leaves the courier to the customer"})


def _admissions(given: Candidate) -> Faults:
    faults: dict[Fault, str] = {}
    if given.view.category is Category.COMPLAINT_OR_LEGAL:
        faults["admissions"] = "an admission is the supervisor's to make"
    if not completeness.sent_wrong_is_recorded(given.view):
        faults["sent_wrong"] = "no record shows that we sent the wrong goods"
    return _forbidden(given, faults)


def _offers(given: Candidate) -> Faults:
    calendar = _calendar(given.view)
    for part in given.reply.parts:
        rules = rules_of(part, given.view)
        for told in with_what_stands_before(_own_sentences(part, given.view)):
            by_rule = remedies_by_rule(told, rules) | remedies_in_general(told, part, given.view)
            faults = list(unallowed(told.sentence, part.kind, given.view, calendar, by_rule))
            yield from _beyond_the_plain_letter(faults, told, given.view)


def _beyond_the_plain_letter(faults: Sequence[Finding], told: Told, view: CaseView) -> Faults:
    """Code wrote that one, of what the case allows: to repeat it, under its conditions, is no fault."""
    for finding in faults:
        if not says_no_more(finding.words, told.sentence, told.before, view):
            yield _at(told.sentence, finding.words, finding.fault)


def _promises(given: Candidate) -> Faults:
    """What is promised is a commitment of the case and stands in the reply; what we mean to do is ours to do, and what
    is done has been recorded as done.
    """
    dues: set[datetime | None] = {commitment.due for commitment in given.view.commitments}
    for promise in given.promises:
        if promise.due not in dues:
            yield f"no commitment of the case is due at {promise.due} (promised: {promise.text})"
        if promise.text not in given.reply.text:
            yield f"the reply does not say what it is said to promise: {promise.text}"
    yield from _forbidden(given, {"done": "said to be done, but only intended"})
    calendar = _calendar(given.view)
    for part in given.reply.parts:
        rules = rules_of(part, given.view)
        for told in with_what_stands_before(_own_sentences(part, given.view)):
            faults = [
                *beyond(told.sentence, given.view, calendar, refund_by_rule(told, rules)),
                *granted(told.sentence, _named_sources(part, given.view), given.view, calendar),
            ]
            yield from _beyond_the_plain_letter(faults, told, given.view)


def _links(given: Candidate) -> Faults:
    """Web and mail addresses come from articles and the shop, never from a mail."""
    calendar = _calendar(given.view)
    for part in given.reply.parts:
        trusted = [source for source in _named_sources(part, given.view) if source.kind in ("article", "shop")]
        known = Grounds.of(trusted, calendar).words
        for sentence in sentences(part.text):
            for token in scan(sentence, calendar):
                if token.kind in ("url", "email") and token.value not in known:
                    yield _at(sentence, token.text, "not from an article that the part names")


def _untrue_states(given: Candidate) -> Faults:
    for part in given.reply.parts:
        for told in with_what_stands_before(_own_sentences(part, given.view)):
            found = [*states.untrue(told.sentence, given.view), *reached.unreached(told.sentence, given.view)]
            yield from _beyond_the_plain_letter(found, told, given.view)


def _leftovers(given: Candidate) -> Faults:
    for part in given.reply.parts:
        for sentence in _own_sentences(part, given.view):
            for finding in (
                *leftovers.leftovers(sentence, part, given.view),
                *asking.unasked(sentence, _named_sources(part, given.view), given.view),
            ):
                yield _at(sentence, finding.words, finding.fault)
        for finding in leftovers.echo(part, given.view):
            yield f"{part.kind.value} {finding.fault}: {finding.words!r}"


_CHECKS: dict[str, Finder] = {
    GROUNDED_NUMBERS: _ungrounded,
    GROUNDED_NAMES: _ungrounded_names,
    SOURCES_EXIST: _unusable_sources,
    SCOPE: _beyond_scope,
    CONTRADICTIONS_ADDRESSED: _contradictions,
    NO_ABSOLUTES: _absolutes,
    NO_BLAME: _blame,
    NO_ADMISSION: _admissions,
    REQUIRED_PARTS: _missing_parts,
    LANGUAGE: _language,
    GREETING_NAME: _greeting,
    MASKING: _unmasked,
    ACTIONS_ALLOWED: _offers,
    PROMISES_ALLOWED: _promises,
    LINKS: _links,
    NO_LEFTOVERS: _leftovers,
}
