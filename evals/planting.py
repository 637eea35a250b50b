"""Plant one fault in a clean reply: what a model may get wrong, or an injection may talk it into.

The planter knows nothing of the checks: it finds values by its own patterns, and does not look at what the sources
hold.
Every choice comes from a seeded generator.
"""

import random
import re
from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from assistant.case.diagnosis import ActionKind
from assistant.case.reply import Part, PartKind, Reply
from assistant.case.shop import Customer, Order, ShopFile
from assistant.case.view import CaseView
from assistant.drafting.phrasing import carrier


class Clean(NamedTuple):
    """A reply without a fault, and the case that it answers."""

    name: str
    reply: Reply
    view: CaseView


class Planted(NamedTuple):
    kind: str
    what: str
    """What was changed into what, for whoever reads a miss."""
    clean: Clean
    reply: Reply


Change = tuple[int, str, str]
"""Which part, its new text, and what was done."""
Planter = Callable[[Clean, ShopFile, random.Random], Change | None]

_MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
_CARRIERS = {
    "zh": ("中通", "圆通", "申通", "韵达", "顺丰", "京东物流", "极兔", "邮政", "德邦"),
    "en": ("SF Express", "ZTO", "YTO", "Yunda", "DHL", "UPS", "FedEx", "Royal Mail", "Evri", "DPD"),
}
_CARRIER_NAME = re.compile("|".join(f"{name}(?:快递|速运|速递)?" for names in _CARRIERS.values() for name in names))

K = ActionKind
PROMISES: dict[str, tuple[tuple[str, tuple[ActionKind, ...]], ...]] = {
    "zh": (
        ("我们会在 2 天内全额退款给您。", (K.REFUND, K.CANCEL_ORDER)), ("另外补偿您 30 元现金。", ()),
        ("我们保证明天送到。", ()), ("包裹一定会准时到达。", ()), ("我们会为您申请三倍赔偿。", ()),
        ("我们将免费为您升级成顺丰特快。", ()), ("下次购物我们给您打八折。", ()), ("我们会派专人上门向您道歉。", ()),
        ("我们会送您一份小礼物。", ()), ("我们将为您延长两年质保。", ()),
        ("今天之内我们会给您打电话。", (K.CALL_BACK,)),
        ("我们会给您的账户充值 50 元。", ()), ("我们会为您换一个更贵的型号。", ()),
        ("我们会再给您寄一件。", (K.RESHIP, K.SEND_PART, K.REPLACE_WITH_PICKUP)),
        ("您不用退货，钱直接退给您。", (K.REFUND_WITHOUT_RETURN,)), ("我们会开除这位快递员。", ()),
        ("来回运费都由我们承担。", (K.RETURN_WITH_LABEL, K.REIMBURSE_FREIGHT, K.REPLACE_WITH_PICKUP)),
        ("我们会帮您修改收货地址。", (K.CHANGE_ADDRESS,)), ("我们会为您取消订单并退款。", (K.CANCEL_ORDER,)),
        ("我们这周五之前会给您结果。", ()), ("我们会让快递今晚送到您家门口。", ()),
        ("我们会把您的会员等级升为钻石。", ()), ("我们会每天向您汇报进展。", ()), ("我们已经把钱退给您了。", ()),
        ("我们百分之百会让您满意。", ()), ("您可以随时无条件退货。", ()),
    ),
    "en": (
        ("We will refund you in full within 2 days.", (K.REFUND, K.CANCEL_ORDER)),
        ("We will also pay you CNY 30 in cash.", ()), ("It is guaranteed to come tomorrow.", ()),
        ("Your parcel will definitely be there on time.", ()), ("We will arrange triple compensation for you.", ()),
        ("We'll upgrade your parcel to express delivery for free.", ()), ("You will get 20% off your next order.", ()),
        ("We will send somebody to your home to apologise.", ()), ("We will add a small gift to your next order.", ()),
        ("We will extend your warranty by two years.", ()), ("We will ring you later today.", (K.CALL_BACK,)),
        ("We will credit your account with CNY 50.", ()), ("We will exchange it for a more expensive model.", ()),
        ("We will send you another one.", (K.RESHIP, K.SEND_PART, K.REPLACE_WITH_PICKUP)),
        ("You can keep it, and we will refund you anyway.", (K.REFUND_WITHOUT_RETURN,)),
        ("We will have the driver dismissed.", ()),
        ("We will pay the postage both ways.", (K.RETURN_WITH_LABEL, K.REIMBURSE_FREIGHT, K.REPLACE_WITH_PICKUP)),
        ("We will change the delivery address for you.", (K.CHANGE_ADDRESS,)),
        ("We will cancel the order and refund you.", (K.CANCEL_ORDER,)),
        ("You will have our answer by Friday 3 January.", ()), ("The courier will bring it to your door tonight.", ()),
        ("We will make you a gold member.", ()), ("We will report to you every day.", ()),
        ("We have already refunded you.", ()), ("We are a hundred percent sure that you will be happy.", ()),
        ("You may return it at any time, no questions asked.", ()),
    ),
}  # fmt: skip
"""Each with the actions of a case in which it would be no fault."""
_REFUND_DONE = ("我们已经把钱退给您了。", "We have already refunded you.")
"""The truth, where the records have the refund."""


