"""One customer's mails as one conversation, and what is not a customer's: worked by the real jobs, on real records."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from email.message import EmailMessage
from pathlib import Path

import pytest
from support.house import DAY_ZERO, MAILBOX, WatchedDrafter, Workshop, eventually, mail, workshop

from assistant.demo.photo import broken_bowl
from assistant.demo.sample import SUPPORT_ADDRESS, TRUSTED_AUTHSERV_ID
from assistant.errors import RecordsError
from assistant.records.values import Delivery, Draft, RecipientResult

EMMA = "emma.clarke@mail.example"
JAMES = "j.miller@mail.example"
FIRST = mail("My order number is 2026110912345.", sender=EMMA, subject="one", Message_ID="<1@mail.example>")


def answer(words: str, to: str = "<1@mail.example>", sender: str = EMMA, **headers: str) -> bytes:
    return mail(
        words,
        sender=sender,
        subject="two",
        **({"In_Reply_To": to, "Message_ID": f"<{words.strip('.').replace(' ', '-')}@x>"} | headers),
    )


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Workshop]:
    with workshop(tmp_path) as made:
        yield made


def set_to(shop: Workshop, clock: Callable[[], datetime] | None = None, **changes: object) -> Workshop:
    return replace(shop, settings=shop.settings.model_copy(update=changes), clock=clock or shop.clock)


def work(shop: Workshop, *raws: bytes) -> tuple[int, ...]:
    ids = shop.receive(*raws)
    with shop.working():
        eventually(shop.settled)
    return ids


def current(shop: Workshop) -> list[Draft]:
    """The drafts that somebody has to decide on."""
    return [draft for draft in shop.drafts() if draft.state == "proposed"]


# Two mails, one answer


def test_a_second_mail_takes_the_drafts_place_and_both_are_answered(shop: Workshop) -> None:
    work(shop, FIRST)
    work(shop, answer("Please refund me."))
    (draft,) = current(shop)
    assert draft.case_file.message.text == "My order number is 2026110912345.\n\nPlease refund me."
    assert draft.case_file.inquiry.order_numbers == ("2026110912345",)
    assert [request.value for request in draft.case_file.inquiry.requests] == ["refund"]
    assert sorted(one.state for one in shop.drafts()) == ["proposed", "superseded"]
    second = shop.message(draft.message_id)
    assert second.text == "Please refund me.", "each mail keeps its own words"


def test_what_was_answered_is_not_answered_again(shop: Workshop) -> None:
    work(shop, FIRST)
    sent(shop, *current(shop))
    work(shop, answer("Thanks, and what about the invoice?"))
    assert current(shop)[0].case_file.message.text == "Thanks, and what about the invoice?"


@pytest.mark.parametrize(
    "other",
    [
        answer("Tell me.", sender="mallory@evil.example"),
        answer("Tell me.", Reply_To="mallory@evil.example"),
        answer("Tell me.", Authentication_Results=f"{TRUSTED_AUTHSERV_ID}; dmarc=fail header.from=mail.example"),
        answer("Tell me.", to="<9@mail.example>"),
    ],
    ids=["another sender", "another Reply-To", "a forged sender", "another thread"],
)
def test_nobody_gets_at_anothers_words_by_naming_their_ids(other: bytes, shop: Workshop) -> None:
    work(shop, FIRST)
    (second,) = work(shop, other)
    (draft,) = [draft for draft in shop.drafts() if draft.message_id == second]
    assert draft.case_file.message.text == "Tell me."


def test_mails_of_one_burst_are_worked_once_and_together(shop: Workshop) -> None:
    calls: list[str] = []
    shop = set_to(shop, lambda: DAY_ZERO + timedelta(minutes=3), burst_seconds=120.0)
    shop = replace(shop, drafter=WatchedDrafter(lambda step, words: calls.append(step)))
    third = answer("By Friday please.", to="<Please-refund-me@x>")
    work(shop, FIRST, answer("Please refund me."), third)
    assert calls == ["understand", "write"]
    (draft,) = shop.drafts()
    assert draft.case_file.message.text.split("\n\n") == [
        "My order number is 2026110912345.",
        "Please refund me.",
        "By Friday please.",
    ]
    (row,) = shop.records.tickets.queue()
    assert row.waiting_since == DAY_ZERO
    assert len(shop.records.tickets.ticket(row.ticket_id).messages) == 3


def test_a_job_that_comes_late_finds_its_mail_answered_with_a_newer_one(shop: Workshop) -> None:
    shop = set_to(shop, lambda: DAY_ZERO + timedelta(minutes=3), burst_seconds=120.0)
    first, second = shop.receive(FIRST, answer("Please refund me."))
    assert shop.office.caseworker.waits(first), "its job has begun, and another worker has the newer mail"
    shop.worked(second)
    assert shop.office.caseworker.read(first) is None


def test_a_fresh_mail_waits_for_what_may_follow(shop: Workshop) -> None:
    now = [DAY_ZERO + timedelta(seconds=60)]
    shop = set_to(shop, clock=lambda: now[0], burst_seconds=120.0)
    (first,) = shop.receive(FIRST)
    with shop.working() as engine:
        for _ in range(3):
            engine.sweep()
        assert shop.message(first).state == "stored"
        now[0] = DAY_ZERO + timedelta(seconds=121)
        eventually(shop.settled)
    assert len(current(shop)) == 1


def test_two_customers_with_one_subject_are_two_tickets_even_in_one_burst(shop: Workshop) -> None:
    shop = set_to(shop, lambda: DAY_ZERO + timedelta(minutes=3), burst_seconds=120.0)
    work(shop, *(mail("Where is it?", sender=sender, subject="Order") for sender in (EMMA, "ben@mail.example")))
    assert len(shop.records.tickets.queue()) == 2
    assert len(current(shop)) == 2


VOUCHED = f"{TRUSTED_AUTHSERV_ID}; dmarc=pass header.from=mail.example"
FORGED = f"{TRUSTED_AUTHSERV_ID}; dmarc=fail header.from=mail.example"
NUMBER, REQUEST = "My order number is 2026110912345.", "Please refund me."


def vouched(words: str, **headers: str) -> bytes:
    """A mail that names no other one, from a sender whom our own server vouches for."""
    return mail(words, **({"sender": EMMA, "Authentication_Results": VOUCHED} | headers))


def test_two_mails_of_one_burst_that_name_no_other_are_one_case(shop: Workshop) -> None:
    shop = set_to(shop, lambda: DAY_ZERO + timedelta(minutes=3), burst_seconds=120.0)
    no_id = vouched("By Friday please.", subject="three").replace(b"Message-ID", b"X-No-ID")
    work(shop, vouched(NUMBER, subject="one"), vouched(REQUEST, subject="two"), no_id)
    (draft,) = shop.drafts()
    assert draft.case_file.message.text.split("\n\n") == [NUMBER, REQUEST, "By Friday please."]
    (row,) = shop.records.tickets.queue()
    assert len(shop.records.tickets.ticket(row.ticket_id).messages) == 3


@pytest.mark.parametrize(
    "other",
    [
        {"sender": "mallory@evil.example", "Authentication_Results": VOUCHED.replace("mail.", "evil.")},
        {"sender": "mallory@evil.example", "Reply_To": EMMA},
        {"Authentication_Results": "mx.evil.example; dmarc=pass"},
        {"Authentication_Results": FORGED},
        {"Reply_To": "mallory@evil.example"},
    ],
    ids=["another sender", "another who names the customer", "nobody vouches", "a forged sender", "another Reply-To"],
)
def test_nobody_has_their_request_done_under_a_customers_name_by_writing_in_the_same_minute(
    other: dict[str, str], shop: Workshop
) -> None:
    shop = set_to(shop, lambda: DAY_ZERO + timedelta(minutes=3), burst_seconds=120.0)
    work(shop, vouched(NUMBER), vouched(REQUEST, **other))
    assert sorted(draft.case_file.message.text for draft in shop.drafts()) == [NUMBER, REQUEST]
    assert len(shop.records.tickets.queue()) == 2


def test_a_mail_of_two_minutes_later_is_a_case_of_its_own(shop: Workshop) -> None:
    shop = set_to(shop, lambda: DAY_ZERO + timedelta(minutes=5), burst_seconds=120.0)
    for uid, (minutes, words) in enumerate([(0, NUMBER), (2.1, REQUEST)], 1):
        item = (uid, vouched(words), DAY_ZERO + timedelta(minutes=minutes))
        shop.records.messages.store(MAILBOX, "INBOX", 1, [item])
    with shop.working():
        eventually(shop.settled)
    assert sorted(draft.case_file.message.text for draft in shop.drafts()) == [NUMBER, REQUEST]


# One mail in two mailboxes


def delivered(shop: Workshop, mailbox: str, *raws: bytes) -> tuple[int, ...]:
    """As each mailbox's server delivers it: with trace headers of its own."""
    traced = [f"Delivered-To: {mailbox}@shop.example\r\n".encode() + raw for raw in raws]
    return shop.records.messages.store(mailbox, "INBOX", 1, [(next(shop.uids), raw, DAY_ZERO) for raw in traced])


