"""`draftdesk user …`: who may approve what."""

import getpass
import sys

from assistant.case.diagnosis import Role
from assistant.errors import UsageError
from assistant.settings import Settings
from assistant.terminal import line, table
from assistant.wiring import open_records


def add(settings: Settings, name: str, role: str, *, password_stdin: bool) -> None:
    if role not in [known.value for known in Role]:
        raise UsageError(f"There is no role {role}.", "Roles are agent, senior and supervisor.")
    users = open_records(settings).users
    user = users.add(name, Role(role), _password(password_stdin))
    line(f"Added {user.name} as {user.role}.")


def set_password(settings: Settings, name: str, *, password_stdin: bool) -> None:
    users = open_records(settings).users
    users.set_password(name, _password(password_stdin))
    line(f"{name} has a new password.")


def remove(settings: Settings, name: str) -> None:
    open_records(settings).users.deactivate(name)
    line(f"{name} can no longer log in.")


def list_all(settings: Settings) -> None:
    users = open_records(settings).users.list()
    table(("Name", "Role", "Active"), ((user.name, user.role.value, "yes" if user.active else "no") for user in users))


def _password(from_stdin: bool) -> str:
    """Typed twice without being shown, or the first line of standard input."""
    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    if not sys.stdin.isatty():
        raise UsageError("There is no terminal to ask for the password.", "Use --password-stdin.")
    first = getpass.getpass("Password: ")
    if first != getpass.getpass("Again: "):
        raise UsageError("The two passwords differ.", "Nothing was changed; try again.")
    return first
