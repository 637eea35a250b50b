"""A model's reading of a mail, held against the mail's own text and the lexicons' reading.

The model understands words better; code knows what stands there. So whatever the model read counts only with words that
the mail bears out; second factors are taken from the lexicons alone (they decide who somebody is), times stay as code
resolved them, and what calls for a supervisor is never read away.
"""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal, InvalidOperation

from assistant.case.email import Email
from assistant.case.inquiry import Emotion, Inquiry, ItemMention, Request, Statement, StatementKind, Topic
from assistant.drafting.answers import EmotionAnswer, ItemAnswer, StatementAnswer, TopicAnswer, UnderstandAnswer
from assistant.drafting.context import shown_subject, shown_text
from assistant.drafting.meant import can_be_about, can_wish
from assistant.drafting.quoting import MailText
from assistant.drafting.reading import shapes
from assistant.drafting.reading.having import says_had
from assistant.drafting.reading.numbers import MOST_ORDER_NUMBERS, normalised
from assistant.drafting.reading.text import clean, fold
from assistant.errors import ModelAnswerUnusable
from assistant.process.comparing import plain

_FEWEST_DIGITS = 3
_SHORTEST_NUMBER, _LONGEST_NUMBER = 6, 32
_SEPARATED = re.compile(r"[0-9a-z](?:[ -]?[0-9a-z])*")
"""An order number as people write it: its groups apart by one space or dash, never by a line or a comma."""

_HIGHEST_PRICE = Decimal(10_000_000)

_NUMERIC = frozenset(
    {
        StatementKind.ORDERED_QUANTITY,
        StatementKind.GOT_QUANTITY,
        StatementKind.PAID_AMOUNT,
        StatementKind.PRICE_NOW,
        StatementKind.FREIGHT_PAID,
    }
)
_SAYS_WHAT = _NUMERIC | {
    StatementKind.ORDERED_VARIANT,
    StatementKind.GOT_VARIANT,
    StatementKind.ORDERED_ITEM,
    StatementKind.GOT_ITEM,
    StatementKind.PAGE_SAYS,
    StatementKind.GOODS_ARE,
}
"""Kinds that say nothing without a value."""

_DENIED = re.compile(
    r"没|未|不曾|\b(?:not|never|no|without|haven't|hasn't|didn't|haven’t|hasn’t|didn’t)\b", re.IGNORECASE
)

_NEVER_READ_AWAY = (Request.SUPERVISOR, Request.DELETE_DATA)

_SOMETHING_ELSE = (
    shapes.EMAIL, shapes.URL, shapes.DATE, shapes.AMOUNT, shapes.TAX_NUMBER, shapes.ID_CARD, shapes.MOBILE,
    shapes.HOTLINE, shapes.LANDLINE, shapes.ABROAD, shapes.AMERICAN,
)  # fmt: skip
_LABELLED_AS_SOMETHING_ELSE = (shapes.LABELLED_PHONE, shapes.OTHER_LABEL)


def grounded(answer: UnderstandAnswer, read: Inquiry, email: Email) -> Inquiry:
    """`read` is the lexicons' inquiry of the same mail.

    Raises ModelAnswerUnusable where the model read much and the mail bears out nothing of it.
    """
    mail = MailText(f"{shown_subject(email)}\n\n{shown_text(email)}")
    topics = [said.topic for said in answer.topics if _is_about(said, mail, read)]
    statements = tuple(_settled(said, read) for said in _statements(answer, mail))
    if answer.topics and not topics and not statements:
        raise ModelAnswerUnusable("Nothing that the model read stands in the mail.")
    numbers = (*read.order_numbers, *_order_numbers(answer, read, mail))
    return Inquiry(
        **dict(read)
        | {
            "order_numbers": tuple(dict.fromkeys(numbers))[:MOST_ORDER_NUMBERS],
            "items": tuple(_items(answer, mail)) or read.items,
            "wanted_variants": tuple(_quoted(answer.wanted_variants, mail)),
            "topics": _topics(topics, read),
            "statements": _with_receipt(statements, read) or read.statements,
            "requests": _requests(answer, read, mail),
            "emotion": _emotion(answer.feeling, read, mail),
            "urgent": read.urgent or bool(mail.telling_quote(answer.urgent_words or "")),
        }
    )


def _is_about(said: TopicAnswer, mail: MailText, read: Inquiry) -> bool:
    words = mail.telling_quote(said.words)
    return words is not None and can_be_about(said.topic, words, mail, read)


def _topics(topics: list[Topic], read: Inquiry) -> tuple[Topic, ...]:
    """The model's, the main one first; a legal matter that the lexicons saw stays one."""
    named = [topic for topic in dict.fromkeys(topics) if topic is not Topic.OTHER] or topics
    if Topic.LEGAL in read.topics:
        named = [Topic.LEGAL, *named]
    return tuple(dict.fromkeys(named)) or read.topics


