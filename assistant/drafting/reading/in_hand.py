"""What is said of goods that came: a fault that showed in use, a size that only disappoints, a return thought of."""

import re
from collections.abc import Iterator, Mapping, Sequence

from assistant.case.inquiry import Request, StatementKind, Topic
from assistant.drafting.reading.rules import Meaning, Name, Read

_WORN: Mapping[Name, str | None] = {
    ("topics", Topic.DAMAGED.value): Topic.DEFECT.value,
    ("statements", StatementKind.DAMAGED.value): StatementKind.DEFECTIVE.value,
}
_A_MATTER_OF_TASTE: Mapping[Name, str | None] = {
    ("topics", Topic.DESCRIPTION.value): Topic.RETURN.value,
    ("statements", StatementKind.GOODS_ARE.value): None,
}
_HERE: Mapping[Name, str | None] = {
    **{
        ("topics", topic.value): None
        for topic in (Topic.DELIVERY, Topic.DELIVERY_SERVICE, Topic.NOT_RECEIVED, Topic.MISSING_ITEM)
    },
    ("statements", StatementKind.SIGNED_BY_OTHER.value): None,
    ("requests", Request.STATUS.value): None,
}
_GIVEN_BACK: Mapping[Name, str | None] = {
    ("topics", Topic.CANCEL.value): Topic.RETURN.value,
    ("requests", Request.CANCEL.value): None,
}
_TIMES = "[0-9一二两俩三四五六七八九十几半好]{1,3}"
_USED = re.compile(
    rf"(?<!没)(?<!未)(?:用|穿|喝|炸|煮|煎|烤|洗|睡|盖|戴|开|装|吃|点|插)(?:了|过|到)(?:才|不到|大概|也就|有"
    rf"|没)?{_TIMES}"
    "(?:多)?(?:天|次|回|晚|周|顿|个(?:月|星期|礼拜|小时)|星期|礼拜|年)"
    rf"|(?:前|头|刚开始|一开始|开始)[^,。!?\n]{{0,6}}(?:好好的|没问题|正常|挺好|还行|能用)"
    rf"|{_TIMES}(?:天|次|晚|周)(?:后|就|才|以后)[^,。!?\n]{{0,8}}(?:坏|裂|漏|断|不亮|不转|掉)|(?:突然|忽然)"
    rf"|自己(?:就)?(?:裂|碎|断|坏|炸)"
    r"|\b(?:worked|ran|running|working|was|were|been) (?:absolutely |perfectly |just )?(?:fine|ok|okay|great"
    r"|well|perfectly|good)\b"
    r"|\bworked for\b|\bfirst (?:few|couple of|two|three|four|\d+|several)? ?(?:nights?|days?|weeks?|times?"
    r"|uses?|washes)\b"
    r"|\bafter (?:about |only |just )?(?:an?|one|two|three|four|five|\d+|few|several|a few|a couple of"
    r"|the (?:first|second|third))"
    r" (?:\w+ )?(?:days?|weeks?|months?|uses?|washes|wash|nights?|hours?|goes|minutes)\b|\bsuddenly\b"
    r"|\b(?:was|were|worked)\b[^.!?\n]{0,16}\buntil\b|\b(?:second|third|fourth) time (?:i|we) (?:used|ran|filled"
    r"|wore|turned)\b"
    r"|\b(?:i|we)(?:'ve| have)? (?:been using|used) (?:it|them)\b"
)
_CAME_SO = re.compile(
    "(?:打开|拆开|开箱|收到|到手|送来|送到|寄来|一拿到)[^,。!?\n]{0,12}(?:坏|碎|裂|破|漏|断|瘪|凹|洒)"
    r"|\b(?:arriv\w+|came|come|delivered|opened|unpack\w*|unbox\w*|out of the box|in transit"
    r"|on arrival)\b[^.!?\n]{0,40}"
    r"\b(?:broke|crack|damag|smash|dent|leak|chip|shatter|in pieces|bent|torn)"
    r"|\b(?:broken|cracked|damaged|smashed|leaking|shattered)\b[^.!?\n]{0,24}\b(?:on arrival|when (?:it"
    r"|they) (?:arrived|came)|in transit)"
)
_PICTURED = re.compile(
    r"\bthan (?:i|we)(?:'d| had| have)? (?:pictured|imagined|expected|thought|hoped|figured|was expecting"
    r"|were expecting|assumed)\b"
    r"|\bnot (?:quite |really )?(?:what|how|as \w+ as) (?:i|we)(?:'d| had)? (?:pictured|imagined|expected"
    r"|thought|hoped)\b"
    r"|比?我?(?:想象|预想|以为|想的)(?:的|中的?|中)?(?:要|还)?[^,。!?\n]{0,4}(?:大|小|厚|薄|重|轻|高|矮|长|短|宽"
    r"|窄|好看|好)"
)
_SHOWN = re.compile(
    r"\b(?:page|listing|advert\w*|website|site|descri\w+|photos?|pictures?|shown|says?|said|stated|online)\b"
    "|页面|详情|描述|图片?|照片|宣传|写的?|标的?|介绍|实物"
)
_CAME_WELL = re.compile(
    "(?:收了|收到|签收|到货|到了)[^。!?\n]{0,6}(?:没问题|没毛病|完好|都好|挺好|没少|齐的|数量对)"
    r"|\b(?:arrived|came|received|delivered|got here|signed for)\b[^.!?\n]{0,24}"
    r"\b(?:fine|in good order|no problems?|all good|safely|safe and sound|in one piece)\b"
)
_UNWANTED = re.compile(
    "(?:不想要|不要|不喜欢|不合适|不满意)了?[^。!?\n]{0,6}(?:可以|能|怎么|如何|支不支持|给)[^。,!?\n]{0,3}退"
    r"|\b(?:don't|do not) (?:want|like) (?:it|them)\b[^.!?\n]{0,24}\b(?:return|send (?:it|them) back)\b"
)


