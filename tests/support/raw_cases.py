"""A customer's raw words through the offline reader and the whole process, against a shop of a few orders in memory."""

from datetime import datetime
from typing import Any

from assistant.case.diagnosis import Cause
from assistant.case.email import Attachment, Email, SenderCheck
from assistant.case.knowledge import Passage, Playbook, Policy
from assistant.case.shop import Contact, Order, Product, ShopFile
from assistant.case.ticket import NEW_TICKET, TicketSoFar
from assistant.drafting.offline import OfflineDrafter
from assistant.orders.memory import ShopFileOrders
from assistant.pipeline import Pipeline, Verification
from support.cases import HAN_MEI, LI_LEI, NOW, POLICY, PRODUCTS, SHOP, email, weekday

NUMBER = "2026111512345"


class PolicyAlone:
    """The sample policy at all times, and no articles."""

    def __init__(self, policy: Policy = POLICY) -> None:
        self._policy = policy

    def policy(self, at: object) -> Policy:
        return self._policy

    def playbook(self, cause: Cause, at: object) -> Playbook | None:
        return None

    def search(self, text: str, **_: object) -> tuple[Passage, ...]:
        return ()

    def notices(self, cause: Cause, **_: object) -> tuple[Passage, ...]:
        return ()


def pipeline(
    *orders: Order,
    products: tuple[Product, ...] = PRODUCTS,
    contacts: tuple[Contact, ...] = (),
    policy: Policy = POLICY,
) -> Pipeline:
    shop_file = ShopFile(
        schema=1, shop=SHOP, products=products, customers=(LI_LEI, HAN_MEI), orders=orders, contacts=contacts
    )
    return Pipeline(ShopFileOrders(shop_file), PolicyAlone(policy), OfflineDrafter(), weekday)


def mail(text: str, *, photos: int = 0, date: datetime = NOW, check: str = "passed", **fields: Any) -> Email:
    """From the account's own address, vouched for unless said otherwise."""
    pictures = tuple(
        Attachment(name=f"{n}.jpg", type="image/jpeg", size=90_000, sha256="0" * 64, part=f"{n + 2}")
        for n in range(photos)
    )
    sender_check = SenderCheck.model_validate({"verdict": check})
    return email(text, date=date, sender_check=sender_check, attachments=pictures, **fields)


def verified(
    text: str,
    *orders: Order,
    photos: int = 0,
    check: str = "passed",
    so_far: TicketSoFar = NEW_TICKET,
    now: datetime = NOW,
    **shop: Any,
) -> Verification:
    given, worker = mail(text, photos=photos, date=now, check=check), pipeline(*orders, **shop)
    return worker.verify(given, worker.read(given).inquiry, now, so_far)
