"""What people do to a draft: two at once never lose each other's words."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select
from support.records import NOW, Records, case_file, email

from assistant.case.reply import Check
from assistant.errors import Conflict, NotAllowed
from assistant.records.tables import FeedbackRow

pytest_plugins = ("support.records_fixtures",)


def test_an_edit_makes_a_new_version_with_its_own_checks(records: Records) -> None:
    draft = records.draft()
    checks = (Check(name="numbers", passed=False, detail="1 000 CNY is in no source"),)
    assert records.tickets.edit(draft.id, 1, "您好\r\n赔您 1000 元", "anna", checks=checks) == 2
    edited = records.tickets.draft(draft.id)
    assert (edited.text, edited.version, edited.edited_by) == ("您好\n赔您 1000 元", 2, "anna")
    assert edited.failed_checks == checks
    assert edited.case_file.reply is not None
    assert edited.case_file.reply.text == draft.text


def test_the_status_follows_the_checks_of_the_text(records: Records) -> None:
    draft = records.draft()
    failed, passed = (Check(name="numbers", passed=passes) for passes in (False, True))
    records.tickets.edit(draft.id, 1, "赔您 1000 元", "anna", checks=(failed,))
    assert records.tickets.draft(draft.id).status == "needs_attention"
    records.tickets.edit(draft.id, 2, "我们会查", "anna", checks=(passed,))
    assert records.tickets.draft(draft.id).status == "ready"


@pytest.mark.parametrize("status", ["escalated", "needs_attention"])
def test_no_edit_makes_a_case_more_harmless(records: Records, status: str) -> None:
    draft = records.draft(case=case_file(status=status))
    records.tickets.edit(draft.id, 1, "我们会查", "anna", checks=(Check(name="numbers", passed=True),))
    assert records.tickets.draft(draft.id).status == status


def test_who_puts_the_proposed_text_back_has_not_edited_it(records: Records) -> None:
    draft = records.draft()
    records.tickets.edit(draft.id, 1, "anders", "anna", checks=draft.checks)
    assert records.tickets.draft(draft.id).edited_by == "anna"
    records.tickets.edit(draft.id, 2, draft.text, "anna", checks=draft.checks)
    back = records.tickets.draft(draft.id)
    assert (back.text, back.edited_by, back.edited_at) == (draft.text, None, None)


def test_a_text_that_nobody_checked_has_to_be_confirmed(records: Records) -> None:
    draft = records.draft()
    records.tickets.edit(draft.id, 1, "保证明天到！", "anna")
    edited = records.tickets.draft(draft.id)
    with pytest.raises(NotAllowed, match="checks_not_run"):
        records.approve(edited)
    assert records.approve(edited, confirmed_checks=["checks_not_run"]).text == "保证明天到！"


def test_of_two_edits_the_second_is_a_conflict_and_both_texts_are_kept(records: Records) -> None:
    draft = records.draft()
    records.tickets.edit(draft.id, 1, "Anna's text", "anna")
    with pytest.raises(Conflict, match="Both texts are kept") as lost:
        records.tickets.edit(draft.id, 1, "Bob's text", "bob")
    assert lost.value.changes == ("The draft was edited by anna: it is version 2 now, you saw 1.",)
    ticket = records.tickets.ticket(draft.ticket_id)
    kept = [(revision.text, revision.user, revision.kept) for revision in ticket.revisions]
    assert kept == [("Anna's text", "anna", True), ("Bob's text", "bob", False)]
    assert records.tickets.draft(draft.id).text == "Anna's text"


def test_of_many_edits_at_once_one_wins_and_none_is_lost(records: Records) -> None:
    draft = records.draft()

    def edit(number: int) -> bool:
        try:
            records.tickets.edit(draft.id, 1, f"text {number}", f"user {number}")
        except Conflict:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        won = list(pool.map(edit, range(16)))
    revisions = records.tickets.ticket(draft.ticket_id).revisions
    assert won.count(True) == 1
    assert {revision.text for revision in revisions} == {f"text {number}" for number in range(16)}
    assert [revision.text for revision in revisions if revision.kept] == [records.tickets.draft(draft.id).text]


def test_the_same_form_sent_twice_is_one_edit(records: Records) -> None:
    draft = records.draft()
    assert [records.tickets.edit(draft.id, 1, "once", "anna") for _ in range(2)] == [2, 2]
    assert len(records.tickets.ticket(draft.ticket_id).revisions) == 1


def test_saving_without_a_change_keeps_the_checks(records: Records) -> None:
    draft = records.draft()
    assert records.tickets.edit(draft.id, 1, draft.text + "\r\n", "anna") == 1
    assert records.tickets.draft(draft.id) == draft


def test_an_edit_of_a_draft_that_was_superseded_is_kept_for_the_agent(records: Records) -> None:
    first = records.draft(mail=email(message_id="<a@x>"))
    records.file(email(references=("<a@x>",)))
    with pytest.raises(Conflict) as lost:
        records.tickets.edit(first.id, 1, "half an hour's work", "anna")
    assert lost.value.changes == ("The draft is superseded now: the customer has written again.",)
    assert "half an hour's work" in [revision.text for revision in records.tickets.ticket(first.ticket_id).revisions]


def test_a_rejection_keeps_the_reason_for_the_case_review(records: Records) -> None:
    draft = records.draft()
    records.tickets.reject(draft.id, 1, "anna", "the tone is wrong", NOW)
    assert records.tickets.draft(draft.id).state == "rejected"
    with records.database.read() as session:
        (feedback,) = session.scalars(select(FeedbackRow)).all()
        assert (feedback.draft_id, feedback.user, feedback.reason) == (draft.id, "anna", "the tone is wrong")
    with pytest.raises(Conflict):
        records.tickets.reject(draft.id, 1, "bob", "again")
    assert records.tickets.queue()[0].draft_state == "rejected"


def test_a_draft_that_was_edited_meanwhile_is_not_rejected_unseen(records: Records) -> None:
    draft = records.draft()
    records.tickets.edit(draft.id, 1, "better", "anna")
    with pytest.raises(Conflict):
        records.tickets.reject(draft.id, 1, "bob", "the old one was bad")


def test_a_rejected_draft_can_be_taken_up_again_once(records: Records) -> None:
    draft = records.draft()
    records.tickets.reject(draft.id, 1, "anna", "wrong order")
    again = [records.tickets.propose_again(draft.id, "anna") for _ in range(2)]
    assert again[0] == again[1]
    fresh = records.tickets.draft(again[0])
    assert (fresh.text, fresh.version, fresh.state) == (draft.text, 1, "proposed")
    assert records.approve(fresh).text == draft.text


def test_a_proposed_or_sent_draft_is_not_proposed_again(records: Records) -> None:
    draft = records.draft()
    with pytest.raises(Conflict):
        records.tickets.propose_again(draft.id, "anna")
    records.approve(draft)
    with pytest.raises(Conflict):
        records.tickets.propose_again(draft.id, "anna")


def test_a_draft_without_a_text_can_be_written_by_hand(records: Records) -> None:
    empty = records.draft(case=case_file(reply="", status="needs_attention"))
    with pytest.raises(NotAllowed, match="no text"):
        records.approve(empty)
    records.tickets.edit(empty.id, 1, "我来回答", "anna", checks=())
    assert records.approve(records.tickets.draft(empty.id)).text == "我来回答"
