"""What a mail says, read from its words alone: no record has been looked at yet.

The offline drafter fills it from lexicons, the model drafter from one typed call; code decides everything after it.
Every string and list is bounded, because the schema is also what a model has to follow.
"""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from assistant.case.base import Money, Time, Value

Short = Annotated[str, StringConstraints(max_length=120)]
Words = Annotated[str, StringConstraints(max_length=300)]


class Emotion(StrEnum):
    CALM = "calm"
    ANXIOUS = "anxious"
    ANGRY = "angry"
    DISAPPOINTED = "disappointed"
    DISTRESSED = "distressed"
    SARCASTIC = "sarcastic"
    THREATENING = "threatening"
    CONFUSED = "confused"
    GRATEFUL = "grateful"


class Request(StrEnum):
    """What the customer asks for; never a cause."""

    STATUS = "status"
    REFUND = "refund"
    RETURN = "return"
    EXCHANGE = "exchange"
    RESHIP = "reship"
    EXPEDITE = "expedite"
    DELIVER_TO_DOOR = "deliver_to_door"
    COMPENSATION = "compensation"
    PRICE_DIFFERENCE = "price_difference"
    CALL_BACK = "call_back"
    SUPERVISOR = "supervisor"
    INVOICE = "invoice"
    CANCEL = "cancel"
    CHANGE_ADDRESS = "change_address"
    CHANGE_VARIANT = "change_variant"
    REPAIR = "repair"
    DELETE_DATA = "delete_data"


class Topic(StrEnum):
    """What the mail is about in the customer's eyes; the records decide which cause it turns out to be."""

    DELIVERY = "delivery"  # where is my parcel, when does it come
    NOT_RECEIVED = "not_received"  # shown as delivered, nothing in hand
    DELIVERY_SERVICE = "delivery_service"  # not brought to the door, signed by somebody else
    WRONG_ITEM = "wrong_item"
    MISSING_ITEM = "missing_item"
    DAMAGED = "damaged"
    DEFECT = "defect"
    DESCRIPTION = "description"  # not as on the page
    RETURN = "return"
    REFUND_PROGRESS = "refund_progress"
    FREIGHT = "freight"
    WARRANTY = "warranty"
    PAYMENT = "payment"
    DUPLICATE_CHARGE = "duplicate_charge"
    CANCEL = "cancel"
    ADDRESS = "address"
    VARIANT = "variant"
    STOCK = "stock"
    COUPON = "coupon"
    PRICE_DROP = "price_drop"
    PRESALE = "presale"
    INVOICE = "invoice"
    INVOICE_CORRECTION = "invoice_correction"
    PRODUCT_QUESTION = "product_question"
    PRAISE = "praise"
    LEGAL = "legal"  # legal threat, regulator, press, injury, counterfeit, spoiled food, fraud, privacy
    OTHER = "other"


class StatementKind(StrEnum):
    """A statement that a record may confirm or contradict. `value` is what was said, where it has one."""

    NOT_RECEIVED = "not_received"
    RECEIVED = "received"
    SHOWN_DELIVERED = "shown_delivered"
    NO_MOVEMENT = "no_movement"  # tracking does not move
    NOT_SHIPPED = "not_shipped"
    ORDERED_VARIANT = "ordered_variant"  # value: the variant ("L")
    GOT_VARIANT = "got_variant"
    ORDERED_QUANTITY = "ordered_quantity"  # value: a whole number
    GOT_QUANTITY = "got_quantity"
    ORDERED_ITEM = "ordered_item"
    GOT_ITEM = "got_item"
    MISSING = "missing"  # value: what is missing
    DAMAGED = "damaged"
    DEFECTIVE = "defective"
    PAID_AMOUNT = "paid_amount"  # value: a decimal
    PAID_TWICE = "paid_twice"
    PAID = "paid"
    RETURNED = "returned"  # goods sent back
    NOT_REFUNDED = "not_refunded"
    SIGNED_BY_OTHER = "signed_by_other"
    FREIGHT_PAID = "freight_paid"  # value: a decimal; what was paid to send goods back
    PRICE_NOW = "price_now"  # value: a decimal
    PAGE_SAYS = "page_says"  # value: what the product page is said to say (a colour, a size, 500ml)
    GOODS_ARE = "goods_are"  # value: what came is said to be instead
    CONTACTED_BEFORE = "contacted_before"
    PROMISED = "promised"  # value: what we are said to have promised


