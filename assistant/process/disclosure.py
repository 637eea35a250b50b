"""Cut the case to the sender's scope: the only place where a `CaseView` is made (process.md, section 1).

What may not be said is left out here, before any template or prompt exists. Under scope `none` nothing that a record
says goes in: no order, no claim, no name, and no cause, for a cause would tell what the records say.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from zoneinfo import ZoneInfo

from assistant.case.diagnosis import POOLS, Action, ActionKind, Cause
from assistant.case.email import Email
from assistant.case.knowledge import Passage, Policy
from assistant.case.shop import Contact, Customer, Line, Order, PickupPoint, Product, Shipment, Shop, TrackingEvent
from assistant.case.verification import Claim, Fact, OrderOutcome, Scope
from assistant.case.view import (
    CaseView,
    ClaimView,
    EventView,
    LineView,
    OrderView,
    PickupPointView,
    RefundView,
    ReturnView,
    ShipmentView,
)
from assistant.case.worked import WorkedCase
from assistant.process.asked_goods import pages_asked_about
from assistant.process.causes import diagnose_words
from assistant.process.comparing import digits, plain
from assistant.process.facts import local
from assistant.process.locking import ANOTHERS, variant_words
from assistant.process.naming import product_name
from assistant.process.page import exclusion, page_at
from assistant.process.pools.found import official_last_event
from assistant.process.sources import sources_of
from assistant.process.subject import subject_of

_PICKUP = re.compile(
    r"取件|取货|提货|自提|驿站|柜|凭|货架|代收|验证码|密码|pick-?up|collect|locker|shelf|\bPIN\b|code", re.IGNORECASE
)
"""Words of a tracking event that may carry a code: couriers write it in too many ways for a list of labels."""
_DIGIT_RUN = re.compile(r"\d[\d\s-]+\d")

_HALF_OF_THE_WORDS = 10_000
"""Characters of the customer's words that a view holds from their beginning, and as many from their end."""

_STREET_PIECE = 4
"""Characters of the recipient's street from which a text counts as telling the address."""


def view_for_sender(
    case: WorkedCase, email: Email, shop: Shop, customer: Customer | None, policy: Policy, products: Sequence[Product]
) -> CaseView:
    """All that the reply may know. `customer` is the account of the case; passages are added by `with_passages`."""
    scope = case.identity.scope
    readable = scope.may_read
    order = _order_view(case.order, scope, case, products) if case.order is not None and readable else None
    # A category that the records decided would tell what they say: without the scope, the words decide it.
    diagnosis = case.diagnosis if readable else diagnose_words(case.inquiry)
    in_pools, needs_order = diagnosis.category in POOLS, case.lock.outcome is not OrderOutcome.NOT_NEEDED
    earlier = case.earlier if order is not None else None
    view = CaseView(
        language=case.inquiry.language,
        scope=scope,
        now=case.now,
        timezone=shop.timezone,
        currency=shop.currency,
        shop_name=shop.name_in(case.inquiry.language),
        name=_name(case, email, customer) if readable else None,
        subject=email.subject,
        words=_shortened(email.text),
        emotion=case.inquiry.emotion,
        urgent=case.inquiry.urgent,
        topics=case.inquiry.topics,
        requests=case.inquiry.requests,
        photos=case.inquiry.photos,
        repeat=earlier is not None,
        last_contact_at=earlier.at if earlier is not None else None,
        last_promise=_own_promise(earlier) if earlier is not None else None,
        category=diagnosis.category,
        cause=diagnosis.cause if order is not None or _is_a_rule(case) else None,
        secondary=diagnosis.causes[1:] if order is not None and diagnosis.cause is not None else (),
        tied=case.tied if order is not None and diagnosis.cause is not None else (),
        order=order,
        candidates=tuple(_order_view(o, scope, case, products) for o in case.candidates) if readable else (),
        number_given=bool(case.inquiry.order_numbers),
        number_unknown=order is not None and _gives_unknown_number(case),
        order_unsettled=in_pools and order is None and needs_order,
        claims=_claim_views(case.claims, case.facts, order, shop.zone) if order is not None else (),
        actions=_actions_told(case.resolution.actions if readable else _public(case.resolution.actions), order),
        commitments=case.resolution.commitments if readable or not in_pools or not needs_order else (),
        questions=case.resolution.questions,
        policy=_numbers(policy),
        pages=pages_asked_about(case.inquiry, products, case.now),
    )
    return view.model_copy(update={"sources": sources_of(view)})


