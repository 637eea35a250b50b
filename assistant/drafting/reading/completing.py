"""What a mail says outright, beside what its words are like: an address made complete, a cause left open, a question.

The rules and the likeness go clause by clause; these matters show only in how the clauses stand together.
"""

import re
from collections.abc import Sequence
from typing import NamedTuple

from assistant.case.inquiry import Request, Topic
from assistant.drafting.reading.denied import reports
from assistant.drafting.reading.lexicon import Tag
from assistant.drafting.reading.rules import Read

_WEAK = frozenset({Topic.PRODUCT_QUESTION, Topic.OTHER, Topic.PRAISE, Topic.INVOICE_CORRECTION, Topic.RETURN})
"""What the likeness says of words that it does not know."""

_PART_ZH = "(?:门牌号?|单元号?|楼栋号?|楼号|栋号|楼层|房间?号|室号|地址|小区名|街道)"
_PART_EN = (
    r"(?:(?:flat|apartment|apt|unit|room|door|house|building|floor|suite|gate|block)(?: (?:number|no\.?"
    r"|code))?|address|postcode)"
)
_INCOMPLETE = re.compile(
    rf"{_PART_ZH}[^。!?\n]{{0,8}}(?:忘|漏|没写|少写|缺|不全|不完整|写错|填错|补|加上)|(?:忘|漏|没写|少写|补|加上"
    rf"|写错|填错)[^。!?\n]{{0,6}}{_PART_ZH}"
    rf"|\b(?:forgot|left out|missed|omitted|without|incomplete|didn't (?:put|give|write|add"
    rf"|include))\b[^.!?\n]{{0,30}}\b{_PART_EN}\b"
    rf"|\b(?:add|include|put)\b[^.!?\n]{{0,20}}\b{_PART_EN}\b[^.!?\n]{{0,24}}\b(?:address|order|label|parcel"
    rf"|delivery)\b"
    rf"|\b{_PART_EN}\b[^.!?\n]{{0,20}}\b(?:should be|is wrong|is missing|is not)\b"
)
_ADDRESS = re.compile(rf"{_PART_ZH}|\b{_PART_EN}\b")
_INVOICE = re.compile(r"发票|抬头|税号|\binvoice|\breceipt|\bfapiao|\bvat\b|\btax\b|\bbilling\b")
_NEAR = 60
"""How many characters from an address an invoice is whose address it is."""
_OUR_SLIP = r"(?:发错|拿错|寄错|装错|给错|换包装|换款|换货了)"
_PAGES_SLIP = r"(?:页面|网页|详情|描述|图片)[^,。!?\n]{0,6}(?:错|不对|没更新|过时|老)|写错|标错"
_WRONG_ONE = r"\b(?:wrong (?!page|listing|description|ad\b)\w+|mixed? up|sent me (?:another|a different))\b"
_WRONG_PAGE = r"\b(?:page|listing|description|site|website|ad|advert\w*|photos?|pictures?|web ?shop)\b"
_LEFT_OPEN = re.compile(
    rf"{_OUR_SLIP}[^。!?\n]{{0,6}}还是[^。!?\n]{{0,6}}(?:{_PAGES_SLIP})"
    rf"|(?:{_PAGES_SLIP})[^。!?\n]{{0,6}}还是[^。!?\n]{{0,6}}{_OUR_SLIP}"
    rf"|{_WRONG_ONE}[^.!?\n]{{0,30}}\bor\b[^.!?\n]{{0,20}}{_WRONG_PAGE}"
    rf"|{_WRONG_PAGE}[^.!?\n]{{0,30}}\bor\b[^.!?\n]{{0,30}}{_WRONG_ONE}"
)
_SENDING_BACK = re.compile(
    r"(?:寄|退)(?:回|过)(?:去|来|给)?[^,。!?\n]{0,6}(?:运费|邮费|快递费|地址|怎么|谁)|(?:运费"
    r"|邮费)[^,。!?\n]{0,6}(?:寄|退)回"
    r"|\b(?:send(?:ing)?|post(?:ing)?|return(?:ing)?)\b[^.!?\n]{0,20}\bback\b|\breturn (?:postage|shipping"
    r"|address|freight|label)\b"
)
_SENDS_TO = re.compile(
    r"\b(?:do|can|could|would|will) you (?:guys |also |ever |even )?(?:ship|send|post|deliver"
    r"|mail)\b[^.!?\n]{0,12}\b(?:to|abroad"
    r"|overseas|internationally|outside)\b(?! (?:me|us|my|the (?:same|old|new))\b)"
    "|(?:能|可以|可不可以|支持|会)(?:寄|发|送|邮|配送)(?:货)?(?:到|去|往)?[^,。!?\n]{0,2}(?:国外|海外|境外|香港"
    "|澳门|台湾|美国|加拿大|英国|日本|韩国|新加坡|澳洲|新疆|西藏)"
)
_ASKED_NOW = re.compile("[?]$|吗|请问|想问|问一?下|能不能|可不可以|能否")
_GIVING_UP = (Request.REFUND, Request.CANCEL)
_COMPLAINTS = frozenset({Topic.WRONG_ITEM, Topic.DAMAGED, Topic.DEFECT, Topic.DESCRIPTION, Topic.MISSING_ITEM})
_OF_FAULTS = (Topic.DEFECT, Topic.WARRANTY)
_WHAT_IS_ASKED = ("can", "how", "ask", "when", "where", "why")


