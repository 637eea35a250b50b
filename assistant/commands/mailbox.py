"""`draftdesk mailbox login`: give Draftdesk access to a mailbox by OAuth, once."""

from assistant.errors import ConfigurationError
from assistant.oauth_login import log_in
from assistant.settings import Settings
from assistant.terminal import line, note
from assistant.wiring import connect_mailbox, mailbox_permission, make_data_folder, require_mailbox


def login(settings: Settings, name: str) -> None:
    """Ask for the permission, keep it, and try it. Raises what stands in the way."""
    require_mailbox(settings)
    mailbox = settings.mailboxes.get(name)
    if mailbox is None:
        raise ConfigurationError(
            f"There is no mailbox named {name}.", f"The settings have: {', '.join(settings.mailboxes)}."
        )
    if mailbox.oauth is None:
        raise ConfigurationError(
            f"The mailbox {name} logs in with a password.", f"To use OAuth, set [mailboxes.{name}.oauth] instead."
        )
    if mailbox.oauth.refresh_token is not None:
        raise ConfigurationError(
            f"The refresh token of the mailbox {name} stands in the settings.",
            "Take refresh_token out, so that the new one has a file to go to.",
        )
    make_data_folder(settings.data_dir)
    permission = mailbox_permission(name, mailbox.oauth, settings.data_dir)
    permission.keep(log_in(name, mailbox.address, mailbox.oauth, note))
    line(f"The refresh token is in {permission.file}.")
    with connect_mailbox(settings, name) as connection:
        line(f"{mailbox.imap.host}: {connection.check()}")
