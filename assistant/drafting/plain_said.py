"""What a letter says in nearly the plain letter's words: code wrote that one, of what the case allows.

A sentence that keeps the words of one of its sentences, its conditions and its denials, and adds no number, offers and
promises what that one does, and no more. What the customer wrote may stand beside it.
"""

import re
from collections.abc import Collection, Iterator, Sequence
from functools import lru_cache

from assistant.case.reply import Part
from assistant.case.view import CaseView
from assistant.drafting.numerals import normalise
from assistant.drafting.sentences import sentences
from assistant.drafting.writing import write_offline
from assistant.stemming import stem

_SHARED = 0.6
"""The share of a sentence's pairs of characters, or of its English words, that stand in the plain one."""
_SHARED_BY_CLAUSE = 0.5
"""The same for one clause, which has few."""
_FEWEST = 3
"""Words, or pairs of characters, without which a sentence keeps nothing of another."""
_WORD = re.compile(r"[a-z]{2,}|[\u4e00-\u9fff]+|\d+(?:\.\d+)?")
_IDLE = frozenset(
    ("the", "an", "it", "is", "are", "be", "we", "you", "your", "our", "to", "of", "in", "on", "and", "this", "that")
) | {"will", "shall", "ll", "for", "so", "then"}
_MODAL = re.compile(r"(?<=我们)(?:将会|就会|会|将|就)|(?:将会|就会|会|将|就)(?=[给为替帮]您)")
"""我们会退 intends what 我们退 says."""
_GIVER = re.compile(r"我们(?=[给为替帮]您)")
"""我们给您补发 gives what 给您补发 does."""
_NAMED = re.compile(r"\b(?:the|your) (?:order|parcel|package)\b")
"""What the plain letter calls “it”, once it has named it."""
_WHOLE = re.compile(r"全额|\bin full\b|\bfull (?:refund|amount|price)\b")
_CLAUSE = re.compile(r"[，。；：、,;:]")
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_CONDITION = re.compile(
    r"如果|要是|若|假如|一旦|万一|核实|核对|确认|看过|收到|[满经才]|是否|能不能|的话|可能"
    r"|\b(?:if|once|when|after|before|until|unless|whether|provided|may|might|check\w*|confirm\w*)\b"
)
_WAIVED = re.compile(r"不用|不必|无需|不需要|\b(?:need not|no need|not (?:need|have) to|n['’]t (?:need|have) to)\b")
"""What lifts a condition."""
_DENIAL = re.compile(r"[不没无未]|\b(?:not|no|never|cannot|without|nor)\b|n['’]t\b")


def says_no_more(words: str, sentence: str, before: str, view: CaseView) -> bool:
    """Whether a sentence of the plain letter has these `words`, and says as much as their sentence and their clause.

    Under a condition if it has one; that and its denials may stand in the sentence `before`.
    """
    plain_ones = _plain_sentences(view)
    if _says_no_more(words, sentence, before, view, plain_ones):
        return True
    whole = [plain for plain in plain_ones if _WHOLE.search(plain)]
    words, sentence, before = (_without_the_whole(text, view) for text in (words, sentence, before))
    return _says_no_more(words, sentence, before, view, whole)


def _without_the_whole(text: str, view: CaseView) -> str:
    """Without the price of the whole order, which is what the plain letter calls “in full”."""
    if view.order is None or view.order.total is None:
        return text
    price = rf"{int(view.order.total)}(?:\.00)?" if view.order.total % 1 == 0 else re.escape(f"{view.order.total}")
    return re.sub(rf"(?:the )?(?:CNY|[¥￥])? ?(?<![\d.]){price}(?![\d.]*\d) ?(?:元|yuan)?", "", text)


def _says_no_more(words: str, sentence: str, before: str, view: CaseView, plain_ones: Sequence[str]) -> bool:
    said, all_said = folded(sentence), folded(f"{before} {sentence}")
    if _lifts_a_condition(folded(before), plain_ones):
        return False
    beside = words_of(folded(view.words))
    clauses = [clause for clause in _CLAUSE.split(said) if folded(words) in clause] or [said]
    return any(
        _keeps(said, all_said, plain, beside)
        and words_of(folded(words)) <= words_of(plain)
        and all(_shares(clause, plain, _SHARED_BY_CLAUSE) for clause in clauses)
        for plain in plain_ones
    )


def _lifts_a_condition(before: str, plain_ones: Sequence[str]) -> bool:
    """“You need not refuse it” is no sentence of the plain letter, and changes what the next one means."""
    return _WAIVED.search(before) is not None and not any(_shares(before, plain, _SHARED) for plain in plain_ones)


def repeats(words: str, view: CaseView) -> bool:
    """Whether a sentence of the plain letter has most of these words, and all their numbers and denials."""
    said, beside = folded(words), words_of(folded(view.words))
    return any(
        _repeats(said, plain, beside) and len(_DENIAL.findall(said)) <= len(_DENIAL.findall(plain))
        for plain in _plain_sentences(view)
    )


def plain_parts_of(sentence: str, view: CaseView) -> Iterator[Part]:
    """The parts of the plain letter that have a sentence which this one keeps, with its numbers or fewer."""
    said, beside = folded(sentence), words_of(folded(view.words))
    for part in write_offline(view).reply.parts:
        if any(_repeats(said, folded(plain), beside) for plain in sentences(part.text)):
            yield part


def _repeats(said: str, plain: str, beside: set[str]) -> bool:
    numbers, enough = set(_NUMBER.findall(said)), len(words_of(said)) >= _FEWEST or said == plain
    return enough and _shares(said, plain, _SHARED, beside) and numbers <= set(_NUMBER.findall(plain))


def _shares(said: str, plain: str, least: float, beside: Collection[str] = ()) -> bool:
    """The share of its words that the plain one has; words from `beside` count only where it has them."""
    common = words_of(said) & words_of(plain)
    words = common | (words_of(said) - set(beside))
    return bool(common) and len(common) >= least * len(words)


def _keeps(said: str, all_said: str, plain: str, beside: set[str]) -> bool:
    return (
        _repeats(said, plain, beside)
        and (_CONDITION.search(plain) is None or _CONDITION.search(all_said) is not None)
        and len(_DENIAL.findall(said)) <= len(_DENIAL.findall(plain)) <= len(_DENIAL.findall(all_said))
    )


def _plain_sentences(view: CaseView) -> tuple[str, ...]:
    letter = write_offline(view).reply
    return tuple(folded(sentence) for part in letter.parts for sentence in sentences(part.text))


@lru_cache(maxsize=2048)  # the same sentences of a case are held against every sentence of its letter
def folded(text: str) -> str:
    said = _GIVER.sub("", _MODAL.sub("", normalise(text).lower()))
    return _NAMED.sub("it", said)


def words_of(text: str) -> set[str]:
    """Pairs of Chinese characters, numbers, and English words without their endings."""
    runs = [run for run in _WORD.findall(text) if run not in _IDLE]
    pairs = {run[n : n + 2] for run in runs if run[0] >= "\u4e00" for n in range(len(run) - 1)}
    return pairs | {stem(run) for run in runs if run[0] < "\u4e00"}
