"""Mail made to hang, to flood or to crash its reader: an `Email` or UnreadableMail, soon, in bounded memory."""

import contextlib
import threading
import time
import tracemalloc
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
NAMED = b'Content-Type: image/png; name="' + b"=?utf-8?q?=41?= " * 400 + b'"'
FILE = b"--b\r\nContent-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n\r\n"
SECONDS = 5
"""Of the processor's time: a busy machine is not the mail's fault."""


def nested(depth: int) -> bytes:
    levels = (
        b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (level, level) for level in range(depth)
    )
    return HEAD + b"".join(levels) + b"\r\nhello\r\n"


def with_parts(count: int) -> bytes:
    return HEAD + MIXED + b"--b\r\n\r\nx\r\n" * count + b"--b--\r\n"


@pytest.mark.parametrize(
    "raw",
    [
        pytest.param(nested(100), id="nested 100 deep"),
        pytest.param(nested(1_000), id="nested 1,000 deep"),
        pytest.param(with_parts(100_000), id="100,000 parts"),
        pytest.param(HEAD + b"X: x\r\n" * 100_000 + b"\r\nx", id="100,000 fields"),
        pytest.param(HEAD + b"X: x" + b"\r\n x" * 100_000 + b"\r\n\r\nx", id="a field of 100,000 lines"),
        pytest.param(HEAD + b"X: " + b"x" * 10_000_000 + b"\r\n\r\nx", id="a field of 10 MB"),
    ],
)
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
        pytest.param(HTML + b"".join(b"<font color=%d>" % n for n in range(390)) + b"<p>x" * 90_000, id="formatting"),
        pytest.param(HTML + b"<b><p></b></p>" * 30_000, id="crossed elements"),
        pytest.param(HTML + b"<p " + b" ".join(b"a%d=1" % n for n in range(60_000)) + b">x", id="attributes"),
        pytest.param(HTML + b"<table>" + b"x<b>" * 100_000, id="text in tables"),
        pytest.param(HTML + b"&" * 500_000, id="ampersands"),
        pytest.param(HTML + b"<style>" + b".a{display:none}" * 30_000 + b"</style>x", id="style rules"),
        pytest.param(HEAD + MIXED + (b"--b\r\n" + NAMED + b"\r\n\r\nx\r\n") * 900, id="names of encoded words"),
        pytest.param(HEAD + MIXED + (b"--b\r\n\r\n" + "您好订单".encode("gbk") * 300) * 900, id="parts in GBK"),
        pytest.param(HEAD + MIXED + FILE + b"A=" * 5_000_000 + b"\r\n--b--", id="a file of padding"),
        pytest.param(HEAD + MIXED + b"--bb\r\n" * 500_000, id="nearly boundaries"),
        pytest.param(TEXT + b"-----abc-----\r\nFrom: a\r\n" * 20_000, id="titled rules"),
        pytest.param(TEXT + (b"On " + b"1 de abcdefgh de " * 22 + b"wrote:\r\n") * 1_300, id="dates"),
        pytest.param(TEXT + b"| |\r\n" * 90_000, id="bars"),
    ],
)  # fmt: skip
def test_a_mail_made_to_hang_is_read_in_time(raw: bytes) -> None:
    started = time.process_time()
    parse(raw, read_at=READ_AT, trusted_authserv_ids=("mx",))
    assert time.process_time() - started < SECONDS


SLOW = b"".join(b"<font color=%d>" % n for n in range(390)) + b"<p>x</p>" * 60_000
SLOW_PART = b"--b\r\nContent-Type: text/html\r\n\r\n" + SLOW + b"\r\n"


