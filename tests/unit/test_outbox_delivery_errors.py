"""Every error below the SMTP door leaves as one of ours, and says whether to try again."""

import inspect
import smtplib
import socket
import ssl

import pytest

from assistant.errors import DeliveryError, DeliveryLoginRefused, DeliveryPostponed, DeliveryRefused, InputError
from assistant.outbox.delivery import LIBRARY_ERRORS, dot_stuffed, send, translated
from assistant.settings import ServerSettings

SERVER = ServerSettings(host="smtp.example.com", port=465)
KINDS = sorted(
    (kind for _, kind in inspect.getmembers(smtplib, inspect.isclass) if issubclass(kind, smtplib.SMTPException)),
    key=lambda kind: kind.__name__,
)


def an_error(kind: type[Exception]) -> Exception:
    if issubclass(kind, smtplib.SMTPSenderRefused):
        return kind(550, b"no", "support@shop.example")
    if issubclass(kind, smtplib.SMTPResponseException):
        return kind(550, b"no")
    return kind({}) if issubclass(kind, smtplib.SMTPRecipientsRefused) else kind("no")


@pytest.mark.parametrize(
    "kind", [*KINDS, OSError, TimeoutError, ssl.SSLError, ssl.SSLCertVerificationError, socket.gaierror, UnicodeError]
)
def test_no_library_error_is_left_out(kind: type[Exception]) -> None:
    assert issubclass(kind, LIBRARY_ERRORS)
    ours = translated(an_error(kind), SERVER)
    assert isinstance(ours, DeliveryPostponed | DeliveryRefused)
    assert "smtp.example.com" in ours.message
    assert ours.message.endswith(".")
    assert ours.hint.endswith(".")


@pytest.mark.parametrize(
    ("error", "kind", "words"),
    [
        (smtplib.SMTPAuthenticationError(535, b"5.7.8 wrong"), DeliveryLoginRefused, "refused the login"),
        (smtplib.SMTPAuthenticationError(454, b"4.7.0 later"), DeliveryPostponed, "454 4.7.0 later"),
        (smtplib.SMTPConnectError(421, b"too many connections"), DeliveryPostponed, "421 too many"),
        (smtplib.SMTPConnectError(554, b"blocked"), DeliveryRefused, "554 blocked"),
        (smtplib.SMTPServerDisconnected("closed"), DeliveryPostponed, "closed the connection"),
        (smtplib.SMTPNotSupportedError("STARTTLS extension not supported"), DeliveryRefused, "STARTTLS"),
        (ConnectionRefusedError(), DeliveryPostponed, "Nothing answers at smtp.example.com:465"),
        (TimeoutError(), DeliveryPostponed, "did not answer within 30 seconds"),
    ],
)
def test_each_kind_says_whether_trying_again_can_help(error: Exception, kind: type[DeliveryError], words: str) -> None:
    ours = translated(error, SERVER)
    assert type(ours) is kind
    assert words in ours.message
    assert ours.retry is (kind is DeliveryPostponed)


def test_a_password_or_address_in_the_servers_words_is_not_repeated() -> None:
    ours = translated(smtplib.SMTPAuthenticationError(535, b"bob@example.org hunter2 wrong"), SERVER, "hunter2")
    assert "hunter2" not in str(ours)
    assert "bob@" not in str(ours)


@pytest.mark.parametrize(
    ("raw", "sent"),
    [
        (b"a\r\n", b"a\r\n.\r\n"),
        (b"a", b"a\r\n.\r\n"),
        (b".\r\n", b"..\r\n.\r\n"),
        (b"a\r\n.\r\nb\r\n", b"a\r\n..\r\nb\r\n.\r\n"),
        (b"a\r\n..b\r\n", b"a\r\n...b\r\n.\r\n"),
        (b"a.\r\nb .\r\n", b"a.\r\nb .\r\n.\r\n"),
        (b"", b"\r\n.\r\n"),
    ],
)
def test_leading_dots_are_doubled_and_one_ends_the_content(raw: bytes, sent: bytes) -> None:
    assert dot_stuffed(raw) == sent


@pytest.mark.parametrize("raw", [b"a\n.\nMAIL FROM:<x>\n", b"a\r.\r\nb", b"a\r\n.\n", b"\n", b"a\r"])
def test_content_that_two_servers_could_read_differently_is_not_sent(raw: bytes) -> None:
    with pytest.raises(InputError, match="line ends"):
        send(SERVER, "", None, "support@shop.example", ["customer@example.org"], raw)


@pytest.mark.parametrize("address", ["a@b.example>\r\nRCPT TO:<thief@evil.example", "a b@c.example", "a", ""])
def test_an_address_cannot_carry_a_command(address: str) -> None:
    with pytest.raises(InputError, match="address"):
        send(SERVER, "", None, "support@shop.example", [address], b"a\r\n")
    with pytest.raises(InputError, match="address"):
        send(SERVER, "", None, address, ["customer@example.org"], b"a\r\n")
