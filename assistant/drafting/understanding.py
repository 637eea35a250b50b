"""Understanding a mail without a model: words -> `Inquiry`, from lexicons, in linear time and the same each time."""

import re
from collections.abc import Iterable, Sequence
from decimal import Decimal
from functools import partial
from typing import Literal
from zoneinfo import ZoneInfo

from assistant.case.email import Email
from assistant.case.inquiry import Inquiry, ItemMention, Statement, StatementKind, Topic
from assistant.drafting.reading import (
    asides,
    completing,
    goods,
    having,
    keeping,
    numbers,
    times,
    unmeant,
    wanting,
    weighing,
    wording,
)
from assistant.drafting.reading.addresses import new_address
from assistant.drafting.reading.factors import second_factors
from assistant.drafting.reading.foreign import unread_language
from assistant.drafting.reading.invoicing import invoice_details
from assistant.drafting.reading.lexicon import Tag
from assistant.drafting.reading.likeness import clause_likenesses, likenesses
from assistant.drafting.reading.products import Catalogue, catalogue, is_part
from assistant.drafting.reading.rules import Read
from assistant.drafting.reading.text import clean, fold, language_of
from assistant.drafting.reading.wording import MOST_STATEMENTS
from assistant.pipeline import Glossary

_READ_FROM_START, _READ_FROM_END = 40_000, 20_000
"""Of a longer text only so many characters are read: no letter is that long, and what is read must stay bounded."""
_WORDS_FROM_START, _WORDS_FROM_END = 8_000, 4_000
_MOST_ITEMS = 20
_MOST_VARIANTS = 6
_OUR_SUBJECT = re.compile(r"\s*(?:re|fwd?|aw|sv|回复|答复|转发|回覆)\s*[:\[]")
_SHOUT = re.compile(r"[?!？！]{2,}|(?:\b[A-Z]{3,}\b[ ,!]+){3,}")


def understand(email: Email, glossary: Glossary) -> Inquiry:
    """What the mail says. Times are read against its Date, in the shop's time zone.

    Raises ConfigurationError if the glossary's order number patterns are no regular expressions.
    """
    text = clean(_shortened(email.text, _READ_FROM_START, _READ_FROM_END))
    subject, quoted = clean(email.subject[:1000]), _quoted(email)
    folded = fold(text)
    patterns = glossary.order_number_patterns
    own_numbers = numbers.order_numbers(f"{fold(subject)}\n\n{folded}", patterns)
    quoted_numbers = numbers.order_numbers(fold(quoted), patterns)
    in_figures = Inquiry(
        language=language_of(text, subject),
        order_numbers=own_numbers,
        quoted_order_numbers=tuple(number for number in quoted_numbers if number not in own_numbers),
        phones=numbers.phones(folded),
        factors=second_factors(text, folded),
        new_address=new_address(text, folded),
        invoice=invoice_details(text, folded),
        photos=sum(attachment.kind == "photo" for attachment in email.attachments),
    )
    read = in_figures.model_copy(update=_said(email, subject, text, glossary))
    if unread_language(text or subject) is None:
        return read
    # Of a mail in another language nothing but a threat with the law: the rest would be guessed from stray words.
    return in_figures.model_copy(update={"topics": tuple(topic for topic in read.topics if topic is Topic.LEGAL)})


def _said(email: Email, subject: str, text: str, glossary: Glossary) -> dict[str, object]:
    """What the words mean, beyond numbers and names."""
    zone = ZoneInfo(glossary.timezone)
    letter = _letter(subject, text)
    folded = fold(letter)
    named = times.mentions(folded, email.date, zone)
    marks = [
        mark for mark in goods.marks(folded, glossary) if not any(time.start <= mark.start < time.end for time in named)
    ]
    ahead = [Tag(time.start, time.end, ("deadline",)) for time in named if time.ahead]
    read = unmeant.marked(folded, wording.read(folded, [*marks, *ahead]))
    wanted = wanting.wanted_variants(folded, read)
    likely = likenesses(folded, read)
    topics = weighing.topics(wording.topics(read), likely, clause_likenesses(folded, read))
    stated = partial(wording.stated, letter, read)
    requests = weighing.requests(
        wording.requests(read),
        likely,
        topics,
        wording.hinged_clauses(read),
        wording.difference_clauses(read),
        lambda request, clauses: any(("requests", request.value) in read[n].unmeant for n in clauses),
    )
    topics, requests = completing.completed(completing.Meant(topics, requests), folded, read, wanted)
    items = _items(letter, folded, read, catalogue(glossary), wanted)
    if keeping.GIVING_UP.intersection(requests):
        items = keeping.without_kept(items, folded, read)
    return {
        "items": asides.asked_first(items, folded, read, letter.find("\n")),
        "asked_apart": asides.asked_apart(items, folded, read),
        "wanted_variants": tuple(dict.fromkeys(letter[tag.start : tag.end] for tag in wanted))[:_MOST_VARIANTS],
        "times": times.mentioned(
            letter, named, zone, lambda time: "other" if time.ahead else _about(time.start, time.end, read)
        ),
        "topics": topics,
        "statements": _with_having(
            weighing.statements(wording.statements(letter, read), likely, topics, stated),
            having.had_or_lost(letter, folded, read),
        ),
        "requests": requests,
        "emotion": wording.emotion(read, bool(_SHOUT.search(letter))),
        "urgent": wording.urgent(read),
    }