@pytest.mark.parametrize(
    "raw",
    [
        pytest.param(HTML + b"<main><nav><header><footer>" * 25_000, id="kinds that nobody counts"),
        pytest.param(HTML + b"".join(b"<x%d>" % n for n in range(60_000)), id="kinds that do not exist"),
        pytest.param(HTML + b"<div></span>" * 40_000, id="ends that end nothing"),
        pytest.param(HTML + b"<svg>" + b"<td>" * 120_000, id="cells that do not end by themselves"),
        pytest.param(HTML + b"<details>x" * 50_000, id="details"),
        pytest.param(HTML + b"&" * 5_000_000, id="5 MB of ampersands"),
        pytest.param(HTML + b"<p title='x'>" * 800_000, id="10 MB of tags"),
        pytest.param(HTML + b'<p title="' + b"x" * 10_000_000 + b'">x', id="an attribute of 10 MB"),
        pytest.param(HEAD + MIXED + b"--b\r\n\r\nx\r\n" + SLOW_PART * 60,
                     id="60 parts of slow HTML"),
    ],
)  # fmt: skip
def test_html_made_to_hang_takes_no_time_afterwards_either(raw: bytes) -> None:
    """A time limit only lets the reader go on: what it left behind would still eat the processor."""
    started, waited = time.process_time(), time.monotonic()
    parse(raw, read_at=READ_AT)
    assert time.monotonic() - waited < 60
    for thread in threading.enumerate():
        if thread.name == "html":
            thread.join(60)
    assert time.process_time() - started < SECONDS


BIG = 6_000_000
UU_LINE = b"M" + b"A" * 60 + b"\r\n"


@pytest.mark.parametrize(
    "raw",
    [
        pytest.param(HEAD + b"X: x" + b"\r\n b" * 1_500_000, id="a field of lines"),
        pytest.param(b"From: " + b"x" * BIG, id="no line end"),
        pytest.param(HEAD + b"junk\r\n" * 1_000_000, id="no fields"),
        pytest.param(TEXT + b"word and word\r\n" * 450_000, id="text"),
        pytest.param(HTML + b"<p>hello there</p>\r\n" * 300_000, id="html"),
        pytest.param(HTML + b"<blockquote>" * 390 + b"x<br>" * 100_000, id="quotations"),
        pytest.param(HEAD + MIXED + FILE + b"A" * BIG, id="base64"),
        pytest.param(HEAD + MIXED + FILE.replace(b"base64", b"quoted-printable") + b"=41" * (BIG // 3), id="printable"),
        pytest.param(HEAD + MIXED + FILE.replace(b"base64", b"x-uuencode") + UU_LINE * (BIG // 63), id="uuencode"),
        pytest.param(HEAD + MIXED + b"--b\r\n\r\nx" * 900 + b"x" * BIG, id="parts"),
    ],
)
def test_a_large_mail_is_read_in_the_memory_that_it_takes_itself(raw: bytes) -> None:
    started = time.process_time()
    tracemalloc.start()
    with contextlib.suppress(UnreadableMail):
        parse(raw, read_at=READ_AT)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 2 * len(raw) + 20_000_000
    assert time.process_time() - started < SECONDS


@pytest.mark.parametrize(
    "date", [b"", b"x", b"Mon, 99 Foo 2026 25:61:61 +9999", b"\xff\xfe", b"1 Jan 1970 00:00 +2359", b"0" * 5_000, b"("]
)
def test_a_broken_date_falls_back_to_the_arrival(date: bytes) -> None:
    email = parse(HEAD + b"Date: " + date + b"\r\n\r\nx", received_at=READ_AT, read_at=READ_AT)
    assert (email.date, email.date_source) == (READ_AT, "internaldate")


@pytest.mark.parametrize("message_id", [b"<>", b"", b"<", b"< >", b"<a b>", b"<\r\n >", b"\xff"])
def test_an_empty_message_id_is_none(message_id: bytes) -> None:
    assert parse(HEAD + b"Message-ID: " + message_id + b"\r\n\r\nx", read_at=READ_AT).message_id is None


@pytest.mark.parametrize("smuggled", [b"=0D=0ABcc:_evil@x.example", b"=0ABcc:", b"=0D", b"=E2=80=A8x", b"=C2=85x"])
def test_a_line_end_in_an_encoded_word_ends_nothing(smuggled: bytes) -> None:
    word = b"=?utf-8?q?a" + smuggled + b"?="
    file = b'--b\r\nContent-Type: image/png\r\nContent-Disposition: attachment; filename="' + word + b'"\r\n\r\nx'
    raw = b"From: " + word + b" <a@b.example>\r\nSubject: " + word + b"\r\n" + MIXED + file + b"\r\n--b--"
    email = parse(raw, read_at=READ_AT)
    for words in (email.subject, email.sender.name or "", email.attachments[0].name):
        assert words.startswith("a")
        assert len(words.splitlines()) == 1


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
