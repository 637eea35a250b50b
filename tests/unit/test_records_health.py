"""Whether a mailbox is well, seen from elsewhere: by what its fetcher said, and by its silence."""

from datetime import UTC, datetime, timedelta

import pytest

from assistant.records.health import Health

NOW = datetime(2026, 11, 9, 8, 0, tzinfo=UTC)
AGO = NOW - timedelta(minutes=10)
SOON = NOW + timedelta(minutes=1)


@pytest.mark.parametrize(
    ("health", "ok", "minutes_behind"),
    [
        (Health(), None, 0),
        (Health(AGO, AGO, expected_by=SOON), True, 0),
        (Health(AGO, NOW, behind_since=AGO, expected_by=SOON), True, 10),
        (Health(AGO, NOW, "refused", AGO, SOON), False, 10),
        (Health(AGO, AGO, expected_by=NOW - timedelta(seconds=1)), False, 10),  # it has stopped, and cannot say so
    ],
)
def test_a_mailbox_is_red_when_something_is_wrong_or_nobody_fetches(
    health: Health, ok: bool | None, minutes_behind: int
) -> None:
    assert health.ok(NOW) is ok
    assert health.lag(NOW) == minutes_behind * 60
    assert bool(health.trouble(NOW)) is (ok is False)
