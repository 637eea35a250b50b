"""The installed `draftdesk`, run as a user runs it: a process of its own, in a folder of its own."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, NamedTuple

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
    """This process's environment without a developer's own settings, and without what colours or slows a test run."""
    ours = {name: value for name, value in os.environ.items() if not name.startswith("DRAFTDESK_")}
    for name in ("FORCE_COLOR", "COLUMNS", "PYTHONIOENCODING", "PYTHONUTF8", "PYTHONDONTWRITEBYTECODE", "CI"):
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


class Started:
    """A command that runs on, with what it has said so far."""

    def __init__(self, arguments: Sequence[str | Path], cwd: Path, env: Mapping[str, str]) -> None:
        self._process = subprocess.Popen(
            [DRAFTDESK, *arguments],
            cwd=cwd,
            env=environment(**env),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
        )
        self._said: dict[str, list[str]] = {"out": [], "err": []}
        streams = {"out": self._process.stdout, "err": self._process.stderr}
        self._listeners = [threading.Thread(target=self._listen, args=(name, streams[name])) for name in streams]
        for listener in self._listeners:
            listener.start()

    @property
    def err(self) -> str:
        return "".join(self._said["err"])

    def says(self, words: str, seconds: float = 60.0) -> str:
        """The line on standard error with these words, as soon as it is there."""
        end = time.monotonic() + seconds
        while True:
            for line in list(self._said["err"]):
                if words in line:
                    return line
            assert self._process.poll() is None, self.err
            assert time.monotonic() < end, self.err
            time.sleep(0.02)

    def ends(self, by: signal.Signals | None = None, seconds: float = 60.0) -> Outcome:
        """What it came to, after this signal if one is given."""
        if by is not None:
            self._process.send_signal(by)
        status = self._process.wait(seconds)
        for listener in self._listeners:
            listener.join()
        return Outcome(status, "".join(self._said["out"]), self.err)

    @property
    def left_processes(self) -> bool:
        """Whether any process that it started is still there."""
        try:
            os.killpg(self._process.pid, 0)
        except ProcessLookupError:
            return False
        return True

    def _listen(self, name: str, stream: IO[bytes] | None) -> None:
        assert stream is not None
        with stream:
            for line in stream:
                self._said[name].append(line.decode())

    def _kill(self) -> None:
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()


@contextmanager
def started(*arguments: str | Path, cwd: Path, env: Mapping[str, str] | None = None) -> Iterator[Started]:
    """Start a command that serves until it is told to end; it never outlives the test."""
    command = Started(arguments, cwd, env or {})
    try:
        yield command
    finally:
        command._kill()


def assert_one_paragraph(outcome: Outcome, status: int, *words: str) -> None:
    """Failed with this status, in one paragraph on standard error with these words, and no traceback."""
    assert outcome.status == status, outcome
    assert outcome.err.startswith("draftdesk: "), outcome.err
    assert outcome.err.count("\n") == 1, outcome.err
    assert "Traceback" not in outcome.err
    for each in words:
        assert each in outcome.err
