"""SIGKILL at every step of both jobs: one case for each mail, each reply goes out at most once, none is lost."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from support.dovecot import Dovecot
from support.house import Workshop, mail, workshop
from support.smtp import SmtpServer
from support.whole_way import CALLS, IN_FLIGHT, KILL_POINTS, Order, Worker, worker_process

pytestmark = pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")

CUSTOMERS = ("ann@mail.example", "ben@mail.example", "cat@mail.example")
SENT_OR_SHOWN = {"sent", "unknown"}

SOME_POINTS = (
    "after read",
    "before file",
    "after file",
    "after intend to send",
    "before record what the server said",
    "after append to Sent",
)


@pytest.fixture(scope="module")
def worker() -> Iterator[Worker]:
    with worker_process() as process:
        yield process


@pytest.mark.parametrize("point", SOME_POINTS)
def test_killed_once_and_started_again(
    point: str, worker: Worker, tmp_path: Path, dovecot: Dovecot, smtp: SmtpServer
) -> None:
    killed_and_started_again(point, worker, tmp_path, dovecot, smtp, kills=1, workers=1)


@pytest.mark.slow
@pytest.mark.parametrize("workers", [1, 4])
@pytest.mark.parametrize("kills", [1, 2, 3])
@pytest.mark.parametrize("point", KILL_POINTS)
def test_killed_at_every_point_again_and_again(
    point: str, kills: int, workers: int, worker: Worker, tmp_path: Path, dovecot: Dovecot, smtp: SmtpServer
) -> None:
    killed_and_started_again(point, worker, tmp_path, dovecot, smtp, kills=kills, workers=workers)


def test_without_the_guard_the_same_death_sends_twice(
    worker: Worker, tmp_path: Path, dovecot: Dovecot, smtp: SmtpServer
) -> None:
    """The positive control: what the other tests count can be seen to go wrong."""
    order = Order(str(tmp_path), dovecot.port, smtp.port, "before record what the server said", 1, careless=True)
    with workshop(tmp_path, order.mailbox) as shop:
        shop.receive(mail("Where is my parcel?", sender=CUSTOMERS[0]))
        assert worker.run(order) == -9
        assert worker.run(order._replace(kill=None)) == 0
    assert [kept.recipients for kept in smtp.kept] == [[CUSTOMERS[0]]] * 2


def killed_and_started_again(
    point: str, worker: Worker, folder: Path, dovecot: Dovecot, smtp: SmtpServer, *, kills: int, workers: int
) -> None:
    deadly = Order(str(folder), dovecot.port, smtp.port, point, workers)
    with workshop(folder, deadly.mailbox) as shop:
        shop.receive(*(mail("Where is my parcel?", sender=customer) for customer in CUSTOMERS))
        deaths = [worker.run(deadly) for _ in range(kills)]
        assert deaths[0] == -9, "the point was never reached"
        assert set(deaths) <= {-9, 0}
        assert worker.run(deadly._replace(kill=None)) == 0
        assert_each_mail_has_one_case(shop)
        assert_each_reply_went_out_once_or_is_shown(shop, smtp, dovecot)
        if kills == workers == 1:
            assert_nothing_is_in_doubt_without_need(shop, point)
            assert_no_finished_step_was_repeated(folder, point)


def assert_each_mail_has_one_case(shop: Workshop) -> None:
    drafts = Counter(draft.message_id for draft in shop.drafts())
    worked = [message.id for message in shop.records.messages.in_state("worked")]
    assert sorted(drafts.elements()) == sorted(worked)
    assert len(worked) == len(CUSTOMERS)


def assert_each_reply_went_out_once_or_is_shown(shop: Workshop, smtp: SmtpServer, dovecot: Dovecot) -> None:
    arrived = Counter(address for kept in smtp.kept for address in kept.recipients)
    deliveries = shop.records.deliveries.in_state("queued", "sending", "sent", "refused", "unknown", "postponed")
    states = {delivery.recipients[0].address: delivery.state for delivery in deliveries}
    assert set(states) == set(CUSTOMERS), "an approved reply has vanished"
    assert set(states.values()) <= SENT_OR_SHOWN
    for customer, state in states.items():
        assert arrived[customer] <= 1, f"{customer} got it twice"
        assert arrived[customer] == 1 or state == "unknown"
    shown = {row.customer_address for row in shop.records.tickets.queue() if row.delivery_state == "unknown"}
    assert shown == {customer for customer, state in states.items() if state == "unknown"}
    assert len(dovecot.flags("Sent")) == list(states.values()).count("sent")


def assert_nothing_is_in_doubt_without_need(shop: Workshop, point: str) -> None:
    unknown = len(shop.records.deliveries.in_state("unknown"))
    assert unknown <= 2 if point in IN_FLIGHT else unknown <= 1
    assert unknown >= 1 or point not in IN_FLIGHT


def assert_no_finished_step_was_repeated(folder: Path, point: str) -> None:
    """With one worker nothing else is under way, so only a call whose result was not recorded is made again."""
    calls = Counter((folder / CALLS).read_text().split())
    assert calls["understand"] == len(CUSTOMERS) + (point == "after read")
    assert calls["write"] == len(CUSTOMERS) + (point == "after answer")
