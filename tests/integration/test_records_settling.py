"""A reply in doubt is settled by the Sent folder or by a person, who may order it to be sent again."""

from typing import Any

import pytest
from support.records import NOW, Records, case_file, email

from assistant.case.diagnosis import Role
from assistant.errors import Conflict, NotAllowed
from assistant.records.values import Approval, Draft, PromiseEntry

pytest_plugins = ("support.records_fixtures",)

PROMISED = ({"text": "we write by Friday", "due": None, "event": None},)


def in_doubt(records: Records, draft: Draft | None = None) -> Approval:
    approval = records.approve(draft or records.draft(order_version="v1"))
    records.deliveries.prepare(approval.delivery_id, "<reply@shop.example>", b"Subject: Re\r\n\r\nhello\r\n")
    attempt = records.deliveries.begin(approval.delivery_id, NOW)
    assert attempt is not None
    records.deliveries.finish(attempt, "unknown", error="lost", now=NOW)
    return approval


def send_again(records: Records, approval: Approval, **changes: Any) -> None:
    given: dict[str, Any] = {"user": "anna", "role": Role.SUPERVISOR, "order_version": "v1", "now": NOW}
    records.deliveries.send_again(approval.delivery_id, **(given | changes))


def test_it_did_not_go_out_so_the_same_message_is_sent_again_on_a_persons_word(records: Records) -> None:
    approval = in_doubt(records)
    before = records.deliveries.delivery(approval.delivery_id)
    send_again(records, approval)
    now = records.deliveries.delivery(approval.delivery_id)
    assert (now.state, now.message_id, now.raw_sha256) == ("queued", before.message_id, before.raw_sha256)
    ticket = records.tickets.ticket(now.ticket_id)
    assert ticket.state == "waiting"
    (entry,) = [entry for entry in ticket.audit if entry.what == "delivery_settled"]
    assert (entry.user, entry.detail) == ("anna", {"delivery": now.id, "outcome": "send_again"})
    assert records.deliveries.to_send(NOW) == (now.id,)
    assert records.deliveries.begin(now.id, NOW) is not None


def test_without_a_persons_word_it_is_never_begun_again(records: Records) -> None:
    approval = in_doubt(records)
    assert records.deliveries.to_send(NOW) == ()
    assert records.deliveries.begin(approval.delivery_id, NOW) is None


def test_when_the_customer_has_written_since_the_old_approval_does_not_hold(records: Records) -> None:
    first = email(message_id="<1@mail.example>")
    approval = in_doubt(records, records.draft(mail=first, order_version="v1"))
    records.file(email("另外", message_id="<2@mail.example>", references=("<1@mail.example>",)))
    with pytest.raises(Conflict) as caught:
        send_again(records, approval)
    assert caught.value.changes == ("The customer has written again.",)
    assert records.deliveries.delivery(approval.delivery_id).state == "unknown"


def test_when_the_order_has_moved_on_the_old_approval_does_not_hold(records: Records) -> None:
    approval = in_doubt(records)
    with pytest.raises(Conflict) as caught:
        send_again(records, approval, order_version="v2")
    assert "The order has changed" in caught.value.changes[0]


def test_who_may_not_approve_it_may_not_send_it_again(records: Records) -> None:
    mail = email()
    draft = records.draft(mail=mail, case=case_file(mail, actions=({"kind": "refund", "role": "senior"},)))
    approval = in_doubt(records, draft)
    records.users.add("xiaoli", Role.AGENT, "correct horse")
    with pytest.raises(NotAllowed):
        send_again(records, approval, user="xiaoli", role=Role.SUPERVISOR, order_version=None)
    assert records.deliveries.delivery(approval.delivery_id).state == "unknown"


@pytest.mark.parametrize("state", ["sent", "refused", "postponed"])
def test_only_what_is_in_doubt_is_sent_again(records: Records, state: Any) -> None:
    delivery_id = records.queued()
    attempt = records.deliveries.begin(delivery_id, NOW)
    assert attempt is not None
    records.deliveries.finish(attempt, state, now=NOW)
    with pytest.raises(Conflict):
        records.deliveries.send_again(delivery_id, "anna", Role.SUPERVISOR, None, NOW)


def test_the_sent_folder_settles_it_for_good_and_in_its_own_name(records: Records) -> None:
    approval = in_doubt(records)
    assert records.deliveries.to_look_for(NOW) == (approval.delivery_id,)
    records.deliveries.found_in_sent(approval.delivery_id, NOW)
    now = records.deliveries.delivery(approval.delivery_id)
    assert (now.state, now.sent_copy, now.error) == ("sent", "stored", None)
    assert [recipient.state for recipient in now.recipients] == ["sent"]
    ticket = records.tickets.ticket(now.ticket_id)
    assert ticket.state == "waiting"
    assert [(entry.user, entry.detail["outcome"]) for entry in ticket.audit if entry.what == "delivery_settled"] == [
        (None, "sent")
    ]
    assert records.deliveries.to_look_for(NOW) == records.deliveries.to_send(NOW) == ()


def test_a_person_who_was_first_is_not_overruled_by_the_sent_folder(records: Records) -> None:
    approval = in_doubt(records)
    records.deliveries.settle(approval.delivery_id, False, "anna", NOW)
    records.deliveries.found_in_sent(approval.delivery_id, NOW)
    assert records.deliveries.delivery(approval.delivery_id).state == "refused"


def promises(records: Records, draft: Draft) -> list[PromiseEntry]:
    return [one for one in records.tickets.ticket(draft.ticket_id).promises if one.state == "open"]


def test_what_the_customer_never_read_was_not_promised_and_is_promised_once_when_it_goes_out(records: Records) -> None:
    mail = email()
    draft = records.draft(mail=mail, case=case_file(mail, promises=PROMISED))
    approval = in_doubt(records, draft)
    assert len(promises(records, draft)) == 1
    records.deliveries.settle(approval.delivery_id, False, "anna", NOW)
    assert promises(records, draft) == []
    again = records.tickets.draft(records.tickets.propose_again(draft.id, "anna"))
    records.approve(again)
    assert len(promises(records, draft)) == 1
