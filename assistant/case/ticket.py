"""What a ticket holds before the mail at hand: pictures that came already, and what was granted."""

from assistant.case.base import Value
from assistant.case.diagnosis import Action


class Granted(Value):
    """An action of a reply that was approved, and the order that it was about."""

    order: str | None = None
    action: Action


class TicketSoFar(Value):
    """`photos` came with the same sender's earlier mails that were answered; those that wait are read with the new one.

    `granted` is what approved replies of the ticket hold, so that limits count for the ticket and not for each mail.
    """

    photos: int = 0
    granted: tuple[Granted, ...] = ()


NEW_TICKET = TicketSoFar()
