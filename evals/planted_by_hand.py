"""The faults that somebody planted by hand in recorded letters, who had seen neither the checks nor the planter.

`evals/data/planted_by_hand.json` lists them: the recording's `name`, the `kind` of fault, and the words `before` that
stand in one part of its letter and `after` that stand there instead. `planted_again.json` has sixty more, by whoever
had just mended the checks.
"""

import json
from collections.abc import Iterable, Iterator
from pathlib import Path

from assistant.case.reply import Reply
from evals.planting import Clean, Planted

FAULTS = Path(__file__).parent / "data" / "planted_by_hand.json"
AGAIN = FAULTS.with_name("planted_again.json")


def planted_by_hand(letters: Iterable[Clean], *, held_back: bool, file: Path = FAULTS) -> Iterator[Planted]:
    """One half; all of `AGAIN` are of the tuning half. Faults in letters that were given anew are left out."""
    known = {letter.name: letter for letter in letters}
    faults = json.loads(file.read_text(encoding="utf-8"))
    for fault in (fault for fault in faults if fault["held_back"] is held_back):
        letter, before = known.get(fault["name"]), fault["before"]
        place = next((n for n, part in enumerate(letter.reply.parts) if before in part.text), None) if letter else None
        if letter is None or place is None:
            continue
        what = f"“{before}” into “{fault['after']}”"
        yield Planted(fault["kind"], what, letter, _changed(letter.reply, place, before, fault["after"]))


def _changed(reply: Reply, place: int, before: str, after: str) -> Reply:
    part = reply.parts[place]
    faulty = part.model_copy(update={"text": part.text.replace(before, after, 1)})
    parts = tuple(faulty if n == place else other for n, other in enumerate(reply.parts))
    return Reply.of(reply.subject, reply.language, parts)
