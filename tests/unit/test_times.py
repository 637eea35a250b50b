"""Times on the command line."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from assistant.errors import UsageError
from assistant.times import given_time, shown_time


@pytest.mark.parametrize(
    ("text", "hours"),
    [("2026-11-20T10:00:00+08:00", 8), ("2026-11-20 10:00+08:00", 8), ("2026-11-20T10:00:00Z", 0)],
)
def test_a_time_has_its_offset(text: str, hours: int) -> None:
    assert given_time(text, "--now").utcoffset() == timedelta(hours=hours)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("tomorrow", "--now: tomorrow is no time. Give it as ISO 8601 with an offset, for example"),
        ("", "--now:  is no time"),
        ("2026-13-01T00:00:00Z", "--now: there is no 2026-13-01."),
        ("2026-02-30T10:00", "--now: there is no 2026-02-30."),
        ("2026-02-20T25:00", "is no time"),
        ("2026-11-20T10:00:00", "--now: 2026-11-20T10:00:00 has no offset"),
        ("2026-11-20", "has no offset"),
        ("9999-12-31T23:59:59-08:00", "is not within the years 1970 to 2999"),
        ("0001-01-01T00:00:00+08:00", "is not within the years"),
    ],
)
def test_a_wrong_time_names_the_option_and_the_form(text: str, words: str) -> None:
    with (
        pytest.raises(UsageError, match=f"^{words}") if words.startswith("--") else pytest.raises(UsageError) as caught
    ):
        given_time(text, "--now")
    assert words in str(caught.value)
    assert caught.value.exit_status == 2


def test_a_time_is_shown_in_the_shops_zone() -> None:
    moment = datetime(2026, 11, 20, 18, 30, 59, tzinfo=UTC)
    assert shown_time(moment, ZoneInfo("Asia/Shanghai")) == "2026-11-21 02:30"
    assert shown_time(None, ZoneInfo("Asia/Shanghai")) == ""
