"""What the desk is given: records to read and decide on, and functions for what other stations do."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Literal

from assistant.case.email import Email
from assistant.case.knowledge import PastCase, Policy
from assistant.case.reply import Check
from assistant.pipeline import OrderSource
from assistant.records.approvals import Approvals
from assistant.records.audit import Audit
from assistant.records.deliveries import Deliveries
from assistant.records.messages import Messages
from assistant.records.promises import Promises
from assistant.records.tickets import Tickets
from assistant.records.users import Users
from assistant.records.values import Draft, ModelDay
from assistant.settings import DeliveryMode, DeskSettings


@dataclass(frozen=True)
class MailboxHealth:
    """How a mailbox does. `ok` is None while it was never read; `problem` never holds a secret.

    `last_success`: when all of it was read. `lag_seconds`: mail that came so long ago may not be here yet.
    """

    name: str
    ok: bool | None
    checked_at: datetime | None = None
    problem: str = ""
    last_success: datetime | None = None
    lag_seconds: float = 0.0

    @property
    def behind_minutes(self) -> int:
        return int(self.lag_seconds // 60)


ChangeKind = Literal["new", "changed", "withdrawn", "starts", "expired"]


@dataclass(frozen=True)
class KnowledgeChange:
    """An article that an agent should know about before the shift. `at` is when it changed, starts or ended.

    `tickets`: those whose waiting or outdated draft cites it.
    """

    kind: ChangeKind
    title: str
    at: datetime
    tickets: tuple[int, ...] = ()


@dataclass(frozen=True)
class ModelHealth:
    """How the drafting model does. `ok` is None while it was never asked; `spent` is of today, in `currency`."""

    name: str
    ok: bool | None
    problem: str = ""
    spent: Decimal = Decimal(0)
    budget: Decimal | None = None
    currency: str = ""


@dataclass(frozen=True)
class DeskServices:
    """The desk's parts; all functions are synchronous and may be called from several threads.

    `order_version`: the present version of an order by number, None for none; what an approval is held against.
    `check`: the reply checks for a draft's text as a person changed it.
    `sanitise`: a mail's HTML as harmless HTML, image addresses kept aside in `data-src`.
    `read_mail`, `attachment`: the parsed mail of a message id, and the bytes of one of its MIME parts.
    `deliver`, `work`, `redraft`: enqueue an approved delivery, a message that is to be worked again, a draft that is to
    be drafted again with the present facts, `reword` with a wish about its wording, too; by id.
    `knowledge_problem`: why articles cannot be searched, empty while they can.
    `model`: the drafting model, None where the offline drafter is the chosen one. `model_days`: what was asked of the
    models on so many days, today first. `model_currency`: that of a profile's prices, empty for one that is gone.
    `health`: the mailboxes. `knowledge_changes`: what changed since a time. `policy`: the policy in force at a time.
    `similar_cases`: the decided cases most like a draft's, pseudonymised; raises DraftdeskError.
    `clock`: the present, aware. `delivery_mode`: what becomes of an approved reply of that mailbox: it is sent, or put
    into Drafts.
    """

    tickets: Tickets
    messages: Messages
    approvals: Approvals
    deliveries: Deliveries
    promises: Promises
    users: Users
    audit: Audit
    orders: OrderSource
    order_version: Callable[[str | None], str | None]
    check: Callable[[Draft, str], Sequence[Check]]
    sanitise: Callable[[str], str]
    read_mail: Callable[[int], Email]
    attachment: Callable[[int, str], bytes]
    deliver: Callable[[int], None]
    work: Callable[[int], None]
    redraft: Callable[[int], None]
    health: Callable[[], Sequence[MailboxHealth]]
    knowledge_changes: Callable[[datetime], Sequence[KnowledgeChange]]
    similar_cases: Callable[[Draft], Sequence[PastCase]]
    policy: Callable[[datetime], Policy]
    clock: Callable[[], datetime]
    settings: DeskSettings
    delivery_mode: Callable[[str], DeliveryMode] = lambda _mailbox: "send"
    reword: Callable[[int, str], None] = lambda draft_id, wish: None
    knowledge_problem: Callable[[], str] = lambda: ""
    model: Callable[[], ModelHealth | None] = lambda: None
    model_days: Callable[[int], Sequence[ModelDay]] = lambda days: ()
    model_currency: Callable[[str], str] = lambda profile: ""
