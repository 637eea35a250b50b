"""`draftdesk doctor`: where each setting comes from, and every connection tried, with what to do where it fails."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.commands.checks import Check, checks
from assistant.commands.model_checks import NOT_BOOKED, doctor, model_use
from assistant.errors import DraftdeskError
from assistant.redaction import without_login
from assistant.settings import ModelSettings, Settings
from assistant.settings_reading import flatten, where_from
from assistant.terminal import err, heading, line, table, verdict
from assistant.wiring import known_methods, model_profile

if TYPE_CHECKING:
    from assistant.drafting.model_probe import Probe

_SUBJECT = 40
"""Columns for a model and a method."""


def examine(settings: Settings, settings_file: Path | None) -> None:
    """Print the settings and how each part does. Raises DraftdeskError if one does not work."""
    heading("Settings")
    table(("Setting", "Value", "From"), settings_rows(settings, settings_file))
    line()
    heading("Checks")
    tried = list(checks(settings))
    width = max(len(subject) for subject, _ in tried)
    failures: dict[str, str] = {}
    for subject, check in tried:
        well, words = _tried(subject, check)
        verdict(well, subject, words if well else _once(failures, subject, words), width)
    if failures:
        raise DraftdeskError(f"{len(failures)} of {len(tried)} checks failed: {'; '.join(failures)}.", "See above.")


def examine_model(settings: Settings, name: str) -> None:
    """Print how each model of a profile takes each way of asking for a form, and what its calls came to of late.

    What works is remembered for `method = "auto"`. Raises ConfigurationError for an unknown profile, DraftdeskError if
    a model does not take the way that is set.
    """
    from assistant.drafting.model_probe import remember

    profile = model_profile(settings, name)
    with doctor(settings, name) as (prober, records):
        probes = list(_shown(prober.every_way()))
    line(model_use(settings, name))
    if records is None:
        line(f"{NOT_BOOKED[:1].upper()}{NOT_BOOKED[1:]}.")
    if not all(probe.counted for probe in probes):
        line(_uncounted(profile, name))
    found = remember(profile, probes, known_methods(settings))
    for model in dict.fromkeys(probe.model for probe in probes):
        line(f"{model} is asked by {_way(model, profile, probes, found, name)}.")


def _shown(probes: "Iterator[Probe]") -> "Iterator[Probe]":
    """Each as soon as it is over. What was said before is not said again."""
    failures: dict[str, str] = {}
    for probe in probes:
        subject, words = f"{probe.model}, {probe.method}", f"{probe.seconds:.1f} s"
        if probe.problem is not None:
            words = _once(failures, subject, str(probe.problem))
        verdict(probe.problem is None, subject, words, _SUBJECT)
        yield probe


def _once(failures: dict[str, str], subject: str, words: str) -> str:
    """What is wrong with it; where another had the same, the other's name."""
    earlier = next((name for name, said in failures.items() if said == words), None)
    failures[subject] = words
    return words if earlier is None else f"The same as {earlier}."


def _uncounted(profile: ModelSettings, name: str) -> str:
    lost = ", and daily_budget stops none of them" if profile.daily_budget is not None else ""
    return f"{name} does not say how many tokens a call takes: calls are counted, their money is not{lost}."


def _way(model: str, profile: ModelSettings, probes: "Sequence[Probe]", found: Mapping[str, str], name: str) -> str:
    """The way that is set, or that was found. Raises DraftdeskError where it does not work."""
    if profile.method == "auto" and model in found:
        return f"{found[model]} (found out)"
    mine = [probe for probe in probes if probe.model == model]
    if profile.method != "auto" and any(probe.method == profile.method and probe.problem is None for probe in mine):
        return profile.method
    if mine[-1].is_final or profile.method == "auto":
        raise DraftdeskError(f"{model} does not answer.", "See above.")
    raise DraftdeskError(f"{model} does not answer by {profile.method}.", _instead(probes, name))


def _instead(probes: "Sequence[Probe]", name: str) -> str:
    models = {probe.model for probe in probes}
    for method in dict.fromkeys(probe.method for probe in probes):
        if {probe.model for probe in probes if probe.method == method and probe.problem is None} == models:
            return f'Set method = "{method}" in [models.{name}], or "auto".'
    return "No way of asking works; see above."


def _tried(subject: str, check: Check) -> tuple[bool, str]:
    """Whether it does well, and how it does."""
    try:
        if err.is_terminal:
            with err.status(f"{subject} …"):
                return True, check()
        return True, check()
    except DraftdeskError as error:
        return False, str(error)


def settings_rows(settings: Settings, settings_file: Path | None) -> Iterator[tuple[str, str, str]]:
    """Every setting that is in force, secrets masked."""
    origins = where_from(settings_file)
    for name, value in sorted(flatten(settings.model_dump()).items()):
        if value is not None:
            yield name, shown(value), origins.get(name, "default")


def shown(value: object) -> str:
    """A setting for people. A secret masks itself by its type; one inside a URL is masked here."""
    if isinstance(value, tuple | list):
        return ", ".join(map(str, value)) or "none"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return without_login(str(value))
