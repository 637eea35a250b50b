"""Whether a reply keeps to the sender's scope, and writes out no phone, address or code (process.md, section 1)."""

import re
from collections.abc import Iterator

from assistant.case.reply import Reply
from assistant.case.verification import Scope
from assistant.case.view import CaseView
from assistant.drafting.masking import FOREIGN_PHONE, LANDLINE, PHONE, PICKUP_CODE, STREET, masked_phone
from assistant.drafting.scanning import scan
from assistant.drafting.sentences import sentences
from assistant.drafting.tokens import Calendar

_OF_THE_ORDER = ("order.", "candidate.", "claim.", "contact.", "customer.name")
"""Sources that nobody without the scope may hear from."""


def beyond_scope(reply: Reply, view: CaseView, calendar: Calendar) -> Iterator[str]:
    """Below `read` nothing of an order, below `act` no pickup code."""
    if view.scope is Scope.NONE:
        yield from _order_words(reply, calendar)
    if view.scope is not Scope.ACT:
        for sentence in sentences(reply.text):
            if PICKUP_CODE.search(sentence):
                yield f"a pickup code needs a confirmed identity (in: {_hidden(sentence)})"


def _order_words(reply: Reply, calendar: Calendar) -> Iterator[str]:
    """An order or tracking number is not even repeated: the wording is the same whether it exists or not."""
    for part in reply.parts:
        for source_id in part.sources:
            if source_id.startswith(_OF_THE_ORDER):
                yield f"{part.kind.value} rests on {source_id!r}, which this sender may not hear"
        quoted = any(source_id.startswith(("article.", "page.")) for source_id in part.sources)
        for sentence in sentences(part.text):
            if not quoted and any(token.kind in ("code", "masked") for token in scan(sentence, calendar)):
                yield f"a number that may be an order's, to a sender who may not hear of it (in: {sentence})"


def unmasked(reply: Reply, view: CaseView) -> Iterator[str]:
    """Phones and street addresses that are written out, except a pickup point's and the shop's own."""
    allowed = _digits(" ".join(source.text for source in view.sources if _is_public(source.id)))
    numbers = _numbers_of_the_order(view)
    for part in reply.parts:
        for sentence in sentences(part.text):
            for phone in _phones(sentence):
                if _digits(phone) not in allowed and _digits(phone) not in numbers:
                    yield f"the phone number {masked_phone(phone)} is written out (in: {_hidden(sentence)})"
            for street in STREET.finditer(sentence):
                if not _public_text(street.group(), view):
                    yield f"an address is written out ({part.kind.value}: {_hidden(sentence)})"


def _phones(sentence: str) -> Iterator[str]:
    for pattern in (PHONE, FOREIGN_PHONE, LANDLINE):
        for match in pattern.finditer(sentence):
            yield match.group()


def _is_public(source_id: str) -> bool:
    return source_id.endswith(".pickup_point") or source_id.startswith(("article.", "page.", "shop."))


def _public_text(words: str, view: CaseView) -> bool:
    """A pickup point's own name, an article, or the name of a product."""
    order = view.order
    products = [line.product for line in order.lines] if order else []
    return any(words in source.text for source in view.sources if _is_public(source.id)) or any(
        words in product for product in products
    )


def _numbers_of_the_order(view: CaseView) -> set[str]:
    """An order or tracking number may look like a phone number."""
    numbers: list[str] = []
    for order in filter(None, (view.order, *view.candidates)):
        numbers += [order.number, *(shipment.tracking_number for shipment in order.shipments)]
        numbers += [sent_back.tracking_number for sent_back in order.returns]
    return {_digits(number) for number in numbers} - {""}


def _digits(text: str) -> str:
    return re.sub(r"\D", "", text)


def _hidden(sentence: str) -> str:
    """The sentence for a check's detail, without what it should not have said."""
    for pattern in (PHONE, FOREIGN_PHONE, LANDLINE):
        sentence = pattern.sub(lambda match: masked_phone(match.group()), sentence)
    sentence = PICKUP_CODE.sub(lambda match: match.group().replace(match.group(1), "***"), sentence)
    return STREET.sub("***", sentence)
