"""What changed between two texts, piece by piece, for a person to look at."""

import re
from difflib import SequenceMatcher
from typing import Literal, NamedTuple

_PIECES = re.compile(r"[A-Za-z0-9_À-ɏ]+|\s+|.", re.DOTALL)  # Chinese has no spaces: one character, one piece
_LONGEST_IN_PIECES = 4000
_LONGEST_IN_LINES = 1000


class Piece(NamedTuple):
    kind: Literal["same", "added", "removed"]
    text: str


def difference(before: str, after: str) -> list[Piece]:
    """The way from one text to the other. Comparing takes time squared, so long texts are compared more coarsely."""
    old, new = _cut(before, after)
    pieces: list[Piece] = []
    for kind, old_start, old_end, new_start, new_end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            pieces.append(Piece("same", "".join(old[old_start:old_end])))
            continue
        pieces.append(Piece("removed", "".join(old[old_start:old_end])))
        pieces.append(Piece("added", "".join(new[new_start:new_end])))
    return [piece for piece in pieces if piece.text]


def _cut(before: str, after: str) -> tuple[list[str], list[str]]:
    if len(before) + len(after) <= _LONGEST_IN_PIECES:
        return _PIECES.findall(before), _PIECES.findall(after)
    if before.count("\n") + after.count("\n") <= _LONGEST_IN_LINES:
        return before.splitlines(keepends=True), after.splitlines(keepends=True)
    return [before], [after]
