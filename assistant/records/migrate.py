"""Bringing a database up to the tables of this version, in one transaction: all of it happens, or nothing does.

So a migration that was killed half way left nothing behind and is simply run again, and of two processes that start at
once the second waits for the first and finds nothing to do.
"""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from assistant.errors import ConfigurationError
from assistant.records import dialects
from assistant.records.database import Database
from assistant.records.faults import translated

MIGRATIONS = Path(__file__).parent / "migrations"


def migrate(database: Database) -> None:
    """Set the tables up, or bring them up to date.

    Raises ConfigurationError when the database was made by a newer Draftdesk, else as `Database.write` does.
    """
    with translated(database.place), dialects.for_migrating(database.engine).begin() as connection:
        dialects.lock(connection, dialects.MIGRATION_LOCK)
        config = _config(connection)
        if _is_current(connection, ScriptDirectory.from_config(config)):
            return
        command.upgrade(config, "head")
        dialects.require_sound_references(connection)


def is_current(database: Database) -> bool:
    """Whether the tables are those of this version; raises as `migrate` does."""
    with database.read() as session:
        connection = session.connection()
        return _is_current(connection, ScriptDirectory.from_config(_config(connection)))


def _config(connection: Connection) -> Config:
    """Settings for Alembic without an ini file; `env.py` takes the connection from its attributes."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config


def _is_current(connection: Connection, scripts: ScriptDirectory) -> bool:
    present = set(MigrationContext.configure(connection).get_current_heads())
    known = {script.revision for script in scripts.walk_revisions()}
    if present - known:
        raise ConfigurationError(
            "The database was made by a newer version of Draftdesk.", "Install that version again, or a later one."
        )
    return present == set(scripts.get_heads())
