"""Mail made to hang, to flood or to crash its reader: an `Email` or UnreadableMail, soon, in bounded memory."""

import contextlib
import time
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.errors import UnreadableMail
from assistant.mailbox.parsing import parse

READ_AT = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
HEAD = b"From: a@b.example\r\nSubject: x\r\n"
HTML = HEAD + b"Content-Type: text/html; charset=utf-8\r\n\r\n"
TEXT = HEAD + b"Content-Type: text/plain; charset=utf-8\r\n\r\n"
MIXED = b"Content-Type: multipart/mixed; boundary=b\r\n\r\n"
SECONDS = 5


def nested(depth: int) -> bytes:
    levels = (
        b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (level, level) for level in range(depth)
    )
    return HEAD + b"".join(levels) + b"\r\nhello\r\n"


def with_parts(count: int) -> bytes:
    return HEAD + MIXED + b"--b\r\n\r\nx\r\n" * count + b"--b--\r\n"


@pytest.mark.parametrize("raw", [nested(1_000), with_parts(100_000), HEAD + b"X: x\r\n" * 100_000 + b"\r\nx"])
def test_a_mail_beyond_the_limits_is_refused_at_once(raw: bytes) -> None:
    started = time.process_time()
    with pytest.raises(UnreadableMail):
        parse(raw, read_at=READ_AT)
    assert time.process_time() - started < SECONDS


def test_within_the_limits_the_words_are_found() -> None:
    assert parse(nested(40), read_at=READ_AT).text == "hello"
    assert parse(with_parts(900), read_at=READ_AT).text.count("x") == 900


@pytest.mark.parametrize(
    "raw",
    [
        pytest.param(HEAD + MIXED + (b"--b\r\n" + MIXED) * 900, id="a boundary inside itself"),
        pytest.param(HEAD + b"Content-Type: message/rfc822\r\n\r\n" * 5_000, id="messages in messages"),
        pytest.param(b"From: " + b"(" * 60_000 + b"a@b.example\r\n\r\nx", id="comments"),
        pytest.param(b"From: " + b'"' * 60_001 + b"a@b.example\r\n\r\nx", id="quotes"),
        pytest.param(b"Subject: " + b"=?utf-8?q?=41?= " * 50_000 + b"\r\n\r\nx", id="encoded words"),
        pytest.param(HEAD + b"References: " + b"<a@b> " * 100_000 + b"\r\n\r\nx", id="references"),
        pytest.param(HEAD + b"Content-Type: text/plain" + b"; a=b" * 20_000 + b"\r\n\r\nx", id="parameters"),
        pytest.param(HEAD + b"Authentication-Results: mx; " + b"(" * 8_000 + b"\r\n\r\nx", id="nested comments"),
        pytest.param(HTML + b"<div>" * 200_000 + b"x", id="deep html"),
        pytest.param(HTML + b"<p>" * 200_000, id="paragraphs"),
        pytest.param(HTML + b"<style " * 100_000, id="style tags"),
        pytest.param(HTML + b"<!--" * 200_000, id="html comments"),
        pytest.param(TEXT + b"a" + "\u0301\u0316".encode() * 100_000, id="combining marks"),
        pytest.param(TEXT + (b" " * 195 + b"x\n") * 2_500, id="blanks"),
        pytest.param(TEXT + (b"-" * 190 + b"\n") * 2_500, id="dashes"),
        pytest.param(TEXT + b"On 1 2 3:\n" * 50_000, id="introductions"),
        pytest.param(TEXT + b"From: x\n" * 60_000, id="header lines"),
        pytest.param(HEAD + b"Content-Transfer-Encoding: base64\r\n\r\n" + b"A=" * 500_000, id="broken base64"),
        pytest.param(HEAD + b"\r\n" + bytes(range(128, 256)) * 10_000, id="binary text"),
    ],
)  # fmt: skip
def test_a_mail_made_to_hang_is_read_in_time(raw: bytes) -> None:
    started = time.process_time()
    parse(raw, read_at=READ_AT, trusted_authserv_ids=("mx",))
    assert time.process_time() - started < SECONDS


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=400), st.binary(max_size=400))
def test_any_bytes_are_a_mail_or_unreadable(header: bytes, body: bytes) -> None:
    for raw in (
        header + b"\r\n\r\n" + body,
        HEAD + header + b"\r\n\r\n" + body,
        HTML + body,
        HEAD + MIXED + b"--b\n" + body,
    ):
        try:
            email = parse(raw, read_at=READ_AT, trusted_authserv_ids=("mx",))
        except UnreadableMail:
            continue
        assert len(email.subject.splitlines()) <= 1


PIECES = st.sampled_from(
    [
        "From:", "To:", "Subject:", "Date:", "Content-Type:", "multipart/mixed", "text/html", ";boundary=b", "--b",
        "--b--", ";charset=gb2312", "=?utf-8?b?", "?=", "<a@b.c>", "<>", "(", ")", '"', ",", ";", ":", "\\", "\r\n",
        "\n", "\t", "\n\n", "在", "写道：", ">", "发件人：", "主题：", "On", "wrote:", "<div", "<blockquote>",
        "<style>", "{", "}", "display:none",
    ]
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(st.lists(PIECES, max_size=60))
def test_any_pieces_of_mail_are_a_mail_or_unreadable(pieces: list[str]) -> None:
    with contextlib.suppress(UnreadableMail):
        parse(HEAD + " ".join(pieces).encode(), read_at=READ_AT)
