"""Times as agents read them: in the shop's time zone, with the age beside."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from babel.dates import format_datetime, format_timedelta

from assistant.desk.words import Language

_LOCALES: dict[Language, str] = {"zh": "zh_Hans_CN", "en": "en_GB"}
_PATTERNS: dict[Language, tuple[str, str]] = {
    "zh": ("M月d日 HH:mm", "y年M月d日 HH:mm"),
    "en": ("d MMM, HH:mm", "d MMM y, HH:mm"),
}
_UNITS: dict[Language, tuple[str, str, str]] = {"zh": ("分钟", "小时", "天"), "en": ("m", "h", "d")}


class Clock:
    """Formats for one page: one language, one time zone, one present."""

    def __init__(self, language: Language, zone: ZoneInfo, now: datetime) -> None:
        self.language = language
        self.zone = zone
        self._now = now

    def date(self, moment: datetime) -> str:
        """`22 Nov, 20:15` in the shop's zone; with the year when it is not this one."""
        local = moment.astimezone(self.zone)
        this_year, other_year = _PATTERNS[self.language]
        pattern = this_year if local.year == self._now.astimezone(self.zone).year else other_year
        return format_datetime(local, pattern, locale=_LOCALES[self.language])

    def day(self, moment: datetime) -> str:
        """`22 Nov`: the day alone, with the year when it is not this one."""
        return self.date(moment).replace(",", "").rsplit(" ", 1)[0]

    def age(self, moment: datetime) -> str:
        """`3 hours ago`, `in 2 days`; "now" for anything within a minute."""
        since = _whole(moment - self._now)
        if abs(since) < timedelta(minutes=1):
            return "刚刚" if self.language == "zh" else "just now"
        return format_timedelta(since, add_direction=True, threshold=1, locale=_LOCALES[self.language])

    def short_age(self, moment: datetime) -> str:
        """The age in one narrow unit (`3h`, `2d`), for dense lists."""
        minutes = int(abs(self._now - moment).total_seconds() // 60)
        minute, hour, day = _UNITS[self.language]
        if minutes < 60:
            return f"{minutes}{minute}"
        return f"{minutes // 60}{hour}" if minutes < 2 * 24 * 60 else f"{minutes // (24 * 60)}{day}"

    def iso(self, moment: datetime) -> str:
        return moment.astimezone(self.zone).isoformat(timespec="seconds")


def _whole(age: timedelta) -> timedelta:
    """Only full hours and days count, as in `short_age`: Babel would round them up."""
    unit = next((one for one in (timedelta(days=1), timedelta(hours=1)) if abs(age) >= one), timedelta(minutes=1))
    whole = abs(age) // unit * unit
    return -whole if age < timedelta(0) else whole
