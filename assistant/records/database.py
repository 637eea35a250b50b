"""The door to SQL: one place that opens the database and translates what it raises.

The same code runs on SQLite and PostgreSQL; what differs between them is in `dialects`. A transaction is either a read
(a snapshot that cannot write) or a write. On SQLite a write holds the only write lock from its first statement on; on
PostgreSQL it locks the rows that it decides about. No SQLAlchemy or driver exception leaves `read` and `write`.
"""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from sqlalchemy import Engine, Executable, text
from sqlalchemy.engine import URL, CursorResult, make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError
from sqlalchemy.orm import Session

from assistant.errors import ConfigurationError
from assistant.records import dialects
from assistant.records.faults import translated


class Database:
    """A database that is connected to when it is first used. Safe to share between threads.

    `engine` begins every transaction as a write, `reading_engine` as a snapshot that cannot write; they share one pool.
    They are for other stations' tables in the same database. What is here goes through `read` and `write`.
    """

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.reading_engine = dialects.for_reading(engine)

    @property
    def place(self) -> str:
        """Where the database is, without its password: for messages to people."""
        return place(self.engine.url)

    @property
    def is_sqlite(self) -> bool:
        return self.engine.dialect.name == "sqlite"

    @contextmanager
    def read(self) -> Iterator[Session]:
        """One consistent snapshot; a write in it is refused.

        Raises RecordsUnreachable when trying again can help, RecordsError when not.
        """
        with translated(self.place), Session(self.reading_engine, autoflush=False) as session, session.begin():
            yield session

    @contextmanager
    def write(self) -> Iterator[Session]:
        """One transaction: all of it is committed at the end of the block, or nothing is.

        On SQLite there is one writer at a time, so a write inside another one of the same thread waits for itself.
        Raises Conflict when another process stored the same thing at the same time, else as `read` does.
        """
        with translated(self.place), Session(self.engine) as session, session.begin():
            yield session

    @contextmanager
    def alone(self, name: str) -> Iterator[bool]:
        """Whether nobody else does now what is called `name`, in any process on this database; until the block ends.

        For what must not be done twice at once outside the database. Raises as `read` does.
        """
        with ExitStack() as held:
            with translated(self.place):
                alone = held.enter_context(dialects.held_alone(self.engine, name))
            yield alone

    def ping(self) -> None:
        """Answer a trivial query, or raise what stands in the way."""
        with self.read() as session:
            session.execute(text("SELECT 1"))

    def close(self) -> None:
        """Close every pooled connection; the next use opens new ones."""
        self.engine.dispose()


def open_database(url: str) -> Database:
    """The database at `url` (`sqlite:///FILE`, `postgresql://USER:PASSWORD@HOST/NAME`); nothing is connected yet.

    The folder of an SQLite file is made if it is missing. Raises ConfigurationError for a URL that cannot be used.
    """
    try:
        return Database(dialects.make_engine(make_url(url)))
    except (ArgumentError, NoSuchModuleError, ValueError):
        raise ConfigurationError(
            "The database URL cannot be used.",  # it may hold a password, so it is not repeated
            "Set DRAFTDESK_DATABASE_URL to sqlite:///FILE or postgresql://USER:PASSWORD@HOST/NAME.",
        ) from None


def place(url: URL) -> str:
    """The database's address for people: the file, or host and name; never user or password."""
    if url.get_backend_name() == "sqlite":
        return url.database or "memory"
    port = f":{url.port}" if url.port else ""
    return f"{url.host or 'localhost'}{port}/{url.database or ''}"


def changed(session: Session, statement: Executable) -> int:
    """Run an INSERT, UPDATE or DELETE and tell how many rows it touched."""
    result = session.execute(statement)
    return result.rowcount if isinstance(result, CursorResult) else 0
