"""Tickets as the desk sees them: threads, the queue, and what a newer mail does to the drafts before it."""

from datetime import timedelta
from typing import Any

import pytest
from support.records import CUSTOMER, NOW, Records, case_file, email

from assistant.case.knowledge import Passage
from assistant.case.reply import Source
from assistant.errors import Conflict, RecordsError

pytest_plugins = ("support.records_fixtures",)


def test_a_worked_mail_becomes_a_ticket_with_a_proposed_reply(records: Records) -> None:
    passage = Passage(id="a#1", article_id="a", title="配送", text="…", version="1f", language="zh", score=0.5)
    source = Source(id="order:total", kind="order", text="99.00")
    saved = records.file(passages=(passage,), sources=(source,), order_version="v1", extra={"view": {"scope": "read"}})
    ticket = records.tickets.ticket(saved.ticket_id or 0)
    assert (ticket.state, ticket.customer_address, ticket.customer_id) == ("open", CUSTOMER, "C1")
    assert ticket.draft is not None
    assert (ticket.draft.text, ticket.draft.subject, ticket.draft.state) == (
        "您好，包裹今天送达。",
        "Re: 包裹",
        "proposed",
    )
    assert (ticket.draft.passages, ticket.draft.sources) == ((passage,), (source,))
    assert (ticket.draft.order_number, ticket.draft.order_version) == ("2026110912345", "v1")
    assert ticket.draft.extra == {"view": {"scope": "read"}}
    assert [message.text for message in ticket.messages] == ["我的包裹到哪里了？"]
    assert [entry.what for entry in ticket.audit] == ["draft_proposed"]


def test_the_case_file_is_given_back_as_it_was_filed(records: Records) -> None:
    case = case_file(promises=({"text": "周五前回复您", "due": NOW},), status="needs_information")
    assert records.draft(case=case).case_file == case


def test_filing_the_same_message_again_changes_nothing(records: Records) -> None:
    message_id, mail = records.receive(), email()
    first = records.tickets.save_case(message_id, mail, case_file(mail))
    before = records.tickets.ticket(first.ticket_id or 0)
    again = records.tickets.save_case(message_id, mail, case_file(mail, reply="另一个说法"))
    assert again == first.model_copy(update={"new": False})
    assert records.tickets.ticket(first.ticket_id or 0) == before
    assert records.tickets.counts().open == 1


def test_filing_screened_mail_again_changes_nothing(records: Records) -> None:
    message_id, mail = records.receive(), email(kind="bounce")
    records.tickets.save_case(message_id, mail, case_file(mail))
    assert records.tickets.save_case(message_id, mail, case_file(mail)).new is False
    assert len(records.messages.screened()) == 1


def test_the_answer_goes_to_the_sender_alone_unless_code_decides_otherwise(records: Records) -> None:
    mail = email(reply_to={"email": "mallory@evil.example"}, cc=({"email": "eve@evil.example"},))
    assert records.draft(mail=mail).recipients == (CUSTOMER,)
    assert records.draft(mail=mail, recipients=("registered@mail.example",)).recipients == ("registered@mail.example",)


@pytest.mark.parametrize("headers", [{"references": ("<a@mail.example>",)}, {"in_reply_to": ("<a@mail.example>",)}])
def test_a_mail_that_refers_to_another_joins_its_ticket(records: Records, headers: dict[str, Any]) -> None:
    first = records.file(email(message_id="<a@mail.example>"))
    second = records.file(email("还没到", **headers))
    assert second.ticket_id == first.ticket_id
    assert len(records.tickets.ticket(first.ticket_id or 0).messages) == 2


def test_an_answer_to_our_reply_joins_the_ticket(records: Records) -> None:
    delivery_id = records.queued()
    ours = records.deliveries.delivery(delivery_id)
    answer = records.file(email("谢谢", in_reply_to=(ours.message_id or "",)))
    assert answer.ticket_id == ours.ticket_id
    assert records.tickets.ticket(ours.ticket_id).state == "open"


def test_mails_worked_in_the_wrong_order_are_still_one_ticket(records: Records) -> None:
    first, second = records.receive(), records.receive()
    older, newer = email("一", message_id="<1@x>"), email("二", message_id="<2@x>", references=("<1@x>",))
    late = records.tickets.save_case(second, newer, case_file(newer))
    early = records.tickets.save_case(first, older, case_file(older))
    ticket = records.tickets.ticket(late.ticket_id or 0)
    assert early.ticket_id == ticket.id
    assert [message.text for message in ticket.messages] == ["一", "二"]
    assert ticket.last_message_id == second
    states = {draft.message_id: draft.state for draft in ticket.drafts}
    assert states == {first: "superseded", second: "proposed"}


