"""Mails of a sentence or two with their expected reading, one a line: `tests/data/reading/short.*.tsv`.

The columns are topics (the main one first), requests, statements and the text; `~` marks what is also fine. They were
written before the reader was run on any of them, each on a way of speaking of its own; every other line is held back
from tuning.
"""

import csv
from collections.abc import Iterator, Sequence
from typing import Any

from evals.reading.mails import FOLDER, WholeMail

LANGUAGES = ("zh", "en")


def short_mails() -> tuple[WholeMail, ...]:
    return tuple(mail for language in LANGUAGES for mail in _mails(language))


def _mails(language: str) -> Iterator[WholeMail]:
    with (FOLDER / f"short.{language}.tsv").open(encoding="utf-8", newline="") as file:
        for number, line in enumerate(csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE), start=1):
            yield WholeMail.model_validate(_fields(language, number, line))


def _fields(language: str, number: int, line: Sequence[str]) -> dict[str, Any]:
    topics, requests, statements, text = line
    said = {"topics": topics.split(), "requests": requests.split(), "statements": statements.split()}
    also_fine = {name: [word[1:] for word in words if word.startswith("~")] for name, words in said.items()}
    wanted = {name: [word for word in words if not word.startswith("~")] for name, words in said.items()}
    return {
        "id": number,
        "language": language,
        "cause": f"{language} {wanted['topics'][0]}",
        "subject": "",
        "text": text,
        "held_back": number % 2 == 0,
        "topics": wanted["topics"],
        "requests": wanted["requests"],
        "statements": [_said(word) for word in wanted["statements"]],
        "also_fine": also_fine,
    }


def _said(word: str) -> str | dict[str, str]:
    kind, _, value = word.partition("=")
    return {kind: value} if value else kind
