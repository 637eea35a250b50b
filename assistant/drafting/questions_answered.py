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
from assistant.drafting.excerpts import relevance, shared_terms, whole_sentences
from assistant.drafting.wording import any_of, wordlist

ANSWERS = 0.25
"""Share of a question's words from which a sentence of the goods' own page answers it."""

ANSWERS_FROM_AN_ARTICLE = 0.5
"""The same for a rule, which speaks of much: a wrong answer is worse than one that is still to come."""

NEVER = 2.0
"""More than all of a question's words: only what is about the same thing answers it, not what sounds like it."""

LONGEST_MAIL = 6_000
"""Characters of a mail in which questions, and details to take up, are looked for."""

LONGEST_QUESTION = 200

_SENTENCE_END = re.compile(r"(?<=[。！!？?；;\n①-⑳])")
_CLAUSE_END = re.compile(r"(?<=[。！!？?；;\n①-⑳])|(?<=[.])\s+(?=[A-Z])")
_HAN_COMMA = re.compile(r"(?<=[\u4e00-\u9fff]),\s*(?=[\u4e00-\u9fff])")
"""A comma of the English keyboard between Chinese words."""
_UNMARKED: dict[Language, re.Pattern[str]] = {
    "zh": re.compile(
        r"什么时候|啥时候|几时|何时|多久|哪[天儿个里]|能不能|可不可以|能否|可否|有没有|会不会|要不要|是不是"
        r"|[吗么](?=[，。！!\n]|$)"
        r"|(?<!一)(?P<verb>[\u4e00-\u9fff])不(?P=verb)(?!在|知)(?<!动不动)|^(?:另外|还有|再|顺便)?[，,]?(?:再|想|顺便)?(?:请问|问一?下)"
        r"|谁(?:出|付|承担)|应该[^，。]{0,10}吧|从[^，。]{1,6}算还是|不知道[^，。]{0,10}(?:吗|没|不)"
    ),
    "en": re.compile(
        r"^\s*(?:(?:and|also|so|but|oh|ps|or)\b[,:]?\s+)*(?:(?:please |pls )?(?:let me know|tell me|advise|confirm)"
        r" (?:when|whether|if|how|what|where|who)|any (?:idea|news|chance)|will|can|could|do|does|is|are|when|where|how"
        r"|what|who|should|shall|would|why|which|was|were|did|has|have|may)\b",
        re.IGNORECASE,
    ),
}
"""How a question reads that has no question mark."""
_PUT_AS_ONE = re.compile(
    r"\b(?:am|is|are|was|were|do|does|did|can|could|will|would|shall|should|may|must)(?:n['’]t)? (?:i|you|it|he|she"
    r"|they|we|there|the|my|your|our|this|that|these|those|a|an|any|all|both|one|someone|anyone|everything)\b"
    r"|\b(?:has|have|had)(?:n['’]t)? (?:i|you|it|he|she|they|we|there|someone|anyone|everything)\b"
    r"|\b(?:who|what|which|how)(?: \w+){0,2} (?:is|are|was|were|will|would|do|does|did|can|could|should|pays?"
    r"|signed|took"
    r"|happens?|happened|long|many|much|soon)\b|\b(?:when|where|why|how|what|who)(?:['’]s| (?:is|are|was|will|would"
    r"|do|does"
    r"|did|can|could|should|shall))\b|\b(?:let me know|tell me|advise|confirm|idea|wonder\w*) (?:when|whether|if"
    r"|how|what"
    r"|where|who|which|why)\b|\bany (?:idea|news|chance)\b|^\W*(?:is|are|do|does|did|can|could|will|would|should"
    r"|may|has|have|was|were)\b(?!['’]t| (?:rather|like|love|prefer|not|be|have)\b)"
    r"|\bguess you\b|\b(?:when|how long|how many)\b[^?]*\?",
    re.IGNORECASE,
)
"""How an English question is put: its verb before its subject, or in a clause of its own."""
_LEAD = re.compile(r"^.*(?:[：:;；]|[，,](?=[^，,]{4,}$))")
"""What leads up to a question: 你好，下单前问两句："""
_ASKING = re.compile(r"[吗么呢谁哪]|什么|多少|几[个天点]|是不是|能不能|有没有|可不可以")
"""A lead that asks itself is part of the question: 你们发新疆吗，几天能到？"""
_AND = re.compile(
    r",? and (?=(?:roughly |about |also |if so,? |whether )?(?:how|what|which|when|where|who|why|can|could|do|does"
    r"|is|are"
    r"|will|would|should)\b)"
    r"|, (?!which (?:is|are|was|were|will|would)\b)(?=(?:roughly |about )?(?:how|what|which|when|where|who|why|did"
    r"|does|do) (?:\w+ )?(?:i|you|it|they|we|is|are"
    r"|will|would|should|does|do|can)\b)"
    r"|(?<=[吗么呢呀])[，,]",
    re.IGNORECASE,
)
"""Two questions in one sentence."""

