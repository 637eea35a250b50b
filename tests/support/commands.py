"""The installed `draftdesk`, run as a user runs it: a process of its own, in a folder of its own."""

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

DRAFTDESK = Path(sys.executable).with_name("draftdesk")


class Outcome(NamedTuple):
    status: int
    out: str
    err: str

    @property
    def rows(self) -> list[list[str]]:
        """Standard output as lines of tab-separated cells."""
        return [line.split("\t") for line in self.out.splitlines()]


def environment(**changes: str) -> dict[str, str]:
    """This process's environment without a developer's own settings, and without what makes a test run colourful."""
    ours = {name: value for name, value in os.environ.items() if not name.startswith("DRAFTDESK_")}
    for name in ("FORCE_COLOR", "COLUMNS", "PYTHONIOENCODING", "PYTHONUTF8", "CI"):
        ours.pop(name, None)
    return {**ours, **changes}


def draftdesk(
    *arguments: str | Path,
    cwd: Path,
    env: Mapping[str, str] | None = None,
    text_in: str = "",
    command: Path = DRAFTDESK,
) -> Outcome:
    """Run a command to its end; what it prints has to be UTF-8, whatever the locale is."""
    done = subprocess.run(
        [command, *arguments],
        cwd=cwd,
        env=environment(**(env or {})),
        input=text_in.encode(),
        capture_output=True,
        timeout=110,
    )
    return Outcome(done.returncode, done.stdout.decode(), done.stderr.decode())


def assert_one_paragraph(outcome: Outcome, status: int, *words: str) -> None:
    """Failed with this status, in one paragraph on standard error with these words, and no traceback."""
    assert outcome.status == status, outcome
    assert outcome.err.startswith("draftdesk: "), outcome.err
    assert outcome.err.count("\n") == 1, outcome.err
    assert "Traceback" not in outcome.err
    for each in words:
        assert each in outcome.err
