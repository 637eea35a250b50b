"""What is still to be made: commands that only look make nothing."""

from pathlib import Path

from assistant.settings import Settings


def missing_file(settings: Settings) -> Path | None:
    """The SQLite file that is still to be made."""
    scheme, _, name = settings.database.partition(":///")
    file = Path(name.partition("?")[0])
    return file if scheme.startswith("sqlite") and name not in ("", ":memory:") and not file.exists() else None
