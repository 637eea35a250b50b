"""Times of the sample shop, all relative to one reference time, so that its orders and mails are always recent."""

from datetime import datetime, time, timedelta, timezone
from email.utils import format_datetime
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Asia/Shanghai")

_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
"""Not strftime's %B, which speaks the machine's language."""


class Clock:
    """What the templates call. `now` is aware; every result is in the shop's time zone unless it says otherwise.

    With `hour`, `days` counts from today's date: it takes at least one day to lie in the past for sure.
    """

    def __init__(self, now: datetime) -> None:
        self.now = now.astimezone(ZONE).replace(microsecond=0)

    def ago(self, days: int = 0, hours: int = 0, hour: int | None = None, minute: int = 0) -> str:
        """ISO 8601 with offset: `days` and `hours` back, or `days` back at `hour`:`minute`."""
        return self._at(-days, -hours, hour, minute).isoformat()

    def ahead(self, days: int = 0, hours: int = 0, hour: int | None = None, minute: int = 0) -> str:
        return self._at(days, hours, hour, minute).isoformat()

    def day(self, days: int, form: str) -> str:
        """The date `days` from today, written with strftime's codes."""
        return self._at(days, 0, None, 0).strftime(form)

    def day_zh(self, days: int) -> str:
        moment = self._at(days, 0, None, 0)
        return f"{moment.month}月{moment.day}日"

    def day_en(self, days: int) -> str:
        moment = self._at(days, 0, None, 0)
        return f"{moment.day} {_MONTHS[moment.month - 1]}"

    def sent(self, hours: int = 0, minutes: int = 0, offset: int = 8) -> str:
        """A mail's Date (RFC 5322 3.3), so long ago, written in a zone `offset` hours from UTC."""
        moment = self.now - timedelta(hours=hours, minutes=minutes)
        return format_datetime(moment.astimezone(timezone(timedelta(hours=offset))))

    def sent_zh(self, hours: int, days: int = 0) -> str:
        """The line over quoted history as QQ Mail writes it."""
        moment = self._at(-days, -hours, None, 0)
        return f"{moment.year}年{moment.month}月{moment.day}日 {moment:%H:%M}"

    def _at(self, days: int, hours: int, hour: int | None, minute: int) -> datetime:
        moment = self.now + timedelta(days=days, hours=hours)
        if hour is None:
            return moment
        return datetime.combine(moment.date(), time(hour, minute), tzinfo=ZONE)
