"""What can go wrong over IMAP, as the errors of this house: unreachable now, login refused, or refused for good."""

import imaplib

from assistant.errors import MailboxError, MailboxLoginRefused, MailboxUnreachable
from assistant.mail_servers import network_trouble, place, server_words
from assistant.mailbox.servers import login_hint, says_later
from assistant.settings import ServerSettings

LIBRARY_ERRORS = (imaplib.IMAP4.error, OSError, ValueError, LookupError)
"""Everything that imapclient, imaplib, ssl and socket raise; the last two when an answer makes no sense."""

_TRY_LATER = "It is tried again."


def keeps_in_step(error: Exception) -> bool:
    """Whether the connection can still be used: the server said NO or BAD and nothing else happened."""
    return type(error) is imaplib.IMAP4.error


def translated(error: Exception, server: ServerSettings, secret: str | None = None) -> MailboxError:
    """`error` is one of LIBRARY_ERRORS. `secret` is taken out of whatever the server said."""
    where = place(server)
    words = server_words(_words_of(error), hide=(secret,))
    match error:
        case OSError():
            return MailboxUnreachable(*network_trouble(error, server))
        case imaplib.IMAP4.readonly():
            return MailboxError(f"{where} lets a folder only be read: {words}.", "Check the account's rights on it.")
        case imaplib.IMAP4.abort():
            return MailboxUnreachable(f"The connection to {where} broke off: {words}.", _TRY_LATER)
        case imaplib.IMAP4.error() if says_later(words, server.host):
            return MailboxUnreachable(f"The mail server {where} is busy: {words}.", _TRY_LATER)
        case imaplib.IMAP4.error():
            return MailboxError(f"The mail server {where} refused: {words}.", "Check the folder names in the settings.")
        case _:
            return MailboxError(
                f"The answer of {where} cannot be understood.",
                "Check that an IMAP server listens at this host and port.",
            )


def login_refused(error: Exception, server: ServerSettings, login: str, secret: str | None) -> MailboxError:
    """imapclient calls everything that happens while logging in a LoginError, a lost connection too."""
    cause = error.__context__
    if isinstance(cause, imaplib.IMAP4.abort):
        return translated(cause, server, secret)
    words = server_words(_words_of(error), hide=(secret,))
    if says_later(words, server.host):
        return MailboxUnreachable(f"The mail server {place(server)} takes no login now: {words}.", _TRY_LATER)
    return MailboxLoginRefused(
        f"The mail server {place(server)} refused the login of {login}: {words}.", login_hint(server.host)
    )


def _words_of(error: Exception) -> str:
    """imaplib puts the server's bytes into the exception as they came, and imapclient their repr."""
    first = error.args[0] if error.args else ""
    text = first.decode("utf-8", "replace") if isinstance(first, bytes) else str(first)
    return text.removeprefix("b'").removesuffix("'").rstrip(". ")
