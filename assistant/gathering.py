"""The records that a mail leads to, gathered before anything is decided on them."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from assistant.case.email import Email
from assistant.case.inquiry import Inquiry
from assistant.case.shop import Contact
from assistant.case.verification import Identity
from assistant.process.evidence import Evidence, NamedOrder

if TYPE_CHECKING:
    from assistant.pipeline import OrderSource


def what_the_mail_leads_to(orders: "OrderSource", email: Email, inquiry: Inquiry, now: datetime) -> Evidence:
    """By the mail's address, phones and order numbers. Whose they are is not decided yet."""
    owners = {owner.id: owner for phone in inquiry.phones for owner in orders.customers_by_phone(phone)}
    return Evidence(
        shop=orders.shop(),
        inquiry=inquiry,
        mailed_at=email.date,
        now=now,
        sender_check=email.sender_check,
        reply_to_differs=email.reply_to is not None and email.reply_to.email != email.sender.email,
        account=orders.customer_by_email(email.sender.email),
        by_phone=next(iter(owners.values())) if len(owners) == 1 else None,
        named=(
            *(_named(orders, number, quoted=False) for number in inquiry.order_numbers),
            *(_named(orders, number, quoted=True) for number in inquiry.quoted_order_numbers),
        ),
        products=tuple(orders.products()),
    )


def with_account(
    orders: "OrderSource",
    evidence: Evidence,
    identity: Identity,
    past_mail_of: Callable[[str], Sequence[Contact]],
) -> Evidence:
    """The orders and contacts of the account that the case is about, and near misses among its orders."""
    owner = identity.customer_id or (evidence.by_phone.id if evidence.by_phone else None)
    if owner is None:
        return evidence
    if identity.proven_orders is not None:
        proven = [n.order for n in evidence.named if n.order and n.order.number in identity.proven_orders]
        return evidence.model_copy(update={"orders": tuple({order.number: order for order in proven}.values())})
    missing = [named.number for named in evidence.named if named.order is None]
    similar = [order for number in missing for order in orders.similar_numbers(number)]
    return evidence.model_copy(
        update={
            "orders": tuple(orders.orders_of(owner)),
            "similar": tuple(order for order in similar if order.customer_id == owner),
            "contacts": (*orders.contacts_of(owner), *past_mail_of(owner)),
        }
    )


def _named(orders: "OrderSource", number: str, *, quoted: bool) -> NamedOrder:
    order = orders.order(number)
    customer = orders.customer(order.customer_id) if order is not None else None
    return NamedOrder(number=number, order=order, customer=customer, quoted=quoted)
