"""A mail may speak of goods of several orders: the sender's others are answered along with the locked one."""

from datetime import timedelta

from assistant.case.inquiry import Inquiry, StatementKind, Topic
from assistant.case.shop import Order
from assistant.process.comparing import plain
from assistant.process.evidence import Evidence
from assistant.process.matching import described_variants_count
from assistant.process.subject import Goods, goods_mentioned

RECENT = timedelta(days=30)
"""Back from the mail's Date."""

MOST = 2


def also_meant(evidence: Evidence, locked: Order) -> tuple[Order, ...]:
    """The newest order for each of the goods that the mail speaks of and the locked order does not have.

    `evidence.orders` are only those that the sender may be told of. Goods that are asked about, wished instead or came
    instead belong to no order.
    """
    inquiry = evidence.inquiry
    if Topic.PRODUCT_QUESTION in inquiry.topics or not described_variants_count(inquiry):
        return ()
    recent = [order for order in evidence.orders if evidence.mailed_at - order.placed_at <= RECENT]
    found: dict[str, Order] = {}
    for goods in goods_mentioned(inquiry, evidence.products):
        if any(map(goods.are, locked.lines)) or _came_instead(goods, inquiry):
            continue
        order = next((order for order in recent if any(map(goods.are, order.lines))), None)
        if order is not None and order.number != locked.number:
            found.setdefault(order.number, order)
    return tuple(found.values())[:MOST]


def _came_instead(goods: Goods, inquiry: Inquiry) -> bool:
    words = plain(goods.mention.words)
    came = [plain(said.value) for said in inquiry.statements if said.kind is StatementKind.GOT_ITEM and said.value]
    return any(value in words or words in value for value in came)
