"""Who may approve what: role limits from the policy, and what scope `read` leaves to a supervisor (process.md, 4)."""

from collections.abc import Sequence
from decimal import Decimal

from assistant.case.diagnosis import Action, ActionKind, Category, Cause, Role
from assistant.case.knowledge import Policy, RoleLimits
from assistant.case.verification import Scope

_MONEY = frozenset(
    {
        ActionKind.REFUND, ActionKind.PARTIAL_REFUND, ActionKind.REFUND_WITHOUT_RETURN,
        ActionKind.PRICE_DIFFERENCE_REFUND, ActionKind.REIMBURSE_FREIGHT, ActionKind.COUPON,
    }
)  # fmt: skip
_CHANGES = frozenset(
    {ActionKind.CHANGE_ADDRESS, ActionKind.CHANGE_VARIANT, ActionKind.INTERCEPT_PARCEL, ActionKind.CANCEL_ORDER}
)
_GOODS = frozenset({ActionKind.RESHIP, ActionKind.SEND_PART, ActionKind.REPLACE_WITH_PICKUP})

_LIMIT_OF = {
    ActionKind.REFUND_WITHOUT_RETURN: "refund_without_return",
    ActionKind.COUPON: "coupon",
    ActionKind.REIMBURSE_FREIGHT: "freight",
    ActionKind.REFUND: "refund",
    ActionKind.PARTIAL_REFUND: "refund",
    ActionKind.PRICE_DIFFERENCE_REFUND: "refund",
} | dict.fromkeys(_GOODS, "replacement")

_AT_ANY_AMOUNT = frozenset({Cause.DUPLICATE_CHARGE, Cause.CANCEL_BEFORE_SHIPPING})
"""Causes whose refund an agent may approve whatever the amount: our own double charge, an unshipped cancelled order."""


def moves_money(kind: ActionKind) -> bool:
    return kind in _MONEY


def limit_of(kind: ActionKind) -> str | None:
    """The name of the role limit that the action's worth counts against; actions of one name are added up."""
    return _LIMIT_OF.get(kind)


def role_for(
    kind: ActionKind,
    value: Decimal | None,
    *,
    cause: Cause | None,
    category: Category,
    scope: Scope,
    policy: Policy,
) -> Role:
    """The least role that may approve the action.

    `value` is its amount, or the worth of the goods that it sends, with all that counts against the same limit.
    """
    if category is Category.COMPLAINT_OR_LEGAL:
        return Role.SUPERVISOR
    if scope is not Scope.ACT and kind in _MONEY | _CHANGES:
        return Role.SUPERVISOR
    if kind is ActionKind.REFUND and cause in _AT_ANY_AMOUNT:
        return Role.AGENT
    limit = _LIMIT_OF.get(kind)
    if limit is None:
        return Role.AGENT
    return _least_role(limit, value, policy)


def _least_role(limit: str, value: Decimal | None, policy: Policy) -> Role:
    """A value that is not known is beyond every limit."""
    for role in Role:
        most: Decimal | None = getattr(_limits(policy, role), limit)
        if most is None or (value is not None and value <= most):
            return role
    return Role.SUPERVISOR


def _limits(policy: Policy, role: Role) -> RoleLimits:
    return policy.limits[role]


def required_role(actions: Sequence[Action]) -> Role:
    """The least role that may approve all of these together."""
    return Role.highest(*(action.role for action in actions))
