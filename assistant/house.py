"""The running house: mailboxes, case workers, outbox and desk, put together from the settings and started as asked."""

import socket
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property, partial

from assistant.case.knowledge import Language
from assistant.case.reply import Check
from assistant.case.view import CaseView
from assistant.case_review import CaseReview
from assistant.caseworker import CaseWorker
from assistant.desk.services import DeskServices, KnowledgeChange, MailboxHealth, ModelHealth
from assistant.dispatcher import Dispatcher
from assistant.drafting.checks import check
from assistant.drafting.edited import edited_reply
from assistant.drafting.model_usage import cost_at_most
from assistant.drafting.open_questions import QUESTIONS_ANSWERED, questions_check
from assistant.drafts_keeper import DraftsKeeper
from assistant.fetcher import Fetcher
from assistant.job_steps import Office
from assistant.jobs import JobClient, JobEngine, JobQueue
from assistant.knowledge.index import Progress
from assistant.knowledge.search import Knowledge
from assistant.knowledge_feed import changes, note_articles
from assistant.knowledge_watch import LOOK_SECONDS, KnowledgeWatch
from assistant.mailbox.body import attachment_bytes
from assistant.mailbox.html import sanitise
from assistant.orders.sql import SqlOrders
from assistant.orders.versions import order_version
from assistant.pipeline import OrderSource
from assistant.records import drafts
from assistant.records.health import Health
from assistant.records.values import Draft
from assistant.settings import DeliveryMode, Settings
from assistant.signatures import unsigned
from assistant.wiring import (
    Records,
    build_composer,
    build_drafter,
    build_pipeline,
    connect_mailbox,
    fresh_mailbox_password,
    mail_reader,
    mailbox_password,
    now_utc,
    open_knowledge_or_policy,
    open_records,
    require_mailbox,
    sent_mail_reader,
)

STOPPING_SECONDS = 2.0
"""How long a fetcher may take to end in good order before its connection is cut."""

BUDGET_SPENT = "Today's budget is spent; the offline drafter writes until tomorrow."


