"""Retrieval questions as readable data, with a schema."""

import hashlib
from collections.abc import Iterable
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict

from assistant.case.knowledge import Audience, Language

Corpus = Literal["shop", "law"]
HELD_BACK_OF = 3
"""One question in so many is held back from tuning, where a set does that."""


class Question(BaseModel):
    """`answers` are article names of which any is right; none: nothing in the corpus answers it.

    `now` is the day when it is asked, noon UTC; `region` where the order goes; `products` what was ordered;
    `audience` who asks.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    text: str
    answers: tuple[str, ...]
    now: date = date(2026, 11, 23)
    region: str | None = None
    products: tuple[str, ...] = ()
    audience: Audience = "customer"

    @property
    def at(self) -> datetime:
        return datetime.combine(self.now, time(12), UTC)

    @property
    def held_back(self) -> bool:
        """By the question's own hash, so that adding others moves none across."""
        return hashlib.sha256(self.text.encode()).digest()[0] % HELD_BACK_OF == 0


class Dataset(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    corpus: Corpus
    language: Language
    questions: tuple[Question, ...]

    @property
    def parts(self) -> Iterable[tuple[str, tuple[Question, ...]]]:
        """The whole, and for the law its part for tuning and the part held back."""
        yield "all", self.questions
        if self.corpus == "law":
            yield "tuning", tuple(question for question in self.questions if not question.held_back)
            yield "held back", tuple(question for question in self.questions if question.held_back)


def read_dataset(file: Path) -> Dataset:
    """Raises ValueError, which names what is wrong and where."""
    return Dataset.model_validate(yaml.safe_load(file.read_text("utf-8")))
