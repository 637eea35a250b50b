"""What a mail asks and a letter does not speak of: each question is answered or taken up, none is passed over."""

import re
from functools import cache
from typing import Literal, NamedTuple

from assistant.case.diagnosis import POOLS, Category
from assistant.case.inquiry import Emotion
from assistant.case.knowledge import Language
from assistant.case.reply import Check, Reply
from assistant.case.view import CaseView
from assistant.drafting import retelling_en, retelling_zh
from assistant.drafting.colours import colours
from assistant.drafting.excerpts import relevance
from assistant.drafting.questions_answered import (
    is_idle,
    questions_asked,
    sentences_of,
    without_common_words,
    without_lead,
)
from assistant.drafting.wording import Fault, any_of, find, wordlist
from assistant.process.comparing import plain

QUESTIONS_ANSWERED = "questions_answered"
"""The check's name."""

SPOKEN_OF = 0.6
"""Share of a question's words from which a letter speaks of what it asks."""

_LONGEST: dict[Language, int] = {"zh": 30, "en": 110}
"""Characters of a question that a letter tells again at most: it is answered, not recited."""

_LONGEST_RUN: dict[Language, int] = {"zh": 20, "en": 60}
"""Letters and digits in a row that may be the customer's own."""

_UNTELLABLE = re.compile(r"[/@<>{}\[\]“”\"「」]|www|\d{4,}|[:：]")
_TAKEN_UP = re.compile(r"其他几点|等几点|\byour other questions\b|\bamong other things\b")
_FAULTS: tuple[Fault, ...] = (
    "absolutes", "blame", "courier", "other_channel", "review_reward", "sent_wrong", "admissions", "done"
)  # fmt: skip


_US = re.compile(r"你们?|您们|贵店|客服|\byou(?:r|['’]re)?\b", re.IGNORECASE)
_REPLACES = re.compile(r"更换[^。]*|\breplace\b[^.]*")
_REPLACING = ("sending it again", "another one for it")


class Kind(NamedTuple):
    """A kind of question, how a letter that answers it says so, and what it is called in a letter.

    `by_name`: it is told by its name, not in the customer's words. `to`: who is to carry it out, where it is a wish.
    """

    name: str
    asked: re.Pattern[str]
    told: re.Pattern[str]
    called: dict[Language, str]
    by_name: bool
    to: Literal["courier", "warehouse"] | None


class Open(NamedTuple):
    """What the mail asks, as it has it, and how a letter names it: a question as the object of 您问 or "you ask", a
    wish as that of 您希望 or "you would like"; empty where it cannot be told.
    """

    question: str
    called: str
    to: Literal["courier", "warehouse"] | None = None


@cache
def _kinds() -> tuple[Kind, ...]:
    return tuple(
        Kind(
            name=entry["name"],
            asked=re.compile(entry["asked"], re.IGNORECASE),
            told=re.compile(entry["told"], re.IGNORECASE),
            called={"zh": entry["zh"], "en": entry["en"]},
            by_name=entry.get("by_name", False),
            to=entry.get("to"),
        )
        for entry in wordlist("questions")["kind"]
    )


@cache
def _urgent() -> re.Pattern[str]:
    return any_of(wordlist("questions")["urgent"]["words"])


def open_questions(view: CaseView, letter: str) -> list[Open]:
    """Those that the letter does not speak of, each under a name of its own."""
    wishes = wishes_of(view, letter)
    found = {f"{wish.to} {wish.called}": wish for wish in wishes}
    for question in questions_asked(view.words, view.language):
        if _is_open(question, letter, view.language) and not is_a_wish(question) and not is_reproach(question, view):
            called = name_of(question, view.language, letter)
            if called or question.endswith(("？", "?")):
                found.setdefault(called, Open(question, called))
    return list(found.values())


def is_reproach(question: str, view: CaseView) -> bool:
    """What somebody who is upset asks of us and not of the matter: nobody repeats that to them."""
    upset = view.emotion in (Emotion.ANGRY, Emotion.SARCASTIC, Emotion.THREATENING, Emotion.DISAPPOINTED)
    return upset and _US.search(question) is not None and not any(kind.asked.search(question) for kind in _kinds())


def is_a_wish(question: str) -> bool:
    return any(kind.to and kind.asked.search(question) for kind in _kinds())


def wishes_of(view: CaseView, letter: str) -> list[Open]:
    """What the courier or the warehouse is to do, whether or not it is asked as a question; by its kind's name only
    where no sentence tells it.
    """
    found: dict[str, list[Open]] = {}
    for sentence in sentences_of(view.words):
        kind = next((kind for kind in _kinds() if kind.to and kind.asked.search(sentence)), None)
        if kind is not None and kind.told.search(letter) is None:
            found.setdefault(kind.name, []).append(_wish(kind, sentence, view.language))
    return [
        wish
        for name, wishes in found.items()
        for wish in ([told for told in wishes if told.called != _named(name).called[view.language]] or wishes[:1])
    ]


def _wish(kind: Kind, sentence: str, language: Language) -> Open:
    return Open(sentence, _told_wish(kind, sentence, language) or kind.called[language], kind.to)


def _told_wish(kind: Kind, sentence: str, language: Language) -> str | None:
    """A Chinese sentence says it in the clauses that are of the kind; an English one as a whole."""
    if language == "en":
        return _tellable(retelling_en.retold_wish(sentence), sentence, language)
    clauses = "，".join(filter(kind.asked.search, re.split(r"[，,]", sentence)))
    return _tellable(retelling_zh.retold_wish(clauses or sentence), sentence, language)