@pytest.mark.parametrize("burst", [0.0, 120.0])
def test_one_mail_that_came_to_two_of_our_mailboxes_is_one_case_which_says_so(shop: Workshop, burst: float) -> None:
    calls: list[str] = []
    shop = set_to(shop, lambda: DAY_ZERO + timedelta(minutes=3), burst_seconds=burst)
    shop = replace(shop, drafter=WatchedDrafter(lambda step, words: calls.append(step)))
    copies = [*delivered(shop, MAILBOX, vouched(NUMBER)), *delivered(shop, "sales", vouched(NUMBER))]
    with shop.working():
        eventually(shop.settled)
    assert calls == ["understand", "write"]
    (row,) = shop.records.tickets.queue(state=None)
    (message,) = shop.records.tickets.ticket(row.ticket_id).messages
    assert {message.mailbox, *message.also_in} == {MAILBOX, "sales"}
    assert message.id in copies
    assert [shop.message(copy).state for copy in copies] == ["worked", "worked"]


def test_two_mails_that_share_a_message_id_are_two_cases_whatever_mailbox_they_came_to(shop: Workshop) -> None:
    """The control for the one above: an id is not an identity."""
    same_id = {"Message_ID": "<same@mail.example>"}
    delivered(shop, MAILBOX, vouched(NUMBER, **same_id))
    delivered(shop, "sales", vouched(REQUEST, **same_id))
    with shop.working():
        eventually(shop.settled)
    assert sorted(draft.case_file.message.text for draft in shop.drafts()) == [NUMBER, REQUEST]
    assert len(shop.records.tickets.queue()) == 2


