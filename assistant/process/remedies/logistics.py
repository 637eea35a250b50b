"""Logistics: trace, ring, hurry on, send again."""

from assistant.case.diagnosis import ActionKind
from assistant.case.inquiry import Request
from assistant.case.shop import Shipment
from assistant.process.pools.logistics import shipment_in_question
from assistant.process.proposal import Proposal
from assistant.process.remedies.payment import cancel_unshipped
from assistant.process.remedies.shared import lines_of, names, worth_of


def inform(p: Proposal) -> None:
    p.propose(ActionKind.GIVE_INFORMATION)


def wait_for_shipping(p: Proposal) -> None:
    p.propose(ActionKind.GIVE_INFORMATION)
    if p.asks_for(Request.EXPEDITE):
        p.propose(ActionKind.EXPEDITE, order=p.case.order.number)


def overdue(p: Proposal) -> None:
    """Late goods: hurried on; refunded in full on request; a late pre-sale may also wait with a coupon."""
    order, policy = p.case.order, p.case.policy
    if p.asks_for(Request.REFUND) or p.asks_for(Request.CANCEL):
        cancel_unshipped(p)
        return
    p.propose(ActionKind.EXPEDITE, order=order.number)
    if order.presale is not None:
        p.pay(ActionKind.COUPON, policy.presale_late_coupon, "presale_late_coupon")
        p.ask("choice", "wait", "refund")
    p.commit(ActionKind.EXPEDITE, policy.answer_hours, "shipped")


def trace(p: Proposal) -> None:
    """A parcel that does not move is traced with priority; the answer has a latest time."""
    shipment, hours = shipment_in_question(p.case.order), p.case.policy.trace_answer_hours
    _trace(p, shipment)
    p.commit(ActionKind.TRACE_WITH_COURIER, hours, "trace_answer")


def _trace(p: Proposal, shipment: Shipment | None) -> None:
    p.propose(
        ActionKind.TRACE_WITH_COURIER,
        "stalled_after_hours",
        carrier=shipment.carrier if shipment else None,
        tracking_number=shipment.tracking_number if shipment else None,
    )


def hurry_parcel(p: Proposal) -> None:
    shipment = shipment_in_question(p.case.order)
    p.propose(ActionKind.EXPEDITE, tracking_number=shipment.tracking_number if shipment else None)
    p.commit(ActionKind.EXPEDITE, p.case.policy.answer_hours, "delivered")


def find_delivered(p: Proposal) -> None:
    """Both ends: we ring the pickup point, or ask the courier, before we ask who at home may have taken it."""
    shipment, policy = shipment_in_question(p.case.order), p.case.policy
    if shipment is not None and shipment.pickup_point is not None:
        point = shipment.pickup_point
        p.propose(ActionKind.CONTACT_PICKUP_POINT, "pickup_point_answer_hours", name=point.name, phone=point.phone)
        p.commit(ActionKind.CONTACT_PICKUP_POINT, policy.pickup_point_answer_hours, "pickup_point_answer")
    else:
        _trace(p, shipment)
        p.commit(ActionKind.TRACE_WITH_COURIER, policy.trace_answer_hours, "trace_answer")
    p.ask("checked_around")


def reship_or_refund(p: Proposal) -> None:
    """Lost or sent back: the customer chooses, and need not wait for the courier's compensation."""
    lines = lines_of(p, shipment_in_question(p.case.order))
    wants_refund, wants_reship = p.asks_for(Request.REFUND), p.asks_for(Request.RESHIP)
    if not wants_refund or wants_reship:
        p.propose(ActionKind.RESHIP, "reship_ship_days", worth_of(lines), items=names(p, lines), value=worth_of(lines))
    if not wants_reship or wants_refund:
        p.pay(ActionKind.REFUND, worth_of(lines), "lost_after_hours", channel="original")
    if wants_refund == wants_reship:
        p.ask("choice", "reship", "refund")


def mend_delivery(p: Proposal) -> None:
    """Not brought to the door, or signed without the customer: we speak with the point or the courier."""
    shipment = shipment_in_question(p.case.order)
    if shipment is not None and shipment.pickup_point is not None:
        point = shipment.pickup_point
        p.propose(ActionKind.CONTACT_PICKUP_POINT, "pickup_point_answer_hours", name=point.name, phone=point.phone)
        p.commit(ActionKind.CONTACT_PICKUP_POINT, p.case.policy.pickup_point_answer_hours, "pickup_point_answer")
        return
    _trace(p, shipment)
    p.commit(ActionKind.TRACE_WITH_COURIER, p.case.policy.trace_answer_hours, "trace_answer")
