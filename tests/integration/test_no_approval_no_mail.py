"""Whatever people, jobs and replays do in whatever order: no mail without the approval of exactly that text, and never
more copies than approvals and persons' orders. The mail server that counts is a real one.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support.house import Workshop, mail, mailbox_settings, workshop
from support.outgoing import plain
from support.smtp import SmtpServer

from assistant.case.diagnosis import Role
from assistant.errors import DraftdeskError
from assistant.records import outgoing
from assistant.records.values import Draft
from assistant.settings import DeliveryMode
from assistant.wiring import now_utc

PEOPLE = {"lisa": Role.AGENT, "wang": Role.SENIOR, "anna": Role.SUPERVISOR}


class Desk:
    """One customer's ticket and everything that can be done about it, allowed or not; what is refused is refused."""

    def __init__(self, shop: Workshop, smtp: SmtpServer, number: int) -> None:
        self.shop, self.smtp = shop, smtp
        self.customer = f"customer{number}@mail.example"
        self.mails = 0
        self.ordered_again = 0
        self.write()

    def write(self) -> None:
        """The customer writes (again), and the mail is worked."""
        self.mails += 1
        again = {"In_Reply_To": f"<{self.customer}>"} if self.mails > 1 else {"Message_ID": f"<{self.customer}>"}
        worker = self.shop.office.caseworker
        (message_id,) = self.shop.receive(mail(f"Where is it? ({self.mails})", sender=self.customer, **again))
        read = worker.read(message_id)
        assert read is not None
        verified = worker.verify(message_id, read, now_utc())
        self.ticket_id = worker.file(message_id, read, verified, worker.answer(verified)).ticket_id or 0

    @property
    def drafts(self) -> list[Draft]:
        return list(self.shop.records.tickets.ticket(self.ticket_id).drafts)

    def approve(self, who: str, stale: bool, forged: bool) -> None:
        draft = self.drafts[-1]
        self.shop.records.approvals.approve(
            draft.id,
            version=draft.version - stale,
            user=who,
            role=Role.SUPERVISOR,
            text=draft.text + ("and 1000 yuan" if forged else ""),
            confirmed_checks=[check.name for check in draft.failed_checks],
            last_message_id=self.shop.records.tickets.ticket(draft.ticket_id).last_message_id,
            order_version=draft.order_version,
            now=self.shop.clock(),
        )

    def edit(self, words: str) -> None:
        draft = self.drafts[-1]
        self.shop.records.tickets.edit(draft.id, draft.version, f"{draft.text}\n{words}", "lisa", checks=())

    def decide(self, what: str) -> None:
        draft, tickets = self.drafts[-1], self.shop.records.tickets
        decisions: dict[str, Callable[[], object]] = {
            "reject": lambda: tickets.reject(draft.id, draft.version, "lisa", "no"),
            "propose again": lambda: tickets.propose_again(draft.id, "lisa"),
            "stale": lambda: tickets.mark_stale(draft.id, "the order has moved on"),
            "close": lambda: tickets.close(draft.ticket_id, "lisa"),
        }
        decisions[what]()

    def settle(self, outcome: str) -> None:
        for delivery in self._deliveries():
            if outcome == "send again":
                version = self.drafts[-1].order_version
                self.shop.records.deliveries.send_again(delivery, "anna", Role.SUPERVISOR, version, self.shop.clock())
                self.ordered_again += 1
            else:
                self.shop.records.deliveries.settle(delivery, outcome == "sent", "anna", self.shop.clock())

    def run(self, ids: int, mode: DeliveryMode, fault: str) -> None:
        """A job, a replay of one, or one that somebody made up: by any id whatever."""
        mailbox = self.shop.settings.mailboxes["support"].model_copy(update={"delivery": mode})
        self.shop.settings = self.shop.settings.model_copy(update={"mailboxes": {"support": mailbox}})
        self.smtp.faults.drop = "before the answer" if fault == "lost" else None
        self.smtp.faults.mail_reply = "450 later" if fault == "later" else None
        for delivery_id in {ids, *self._deliveries()}:
            with suppress(DraftdeskError):
                if self.shop.office.dispatcher.prepare(delivery_id):
                    self.shop.office.dispatcher.attempt(delivery_id)

    def _deliveries(self) -> list[int]:
        return [one.id for one in self.shop.records.tickets.ticket(self.ticket_id).deliveries]

    def check(self) -> None:
        approvals = self.shop.records.tickets.ticket(self.ticket_id).approvals
        approved = Counter(approval.text for approval in approvals)
        arrived = Counter(plain(kept.content) for kept in self.smtp.kept if kept.recipients == [self.customer])
        assert set(arrived) <= set(approved), "a text went out that nobody approved"
        assert sum((arrived - approved).values()) <= self.ordered_again, "a text went out more often than approved"
        assert all(PEOPLE[approval.user].covers(Role.AGENT) for approval in approvals)