def _shortened(text: str) -> str:
    """The beginning and the end of a longer text: a reply is checked against these words again and again."""
    if len(text) <= 2 * _HALF_OF_THE_WORDS:
        return text
    return f"{text[:_HALF_OF_THE_WORDS]}\n\n{text[-_HALF_OF_THE_WORDS:]}"


def _gives_unknown_number(case: WorkedCase) -> bool:
    """Another account's order counts as unknown, in the same words: nobody can probe numbers. The number of the order's
    own parcel is one that we know.
    """
    given = {plain(number) for number in case.inquiry.order_numbers}
    if case.order is not None and plain(case.order.number) in given:
        return False
    own = {plain(candidate.number) for candidate in case.lock.candidates if candidate.reason != ANOTHERS}
    own |= {plain(shipment.tracking_number) for shipment in (case.order.shipments if case.order is not None else ())}
    return any(plain(number) not in own for number in case.inquiry.order_numbers)


def _own_promise(earlier: Contact) -> str | None:
    """What we promised, unless the words may hold an order, a phone or a pickup code of who knows whom."""
    promise = earlier.promise
    if promise is None or re.search(r"\d{5,}", promise) or (_PICKUP.search(promise) and digits(promise)):
        return None
    return promise


def _is_a_rule(case: WorkedCase) -> bool:
    """A known customer's cause that rests on the shop's rules alone, and no order is looked for."""
    no_order = case.identity.scope.may_read and case.lock.outcome is OrderOutcome.NOT_NEEDED
    return no_order and case.diagnosis.cause is Cause.COUPON_RULES


def _name(case: WorkedCase, email: Email, customer: Customer | None) -> str | None:
    """The account's name; to somebody who proved one order only, no name that they did not write themselves."""
    if customer is None or not customer.name:
        return None
    known = case.identity.proven_orders is None or plain(customer.name) in plain(email.text)
    return customer.name if known else None


def with_passages(view: CaseView, passages: Sequence[Passage]) -> CaseView:
    """The view with the policy passages that the reply may quote; only the customer's audience ever gets here."""
    quotable = tuple(passage for passage in passages if passage.audience == "customer")
    view = view.model_copy(update={"passages": quotable})
    return view.model_copy(update={"sources": sources_of(view)})


def _actions_told(actions: Iterable[Action], order: OrderView | None) -> tuple[Action, ...]:
    """Without addresses, which are never written out, not even one that the customer gave (process.md, section 1).

    Nor is a tax number, which is for the agent to enter.
    """
    return tuple(action.model_copy(update={"arguments": _told(action, order)}) for action in actions)


def _told(action: Action, order: OrderView | None) -> dict[str, Any]:
    """What an action says of a pickup point is cut as the order's view has it."""
    if action.kind is ActionKind.CONTACT_PICKUP_POINT:
        point = order.shipment.pickup_point if order is not None and order.shipment is not None else None
        return {"name": point.name, "phone": point.phone} if point is not None else {}
    return {name: value for name, value in action.arguments.items() if name not in ("address", "tax_number")}


def _public(actions: Iterable[Action]) -> tuple[Action, ...]:
    """Actions that say nothing about an order."""
    kinds = (ActionKind.ASK_CUSTOMER, ActionKind.GIVE_INFORMATION, ActionKind.ESCALATE, ActionKind.CALL_BACK)
    return tuple(action for action in actions if action.kind in kinds)


