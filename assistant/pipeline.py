"""The way of one mail, top to bottom: read the words, verify, diagnose, resolve, write, check.

The protocols are what the stations offer; `wiring` chooses who fulfils them. The three steps `read`, `verify` and
`answer` are also the durable steps of `jobs`: each takes and gives plain values, and can be run again.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from assistant.case.base import Value
from assistant.case.case_file import CaseFile, DrafterEntry
from assistant.case.diagnosis import Category, Cause
from assistant.case.email import Email, came_late
from assistant.case.filing import case_file, screened_case_file
from assistant.case.inquiry import Inquiry
from assistant.case.knowledge import Language, Passage, Playbook, Policy
from assistant.case.reply import Check, Promise, Reply, TieBreak
from assistant.case.shop import Contact, Customer, Order, Product, Shop
from assistant.case.ticket import NEW_TICKET, TicketSoFar
from assistant.case.view import CaseView
from assistant.case.worked import WorkedCase
from assistant.errors import SearchIndexError
from assistant.gathering import what_the_mail_leads_to, with_account
from assistant.model_book import Usage
from assistant.process.causes import with_main_cause
from assistant.process.disclosure import view_for_sender, with_passages
from assistant.process.evidence import WorkingDay
from assistant.process.identity import identify
from assistant.process.procedure import lock, work_case
from assistant.process.recipients import answer_to
from assistant.process.status import draft_status


class OrderSource(Protocol):
    """The shop's records, read only. Lookups never raise for something unknown; a broken source raises."""

    def shop(self) -> Shop: ...
    def products(self) -> Sequence[Product]: ...
    def customer(self, customer_id: str) -> Customer | None: ...
    def customer_by_email(self, email: str) -> Customer | None: ...
    def customers_by_phone(self, phone: str) -> Sequence[Customer]: ...
    def order(self, number: str) -> Order | None:
        """By number, compared without spaces, dashes, `#` and case."""

    def orders_of(self, customer_id: str) -> Sequence[Order]:
        """All orders of the account, newest first."""

    def similar_numbers(self, number: str) -> Sequence[Order]:
        """Orders whose number differs in exactly one character; for suggestions only."""

    def contacts_of(self, customer_id: str) -> Sequence[Contact]:
        """Newest first."""


class KnowledgeSource(Protocol):
    def policy(self, at: datetime) -> Policy:
        """The policy in force at `at`. Raises ArticleError if a number is missing."""

    def playbook(self, cause: Cause, at: datetime) -> Playbook | None: ...

    def search(
        self,
        text: str,
        *,
        language: Language,
        at: Sequence[datetime],
        category: Category | None = None,
        causes: Sequence[Cause] = (),
        regions: Sequence[str] = (),
        products: Sequence[str] = (),
        limit: int = 4,
    ) -> Sequence[Passage]:
        """Quotable passages in force at every time in `at`, best first; none when nothing is relevant.

        `language` is preferred, its counterpart second. Raises SearchIndexError when the index cannot be used.
        """

    def notices(self, cause: Cause, *, at: datetime, regions: Sequence[str]) -> Sequence[Passage]:
        """Quotable passages in force at `at` that are about this cause in one of these regions."""


class Understood(Value):
    inquiry: Inquiry
    usage: Usage = Usage()
    failure: str | None = None
    """Why the model did not answer and the lexicons did."""
    unavailable: bool = False
    """It may answer later: it is down, busy, or left alone for a while."""
    foreign: str | None = None
    """That the mail is neither in Chinese nor in English, for the agent."""


class Written(Value):
    reply: Reply
    promises: tuple[Promise, ...] = ()
    checks: tuple[Check, ...] = ()
    usage: Usage = Usage()
    failure: str | None = None
    unavailable: bool = False
    tie_break: TieBreak | None = None
    """Which of the causes that code left undecided is the main one."""


class Glossary(Value):
    """The shop's own words: product names with aliases, variant values, number patterns."""

    products: tuple[Product, ...] = ()
    variants: tuple[str, ...] = ()
    timezone: str = "Asia/Shanghai"
    order_number_patterns: tuple[str, ...] = ()


NO_GLOSSARY = Glossary()


class Drafter(Protocol):
    """The software that proposes. Offline from lexicons and templates, or a model with code around it."""

    @property
    def name(self) -> str: ...

    @property
    def prompt_version(self) -> str | None: ...

    @property
    def rest(self) -> float:
        """Seconds for which its model is left alone after failures; 0 where it is asked, or where there is none."""

    def understand(self, email: Email, glossary: Glossary) -> Understood: ...

    def write(self, view: CaseView, glossary: Glossary = NO_GLOSSARY, wish: str | None = None) -> Written:
        """`wish`: what an agent asks of the wording. It changes no fact, no permission and no scope."""


