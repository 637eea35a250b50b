"""tau2-bench's retail tasks as opening mails: who is writing, which order is locked, what is proposed.

    python -m evals.tau2 [--list]

Each task is worked twice. As the task tells it: from the registered address, unvouched, where the customer knows it,
else from a strange one with what the customer knows; the identity decision is held against the table of process.md.
And from the registered address with DMARC passed: the locked order is held against the orders that the reference
actions change, and the proposed kinds against the kinds of those actions. A third of the tasks is held back.
"""

import argparse
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from assistant.case.case_file import CaseFile
from assistant.case.diagnosis import ActionKind
from assistant.case.email import SenderCheck
from assistant.pipeline import Pipeline
from evals.measuring import STRANGER, VOUCHED, a_mail, held_back, offline_pipeline, share
from evals.shops.tau2_retail import NOW, Task, shop_file, tasks

K = ActionKind
FITTING: dict[str, set[ActionKind]] = {
    "cancel_pending_order": {K.CANCEL_ORDER},
    "modify_pending_order_items": {K.CHANGE_VARIANT},
    "modify_pending_order_address": {K.CHANGE_ADDRESS},
    "return_delivered_order_items": {K.RETURN_AT_CUSTOMER_COST, K.RETURN_WITH_LABEL, K.REFUND_WITHOUT_RETURN},
    "exchange_delivered_order_items": {K.EXCHANGE_AT_CUSTOMER_COST, K.REPLACE_WITH_PICKUP, K.RESHIP},
}
ASKED_FIRST: dict[str, set[str]] = {
    "modify_pending_order_items": {"new_variant"},
    "modify_pending_order_address": {"new_address"},
    "return_delivered_order_items": {"photos"},
    "exchange_delivered_order_items": {"photos"},
}
"""What has to be asked before the action can be proposed counts as the same kind of answer."""

HARMLESS = {K.GIVE_INFORMATION, K.ASK_CUSTOMER, K.CALL_BACK, K.ESCALATE, K.EXPEDITE, K.TRACE_WITH_COURIER, K.REFUND}
"""Beside these, an action that no reference action asks for is a wrong one. A refund comes with a cancellation."""


@dataclass(frozen=True)
class Outcome:
    task: Task
    identity: str
    expected_identity: str
    lock: str
    kinds: str
    text: str


def measure() -> list[Outcome]:
    shop = shop_file()
    pipeline = offline_pipeline(shop)
    emails = {customer.id: customer.email for customer in shop.customers}
    return [_outcome(task, emails[task.customer_id], pipeline) for task in tasks()]


def _outcome(task: Task, address: str, pipeline: Pipeline) -> Outcome:
    told = _work(pipeline, task, address if task.gives_email else STRANGER, SenderCheck())
    case = _work(pipeline, task, address, VOUCHED)
    lock = judged_lock(task, case)
    return Outcome(
        task=task,
        identity=f"{told.identity.level.value}/{told.identity.scope.value}",
        expected_identity=expected_identity(task),
        lock=lock,
        kinds=judged_kinds(task, case) if lock == "right" else "not locked",
        text=f"{case.order.outcome.value} {case.order.number} {[a.kind.value for a in case.actions]}",
    )


def _work(pipeline: Pipeline, task: Task, sender: str, check: SenderCheck) -> CaseFile:
    return pipeline.work(a_mail(task.text, NOW, sender, check), NOW).case_file


def expected_identity(task: Task) -> str:
    """By the table of process.md, section 1."""
    if task.gives_email:
        return "claimed/read"
    if task.numbers:
        return "verified/read" if task.labels_name_and_postcode else "claimed/none"
    return "unknown/none"


def judged_lock(task: Task, case: CaseFile) -> str:
    """`asked`: ambiguous with a right order among the candidates, so that one question settles it."""
    right = {number for _, number in task.reference}
    if not right:
        return "no reference"
    if case.order.number is not None:
        return "right" if case.order.number in right else "wrong"
    kept = {candidate.number for candidate in case.order.candidates}
    return "asked" if case.order.outcome == "ambiguous" and kept & right else "lost"


def judged_kinds(task: Task, case: CaseFile) -> str:
    """Of the reference actions on the locked order; `wrong` where an action was proposed that none of them asks for."""
    wanted = [name for name, number in task.reference if number == case.order.number]
    proposed = {action.kind for action in case.actions}
    asked = {ask for action in case.actions if action.kind is K.ASK_CUSTOMER for ask in action.arguments["ask"]}
    met = any(FITTING[name] & proposed or ASKED_FIRST.get(name, set()) & asked for name in wanted)
    allowed = HARMLESS.union(*(FITTING[name] for name, _ in task.reference))
    if proposed - allowed:
        return "wrong"
    return "right" if met else "none"


def report(outcomes: Iterable[Outcome], title: str) -> None:
    listed = list(outcomes)
    scored = [outcome for outcome in listed if outcome.lock != "no reference"]
    locks = Counter(outcome.lock for outcome in scored)
    kinds = Counter(outcome.kinds for outcome in scored if outcome.lock == "right")
    identities = sum(outcome.identity == outcome.expected_identity for outcome in listed)
    print(f"{title}: {len(listed)} tasks, {len(scored)} with reference actions on orders")
    print(f"  identity as the table says   {share(identities, len(listed))}")
    print(f"  a right order locked         {share(locks['right'], len(scored))}")
    print(f"  asked between the right ones {share(locks['asked'], len(scored))}")
    print(f"  not found                    {share(locks['lost'], len(scored))}")
    print(f"  another order locked         {share(locks['wrong'], len(scored))}")
    print(f"  of those locked: kind right  {share(kinds['right'], locks['right'])}")
    print(f"                   no action   {share(kinds['none'], locks['right'])}")
    print(f"                   wrong kind  {share(kinds['wrong'], locks['right'])}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--list", action="store_true", help="also list what went wrong outside the held-back third")
    options = parser.parse_args()
    outcomes = measure()
    tuning = [outcome for outcome in outcomes if not held_back(f"tau2 {outcome.task.id}")]
    report(tuning, "tuning part")
    report([outcome for outcome in outcomes if outcome not in tuning], "held-back third")
    if options.list:
        for outcome in tuning:
            bad_identity = outcome.identity != outcome.expected_identity
            if bad_identity or outcome.lock not in ("right", "no reference") or outcome.kinds in ("wrong", "none"):
                identity = f"{outcome.identity} for {outcome.expected_identity}" if bad_identity else "ok"
                print(f"\n{outcome.task.id}: identity {identity}; lock {outcome.lock}; kinds {outcome.kinds}")
                print(f"  {outcome.text}  reference {list(outcome.task.reference)}\n  {outcome.task.text!r}")


if __name__ == "__main__":
    main()
