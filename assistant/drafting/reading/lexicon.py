"""The domain words of both languages, and finding them in a text.

Chinese is segmented by the longest known word at each place, so that 退货 is never read as 货; in English the words of
a phrase count as well. A negation turns the next act around. What the concepts mean together is for `rules` to say.
"""

import re
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass, field
from functools import cache

from assistant.drafting.reading.data import toml
from assistant.drafting.reading.english import TOKEN, Spelling
from assistant.drafting.reading.text import HAN

NEGATION = "negation"
_REACH = {"zh": 10, "en": 40}
"""How many characters a negation reaches to the next act."""
_LATIN_SKIP = 2
_OFTEN_CHANCE = 2
"""Up to this many characters that cut a Chinese word in two stand there by chance: 寄还 in 先寄还是后寄."""


@dataclass(slots=True)
class Tag:
    """A concept's word in the text. `value` is what it says, for the marks that have one."""

    start: int
    end: int
    concepts: tuple[str, ...]
    negated: bool = False
    value: str | None = None


@dataclass(slots=True)
class Entry:
    """What one word stands for. `inherent`: the concepts that it negates by itself (收不到)."""

    concepts: tuple[str, ...] = ()
    acts: bool = False
    inherent: bool = False
    pattern: re.Pattern[str] | None = None
    words: tuple[str, ...] = ()
    exact: bool = False
    closed: bool = False
    """Whether its words mean nothing of their own inside it: no change in "changed my mind"."""

    def add(self, concept: str, acts: bool, inherent: bool) -> None:
        if concept != "neutral" and concept not in self.concepts:
            self.concepts = (*self.concepts, concept)
        self.acts = self.acts or acts
        self.inherent = self.inherent or inherent


@dataclass
class Lexicon:
    chinese: dict[str, list[tuple[str, Entry]]] = field(default_factory=dict)
    english: dict[str, list[Entry]] = field(default_factory=dict)
    exact: dict[str, list[Entry]] = field(default_factory=dict)
    spelling: Spelling = field(default_factory=lambda: Spelling((), {}))
    connectives: tuple[str, ...] = ()
    concepts: frozenset[str] = frozenset()


@cache
def lexicon() -> Lexicon:
    """Both languages together: customers mix them in one sentence."""
    chinese, english = _entries(toml("zh")), _entries(toml("en"))
    book = Lexicon(
        connectives=(*toml("zh")["connectives"], *toml("en")["connectives"]),
        concepts=frozenset({*toml("zh")["acts"], *toml("zh")["things"]}),
        spelling=Spelling(
            (token for word in english for token in TOKEN.findall(word.lstrip("~="))), toml("en")["irregular"]
        ),
    )
    for word, entry in sorted(chinese.items(), key=lambda item: -len(item[0])):
        if "*" in word:
            entry.pattern = re.compile(word.replace("*", rf"[{HAN}a-z0-9 ]{{0,4}}?"))
        book.chinese.setdefault(word[0], []).append((word, entry))
    phrases: dict[tuple[bool, bool, bool, tuple[str, ...]], Entry] = {}
    for word, entry in sorted(english.items(), key=lambda item: -len(item[0].split())):
        entry.closed = word.startswith("~") or not entry.concepts
        entry.exact = word.removeprefix("~").startswith("=")
        tokens = TOKEN.findall(word.lstrip("~=").replace("*", "%"))
        entry.words = tuple(tokens) if entry.exact else tuple(book.spelling.stem(token) for token in tokens)
        same = phrases.setdefault((entry.exact, entry.closed, entry.inherent, entry.words), entry)
        if same is entry:
            (book.exact if entry.exact else book.english).setdefault(entry.words[0], []).append(entry)
        else:  # "send it back" and "sent it back" are one phrase
            same.concepts = tuple(dict.fromkeys((*same.concepts, *entry.concepts)))
            same.acts = same.acts or entry.acts
    return book


def _entries(data: dict[str, dict[str, list[str]] | list[str]]) -> dict[str, Entry]:
    entries: dict[str, Entry] = {}
    for concept, words, acts in _listed(data):
        for word in words:
            plain = word.removeprefix("-")
            entries.setdefault(plain, Entry()).add(concept, acts, word.startswith("-"))
    return entries


def _listed(data: dict[str, dict[str, list[str]] | list[str]]) -> Iterator[tuple[str, Sequence[str], bool]]:
    for concept in ("neutral", NEGATION):
        words = data[concept]
        yield concept, list(words), False
    for kind in ("acts", "things"):
        table = data[kind]
        if isinstance(table, dict):
            yield from ((concept, words, kind == "acts") for concept, words in table.items())


