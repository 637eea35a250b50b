"""What is wrong, what may be done about it, and who may decide that (process.md, sections 3 and 4)."""

from enum import StrEnum
from typing import Any

from pydantic import Field

from assistant.case.base import Time, Value


class Category(StrEnum):
    LOGISTICS = "logistics"
    PRODUCT_MISMATCH = "product_mismatch"
    AFTER_SALES = "after_sales"
    PAYMENT_AND_ORDER = "payment_and_order"
    PROMOTION_AND_INVOICE = "promotion_and_invoice"
    PRODUCT_QUESTION = "product_question"
    PRAISE = "praise"
    COMPLAINT_OR_LEGAL = "complaint_or_legal"
    NOT_CUSTOMER_MAIL = "not_customer_mail"


class Cause(StrEnum):
    # logistics
    IN_TRANSIT_ON_TIME = "in_transit_on_time"
    NOT_SHIPPED = "not_shipped"
    SHIPPING_OVERDUE = "shipping_overdue"
    PRESALE_WAITING = "presale_waiting"
    STALLED = "stalled"
    DELAYED = "delayed"
    DELIVERED_NOT_RECEIVED = "delivered_not_received"
    LOST = "lost"
    RETURNED_TO_SENDER = "returned_to_sender"
    DELIVERY_SERVICE = "delivery_service"
    PARTIAL_SHIPMENT = "partial_shipment"
    SYNC_LAG = "sync_lag"
    REGIONAL_DISRUPTION = "regional_disruption"
    # product_mismatch
    WRONG_ITEM_SENT = "wrong_item_sent"
    ORDERED_AS_SENT = "ordered_as_sent"
    DESCRIPTION_GAP = "description_gap"
    MISSING_ITEM = "missing_item"
    DAMAGED_IN_TRANSIT = "damaged_in_transit"
    QUALITY_DEFECT = "quality_defect"
    # after_sales
    RETURN_IN_WINDOW = "return_in_window"
    RETURN_OUT_OF_WINDOW = "return_out_of_window"
    RETURN_RECEIVED_NOT_REFUNDED = "return_received_not_refunded"
    REFUND_IN_PROGRESS = "refund_in_progress"
    REFUND_NOT_NOTICED = "refund_not_noticed"
    CANCEL_AFTER_SHIPPING = "cancel_after_shipping"
    FREIGHT_DISPUTE = "freight_dispute"
    WARRANTY = "warranty"
    # payment_and_order
    PAYMENT_INCOMPLETE = "payment_incomplete"
    DUPLICATE_CHARGE = "duplicate_charge"
    CANCEL_BEFORE_SHIPPING = "cancel_before_shipping"
    ADDRESS_CHANGE_BEFORE_SHIPPING = "address_change_before_shipping"
    ADDRESS_CHANGE_AFTER_SHIPPING = "address_change_after_shipping"
    VARIANT_CHANGE_BEFORE_SHIPPING = "variant_change_before_shipping"
    OUT_OF_STOCK = "out_of_stock"
    # promotion_and_invoice
    COUPON_RULES = "coupon_rules"
    PRICE_PROTECTION = "price_protection"
    PRESALE_TERMS = "presale_terms"
    INVOICE_REQUEST = "invoice_request"
    INVOICE_CORRECTION = "invoice_correction"

    @property
    def category(self) -> Category:
        return _CATEGORY_OF[self]


