"""The procedure, top to bottom: who is writing, which order, what is true, what is wrong, what may be done.

`lock` comes first, because the policy that applies is the one in force on the locked order's date; `work_case` does
the rest. Both are pure: the records, the policy, the time and the calendar are arguments.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from assistant.case.knowledge import Policy
from assistant.case.shop import Contact, Order
from assistant.case.verification import ContactHistory, Identity, OrderLock, OrderOutcome
from assistant.case.worked import WorkedCase
from assistant.process.causes import diagnose, diagnose_words, tied_causes
from assistant.process.claims import Records, verify_claims
from assistant.process.comparing import plain
from assistant.process.contacts import contact_about, contact_history, reread
from assistant.process.evidence import Evidence, Verified, WorkingDay
from assistant.process.facts import check_facts
from assistant.process.locking import CONTRADICTED, Separator, lock_order
from assistant.process.naming import item_words
from assistant.process.other_orders import also_meant
from assistant.process.periods import promised_after
from assistant.process.pools.promotion import price_at
from assistant.process.resolution import resolve, resolve_without_order


def lock(evidence: Evidence, identity: Identity) -> tuple[OrderLock, Order | None]:
    """The lock and the locked order's record."""
    outcome = lock_order(evidence, identity)
    known = [*evidence.orders, *(named.order for named in evidence.named if named.order is not None)]
    return outcome, next((order for order in known if order.number == outcome.number), None)


def work_case(
    evidence: Evidence,
    identity: Identity,
    locked: tuple[OrderLock, Order | None],
    policy: Policy,
    is_working_day: WorkingDay,
    disrupted_by: str | None = None,
) -> WorkedCase:
    """Everything that code decides about one mail. `policy` is the one in force on the order's date."""
    outcome, order = locked
    history = contact_history(identity, evidence.contacts, evidence.mailed_at, policy.repeat_contact_days)
    inquiry = reread(evidence.inquiry, history, evidence.contacts)
    evidence = evidence.model_copy(update={"inquiry": inquiry})
    if order is None:
        return _without_order(
            evidence, identity, outcome, history, policy, _answer_by(evidence, policy, is_working_day)
        )

    products = {product.sku: product for product in evidence.products}
    verified = Verified(
        shop=evidence.shop,
        inquiry=inquiry,
        order=order,
        products={line.sku: products[line.sku] for line in order.lines if line.sku in products},
        policy=policy,
        mailed_at=evidence.mailed_at,
        now=evidence.now,
        contacts=evidence.contacts,
        disrupted_by=disrupted_by,
        granted=evidence.granted,
    )
    records = _records(evidence, order, evidence.contacts)._replace(
        pages=verified.pages,
        page=verified.page,
        meant={plain(mention.words): frozenset(mention.skus) for mention in inquiry.items},
        elsewhere=frozenset(line.sku for other in evidence.orders if other is not order for line in other.lines),
    )
    facts = check_facts(order, inquiry, verified.products, records)
    diagnosis = diagnose(verified)
    if identity.scope.may_read:
        resolution, also = resolve(verified, diagnosis, identity.scope, is_working_day), also_meant(evidence, order)
    else:
        # An order that this sender may not hear about: the agent sees it, the reply asks who they are.
        hidden = OrderLock(outcome=OrderOutcome.NOT_FOUND)
        answer_by = _answer_by(evidence, policy, is_working_day)
        resolution, also = resolve_without_order(hidden, diagnosis, policy, answer_by, ()), ()
    return WorkedCase(
        now=evidence.now,
        inquiry=inquiry,
        identity=identity,
        contacts=history,
        earlier=_earlier(evidence, order, history, policy),
        lock=outcome,
        candidates=also,
        order=order,
        facts=facts,
        claims=verify_claims(inquiry, records, facts),
        diagnosis=diagnosis,
        tied=tied_causes(verified, diagnosis),
        resolution=resolution,
    )


