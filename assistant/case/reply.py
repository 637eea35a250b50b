"""The structured reply (process.md, section 5) and what is checked about it."""

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from assistant.case.base import Time, Value
from assistant.case.diagnosis import Cause


class PartKind(StrEnum):
    GREETING = "greeting"
    ACKNOWLEDGEMENT = "acknowledgement"
    FACTS = "facts"
    EXPLANATION = "explanation"
    SOLUTION = "solution"
    QUESTIONS = "questions"
    COMMITMENT = "commitment"
    CLOSING = "closing"


class Part(Value):
    """One part of the reply; `sources` are ids of the `Source`s that its facts come from."""

    kind: PartKind
    text: Annotated[str, StringConstraints(max_length=3000)]
    sources: Annotated[tuple[Annotated[str, StringConstraints(max_length=160)], ...], Field(max_length=200)] = ()


class Reply(Value):
    """`text` is the new body in plain text: the parts in their order, joined by blank lines."""

    subject: str
    language: Literal["zh", "en"]
    parts: tuple[Part, ...]
    text: str

    @staticmethod
    def of(subject: str, language: Literal["zh", "en"], parts: tuple[Part, ...]) -> "Reply":
        order = list(PartKind)
        in_order = tuple(sorted((part for part in parts if part.text.strip()), key=lambda part: order.index(part.kind)))
        text = "\n\n".join(part.text.strip() for part in in_order)
        return Reply(subject=subject, language=language, parts=in_order, text=text)


class Promise(Value):
    """A commitment in the reply's words. `due` is when it is kept at the latest; `event` is what may come first."""

    text: str
    due: Time | None = None
    event: str | None = None


class TieBreak(Value):
    """The main one of causes that the records bear out equally, and why, in the mail's words."""

    cause: Cause
    reason: Annotated[str, StringConstraints(max_length=120)]


class Check(Value):
    """One check of the reply. `detail` names the sentence and what is wrong with it."""

    name: str
    passed: bool
    detail: str = ""


class Source(Value):
    """Something that a reply may rest on: its id, what it is, and the words that a number must be found in."""

    id: str
    kind: Literal["order", "tracking", "article", "policy", "action", "customer", "shop"]
    text: str
