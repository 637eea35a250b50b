"""What is wrong: one primary cause with its evidence, others as secondary (process.md, section 3)."""

from collections.abc import Sequence

from assistant.case.diagnosis import POOLS, Category, Cause, Diagnosis, Finding
from assistant.case.inquiry import Inquiry, Request, StatementKind, Topic
from assistant.case.reply import TieBreak
from assistant.case.shop import OrderStatus
from assistant.process.evidence import Verified
from assistant.process.matching import sensible_topics
from assistant.process.pools import after_sales, mismatch, payment, promotion
from assistant.process.pools.found import GUESSED, Found, has_arrived, has_shipped, is_in_hand, is_missed
from assistant.process.pools.logistics import diagnose_delivery

_PARCEL = (Topic.DELIVERY, Topic.NOT_RECEIVED, Topic.DELIVERY_SERVICE)
_RULES = mismatch.TOPICS | after_sales.TOPICS | payment.TOPICS | promotion.TOPICS

_WISHES = (Topic.RETURN, Topic.CANCEL, Topic.FREIGHT)
"""What a customer wants because something is wrong: the problem itself comes first."""

_TERMS = frozenset({Topic.FREIGHT, Topic.COUPON, Topic.PRICE_DROP, Topic.STOCK})
"""What a request depends on or costs: answered along with it, these never decide what the mail is about."""

_OUTRANKS = {
    Request.CHANGE_VARIANT: Topic.VARIANT,
    Request.CHANGE_ADDRESS: Topic.ADDRESS,
    Request.CANCEL: Topic.CANCEL,
    Request.RETURN: Topic.RETURN,
    Request.EXCHANGE: Topic.VARIANT,
    Request.INVOICE: Topic.INVOICE,
}
"""Request outranks topic: whoever asks for one of these asks about the terms only because of it."""

_CARRIED_OUT = (StatementKind.RETURNED, StatementKind.FREIGHT_PAID)
"""Whoever has sent the goods back asks for the terms alone."""

_CHANGES = (Topic.ADDRESS, Topic.VARIANT, Topic.CANCEL)
"""Whoever wants one of these asks whether the order has shipped only because of it."""

_OF_GOODS_IN_HAND = (Topic.DAMAGED, Topic.DEFECT, Topic.DESCRIPTION)

_OUTSIDE = {Topic.PRODUCT_QUESTION: Category.PRODUCT_QUESTION, Topic.PRAISE: Category.PRAISE}

_TOPIC_OF_REQUEST = {
    Request.STATUS: Topic.DELIVERY,
    Request.EXPEDITE: Topic.DELIVERY,
    Request.DELIVER_TO_DOOR: Topic.DELIVERY_SERVICE,
    Request.RETURN: Topic.RETURN,
    Request.REFUND: Topic.RETURN,
    Request.EXCHANGE: Topic.VARIANT,
    Request.RESHIP: Topic.DELIVERY,
    Request.CANCEL: Topic.CANCEL,
    Request.CHANGE_ADDRESS: Topic.ADDRESS,
    Request.CHANGE_VARIANT: Topic.VARIANT,
    Request.PRICE_DIFFERENCE: Topic.PRICE_DROP,
    Request.INVOICE: Topic.INVOICE,
    Request.REPAIR: Topic.WARRANTY,
    Request.DELETE_DATA: Topic.LEGAL,
}