KNOWLEDGE_CHECK = "knowledge_searched"
"""The check that fails when the search index could not be asked."""

MODEL_CHECK = "model_answered"
"""The check that fails when the offline drafter had to read or write in the model's place."""

DATE_CHECK = "date_borne_out"
"""The check that fails where a period was judged by a Date long before the mail's arrival: it may be backdated."""

_BY_THE_DATE = frozenset({Cause.RETURN_IN_WINDOW, Cause.PRICE_PROTECTION, Cause.QUALITY_DEFECT, Cause.WARRANTY})

LANGUAGE_CHECK = "mail_language_read"
"""The check that fails when the mail is in a language that the lexicons and the letters do not have."""

_QUERY_LENGTH = 600
"""Characters of a mail that are searched with; the rest of a long mail adds noise, not meaning."""

_SENTENCE_END = re.compile(r"(?<=[.。！!？?\n])")
_ASKED_IN = 6_000
"""Characters of a mail in which questions to search with are looked for."""
_MOST_QUESTIONS = 5


class Verification(Value):
    """What `verify` hands on: the case for the agent, its view for the reply, and why the search failed, if so."""

    case: WorkedCase
    view: CaseView
    recipient: str
    search_failure: str | None = None


class Drafted(Value):
    """The outcome of one mail: its case file, who is answered, and what the reply was written from."""

    case_file: CaseFile
    recipient: str
    view: CaseView | None = None
    order: Order | None = None


