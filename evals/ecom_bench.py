"""ECom-Bench's appliance shop: every order asked for by number, by item and by "last week's", in the customer's words.

    python -m evals.ecom_bench [--list]

The mails come from the account's address, vouched, but for the second row: a stranger with the number and the last 4
digits of the registered phone. A mail by item or by time is right if it locks the order or, where the account has
others that fit the same words, asks between them; `another order` is the failure that must not happen.
A third of the orders is held back from tuning.
"""

import argparse
import re
from collections import Counter
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import NamedTuple

from assistant.case.case_file import CaseFile
from assistant.case.email import SenderCheck
from assistant.case.shop import Order, ShopFile
from assistant.orders.shop_file import parse_shop_file
from assistant.pipeline import Pipeline
from evals.measuring import STRANGER, VOUCHED, a_mail, held_back, offline_pipeline, share
from evals.shops.converters import ecom_bench

_KINDS = re.compile("电热水器|燃气热水器|洗碗机|净水器|油烟机")
"""How the goods are called in a kitchen; the names of the shop are whole sentences."""

RECENT = timedelta(days=30)


class Asked(NamedTuple):
    """A mail about an order. `fitting` are the account's orders that the same words describe."""

    order: Order
    text: str
    date: datetime
    vouched: bool
    fitting: frozenset[str]


def shop_with_addresses() -> ShopFile:
    """The shop has phones only; each account gets an address."""
    shop = parse_shop_file(ecom_bench())
    customers = [
        customer.model_copy(update={"email": f"user{n}@mail.example"}) for n, customer in enumerate(shop.customers)
    ]
    return shop.model_copy(update={"customers": tuple(customers)})


def by_number(order: Order, shop: ShopFile) -> Asked:
    text = f"你好，订单{order.number}现在到哪里了？"
    return Asked(order, text, order.placed_at + timedelta(days=3), True, frozenset({order.number}))


def by_number_and_tail(order: Order, shop: ShopFile) -> Asked:
    phone = next(customer.phones[0] for customer in shop.customers if customer.id == order.customer_id)
    text = f"你好，订单{order.number}现在到哪里了？我的手机尾号{phone[-4:]}。"
    return Asked(order, text, order.placed_at + timedelta(days=3), False, frozenset({order.number}))


def by_item(order: Order, shop: ShopFile) -> Asked:
    date = order.placed_at + timedelta(days=3)
    goods = kind_of(order)
    others = [
        other
        for other in shop.orders
        if other.customer_id == order.customer_id and date - other.placed_at <= RECENT and goods in kinds_of(other)
    ]
    return Asked(order, f"我买的{goods}怎么还没有消息？", date, True, frozenset(other.number for other in others))


def by_last_week(order: Order, shop: ShopFile) -> Asked:
    """Written on Wednesday of the week after."""
    monday = (order.placed_at - timedelta(days=order.placed_at.weekday())).replace(hour=0, minute=0, second=0)
    date = monday + timedelta(days=9, hours=10)
    week = [
        other
        for other in shop.orders
        if other.customer_id == order.customer_id and monday <= other.placed_at < monday + timedelta(days=7)
    ]
    text = "上周下的单现在是什么情况？麻烦查一下。"
    return Asked(order, text, date, True, frozenset(other.number for other in week))


def kind_of(order: Order) -> str:
    return kinds_of(order)[0]


def kinds_of(order: Order) -> list[str]:
    return [match.group() for line in order.lines if (match := _KINDS.search(line.product))]


WAYS: dict[str, Callable[[Order, ShopFile], Asked]] = {
    "by number": by_number,
    "by number, a stranger with the phone's last 4 digits": by_number_and_tail,
    "by item": by_item,
    'by "last week\'s"': by_last_week,
}


def judged(asked: Asked, case: CaseFile) -> str:
    kept = {candidate.number for candidate in case.order.candidates}
    if case.order.number is not None:
        return "locked" if case.order.number == asked.order.number else "another order"
    if case.order.outcome == "ambiguous" and asked.order.number in kept:
        return "asked between equals" if len(asked.fitting) > 1 else "asked though only one fits"
    return "not found"


def work(asked: Asked, shop: ShopFile, pipeline: Pipeline) -> CaseFile:
    address = next(customer.email for customer in shop.customers if customer.id == asked.order.customer_id)
    sender, check = (address, VOUCHED) if asked.vouched else (STRANGER, SenderCheck())
    return pipeline.work(a_mail(asked.text, asked.date, sender, check), asked.date).case_file


def report(orders: Iterable[Order], shop: ShopFile, pipeline: Pipeline, title: str, listing: bool) -> None:
    listed = list(orders)
    print(f"{title}: {len(listed)} orders")
    for way, ask in WAYS.items():
        outcomes: Counter[str] = Counter()
        wrong = []
        for order in listed:
            asked = ask(order, shop)
            case = work(asked, shop, pipeline)
            outcome = judged(asked, case)
            outcomes[outcome] += 1
            if outcome not in ("locked", "asked between equals"):
                wrong.append((outcome, asked.text, order.number, order.status.value, case.order))
        right = outcomes["locked"] + outcomes["asked between equals"]
        detail = ", ".join(f"{outcome} {count}" for outcome, count in outcomes.most_common())
        print(f"  {way:53s} {share(right, len(listed))}   {detail}")
        if listing:
            print(*(f"      {line}" for line in wrong), sep="\n")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--list", action="store_true", help="also list what went wrong outside the held-back third")
    options = parser.parse_args()
    shop = shop_with_addresses()
    pipeline = offline_pipeline(shop)
    kept = [order for order in shop.orders if not held_back(f"ecom {order.number}")]
    report(kept, shop, pipeline, "tuning part", options.list)
    report([order for order in shop.orders if order not in kept], shop, pipeline, "held-back third", False)


if __name__ == "__main__":
    main()