def _named(name: str) -> Kind:
    return next(kind for kind in _kinds() if kind.name == name)


def is_urgent(question: str) -> bool:
    """Whether it asks for today: an answer tomorrow is of no use."""
    return _urgent().search(question) is not None


def asked_of(words: str) -> frozenset[str]:
    """The names of the kinds that a mail's sentences ask for, with or without a question mark."""
    sentences = sentences_of(words)
    return frozenset(kind.name for kind in _kinds() if any(kind.asked.search(sentence) for sentence in sentences))


def open_kinds(view: CaseView, letter: str) -> frozenset[str]:
    """The names of the kinds that the mail asks for and the letter does not speak of."""
    asked = asked_of(view.words)
    return frozenset(kind.name for kind in _kinds() if kind.name in asked and not _tells(kind, view.words, letter))


def _is_open(question: str, letter: str, language: Language) -> bool:
    asked = [kind for kind in _kinds() if kind.asked.search(question)]
    if asked:
        return not all(_tells(kind, question, letter) for kind in asked)
    return not is_idle(question) and not _speaks_of(question, letter, language)


def _tells(kind: Kind, words: str, letter: str) -> bool:
    """Whether the letter speaks of what these words ask; of another colour also where it sends goods of that colour."""
    if kind.told.search(letter) is not None:
        return True
    wanted = {colour.name for _, colour in colours(words)} if kind.name == "another variant" else set()
    return bool(wanted) and wanted <= {colour.name for line in _REPLACES.findall(letter) for _, colour in colours(line)}


def _speaks_of(question: str, letter: str, language: Language) -> bool:
    words = without_common_words(question)
    return relevance(letter, words, language) >= SPOKEN_OF


def name_of(question: str, language: Language, letter: str = "") -> str:
    """In the letter's own words; by its kind, one that `letter` does not tell of yet, where it cannot be told so; empty
    where neither is possible.
    """
    asked = [kind for kind in _kinds() if kind.asked.search(question)]
    asked.sort(key=lambda kind: kind.told.search(letter) is not None)
    told = None if any(kind.by_name for kind in asked) else retold(question, language)
    return told or next((kind.called[language] for kind in asked), None) or _quoted(question, language) or ""


def _quoted(question: str, language: Language) -> str | None:
    """In the customer's own words, where they cannot be told otherwise, and if they ask by themselves."""
    asks = retelling_zh.asks if language == "zh" else retelling_en.asks
    if not asks(without_lead(question)):
        return None
    words = _tellable(without_lead(question).strip().rstrip("？?。 "), question, language)
    return f"“{words}”" if words is not None else None


def retold(question: str, language: Language) -> str | None:
    """The question as a letter tells it; None where it is too long or says what no letter may say."""
    words = retelling_zh.retold(question) if language == "zh" else retelling_en.retold(question)
    return _tellable(words, question, language)


def _tellable(words: str | None, question: str, language: Language) -> str | None:
    words = re.sub(r"[“”「」]", "", re.sub(r"(?<=[a-z])/(?=[a-z])", " or ", words)) if words else None
    if not words or len(words) > _LONGEST[language] or _UNTELLABLE.search(words):
        return None
    faulty = any(list(find(fault, words, "")) for fault in _FAULTS)
    return None if faulty or _recites(words, question, _LONGEST_RUN[language]) else words


def _recites(told: str, question: str, limit: int) -> bool:
    said, own = plain(told), plain(question)
    return any(said[n : n + limit + 1] in own for n in range(len(said) - limit))


def remedy_wished(view: CaseView) -> str | None:
    """What is to be sent instead or again, as the mail has it: 只补发一个碗和一个盘子."""
    for kind in map(_named, _REPLACING):
        for sentence in filter(kind.asked.search, sentences_of(view.words)):
            told = _told_wish(kind, sentence, view.language)
            if told is not None:
                return told
    return None


def has_open_questions(view: CaseView) -> bool:
    """Whether the letter has to answer each question: not one that first has to ask whose or which order it is, nor one
    that hands all of the mail on to the supervisor.
    """
    return view.category is Category.PRAISE or (view.order is not None and view.category in POOLS)


def _is_passed_over(question: str, letter: str, language: Language) -> bool:
    if not _is_open(question, letter, language) or _TAKEN_UP.search(letter) or not _could_be_named(question, language):
        return False
    asked = [kind for kind in _kinds() if kind.asked.search(question)]
    names = [name for name in (name_of(question, language), *(kind.called[language] for kind in asked)) if name]
    return not any(name in letter for name in names)


def _could_be_named(question: str, language: Language) -> bool:
    return question.endswith(("？", "?")) or bool(name_of(question, language))


def questions_check(reply: Reply, view: CaseView) -> Check:
    """Fails with the questions that the reply neither answers nor takes up."""
    asked = questions_asked(view.words, view.language) if has_open_questions(view) else []
    asked = [question for question in asked if not is_reproach(question, view)]
    missed = [question for question in asked if _is_passed_over(question, reply.text, view.language)]
    return Check(name=QUESTIONS_ANSWERED, passed=not missed, detail="; ".join(f"not answered: {one}" for one in missed))
