"""An approval binds one text to one state of conversation and order, by someone who may decide it."""

import hashlib
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from support.records import CUSTOMER, NOW, Records, case_file, email

from assistant.case.diagnosis import Role
from assistant.errors import Conflict, DraftdeskError, NotAllowed
from assistant.records.database import Database
from assistant.records.raw import RawStore

pytest_plugins = ("support.records_fixtures",)


def test_an_approval_and_its_delivery_come_into_being_together(records: Records) -> None:
    draft = records.draft(order_version="v1")
    approval = records.approve(draft, user="anna")
    assert (approval.text, approval.recipients, approval.user) == (draft.text, (CUSTOMER,), "anna")
    assert approval.text_sha256 == hashlib.sha256(draft.text.encode()).hexdigest()
    assert records.deliveries.to_send(NOW) == (approval.delivery_id,)
    ticket = records.tickets.ticket(draft.ticket_id)
    assert ticket.approvals == (approval,)
    assert [delivery.state for delivery in ticket.deliveries] == ["queued"]
    assert (ticket.state, ticket.waiting_since) == ("waiting", None)
    assert [entry.what for entry in ticket.audit] == ["draft_proposed", "draft_approved"]


def test_of_fifty_approvals_at_once_one_succeeds(records: Records) -> None:
    draft, anna = records.draft(), records.approver()

    def approve(_: int) -> str:
        try:
            records.approve(draft, user=anna, last_message_id=draft.message_id)
        except Conflict:
            return "conflict"
        return "approved"

    with ThreadPoolExecutor(50) as pool:
        outcomes = list(pool.map(approve, range(50)))
    assert sorted(set(outcomes)) == ["approved", "conflict"]
    assert outcomes.count("approved") == 1
    assert len(records.tickets.ticket(draft.ticket_id).deliveries) == 1


@pytest.mark.parametrize(
    ("seen", "change"),
    [
        ({"version": 2}, "it is version 1 now, you saw 2"),
        ({"text": "another text"}, "not the one that was saved and checked"),
        ({"last_message_id": 0}, "The customer has written again."),
        ({"order_version": "v2"}, "The order 2026110912345 has changed"),
        ({"order_version": None}, "The order 2026110912345 has changed"),
    ],
)
def test_what_changed_meanwhile_is_a_conflict_that_says_so(records: Records, seen: dict[str, Any], change: str) -> None:
    draft = records.draft(order_version="v1")
    with pytest.raises(Conflict) as refused:
        records.approve(draft, **seen)
    (only,) = refused.value.changes
    assert change in only
    assert records.deliveries.to_send(NOW) == ()
    assert records.tickets.draft(draft.id) == draft
    records.approve(draft)  # the positive control: as it stands it can be approved


def test_all_that_changed_is_listed_at_once(records: Records) -> None:
    draft = records.draft(order_version="v1")
    records.tickets.edit(draft.id, 1, "edited", "bob")
    with pytest.raises(Conflict) as refused:
        records.approve(draft, order_version="v2", last_message_id=0)
    assert len(refused.value.changes) == 4


def test_a_mail_that_arrived_after_the_page_was_opened_refuses_the_old_draft(records: Records) -> None:
    draft = records.draft(mail=email(message_id="<a@x>"))
    records.file(email("别寄了！", references=("<a@x>",)))
    with pytest.raises(Conflict) as refused:
        records.approve(draft, last_message_id=draft.message_id)
    assert refused.value.changes == (
        "The draft is superseded now: the customer has written again.",
        "The customer has written again.",
    )


def test_a_rejected_or_stale_draft_is_not_approved(records: Records) -> None:
    rejected, stale = records.draft(mail=email(sender="1@x")), records.draft(mail=email(sender="2@x"))
    records.tickets.reject(rejected.id, 1, "anna", "no")
    records.tickets.mark_stale(stale.id, "the order was cancelled")
    for draft in (rejected, stale):
        with pytest.raises(Conflict):
            records.approve(draft)


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("needed", list(Role))
def test_only_a_role_that_covers_the_actions_may_approve(records: Records, role: Role, needed: Role) -> None:
    draft = records.draft(case=case_file(actions=({"kind": "refund", "role": needed}, {"kind": "give_information"})))
    if role.covers(needed):
        assert records.approve(draft, role=role).draft_id == draft.id
    else:
        with pytest.raises(NotAllowed, match=f"takes the role {needed}; yours is {role}"):
            records.approve(draft, role=role)
        assert records.deliveries.to_send(NOW) == ()


def test_a_role_that_was_taken_away_meanwhile_does_not_count(records: Records) -> None:
    draft = records.draft(case=case_file(actions=({"kind": "refund", "role": "senior"},)))
    records.users.set_role(records.approver(), Role.AGENT)
    with pytest.raises(NotAllowed, match="yours is agent"):
        records.approve(draft, role=Role.SUPERVISOR)


