"""What a letter says in nearly the plain letter's words: code wrote that one, of what the case allows.

A sentence that keeps the words of one of its sentences, its conditions and its denials, and adds no number, offers and
promises what that one does, and no more.
"""

import re

from assistant.case.view import CaseView
from assistant.drafting.numerals import normalise
from assistant.drafting.sentences import sentences
from assistant.drafting.writing import write_offline

_SHARED = 0.6
"""The share of a sentence's pairs of characters, or of its English words, that stand in the plain one."""
_SHARED_BY_CLAUSE = 0.5
"""The same for one clause, which has few."""
_WORD = re.compile(r"[a-z]{2,}|[\u4e00-\u9fff]+|\d+(?:\.\d+)?")
_IDLE = frozenset(
    ("the", "an", "it", "is", "are", "be", "we", "you", "your", "our", "to", "of", "in", "on", "and", "this", "that")
)
_CLAUSE = re.compile(r"[，。；：、,;:]")
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_CONDITION = re.compile(
    r"如果|要是|若|假如|一旦|万一|核实|核对|确认|看过|收到|[满经才]|是否|能不能|的话|可能"
    r"|\b(?:if|once|when|after|until|unless|whether|provided|may|might|check\w*|confirm\w*)\b"
)
_DENIAL = re.compile(r"[不没无未]|\b(?:not|no|never|cannot|without|nor)\b|n['’]t\b")


def says_no_more(words: str, sentence: str, before: str, view: CaseView) -> bool:
    """Whether a sentence of the plain letter has these `words`, and says as much as their sentence and their clause.

    Under a condition if it has one; that and its denials may stand in the sentence `before`.
    """
    said, all_said = _folded(sentence), _folded(f"{before} {sentence}")
    clauses = [clause for clause in _CLAUSE.split(said) if _folded(words) in clause] or [said]
    return any(
        _keeps(said, all_said, plain)
        and _words(_folded(words)) <= _words(plain)
        and all(_shares(clause, plain, _SHARED_BY_CLAUSE) for clause in clauses)
        for plain in _plain_sentences(view)
    )


def _shares(said: str, plain: str, least: float) -> bool:
    words = _words(said)
    return bool(words) and len(words & _words(plain)) >= least * len(words)


def _keeps(said: str, all_said: str, plain: str) -> bool:
    return (
        _shares(said, plain, _SHARED)
        and (_CONDITION.search(plain) is None or _CONDITION.search(all_said) is not None)
        and set(_NUMBER.findall(said)) <= set(_NUMBER.findall(plain))
        and len(_DENIAL.findall(said)) <= len(_DENIAL.findall(plain)) <= len(_DENIAL.findall(all_said))
    )


def _plain_sentences(view: CaseView) -> tuple[str, ...]:
    letter = write_offline(view).reply
    return tuple(_folded(sentence) for part in letter.parts for sentence in sentences(part.text))


def _folded(text: str) -> str:
    return normalise(text).lower()


def _words(text: str) -> set[str]:
    runs = [run for run in _WORD.findall(text) if run not in _IDLE]
    pairs = {run[n : n + 2] for run in runs if run[0] >= "\u4e00" for n in range(len(run) - 1)}
    return pairs | {run for run in runs if run[0] < "\u4e00"}
