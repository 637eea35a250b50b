"""A desk over records of its own: three agents, and stand-ins that note what would go to other stations."""

import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from fastapi import FastAPI

from assistant.case.case_file import CaseFile
from assistant.case.diagnosis import Role
from assistant.case.email import Email
from assistant.case.knowledge import Passage, PastCase, Policy, RoleLimits
from assistant.case.reply import Check, Source
from assistant.case.shop import ShopFile
from assistant.desk.app import create_app
from assistant.desk.services import DeskServices, KnowledgeChange, MailboxHealth, ModelHealth
from assistant.mailbox.html import sanitise
from assistant.orders.memory import ShopFileOrders
from assistant.orders.versions import order_version
from assistant.records.audit import Audit
from assistant.records.database import open_database
from assistant.records.migrate import migrate
from assistant.records.raw import RawStore
from assistant.records.values import Draft, ModelDay, SavedDraft
from assistant.settings import DeliveryMode, DeskSettings
from support.records import Records, case_file
from support.sample_shop import NOW, ago, shop_file

PASSWORD = "open sesame 8"
AGENTS = {"xiaoli": Role.AGENT, "wang": Role.SENIOR, "anna": Role.SUPERVISOR}
FORBIDDEN = "999.99"
"""The stand-in for the drafting checks fails a text that holds this amount."""


@dataclass
class SampleDesk:
    """The desk's records, its shop, and what was handed to the stand-ins for other stations."""

    records: Records
    orders: ShopFileOrders
    delivered: list[int] = field(default_factory=list)
    worked: list[int] = field(default_factory=list)
    redrafted: list[int] = field(default_factory=list)
    reworded: list[tuple[int, str]] = field(default_factory=list)
    model: ModelHealth | None = None
    knowledge_problem: str = ""
    model_days: tuple[ModelDay, ...] = ()
    mails: dict[int, Email] = field(default_factory=dict)
    files: dict[tuple[int, str], bytes] = field(default_factory=dict)
    now: datetime = NOW
    mode: DeliveryMode = "send"
    similar: tuple[PastCase, ...] = ()
    sanitise: Callable[[str], str] = sanitise
    mailboxes: Sequence[MailboxHealth] = (MailboxHealth("support@shop.example", ok=True, checked_at=ago(seconds=50)),)

    def __post_init__(self) -> None:
        for name, role in AGENTS.items():
            self.records.users.add(name, role, PASSWORD, language="en")

    @property
    def services(self) -> DeskServices:
        records = self.records
        return DeskServices(
            tickets=records.tickets,
            messages=records.messages,
            approvals=records.approvals,
            deliveries=records.deliveries,
            promises=records.promises,
            users=records.users,
            audit=Audit(records.database),
            orders=self.orders,
            order_version=self.version_of,
            check=checked,
            sanitise=lambda html: self.sanitise(html),
            read_mail=lambda message_id: self.mails[message_id],
            attachment=lambda message_id, part: self.files[message_id, part],
            deliver=self.delivered.append,
            work=self.worked.append,
            redraft=self.redrafted.append,
            health=lambda: self.mailboxes,
            knowledge_changes=lambda since: (
                KnowledgeChange("new", "双十一预售商品延迟发货说明", ago(hours=20)),
                KnowledgeChange("expired", "双十一满减规则", ago(hours=9)),
            ),
            similar_cases=lambda draft: self.similar,
            policy=policy,
            clock=lambda: self.now,
            settings=DeskSettings(),
            reword=lambda draft_id, wish: self.reworded.append((draft_id, wish)),
            model=lambda: self.model,
            knowledge_problem=lambda: self.knowledge_problem,
            model_days=lambda days: self.model_days,
            model_currency=lambda profile: {"qwen": "CNY", "openai": "USD"}.get(profile, ""),
            delivery_mode=lambda _mailbox: self.mode,
        )

    @property
    def app(self) -> FastAPI:
        return create_app(self.services)

    def version_of(self, number: str | None) -> str | None:
        order = self.orders.order(number) if number else None
        return order_version(order) if order else None

    def file(
        self,
        mail: Email,
        *,
        waited: timedelta = timedelta(hours=2),
        files: dict[str, bytes] | None = None,
        passages: Sequence[Passage] = (),
        sources: Sequence[Source] = (),
        **case: Any,
    ) -> SavedDraft:
        """A mail received `waited` ago and worked; `case` are the case file's keys that differ from the builder's."""
        message_id = self.records.receive(at=self.now - waited)
        worked = CaseFile.model_validate(case_file(mail).model_dump(by_alias=True) | case)
        saved = self.records.tickets.save_case(
            message_id,
            mail,
            worked,
            passages=passages,
            sources=sources,
            order_version=self.version_of(worked.order.number),
        )
        self.mails[message_id] = mail
        self.files |= {(message_id, part): content for part, content in (files or {}).items()}
        return saved

    def draft(self, saved: SavedDraft) -> Draft:
        assert saved.draft_id is not None
        return self.records.tickets.draft(saved.draft_id)


@contextmanager
def sample_desk(folder: Path, shop: ShopFile | None = None, template: Path | None = None) -> Iterator[SampleDesk]:
    """An empty desk on a database of its own in `folder`; a copy of `template` saves making the tables anew."""
    if template is not None:
        shutil.copy(template, folder / "desk.sqlite")
    database = open_database(f"sqlite:///{folder / 'desk.sqlite'}")
    if template is None:
        migrate(database)
    yield SampleDesk(Records(database, RawStore(folder / "raw")), ShopFileOrders(shop or shop_file()))
    database.close()


def checked(draft: Draft, text: str) -> tuple[Check, ...]:
    """A stand-in for the drafting checks: one rule, so that tests can make it fail."""
    fails = FORBIDDEN in text
    detail = f"“{FORBIDDEN}” is in none of the sources of this sentence." if fails else ""
    return (Check(name="grounded_numbers", passed=not fails, detail=detail), Check(name="no_absolutes", passed=True))


def policy(at: datetime) -> Policy:
    """The sample shop's role limits; the numbers that the desk does not show are all 1."""
    numbers: dict[str, Any] = {name: 1 for name in Policy.model_fields if name not in {"limits", "sources", "sales"}}
    limit = {"refund_without_return": "50", "coupon": "20", "freight": "30", "replacement": "200", "refund": "0"}
    limits = {
        Role.AGENT: RoleLimits.model_validate(limit),
        Role.SENIOR: RoleLimits.model_validate(dict.fromkeys(limit, "500")),
        Role.SUPERVISOR: RoleLimits.model_validate(dict.fromkeys(limit)),
    }
    return Policy.model_validate(numbers | {"limits": limits})
