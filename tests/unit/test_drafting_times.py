"""Times in customers' words, resolved against the mail's Date to half-open spans in the shop's time zone."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.drafting.reading.counting import counted
from assistant.drafting.reading.text import fold
from assistant.drafting.reading.times import mentioned, mentions

SHANGHAI, NEW_YORK, LONDON = ZoneInfo("Asia/Shanghai"), ZoneInfo("America/New_York"), ZoneInfo("Europe/London")
MONDAY = datetime(2026, 11, 23, 10, 0, tzinfo=SHANGHAI)


def spans(text: str, now: datetime = MONDAY, zone: ZoneInfo = SHANGHAI) -> list[tuple[str, str]]:
    """Start and end in the shop's wall time, as `11-22 00:00`."""
    found = mentioned(text, mentions(fold(text), now, zone), zone, lambda mention: "other")
    return [
        (f"{time.start.astimezone(zone):%m-%d %H:%M}", f"{time.end.astimezone(zone):%m-%d %H:%M}") for time in found
    ]


def days(text: str, now: datetime = MONDAY, zone: ZoneInfo = SHANGHAI) -> list[tuple[str, str]]:
    """First and last day of each span."""
    found = mentioned(text, mentions(fold(text), now, zone), zone, lambda mention: "other")
    return [
        (f"{time.start.astimezone(zone):%Y-%m-%d}", f"{(time.end - timedelta(seconds=1)).astimezone(zone):%Y-%m-%d}")
        for time in found
    ]


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("今天", "2026-11-23", "2026-11-23"),
        ("昨天买的", "2026-11-22", "2026-11-22"),
        ("前天", "2026-11-21", "2026-11-21"),
        ("大前天", "2026-11-20", "2026-11-20"),
        ("三天前", "2026-11-20", "2026-11-20"),
        ("10天前下的单", "2026-11-13", "2026-11-13"),
        ("一周前", "2026-11-13", "2026-11-19"),
        ("两个月前", "2026-09-08", "2026-10-08"),
        ("半个月前", "2026-11-04", "2026-11-12"),
        ("前几天", "2026-11-16", "2026-11-23"),
        ("上周三", "2026-11-18", "2026-11-18"),
        ("上周日", "2026-11-22", "2026-11-22"),
        ("上上周一", "2026-11-09", "2026-11-09"),
        ("周五", "2026-11-20", "2026-11-20"),
        ("星期天", "2026-11-22", "2026-11-22"),
        ("上周", "2026-11-16", "2026-11-22"),
        ("上周末", "2026-11-21", "2026-11-22"),
        ("上个月", "2026-10-01", "2026-10-31"),
        ("上个月3号", "2026-10-03", "2026-10-03"),
        ("上个月底", "2026-10-21", "2026-10-31"),
        ("11月3号", "2026-11-03", "2026-11-03"),
        ("十一月三日", "2026-11-03", "2026-11-03"),
        ("12月3号", "2025-12-03", "2025-12-03"),
        ("2025年12月3日", "2025-12-03", "2025-12-03"),
        ("去年11月", "2025-11-01", "2025-11-30"),
        ("3号", "2026-11-03", "2026-11-03"),
        ("25号", "2026-10-25", "2026-10-25"),
        ("2026-11-03", "2026-11-03", "2026-11-03"),
        ("11/3", "2026-11-03", "2026-11-03"),
        ("双十一那天", "2026-11-11", "2026-11-11"),
        ("去年双11", "2025-11-11", "2025-11-11"),
        ("国庆", "2026-10-01", "2026-10-01"),
        ("黑五", "2025-11-28", "2025-11-28"),
        ("yesterday", "2026-11-22", "2026-11-22"),
        ("three days ago", "2026-11-20", "2026-11-20"),
        ("a week ago", "2026-11-13", "2026-11-19"),
        ("a couple of days ago", "2026-11-16", "2026-11-23"),
        ("last Wednesday", "2026-11-18", "2026-11-18"),
        ("last Monday", "2026-11-16", "2026-11-16"),
        ("on Monday", "2026-11-23", "2026-11-23"),
        ("on Friday", "2026-11-20", "2026-11-20"),
        ("Wednesday last week", "2026-11-18", "2026-11-18"),
        ("last week", "2026-11-16", "2026-11-22"),
        ("last month", "2026-10-01", "2026-10-31"),
        ("on November 3rd", "2026-11-03", "2026-11-03"),
        ("3 Nov", "2026-11-03", "2026-11-03"),
        ("Nov 3, 2025", "2025-11-03", "2025-11-03"),
        ("in March", "2026-03-01", "2026-03-31"),
        ("Christmas", "2025-12-25", "2025-12-25"),
        ("昨儿个", "2026-11-22", "2026-11-22"),
        ("两三天前", "2026-11-20", "2026-11-21"),
        ("十几天前", "2026-11-04", "2026-11-14"),
        ("好几天前", "2026-11-16", "2026-11-23"),
        ("10月中旬", "2026-10-11", "2026-10-20"),
        ("九月底", "2026-09-21", "2026-09-30"),
        ("月初", "2026-11-01", "2026-11-10"),
        ("去年年底", "2025-11-01", "2025-12-31"),
        ("10.28下的单", "2026-10-28", "2026-10-28"),
        ("10-28签收", "2026-10-28", "2026-10-28"),
        ("11.11买的", "2026-11-11", "2026-11-11"),
        ("国庆期间", "2026-10-01", "2026-10-07"),
        ("中秋", "2026-09-25", "2026-09-25"),
        ("去年春节", "2025-01-29", "2025-01-29"),
        ("Weds", "2026-11-18", "2026-11-18"),
        ("on the 5th.", "2026-11-05", "2026-11-05"),
        ("the 25th, and", "2026-10-25", "2026-10-25"),
        ("three nights ago", "2026-11-20", "2026-11-20"),
        ("couple weeks ago", "2026-11-06", "2026-11-12"),
        ("the week before last", "2026-11-09", "2026-11-15"),
        ("over the weekend", "2026-11-21", "2026-11-22"),
        ("mid-October", "2026-10-11", "2026-10-20"),
        ("end of October", "2026-10-21", "2026-10-31"),
        ("Easter", "2026-04-05", "2026-04-05"),
        ("yesterday at eight", "2026-11-22", "2026-11-22"),
        ("昨天八点", "2026-11-22", "2026-11-22"),
    ],
)
def test_days(text: str, first: str, last: str) -> None:
    assert days(text) == [(first, last)]


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("上周三晚上八点下的单", "11-18 19:00", "11-18 21:00"),
        ("昨天下午", "11-22 12:00", "11-22 18:00"),
        ("昨晚", "11-22 17:00", "11-23 00:00"),
        ("昨天晚上20:15左右", "11-22 19:15", "11-22 21:15"),
        ("前天中午12点半", "11-21 11:30", "11-21 13:30"),
        ("昨天下午三点一刻", "11-22 14:15", "11-22 16:15"),
        ("晚上8点半", "11-22 19:30", "11-22 21:30"),
        ("上午", "11-23 06:00", "11-23 12:00"),
        ("2026-11-03 12:30", "11-03 11:30", "11-03 13:30"),
        ("5小时前", "11-23 04:00", "11-23 06:00"),
        ("yesterday evening", "11-22 17:00", "11-23 00:00"),
        ("last night", "11-22 17:00", "11-23 04:00"),
        ("8pm on Wednesday", "11-18 19:00", "11-18 21:00"),
        ("last Wednesday at 8:30 pm", "11-18 19:30", "11-18 21:30"),
        ("this morning", "11-23 05:00", "11-23 12:00"),
        ("last Wednesday at eight in the evening", "11-18 19:00", "11-18 21:00"),
        ("half past eight last night", "11-22 19:30", "11-22 21:30"),
        ("昨晚八点半", "11-22 19:30", "11-22 21:30"),
    ],
)
def test_hours(text: str, start: str, end: str) -> None:
    assert spans(text) == [(start, end)]


