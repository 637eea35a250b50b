"""Goods that stay while others go: "拖鞋不要了，炸锅照常发", "return everything except the boots".

Whoever cancels or returns a part of an order names the rest only to keep it: that is not what the mail is about.
"""

import re
from collections.abc import Iterable, Sequence

from assistant.case.inquiry import ItemMention, Request
from assistant.drafting.reading.rules import Read

GIVING_UP = frozenset({Request.CANCEL, Request.RETURN, Request.REFUND})
"""What can be asked for a part of an order."""

_BEFORE, _AFTER = 40, 24
"""How many characters around a name can say that its goods stay."""
_THE = r"(?:(?:the|my|that|this|those|these|a|an) )?(?:[^\W\d_]|[ '-]){0,24}"
_COUNT = "[那这我的一个件条双台口盒]{0,4}"
_EXCEPTED = re.compile(
    rf"(?:除了|除去|除开|不包括|不含){_COUNT}$"
    rf"|(?:再|多|另)(?:外)?(?:加|要|订|买|拍|来){_COUNT}[一两几0-9]?{_COUNT}$"
    rf"|\b(?:except|apart from|other than|excluding|with the exception of|everything but|all but) (?:for )?{_THE}$"
)
"""What is said to stay, or to come on top: it is none of what is given up."""
_KEPT_BEFORE = re.compile(
    rf"(?:留着|保留|留下|只留|单留|别动|不动|(?:还|仍|照样|只)要|别把|不要把){_COUNT}$"
    rf"|\b(?:keep|keeping|still (?:want|need|like)|hold on to) {_THE}$"
    rf"|(?:^\s*|\b(?:and|but|just|please) |[(] ?)(?:not|(?:do not|don't) (?:touch|cancel|return)) (?:the|my) {_THE}$"
)
_KEPT_AFTER = re.compile(
    r"(?:我|我们)?(?:还是|还|都|也|仍|就|的)?"
    r"(?:要的(?!话)|还?要哈|(?<=还)要(?![退取撤换问])|留着|留下|保留|不动|别动|别取消|不取消|不用取消|不用退|不退"
    r"|别退|先不退"
    r"|照发|照常|照旧|照样|正常发|继续发|以外|之外|除外|(?:别|不要)(?:给我|帮我|也|跟着|一起|一块){0,3}(?:取消|撤|退))"
    r"|,? (?:stays?\b|can stay|to stay|should (?:still|stay)|still (?:ships?|comes?|goes|wanted)"
    r"|as (?:normal|planned|usual)|(?:is|are) (?:fine|still wanted|staying)"
    r"|i(?:'d|'ll| would) (?:still )?(?:like to )?keep\b|i still want)"
)


def without_kept(items: Sequence[ItemMention], folded: str, read: Sequence[Read]) -> tuple[ItemMention, ...]:
    """The items without those that are to be kept; all of them where nothing else is named."""
    excepted, kept = _names(folded, read)
    left = tuple(item for item in items if not _is_one_of(item, kept | excepted, items))
    return left or tuple(item for item in items if not _is_one_of(item, excepted, items))


def _names(folded: str, read: Sequence[Read]) -> tuple[set[str], set[str]]:
    """The folded names of the goods that are excepted, and of those that are said to stay."""
    excepted, kept = set[str](), set[str]()
    for clause in read:
        for tag in (tag for tag in clause.tags if "item" in tag.concepts):
            name, before = folded[tag.start : tag.end], max(0, tag.start - _BEFORE)
            if _EXCEPTED.search(folded[before : tag.start]):
                excepted.add(name)
            elif _KEPT_BEFORE.search(folded[max(clause.start, before) : tag.start]) or _KEPT_AFTER.match(
                folded[tag.end : tag.end + _AFTER]
            ):
                kept.add(name)
    return excepted, kept


def _is_one_of(item: ItemMention, names: set[str], items: Iterable[ItemMention]) -> bool:
    """By its own name, or as the one product that such a name stands for."""
    meant = {other.skus for other in items if other.words.lower() in names and other.skus}
    return item.words.lower() in names or item.skus in meant
