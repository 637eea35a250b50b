"""Faults that a clause tells of, and those that it names only to deny them: "not a single scratch"."""

import re
from collections.abc import Iterator, Mapping, Sequence

from assistant.case.inquiry import StatementKind, Topic
from assistant.drafting.reading.lexicon import Tag
from assistant.drafting.reading.rules import Meaning, Name, Read

_FAULTY = frozenset({"broken", "defect", "leak"})
TOPICS_OF_FAULTS = (Topic.DAMAGED, Topic.DEFECT)
_FAULTS: Mapping[Name, str | None] = {
    **{("topics", topic.value): None for topic in TOPICS_OF_FAULTS},
    **{("statements", kind.value): None for kind in (StatementKind.DAMAGED, StatementKind.DEFECTIVE)},
}
_BETWEEN = (
    r"(?: (?:visible|single|signs?|trace|of|any|an?|real|obvious|apparent|was|were|is|are|has|had|been|got|get"
    r"|even|at all|arrived?|came|come|looks?|visibly|really|tiny|little|slightest|way|in)){0,5} ?$"
)
"""What may stand between a denial and the fault that it denies: "no bubble wrap, the bowl broke" denies none."""
_NONE_BEFORE = re.compile(
    rf"(?:\b(?:not|never) (?:one|an?|even one|even a)(?: single)?(?: (?!of\b)\w+)?{_BETWEEN}"
    rf"|\b(?:no|without|nothing|zero|none(?: of (?:it|them|the \w+))?|free (?:of|from)){_BETWEEN}"
    rf"|\b(?:was|were|is|are|did|does|do|has|have)(?:n't| not| never){_BETWEEN}"
    r"|(?:没有?|无|未见|不见)(?:任何|丝毫|一[个点件只处条丝套]|半点|什么|哪个|发现)?的?(?:一点)?$"
    r"|(?:一|半)[个点件只处条丝块片]也?都?(?:没有?|不)$)"
)
_NONE_AFTER = re.compile(r"(?:的|痕|痕迹|之处|地方)?(?:都|也|全)?(?:没有|没见|无)(?!\w{0,4}(?:修|换|处理|解决))")
_ALSO_FAULTY = ("broken", "defect", "leak", "missing", "wrong")


def denied(folded: str, read: Sequence[Read]) -> Iterator[Meaning]:
    """No fault is reported where each that is named is denied; beside another in its sentence, not in its clause."""
    denying = {number for number, clause in enumerate(read) if _denies(folded, clause)}
    denied = {read[number].sentence for number in denying}
    reported = {clause.sentence for clause in read if reports(clause, folded)}
    wholly = denied - reported
    for number, clause in enumerate(read):
        if number in denying or clause.sentence in wholly:
            yield number, _FAULTS


def _denies(folded: str, clause: Read) -> bool:
    faults = [tag for tag in clause.tags if _FAULTY.intersection(tag.concepts)]
    return bool(faults) and all(_is_denied(folded, clause, tag) for tag in faults)


def _is_denied(folded: str, clause: Read, tag: Tag) -> bool:
    before = folded[clause.start : tag.start]
    return _NONE_BEFORE.search(before) is not None or _NONE_AFTER.match(folded, tag.end, clause.end) is not None


def reports(clause: Read, folded: str) -> bool:
    """Whether it tells of a fault that is neither denied nor only thought of."""
    if _denies(folded, clause):
        return False
    if clause.concepts.has("if", None) or clause.concepts.has("condition", None):
        return False
    return any(clause.concepts.has(fault, False) for fault in _ALSO_FAULTY) or clause.concepts.has("work", True)
