"""Which of the goods that a mail names it calls off, where it keeps the others: 拖鞋不要了，炸锅照常发."""

import re
from collections.abc import Iterable, Iterator

from assistant.case.inquiry import Inquiry, ItemMention, Request, Topic
from assistant.drafting.questions_answered import LONGEST_MAIL
from assistant.drafting.reading.keeping import GIVING_UP

_SENTENCE = re.compile(r"(?:[^。！!？?；;\n.]|\.(?!\s))*[。！!？?；;\n.]?")
_CLAUSE = re.compile(r"[，,、：:（）()]|(?<=[a-z0-9])\.\s|\b(?:but|and|so|though|while)\b", re.IGNORECASE)
_OFF = re.compile(
    r"不(?:想)?要(?!紧|求)|不需要|取消|去掉|拿掉|退(?:掉|一下|了吧)|别(?:发|寄)|不用(?:发|寄)"
    r"|\b(?:do(?:es)?n.t|do(?:es)? not|no longer|won.t) (?:want|need)\b"
    r"|\bcancel\b|\bremov(?:e|ing)\b|\bdrop(?:ping)?\b|\bwithout the\b|\b(?:leave|take|knock)\b.{0,30}\b(?:out|off)\b",
    re.IGNORECASE,
)
_WISHED = re.compile(
    r"(?:可以|行|好|成|能)(?:吗|么|嘛|不|吧)|能不能|可不可以|能否|可否|麻烦|帮我|帮忙"
    r"|\b(?:can|could|would|will|may) (?:you|i|we|it)\b|\bplease\b|\bpossible\b",
    re.IGNORECASE,
)
"""A wish put as a question: 把拖鞋去掉可以吗."""
_KEPT = re.compile(
    r"照(?:常|样|旧|发)|继续(?:发|要)|(?:还|仍)(?:是)?要|其[他余它]的?(?:都|照)|留(?:着|下)|不变|正常发"
    r"|\bkeep\b|\bstill (?:want|need|send)\b|\bas (?:planned|ordered)\b|\b(?:send|ship) (?:only|just)\b|\bonly\b"
    r"|\bjust (?:the|send|ship|want|need)\b|\bcan (?:go|come|ship)\b|\blook(?:ing)? forward to\b",
    re.IGNORECASE,
)


_PRONOUN = re.compile(r"它|这个|那个|\b(?:it|them|those|these|that one)\b", re.IGNORECASE)

_SURER = frozenset(
    {
        Topic.CANCEL, Topic.RETURN, Topic.REFUND_PROGRESS, Topic.WRONG_ITEM, Topic.DAMAGED, Topic.DEFECT,
        Topic.DESCRIPTION, Topic.MISSING_ITEM, Topic.ADDRESS, Topic.INVOICE, Topic.INVOICE_CORRECTION,
    }
)  # fmt: skip
"""Whoever writes about one of these says for what it is that they want some of the goods and not others."""
_INSTEAD = frozenset({Topic.VARIANT, Topic.PRODUCT_QUESTION, Topic.OTHER, Topic.DELIVERY})


def called_off(text: str, items: Iterable[ItemMention]) -> tuple[str, ...]:
    """The words for the goods; none where all are called off, or it is not said which."""
    off, kept = _off_and_kept(text, items)
    return tuple(word for word in off if word not in kept)


def parts_with_some(text: str, items: Iterable[ItemMention]) -> bool:
    """Whether it says outright that some of the goods are not wanted and others are."""
    off, kept = _off_and_kept(text, items)
    return bool(off) and bool(kept) and not set(off) & set(kept)


def as_called_off(inquiry: Inquiry, parted: bool) -> Inquiry:
    """Read as a wish to be rid of a part, which it is: no other variant is wished, and nothing is asked about goods.

    `parted`: it says outright that the others are wanted.
    """
    changed = [] if inquiry.wanted_variants else [Request.CHANGE_VARIANT]
    requests = tuple(request for request in inquiry.requests if request not in changed)
    if not parted or any(topic in _SURER for topic in inquiry.topics):
        return inquiry.model_copy(update={"requests": requests})
    asked = () if GIVING_UP.intersection(requests) else (Request.CANCEL,)
    topics = (topic for topic in inquiry.topics if topic not in _INSTEAD)
    return inquiry.model_copy(update={"topics": (Topic.CANCEL, *topics), "requests": (*requests, *asked)})


def _off_and_kept(text: str, items: Iterable[ItemMention]) -> tuple[list[str], list[str]]:
    words = list(dict.fromkeys(item.words for item in items))
    off, kept = (set(_named(text, words, said)) for said in (_OFF, _KEPT))
    return [word for word in words if word in off], [word for word in words if word in kept]


def _named(text: str, words: list[str], said: re.Pattern[str]) -> Iterator[str]:
    """What stands in a clause that says so, or what its 它 or "them" stands for: the goods named last before it. A
    question says nothing, unless it is a wish.
    """
    for sentence in _SENTENCE.findall(text[:LONGEST_MAIL]):
        if sentence.rstrip().endswith(("？", "?")) and not _WISHED.search(sentence):
            continue
        last: list[str] = []
        for clause in _CLAUSE.split(sentence):
            here = sorted(
                (word for word in words if word.casefold() in clause.casefold()),
                key=lambda word: clause.casefold().rfind(word.casefold()),
            )
            if said.search(clause):
                yield from here or (last[-1:] if _PRONOUN.search(clause) else [])
            last = here or last
