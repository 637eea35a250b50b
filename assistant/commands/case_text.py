"""A case file for people: who writes, about which order, what is wrong, what may be done, and the proposed reply."""

from collections.abc import Iterator
from zoneinfo import ZoneInfo

from assistant.case.case_file import CaseFile
from assistant.terminal import folded
from assistant.times import shown_time

Row = tuple[str, str]

_BAR = "  │ "


def as_text(file: str, case: CaseFile, zone: ZoneInfo) -> str:
    """The file's name, one labelled line a statement (times in `zone`), and the reply with a bar beside it."""
    rows = [row for label, words in _rows(case, zone) for row in _beside(f"  {label:<11}", words)]
    reply = case.reply.text.split("\n") if case.reply is not None else []
    barred = [f"{_BAR}{part}".rstrip() for text in reply for part in folded(text, len(_BAR))]
    return "\n".join([file, *rows, *([""] if barred else []), *barred, ""])


def _beside(label: str, words: str) -> list[str]:
    first, *others = folded(words, len(label))
    return [f"{label}{first}".rstrip(), *(f"{'':<{len(label)}}{other}" for other in others)]


def _rows(case: CaseFile, zone: ZoneInfo) -> Iterator[Row]:
    if case.screening.kind == "unreadable":
        yield "unreadable", case.screening.reason or ""
        return
    yield "from", case.message.sender or "nobody"
    yield "subject", " ".join(case.message.subject.split())
    if case.diagnosis is None:
        yield "screened", f"{case.screening.kind}: {case.screening.reason}"
        return
    yield from _findings(case, zone)
    yield "status", case.status


def _findings(case: CaseFile, zone: ZoneInfo) -> Iterator[Row]:
    identity, order, diagnosis = case.identity, case.order, case.diagnosis
    yield "identity", f"{identity.level}, scope {identity.scope}"
    yield from (("", words) for words in identity.evidence)
    yield "order", " ".join(filter(None, (order.outcome.value, order.number)))
    yield from (("", f"{candidate.number}: {candidate.reason}") for candidate in order.candidates)
    if diagnosis is not None:
        yield "diagnosis", "/".join(filter(None, (diagnosis.category, diagnosis.cause)))
        yield from (("", words) for words in diagnosis.evidence)
    for n, action in enumerate(case.actions):
        yield "actions" if n == 0 else "", f"{action.kind} ({action.role})"
    for promise in case.promises:
        yield "promise", f"{promise.text} ({shown_time(promise.due, zone) or promise.event})"
    yield from (("check", f"{check.name}: {check.detail}") for check in case.checks if not check.passed)
