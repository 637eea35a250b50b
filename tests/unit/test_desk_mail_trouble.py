"""What the mail doors say goes wrong reaches Chinese agents in Chinese; what a mail server said stays as it was."""

import imaplib
import re
import smtplib
import socket
import ssl
from datetime import UTC, datetime, timedelta

import pytest
from support.errors_raised import errors_raised_in

from assistant.desk.mail_trouble_words import trouble_in_words
from assistant.errors import DraftdeskError
from assistant.mail_servers import network_trouble
from assistant.mailbox.imap_errors import login_refused
from assistant.mailbox.imap_errors import translated as over_imap
from assistant.mailbox.servers import PROVIDERS, Provider
from assistant.oauth import Answer, refused
from assistant.outbox.delivery import _failure, _not_now, _require_a_taker, _unknown
from assistant.outbox.delivery import translated as over_smtp
from assistant.records.health import Health
from assistant.settings import OAuthSettings, ServerSettings

NOW = datetime(2026, 11, 26, tzinfo=UTC)
SERVER = ServerSettings(host="mail.shop.example", port=993)
SAID = "554 5.7.1 looks like spam"
OAUTH = OAuthSettings(provider="microsoft", client_id="x")
KNOWN = re.compile(r"[\w.-]+\.example|login\.microsoftonline\.com|looks like spam|draftdesk mailbox login|\w+_\w+|"
                   r"ca_file|TLS|ssl|starttls|IMAP|OAuth|scope|oauth|password|support|mailboxes|STARTTLS")  # fmt: skip


NAMES = re.compile(KNOWN.pattern + r"|CRLF|PEM|ASCII|MIME|Unicode|Message-ID|UIDVALIDITY|\.eml|none|NAME|Gmail|"
                   r"Google|username|security|SMTP|QQ")  # fmt: skip

SILENCE = OSError(5, "it has fallen silent")


def network(error: OSError) -> DraftdeskError:
    return DraftdeskError(*network_trouble(error, SERVER))


def nobody_takes_it() -> DraftdeskError:
    with pytest.raises(DraftdeskError) as caught:
        _require_a_taker((), SERVER)
    return caught.value


TROUBLES: tuple[DraftdeskError, ...] = (
    *map(network, (ConnectionRefusedError(), TimeoutError(), socket.gaierror(), ssl.SSLError(), SILENCE)),
    over_smtp(smtplib.SMTPAuthenticationError(535, SAID.encode()), SERVER),
    over_smtp(smtplib.SMTPServerDisconnected(), SERVER),
    over_smtp(smtplib.SMTPNotSupportedError("STARTTLS"), SERVER),
    over_smtp(smtplib.SMTPException(SAID), SERVER),
    over_smtp(ValueError(), SERVER),
    _failure(554, SAID, SERVER, None),
    _failure(451, SAID, SERVER, None),
    _not_now(451, SAID, SERVER),
    _unknown(SERVER, "the connection was lost or timed out"),
    _unknown(SERVER, "its answer could not be understood"),
    over_imap(imaplib.IMAP4.readonly(SAID), SERVER),
    over_imap(imaplib.IMAP4.abort(SAID), SERVER),
    over_imap(imaplib.IMAP4.error(SAID), SERVER),
    over_imap(imaplib.IMAP4.error("[UNAVAILABLE] looks like spam"), SERVER),
    over_imap(ValueError(), SERVER),
    refused(Answer(400, {"error": "invalid_grant"}), "support", OAUTH),
    refused(Answer(400, {"error": "access_denied"}), "support", OAUTH),
    refused(Answer(401, {"error": "invalid_client"}), "support", OAUTH),
)  # fmt: skip


@pytest.mark.parametrize("trouble", TROUBLES, ids=lambda trouble: trouble.message[:40])
def test_every_trouble_is_said_in_chinese_to_the_last_word(trouble: DraftdeskError) -> None:
    chinese = trouble_in_words(str(trouble), "zh")
    assert re.findall(r"[A-Za-z]{3,}", KNOWN.sub("", chinese.replace("[UNAVAILABLE]", ""))) == []
    assert trouble_in_words(str(trouble), "en") == str(trouble)


def left_in_english(trouble: str) -> list[str]:
    return re.findall(r"[A-Za-z]{3,}", NAMES.sub("", trouble_in_words(trouble, "zh")))


def test_no_error_of_the_mail_doors_is_left_out() -> None:
    """Whatever stands in the source, as it is shown at a mailbox, a mail in quarantine or a reply."""
    words = errors_raised_in(
        "mailbox/*.py", "outbox/*.py", "mail_servers.py", "oauth.py", "fetcher.py", "composer.py", "dispatcher.py",
        "jobs.py", "records/raw.py", "records/outgoing.py",
    )  # fmt: skip
    said_above = re.compile(r"Nobody knows whether 7 took the mail: 7 while|That is no SHA-256")  # our own fault
    shown = [one for one in words if not said_above.match(one)]
    assert len(shown) > 40
    assert {one: left for one in shown if (left := left_in_english(one))} == {}


@pytest.mark.parametrize("provider", PROVIDERS, ids=lambda provider: provider.name)
def test_each_providers_advice_for_a_refused_login_is_said_in_chinese(provider: Provider) -> None:
    server = ServerSettings(host=f"imap.{next(iter(provider.domains), 'shop.example')}", port=993)
    refusal = str(login_refused(imaplib.IMAP4.error(SAID), server, "support", None))
    assert provider.login_hint in refusal
    said = trouble_in_words(refusal, "zh")
    assert f"邮件服务器 {server.host}:993 拒绝 support 登录：{SAID}。" in said
    assert re.search(r"密码|授权码", said)
    assert left_in_english(said.replace(SAID, "").replace(server.host, "")) == []


def test_a_refused_recipient_comes_with_what_to_do() -> None:
    assert trouble_in_words(str(nobody_takes_it()), "zh").endswith("请核对客户地址。")


@pytest.mark.parametrize(
    ("english", "chinese"),
    [
        ("It came back, for good: 550 5.1.1 no such user", "邮件被退回（永久失败） 550 5.1.1 no such user"),
        ("The mail was sent, its copy was not filed: Nothing answers at x:1. It is tried again.",
         "邮件已发送，但副本未能存入：x:1 没有应答。系统会自动重试。"),
        ("larger than 50 MB", "超过 50 MB"),
        (Health(NOW, NOW, expected_by=NOW).trouble(NOW + timedelta(minutes=1)),
         "已没有进程收取它的邮件。请启动 draftdesk run 或 draftdesk fetch。"),
        ("It came back (5.1.1).", "邮件被退回 5.1.1"),
        ("The process that was sending it stopped before the mail server's answer was recorded.",
         "发送进程在记录邮件服务器的应答前停止了。"),
        ("something that nobody foresaw", "something that nobody foresaw"),
        (r"x refused the mail: \1 \g<9>. Read the reason; it is not repeated.",
         r"x 拒收邮件：\1 \g<9>。请查看原因；系统不会自动重发。"),
    ],
)  # fmt: skip
def test_what_is_known_is_translated_and_the_rest_shown_as_it_is(english: str, chinese: str) -> None:
    assert trouble_in_words(english, "zh") == chinese
