"""A model's reading of a mail, held against the mail's own text and the lexicons' reading.

The model understands words better; code knows what stands there. So numbers count only if they are in the text, second
factors are taken from the lexicons alone (they decide who somebody is), and times stay as code resolved them.
"""

from decimal import Decimal, InvalidOperation

from assistant.case.email import Email
from assistant.case.inquiry import Inquiry, ItemMention, Statement
from assistant.drafting.answers import ItemAnswer, StatementAnswer, UnderstandAnswer
from assistant.process.comparing import plain


def grounded(answer: UnderstandAnswer, read: Inquiry, email: Email) -> Inquiry:
    """`read` is the lexicons' inquiry of the same mail."""
    text = plain(f"{email.subject}\n{email.text}")
    numbers = [plain(number).upper() for number in answer.order_numbers if plain(number) and plain(number) in text]
    items = tuple(_item(item) for item in answer.items if plain(item.words) and plain(item.words) in text)
    statements = tuple(_statement(said) for said in answer.statements if _stands_in(said.words, text))
    return read.model_copy(
        update={
            "order_numbers": tuple(dict.fromkeys((*read.order_numbers, *_not_phones(numbers, read)))),
            "items": items or read.items,
            "topics": tuple(dict.fromkeys(answer.topics)) or read.topics,
            "statements": statements or read.statements,
            "requests": tuple(dict.fromkeys(answer.requests)),
            "emotion": answer.emotion,
            "urgent": answer.urgent,
        }
    )


def _stands_in(words: str, text: str) -> bool:
    """The model copied the words, at most leaving some out: every longer piece of them is in the mail."""
    pieces = [plain(piece) for piece in words.replace("…", "...").split("...")]
    return any(pieces) and all(piece in text for piece in pieces)


def _not_phones(numbers: list[str], read: Inquiry) -> list[str]:
    """At least six characters with a digit among them, and none of the phone numbers of the mail."""
    return [
        number
        for number in numbers
        if len(number) >= 6 and any(c.isdigit() for c in number) and number not in read.phones
    ]


def _item(item: ItemAnswer) -> ItemMention:
    quantity = item.quantity if item.quantity is not None and 1 <= item.quantity <= 9999 else None
    return ItemMention(words=item.words, variants=tuple(item.variants), quantity=quantity, price=_amount(item.price))


def _amount(text: str | None) -> Decimal | None:
    try:
        amount = Decimal((text or "").strip("¥￥$元 块"))
    except InvalidOperation:
        return None
    return round(amount, 2) if amount.is_finite() and amount >= 0 else None


def _statement(said: StatementAnswer) -> Statement:
    return Statement(kind=said.kind, words=said.words, value=said.value)
