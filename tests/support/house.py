"""A house for tests: the real stations on stores of their own and real mail servers, with short pauses."""

import threading
import time
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from email.message import EmailMessage
from functools import partial
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from pydantic import SecretStr

from assistant.case.diagnosis import Cause, Role
from assistant.case.email import Email
from assistant.case.knowledge import Passage, Playbook, Policy
from assistant.case.view import CaseView
from assistant.caseworker import CaseWorker
from assistant.demo.configuration import DemoSettings
from assistant.demo.sample import SUPPORT_ADDRESS, TRUSTED_AUTHSERV_ID, sample_mails, sample_shop
from assistant.desk.app import create_app
from assistant.dispatcher import Dispatcher
from assistant.drafting.offline import OfflineDrafter
from assistant.drafts_keeper import DraftsKeeper
from assistant.house import House, build_fetchers, build_office, jobs_url, open_house, signatures_of, version_of
from assistant.job_steps import Office
from assistant.jobs import JobEngine
from assistant.knowledge.playbooks import load_playbooks, playbook_for, policy
from assistant.orders.memory import ShopFileOrders
from assistant.orders.sql import import_shop
from assistant.pipeline import NO_GLOSSARY, Drafter, Glossary, Understood, Written
from assistant.records.values import Approval, Attempt, Draft, StoredMessage
from assistant.resources import packaged
from assistant.settings import MailboxSettings, ServerSettings, Settings
from assistant.wiring import (
    Records,
    build_composer,
    build_pipeline,
    connect_mailbox,
    fresh_mailbox_password,
    mail_reader,
    mailbox_password,
    now_utc,
    open_records,
    sent_mail_reader,
)

from .dovecot import PASSWORD, USER

MAILBOX = "support"
PEOPLE_PASSWORD = "open sesame 8"
NOWHERE = ServerSettings(host="127.0.0.1", port=1, security="none", timeout=5)
"""Nobody listens there."""

DAY_ZERO = now_utc()
SHOP = sample_shop(DAY_ZERO)
MAILS = {mail.name: mail.raw for mail in sample_mails(DAY_ZERO)}


def eventually(condition: Callable[[], Any], seconds: float = 20.0) -> Any:
    """What the condition comes to, as soon as it is true of anything."""
    end = time.monotonic() + seconds
    while not (found := condition()):
        assert time.monotonic() < end, f"not within {seconds:g} s"
        time.sleep(0.02)
    return found


def mail(words: str, *, sender: str = "emma.clarke@mail.example", subject: str = "Question", **headers: str) -> bytes:
    """A customer's mail in plain text; each is another one by its words."""
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = sender, SUPPORT_ADDRESS, subject
    message["Date"], message["Message-ID"] = (
        DAY_ZERO,
        f"<{zlib.crc32(f'{sender} {subject} {words}'.encode())}@mail.example>",
    )
    for name, value in headers.items():
        del message[name.replace("_", "-")]
        message[name.replace("_", "-")] = value
    message.set_content(words)
    return message.as_bytes().replace(b"\n", b"\r\n")


def mailbox_settings(imap: ServerSettings = NOWHERE, smtp: ServerSettings = NOWHERE, **changes: Any) -> MailboxSettings:
    """The shop's mailbox on Dovecot's test account, found anew every 20 ms and more where there is no IDLE."""
    given = {
        "address": SUPPORT_ADDRESS,
        "username": USER,
        "password": SecretStr(PASSWORD),
        "imap": imap,
        "smtp": smtp,
        "poll_seconds": 0.2,
        "display_name": "暖阳生活客服",
    }
    return MailboxSettings(**(given | changes))


def house_settings(folder: Path, mailbox: MailboxSettings | None = None, **mailboxes: MailboxSettings) -> Settings:
    """Only what is given: nothing of the developer's own settings."""
    return DemoSettings(
        data_dir=folder,
        kb_dir=packaged("kb"),
        trusted_authserv_ids=(TRUSTED_AUTHSERV_ID,),
        mailboxes=({MAILBOX: mailbox} if mailbox else {}) | mailboxes,
        workers=4,
        burst_seconds=0,
        mails_per_sender_and_hour=100_000,
    )


