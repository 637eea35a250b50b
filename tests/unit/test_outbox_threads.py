"""How an answer is tied to its parent: ids, references, subject."""

from datetime import UTC, datetime

import pytest

from assistant.case.email import Address, Email, Screening
from assistant.outbox.threads import MOST_REFERENCES, is_message_id, new_message_id, references_to, reply_subject


def parent(
    message_id: str | None = "<p@x>", references: tuple[str, ...] = (), in_reply_to: tuple[str, ...] = ()
) -> Email:
    return Email(
        raw_sha256="0" * 64,
        message_id=message_id,
        references=references,
        in_reply_to=in_reply_to,
        sender=Address(email="customer@example.org"),
        subject="Where is it?",
        date=datetime(2026, 11, 9, tzinfo=UTC),
        text="",
        full_text="",
        screening=Screening(kind="customer"),
    )


@pytest.mark.parametrize(
    ("email", "expected"),
    [
        (parent(), ["<p@x>"]),
        (parent(references=("<a@x>", "<b@x>")), ["<a@x>", "<b@x>", "<p@x>"]),
        (parent(references=("<a@x>",), in_reply_to=("<z@x>",)), ["<a@x>", "<p@x>"]),
        (parent(in_reply_to=("<a@x>",)), ["<a@x>", "<p@x>"]),
        (parent(in_reply_to=("<a@x>", "<b@x>")), ["<p@x>"]),  # RFC 5322, 3.6.4: more than one does not count
        (parent(references=("<a@x>", "<b@x>", "<a@x>")), ["<b@x>", "<a@x>", "<p@x>"]),
        (parent(references=("<p@x>", "<a@x>")), ["<a@x>", "<p@x>"]),
        (parent(references=("<a@x>\r\nBcc: t@e", "<>", "junk", "<b@x>")), ["<b@x>", "<p@x>"]),
        (parent(message_id=None, references=("<a@x>",)), ["<a@x>"]),
        (parent(message_id="<>"), []),
    ],
)
def test_references_are_the_parents_and_then_the_parent(email: Email, expected: list[str]) -> None:
    assert list(references_to(email)) == expected


def test_a_long_thread_keeps_its_beginning_and_its_newest() -> None:
    ids = tuple(f"<{number}@x>" for number in range(200))
    references = references_to(parent(references=ids))
    assert len(references) == MOST_REFERENCES
    assert references[0] == "<0@x>"
    assert references[-2:] == ("<199@x>", "<p@x>")


@pytest.mark.parametrize(
    ("subject", "expected"),
    [
        ("Where is it?", "Re: Where is it?"),
        ("Re: Where is it?", "Re: Where is it?"),
        ("RE: Where is it?", "RE: Where is it?"),
        ("re : Where is it?", "re : Where is it?"),
        ("Re: Re: RE: Where is it?", "Re: Where is it?"),
        ("Re[2]: Where is it?", "Re[2]: Where is it?"),
        ("Aw: Re: Wo ist es?", "Aw: Wo ist es?"),
        ("我的订单", "Re: 我的订单"),
        ("回复：我的订单", "回复：我的订单"),
        ("回复: 我的订单", "回复: 我的订单"),
        ("答复：回复：Re: 我的订单", "答复：我的订单"),
        ("Re：我的订单", "Re：我的订单"),
        ("回覆：訂單", "回覆：訂單"),
        ("Refund: please", "Re: Refund: please"),
        ("Regarding re: order", "Re: Regarding re: order"),
        ("回复客户的邮件", "Re: 回复客户的邮件"),
        ("", "Re:"),
        ("  ", "Re:"),
        ("Re:", "Re:"),
    ],
)
def test_the_subject_has_one_reply_prefix(subject: str, expected: str) -> None:
    assert reply_subject(subject) == expected
    assert reply_subject(expected) == expected


def test_a_new_message_id_is_an_id_of_its_own_each_time() -> None:
    ids = {new_message_id("shop.example") for _ in range(100)}
    assert len(ids) == 100
    assert all(is_message_id(message_id) and message_id.endswith("@shop.example>") for message_id in ids)


def test_a_new_message_id_for_a_chinese_domain_is_ascii() -> None:
    assert new_message_id("例子.中国").endswith("@xn--fsqu00a.xn--fiqs8s>")
