"""Periods as the policy counts them: days of the shop's calendar, its working days, hours on the clock."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from assistant.process.evidence import WorkingDay

OPENS, CLOSES = time(9), time(18)
"""The hours in which the shop is taken to work, on its working days."""


def end_of_day_after(moment: datetime, days: int, zone: ZoneInfo) -> datetime:
    """24:00 of the `days`-th day after the day of `moment`: that day itself does not count (civil law counting)."""
    day = moment.astimezone(zone).date() + timedelta(days=days + 1)
    return datetime.combine(day, time.min, tzinfo=zone)


def months_after(moment: datetime, months: int, zone: ZoneInfo) -> datetime:
    """24:00 of the same day of a later month, or of its last day where the month is shorter."""
    day = moment.astimezone(zone).date()
    year, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + year, month + 1
    last = (date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)).day
    return end_of_day_after(datetime.combine(date(year, month, min(day.day, last)), time.min, tzinfo=zone), 0, zone)


def working_days_after(moment: datetime, days: int, zone: ZoneInfo, is_working_day: WorkingDay) -> datetime:
    """18:00 of the `days`-th working day after the day of `moment`, in the shop's time zone."""
    day = moment.astimezone(zone).date()
    left = days
    while left > 0:
        day += timedelta(days=1)
        left -= is_working_day(day)
    return datetime.combine(day, CLOSES, tzinfo=zone)


def on_a_working_day(moment: datetime, zone: ZoneInfo, is_working_day: WorkingDay) -> datetime:
    """The moment itself, or the same time of day on the next day that the shop works."""
    here = moment.astimezone(zone)
    while not is_working_day(here.date()):
        here += timedelta(days=1)
    return here


def promised_after(now: datetime, hours: int, zone: ZoneInfo, is_working_day: WorkingDay) -> datetime:
    """By when we answer or do something that takes so many `hours`, as a person may say it, in the shop's zone.

    At night nobody works: what would be due then is due on the evening before, at 18:00, or, where that leaves less
    than half of the hours, at noon. On a day that the shop does not work it waits for the next one.
    """
    due = hours_after(now, hours).astimezone(zone)
    if due.time() < OPENS:
        evening = datetime.combine(due.date() - timedelta(days=1), CLOSES, tzinfo=zone)
        due = evening if 2 * hours_between(now, evening) >= hours else datetime.combine(due, time(12), tzinfo=zone)
    elif due.time() > CLOSES:
        due = datetime.combine(due.date(), CLOSES, tzinfo=zone)
    return on_a_working_day(due, zone, is_working_day)


def hours_between(start: datetime, end: datetime) -> float:
    """Hours that passed. Two times of one zone subtract as wall clocks, which a change of the clocks makes wrong."""
    return (end.astimezone(UTC) - start.astimezone(UTC)).total_seconds() / 3600


def hours_after(moment: datetime, hours: int) -> datetime:
    """So many hours later, whatever the clocks did meanwhile; in the zone of `moment`."""
    return (moment.astimezone(UTC) + timedelta(hours=hours)).astimezone(moment.tzinfo)
