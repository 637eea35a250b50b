"""What the words of a clause name and do not mean: a fault denied, a case supposed, another's money, a favour asked.

The rules and the likeness go by words, and "not a single scratch" holds those of damage. What a clause does not mean
is written beside it, with what it means instead, before either looks at it.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace

from assistant.case.inquiry import Request, Topic
from assistant.drafting.reading import wording
from assistant.drafting.reading.asked_of_records import asked_of_records
from assistant.drafting.reading.denied import denied, reports
from assistant.drafting.reading.depending import depending
from assistant.drafting.reading.handing_over import elsewhere, handing_over
from assistant.drafting.reading.in_hand import arrived_well, given_back, pictured, worn
from assistant.drafting.reading.money_words import (
    above_the_page,
    freight_paid_back,
    made_up,
    only_one_charge,
    only_the_code,
    paid_once,
    two_postages,
    unsure,
    without_slip,
)
from assistant.drafting.reading.rules import Meaning, Name, Read, by_words
from assistant.drafting.reading.supposed import (
    SENT_IN,
    added,
    bought_besides,
    going_back,
    guaranteed,
    nothing_comes,
    supposed,
)

_OTHERS_MONEY: Mapping[Name, str | None] = {
    ("requests", Request.REFUND.value): None,
    ("topics", Topic.RETURN.value): None,
    ("topics", Topic.REFUND_PROGRESS.value): None,
}
_AT_EASE: Mapping[Name, str | None] = {
    ("urgent", "urgent"): None,
    ("requests", Request.EXPEDITE.value): None,
    ("requests", Request.CALL_BACK.value): None,
}
_ONLY_THANKS: Mapping[Name, str | None] = {
    ("topics", topic.value): None for topic in Topic if topic is not Topic.PRAISE
}
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
_REFUSING = re.compile(r"\b(?:refus(?:e|es|ed|ing)|turn (?:it|them|the \w+) (?:away|down))\b|拒收|拒签|不签收")
"""Where a parcel is refused, at the door, is not where it is wished to."""
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
_ONLY_PRAISE: Mapping[Name, str | None] = {
    ("topics", topic.value): Topic.PRAISE.value for topic in Topic if topic is not Topic.PRAISE
}
_MATTERS = ("where", "when", "late", "lost", "stuck", "differ", "twice", "let_down")


def marked(folded: str, read: Sequence[Read]) -> list[Read]:
    """The clauses, each with what it names and does not mean."""
    unmeant: list[dict[Name, str | None]] = [{} for _ in read]
    for find in _FINDERS:
        for number, names in find(folded, read):
            unmeant[number].update(names)
    return [replace(clause, unmeant=names) if names else clause for clause, names in zip(read, unmeant, strict=True)]


def _only_praising(folded: str, read: Sequence[Read]) -> Iterator[Meaning]:
    """Whoever thanks, says that there is nothing else, and tells of no fault and wishes for nothing."""
    kind = any(clause.concepts.has(word, False) for clause in read for word in ("thank", "praise_act"))
    closes = any(_NO_MATTER.search(folded, clause.start, clause.end) for clause in read)
    if kind and closes and not wording.requests(read) and not any(_has_a_matter(clause, folded) for clause in read):
        for number in range(len(read)):
            yield number, _ONLY_PRAISE


def _has_a_matter(clause: Read, folded: str) -> bool:
    lacks = any(clause.concepts.has(act, True) for act in ("receive", "arrive", "ship", "move", "refund", "money"))
    return lacks or any(clause.concepts.has(word, None) for word in _MATTERS) or reports(clause, folded)


_FINDERS: tuple[Callable[[str, Sequence[Read]], Iterator[Meaning]], ...] = (
    denied,
    _only_praising,
    supposed,
    guaranteed,
    nothing_comes,
    going_back,
    added,
    bought_besides,
    depending,
    handing_over,
    elsewhere,
    arrived_well,
    without_slip,
    worn,
    pictured,
    given_back,
    only_the_code,
    above_the_page,
    made_up,
    paid_once,
    two_postages,
    unsure,
    freight_paid_back,
    only_one_charge,
    asked_of_records,
    by_words(_OTHERS_PAY, _OTHERS_MONEY),
    by_words(_SENT_FOR_WORK, SENT_IN),
    by_words(_INSTRUCTION, _AT_EASE),
    by_words(_REFUSING, {("requests", Request.DELIVER_TO_DOOR.value): None}),
    by_words(_GUESSED, {("urgent", "urgent"): None}),
    by_words(_THANKING, _ONLY_THANKS),
)
