"""The shop's working calendar, as the process wants it: a function from a day to whether the shop works on it."""

from collections.abc import Callable
from datetime import date

MAINLAND_CHINA = frozenset({"Asia/Shanghai", "Asia/Urumqi", "Asia/Chongqing", "Asia/Harbin", "PRC"})


def working_days(timezone: str) -> Callable[[date], bool]:
    """Mainland China with its public holidays and moved working days; elsewhere Monday to Friday."""
    return _mainland_china if timezone in MAINLAND_CHINA else _weekday


def _weekday(day: date) -> bool:
    return day.weekday() < 5


def _mainland_china(day: date) -> bool:
    """The State Council publishes each year's holidays the autumn before; a year not known yet has weekdays only."""
    import chinese_calendar

    try:
        return bool(chinese_calendar.is_workday(day))
    except NotImplementedError:
        return _weekday(day)
