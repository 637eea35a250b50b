"""Articles cut into passages along their headings: what is embedded, found and quoted."""

import re

from assistant.case.knowledge import UNDER, Article, Passage

LONGEST = 900
"""Characters a passage may have before its section is split at a paragraph."""
CHUNKING = 2
"""Raised when the cutting changes, so that every index is made anew."""
_HEADING = re.compile(r"(#{1,6})\s+(.+?)\s*#*\Z")
_FENCE = re.compile(r"(```|~~~)")


def passages_of(article: Article) -> tuple[Passage, ...]:
    """The article's passages in reading order, with ids `article-id#1`, `#2`, …"""
    shared = article.model_dump(
        include={"title", "version", "language", "audience", "category", "causes", "regions", "products"}
        | {"valid_from", "valid_until"}
    )
    sections = _sections(article.body, article.title)
    pieces = [(heading, piece) for heading, text in sections for piece in _pieces(text)]
    return tuple(
        Passage(id=f"{article.id}#{number}", article_id=article.id, heading=heading, text=text, **shared)
        for number, (heading, text) in enumerate(pieces, start=1)
    )


def searchable(passage: Passage) -> str:
    """What is embedded: the passage under its title and heading, without which "within 7 days" says little."""
    return "\n".join(part for part in (passage.title, passage.heading, passage.text) if part)


def key_of(passage: Passage) -> str:
    """Unique over versions, and changed by every change of the article: equal keys mean equal content."""
    return f"{passage.article_id}@{passage.version}{passage.id.removeprefix(passage.article_id)}"


def _sections(body: str, title: str) -> list[tuple[str, str]]:
    """Under its heading and those above it; a heading that only repeats the title is none."""
    sections: list[tuple[str, list[str]]] = [("", [])]
    path: list[tuple[int, str]] = []
    fenced = False
    for line in body.splitlines():
        fenced ^= bool(_FENCE.match(line))
        heading = None if fenced else _HEADING.match(line)
        if heading:
            level = len(heading[1])
            path = [*(above for above in path if above[0] < level), (level, heading[2])]
            sections.append((UNDER.join(words for _, words in path if words != title), []))
        else:
            sections[-1][1].append(line)
    return [(heading, text) for heading, lines in sections if (text := "\n".join(lines).strip())]


def _pieces(text: str) -> list[str]:
    """The section whole if it is short enough, else split at paragraphs, then at lines and sentences."""
    pieces: list[str] = []
    for part in _parts(text):
        if pieces and len(pieces[-1]) + len(part) + 2 <= LONGEST:
            pieces[-1] += f"\n\n{part}"
        else:
            pieces.append(part)
    return pieces


def _parts(text: str) -> list[str]:
    parts: list[str] = []
    for paragraph in re.split(r"\n\s*\n", text):
        if len(paragraph) <= LONGEST:
            parts.append(paragraph.strip())
        else:
            parts += _cut(paragraph.strip())
    return parts


def _cut(paragraph: str) -> list[str]:
    """At sentence ends and line ends; a sentence longer than LONGEST is cut where it must be."""
    parts = [""]
    for sentence in re.split(r"(?<=[。！？；\n])|(?<=[.!?;]\s)", paragraph):
        for start in range(0, len(sentence), LONGEST):
            piece = sentence[start : start + LONGEST]
            if len(parts[-1]) + len(piece) <= LONGEST:
                parts[-1] += piece
            else:
                parts.append(piece)
    return [part.strip() for part in parts if part.strip()]
