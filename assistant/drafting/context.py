"""What a prompt is given of a mail and of its case: only the view, cut to scope, and bounded in length."""

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from assistant.case.email import Email
from assistant.case.knowledge import Language, PastCase
from assistant.case.reply import Reply
from assistant.case.shop import Product
from assistant.case.view import CaseView
from assistant.drafting import phrasing
from assistant.drafting.materials import lines_of
from assistant.drafting.reading.text import clean
from assistant.drafting.scanning import without_tokens
from assistant.drafting.situations import unanswered
from assistant.drafting.tokens import Calendar
from assistant.drafting.writing import write_offline
from assistant.pipeline import Glossary

_SUBJECT_LENGTH = 300
_MAIL_LENGTH = 6000
"""Characters of a mail that a prompt holds: its beginning and its end."""
_PRODUCTS_LENGTH = 2000
_LETTER_LENGTH = 8000
_SOURCE_LENGTH = 1200
"""Characters of one source: a passage of an article stands whole, under its title and heading."""
_SOURCES_LENGTH = 20_000
_FAULTS_LENGTH = 3000
_ARTICLE_LENGTH = 8000
_EXAMPLE_LENGTH = 800

LONGEST_WISH = 300
"""Characters of an agent's wish, or of the shop's tone."""

_SENDER: dict[Language, dict[bool, str]] = {
    "zh": {True: "已知顾客", False: "身份未核实"},
    "en": {True: "a known customer", False: "not identified"},
}

_ANGLES = str.maketrans({"<": "‹", ">": "›", "＜": "‹", "＞": "›", "﹤": "‹", "﹥": "›"})


def of_mail(email: Email, glossary: Glossary, language: Language) -> dict[str, str]:
    """The variables of `understand`. Goods are named in the mail's language, where they have a name in it."""
    names = dict.fromkeys(_name(product, language) for product in glossary.products)
    return {
        "products": fenced("; ".join(name for name in names if name), _PRODUCTS_LENGTH) or "-",
        "subject": fenced(shown_subject(email)),
        "text": fenced(shown_text(email)),
    }


def _name(product: Product, language: Language) -> str:
    names = (product.name, *product.aliases)
    return next((name for name in names if phrasing.suits(name, language)), product.name)


def of_case(
    view: CaseView, tone: str = "", wish: str | None = None, examples: Sequence[PastCase] = ()
) -> dict[str, str]:
    """The variables of `write`. The view holds nothing that the sender may not hear, so neither does the prompt.

    `tone` is the shop's, `wish` an agent's; both are about wording only. `examples` are no sources: they are other
    customers', and stand here without a number or a date that a letter could take over.
    """
    letter = write_offline(view).reply
    return {
        "today": _today(view),
        "sender": _SENDER[view.language][view.scope.may_read],
        "emotion": view.emotion.value,
        "urgent": "yes" if view.urgent else "no",
        "category": view.category.value,
        "causes": ", ".join(cause.value for cause in (view.cause, *view.secondary) if cause) or "-",
        "unanswered": "; ".join(unanswered(view)),
        "undecided": "; ".join(f"{n} {cause.value}" for n, cause in enumerate(view.tied, start=1)),
        "letter": fenced(_plain_letter(letter), _LETTER_LENGTH),
        "sources": _sources(view, letter),
        "subject": fenced(view.subject, _SUBJECT_LENGTH),
        "text": fenced(view.words, _MAIL_LENGTH),
        "tone": _one_line(tone),
        "wish": _one_line(wish or ""),
        "examples": "\n".join(_example(case, view) for case in examples),
    }


def _today(view: CaseView) -> str:
    now = view.now.astimezone(ZoneInfo(view.timezone))
    return phrasing.moment_of(now, now, view.language)


def of_article(title: str, text: str) -> dict[str, str]:
    """The variables of `questions`."""
    return {"title": fenced(title, _SUBJECT_LENGTH), "text": fenced(text, _ARTICLE_LENGTH)}


def of_faults(faults: list[str]) -> dict[str, str]:
    """The variables of `repair`. Faults quote the reply, and the reply may repeat what the customer wrote."""
    return {"faults": fenced("\n".join(f"- {fault}" for fault in faults), _FAULTS_LENGTH)}


def shown_subject(email: Email) -> str:
    return shortened(email.subject, _SUBJECT_LENGTH)


def shown_text(email: Email) -> str:
    """What of the mail a model gets to see; it cannot quote from the rest."""
    return shortened(email.text, _MAIL_LENGTH)


def shortened(text: str, length: int) -> str:
    """The beginning and the end of a longer text."""
    if len(text) <= length:
        return text
    head = length * 2 // 3
    return f"{text[:head]}\n[…]\n{text[-(length - head) :]}"


def fenced(text: str, length: int | None = None) -> str:
    """Without hidden characters, and unable to close the fence that it stands in."""
    text = clean(text if length is None else shortened(text, length))
    return text.translate(_ANGLES)


def _one_line(text: str) -> str:
    return fenced(" ".join(text.split()), LONGEST_WISH)


def _example(case: PastCase, view: CaseView) -> str:
    """What was approved is worth reading; of what was rejected, only why."""
    words = case.reply if case.outcome == "approved" else case.lesson
    said = without_tokens(words, Calendar(ZoneInfo(view.timezone), view.now))
    return f"- {case.outcome}: {fenced(' '.join(said.split())[:_EXAMPLE_LENGTH])}"


def _plain_letter(reply: Reply) -> str:
    """The offline drafter's letter: correct, stiff, and with the sources that each part rests on."""
    return "\n".join(f"{part.kind.value} [{', '.join(part.sources)}]: {_close(part.text)}" for part in reply.parts)


def _close(text: str) -> str:
    """Without blank lines, which part the parts of a letter."""
    return "\n".join(line for line in text.split("\n") if line.strip())


def shown_sources(view: CaseView) -> frozenset[str]:
    """The ids that the prompt of `write` lists: a model has read no other source, so none can be what it rests on."""
    return frozenset(_lines(view, write_offline(view).reply))


def _sources(view: CaseView, letter: Reply) -> str:
    return "\n".join(_lines(view, letter).values())


def _lines(view: CaseView, letter: Reply) -> dict[str, str]:
    """By id one line each, the case's own before the shop's rules, as many as have room."""
    lines, room = {}, _SOURCES_LENGTH
    cited = {source for part in letter.parts for source in part.sources}
    for source_id, text in lines_of(view, cited):
        line = f"[{source_id}] {fenced(' '.join(text.split()), _SOURCE_LENGTH)}"
        if len(line) < room:
            lines[source_id] = line
            room -= len(line) + 1
    return lines