POOLS: dict[Category, tuple[Cause, ...]] = {
    Category.LOGISTICS: (
        Cause.IN_TRANSIT_ON_TIME, Cause.NOT_SHIPPED, Cause.SHIPPING_OVERDUE, Cause.PRESALE_WAITING, Cause.STALLED,
        Cause.DELAYED, Cause.DELIVERED_NOT_RECEIVED, Cause.LOST, Cause.RETURNED_TO_SENDER, Cause.DELIVERY_SERVICE,
        Cause.PARTIAL_SHIPMENT, Cause.SYNC_LAG, Cause.REGIONAL_DISRUPTION,
    ),
    Category.PRODUCT_MISMATCH: (
        Cause.WRONG_ITEM_SENT, Cause.ORDERED_AS_SENT, Cause.DESCRIPTION_GAP, Cause.MISSING_ITEM,
        Cause.DAMAGED_IN_TRANSIT, Cause.QUALITY_DEFECT,
    ),
    Category.AFTER_SALES: (
        Cause.RETURN_IN_WINDOW, Cause.RETURN_OUT_OF_WINDOW, Cause.RETURN_RECEIVED_NOT_REFUNDED,
        Cause.REFUND_IN_PROGRESS, Cause.REFUND_NOT_NOTICED, Cause.CANCEL_AFTER_SHIPPING, Cause.FREIGHT_DISPUTE,
        Cause.WARRANTY,
    ),
    Category.PAYMENT_AND_ORDER: (
        Cause.PAYMENT_INCOMPLETE, Cause.DUPLICATE_CHARGE, Cause.CANCEL_BEFORE_SHIPPING,
        Cause.ADDRESS_CHANGE_BEFORE_SHIPPING, Cause.ADDRESS_CHANGE_AFTER_SHIPPING,
        Cause.VARIANT_CHANGE_BEFORE_SHIPPING, Cause.OUT_OF_STOCK,
    ),
    Category.PROMOTION_AND_INVOICE: (
        Cause.COUPON_RULES, Cause.PRICE_PROTECTION, Cause.PRESALE_TERMS, Cause.INVOICE_REQUEST,
        Cause.INVOICE_CORRECTION,
    ),
}  # fmt: skip
"""The five pools: each category with its causes, in process.md's order."""

_CATEGORY_OF = {cause: category for category, causes in POOLS.items() for cause in causes}


class Finding(Value):
    """A category and a cause; the cause is null outside the five pools."""

    category: Category
    cause: Cause | None = None


class Diagnosis(Value):
    """The primary finding with its evidence, and others as `secondary`. `confidence` is 0 to 1."""

    category: Category
    cause: Cause | None = None
    secondary: tuple[Finding, ...] = ()
    evidence: tuple[str, ...] = ()
    confidence: float = Field(default=0.0, ge=0, le=1)

    @property
    def findings(self) -> tuple[Finding, ...]:
        return (Finding(category=self.category, cause=self.cause), *self.secondary)

    @property
    def causes(self) -> tuple[Cause, ...]:
        return tuple(finding.cause for finding in self.findings if finding.cause is not None)


class Role(StrEnum):
    """Who may approve what; each role may do all that the ones before it may."""

    AGENT = "agent"
    SENIOR = "senior"
    SUPERVISOR = "supervisor"

    @property
    def rank(self) -> int:
        return list(Role).index(self)

    def covers(self, other: "Role") -> bool:
        return self.rank >= other.rank

    @staticmethod
    def highest(*roles: "Role") -> "Role":
        return max(roles, key=lambda role: role.rank, default=Role.AGENT)


class ActionKind(StrEnum):
    GIVE_INFORMATION = "give_information"
    ASK_CUSTOMER = "ask_customer"
    TRACE_WITH_COURIER = "trace_with_courier"
    CONTACT_PICKUP_POINT = "contact_pickup_point"
    INTERCEPT_PARCEL = "intercept_parcel"
    EXPEDITE = "expedite"
    RESHIP = "reship"
    SEND_PART = "send_part"
    REPLACE_WITH_PICKUP = "replace_with_pickup"
    EXCHANGE_AT_CUSTOMER_COST = "exchange_at_customer_cost"
    RETURN_WITH_LABEL = "return_with_label"
    RETURN_AT_CUSTOMER_COST = "return_at_customer_cost"
    REFUND = "refund"
    PARTIAL_REFUND = "partial_refund"
    REFUND_WITHOUT_RETURN = "refund_without_return"
    PRICE_DIFFERENCE_REFUND = "price_difference_refund"
    REIMBURSE_FREIGHT = "reimburse_freight"
    COUPON = "coupon"
    CHANGE_ADDRESS = "change_address"
    CHANGE_VARIANT = "change_variant"
    CANCEL_ORDER = "cancel_order"
    ISSUE_INVOICE = "issue_invoice"
    CORRECT_INVOICE = "correct_invoice"
    REPAIR = "repair"
    CALL_BACK = "call_back"
    ESCALATE = "escalate"


class Action(Value):
    """A proposed action. Arguments are computed by code: amounts as decimal strings, times as ISO 8601.

    `role` is the least role that may approve it; `policy` names the playbook or article version that allows it.
    """

    kind: ActionKind
    arguments: dict[str, Any] = Field(default_factory=dict)
    role: Role = Role.AGENT
    policy: str | None = None


class Commitment(Value):
    """What we will do, said as an event with a latest time: who writes next and when."""

    kind: ActionKind
    due: Time
    event: str | None = None