def worn(folded: str, read: Sequence[Read]) -> Iterator[Meaning]:
    """What broke in use did not come broken, whatever word is used for it."""
    used = any(_USED.search(folded, clause.start, clause.end) for clause in read)
    if used and not any(_CAME_SO.search(folded, clause.start, clause.end) for clause in read):
        yield from ((number, _WORN) for number in range(len(read)))


def pictured(folded: str, read: Sequence[Read]) -> Iterator[Meaning]:
    """Goods that are only otherwise than imagined differ from no page: whoever gives them back gives no reason."""
    imagined = any(_PICTURED.search(folded, clause.start, clause.end) for clause in read)
    if imagined and not _SHOWN.search(folded) and not any(map(_is_faulty, read)):
        yield from ((number, _A_MATTER_OF_TASTE) for number in range(len(read)))


def _is_faulty(clause: Read) -> bool:
    return any(clause.concepts.has(fault, False) for fault in ("broken", "defect", "wrong")) or clause.concepts.has(
        "work", True
    )


def arrived_well(folded: str, read: Sequence[Read]) -> Iterator[Meaning]:
    """What came and is well was not left with anybody, nor is it missed: "the front desk took it in, no problem"."""
    spans = [match.span() for match in _CAME_WELL.finditer(folded)]
    for number, clause in enumerate(read):
        if any(start < clause.end and clause.start < end for start, end in spans):
            yield number, _HERE


def given_back(folded: str, read: Sequence[Read]) -> Iterator[Meaning]:
    """Whether goods that are not wanted can be returned: that calls off no order."""
    spans = [match.span() for match in _UNWANTED.finditer(folded)]
    sentences = {one.sentence for one in read if any(start < one.end and one.start < end for start, end in spans)}
    return ((number, _GIVEN_BACK) for number, clause in enumerate(read) if clause.sentence in sentences)
