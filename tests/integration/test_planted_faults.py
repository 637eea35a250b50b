"""What the checks catch, and what they let through: planted faults and clean replies."""

from collections import Counter

import pytest

from evals.planted_faults import found, offline_letters, recorded_letters
from evals.planting import PLANTERS, Clean, plant
from evals.recording.pairs import Pairs
from evals.recording.sample import recorded_shop

pytestmark = pytest.mark.timeout(600)
"""All recorded mails are worked in the first test's time."""

PLANTED = 200
BLOCKED_AT_MOST = 0.02


@pytest.fixture(scope="module")
def clean() -> list[Clean]:
    return [*recorded_letters(Pairs.recorded()), *offline_letters()]


def test_every_planted_fault_is_caught(clean: list[Clean]) -> None:
    planted = list(plant(clean, recorded_shop(), PLANTED, seed=1))
    assert set(Counter(one.kind for one in planted)) == set(PLANTERS)
    assert [(one.kind, one.what, one.clean.name) for one in planted if not found(one)] == []


def test_clean_replies_pass(clean: list[Clean]) -> None:
    blocked = {one.name: faults for one in clean if (faults := found(one))}
    assert len(blocked) <= BLOCKED_AT_MOST * len(clean), blocked
