"""Times are shown in the shop's zone, whatever the server's is."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from assistant.desk.times import Clock
from assistant.desk.words import Language

NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)


def clock(language: Language) -> Clock:
    return Clock(language, ZoneInfo("Asia/Shanghai"), NOW)


def test_a_date_is_in_the_shops_zone() -> None:
    assert clock("en").date(datetime(2026, 11, 22, 20, 15, tzinfo=UTC)) == "23 Nov, 04:15"
    assert clock("zh").date(datetime(2026, 11, 22, 20, 15, tzinfo=UTC)) == "11月23日 04:15"


def test_another_year_is_named() -> None:
    assert clock("en").date(datetime(2025, 3, 1, 0, 0, tzinfo=UTC)) == "1 Mar 2025, 08:00"


def test_the_shops_new_year_counts_not_the_servers() -> None:
    new_year = datetime(2025, 12, 31, 17, 0, tzinfo=UTC)
    assert clock("en").date(new_year) == "1 Jan, 01:00"


@pytest.mark.parametrize(
    ("since", "english", "chinese", "short"),
    [
        (timedelta(seconds=5), "just now", "刚刚", "0m"),
        (timedelta(minutes=3), "3 minutes ago", "3分钟前", "3m"),
        (timedelta(hours=1, minutes=59), "1 hour ago", "1小时前", "1h"),
        (timedelta(hours=3), "3 hours ago", "3小时前", "3h"),
        (timedelta(hours=30), "1 day ago", "1天前", "30h"),
        (timedelta(days=9), "1 week ago", "1周前", "9d"),
        (timedelta(days=-2), "in 2 days", "2天后", "2d"),
    ],
)
def test_an_age_is_said_in_words(since: timedelta, english: str, chinese: str, short: str) -> None:
    assert clock("en").age(NOW - since) == english
    assert clock("zh").age(NOW - since) == chinese
    assert clock("en").short_age(NOW - since) == short