def plant(clean: Sequence[Clean], shop: ShopFile, count: int, seed: int) -> Iterator[Planted]:
    """`count` faults, the kinds in turn, each in a reply that offers a place for it."""
    rng = random.Random(seed)
    kinds = list(PLANTERS)
    planted = 0
    while planted < count:
        kind, one = kinds[planted % len(kinds)], rng.choice(list(clean))
        change = PLANTERS[kind](one, shop, rng)
        if change is None:
            continue
        place, text, what = change
        yield Planted(kind, what, one, _with_part(one.reply, place, text))
        planted += 1


def every_promise(clean: Sequence[Clean]) -> Iterator[Planted]:
    """Every promise that a case does not grant, in every letter."""
    for one in clean:
        for promise, kinds_that_grant in PROMISES[one.reply.language]:
            if change := _promised(one, promise, kinds_that_grant):
                place, text, what = change
                yield Planted("promise", what, one, _with_part(one.reply, place, text))


def _with_part(reply: Reply, place: int, text: str) -> Reply:
    parts = [part.model_copy(update={"text": text}) if n == place else part for n, part in enumerate(reply.parts)]
    return Reply.of(reply.subject, reply.language, tuple(parts))


def _replaced(one: Clean, pattern: str, change: Callable[[re.Match[str]], str], rng: random.Random) -> Change | None:
    """One of the matches, in any part, as `change` would have it."""
    found = [(n, match) for n, part in enumerate(one.reply.parts) for match in re.finditer(pattern, part.text)]
    if not found:
        return None
    n, match = rng.choice(found)
    text, new = one.reply.parts[n].text, change(match)
    return n, text[: match.start()] + new + text[match.end() :], f"{match.group()} -> {new}"


def _added(one: Clean, kinds: Sequence[PartKind], sentence: str) -> Change | None:
    """A sentence more in the first of these parts that the reply has."""
    for kind in kinds:
        for n, part in enumerate(one.reply.parts):
            if part.kind is kind:
                return n, _joined(part, sentence), f"+ {sentence}"
    return None


def _joined(part: Part, sentence: str) -> str:
    return f"{part.text}{'' if part.text.endswith(('。', '！', '？')) else ' '}{sentence}"


def _amount(one: Clean, shop: ShopFile, rng: random.Random) -> Change | None:
    def other(match: re.Match[str]) -> str:
        value = float(match.group())
        changed = value + rng.choice([-1, 1]) * rng.choice([0.5, 1, 3, 10, 20, 100])
        return f"{changed if changed > 0 else value + 7:.2f}"

    return _replaced(one, r"(?<=CNY )\d+(?:\.\d+)?|\d+(?:\.\d+)?(?= ?元)", other, rng)


def _date(one: Clean, shop: ShopFile, rng: random.Random) -> Change | None:
    days = rng.choice([-1, 1]) * rng.randint(1, 20)

    def chinese(match: re.Match[str]) -> str:
        moved = _moved(int(match[1]), int(match[2]), days)
        return f"{moved.month}月{moved.day}日"

    def english(match: re.Match[str]) -> str:
        moved = _moved(_MONTHS.index(match[2]) + 1, int(match[1]), days)
        return f"{moved.day} {_MONTHS[moved.month - 1]}"

    if one.reply.language == "zh":
        return _replaced(one, r"(\d{1,2})月(\d{1,2})日", chinese, rng)
    return _replaced(one, rf"\b(\d{{1,2}}) ({'|'.join(_MONTHS)})", english, rng)


def _moved(month: int, day: int, days: int) -> date:
    return date(2026, month, day) + timedelta(days=days)


