"""Goods that a mail names only in passing: "the thermos is fine, but the lamp is not here".

Which order a mail is about depends on what it asks or complains of; what it only says all is well with decides nothing.
"""

import re
from collections.abc import Iterator, Sequence

from assistant.case.inquiry import ItemMention
from assistant.drafting.reading.rules import Read, matches

_WELL = re.compile(
    r"\b(?:is|are|was|were|that's|it's|all|they're|works?|working|worked|runs?|looks?|arrived|came|got here|turned up)"
    r" (?:both |all |absolutely |perfectly |already |just |totally |quite |really )?"
    r"(?:fine|ok|okay|great|good|perfect|perfectly|lovely|well|brilliant|safely|in one piece|no problem)\b"
    r"|\bno (?:problems?|complaints?|issues?|worries)\b|\bnothing (?:is )?wrong with\b|\b(?:happy|pleased|fine) with\b"
    r"|\b(?:never mind|don't worry about|forget about|not (?:bothered|worried) about|no rush (?:for|with))\b"
    r"|\balready (?:arrived|here|came|received|got)\b"
    r"|\b(?:arrived|came|got here|turned up) (?:already|yesterday|today)\b"
    r"|\bi (?:do |really |do really )?(?:like|love|enjoy)\b"
    r"|\b(?:do not|don't|won't) need (?:one|an? \w+|it|anything) for\b|\bnot for\b"
    r"|没(?:有)?(?:什么)?(?:问题|毛病)|没事|不用(?:管|了|$)|先不管|不着急|不急|(?:挺|很|蛮|都|也)(?:好|不错"
    r"|满意)|好着|好好的"
    r"|(?:已经|都|早就|昨天|今天|前天)?(?:收到|到货?)了|完好|正常"
)
_ANOTHER = re.compile(
    r"\b(?:another|other|different|second|previous|earlier|wrong) (?:order|parcel|package|delivery)\b"
    r"|(?:另外?|其他|别的|前|上)一?(?:个|笔|张)?(?:单|订单|包裹)"
)
"""Whatever is asked from here on is not about the goods named last."""
_COMPLAINTS = frozenset(
    {"not_received", "no_movement", "not_shipped", "missing", "damaged", "defective", "got_item", "got_variant",
     "paid_twice", "not_refunded", "signed_by_other"}
)  # fmt: skip
MOST_APART = 6
_MARKS = {"item", "variant", "quantity"}
_BARE = re.compile(r"(?:\s|\b(?:and|or|the|my|a|an|both|also|too|as well)\b|[和跟与及还有那这我的个])*")
_ALLOWS = re.compile(
    r"\b(?:can|could|should|may|must) (?:just |then |also )?(?:go|be|stay|wait|come)\b|可以(?:先)?(?:放|送|等|改)"
)
_ASKING = ("question", "want", "can")


def asked_first(
    items: Sequence[ItemMention], folded: str, read: Sequence[Read], subject_end: int
) -> tuple[ItemMention, ...]:
    """Those that something is asked or complained of first, without those named only in passing.

    `subject_end` is where the subject ends in `folded`. All of them where nothing tells them apart,
    or where the others are goods that we do not sell.
    """
    asked = set[str]().union(*_asked(folded, read))
    passing = _said_well(folded, read) - asked
    left = [item for item in items if not _is_among(item, passing, items)]
    left = left if any(item.skus for item in left) else list(items)
    subject = {item.skus for item in left if item.words.casefold() in folded[:subject_end] and item.skus}
    if len(subject) == 1 and any(_is_among(item, asked, items) for item in left if item.skus in subject):
        left = [item for item in left if item.skus in subject or not item.skus or _is_among(item, asked, items)]
    only = {item.skus for item in left if item.skus and _is_only_one(item, folded)}
    if len(only) == 1 and any(_is_among(item, asked, items) for item in left if item.skus in only):
        left = [item for item in left if item.skus in only or not item.skus]
    return tuple(sorted(left, key=lambda item: not (item.skus and _is_among(item, asked, items))))


