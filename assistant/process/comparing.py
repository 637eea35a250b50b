"""Comparing words as people write them: full-width forms, case, spaces and punctuation do not count."""

import unicodedata
from functools import lru_cache

_SAME_WORDS = 0.5
"""Above this Dice similarity of character bigrams two names mean the same thing; 保温杯 and 保温壶 are at it."""
_SAME_LETTERS = 0.75
"""The same for two single words of letters, of which many share some: phone and honey are at it."""


def plain(text: str) -> str:
    """Letters and digits only, NFKC, one case."""
    return "".join(c for c in unicodedata.normalize("NFKC", text).casefold() if c.isalnum())


def digits(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKC", text) if c.isdigit())


def is_slip(number: str, meant: str) -> bool:
    """One wrong character, or two neighbours in the wrong order; the number itself is none."""
    number, meant = plain(number), plain(meant)
    wrong = [n for n, (given, right) in enumerate(zip(number, meant, strict=False)) if given != right]
    if len(number) != len(meant) or not wrong:
        return False
    swapped = (
        len(wrong) == 2
        and wrong[1] == wrong[0] + 1
        and number[wrong[0] : wrong[1] + 1] == meant[wrong[1]] + meant[wrong[0]]
    )
    return len(wrong) == 1 or swapped


def similar(first: str, second: str) -> bool:
    """One contains the other, or their bigrams mostly agree."""
    enough = _SAME_LETTERS if _is_one_word(first) and _is_one_word(second) else _SAME_WORDS
    first, second = _name(first), _name(second)
    if not first or not second:
        return False
    if len(min(first, second, key=len)) >= 2 and (first in second or second in first):
        return True
    return _dice(first, second) > enough


def _is_one_word(text: str) -> bool:
    return text.isascii() and len(text.split()) == 1


@lru_cache(maxsize=20_000)
def _name(text: str) -> str:
    """A catalogue's names are compared with every mail."""
    return plain(text)


def _dice(first: str, second: str) -> float:
    pairs = [_pairs(text) for text in (first, second)]
    total = len(pairs[0]) + len(pairs[1])
    return 2 * len(pairs[0] & pairs[1]) / total if total else 0.0


@lru_cache(maxsize=20_000)
def _pairs(text: str) -> frozenset[str]:
    return frozenset(text[i : i + 2] for i in range(len(text) - 1))


_SIZES = frozenset({"xxs", "xs", "s", "m", "l", "xl", "xxl", "xxxl", "2xl", "3xl", "4xl"})
_SIZE_WORDS = {
    "extrasmall": "xs", "small": "s", "medium": "m", "large": "l", "extralarge": "xl",
    "小": "s", "中": "m", "大": "l", "加大": "xl", "gray": "grey",
}  # fmt: skip
_COLOURS = {
    "red": "红", "pink": "粉", "orange": "橙", "橘": "橙", "yellow": "黄", "green": "绿", "blue": "蓝", "purple": "紫",
    "black": "黑", "white": "白", "grey": "灰", "brown": "棕", "gold": "金", "silver": "银",
    "beige": "米", "khaki": "卡其", "navy": "藏青", "offwhite": "米白", "cream": "米白",
}  # fmt: skip
_SHADES = {"dark": "深", "light": "浅", "deep": "深", "pale": "浅"}


def same_kind_of_variant(first: str, second: str) -> bool:
    """Both are sizes, both carry a unit like 128GB, or neither does: so that a colour is not held against a size."""
    return _kind_of_variant(first) == _kind_of_variant(second)


def _kind_of_variant(value: str) -> str:
    word = variant_stem(value)
    if word in _SIZES:
        return "size"
    return "measure" if any(c.isdigit() for c in word) else "word"


def same_variant(record: str, said: str) -> bool:
    """`L` and `L码`, `large` and `L`, `红` and `红色`, `white` and `白色` are the same; `L` and `XL` are not."""
    record, said = _in_one_language(record), _in_one_language(said)
    return record == said or (len(min(record, said, key=len)) > 2 and (record in said or said in record))


def fits_variant(record: str, said: str) -> bool:
    """The same, or the colour of which the record's is a shade (`蓝色` for 雾蓝): nobody tells every shade."""
    hue = _in_one_language(said)
    return same_variant(record, said) or (hue in _HUES and _in_one_language(record).endswith(hue))


def comparable_variants(record: str, said: str) -> bool:
    """Of one kind, and words of one language: `misty` says nothing of 雾蓝 that a record could deny."""
    if not same_kind_of_variant(record, said):
        return False
    record, said = _in_one_language(record), _in_one_language(said)
    return _kind_of_variant(record) != "word" or record.isascii() == said.isascii()


def is_known_variant(value: str) -> bool:
    """A size, a measure or a colour, and not just any words for the goods: 发黄 is no colour that anybody ordered."""
    word = _in_one_language(value)
    return _kind_of_variant(value) != "word" or word.lstrip("深浅暗淡") in _COLOURS.values()


def variant_stem(value: str) -> str:
    """`红色` is 红, `L码` l, `large` l."""
    word = plain(value).removesuffix("码").removesuffix("色").removesuffix("号")
    return _SIZE_WORDS.get(word, word)


def _in_one_language(value: str) -> str:
    """The stem, of a colour in Chinese: `red` is 红, `dark blue` 深蓝."""
    shade, _, colour = value.casefold().strip().partition(" ")
    if shade in _SHADES and colour in _COLOURS:
        return _SHADES[shade] + _COLOURS[colour]
    return _COLOURS.get(variant_stem(value), variant_stem(value))


_HUES = frozenset(colour for colour in _COLOURS.values() if len(colour) == 1)
