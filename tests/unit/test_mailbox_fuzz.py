"""Ten minutes of mail that nobody would write: real mails cut up, mixed and spoilt."""

import os
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import hypothesis
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from assistant.case.email import Email
from assistant.errors import UnreadableMail
from assistant.mailbox.parsing import attachment_bytes, parse

DATA = Path(__file__).parents[1] / "data"
READ_AT = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
MINUTES = float(os.environ.get("FUZZ_MINUTES", "10"))
SECONDS = 5
"""Of the processor's time for one mail of some kilobytes: more is a hang."""

SEEDS = [
    path.read_bytes()
    for name in ("chinese", "cpython", "imap_tools", "stalwart", "bounces")
    for path in sorted((DATA / f"mail_{name}").rglob("*.eml"))
    if path.stat().st_size < 20_000
]
PIECES = [
    b"Content-Type: ", b"multipart/mixed", b"multipart/alternative", b"message/rfc822", b"text/html",
    b"; boundary=b", b"\r\n--b\r\n", b"\r\n--b--\r\n", b"; charset=gb2312", b"; charset=utf-7",
    b"; charset=utf-16", b"; format=flowed", b"Content-Transfer-Encoding: ", b"base64", b"quoted-printable",
    b"x-uuencode", b"=?utf-8?b?", b"=?gb2312?q?", b"?=", b"; filename*0*=", b"; name=", b"From: ", b"Subject: ",
    b"Date: ", b"Authentication-Results: mx; ", b"<", b">", b'"', b"(", b")", b"\\", b"\r\n", b"\n", b"\r",
    b"\0", b"\xff", b"<div style='", b"<style>", b"<blockquote>", b"&#x", b"<!--",
    b"On 1 Nov 2026 at 10:05, a <a@b.c> wrote:", "在 2026年11月1日 写道：".encode("gbk"),
    b"-----Original Message-----", "发件人：".encode(), b"> ", b"-- \n", b"MZ", b"\xff\xd8\xff", b"begin 644 x\n",
]  # fmt: skip


@st.composite
def spoilt_mails(draw: st.DrawFn) -> bytes:
    """One or two real mails, cut and put together anew, with pieces and bytes strewn in."""
    raw = draw(st.sampled_from(SEEDS))
    if draw(st.booleans()):
        other = draw(st.sampled_from(SEEDS))
        raw = raw[: draw(st.integers(0, len(raw)))] + other[draw(st.integers(0, len(other))) :]
    for _ in range(draw(st.integers(1, 12))):
        start = draw(st.integers(0, len(raw)))
        end = min(len(raw), start + draw(st.integers(0, 40)))
        new = draw(st.sampled_from(PIECES) | st.binary(max_size=12))
        raw = raw[:start] + new * draw(st.sampled_from([1, 1, 1, 3, 200])) + raw[end:]
    return raw


def check(raw: bytes) -> None:
    """What holds for every mail, whatever its bytes are."""
    started = time.process_time()
    try:
        email = parse(raw, read_at=READ_AT, trusted_authserv_ids=("mx",), own_addresses=frozenset({"a@b.example"}))
    except UnreadableMail:
        return
    assert time.process_time() - started < SECONDS
    _check_words(email)
    for attachment in email.attachments:
        assert len(attachment_bytes(raw, attachment.part)) == attachment.size
        assert attachment.name == attachment.name.strip()
        assert not set(attachment.name) & set("/\\\r\n\0")
    assert "<script" not in (email.html or "").lower()


def _check_words(email: Email) -> None:
    email.model_dump_json().encode()
    names = [part for address in (email.sender, *email.to, *email.cc) for part in (address.email, address.name or "")]
    assert all(len(line.splitlines()) <= 1 for line in (email.subject, *names))
    assert not set(email.text + email.full_text + email.quoted_text) & set("\r\0")
    assert set(email.text.split()) <= set(email.full_text.split())


@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
@given(spoilt_mails())
def test_spoilt_mails_are_read_or_unreadable(raw: bytes) -> None:
    check(raw)


@pytest.mark.slow
def test_ten_minutes_of_spoilt_mails() -> None:
    end = time.monotonic() + 60 * MINUTES
    runs = 0
    while time.monotonic() < end:
        _round(runs, check)
        runs += 1
    assert runs >= MINUTES


def _round(seed: int, checked: Callable[[bytes], None]) -> None:
    """500 mails that no other round has, without hypothesis's own memory of earlier runs."""

    @hypothesis.seed(seed)
    @settings(
        max_examples=500, deadline=None, database=None, phases=(Phase.generate, Phase.shrink),
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(spoilt_mails())
    def one(raw: bytes) -> None:
        checked(raw)

    one()


def test_a_reader_that_fails_is_found() -> None:
    """The positive control: a fault that only some of these mails meet ends a round."""

    def fails_on_a_null(raw: bytes) -> None:
        assert b"\0" not in raw

    with pytest.raises(AssertionError):
        _round(1, fails_on_a_null)
