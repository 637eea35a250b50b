"""What the words of a clause name and do not mean: a fault denied, a case supposed, another's money, a favour asked.

The rules and the likeness go by words, and "not a single scratch" holds those of damage. What a clause does not mean
is written beside it, with what it means instead, before either looks at it.
"""

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import replace

from assistant.case.inquiry import Request, StatementKind, Topic
from assistant.drafting.reading import wording
from assistant.drafting.reading.lexicon import Tag
from assistant.drafting.reading.rules import Name, Read

Meaning = tuple[int, Mapping[Name, str | None]]
"""A clause's index; each name that it does not mean, with what it means instead."""

_FAULTY = frozenset({"broken", "defect", "leak"})
_TOPICS_OF_FAULTS = (Topic.DAMAGED, Topic.DEFECT)
_FAULTS: Mapping[Name, str | None] = {
    **{("topics", topic.value): None for topic in _TOPICS_OF_FAULTS},
    **{("statements", kind.value): None for kind in (StatementKind.DAMAGED, StatementKind.DEFECTIVE)},
}
_REMEDIES = (Request.REFUND, Request.RETURN, Request.EXCHANGE, Request.RESHIP, Request.COMPENSATION, Request.REPAIR)
_SUPPOSED: Mapping[Name, str | None] = {
    **{("requests", request.value): None for request in _REMEDIES},
    **{
        ("topics", topic.value): Topic.PRODUCT_QUESTION.value
        for topic in (*_TOPICS_OF_FAULTS, Topic.RETURN, Topic.FREIGHT, Topic.REFUND_PROGRESS, Topic.WARRANTY)
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
_OTHERS_MONEY: Mapping[Name, str | None] = {
    ("requests", Request.REFUND.value): None,
    ("topics", Topic.RETURN.value): None,
    ("topics", Topic.REFUND_PROGRESS.value): None,
}
_SENT_IN: Mapping[Name, str | None] = {
    ("requests", Request.RETURN.value): None,
    ("topics", Topic.RETURN.value): None,
}
_ADDED: Mapping[Name, str | None] = {
    ("requests", Request.CHANGE_VARIANT.value): None,
    ("topics", Topic.VARIANT.value): Topic.PRODUCT_QUESTION.value,
}
_AT_EASE: Mapping[Name, str | None] = {
    ("urgent", "urgent"): None,
    ("requests", Request.EXPEDITE.value): None,
    ("requests", Request.CALL_BACK.value): None,
}
_ONLY_THANKS: Mapping[Name, str | None] = {
    ("topics", topic.value): None for topic in Topic if topic is not Topic.PRAISE
}

_BETWEEN = (
    r"(?: (?:visible|single|signs?|trace|of|any|an?|real|obvious|apparent|was|were|is|are|has|had|been|got|get"
    r"|even|at all|arrived?|came|come|looks?|visibly|really|tiny|little|slightest|way|in)){0,5} ?$"
)
"""What may stand between a denial and the fault that it denies: "no bubble wrap, the bowl broke" denies none."""
_NONE_BEFORE = re.compile(
    rf"(?:\b(?:not|never) (?:one|an?|even one|even a)(?: single)?(?: (?!of\b)\w+)?{_BETWEEN}"
    rf"|\b(?:no|without|nothing|zero|none(?: of (?:it|them|the \w+))?|free (?:of|from)){_BETWEEN}"
    rf"|\b(?:was|were|is|are|did|does|do|has|have)(?:n't| not| never){_BETWEEN}"
    r"|(?:没有?|无|未见|不见)(?:任何|丝毫|一[个点件只处条丝套]|半点|什么|哪个|发现)?的?(?:一点)?$"
    r"|(?:一|半)[个点件只处条丝块片]也?都?(?:没有?|不)$)"
)
_NONE_AFTER = re.compile(r"(?:的|痕|痕迹|之处|地方)?(?:都|也|全)?(?:没有|没见|无)(?!\w{0,4}(?:修|换|处理|解决))")
_ALSO_FAULTY = ("broken", "defect", "leak", "missing", "wrong")
_OWN_HOUSE = (
    r"\b(?:my|our) (?:own )?(?:company|employer|work|workplace|office|firm|boss|school|university|insurance|insurer"
    r"|accountants?|accounts|finance|department|club|charity)\b"
)
_OTHERS_PAY = re.compile(
    rf"{_OWN_HOUSE}(?:(?!\b(?:you|wants?|would like|needs?|asks?|expects?|demands?)\b)[^.;!?\n]){{0,24}}"
    r"\b(?:reimburse[sd]?|refunds? me|pays? me back|repays?)\b"
    rf"|\b(?:reimburse[d]?|reimbursement|repaid|paid back|money back|refund)\b[^.;!?\n]{{0,12}}\b(?:by"
    rf"|from|through|at|with) {_OWN_HOUSE[2:]}"
    r"|\bfor (?:my |our )?expenses?\b|\b(?:invoice|receipt"
    r"|fapiao)\b[^.;!?\n]{0,40}\breimbursement\b(?! (?:from|by) you)"
    r"|\b(?:claim|put) (?:it|this|that) (?:back )?(?:on|through|as) (?:my )?expenses?\b"
    r"|(?:公司|单位|学校|财务|老板|保险)(?:[会给能要]|可以){0,3}(?:我)?(?:报销|报账|退我|退给我)"
)
_SENT_FOR_WORK = re.compile(
    r"(?:寄|发|送|退)(?:回|过)?(?:去|来|厂|到)?(?:给?你们|厂里|厂家|店里|仓库|售后)?(?:去|来)?(?:检测|返)?(?:维修|修|检修|换新?)"
    r"|\b(?:send|sent|sending|return|returning|post|mail|ship) (?:it|them|this|that|the \w+)? ?(?:back|in|off)?"
    r" ?(?:to you )?(?:for (?:a |the )?(?:repairs?|fixing|servicing|service)"
    r"|to (?:be|get it|have it) (?:repaired|fixed|mended|serviced|looked at))\b"
)
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
_INSTRUCTION = re.compile(
    r"\b(?:ring|call|phone|text|message|buzz) (?:me |us |my \w+ )?(?:first|before|beforehand|ahead"
    r"|when|on arrival|once)\b"
    r"|\b(?:come|deliver|bring|drop)\w*\b[^.;!?\n]{0,30}\b(?:(?:in|during) the (?:early "
    r"|late )?(?:evening|morning|afternoon)"
    r"|(?:after|before|between) (?:\d|six|seven|five|work|noon|lunch)|at (?:the )?weekend"
    r"|on (?:a )?(?:saturday|sunday|weekday))"
    r"|\b(?:don't|do not|not|never) (?:just )?(?:leave|dump|drop|put) (?:it|the (?:parcel|package|box))\b"
    r"|\bleave (?:it|the (?:parcel|package|box)) (?:with|at|behind|in|by)\b"
    r"|(?:派送|派件|送货|配送|送来|送到|送|来)(?:之?前|的时候|时)[^,。!?\n]{0,8}(?:打|电话|联系|说一声|通知)"
    r"|(?:先|提前)(?:给我)?(?:打个?电话|联系|通知)(?:我)?(?:再|然后)?"
    r"|(?:晚上|傍晚|下午|上午|中午|周末|下班|点半?|点钟)(?:以后|之后|后)?(?:再|来)?"
    r"[^,。!?\n]{0,3}(?:派送|派件|送货|配送|送|派|来)(?!了|的)"
    r"|(?:别|不要|勿|请勿|不能)[^,。!?\n]{0,6}(?:放|丢|扔|搁)[^,。!?\n]{0,8}(?:门口|门外|驿站|柜|外面|楼下|楼道|地上)"
)
_GUESSED = re.compile(
    r"\b(?:i|we) (?:guess|suppose|think|assume|expect|reckon)\b|\bpresumably\b|\bprobably\b|估计|应该是?(?:今|明|后)"
)
_THANKING = re.compile(
    r"\b(?:say|send|saying|sending|pass on) (?:an? |my |our )?(?:big |huge |quick |many |very )?(?:thanks|thank you)\b"
    r"|\bthank you (?:so much |very much )?for (?:the|my|our) \b"
    r"|(?:来|就是|特地|特意|专门)[^,。!?\n]{0,6}(?:道谢|道个谢|感谢|谢谢|说声谢)"
)
_NO_MATTER = re.compile(
    r"\b(?:no|without any|not a) (?:questions?|complaints?|request|problem)\b(?! asked)"
    r"|\b(?:only|just) (?:wanted|want|wished|writing|here) to (?:tell|let) you\b|\bno (?:need to|reply|answer)\b"
    r"|\bnothing (?:else|to complain|to ask|you need to do)\b"
    r"|没(?:有)?(?:别的|其他|其它|什么|啥)(?:的)?(?:事|问题|意思)|没啥事|没事(?:儿)?[,。!]?就|不(?:用|必)(?:特意)?回(?!来|去)|无需回复"
    r"|就(?:是)?(?:想)?(?:跟|和|告诉|给)你们?(?:大家)?(?:说一声|说一下|讲一声|一声|报个喜)"
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
_ONLY_PRAISE: Mapping[Name, str | None] = {
    ("topics", topic.value): Topic.PRAISE.value for topic in Topic if topic is not Topic.PRAISE
}
_COMING = re.compile(r"\bon (?:the|its|their) way\b|\bcoming soon\b|[在还]路上")
_IMPATIENT = ("where", "late", "stuck", "lost")
_MATTERS = ("where", "when", "late", "lost", "stuck", "differ", "twice", "let_down")
_IN_HAND = re.compile(r"\b(?:i|we)(?:'ve| have)?(?: just)? (?:received|got)\b|收到的(?!话|时候)|收到了")
_HAD = ("receive", "delivered", "in_use", "sent_back")


def marked(folded: str, read: Sequence[Read]) -> list[Read]:
    """The clauses, each with what it names and does not mean."""
    unmeant: list[dict[Name, str | None]] = [{} for _ in read]
    for find in _FINDERS:
        for number, names in find(folded, read):
            unmeant[number].update(names)
    return [replace(clause, unmeant=names) if names else clause for clause, names in zip(read, unmeant, strict=True)]


def _by_words(pattern: re.Pattern[str], names: Mapping[Name, str | None]) -> Callable[..., Iterator[Meaning]]:
    def find(folded: str, read: Sequence[Read]) -> Iterator[Meaning]:
        return ((n, names) for n, clause in enumerate(read) if pattern.search(folded, clause.start, clause.end))

    return find


def _denied(folded: str, read: Sequence[Read]) -> Iterator[Meaning]:
    """No fault is reported where each that is named is denied; beside another in its sentence, not in its clause."""
    denying = {number for number, clause in enumerate(read) if _denies(folded, clause)}
    denied = {read[number].sentence for number in denying}
    reported = {clause.sentence for clause in read if _reports(clause, folded)}
    wholly = denied - reported
    for number, clause in enumerate(read):
        if number in denying or clause.sentence in wholly:
            yield number, _FAULTS


def _denies(folded: str, clause: Read) -> bool:
    faults = [tag for tag in clause.tags if _FAULTY.intersection(tag.concepts)]
    return bool(faults) and all(_is_denied(folded, clause, tag) for tag in faults)


def _is_denied(folded: str, clause: Read, tag: Tag) -> bool:
    before = folded[clause.start : tag.start]
    return _NONE_BEFORE.search(before) is not None or _NONE_AFTER.match(folded, tag.end, clause.end) is not None


def _reports(clause: Read, folded: str) -> bool:
    """Whether it tells of a fault that is neither denied nor only thought of."""
    if _denies(folded, clause):
        return False
    if clause.concepts.has("if", None) or clause.concepts.has("condition", None):
        return False
    return any(clause.concepts.has(fault, False) for fault in _ALSO_FAULTY) or clause.concepts.has("work", True)


def _only_praising(folded: str, read: Sequence[Read]) -> Iterator[Meaning]:
    """Whoever thanks, says that there is nothing else, and tells of no fault and wishes for nothing."""
    kind = any(clause.concepts.has(word, False) for clause in read for word in ("thank", "praise_act"))
    closes = any(_NO_MATTER.search(folded, clause.start, clause.end) for clause in read)
    if kind and closes and not wording.requests(read) and not any(_has_a_matter(clause, folded) for clause in read):
        for number in range(len(read)):
            yield number, _ONLY_PRAISE


def _has_a_matter(clause: Read, folded: str) -> bool:
    lacks = any(clause.concepts.has(act, True) for act in ("receive", "arrive", "ship", "move", "refund", "money"))
    return lacks or any(clause.concepts.has(word, None) for word in _MATTERS) or _reports(clause, folded)


def _supposed(folded: str, read: Sequence[Read]) -> Iterator[Meaning]:
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
        yield from _only_told(folded, read)


def _only_told(folded: str, read: Sequence[Read], matter: Collection[int] = ()) -> Iterator[Meaning]:
    """Where the order stands, told in a mail about another matter (in those sentences): no news of it is asked for."""
    others = [clause for clause in read if clause.sentence not in matter]
    if not any(clause.concepts.has(word, None) for clause in others for word in _IMPATIENT):
        for number, clause in enumerate(read):
            if _says_unsent(clause) or _COMING.search(folded, clause.start, clause.end):
                yield number, _NO_NEWS


def _nothing_comes(_: str, read: Sequence[Read]) -> Iterator[Meaning]:
    """Goods that give nothing are no stranger: "there's no mist" beside "there's no Smith here"."""
    return (
        (number, _NOBODY_ELSE)
        for number, clause in enumerate(read)
        if clause.concepts.has("other_person", None) and clause.concepts.has("work", True)
    )


def _added(folded: str, read: Sequence[Read]) -> Iterator[Meaning]:
    """A card or a wrapping that is to come with the goods: no other variant of them."""
    cards = list(_by_words(_WITH_IT, _ADDED)(folded, read))
    if cards:
        yield from cards
        yield from _only_told(folded, read)


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
    return said and (any(clause.concepts.has(act, False) for act in _HAD) or _reports(clause, folded))


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


def _guaranteed(folded: str, read: Sequence[Read]) -> Iterator[Meaning]:
    """The terms of a warranty are asked for, and nothing is said to be wrong."""
    named = [n for n, clause in enumerate(read) if _WARRANTED.search(folded, clause.start, clause.end)]
    questions = {clause.sentence for clause in read if clause.concepts.has("question", None)}
    asked = {read[n].sentence for n in named if _asks_terms(folded, read[n])} & questions
    if not asked or any(_reports(clause, folded) and not _is_no_report(folded, clause) for clause in read):
        return
    for number, clause in enumerate(read):
        if number in named or clause.sentence in asked or _is_of_another(folded, clause):
            yield number, _SUPPOSED
    yield from _only_told(folded, read, asked)


def _is_no_report(folded: str, clause: Read) -> bool:
    return _counts(folded, clause) or _is_of_another(folded, clause)


def _is_of_another(folded: str, clause: Read) -> bool:
    """Whether it tells of a thing that the writer had before: "my last lamp died after three months"."""
    return _ANOTHER_OF_MINE.search(folded, clause.start, clause.end) is not None


def _going_back(folded: str, read: Sequence[Read]) -> Iterator[Meaning]:
    """Whoever reports a fault and asks if the goods must go back wishes for no return by that."""
    if not any(_reports(clause, folded) for clause in read):
        return
    asking = {number for number, _ in _by_words(_MUST_GO_BACK, _SENT_IN)(folded, read)}
    sentences = {read[number].sentence for number in asking}
    for number, clause in enumerate(read):
        if number in asking or (clause.sentence in sentences and not clause.concepts.has("return", None)):
            yield number, _SENT_IN


def _counts(folded: str, clause: Read) -> bool:
    """Whether it asks if such a fault is among them: 灯珠坏了算吗."""
    return _AMONG_THEM.search(folded, clause.start, clause.end) is not None


def _asks_terms(folded: str, clause: Read) -> bool:
    return _TERMS.search(folded, clause.start, clause.end) is not None


_FINDERS: tuple[Callable[[str, Sequence[Read]], Iterator[Meaning]], ...] = (
    _denied,
    _only_praising,
    _supposed,
    _guaranteed,
    _nothing_comes,
    _going_back,
    _added,
    _by_words(_OTHERS_PAY, _OTHERS_MONEY),
    _by_words(_SENT_FOR_WORK, _SENT_IN),
    _by_words(_INSTRUCTION, _AT_EASE),
    _by_words(_GUESSED, {("urgent", "urgent"): None}),
    _by_words(_THANKING, _ONLY_THANKS),
)
