"""How well mails are read without a model: recall and precision by field, on mails with their expected reading.

    python -m evals.reading [--wrong] [--held-back]

`--wrong` lists each difference of the tuning part; those of the part held back are listed only with `--held-back`,
which ends its use as a measure: whoever tunes to it must hold back another part.
"""

import argparse
from collections.abc import Sequence

from evals.reading.bitext import Agreement, agreement, utterances
from evals.reading.mails import FIELDS, SETS, Score, score, whole_mails
from evals.reading.short import short_mails

_PARTS = ((False, "tuning"), (True, "held back"))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--wrong", action="store_true", help="list what differs in the tuning part")
    parser.add_argument("--held-back", action="store_true", help="list what differs in the part held back, too")
    options = parser.parse_args()
    listed = [part for part, wanted in ((False, options.wrong), (True, options.held_back)) if wanted]
    sets = {f"{name}.yaml": whole_mails(name) for name in SETS} | {"short.*.tsv": short_mails()}
    for name, mails in sets.items():
        parts = {part: score(mail for mail in mails if mail.held_back is part) for part, _ in _PARTS}
        _print_mails(name, parts, len(mails))
        _print_wrong([parts[part].wrong for part in listed])
    said = utterances()
    agreements = {part: agreement(one for one in said if one.held_back is part) for part, _ in _PARTS}
    _print_numbers(agreements)
    _print_intents(agreements)
    _print_wrong([agreements[part].wrong for part in listed])


def _print_mails(name: str, parts: dict[bool, Score], count: int) -> None:
    print(f"\n{name}, {count} mails (recall / precision, of how many expected)")
    print(f"{'':<16}" + "".join(f"{label:>24}" for _, label in _PARTS))
    for what in FIELDS:
        cells = [parts[part] for part, _ in _PARTS]
        if any(cell.expected[what] for cell in cells):
            print(f"{what:<16}" + "".join(f"{_cell(cell, what):>24}" for cell in cells))


def _cell(score: Score, what: str) -> str:
    return f"{score.recall(what):.2f} / {score.precision(what):.2f} of {score.expected[what]:>3}"


def _print_numbers(parts: dict[bool, Agreement]) -> None:
    print("\norder numbers, bitext (recall / precision)")
    for part, label in _PARTS:
        numbers, said = parts[part].numbers, sum(parts[part].of.values())
        recall, precision = numbers["right"] / numbers["expected"], numbers["right"] / max(1, numbers["found"])
        print(f"{label:<16}{recall:.4f} / {precision:.4f} of {numbers['expected']} in {said} utterances")


def _print_intents(parts: dict[bool, Agreement]) -> None:
    print("\nintents, bitext: share whose main topic agrees, share whose request is found")
    print(f"{'':<26}" + "".join(f"{label:>22}" for _, label in _PARTS))
    for intent in (*sorted(parts[False].of), None):
        print(f"{intent or 'all':<26}" + "".join(f"{_agreed(parts[part], intent):>22}" for part, _ in _PARTS))


def _agreed(part: Agreement, intent: str | None) -> str:
    intents = [intent] if intent else list(part.of)
    return f"{_share(part.topic, part.of, intents):>8} {_share(part.request, part.request_of, intents):>8}"


def _share(right: dict[str, int], of: dict[str, int], intents: Sequence[str]) -> str:
    total = sum(of.get(intent, 0) for intent in intents)
    return f"{sum(right.get(intent, 0) for intent in intents) / total:.2f}" if total else ""


def _print_wrong(parts: Sequence[dict[str, list[str]]]) -> None:
    for wrong in parts:
        for what, lines in wrong.items():
            print(f"\n  {what}")
            for line in lines:
                print(f"    {line}")


if __name__ == "__main__":
    main()