class Statement(Value):
    kind: StatementKind
    words: Words
    value: Short | None = None


class ItemMention(Value):
    """An item as the customer names it. `variants` are the colour, size or flavour words that go with it.

    `skus` are the shop's products that the words can name: one is meant, several are equally near, none is known.
    """

    words: Short
    skus: Annotated[tuple[Short, ...], Field(max_length=8)] = ()
    variants: Annotated[tuple[Short, ...], Field(max_length=6)] = ()
    quantity: int | None = Field(default=None, ge=1, le=9999)
    price: Money | None = None


class TimeMention(Value):
    """A time as the customer names it, resolved to the half-open span [start, end) in the shop's time zone."""

    words: Short
    start: Time
    end: Time
    about: Literal["ordered", "received", "other"] = "other"

    def covers(self, moment: datetime) -> bool:
        return self.start <= moment < self.end


class SecondFactors(Value):
    """What the new words offer to prove who is writing, each labelled there as what it is (process.md, section 1)."""

    phone_tails: Annotated[tuple[Short, ...], Field(max_length=5)] = ()
    names: Annotated[tuple[Short, ...], Field(max_length=5)] = ()
    streets: Annotated[tuple[Words, ...], Field(max_length=5)] = ()
    postcodes: Annotated[tuple[Short, ...], Field(max_length=5)] = ()


class InvoiceDetails(Value):
    """Whom the invoice is to be made out to, in the customer's words; a company's title needs a tax number.

    `own_name`: it is to be in the customer's own name, whether or not the words spell it.
    """

    title: Short | None = None
    company: bool = False
    own_name: bool = False
    tax_number: Short | None = None


class Inquiry(Value):
    """`order_numbers` are normalised (ASCII digits, no spaces or dashes) and come from the new words and the subject;
    `quoted_order_numbers` from quoted history and attachment names, which prove less. `topics` are ordered, the main
    one first. `phones` are whole numbers given in the new words, digits only.
    """

    language: Literal["zh", "en"]
    order_numbers: Annotated[tuple[Short, ...], Field(max_length=60)] = ()
    quoted_order_numbers: Annotated[tuple[Short, ...], Field(max_length=60)] = ()
    phones: Annotated[tuple[Short, ...], Field(max_length=10)] = ()
    factors: SecondFactors = SecondFactors()
    items: Annotated[tuple[ItemMention, ...], Field(max_length=20)] = ()
    times: Annotated[tuple[TimeMention, ...], Field(max_length=20)] = ()
    topics: Annotated[tuple[Topic, ...], Field(max_length=12)] = ()
    statements: Annotated[tuple[Statement, ...], Field(max_length=30)] = ()
    requests: Annotated[tuple[Request, ...], Field(max_length=17)] = ()
    emotion: Emotion = Emotion.CALM
    urgent: bool = False
    wanted_variants: Annotated[tuple[Short, ...], Field(max_length=6)] = ()
    """The colour, size or capacity wanted instead of what was ordered or came; it describes no order."""
    new_address: Words | None = None
    """Where the parcel is to go instead, in the customer's words; never a second factor."""
    invoice: InvoiceDetails = InvoiceDetails()
    called_off: Annotated[tuple[Short, ...], Field(max_length=20)] = ()
    """The goods that are not wanted any more, as the mail names them; none where it does not tell them from others."""
    asked_apart: Annotated[tuple[Short, ...], Field(max_length=6)] = ()
    """The goods of which each has an ask or a complaint of its own, as the mail names them, the first asked first."""
    asks_generally: bool = False
    """It asks what the shop sells or does for everybody, and about no order of the writer's."""
    photos: int = Field(default=0, ge=0)
    """How many pictures came with the mail, or with earlier ones of its ticket: those are not asked for again."""

    def with_photos(self, earlier: int) -> "Inquiry":
        """With the pictures that came in earlier mails of the ticket."""
        return self.model_copy(update={"photos": self.photos + earlier})

    def says(self, *kinds: StatementKind) -> bool:
        return any(statement.kind in kinds for statement in self.statements)
