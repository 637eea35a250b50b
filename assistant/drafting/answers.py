"""The two forms that a model fills in. Every string and list is bounded: an unbounded one can run until it is cut off.

They are what goes over the wire, so they hold JSON types only; `grounded` turns the first into an `Inquiry` after the
mail's own text has been asked.
"""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from assistant.case.inquiry import Emotion, Request, StatementKind, Topic
from assistant.case.reply import PartKind

Short = Annotated[str, StringConstraints(max_length=120)]
Words = Annotated[str, StringConstraints(max_length=300)]


class Form(BaseModel):
    """All fields required, nothing else allowed: what strict structured output asks for."""

    model_config = ConfigDict(extra="forbid")


class ItemAnswer(Form):
    words: Short
    variants: list[Short] = Field(max_length=6)
    quantity: int | None
    price: Short | None


class StatementAnswer(Form):
    kind: StatementKind
    words: Words
    value: Short | None


class UnderstandAnswer(Form):
    """What the mail says."""

    order_numbers: list[Short] = Field(max_length=20)
    items: list[ItemAnswer] = Field(max_length=12)
    topics: list[Topic] = Field(max_length=8)
    statements: list[StatementAnswer] = Field(max_length=15)
    requests: list[Request] = Field(max_length=8)
    emotion: Emotion
    urgent: bool


class PartAnswer(Form):
    kind: PartKind
    text: Annotated[str, StringConstraints(max_length=1500)]
    sources: list[Short] = Field(max_length=30)


class WriteAnswer(Form):
    """The reply in its parts."""

    parts: list[PartAnswer] = Field(max_length=8)