_WORDS_ALONE: dict[Topic, Finding] = {
    Topic.WRONG_ITEM: Finding(category=Category.PRODUCT_MISMATCH, cause=Cause.WRONG_ITEM_SENT),
    Topic.MISSING_ITEM: Finding(category=Category.PRODUCT_MISMATCH, cause=Cause.MISSING_ITEM),
    Topic.DAMAGED: Finding(category=Category.PRODUCT_MISMATCH, cause=Cause.DAMAGED_IN_TRANSIT),
    Topic.DEFECT: Finding(category=Category.PRODUCT_MISMATCH, cause=Cause.QUALITY_DEFECT),
    Topic.DESCRIPTION: Finding(category=Category.PRODUCT_MISMATCH, cause=Cause.DESCRIPTION_GAP),
    Topic.NOT_RECEIVED: Finding(category=Category.LOGISTICS, cause=Cause.DELIVERED_NOT_RECEIVED),
    Topic.DELIVERY_SERVICE: Finding(category=Category.LOGISTICS, cause=Cause.DELIVERY_SERVICE),
    Topic.DELIVERY: Finding(category=Category.LOGISTICS),
    Topic.RETURN: Finding(category=Category.AFTER_SALES),
    Topic.REFUND_PROGRESS: Finding(category=Category.AFTER_SALES),
    Topic.FREIGHT: Finding(category=Category.AFTER_SALES, cause=Cause.FREIGHT_DISPUTE),
    Topic.WARRANTY: Finding(category=Category.AFTER_SALES, cause=Cause.WARRANTY),
    Topic.PAYMENT: Finding(category=Category.PAYMENT_AND_ORDER),
    Topic.DUPLICATE_CHARGE: Finding(category=Category.PAYMENT_AND_ORDER, cause=Cause.DUPLICATE_CHARGE),
    Topic.CANCEL: Finding(category=Category.PAYMENT_AND_ORDER),
    Topic.ADDRESS: Finding(category=Category.PAYMENT_AND_ORDER),
    Topic.VARIANT: Finding(category=Category.PAYMENT_AND_ORDER),
    Topic.STOCK: Finding(category=Category.PAYMENT_AND_ORDER),
    Topic.COUPON: Finding(category=Category.PROMOTION_AND_INVOICE, cause=Cause.COUPON_RULES),
    Topic.PRICE_DROP: Finding(category=Category.PROMOTION_AND_INVOICE, cause=Cause.PRICE_PROTECTION),
    Topic.PRESALE: Finding(category=Category.PROMOTION_AND_INVOICE, cause=Cause.PRESALE_TERMS),
    Topic.INVOICE: Finding(category=Category.PROMOTION_AND_INVOICE, cause=Cause.INVOICE_REQUEST),
    Topic.INVOICE_CORRECTION: Finding(category=Category.PROMOTION_AND_INVOICE, cause=Cause.INVOICE_CORRECTION),
    Topic.PRODUCT_QUESTION: Finding(category=Category.PRODUCT_QUESTION),
    Topic.PRAISE: Finding(category=Category.PRAISE),
}
"""What the words say while no order is locked; a null cause is one that only the records can decide."""

_NO_TOPIC = "no known topic"

# Set as in `pools.found`, from what was measured.
_FROM_WORDS = 0.69
"""Confidence of a finding that rests on the words alone, while no order is locked."""
_OUTSIDE_THE_POOLS = 0.44
_LEGAL = 0.62
"""Low, for words of law and fraud are used in anger too; the supervisor sees the mail all the same."""


def diagnose(case: Verified) -> Diagnosis:
    """The diagnosis of a locked order's case."""
    topics = topics_by_weight(case.inquiry)
    if Topic.LEGAL in topics:
        return _legal(case.inquiry, tuple(_found(case, topics)))
    if is_in_hand(case):
        topics = tuple(topic for topic in topics if topic not in _PARCEL or has_arrived(case.order)) or (Topic.PRAISE,)
    found = _found(case, topics)
    if not found and not any(topic in _OUTSIDE for topic in topics):
        # Nothing said what it is about, or the records know of no such thing: where the order stands is the answer.
        found = [one.model_copy(update={"confidence": GUESSED}) for one in _found(case, (Topic.DELIVERY,))]
    if found:
        return _diagnosis(found)
    outside = tuple(topic for topic in topics if topic in _OUTSIDE)
    return diagnose_words(case.inquiry.model_copy(update={"topics": outside, "requests": ()} if outside else {}))


def diagnose_words(inquiry: Inquiry) -> Diagnosis:
    """The diagnosis while no order is locked: what the words alone say."""
    topics = topics_by_weight(inquiry)
    if Topic.LEGAL in topics:
        return _legal(inquiry, ())
    if inquiry.asks_generally:
        return _asked_generally(topics)
    findings = list(dict.fromkeys(_by_words(topic, inquiry) for topic in topics if topic in _WORDS_ALONE))
    if not findings:
        return Diagnosis(category=Category.PRODUCT_QUESTION, evidence=(_NO_TOPIC,), confidence=GUESSED)
    first, *others = findings
    return Diagnosis(
        category=first.category,
        cause=first.cause,
        secondary=tuple(other for other in others if other.cause is not None or other.category is not first.category),
        evidence=("the customer's words",),
        confidence=_FROM_WORDS if first.category in POOLS else _OUTSIDE_THE_POOLS,
    )


