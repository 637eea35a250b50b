"""English words without their endings, so that two forms of one word are found to be the same."""

import re

_VOWEL = re.compile(r"[aeiouy]")


def stem(word: str) -> str:
    """Without the endings of plurals and verbs, so that `refused` finds `refuse` and `shipping` finds `shipped`.

    What is left need be no word: it is only compared.
    """
    word = word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word
    word = f"{word[:-2]}y" if len(word) > 4 and word.endswith("ie") else word
    for ending in ("ing", "ed"):
        rest = word.removesuffix(ending)
        if rest != word and len(rest) > 2 and _VOWEL.search(rest):
            word = rest[:-1] if len(rest) > 3 and rest[-1] == rest[-2] and rest[-1] not in "lsz" else rest
    return word[:-1] if len(word) > 4 and word.endswith("e") else word
