"""Whose words may count as one person's, which mails are one burst, and which is one mail that came in twice."""

from typing import Any

import pytest
from support.cases import email

from assistant.case.email import Address, Email, Screening, SenderCheck
from assistant.case.together import burst_around, delivery_key, may_be_read_together, of_one_burst

PASSED, FAILED, NONE = (SenderCheck(verdict=verdict) for verdict in ("passed", "failed", "none"))
ELSEWHERE = Address(email="mallory@evil.example")


def a_mail(number: int = 1, **changes: Any) -> Email:
    given = {"message_id": f"<{number}@mail.example>", "sender_check": PASSED, "body_sha256": "b0d1"}
    return email().model_copy(update=given | changes)


OTHERS: dict[str, dict[str, Any]] = {
    "another sender": {"sender": ELSEWHERE},
    "another sender who wants the customer to be answered": {"sender": ELSEWHERE, "reply_to": email().sender},
    "a sender without an address": {"sender": Address(email="")},
    "another Reply-To": {"reply_to": ELSEWHERE},
    "less vouched for": {"sender_check": NONE},
    "disproved": {"sender_check": FAILED},
    "no customer's": {"screening": Screening(kind="auto_reply")},
}


def test_two_mails_of_one_person_are_read_together() -> None:
    assert may_be_read_together(a_mail(1), a_mail(2))
    assert may_be_read_together(a_mail(1, sender_check=NONE), a_mail(2, sender_check=NONE))


@pytest.mark.parametrize("changes", OTHERS.values(), ids=OTHERS)
def test_what_may_be_somebody_elses_words_is_never_read_with_them(changes: dict[str, Any]) -> None:
    for earlier, later in ((a_mail(1), a_mail(2, **changes)), (a_mail(1, **changes), a_mail(2))):
        assert not may_be_read_together(earlier, later)
        assert not of_one_burst(earlier, later)
    linked = {"in_reply_to": ("<1@mail.example>",), **changes}
    assert not of_one_burst(a_mail(1), a_mail(2, **linked)), "its ids are no secret"


@pytest.mark.parametrize("changes", [{"sender_check": FAILED}, {"sender": Address(email="")}])
def test_two_mails_of_nobody_known_are_not_one_persons(changes: dict[str, Any]) -> None:
    assert not may_be_read_together(a_mail(1, **changes), a_mail(2, **changes))


def test_mails_without_references_are_a_burst_only_where_a_server_vouches_for_both() -> None:
    assert of_one_burst(a_mail(1), a_mail(2))
    assert not of_one_burst(a_mail(1, sender_check=NONE), a_mail(2, sender_check=NONE)), "anybody can write that From"
    known = {"sender_check": NONE, "in_reply_to": ("<1@mail.example>",)}
    assert of_one_burst(a_mail(1, sender_check=NONE), a_mail(2, **known)), "who knows its id has seen the mail"


def test_a_mail_in_another_thread_stays_there() -> None:
    assert not of_one_burst(a_mail(1), a_mail(2, in_reply_to=("<9@shop.example>",)))
    assert not of_one_burst(a_mail(1, references=("<9@shop.example>",)), a_mail(2))


def test_a_burst_hangs_together_by_way_of_mails_in_between() -> None:
    first, stranger = a_mail(1), a_mail(9, sender=ELSEWHERE)
    second = a_mail(2, in_reply_to=("<1@mail.example>",))
    third = a_mail(3, in_reply_to=("<2@mail.example>",))
    mails = [first, stranger, second, third]
    assert [burst_around(mails, place) for place in range(4)] == [[0, 2, 3], [1], [0, 2, 3], [0, 2, 3]]


def test_a_mail_is_known_again_in_another_mailbox_whatever_its_trace_headers() -> None:
    assert delivery_key(a_mail(raw_sha256="1")) == delivery_key(a_mail(raw_sha256="2")) is not None


DIFFERENT: dict[str, dict[str, Any]] = {
    "other words under one id": {"body_sha256": "07e2"},
    "another subject": {"subject": "Another"},
    "another id": {"message_id": "<2@mail.example>"},
    **{name: changes for name, changes in OTHERS.items() if name != "no customer's"},
}


@pytest.mark.parametrize("changes", DIFFERENT.values(), ids=DIFFERENT)
def test_a_mail_that_differs_in_anything_else_is_another_one(changes: dict[str, Any]) -> None:
    assert delivery_key(a_mail(**changes)) != delivery_key(a_mail())


@pytest.mark.parametrize("changes", [{"message_id": None}, {"sender": Address(email="")}, {"body_sha256": ""}])
def test_a_mail_that_cannot_be_told_apart_is_never_taken_for_a_copy(changes: dict[str, Any]) -> None:
    assert delivery_key(a_mail(**changes)) is None
