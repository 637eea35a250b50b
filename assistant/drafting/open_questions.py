"""Questions of the mail that a letter does not speak of: each is answered or taken up, none is passed over."""

import re
from functools import cache
from typing import NamedTuple

from assistant.case.diagnosis import POOLS
from assistant.case.knowledge import Language
from assistant.case.reply import Check, Reply
from assistant.case.view import CaseView
from assistant.drafting.questions_answered import questions_asked, without_lead
from assistant.drafting.wording import Fault, find, wordlist

QUESTIONS_ANSWERED = "questions_answered"
"""The check's name."""

_LONGEST: dict[Language, int] = {"zh": 22, "en": 60}
"""Characters of a question that a letter repeats at most: it is answered, not recited."""

_UNQUOTABLE = re.compile(r"[/@<>{}\[\]“”\"「」]|www|\d")
_NUMBERING = re.compile(
    r"^(?:(?:and|also|so|or|but)\s+)?(?:[(（]?(?:\d{1,2}|[a-h])[.)）、]\s*)?(?:(?:and|also|so)\s+)?", re.I
)
_ASKS = re.compile(
    r"(?:who|what|when|where|which|why|how|whether|any|can|could|do|does|did|is|are|was|were|will|would|shall|should"
    r"|has|have|may|might)\b",
    re.IGNORECASE,
)
"""How an English question begins; anything else reads oddly behind "As to"."""

_TAKEN_UP = re.compile(r"您问的其他几点|\byour other questions\b")
_FAULTS: tuple[Fault, ...] = (
    "absolutes", "blame", "courier", "other_channel", "review_reward", "sent_wrong", "admissions"
)  # fmt: skip


class Kind(NamedTuple):
    """A kind of question, how a letter that answers it says so, and what it is called in a letter."""

    asked: re.Pattern[str]
    told: re.Pattern[str]
    called: dict[Language, str]


class Open(NamedTuple):
    """A question as the mail has it, and how a letter names it."""

    question: str
    called: str


@cache
def _kinds() -> tuple[Kind, ...]:
    return tuple(
        Kind(
            asked=re.compile(entry["asked"], re.IGNORECASE),
            told=re.compile(entry["told"], re.IGNORECASE),
            called={"zh": entry["zh"], "en": entry["en"]},
        )
        for entry in wordlist("questions")["kind"]
    )


def open_questions(view: CaseView, letter: str) -> list[Open]:
    """Those of a kind that we know and that the letter does not speak of, each under a name of its own."""
    found: dict[str, Open] = {}
    for question in questions_asked(view.words, view.language):
        kinds = _untold(question, letter)
        if kinds:
            called = _quoted(question, kinds[0], view.language) or kinds[0].called[view.language]
            found.setdefault(called, Open(question, called))
    return list(found.values())


def _untold(question: str, letter: str) -> list[Kind]:
    return [kind for kind in _kinds() if kind.asked.search(question) and not kind.told.search(letter)]


def _quoted(question: str, kind: Kind, language: Language) -> str | None:
    """In the customer's words, without what leads up to them where the rest alone still asks it."""
    rest = without_lead(question).strip()
    words = quotable(rest if kind.asked.search(rest) else question, language)
    return f"“{words}”" if words is not None and (language == "zh" or _ASKS.match(words)) else None


def quotable(question: str, language: Language) -> str | None:
    """The question as it may stand in quotation marks; None where it is too long or says what no letter may say."""
    words = _NUMBERING.sub("", question.rstrip("？?。 ").strip("，,、 "))
    if not 0 < len(words) <= _LONGEST[language] or _UNQUOTABLE.search(words):
        return None
    return None if any(list(find(fault, words, "")) for fault in _FAULTS) else words


def has_open_questions(view: CaseView) -> bool:
    """Whether the letter has to answer each question: not one that first has to ask whose or which order it is, nor one
    that hands all of the mail on to the supervisor.
    """
    return view.order is not None and view.category in POOLS


def _is_passed_over(question: str, letter: str, language: Language) -> bool:
    if not _untold(question, letter) or _TAKEN_UP.search(letter):
        return False
    asked = [kind for kind in _kinds() if kind.asked.search(question)]
    names = [name for kind in asked for name in (kind.called[language], _quoted(question, kind, language)) if name]
    return not any(name in letter for name in names)


def questions_check(reply: Reply, view: CaseView) -> Check:
    """Fails with the questions that the reply neither answers nor takes up."""
    asked = questions_asked(view.words, view.language) if has_open_questions(view) else []
    missed = [question for question in asked if _is_passed_over(question, reply.text, view.language)]
    return Check(name=QUESTIONS_ANSWERED, passed=not missed, detail="; ".join(f"not answered: {one}" for one in missed))