def _asked_generally(topics: Sequence[Topic]) -> Diagnosis:
    """What is asked before anything was bought has no cause, and nothing that was received is wrong."""
    told = (_WORDS_ALONE[topic].category for topic in topics if topic in _WORDS_ALONE)
    about = next((category for category in told if category is not Category.PRODUCT_MISMATCH), None)
    return Diagnosis(
        category=about or Category.PRODUCT_QUESTION,
        evidence=("it asks in general, about no order",),
        confidence=_OUTSIDE_THE_POOLS,
    )


def is_unclear(diagnosis: Diagnosis) -> bool:
    """Nothing told what the mail is about: it is empty, a picture, or in words that the reader does not know."""
    return _NO_TOPIC in diagnosis.evidence


def _by_words(topic: Topic, inquiry: Inquiry) -> Finding:
    """Who asks where pre-sale goods stay waits for them; else the terms are meant."""
    waits = {Request.STATUS, Request.EXPEDITE} & set(inquiry.requests) or inquiry.says(StatementKind.NOT_SHIPPED)
    if topic is Topic.PRESALE and waits:
        return Finding(category=Category.LOGISTICS, cause=Cause.PRESALE_WAITING)
    return _WORDS_ALONE[topic]


def tied_causes(case: Verified, diagnosis: Diagnosis) -> tuple[Cause, ...]:
    """The diagnosed cause and those that the records bear out as well: then the order of the words decided.

    What is only wished for, what is only a term of it, and what explains another is no rival.
    """
    terms = _TERMS if _asked_for(case.inquiry) else frozenset()
    weighed = topics_by_weight(case.inquiry)
    problems = tuple(topic for topic in weighed if topic not in _WISHES and topic not in terms)
    found = {found.cause: found for found in _found(case, problems)}
    main = found.get(diagnosis.cause) if diagnosis.cause is not None else None
    if main is None:
        return ()
    rivals = [
        other.cause
        for other in found.values()
        if other.confidence == main.confidence and other.cause not in main.explains and main.cause not in other.explains
    ]
    return tuple(rivals) if len(rivals) > 1 else ()


def with_main_cause(diagnosis: Diagnosis, tied: Sequence[Cause], choice: TieBreak) -> Diagnosis:
    """The diagnosis with one of the tied causes as the main one. A cause that code did not offer changes nothing."""
    if choice.cause not in tied or choice.cause is diagnosis.cause or diagnosis.cause is None:
        return diagnosis
    chosen = Finding(category=choice.cause.category, cause=choice.cause)
    others = [finding for finding in diagnosis.findings if finding != chosen]
    why = f"as likely as {diagnosis.cause.value}; the drafter chose it: {choice.reason}"
    return diagnosis.model_copy(
        update={
            "category": chosen.category,
            "cause": chosen.cause,
            "secondary": tuple(others),
            "evidence": (*diagnosis.evidence, why),
        }
    )


def finding_of_words(topic: Topic) -> Finding | None:
    """What a topic says by itself, before any record is looked at; None for a legal matter and for what is no topic."""
    return _WORDS_ALONE.get(topic)


def topics_by_weight(inquiry: Inquiry) -> tuple[Topic, ...]:
    """Problems first, wishes after them, questions and thanks last; requests stand in for topics never named.

    What is asked for outright comes before its terms: `_OUTRANKS`.
    """
    topics: list[Topic] = [topic for topic in sensible_topics(inquiry) if topic is not Topic.OTHER]
    if not any(topic not in _OUTSIDE for topic in topics):
        topics += [_TOPIC_OF_REQUEST[request] for request in inquiry.requests if request in _TOPIC_OF_REQUEST]
    asked = _asked_for(inquiry)
    if all(topic in _TERMS or topic in _OUTSIDE for topic in topics):
        topics += asked
    elif Topic.VARIANT in asked and inquiry.wanted_variants and _changes_the_order(inquiry, topics):
        topics.append(Topic.VARIANT)  # "change it to L, else cancel it": the cancelling waits for the answer
    if Request.DELETE_DATA in inquiry.requests:
        topics.append(Topic.LEGAL)
    ranks = {topic: (topic in _OUTSIDE, bool(asked) and topic in _TERMS, topic in _WISHES) for topic in topics}
    return tuple(sorted(dict.fromkeys(topics), key=ranks.__getitem__))


