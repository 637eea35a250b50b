"""Cases that are only put, goods that were never the order's, and favours asked beside it: no wish to undo it."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence

from assistant.case.inquiry import Request, StatementKind, Topic
from assistant.drafting.reading.denied import TOPICS_OF_FAULTS, reports
from assistant.drafting.reading.rules import Meaning, Name, Read, by_words

_REMEDIES = (Request.REFUND, Request.RETURN, Request.EXCHANGE, Request.RESHIP, Request.COMPENSATION, Request.REPAIR)
_SUPPOSED: Mapping[Name, str | None] = {
    **{("requests", request.value): None for request in _REMEDIES},
    **{
        ("topics", topic.value): Topic.PRODUCT_QUESTION.value
        for topic in (*TOPICS_OF_FAULTS, Topic.RETURN, Topic.FREIGHT, Topic.REFUND_PROGRESS, Topic.WARRANTY)
    },
    **{("statements", kind.value): None for kind in (StatementKind.DAMAGED, StatementKind.DEFECTIVE)},
}
_CALLED_OFF: Mapping[Name, str | None] = {
    ("requests", Request.CANCEL.value): None,
    ("topics", Topic.CANCEL.value): Topic.PRODUCT_QUESTION.value,
}
_NO_NEWS: Mapping[Name, str | None] = {
    ("topics", Topic.DELIVERY.value): Topic.PRODUCT_QUESTION.value,
    ("requests", Request.STATUS.value): None,
}
_NOBODY_ELSE: Mapping[Name, str | None] = {
    ("topics", Topic.DELIVERY_SERVICE.value): Topic.DEFECT.value,
    ("topics", Topic.NOT_RECEIVED.value): Topic.DEFECT.value,
    ("statements", StatementKind.SIGNED_BY_OTHER.value): None,
}
_FREIGHT_TO_COME: Mapping[Name, str | None] = {
    ("topics", Topic.FREIGHT.value): Topic.PRODUCT_QUESTION.value,
}
SENT_IN: Mapping[Name, str | None] = {
    ("requests", Request.RETURN.value): None,
    ("topics", Topic.RETURN.value): None,
}
_ADDED: Mapping[Name, str | None] = {
    ("requests", Request.CHANGE_VARIANT.value): None,
    ("topics", Topic.VARIANT.value): Topic.PRODUCT_QUESTION.value,
}
_MUST_GO_BACK = re.compile(
    r"\b(?:do|must|should|will|would) (?:i|we) (?:(?:have|need) to )?(?:first )?"
    r"(?:(?:send|ship|post|mail)\b[^.;!?\n]{0,24}\bback|return)\b"
    r"|(?:要不要|用不用|需不需要|是不是要|是否需?要)[^,。!?\n]{0,6}(?:寄回|退回|寄过)"
    r"|(?:要|需要|必须|得)(?:先)?(?:把[^,。!?\n]{1,8})?(?:寄回|退回|寄过)[^,。!?\n]{0,6}(?:吗|么|嘛|\?)"
)
_WITH_IT = re.compile(
    r"\b(?:add|include|enclose|attach|insert|slip in|put in|write)\b[^.;!?\n]{0,24}"
    r"\b(?:cards?|notes?|messages?|letter|ribbon|bow|(?:gift )?(?:wrap|wrapping|bag|box))\b"
    r"|(?:加|放|附|塞|写|配|带)(?:上|一下)?[一个张份]{0,2}[^,。!?\n]{0,6}(?:卡片?|贺卡|纸条|字条|礼盒|礼袋|包装纸|祝福)"
)
_ANOTHER_OF_MINE = re.compile(
    r"\b(?:my|our) (?:last|old|previous|former|other|first) (?!order)\w+|\bthe (?:last|previous|old) one (?:i|we) had\b"
    r"|(?:上一?[个台只款盏]|以前(?:那|的|用|买)|之前(?:那|的|用|买)|原来(?:那|的|用)|旧的?那|家里(?:那|旧|老))"
)
_TERMS = re.compile(
    r"\bhow (?:long|many (?:years?|months?))\b|\bcovers?\b|\bcovered (?:by|under)\b|\binclude|\bas proof\b|\bproof of\b"
    r"|\b(?:is|are)\b[^?]{0,12}\b(?:warranty|guarantee)[^?]{0,20}\b(?:years?|months?)\b"
    r"|\b(?:does|do|is there|has|have|comes?|came|with)\b[^?]{0,24}\b(?:warranty|guarantee)"
    r"|(?:多久|多长|几年|几个月|多少年|哪些|什么|范围|有没有|包不包|保不保|包括|管不管|凭|怎么算|[有是][^,。!?\n]{0,6}[吗么])"
)
_WARRANTED = re.compile(r"保修|质保|三包|包修|\bwarrant(?:y|ies)\b|(?<!back )(?<!back-)\bguarantees?\b")
_AMONG_THEM = re.compile(r"算吗|算不算|也算|保吗|保不保|管吗|管不管")
_LATER = re.compile(r"到时候?|届时|买回去")
_UNSUITED = {"no_reason", "let_down", "broken", "defect", "leak", "fit", "allergy", "in_use"}
_COMING = re.compile(r"\bon (?:the|its|their) way\b|\bcoming soon\b|[在还]路上")
_IMPATIENT = ("where", "late", "stuck", "lost")
_IN_HAND = re.compile(r"\b(?:i|we)(?:'ve| have)?(?: just)? (?:received|got)\b|收到的(?!话|时候)|收到了")
_HAD = ("receive", "delivered", "in_use", "sent_back")


def supposed(folded: str, read: Sequence[Read]) -> Iterator[Meaning]:
    """What is asked for the case that goods which nobody has yet turn out not to please: a question about the terms."""
    unsent = any(_says_unsent(clause) for clause in read)
    if not unsent and any(_tells_of_having(clause, folded) for clause in read):
        return
    cases = list(_cases_put(folded, read))
    for number in cases:
        if _plainly_wishes(read[number]):
            continue
        yield number, _SUPPOSED
        if not read[number].concepts.has("cancel", None):
            yield number, _CALLED_OFF
    if unsent and cases:
        yield from ((number, _FREIGHT_TO_COME) for number in range(len(read)))
        yield from only_told(folded, read)


def only_told(folded: str, read: Sequence[Read], matter: Collection[int] = ()) -> Iterator[Meaning]:
    """Where the order stands, told in a mail about another matter (in those sentences): no news of it is asked for."""
    others = [clause for clause in read if clause.sentence not in matter]
    if not any(clause.concepts.has(word, None) for clause in others for word in _IMPATIENT):
        for number, clause in enumerate(read):
            if _says_unsent(clause) or _COMING.search(folded, clause.start, clause.end):
                yield number, _NO_NEWS


def nothing_comes(_: str, read: Sequence[Read]) -> Iterator[Meaning]:
    """Goods that give nothing are no stranger: "there's no mist" beside "there's no Smith here"."""
    return (
        (number, _NOBODY_ELSE)
        for number, clause in enumerate(read)
        if clause.concepts.has("other_person", None) and clause.concepts.has("work", True)
    )


def added(folded: str, read: Sequence[Read]) -> Iterator[Meaning]:
    """A card or a wrapping that is to come with the goods: no other variant of them."""
    cards = list(by_words(_WITH_IT, _ADDED)(folded, read))
    if cards:
        yield from cards
        yield from only_told(folded, read)


def _says_unsent(clause: Read) -> bool:
    """Whether it says outright that the order has not left: then nothing that was received is told of."""
    thought = any(clause.concepts.has(concept, None) for concept in ("if", "condition", "question"))
    return clause.concepts.has("ship", True) and not thought


def _plainly_wishes(clause: Read) -> bool:
    return clause.concepts.has("want", False) and not any(
        clause.concepts.has(concept, None) for concept in ("if", "condition", "question")
    )


def _tells_of_having(clause: Read, folded: str) -> bool:
    if _IN_HAND.search(folded, clause.start, clause.end):
        return True
    said = not any(
        clause.concepts.has(concept, None) for concept in ("if", "condition", "question", "when", "deadline")
    )
    return said and (any(clause.concepts.has(act, False) for act in _HAD) or reports(clause, folded))


def _cases_put(folded: str, read: Sequence[Read]) -> Iterator[int]:
    """The clauses of sentences that put a case and ask, and of the question that follows a case put by itself."""
    put = {clause.sentence for clause in read if _puts_a_case(folded, clause)}
    asked = {clause.sentence for clause in read if clause.concepts.has("question", None)}
    meant = {one for one in put if one in asked} | {one + 1 for one in put if one not in asked and one + 1 in asked}
    led = {one - 1 for one in meant if one - 1 in put}
    return (number for number, clause in enumerate(read) if clause.sentence in meant | led)


def _puts_a_case(folded: str, clause: Read) -> bool:
    thought = clause.concepts.has("if", None) or clause.concepts.has("condition", None)
    thought = thought or _LATER.search(folded, clause.start, clause.end) is not None
    return thought and bool(_UNSUITED.intersection(clause.concepts.names()) or clause.concepts.has("work", True))


def guaranteed(folded: str, read: Sequence[Read]) -> Iterator[Meaning]:
    """The terms of a warranty are asked for, and nothing is said to be wrong."""
    named = [n for n, clause in enumerate(read) if _WARRANTED.search(folded, clause.start, clause.end)]
    questions = {clause.sentence for clause in read if clause.concepts.has("question", None)}
    asked = {read[n].sentence for n in named if _asks_terms(folded, read[n])} & questions
    if not asked or any(reports(clause, folded) and not _is_no_report(folded, clause) for clause in read):
        return
    for number, clause in enumerate(read):
        if number in named or clause.sentence in asked or _is_of_another(folded, clause):
            yield number, _SUPPOSED
    yield from only_told(folded, read, asked)


def _is_no_report(folded: str, clause: Read) -> bool:
    return _counts(folded, clause) or _is_of_another(folded, clause)


def _is_of_another(folded: str, clause: Read) -> bool:
    """Whether it tells of a thing that the writer had before: "my last lamp died after three months"."""
    return _ANOTHER_OF_MINE.search(folded, clause.start, clause.end) is not None


def going_back(folded: str, read: Sequence[Read]) -> Iterator[Meaning]:
    """Whoever reports a fault and asks if the goods must go back wishes for no return by that."""
    if not any(reports(clause, folded) for clause in read):
        return
    asking = {number for number, _ in by_words(_MUST_GO_BACK, SENT_IN)(folded, read)}
    sentences = {read[number].sentence for number in asking}
    for number, clause in enumerate(read):
        if number in asking or (clause.sentence in sentences and not clause.concepts.has("return", None)):
            yield number, SENT_IN


def _counts(folded: str, clause: Read) -> bool:
    """Whether it asks if such a fault is among them: 灯珠坏了算吗."""
    return _AMONG_THEM.search(folded, clause.start, clause.end) is not None


def _asks_terms(folded: str, clause: Read) -> bool:
    return _TERMS.search(folded, clause.start, clause.end) is not None


_MORE_OF_IT: Mapping[Name, str | None] = {
    ("requests", Request.RESHIP.value): None,
    ("topics", Topic.MISSING_ITEM.value): Topic.PRODUCT_QUESTION.value,
}
_BOUGHT_BESIDES = re.compile(
    r"再(?:加|订|买|要|来|拍|采购|追加)[^,。!?\n]{0,4}?(?:[0-9]+|[一两几二三四五六七八九十百]+)[个件套双条台盒箱只]"
    r"|追加(?:订单|采购|订购)|\b(?:order|buy|purchase) (?:another|some more|more of|(?:\d+|a few|two|ten) more)\b"
)


def bought_besides(folded: str, read: Sequence[Read]) -> Iterator[Meaning]:
    """Whoever tells of no fault and wants more of the same buys it: nothing is sent again."""
    if not any(reports(clause, folded) for clause in read):
        yield from by_words(_BOUGHT_BESIDES, _MORE_OF_IT)(folded, read)
