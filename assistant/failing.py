"""The end of a command that failed: one paragraph on standard error and the exit status of the contract."""

import sys
import traceback
from typing import NoReturn

import typer

from assistant.errors import ConfigurationError, DraftdeskError
from assistant.redaction import redacted
from assistant.terminal import complain, note

FAILED = DraftdeskError.exit_status
WRONG_USAGE = ConfigurationError.exit_status

_HELP = "Usage: "
"""What Typer's error for a command without arguments begins with: it is the help itself."""


def end(error: Exception, *, debug: bool) -> NoReturn:
    """Say what went wrong and leave. With `debug` the traceback comes before, without secrets and addresses."""
    if debug:
        sys.stderr.write(redacted("".join(traceback.format_exception(error))))
    match error:
        case DraftdeskError():
            complain(str(error))
            sys.exit(error.exit_status)
        case typer.TyperException() if error.message.startswith(_HELP):
            note(error.message)
            sys.exit(WRONG_USAGE)
        case typer.TyperException():
            complain(_wrong_usage(error))
            sys.exit(WRONG_USAGE)
        case typer.Abort():
            complain("Ended before it was done.")
        case _:
            complain(unforeseen(error))
    sys.exit(FAILED)


def _wrong_usage(error: typer.TyperException) -> str:
    context = getattr(error, "ctx", None)
    hint = f" {context.command_path} --help shows how it is used." if context is not None else ""
    words = error.format_message().replace("Input should be", "it should be").rstrip(".")
    return f"{words}{'' if words.endswith('?') else '.'}{hint}"


def unforeseen(error: Exception) -> str:
    """A fault of ours: named, so that it can be reported, but without what a log must not hold either."""
    words = redacted(f"{type(error).__name__}: {error}").rstrip(".")
    return f"This should not have happened: {words}. Run it again with --debug, and please report what that shows."