OPERATIONS = st.lists(
    st.one_of(
        st.just(("write",)),
        st.tuples(st.just("approve"), st.sampled_from([*PEOPLE, "nobody"]), st.booleans(), st.booleans()),
        st.tuples(st.just("approve"), st.just("anna"), st.just(False), st.just(False)),
        st.tuples(st.just("edit"), st.sampled_from(["gladly", "at once"])),
        st.tuples(st.just("decide"), st.sampled_from(["reject", "propose again", "stale", "close"])),
        st.tuples(st.just("settle"), st.sampled_from(["sent", "not sent", "send again"])),
        st.tuples(
            st.just("run"),
            st.integers(0, 30),
            st.sampled_from(["send", "send", "drafts", "proposed"]),
            st.sampled_from(["", "", "lost", "later"]),
        ),
    ),
    min_size=3,
    max_size=12,
)


@pytest.fixture
def make(tmp_path: Path, smtp_server: SmtpServer) -> Iterator[Callable[[], Desk]]:
    with workshop(tmp_path, mailbox_settings(smtp=smtp_server.settings(), password=None)) as shop:
        for name, role in PEOPLE.items():
            shop.records.users.add(name, role, "open sesame 8")
        numbers = iter(range(1_000_000))
        yield lambda: Desk(shop, smtp_server, next(numbers))


def play(desk: Desk, operations: list[tuple[Any, ...]]) -> None:
    for name, *arguments in operations:
        with suppress(DraftdeskError):
            getattr(desk, name)(*arguments)
        desk.check()


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(operations=OPERATIONS)
def test_no_path_leads_to_a_mail_without_its_approval(
    make: Callable[[], Desk], operations: list[tuple[Any, ...]]
) -> None:
    play(make(), operations)


@pytest.mark.slow
@pytest.mark.timeout(1800)
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(operations=OPERATIONS)
def test_no_long_path_leads_there_either(make: Callable[[], Desk], operations: list[tuple[Any, ...]]) -> None:
    play(make(), operations)


def test_the_control_an_approved_text_does_go_out(make: Callable[[], Desk]) -> None:
    desk = make()
    play(desk, [("run", 1, "send", ""), ("approve", "anna", False, False), ("run", 1, "send", "")])
    assert [kept.recipients for kept in desk.smtp.kept] == [[desk.customer]]


def test_the_control_without_the_bond_between_text_and_approval_the_check_sees_it(
    make: Callable[[], Desk], monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = make()
    desk.approve("anna", False, False)
    approved = outgoing.approved_reply

    def tampered(*arguments: Any) -> Any:
        return approved(*arguments).model_copy(update={"text": "Send 1000 yuan to …"})

    monkeypatch.setattr(outgoing, "approved_reply", tampered)
    with pytest.raises(AssertionError, match="nobody approved"):
        play(desk, [("run", 1, "send", "")])