class Meant(NamedTuple):
    topics: tuple[Topic, ...]
    requests: tuple[Request, ...]


def completed(meant: Meant, folded: str, read: Sequence[Read], wanted: Sequence[Tag]) -> Meant:
    """`wanted`: the variants that are wanted instead."""
    meant = _with_address(meant, folded)
    meant = _with_both_open(meant, folded)
    meant = _with_destination(meant, folded)
    meant = _with_question(meant, folded, read)
    fault = any(reports(clause, folded) for clause in read)
    return _with_variant(_as_exchange(meant, folded, wanted), wanted, fault)


def _with_address(meant: Meant, folded: str) -> Meant:
    """An address that lacks something is to be changed, whatever else the mail is about; what is added is not sent."""
    incomplete = _INCOMPLETE.search(folded)
    if incomplete is None or _INVOICE.search(folded, max(0, incomplete.start() - _NEAR), incomplete.end() + _NEAR):
        return _with_address_asked(meant, folded)
    asked = (one for one in meant.requests if one not in (Request.INVOICE, Request.RESHIP))
    topics = meant.topics
    if Topic.ADDRESS not in topics:
        topics = (*(topic for topic in topics if topic not in _WEAK), Topic.ADDRESS)
    return Meant(topics, tuple(dict.fromkeys((*asked, Request.CHANGE_ADDRESS))))


def _with_address_asked(meant: Meant, folded: str) -> Meant:
    """Which address we have is asked of a delivery, and not of an invoice that nobody speaks of."""
    if Topic.INVOICE_CORRECTION not in meant.topics or not _ADDRESS.search(folded) or _INVOICE.search(folded):
        return meant
    topics = (Topic.DELIVERY if topic is Topic.INVOICE_CORRECTION else topic for topic in meant.topics)
    requests = (request for request in meant.requests if request is not Request.INVOICE)
    return Meant(tuple(dict.fromkeys(topics)), tuple(requests))


def _with_both_open(meant: Meant, folded: str) -> Meant:
    """ "Either you sent the wrong one or the page is wrong": the page is looked at first, then what was packed."""
    if not _LEFT_OPEN.search(folded):
        return meant
    both = (Topic.DESCRIPTION, Topic.WRONG_ITEM)
    others = (topic for topic in meant.topics if topic not in (*both, Topic.RETURN, Topic.PRODUCT_QUESTION))
    return meant._replace(topics=(*both, *others))


def _with_destination(meant: Meant, folded: str) -> Meant:
    """Whether we send to a place is a question of delivery, beside whatever is asked of the goods."""
    if Topic.DELIVERY in meant.topics or not _SENDS_TO.search(folded):
        return meant
    return meant._replace(topics=(*meant.topics, Topic.DELIVERY))


def _with_question(meant: Meant, folded: str, read: Sequence[Read]) -> Meant:
    """Whoever thanks and asks something about the goods wants the answer: praise comes last."""
    if Topic.PRAISE not in meant.topics or not any(_is_asked(folded, clause) for clause in read):
        return meant
    others = tuple(topic for topic in meant.topics if topic is not Topic.PRAISE)
    if others and Topic.PRODUCT_QUESTION not in others:
        return meant
    return meant._replace(topics=(*(others or (Topic.PRODUCT_QUESTION,)), Topic.PRAISE))


def _is_asked(folded: str, clause: Read) -> bool:
    """Asked here and now, and not where praise is to be left."""
    if not _ASKED_NOW.search(folded, clause.start, clause.end + 1) or clause.concepts.has("feedback", None):
        return False
    return any(clause.concepts.has(word, None) for word in _WHAT_IS_ASKED)


def _with_variant(meant: Meant, wanted: Sequence[Tag], fault: bool) -> Meant:
    """A variant that is named as wanted is wished for, however that is put, unless what came is complained of.

    Who reports no fault wants nothing mended: "can you fix that before it goes out?"
    """
    if not wanted:
        return meant
    if not fault:
        topics = (Topic.VARIANT if topic in _OF_FAULTS else topic for topic in meant.topics)
        requests = (one for one in meant.requests if one is not Request.REPAIR)
        meant = Meant(tuple(dict.fromkeys(topics)), tuple(requests))
    known = {Request.EXCHANGE, Request.CHANGE_VARIANT, Request.RESHIP, *_GIVING_UP}
    if known.intersection(meant.requests) or _COMPLAINTS.intersection(meant.topics):
        return meant
    return meant._replace(requests=(*meant.requests, Request.CHANGE_VARIANT))


def _as_exchange(meant: Meant, folded: str, wanted: Sequence[Tag]) -> Meant:
    """Whoever wants another variant sends the first one back for that, and for no money."""
    asked = set(meant.requests)
    if not wanted or Request.EXCHANGE not in asked or asked.intersection(_GIVING_UP):
        return meant
    if not _SENDING_BACK.search(folded):
        return meant
    return meant._replace(requests=tuple(one for one in meant.requests if one is not Request.RETURN))
