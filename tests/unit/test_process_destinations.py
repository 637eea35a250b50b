"""A new address in another country is checked by an agent, and never promised."""

import pytest
from support.cases import evidence, inquiry, order, worked

from assistant.case.diagnosis import ActionKind, Cause
from assistant.case.inquiry import Request, Topic
from assistant.case.shop import Recipient
from assistant.case.worked import WorkedCase
from assistant.process.destinations import is_abroad

BEIJING = Recipient(name="Sophie", region="北京市", city="北京市", district="朝阳区", street="工体北路8号")
LEEDS = Recipient(name="Ann", region="West Yorkshire", city="Leeds", street="3 Park Row", postcode="LS1 5HD")


@pytest.mark.parametrize(
    ("address", "recipient", "abroad"),
    [
        ("27 Elm Close, Bristol BS6 5QT", BEIJING, True),
        ("12 Oak Street, Springfield", BEIJING, True),
        ("浙江省宁波市海曙区中山西路138号", BEIJING, False),
        ("Room 502, 188 Wensan Road, Hangzhou 310012", BEIJING, False),
        ("英国布里斯托尔榆树路27号", BEIJING, True),
        ("27 Elm Close, Bristol BS6 5QT", LEEDS, False),
        ("4 High Street, Leeds", LEEDS, False),
        ("浙江省宁波市海曙区中山西路138号", LEEDS, True),
        ("27 Elm Close, Bristol BS6 5QT", None, False),
    ],
)
def test_an_address_is_abroad_when_it_shows_no_sign_of_the_orders_country(
    address: str, recipient: Recipient | None, abroad: bool
) -> None:
    assert is_abroad(address, recipient) is abroad


def test_a_change_to_another_country_is_answered_later_and_the_agent_sees_why() -> None:
    def case(address: str) -> WorkedCase:
        asked = inquiry(Topic.ADDRESS, requests=(Request.CHANGE_ADDRESS,), new_address=address)
        return worked(evidence(order(status="paid", recipient=BEIJING), of=asked))

    abroad, at_home = case("27 Elm Close, Bristol BS6 5QT"), case("浙江省宁波市海曙区中山西路138号")
    assert abroad.diagnosis.cause is Cause.ADDRESS_CHANGE_BEFORE_SHIPPING
    assert [action.kind for action in abroad.resolution.actions] == [ActionKind.GIVE_INFORMATION]
    assert [made.kind for made in abroad.resolution.commitments] == [ActionKind.GIVE_INFORMATION]
    assert "check whether we deliver there" in str(abroad.diagnosis)
    assert ActionKind.CHANGE_ADDRESS in [action.kind for action in at_home.resolution.actions]
