"""Who is writing, and what may therefore be said and done: the table of process.md, section 1, row by row."""

from collections.abc import Sequence

from assistant.case.inquiry import Inquiry
from assistant.case.shop import Customer, Recipient
from assistant.case.verification import Identity, IdentityLevel, Scope
from assistant.process.comparing import digits, plain
from assistant.process.evidence import Evidence, NamedOrder

_MOST_TAILS = 2
"""Phone endings that one mail may offer; more of them are guesses."""

_SHORTEST_STREET = 5
"""A street given in fewer characters (`3号`) fits too many addresses to prove anything."""


def identify(evidence: Evidence) -> Identity:
    """The first row of the table that the evidence fulfils."""
    account, check = evidence.account, evidence.sender_check
    proven = _proven_order(evidence.named, evidence.inquiry)
    check_failed = account is not None and check.verdict == "failed"

    if account is not None and check.verdict == "passed" and (proven is None or proven[0].customer == account):
        return _vouched(account, check.evidence, evidence.reply_to_differs)
    if proven is not None:
        named, factor = proven
        # A second factor proves a part in that order (a gift's recipient has one), never the buyer's whole account.
        owns_account = account is not None and account == named.customer and not check_failed
        return Identity(
            level=IdentityLevel.VERIFIED,
            scope=Scope.READ,
            customer_id=named.order.customer_id if named.order else None,
            evidence=(f"order {named.number} with {factor}", *check.evidence),
            proven_orders=None if owns_account or named.order is None else (named.order.number,),
            check_failed=check_failed,
            reply_to_registered_only=evidence.reply_to_differs,
        )
    if account is not None and check_failed:
        return Identity(
            level=IdentityLevel.CLAIMED,
            scope=Scope.NONE,
            customer_id=account.id,
            evidence=("the address is the account's, but the check of the sender failed", *check.evidence),
            check_failed=True,
            reply_to_registered_only=True,
        )
    if account is not None:
        return Identity(
            level=IdentityLevel.CLAIMED,
            scope=Scope.READ,
            customer_id=account.id,
            evidence=("the address is the account's; no trusted server vouches for it", *check.evidence),
            reply_to_registered_only=True,
        )
    if evidence.named:
        return Identity(
            level=IdentityLevel.CLAIMED,
            scope=Scope.NONE,
            evidence=("an order number without a second factor", *check.evidence),
        )
    return Identity(
        level=IdentityLevel.UNKNOWN,
        scope=Scope.NONE,
        evidence=("the address is no account's and no order number is given", *check.evidence),
    )


def _vouched(account: Customer, vouching: Sequence[str], reply_to_differs: bool) -> Identity:
    """The account's address with a trusted server's word for it; another Reply-To lowers `act` to `read`."""
    evidence = ("the address is the account's", *vouching)
    if reply_to_differs:
        evidence = (*evidence, "Reply-To names another address: the answer goes to the registered one")
    return Identity(
        level=IdentityLevel.VERIFIED,
        scope=Scope.READ if reply_to_differs else Scope.ACT,
        customer_id=account.id,
        evidence=evidence,
        reply_to_registered_only=reply_to_differs,
    )


def _proven_order(named: Sequence[NamedOrder], inquiry: Inquiry) -> tuple[NamedOrder, str] | None:
    """The first order given in the new words whose second factor stands there too, and which factor that is."""
    for candidate in named:
        if candidate.order is None or candidate.quoted:
            continue
        factor = second_factor(inquiry, candidate.customer, candidate.order.recipient)
        if factor is not None:
            return candidate, factor
    return None


def second_factor(inquiry: Inquiry, customer: Customer | None, recipient: Recipient | None) -> str | None:
    """Which labelled second factor matches the order's records, in words; None if none does."""
    factors = inquiry.factors
    registered = customer.phones if customer and customer.phones else ((recipient.phone,) if recipient else ())
    tails = {digits(phone)[-4:] for phone in registered if len(digits(phone)) >= 7}
    given = {tail for tail in map(digits, factors.phone_tails) if len(tail) == 4}
    if tails & given and len(given) <= _MOST_TAILS:
        return "the last 4 digits of the registered phone"
    if recipient is None or not recipient.name or plain(recipient.name) not in map(plain, factors.names):
        return None
    if recipient.postcode and plain(recipient.postcode) in map(plain, factors.postcodes):
        return "the recipient's name and postcode"
    if any(_same_street(given, recipient.street) for given in factors.streets):
        return "the recipient's name and street"
    return None


def _same_street(given: str, recorded: str) -> bool:
    """The recorded street stands whole in what was given, or what was given is a telling piece of it."""
    given, recorded = plain(given), plain(recorded)
    if len(recorded) >= _SHORTEST_STREET and recorded in given:
        return True
    has_number = any(character.isdigit() for character in given) or not any(c.isdigit() for c in recorded)
    return len(given) >= _SHORTEST_STREET and has_number and given in recorded
