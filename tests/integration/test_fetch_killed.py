"""SIGKILL at every step of a fetch, and several fetchers at once: each mail is stored once, whole and in order."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from support.dovecot import Dovecot
from support.fetching_process import KILL_POINTS, FetchingProcess, Order, fetching_process
from support.house import Workshop, mail, workshop


@pytest.fixture(scope="module")
def process() -> Iterator[FetchingProcess]:
    with fetching_process() as made:
        yield made


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Workshop]:
    with workshop(tmp_path) as made:
        yield made


def deliver(dovecot: Dovecot, count: int) -> list[bytes]:
    raws = [mail(f"mail {number}", subject=f"{number}") for number in range(count)]
    for raw in raws:
        dovecot.deliver(raw)
    return raws


def stored(shop: Workshop) -> list[bytes]:
    """In the order in which they are worked."""
    return [shop.records.messages.raw(message_id) for message_id in shop.records.messages.to_work(limit=100_000)]


def killed_and_fetched(shop: Workshop, dovecot: Dovecot, process: FetchingProcess, *kills: Order) -> None:
    raws = deliver(dovecot, 25)
    for order in kills:
        assert process.run(order) == [-9], f"{order.kill} was never reached"
    folder = str(shop.settings.data_dir)
    assert process.run(Order(folder, dovecot.port)) == [0]
    assert stored(shop) == raws
    assert process.run(Order(folder, dovecot.port)) == [0], "and once more"
    assert stored(shop) == raws


@pytest.mark.parametrize("point", KILL_POINTS)
def test_killed_once_and_started_again(point: str, shop: Workshop, dovecot: Dovecot, process: FetchingProcess) -> None:
    kill = Order(str(shop.settings.data_dir), dovecot.port, point)
    killed_and_fetched(shop, dovecot, process, kill._replace(nth=1 if point.endswith("the folder") else 2))


@pytest.mark.slow
@pytest.mark.parametrize("nth", [1, 2, 3])
@pytest.mark.parametrize("point", [point for point in KILL_POINTS if not point.endswith("the folder")])
def test_killed_at_every_step_of_every_batch_again_and_again(
    point: str, nth: int, shop: Workshop, dovecot: Dovecot, process: FetchingProcess
) -> None:
    """Three batches of ten: the third step of each process is only reached while none was stored for good."""
    kill = Order(str(shop.settings.data_dir), dovecot.port, point, nth)
    again = [kill._replace(nth=1)] * (2 if nth < 3 and "commit" not in point and "tell" not in point else 0)
    killed_and_fetched(shop, dovecot, process, kill, *again)


def test_a_cursor_that_moves_before_the_mail_is_safe_would_lose_it(
    shop: Workshop, dovecot: Dovecot, process: FetchingProcess
) -> None:
    """The positive control: what the other tests count can be seen to go wrong."""
    raws = deliver(dovecot, 25)
    folder = str(shop.settings.data_dir)
    assert process.run(Order(folder, dovecot.port, "before keep raw bytes", 4, careless=True)) == [-9]
    assert process.run(Order(folder, dovecot.port)) == [0]
    assert len(stored(shop)) < len(raws)


def two_at_once(shop: Workshop, dovecot: Dovecot, process: FetchingProcess) -> None:
    raws = deliver(dovecot, 200)
    assert process.run(Order(str(shop.settings.data_dir), dovecot.port, processes=2)) == [0, 0]
    assert sorted(stored(shop)) == sorted(raws)


def test_two_fetchers_at_once_store_each_mail_once(shop: Workshop, dovecot: Dovecot, process: FetchingProcess) -> None:
    two_at_once(shop, dovecot, process)


@pytest.mark.slow
@pytest.mark.parametrize("run", range(20))
def test_two_fetchers_at_once_twenty_times(
    run: int, shop: Workshop, dovecot: Dovecot, process: FetchingProcess
) -> None:
    two_at_once(shop, dovecot, process)


@pytest.mark.slow
@pytest.mark.timeout(3000)
def test_a_first_sync_of_many_mails_goes_on_where_it_was_killed(
    shop: Workshop, dovecot: Dovecot, process: FetchingProcess
) -> None:
    """50,000 mails, killed at 20,000: none lost, none stored twice, and what was stored is not fetched again."""
    raws = deliver(dovecot, 50_000)
    order = Order(str(shop.settings.data_dir), dovecot.port, seconds=1400)
    assert process.run(order._replace(kill="after tell the workers", nth=2_000)) == [-9]
    before = len(stored(shop))
    assert 20_000 <= before <= 20_010
    assert process.run(order) == [0]
    assert stored(shop) == raws