_FEWEST = {"zh": 4, "en": 12}
"""Letters from which it is a question and not 在吗？ or "ok?"."""

_COMMON = re.compile(
    r"\b(?:what|when|where|which|does|have|will|would|with|this|that|there|they|them|from|your|about|much|many|some"
    r"|something|anything|please|thanks|just)\b",
    re.IGNORECASE,
)
"""Words that stand in any question and tell nothing of what it asks."""

_FRAGMENT = re.compile(r"(?:within|from|usually|until|after|before|complete|only)\b", re.IGNORECASE)
"""How an English sentence begins that leaves its subject to the heading."""
_NOT = re.compile(r"不|勿|禁|\b(?:not|never|don't|avoid)\b", re.IGNORECASE)


_OTHER_MATTER = 0.2
"""What each thing costs that a sentence tells besides and nobody asked."""


class Text(NamedTuple):
    """What may answer: a product page, or a passage of an article; `source` is its id in the view."""

    source: str
    heading: str
    text: str
    answers_from: float = ANSWERS
    of_a_rule: bool = False
    """What the shop does in some case: it says nothing of what goods are like."""

    @classmethod
    def of_passage(cls, passage: Passage, *, about_goods: bool = False) -> "Text":
        """Where goods are asked about, the rule of some cause answers only what is about the same thing."""
        of_a_rule = about_goods and bool(passage.causes)
        answers_from = NEVER if of_a_rule else ANSWERS_FROM_AN_ARTICLE
        return cls(f"article.{passage.id}", passage.own_heading, passage.text, answers_from, of_a_rule)


class Answer(NamedTuple):
    source: str
    words: str


class Matter(NamedTuple):
    """Something that is asked of goods or of the shop: how a question says it, and how what answers it does."""

    asked: re.Pattern[str]
    told: re.Pattern[str]
    only: bool = False
    """What does not tell of it is no answer to it, whatever else both speak of."""
    goods: bool = False
    """What goods are like, which no rule of the shop tells."""
    anywhere: bool = False
    """The answer is the same in every case: how soon money arrives, how long a parcel takes."""


@cache
def _matters() -> dict[str, Matter]:
    return {
        entry["name"]: Matter(
            asked=re.compile(entry["asked"], re.IGNORECASE),
            told=re.compile(entry["told"], re.IGNORECASE),
            only=entry.get("only", False),
            goods=entry.get("goods", False),
            anywhere=entry.get("anywhere", False),
        )
        for entry in wordlist("goods_questions")["matter"]
    }


def pages_of(view: CaseView) -> Iterator[Text]:
    for n, page in enumerate(view.pages):
        yield Text(f"page.{n}", "", page.text)


def questions_asked(words: str, language: Language) -> list[str]:
    """Whole sentences, with those that are asked without a question mark: 顺便问下灯啥时候发货."""
    asked = [
        piece.strip()
        for sentence in sentences_of(words)
        for piece in _AND.split(sentence[-LONGEST_QUESTION:])
        if _asks(piece.strip(), language, marked=sentence.endswith(("？", "?")))
    ]
    return [question for question in asked if sum(map(str.isalnum, question)) >= _FEWEST[language]]


