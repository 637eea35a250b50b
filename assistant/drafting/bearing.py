"""Which of the customer's statements bear on what is wrong: only those are held against the records in a letter."""

from assistant.case.diagnosis import Cause
from assistant.case.inquiry import StatementKind
from assistant.case.view import CaseView

_WHAT_CAME = {StatementKind.GOT_ITEM, StatementKind.GOT_VARIANT, StatementKind.GOT_QUANTITY, StatementKind.MISSING}
_WORN_OR_BROKEN = {Cause.DAMAGED_IN_TRANSIT, Cause.QUALITY_DEFECT, Cause.WARRANTY}


def bears_on(kind: StatementKind, view: CaseView) -> bool:
    """What the warehouse packed says nothing of how it broke: of two broken bowls, one set was sent."""
    causes = {view.cause, *view.secondary} - {None}
    return kind not in _WHAT_CAME or not causes or not causes <= _WORN_OR_BROKEN
