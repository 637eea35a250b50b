"""The small differences between SQLite and PostgreSQL, all in one place."""

import hashlib
import json
import re
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from filelock import FileLock, Timeout
from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.engine import URL
from sqlalchemy.pool import ConnectionPoolEntry

from assistant.errors import ConfigurationError, RecordsError, RecordsUnreachable

BUSY_SECONDS = 20
"""How long a writer waits for the one before it. Ours take milliseconds; 20 s outlasts a checkpoint or a backup."""

POOL_SECONDS = 30
ALONE_LOCKS = 0x4472_6166
"""The first half of the keys of PostgreSQL's other advisory locks; the second is of the name."""
MIGRATION_LOCK = 0x44726166_74  # "Draft": one advisory lock for all who migrate one PostgreSQL database
BUDGET_LOCK = 0x4D6F6E6579  # "Money": one for all who ask whether a model's budget has room for a call

_to_json = partial(json.dumps, ensure_ascii=False)


def make_engine(url: URL) -> Engine:
    """An engine for the URL; raises ConfigurationError for a database that we do not run on."""
    makers: dict[str, Callable[[URL], Engine]] = {"sqlite": _sqlite, "postgresql": _postgresql}
    maker = makers.get(url.get_backend_name())
    if maker is None:
        raise ConfigurationError(
            f"Draftdesk does not run on {url.get_backend_name()}.", "Use an SQLite or a PostgreSQL database."
        )
    return maker(url)


def for_reading(engine: Engine) -> Engine:
    """The same engine and pool, whose transactions are snapshots that cannot write."""
    if engine.dialect.name == "postgresql":
        return engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
    return engine.execution_options(draftdesk_write=False)


def lock(connection: Connection, key: int) -> None:
    """Keep others with this key out until the transaction ends; on SQLite BEGIN IMMEDIATE did that already."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": key})


@contextmanager
def held_alone(engine: Engine, name: str) -> Iterator[bool]:
    """Whether nobody else holds the name, in this process or another one; then it is held to the end of the block.

    It ends with its process, however that dies: PostgreSQL frees it with the connection, the kernel with the file.
    """
    if engine.dialect.name == "postgresql":
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            key = {"class": ALONE_LOCKS, "name": name}
            held = bool(connection.scalar(text("SELECT pg_try_advisory_lock(:class, hashtext(:name))"), key))
            try:
                yield held
            finally:
                if held:
                    connection.execute(text("SELECT pg_advisory_unlock(:class, hashtext(:name))"), key)
        return
    lock = FileLock(f"{engine.url.database}.{hashlib.sha256(name.encode()).hexdigest()[:16]}.lock")
    try:
        lock.acquire(blocking=False)
    except Timeout:
        yield False
        return
    try:
        yield True
    finally:
        lock.release()


def for_migrating(engine: Engine) -> Engine:
    """The same engine and pool, whose transactions may rebuild a table that others refer to."""
    return engine.execution_options(draftdesk_rebuilds=True)


def replace_check(connection: Connection, table: str, name: str, condition: str) -> None:
    """Change a table's CHECK constraint, in a migration.

    SQLite cannot: there the table is made anew and takes the old one's place (sqlite.org/lang_altertable.html, 7).
    """
    if connection.dialect.name == "postgresql":
        connection.execute(text(f"ALTER TABLE {table} DROP CONSTRAINT {name}"))
        connection.execute(text(f"ALTER TABLE {table} ADD CONSTRAINT {name} CHECK ({condition})"))
        return
    schema = "SELECT sql FROM sqlite_master WHERE tbl_name = :table AND sql IS NOT NULL ORDER BY type DESC"
    made, *indices = connection.scalars(text(schema), {"table": table})
    renamed = re.sub(rf'(CREATE TABLE) "?{table}"?', rf"\1 {table}_anew", made, count=1)
    anew, count = re.subn(rf"(CONSTRAINT {name} CHECK) \(.*\)(?=,?\s*$)", rf"\1 ({condition})", renamed, flags=re.M)
    if count != 1:
        raise ValueError(f"{table} has no constraint {name}")
    for statement in (
        anew,
        f"INSERT INTO {table}_anew SELECT * FROM {table}",  # noqa: S608 - our own names
        f"DROP TABLE {table}",
        f"ALTER TABLE {table}_anew RENAME TO {table}",
        *indices,
    ):
        connection.exec_driver_sql(statement)


def require_sound_references(connection: Connection) -> None:
    """After a migration: SQLite watched no foreign key while tables were rebuilt. PostgreSQL always does."""
    if connection.dialect.name == "sqlite":
        broken = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
        if broken is not None:
            raise RecordsError(
                f"The database could not be brought up to date: {broken[0]} refers to what is not there."
            )


def _postgresql(url: URL) -> Engine:
    return create_engine(
        url.set(drivername="postgresql+psycopg"),
        pool_size=5,
        max_overflow=15,
        pool_timeout=POOL_SECONDS,
        pool_pre_ping=True,
        hide_parameters=True,
        json_serializer=_to_json,
        connect_args={"connect_timeout": 10},
    )


def _sqlite(url: URL) -> Engine:
    if not url.database or url.database == ":memory:":
        raise ConfigurationError(
            "A database in memory would lose the mail.", "Name a file: sqlite:////var/lib/draftdesk/draftdesk.sqlite."
        )
    _make_folder(Path(url.database).parent)
    engine = create_engine(
        url.set(drivername="sqlite+pysqlite"),
        pool_size=5,
        max_overflow=45,
        pool_timeout=POOL_SECONDS,
        hide_parameters=True,
        json_serializer=_to_json,
        # The driver must not begin transactions on its own: it would use BEGIN DEFERRED, and a transaction that reads
        # first and writes later is then refused with "database is locked", without waiting (cpython 124510).
        connect_args={"isolation_level": None, "timeout": BUSY_SECONDS},
    )
    event.listen(engine, "connect", _prepare_connection)
    event.listen(engine, "begin", _begin)
    return engine


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)  # it will hold customers' mail
    except OSError as error:
        raise RecordsUnreachable(
            f"The folder of the database cannot be made: {folder}: {error.strerror}.", "Check DRAFTDESK_DATA_DIR."
        ) from None


def _prepare_connection(connection: sqlite3.Connection, _: ConnectionPoolEntry) -> None:
    connection.execute("PRAGMA foreign_keys = ON")
    _use_write_ahead_log(connection)
    # FULL, not NORMAL: in WAL mode NORMAL may lose the last commits when the power fails. "This reply is being sent"
    # is such a commit, and losing it would send the reply a second time.
    connection.execute("PRAGMA synchronous = FULL")


def _use_write_ahead_log(connection: sqlite3.Connection) -> None:
    """Switch to WAL, which is kept in the file. The switch itself does not wait for others, so it is tried again."""
    deadline = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            if connection.execute("PRAGMA journal_mode = WAL").fetchone()[0] == "wal":
                return
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > deadline:
                raise
        if time.monotonic() > deadline:
            raise sqlite3.OperationalError("this file system cannot hold a write-ahead log")
        time.sleep(0.05)


def _begin(connection: Connection) -> None:
    """Begin the transaction ourselves: a write takes the write lock at once, a read cannot write at all.

    Foreign keys are watched except while a table is rebuilt, which can only be said before the transaction.
    """
    options = connection.get_execution_options()
    write = options.get("draftdesk_write", True)
    connection.exec_driver_sql(f"PRAGMA foreign_keys = {'OFF' if options.get('draftdesk_rebuilds') else 'ON'}")
    connection.exec_driver_sql(f"PRAGMA query_only = {'OFF' if write else 'ON'}")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")
