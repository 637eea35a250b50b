"""Record or replay the sample mails.

    python -m evals.recording [FOLDER]

Works every sample mail with the answers that FOLDER has (default: evals/recordings), writes down each request that has
none as `NAME.STEP.request.json`, and says how the answered ones came out. Whoever answers a request is given that file
alone, and writes the content of the answer, the JSON text without fences, into `NAME.STEP.answer.txt` beside it. Run it
again until no request waits: a mail takes two or three.
"""

import sys
from pathlib import Path

from evals.recording.pairs import RECORDINGS, Pairs
from evals.recording.run import Run, run_all


def main() -> int:
    pairs = Pairs(Path(sys.argv[1]) if len(sys.argv) > 1 else RECORDINGS)
    for run in run_all(pairs, park=True):
        print(f"{run.name:28} {_outcome(run)}")
    print(f"\n{len(pairs.used)} answered, {len(pairs.waiting)} waiting in {pairs.folder}", end="")
    print(f", {len(pairs.asked_otherwise)} answered to other words than today's" if pairs.asked_otherwise else "")
    return 1 if pairs.waiting else 0


def _outcome(run: Run) -> str:
    if run.drafted is None:
        return f"waits ({run.understood.failure or 'read'})"
    case = run.drafted.case_file
    failures = [check.detail for check in case.checks if not check.passed]
    return f"{case.status}, {case.drafter.calls} calls{''.join(f'; {failure}' for failure in failures)}"


if __name__ == "__main__":
    sys.exit(main())