def test_the_newest_draft_shown_is_the_one_that_can_be_approved_even_when_an_older_mail_was_worked_last(
    records: Records,
) -> None:
    first, second = records.receive(), records.receive()
    older, newer = email("一", message_id="<1@x>"), email("二", message_id="<2@x>", references=("<1@x>",))
    late = records.tickets.save_case(second, newer, case_file(newer))
    records.tickets.save_case(first, older, case_file(older))
    shown = records.tickets.ticket(late.ticket_id or 0).draft
    assert shown is not None
    assert shown.id == late.draft_id
    assert [row.draft_id for row in records.tickets.queue()] == [late.draft_id]


def test_one_subject_of_two_customers_makes_two_tickets(records: Records) -> None:
    records.file(email(message_id="<a@x>"))
    records.file(email(message_id="<b@y>", sender="wang@mail.example"))
    assert records.tickets.counts().open == 2


def test_a_newer_mail_supersedes_the_draft_before_it(records: Records) -> None:
    first = records.file(email(message_id="<a@x>"))
    second = records.file(email("补充一下", references=("<a@x>",)))
    ticket = records.tickets.ticket(first.ticket_id or 0)
    assert [(draft.id, draft.state) for draft in ticket.drafts] == [
        (first.draft_id, "superseded"),
        (second.draft_id, "proposed"),
    ]
    assert ticket.drafts[0].state_reason == "the customer has written again"


def test_a_word_of_thanks_leaves_the_open_question_open(records: Records) -> None:
    first = records.file(email(message_id="<a@x>"))
    thanks = email("谢谢！", references=("<a@x>",))
    records.file(thanks, case_file(thanks, status="no_reply", reply=""))
    ticket = records.tickets.ticket(first.ticket_id or 0)
    assert ticket.state == "open"
    assert ticket.drafts[0].state == "proposed"
    assert ticket.draft == ticket.drafts[0]


def test_a_question_is_not_lost_behind_a_word_of_thanks_that_was_worked_first(records: Records) -> None:
    first, second = records.receive(), records.receive()
    question, thanks = email("在哪里？", message_id="<1@x>"), email("谢谢", message_id="<2@x>", references=("<1@x>",))
    records.tickets.save_case(second, thanks, case_file(thanks, status="no_reply"))
    saved = records.tickets.save_case(first, question, case_file(question))
    (row,) = records.tickets.queue()
    assert (row.draft_id, row.draft_state) == (saved.draft_id, "proposed")


def test_a_mail_worked_after_a_newer_one_was_answered_still_waits_for_an_answer(records: Records) -> None:
    first, second = records.receive(), records.receive()
    older, newer = email("一", message_id="<1@x>"), email("二", message_id="<2@x>", references=("<1@x>",))
    answered = records.tickets.save_case(second, newer, case_file(newer))
    records.approve(records.tickets.draft(answered.draft_id or 0))
    late = records.tickets.save_case(first, older, case_file(older))
    (row,) = records.tickets.queue()
    assert (row.draft_id, row.draft_state) == (late.draft_id, "proposed")


def test_thanks_for_our_reply_close_the_ticket(records: Records) -> None:
    draft = records.draft(mail=email(message_id="<1@x>"))
    records.approve(draft)
    thanks = email("谢谢", references=("<1@x>",))
    records.file(thanks, case_file(thanks, status="no_reply"))
    assert records.tickets.ticket(draft.ticket_id).state == "closed"


def test_a_word_of_thanks_alone_asks_nothing_of_anybody(records: Records) -> None:
    saved = records.file(case=case_file(status="no_reply"))
    assert records.tickets.ticket(saved.ticket_id or 0).state == "closed"
    assert records.tickets.queue() == []


def test_escalated_and_urgent_and_upset_come_first_then_who_waits_longest(records: Records) -> None:
    plain = case_file().inquiry.model_dump()
    calm = records.file(email(sender="1@x"))
    angry = records.file(email(sender="2@x"), case_file(inquiry=plain | {"emotion": "angry"}))
    legal = records.file(email(sender="3@x"), case_file(status="escalated"))
    calm_too = records.file(email(sender="4@x"))
    urgent = records.file(email(sender="5@x"), case_file(inquiry=plain | {"urgent": True}))
    queue = [row.ticket_id for row in records.tickets.queue()]
    assert queue == [saved.ticket_id for saved in (legal, urgent, angry, calm, calm_too)]
    assert [row.ticket_id for row in records.tickets.queue(limit=2, offset=1)] == queue[1:3]
    assert [row.ticket_id for row in records.tickets.queue(status="escalated")] == [legal.ticket_id]


def test_a_row_of_the_queue_tells_what_the_mail_is_about(records: Records) -> None:
    records.file(case=case_file(actions=({"kind": "refund", "role": "senior"},)))
    (row,) = records.tickets.queue()
    assert (row.subject, row.customer_name, row.status) == ("包裹", "李梅", "ready")
    assert (row.category, row.cause, row.emotion, row.language) == ("logistics", "in_transit_on_time", "calm", "zh")
    assert (row.order_number, row.required_role, row.draft_state) == ("2026110912345", "senior", "proposed")


