"""CVE-2024-6923, CVE-2026-1299: a line end in what a customer wrote becomes a header of our answer."""

from email.message import EmailMessage
from email.policy import SMTP

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.outgoing import HEADERS, outgoing, plain, reread

from assistant.case.email import Address
from assistant.errors import InputError
from assistant.outbox.compose import File, compose

INJECTIONS = [
    "hello\r\nBcc: thief@evil.example",
    "hello\nBcc: thief@evil.example",
    "hello\rBcc: thief@evil.example",
    "hello\r\n\r\n<script>",
    "hello\r\n Bcc: thief@evil.example",
    "hello\x0bBcc: thief@evil.example",
    "hello\x85Bcc: thief@evil.example",
    "hello\u2028Bcc: thief@evil.example",
    "hello\x00Bcc: thief@evil.example",
    "=?utf-8?q?hello=0D=0ABcc:_thief@evil.example?=",
    "=?utf-8?b?aGVsbG8NCkJjYzogdGhpZWZAZXZpbC5leGFtcGxl?=",
    "你好 =?utf-8?q?=0D=0ABcc:_thief@evil.example?= 你好",
    "long " * 100 + "\r\nBcc: thief@evil.example",
]


def written_without_care(subject: str) -> bytes:
    return f"Subject: {subject}\r\nTo: customer@example.org\r\n\r\nwords".encode()


def test_the_control_without_care_the_thief_gets_a_copy() -> None:
    assert reread(written_without_care(INJECTIONS[0]))["Bcc"] == "thief@evil.example"


def test_the_control_in_some_pythons_the_email_package_does_it_too() -> None:
    message = EmailMessage(policy=SMTP)
    message["Subject"] = "=?utf-8?q?hello=0D=0ABcc:_thief@evil.example?="
    try:
        headers = reread(message.as_bytes()).keys()
    except ValueError:  # HeaderWriteError: this Python is mended
        return
    assert headers in (["Subject", "Bcc"], ["Subject"])


@pytest.mark.parametrize("text", INJECTIONS)
def test_a_subject_stays_one_header(text: str) -> None:
    message = reread(compose(outgoing(subject=text)))
    assert message.keys() == HEADERS
    assert message["To"] == "customer@example.org"
    assert not any(end in message["Subject"] for end in "\r\n")


@pytest.mark.parametrize("text", INJECTIONS)
@pytest.mark.parametrize("field", ["sender", "to"])
def test_a_name_stays_a_name(field: str, text: str) -> None:
    raw = compose(outgoing(**{field: Address(email="customer@example.org", name=text)}))
    message = reread(raw)
    assert message.keys() == HEADERS
    (address,) = message["To" if field == "to" else "From"].addresses
    assert address.addr_spec == "customer@example.org"


@pytest.mark.parametrize("text", INJECTIONS)
def test_an_encoded_word_in_a_subject_is_shown_as_it_stands(text: str) -> None:
    shown = reread(compose(outgoing(subject=text, in_reply_to=None)))["Subject"]
    assert shown == " ".join(text.replace("\x00", " ").split())[:400].rstrip()


@pytest.mark.parametrize("text", [*INJECTIONS, '"; filename="x.exe', "../../etc/passwd", "a\\b", "…", "", "长" * 300])
def test_a_file_name_stays_a_name_in_its_part(text: str) -> None:
    for name, kind in ((text, "image/png"), ("photo.png", text)):
        raw = compose(outgoing(files=(File(name=name, kind=kind, content=b"\x00\xff"),)))
        message = reread(raw)
        assert message.keys() == HEADERS
        (part,) = message.iter_attachments()
        assert part.keys() == ["Content-Type", "Content-Disposition", "Content-Transfer-Encoding"]
        assert part.get_content_type() in ("image/png", "application/octet-stream")
        assert not set(part.get_filename() or "") & set('\r\n/\\:*?"<>|')
        assert part.get_payload(decode=True) == b"\x00\xff"
        assert max(map(len, raw.split(b"\r\n"))) <= 78


def test_a_mail_that_goes_along_is_no_mail_of_ours() -> None:
    """base64 is not for message/rfc822 (RFC 2046, 5.2.1), so it travels as a file."""
    raw = compose(
        outgoing(files=(File(name="question.eml", kind="message/rfc822", content=b"Bcc: thief@evil.example"),))
    )
    (part,) = reread(raw).iter_attachments()
    assert part.get_content_type() == "application/octet-stream"


@pytest.mark.parametrize("field", ["message_id", "in_reply_to", "references"])
@pytest.mark.parametrize(
    "text",
    [
        "<a@b>\r\nBcc: thief@evil.example",
        "<a@b>\n",
        "<a b@c>",
        "<a@b",
        "a@b",
        "",
        "<>",
        "<ä@b>",
        "<a@b><c@d>",
        "<a\x00b>",
    ],
)
def test_an_id_that_is_none_is_refused(field: str, text: str) -> None:
    if field == "in_reply_to" and not text:
        return  # answers nothing
    with pytest.raises(InputError, match="message id"):
        compose(outgoing(**{field: (text,) if field == "references" else text}))


@pytest.mark.parametrize("field", ["sender", "to"])
@pytest.mark.parametrize(
    "email",
    [
        "customer@example.org\r\nBcc: thief@evil.example",
        "customer@example.org, thief@evil.example",
        "<customer@example.org>",
        "customer@example.org>",
        '"a b"@example.org',
        "a b@example.org",
        "a@b@example.org",
        "customer",
        "@example.org",
        "customer@",
        "customer@-example.org",
        "customer@exa mple.org",
        "customer@[127.0.0.1]",
        "undisclosed:;@example.org",
        "a" * 65 + "@example.org",
        "a@" + "b" * 64 + ".org",
        "",
    ],
)
def test_an_address_that_is_not_exactly_one_is_refused(field: str, email: str) -> None:
    with pytest.raises(InputError, match="address"):
        compose(outgoing(**{field: Address(email=email)}))


def test_words_that_look_like_headers_or_a_boundary_stay_words() -> None:
    boundary = reread(compose(outgoing())).get_boundary()
    text = f"Bcc: thief@evil.example\n--{boundary}\nContent-Type: text/html\n\n<script>\n--{boundary}--\n"
    raw = compose(outgoing(text=text))
    assert plain(raw) == text
    assert reread(raw).keys() == HEADERS
    assert len(list(reread(raw).iter_parts())) == 2


@given(st.text(st.characters(exclude_categories=["Cs"])), st.text(st.characters(exclude_categories=["Cs"])))
def test_no_subject_and_no_name_makes_a_header(subject: str, name: str) -> None:
    raw = compose(outgoing(subject=subject, sender=Address(email="support@shop.example", name=name)))
    message = reread(raw)
    assert message.keys() == HEADERS
    assert [address.addr_spec for address in message["From"].addresses] == ["support@shop.example"]
