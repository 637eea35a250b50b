"""Counts as they are written: 3, 三, 两, 二十一, three, "a couple of"."""

_DIGITS = {digit: value for value, digit in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2, "俩": 2, "仨": 3}
_ENGLISH = {
    word: value
    for value, words in {
        1: "a|an|one", 2: "two|couple|couple of|a couple of|both", 3: "three|a few", 4: "four|several", 5: "five",
        6: "six", 7: "seven", 8: "eight", 9: "nine", 10: "ten", 11: "eleven", 12: "twelve|dozen|a dozen",
    }.items()
    for word in words.split("|")
}  # fmt: skip
NUMBER = "(?:[0-9]{1,3}|[零〇一二两俩三仨四五六七八九十百]{1,5})"
"""The pattern of what `counted` reads, English words left out."""


def counted(words: str) -> int | None:
    """The number that the words stand for, below 1000, or None."""
    if words.isascii() and words.isdigit():
        return int(words)
    return _ENGLISH[words] if words in _ENGLISH else _chinese(words)


def _chinese(words: str) -> int | None:
    hundreds, separator, rest = words.rpartition("百")
    tens, ten, ones = rest.rpartition("十")
    if not all(part == "" or part in _DIGITS for part in (hundreds, tens, ones.lstrip("零"))) or not words:
        return None
    hundred = _DIGITS.get(hundreds, 1) * 100 if separator else 0
    return hundred + (_DIGITS.get(tens, 1) * 10 if ten else 0) + _DIGITS.get(ones.lstrip("零"), 0)
