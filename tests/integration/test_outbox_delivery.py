"""The SMTP door against a real server that refuses, stalls and drops at every step."""

import re
import time
from collections.abc import Iterator
from typing import Any

import pytest
from support.machine import free_port
from support.outgoing import TEXT, outgoing, plain
from support.proxy import proxy_before
from support.smtp import PASSWORD, USER, Drop, SmtpServer, running_smtp

from assistant.case.email import Address
from assistant.errors import ConfigurationError, DeliveryPostponed, DeliveryRefused, DeliveryUnknown
from assistant.outbox.compose import compose
from assistant.outbox.delivery import DeliveryResult, check, send

# aiosmtpd does not know that with implicit TLS a login is protected.
pytestmark = pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")

SENDER = "support@shop.example"
CUSTOMER = "customer@example.org"
RAW = b"Subject: test\r\n\r\nwords\r\n"


def deliver(server: SmtpServer, raw: bytes = RAW, to: tuple[str, ...] = (CUSTOMER,), **changes: Any) -> DeliveryResult:
    return send(server.settings(**changes), USER, None, SENDER, to, raw, final_answer_seconds=1)


# What arrives


def test_a_composed_reply_arrives_byte_for_byte(smtp_server: SmtpServer) -> None:
    raw = compose(outgoing(text=f"{TEXT}\n.\n..\nFrom here\n"))
    result = deliver(smtp_server, raw)
    (kept,) = smtp_server.kept
    assert (kept.sender, kept.recipients) == (SENDER, [CUSTOMER])
    assert kept.content == raw
    assert plain(kept.content) == f"{TEXT}\n.\n..\nFrom here\n"
    assert result.complete
    assert result.answer == "2.0.0 kept"


@pytest.mark.parametrize(
    "body",
    [
        b".\r\n",
        b"..\r\n.\r\nx\r\n",
        b".x\r\n" * 50,
        b"\r\n.\r\n\r\n",
        "8-bit: 您好 é\r\n".encode(),
        b"\x80\xff\r\n",
        b"a",
    ],
)
def test_dots_and_8_bit_bytes_arrive_as_they_are(smtp_server: SmtpServer, body: bytes) -> None:
    raw = b"Subject: test\r\n\r\n" + body
    deliver(smtp_server, raw)
    assert smtp_server.kept[0].content == raw.removesuffix(b"\r\n") + b"\r\n"
    assert ("BODY=8BITMIME" in smtp_server.kept[0].options) is not raw.isascii()


def test_8_bit_bytes_are_not_sent_where_they_would_be_garbled() -> None:
    with running_smtp(eight_bit=False) as server:
        with pytest.raises(DeliveryRefused, match="8BITMIME"):
            deliver(server, "Subject: test\r\n\r\n您好\r\n".encode())
        deliver(server, compose(outgoing()))  # the control: what we compose is 7-bit
        assert len(server.kept) == 1


def test_an_address_in_chinese_is_sent_as_utf_8(smtp_server: SmtpServer) -> None:
    raw = compose(outgoing(to=Address(email="客服@例子.中国")))
    deliver(smtp_server, raw, to=("客服@例子.中国",))
    assert smtp_server.kept[0].recipients == ["客服@xn--fsqu00a.xn--fiqs8s"]
    assert "SMTPUTF8" in smtp_server.kept[0].options


def test_other_mail_does_not_ask_for_utf_8(smtp_server: SmtpServer) -> None:
    deliver(smtp_server, compose(outgoing()))
    assert [option for option in smtp_server.kept[0].options if "UTF8" in option or "BODY" in option] == []


# Before the content: nothing was handed over


@pytest.mark.parametrize("drop", ["on connect", "at data"])
def test_a_line_that_breaks_before_the_content_is_tried_again(smtp_server: SmtpServer, drop: Drop) -> None:
    smtp_server.faults.drop = drop
    with pytest.raises(DeliveryPostponed) as caught:
        deliver(smtp_server)
    assert caught.value.retry
    smtp_server.faults.drop = None
    deliver(smtp_server)
    assert len(smtp_server.kept) == 1


@pytest.mark.parametrize("fault", ["mail_reply", "data_reply"])
@pytest.mark.parametrize(
    ("reply", "kind"),
    [
        ("451 4.3.0 greylisted", DeliveryPostponed),
        ("421 4.7.0 too many", DeliveryPostponed),
        ("550 5.7.1 not you", DeliveryRefused),
    ],
)
def test_a_refusal_before_the_content_says_whether_to_try_again(
    smtp_server: SmtpServer, fault: str, reply: str, kind: type[Exception]
) -> None:
    setattr(smtp_server.faults, fault, reply)
    with pytest.raises(kind, match=reply):
        deliver(smtp_server)
    assert smtp_server.kept == []


