"""A reply that came back: what the bounce says is written at its delivery, and the ticket is red."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from assistant.case.email import Bounce, ReturnedTo
from assistant.records import audit, rows
from assistant.records.columns import storable
from assistant.records.tables import DeliveryRow, TicketRow

CAME_BACK = "It came back"


def record(session: Session, bounce: Bounce, at: datetime) -> int | None:
    """The ticket whose reply came back; None when the bounce answers none of our replies.

    Anybody can write a bounce. So it must name a reply of ours by its Message-ID, and where it names recipients, one of
    that reply's; and it can only make a ticket red, never send again. A delay is noted, and no more.
    """
    row = _delivery_of(session, bounce)
    if row is None:
        return None
    ticket = rows.require(session, TicketRow, row.ticket_id, lock=True)
    row = rows.require(session, DeliveryRow, row.id, lock=True)
    for known in _named(row, bounce):
        _write(row, known, _said_of(known, bounce))
    failed = [one for one in row.recipients if one["state"] == "refused"]
    if failed:
        rows.reopen(session, ticket, at)
    if row.state == "sent" and len(failed) == len(row.recipients):
        row.state, row.error = "refused", failed[0]["detail"]
    audit.note(session, "reply_came_back", at=at, ticket_id=ticket.id, detail={"delivery": row.id})
    return ticket.id


def _delivery_of(session: Session, bounce: Bounce) -> DeliveryRow | None:
    ids = [storable(one) for one in bounce.message_ids]
    found = session.scalars(select(DeliveryRow).where(DeliveryRow.message_id.in_(ids)).order_by(DeliveryRow.id))
    return next((row for row in found if row.state in ("sent", "unknown", "refused") and _named(row, bounce)), None)


def _named(row: DeliveryRow, bounce: Bounce) -> list[str]:
    """The reply's recipients that the bounce is about: all of them where it names nobody."""
    addresses = [str(known["address"]) for known in row.recipients]
    returned = {one.address.lower() for one in bounce.recipients}
    return [address for address in addresses if not returned or address.lower() in returned]


def _said_of(address: str, bounce: Bounce) -> ReturnedTo:
    said = (one for one in bounce.recipients if one.address.lower() == address.lower())
    return next(said, ReturnedTo(address=address))


def _write(row: DeliveryRow, address: str, said: ReturnedTo) -> None:
    """`permanent` that nobody said counts as permanent: a person looks, where a delay alone would be forgotten."""
    delayed = said.permanent is False and said.action == "delayed"
    code = f" ({said.status})" if said.status and said.status not in said.reason else ""
    words = "It is delayed" if delayed else CAME_BACK
    kind = {True: ", for good", False: ", for now", None: ""}[said.permanent] if not delayed else ""
    detail = f"{words}{kind}{code}: {said.reason}" if said.reason else f"{words}{kind}{code}."
    row.recipients = [
        one | {"detail": detail, "state": one["state"] if delayed else "refused"} if one["address"] == address else one
        for one in row.recipients
    ]