@dataclass
class PlayedKnowledge:
    """The sample playbooks without the search index, whose libraries take seconds to load."""

    playbooks: Sequence[Playbook] = field(default_factory=lambda: load_playbooks(packaged("kb") / "playbooks"))

    def policy(self, at: datetime) -> Policy:
        return policy(self.playbooks, at)

    def playbook(self, cause: Cause, at: datetime) -> Playbook | None:
        return playbook_for(self.playbooks, cause, at)

    def search(self, text: str, **_: Any) -> Sequence[Passage]:
        return ()

    def notices(self, cause: Cause, **_: Any) -> Sequence[Passage]:
        return ()


class WatchedDrafter(OfflineDrafter):
    """The offline drafter, which tells of each call before it is made: a test may stop it or break it there."""

    def __init__(self, told: Callable[[str, str], None] = lambda step, words: None) -> None:
        self.told = told

    def understand(self, email: Email, glossary: Glossary) -> Understood:
        self.told("understand", email.text)
        return super().understand(email, glossary)

    def write(self, view: CaseView, glossary: Glossary = NO_GLOSSARY, wish: str | None = None) -> Written:
        self.told("write", view.words)
        return super().write(view, glossary, wish)


@dataclass
class Workshop:
    """Case workers and dispatcher over records of their own, without mailbox thread, index and desk."""

    settings: Settings
    records: Records
    drafter: Drafter = field(default_factory=WatchedDrafter)
    orders: ShopFileOrders = field(default_factory=lambda: ShopFileOrders(SHOP))
    clock: Callable[[], datetime] = now_utc
    uids: Iterator[int] = field(default_factory=lambda: iter(range(1, 1_000_000)))

    @property
    def office(self) -> Office:
        records, read_mail = self.records, mail_reader(self.settings, self.records)
        composer, connect = build_composer(self.settings, records), partial(connect_mailbox, self.settings)
        password = partial(mailbox_password, self.settings)
        fresh = partial(fresh_mailbox_password, self.settings)
        pipeline = build_pipeline(self.settings, self.orders, PlayedKnowledge(), self.drafter)
        return Office(
            caseworker=CaseWorker(
                pipeline,
                records.messages,
                records.tickets,
                read_mail,
                self.clock,
                burst=timedelta(seconds=self.settings.burst_seconds),
                most_an_hour=self.settings.mails_per_sender_and_hour,
                signatures=signatures_of(self.settings),
            ),
            dispatcher=Dispatcher(records.deliveries, composer, connect, password, fresh, self.clock),
            keeper=DraftsKeeper(
                records.placed_drafts,
                records.deliveries,
                records.tickets,
                composer,
                connect,
                sent_mail_reader(self.settings, self.clock),
                lambda number: version_of(self.orders, number),
                self.clock,
            ),
            messages=records.messages,
            deliveries=records.deliveries,
            clock=self.clock,
            strike_pause=0.1,
            copy_pause=0.1,
        )

    def engine(self, **changes: Any) -> JobEngine:
        given: dict[str, Any] = {"office": self.office, "workers": 4, "sweep_seconds": 0.1}
        return JobEngine(jobs_url(self.settings), **(given | changes))

    @contextmanager
    def working(self, **changes: Any) -> Iterator[JobEngine]:
        engine = self.engine(**changes)
        engine.start()
        try:
            yield engine
        finally:
            engine.stop()

    def receive(self, *raws: bytes) -> tuple[int, ...]:
        """Stored, and nobody told: as after a crash between storing and enqueuing."""
        items = [(next(self.uids), raw, DAY_ZERO) for raw in raws]
        return self.records.messages.store(MAILBOX, "INBOX", 1, items)

    def worked(self, message_id: int) -> Draft:
        """The message's draft, made in this thread and not by a job."""
        caseworker = self.office.caseworker
        read = caseworker.read(message_id)
        assert read is not None
        verified = caseworker.verify(message_id, read, self.clock())
        saved = caseworker.file(message_id, read, verified, caseworker.answer(verified))
        assert saved.draft_id is not None
        return self.records.tickets.draft(saved.draft_id)

    def message(self, message_id: int) -> StoredMessage:
        return self.records.messages.message(message_id)

    def settled(self) -> bool:
        return not self.records.messages.to_work()

    def drafts(self) -> list[Draft]:
        """Everything that was drafted, whatever became of it."""
        tickets = [self.records.tickets.ticket(row.ticket_id) for row in self.records.tickets.queue(state=None)]
        return [draft for ticket in tickets for draft in ticket.drafts]

    def approve(self, draft: Draft) -> Approval:
        """As it stands, every failed check confirmed, by a supervisor who has just looked."""
        if self.records.users.by_name("anna") is None:
            self.records.users.add("anna", Role.SUPERVISOR, PEOPLE_PASSWORD)
        return self.records.approvals.approve(
            draft.id,
            version=draft.version,
            user="anna",
            role=Role.SUPERVISOR,
            text=draft.text,
            confirmed_checks=[check.name for check in draft.failed_checks],
            last_message_id=self.records.tickets.ticket(draft.ticket_id).last_message_id,
            order_version=draft.order_version,
            now=self.clock(),
        )

    def role(self, name: str) -> Role:
        user = self.records.users.by_name(name)
        assert user is not None
        return user.role

    def begin(self, delivery_id: int) -> Attempt | None:
        return self.records.deliveries.begin(delivery_id, self.clock())


