"""The word lists of `wordlists/`: what a reply must not say, as patterns."""

import re
import tomllib
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any, Literal, NamedTuple

WORDLISTS = Path(__file__).parent / "wordlists"

Fault = Literal[
    "absolutes", "blame", "courier", "other_channel", "review_reward", "sent_wrong", "admissions", "done"
]  # fmt: skip


class Finding(NamedTuple):
    """The words that were found, and what is wrong with them."""

    words: str
    fault: str


@cache
def wordlist(name: str) -> dict[str, Any]:
    """The content of `wordlists/NAME.toml`. Callers must not change it."""
    return tomllib.loads((WORDLISTS / f"{name}.toml").read_text(encoding="utf-8"))


def any_of(patterns: Iterable[str]) -> re.Pattern[str]:
    return re.compile("|".join(patterns), re.IGNORECASE)


@cache
def forbidden(fault: Fault) -> re.Pattern[str]:
    """Both languages at once: a fault in the other one is no better."""
    lists = wordlist("wording")[fault]
    return any_of((*lists["zh"], *lists["en"]))


def find(fault: Fault, text: str, says: str) -> Iterator[Finding]:
    for match in forbidden(fault).finditer(text):
        yield Finding(match.group().strip(), says)
