"""What earlier contacts change (process.md, section 1): only for a sender whose scope lets the history count."""

import re
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from assistant.case.inquiry import Inquiry, Request, Topic
from assistant.case.shop import Contact, Order, Product
from assistant.case.verification import ContactHistory, Identity
from assistant.process.comparing import plain

_NUMBER = re.compile(r"[0-9]{8,}")


def contact_history(
    identity: Identity, contacts: Sequence[Contact], mailed_at: datetime, repeat_days: int
) -> ContactHistory:
    """The newest contact of the last `repeat_days` days before the mail makes it a repeat contact."""
    if not identity.scope.may_read:
        return ContactHistory()
    recent = [contact for contact in contacts if mailed_at - timedelta(days=repeat_days) <= contact.at < mailed_at]
    if not recent:
        return ContactHistory()
    last = max(recent, key=lambda contact: contact.at)
    promise = next((c.promise for c in sorted(recent, key=lambda c: c.at, reverse=True) if c.promise), None)
    return ContactHistory(repeat=True, last_at=last.at, summary=last.summary or None, promise=promise)


def reread(inquiry: Inquiry, history: ContactHistory, contacts: Sequence[Contact]) -> Inquiry:
    """Who asked about delivery days ago and writes again without a clear topic most likely means the parcel."""
    named = [topic for topic in inquiry.topics if topic is not Topic.OTHER]
    asked = any(contact.category == "logistics" for contact in contacts if contact.at == history.last_at)
    if named or not history.repeat or not asked or set(inquiry.requests) - {Request.STATUS, Request.EXPEDITE}:
        return inquiry
    return inquiry.model_copy(update={"topics": (Topic.DELIVERY,)})


def contact_about(
    order: Order, contacts: Sequence[Contact], products: Iterable[Product], since: datetime, mailed_at: datetime
) -> Contact | None:
    """The newest contact that can be about this order: after it was placed, and naming nobody else's number or goods.

    Only that one may be spoken of; an older one was about something else, and to bring it up would be odd or worse.
    """
    goods = tuple(products)
    fitting = [
        contact
        for contact in contacts
        if max(since, order.placed_at) <= contact.at < mailed_at and not _is_about_others(contact, order, goods)
    ]
    return max(fitting, key=lambda contact: contact.at, default=None)


def _is_about_others(contact: Contact, order: Order, products: Sequence[Product]) -> bool:
    """It gives another order's number, or names goods and none of this order's."""
    said = f"{contact.summary} {contact.promise or ''}"
    numbers = _NUMBER.findall(said)
    if numbers and order.number not in numbers:
        return True
    own = {line.sku for line in order.lines}
    named = [product.sku in own for product in products if _is_named(product, plain(said))]
    lines_named = any(plain(line.product) in plain(said) for line in order.lines if plain(line.product))
    return bool(named) and not any(named) and not lines_named


def _is_named(product: Product, said: str) -> bool:
    return any(called and called in said for called in map(plain, (product.name, *product.aliases)))
