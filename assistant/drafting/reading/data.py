"""The lexicon files beside this package, each read once, when first asked for."""

import re
import tomllib
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def toml(name: str) -> dict[str, Any]:
    """The content of `lexicons/NAME.toml`. Callers must not change it."""
    return tomllib.loads(files("assistant.drafting").joinpath("lexicons", f"{name}.toml").read_text(encoding="utf-8"))


def one_of(words: Iterable[str]) -> str:
    """A pattern that matches any of the words, the longest first."""
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