def test_only_an_active_user_approves(records: Records) -> None:
    draft = records.draft()
    with pytest.raises(NotAllowed, match="not an active user"):
        records.approve(draft, user="nobody")
    records.users.deactivate(records.approver())
    with pytest.raises(NotAllowed, match="not an active user"):
        records.approve(draft)
    assert records.deliveries.to_send(NOW) == ()


def test_a_complaint_is_a_supervisors_even_when_no_action_says_so(records: Records) -> None:
    draft = records.draft(case=case_file(diagnosis={"category": "complaint_or_legal"}, status="escalated"))
    with pytest.raises(NotAllowed):
        records.approve(draft, role=Role.SENIOR)


def test_failed_checks_have_to_be_confirmed_each(records: Records) -> None:
    checks = (
        {"name": "numbers", "passed": False, "detail": "99"},
        {"name": "absolutes", "passed": False, "detail": "保证"},
        {"name": "language", "passed": True},
    )
    draft = records.draft(case=case_file(checks=checks))
    with pytest.raises(NotAllowed, match="absolutes"):
        records.approve(draft, confirmed_checks=["numbers"])
    assert records.approve(draft, confirmed_checks=["numbers", "absolutes"]).confirmed_checks == (
        "absolutes",
        "numbers",
    )


def test_without_a_recipient_there_is_nothing_to_approve(records: Records) -> None:
    with pytest.raises(NotAllowed, match="nobody to send it to"):
        records.approve(records.draft(recipients=()))


def test_line_ends_of_a_form_are_no_change(records: Records) -> None:
    draft = records.draft(case=case_file(reply="您好\n\n再见"))
    assert records.approve(draft, text="您好\r\n\r\n再见\r\n").text == "您好\n\n再见"


def test_promises_are_owed_from_the_approval_on(records: Records) -> None:
    promises = (
        {"text": "周五前告诉您结果", "due": NOW + timedelta(days=2), "event": "trace_answer"},
        {"text": "到货即通知", "event": "restocked"},
        {"text": "明天回电", "due": NOW + timedelta(days=1)},
    )
    draft = records.draft(case=case_file(promises=promises))
    assert records.promises.open() == ()
    records.approve(draft)
    assert [promise.text for promise in records.promises.open()] == ["明天回电", "周五前告诉您结果", "到货即通知"]
    (due,) = records.promises.open(due_before=NOW + timedelta(days=1, hours=1))
    records.promises.settle(due.id, "kept", "anna", NOW)
    assert len(records.promises.open()) == 2
    assert records.tickets.ticket(draft.ticket_id).promises[2].settled_by == "anna"
    with pytest.raises(Conflict, match="kept already"):
        records.promises.settle(due.id, "dropped", "bob", NOW)


def test_a_refused_approval_leaves_no_trace(records: Records) -> None:
    draft = records.draft(case=case_file(promises=({"text": "明天", "due": NOW},)))
    before = records.tickets.ticket(draft.ticket_id)
    for refused in ({"order_version": "v9"}, {"role": Role.AGENT, "version": 9}):
        with pytest.raises(DraftdeskError):
            records.approve(draft, **refused)
    assert records.tickets.ticket(draft.ticket_id) == before


KILLED_AT = ["INSERT INTO delivery", "INSERT INTO audit"]


@pytest.mark.parametrize("statement", KILLED_AT)
def test_a_process_killed_while_approving_has_approved_nothing(
    sqlite_database: Database, tmp_path: Path, statement: str
) -> None:
    records = Records(sqlite_database, RawStore(tmp_path / "raw"))
    draft = records.draft(case=case_file(promises=({"text": "明天", "due": NOW},)))
    before = records.tickets.ticket(draft.ticket_id)
    records.approver()
    url = f"sqlite:///{sqlite_database.place}"
    killed = subprocess.run([sys.executable, "-c", APPROVE_AND_DIE, url, str(draft.id), statement], check=False)
    assert killed.returncode == -signal.SIGKILL
    assert records.tickets.ticket(draft.ticket_id) == before
    assert records.approve(draft).delivery_id == 1


APPROVE_AND_DIE = """
import os, signal, sys
from datetime import UTC, datetime
from sqlalchemy import event
from assistant.case.diagnosis import Role
from assistant.records.approvals import Approvals
from assistant.records.database import open_database
from assistant.records.tickets import Tickets
url, draft_id, where = sys.argv[1:]
database = open_database(url)
draft = Tickets(database).draft(int(draft_id))
@event.listens_for(database.engine, "after_cursor_execute")
def kill(connection, cursor, statement, *_):
    if statement.startswith(where):
        os.kill(os.getpid(), signal.SIGKILL)
Approvals(database).approve(
    draft.id, version=1, user="anna", role=Role.SUPERVISOR, text=draft.text, last_message_id=draft.message_id,
    order_version=None, now=datetime.now(UTC),
)
"""
