"""SIGKILL at every step of a draft's way through the mailbox: it lies there once, and being sent counts once."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from support.dovecot import Dovecot
from support.house import NOWHERE, Workshop, mail, workshop
from support.mail_program import lying, send_draft
from support.whole_way import DRAFTS_STATIONS, Order, Worker, worker_process

from assistant.records.values import Delivery, TicketView

pytestmark = pytest.mark.dovecot

PLACING = ("tend", "intend to place", "append to Drafts", "record that it lies there")
SENT = ("read it in Sent", "record that it was sent", "mark the original as answered")
STALE = ("give it up", "take it out of Drafts", "record that it was taken out")
QUESTION = mail("Where is my lamp?", Message_ID="<q@mail.example>")
AGAIN = mail("Hello?", Message_ID="<a@mail.example>", In_Reply_To="<q@mail.example>")


@pytest.fixture(scope="module")
def worker() -> Iterator[Worker]:
    with worker_process() as process:
        yield process


class Story:
    """One reply on its way through Drafts, worked by processes that die; the mail server is never spoken to."""

    def __init__(self, shop: Workshop, worker: Worker, order: Order, dovecot: Dovecot) -> None:
        self.shop, self.worker, self.order, self.dovecot = shop, worker, order, dovecot

    def run(self, kill: str | None = None) -> None:
        status = self.worker.run(self.order._replace(kill=kill))
        assert status == (-9 if kill else 0), "the point was never reached" if kill else "it did not end well"

    @property
    def ticket(self) -> TicketView:
        return self.shop.records.tickets.ticket(1)

    @property
    def delivery(self) -> Delivery:
        return self.ticket.deliveries[0]

    def entries(self, what: str) -> int:
        return [entry.what for entry in self.ticket.audit].count(what)


@pytest.fixture
def story(tmp_path: Path, worker: Worker, dovecot: Dovecot) -> Iterator[Story]:
    order = Order(str(tmp_path), dovecot.port, NOWHERE.port, None, 1, delivery="drafts")
    with workshop(tmp_path, order.mailbox) as shop:
        shop.receive(QUESTION)
        yield Story(shop, worker, order, dovecot)


def points(steps: tuple[str, ...]) -> list[str]:
    return [f"{when} {step}" for step in steps for when in ("before", "after")]


def test_every_step_is_killed_at() -> None:
    assert {*PLACING, *SENT, *STALE} == set(DRAFTS_STATIONS)


def put_there(story: Story, point: str, kills: int) -> None:
    for _ in range(kills):
        if story.worker.run(story.order._replace(kill=point)) == 0:
            break  # what it would have died at is done
    story.run()
    assert len(lying(story.dovecot)) == 1
    assert (story.delivery.state, story.ticket.state) == ("in_drafts", "open")


def seen_in_sent(story: Story, point: str) -> None:
    story.run()
    send_draft(story.dovecot, "new message")
    story.run(kill=point)
    story.run()
    assert (story.delivery.state, story.ticket.state) == ("sent", "closed")
    assert story.entries("draft_sent_elsewhere") == 1
    assert lying(story.dovecot) == []


def taken_out(story: Story, point: str) -> None:
    """The fresh draft, which the worker approves as well, takes its place."""
    story.run()
    story.shop.receive(AGAIN)
    story.run(kill=point)
    story.run()
    assert story.delivery.state == "withdrawn"
    assert [one.message["In-Reply-To"] for one in lying(story.dovecot)] == ["<a@mail.example>"]


def test_killed_when_it_lies_there_and_nobody_knows(story: Story) -> None:
    put_there(story, "after append to Drafts", 1)


def test_killed_when_it_is_seen_in_sent(story: Story) -> None:
    seen_in_sent(story, "after record that it was sent")


def test_killed_when_it_was_taken_out_and_nobody_knows(story: Story) -> None:
    taken_out(story, "after take it out of Drafts")


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.parametrize("kills", [1, 3])
@pytest.mark.parametrize("point", points(PLACING))
def test_killed_again_and_again_while_it_is_put_there(story: Story, point: str, kills: int) -> None:
    put_there(story, point, kills)


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.parametrize("point", points(SENT))
def test_killed_at_every_step_of_seeing_it_in_sent(story: Story, point: str) -> None:
    seen_in_sent(story, point)


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.parametrize("point", points(STALE))
def test_killed_at_every_step_of_taking_it_out(story: Story, point: str) -> None:
    taken_out(story, point)