def _with_receipt(statements: tuple[Statement, ...], read: Inquiry) -> tuple[Statement, ...]:
    """Goods that are outright said to be in hand stay there, unless the model reads that they did not come or leave."""
    kinds = {said.kind for said in statements}
    if not kinds or kinds & {StatementKind.RECEIVED, StatementKind.NOT_RECEIVED, StatementKind.NOT_SHIPPED}:
        return statements
    theirs = (said for said in read.statements if said.kind is StatementKind.RECEIVED)
    return (*statements, *(said for said in theirs if says_had(fold(clean(said.words)))))[:30]


def _requests(answer: UnderstandAnswer, read: Inquiry, mail: MailText) -> tuple[Request, ...]:
    quoted = ((said.request, mail.telling_quote(said.words)) for said in answer.requests)
    wanted = [request for request, words in quoted if words and can_wish(request, words, mail, read)]
    kept = [request for request in read.requests if request in _NEVER_READ_AWAY or (answer.requests and not wanted)]
    return tuple(dict.fromkeys((*wanted, *kept)))


def _emotion(feeling: EmotionAnswer, read: Inquiry, mail: MailText) -> Emotion:
    """A feeling needs words that show it; calm has none, and calms no threat."""
    if feeling.emotion is Emotion.CALM:
        return read.emotion if read.emotion is Emotion.THREATENING else Emotion.CALM
    return feeling.emotion if mail.telling_quote(feeling.words or "") else read.emotion


def _order_numbers(answer: UnderstandAnswer, read: Inquiry, mail: MailText) -> Iterator[str]:
    """Those that stand in the mail as a number of their own, and as nothing else that is made of digits."""
    folded = fold(mail.text)
    taken = [match.span() for shape in _SOMETHING_ELSE for match in shape.finditer(folded)]
    taken += [match.span(1) for shape in _LABELLED_AS_SOMETHING_ELSE for match in shape.finditer(folded)]
    known = {*read.phones, *read.quoted_order_numbers}
    for said in answer.order_numbers:
        for start, end in mail.spans(said):
            number = normalised(folded[start:end])
            overlaps = any(start < stop and begin < end for begin, stop in taken)
            if _is_number(number, folded[start:end]) and not overlaps and number not in known:
                yield number


def _is_number(number: str, written: str) -> bool:
    return (
        _SHORTEST_NUMBER <= len(number) <= _LONGEST_NUMBER
        and sum(character.isdigit() for character in number) >= _FEWEST_DIGITS
        and _SEPARATED.fullmatch(written) is not None
        and not shapes.COMPACT_DATE.fullmatch(number)
    )


def _items(answer: UnderstandAnswer, mail: MailText) -> Iterator[ItemMention]:
    for item in answer.items:
        words = mail.telling_quote(item.words)
        if words:
            yield _item(words, item, mail)


def _item(words: str, item: ItemAnswer, mail: MailText) -> ItemMention:
    in_range = item.quantity is not None and 1 <= item.quantity <= 9999
    return ItemMention(
        words=words[:120],
        variants=tuple(_quoted(item.variants, mail)),
        quantity=item.quantity if in_range and Decimal(item.quantity or 0) in mail.numbers() else None,
        price=_amount(item.price, mail),
    )


def _quoted(words: Sequence[str], mail: MailText) -> list[str]:
    """Those that stand in the mail, each once."""
    return list(dict.fromkeys(quoted[:120] for word in words if (quoted := mail.quote(word))))


def _amount(text: str | None, mail: MailText) -> Decimal | None:
    """An amount that stands in the mail."""
    try:
        amount = Decimal(re.sub(r"[^0-9.]", "", fold(clean(text or ""))))
    except InvalidOperation:
        return None
    is_price = amount <= _HIGHEST_PRICE and amount == round(amount, 2)
    return amount if is_price and amount in mail.numbers() else None


def _statements(answer: UnderstandAnswer, mail: MailText) -> Iterator[Statement]:
    for said in answer.statements:
        words, value = mail.telling_quote(said.words), _value(said, mail)
        if words and (value is not None or said.kind not in _SAYS_WHAT):
            yield Statement(kind=said.kind, words=words[:300], value=value)


def _settled(said: Statement, read: Inquiry) -> Statement:
    """Where the two readings differ, the clause that the model quoted decides: a value that does not stand in it, and a
    receipt that it denies, are the lexicons' to tell.
    """
    if said.kind is StatementKind.RECEIVED and read.says(StatementKind.NOT_RECEIVED) and _DENIED.search(said.words):
        return next(other for other in read.statements if other.kind is StatementKind.NOT_RECEIVED)
    theirs = next((other for other in read.statements if other.kind is said.kind and other.value), None)
    if theirs is None or said.value is None or plain(said.value) in plain(said.words):
        return said
    return theirs


def _value(said: StatementAnswer, mail: MailText) -> str | None:
    if said.value is None:
        return None
    if said.kind in _NUMERIC:
        number = _amount(said.value, mail)
        return None if number is None else f"{number:f}"
    quoted = mail.quote(said.value)
    return None if quoted is None else quoted[:120]
