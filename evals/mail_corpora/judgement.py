"""Which differences somebody has judged not to be defects of ours, and why: read from `judged.toml`."""

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from evals.mail_corpora.comparing import Difference

FILE = Path(__file__).with_name("judged.toml")


@dataclass(frozen=True)
class Judgement:
    """`who` is `theirs`, `contract` or `taste`."""

    who: str
    why: str


def judgements() -> dict[tuple[str, str], Judgement]:
    """Keyed by the difference's sample (see `key`) and kind."""
    entries = tomllib.loads(FILE.read_text(encoding="utf-8"))["judged"]
    return {
        (key(sample), kind): Judgement(entry["who"], entry["why"])
        for entry in entries
        for sample in entry["ids"]
        for kind in entry["kinds"]
    }


def key(sample: str) -> str:
    """A sample's id whatever folders it lies in: tests/data holds some of the mails flat, under the same names."""
    corpus, _, path = sample.partition("/")
    return f"{corpus}/{path.rpartition('/')[2] if corpus == 'imap_tools' else path.replace('/', '_')}"


def judgement_of(difference: Difference, judged: dict[tuple[str, str], Judgement]) -> Judgement | None:
    return judged.get((key(difference.id), difference.kind))


def defects(differences: Iterable[Difference], judged: dict[tuple[str, str], Judgement]) -> list[Difference]:
    return [difference for difference in differences if judgement_of(difference, judged) is None]
