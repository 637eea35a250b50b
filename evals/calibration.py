"""Is a diagnosis as often right as it says? A reliability table over the labelled cases.

    python -m evals.calibration [--list]

Bins by stated confidence: how many diagnoses fall into each, what share is right, and the lower end of its 95 %
interval (Wilson); for the part that the constants are set from and for the held-back third. `gap` is the weighted mean
of |stated - right|.

The lexicons are tuned on the tuning part, which flatters its shares. So its mails are read a second time as if they had
not been there (`evals.unseen`), which says too little; each constant is the middle between the two shares of the tuning
part, `between` in the last table. The held-back third sets nothing.
"""

import argparse
import math
from collections.abc import Iterable, Sequence
from itertools import groupby

from evals.labelled import Labelled, labelled_cases, mails_read_as_unseen


def reliability(cases: Iterable[Labelled]) -> list[tuple[float, int, float]]:
    """For each stated confidence: how many cases, and the share that is right."""
    ordered = sorted(cases, key=lambda case: case.diagnosis.confidence)
    bins = []
    for stated, group in groupby(ordered, key=lambda case: round(case.diagnosis.confidence, 2)):
        listed = list(group)
        bins.append((stated, len(listed), sum(case.right for case in listed) / len(listed)))
    return bins


def gap(bins: Sequence[tuple[float, int, float]]) -> float:
    """The expected calibration error."""
    return sum(count * abs(stated - right) for stated, count, right in bins) / sum(count for _, count, _ in bins)


def report(cases: Sequence[Labelled], title: str) -> None:
    bins = reliability(cases)
    right = sum(case.right for case in cases)
    print(f"{title}: {right} of {len(cases)} right ({right / len(cases):.0%}); gap {gap(bins):.3f}")
    print("  stated  count  right  at least")
    for stated, count, share in bins:
        print(f"   {stated:5.2f}  {count:5d}   {share:4.0%}      {lower_end(share, count):4.2f}")


def between(seen: Sequence[Labelled], unseen: Sequence[Labelled]) -> None:
    """The middle between the two shares, for each stated confidence: what it should be."""
    shares = [{stated: share for stated, _, share in reliability(cases)} for cases in (seen, unseen)]
    print("tuning part, stated and between")
    for stated in sorted(shares[0].keys() & shares[1].keys()):
        print(f"   {stated:5.2f}   {(shares[0][stated] + shares[1][stated]) / 2:4.2f}")


def lower_end(share: float, count: int, z: float = 1.96) -> float:
    """Of the Wilson score interval."""
    spread = z * math.sqrt(share * (1 - share) / count + z * z / (4 * count * count))
    return (share + z * z / (2 * count) - spread) / (1 + z * z / count)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--list", action="store_true", help="also list what was wrong outside the held-back third")
    options = parser.parse_args()
    cases = labelled_cases()
    tuning = [case for case in cases if not case.held_back]
    for source in dict.fromkeys(case.source for case in cases):
        report([case for case in tuning if case.source == source], f"tuning part, {source}")
    report(tuning, "tuning part, all")
    others = [case for case in tuning if case.source in ("demo", "tau2")]
    unseen = (*mails_read_as_unseen(), *others)
    report(unseen, "tuning part, all, its mails read as unseen")
    between(tuning, unseen)
    report([case for case in cases if case.held_back], "held-back third, all")
    if options.list:
        for case in tuning:
            if not case.right:
                found = case.diagnosis.cause or case.diagnosis.category
                print(f"{case.source} {case.key}: {found} {case.diagnosis.confidence} for {case.label}")


if __name__ == "__main__":
    main()
