"""`draftdesk user …`: who may approve what."""

import getpass
import sys

from assistant.case.diagnosis import Role
from assistant.errors import UsageError
from assistant.settings import Settings
from assistant.terminal import line, note, table
from assistant.wiring import open_records


def add(settings: Settings, name: str, role: str, *, password_stdin: bool) -> None:
    """Raises UsageError for an unknown role or a password that cannot be used, Conflict for a name that is taken."""
    if role not in [known.value for known in Role]:
        raise UsageError(f"There is no role {role}.", "Roles are agent, senior and supervisor.")
    password = _password(password_stdin)
    user = open_records(settings).users.add(name, Role(role), password)
    line(f"Added {user.name} as {user.role}.")


def set_password(settings: Settings, name: str, *, password_stdin: bool) -> None:
    password = _password(password_stdin)
    open_records(settings).users.set_password(name, password)
    line(f"{name} has a new password.")


def remove(settings: Settings, name: str) -> None:
    open_records(settings).users.deactivate(name)
    line(f"{name} can no longer log in.")


def list_all(settings: Settings) -> None:
    users = open_records(settings).users.list()
    if not users:
        note("Nobody can log in yet: draftdesk user add NAME --role supervisor")
    rows = ((user.name, user.role.value, "active" if user.active else "removed") for user in users)
    table(("Name", "Role", "State"), rows)


def _password(from_stdin: bool) -> str:
    """Typed twice without being shown, or the first line of standard input."""
    if from_stdin:
        return _first_line()
    if not sys.stdin.isatty():
        raise UsageError("There is no terminal to ask for the password.", "Use --password-stdin.")
    first = getpass.getpass("Password: ")
    if first != getpass.getpass("Again: "):
        raise UsageError("The two passwords differ.", "Nothing was changed; try again.")
    return first


def _first_line() -> str:
    """Read as bytes: the locale of a script says nothing about the password's encoding."""
    try:
        return sys.stdin.buffer.readline().decode("utf-8").rstrip("\r\n")
    except UnicodeDecodeError:
        raise UsageError("The password on standard input is not UTF-8.", "Nothing was changed.") from None
