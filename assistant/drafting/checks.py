"""The checks of a reply (process.md, section 5): pure, each by its name, each failure with the sentence at fault.

Whoever wrote the reply, a template, a model or a person, it is held to the same: what it states is in the sources that
it names, what it offers is among the proposed actions, and nothing is said that the sender may not hear.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from assistant.case.reply import Check, Part, Promise, Reply, Source
from assistant.case.view import CaseView
from assistant.drafting import addressing, completeness, privacy
from assistant.drafting.grounding import Grounds
from assistant.drafting.offers import unallowed
from assistant.drafting.scanning import scan
from assistant.drafting.sentences import own_words, sentences
from assistant.drafting.tokens import Calendar
from assistant.drafting.wording import Fault, find

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

Faults = Iterator[str]
Finder = Callable[[Reply, CaseView, Sequence[Promise]], Faults]

_MOST_DETAILS = 5
"""Faults that one check names; the rest are counted."""


def check(reply: Reply, view: CaseView, promises: Sequence[Promise]) -> tuple[Check, ...]:
    """Every check once, in a fixed order. `promises` are what the reply is said to promise."""
    return tuple(_check(name, list(finder(reply, view, promises))) for name, finder in _CHECKS.items())


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


def _ungrounded(reply: Reply, view: CaseView, promises: Sequence[Promise]) -> Faults:
    calendar = _calendar(view)
    for part in reply.parts:
        grounds = Grounds.of(_named_sources(part, view), calendar)
        for sentence in sentences(part.text):
            for words in grounds.missing(sentence):
                yield _at(sentence, words, f"not in the sources of the part {part.kind.value}")


def _unknown_sources(reply: Reply, view: CaseView, promises: Sequence[Promise]) -> Faults:
    known = {source.id for source in view.sources}
    for part in reply.parts:
        for source_id in part.sources:
            if source_id not in known:
                yield f"{part.kind.value} names the source {source_id!r}, which is not in the case"


def _beyond_scope(reply: Reply, view: CaseView, promises: Sequence[Promise]) -> Faults:
    return privacy.beyond_scope(reply, view, _calendar(view))


def _unmasked(reply: Reply, view: CaseView, promises: Sequence[Promise]) -> Faults:
    return privacy.unmasked(reply, view)


def _contradictions(reply: Reply, view: CaseView, promises: Sequence[Promise]) -> Faults:
    return completeness.unaddressed_contradictions(reply, view, _calendar(view))


def _missing_parts(reply: Reply, view: CaseView, promises: Sequence[Promise]) -> Faults:
    return completeness.missing_parts(reply, view)


def _language(reply: Reply, view: CaseView, promises: Sequence[Promise]) -> Faults:
    return addressing.wrong_language(reply, view)


def _greeting(reply: Reply, view: CaseView, promises: Sequence[Promise]) -> Faults:
    return addressing.wrong_name(reply, view)


def _forbidden(reply: Reply, view: CaseView, faults: dict[Fault, str]) -> Faults:
    for part in reply.parts:
        for sentence in _own_sentences(part, view):
            spoken = addressing.without_names(sentence, view)
            for fault, says in faults.items():
                for finding in find(fault, spoken, says):
                    yield _at(sentence, finding.words, finding.fault)


def _absolutes(reply: Reply, view: CaseView, promises: Sequence[Promise]) -> Faults:
    return _forbidden(reply, view, {"absolutes": "nobody can promise that"})


def _blame(reply: Reply, view: CaseView, promises: Sequence[Promise]) -> Faults:
    return _forbidden(reply, view, {"blame": "blames the customer", "courier": "leaves the courier to the customer"})


def _admissions(reply: Reply, view: CaseView, promises: Sequence[Promise]) -> Faults:
    faults: dict[Fault, str] = {}
    if view.category.value == "complaint_or_legal":
        faults["admissions"] = "an admission is the supervisor's to make"
    if not completeness.sent_wrong_is_recorded(view):
        faults["sent_wrong"] = "no record shows that we sent the wrong goods"
    return _forbidden(reply, view, faults)


def _offers(reply: Reply, view: CaseView, promises: Sequence[Promise]) -> Faults:
    calendar = _calendar(view)
    for part in reply.parts:
        for sentence in _own_sentences(part, view):
            for finding in unallowed(sentence, part.kind, view, calendar):
                yield _at(sentence, finding.words, finding.fault)


def _promises(reply: Reply, view: CaseView, promises: Sequence[Promise]) -> Faults:
    """What is promised is a commitment of the case and stands in the reply; what is done has been recorded as done."""
    dues: set[datetime | None] = {commitment.due for commitment in view.commitments}
    for promise in promises:
        if promise.due not in dues:
            yield f"no commitment of the case is due at {promise.due} (promised: {promise.text})"
        if promise.text not in reply.text:
            yield f"the reply does not say what it is said to promise: {promise.text}"
    yield from _forbidden(reply, view, {"done": "said to be done, but only intended"})


def _links(reply: Reply, view: CaseView, promises: Sequence[Promise]) -> Faults:
    """Web and mail addresses come from articles and the shop, never from a mail."""
    calendar = _calendar(view)
    for part in reply.parts:
        trusted = [source for source in _named_sources(part, view) if source.kind in ("article", "shop")]
        known = Grounds.of(trusted, calendar).words
        for sentence in sentences(part.text):
            for token in scan(sentence, calendar):
                if token.kind in ("url", "email") and token.value not in known:
                    yield _at(sentence, token.text, "not from an article that the part names")


_CHECKS: dict[str, Finder] = {
    GROUNDED_NUMBERS: _ungrounded,
    SOURCES_EXIST: _unknown_sources,
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
}
