"""What may be done: actions with arguments that code computes, what we commit to, and what must be asked first.

Each cause has a rule in `remedies` (process.md, sections 3 and 4); here they are put together for one case.
"""

from collections.abc import Iterable
from datetime import datetime

from assistant.case.diagnosis import Action, ActionKind, Category, Cause, Commitment, Diagnosis
from assistant.case.inquiry import Request
from assistant.case.knowledge import Policy
from assistant.case.shop import OrderStatus
from assistant.case.verification import OrderLock, OrderOutcome, Scope
from assistant.case.view import Question
from assistant.case.worked import Resolution
from assistant.process.causes import is_unclear
from assistant.process.confirming import commit_to_answer
from assistant.process.evidence import Verified, WorkingDay
from assistant.process.permissions import role_for
from assistant.process.proposal import Proposal
from assistant.process.remedies import RULES

EXPLAINING = frozenset({Cause.SYNC_LAG, Cause.REGIONAL_DISRUPTION, Cause.DELAYED})
"""Secondary causes that explain the main one; what is done about that one is done about them."""

NOT_EVIDENCE = ("checked_around", "choice")
"""Questions that the case does not wait for."""


def resolve(case: Verified, diagnosis: Diagnosis, scope: Scope, is_working_day: WorkingDay) -> Resolution:
    """What is proposed for a locked order's case: the primary cause first, then each secondary one."""
    proposal = Proposal(case, diagnosis, scope, is_working_day)
    if diagnosis.category is Category.COMPLAINT_OR_LEGAL:
        _escalate(proposal)
        return _finished(proposal)
    for n, cause in enumerate(diagnosis.causes):
        if n > 0 and cause in EXPLAINING:
            continue
        proposal.cause = cause
        RULES[cause](proposal)
    if is_unclear(diagnosis):
        proposal.ask("details")
    elif diagnosis.category is Category.PRODUCT_QUESTION:
        proposal.commit(ActionKind.GIVE_INFORMATION, case.policy.answer_hours, "answered")
    if proposal.asks_for(Request.EXPEDITE) and _can_be_hurried(proposal):
        proposal.propose(ActionKind.EXPEDITE, order=case.order.number)
    if proposal.asks_for(Request.SUPERVISOR):
        proposal.propose(ActionKind.ESCALATE, to="supervisor")
    if proposal.asks_for(Request.CALL_BACK):
        due = proposal.promised_after(case.policy.answer_hours)
        proposal.propose(ActionKind.CALL_BACK, due=due)
        proposal.commit_by(ActionKind.CALL_BACK, due)
    return _finished(proposal)


def _can_be_hurried(proposal: Proposal) -> bool:
    """It waits for us to send it, and is not to be cancelled; the rules on delivery hurry their own."""
    cancelled = any(action.kind is ActionKind.CANCEL_ORDER for action in proposal.actions)
    of_another_pool = proposal.diagnosis.category is not Category.LOGISTICS
    return of_another_pool and not cancelled and proposal.case.order.status is OrderStatus.PAID


def resolve_without_order(
    lock: OrderLock, diagnosis: Diagnosis, policy: Policy, answer_by: datetime, options: Iterable[str]
) -> Resolution:
    """What is proposed while no order is locked: information, a question, or a supervisor who writes by `answer_by`."""
    if diagnosis.category is Category.COMPLAINT_OR_LEGAL:
        escalation = role_for(
            ActionKind.ESCALATE, None, cause=None, category=diagnosis.category, scope=Scope.NONE, policy=policy
        )
        return Resolution(
            actions=(Action(kind=ActionKind.ESCALATE, arguments={"to": "supervisor"}, role=escalation),),
            commitments=(Commitment(kind=ActionKind.ESCALATE, due=answer_by),),
        )
    options = tuple(options)
    if lock.outcome is OrderOutcome.AMBIGUOUS or (lock.outcome is OrderOutcome.NOT_FOUND and options):
        question = Question(kind="which_order", options=options)
    elif lock.outcome is OrderOutcome.NOT_FOUND:
        question = Question(kind="order_number")
    elif is_unclear(diagnosis):
        question = Question(kind="details")
    else:
        return Resolution(actions=(Action(kind=ActionKind.GIVE_INFORMATION),), commitments=_news(diagnosis, answer_by))
    asking = Action(kind=ActionKind.ASK_CUSTOMER, arguments={"ask": [question.kind]})
    return Resolution(actions=(asking,), questions=(question,))


def _news(diagnosis: Diagnosis, answer_by: datetime) -> tuple[Commitment, ...]:
    """What no article answers is looked into; praise, mail that is no customer's, and what a rule answers need none."""
    by_rule = diagnosis.cause is Cause.COUPON_RULES
    if by_rule or diagnosis.category in (Category.PRAISE, Category.NOT_CUSTOMER_MAIL):
        return ()
    return (Commitment(kind=ActionKind.GIVE_INFORMATION, due=answer_by, event="answered"),)


def _finished(proposal: Proposal) -> Resolution:
    evidence = [question.kind for question in proposal.questions if question.kind not in NOT_EVIDENCE]
    if evidence:
        proposal.propose(ActionKind.ASK_CUSTOMER, ask=evidence)
    if not proposal.actions:
        proposal.propose(ActionKind.GIVE_INFORMATION)
    commit_to_answer(proposal)
    return Resolution(
        actions=tuple(proposal.actions),
        commitments=tuple(proposal.commitments),
        questions=tuple(proposal.questions),
    )


def _escalate(proposal: Proposal) -> None:
    proposal.propose(ActionKind.ESCALATE, to="supervisor")
    proposal.commit(ActionKind.ESCALATE, proposal.case.policy.answer_hours)