@dataclass
class House:
    """`open_house` makes one. `engine` is set where the jobs run in this process."""

    settings: Settings
    records: Records
    orders: SqlOrders
    knowledge: Knowledge
    jobs: JobQueue
    fetchers: tuple[Fetcher, ...]
    engine: JobEngine | None = None
    _stop: threading.Event = field(default_factory=threading.Event)
    _threads: list[threading.Thread] = field(default_factory=list)

    def start_fetching(self) -> None:
        """Each mailbox in a thread of its own."""
        for fetcher in self.fetchers:
            self._in_a_thread(fetcher.run, f"fetch-{fetcher.name}")

    def start_watching(self, seconds: float = LOOK_SECONDS) -> None:
        """Articles that change, and their times, are noticed while the house is open."""
        self._in_a_thread(build_watch(self.records, self.knowledge, seconds).run, "knowledge")

    def _in_a_thread(self, work: Callable[[threading.Event], None], name: str) -> None:
        thread = threading.Thread(target=work, args=(self._stop,), name=name, daemon=True)
        thread.start()
        self._threads.append(thread)

    def close(self) -> None:
        """Stop fetching, let the steps of running jobs end, close index and database: all of it, whatever fails."""
        with ExitStack() as closing:
            closing.callback(self.records.database.close)
            closing.callback(self.knowledge.close)
            closing.callback(self.jobs.stop)
            closing.callback(self._stop_fetching)

    def _stop_fetching(self) -> None:
        self._stop.set()
        end = time.monotonic() + STOPPING_SECONDS
        for thread in self._threads:
            thread.join(timeout=max(0.0, end - time.monotonic()))
        for fetcher in self.fetchers:
            fetcher.mailbox.interrupt()
        for thread in self._threads:
            thread.join(timeout=STOPPING_SECONDS)
        self._threads.clear()

    def desk_services(self) -> DeskServices:
        records = self.records
        read_mail = mail_reader(self.settings, records)
        return DeskServices(
            tickets=records.tickets,
            messages=records.messages,
            approvals=records.approvals,
            deliveries=records.deliveries,
            promises=records.promises,
            users=records.users,
            audit=records.audit,
            orders=self.orders,
            order_version=self.order_version,
            check=check_draft,
            sanitise=sanitise,
            read_mail=read_mail,
            attachment=lambda message_id, part: attachment_bytes(records.messages.raw(message_id), part),
            deliver=self.jobs.deliver,
            work=self.jobs.work,
            redraft=self.redraft,
            health=self.health,
            knowledge_changes=self.knowledge_changes,
            similar_cases=self.case_review.similar,
            policy=self.knowledge.policy,
            clock=now_utc,
            settings=self.settings.desk,
            delivery_mode=self.delivery_mode,
            reword=self.reword,
            knowledge_problem=lambda: self.knowledge.problem,
            model=self.model,
            model_days=lambda days: self.records.model_calls.days(self._midnight(), days),
            model_currency=self.model_currency,
        )

    @cached_property
    def case_review(self) -> CaseReview:
        return CaseReview(self.knowledge, self.records.tickets, self.orders)

    def order_version(self, number: str | None) -> str | None:
        return version_of(self.orders, number)

    def delivery_mode(self, mailbox: str) -> DeliveryMode:
        settings = self.settings.mailboxes.get(mailbox)
        return settings.delivery if settings is not None else "send"

    def redraft(self, draft_id: int) -> None:
        self.jobs.redraft(self.records.tickets.draft(draft_id).message_id, draft_id)

    def reword(self, draft_id: int, wish: str) -> None:
        self.jobs.redraft(self.records.tickets.draft(draft_id).message_id, draft_id, wish)

    def model(self) -> ModelHealth | None:
        """As its last call ended, wherever that was made. One mail that it could not answer is that ticket's matter."""
        name = self.settings.drafter
        profile = self.settings.models.get(name)
        if profile is None:
            return None
        state, spent = self.records.model_calls.state(name), self.records.model_calls.spent(name, self._midnight())
        problem = state.failure or "" if state is not None and state.is_down else ""
        if profile.daily_budget is not None and spent + cost_at_most(0, profile) > profile.daily_budget:
            problem = BUDGET_SPENT
        ok = None if state is None else not problem
        return ModelHealth(name, ok, problem, spent, profile.daily_budget, profile.currency)

    def model_currency(self, name: str) -> str:
        profile = self.settings.models.get(name)
        return profile.currency if profile is not None else ""

    def _midnight(self) -> datetime:
        now = now_utc().astimezone(self.orders.shop().zone)
        return now.replace(hour=0, minute=0, second=0, microsecond=0)

    def health(self) -> Sequence[MailboxHealth]:
        """As the fetchers last said, wherever they run."""
        known, now = self.records.health.all(), now_utc()
        return tuple(mailbox_health(name, known.get(name, Health()), now) for name in self.settings.mailboxes)

    def knowledge_changes(self, since: datetime) -> Sequence[KnowledgeChange]:
        """Articles that came, changed, began or ended since then, and those that begin in the coming week."""
        records = self.records
        return changes(self.knowledge, records.article_versions, records.tickets, since, now_utc())


def open_house(settings: Settings, progress: Progress | None = None) -> House:
    """Everything in this process: database, orders, index, jobs and fetchers; no mailbox is connected yet.

    Raises ConfigurationError without a mailbox, IndexInUse when another process has the index.
    """
    require_mailbox(settings)
    with ExitStack() as on_failure:
        records, orders, knowledge = _open_stores(settings, on_failure, progress=progress)
        office = build_office(settings, records, orders, knowledge)
        engine = JobEngine(jobs_url(settings), office, workers=settings.workers, executor_id=executor_id(settings))
        fetchers = build_fetchers(settings, records, engine)
        on_failure.pop_all()
    return House(settings, records, orders, knowledge, engine, fetchers, engine)


def open_desk_house(settings: Settings) -> House:
    """For the desk as a process of its own: it only enqueues jobs, for workers elsewhere."""
    with ExitStack() as on_failure:
        records, orders, knowledge = _open_stores(settings, on_failure, sync=False)
        client = JobClient(jobs_url(settings))
        on_failure.pop_all()
    return House(settings, records, orders, knowledge, client, ())


