"""Each question of the mail beside the sentence of an article that answers it."""

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from assistant.case.knowledge import Language, Passage
from assistant.drafting.excerpts import relevance, whole_sentences

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


class Answer(NamedTuple):
    passage: Passage
    words: str


def questions_of(words: str, language: Language) -> list[str]:
    asked = (sentence for sentence in _SENTENCE_END.split(words[:LONGEST_MAIL]) if sentence.endswith(("？", "?")))
    pieces = (piece for sentence in asked for piece in _AND.split(sentence[-LONGEST_QUESTION:]))
    found = (_LEAD.sub("", piece).strip() for piece in pieces)
    return [question for question in found if sum(map(str.isalnum, question)) >= _FEWEST[language]]


def answers_to(words: str, passages: Sequence[Passage], language: Language) -> tuple[list[Answer], bool]:
    """The answers in the questions' order, each once; and whether every question has one."""
    questions = questions_of(words, language) or [words]
    found = [_best(question, passages, language) for question in questions]
    answered = {answer.words: answer for answer in found if answer is not None}
    return list(answered.values()), all(answer is not None for answer in found)


def _best(question: str, passages: Iterable[Passage], language: Language) -> Answer | None:
    scored = [
        (relevance(f"{passage.heading} {sentence}", question, language), Answer(passage, _whole(passage, sentence, n)))
        for passage in passages
        for n, sentence in enumerate(whole_sentences(passage.text))
    ]
    score, answer = max(scored, key=lambda pair: pair[0], default=(0.0, None))
    return answer if score >= ANSWERS else None


def _whole(passage: Passage, sentence: str, n: int) -> str:
    """What stands first below a heading such as 不适合装 would say the opposite without it."""
    return f"{passage.heading}：{sentence}" if n == 0 and _NOT.search(passage.heading) else sentence
