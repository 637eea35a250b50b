"""A model's part for plumbing tests and benchmarks: it reads nothing out of a mail, and repeats the plain letter."""

import re
from typing import Any

from assistant.case.reply import PartKind

READING: dict[str, Any] = {
    "order_numbers": [],
    "items": [],
    "topics": [],
    "statements": [],
    "requests": [],
    "feeling": {"emotion": "calm", "words": None},
    "wanted_variants": [],
    "urgent_words": None,
}
"""The lexicons' reading stands beside it."""

_LETTER = re.compile(r"^(?:Plain letter|平实信稿)\n(?P<letter>.*?)\n\n<customer_mail>", re.DOTALL | re.MULTILINE)
_PART = re.compile(rf"^(?P<kind>{'|'.join(PartKind)}) \[(?P<sources>[^\]]*)\]: ", re.MULTILINE)


def answer(body: dict[str, Any]) -> dict[str, Any]:
    """The form filled in, for the body of a chat completion's request."""
    prompt = str(body["messages"][1]["content"])
    letter = _LETTER.search(prompt)
    return READING if letter is None else {"parts": list(_parts(letter["letter"])), "main_cause": None}


def _parts(letter: str) -> list[dict[str, Any]]:
    heads = list(_PART.finditer(letter))
    ends = [head.start() for head in heads[1:]] + [len(letter)]
    return [
        {
            "kind": head["kind"],
            "text": letter[head.end() : end].strip(),
            "sources": [source for source in head["sources"].split(", ") if source][:30],
        }
        for head, end in zip(heads, ends, strict=True)
    ]
