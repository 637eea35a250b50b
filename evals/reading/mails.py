"""Whole mails with their expected reading, and the reader's recall and precision on them, field by field."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any, Literal

import yaml
from pydantic import BeforeValidator, Field

from assistant.case.base import Value
from assistant.case.email import Address, Email, Screening
from assistant.case.inquiry import Emotion, Inquiry, Request, StatementKind, Topic
from assistant.case.shop import Product
from assistant.drafting.understanding import understand
from assistant.pipeline import Glossary

FOLDER = Path(__file__).parents[2] / "tests" / "data" / "reading"
SETS = ("mails", "colloquial")
DATE = "2026-11-23T10:00:00+08:00"

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

    def is_said_by(self, other: "Said") -> bool:
        return self.kind is other.kind and (
            self.value is None or self.value.casefold() == (other.value or "").casefold()
        )


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
    """A mail and its expected reading; the heads of the data files say what each field means."""

    id: int
    language: Literal["zh", "en"]
    cause: str
    subject: str
    text: str
    topics: tuple[Topic, ...] = Field(min_length=1)
    requests: tuple[Request, ...]
    statements: tuple[Annotated[Said, BeforeValidator(_said)], ...]
    emotion: tuple[Emotion, ...] = ()
    urgent: bool = False
    held_back: bool = False
    also_fine: AlsoFine = AlsoFine()
    streets: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    items: tuple[str, ...] = ()
    order_numbers: tuple[str, ...] = ()

    def read(self) -> Inquiry:
        return understand(self._as_email(), GLOSSARY)

    def _as_email(self) -> Email:
        return Email.model_validate(
            {
                "raw_sha256": "0" * 64,
                "message_id": f"<{self.id}@mail.example>",
                "sender": Address(email="someone@mail.example"),
                "subject": self.subject,
                "date": DATE,
                "text": self.text,
                "full_text": self.text,
                "screening": Screening(kind="customer"),
            }
        )


def whole_mails(name: str) -> tuple[WholeMail, ...]:
    """`name` is one of SETS."""
    written = yaml.safe_load((FOLDER / f"{name}.yaml").read_text(encoding="utf-8"))
    return tuple(WholeMail.model_validate(mail) for mail in written)


@dataclass
class Score:
    """What was found of what was to be found, by field; `wrong` names the mails where something differs."""

    expected: Counter[str] = field(default_factory=Counter)
    recalled: Counter[str] = field(default_factory=Counter)
    found: Counter[str] = field(default_factory=Counter)
    right: Counter[str] = field(default_factory=Counter)
    wrong: dict[str, list[str]] = field(default_factory=dict)

    def recall(self, what: str) -> float:
        return self.recalled[what] / self.expected[what] if self.expected[what] else 1.0

    def precision(self, what: str) -> float:
        return self.right[what] / self.found[what] if self.found[what] else 1.0

    def note(self, what: str, mail: WholeMail, missed: list[str], extra: list[str], expected: int, found: int) -> None:
        self.expected[what] += expected
        self.recalled[what] += expected - len(missed)
        self.found[what] += found
        self.right[what] += found - len(extra)
        differs = [*(f"-{name}" for name in missed), *(f"+{name}" for name in extra)]
        if differs:
            self.wrong.setdefault(what, []).append(f"{mail.id} ({mail.cause}): {' '.join(differs)}")


FIELDS = ("main topic", "topics", "requests", "statements", "emotion", "urgent", "items", "order numbers")


def score(mails: Iterable[WholeMail]) -> Score:
    """`main topic` and `emotion` have one answer a mail, so that their recall and precision are the same."""
    result = Score()
    for mail in mails:
        _score(result, mail, mail.read())
    return result


def _score(result: Score, mail: WholeMail, read: Inquiry) -> None:
    _compare(result, "main topic", mail, {mail.topics[0].value}, {read.topics[0].value}, set())
    _compare(result, "topics", mail, set(mail.topics), set(read.topics), set(mail.also_fine.topics))
    _compare(result, "requests", mail, set(mail.requests), set(read.requests), set(mail.also_fine.requests))
    _compare_statements(result, mail, read)
    if mail.emotion:
        accepted = read.emotion if read.emotion in mail.emotion else mail.emotion[0]
        _compare(result, "emotion", mail, {accepted}, {read.emotion}, set())
    if "urgent" in mail.model_fields_set:
        urgent = {"urgent"} if read.urgent else set()
        _compare(result, "urgent", mail, {"urgent"} if mail.urgent else set(), urgent, set())
    if "items" in mail.model_fields_set:
        named = {mention.skus[0] for mention in read.items if len(mention.skus) == 1}
        _compare(result, "items", mail, set(mail.items), named, set())
    if "order_numbers" in mail.model_fields_set:
        _compare(result, "order numbers", mail, set(mail.order_numbers), set(read.order_numbers), set())


def _compare(
    result: Score, what: str, mail: WholeMail, expected: set[str], found: set[str], also_fine: set[str]
) -> None:
    """What is also fine counts neither as found nor as missed."""
    counted = found - (also_fine - expected)
    missed, extra = sorted(expected - counted), sorted(counted - expected)
    result.note(what, mail, missed, extra, len(expected), len(counted))


def _compare_statements(result: Score, mail: WholeMail, read: Inquiry) -> None:
    found = [Said(kind=statement.kind, value=statement.value) for statement in read.statements]
    missed = [said for said in mail.statements if not any(map(said.is_said_by, found))]
    counted = [said for said in found if said.kind not in mail.also_fine.statements]
    extra = [said for said in counted if not any(wanted.is_said_by(said) for wanted in mail.statements)]
    names = [
        [f"{said.kind}={said.value}" if said.value else said.kind.value for said in them] for them in (missed, extra)
    ]
    result.note("statements", mail, names[0], names[1], len(mail.statements), len(counted))
