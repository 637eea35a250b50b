"""The status of a draft: the first that applies (process.md, section 6)."""

from collections.abc import Sequence

from assistant.case.case_file import DraftStatus
from assistant.case.diagnosis import POOLS, Category
from assistant.case.reply import Check
from assistant.case.verification import OrderOutcome
from assistant.case.worked import WorkedCase
from assistant.process.resolution import NOT_EVIDENCE


def draft_status(case: WorkedCase, checks: Sequence[Check], failure: str | None) -> DraftStatus:
    """`failure` says why the model failed, if it did."""
    if case.diagnosis.category is Category.COMPLAINT_OR_LEGAL:
        return "escalated"
    if failure is not None or case.identity.check_failed or not all(check.passed for check in checks):
        return "needs_attention"
    if _information_is_missing(case):
        return "needs_information"
    return "ready"


def _information_is_missing(case: WorkedCase) -> bool:
    if case.lock.outcome is OrderOutcome.NOT_NEEDED:
        return bool(case.resolution.questions)
    if case.order is None or not case.identity.scope.may_read:
        return case.diagnosis.category in POOLS or case.lock.outcome is not OrderOutcome.LOCKED
    return any(question.kind not in NOT_EVIDENCE for question in case.resolution.questions)
