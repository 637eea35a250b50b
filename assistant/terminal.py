"""What commands print: tables for people, one line a row for programs, errors as one paragraph.

What is printed can hold the words of a mail, and its sender is nobody's friend: control characters, which can rewrite a
terminal or turn a line around, never get there.
"""

import re
import sys
import unicodedata
from collections.abc import Iterable, Sequence

from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

# Said outright, because FORCE_COLOR alone would draw tables into a pipe.
out = Console(highlight=False, force_terminal=sys.stdout.isatty())
err = Console(stderr=True, highlight=False, force_terminal=sys.stderr.isatty())

_UNPRINTABLE = frozenset({"Cc", "Cs"})
_TURNING = frozenset("\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Marks that change the direction of the text after them."""

_GAP = 3
_SHORT = 20
_UNBROKEN = re.compile(r"[^\s\u2e80-\uffef]+|[\u2e80-\uffef]")
"""A word, or one of those characters that a line may break beside."""


def printable(text: str) -> str:
    """The text without control characters and direction marks; line ends stay."""
    return "".join(
        character
        for character in text
        if character == "\n" or (unicodedata.category(character) not in _UNPRINTABLE and character not in _TURNING)
    )


def one_line(cell: object) -> str:
    return "" if cell is None else printable(" ".join(str(cell).split()))


def line(text: str = "") -> None:
    """Words for people on standard output: no markup, no wrapping."""
    record(printable(text))


def record(text: str) -> None:
    """One line on standard output exactly as it is, for programs: JSON escapes what must be escaped."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def folded(text: str, beside: int) -> list[str]:
    """Lines that fit into a terminal beside something that takes so many columns; elsewhere one, however long."""
    if not out.is_terminal:
        return [text]
    return [part.plain.rstrip() for part in Text(text).wrap(out, max(out.width - beside, 1))] or [""]


def note(text: str) -> None:
    """Something about the work itself, on standard error, so that output stays what was asked for."""
    sys.stderr.write(f"{printable(text)}\n")
    sys.stderr.flush()


def table(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """A table in a terminal; elsewhere one tab-separated line a row, unwrapped and untruncated, without a head.

    Where a terminal is too narrow for the words of a row side by side, they stand below the row's first one.
    """
    cells = [[one_line(cell) for cell in row] for row in rows]
    if not out.is_terminal:
        for row in cells:
            record("\t".join(row))
    elif cells:
        widths = [max(map(_narrowest, column)) for column in zip(columns, *cells, strict=True)]
        fits = sum(widths) + _GAP * (len(widths) - 1) <= out.width
        _print_grid(columns, cells, widths) if fits else _print_stacked(columns, cells)


def _narrowest(cell: str) -> int:
    """In how few columns of a terminal a cell can stand without a word being torn; a short one stays whole."""
    width = cell_len(cell)
    return width if width <= _SHORT else max(map(cell_len, _UNBROKEN.findall(cell)))


def _print_grid(columns: Sequence[str], rows: Iterable[Sequence[str]], widths: Iterable[int]) -> None:
    from rich.box import SIMPLE_HEAD
    from rich.table import Table

    view = Table(box=SIMPLE_HEAD, pad_edge=False, show_edge=False)
    for column, width in zip(columns, widths, strict=True):
        view.add_column(column, overflow="fold", min_width=width)
    for row in rows:
        view.add_row(*map(Text, row))
    out.print(view)


def _print_stacked(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    from rich.padding import Padding

    for style, row in (("bold", columns), *(("", row) for row in rows)):
        first, *others = [cell for cell in row if cell] or [""]
        out.print(Text(first, style, overflow="fold"))
        if others:
            out.print(Padding(Text(" · ".join(others), style, overflow="fold"), (0, 0, 0, 2)))


def verdict(well: bool, subject: str, words: str, width: int) -> None:
    """How one part does, in a line of its own. `width` is that of the longest subject, for a terminal's columns."""
    if not out.is_terminal:
        record("\t".join(("ok" if well else "FAILED", subject, one_line(words))))
        return
    from rich.table import Table

    view = Table.grid(padding=(0, 2))
    view.add_column(width=1)
    view.add_column(width=width, no_wrap=True)
    view.add_column(overflow="fold")
    mark, style = ("✓", "green") if well else ("✗", "bold red")
    view.add_row(Text(mark, style), Text(subject, "" if well else style), Text(one_line(words)))
    out.print(view)


def heading(text: str) -> None:
    """A section's name."""
    out.print(Text(text, "bold"))


def complain(text: str) -> None:
    """One paragraph on standard error, wrapped in a terminal only."""
    words = Text.assemble(("draftdesk: ", "bold red"), one_line(text))
    err.print(words, soft_wrap=not err.is_terminal)
