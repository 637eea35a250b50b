"""Files that may go with a reply: those that came with this ticket's own mail, and no others."""

from collections.abc import Collection, Sequence

from assistant.desk.visitor import Agent
from assistant.errors import DraftdeskError, NotAllowed
from assistant.records.values import AttachedFile, StoredMessage, TicketView

MAILS_LOOKED_THROUGH = 20
"""The newest of a long conversation; each is parsed anew."""


def offered(agent: Agent, ticket: TicketView) -> tuple[AttachedFile, ...]:
    """Oldest first. A mail that cannot be read offers nothing, and hides nothing else of the ticket."""
    newest = ticket.messages[-MAILS_LOOKED_THROUGH:]
    return tuple(file for message in newest for file in _files_of(agent, message))


def chosen(offer: Sequence[AttachedFile], keys: Collection[str]) -> tuple[AttachedFile, ...]:
    """Those that the form names. Raises NotAllowed when it names one that is not offered."""
    if not set(keys) <= {file.key for file in offer}:
        raise NotAllowed("A file that did not come with this ticket's mail cannot be attached.", "Choose another file.")
    return tuple(file for file in offer if file.key in keys)


def _files_of(agent: Agent, message: StoredMessage) -> list[AttachedFile]:
    try:
        attachments = agent.services.read_mail(message.id).attachments
    except DraftdeskError:  # the mail's own column says so
        return []
    return [
        AttachedFile(
            message_id=message.id, part=one.part, name=one.name, type=one.type, size=one.size, sha256=one.sha256
        )
        for one in attachments
    ]
