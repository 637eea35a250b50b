"""How many planted faults the checks catch, and how many clean replies they block.

    python -m evals.planted_faults [--count 200] [--seed 1]
    python -m evals.planted_faults --by-hand

The clean replies are the recorded ones that passed, and the offline drafter's letters to the same mails.
"""

import argparse
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from assistant.drafting.assembling import promises_of
from assistant.drafting.checks import check
from assistant.drafting.offline import OfflineDrafter
from assistant.drafting.unsupported import unsupported
from assistant.orders.memory import ShopFileOrders
from assistant.pipeline import Glossary
from assistant.settings import Settings
from assistant.wiring import build_pipeline, open_knowledge_in_memory
from evals.planted_by_hand import AGAIN, planted_by_hand
from evals.planting import Clean, Planted, plant
from evals.recording.pairs import Pairs
from evals.recording.run import Run, run_all
from evals.recording.sample import NOW, recorded_mails, recorded_shop


def offline_letters() -> Iterator[Clean]:
    orders = ShopFileOrders(recorded_shop())
    knowledge = open_knowledge_in_memory(Settings(), orders.shop().timezone)
    pipeline = build_pipeline(Settings(), orders, knowledge, OfflineDrafter())
    try:
        for name, email in recorded_mails().items():
            view = pipeline.verify(email, pipeline.read(email).inquiry, NOW).view
            yield Clean(f"offline {name}", pipeline.answer(view).reply, view)
    finally:
        knowledge.close()


def recorded_letters(runs: Iterable[Run]) -> Iterator[Clean]:
    """The model's letters that stood: those that the offline drafter had to replace are none."""
    for run in runs:
        if run.drafted is not None and run.written is not None and run.written.failure is None and run.verification:
            yield Clean(run.name, run.written.reply, run.verification.view)


def glossary() -> Glossary:
    return Glossary(products=tuple(recorded_shop().products))


def found(reply_of: Clean | Planted) -> list[str]:
    """The checks of a model's letter that fail, with what they say."""
    clean = reply_of.clean if isinstance(reply_of, Planted) else reply_of
    promises = promises_of(reply_of.reply, clean.view)
    results = check(reply_of.reply, clean.view, promises, glossary())
    failed = [f"{result.name}: {result.detail}" for result in results if not result.passed]
    return [*failed, *(f"unsupported: {fault}" for fault in unsupported(reply_of.reply, clean.view))]


def _by_hand() -> int:
    letters = list(recorded_letters(run_all(Pairs.recorded())))
    halves = {
        "tuning half": planted_by_hand(letters, held_back=False),
        "held back": planted_by_hand(letters, held_back=True),
        "planted again": planted_by_hand(letters, held_back=False, file=AGAIN),
    }
    for name, faults in halves.items():
        planted = list(faults)
        missed = [one for one in planted if not found(one)]
        print(name)
        _tell(planted, missed)
        print(f"{len(planted) - len(missed)} of {len(planted)} caught")
    return 0


def _tell(planted: Sequence[Planted], missed: Sequence[Planted]) -> None:
    total, lost = Counter(one.kind for one in planted), Counter(one.kind for one in missed)
    for kind in total:
        print(f"{kind:18} {total[kind] - lost[kind]} of {total[kind]} caught")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--by-hand", action="store_true", help="the faults of evals/data/planted_by_hand.json instead")
    arguments = parser.parse_args()
    if arguments.by_hand:
        return _by_hand()
    clean = [*recorded_letters(run_all(Pairs.recorded())), *offline_letters()]
    blocked = [(one.name, faults) for one in clean if (faults := found(one))]
    for name, faults in blocked:
        print(f"BLOCKED {name}: {faults}")
    planted = list(plant(clean, recorded_shop(), arguments.count, arguments.seed))
    missed = [one for one in planted if not found(one)]
    for one in missed:
        print(f"MISSED {one.kind} in {one.clean.name}: {one.what}")
    _tell(planted, missed)
    print(
        f"{len(planted) - len(missed)} of {len(planted)} caught, {len(blocked)} of {len(clean)} clean replies blocked"
    )
    return 1 if missed else 0


if __name__ == "__main__":
    raise SystemExit(main())