def test_everything_is_counted(records: Records) -> None:
    records.file(email(sender="1@x"))
    records.file(email(sender="2@x"), case_file(status="needs_information"))
    records.file(email(kind="bulk"))
    records.messages.quarantine(records.receive(), "broken")
    records.receive()
    records.approve(records.draft(case=case_file(promises=({"text": "明天回复", "due": NOW + timedelta(days=1)},))))
    now, later = records.tickets.counts(NOW), records.tickets.counts(NOW + timedelta(days=2))
    assert (now.open, now.waiting, now.closed) == (2, 1, 0)
    assert now.statuses == {"ready": 1, "needs_information": 1}
    assert (now.to_work, now.screened, now.quarantined) == (1, 1, 1)
    assert now.deliveries == {"queued": 1}
    assert (now.promises_open, now.promises_due, later.promises_due) == (1, 0, 1)


def test_a_closed_ticket_opens_again_when_the_customer_writes(records: Records) -> None:
    saved = records.file(email(message_id="<a@x>"))
    records.tickets.close(saved.ticket_id or 0, "anna")
    assert records.tickets.ticket(saved.ticket_id or 0).state == "closed"
    records.file(email(references=("<a@x>",)))
    assert records.tickets.ticket(saved.ticket_id or 0).state == "open"


def test_a_draft_of_a_closed_ticket_is_not_drafted_again(records: Records) -> None:
    old, mail = records.draft(), email()
    records.tickets.close(old.ticket_id, "anna")
    with pytest.raises(Conflict, match="closed"):
        records.tickets.save_case(old.message_id, mail, case_file(mail), replaces=old.id)
    records.tickets.reopen(old.ticket_id, "anna")
    records.tickets.save_case(old.message_id, mail, case_file(mail), replaces=old.id)
    assert records.tickets.draft(old.id).state == "superseded"


def test_a_draft_is_drafted_again_once_for_one_that_is_outdated(records: Records) -> None:
    old, mail = records.draft(order_version="v1"), email()
    assert records.tickets.mark_stale(old.id, "the parcel was delivered meanwhile")
    fresh: dict[str, Any] = {"order_version": "v2", "replaces": old.id}
    first = records.tickets.save_case(old.message_id, mail, case_file(mail, reply="已送达"), **fresh)
    again = records.tickets.save_case(old.message_id, mail, case_file(mail, reply="已送达"), **fresh)
    assert again == first.model_copy(update={"new": False})
    ticket = records.tickets.ticket(old.ticket_id)
    assert [draft.state for draft in ticket.drafts] == ["superseded", "proposed"]
    assert len(ticket.messages) == 1


def test_an_approved_draft_is_not_drafted_again(records: Records) -> None:
    draft = records.draft()
    records.approve(draft)
    with pytest.raises(Conflict, match="approved meanwhile"):
        records.tickets.save_case(draft.message_id, email(), case_file(), replaces=draft.id)
    assert not records.tickets.mark_stale(draft.id, "too late")


def test_a_ticket_that_does_not_exist_is_said_so(records: Records) -> None:
    with pytest.raises(RecordsError, match="no ticket 99"):
        records.tickets.ticket(99)


def test_words_that_postgresql_cannot_hold_do_not_lose_the_mail(records: Records) -> None:
    saved = records.file(email("a\x00b", subject="c\x00d", message_id="<\x00@x>"))
    ticket = records.tickets.ticket(saved.ticket_id or 0)
    assert (ticket.subject, ticket.messages[0].text) == ("c\ufffdd", "a\ufffdb")


def test_earlier_mails_of_the_account_are_contacts_with_what_was_promised(records: Records) -> None:
    first = records.draft(case=case_file(promises=({"text": "周五前告诉您结果"},)))
    records.approve(first)
    records.file(email("还没到", subject="催一下"))
    later, earlier = records.tickets.contacts_of("C1", NOW + timedelta(days=1))
    assert (earlier.channel, earlier.category, earlier.summary) == ("email", "logistics", "包裹")
    assert earlier.promise == "周五前告诉您结果"
    assert (later.summary, later.promise) == ("催一下", None)
    assert records.tickets.contacts_of("C1", earlier.at) == ()
    assert records.tickets.contacts_of("C2", NOW + timedelta(days=1)) == ()


def test_what_anybody_could_claim_is_no_history_of_the_customers(records: Records) -> None:
    identity = {"level": "claimed", "scope": "none", "customer_id": "C1", "evidence": ()}
    records.file(case=case_file(identity=identity))
    assert records.tickets.contacts_of("C1", NOW + timedelta(days=1)) == ()