def _with_having(statements: Sequence[Statement], having: Iterable[Statement]) -> tuple[Statement, ...]:
    """What is said outright of having the goods, unless the mail was read to say the one or the other already."""
    kinds = {one.kind for one in statements}
    if kinds & {StatementKind.RECEIVED, StatementKind.NOT_RECEIVED}:
        return tuple(statements)
    first = {one.kind: one for one in reversed(list(having))}
    return (*statements, *first.values())[:MOST_STATEMENTS]


def _letter(subject: str, text: str) -> str:
    """The words to be understood: the subject too, unless it is a reply's and thus perhaps our own."""
    words = _shortened(text, _WORDS_FROM_START, _WORDS_FROM_END)
    return words if _OUR_SUBJECT.match(fold(subject)) else f"{subject}\n{words}"


def _quoted(email: Email) -> str:
    names = "\n\n".join(re.sub(r"[_.]", " ", attachment.name) for attachment in email.attachments[:100])
    return clean(_shortened(f"{email.quoted_text}\n\n{names}", _READ_FROM_START, _READ_FROM_END))


def _shortened(text: str, start: int, end: int) -> str:
    return text if len(text) <= start + end else f"{text[:start]}\n\n{text[-end:]}"


def _about(start: int, end: int, read: Sequence[Read]) -> Literal["ordered", "received", "other"]:
    """By the nearest act of the clause that the time stands in, else of the next one: "昨天下午，我下单买了"."""
    here = next((number for number, clause in enumerate(read) if clause.start <= start < clause.end), None)
    if here is None:
        return "other"
    for clause in read[here : here + 2]:
        acts = [tag for tag in clause.tags if {"order", "pay", "receive", "arrive", "delivered"} & set(tag.concepts)]
        act = min(acts, key=lambda tag: max(start - tag.end, tag.start - end), default=None)
        if act is not None:
            return _kind_of(act) if clause.sentence == read[here].sentence else "other"
    return "other"


def _kind_of(act: Tag) -> Literal["ordered", "received", "other"]:
    if act.negated:
        return "other"
    return "ordered" if {"order", "pay"} & set(act.concepts) else "received"


def _items(
    letter: str, folded: str, read: Sequence[Read], products: Catalogue, wanted: Sequence[Tag]
) -> tuple[ItemMention, ...]:
    """Each thing named, with the variants, the quantity and the price that stand in its clause.

    What was received or is wanted instead of what was ordered describes no order, so its variants are left out.
    """
    found: dict[str, ItemMention] = {}
    for clause in read:
        items = [tag for tag in clause.tags if "item" in tag.concepts]
        for item in items:
            before = max((other.end for other in items if other.end <= item.start), default=clause.start)
            skus = products.named(folded[item.start : item.end], folded[before : item.end])
            mention = _item(letter, item, items, clause, skus, wanted)
            earlier = found.get(mention.words)
            if earlier is None or (not earlier.variants and earlier.quantity is None and earlier.price is None):
                found[mention.words] = mention
    whole = [mention for mention in found.values() if not is_part(fold(mention.words))]
    return tuple(whole or found.values())[:_MOST_ITEMS]


def _item(
    letter: str, item: Tag, items: Sequence[Tag], clause: Read, skus: tuple[str, ...], wanted: Sequence[Tag]
) -> ItemMention:
    def own(concept: str) -> list[str]:
        described = [tag for tag in clause.tags if concept in tag.concepts and tag not in wanted]
        near = [tag for tag in described if goods.closest(items, tag.start) is item]
        return list(dict.fromkeys(tag.value or letter[tag.start : tag.end] for tag in near))

    quantities, prices = own("quantity"), own("amount")
    return ItemMention(
        words=letter[item.start : item.end][:120],
        skus=skus,
        variants=() if clause.concepts.has("send", None) else tuple(own("variant")[:_MOST_VARIANTS]),
        quantity=int(quantities[0]) if quantities else None,
        price=Decimal(prices[0]) if prices else None,
    )
