"""Templates to pages: one environment a language, autoescape everywhere, a missing name is an error."""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from decimal import Decimal
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from assistant.desk import words
from assistant.desk.evidence_words import evidence_in_words
from assistant.desk.fault_words import Fault, faults_in_words
from assistant.desk.field_words import field_in_words
from assistant.desk.knowledge_trouble_words import knowledge_trouble_in_words
from assistant.desk.mail_trouble_words import trouble_in_words
from assistant.desk.model_trouble_words import model_failure_in_words, model_trouble_in_words
from assistant.desk.times import Clock
from assistant.desk.translation import translations
from assistant.desk.words import Language
from assistant.pipeline import KNOWLEDGE_CHECK

_HERE = Path(__file__).parent
STATIC = _HERE / "static"
_ISO_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d)")
_SUMS = ("amount", "value")
HTML_LANGUAGES: dict[Language, str] = {"zh": "zh-Hans", "en": "en"}


@cache
def _environment(language: Language) -> Environment:
    environment = Environment(
        loader=FileSystemLoader(_HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    environment.install_gettext_translations(translations(language), newstyle=True)  # type: ignore[attr-defined]
    return environment


@cache
def _static_address(name: str) -> str:
    """The file's address with its content in it, so that browsers keep it until it changes."""
    return f"/static/{name}?v={hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:12]}"


@dataclass(frozen=True)
class Wording:
    """What templates call `desk`: the language, the times and the vocabulary of one page."""

    language: Language
    clock: Clock

    @property
    def html_language(self) -> str:
        return HTML_LANGUAGES[self.language]

    def static(self, name: str) -> str:
        return _static_address(name)

    def word(self, value: StrEnum) -> str:
        return words.in_words(value, self.language)

    def named(self, kind: str, value: str) -> str:
        """A word that comes as a plain string, of the vocabulary's or one of the open tables'."""
        return words.from_table(words.TABLES[kind], value, self.language)

    def field(self, path: str) -> str:
        return field_in_words(path, self.language)

    def evidence(self, sentence: str) -> str:
        """A reason of the process, with its times in the shop's zone."""
        return _ISO_TIME.sub(lambda found: self.value("", found[0]), evidence_in_words(sentence, self.language))

    def trouble(self, trouble: str) -> str:
        """What a mail door said of a delivery or a mailbox."""
        return trouble_in_words(trouble, self.language)

    def model_trouble(self, trouble: str) -> str:
        """What the drafting model's door said of a draft or of the model."""
        return model_trouble_in_words(trouble, self.language)

    def knowledge_trouble(self, trouble: str) -> str:
        """Why articles cannot be searched."""
        return knowledge_trouble_in_words(trouble, self.language)

    def faults(self, check: str, detail: str) -> list[Fault]:
        """What a failed check found, one by one."""
        if check == KNOWLEDGE_CHECK:
            return [Fault(self.knowledge_trouble(detail))]
        return faults_in_words(detail, self.language, self.date)

    def model_failure(self, trouble: str) -> str:
        """Why a draft is not the model's."""
        return model_failure_in_words(trouble, self.language)

    def arguments(self, given: Mapping[str, Any]) -> list[str]:
        """An action's arguments, each amount together with its currency."""
        currency = given.get("currency")
        sums = {name: self.price(str(given[name]), str(currency)) for name in _SUMS if currency and name in given}
        named = {name: value for name, value in given.items() if not (sums and name == "currency")}
        return [self.argument(name, sums.get(name, value)) for name, value in named.items()]

    def argument(self, name: str, value: object) -> str:
        """An action's argument: its name in words, times in the shop's zone."""
        values = value if isinstance(value, list) else [value]
        known = words.ARGUMENT_VALUES
        said = self.comma.join(
            self.named("argument_value", str(one)) if str(one) in known else self._argument_value(name, str(one))
            for one in values
        )
        return f"{self.named('argument', name)}{self.colon}{said}"

    def _argument_value(self, name: str, text: str) -> str:
        """A time at which something is over at midnight is told as the end of the day before."""
        moment = _moment(text) if name in {"deadline", "until"} else None
        local = moment.astimezone(self.clock.zone) if moment else None
        if local is None or local.time() != time():
            return self.value(name, text)
        return self.gettext("the end of %(day)s") % {"day": self.clock.day(local - timedelta(days=1))}

    @property
    def colon(self) -> str:
        return "：" if self.language == "zh" else ": "

    @property
    def comma(self) -> str:
        """Between the items of a list."""
        return "、" if self.language == "zh" else ", "

    def price(self, amount: Decimal | str, currency: str) -> str:
        """What the shop asks or grants."""
        return f"{amount} {'元' if self.language == 'zh' and currency == 'CNY' else currency}"

    def money(self, amount: Decimal | str, currency: str) -> str:
        """What a model costs can be less than a cent."""
        value = Decimal(amount)
        return f"{currency} {value:.2f}".strip() if value >= 1 or not value else f"{currency} {value:.4f}".strip()

    def count(self, number: float) -> str:
        """A large number that can be read: 1,950,000."""
        return f"{number:,.0f}"

    def size(self, count: int) -> str:
        if count < 1024:
            return f"{count} B"
        return f"{count / 1024:.0f} KB" if count < 1024**2 else f"{count / 1024**2:.1f} MB"

    def extension(self, name: str) -> str:
        """What stands in place of a file's picture: `pdf`; nothing for a name without one."""
        extension = name.rpartition(".")[2] if "." in name else ""
        return extension if 1 <= len(extension) <= 5 and extension.isalnum() else "…"

    def phone(self, number: str) -> str:
        """Enough of it to compare with what a caller says: 138******78."""
        return f"{number[:3]}{'*' * max(len(number) - 5, 2)}{number[-2:]}" if len(number) > 5 else "***"

    def value(self, field: str, text: str) -> str:
        """A fact's value as agents read it: times in the shop's zone, the order's status in words."""
        if field == "status":
            return self.named("order_status", text)
        first, space, rest = text.partition(" ")
        moment = _moment(first)
        return f"{self.date(moment)}{space}{rest}" if moment else text

    def date(self, moment: datetime) -> str:
        return self.clock.date(moment)

    def gettext(self, message: str) -> str:
        """A sentence of the desk in the page's language; for sentences that code makes, not templates."""
        return translations(self.language).gettext(message)

    def ngettext(self, one: str, several: str, number: int) -> str:
        return translations(self.language).ngettext(one, several, number)


def _moment(text: str) -> datetime | None:
    """The time that an ISO 8601 text with its offset stands for."""
    if "T" not in text:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else None


def wording(language: Language, zone: ZoneInfo, now: datetime) -> Wording:
    return Wording(language, Clock(language, zone, now))


def page(template: str, desk: Wording, values: dict[str, Any], *, status: int = 200) -> HTMLResponse:
    html = _environment(desk.language).get_template(template).render(desk=desk, **values)
    return HTMLResponse(html, status_code=status)
