"""Whether a reply says all that it has to: its parts, and what the records say against the customer's words."""

import re
import unicodedata
from collections.abc import Iterator

from assistant.case.diagnosis import ActionKind, Category, Cause
from assistant.case.inquiry import Emotion
from assistant.case.reply import PartKind, Reply, Source
from assistant.case.verification import Verdict
from assistant.case.view import CaseView, ClaimView
from assistant.drafting import phrasing
from assistant.drafting.bearing import bears_on
from assistant.drafting.grounding import Grounds
from assistant.drafting.scanning import scan
from assistant.drafting.tokens import Calendar
from assistant.pipeline import NO_GLOSSARY, Glossary
from assistant.process.comparing import plain

_NO_SOLUTION = frozenset({ActionKind.GIVE_INFORMATION, ActionKind.ASK_CUSTOMER})


def missing_parts(reply: Reply, view: CaseView) -> Iterator[str]:
    present = {part.kind for part in reply.parts}
    for kind, reason in _required(view):
        if kind not in present:
            yield f"{kind.value} is missing: {reason}"


def _required(view: CaseView) -> Iterator[tuple[PartKind, str]]:
    yield PartKind.GREETING, "every reply has one"
    if view.emotion not in (Emotion.CALM, Emotion.GRATEFUL):
        yield PartKind.ACKNOWLEDGEMENT, f"the customer is {view.emotion.value}"
    elif view.repeat:
        yield PartKind.ACKNOWLEDGEMENT, "this is not the first contact"
    if view.order is not None and view.category is not Category.PRAISE:
        yield PartKind.FACTS, "an order is known"
    if view.cause is not None:
        yield PartKind.EXPLANATION, f"the cause is {view.cause.value}"
    if any(action.kind not in _NO_SOLUTION for action in view.actions):
        yield PartKind.SOLUTION, "actions are proposed"
    if view.questions:
        yield PartKind.QUESTIONS, "something has to be asked"
    if view.commitments:
        yield PartKind.COMMITMENT, "something is committed to"
    yield PartKind.CLOSING, "every reply has one"


def unaddressed_contradictions(
    reply: Reply, view: CaseView, calendar: Calendar, glossary: Glossary = NO_GLOSSARY
) -> Iterator[str]:
    """`glossary` tells by what other names the goods of a record go."""
    for n, claim in enumerate(view.claims):
        if claim.verdict is not Verdict.CONTRADICTED or not bears_on(claim.kind, view):
            continue
        named = {f"claim.{n}", *claim.sources}
        resting = [part.text for part in reply.parts if named & set(part.sources)]
        if not any(_addresses(text, claim, view, calendar, glossary) for text in resting):
            yield f"the records contradict {claim.words!r}: the reply does not say so ({claim.record or 'no value'})"


def _addresses(text: str, claim: ClaimView, view: CaseView, calendar: Calendar, glossary: Glossary) -> bool:
    """A part that rests on the claim says the record's value, where the record has one."""
    if claim.record is None:
        return True
    values = (claim.record, *_other_names(claim.record, glossary))
    return any(_says(value, text, view, calendar) for value in values)


def _other_names(record: str, glossary: Glossary) -> Iterator[str]:
    """What else the shop calls the goods that the record names: its 保温杯 is a thermos in an English letter."""
    for product in glossary.products:
        names = [name for name in (product.name, *product.aliases) if name]
        if plain(record) in [plain(name) for name in names]:
            yield from names


def _says(record: str, text: str, view: CaseView, calendar: Calendar) -> bool:
    """The value itself, a code or status in words, or the same number or time in another notation."""
    said = (record, phrasing.code(record, view.language), _status_words(record, view))
    if any(_stands_in(words, text) for words in said if words):
        return True
    return bool(scan(record, calendar)) and not Grounds.of([Source(id="", kind="shop", text=text)], calendar).missing(
        record
    )


def _status_words(record: str, view: CaseView) -> str:
    words = {status.value: said for status, said in phrasing.STATUS_WORDS[view.language].items()}
    return words.get(record, "")


def _stands_in(words: str, text: str) -> bool:
    """As words of their own: the size M is not in "from"."""
    pattern = rf"(?<![a-z0-9]){re.escape(_folded(words))}(?![a-z0-9])"
    return re.search(pattern, _folded(text)) is not None


def _folded(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def sent_wrong_is_recorded(view: CaseView) -> bool:
    return Cause.WRONG_ITEM_SENT in (view.cause, *view.secondary)
