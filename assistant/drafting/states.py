"""States that a letter tells of the order, its parcel and its money, held against the records.

“The parcel was lost” names no number, no date and no remedy, and is as wrong as a wrong amount. A state is told by a
clause that states it: a question, a condition, a rule, a wish and what is to come tell none, nor does what the
customer is said to have written.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal

from assistant.case.diagnosis import Cause
from assistant.case.shop import OrderStatus
from assistant.case.view import CaseView, OrderView, ShipmentView
from assistant.drafting import phrasing
from assistant.drafting.wording import Finding, any_of, wordlist

_CLAUSE = re.compile(r"[，,；;]|——| — | – |\b(?:and|but|so|because)\b")
_BEFORE = 12
"""Characters before the words of a state in which a denial makes it none."""


@dataclass(frozen=True)
class State:
    """Told by `words`, where `unless` is not in the clause; `denial`: the words deny something themselves."""

    name: str
    words: re.Pattern[str]
    unless: re.Pattern[str] | None
    denial: bool


@cache
def _states() -> tuple[State, ...]:
    return tuple(
        State(
            name=entry["name"],
            words=any_of((*entry["zh"], *entry["en"])),
            unless=any_of(entry["unless"]) if "unless" in entry else None,
            denial=entry.get("denial", False),
        )
        for entry in wordlist("states")["state"]
    )


@cache
def _speech(manner: Literal["depends", "open", "customers", "denied"]) -> re.Pattern[str]:
    return any_of(wordlist("states")["speech"][manner])


def tells_the_customers(sentence: str) -> bool:
    """Whether it says that something in it is the customer's: their words, their wish, what they saw."""
    return _speech("customers").search(sentence) is not None


def untrue(sentence: str, view: CaseView) -> Iterator[Finding]:
    """States that the sentence tells and no order of the case is in. `sentence` is in the reply's own words."""
    orders = tuple(order for order in (view.order, *view.candidates) if order is not None)
    if not orders or tells_the_customers(sentence):
        return
    for clause in stated(sentence):
        yield from _other_signers(clause, orders)
        for state in _states():
            match = state.words.search(clause)
            if match is None or not _tells(state, clause, match):
                continue
            if not any(_HOLDS[state.name](order, view) for order in orders):
                yield Finding(match.group(), f"the records do not say {state.name!r}")


_SIGNED = re.compile(
    r"(?:签收人|代收人)(?:是|为|[:：])\s?(?P<is>[^，。；,;]{1,12})|由(?P<by>[^，。；,;]{1,8}?)(?:代为?)?签收"
    r"|\bsigned for by (?P<en>(?:the |a |your )?\w+(?: \w+)?)",
    re.IGNORECASE,
)
_SIGNERS = tuple(
    re.compile(words, re.IGNORECASE)
    for words in (
        r"本人|您|自己|\byou\b|yourself|recipient|\bself\b|in_person",
        r"家人|家属|family",
        r"邻居|neighbou?r",
        r"门卫|保安|gatekeeper|security|\bguard",
        r"前台|front[ _]desk|reception",
        r"物业|management",
        r"驿站|代收点|快递柜|自提|丰巢|菜鸟|pick-?up|locker|hive box",
    )
)
"""Who may have signed, one group of words for each."""


def _other_signers(clause: str, orders: Sequence[OrderView]) -> Iterator[Finding]:
    """Somebody of a kind of whom no parcel's record speaks."""
    signed = " ".join(
        f"{parcel.signed_by} {phrasing.code(parcel.signed_by, 'en')}"
        for order in orders
        for parcel in order.shipments
        if parcel.signed_by
    )
    for match in _SIGNED.finditer(clause) if signed else ():
        who = next(group for group in match.groups() if group)
        named = [signer for signer in _SIGNERS if signer.search(who)]
        if named and not any(signer.search(signed) for signer in named):
            yield Finding(match.group(), "the records have somebody else")


def stated(sentence: str) -> Iterator[str]:
    """A question states nothing, nor does what depends on a condition before it."""
    if re.search(r"[？?]$", sentence):
        return
    for clause in (part.strip() for part in _CLAUSE.split(sentence)):
        if _speech("depends").search(clause):
            return
        if clause and not _speech("open").search(clause):
            yield clause


def _tells(state: State, clause: str, match: re.Match[str]) -> bool:
    if state.unless is not None and state.unless.search(clause):
        return False
    return state.denial or not is_denied(clause, match.start(), match.end())


def is_denied(clause: str, start: int, end: int) -> bool:
    """Whether a denial stands in these words of the clause, or shortly before them."""
    return _speech("denied").search(clause[max(start - _BEFORE, 0) : end]) is not None


# what the records need to hold

Holds = Callable[[OrderView, CaseView], bool]


def _about(*causes: Cause) -> Holds:
    return lambda _order, view: bool({view.cause, *view.secondary} & set(causes))


def _status(*statuses: OrderStatus) -> Holds:
    return lambda order, _view: order.status in statuses


