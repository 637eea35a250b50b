"""What the process works on: the records that belong to one mail, gathered before it starts.

Gathering is `pipeline`'s task; from here on everything is a pure function of these values.
"""

from collections.abc import Callable
from datetime import date
from functools import cached_property

from assistant.case.base import Time, Value
from assistant.case.email import SenderCheck
from assistant.case.inquiry import Inquiry
from assistant.case.knowledge import Policy
from assistant.case.shop import Contact, Customer, Order, Product, Shop
from assistant.case.ticket import Granted
from assistant.process.page import Page, PageReading, page_of, read_pages
from assistant.process.subject import Subject, subject_of

WorkingDay = Callable[[date], bool]
"""Whether the shop works on a day: its calendar, as an argument."""


class NamedOrder(Value):
    """An order number that the mail gives, and the order of that number, if there is one."""

    number: str
    order: Order | None = None
    customer: Customer | None = None
    quoted: bool = False
    """It stands in quoted history or a file name only, not in the new words."""


class Evidence(Value):
    """`account` is the account of the sender's address, `by_phone` the one of a phone number given in the new words.

    `orders` are those of the account that the case turns out to be about, newest first; `similar` are orders whose
    number differs in one character from a number given that does not exist. `mailed_at` is the mail's Date, against
    which periods are judged; `now` is when thresholds are.
    """

    shop: Shop
    inquiry: Inquiry
    mailed_at: Time
    now: Time
    sender_check: SenderCheck = SenderCheck()
    reply_to_differs: bool = False
    account: Customer | None = None
    by_phone: Customer | None = None
    named: tuple[NamedOrder, ...] = ()
    orders: tuple[Order, ...] = ()
    similar: tuple[Order, ...] = ()
    contacts: tuple[Contact, ...] = ()
    products: tuple[Product, ...] = ()
    granted: tuple[Granted, ...] = ()

    def product(self, sku: str) -> Product | None:
        return next((product for product in self.products if product.sku == sku), None)


class Verified(Value):
    """What the diagnosis reads: the locked order with the customer's words, the policy and what was in the way."""

    shop: Shop
    inquiry: Inquiry
    order: Order
    products: dict[str, Product]
    policy: Policy
    mailed_at: Time
    now: Time
    contacts: tuple[Contact, ...] = ()
    disrupted_by: str | None = None
    """The id of an article in force that tells of a disruption in the order's region."""
    granted: tuple[Granted, ...] = ()
    """What approved replies of the ticket hold already."""

    @cached_property
    def subject(self) -> Subject:
        """What the mail is about within the order."""
        return subject_of(self.order, self.inquiry, self.products.values())

    @cached_property
    def pages(self) -> dict[int, Page]:
        """The product pages of the lines that the mail is about, by the line's index, on the order's day."""
        order = self.order
        return {
            n: page_of(line, self.products.get(line.sku), order.placed_at)
            for n, line in enumerate(order.lines)
            if line in self.subject.lines
        }

    @cached_property
    def page(self) -> PageReading:
        return read_pages(tuple(self.pages.values()), self.inquiry)