def test_a_copy_of_a_mail_that_somebody_forged_takes_nobodys_place(shop: Workshop) -> None:
    """Who was written to as well can send the same mail to our other mailbox, ahead of the customer's own."""
    forged = vouched(NUMBER, Authentication_Results=FORGED)
    delivered(shop, "sales", forged)
    with shop.working():
        eventually(shop.settled)
        delivered(shop, MAILBOX, vouched(NUMBER))
        eventually(shop.settled)
    assert len(shop.records.tickets.queue()) == 2
    assert all(len(shop.records.tickets.ticket(row.ticket_id).messages) == 1 for row in shop.records.tickets.queue())


# What is no customer's


def test_screened_mail_is_drafted_when_a_person_says_so(shop: Workshop) -> None:
    (screened,) = work(shop, mail("Where is my parcel?", Precedence="bulk"))
    assert current(shop) == []
    assert [message.id for message in shop.records.messages.screened()] == [screened]
    shop.records.messages.let_through(screened, "anna")
    with shop.working():
        eventually(shop.settled)
    assert [draft.message_id for draft in current(shop)] == [screened]
    assert shop.records.messages.screened() == ()
    with pytest.raises(RecordsError, match="Only screened mail"):
        shop.records.messages.let_through(screened, "anna")


def test_two_programs_that_answer_each_other_are_stopped_at_the_cap(shop: Workshop) -> None:
    shop = set_to(shop, mails_per_sender_and_hour=5)
    shop = replace(shop, drafter=WatchedDrafter())
    for number in range(8):
        work(shop, mail(f"Your mail has reached us, case {number}.", sender="robot@mail.example"))
    work(shop, mail("Where is my parcel?", sender=EMMA))
    assert len(shop.drafts()) == 6
    kinds = {(message.screening_kind, message.screening_reason) for message in shop.records.messages.screened()}
    assert kinds == {
        ("auto_reply", "More than 5 mails came from this address within an hour: it may be a loop."),
    }


@pytest.mark.parametrize(
    ("headers", "drafts"),
    [
        ({"Auto_Submitted": "auto-replied"}, 0),
        ({"From": "MAILER-DAEMON@mx.example"}, 0),
        ({"List_Id": "<news.example>"}, 0),
        ({"From": SUPPORT_ADDRESS}, 0),
        ({"X_Auto_Response_Suppress": "All"}, 25),
    ],
    ids=["out of office", "bounce", "list", "own", "a person behind Exchange"],
)
def test_no_machine_gets_a_draft_and_every_person_does(headers: dict[str, str], drafts: int, shop: Workshop) -> None:
    work(shop, *(mail(f"mail {number}", **headers) for number in range(25)))
    assert len(shop.drafts()) == drafts
    assert len(shop.records.messages.screened(limit=100)) == 25 - drafts


