"""Values in a letter's words, each knowing its sources."""

import re
from datetime import date, datetime, time
from decimal import Decimal
from zoneinfo import ZoneInfo

from assistant.case.shop import OrderStatus
from assistant.case.verification import Scope
from assistant.case.view import CaseView
from assistant.drafting import phrasing
from assistant.drafting.citing import Cited, CitedTime, Ledger
from assistant.drafting.masking import public_words

_ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")

LONGEST_VALUE = 160
"""Characters of a record's value that a letter repeats at most."""


class Saying:
    """Says values in the language, time zone and currency of one view; what it hands out cites into `ledger`.

    What is not known is None, and so is what has no words.
    """

    def __init__(self, view: CaseView, ledger: Ledger) -> None:
        self.language = view.language
        self._scope = view.scope
        self._currency = view.currency
        self._ledger = ledger
        self._zone = ZoneInfo(view.timezone)
        self._now = view.now.astimezone(self._zone)

    def nothing(self, *sources: str) -> Cited:
        """Prints nothing and cites: for a sentence that rests on a source without repeating it."""
        return Cited("", sources, self._ledger)

    def text(self, value: str | None, *sources: str) -> Cited | None:
        if value is None or not value.strip():
            return None
        words = public_words(value, codes=self._scope is Scope.ACT)
        return Cited(words[:LONGEST_VALUE], sources, self._ledger)

    def exact(self, value: str | None, *sources: str) -> Cited | None:
        """A number or code that must stand as it is: never masked, never cut."""
        return Cited(value, sources, self._ledger) if value and value.strip() else None

    def code(self, value: str | None, *sources: str) -> Cited | None:
        return self.text(phrasing.code(value, self.language), *sources) if value else None

    def money(self, amount: Decimal | None, *sources: str, currency: str | None = None) -> Cited | None:
        if amount is None:
            return None
        return self.exact(phrasing.money(amount, currency or self._currency, self.language), *sources)

    def time(self, moment: datetime | None, *sources: str) -> CitedTime | None:
        if moment is None:
            return None
        local = moment.astimezone(self._zone)
        day, moment_of, by, until = (
            Cited(say(local, self._now, self.language), sources, self._ledger)
            for say in (phrasing.day, phrasing.moment_of, phrasing.deadline, phrasing.until)
        )
        return CitedTime(day, moment_of, by, until, ahead=local > self._now)

    def iso_time(self, value: object, *sources: str) -> CitedTime | None:
        """A time from an action's arguments; a bare date ends with its day. Anything else is left out."""
        if not _ISO_DATE.match(str(value)):
            return None
        try:
            moment = datetime.fromisoformat(str(value))
        except ValueError:
            return None
        if len(str(value)) == len(date.min.isoformat()):
            moment = datetime.combine(moment.date(), time(23, 59))
        return self.time(moment if moment.tzinfo else moment.replace(tzinfo=self._zone), *sources)

    def status(self, status: OrderStatus, *sources: str) -> Cited | None:
        return self.text(phrasing.STATUS_WORDS[self.language][status], *sources)

    def carrier(self, name: str, *sources: str) -> Cited | None:
        return self.text(phrasing.carrier(name, self.language), *sources)