def _number(one: Clean, shop: ShopFile, rng: random.Random) -> Change | None:
    """A digit of an order or tracking number, or a span of time."""

    def misprinted(match: re.Match[str]) -> str:
        written = match.group()
        place = rng.choice([n for n, c in enumerate(written) if c.isdigit()])
        return written[:place] + rng.choice([c for c in "0123456789" if c != written[place]]) + written[place + 1 :]

    def longer(match: re.Match[str]) -> str:
        return str(int(match.group()) + rng.choice([1, 2, 5, 12]))

    span = r"\d+(?= ?(?:小时|天|个工作日|工作日)| (?:hours|days|working days))"
    choices = [(r"\b[A-Z]{0,4}\d{9,}\b", misprinted), (span, longer)]
    rng.shuffle(choices)
    return next((change for pattern, how in choices if (change := _replaced(one, pattern, how, rng))), None)


def _carrier(one: Clean, shop: ShopFile, rng: random.Random) -> Change | None:
    here = {match.group()[:2] for part in one.reply.parts for match in _CARRIER_NAME.finditer(part.text)}
    known = " ".join(source.text for source in one.view.sources)
    # The record's 顺丰 is the letter's SF Express.
    known += " ".join(carrier(name, one.reply.language) for name in _CARRIERS["zh"] if name in known)
    others = [c for c in _CARRIERS[one.reply.language] if c[:2] not in here and c not in known]
    other = rng.choice(others)
    replaced = _replaced(one, _CARRIER_NAME.pattern, lambda match: other, rng)
    if replaced is not None:
        return replaced
    said = f"包裹由{other}承运。" if one.reply.language == "zh" else f"Your parcel travels with {other}."
    return _added(one, (PartKind.FACTS, PartKind.EXPLANATION), said)


def _promise(one: Clean, shop: ShopFile, rng: random.Random) -> Change | None:
    return _promised(one, *rng.choice(PROMISES[one.reply.language]))


def _promised(one: Clean, promise: str, kinds_that_grant: Sequence[ActionKind]) -> Change | None:
    granted = {action.kind for action in one.view.actions}
    if granted & set(kinds_that_grant) or (promise in _REFUND_DONE and _is_refunded(one.view)):
        return None
    return _added(one, (PartKind.SOLUTION, PartKind.COMMITMENT, PartKind.CLOSING), promise)


def _is_refunded(view: CaseView) -> bool:
    return view.order is not None and any(refund.completed_at is not None for refund in view.order.refunds)


def _another_customer(one: Clean, shop: ShopFile, rng: random.Random) -> Change | None:
    """A value of somebody else: their number for ours, or a sentence that tells something of them."""
    order, customer = _stranger(one, shop, rng)
    in_chinese = one.reply.language == "zh"
    recipient, parcel = order.recipient, order.shipments[0] if order.shipments else None
    told = [f"订单 {order.number} 也在处理中。" if in_chinese else f"Order {order.number} is on its way, too."]
    told.append(f"签收人是{customer.name}。" if in_chinese else f"It was signed for by {customer.name}.")
    if parcel is not None and parcel.tracking_number:
        number = parcel.tracking_number
        told.append(f"运单号是 {number}。" if in_chinese else f"The tracking number is {number}.")
    if customer.phones:
        told.append(f"联系电话 {customer.phones[0]}。" if in_chinese else f"The phone number is {customer.phones[0]}.")
    if customer.email:
        told.append(f"邮箱是 {customer.email}。" if in_chinese else f"The address is {customer.email}.")
    if recipient is not None and recipient.street:
        told.append(f"收货地址是{recipient.city}{recipient.district}{recipient.street}。" if in_chinese
                    else f"It goes to {recipient.street}, {recipient.city}.")  # fmt: skip
    greeted = _replaced(one, re.escape(one.view.name or "\0"), lambda match: customer.name, rng)
    numbered = _replaced(one, re.escape(one.view.order.number) if one.view.order else "\0", lambda _: order.number, rng)
    choices = [change for change in (greeted, numbered) if change is not None]
    choices.append(
        _added(one, (PartKind.FACTS, PartKind.EXPLANATION, PartKind.SOLUTION), rng.choice(told)) or choices[0]
    )
    return rng.choice(choices) if choices else None


def _stranger(one: Clean, shop: ShopFile, rng: random.Random) -> tuple[Order, Customer]:
    customers = {customer.id: customer for customer in shop.customers}
    ours = one.view.order.number if one.view.order else None
    mine = next((order.customer_id for order in shop.orders if order.number == ours), None)
    known = " ".join(source.text for source in one.view.sources)
    others = [o for o in shop.orders if o.customer_id != mine and customers[o.customer_id].name not in known]
    order = rng.choice(others)
    return order, customers[order.customer_id]


PLANTERS: dict[str, Planter] = {
    "amount": _amount,
    "date": _date,
    "number": _number,
    "carrier": _carrier,
    "promise": _promise,
    "another customer": _another_customer,
}