def _changes_the_order(inquiry: Inquiry, topics: Sequence[Topic]) -> bool:
    """The order is to be another one; goods that came are exchanged for what is wrong with them, or returned."""
    changes = Request.CHANGE_VARIANT in inquiry.requests and not any(topic in mismatch.TOPICS for topic in topics)
    return changes or Topic.CANCEL in topics


def _asked_for(inquiry: Inquiry) -> tuple[Topic, ...]:
    """The topics of the requests that outrank their terms, in the table's order."""
    requests = [request for request in _OUTRANKS if request in inquiry.requests]
    if inquiry.says(*_CARRIED_OUT) or Request.PRICE_DIFFERENCE in inquiry.requests:  # 差价退不退: no goods go back
        requests = [request for request in requests if request is not Request.RETURN]
    return tuple(dict.fromkeys(_OUTRANKS[request] for request in requests))


def _found(case: Verified, topics: tuple[Topic, ...]) -> list[Found]:
    """What the records decide for each topic that has a cause of its own, each cause once."""
    found: dict[Cause, Found] = {}
    for topic in topics:
        if _is_part_of_another(topic, topics, case):
            continue
        result = _of_topic(case, topic)
        if result is not None and result.cause not in found:
            found[result.cause] = result
    return list(found.values())


def _is_part_of_another(topic: Topic, topics: tuple[Topic, ...], case: Verified) -> bool:
    """A wish to return for a fault is a request; a look at the delivery beside another matter is no complaint."""
    others = [other for other in topics if other is not topic and other not in _OUTSIDE]
    if topic in mismatch.TOPICS and not has_shipped(case.order):
        return bool(others)
    if topic in _OF_GOODS_IN_HAND and is_missed(case):
        return True  # nothing that did not come can be broken
    if topic is Topic.DESCRIPTION and Topic.PRODUCT_QUESTION in topics and _nothing_came(case):
        return True  # what the page says is asked about: nothing can differ from it yet
    if topic is Topic.PRICE_DROP and Request.CHANGE_VARIANT in case.inquiry.requests:
        return Request.PRICE_DIFFERENCE not in case.inquiry.requests  # 差价我补: the other variant's price
    if topic in (Topic.RETURN, Topic.CANCEL):
        terms = _TERMS if _asked_for(case.inquiry) else frozenset()
        return any(other not in _WISHES and other not in _PARCEL and other not in terms for other in others)
    if topic is Topic.DELIVERY:
        changing = any(other in _CHANGES for other in others) or _is_changed_before_shipping(case, others)
        in_hand = has_arrived(case.order) and not case.inquiry.says(StatementKind.NOT_RECEIVED)
        return changing or (bool(others) and in_hand)
    return False


def _is_changed_before_shipping(case: Verified, others: Sequence[Topic]) -> bool:
    """An exchange of goods that have not left is a change of the order."""
    return Topic.RETURN in others and not has_shipped(case.order) and after_sales.wants_exchange(case)


def _nothing_came(case: Verified) -> bool:
    return not has_arrived(case.order) and not case.inquiry.says(StatementKind.RECEIVED, StatementKind.GOODS_ARE)


def _of_topic(case: Verified, topic: Topic) -> Found | None:
    if topic in _PARCEL:
        return diagnose_delivery(case, topic) or _instead_of_delivery(case)
    rule = _RULES.get(topic)
    return rule(case) if rule is not None else None


def _instead_of_delivery(case: Verified) -> Found | None:
    """Why nothing can be on its way: not paid yet, or the money went back."""
    if case.order.status is OrderStatus.PENDING_PAYMENT:
        return payment.diagnose_payment(case)
    return after_sales.diagnose_refund(case) if case.order.refunds or not has_shipped(case.order) else None


def _diagnosis(found: list[Found]) -> Diagnosis:
    first, *others = found
    secondary = [*first.explains, *(other.cause for other in others)]
    return Diagnosis(
        category=first.cause.category,
        cause=first.cause,
        secondary=tuple(
            Finding(category=cause.category, cause=cause)
            for cause in dict.fromkeys(secondary)
            if cause is not first.cause
        ),
        evidence=first.evidence,
        confidence=first.confidence,
    )


def _legal(inquiry: Inquiry, found: tuple[Found, ...]) -> Diagnosis:
    return Diagnosis(
        category=Category.COMPLAINT_OR_LEGAL,
        secondary=tuple(Finding(category=other.cause.category, cause=other.cause) for other in found),
        evidence=("the mail speaks of law, regulators, press, injury, fraud or privacy",),
        confidence=_LEGAL,
    )
