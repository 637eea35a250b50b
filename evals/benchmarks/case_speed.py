"""How long one mail takes from words to checked offline draft, and whether that depends on the number of orders.

    python -m evals.benchmarks.case_speed [--orders 100000] [--rounds 5]

The sample mails are worked against two SQLite shops: the sample shop with 1,000 and with N further orders of other
customers. The knowledge search is left out (it has a benchmark of its own); policy comes from the playbooks.
"""

import argparse
import statistics
import tempfile
import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from assistant.case.email import Email
from assistant.case.shop import ShopFile
from assistant.demo.sample import SUPPORT_ADDRESS, TRUSTED_AUTHSERV_ID, sample_mails, sample_shop
from assistant.drafting.offline import OfflineDrafter
from assistant.mailbox.parsing import parse
from assistant.orders.sql import SqlOrders, import_shop
from assistant.pipeline import Pipeline
from assistant.records.database import Database, open_database
from assistant.records.migrate import migrate
from assistant.working_days import working_days
from evals.measuring import PolicyAlone

SMALL = 1_000


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--orders", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    now = datetime.now(UTC)
    mails = [
        parse(
            mail.raw,
            own_addresses=frozenset({SUPPORT_ADDRESS}),
            trusted_authserv_ids=(TRUSTED_AUTHSERV_ID,),
            read_at=now,
        )
        for mail in sample_mails(now)
    ]
    customers_mail = [mail for mail in mails if mail.screening.kind == "customer"]
    with tempfile.TemporaryDirectory() as folder:
        small = _measured(Path(folder) / "small.sqlite", SMALL, customers_mail, now, options.rounds)
        large = _measured(Path(folder) / "large.sqlite", options.orders, customers_mail, now, options.rounds)
    print(f"{len(customers_mail)} mails, {options.rounds} rounds; milliseconds a mail")
    print("                   clock   slowest mail   processor   twice the mails")
    for orders, measured in ((SMALL, small), (options.orders, large)):
        print(
            f"{orders:>9,} orders: {measured.clock:6.1f}   {measured.slowest:12.1f}   {measured.processor:9.1f}"
            f"   {measured.doubled:13.2f} x"
        )
    print(f"ratio by orders (processor): {large.processor / small.processor:.2f}")


class Measured(NamedTuple):
    """Medians by the clock, over the mails and of the slowest mail; processor time is not stretched by a busy machine.

    `doubled` is how much longer twice the mails take.
    """

    clock: float
    slowest: float
    processor: float
    doubled: float


def _measured(file: Path, orders: int, mails: Sequence[Email], now: datetime, rounds: int) -> Measured:
    database = open_database(f"sqlite:///{file}")
    migrate(database)
    _fill(database, orders, now)
    shop = SqlOrders(database.reading_engine)
    pipeline = Pipeline(shop, PolicyAlone(), OfflineDrafter(), working_days("Asia/Shanghai"))
    for mail in mails:
        pipeline.work(mail, now)  # lexicons, templates and statements are read and compiled once a process
    each = [[_once(pipeline, [mail], now) for _ in range(rounds)] for mail in mails]
    clock = [statistics.median(once[0] for once in of_mail) for of_mail in each]
    processor = [statistics.median(once[1] for once in of_mail) for of_mail in each]
    singles, doubles = (min(_once(pipeline, list(mails) * n, now)[1] for _ in range(rounds)) for n in (1, 2))
    database.close()
    return Measured(statistics.median(clock), max(clock), statistics.median(processor), doubles / singles)


def _once(pipeline: Pipeline, mails: Sequence[Email], now: datetime) -> tuple[float, float]:
    """Milliseconds by the clock and of the processor."""
    clock, processor = time.perf_counter(), time.process_time()
    for mail in mails:
        pipeline.work(mail, now)
    return (time.perf_counter() - clock) * 1000, (time.process_time() - processor) * 1000


def _fill(database: Database, orders: int, now: datetime) -> None:
    """The sample shop, and further orders: ten a customer, spread over a year."""
    sample = sample_shop(now)
    import_shop(database.engine, sample)
    template = sample.orders[0]
    for start in range(0, orders, 10_000):
        numbers = range(start, min(start + 10_000, orders))
        more = ShopFile.model_validate(
            {
                "schema": 1,
                "shop": sample.shop,
                "customers": [{"id": f"X{n}", "email": f"x{n}@other.example"} for n in {n // 10 for n in numbers}],
                "orders": [
                    template.model_copy(
                        update={
                            "number": f"77{n:011d}",
                            "customer_id": f"X{n // 10}",
                            "placed_at": now - timedelta(hours=n % 8760),
                        }
                    )
                    for n in numbers
                ],
            }
        )
        import_shop(database.engine, more)


if __name__ == "__main__":
    main()
