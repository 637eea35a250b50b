"""A few sentences of an article that fit into a letter, word for word."""

import re

from assistant.case.knowledge import Language

_MARKDOWN = re.compile(r"^\s*(?:#{1,6}\s.*|[-*+]\s+|>\s?|\|.*\||\d+\.\s+)|\*\*|__|`", re.MULTILINE)
_SENTENCE = re.compile(r"[^。！？!?\n]*?(?:[。！？]|[!?](?=\s|$)|\.(?=\s|$)|\n|$)")
_LONGER_WORD = re.compile(r"[a-z]{4,}")

LIMIT: dict[Language, int] = {"zh": 80, "en": 200}
"""Characters that an excerpt has at most, if its first sentence is not longer."""


def plain(text: str) -> str:
    """An article's text without headings and markup, on one line."""
    return " ".join(_MARKDOWN.sub("", text).split())


def excerpt(text: str, words: str, language: Language) -> str:
    """Whole sentences with the one nearest to the customer's `words`: from the beginning if that fits."""
    whole = plain(text)
    if len(whole) <= LIMIT[language]:
        return whole
    sentences = _sentences(whole)
    nearest = _nearest(sentences, words, language)
    fits = sum(len(sentence) for sentence in sentences[: nearest + 1]) <= LIMIT[language]
    return _as_many_as_fit(sentences[0 if fits else nearest :], LIMIT[language])


def nearest_sentence(text: str, words: str, language: Language) -> str:
    """The one whole sentence that is nearest to the customer's `words`."""
    sentences = whole_sentences(text)
    return sentences[_nearest(sentences, words, language)] if sentences else ""


def whole_sentences(text: str) -> list[str]:
    return [sentence.strip() for sentence in _sentences(plain(text))]


def _sentences(whole: str) -> list[str]:
    return [match.group() for match in _SENTENCE.finditer(whole) if match.group().strip()]


def relevance(text: str, words: str, language: Language) -> float:
    """The share of what the customer writes about that the text has, 0 to 1."""
    wanted = _terms(words, language)
    return len(wanted & _terms(text, language)) / len(wanted) if wanted else 0.0


def shared_terms(text: str, words: str, language: Language) -> int:
    return len(_terms(words, language) & _terms(text, language))


def _nearest(sentences: list[str], words: str, language: Language) -> int:
    """The sentence that shares most terms with the words, the first one among equals."""
    wanted = _terms(words, language)
    return max(range(len(sentences)), key=lambda n: (len(wanted & _terms(sentences[n], language)), -n), default=0)


def _terms(text: str, language: Language) -> set[str]:
    """Chinese by its character bigrams, English by its longer words."""
    if language == "en":
        return set(_LONGER_WORD.findall(text.casefold()))
    letters = "".join(c for c in text.casefold() if c.isalnum())
    return {letters[n : n + 2] for n in range(len(letters) - 1)}


def _as_many_as_fit(sentences: list[str], limit: int) -> str:
    chosen = ""
    for sentence in sentences:
        if chosen and len(chosen) + len(sentence) > limit:
            break
        chosen += sentence
    return chosen.strip()
