"""The questions that articles carry: how customers ask for what an article answers, which its own words may not tell.

They are what an index can be given of its readers' words (doc2query: Nogueira et al. 2019; "also asked as" in help
centres). A question leads to passages and is none: it is neither quoted nor shown to a model, and no number is in it.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from assistant.case.knowledge import Article, Language, Passage

_HAN = re.compile(r"[\u3400-\u9fff]")


@dataclass(frozen=True, slots=True)
class KnownQuestion:
    """One question of one article, whatever its version. `key` is unique over articles: equal keys, equal words."""

    key: str
    article_id: str
    text: str
    language: Language
    """Of the question, which may be another than the article's."""


def questions_of(article: Article) -> tuple[KnownQuestion, ...]:
    return _known(article.id, article.questions)


@lru_cache(maxsize=100_000)
def _known(article_id: str, texts: tuple[str, ...]) -> tuple[KnownQuestion, ...]:
    """Remembered, for all articles are gone through whenever one of them changes."""
    distinct = dict.fromkeys(texts)
    return tuple(KnownQuestion(f"{article_id}?{text}", article_id, text, language_of(text)) for text in distinct)


def language_of(text: str) -> Language:
    """Of a question, which has no other sign of it than its script."""
    return "zh" if _HAN.search(text) else "en"


def as_passage(question: KnownQuestion) -> Passage:
    """In the index's own terms."""
    return Passage(
        id=question.key,
        article_id=question.article_id,
        title="",
        text=question.text,
        version="",
        language=question.language,
        audience="internal",
    )
