"""What a reply commits us to, from the moment when it is decided that it goes out."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from assistant.case.case_file import CaseFile
from assistant.records.tables import DraftRow, PromiseRow


def owe(session: Session, draft: DraftRow) -> None:
    """Its promises are open from now on."""
    for promise in CaseFile.model_validate(draft.case_file).promises:
        session.add(
            PromiseRow(
                ticket_id=draft.ticket_id,
                draft_id=draft.id,
                text=promise.text,
                due=promise.due,
                event=promise.event,
                state="open",
            )
        )


def take_back(session: Session, draft_id: int, now: datetime) -> None:
    """What the customer never read was not promised; approved again, it is promised then."""
    for promise in session.scalars(select(PromiseRow).where(PromiseRow.draft_id == draft_id)):
        if promise.state == "open":
            promise.state, promise.settled_at = "dropped", now
