"""Which of the goods that a mail names it calls off, where it keeps the others: 拖鞋不要了，炸锅照常发."""

import re
from collections.abc import Iterable, Iterator

from assistant.case.inquiry import ItemMention
from assistant.drafting.questions_answered import LONGEST_MAIL

_SENTENCE = re.compile(r"[^。！!？?；;\n]*[。！!？?；;\n]?")
_CLAUSE = re.compile(r"[，,、：:（）()]|(?<=[a-z])\.\s|\b(?:but|and|so|though|while)\b", re.IGNORECASE)
_OFF = re.compile(
    r"不(?:想)?要(?!紧|求)|不需要|取消|去掉|拿掉|退掉|别(?:发|寄)|不用(?:发|寄)"
    r"|\b(?:do(?:es)?n.t|do(?:es)? not|no longer|won.t) (?:want|need)\b"
    r"|\bcancel\b|\bremove\b|\bleave out\b|\btake off\b|\bwithout the\b",
    re.IGNORECASE,
)
_KEPT = re.compile(
    r"照(?:常|样|旧|发)|继续(?:发|要)|(?:还|仍)要|留(?:着|下)|不变|正常发"
    r"|\bkeep\b|\bstill (?:want|need|send)\b|\bas (?:planned|ordered)\b|\bsend (?:only|just)\b|\bonly\b",
    re.IGNORECASE,
)


def called_off(text: str, items: Iterable[ItemMention]) -> tuple[str, ...]:
    """The words for the goods; none where all are called off, or it is not said which."""
    words = list(dict.fromkeys(item.words for item in items))
    off, kept = set(_named(text, words, _OFF)), set(_named(text, words, _KEPT))
    return tuple(word for word in words if word in off - kept) if off - kept else ()


def _named(text: str, words: list[str], said: re.Pattern[str]) -> Iterator[str]:
    """What stands in a clause that says so; a question says nothing."""
    for sentence in _SENTENCE.findall(text[:LONGEST_MAIL]):
        if sentence.rstrip().endswith(("？", "?")):
            continue
        for clause in _CLAUSE.split(sentence):
            if said.search(clause):
                yield from (word for word in words if word.casefold() in clause.casefold())
