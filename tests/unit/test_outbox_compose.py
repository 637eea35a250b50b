"""An approved answer as a message: what a recipient's mail program reads back."""

import re
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.header import decode_header, make_header

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.outgoing import HEADERS, TEXT, html, outgoing, parts, plain, reread

from assistant.case.email import Address
from assistant.errors import InputError
from assistant.outbox.compose import compose


def test_the_reply_says_who_writes_to_whom_about_what_and_answers_what() -> None:
    message = reread(compose(outgoing()))
    assert message["From"] == "暖阳生活 <support@shop.example>"
    assert message["To"] == "customer@example.org"
    assert message["Subject"] == "Re: 我的包裹在哪里？"
    assert message["Message-ID"] == "<reply-1@shop.example>"
    assert message["In-Reply-To"] == "<parent@example.org>"
    assert message["References"] == "<root@example.org> <parent@example.org>"
    assert message["Date"].datetime == datetime(2026, 11, 9, 8, 30, tzinfo=UTC)
    assert message["Date"] == "Mon, 09 Nov 2026 16:30:00 +0800"


def test_it_has_no_other_headers_and_does_not_call_itself_automatic() -> None:
    assert reread(compose(outgoing())).keys() == HEADERS


def test_a_first_mail_answers_nothing_and_keeps_its_subject() -> None:
    message = reread(compose(outgoing(in_reply_to=None, references=())))
    assert message["Subject"] == "我的包裹在哪里？"
    assert "In-Reply-To" not in message
    assert "References" not in message


def test_the_same_reply_is_the_same_bytes() -> None:
    assert compose(outgoing()) == compose(outgoing())
    assert compose(outgoing()) != compose(outgoing(message_id="<reply-2@shop.example>"))


@pytest.mark.parametrize(
    "text",
    [
        TEXT,
        "Hello,\n\nyour parcel left Hangzhou on 9 November.\n\nKind regards",
        "no line end",
        "one line end\n",
        "\n\nblank lines around\n\n",
        "trailing space \nand tab\t\n",
        "From me to you\n>From quoted\nFrom\n",
        ".\n..\n.leading dot\n\n.\n",
        "x" * 5000,
        "长" * 3000,
        "= equals =3D and =\n",
        "--\n-- \n--=_\n",
        "emoji 👩‍👩‍👧 and combining é\u0301",
        "separators \x0b\x0c\x1c\x85\u2028\u2029 are no line ends",
        "café " * 200,
        "",
        " ",
    ],
)
def test_the_approved_text_arrives_as_it_was_approved(text: str) -> None:
    assert plain(compose(outgoing(text=text))) == text


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r")))
def test_any_approved_text_arrives_as_it_was_approved(text: str) -> None:
    raw = compose(outgoing(text=text))
    assert plain(raw) == text
    assert not re.search(rb"\r(?!\n)|(?<!\r)\n", raw)


def test_line_ends_of_a_browser_become_plain_ones() -> None:
    assert plain(compose(outgoing(text="one\r\ntwo\rthree\n"))) == "one\ntwo\nthree\n"


@pytest.mark.parametrize("text", [TEXT, "From here\n.\n" + "x" * 3000, "café " * 500])
def test_nothing_on_the_way_has_a_reason_to_change_the_bytes(text: str) -> None:
    raw = compose(outgoing(text=text))
    assert raw.isascii()
    assert max(len(line) for line in raw.split(b"\r\n")) <= 78
    body = raw.partition(b"\r\n\r\n")[2]
    assert not re.search(rb"^(?:From |\.)", body, re.MULTILINE)


def test_english_stays_readable_on_the_wire() -> None:
    raw = compose(outgoing(text="Your parcel left Hangzhou yesterday.\nWe are sorry — truly.", language="en"))
    assert b"Your parcel left Hangzhou yesterday.\r\n" in raw


def test_the_html_says_the_same_and_nothing_in_it_is_markup() -> None:
    page = html(compose(outgoing(text='5 < 6 & "quotes"\n<script>alert(1)</script>\n\nnext <b>', language="en")))
    assert "<p>5 &lt; 6 &amp; &quot;quotes&quot;<br>&lt;script&gt;alert(1)&lt;/script&gt;</p>" in page
    assert "<p>next &lt;b&gt;</p>" in page
    assert "<script" not in page
    assert '<html lang="en">' in page


def test_a_mail_program_may_choose_between_plain_text_and_html() -> None:
    message = reread(compose(outgoing()))
    assert message.get_content_type() == "multipart/alternative"
    assert [part.get_content_type() for part in parts(compose(outgoing()))] == ["text/plain", "text/html"]
    assert [part.get_content_charset() for part in parts(compose(outgoing()))] == ["utf-8", "utf-8"]
    assert not any(part.defects for part in message.walk())


@pytest.mark.parametrize(
    "name", ["暖阳生活", "Sunny Living", 'O\'Neil, "Bob" <x@evil.example>', "back\\slash", "Zoë (support)"]
)
def test_a_display_name_stays_a_name(name: str) -> None:
    (address,) = reread(compose(outgoing(sender=Address(email="support@shop.example", name=name))))["From"].addresses
    assert (address.display_name, address.addr_spec) == (name, "support@shop.example")


def test_a_long_display_name_arrives_whole() -> None:
    raw = compose(outgoing(sender=Address(email="support@shop.example", name="长" * 90)))
    (header,) = (value for name, value in message_from_bytes(raw, policy=policy.compat32).items() if name == "From")
    assert str(make_header(decode_header(header))) == "长" * 90 + " <support@shop.example>"


@pytest.mark.parametrize("subject", ["订单" * 150, "order " * 60, "déjà " * 40, "x" * 390])
def test_a_long_subject_arrives_whole(subject: str) -> None:
    raw = compose(outgoing(subject=subject, in_reply_to=None, references=()))
    assert reread(raw)["Subject"] == subject.strip()
    assert max(len(line) for line in raw.split(b"\r\n")) < 998


def test_many_references_are_folded() -> None:
    ids = tuple(f"<{number}-{'x' * 60}@example.org>" for number in range(30))
    raw = compose(outgoing(references=ids))
    assert reread(raw)["References"].split() == list(ids)
    assert max(len(line) for line in raw.split(b"\r\n")) <= 100


def test_a_domain_in_chinese_is_written_in_ascii() -> None:
    assert reread(compose(outgoing(to=Address(email="info@例子.中国"))))["To"] == "info@xn--fsqu00a.xn--fiqs8s"


def test_a_name_in_chinese_before_the_at_stays_as_it_is() -> None:
    raw = compose(outgoing(to=Address(email="客服@example.org")))
    assert "To: 客服@example.org\r\n".encode() in raw


@pytest.mark.parametrize("field", ["text", "subject"])
def test_what_is_not_unicode_is_refused(field: str) -> None:
    with pytest.raises(InputError, match="Unicode"):
        compose(outgoing(**{field: "half \ud83d"}))
