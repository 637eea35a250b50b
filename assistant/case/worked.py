"""The case as the process leaves it: everything that code decided about one mail, for the agent's eyes."""

from assistant.case.base import Time, Value
from assistant.case.diagnosis import Action, Cause, Commitment, Diagnosis
from assistant.case.inquiry import Inquiry
from assistant.case.shop import Contact, Order
from assistant.case.verification import Claim, ContactHistory, Fact, Identity, OrderLock
from assistant.case.view import Question


class Resolution(Value):
    """What is proposed, what we commit to, and what has to be asked first."""

    actions: tuple[Action, ...] = ()
    commitments: tuple[Commitment, ...] = ()
    questions: tuple[Question, ...] = ()


class WorkedCase(Value):
    """`now` is when the thresholds were judged. `order` is the locked order's whole record, null unless locked.

    `customer_id` of the identity says whose case it is; the scope says how much of it the reply may use.
    """

    now: Time
    inquiry: Inquiry
    identity: Identity
    contacts: ContactHistory
    earlier: Contact | None = None
    """The newest earlier contact about the locked order itself: the only one that a reply may speak of."""
    lock: OrderLock
    candidates: tuple[Order, ...] = ()
    """The orders between which an ambiguous lock is open; beside a locked one, others that the mail speaks of too."""
    order: Order | None
    facts: tuple[Fact, ...]
    claims: tuple[Claim, ...]
    diagnosis: Diagnosis
    tied: tuple[Cause, ...] = ()
    """Causes that the records bear out equally, the diagnosed one first; empty where one leads."""
    resolution: Resolution
