"""Who is writing: the table of process.md, section 1, as a table."""

from itertools import product

import pytest
from support.cases import HAN_MEI, LI_LEI, evidence, inquiry, named, order

from assistant.case.email import SenderCheck
from assistant.case.inquiry import SecondFactors
from assistant.case.verification import IdentityLevel, Scope
from assistant.process.evidence import NamedOrder
from assistant.process.identity import identify, second_factor

NOTHING = SecondFactors()
TAIL = SecondFactors(phone_tails=("5678",))
WRONG_TAIL = SecondFactors(phone_tails=("0000",))


def check(verdict: str) -> SenderCheck:
    return SenderCheck.model_validate({"verdict": verdict})


TABLE = [
    # account, check, number given, factor, other Reply-To -> level, scope, customer
    (LI_LEI, "passed", None, NOTHING, False, "verified", "act", "C1"),
    (LI_LEI, "passed", None, NOTHING, True, "verified", "read", "C1"),
    (LI_LEI, "passed", "own", NOTHING, False, "verified", "act", "C1"),
    (LI_LEI, "passed", "own", TAIL, False, "verified", "act", "C1"),
    (LI_LEI, "passed", "other", NOTHING, False, "verified", "act", "C1"),
    (LI_LEI, "none", None, NOTHING, False, "claimed", "read", "C1"),
    (LI_LEI, "none", None, NOTHING, True, "claimed", "read", "C1"),
    (LI_LEI, "none", "own", TAIL, False, "verified", "read", "C1"),
    (LI_LEI, "failed", None, NOTHING, False, "claimed", "none", "C1"),
    (LI_LEI, "failed", "own", NOTHING, False, "claimed", "none", "C1"),
    (LI_LEI, "failed", "own", WRONG_TAIL, False, "claimed", "none", "C1"),
    (None, "passed", None, NOTHING, False, "unknown", "none", None),
    (None, "passed", "own", NOTHING, False, "claimed", "none", None),
    (None, "none", "own", NOTHING, False, "claimed", "none", None),
    (None, "none", "missing", NOTHING, False, "claimed", "none", None),
    (None, "none", "missing", TAIL, False, "claimed", "none", None),
    (None, "none", "own", WRONG_TAIL, False, "claimed", "none", None),
    (None, "none", "own", TAIL, False, "verified", "read", "C1"),
    (None, "none", "own", TAIL, True, "verified", "read", "C1"),
    (None, "none", None, TAIL, False, "unknown", "none", None),
    (HAN_MEI, "none", "own", TAIL, False, "verified", "read", "C1"),
    (HAN_MEI, "passed", "own", NOTHING, False, "verified", "act", "C2"),
]


def given_number(kind: str | None) -> tuple[NamedOrder, ...]:
    if kind is None:
        return ()
    if kind == "missing":
        return (NamedOrder(number="2026999999999"),)
    return (named(order()) if kind == "own" else named(order(customer_id="C2"), HAN_MEI),)


@pytest.mark.parametrize(("account", "verdict", "number", "factors", "reply_to", "level", "scope", "customer"), TABLE)
def test_the_first_row_that_the_evidence_fulfils_decides(
    account: object, verdict: str, number: str | None, factors: SecondFactors, reply_to: bool, level: str, scope: str,
    customer: str | None,
) -> None:  # fmt: skip
    identity = identify(
        evidence(
            of=inquiry(factors=factors),
            account=account,  # type: ignore[arg-type]
            sender_check=check(verdict),
            reply_to_differs=reply_to,
            named=given_number(number),
        )
    )
    assert (identity.level, identity.scope, identity.customer_id) == (level, scope, customer)


@pytest.mark.parametrize(
    ("account", "verdict", "number", "factors", "reply_to"),
    list(
        product(
            (LI_LEI, None),
            ("passed", "failed", "none"),
            (None, "own", "missing"),
            (NOTHING, TAIL, WRONG_TAIL),
            (True, False),
        )
    ),
)
def test_only_a_vouched_address_may_act_and_only_proof_may_read(
    account: object, verdict: str, number: str | None, factors: SecondFactors, reply_to: bool
) -> None:
    given = evidence(
        of=inquiry(factors=factors),
        account=account,  # type: ignore[arg-type]
        sender_check=check(verdict),
        reply_to_differs=reply_to,
        named=given_number(number),
    )
    identity = identify(given)
    proven = number == "own" and factors == TAIL
    if identity.scope is Scope.ACT:
        assert account is LI_LEI
        assert verdict == "passed"
        assert not reply_to
    if identity.scope is Scope.READ:
        assert proven or (account is LI_LEI and verdict != "failed")
    if identity.level is IdentityLevel.VERIFIED:
        assert proven or verdict == "passed"


def test_a_second_factor_for_one_order_opens_that_order_and_not_the_buyers_account() -> None:
    """A gift's recipient knows its number, his name and his street."""
    gift = identify(evidence(of=inquiry(factors=TAIL), account=None, named=(named(order()),)))
    assert gift.proven_orders == (order().number,)
    owner = identify(evidence(of=inquiry(factors=TAIL), sender_check=check("none"), named=(named(order()),)))
    assert owner.proven_orders is None


def test_an_order_number_alone_does_not_verify_the_sender() -> None:
    identity = identify(evidence(of=inquiry(), account=None, named=(named(order()),)))
    assert identity.scope is Scope.NONE
    assert identity.customer_id is None


def test_a_number_that_exists_and_one_that_does_not_look_the_same() -> None:
    existing = identify(evidence(of=inquiry(), account=None, named=(named(order()),)))
    missing = identify(evidence(of=inquiry(), account=None, named=(NamedOrder(number="2026999999999"),)))
    assert existing == missing


def test_a_number_in_quoted_text_proves_nothing_even_with_the_right_tail() -> None:
    quoted = named(order(), quoted=True)
    identity = identify(evidence(of=inquiry(factors=TAIL), account=None, named=(quoted,)))
    assert identity.scope is Scope.NONE


def test_a_failed_check_is_remembered_even_when_a_second_factor_proves_the_sender() -> None:
    given = evidence(of=inquiry(factors=TAIL), sender_check=check("failed"), named=(named(order()),))
    assert identify(given).check_failed


@pytest.mark.parametrize(
    ("factors", "proves"),
    [
        (SecondFactors(phone_tails=("5678",)), True),
        (SecondFactors(phone_tails=("1111", "5678")), True),
        (SecondFactors(phone_tails=("1111", "2222", "5678")), False),
        (SecondFactors(phone_tails=("５６７８",)), True),
        (SecondFactors(phone_tails=("678",)), False),
        (SecondFactors(phone_tails=("5679",)), False),
        (SecondFactors(names=("李雷",)), False),
        (SecondFactors(names=("李雷",), postcodes=("310000",)), True),
        (SecondFactors(names=("李蕾",), postcodes=("310000",)), False),
        (SecondFactors(names=("李雷",), streets=("文三路188号3幢502室",)), True),
        (SecondFactors(names=("李雷",), streets=("浙江省杭州市西湖区文三路 188 号 3 幢 502 室",)), True),
        (SecondFactors(names=("李雷",), streets=("文三路188号",)), True),
        (SecondFactors(names=("李雷",), streets=("文三路",)), False),
        (SecondFactors(streets=("文三路188号3幢502室",), postcodes=("310000",)), False),
    ],
)
def test_a_second_factor_counts_only_whole_and_matching(factors: SecondFactors, proves: bool) -> None:
    assert (second_factor(inquiry(factors=factors), LI_LEI, order().recipient) is not None) is proves