@dataclass(slots=True)
class _Hit:
    start: int
    end: int
    entry: Entry


def tags(folded: str, start: int, end: int, ends: Set[int]) -> list[Tag]:
    """The words of one clause in order, negations applied to what they govern.

    `ends` are the places where a Chinese word ends.
    """
    hits = sorted(
        [*_chinese(folded, start, end, ends), *_english(folded, start, end)], key=lambda hit: (hit.start, -hit.end)
    )
    return _with_negations(hits)


def _chinese(folded: str, start: int, end: int, ends: Set[int]) -> Iterator[_Hit]:
    index, place = lexicon().chinese, start
    while place < end:
        hit = _chinese_at(folded, place, end, index.get(folded[place], ()), ends)
        if hit is not None:
            yield hit
        place = hit.end if hit is not None else place + 1


def _chinese_at(
    folded: str, place: int, end: int, candidates: Sequence[tuple[str, Entry]], ends: Set[int]
) -> _Hit | None:
    for word, entry in candidates:
        if entry.pattern is not None:
            match = entry.pattern.match(folded, place, end)
            stop = match.end() if match else -1
        else:
            stop = place + len(word) if folded.startswith(word, place, end) else -1
        whole = (stop in ends and (place in ends or stop - place == 1)) or stop - place > _OFTEN_CHANCE
        if stop >= 0 and whole and not (entry.pattern is None and _cuts_a_run(folded, place, stop)):
            return _Hit(place, stop, entry)
    return None


def _cuts_a_run(folded: str, start: int, end: int) -> bool:
    """12315 inside a longer number is no hotline, nor is there an icu in "ridiculous"."""
    before, after = folded[max(0, start - 1) : start + 1], folded[end - 1 : end + 1]
    return any(len(pair) == 2 and pair.isascii() and (pair.isdigit() or pair.isalpha()) for pair in (before, after))


def _english(folded: str, start: int, end: int) -> Iterator[_Hit]:
    book, tokens = lexicon(), list(TOKEN.finditer(folded, start, end))
    words = [token.group() for token in tokens]
    stems = [book.spelling.stem(word) if word[0].isalpha() else word for word in words]
    shielded = 0
    for place, token in enumerate(tokens):
        if place < shielded:
            continue
        for entry, size in _english_at(book, words, stems, place):
            yield _Hit(token.start(), tokens[place + size - 1].end(), entry)
            shielded = max(shielded, place + size) if entry.closed else shielded
        if words[place].endswith("n't"):
            yield _Hit(token.start(), token.end(), Entry(concepts=(NEGATION,), words=("n't",)))


def _english_at(book: Lexicon, words: list[str], stems: list[str], place: int) -> list[tuple[Entry, int]]:
    """Every phrase that begins here, by stems or by exact forms; a negation only where no longer phrase holds it."""
    candidates = ((book.english, stems), (book.exact, words))
    found = [
        (entry, size)
        for index, tokens in candidates
        for entry in index.get(tokens[place], ())
        if (size := _phrase(entry.words, tokens, place))
    ]
    longest = max((size for _, size in found), default=0)
    closed = max((size for entry, size in found if entry.closed), default=0)
    return [
        (entry, size) for entry, size in found if size >= closed and (size == longest or NEGATION not in entry.concepts)
    ]


def _phrase(phrase: tuple[str, ...], tokens: list[str], place: int) -> int:
    """How many tokens from `place` on the phrase covers (`%` stands for up to two), or 0."""
    at = place
    for number, word in enumerate(phrase):
        if word == "%":
            rest = phrase[number + 1 :]
            return next(
                (
                    at - place + gap + size
                    for gap in range(_LATIN_SKIP + 1)
                    if (size := _phrase(rest, tokens, at + gap))
                ),
                0,
            )
        if at >= len(tokens) or tokens[at] != word:
            return 0
        at += 1
    return at - place


def _with_negations(hits: list[_Hit]) -> list[Tag]:
    found: list[Tag] = []
    negated, reach, turned, place = False, 0, False, -1
    for hit in hits:
        entry = hit.entry
        if NEGATION in entry.concepts:
            negated = not (negated and hit.start <= reach)
            reach = hit.end + _REACH["en" if entry.words else "zh"]
            continue
        if hit.start != place:  # what begins at one place is governed alike
            turned, place = negated and hit.start <= reach, hit.start
        if entry.concepts:
            found.append(Tag(hit.start, hit.end, entry.concepts, negated=turned != entry.inherent))
        if entry.acts:
            negated = False
    return found