def _asks(piece: str, language: Language, *, marked: bool) -> bool:
    """By the question mark of its sentence, or as a question is put: "when I bought it" is none."""
    put_as_one = language == "zh" or _PUT_AS_ONE.search(piece) is not None
    return put_as_one and (marked or _UNMARKED[language].search(piece) is not None)


def sentences_of(words: str) -> list[str]:
    written = _HAN_COMMA.sub("，", words[:LONGEST_MAIL])
    return [piece.strip() for piece in _CLAUSE_END.split(written) if piece.strip()]


@cache
def _idle() -> re.Pattern[str]:
    lists = wordlist("questions")["idle"]
    return any_of((*lists["zh"], *lists["en"]))


def is_idle(question: str) -> bool:
    """A reproach, or politeness, in the form of a question: nobody waits for its answer."""
    return _idle().search(question) is not None


def without_common_words(question: str) -> str:
    return _COMMON.sub(" ", question)


def without_lead(question: str) -> str:
    lead = _LEAD.match(question)
    if lead is None or _ASKING.search(lead.group()):
        return question
    rest = question[lead.end() :].strip()
    return rest if not rest[:1].isascii() or _UNMARKED["en"].match(rest) else question


class Answered(NamedTuple):
    """The answers in the questions' order, each once, and the questions that have none."""

    answers: list[Answer]
    left: list[str]


def answers_to(words: str, texts: Sequence[Text], language: Language) -> Answered:
    questions = questions_asked(words, language) or [words]
    found = {question: answer_to(question, texts, language) for question in questions}
    answers = {answer.words: answer for answer in found.values() if answer is not None}
    left = [question for question, answer in found.items() if answer is None and not is_idle(question)]
    return Answered(list(answers.values()), left)


def answer_to(question: str, texts: Iterable[Text], language: Language) -> Answer | None:
    """To what a question asks; to what leads up to it, where the rest alone has no answer."""
    texts = tuple(texts)
    return _best(without_lead(question).strip(), texts, language) or _best(question, texts, language)


def is_answered_anywhere(question: str) -> bool:
    """Whether it asks for something that holds for every case, whatever the article is about."""
    return any(matter.anywhere and matter.asked.search(question) for matter in _matters().values())


def _best(question: str, texts: Iterable[Text], language: Language) -> Answer | None:
    """The first of the best: what the texts list first is nearer to the goods."""
    asked = {name for name, matter in _matters().items() if matter.asked.search(question)}
    scored = [
        (score, Answer(text.source, _whole(text, sentence, n)))
        for text in texts
        for n, sentence in enumerate(whole_sentences(text.text))
        if (score := _worth(sentence, asked, text, question, language)) is not None
    ]
    return max(scored, key=lambda pair: pair[0], default=(0.0, None))[1]


def _worth(sentence: str, asked: set[str], text: Text, question: str, language: Language) -> float | None:
    """By what the sentence is about, where the question asks for a thing that we know; else by its words. None where
    it is no answer.
    """
    said, words = f"{text.heading} {sentence}", without_common_words(question)
    near = relevance(said, words, language)
    if not asked:
        return near if near >= text.answers_from and shared_terms(said, words, language) > 1 else None
    if text.of_a_rule:
        asked = {name for name in asked if not _matters()[name].goods}
    told = {name for name, matter in _matters().items() if matter.told.search(sentence)}
    needed = {name for name in asked if _matters()[name].only}
    if not told & asked or not needed <= told:
        return None
    return near - _OTHER_MATTER * len(told - asked)


def _whole(text: Text, sentence: str, n: int) -> str:
    """What stands first below a heading such as 不适合装 would say the opposite without it; and “Within 15 days of the
    final payment.” says of nothing that it leaves.
    """
    if n > 0 or not text.heading or text.heading.endswith(("?", "？")):
        return sentence
    if _FRAGMENT.match(sentence):
        return f"{text.heading}: {sentence[0].lower()}{sentence[1:]}"
    colon = ": " if text.heading.isascii() else "："
    return f"{text.heading}{colon}{sentence}" if _NOT.search(text.heading) else sentence
