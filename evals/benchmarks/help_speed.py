"""How long `draftdesk --help` takes beside a bare import of Typer and Rich, in turns within one run.

    python -m evals.benchmarks.help_speed [--rounds 15]

The contract: under 300 ms, or 1.6 times the bare import. Ends with status 1 where neither is kept.
"""

import argparse
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

LIMIT_SECONDS = 0.3
LIMIT_RATIO = 1.6

BARE = (sys.executable, "-c", "import typer, rich")
HELP = (str(Path(sys.executable).with_name("draftdesk")), "--help")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=15)
    bare, help_ = _medians((BARE, HELP), parser.parse_args().rounds)
    kept = help_ < LIMIT_SECONDS or help_ < LIMIT_RATIO * bare
    print(f"bare import of Typer and Rich  {bare * 1000:5.0f} ms")
    print(f"draftdesk --help               {help_ * 1000:5.0f} ms")
    print(f"ratio                          {help_ / bare:5.2f}    {'kept' if kept else 'NOT KEPT'}")
    sys.exit(not kept)


def _medians(commands: Sequence[Sequence[str]], rounds: int) -> list[float]:
    """Of each command, in turns, so that both meet the same load; the first round fills the caches and is left out."""
    with tempfile.TemporaryDirectory() as folder:
        times = [[_seconds(command, folder) for command in commands] for _ in range(rounds + 1)]
    return [statistics.median(each) for each in zip(*times[1:], strict=True)]


def _seconds(command: Sequence[str], folder: str) -> float:
    started = time.perf_counter()
    subprocess.run(command, cwd=folder, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - started


if __name__ == "__main__":
    main()