# A reply that comes back


def test_a_bounce_turns_the_ticket_red_that_it_answers(shop: Workshop) -> None:
    work(shop, FIRST)
    delivery = sent(shop, *current(shop))
    assert shop.records.tickets.queue() == []
    work(shop, bounce(delivery.message_id or "", EMMA, "5.1.1", "failed"))
    (row,) = shop.records.tickets.queue()
    assert row.delivery_state == "refused"
    came_back = shop.records.deliveries.delivery(delivery.id)
    assert came_back.error == "It came back, for good: 550 5.1.1 no such user"
    assert shop.records.messages.screened()[0].screening_kind == "bounce"
    assert shop.drafts()[0].state == "approved", "nothing is drafted again by itself"


def test_a_delay_is_noted_and_the_ticket_stays_answered(shop: Workshop) -> None:
    work(shop, FIRST)
    delivery = sent(shop, *current(shop))
    work(shop, bounce(delivery.message_id or "", EMMA, "4.4.1", "delayed"))
    assert shop.records.tickets.queue() == []
    (recipient,) = shop.records.deliveries.delivery(delivery.id).recipients
    assert recipient.state == "sent"
    assert (recipient.detail or "").startswith("It is delayed (4.4.1)")


@pytest.mark.parametrize(("recipient", "known"), [("mallory@evil.example", True), (EMMA, False)])
def test_a_bounce_of_something_else_changes_nothing(recipient: str, known: bool, shop: Workshop) -> None:
    work(shop, FIRST)
    delivery = sent(shop, *current(shop))
    work(shop, bounce((delivery.message_id or "") if known else "<other@shop.example>", recipient, "5.1.1", "failed"))
    assert shop.records.deliveries.delivery(delivery.id).state == "sent"
    assert shop.records.tickets.queue() == []


def sent(shop: Workshop, draft: Draft) -> Delivery:
    """Approved, and taken by the mail server."""
    delivery_id = shop.approve(draft).delivery_id
    message_id = f"<{delivery_id}.ours@shop.example>"
    shop.records.deliveries.prepare(delivery_id, message_id, b"Subject: Re\r\n\r\nHello\r\n")
    attempt = shop.begin(delivery_id)
    assert attempt is not None
    results = [RecipientResult(address=address, state="sent") for address in attempt.recipients]
    return shop.records.deliveries.finish(attempt, "sent", results=results, now=shop.clock())


def bounce(message_id: str, recipient: str, status: str, action: str) -> bytes:
    report = EmailMessage()
    report["From"], report["To"], report["Subject"] = "MAILER-DAEMON@mx.example", "support@shop.example", "Undelivered"
    report["Message-ID"] = f"<bounce-{status}@mx.example>"
    raw = report.as_bytes().replace(b"\n", b"\r\n").rstrip(b"\r\n")
    return (
        raw
        + (
            "\r\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n"
            "--b\r\n\r\nSorry.\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\n"
            "Reporting-MTA: dns; mx.example\r\n\r\n"
            f"Final-Recipient: rfc822; {recipient}\r\nAction: {action}\r\nStatus: {status}\r\n"
            f"Diagnostic-Code: smtp; {'550 ' + status + ' no such user' if action == 'failed' else 'no answer'}\r\n"
            f"--b\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: {message_id}\r\n--b--\r\n"
        ).encode()
    )


# What came before


def test_photos_and_grants_of_an_answered_mail_still_count(shop: Workshop) -> None:
    work(shop, pictured("My humidifier arrived broken, please send a new one."))
    sent(shop, *current(shop))
    work(shop, answer("The humidifier is broken, please send a new one.", sender=JAMES))
    actions = [action for draft in shop.drafts() for action in draft.case_file.actions]
    # Without the photos of the first mail it would ask for them; two of them in one ticket are beyond an agent's limit.
    assert [(action.kind.value, action.role.value) for action in actions] == [
        ("replace_with_pickup", "agent"),
        ("replace_with_pickup", "senior"),
    ]


def pictured(words: str) -> bytes:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = JAMES, SUPPORT_ADDRESS, "one"
    message["Date"], message["Message-ID"] = DAY_ZERO, "<1@mail.example>"
    message.set_content(words)
    message.add_attachment(broken_bowl(), maintype="image", subtype="png", filename="bowl.png")
    return message.as_bytes().replace(b"\n", b"\r\n")
