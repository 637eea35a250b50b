"""`draftdesk doctor`: where each setting comes from, and every connection tried, with what to do where it fails."""

from collections.abc import Iterator
from pathlib import Path

from assistant.commands.checks import Check, checks
from assistant.errors import DraftdeskError
from assistant.redaction import without_login
from assistant.settings import Settings
from assistant.settings_reading import flatten, where_from
from assistant.terminal import err, heading, line, table, verdict


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
        earlier = next((name for name, said in failures.items() if said == words), None)
        verdict(well, subject, words if earlier is None else f"The same as {earlier}.", width)
        if not well:
            failures[subject] = words
    if failures:
        raise DraftdeskError(f"{len(failures)} of {len(tried)} checks failed: {'; '.join(failures)}.", "See above.")


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
