"""A reply as a person edited it, in parts again, so that the same checks can look at it."""

from difflib import SequenceMatcher

from assistant.case.reply import Part, PartKind, Reply
from assistant.case.view import CaseView

_SAME_PARAGRAPH = 0.3
"""Likeness from which a paragraph counts as a part that was reworded, and keeps its kind."""


def edited_reply(original: Reply, text: str, view: CaseView) -> Reply:
    """Paragraphs that stand as they were keep their sources; a changed one may rest on anything in the view."""
    every_source = tuple(source.id for source in view.sources)
    parts: list[Part] = []
    for paragraph in _paragraphs(text):
        same = next((part for part in original.parts if part.text.strip() == paragraph), None)
        kind = same.kind if same is not None else _nearest_kind(paragraph, original)
        parts.append(Part(kind=kind, text=paragraph, sources=same.sources if same is not None else every_source))
    return Reply(subject=original.subject, language=original.language, parts=tuple(parts), text=text)


def _paragraphs(text: str) -> list[str]:
    return [paragraph.strip() for paragraph in text.split("\n\n") if paragraph.strip()]


def _nearest_kind(paragraph: str, original: Reply) -> PartKind:
    likeness = [(SequenceMatcher(None, paragraph, part.text).ratio(), part.kind) for part in original.parts]
    best = max(likeness, default=(0.0, PartKind.SOLUTION), key=lambda pair: pair[0])
    return best[1] if best[0] >= _SAME_PARAGRAPH else PartKind.SOLUTION
