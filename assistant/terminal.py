"""What commands print: tables for people, one line a row for programs, errors as one paragraph."""

import sys
from collections.abc import Iterable, Sequence
from typing import NoReturn

from rich.console import Console
from rich.markup import escape

from assistant.errors import DraftdeskError

out = Console(highlight=False, soft_wrap=True)
err = Console(stderr=True, highlight=False, soft_wrap=True)


def table(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """A table in a terminal; elsewhere one tab-separated line a row, unwrapped and untruncated, without a head."""
    if not out.is_terminal:
        for row in rows:
            line("\t".join(_one_line(cell) for cell in row))
        return
    from rich.box import SIMPLE_HEAD
    from rich.table import Table

    view = Table(box=SIMPLE_HEAD, pad_edge=False, show_edge=False)
    for column in columns:
        view.add_column(column, overflow="fold")
    for row in rows:
        view.add_row(*(escape(_one_line(cell)) for cell in row))
    Console(highlight=False).print(view)


def line(text: str) -> None:
    """One line on standard output as it is: no markup, no wrapping."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def note(text: str) -> None:
    """Something about the work itself, on standard error, so that output stays what was asked for."""
    sys.stderr.write(f"{text}\n")
    sys.stderr.flush()


def fail(error: DraftdeskError) -> NoReturn:
    """One paragraph on standard error, then the error's exit status."""
    err.print(f"[bold red]draftdesk:[/] {escape(str(error))}")
    raise SystemExit(error.exit_status)


def _one_line(cell: object) -> str:
    return "" if cell is None else " ".join(str(cell).split())
