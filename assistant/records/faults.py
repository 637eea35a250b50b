"""What a database raises, said in our own kinds of errors and without the data that was in the statement."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from psycopg import errors as postgres
from sqlalchemy.exc import DBAPIError, IntegrityError, SQLAlchemyError, TimeoutError

from assistant.errors import Conflict, RecordsError, RecordsUnreachable

_FULL = "the disk is full"
_SQLITE: dict[int, tuple[type[RecordsError], str, str]] = {
    sqlite3.SQLITE_BUSY: (RecordsUnreachable, "another process is holding it for too long", "Try again."),
    sqlite3.SQLITE_LOCKED: (RecordsUnreachable, "another process is holding it for too long", "Try again."),
    sqlite3.SQLITE_FULL: (RecordsUnreachable, _FULL, "Make room; nothing was stored half."),
    sqlite3.SQLITE_IOERR: (RecordsUnreachable, "reading or writing the file failed", "Check the disk."),
    sqlite3.SQLITE_CANTOPEN: (RecordsUnreachable, "the file cannot be opened", "Check its folder and permissions."),
    sqlite3.SQLITE_READONLY: (RecordsError, "the file may not be written", "Check its owner and permissions."),
    sqlite3.SQLITE_NOTADB: (RecordsError, "the file is not a database", "Check DRAFTDESK_DATABASE_URL."),
    sqlite3.SQLITE_CORRUPT: (RecordsError, "the file is damaged", "Restore it from a backup."),
}
_POSTGRES: tuple[tuple[type[psycopg.Error], type[RecordsError], str, str], ...] = (
    (postgres.DiskFull, RecordsUnreachable, _FULL, "Make room on the server; nothing was stored half."),
    (postgres.InvalidPassword, RecordsError, "it refused the password", "Check DRAFTDESK_DATABASE_URL."),
    (postgres.InvalidCatalogName, RecordsError, "it does not exist", "Create it with createdb."),
    (psycopg.OperationalError, RecordsUnreachable, "the server cannot be reached", "Check that it is running."),
)


@contextmanager
def translated(place: str) -> Iterator[None]:
    """Let no database exception through. The original is not chained: PostgreSQL puts rows' values into its text."""
    try:
        yield
    except TimeoutError:
        raise RecordsUnreachable(
            f"No connection to the database was free in time ({place}).", "Try again; the desk may be overloaded."
        ) from None
    except IntegrityError as error:
        raise Conflict(
            f"The records already hold something that excludes this ({_code(error)}).", "Load the page again."
        ) from None
    except DBAPIError as error:
        raise _of_driver(error, place) from None
    except SQLAlchemyError as error:
        raise RecordsError(f"The records could not be used: {type(error).__name__}.") from error


def _of_driver(error: DBAPIError, place: str) -> RecordsError:
    kind, what, hint = _explained(error.orig)
    return kind(f"The database cannot be used: {what} ({place}, {_code(error)}).", hint)


def _explained(original: BaseException | None) -> tuple[type[RecordsError], str, str]:
    if isinstance(original, sqlite3.Error):
        code = getattr(original, "sqlite_errorcode", 0) & 0xFF  # extended codes carry the primary one in the low byte
        if code in _SQLITE:
            return _SQLITE[code]
        if "no such table" in str(original):
            return RecordsError, "its tables are missing", "Start it with draftdesk, which sets the tables up."
    for known, kind, what, hint in _POSTGRES:
        if isinstance(original, known):
            return kind, what, hint
    if isinstance(original, postgres.UndefinedTable):
        return RecordsError, "its tables are missing", "Start it with draftdesk, which sets the tables up."
    return RecordsError, "it refused a statement", "This is a fault in Draftdesk; please report it."


def _code(error: DBAPIError) -> str:
    """The driver's own name for the fault, for whoever looks it up."""
    original = error.orig
    name = getattr(original, "sqlite_errorname", None) or getattr(original, "sqlstate", None)
    return str(name or type(original).__name__)
