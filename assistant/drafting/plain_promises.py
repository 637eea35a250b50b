"""Promises in plain words: 这次就给您通融 and “that will not fall on you” grant as much as a refund does.

`offers` knows the remedies by their names, `intentions` the clauses that say what we will do. This is about what is
granted without either, by class. It needs what the others need: an action or a commitment of the case, or a rule.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from assistant.case.diagnosis import ActionKind, Cause
from assistant.case.reply import Source
from assistant.case.view import CaseView
from assistant.drafting.grounding import Grounds
from assistant.drafting.scanning import scan
from assistant.drafting.sentences import sentences
from assistant.drafting.tokens import Calendar
from assistant.drafting.wording import Finding, any_of, wordlist

_CLAUSE = re.compile(r"[，,；;：—–]| but | though | although ")
_OF_US = ("action", "policy", "article")
_TOLD = (*_OF_US, "order", "tracking")


@dataclass(frozen=True)
class PlainPromise:
    """Said by `words`, or in a clause `about` something by what it `says` of it.

    `by_rule`: an article or a record that says the same allows it too; `by_due`: so does a time that is kept;
    `by_parcel`: so does a parcel that is under way. `over_two`: the clause before may tell what it is about.
    """

    name: str
    words: re.Pattern[str] | None
    about: re.Pattern[str] | None
    says: re.Pattern[str] | None
    allowed_by: frozenset[ActionKind]
    causes: frozenset[Cause]
    by_rule: bool
    by_due: bool
    by_parcel: bool
    over_two: bool
    unless: re.Pattern[str] | None
    """What stands before the words and makes them no promise."""


@cache
def _promises() -> tuple[PlainPromise, ...]:
    return tuple(
        PlainPromise(
            name=entry["name"],
            words=_any(entry, "zh", "en"),
            about=_any(entry, "about"),
            says=_any(entry, "says"),
            allowed_by=frozenset(ActionKind(kind) for kind in entry["allowed_by"]),
            causes=frozenset(Cause(cause) for cause in entry.get("causes", ())),
            by_rule=entry.get("by_rule", False),
            by_due=entry.get("by_due", False),
            by_parcel=entry.get("by_parcel", False),
            over_two=entry.get("over_two", False),
            unless=_any(entry, "unless"),
        )
        for entry in wordlist("plain_promises")["promise"]
    )


def _any(entry: dict[str, Any], *keys: str) -> re.Pattern[str] | None:
    patterns = [pattern for key in keys for pattern in entry.get(key, ())]
    return any_of(patterns) if patterns else None


@cache
def _speech(manner: Literal["new", "open", "of_the_customer", "general", "of_this_case"]) -> re.Pattern[str]:
    return any_of(wordlist("plain_promises")["speech"][manner])


def granted(sentence: str, sources: Sequence[Source], view: CaseView, calendar: Calendar) -> Iterator[Finding]:
    """What the sentence grants and the case does not. `sentence` is in the reply's own words; `sources` are those
    that its part names.
    """
    general = is_rule(sentence, sources)
    topic = ""
    for clause in (part.strip() for part in _CLAUSE.split(sentence)):
        before, topic = topic, clause
        if not clause or _speech("open").search(clause) or _speech("of_the_customer").search(clause):
            continue
        if general and not is_of_this_case(clause):
            continue
        for promise in _promises():
            words = _words(promise, clause, before)
            kept = (promise.by_due and _is_due(clause, view, calendar)) or (
                promise.by_parcel and _travels(clause, view)
            )
            if words is not None and not kept and not _allowed(promise, words, sources, view):
                yield Finding(words.strip(), f"nothing in the case allows {promise.name}")


def is_rule(sentence: str, sources: Sequence[Source]) -> bool:
    """It speaks of what holds for everybody, and an article is among the sources."""
    return _speech("general").search(sentence) is not None and any(source.kind == "article" for source in sources)


def is_of_this_case(clause: str) -> bool:
    return _speech("of_this_case").search(clause) is not None


def _words(promise: PlainPromise, clause: str, before: str = "") -> str | None:
    """What the clause is about may stand in the one before: 寄回的快递费，凭票找我们报."""
    told = f"{before} {clause}" if promise.over_two else clause
    about = promise.about is not None and promise.about.search(told) is not None
    says = promise.says if about else None
    for pattern in filter(None, (promise.words, says)):
        for match in pattern.finditer(clause):
            if promise.unless is None or not promise.unless.search(clause[: match.start()]):
                return match.group()
    return None


def _travels(clause: str, view: CaseView) -> bool:
    """The clause tells of a parcel that has left us and has not come; of a new one there is no record."""
    orders = (view.order,) if view.order is not None else view.candidates
    parcels = [parcel for order in orders for parcel in order.shipments]
    under_way = any(parcel.shipped_at is not None and parcel.delivered_at is None for parcel in parcels)
    return under_way and not _speech("new").search(clause)


def _is_due(clause: str, view: CaseView, calendar: Calendar) -> bool:
    """The clause has a day or a span, and a commitment, an action or a rule has the same."""
    times = [token for token in scan(clause, calendar) if token.kind in ("date", "moment", "span")]
    own = [source for source in view.sources if source.kind in _OF_US or source.id == "order.ship_by"]
    return bool(times) and not Grounds.of(own, calendar).missing(clause, ("date", "moment", "span"))


def _allowed(promise: PlainPromise, words: str, sources: Sequence[Source], view: CaseView) -> bool:
    kinds = {action.kind for action in view.actions} | {commitment.kind for commitment in view.commitments}
    if view.order is not None and (view.order.refunds or view.order.returns):
        kinds.add(ActionKind.REFUND)  # one that is on its way may be spoken of
    if promise.allowed_by & kinds or promise.causes & {view.cause, *view.secondary}:
        return True
    told = [sentence for source in sources if source.kind in _TOLD for sentence in sentences(source.text)]
    return any(words.casefold() in text.casefold() for text in told) or (
        promise.by_rule and any(_words(promise, text) is not None for text in told)
    )