_INTERNAL = {"limits", "sources", "sales", "keep_refund_percent", "apology_coupon"}
"""What no customer is told: who may approve how much, and what is offered to whoever asks for compensation."""


def _numbers(policy: Policy) -> dict[str, str]:
    return {
        name: str(value) for name, value in policy.model_dump(exclude=_INTERNAL).items() if not isinstance(value, dict)
    }


def _order_view(order: Order, scope: Scope, case: WorkedCase, products: Sequence[Product]) -> OrderView:
    subject = subject_of(order, case.inquiry, products)
    current = subject.shipment
    names = {line.sku: product_name(line, products, case.inquiry.language) for line in order.lines}
    return OrderView(
        number=order.number,
        placed_at=order.placed_at,
        status=order.status,
        total=order.amount_paid,
        paid_at=order.paid_at,
        ship_by=order.ship_by,
        payment_method=order.payment_method,
        lines=tuple(
            LineView(
                product=names[line.sku],
                variant=variant_words(line.variant),
                quantity=line.quantity,
                paid=line.paid if line.paid is not None else line.unit_price,
                returnable=(listed := _listed(line, products)) is None or listed.returnable,
                exclusion=exclusion(page_at(listed, order.placed_at)) if listed and not listed.returnable else None,
            )
            for line in order.lines
        ),
        shipments=tuple(_shipment_view(shipment, order, scope, names) for shipment in order.shipments),
        refunds=tuple(
            RefundView(
                amount=refund.amount,
                status=refund.status,
                requested_at=refund.requested_at,
                completed_at=refund.completed_at,
                method=refund.method,
            )
            for refund in order.refunds
        ),
        returns=tuple(
            ReturnView(
                requested_at=sent_back.requested_at,
                received_at=sent_back.received_at,
                carrier=sent_back.carrier,
                tracking_number=sent_back.tracking_number,
            )
            for sent_back in order.returns
        ),
        invoice_status=(order.invoice.status or None) if order.invoice else None,
        freight_insured=order.freight_insured,
        current=order.shipments.index(current) if current is not None else 0,
        subject_line=order.lines.index(subject.lines[0]) if subject.named or len(order.lines) == 1 else None,
    )


def _listed(line: Line, products: Sequence[Product]) -> Product | None:
    return next((product for product in products if product.sku == line.sku), None)


def _shipment_view(shipment: Shipment, order: Order, scope: Scope, names: Mapping[str, str]) -> ShipmentView:
    event = official_last_event(shipment)
    point = shipment.pickup_point
    return ShipmentView(
        carrier=shipment.carrier,
        tracking_number=shipment.tracking_number,
        shipped_at=shipment.shipped_at,
        promised_at=shipment.promised_at,
        delivered_at=shipment.delivered_at,
        signed_by=_told_words(shipment.signed_by, shipment, order, scope),
        last_event=None if event is None else _event_view(event, shipment, order, scope),
        pickup_point=None if point is None else _point_view(point, shipment, order, scope),
        products=tuple(names.get(sku, sku) for sku in shipment.skus),
    )


def _event_view(event: TrackingEvent, shipment: Shipment, order: Order, scope: Scope) -> EventView:
    """The event as it may be told: below `act` one that may carry a pickup code is told by its meaning alone."""
    text = event.text
    chinese = any("\u4e00" <= c <= "\u9fff" for c in text)
    if scope is not Scope.ACT and (_PICKUP.search(text) or (shipment.pickup_point is not None and digits(text))):
        text = _LEFT_AT_POINT[chinese]
    elif scope is not Scope.ACT and _may_be_a_code(text):
        text = _MOVED_ON[chinese]
    elif _tells_private(text, shipment, order):
        text = ""
    return EventView(at=event.at, place=_told_words(event.place, shipment, order, scope) or "", text=text)