def test_a_server_that_is_down_is_tried_again(smtp_server: SmtpServer) -> None:
    with pytest.raises(DeliveryPostponed, match="Nothing answers"):
        deliver(smtp_server, port=free_port())


def test_a_server_that_says_nothing_is_given_up_after_the_time_out(smtp_server: SmtpServer) -> None:
    with proxy_before(smtp_server.port) as proxy:
        proxy.fall_silent()
        with pytest.raises(DeliveryPostponed):
            deliver(smtp_server, port=proxy.port, timeout=0.3)


@pytest.mark.parametrize(
    ("reply", "kind"),
    [("550 5.1.1 no such user", DeliveryRefused), ("450 4.2.1 mailbox busy", DeliveryPostponed)],
)
def test_a_refused_recipient_is_said_without_the_address(
    smtp_server: SmtpServer, reply: str, kind: type[Exception]
) -> None:
    smtp_server.faults.refuse_recipients = {CUSTOMER: f"{reply} <{CUSTOMER}>"}
    with pytest.raises(kind, match=reply) as caught:
        deliver(smtp_server)
    assert CUSTOMER not in str(caught.value)
    assert smtp_server.kept == []


def test_one_of_two_recipients_refused_is_not_shown_as_success(smtp_server: SmtpServer) -> None:
    smtp_server.faults.refuse_recipients = {"gone@example.org": "550 5.1.1 no such user"}
    result = deliver(smtp_server, to=(CUSTOMER, "gone@example.org"))
    assert [(recipient.address, recipient.state, recipient.code) for recipient in result.recipients] == [
        (CUSTOMER, "accepted", 250),
        ("gone@example.org", "refused", 550),
    ]
    assert not result.complete
    assert [kept.recipients for kept in smtp_server.kept] == [[CUSTOMER]]


def test_a_server_that_closes_down_in_between_is_given_nothing(smtp_server: SmtpServer) -> None:
    smtp_server.faults.refuse_recipients = {"second@example.org": "421 4.3.2 shutting down"}
    with pytest.raises(DeliveryPostponed, match="shutting down"):
        deliver(smtp_server, to=(CUSTOMER, "second@example.org"))
    assert smtp_server.kept == []


# After the content began


@pytest.mark.parametrize(("drop", "copies"), [("before the answer", 1), ("while content comes", 0)])
def test_a_line_that_breaks_after_the_content_began_leaves_it_unknown(
    smtp_server: SmtpServer, drop: Drop, copies: int
) -> None:
    smtp_server.faults.drop = drop
    with pytest.raises(DeliveryUnknown) as caught:
        deliver(smtp_server)
    assert not caught.value.retry
    assert len(smtp_server.kept) == copies
    assert smtp_server.connections == 1


def test_a_time_out_after_the_content_leaves_it_unknown_and_one_copy(smtp_server: SmtpServer) -> None:
    smtp_server.faults.answer_after = 3
    started = time.monotonic()
    with pytest.raises(DeliveryUnknown, match="Nobody knows"):
        deliver(smtp_server)
    assert time.monotonic() - started < 3
    assert len(smtp_server.kept) == 1
    assert smtp_server.connections == 1


def test_the_answer_to_the_content_may_take_longer_than_other_answers(smtp_server: SmtpServer) -> None:
    smtp_server.faults.answer_after = 0.6
    assert deliver(smtp_server, timeout=0.3).complete


@pytest.mark.parametrize(
    ("reply", "kind"),
    [
        ("452 4.3.1 out of room", DeliveryRefused),
        ("421 4.3.2 shutting down", DeliveryRefused),
        ("554 5.7.1 spam", DeliveryRefused),
        ("999 what", DeliveryUnknown),
        ("354 go on", DeliveryUnknown),
        ("nonsense", DeliveryUnknown),
    ],
)
def test_the_servers_own_answer_to_the_content_settles_it(
    smtp_server: SmtpServer, reply: str, kind: type[Exception]
) -> None:
    smtp_server.faults.final_reply = reply
    with pytest.raises(kind):
        deliver(smtp_server)
    assert smtp_server.kept == []


