"""What the records say of the sender, the order and the customer's statements."""

from enum import StrEnum
from typing import Literal

from assistant.case.base import Time, Value
from assistant.case.inquiry import StatementKind


class IdentityLevel(StrEnum):
    VERIFIED = "verified"
    CLAIMED = "claimed"
    UNKNOWN = "unknown"


class Scope(StrEnum):
    """What may be said and done, by what the sender has shown (process.md, section 1)."""

    ACT = "act"
    READ = "read"
    NONE = "none"

    @property
    def may_read(self) -> bool:
        return self is not Scope.NONE


class Identity(Value):
    """Who is writing, decided by code from evidence. `customer_id` is null unless the level is tied to one account.

    `check_failed`: a trusted server says that the sender is not who the From header claims.
    `reply_to_registered_only`: the answer goes to the account's registered address whatever Reply-To and Cc say.
    """

    level: IdentityLevel
    scope: Scope
    customer_id: str | None = None
    evidence: tuple[str, ...] = ()
    proven_orders: tuple[str, ...] | None = None
    """The only orders that this sender may hear about; null where the whole account is theirs."""
    check_failed: bool = False
    reply_to_registered_only: bool = False


class ContactHistory(Value):
    """Earlier contacts on every channel; empty where the scope does not let it count."""

    repeat: bool = False
    last_at: Time | None = None
    summary: str | None = None
    promise: str | None = None


class Candidate(Value):
    """An order that came into question, and why it was kept or dropped."""

    number: str
    reason: str
    kept: bool = True


class OrderOutcome(StrEnum):
    LOCKED = "locked"
    AMBIGUOUS = "ambiguous"
    NOT_FOUND = "not_found"
    NOT_NEEDED = "not_needed"


class OrderLock(Value):
    """`number` is null unless `locked`. `separator` is what to ask to tell the candidates apart, when ambiguous."""

    outcome: OrderOutcome
    number: str | None = None
    candidates: tuple[Candidate, ...] = ()
    separator: Literal["order_number", "item", "variant", "time", "amount"] | None = None


class Fact(Value):
    """One key fact of the order. `field` is the dotted path in the shop file (`lines.0.variant.尺码`).

    `record` and `customer` are null where the record has no value, or the customer said none.
    """

    id: str
    field: str
    record: str | None
    customer: str | None = None
    result: Literal["match", "mismatch", "unstated"] = "unstated"


class Verdict(StrEnum):
    CONFIRMED = "confirmed"
    CONTRADICTED = "contradicted"
    NOT_IN_RECORDS = "not_in_records"


class Claim(Value):
    """A customer's statement held against the records; `facts` are the ids of the facts that decide it."""

    id: str
    kind: StatementKind
    text: str
    verdict: Verdict
    facts: tuple[str, ...] = ()
