"""Makes the weights of `assistant/drafting/lexicons/weights.tsv` from the example sentences beside this file.

    python -m evals.reading.teaching

An example file holds sentences under heads of the form `# topic | requests | statements`. A linear model learns which
words and concepts speak for which meaning: softmax over the topics, each request and statement by itself, penalties
that keep it small, accelerated gradient steps from zero, so that the same examples give the same weights.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np

from assistant.case.inquiry import Request, StatementKind, Topic
from assistant.drafting.reading import goods, wording
from assistant.drafting.reading.likeness import BIAS, NOTHING, REQUEST, STATEMENT, TOPIC, Label, features
from assistant.drafting.reading.text import clean, fold
from evals.reading.bitext import REQUESTS, TOPICS, utterances
from evals.reading.mails import FOLDER, GLOSSARY, WholeMail
from evals.reading.short import short_mails

Array = Any
EXAMPLES = Path(__file__).parent / "examples"
WEIGHTS = Path(__file__).parents[2] / "assistant" / "drafting" / "lexicons" / "weights.tsv"
LABELS: tuple[Label, ...] = (
    *((TOPIC, topic.value) for topic in Topic),
    (TOPIC, NOTHING),
    *((REQUEST, request.value) for request in Request),
    *((STATEMENT, kind.value) for kind in StatementKind),
)
_TOPICS = len(Topic) + 1
_OF_AN_INTENT = 6
_RARE = -3.0
"""The bias that requests and statements begin with: most sentences hold none."""
_STEPS, _RATE, _BIAS_RATE = 400, 30.0, 0.3
_SMALL, _SPARSE = 1e-5, 4e-6
"""Penalties on the weights' squares and on their sizes: the best for two writers' sentences that were left out."""


@dataclass(frozen=True, slots=True)
class Example:
    labels: tuple[Label, ...]
    text: str


@dataclass(frozen=True, slots=True)
class Sparse:
    """A matrix of which only the cells that hold something are kept, row by row; `starts` has each such row's first."""

    filled: Array
    starts: Array
    columns: Array
    values: Array
    height: int

    @classmethod
    def of(cls, rows: Sequence[int], columns: Sequence[int], values: Sequence[float], height: int) -> "Sparse":
        order = np.argsort(rows, kind="stable")
        filled, starts = np.unique(np.asarray(rows)[order], return_index=True)
        return cls(filled, starts, np.asarray(columns)[order], np.asarray(values, dtype=np.float32)[order], height)

    def times(self, dense: Array) -> Array:
        product = np.zeros((self.height, dense.shape[1]), dtype=np.float32)
        product[self.filled] = np.add.reduceat(self.values[:, None] * dense[self.columns], self.starts)
        return product


def examples() -> tuple[Example, ...]:
    return tuple(example for path in sorted(EXAMPLES.glob("*.txt")) for example in _examples(path))


def tuning_mails() -> tuple[Example, ...]:
    """The short mails that are not held back."""
    return tuple(_as_example(mail) for mail in short_mails() if not mail.held_back)


def strangers_utterances() -> tuple[Example, ...]:
    """A few of each intent, of those that are not held back."""
    seen: Counter[str] = Counter()
    taken = []
    for said in utterances():
        if not said.held_back and said.intent in TOPICS and seen[said.intent] < _OF_AN_INTENT:
            seen[said.intent] += 1
            topic, request = TOPICS[said.intent][0], REQUESTS.get(said.intent)
            labels = ((TOPIC, topic.value), *(((REQUEST, request.value),) if request else ()))
            taken.append(Example(labels, said.utterance))
    return tuple(taken)


def _as_example(mail: WholeMail) -> Example:
    said = (
        (TOPIC, (mail.topics[0],)),
        (REQUEST, mail.requests),
        (STATEMENT, [statement.kind for statement in mail.statements]),
    )
    return Example(tuple((kind, word.value) for kind, words in said for word in words), mail.text)


