"""Questions of the mail that a letter does not speak of: named in the customer's own words, none is passed over."""

import re
from functools import cache
from typing import NamedTuple

from assistant.case.knowledge import Language
from assistant.case.view import CaseView
from assistant.drafting.questions_answered import questions_of
from assistant.drafting.wording import Fault, find, wordlist

_LONGEST: dict[Language, int] = {"zh": 22, "en": 60}
"""Characters of a question that a letter repeats at most: it is answered, not recited."""

_UNQUOTABLE = re.compile(r"[/@<>{}\[\]“”\"「」]|www|\d")
_NUMBERING = re.compile(
    r"^(?:(?:and|also|so|or|but)\s+)?(?:[(（]?(?:\d{1,2}|[a-h])[.)）、]\s*)?(?:(?:and|also|so)\s+)?", re.I
)
_FAULTS: tuple[Fault, ...] = (
    "absolutes", "blame", "courier", "other_channel", "review_reward", "sent_wrong", "admissions"
)  # fmt: skip


class Kind(NamedTuple):
    asked: re.Pattern[str]
    told: re.Pattern[str]


@cache
def _kinds() -> tuple[Kind, ...]:
    entries = wordlist("questions")["kind"]
    return tuple(Kind(*(re.compile(entry[part], re.IGNORECASE) for part in ("asked", "told"))) for entry in entries)


def open_questions(view: CaseView, letter: str) -> list[str]:
    """Those of a kind that we know and that the letter does not speak of."""
    return [question for question in questions_of(view.words, view.language) if _is_open(question, letter)]


def _is_open(question: str, letter: str) -> bool:
    kinds = [kind for kind in _kinds() if kind.asked.search(question)]
    return bool(kinds) and not all(kind.told.search(letter) for kind in kinds)


def quotable(question: str, language: Language) -> str | None:
    """The question as it may stand in quotation marks; None where it is too long or says what no letter may say."""
    words = _NUMBERING.sub("", question.rstrip("？? ").strip("，,、 "))
    if not 0 < len(words) <= _LONGEST[language] or _UNQUOTABLE.search(words):
        return None
    return None if any(list(find(fault, words, "")) for fault in _FAULTS) else words