def _earlier(evidence: Evidence, order: Order, history: ContactHistory, policy: Policy) -> Contact | None:
    """Nothing where the history does not count: the sender's scope decides that once, for all of it."""
    if not history.repeat:
        return None
    since = evidence.mailed_at - timedelta(days=policy.repeat_contact_days)
    return contact_about(order, evidence.contacts, evidence.products, since, evidence.mailed_at)


def _answer_by(evidence: Evidence, policy: Policy, is_working_day: WorkingDay) -> datetime:
    return promised_after(evidence.now, policy.answer_hours, evidence.shop.zone, is_working_day)


def _records(evidence: Evidence, order: Order | None, contacts: Sequence[Contact]) -> Records:
    skus = {line.sku for line in order.lines} if order is not None else set()
    prices = {
        product.sku: price_at(product, evidence.mailed_at) for product in evidence.products if product.sku in skus
    }
    return Records(
        order=order,
        contacts=contacts,
        mailed_at=evidence.mailed_at,
        zone=evidence.shop.zone,
        prices={sku: price for sku, price in prices.items() if price is not None},
        names={product.sku: (product.name, *product.aliases) for product in evidence.products if product.sku in skus},
    )


def _without_order(
    evidence: Evidence,
    identity: Identity,
    outcome: OrderLock,
    history: ContactHistory,
    policy: Policy,
    answer_by: datetime,
) -> WorkedCase:
    diagnosis = diagnose_words(evidence.inquiry)
    kept = {candidate.number for candidate in outcome.candidates if candidate.kept}
    orders, separator = [order for order in evidence.orders if order.number in kept], outcome.separator
    # What tells the candidates apart is order data: without the scope to read it, the number is asked for instead.
    told = identity.scope.may_read
    if outcome.outcome is OrderOutcome.NOT_FOUND:
        orders, separator = _contradicted(evidence, outcome), "order_number"
    options = separating_options(orders, separator, evidence) if told else ()
    shown = outcome if told else outcome.model_copy(update={"outcome": _as_seen_without_scope(outcome.outcome)})
    return WorkedCase(
        now=evidence.now,
        inquiry=evidence.inquiry,
        identity=identity,
        contacts=history,
        lock=outcome,
        candidates=tuple(orders) if outcome.outcome is OrderOutcome.AMBIGUOUS and told else (),
        order=None,
        facts=(),
        claims=verify_claims(evidence.inquiry, _records(evidence, None, evidence.contacts if told else ()), ()),
        diagnosis=diagnosis,
        resolution=resolve_without_order(shown, diagnosis, policy, answer_by, options),
    )


def _contradicted(evidence: Evidence, outcome: OrderLock) -> list[Order]:
    """The sender's own orders that the mail numbers and whose goods are not those that it describes."""
    numbers = {one.number for one in outcome.candidates if one.reason.startswith(CONTRADICTED)}
    named = (named.order for named in evidence.named if named.order is not None)
    return list({order.number: order for order in named if order.number in numbers}.values())


def _as_seen_without_scope(outcome: OrderOutcome) -> OrderOutcome:
    return OrderOutcome.NOT_FOUND if outcome is OrderOutcome.AMBIGUOUS else outcome


def separating_options(orders: Sequence[Order], separator: Separator | None, evidence: Evidence) -> tuple[str, ...]:
    """The candidates in words that tell them apart: item and variant, day and amount as far as needed."""
    options, shop = [], evidence.shop
    for order in orders:
        items = " + ".join(item_words(line, evidence.products, evidence.inquiry.language) for line in order.lines)
        day = order.placed_at.astimezone(shop.zone).date().isoformat()
        words = {
            "item": items,
            "variant": items,
            "time": f"{items} ({day})",
            "amount": f"{items} ({order.amount_paid} {shop.currency})",
            "order_number": f"{items} ({order.number})",
            None: items,
        }
        options.append(words[separator])
    return tuple(dict.fromkeys(options))
