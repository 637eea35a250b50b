"""Templates to pages: one environment a language, autoescape everywhere, a missing name is an error."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from assistant.desk import words
from assistant.desk.field_words import field_in_words
from assistant.desk.times import Clock
from assistant.desk.translation import translations
from assistant.desk.words import Language

_HERE = Path(__file__).parent
STATIC = _HERE / "static"
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

    def field(self, path: str) -> str:
        return field_in_words(path, self.language)

    def screening(self, kind: str) -> str:
        return words.from_table(words.SCREENINGS, kind, self.language)

    def status(self, name: str) -> str:
        return words.from_table(words.DRAFT_STATUSES, name, self.language)

    def delivery(self, state: str) -> str:
        return words.from_table(words.DELIVERY_STATES, state, self.language)

    def result(self, name: str) -> str:
        return words.from_table(words.FACT_RESULTS, name, self.language)

    def channel(self, name: str) -> str:
        return words.from_table(words.CHANNELS, name, self.language)

    def date(self, moment: datetime) -> str:
        return self.clock.date(moment)

    def gettext(self, message: str) -> str:
        """A sentence of the desk in the page's language; for sentences that code makes, not templates."""
        return translations(self.language).gettext(message)


def wording(language: Language, zone: ZoneInfo, now: datetime) -> Wording:
    return Wording(language, Clock(language, zone, now))


def page(template: str, desk: Wording, values: dict[str, Any], *, status: int = 200) -> HTMLResponse:
    html = _environment(desk.language).get_template(template).render(desk=desk, **values)
    return HTMLResponse(html, status_code=status)
