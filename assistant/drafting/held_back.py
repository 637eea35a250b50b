"""Where a letter holds back: in a legal matter, and to somebody who may hear nothing of an order.

There the plain letter has said what may be said. What goes beyond it is sympathy, or a rule for everybody.
"""

import re
from collections.abc import Iterator
from functools import cache

from assistant.case.diagnosis import Category
from assistant.case.reply import Part, PartKind, Reply
from assistant.case.verification import Scope
from assistant.case.view import CaseView
from assistant.drafting.plain_said import folded, repeats, says_no_more, words_of
from assistant.drafting.sentences import sentences
from assistant.drafting.wording import Finding, any_of, wordlist

_CLAUSE = re.compile(r"[，；：;:]|, (?!\d{3}\b)|——| [–—] ")
_ASIDE = (PartKind.GREETING, PartKind.FACTS, PartKind.CLOSING)
"""Parts that need no sympathy: what they state the other checks hold against the records."""
_OF_THE_MAIL = 0.3
"""The share of a sentence's words that are the mail's, from which it speaks of what the customer wrote."""


def admitted(reply: Reply, view: CaseView) -> Iterator[str]:
    """Faults: clauses of an answer to a legal matter that the plain letter has not, and that say something."""
    if view.category is not Category.COMPLAINT_OR_LEGAL:
        return
    for part in reply.parts:
        mail = words_of(folded(view.words)) if part.kind is PartKind.ACKNOWLEDGEMENT else set()
        for sentence in sentences(part.text):
            aside = part.kind in _ASIDE or repeats(sentence, view) or _is_theirs(sentence, mail)
            for clause in _clauses(sentence):
                if _tells(clause, aside=aside) and not repeats(clause, view):
                    yield f"{clause!r}: a legal matter is the supervisor's to speak of (in: {sentence})"


def _is_theirs(sentence: str, mail: set[str]) -> bool:
    """What the customer wrote of, told back to show that it was read."""
    words = words_of(folded(sentence))
    return len(words & mail) >= _OF_THE_MAIL * len(words)


def told_unread(part: Part, view: CaseView) -> Iterator[Finding]:
    """What the part tells a sender without the scope of an order, a parcel or a payment: were it that there is none."""
    if view.scope is not Scope.NONE:
        return
    for sentence in sentences(part.text):
        if _any("unread", "open").search(sentence):
            continue
        for clause in _clauses(sentence):
            found = _any("unread", "told").search(clause)
            if found is not None and not says_no_more(found.group(), sentence, "", view):
                yield Finding(found.group(), "tells of an order to a sender who may not hear of it")


def _tells(clause: str, *, aside: bool) -> bool:
    if _any("legal", "telling").search(clause) and not _any("legal", "written").search(clause):
        return True
    return not aside and _any("legal", "idle").search(clause) is None


def _clauses(sentence: str) -> Iterator[str]:
    for clause in _CLAUSE.split(sentence):
        if stripped := clause.strip(" .。!！?？,"):
            yield stripped


@cache
def _any(where: str, manner: str) -> re.Pattern[str]:
    lists = wordlist("held_back")[where][manner]
    return any_of((*lists["zh"], *lists["en"]))