@dataclass(frozen=True)
class Pipeline:
    """The stations that one mail passes.

    `is_working_day` is the shop's calendar. `past_mail` gives an account's mails before a time as contacts; the shop's
    own records hold those of the other channels.
    """

    orders: OrderSource
    knowledge: KnowledgeSource
    drafter: Drafter
    is_working_day: WorkingDay
    order_number_patterns: tuple[str, ...] = ()
    past_mail: Callable[[str, datetime], Sequence[Contact]] = lambda _customer_id, _before: ()

    def work(self, email: Email, now: datetime) -> Drafted:
        """The whole way of one mail. Thresholds are judged at `now`, periods by the mail's Date."""
        if email.screening.kind != "customer":
            return self.screened(email)
        understood = self.read(email)
        verification = self.verify(email, understood.inquiry, now)
        written = self.answer(verification.view)
        return self.file(email, understood, verification, written)

    def read(self, email: Email) -> Understood:
        """Words to a typed inquiry; no record is looked at."""
        return self.drafter.understand(email, self._glossary())

    def verify(self, email: Email, inquiry: Inquiry, now: datetime, so_far: TicketSoFar = NEW_TICKET) -> Verification:
        """Who, which order, what is true, what is wrong, what may be done; then cut to what the sender may hear.

        `so_far` is what the ticket holds before this mail: pictures are not asked for twice, nor limits passed twice.
        """
        evidence = what_the_mail_leads_to(self.orders, email, inquiry.with_photos(so_far.photos), now)
        evidence = evidence.model_copy(update={"granted": so_far.granted})
        identity = identify(evidence)
        evidence = with_account(self.orders, evidence, identity, lambda owner: self.past_mail(owner, email.date))
        locked = lock(evidence, identity)
        order = locked[1]
        policy = self._policy(order, now)
        disrupted_by = self._disruption(order, now)
        case = work_case(evidence, identity, locked, policy, self.is_working_day, disrupted_by)
        customer = self.orders.customer(identity.customer_id) if identity.customer_id else None
        # Whose order's date the policy goes by is order data: without the scope to read it, today's policy is told.
        told = policy if identity.scope.may_read else self.knowledge.policy(now)
        view = view_for_sender(case, email, evidence.shop, customer, told, evidence.products)
        passages, search_failure = self._search(email, case, view)
        return Verification(
            case=case,
            view=with_passages(view, passages),
            recipient=answer_to(email, identity, customer),
            search_failure=search_failure,
        )

    def answer(self, view: CaseView, wish: str | None = None) -> Written:
        """The proposed reply, checked. `wish`: what an agent asks of the wording."""
        return self.drafter.write(view, self._glossary(), wish)

    def file(self, email: Email, understood: Understood, verification: Verification, written: Written) -> Drafted:
        """Everything about the mail in the contract's shape, with its status."""
        checks = written.checks
        if verification.search_failure is not None:
            checks = (*checks, Check(name=KNOWLEDGE_CHECK, passed=False, detail=verification.search_failure))
        checks = (*checks, *_date_check(email, verification.case))
        if understood.foreign is not None:
            checks = (*checks, Check(name=LANGUAGE_CHECK, passed=False, detail=understood.foreign))
        failures = [failure for failure in (understood.failure, written.failure) if failure is not None]
        for failure in dict.fromkeys(failures):
            checks = (*checks, Check(name=MODEL_CHECK, passed=False, detail=failure))
        case, view = _settled(verification.case, written.tie_break), verification.view
        return Drafted(
            case_file=case_file(
                email,
                case,
                view.passages,
                written.reply,
                written.promises,
                checks,
                draft_status(case, checks, failures[0] if failures else None),
                self._drafter_entry(understood.usage + written.usage),
            ),
            recipient=verification.recipient,
            view=view,
            order=case.order,
        )

    def screened(self, email: Email) -> Drafted:
        """A mail that no customer wrote: listed with its reason, never answered."""
        entry = self._drafter_entry(Usage())
        return Drafted(case_file=screened_case_file(email, entry), recipient=email.sender.email)

    def _glossary(self) -> Glossary:
        shop = self.orders.shop()
        return Glossary(
            products=tuple(self.orders.products()),
            timezone=shop.timezone,
            order_number_patterns=self.order_number_patterns,
        )

    def _policy(self, order: Order | None, now: datetime) -> Policy:
        """The policy in force on the order's date; who may approve what is a matter of today."""
        today = self.knowledge.policy(now)
        if order is None:
            return today
        return self.knowledge.policy(order.placed_at).model_copy(update={"limits": today.limits})

    def _disruption(self, order: Order | None, now: datetime) -> str | None:
        """The id of an article in force on a disruption in the order's region."""
        if order is None or order.recipient is None:
            return None
        places = tuple(place for place in (order.recipient.region, order.recipient.city) if place)
        notices = self.knowledge.notices(Cause.REGIONAL_DISRUPTION, at=now, regions=places)
        return next((passage.article_id for passage in notices), None)

    def _search(self, email: Email, case: WorkedCase, view: CaseView) -> tuple[Sequence[Passage], str | None]:
        """Policy passages in force now and on the order's date. Without the index the case goes on, and says so."""
        # What was ordered, when and where to must not steer the words that a sender without the scope reads.
        order = case.order if view.order is not None else None
        recipient = order.recipient if order is not None else None
        looked_for = [f"{email.subject}\n{email.text}"[:_QUERY_LENGTH], *_asked(email.text)]
        found: dict[str, Passage] = {}
        try:
            for words in looked_for:
                passages = self.knowledge.search(
                    words,
                    language=case.inquiry.language,
                    at=(case.now, order.placed_at) if order is not None else (case.now,),
                    category=view.category,
                    causes=(view.cause, *view.secondary) if view.cause is not None else (),
                    regions=tuple(place for place in (recipient.region, recipient.city) if place) if recipient else (),
                    products=tuple(p for line in order.lines for p in (line.sku, line.product) if p) if order else (),
                )
                found |= {passage.id: passage for passage in passages if passage.id not in found}
            return tuple(found.values()), None
        except SearchIndexError as error:
            return (), str(error)

    def _drafter_entry(self, usage: Usage) -> DrafterEntry:
        return DrafterEntry(
            name=self.drafter.name,
            prompt_version=self.drafter.prompt_version,
            calls=usage.calls,
            input_tokens=usage.input_tokens,
            output_tokens=usage.output_tokens,
            seconds=round(usage.seconds, 3),
        )


def _date_check(email: Email, case: WorkedCase) -> Iterator[Check]:
    arrived_at = email.arrived_at
    if arrived_at is None or not came_late(email.date, arrived_at) or not _BY_THE_DATE & set(case.diagnosis.causes):
        return
    told = f"The mail says that it was written {email.date.isoformat()} and arrived {arrived_at.isoformat()}."
    yield Check(name=DATE_CHECK, passed=False, detail=f"{told} Check whether the period was still open.")


def _asked(text: str) -> list[str]:
    """The questions of a mail: each has an article of its own, if any."""
    sentences = (piece.strip() for piece in _SENTENCE_END.split(text[:_ASKED_IN]))
    questions = [sentence for sentence in sentences if sentence.endswith(("？", "?")) and len(sentence) > 2]
    return [question[-_QUERY_LENGTH:] for question in questions][:_MOST_QUESTIONS]


def _settled(case: WorkedCase, choice: TieBreak | None) -> WorkedCase:
    """The case with the drafter's choice, where code had left one."""
    if choice is None:
        return case
    return case.model_copy(update={"diagnosis": with_main_cause(case.diagnosis, case.tied, choice)})
