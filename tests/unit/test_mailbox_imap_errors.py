"""Every error that the libraries below the IMAP door can raise leaves as one of ours."""

import imaplib
import inspect
import socket
import ssl

import imapclient.exceptions
import pytest

from assistant.errors import MailboxError, MailboxLoginRefused, MailboxUnreachable
from assistant.mailbox.imap_errors import LIBRARY_ERRORS, login_refused, translated
from assistant.mailbox.servers import login_hint, says_later
from assistant.redaction import redacted
from assistant.settings import ServerSettings

SERVER = ServerSettings(host="imap.example.com", port=993)


def exceptions_in(*modules: object) -> list[type[Exception]]:
    found = {
        member
        for module in modules
        for name, member in inspect.getmembers(module, inspect.isclass)
        if not name.startswith("_") and issubclass(member, Exception) and not issubclass(member, Warning)
    }
    return sorted(found, key=lambda kind: kind.__name__)


LIBRARIES = exceptions_in(imapclient.exceptions, imaplib.IMAP4, ssl, socket)


def test_the_libraries_were_looked_into() -> None:
    names = {kind.__name__ for kind in LIBRARIES}
    assert {
        "abort",
        "error",
        "readonly",
        "LoginError",
        "ProtocolError",
        "SSLCertVerificationError",
        "gaierror",
    } <= names


@pytest.mark.parametrize("kind", LIBRARIES, ids=lambda kind: kind.__name__)
def test_no_library_error_is_left_out(kind: type[Exception]) -> None:
    assert issubclass(kind, LIBRARY_ERRORS)
    for error in (kind("reason"), kind()):
        ours = translated(error, SERVER)
        assert isinstance(ours, MailboxError)
        assert "imap.example.com" in ours.message
        assert ours.message.endswith(".")
        assert ours.hint.endswith(".")


@pytest.mark.parametrize(
    ("error", "kind", "words"),
    [
        (imaplib.IMAP4.abort("socket error: EOF"), MailboxUnreachable, "broke off"),
        (imaplib.IMAP4.abort(b"Too many connections"), MailboxUnreachable, "Too many connections"),
        (ConnectionRefusedError(), MailboxUnreachable, "Nothing answers at imap.example.com:993"),
        (socket.gaierror(-2, "Name or service not known"), MailboxUnreachable, "imap.example.com was not found"),
        (TimeoutError(), MailboxUnreachable, "did not answer within 30 seconds"),
        (ConnectionResetError(104, "Connection reset by peer"), MailboxUnreachable, "Connection reset by peer"),
        (ssl.SSLError(1, "WRONG_VERSION_NUMBER"), MailboxUnreachable, "No TLS connection"),
        (imaplib.IMAP4.error("fetch failed: [OVERQUOTA] bandwidth limits"), MailboxUnreachable, "busy"),
        (imaplib.IMAP4.error("select failed: [UNAVAILABLE] maintenance"), MailboxUnreachable, "busy"),
        (imaplib.IMAP4.error("select failed: [NONEXISTENT] no such folder"), MailboxError, "no such folder"),
        (imaplib.IMAP4.readonly("INBOX is not writable"), MailboxError, "only be read"),
        (ValueError("unexpected message list format"), MailboxError, "cannot be understood"),
        (KeyError("x"), MailboxError, "cannot be understood"),
    ],
)
def test_each_kind_says_whether_trying_again_can_help(error: Exception, kind: type[MailboxError], words: str) -> None:
    ours = translated(error, SERVER)
    assert type(ours) is kind
    assert words in ours.message


def test_a_password_or_address_in_the_servers_words_is_not_repeated() -> None:
    ours = translated(imaplib.IMAP4.error("LOGIN bob@example.org hunter2 is wrong\r\nX"), SERVER, "hunter2")
    assert ours.message == "The mail server imap.example.com:993 refused: LOGIN [address] *** is wrong X."


def test_a_servers_novel_is_cut_short() -> None:
    assert len(translated(imaplib.IMAP4.error("no " * 1000), SERVER).message) < 300


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("b'[AUTHENTICATIONFAILED] Authentication failed.'", MailboxLoginRefused),
        ("b'LOGIN Login error or password error'", MailboxLoginRefused),
        ("b'[ALERT] Application-specific password required'", MailboxLoginRefused),
        ("b'[ALERT] Too many simultaneous connections. (Failure)'", MailboxUnreachable),
        ("b'[UNAVAILABLE] Temporary authentication failure.'", MailboxUnreachable),
        ("b'Login fail. Login frequency limited'", MailboxUnreachable),
    ],
)
def test_a_refused_login_is_told_from_a_busy_server(words: str, kind: type[MailboxError]) -> None:
    ours = login_refused(imapclient.exceptions.LoginError(words), SERVER, "support@shop.example", "secret")
    assert type(ours) is kind
    assert "b'" not in ours.message


def test_a_connection_that_broke_while_logging_in_is_no_refused_login() -> None:
    error = imapclient.exceptions.LoginError("socket error: EOF")
    error.__context__ = imaplib.IMAP4.abort("socket error: EOF")
    assert type(login_refused(error, SERVER, "support@shop.example", "secret")) is MailboxUnreachable


@pytest.mark.parametrize(
    ("host", "words"),
    [
        ("imap.gmail.com", "app password"),
        ("outlook.office365.com", "draftdesk mailbox login"),
        ("imap.qiye.aliyun.com", "客户端专用密码"),
        ("imap.qq.com", "授权码"),
        ("imap.exmail.qq.com", "授权码"),
        ("imap.163.com", "客户端授权密码"),
        ("mail.shop.example", "user name and password"),
        ("notgmail.com", "user name and password"),
    ],
)
def test_the_hint_knows_what_the_provider_wants(host: str, words: str) -> None:
    assert words in login_hint(host)
    assert redacted(login_hint(host)) == login_hint(host), "the log must not blot out advice"


@pytest.mark.parametrize("words", ["no such folder", "[CANNOT] invalid name", "[AUTHENTICATIONFAILED] wrong password"])
def test_a_plain_no_is_not_taken_for_later(words: str) -> None:
    assert not says_later(words)


@pytest.mark.parametrize(
    ("host", "words", "later"),
    [
        # QQ says all of this whatever is wrong, and what is wrong is the password
        (
            "imap.qq.com",
            "Login fail. Account is abnormal, service is not open, password is incorrect, login frequency limited, "
            "or system is busy.",
            False,
        ),
        ("imap.163.com", "LOGIN system busy", True),
        ("outlook.office365.com", "User is authenticated but not connected.", True),
        ("outlook.office365.com", "Request is throttled. Suggested Backoff Time: 92415 milliseconds", True),
        ("imap.gmail.com", "[OVERQUOTA] Account exceeded command or bandwidth limits.", True),
        ("imap.gmail.com", "[AUTHENTICATIONFAILED] Invalid credentials (Failure)", False),
        ("mail.shop.example", "[SERVERBUG] Internal error occurred. Refer to server log", True),
        ("mail.shop.example", "[LIMIT] Maximum number of connections from user+IP exceeded", True),
        ("mail.shop.example", "[AUTHENTICATIONFAILED] Authentication failed.", False),
    ],
)
def test_each_server_has_words_of_its_own_for_later(host: str, words: str, later: bool) -> None:
    assert says_later(words, host) is later