def _open_stores(
    settings: Settings, on_failure: ExitStack, *, sync: bool = True, progress: Progress | None = None
) -> tuple[Records, SqlOrders, Knowledge]:
    records = open_records(settings)
    on_failure.callback(records.database.close)
    orders = SqlOrders(records.database.reading_engine)
    knowledge = open_knowledge_or_policy(settings, orders.shop().timezone, sync=sync, progress=progress)
    on_failure.callback(knowledge.close)
    note_articles(knowledge, records.article_versions, records.tickets, now_utc())
    return records, orders, knowledge


def executor_id(settings: Settings) -> str:
    """One process has the SQLite file; on a database that many hosts share, the host's name. One worker a host."""
    return "local" if settings.is_sqlite else socket.gethostname()


def build_office(settings: Settings, records: Records, orders: SqlOrders, knowledge: Knowledge) -> Office:
    """Who works the jobs."""
    examples = CaseReview(knowledge, records.tickets, orders).examples
    drafter = build_drafter(settings, ledger=records.model_calls, examples=examples)
    pipeline = build_pipeline(settings, orders, knowledge, drafter, records.tickets.contacts_of)
    read_mail, composer = mail_reader(settings, records), build_composer(settings, records)
    connect = partial(connect_mailbox, settings)
    return Office(
        caseworker=CaseWorker(
            pipeline,
            records.messages,
            records.tickets,
            read_mail,
            now_utc,
            burst=timedelta(seconds=settings.burst_seconds),
            most_an_hour=settings.mails_per_sender_and_hour,
            signatures=signatures_of(settings),
        ),
        dispatcher=Dispatcher(
            records.deliveries,
            composer,
            connect,
            partial(mailbox_password, settings),
            partial(fresh_mailbox_password, settings),
            now_utc,
        ),
        keeper=DraftsKeeper(
            records.placed_drafts,
            records.deliveries,
            records.tickets,
            composer,
            connect,
            sent_mail_reader(settings),
            lambda number: version_of(orders, number),
            now_utc,
        ),
        messages=records.messages,
        deliveries=records.deliveries,
        clock=now_utc,
    )


def build_watch(records: Records, knowledge: Knowledge, seconds: float = LOOK_SECONDS) -> KnowledgeWatch:
    return KnowledgeWatch(knowledge, records.article_versions, records.tickets, now_utc, seconds)


def build_fetchers(settings: Settings, records: Records, jobs: JobQueue) -> tuple[Fetcher, ...]:
    return tuple(
        Fetcher(name, mailbox, connect_mailbox(settings, name), records.messages, jobs.work, records.health.report)
        for name, mailbox in settings.mailboxes.items()
    )


def mailbox_health(name: str, health: Health, now: datetime) -> MailboxHealth:
    return MailboxHealth(
        name=name,
        ok=health.ok(now),
        checked_at=health.checked_at,
        problem=health.trouble(now),
        last_success=health.last_success,
        lag_seconds=health.lag(now),
    )


def signatures_of(settings: Settings) -> dict[str, dict[Language, str]]:
    return {name: dict(mailbox.signature) for name, mailbox in settings.mailboxes.items()}


def version_of(orders: OrderSource, number: str | None) -> str | None:
    """The present version of an order; None for none."""
    order = orders.order(number) if number is not None else None
    return order_version(order) if order is not None else None


def jobs_url(settings: Settings) -> str:
    """Jobs are recorded beside the records: in a SQLite file of their own, or in PostgreSQL's schema `dbos`."""
    if settings.is_sqlite:
        return f"sqlite:///{settings.data_dir.resolve() / 'jobs.sqlite'}"
    return settings.database


def check_draft(draft: Draft, text: str) -> Sequence[Check]:
    """The reply checks on a text as a person changed it."""
    reply, view = draft.case_file.reply, draft.extra.get("view")
    if reply is None or view is None:
        return draft.checks
    seen = CaseView.model_validate(view)
    of_the_mail = ("knowledge_searched", "model_answered", "mail_language_read")
    unanswered = [check for check in draft.case_file.checks if check.name in of_the_mail]
    words = unsigned(drafts.plain(text), draft.extra.get("signature"))
    edited = edited_reply(reply, words, seen)
    asked = any(check.name == QUESTIONS_ANSWERED for check in draft.case_file.checks)
    questions = (questions_check(edited, seen),) if asked else ()
    return (*check(edited, seen, draft.case_file.promises), *questions, *unanswered)
