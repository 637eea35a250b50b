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
    failed = [subject for subject, check in tried if not _passes(subject, check, width)]
    if failed:
        raise DraftdeskError(f"{len(failed)} of {len(tried)} checks failed: {'; '.join(failed)}.", "See above.")


def _passes(subject: str, check: Check, width: int) -> bool:
    try:
        if err.is_terminal:
            with err.status(f"{subject} …"):
                words = check()
        else:
            words = check()
    except DraftdeskError as error:
        verdict(False, subject, str(error), width)
        return False
    verdict(True, subject, words, width)
    return True


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
