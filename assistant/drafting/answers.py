"""The forms that a model fills in. Every string and list is bounded: an unbounded one can run until it is cut off.

They are what goes over the wire, so they hold JSON types only. What a form says of a mail stands beside the customer's
words that it rests on, so that `grounded` can ask the mail itself before any of it counts.
"""

from functools import cache
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from assistant.case.inquiry import Emotion, Request, StatementKind, Topic
from assistant.case.reply import PartKind

Short = Annotated[str, StringConstraints(max_length=120)]
Words = Annotated[str, StringConstraints(max_length=300)]


class Form(BaseModel):
    """All fields required, nothing else allowed: what strict structured output asks for."""

    model_config = ConfigDict(extra="forbid")

    @classmethod
    @cache
    def schema_sent(cls) -> dict[str, Any]:
        """JSON Schema (2020-12) in the subset that OpenAI's strict mode and llama.cpp's grammars both take, without the
        titles that pydantic gives to each field: they say its name again, in every call.

        Made once for each form; callers must not change it.
        """
        schema = cls.model_json_schema()
        return {**_untitled(schema), "title": schema["title"]}


def _untitled(schema: Any) -> Any:
    if isinstance(schema, list):
        return [_untitled(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    return {key: _untitled(part) for key, part in schema.items() if not (key == "title" and isinstance(part, str))}


class ItemAnswer(Form):
    words: Short
    variants: list[Short] = Field(max_length=6)
    quantity: int | None
    price: Short | None


class TopicAnswer(Form):
    topic: Topic
    words: Words


class StatementAnswer(Form):
    kind: StatementKind
    words: Words
    value: Short | None


class RequestAnswer(Form):
    request: Request
    words: Words


class EmotionAnswer(Form):
    """`words`: those that show the feeling; null for a calm mail."""

    emotion: Emotion
    words: Words | None


class UnderstandAnswer(Form):
    """What the mail says. `urgent_words`: the reason why it cannot wait; null if none is given."""

    order_numbers: list[Short] = Field(max_length=20)
    items: list[ItemAnswer] = Field(max_length=12)
    wanted_variants: list[Short] = Field(max_length=6)
    topics: list[TopicAnswer] = Field(max_length=8)
    statements: list[StatementAnswer] = Field(max_length=15)
    requests: list[RequestAnswer] = Field(max_length=8)
    feeling: EmotionAnswer
    urgent_words: Words | None


class PartAnswer(Form):
    kind: PartKind
    text: Annotated[str, StringConstraints(max_length=1500)]
    sources: list[Short] = Field(max_length=30)


class TieAnswer(Form):
    """`number`: of a cause that is listed as undecided, counted from 1."""

    number: int
    reason: Short


class WriteAnswer(Form):
    """The reply in its parts. `main_cause` is null unless causes were listed as undecided."""

    parts: list[PartAnswer] = Field(max_length=8)
    main_cause: TieAnswer | None


class QuestionsAnswer(Form):
    """What an article answers, as customers ask it."""

    questions: list[Short] = Field(max_length=8)