def test_a_line_that_breaks_after_the_answer_changes_nothing(smtp_server: SmtpServer) -> None:
    smtp_server.faults.drop = "after the answer"
    assert deliver(smtp_server).complete
    assert len(smtp_server.kept) == 1


# Protection and login


@pytest.fixture(params=["ssl", "starttls"])
def protected(request: pytest.FixtureRequest) -> Iterator[SmtpServer]:
    with running_smtp(security=request.param, login=True) as server:
        yield server


def test_over_tls_with_a_login_it_arrives(protected: SmtpServer) -> None:
    settings = protected.settings(host="localhost")
    result = send(settings, USER, PASSWORD, SENDER, [CUSTOMER], RAW)
    assert result.complete
    assert [kept.content for kept in protected.kept] == [RAW]
    assert check(settings, USER, PASSWORD).endswith("(TLSv1.3), login accepted")


def test_a_wrong_password_is_refused_and_not_repeated(protected: SmtpServer) -> None:
    for wrong in ("wrong-secret", "falsch-gehéim"):
        with pytest.raises(DeliveryRefused, match="refused the login") as caught:
            check(protected.settings(host="localhost"), USER, wrong)
        assert wrong not in str(caught.value)
        assert "password" in caught.value.hint


def test_an_unknown_certificate_is_refused_before_the_login(protected: SmtpServer) -> None:
    with pytest.raises(DeliveryPostponed, match="cannot be trusted") as caught:
        check(protected.settings(host="localhost", ca_file=None), USER, PASSWORD)
    assert "ca_file" in caught.value.hint
    assert protected.kept == []


def test_a_certificate_for_another_host_is_refused(protected: SmtpServer) -> None:
    with proxy_before(protected.port, "127.0.0.2") as proxy:
        settings = protected.settings(host="127.0.0.2", port=proxy.port)
        with pytest.raises(DeliveryPostponed, match=r"certificate of 127\.0\.0\.2:\d+ cannot be trusted"):
            check(settings, USER, PASSWORD)


def test_where_starttls_is_asked_for_and_not_offered_nothing_is_sent() -> None:
    with running_smtp(security="starttls") as server, proxy_before(server.port) as proxy:
        proxy.rewrite = lambda said: said.replace(b"250-STARTTLS\r\n", b"")
        with pytest.raises(DeliveryRefused, match="STARTTLS"):
            send(server.settings(host="localhost", port=proxy.port), USER, PASSWORD, SENDER, [CUSTOMER], RAW)
        assert b"MAIL" not in proxy.heard.upper()
        assert b"AUTH" not in proxy.heard
        assert server.kept == []


def test_a_server_without_a_login_is_not_trusted_with_a_password(smtp_server: SmtpServer) -> None:
    with proxy_before(smtp_server.port) as proxy:
        proxy.rewrite = lambda said: re.sub(rb"250-AUTH [A-Z0-9 ]+\r\n", b"", said)
        with pytest.raises(DeliveryRefused, match="does not offer what this needs: AUTH"):
            check(smtp_server.settings(port=proxy.port), USER, "secret")
        assert b"AUTH" not in proxy.heard


@pytest.mark.parametrize(("password", "accepted"), [(PASSWORD, True), ("wrong", False)])
def test_a_server_that_only_knows_the_old_login_gets_that(password: str, accepted: bool) -> None:
    with running_smtp(login=True) as server, proxy_before(server.port) as proxy:
        proxy.rewrite = lambda said: said.replace(b"AUTH LOGIN PLAIN", b"AUTH LOGIN")
        settings = server.settings(port=proxy.port)
        if accepted:
            assert check(settings, USER, password).endswith("login accepted")
        else:
            with pytest.raises(DeliveryRefused, match="refused the login"):
                check(settings, USER, password)
        assert proxy.heard.count(b"AUTH") == 1


def test_the_greeting_tells_nothing_of_this_machine(smtp_server: SmtpServer) -> None:
    with proxy_before(smtp_server.port) as proxy:
        deliver(smtp_server, port=proxy.port)
        assert proxy.heard.startswith(b"ehlo [127.0.0.1]\r\n")


def test_plain_text_over_the_network_is_refused_before_connecting(smtp_server: SmtpServer) -> None:
    with pytest.raises(ConfigurationError, match="not be encrypted"):
        deliver(smtp_server, host="192.0.2.1")


def test_the_check_says_what_it_found(smtp_server: SmtpServer) -> None:
    assert check(smtp_server.settings(), USER, None).endswith("answers (this machine only), without login")
    assert smtp_server.kept == []
