"""Questions that a record answers, and that complain of nothing: who signed, which pickup point has it."""

import re
from collections.abc import Iterator, Mapping, Sequence

from assistant.case.inquiry import StatementKind, Topic
from assistant.drafting.reading.rules import Meaning, Name, Read

_ONLY_NEWS: Mapping[Name, str | None] = {
    **{
        ("topics", topic.value): Topic.DELIVERY.value
        for topic in (Topic.DELIVERY_SERVICE, Topic.NOT_RECEIVED, Topic.PRODUCT_QUESTION, Topic.ADDRESS)
    },
    ("statements", StatementKind.SIGNED_BY_OTHER.value): None,
    ("statements", StatementKind.NOT_RECEIVED.value): None,
    ("statements", StatementKind.NO_MOVEMENT.value): None,
}
_ASKED = re.compile(
    r"谁(?:给|帮|替)?(?:我)?(?:代)?(?:签|收|领)(?!走|错)|签收人(?:是|写的是?)?谁|本人(?:代)?签(?:收)?(?:的)?[吗么]"
    r"|(?:什么时候|啥时候|何时|哪[天日]|几[号点])[^,。!?\n]{0,3}签收"
    r"|(?:哪个|哪家|什么)(?:驿站|代收点|快递柜|柜子)(?:[^。!?\n]{0,4}电话)?|(?:驿站|代收点)[^。!?\n]{0,4}(?:电话|在哪|地址|叫什么)"
    r"|\bwho (?:has |had )?(?:signed|took (?:it|the \w+) in)\b|\bwho was it signed\b|\bsigned (?:for )?by whom\b"
    r"|\bwhich (?:pick-?up|collection) point\b|\bwhen was (?:it|the \w+|my \w+) (?:delivered|signed)\b"
)
_DENIED = re.compile(
    r"[没未](?:有)?(?:人)?(?:签|收|拿|见|取|领|到|看)|不是(?:我|本人|家)|不在家|丢|冒|骗"
    r"|\b(?:not|never|nobody|no one|lost|wrong|stolen)\b|n't\b"
)


def asked_of_records(folded: str, read: Sequence[Read]) -> Iterator[Meaning]:
    """Only where the mail denies nothing: "who signed, for I did not" is a complaint."""
    if _DENIED.search(folded):
        return
    spans = [match.span() for match in _ASKED.finditer(folded)]
    for number, clause in enumerate(read):
        if any(start < clause.end and clause.start < end for start, end in spans):
            yield number, _ONLY_NEWS