@contextmanager
def workshop(folder: Path, mailbox: MailboxSettings | None = None, **changes: Any) -> Iterator[Workshop]:
    settings = house_settings(folder, mailbox or mailbox_settings())
    records = open_records(settings)
    try:
        yield Workshop(settings, records, **changes)
    finally:
        records.database.close()


@dataclass
class Running:
    """A house at work, with a desk in front of it."""

    house: House

    @property
    def app(self) -> FastAPI:
        return create_app(self.house.desk_services())

    def add_people(self) -> None:
        for role in Role:
            self.house.records.users.add(role.value, role, PEOPLE_PASSWORD, language="en")

    def message_from(self, sender: str) -> StoredMessage | None:
        """The first of this sender's that was worked."""
        worked = self.house.records.messages.in_state("worked", limit=1000)
        return next((message for message in reversed(worked) if message.sender == sender), None)

    def draft_for(self, sender: str) -> Draft | None:
        message = self.message_from(sender)
        if message is None or message.ticket_id is None:
            return None
        return self.house.records.tickets.ticket(message.ticket_id).draft


@contextmanager
def running_house(settings: Settings) -> Iterator[Running]:
    """Everything real, in this process: fetchers, jobs, index. Its shop is the sample shop."""
    records = open_records(settings)
    import_shop(records.database.engine, SHOP)
    records.database.close()
    house = with_short_pauses(open_house(settings))
    try:
        house.jobs.start()  # type: ignore[attr-defined]
        house.start_fetching()
        yield Running(house)
    finally:
        house.close()


def with_short_pauses(house: House) -> House:
    office = build_office(house.settings, house.records, house.orders, house.knowledge)
    office = replace(office, strike_pause=0.1, copy_pause=0.1)
    engine = JobEngine(jobs_url(house.settings), office, workers=house.settings.workers, sweep_seconds=0.2)
    house.engine = house.jobs = engine
    house.fetchers = build_fetchers(house.settings, house.records, engine)
    return house


def others_threads(before: set[threading.Thread]) -> list[threading.Thread]:
    """Those that live now and did not then, after a moment for ending ones to end."""
    end = time.monotonic() + 3
    while new := [thread for thread in threading.enumerate() if thread not in before]:
        if time.monotonic() > end:
            return new
        time.sleep(0.02)
    return []


def open_files() -> set[str]:
    """What this process has open by name, sockets and pipes apart (Linux)."""
    names = set()
    for entry in Path("/proc/self/fd").iterdir():
        with suppress(OSError):
            names.add(str(entry.readlink()))
    return {name for name in names if name.startswith("/") and not name.startswith(("/dev/", "/proc/"))}
