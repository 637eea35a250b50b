"""Whether words that a model quoted for a wish can mean it, by the reader's own lexicons and likeness.

A model may misread, or be led to misread, a question as a wish that costs money or cannot be undone. Such a wish counts
only where the reader heard it in the mail as well, or where the quoted words, or the sentence that they stand in, name
the act or are like sentences that wish for it.
"""

import re
from collections.abc import Sequence

from assistant.case.inquiry import Inquiry, Request, Topic
from assistant.drafting.quoting import MailText
from assistant.drafting.reading import unmeant, wording
from assistant.drafting.reading.likeness import Likeness, clause_likenesses, likenesses
from assistant.drafting.reading.rules import Read
from assistant.drafting.reading.text import clean, fold

_NEED_BEARING_OUT = {
    Request.CANCEL: {"cancel", "returned"},
    Request.REFUND: {"refund", "return", "give_back", "cancel"},
    Request.RESHIP: {"reship", "exchange", "lost", "missing"},
    Request.CHANGE_ADDRESS: {"address", "change", "door", "other_person", "drop_point"},
}
"""Each with the concepts of the lexicon that name the act."""
_ACTS = {
    Request.CANCEL: re.compile(
        r"取消|撤|退[了掉单货款]|算了|作罢|不想等|不等了|别发|不用发|\bcall\w*\b.{0,24}\boff\b"
        r"|\b(?:forget|scrap|undo|void|stop|never mind)\b"
    ),
    Request.REFUND: re.compile(
        r"退|赔|还我|还给|返还|\brefund|\breimburs|\b(?:money|cash|penny|paid|amount|one|it|them|that)\b.{0,12}\bback\b"
    ),
    Request.RESHIP: re.compile(
        r"补|换|重新|重发|重寄|再[寄发送给]|新的|\b(?:another|again|replac\w+|new one|resend|re-send)\b"
    ),
    Request.CHANGE_ADDRESS: re.compile(
        r"改|[送寄发]到|应该是|应为|[0-9]号|[室栋楼]|单元|换个地"
        r"|\b(?:should be|room|flat|unit|floor|postcode|instead|leave)\b|\b(?:re)?direct|\bsend\b.{0,24}\bto\b"
    ),
}
"""How the act is put in words that the lexicon takes for something else, or does not know."""
_OF_TOPIC = {Topic.CANCEL: Request.CANCEL, Topic.ADDRESS: Request.CHANGE_ADDRESS}
_CAN_MEAN = 0.12
"""From which likelihood on. Of 39 such wishes in recorded answers of models four lie below it, and all four name the
act; what means something else (when do you ship, it looks nice) lies below 0.04 mostly.
"""


def can_wish(request: Request, words: str, mail: MailText, heard: Inquiry) -> bool:
    """`heard` is the reader's own inquiry of the mail; wishes that cost nothing need no bearing out."""
    if request not in _NEED_BEARING_OUT or request in heard.requests:
        return True
    if _ACTS[request].search(fold(words)):
        return True
    return any(_names(request, read) or _is_like(request, found) for read, found in _readings(words, mail))


def can_be_about(topic: Topic, words: str, mail: MailText, heard: Inquiry) -> bool:
    """The same of a topic that is a wish."""
    request = _OF_TOPIC.get(topic)
    return request is None or topic in heard.topics or can_wish(request, words, mail, heard)


Reading = tuple[Sequence[Read], Sequence[Likeness]]


def _readings(words: str, mail: MailText) -> tuple[Reading, Reading]:
    """Of the quoted words alone, and of the clauses and sentences of the mail that they stand in."""
    alone = _read(words)
    whole, likely = _read(mail.text)
    spans = list(mail.spans(words))
    beside = [n for n, one in enumerate(whole) if any(one.start < end and start < one.end for start, end in spans)]
    near = [found for found in likely if any(n in found.clauses for n in beside)]
    return alone, ([whole[n] for n in beside], near)


def _read(text: str) -> Reading:
    folded = fold(clean(text))
    read = unmeant.marked(folded, wording.read(folded, ()))
    return read, [*likenesses(folded, read), *clause_likenesses(folded, read)]


def _names(request: Request, read: Sequence[Read]) -> bool:
    return any(_NEED_BEARING_OUT[request].intersection(tag.concepts) for clause in read for tag in clause.tags)


def _is_like(request: Request, likely: Sequence[Likeness]) -> bool:
    return any(one.requests[request.value] >= _CAN_MEAN for one in likely)