@pytest.mark.parametrize(
    "text",
    [
        "等了5天了",
        "一个月都没到",
        "2月30号",
        "88号店",
        "128号楼",
        "下午好",
        "第十一个",
        "3个",
        "may I ask",
        "保修一年",
        "the second one",
        "the 5th parcel",
        "on the 3rd time",
        "付了10.28元",
        "打了9.5折",
        "at two of your shops",
        "13/25",
        "",
    ],
)
def test_what_names_no_time(text: str) -> None:
    assert spans(text) == []


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("明天要用", "2026-11-24"),
        ("周五之前要", "2026-11-27"),
        ("下周三", "2026-12-02"),
        ("by Friday", "2026-11-27"),
        ("next Friday", "2026-11-27"),
        ("before Christmas", "2026-12-25"),
        ("tomorrow", "2026-11-24"),
        ("28号要用", "2026-11-28"),
        ("周三能收到吗", "2026-11-25"),
        ("周五到得了吗", "2026-11-27"),
        ("最晚周四得到我手里", "2026-11-26"),
        ("周四一早我就飞走了", "2026-11-26"),
        ("我闺女周五月考", "2026-11-27"),
        ("能不能周三送到", "2026-11-25"),
        ("星期四要去出差", "2026-11-26"),
        ("I fly home on Saturday morning", "2026-11-28"),
        ("Can you get it to me on Thursday?", "2026-11-26"),
        ("I'm away from Wednesday", "2026-11-25"),
        ("Friday at the latest", "2026-11-27"),
        ("It has to be here Thursday", "2026-11-26"),
        ("will it come on Saturday", "2026-11-28"),
    ],
)
def test_what_is_still_to_come_lies_ahead(text: str, day: str) -> None:
    assert days(text) == [(day, day)]
    assert all(mention.ahead for mention in mentions(fold(text), MONDAY, SHANGHAI))


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("客服说周五能到", "2026-11-20"),
        ("周五得到的答复", "2026-11-20"),
        ("周三要求退货了", "2026-11-18"),
        ("周六送到的", "2026-11-21"),
        ("You said it would be here by Friday", "2026-11-20"),
        ("It should have come on Friday", "2026-11-20"),
        ("I need a new one, this arrived on Friday", "2026-11-20"),
    ],
)
def test_what_was_done_or_told_is_over(text: str, day: str) -> None:
    assert days(text) == [(day, day)]


