"""Sources that a model's part rests on and has not listed: where its words leave no doubt, code lists them.

A sentence that keeps one of the plain letter's rests on what that one rests on, in whatever part it stands now; a
clause that tells what the customer said rests on the customer's words. Nothing else is added: a value that merely
stands somewhere in the case is not grounded by that.
"""

import re
from collections.abc import Iterator
from zoneinfo import ZoneInfo

from assistant.case.reply import Part, Source
from assistant.case.view import CaseView
from assistant.drafting.grounding import Grounds
from assistant.drafting.plain_said import plain_parts_of
from assistant.drafting.sentences import sentences
from assistant.drafting.tokens import Calendar

_CUSTOMER = "customer.words"
_CLAUSE = re.compile(r"[，；、：,;:](?!\d)")
_SAID_BY_THE_CUSTOMER = re.compile(
    r"您(?:来信|信里|信中|邮件里|邮件中|之前|刚才|也|还|另外|所)?(?:说|提|写|讲|问|报|反映|告诉|想要|希望)"
    r"|\byou(?:[’']ve| have| had)?(?: also)? (?:say|said|mention|wrote|write|told|tell|ask|describe|report|quote)"
    r"|\b(?:in|from) your (?:e-?mail|message|letter)\b",
    re.IGNORECASE,
)


def with_sources(part: Part, view: CaseView) -> Part:
    """The part with the ids of what it rests on beyond those that it lists."""
    added = (source for sentence in sentences(part.text) for source in _added(sentence, part, view))
    return part.model_copy(update={"sources": tuple(dict.fromkeys((*part.sources, *added)))})


def _added(sentence: str, part: Part, view: CaseView) -> Iterator[str]:
    """None where all that the sentence states stands in what the part lists."""
    calendar = Calendar(zone=ZoneInfo(view.timezone), now=view.now)
    listed = [source for source_id in part.sources if (source := view.source(source_id)) is not None]
    if not Grounds.of(listed, calendar).missing(sentence):
        return
    for plain in plain_parts_of(sentence, view):
        yield from plain.sources
    if _tells_the_customers_words(sentence, listed, view, calendar):
        yield _CUSTOMER


def _tells_the_customers_words(sentence: str, listed: list[Source], view: CaseView, calendar: Calendar) -> bool:
    """A clause says that the customer said something, and has of it what else would rest on nothing."""
    words = view.source(_CUSTOMER)
    if words is None:
        return False
    without, with_them = Grounds.of(listed, calendar), Grounds.of([*listed, words], calendar)
    clauses = (clause for clause in _CLAUSE.split(sentence) if _SAID_BY_THE_CUSTOMER.search(clause))
    return any(without.missing(clause) and not with_them.missing(clause) for clause in clauses)
