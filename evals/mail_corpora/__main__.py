"""The command: measure, print, and exit with 1 where the bar is missed."""

import argparse
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from evals import mail_corpora
from evals.mail_corpora.comparing import Difference, differences
from evals.mail_corpora.histories import HISTORIES, Reply
from evals.mail_corpora.judgement import Judgement, defects, judgement_of, judgements
from evals.mail_corpora.samples import PARSING, Sample

QUOTES_BAR = 0.85
_WIDTH = 110


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="python -m evals.mail_corpora",
        description=mail_corpora.__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("folder", type=Path, nargs="?", default=Path("tests/data"))
    parser.add_argument("--all", action="store_true", help="list the judged differences too")
    options = parser.parse_args()
    judged = judgements()
    parsing_holds = _parsing(options.folder, judged, everything=options.all)
    return 0 if _histories(options.folder, judged, everything=options.all) and parsing_holds else 1


def _parsing(root: Path, judged: dict[tuple[str, str], Judgement], *, everything: bool) -> bool:
    print("Parsing: mails, with an expectation, exactly as expected, differing but judged, defects")
    found: list[Difference] = []
    for name, load in PARSING.items():
        samples = list(load(root))
        different = [difference for sample in samples for difference in differences(sample)]
        _print_parsing(name, samples, different, judged)
        found += different
    _print_differences(found, judged, everything=everything)
    return not defects(found, judged)


def _print_parsing(
    name: str, samples: Sequence[Sample], different: list[Difference], judged: dict[tuple[str, str], Judgement]
) -> None:
    expecting = [sample for sample in samples if sample.expects_something]
    ids = {difference.id for difference in different}
    ours = {difference.id for difference in defects(different, judged)}
    exact = sum(sample.id not in ids for sample in expecting)
    print(f"  {name:<12}{len(samples):>5}{len(expecting):>5}{exact:>5}{len(ids - ours):>5}{len(ours):>5}")


def _histories(root: Path, judged: dict[tuple[str, str], Judgement], *, everything: bool) -> bool:
    print("\nNew words of a reply: exact of all, and of the third that was held back from tuning")
    found: list[Difference] = []
    exact = count = 0
    for name, load in HISTORIES.items():
        replies = [(reply, reply.difference()) for reply in load(root)]
        _print_histories(name, replies)
        # What was held back is counted and never shown: who has read it has tuned to it.
        found += [difference for reply, difference in replies if difference and not reply.held_back]
        exact += sum(difference is None for _, difference in replies)
        count += len(replies)
    _print_differences(found, judged, everything=everything)
    return exact >= QUOTES_BAR * count


def _print_histories(name: str, replies: Sequence[tuple[Reply, Difference | None]]) -> None:
    held = [difference is None for reply, difference in replies if reply.held_back]
    exact = sum(difference is None for _, difference in replies)
    print(f"  {name:<20}{exact:>4} of {len(replies):<4} held back: {sum(held)} of {len(held)}")
    languages = Counter(reply.language for reply, _ in replies)
    right = Counter(reply.language for reply, difference in replies if difference is None)
    print("    " + ", ".join(f"{name} {right[name]}/{count}" for name, count in sorted(languages.items())))


def _print_differences(
    found: Sequence[Difference], judged: dict[tuple[str, str], Judgement], *, everything: bool
) -> None:
    kinds = Counter(difference.kind for difference in found)
    print("  differences: " + (", ".join(f"{kind} {count}" for kind, count in kinds.most_common()) or "none"))
    for difference in found:
        judgement = judgement_of(difference, judged)
        if judgement is None or everything:
            _print_difference(difference, judgement)


def _print_difference(difference: Difference, judgement: Judgement | None) -> None:
    print(f"  - {difference.id}: {difference.kind}" + ("" if judgement else "  NOT JUDGED: a defect of ours"))
    print(f"      expected {_short(difference.expected)}\n      ours     {_short(difference.ours)}")
    if judgement:
        print(f"      {judgement.who}: {judgement.why}")


def _short(text: str) -> str:
    return repr(text if len(text) <= _WIDTH else f"{text[: _WIDTH // 2]} … {text[-_WIDTH // 2 :]}")


if __name__ == "__main__":
    sys.exit(main())