def test_the_first_of_january_looks_back_over_the_year() -> None:
    new_year = datetime(2027, 1, 1, 0, 30, tzinfo=SHANGHAI)
    assert days("昨天", new_year) == [("2026-12-31", "2026-12-31")]
    assert days("上个月", new_year) == [("2026-12-01", "2026-12-31")]
    assert days("双十一", new_year) == [("2026-11-11", "2026-11-11")]


def test_a_month_before_the_31st_ends_where_that_month_ends() -> None:
    assert days("一个月前", datetime(2026, 3, 31, 9, tzinfo=SHANGHAI)) == [("2026-02-13", "2026-03-15")]


def test_on_a_sunday_last_week_is_the_monday_week_before() -> None:
    sunday = datetime(2026, 11, 22, 23, 30, tzinfo=SHANGHAI)
    assert days("上周三", sunday) == [("2026-11-11", "2026-11-11")]
    assert days("周三", sunday) == [("2026-11-18", "2026-11-18")]
    assert days("last Wednesday", sunday) == [("2026-11-18", "2026-11-18")]


def test_the_day_is_the_shops_not_the_senders() -> None:
    late_in_utc = datetime(2026, 11, 22, 20, 0, tzinfo=UTC)  # four in the morning of the 23rd in Shanghai
    assert days("昨天", late_in_utc) == [("2026-11-22", "2026-11-22")]


