"""Nobody gets into somebody else's conversation by naming its ids (zammad 5064, CVE-2026-47123)."""

from datetime import UTC, datetime

import pytest

from assistant.case.email import Email
from assistant.mailbox.parsing import parse
from assistant.mailbox.threads import MAX_IDS, belongs, thread_ids

TRUSTED = ("mx.shop.example",)


def mail_from(sender: str, *, authentication: str = "", references: str = "<case-1@shop.example>") -> Email:
    raw = (
        f"{authentication}From: {sender}\r\nSubject: Re: [#1042] your order\r\nMessage-ID: <new@mail.example>\r\n"
        f"In-Reply-To: <case-2@shop.example>\r\nReferences: {references}\r\n\r\nhello"
    )
    return parse(raw.encode(), trusted_authserv_ids=TRUSTED, read_at=datetime(2026, 11, 23, tzinfo=UTC))


def test_the_customer_goes_on_with_their_own_thread() -> None:
    email = mail_from("Alice <Alice@Mail.Example>")
    assert thread_ids(email) == ("<case-2@shop.example>", "<case-1@shop.example>")
    assert belongs(email, "alice@mail.example")


@pytest.mark.parametrize(
    "sender",
    [
        "Bob <bob@evil.example>",
        '"alice@mail.example" <bob@evil.example>',
        "alice@mail.example <bob@evil.example>",
        "alice@mail.example]<bob@evil.example>",
        "alice@mail.example.evil.example",
        "Alice",
    ],
)
def test_a_stranger_with_anothers_ids_stays_outside(sender: str) -> None:
    assert not belongs(mail_from(sender), "alice@mail.example")


def test_a_thread_of_nobody_takes_nobody_in() -> None:
    assert not belongs(mail_from("Alice"), "")


def test_a_forged_address_stays_outside() -> None:
    failed = "Authentication-Results: mx.shop.example; dmarc=fail header.from=mail.example\r\n"
    assert not belongs(mail_from("alice@mail.example", authentication=failed), "alice@mail.example")


def test_a_subject_token_is_no_thread_id() -> None:
    assert all("1042" not in known for known in thread_ids(mail_from("alice@mail.example")))


def test_ids_are_bounded_and_the_nearest_come_first() -> None:
    email = mail_from("alice@mail.example", references=" ".join(f"<{n}@x>" for n in range(500)) + " <new@mail.example>")
    ids = thread_ids(email)
    assert len(ids) == MAX_IDS
    assert ids[:3] == ("<case-2@shop.example>", "<499@x>", "<498@x>")
    assert "<new@mail.example>" not in ids
