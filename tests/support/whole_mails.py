"""Whole mails with their expected reading, and how well the reader does on them."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any

import yaml
from pydantic import BeforeValidator, Field

from assistant.case.base import Value
from assistant.case.inquiry import Emotion, Inquiry, Request, StatementKind, Topic
from assistant.case.shop import Product
from assistant.drafting.understanding import understand
from assistant.pipeline import Glossary
from support.drafting_mails import a_mail

MAILS = Path(__file__).parents[1] / "data" / "reading" / "mails.yaml"

GLOSSARY = Glossary(
    products=tuple(
        Product(sku=name, name=name, aliases=aliases)
        for name, aliases in {
            "保温杯": ("水杯", "杯子", "thermos", "thermos bottle", "vacuum flask"),
            "羽绒服": ("羽绒衣", "down jacket"),
            "空气炸锅": ("炸锅", "air fryer"),
            "蜂蜜": ("洋槐蜂蜜", "honey"),
            "护眼台灯": ("台灯", "desk lamp"),
            "加湿器": ("humidifier",),
            "法兰绒毛毯": ("毛毯", "毯子", "blanket", "flannel blanket", "throw blanket"),
            "纯棉四件套": ("四件套", "床品", "bedding set"),
            "陶瓷餐具套装": ("餐具", "餐具套装", "ceramic bowls"),
            "棉拖鞋": ("拖鞋", "slippers"),
        }.items()
    )
)
"""The sample shop's goods."""


class Said(Value):
    """A statement to be found; without a value, one of the kind with any value will do."""

    kind: StatementKind
    value: str | None = None


def _said(written: str | dict[str, str]) -> Any:
    if isinstance(written, str):
        return {"kind": written}
    ((kind, value),) = written.items()
    return {"kind": kind, "value": value}


class AlsoFine(Value):
    topics: tuple[Topic, ...] = ()
    requests: tuple[Request, ...] = ()
    statements: tuple[StatementKind, ...] = ()


class WholeMail(Value):
    """A mail and its expected reading; the head of the data file says what each field means."""

    id: int
    language: str
    cause: str
    subject: str
    text: str
    topics: tuple[Topic, ...] = Field(min_length=1)
    requests: tuple[Request, ...]
    statements: tuple[Annotated[Said, BeforeValidator(_said)], ...]
    emotion: tuple[Emotion, ...] = Field(min_length=1)
    urgent: bool
    held_back: bool = False
    also_fine: AlsoFine = AlsoFine()
    streets: tuple[str, ...] = ()
    names: tuple[str, ...] = ()

    def read(self) -> Inquiry:
        return understand(a_mail(self.text, self.subject), GLOSSARY)


def whole_mails() -> tuple[WholeMail, ...]:
    return tuple(WholeMail.model_validate(mail) for mail in yaml.safe_load(MAILS.read_text(encoding="utf-8")))


@dataclass
class Score:
    """How many readings are right, of how many; `wrong` names the mails that are not, by what was asked."""

    right: Counter[str] = field(default_factory=Counter)
    of: Counter[str] = field(default_factory=Counter)
    wrong: dict[str, list[str]] = field(default_factory=dict)

    def note(self, what: str, mail: WholeMail, right: int, of: int, detail: object) -> None:
        self.right[what] += right
        self.of[what] += of
        if right < of:
            self.wrong.setdefault(what, []).append(f"{mail.id}: {detail}")

    def share(self, what: str) -> float:
        return self.right[what] / self.of[what]


def score(mails: Iterable[WholeMail]) -> Score:
    result = Score()
    for mail in mails:
        _score(result, mail, mail.read())
    return result


def _score(result: Score, mail: WholeMail, read: Inquiry) -> None:
    main, topics = read.topics[0], set(read.topics) - (set(mail.also_fine.topics) - set(mail.topics))
    requests = set(read.requests) - (set(mail.also_fine.requests) - set(mail.requests))
    result.note("main topic", mail, main is mail.topics[0], 1, main.value)
    result.note("topics", mail, topics == set(mail.topics), 1, [topic.value for topic in read.topics])
    result.note("requests", mail, requests == set(mail.requests), 1, [request.value for request in read.requests])
    result.note("emotion", mail, read.emotion in mail.emotion, 1, read.emotion.value)
    result.note("urgent", mail, read.urgent == mail.urgent, 1, read.urgent)
    _score_statements(result, mail, read)


def _score_statements(result: Score, mail: WholeMail, read: Inquiry) -> None:
    found = [Said(kind=statement.kind, value=statement.value) for statement in read.statements]
    for said in mail.statements:
        result.note("statements recall", mail, any(map(said_as(said), found)), 1, f"missed {said.kind} {said.value}")
    for said in found:
        expected = any(said_as(wanted)(said) for wanted in mail.statements) or said.kind in mail.also_fine.statements
        result.note("statements precision", mail, expected, 1, f"invented {said.kind} {said.value}")


def said_as(wanted: Said) -> Any:
    """Whether a statement says what is wanted: its kind, and its value where one is named (case ignored)."""
    value = wanted.value.casefold() if wanted.value is not None else None
    return lambda said: said.kind is wanted.kind and (value is None or (said.value or "").casefold() == value)
