"""How many planted faults the checks catch, and how many clean replies they block.

    python -m evals.planted_faults [--count 200] [--seed 1]
    python -m evals.planted_faults --all
    python -m evals.planted_faults --by-hand

The clean replies are all recorded first letters, as they were written before any repair, and the offline drafter's
letters to the same cases. Faults are planted in those that pass.
"""

import argparse
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from assistant.drafting.answers import WriteAnswer
from assistant.drafting.assembling import promises_of, reply_of, untold_commitments
from assistant.drafting.checks import check
from assistant.drafting.offline import OfflineDrafter
from assistant.drafting.unsupported import unsupported
from assistant.pipeline import Glossary
from evals.planted_by_hand import AGAIN, planted_by_hand
from evals.planting import Clean, Planted, every_promise, plant
from evals.recording.pairs import WRITES, Pairs
from evals.recording.run import Run, run_all
from evals.recording.sample import recorded_shop


def first_letters(runs: Iterable[Run], pairs: Pairs) -> Iterator[Clean]:
    """Every letter that the model wrote at first, whether the checks block it or not."""
    for run in runs:
        answer = pairs.recorded_answer(f"{run.name}.{WRITES}")
        if answer is not None and run.verification is not None:
            view = run.verification.view
            yield Clean(run.name, reply_of(WriteAnswer.model_validate_json(answer), view), view)


def offline_letters(runs: Iterable[Run]) -> Iterator[Clean]:
    """What the offline drafter writes to the same cases."""
    for run in runs:
        if run.verification is not None:
            view = run.verification.view
            yield Clean(f"offline {run.name}", OfflineDrafter().write(view).reply, view)


def glossary() -> Glossary:
    return Glossary(products=tuple(recorded_shop().products))


def found(letter: Clean | Planted) -> list[str]:
    """What the drafter holds against a model's letter, with what it says."""
    reply, view = letter.reply, letter.clean.view if isinstance(letter, Planted) else letter.view
    failed = [result for result in check(reply, view, promises_of(reply, view), glossary()) if not result.passed]
    return [
        *(f"{result.name}: {result.detail}" for result in failed),
        *(f"unsupported: {fault}" for fault in unsupported(reply, view)),
        *(f"untold: {fault}" for fault in untold_commitments(reply, view)),
    ]


def blocked(letters: Iterable[Clean]) -> dict[str, list[str]]:
    """By name, the letters that fail a check."""
    return {letter.name: faults for letter in letters if (faults := found(letter))}


def by_hand(letters: Sequence[Clean]) -> dict[str, list[Planted]]:
    """The sets that people planted, by name."""
    return {
        "tuning half": list(planted_by_hand(letters, held_back=False)),
        "held back": list(planted_by_hand(letters, held_back=True)),
        "planted again": list(planted_by_hand(letters, held_back=False, file=AGAIN)),
    }


def _tell(planted: Sequence[Planted]) -> int:
    """Prints what was caught, and how much of each kind. Returns how many were missed."""
    lost = [one for one in planted if not found(one)]
    for one in lost:
        print(f"MISSED {one.kind} in {one.clean.name}: {one.what}")
    total, lost_of = Counter(one.kind for one in planted), Counter(one.kind for one in lost)
    for kind in total:
        print(f"{kind:18} {total[kind] - lost_of[kind]} of {total[kind]} caught")
    print(f"{len(planted) - len(lost)} of {len(planted)} caught")
    return len(lost)


def _by_hand(recorded: Sequence[Clean]) -> int:
    lost = 0
    for name, planted in by_hand(recorded).items():
        print(name)
        lost += _tell(planted)
    return 1 if lost else 0


def _by_code(recorded: Sequence[Clean], offline: Sequence[Clean], arguments: argparse.Namespace) -> int:
    faults = blocked([*recorded, *offline])
    for name, told in faults.items():
        print(f"BLOCKED {name}: {told}")
    good = [letter for letter in (*recorded, *offline) if letter.name not in faults]
    shop = recorded_shop()
    lost = _tell(list(every_promise(good) if arguments.all else plant(good, shop, arguments.count, arguments.seed)))
    of_the_model = sum(letter.name in faults for letter in recorded)
    print(f"{of_the_model} of {len(recorded)} recorded first letters blocked before any repair")
    print(f"{len(faults) - of_the_model} of {len(offline)} offline letters blocked")
    return 1 if lost else 0


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--all", action="store_true", help="every promise in every letter instead")
    parser.add_argument("--by-hand", action="store_true", help="the faults that people planted instead")
    arguments = parser.parse_args()
    pairs = Pairs.recorded()
    runs = list(run_all(pairs))
    recorded = list(first_letters(runs, pairs))
    return _by_hand(recorded) if arguments.by_hand else _by_code(recorded, list(offline_letters(runs)), arguments)


if __name__ == "__main__":
    raise SystemExit(main())
