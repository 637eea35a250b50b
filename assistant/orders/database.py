"""The door of this station to the database: SQLAlchemy's exceptions become RecordsError here and go no further."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Engine
from sqlalchemy.exc import InterfaceError, OperationalError, SQLAlchemyError
from sqlalchemy.orm import Session

from assistant.errors import RecordsError, RecordsUnreachable


@contextmanager
def shop_session(engine: Engine) -> Iterator[Session]:
    """A session on the shop's records, closed at the end; what is not committed is rolled back.

    Raises RecordsUnreachable (cannot connect, is locked, has no tables) or RecordsError, without the values of the
    statement: those are customers' data.
    """
    try:
        with Session(engine) as session:
            yield session
    except (OperationalError, InterfaceError) as error:
        raise RecordsUnreachable(
            f"The database with the shop's records cannot be used: {_reason(error)}.",
            "Check DRAFTDESK_DATABASE_URL, and that the tables were made.",
        ) from None
    except SQLAlchemyError as error:
        raise RecordsError(f"The shop's records cannot be used: {_reason(error)}.") from None


def _reason(error: SQLAlchemyError) -> str:
    """The kind of the fault alone: drivers quote values (`Key (email)=(…) already exists`)."""
    return type(getattr(error, "orig", None) or error).__name__
