"""One rule for each cause: what the shop does about it (process.md, section 3 and the sample shop's policy).

A rule reads as the procedure does. It proposes only what the evidence supports; where photos, an address or a title are
outstanding it asks for them and proposes nothing that depends on them.
"""

from collections.abc import Callable

from assistant.case.diagnosis import Cause
from assistant.process.proposal import Proposal
from assistant.process.remedies import after_sales, logistics, mismatch, payment, promotion

Rule = Callable[[Proposal], None]

RULES: dict[Cause, Rule] = {
    Cause.IN_TRANSIT_ON_TIME: logistics.reassure,
    Cause.NOT_SHIPPED: logistics.wait_for_shipping,
    Cause.SHIPPING_OVERDUE: logistics.overdue,
    Cause.PRESALE_WAITING: logistics.wait_for_shipping,
    Cause.STALLED: logistics.trace,
    Cause.DELAYED: logistics.hurry_parcel,
    Cause.DELIVERED_NOT_RECEIVED: logistics.find_delivered,
    Cause.LOST: logistics.reship_or_refund,
    Cause.RETURNED_TO_SENDER: logistics.reship_or_refund,
    Cause.DELIVERY_SERVICE: logistics.mend_delivery,
    Cause.PARTIAL_SHIPMENT: logistics.wait_for_rest,
    Cause.SYNC_LAG: logistics.inform,
    Cause.REGIONAL_DISRUPTION: logistics.inform,
    Cause.WRONG_ITEM_SENT: mismatch.replace_wrong,
    Cause.ORDERED_AS_SENT: mismatch.explain_order,
    Cause.DESCRIPTION_GAP: mismatch.settle_description,
    Cause.MISSING_ITEM: mismatch.send_missing,
    Cause.DAMAGED_IN_TRANSIT: mismatch.replace_damaged,
    Cause.QUALITY_DEFECT: mismatch.mend_quality,
    Cause.RETURN_IN_WINDOW: after_sales.accept_return,
    Cause.RETURN_OUT_OF_WINDOW: logistics.inform,
    Cause.RETURN_RECEIVED_NOT_REFUNDED: after_sales.refund_returned,
    Cause.REFUND_IN_PROGRESS: logistics.inform,
    Cause.REFUND_NOT_NOTICED: logistics.inform,
    Cause.CANCEL_AFTER_SHIPPING: after_sales.stop_parcel,
    Cause.FREIGHT_DISPUTE: after_sales.settle_freight,
    Cause.WARRANTY: after_sales.repair,
    Cause.PAYMENT_INCOMPLETE: logistics.inform,
    Cause.DUPLICATE_CHARGE: payment.refund_duplicate,
    Cause.CANCEL_BEFORE_SHIPPING: payment.cancel_unshipped,
    Cause.ADDRESS_CHANGE_BEFORE_SHIPPING: payment.change_address,
    Cause.ADDRESS_CHANGE_AFTER_SHIPPING: after_sales.stop_parcel,
    Cause.VARIANT_CHANGE_BEFORE_SHIPPING: payment.change_variant,
    Cause.OUT_OF_STOCK: payment.settle_stock,
    Cause.COUPON_RULES: logistics.inform,
    Cause.PRICE_PROTECTION: promotion.protect_price,
    Cause.PRESALE_TERMS: logistics.inform,
    Cause.INVOICE_REQUEST: promotion.issue_invoice,
    Cause.INVOICE_CORRECTION: promotion.correct_invoice,
}
