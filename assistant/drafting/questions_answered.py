"""Each question of the mail beside the sentence of a product page, or of an article, that answers it.

Which sentence that is goes by the words that both have, and by what they are about: 保温多久 and 12 小时后不低于 50℃
have no word in common.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import NamedTuple

from assistant.case.knowledge import Language, Passage
from assistant.case.view import CaseView
from assistant.drafting.excerpts import relevance, whole_sentences
from assistant.drafting.wording import wordlist

ANSWERS = 0.25
"""Share of a question's words from which a sentence answers it."""

LONGEST_MAIL = 6_000
"""Characters of a mail in which questions, and details to take up, are looked for."""

LONGEST_QUESTION = 200

_SENTENCE_END = re.compile(r"(?<=[。！!？?；;\n①-⑳])")
_LEAD = re.compile(r"^.*(?:[：:;；]|[，,](?=[^，,]{4,}$))")
"""What leads up to a question: 你好，下单前问两句："""
_AND = re.compile(r",? and (?=(?:how|what|when|where|who|why|can|could|do|does|is|are|will|would)\b)", re.IGNORECASE)
"""Two questions in one sentence."""

_FEWEST = {"zh": 4, "en": 12}
"""Letters from which it is a question and not 在吗？ or "ok?"."""

_NOT = re.compile(r"不|勿|禁|\b(?:not|never|don't|avoid)\b", re.IGNORECASE)


_SAME_MATTER = 0.5
"""What it is worth that a sentence is about the very thing that the question asks."""
_OTHER_MATTER = 0.2
"""What each thing costs that a sentence tells besides and nobody asked."""


class Text(NamedTuple):
    """What may answer: a product page, or a passage of an article; `source` is its id in the view."""

    source: str
    heading: str
    text: str

    @classmethod
    def of_passage(cls, passage: Passage) -> "Text":
        return cls(f"article.{passage.id}", passage.heading, passage.text)


class Answer(NamedTuple):
    source: str
    words: str


class Matter(NamedTuple):
    """Something that is asked of goods: how a question says it, and how a sentence that answers it does."""

    asked: re.Pattern[str]
    told: re.Pattern[str]


@cache
def _matters() -> dict[str, Matter]:
    entries = wordlist("goods_questions")["matter"]
    return {
        entry["name"]: Matter(*(re.compile(entry[part], re.IGNORECASE) for part in ("asked", "told")))
        for entry in entries
    }


def pages_of(view: CaseView) -> Iterator[Text]:
    for n, page in enumerate(view.pages):
        yield Text(f"page.{n}", "", page.text)


def questions_of(words: str, language: Language) -> list[str]:
    asked = (sentence for sentence in _SENTENCE_END.split(words[:LONGEST_MAIL]) if sentence.endswith(("？", "?")))
    pieces = (piece for sentence in asked for piece in _AND.split(sentence[-LONGEST_QUESTION:]))
    found = (_LEAD.sub("", piece).strip() for piece in pieces)
    return [question for question in found if sum(map(str.isalnum, question)) >= _FEWEST[language]]


def answers_to(words: str, texts: Sequence[Text], language: Language) -> tuple[list[Answer], bool]:
    """The answers in the questions' order, each once; and whether every question has one."""
    questions = questions_of(words, language) or [words]
    found = [_best(question, texts, language) for question in questions]
    answered = {answer.words: answer for answer in found if answer is not None}
    return list(answered.values()), all(answer is not None for answer in found)


def _best(question: str, texts: Iterable[Text], language: Language) -> Answer | None:
    """The first of the best: what the texts list first is nearer to the goods."""
    asked = {name for name, matter in _matters().items() if matter.asked.search(question)}
    scored = [
        (
            relevance(f"{text.heading} {sentence}", question, language) + _worth(sentence, asked),
            Answer(text.source, _whole(text, sentence, n)),
        )
        for text in texts
        for n, sentence in enumerate(whole_sentences(text.text))
    ]
    score, answer = max(scored, key=lambda pair: pair[0], default=(0.0, None))
    return answer if score >= ANSWERS else None


def _worth(sentence: str, asked: set[str]) -> float:
    """By what the sentence is about; nothing where the question asks for none of the things that we know."""
    told = {name for name, matter in _matters().items() if matter.told.search(sentence)}
    if not asked:
        return 0.0
    return _SAME_MATTER * bool(told & asked) - _OTHER_MATTER * len(told - asked)


def _whole(text: Text, sentence: str, n: int) -> str:
    """What stands first below a heading such as 不适合装 would say the opposite without it."""
    return f"{text.heading}：{sentence}" if n == 0 and _NOT.search(text.heading) else sentence
