"""Logistics: trace, ring, hurry on, send again."""

from assistant.case.diagnosis import ActionKind, Cause
from assistant.case.inquiry import Request
from assistant.case.shop import Shipment
from assistant.process.money import paid_for, refundable
from assistant.process.periods import end_of_day_after
from assistant.process.pools.logistics import waiting_lines
from assistant.process.proposal import Proposal
from assistant.process.remedies.payment import cancel_unshipped
from assistant.process.remedies.shared import apologise, lines_of, names


def inform(p: Proposal) -> None:
    p.propose(ActionKind.GIVE_INFORMATION)


def reassure(p: Proposal) -> None:
    """On its way and in time; the courier is asked to hurry where it is wished, or a date depends on it."""
    p.propose(ActionKind.GIVE_INFORMATION)
    shipment = p.case.subject.shipment
    if shipment is not None and (p.asks_for(Request.EXPEDITE) or p.case.inquiry.urgent):
        p.propose(ActionKind.EXPEDITE, tracking_number=shipment.tracking_number)


def wait_for_shipping(p: Proposal) -> None:
    """Not sent yet, and in time: it can still be called off; the warehouse is asked to hurry where that is wished."""
    if p.asks_to_call_off():
        cancel_unshipped(p)
        return
    p.propose(ActionKind.GIVE_INFORMATION)
    if p.asks_for(Request.EXPEDITE):
        p.propose(ActionKind.EXPEDITE, order=p.case.order.number)


def wait_for_rest(p: Proposal) -> None:
    """The rest comes in another parcel; what has not left yet need not be waited for."""
    waiting = waiting_lines(p.case.order)
    if waiting and p.asks_to_call_off():
        p.pay(ActionKind.PARTIAL_REFUND, paid_for(p.case.order, waiting), channel="original", items=names(p, waiting))
        return
    p.propose(ActionKind.GIVE_INFORMATION)
    if waiting and p.asks_for(Request.EXPEDITE):
        p.propose(ActionKind.EXPEDITE, order=p.case.order.number)


def overdue(p: Proposal) -> None:
    """Late goods: hurried on; refunded in full on request; a late pre-sale may also wait with a coupon."""
    order, policy = p.case.order, p.case.policy
    if p.asks_to_call_off():
        cancel_unshipped(p)
        return
    p.propose(ActionKind.EXPEDITE, order=order.number)
    if order.presale is not None:
        p.give_coupon(policy.presale_late_coupon, "presale_late_coupon")
        p.ask("choice", "wait", "refund")
    else:
        apologise(p)
    p.commit(ActionKind.EXPEDITE, policy.answer_hours, "shipped")


def trace(p: Proposal) -> None:
    """A parcel that does not move is traced with priority; the answer has a latest time."""
    _trace(p, p.case.subject.shipment)
    if Cause.DELAYED in p.diagnosis.causes:
        apologise(p)


def _trace(p: Proposal, shipment: Shipment | None) -> None:
    p.propose(
        ActionKind.TRACE_WITH_COURIER,
        "stalled_after_hours",
        carrier=shipment.carrier if shipment else None,
        tracking_number=shipment.tracking_number if shipment else None,
    )
    p.commit(ActionKind.TRACE_WITH_COURIER, p.case.policy.trace_answer_hours, "trace_answer")


def hurry_parcel(p: Proposal) -> None:
    shipment = p.case.subject.shipment
    p.propose(ActionKind.EXPEDITE, tracking_number=shipment.tracking_number if shipment else None)
    p.commit(ActionKind.EXPEDITE, p.case.policy.answer_hours, "delivered")
    apologise(p)


def find_delivered(p: Proposal) -> None:
    """Both ends: we ring the pickup point, or ask the courier, before we ask who at home may have taken it."""
    _ask_where_it_is(p)
    p.ask("checked_around")


def mend_delivery(p: Proposal) -> None:
    """Not brought to the door, or signed without the customer: we speak with the point or the courier."""
    _ask_where_it_is(p)
    apologise(p)


def _ask_where_it_is(p: Proposal) -> None:
    shipment, hours = p.case.subject.shipment, p.case.policy.pickup_point_answer_hours
    if shipment is None or shipment.pickup_point is None:
        _trace(p, shipment)
        return
    point = shipment.pickup_point
    p.propose(ActionKind.CONTACT_PICKUP_POINT, "pickup_point_answer_hours", name=point.name, phone=point.phone)
    p.commit(ActionKind.CONTACT_PICKUP_POINT, hours, "pickup_point_answer")


def reship_or_refund(p: Proposal) -> None:
    """Lost or sent back: the customer chooses, and need not wait for the courier's compensation.

    When the whole order is lost, its freight comes back too.
    """
    order, policy = p.case.order, p.case.policy
    lines = lines_of(p, p.case.subject.shipment)
    worth = refundable(order) if len(lines) == len(order.lines) else paid_for(order, lines)
    wants_refund, wants_reship = p.asks_for(Request.REFUND), p.asks_for(Request.RESHIP)
    choice = wants_refund == wants_reship
    if choice or wants_reship:
        value = paid_for(order, lines)
        p.propose(ActionKind.RESHIP, "reship_ship_days", value, items=names(p, lines), value=value)
    if choice or wants_refund:
        p.pay(ActionKind.REFUND, worth, "lost_after_hours", channel="original", beside=ActionKind.RESHIP)
    if choice:
        p.ask("choice", "reship", "refund")
    elif wants_reship:
        p.commit_by(ActionKind.RESHIP, end_of_day_after(p.case.now, policy.reship_ship_days, p.case.shop.zone))
    if p.cause is Cause.LOST:
        apologise(p)
