"""Who may log in and approve what. Passwords are kept as Argon2id hashes, sessions as hashes of their tokens."""

import hashlib
import secrets
import unicodedata
from datetime import datetime, timedelta

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from assistant.case.diagnosis import Role
from assistant.errors import Conflict, NotThere, UsageError
from assistant.records import audit, rows
from assistant.records.database import Database, changed
from assistant.records.rows import now_utc
from assistant.records.tables import SessionRow, UserRow
from assistant.records.values import OpenedSession, SignedIn, User

SHORTEST_PASSWORD = 8
LONGEST_PASSWORD = 200
"""Hashing is slow on purpose; an endless password must not make it endless."""


class Users:
    def __init__(self, database: Database, hasher: PasswordHasher | None = None) -> None:
        self._database = database
        self._hasher = hasher or PasswordHasher()
        self._nobody = self._hasher.hash(secrets.token_urlsafe())

    def add(self, name: str, role: Role, password: str, language: str = "") -> User:
        """`language` is what they chose for the desk; until they do, their browser's counts.

        Raises Conflict for a name that is taken, UsageError for a name or password that cannot be used.
        """
        hashed = self._hash(password)
        with self._database.write() as session:
            if _find(session, name) is not None:
                raise Conflict(f"There is a user {name} already.", "Choose another name, or set their password.")
            row = UserRow(
                name=_usable(name),
                role=str(role),
                password_hash=hashed,
                language=language,
                active=True,
                created_at=now_utc(),
            )
            session.add(row)
            session.flush()
            audit.note(session, "user_added", at=row.created_at, detail={"user": row.name, "role": row.role})
            return rows.user(row)

    def list(self) -> tuple[User, ...]:
        """By name, deactivated ones too."""
        with self._database.read() as session:
            return tuple(rows.user(row) for row in session.scalars(select(UserRow).order_by(UserRow.name)))

    def by_name(self, name: str) -> User | None:
        with self._database.read() as session:
            row = _find(session, name)
            return rows.user(row) if row else None

    def verify(self, name: str, password: str) -> User | None:
        """The user, if the password is theirs and they are active. Takes as long for a name that nobody has."""
        with self._database.read() as session:
            row = _find(session, name)
            user, hashed = (rows.user(row), row.password_hash) if row else (None, self._nobody)
        if not self._matches(hashed, password) or user is None or not user.active:
            return None
        if self._hasher.check_needs_rehash(hashed):
            self._store_hash(user.id, self._hash(password))
        return user

    def set_password(self, name: str, password: str) -> None:
        """Ends the user's sessions, too."""
        hashed = self._hash(password)
        with self._database.write() as session:
            row = _require(session, name)
            row.password_hash = hashed
            _end_sessions(session, row.id)
            audit.note(session, "password_set", at=now_utc(), detail={"user": row.name})

    def set_role(self, name: str, role: Role) -> None:
        with self._database.write() as session:
            row = _require(session, name)
            row.role = str(role)
            audit.note(session, "role_set", at=now_utc(), detail={"user": row.name, "role": row.role})

    def set_language(self, name: str, language: str) -> None:
        with self._database.write() as session:
            _require(session, name).language = language

    def deactivate(self, name: str) -> None:
        """They stay in the records of what they did, and can no longer log in; their sessions end."""
        with self._database.write() as session:
            row = _require(session, name)
            row.active = False
            _end_sessions(session, row.id)
            audit.note(session, "user_deactivated", at=now_utc(), detail={"user": row.name})

    def open_session(self, user_id: int, lasts: timedelta, now: datetime) -> OpenedSession:
        """A new login; its token is given out here and nowhere else."""
        opened = OpenedSession(token=secrets.token_urlsafe(32), csrf=secrets.token_urlsafe(32), expires_at=now + lasts)
        row = SessionRow(
            token_sha256=_token_hash(opened.token), user_id=user_id, csrf=opened.csrf, expires_at=opened.expires_at
        )
        with self._database.write() as session:
            user = rows.require(session, UserRow, user_id)
            session.execute(delete(SessionRow).where(SessionRow.expires_at <= now))
            session.add(row)
            audit.note(session, "logged_in", at=now, user=user.name)
        return opened

    def resolve(self, token: str, now: datetime) -> SignedIn | None:
        """Who is logged in with this token; None when it is unknown or over, or the user was deactivated."""
        query = select(SessionRow, UserRow).join(UserRow, UserRow.id == SessionRow.user_id)
        current = query.where(SessionRow.token_sha256 == _token_hash(token), SessionRow.expires_at > now)
        with self._database.read() as session:
            found = session.execute(current.where(UserRow.active.is_(True))).first()
            if found is None:
                return None
            login, user = found
            return SignedIn(user=rows.user(user), csrf=login.csrf, expires_at=login.expires_at)

    def close(self, token: str) -> None:
        """Log out. An unknown token is no error."""
        with self._database.write() as session:
            changed(session, delete(SessionRow).where(SessionRow.token_sha256 == _token_hash(token)))

    def _hash(self, password: str) -> str:
        if not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
            raise UsageError(f"A password has {SHORTEST_PASSWORD} to {LONGEST_PASSWORD} characters.")
        return self._hasher.hash(_same_characters(password))

    def _matches(self, hashed: str, password: str) -> bool:
        try:
            return self._hasher.verify(hashed, _same_characters(password[:LONGEST_PASSWORD]))
        except (VerificationError, InvalidHashError):
            return False

    def _store_hash(self, user_id: int, hashed: str) -> None:
        with self._database.write() as session:
            rows.require(session, UserRow, user_id).password_hash = hashed


def _same_characters(words: str) -> str:
    """One form for what looks the same, however the keyboard composed it (NFKC, as RFC 8265 asks of user names)."""
    return unicodedata.normalize("NFKC", words)


def _usable(name: str) -> str:
    usable = _same_characters(name).strip()
    if not usable or len(usable) > 120 or not usable.isprintable():
        raise UsageError("A user name has 1 to 120 visible characters.")
    return usable.lower()


def _find(session: Session, name: str) -> UserRow | None:
    return session.scalar(select(UserRow).where(UserRow.name == _same_characters(name).strip().lower()))


def _require(session: Session, name: str) -> UserRow:
    row = _find(session, name)
    if row is None:
        raise NotThere(f"There is no user {name}.", "draftdesk user list shows them all.")
    return row


def _end_sessions(session: Session, user_id: int) -> None:
    session.execute(delete(SessionRow).where(SessionRow.user_id == user_id))


def _token_hash(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()