def _told_words(words: str | None, shipment: Shipment, order: Order, scope: Scope) -> str | None:
    """A place or a signature, unless it tells something private or, below `act`, what may be a pickup code."""
    coded = scope is not Scope.ACT and _may_be_a_code(words or "")
    return None if coded or _tells_private(words or "", shipment, order) else words


def _may_be_a_code(text: str) -> bool:
    """Couriers write a pickup code in any words: so does every run of three digits or more count as one."""
    return _DIGIT_RUN.search(unicodedata.normalize("NFKC", text)) is not None


def _point_view(point: PickupPoint, shipment: Shipment, order: Order, scope: Scope) -> PickupPointView:
    """The code only with scope `act`, and below it no name that repeats the code either."""
    may_have_code = scope is Scope.ACT
    tells_code = not may_have_code and bool(digits(point.code)) and digits(point.code) in digits(point.name)
    name = "" if tells_code or _tells_private(point.name, shipment, order) else point.name
    return PickupPointView(name=name, phone=point.phone, code=(point.code or None) if may_have_code else None)


_LEFT_AT_POINT = {True: "已到达取件点", False: "left at a pickup point"}
_MOVED_ON = {True: "物流信息有更新", False: "the tracking has a new entry"}


def _tells_private(text: str, shipment: Shipment, order: Order) -> bool:
    """The text holds a piece of the recipient's street, or a phone number that is not the pickup point's."""
    street = plain(order.recipient.street) if order.recipient is not None else ""
    words = plain(text)
    pieces = (street[i : i + _STREET_PIECE] for i in range(len(street) - _STREET_PIECE + 1))
    if any(piece in words for piece in pieces):
        return True
    known = [order.recipient.phone] if order.recipient is not None else []
    return any(len(digits(phone)) >= 7 and digits(phone) in digits(text) for phone in known) or bool(
        _PHONE.search(re.sub(r"[\s-]", "", text))
    )


_PHONE = re.compile(r"(?<!\d)(?:\+?86)?1[3-9]\d{9}(?!\d)")


def _claim_views(
    claims: Sequence[Claim], facts: Sequence[Fact], order: OrderView, zone: ZoneInfo
) -> tuple[ClaimView, ...]:
    by_id = {fact.id: fact for fact in facts}
    views = []
    for claim in claims:
        deciding = [by_id[fact_id] for fact_id in claim.facts if not by_id[fact_id].field.startswith("recipient.")]
        fact = next((fact for fact in deciding if fact.result == "mismatch"), deciding[0] if deciding else None)
        views.append(
            ClaimView(
                kind=claim.kind,
                words=claim.text,
                verdict=claim.verdict,
                said=fact.customer if fact else None,
                record=_record_told(fact, order, zone) if fact else None,
                sources=tuple(f"order.{fact.field}" for fact in deciding),
            )
        )
    return tuple(views)


_EVENT_FIELD = re.compile(r"shipments\.(\d+)\.(?:events|courier_events)\.\d+")
_PRODUCT_FIELD = re.compile(r"lines\.(\d+)\.product")
_SIGNED_FIELD = re.compile(r"shipments\.(\d+)\.signed_by")


def _record_told(fact: Fact, order: OrderView, zone: ZoneInfo) -> str | None:
    """A fact's record as the order's view tells it: a raw event may hold a pickup code, a phone or the street, and
    goods go by their name in the customer's language.
    """
    if named := _PRODUCT_FIELD.fullmatch(fact.field):
        return order.lines[int(named[1])].product
    if signed := _SIGNED_FIELD.fullmatch(fact.field):
        return order.shipments[int(signed[1])].signed_by
    if told := _EVENT_FIELD.fullmatch(fact.field):
        event = order.shipments[int(told[1])].last_event
        return " ".join(part for part in (local(event.at, zone), event.place, event.text) if part) if event else None
    return fact.record