def test_a_day_on_which_clocks_change_is_still_a_whole_day() -> None:
    monday = datetime(2026, 11, 2, 9, 0, tzinfo=NEW_YORK)
    (time,) = mentioned("yesterday", mentions("yesterday", monday, NEW_YORK), NEW_YORK, lambda mention: "other")
    assert (time.start.utcoffset(), time.end.utcoffset()) == (timedelta(hours=-4), timedelta(hours=-5))
    assert time.end - time.start == timedelta(hours=25)
    assert time.covers(datetime(2026, 11, 2, 4, 59, tzinfo=UTC))
    assert not time.covers(datetime(2026, 11, 2, 5, 0, tzinfo=UTC))


def test_the_short_day_in_spring_has_23_hours() -> None:
    monday = datetime(2026, 3, 30, 9, 0, tzinfo=LONDON)
    (time,) = mentioned("yesterday", mentions("yesterday", monday, LONDON), LONDON, lambda mention: "other")
    assert time.end - time.start == timedelta(hours=23)


def test_the_hour_that_clocks_skip_and_the_one_that_they_repeat_still_bound_a_span() -> None:
    now = datetime(2026, 3, 30, 9, 0, tzinfo=LONDON)
    (time,) = mentioned("sunday at 1am", mentions("sunday at 1am", now, LONDON), LONDON, lambda mention: "other")
    assert (time.start.astimezone(UTC), time.end.astimezone(UTC)) == (
        datetime(2026, 3, 29, 0, 0, tzinfo=UTC),
        datetime(2026, 3, 29, 1, 0, tzinfo=UTC),
    )
    now = datetime(2026, 10, 26, 9, 0, tzinfo=LONDON)
    (time,) = mentioned("sunday at 1am", mentions("sunday at 1am", now, LONDON), LONDON, lambda mention: "other")
    assert time.covers(datetime(2026, 10, 25, 0, 30, tzinfo=UTC))
    assert time.covers(datetime(2026, 10, 25, 1, 30, tzinfo=UTC))


def test_a_british_shop_writes_the_day_first() -> None:
    now = datetime(2026, 11, 23, 10, 0, tzinfo=LONDON)
    assert days("3/11", now, LONDON) == [("2026-11-03", "2026-11-03")]
    assert days("11/13", now, LONDON) == [("2026-11-13", "2026-11-13")]


def test_the_29th_of_february_is_the_last_there_was() -> None:
    assert days("2月29号") == [("2024-02-29", "2024-02-29")]


def test_a_date_at_the_edge_of_time_names_no_times() -> None:
    assert mentions("昨天", datetime.min.replace(tzinfo=UTC), NEW_YORK) == []
    assert mentions("去年 500天前 a year ago", datetime(1, 1, 2, tzinfo=UTC), SHANGHAI) == []


@pytest.mark.parametrize(
    ("words", "number"),
    [
        ("3", 3),
        ("三", 3),
        ("两", 2),
        ("十", 10),
        ("十二", 12),
        ("二十一", 21),
        ("一百零五", 105),
        ("three", 3),
        ("a couple of", 2),
        ("a dozen", 12),
        ("杯", None),
        ("", None),
    ],
)
def test_counts(words: str, number: int | None) -> None:
    assert counted(words) == number


@settings(max_examples=80, deadline=None)
@given(
    st.text(
        alphabet=st.sampled_from("上下周月号日天年前点半昨今明晚一二三十0123456789:/- lastMondybeforcgwk"), max_size=80
    ),
    st.integers(min_value=0, max_value=4_000_000_000).map(lambda seconds: datetime.fromtimestamp(seconds, UTC)),
)
def test_any_text_gives_bounded_spans_that_run_forward(text: str, now: datetime) -> None:
    found = mentioned(text, mentions(fold(text), now, NEW_YORK), NEW_YORK, lambda mention: "other")
    assert len(found) <= 20
    assert all(time.start < time.end for time in found)