def _examples(path: Path) -> Iterator[Example]:
    labels: tuple[Label, ...] = ()
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            labels = tuple(_labels(line.removeprefix("#")))
        elif line.strip():
            yield Example(labels, line.strip())


def _labels(head: str) -> Iterator[Label]:
    for kind, words in zip((TOPIC, REQUEST, STATEMENT), head.split("|"), strict=True):
        yield from ((kind, word) for word in words.split())


def fingerprint() -> str:
    """Of the examples that the weights are made from."""
    texts = [path.read_bytes() for path in (*sorted(EXAMPLES.glob("*.txt")), *sorted(FOLDER.glob("short.*.tsv")))]
    return sha256(b"\0".join(texts)).hexdigest()[:16]


def taught(given: Sequence[Example]) -> tuple[list[str], Array]:
    """The features and, a row each, their weights by label; the last row is the bias."""
    found = [_features(example.text) for example in given]
    counts = Counter(feature for groups in found for group in groups for feature in group)
    known = sorted(feature for feature, count in counts.items() if count > 1)
    place = {feature: number for number, feature in enumerate(known)}
    rows, columns, values = [], [], []
    for row, groups in enumerate(found):
        for group in groups:
            kept = [place[feature] for feature in group if feature in place]
            rows += [row] * len(kept)
            columns += kept
            values += [1 / np.sqrt(max(1, len(kept)))] * len(kept)
    wanted = np.array([[label in example.labels for label in LABELS] for example in given], dtype=np.float32)
    of_rows = Sparse.of(rows, columns, values, len(given))
    of_columns = Sparse.of(columns, rows, values, len(known))
    return [*known, BIAS], np.round(_fitted(of_rows, of_columns, wanted), 1)


def _features(text: str) -> tuple[set[str], set[str]]:
    folded = fold(clean(text))
    return features(folded, wording.read(folded, goods.marks(folded, GLOSSARY)))


def _fitted(of_rows: Sparse, of_columns: Sparse, wanted: Array) -> Array:
    shape = (of_columns.height, wanted.shape[1])
    weight, bias = np.zeros(shape, dtype=np.float32), np.zeros(shape[1], dtype=np.float32)
    bias[_TOPICS:] = _RARE
    ahead, bias_ahead = weight, bias
    for step in range(_STEPS):
        error = (_likely(of_rows.times(ahead) + bias_ahead) - wanted) / len(wanted)
        moved = ahead - _RATE * (of_columns.times(error) + _SMALL * ahead)
        moved = np.sign(moved) * np.maximum(np.abs(moved) - _RATE * _SPARSE, 0)
        bias_moved = bias_ahead - _RATE * _BIAS_RATE * error.sum(0)
        pace = step / (step + 3)
        ahead, bias_ahead = moved + pace * (moved - weight), bias_moved + pace * (bias_moved - bias)
        weight, bias = moved, bias_moved
    return np.vstack([weight, bias])


def _likely(scores: Array) -> Array:
    topics = np.exp(scores[:, :_TOPICS] - scores[:, :_TOPICS].max(axis=1, keepdims=True))
    others = 1 / (1 + np.exp(-scores[:, _TOPICS:]))
    return np.hstack([topics / topics.sum(axis=1, keepdims=True), others])


def _lines(known: Sequence[str], weight: Array) -> Iterator[str]:
    yield "# Made by `python -m evals.reading.teaching`; not to be edited."
    yield f"# examples {fingerprint()}"
    yield " ".join(f"{kind}:{word}" for kind, word in LABELS)
    for feature, row in zip(known, weight, strict=True):
        cells = [f"{index}:{row[index]:g}" for index in np.flatnonzero(row)]
        if cells:
            yield "\t".join((feature, *cells))


def main() -> None:
    given = (*examples(), *tuning_mails(), *strangers_utterances())
    known, weight = taught(given)
    WEIGHTS.write_text("\n".join(_lines(known, weight)) + "\n", encoding="utf-8")
    print(f"{len(given)} examples, {len(known)} features, {np.count_nonzero(weight)} weights")


if __name__ == "__main__":
    main()
