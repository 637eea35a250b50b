"""Reading a mail as if it had not been there when the lexicons were written.

The lexicons are tuned on the labelled mails, so what they understand of these says too much for the next customer's.
Here each mail is read without the words that no other mail of the tuning part has: too little, for many of these words
were known before. The truth lies between the two.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Set
from contextlib import contextmanager
from unittest.mock import patch

from assistant.drafting.reading import lexicon, wording
from assistant.drafting.reading.lexicon import Tag

Words = frozenset[str]


@contextmanager
def _reading(passes: Callable[[str], bool]) -> Iterator[None]:
    """Only words of the lexicons that pass are seen."""
    known = lexicon.tags

    def tags(folded: str, start: int, end: int, ends: Set[int]) -> list[Tag]:
        return [tag for tag in known(folded, start, end, ends) if passes(folded[tag.start : tag.end])]

    with patch.object(wording, "tags", tags):
        yield


def words_read(read: Callable[[], object]) -> Words:
    """The lexicons' words that are found while `read` runs."""
    found: set[str] = set()

    def noted(word: str) -> bool:
        found.add(word)
        return True

    with _reading(noted):
        read()
    return frozenset(found)


@contextmanager
def without(words: Collection[str]) -> Iterator[None]:
    with _reading(lambda word: word not in words):
        yield


def words_of_one(words: Mapping[str, Words]) -> dict[str, Words]:
    """For each mail the words that it alone has."""
    mails = Counter(word for found in words.values() for word in found)
    return {key: frozenset(word for word in found if mails[word] == 1) for key, found in words.items()}
