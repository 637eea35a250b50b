"""Which policy applies: the rules of the order's day, the permissions of today; no order's day is told to strangers."""

from datetime import datetime
from decimal import Decimal

from support.cases import LI_LEI, NOW, POLICY, PRODUCTS, ago, email, line, order, shipment, weekday

from assistant.case.diagnosis import ActionKind, Cause, Role
from assistant.case.email import SenderCheck
from assistant.case.knowledge import Passage, Playbook, Policy
from assistant.case.shop import Shop, ShopFile
from assistant.drafting.offline import OfflineDrafter
from assistant.orders.memory import ShopFileOrders
from assistant.pipeline import Pipeline, Verification

CHANGED = ago(days=60)
"""Before this the window was 15 days, and an agent could approve refunds without return of 500."""
GENEROUS = POLICY.limits | {
    Role.AGENT: POLICY.limits[Role.AGENT].model_copy(update={"refund_without_return": Decimal(500)})
}


class ChangedPolicy:
    def policy(self, at: datetime) -> Policy:
        old = {"return_window_days": 15, "no_return_asked_up_to": Decimal(100), "limits": GENEROUS}
        return POLICY.model_copy(update=old) if at < CHANGED else POLICY

    def playbook(self, cause: Cause, at: datetime) -> Playbook | None:
        return None

    def search(self, text: str, **_: object) -> tuple[Passage, ...]:
        return ()

    def notices(self, cause: Cause, **_: object) -> tuple[Passage, ...]:
        return ()


def verified(text: str, check: str = "passed", packed: str = "X") -> Verification:
    """A mail about an order of before the change, received twelve days ago."""
    old = order(
        status="delivered",
        placed_at=ago(days=90),
        lines=(line(picked={"sku": packed, "quantity": 1}),),
        shipments=(shipment(delivered_at=ago(days=12)),),
    )
    shop_file = ShopFile(schema=1, shop=Shop(), products=PRODUCTS, customers=(LI_LEI,), orders=(old,))
    pipeline = Pipeline(ShopFileOrders(shop_file), ChangedPolicy(), OfflineDrafter(), weekday)
    given = email(text, sender_check=SenderCheck.model_validate({"verdict": check}))
    return pipeline.verify(given, pipeline.read(given).inquiry, NOW)


def test_the_return_window_is_that_of_the_orders_day() -> None:
    assert verified("订单2026111512345我要退货", packed="CUP-R").case.diagnosis.cause is Cause.RETURN_IN_WINDOW


def test_who_may_approve_is_a_matter_of_today() -> None:
    case = verified("订单2026111512345发错货了，请退款").case
    refund = next(a for a in case.resolution.actions if a.kind is ActionKind.REFUND_WITHOUT_RETURN)
    assert (refund.arguments["amount"], refund.role) == ("89.00", Role.SENIOR)


def test_a_stranger_hears_todays_policy_whatever_the_orders_day() -> None:
    forged = verified("订单2026111512345我要退货", "failed")
    assert forged.case.order is not None
    assert forged.view.policy["return_window_days"] == "7"
    assert verified("订单2026111512345我要退货").view.policy["return_window_days"] == "15"
