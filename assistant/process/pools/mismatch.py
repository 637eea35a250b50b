"""Product mismatch (商品不符): the order line, what was packed, and when it arrived decide."""

from collections.abc import Iterable
from datetime import datetime

from assistant.case.diagnosis import Cause
from assistant.case.inquiry import StatementKind, Topic
from assistant.case.shop import Line
from assistant.process.comparing import comparable_variants, fits_variant, same_variant, similar
from assistant.process.evidence import Verified
from assistant.process.facts import said_value
from assistant.process.page import PageReading
from assistant.process.periods import end_of_day_after, months_after
from assistant.process.pools.found import LIKELY, PROVEN, SAID, Found
from assistant.process.pools.logistics import waiting_lines


def diagnose_wrong_item(case: Verified) -> Found:
    """Packed differs from ordered: our mistake. Got what the order line says: the customer misremembers."""
    packed = [line for line in case.order.lines if line.picked and line.picked.sku]
    wrong = packed_otherwise(case.order.lines)
    if wrong is not None:
        return wrong
    as_ordered = _line_that_was_got(case)
    if as_ordered is not None:
        evidence = (f"the order line says {' / '.join(as_ordered.variant.values()) or as_ordered.product}",)
        return Found(cause=Cause.ORDERED_AS_SENT, evidence=evidence, confidence=PROVEN)
    if packed:
        evidence = ("the pick record says that what was ordered was packed",)
        return Found(cause=Cause.WRONG_ITEM_SENT, evidence=evidence, confidence=SAID)
    return Found(cause=Cause.WRONG_ITEM_SENT, evidence=("no pick record",), confidence=SAID)


def packed_otherwise(lines: Iterable[Line]) -> Found | None:
    """Our own pick record says that something else was packed than was ordered."""
    wrong = [line for line in lines if line.picked and line.picked.sku and line.picked.sku != line.sku]
    if not wrong:
        return None
    evidence = tuple(f"ordered {line.sku}, packed {line.picked.sku}" for line in wrong if line.picked)
    return Found(cause=Cause.WRONG_ITEM_SENT, evidence=evidence, confidence=PROVEN)


def _line_that_was_got(case: Verified) -> Line | None:
    """The order line that has just what the customer says to have got, or lacks what they say to have ordered."""
    got = said_value(case.inquiry, StatementKind.GOT_VARIANT)
    ordered = said_value(case.inquiry, StatementKind.ORDERED_VARIANT)
    for line in case.order.lines:
        for value in line.variant.values():
            if got is not None and same_variant(value, got):
                return line
            if got is None and ordered is not None and comparable_variants(value, ordered):
                return None if fits_variant(value, ordered) else line
    got_item = said_value(case.inquiry, StatementKind.GOT_ITEM)
    if got_item is None:
        return None
    return next((line for line in case.order.lines if similar(got_item, line.product)), None)


def diagnose_missing_item(case: Verified) -> Found:
    order = case.order
    if waiting_lines(order):
        evidence = ("the missing line is in no shipment yet",)
        return Found(cause=Cause.PARTIAL_SHIPMENT, evidence=evidence, confidence=PROVEN)
    for line in order.lines:
        if line.picked and line.picked.quantity is not None and line.picked.quantity < line.quantity:
            evidence = (f"ordered {line.quantity}, packed {line.picked.quantity} of {line.sku}",)
            return Found(cause=Cause.MISSING_ITEM, evidence=evidence, confidence=PROVEN)
    claimed = said_value(case.inquiry, StatementKind.ORDERED_QUANTITY)
    total = sum(line.quantity for line in order.lines)
    if claimed is not None and claimed.isdigit() and int(claimed) > total:
        evidence = (f"{claimed} claimed, {total} ordered",)
        return Found(cause=Cause.ORDERED_AS_SENT, evidence=evidence, confidence=PROVEN)
    return Found(
        cause=Cause.MISSING_ITEM, evidence=("the records do not say what was in the parcel",), confidence=LIKELY
    )


def diagnose_damage(case: Verified) -> Found:
    """What breaks when the days for an exchange are over did not come broken: the warranty holds."""
    later = diagnose_defect(case)
    if later.cause is Cause.WARRANTY:
        return later
    count = case.inquiry.photos
    photos = f"{count} photo{'s' if count > 1 else ''} attached" if count else "no photos yet"
    return Found(cause=Cause.DAMAGED_IN_TRANSIT, evidence=(photos,), confidence=LIKELY)


def diagnose_description(case: Verified) -> Found:
    """What the page said on the order's day: what was expected, what came, or neither of the two."""
    page = {
        PageReading.MISLED: "the page of the order's day says what the customer expected",
        PageReading.AS_DESCRIBED: "the page of the order's day says what came",
        PageReading.OPEN: "the page reads differently to the customer",
    }[case.page]
    return Found(cause=Cause.DESCRIPTION_GAP, evidence=(page,), confidence=LIKELY)


def diagnose_defect(case: Verified) -> Found:
    """A defect within the exchange period is a quality case; later, within the warranty, a repair."""
    received = case.subject.received
    if received is None:
        return Found(cause=Cause.QUALITY_DEFECT, evidence=("no date of receipt on record",), confidence=SAID)
    zone, policy = case.shop.zone, case.policy
    if case.mailed_at < end_of_day_after(received, policy.quality_exchange_days, zone):
        within_days = f"received {received.isoformat()}, within {policy.quality_exchange_days} days"
        evidence = (within_days, *_presumed(case, received))
        return Found(cause=Cause.QUALITY_DEFECT, evidence=evidence, confidence=LIKELY)
    until = months_after(received, policy.warranty_months, zone)
    within = "within" if case.mailed_at < until else "after"
    warranted = f"received {received.isoformat()}, {within} {policy.warranty_months} months of warranty"
    evidence = (warranted, *_presumed(case, received))
    return Found(cause=Cause.WARRANTY, evidence=evidence, confidence=LIKELY)


def _presumed(case: Verified, received: datetime) -> tuple[str, ...]:
    """In the first months of a durable good it is ours to show that the fault is not there."""
    durable = any((product := case.products.get(line.sku)) and product.durable for line in case.subject.lines)
    until = months_after(received, case.policy.fault_presumed_months, case.shop.zone)
    if not durable or case.mailed_at >= until:
        return ()
    return (f"a durable good: until {until.isoformat()} it is ours to show that there is no fault",)


TOPICS = {
    Topic.WRONG_ITEM: diagnose_wrong_item,
    Topic.MISSING_ITEM: diagnose_missing_item,
    Topic.DAMAGED: diagnose_damage,
    Topic.DEFECT: diagnose_defect,
    Topic.DESCRIPTION: diagnose_description,
}
