"""An approved reply goes out once, or somebody is told why not; nothing else ever goes out."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Literal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text
from support.records import CUSTOMER, NOW, Records, email

from assistant.errors import Conflict, RecordsError
from assistant.records.outcomes import GIVE_UP_AFTER
from assistant.records.values import Attempt, RecipientResult

pytest_plugins = ("support.records_fixtures",)

Outcome = Literal["sent", "refused", "unknown", "postponed"]


def begun(records: Records, delivery_id: int, at: datetime = NOW) -> Attempt:
    attempt = records.deliveries.begin(delivery_id, at)
    assert attempt is not None
    return attempt


def test_what_is_sent_is_what_was_approved(records: Records) -> None:
    approval = records.approve(records.draft(mail=email(message_id="<a@x>")))
    outgoing = records.deliveries.outgoing(approval.delivery_id)
    assert (outgoing.text, outgoing.subject, outgoing.recipients) == (approval.text, "Re: 包裹", (CUSTOMER,))
    assert (outgoing.mailbox, outgoing.answers.message_id, outgoing.approved_by) == ("support", "<a@x>", "anna")
    records.deliveries.prepare(approval.delivery_id, "<reply@shop.example>", b"raw reply")
    attempt = begun(records, approval.delivery_id)
    assert (attempt.number, attempt.message_id, attempt.recipients) == (1, "<reply@shop.example>", (CUSTOMER,))
    assert attempt.text_sha256 == approval.text_sha256
    assert records.deliveries.raw(approval.delivery_id) == b"raw reply"


def test_the_intent_is_committed_before_anything_is_sent(records: Records) -> None:
    delivery_id = records.queued()
    begun(records, delivery_id)
    assert records.deliveries.delivery(delivery_id).state == "sending"
    assert records.deliveries.to_send(NOW) == ()


def test_a_sent_reply_is_never_begun_again(records: Records) -> None:
    delivery_id = records.queued()
    records.deliveries.finish(begun(records, delivery_id), "sent", now=NOW)
    assert records.deliveries.begin(delivery_id, NOW + timedelta(days=9)) is None
    delivery = records.deliveries.delivery(delivery_id)
    assert (delivery.state, delivery.attempts, delivery.finished_at) == ("sent", 1, NOW)
    assert [result.state for result in delivery.recipients] == ["sent"]


def test_of_many_workers_one_sends(records: Records) -> None:
    delivery_id = records.queued()
    with ThreadPoolExecutor(10) as pool:
        attempts = list(pool.map(lambda _: records.deliveries.begin(delivery_id, NOW), range(20)))
    assert len([attempt for attempt in attempts if attempt is not None]) == 1


def test_a_reply_in_flight_when_its_process_died_is_unknown_and_shown(records: Records) -> None:
    delivery_id = records.queued()
    begun(records, delivery_id)
    assert records.deliveries.begin(delivery_id, NOW + timedelta(seconds=5)) is None
    (unknown,) = records.deliveries.in_state("unknown")
    assert "stopped before the mail server's answer" in (unknown.error or "")
    (row,) = records.tickets.queue()
    assert (row.ticket_id, row.delivery_state) == (unknown.ticket_id, "unknown")
    assert records.deliveries.to_send(NOW + timedelta(days=9)) == ()


def test_one_that_nobody_asks_about_again_does_not_stay_in_flight_for_ever(records: Records) -> None:
    delivery_id = records.queued()
    begun(records, delivery_id)
    assert records.deliveries.to_send(NOW + timedelta(minutes=29)) == ()
    assert records.deliveries.to_send(NOW + timedelta(minutes=31)) == (delivery_id,)
    assert records.deliveries.begin(delivery_id, NOW + timedelta(minutes=31)) is None
    assert records.deliveries.delivery(delivery_id).state == "unknown"


def test_a_slow_sender_that_was_taken_for_dead_still_tells_the_truth(records: Records) -> None:
    delivery_id = records.queued()
    attempt = begun(records, delivery_id)
    records.deliveries.begin(delivery_id, NOW)
    assert records.deliveries.finish(attempt, "sent", now=NOW).state == "sent"
    assert records.tickets.queue() == []


def test_a_doubt_that_is_settled_does_not_hide_what_the_customer_wrote_since(records: Records) -> None:
    delivery_id = records.queued()
    attempt = begun(records, delivery_id)
    records.deliveries.finish(attempt, "unknown", now=NOW)
    ours = records.deliveries.delivery(delivery_id)
    records.file(email("还有一个问题", in_reply_to=(ours.message_id or "",)))
    records.deliveries.settle(delivery_id, True, "anna", NOW)
    (row,) = records.tickets.queue()
    assert (row.ticket_id, row.draft_state) == (ours.ticket_id, "proposed")


@pytest.mark.parametrize(("sent", "state", "listed"), [(True, "sent", 0), (False, "refused", 1)])
def test_a_person_settles_what_is_unknown(records: Records, sent: bool, state: str, listed: int) -> None:
    delivery_id = records.queued()
    attempt = begun(records, delivery_id)
    records.deliveries.finish(attempt, "unknown", error="connection lost after DATA", now=NOW)
    settled = records.deliveries.settle(delivery_id, sent, "anna", NOW)
    assert (settled.state, settled.settled_by) == (state, "anna")
    assert records.deliveries.begin(delivery_id, NOW) is None
    assert len(records.tickets.queue()) == listed
    for late in (lambda: records.deliveries.finish(attempt, "sent", now=NOW), lambda: _settle(records, delivery_id)):
        with pytest.raises(Conflict):
            late()


def _settle(records: Records, delivery_id: int) -> None:
    records.deliveries.settle(delivery_id, True, "bob", NOW)


def test_a_postponed_reply_waits_longer_each_time_and_goes_out_once(records: Records) -> None:
    delivery_id, at = records.queued(), NOW
    for minutes in (1, 2, 4):
        attempt = begun(records, delivery_id, at)
        delivery = records.deliveries.finish(attempt, "postponed", error="451 try again later", now=at)
        assert delivery.next_attempt_at == at + timedelta(minutes=minutes)
        assert records.deliveries.begin(delivery_id, at) is None
        assert records.deliveries.to_send(at) == ()
        at = at + timedelta(minutes=minutes)
        assert records.deliveries.to_send(at) == (delivery_id,)
    assert records.deliveries.finish(begun(records, delivery_id, at), "sent", now=at).attempts == 4


def test_after_five_days_a_person_is_told(records: Records) -> None:
    delivery_id, late = records.queued(), NOW + GIVE_UP_AFTER
    delivery = records.deliveries.finish(begun(records, delivery_id, late), "postponed", error="421", now=late)
    assert (delivery.state, delivery.error) == ("refused", "421")
    assert len(records.tickets.queue()) == 1


def test_a_refused_reply_is_red_on_the_ticket_and_can_be_proposed_again(records: Records) -> None:
    delivery_id = records.queued()
    records.deliveries.finish(begun(records, delivery_id), "refused", error="550 no such user", now=NOW)
    (row,) = records.tickets.queue()
    assert (row.delivery_state, row.draft_state) == ("refused", "approved")
    fresh = records.tickets.propose_again(row.draft_id or 0, "anna")
    again = records.approve(records.tickets.draft(fresh))
    assert again.delivery_id != delivery_id


def test_one_of_two_addresses_refused_is_said_and_not_sent_again(records: Records) -> None:
    draft = records.draft(recipients=("good@x", "gone@x"))
    delivery_id = records.approve(draft).delivery_id
    records.deliveries.prepare(delivery_id, "<r@x>", b"raw")
    gone = RecipientResult(address="gone@x", state="refused", detail="550 no such user")
    delivery = records.deliveries.finish(begun(records, delivery_id), "sent", results=[gone], now=NOW)
    assert delivery.state == "sent"
    assert delivery.recipients == (RecipientResult(address="good@x", state="sent"), gone)
    assert records.deliveries.begin(delivery_id, NOW + timedelta(days=1)) is None
    assert records.tickets.ticket(draft.ticket_id).state == "open"


def test_an_outcome_is_recorded_once(records: Records) -> None:
    attempt = begun(records, records.queued())
    records.deliveries.finish(attempt, "postponed", now=NOW)
    with pytest.raises(Conflict):
        records.deliveries.finish(attempt, "sent", now=NOW)


def test_the_outcome_of_an_earlier_attempt_is_not_taken_for_that_of_a_later_one(records: Records) -> None:
    delivery_id = records.queued()
    first = begun(records, delivery_id)
    records.deliveries.finish(first, "postponed", now=NOW)
    second = begun(records, delivery_id, NOW + timedelta(hours=1))
    with pytest.raises(Conflict):
        records.deliveries.finish(first, "postponed", now=NOW)
    assert records.deliveries.finish(second, "sent", now=NOW).state == "sent"


def test_the_composed_reply_stays_the_first_one(records: Records) -> None:
    delivery_id = records.queued()
    before = records.deliveries.delivery(delivery_id)
    records.deliveries.prepare(delivery_id, "<other@shop.example>", b"other")
    assert records.deliveries.delivery(delivery_id) == before


def test_what_was_not_composed_is_not_begun(records: Records) -> None:
    delivery_id = records.approve(records.draft()).delivery_id
    with pytest.raises(RecordsError, match="not been composed"):
        records.deliveries.begin(delivery_id, NOW)
    assert records.deliveries.delivery(delivery_id).state == "queued"


def test_what_cannot_be_attempted_at_all_is_refused_and_shown(records: Records) -> None:
    delivery_id = records.approve(records.draft()).delivery_id
    records.deliveries.put_off(delivery_id, "refused", "The address cannot be used.", NOW)
    (row,) = records.tickets.queue()
    assert (row.delivery_state, records.deliveries.to_send(NOW)) == ("refused", ())
    assert records.deliveries.delivery(delivery_id).error == "The address cannot be used."


def test_what_cannot_be_attempted_now_waits_longer_each_time_and_goes_out(records: Records) -> None:
    delivery_id, at = records.queued(), NOW
    for minutes in (1, 2, 4):
        delivery = records.deliveries.put_off(delivery_id, "postponed", "no such mailbox", at)
        assert delivery.next_attempt_at == at + timedelta(minutes=minutes)
        at += timedelta(minutes=minutes)
    assert records.deliveries.finish(begun(records, delivery_id, at), "sent", now=at).state == "sent"


@pytest.mark.parametrize("outcome", ["sent", "refused", "unknown"])
def test_what_was_attempted_is_not_put_off(records: Records, outcome: Outcome) -> None:
    delivery_id = records.queued()
    attempt = begun(records, delivery_id)
    assert records.deliveries.put_off(delivery_id, "refused", "too late", NOW).state == "sending"
    records.deliveries.finish(attempt, outcome, now=NOW)
    assert records.deliveries.put_off(delivery_id, "postponed", "too late", NOW).state == outcome


def test_a_copy_that_may_still_be_filed_keeps_its_place_and_says_what_is_wrong(records: Records) -> None:
    delivery_id = records.queued()
    records.deliveries.finish(begun(records, delivery_id), "sent", now=NOW)
    records.deliveries.sent_copy(delivery_id, "pending", "the mailbox is away")
    assert records.deliveries.to_copy() == (delivery_id,)
    assert records.deliveries.delivery(delivery_id).sent_copy_error == "the mailbox is away"
    records.deliveries.sent_copy(delivery_id, "stored")
    assert records.deliveries.delivery(delivery_id).sent_copy_error is None


def test_a_copy_that_fails_warns_and_sends_nothing_again(records: Records) -> None:
    delivery_id = records.queued()
    records.deliveries.finish(begun(records, delivery_id), "sent", now=NOW)
    assert records.deliveries.to_copy() == (delivery_id,)
    records.deliveries.sent_copy(delivery_id, "failed", "APPEND refused: over quota")
    delivery = records.deliveries.delivery(delivery_id)
    assert (delivery.state, delivery.sent_copy, delivery.sent_copy_error) == (
        "sent",
        "failed",
        "APPEND refused: over quota",
    )
    assert records.deliveries.to_copy() == records.deliveries.to_send(NOW) == ()


def test_a_text_that_was_tampered_with_is_not_sent(records: Records) -> None:
    delivery_id = records.queued()
    with records.database.write() as session:
        session.execute(text("UPDATE approval SET text = 'send money to …'"))
    with pytest.raises(RecordsError, match="not the one that was approved"):
        records.deliveries.begin(delivery_id, NOW)
    assert records.deliveries.delivery(delivery_id).state == "queued"


def test_no_delivery_can_be_written_without_an_approval(records: Records) -> None:
    records.queued()
    forged = text(
        "INSERT INTO delivery (approval_id, ticket_id, state, attempts, recipients, sent_copy, queued_at)"
        " SELECT 4711, ticket_id, 'queued', 0, recipients, 'pending', queued_at FROM delivery"
    )
    with pytest.raises(Conflict), records.database.write() as session:
        session.execute(forged)


OPERATIONS = st.one_of(
    st.just(("begin",)),
    st.tuples(st.just("finish"), st.sampled_from(["sent", "refused", "unknown", "postponed"]), st.integers(0, 9)),
    st.tuples(st.just("put off"), st.sampled_from(["refused", "postponed"])),
    st.tuples(st.just("settle"), st.booleans()),
    st.tuples(st.just("wait"), st.sampled_from([0, 1, 59, 3600, 86400])),
)


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(operations=st.lists(OPERATIONS, min_size=1, max_size=20))
def test_whatever_happens_a_reply_is_handed_over_at_most_once_between_postponements(
    records: Records, operations: list[tuple[object, ...]]
) -> None:
    delivery_id, now = records.queued(), NOW
    approved = records.deliveries.outgoing(delivery_id).text_sha256
    attempts: list[Attempt] = []
    may_begin, put_off = True, 0
    for operation, *arguments in operations:
        match operation, arguments:
            case "begin", []:
                attempt = records.deliveries.begin(delivery_id, now)
                if attempt is not None:
                    assert may_begin, "handed over a second time"
                    assert attempt.text_sha256 == approved
                    attempts.append(attempt)
                    may_begin = False
            case "finish", [outcome, which] if attempts:
                attempt = attempts[int(str(which)) % len(attempts)]
                state = _finish(records, attempt, outcome, now)
                may_begin = may_begin or state == "postponed"
            case "put off", ["refused" | "postponed" as outcome]:
                before = records.deliveries.delivery(delivery_id)
                after = records.deliveries.put_off(delivery_id, outcome, "no such mailbox", now)
                assert after == before or (before.state in ("queued", "postponed") and after.state == outcome)
                put_off += after != before
                may_begin = may_begin and after.state != "refused"
            case "settle", [bool() as sent]:
                _try_to_settle(records, delivery_id, sent, now)
            case "wait", [int() as seconds]:
                now += timedelta(seconds=seconds)
    assert records.deliveries.delivery(delivery_id).attempts == len(attempts) + put_off


def _finish(records: Records, attempt: Attempt, outcome: object, now: datetime) -> str | None:
    """The state that the outcome led to; None when it was not taken."""
    given: dict[str, Outcome] = {"sent": "sent", "refused": "refused", "unknown": "unknown", "postponed": "postponed"}
    try:
        return records.deliveries.finish(attempt, given[str(outcome)], now=now).state
    except Conflict:
        return None


def _try_to_settle(records: Records, delivery_id: int, sent: bool, now: datetime) -> None:
    if records.deliveries.delivery(delivery_id).state == "unknown":
        records.deliveries.settle(delivery_id, sent, "anna", now)
    else:
        with pytest.raises(Conflict):
            records.deliveries.settle(delivery_id, sent, "anna", now)