def _is_only_one(item: ItemMention, folded: str) -> bool:
    """Whether it is said that these goods alone are meant: "an invoice for the lamp only", 只问台灯."""
    words = re.escape(item.words.casefold())
    alone = (
        rf"{words}(?: only\b|,? nothing else| alone\b)|\b(?:only|just) (?:about|for|with) (?:the |my |this )?{words}"
    )
    return re.search(rf"{alone}|(?:只|仅|主要)(?:是)?(?:想)?(?:问|开|要|说)(?:的是)?{words}", folded) is not None


def asked_apart(items: Sequence[ItemMention], folded: str, read: Sequence[Read]) -> tuple[str, ...]:
    """The words for the goods of which each has an ask or a complaint of its own, the first asked first."""
    alone = [names for names in _asked(folded, read) if len(names) == 1]
    found = dict.fromkeys(item.words for names in alone for item in items if _is_among(item, names, items))
    return tuple(found)[:MOST_APART]


def _asked(folded: str, read: Sequence[Read]) -> Iterator[set[str]]:
    """By request or complaint the folded names of the goods that it is about: its clause's, else the last named."""
    requested = {match.clause for match in matches("requests", read)}
    complained = {match.clause for match in matches("statements", read) if match.name in _COMPLAINTS}
    last = set[str]()
    for number, clause in enumerate(read):
        if _ANOTHER.search(folded, clause.start, clause.end):
            last = set()
        last = set(_named_with(folded, read, number)) or last
        asks = any(clause.concepts.has(word, False) for word in _ASKING) or _ALLOWS.search(
            folded, clause.start, clause.end
        )
        wishes = number in requested and not clause.concepts.has("order", False)
        if last and (asks or wishes or number in complained):
            yield last


def _named_with(folded: str, read: Sequence[Read], number: int) -> Iterator[str]:
    """The clause's goods, with those that stand beside it for themselves: "both the lamp | and the thermos"."""
    yield from _names(folded, read[number])
    if read[number].concepts.has("item", None):
        beside = (read[n] for n in (number - 1, number + 1) if 0 <= n < len(read))
        for clause in beside:
            if clause.sentence == read[number].sentence and _BARE.fullmatch(_rest(folded, clause)):
                yield from _names(folded, clause)


def _rest(folded: str, clause: Read) -> str:
    """The clause's words without those that are marks: goods, variants, quantities."""
    place, kept = clause.start, ""
    for tag in (tag for tag in clause.tags if _MARKS.intersection(tag.concepts)):
        place, kept = max(place, tag.end), kept + folded[place : tag.start]
    return kept + folded[place : clause.end]


def _said_well(folded: str, read: Sequence[Read]) -> set[str]:
    """The folded names of the goods of which, where they are named last, it is said that all is well."""
    well: dict[str, bool] = {}
    for number, clause in enumerate(read):
        for name in _names(folded, clause):
            well[name] = _WELL.search(folded, clause.start, _end(read, number)) is not None
    return {name for name, said in well.items() if said}


def _end(read: Sequence[Read], number: int) -> int:
    """Where the clause ends, with the next one of its sentence if that names no goods of its own."""
    following = read[number + 1] if number + 1 < len(read) else None
    goes_on = following is not None and following.sentence == read[number].sentence
    return following.end if following and goes_on and not following.concepts.has("item", None) else read[number].end


def _names(folded: str, clause: Read) -> Iterator[str]:
    return (folded[tag.start : tag.end] for tag in clause.tags if "item" in tag.concepts)


def _is_among(item: ItemMention, names: set[str], items: Sequence[ItemMention]) -> bool:
    """By its own name, or as the one product that such a name stands for."""
    skus = {other.skus for other in items if other.words.casefold() in names and other.skus}
    return item.words.casefold() in names or (bool(item.skus) and item.skus in skus)
