"""Whether words stand in a text, and how they stand there: what a model copied is taken from the mail, not from it.

Case, spaces, punctuation and full-width forms do not count, but a word's ends do: the size M is not in "from".
"""

import re
from collections.abc import Iterator
from decimal import Decimal

from assistant.drafting.reading.counting import counted
from assistant.drafting.reading.text import HAN, clean, fold
from assistant.process.comparing import plain

_ELISION = re.compile(r"\.{3,}|…+|⋯+|\[…\]")
_NUMBER = re.compile(r"[0-9]+(?:,[0-9]{3})*(?:\.[0-9]+)?")
_NUMBER_WORD = re.compile(r"[零〇一二两俩三仨四五六七八九十百]{1,5}|a couple(?: of)?|[a-z]+")
_FEWEST_LETTERS = 3
_FEWEST_CHARACTERS = 2


class MailText:
    """A text that can be quoted from. Hidden characters are no part of it."""

    def __init__(self, text: str) -> None:
        self.text = clean(text)
        letters = [(letter, place) for place, character in enumerate(self.text) for letter in plain(character)]
        self._letters = "".join(letter for letter, _ in letters)
        self._places = [place for _, place in letters]

    def quote(self, words: str) -> str | None:
        """The text's own words, or None where they do not stand in it. Words with `…` may leave some out."""
        pieces = [self._piece(piece) for piece in _ELISION.split(words) if _letters(piece)]
        if not pieces or any(piece is None for piece in pieces):
            return None
        return "…".join(piece for piece in pieces if piece)

    def telling_quote(self, words: str) -> str | None:
        """As `quote`, but None for words so short that they stand in any mail."""
        found = _letters(words)
        enough = len(found) >= _FEWEST_LETTERS or len(re.findall(f"[{HAN}]", found)) >= _FEWEST_CHARACTERS
        return self.quote(words) if enough else None

    def spans(self, words: str) -> Iterator[tuple[int, int]]:
        """Where the words stand, each time, as places in `text`."""
        wanted = _letters(words)
        found = self._letters.find(wanted) if wanted else -1
        while found >= 0:
            start, end = self._places[found], self._places[found + len(wanted) - 1] + 1
            if self._is_whole(start, end):
                yield start, end
            found = self._letters.find(wanted, found + 1)

    def numbers(self) -> frozenset[Decimal]:
        """Every number in the text, in digits or as a word: 99.00, 三, two."""
        folded = fold(self.text)
        digits = {Decimal(match.group().replace(",", "")) for match in _NUMBER.finditer(folded)}
        words = (counted(match.group()) for match in _NUMBER_WORD.finditer(folded))
        return frozenset(digits | {Decimal(number) for number in words if number is not None})

    def _piece(self, words: str) -> str | None:
        span = next(self.spans(words), None)
        return None if span is None else " ".join(self.text[slice(*span)].split())

    def _is_whole(self, start: int, end: int) -> bool:
        before, after = self.text[start - 1 : start], self.text[end : end + 1]
        return not (_runs_on(before, self.text[start]) or _runs_on(self.text[end - 1], after))


def _letters(words: str) -> str:
    return "".join(letter for character in clean(words) for letter in plain(character))


def _runs_on(first: str, second: str) -> bool:
    """Whether two neighbours belong to one word or one number; Chinese characters each begin a new one."""
    return _is_latin(first) and _is_latin(second)


def _is_latin(character: str) -> bool:
    folded = plain(character)
    return bool(folded) and folded.isascii()