def _event(words: str) -> Holds:
    """The newest entry of a parcel, in the courier's words or in the letter's."""
    pattern = re.compile(words, re.IGNORECASE)
    return lambda order, _view: any(pattern.search(_newest(parcel)) for parcel in order.shipments)


def _reached(words: str) -> Holds:
    """The place of the newest entry and its words, without where it sends the parcel."""
    pattern = re.compile(words, re.IGNORECASE)
    return lambda order, _view: any(pattern.search(reached(parcel)) for parcel in order.shipments)


_SENT_TO = re.compile(r"(?:发往|送往|运往|寄往|前往|去往|下一站|\bto\b).*$", re.IGNORECASE)


def reached(parcel: ShipmentView) -> str:
    """Where the newest entry has the parcel, in the courier's words."""
    event = parcel.last_event
    return f"{event.place} {_SENT_TO.sub('', event.text)}" if event is not None else ""


def _newest(parcel: ShipmentView) -> str:
    text = parcel.last_event.text if parcel.last_event is not None else ""
    return f"{text} {phrasing.event(text, 'en')}"


def _any(*holds: Holds) -> Holds:
    return lambda order, view: any(one(order, view) for one in holds)


def _shipped(order: OrderView, _view: CaseView) -> bool:
    return any(parcel.shipped_at is not None for parcel in order.shipments)


def _all_shipped(order: OrderView) -> bool:
    sent = {product for parcel in order.shipments for product in parcel.products}
    return all(parcel.shipped_at is not None for parcel in order.shipments) and len(sent) >= len(order.lines)


def _handed_over(order: OrderView, _view: CaseView) -> bool:
    return any(parcel.delivered_at or parcel.signed_by or parcel.pickup_point for parcel in order.shipments)


_S = OrderStatus
_HOLDS: dict[str, Holds] = {
    "delivered": _any(
        _handed_over,
        _status(_S.DELIVERED, _S.COMPLETED),
        _event("签收|投递|妥投|代收|驿站|柜|delivered|signed|pick-?up"),
        lambda order, _view: bool(order.returns),
    ),
    "returned to us": _any(
        _about(Cause.RETURNED_TO_SENDER),
        _event("退回|退件|return|on its way back"),
        lambda order, _view: bool(order.returns),
    ),
    "your return arrived": lambda order, _view: any(sent.received_at for sent in order.returns),
    "cancelled": _status(_S.CANCELLED, _S.REFUNDING, _S.REFUNDED),
    "refunded": _any(_status(_S.REFUNDED), lambda order, _view: any(r.completed_at for r in order.refunds)),
    "lost": _any(_about(Cause.LOST), _event("丢失|遗失|丢件|lost")),
    "not paid": _any(
        _status(_S.PENDING_PAYMENT), _about(Cause.PAYMENT_INCOMPLETE), lambda order, _view: order.paid_at is None
    ),
    "paid": lambda order, _view: order.paid_at is not None,
    "shipped": _shipped,
    "not shipped": _any(
        lambda order, _view: not _all_shipped(order), _about(Cause.PARTIAL_SHIPMENT, Cause.OUT_OF_STOCK)
    ),
    "completed": _status(_S.COMPLETED, _S.CANCELLED, _S.REFUNDED),
    "out for delivery": _event("派送|派件|投递|out for delivery|with (?:the )?courier"),
    "at a pickup point": _any(
        lambda order, _view: any(parcel.pickup_point for parcel in order.shipments),
        lambda order, _view: any(
            "点" in p.signed_by or "站" in p.signed_by or "柜" in p.signed_by or "pick" in p.signed_by
            for p in order.shipments
            if p.signed_by
        ),
        _event("代收|驿站|柜|自提|取件|pick-?up|locker"),
    ),
    "delivery tried in vain": _any(
        _about(Cause.RETURNED_TO_SENDER, Cause.DELIVERY_SERVICE, Cause.ADDRESS_CHANGE_AFTER_SHIPPING),
        _event("未妥投|失败|未成功|联系不|地址|attempt|unsuccessful|退"),
    ),
    "damaged": _any(_about(Cause.DAMAGED_IN_TRANSIT, Cause.QUALITY_DEFECT, Cause.WARRANTY), _event("破损|损坏|damage")),
    "out of stock": _about(Cause.OUT_OF_STOCK),
    "near the customer": _any(
        _handed_over, _reached("当地|末端|网点|站点|营业部|派送|派件|投递|depot|out for delivery|with (?:the )?courier")
    ),
    "with the driver": _any(_handed_over, _event("派送|派件|投递|装车|driver|courier|out for delivery")),
    "through the sorting": _any(
        _handed_over, _event("离开|发往|发出|派送|派件|网点|departed|left|forwarded|out for delivery")
    ),
    "in customs": _event("清关|海关|报关|customs"),
    "packed": _any(_shipped, _event("打包|揽收|揽件|pack|collect")),
    "refund under way": _any(
        _status(_S.REFUNDING, _S.REFUNDED), lambda order, _view: bool(order.refunds or order.returns)
    ),
    "an address or a number that is right": lambda _order, _view: False,  # no record says so of what somebody wrote
    "insured for the freight": lambda order, _view: order.freight_insured,
}
