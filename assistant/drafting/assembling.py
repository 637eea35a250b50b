"""A model's parts made into a reply: cleaned, each kind once and in its place, and the promises that it makes."""

import re
from collections.abc import Collection
from datetime import datetime
from zoneinfo import ZoneInfo

from assistant.case.diagnosis import Commitment
from assistant.case.reply import Part, PartKind, Promise, Reply, Source, TieBreak
from assistant.case.view import CaseView
from assistant.drafting.answers import PartAnswer, WriteAnswer
from assistant.drafting.context import shown_sources
from assistant.drafting.grounding import Grounds
from assistant.drafting.naming_sources import with_sources
from assistant.drafting.reading.text import clean
from assistant.drafting.scanning import scan
from assistant.drafting.sentences import sentences
from assistant.drafting.tokens import Calendar
from assistant.drafting.writing import subject_of, write_offline
from assistant.errors import ModelAnswerUnusable

_LONGEST_PART = 3000
_BOLD = re.compile(r"(?<![0-9A-Za-z*])\*\*(?=[^\s*])([^*\n]+?)(?<=[^\s*])\*\*(?![0-9A-Za-z*])")
_HEADING = re.compile(r"^#{1,6}\s+", re.MULTILINE)


def reply_of(answer: WriteAnswer, view: CaseView) -> Reply:
    """Parts of one kind become one part, without the sources that the model was not shown.

    Raises ModelAnswerUnusable where a part is too long for a letter.
    """
    kinds = {kind: [part for part in answer.parts if part.kind is kind] for kind in PartKind}
    hidden = {source.id for source in view.sources} - shown_sources(view)
    merged = [_without(hidden, _merged(kind, parts)) for kind, parts in kinds.items() if parts]
    parts = tuple(with_sources(part, view) for part in merged)
    return Reply.of(subject_of(view.subject), view.language, parts)


def _merged(kind: PartKind, parts: list[PartAnswer]) -> Part:
    text = "\n".join(tidy for part in parts if (tidy := _tidy(part.text)))
    if len(text) > _LONGEST_PART:
        raise ModelAnswerUnusable("The model's reply is too long for a letter.")
    named = [source.strip(" []") for part in parts for source in part.sources]
    return Part(kind=kind, text=text, sources=tuple(dict.fromkeys(name for name in named if name)))


def _without(hidden: Collection[str], part: Part) -> Part:
    return part.model_copy(update={"sources": tuple(source for source in part.sources if source not in hidden)})


def _tidy(text: str) -> str:
    """Plain text without hidden characters, markup and blank lines, which part the parts of a letter."""
    plain = _HEADING.sub("", _BOLD.sub(r"\1", clean(text)))
    return "\n".join(line.strip() for line in plain.split("\n") if line.strip())


def tie_break_of(answer: WriteAnswer, view: CaseView) -> TieBreak | None:
    """The model's choice among the causes that code offered; one that it did not offer is none."""
    chosen = answer.main_cause
    if chosen is None or not 1 <= chosen.number <= len(view.tied):
        return None
    return TieBreak(cause=view.tied[chosen.number - 1], reason=" ".join(clean(chosen.reason).split()))


def promises_of(reply: Reply, view: CaseView) -> tuple[Promise, ...]:
    """What code committed to, in the reply's own sentence that says when; a model promises nothing by itself."""
    told = ((commitment, _told(commitment, reply, view)) for commitment in view.commitments)
    return tuple(Promise(text=said, due=made.due, event=made.event) for made, said in told if said is not None)


def untold_commitments(reply: Reply, view: CaseView) -> list[str]:
    """Faults: a commitment that the desk would keep and the customer would not know of.

    None is asked for where the plain letter answers everything at once and makes none, and the reply answers too.
    """
    if _answers_at_once(reply, view):
        return []
    return [
        f"commitment.{n} is not told: by {_iso(commitment.due, view)}"
        for n, commitment in enumerate(view.commitments)
        if _told(commitment, reply, view) is None
    ]


def _answers_at_once(reply: Reply, view: CaseView) -> bool:
    """Like the plain letter, from what that takes its answers from."""
    plain = write_offline(view)
    cited = ({source for part in letter.parts for source in part.sources} for letter in (plain.reply, reply))
    answers = {source for source in set.intersection(*cited) if source.startswith(("page.", "article."))}
    return not plain.promises and bool(answers)


def _told(commitment: Commitment, reply: Reply, view: CaseView) -> str | None:
    """The sentence of the reply's commitment that names the day on which this one falls due."""
    calendar = Calendar(zone=ZoneInfo(view.timezone), now=view.now)
    due = Grounds.of([Source(id="due", kind="action", text=_iso(commitment.due, view))], calendar)
    said = [part.text for part in reply.parts if part.kind is PartKind.COMMITMENT]
    for sentence in (sentence for text in said for sentence in sentences(text)):
        dates = [token.text for token in scan(sentence, calendar) if token.kind in ("date", "moment")]
        if dates and set(dates) - set(due.missing(sentence)):
            return sentence
    return None


def _iso(moment: datetime, view: CaseView) -> str:
    return moment.astimezone(ZoneInfo(view.timezone)).isoformat(timespec="minutes")
