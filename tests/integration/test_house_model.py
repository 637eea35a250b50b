"""What the desk says of the drafting model: only what every mail meets, and nothing that one mail alone met."""

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from support.house import PlayedKnowledge, house_settings

from assistant.desk.services import ModelHealth
from assistant.drafting.model_ledger import Purse
from assistant.errors import (
    ModelAnswerUnusable,
    ModelError,
    ModelLockedOut,
    ModelNotThere,
    ModelRefused,
    ModelUnavailable,
)
from assistant.house import BUDGET_SPENT, House
from assistant.model_book import Usage
from assistant.orders.sql import SqlOrders
from assistant.settings import ModelSettings
from assistant.wiring import now_utc, open_records

PROFILE = {"base_url": "http://model.example/v1", "model": "m", "input_price": "10", "output_price": "30"}


class Desk:
    """A house of the parts that are asked for the model."""

    def __init__(self, folder: Path) -> None:
        settings = house_settings(folder)
        self.records = open_records(settings)
        knowledge: Any = PlayedKnowledge()
        jobs: Any = None
        orders = SqlOrders(self.records.database.reading_engine)
        self.house = House(settings, self.records, orders, knowledge, jobs, ())
        self.set()

    def set(self, **changes: str) -> None:
        self.profile = ModelSettings.model_validate(PROFILE | changes)
        update = {"models": {"main": self.profile}, "drafter": "main"}
        self.house.settings = self.house.settings.model_copy(update=update)

    def a_call(self, failure: ModelError | None = None, cost: str = "0.01") -> None:
        """One call of a mail, booked as the drafter books it."""
        purse = Purse("main", self.profile, self.records.model_calls, now_utc)
        purse.noting("m", "write", lambda usage: None)(Usage(calls=1, cost=Decimal(cost)), failure)

    def shows(self) -> ModelHealth:
        shown = self.house.model()
        assert shown is not None
        return shown


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    desk = Desk(tmp_path)
    yield desk
    desk.records.database.close()


def test_before_the_first_call_nothing_is_known(desk: Desk) -> None:
    assert (desk.shows().ok, desk.shows().problem) == (None, "")


@pytest.mark.parametrize(
    "trouble",
    [ModelUnavailable("Nobody is there."), ModelLockedOut("No credit."), ModelNotThere("No such model.")],
    ids=lambda trouble: type(trouble).__name__,
)
def test_what_every_mail_meets_is_shown_until_a_call_is_answered(desk: Desk, trouble: ModelError) -> None:
    desk.a_call(trouble)
    assert (desk.shows().ok, desk.shows().problem) == (False, trouble.message)
    desk.a_call()
    assert (desk.shows().ok, desk.shows().problem) == (True, "")


@pytest.mark.parametrize(
    "trouble",
    [ModelAnswerUnusable("The model refused to answer."), ModelRefused("The case is longer than the model can take.")],
    ids=lambda trouble: type(trouble).__name__,
)
def test_what_one_mail_met_is_that_ticket_s_matter(desk: Desk, trouble: ModelError) -> None:
    desk.a_call(trouble)
    assert (desk.shows().ok, desk.shows().problem) == (True, "")
    desk.a_call(ModelUnavailable("Nobody is there."))
    assert not desk.shows().ok
    desk.a_call(trouble)  # it answers, though not as it should
    assert desk.shows().ok


def test_a_spent_budget_is_shown_with_what_was_spent(desk: Desk) -> None:
    desk.set(daily_budget="0.10")
    desk.a_call(cost="0.03")
    assert (desk.shows().ok, desk.shows().spent, desk.shows().budget) == (True, Decimal("0.03"), Decimal("0.10"))
    desk.a_call(cost="0.02")  # another answer could cost 0.06
    assert (desk.shows().ok, desk.shows().problem) == (False, BUDGET_SPENT)


def test_the_built_in_drafter_has_no_light(desk: Desk) -> None:
    desk.house.settings = desk.house.settings.model_copy(update={"drafter": "offline"})
    assert desk.house.model() is None
