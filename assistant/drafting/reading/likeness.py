"""A second opinion on a mail's words: how much they are like example sentences whose meaning is known.

The rules of the lexicon know phrases; unseen mails put the same things otherwise. Here a linear model weighs everything
that stands in a sentence, its words and their concepts, and says how likely each topic, request and statement is. Its
weights are in `lexicons/weights.tsv`, made from example sentences by `python -m evals.reading.teaching`.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from itertools import pairwise
from math import exp, sqrt

from assistant.drafting.reading.english import TOKEN
from assistant.drafting.reading.lexicon import lexicon
from assistant.drafting.reading.rules import Read
from assistant.drafting.reading.text import HAN
from assistant.segmenting import words

TOPIC, REQUEST, STATEMENT = "topic", "request", "statement"
NOTHING = "none"
"""The topic of greetings, thanks and background."""
BIAS = "(bias)"
_HAN = re.compile(f"[{HAN}]")
_NO_WORD = re.compile(f"[^{HAN}a-z0-9]+")
_DIGITS = re.compile("[0-9]+")
_STEM = 4
"""How many letters of a longer English word stand for its kin: shatt(ered), refun(ding)."""

Label = tuple[str, str]
"""TOPIC, REQUEST or STATEMENT, and the word of the vocabulary."""


@dataclass(frozen=True, slots=True)
class Likeness:
    """How likely each meaning of a sentence is, from 0 to 1; the topics with NOTHING add up to 1."""

    topics: Mapping[str, float]
    requests: Mapping[str, float]
    statements: Mapping[str, float]
    clauses: range
    """The sentence's clauses."""


@dataclass(frozen=True, slots=True)
class Weights:
    """`of`: by feature, how much it speaks for each label (an index into `labels`)."""

    labels: tuple[Label, ...]
    of: Mapping[str, tuple[tuple[int, float], ...]]


@cache
def weights() -> Weights:
    text = files("assistant.drafting").joinpath("lexicons", "weights.tsv").read_text(encoding="utf-8")
    head, *lines = (line for line in text.splitlines() if not line.startswith("# "))
    labels = tuple((kind, word) for kind, word in (label.split(":") for label in head.split()))
    of: dict[str, tuple[tuple[int, float], ...]] = {}
    for line in lines:
        feature, *cells = line.split("\t")
        of[feature] = tuple((int(index), float(weight)) for index, weight in (cell.split(":") for cell in cells))
    return Weights(labels, of)


def likenesses(folded: str, read: Sequence[Read]) -> list[Likeness]:
    """Sentence by sentence, in the order of the mail, without those of which no word is known."""
    found = (_of(folded, read, clauses) for clauses in _sentences(read))
    return [likeness for likeness in found if likeness is not None]


def clause_likenesses(folded: str, read: Sequence[Read]) -> list[Likeness]:
    """The same clause by clause, for sentences that speak of several matters."""
    found = (_of(folded, read, range(number, number + 1)) for number in range(len(read)))
    return [likeness for likeness in found if likeness is not None]


def _sentences(read: Sequence[Read]) -> list[range]:
    found: list[range] = []
    for number, clause in enumerate(read):
        if found and read[found[-1].start].sentence == clause.sentence:
            found[-1] = range(found[-1].start, number + 1)
        else:
            found.append(range(number, number + 1))
    return found


def _of(folded: str, read: Sequence[Read], clauses: range) -> Likeness | None:
    known = weights()
    groups = [[one for one in group if one in known.of] for group in features(folded, [read[n] for n in clauses])]
    if not any(groups):
        return None
    scores = [0.0] * len(known.labels)
    for group in ([BIAS], *groups):
        value = 1 / sqrt(len(group) or 1)  # each group has length 1, so that a long sentence weighs no more
        for feature in group:
            for index, weight in known.of[feature]:
                scores[index] += value * weight
    return _meant(_likeness(known.labels, scores, clauses), [read[n] for n in clauses])


def _meant(likeness: Likeness, clauses: Sequence[Read]) -> Likeness:
    """Without what none of the clauses means that say anything: its share goes to what they mean instead."""
    telling = [clause.unmeant for clause in clauses if clause.tags] or [clause.unmeant for clause in clauses]
    if not all(telling):
        return likeness
    topics, statements = dict(likeness.topics), dict(likeness.statements)
    for (section, name), instead in telling[0].items():
        if not all((section, name) in unmeant for unmeant in telling):
            continue
        if section == "topics":
            topics[instead or NOTHING] += topics[name]
            topics[name] = 0.0
        elif section == "statements":
            statements[name] = 0.0
    return replace(likeness, topics=topics, statements=statements)


def _likeness(labels: Sequence[Label], scores: Sequence[float], clauses: range) -> Likeness:
    of: dict[str, dict[str, float]] = {TOPIC: {}, REQUEST: {}, STATEMENT: {}}
    highest = max(score for (kind, _), score in zip(labels, scores, strict=True) if kind == TOPIC)
    for (kind, word), score in zip(labels, scores, strict=True):
        of[kind][word] = exp(score - highest) if kind == TOPIC else 1 / (1 + exp(-score))
    total = sum(of[TOPIC].values())
    topics = {word: share / total for word, share in of[TOPIC].items()}
    return Likeness(topics, of[REQUEST], of[STATEMENT], clauses)


def features(folded: str, clauses: Sequence[Read]) -> tuple[set[str], set[str]]:
    """What stands in the clauses: their words and pieces of words, and the concepts of the lexicon."""
    text = " ".join(folded[clause.start : clause.end] for clause in clauses)
    return set(_chinese(text) if _HAN.search(text) else _english(text)), set(_concepts(clauses))


def _chinese(text: str) -> Iterator[str]:
    plain = _DIGITS.sub("0", _NO_WORD.sub(" ", text))
    for size in (2, 3):
        yield from (plain[start : start + size] for start in range(len(plain) - size + 1))
    yield from (f"w:{word}" for word in words(plain) if word.strip())


def _english(text: str) -> Iterator[str]:
    stem = lexicon().spelling.stem
    stems = [stem(token) if token[0].isalpha() else "0" for token in TOKEN.findall(text)]
    yield from stems
    yield from (f"{one} {other}" for one, other in pairwise(["^", *stems, "$"]))
    yield from (f"c:{word[:_STEM]}" for word in stems if len(word) > _STEM)


def _concepts(clauses: Iterable[Read]) -> Iterator[str]:
    """Each concept as affirmed or negated, alone and with the others of its clause."""
    for clause in clauses:
        signed = sorted({f"{'-' if tag.negated else '+'}{concept}" for tag in clause.tags for concept in tag.concepts})
        yield from signed
        yield from (f"{one}{other}" for place, one in enumerate(signed) for other in signed[place + 1 :])
