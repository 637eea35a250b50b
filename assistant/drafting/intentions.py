"""What a letter says that we will do, held against what the case lets us do (process.md, sections 4 and 5).

Word lists cannot name everything that somebody may promise, so it is the other way round here: a clause that speaks of
our doing needs a verb that is always ours (look, ask, tell, pass on) or one of an action of the case. A day or a span
that it names is a commitment's, an action's or a rule's, not any day that the records happen to hold.
"""

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Literal

from assistant.case.diagnosis import ActionKind, Cause
from assistant.case.view import CaseView
from assistant.drafting.grounding import Grounds
from assistant.drafting.states import tells_the_customers
from assistant.drafting.tokens import Calendar
from assistant.drafting.wording import Finding, any_of, wordlist

Manner = Literal["intends", "continues", "expected", "today", "too_often", "lavish"]

_CLAUSE = re.compile(
    r"[，,；;]|[：:](?!\d)|——| — | – |(?<=\w) (?=and (?:then |also )?(?:send|give|refund|pay|add|extend|upgrade))"
)
_OF_US = ("action", "policy", "article")
"""Kinds of source that a date of our own doing may come from."""

_ABOUT = {
    ActionKind.EXPEDITE: {
        Cause.NOT_SHIPPED,
        Cause.SHIPPING_OVERDUE,
        Cause.PRESALE_WAITING,
        Cause.PARTIAL_SHIPMENT,
        Cause.OUT_OF_STOCK,
    },
    ActionKind.ISSUE_INVOICE: {Cause.INVOICE_REQUEST},
    ActionKind.CORRECT_INVOICE: {Cause.INVOICE_CORRECTION},
}
"""What the letter about a cause is about anyway: to say that we will ship what was ordered is no new promise."""


@cache
def _speech(manner: Manner) -> re.Pattern[str]:
    return any_of(wordlist("intentions")["speech"][manner])


@cache
def _always() -> re.Pattern[str]:
    lists = wordlist("intentions")["always"]
    return any_of((*lists["zh"], *lists["en"]))


@cache
def _verbs(kind: ActionKind) -> re.Pattern[str] | None:
    patterns = wordlist("intentions")["actions"].get(kind.value)
    return any_of(patterns) if patterns else None


def beyond(sentence: str, view: CaseView, calendar: Calendar, told: re.Pattern[str] | None = None) -> Iterator[Finding]:
    """What the sentence says that we will do, and the case does not let us. `sentence` is in the reply's own words;
    `told` are the words for what follows by a rule that the sentence tells.
    """
    intended = list(_intended(sentence))
    for clause in intended:
        if not _is_allowed(clause, view, told):
            yield Finding(clause, "no action of the case lets us promise this")
        often = _speech("too_often").search(clause)
        if often is not None:
            yield Finding(often.group(), "nobody committed to this")
        lavish = _speech("lavish").search(clause)
        if lavish is not None and not _stands_in_own(lavish.group(), view):
            yield Finding(lavish.group(), "no action or rule of the case has this")
        if _speech("today").search(clause) and not _due_today(view, calendar):
            yield Finding(clause, "nothing is due today")
    if intended:
        yield from _other_times(intended, view, calendar)


def is_always_ours(sentence: str) -> bool:
    """It has a verb of what needs no action: to look, to ask, to tell, to pass on."""
    return _always().search(sentence) is not None


def _intended(sentence: str) -> Iterator[str]:
    """The clauses that speak of our doing, and those that go on with it."""
    before = False
    for clause in (part.strip() for part in _CLAUSE.split(sentence)):
        speaks = _speech("intends").search(clause) is not None or (
            before and _speech("continues").search(clause) is not None
        )
        before = speaks or (before and not clause)
        if speaks and not _speech("expected").search(clause):
            yield clause


def _stands_in_own(words: str, view: CaseView) -> bool:
    return any(words.casefold() in source.text.casefold() for source in view.sources if source.kind in _OF_US)


def _is_allowed(clause: str, view: CaseView, told: re.Pattern[str] | None) -> bool:
    if _always().search(clause) or (told is not None and told.search(clause)):
        return True
    kinds = {action.kind for action in view.actions} | {commitment.kind for commitment in view.commitments}
    kinds |= {kind for kind, causes in _ABOUT.items() if causes & {view.cause, *view.secondary}}
    if view.order is not None and (view.order.refunds or view.order.returns):
        kinds.add(ActionKind.REFUND)  # one that is on its way may be spoken of
    return any(verbs.search(clause) for kind in kinds if (verbs := _verbs(kind)))


def _due_today(view: CaseView, calendar: Calendar) -> bool:
    return any(due.due.astimezone(calendar.zone).date() == calendar.today for due in view.commitments)


def _other_times(clauses: Sequence[str], view: CaseView, calendar: Calendar) -> Iterator[Finding]:
    """Days and spans of what we will do that no action, commitment or rule has; of the order only when it ships, and of
    the mail only where the clause says that they are the customer's: “your wish to have it on Friday”.
    """
    own = [source for source in view.sources if source.kind in _OF_US or source.id == "order.ship_by"]
    mail = [source for source in view.sources if source.id == "customer.words"]
    ours, theirs = Grounds.of(own, calendar), Grounds.of([*own, *mail], calendar)
    for clause in clauses:
        grounds = theirs if tells_the_customers(clause) else ours
        for words in grounds.missing(clause, ("date", "moment", "span", "weekday", "weekend")):
            yield Finding(words, "no commitment, action or rule has this time")
