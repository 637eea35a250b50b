"""Is it in the sources? Every number, date, span, amount and code of a sentence is looked up in what it names."""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import cast

from assistant.case.reply import Source
from assistant.drafting.policy_units import UNIT_WORDS, unit_of
from assistant.drafting.scanning import scan
from assistant.drafting.tokens import Amount, Calendar, Day, Kind, Span, Token, span_of

_LONGEST_SOURCE = 20_000
"""Characters of a source that are read; what a letter states stands long before. Beyond it nothing is grounded."""

_ENDS_THE_WEEK = frozenset({4, 5, 6})
"""Friday to Sunday: what the end of the week may mean."""

Clock = tuple[int, int]


@dataclass
class Grounds:
    """What the named sources hold, by kind. Days without a year stand for the year of the case."""

    calendar: Calendar
    days: set[date] = field(default_factory=set)
    moments: set[tuple[date, Clock]] = field(default_factory=set)
    clocks: set[Clock] = field(default_factory=set)
    weekdays: set[int] = field(default_factory=set)
    spans: set[Span] = field(default_factory=set)
    amounts: set[Amount] = field(default_factory=set)
    plain_amounts: set[Decimal] = field(default_factory=set)
    """Numbers without a currency that may still be an amount."""
    numbers: set[Decimal] = field(default_factory=set)
    codes: set[str] = field(default_factory=set)
    words: set[str] = field(default_factory=set)
    """Web and mail addresses, in lower case."""
    texts: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, sources: Iterable[Source], calendar: Calendar) -> "Grounds":
        return _learned(tuple(sources), calendar)

    def missing(self, sentence: str, kinds: Collection[Kind] | None = None) -> list[str]:
        """What the sentence says that no source has, as it stands there; of these kinds only, where they are given."""
        return [token.text for token in self.unknown(sentence, kinds)]

    def unknown(self, sentence: str, kinds: Collection[Kind] | None = None) -> list[Token]:
        """The same with what was read, and where in the normalised sentence."""
        tokens = scan(sentence, self.calendar)
        return [token for token in tokens if (kinds is None or token.kind in kinds) and not self._has(token)]

    # learning

    def _learn(self, source: Source) -> None:
        text = source.text[:_LONGEST_SOURCE]
        self.texts.append(text)
        unit = unit_of(source.id) if source.kind == "policy" else None
        if unit is not None and text.strip().isdigit():
            self._learn_span(span_of(Decimal(text.strip()), UNIT_WORDS["en"][unit].removesuffix("s")), text)
            return
        for token in scan(text, self.calendar):
            self._learn_token(token, may_be_amount=source.kind != "order")

    def _learn_token(self, token: Token, *, may_be_amount: bool) -> None:
        match token.kind:
            case "date":
                self._learn_day(cast(Day, token.value))
            case "moment":
                day, clock = cast(tuple[Day, Clock], token.value)
                self._learn_moment(self._date(day), clock)
            case "time":
                self.clocks.add(cast(Clock, token.value))
            case "weekday":
                self.weekdays.add(cast(int, token.value))
            case "span":
                self._learn_span(cast(Span, token.value), token.text)
            case "amount":
                self.amounts.add(cast(Amount, token.value))
                self.numbers.add(cast(Amount, token.value).value)
            case "number":
                number = cast(Decimal, token.value)
                self.numbers.add(number)
                if may_be_amount or number != number.to_integral_value() or "." in token.text:
                    self.plain_amounts.add(number)
            case "code":
                self.codes.add(cast(str, token.value))
            case "url" | "email":
                self.words.add(cast(str, token.value))
            case "masked" | "weekend":
                pass

    def _learn_day(self, day: Day) -> None:
        self.days.add(self._date(day))
        if day.weekday is not None:
            self.weekdays.add(day.weekday)

    def _learn_moment(self, day: date | None, clock: Clock) -> None:
        """Midnight is also 24:00 of the day that it ends, and 23:59 is near enough to it."""
        if day is None:
            return
        self.days.add(day)
        self.moments.add((day, clock))
        self.clocks.add(clock)
        if clock in ((0, 0), (23, 59)):
            ended = day - timedelta(days=1) if clock == (0, 0) else day
            self.days.add(ended)
            self.moments.add((ended, (24, 0)))
            self.clocks.add((24, 0))

    def _learn_span(self, span: Span, text: str) -> None:
        self.spans.add(span)
        self.numbers.update(Decimal(number) for number in re.findall(r"\d+(?:\.\d+)?", text))

    # asking

    def _has(self, token: Token) -> bool:
        match token.kind:
            case "date":
                return self._has_day(cast(Day, token.value)) or self._is_quoted_word(token.text)
            case "moment":
                day, clock = cast(tuple[Day, Clock], token.value)
                return any(self._same_day(day, known) and clock == at for known, at in self.moments)
            case "time":
                return token.value in self.clocks or self._is_quoted_word(token.text)
            case "weekday":
                return token.value in self.weekdays | {day.weekday() for day in self.days}
            case "weekend":
                known = self.weekdays | {day.weekday() for day in self.days}
                return bool(known & _ENDS_THE_WEEK) or self._is_quoted_word(token.text)
            case "span":
                return token.value in self.spans or self._is_day_of_month(token) or self._is_quoted_word(token.text)
            case "amount":
                return self._has_amount(cast(Amount, token.value))
            case "number":
                return token.value in self.numbers or self._is_year(cast(Decimal, token.value))
            case "code":
                return token.value in self.codes
            case "masked":
                head, tail = cast(tuple[str, str], token.value)
                return self._word_for_word(token.text) or self._masks_a_code(head, tail)
            case "url" | "email":
                return token.value in self.words

    def _is_quoted_word(self, text: str) -> bool:
        """明天 or yesterday as the customer said it."""
        return not any(c.isdigit() for c in text) and self._word_for_word(text)

    def _word_for_word(self, text: str) -> bool:
        return any(text in known for known in self.texts)

    def _masks_a_code(self, head: str, tail: str) -> bool:
        return any(code.removeprefix("86").startswith(head) and code.endswith(tail) for code in self.codes)

    def _has_day(self, day: Day) -> bool:
        return any(self._same_day(day, known) for known in self.days)

    def _same_day(self, day: Day, known: date) -> bool:
        return (
            (day.month, day.day) == (known.month, known.day)
            and day.year in (None, known.year)
            and day.weekday in (None, known.weekday())
        )

    def _has_amount(self, amount: Amount) -> bool:
        same = (known for known in self.amounts if known.value == amount.value)
        return any(known.currency == amount.currency for known in same) or amount.value in self.plain_amounts

    def _is_day_of_month(self, token: Token) -> bool:
        """20日 without its month is written like a span."""
        written = re.fullmatch(r"(\d{1,2})\s*日", token.text)
        return written is not None and int(written.group(1)) in {day.day for day in self.days}

    def _is_year(self, number: Decimal) -> bool:
        return number in {Decimal(day.year) for day in self.days}

    def _date(self, day: Day) -> date:
        """A source's date; one without a year is of the year nearest to the case."""
        today = self.calendar.today
        years = [day.year] if day.year else [today.year - 1, today.year, today.year + 1]
        candidates = [
            date(year, day.month, min(day.day, 28)).replace(day=day.day) for year in years if _exists(year, day)
        ]
        return min(candidates, key=lambda known: abs(known - today), default=date.min)


@lru_cache(maxsize=64)  # every sentence of a part is looked up in the same sources
def _learned(sources: tuple[Source, ...], calendar: Calendar) -> Grounds:
    grounds = Grounds(calendar)
    for source in sources:
        grounds._learn(source)
    return grounds


def _exists(year: int, day: Day) -> bool:
    try:
        date(year, day.month, day.day)
    except ValueError:
        return False
    return True
