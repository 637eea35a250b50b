"""Record or replay the sample mails.

    python -m evals.recording [FOLDER] [--adopt]

Works every sample mail with the answers that FOLDER has (default: evals/recordings), writes down each request that has
none as `NAME.STEP.request.json`, and says how the answered ones came out. Whoever answers a request is given that file
alone, and writes the content of the answer, the JSON text without fences, into `NAME.STEP.answer.txt` beside it. Run it
again until no request waits: a mail takes two (1 reads it, 2 writes the letter), and a third where the letter is to be
repaired. An answer that was given to other words than today's is told by name: delete it to have it given anew. A new
recording starts with an empty FOLDER; with `--adopt`, once nothing waits, its pairs take the place of those in
evals/recordings.
"""

import argparse
import sys
from pathlib import Path

from evals.recording.pairs import RECORDINGS, Pairs
from evals.recording.run import Run, run_all


def main() -> int:
    given = _arguments()
    pairs = Pairs(given.folder)
    for run in run_all(pairs, park=True):
        print(f"{run.name:28} {_outcome(run)}")
    print(f"\n{len(pairs.used)} answered, {len(pairs.waiting)} waiting in {pairs.folder}")
    if pairs.trouble:
        print(pairs.trouble)
    if given.adopt:
        return _adopt(pairs)
    return 1 if pairs.trouble else 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m evals.recording")
    parser.add_argument("folder", nargs="?", type=Path, default=RECORDINGS)
    parser.add_argument("--adopt", action="store_true", help="replace evals/recordings with this recording")
    return parser.parse_args()


def _adopt(pairs: Pairs) -> int:
    if pairs.trouble or pairs.folder.resolve() == RECORDINGS.resolve():
        print("not adopted: requests wait or have changed, or these are the recordings already")
        return 1
    pairs.adopt(RECORDINGS)
    print(f"adopted into {RECORDINGS}")
    return 0


def _outcome(run: Run) -> str:
    if run.drafted is None:
        return f"waits ({run.understood.failure or 'read'})"
    case = run.drafted.case_file
    failures = [check.detail for check in case.checks if not check.passed]
    return f"{case.status}, {case.drafter.calls} calls{''.join(f'; {failure}' for failure in failures)}"


if __name__ == "__main__":
    sys.exit(main())
