"""Being let in at the IMAP door, and nobody else with us: logins, refusals, outages, certificates, secrets."""

from pathlib import Path

import pytest
from support.dovecot import PASSWORD, USER, Dovecot
from support.imap import mail, mailbox_at, tag_of, words
from support.machine import free_port
from support.proxy import Proxy, proxy_before

from assistant.errors import ConfigurationError, MailboxError, MailboxLoginRefused, MailboxUnreachable
from assistant.mailbox import servers
from assistant.mailbox.imap import ImapMailbox
from assistant.mailbox.servers import Provider

pytestmark = pytest.mark.dovecot


def test_a_server_that_wants_to_know_the_client_is_told(dovecot: Dovecot, proxy: Proxy) -> None:
    """163.com and QQ refuse to open a folder for a client that has not said who it is (RFC 2971)."""

    def as_netease_does(sent: bytes) -> bytes | None:
        if b" EXAMINE " in sent and b" ID (" not in proxy.heard:
            return tag_of(sent) + b" NO EXAMINE Unsafe Login. Please contact kefu@188.com for help\r\n"
        return None

    proxy.answer = as_netease_does
    dovecot.deliver(mail("one"))
    with mailbox_at(dovecot.settings(port=proxy.port)) as mailbox:
        assert words(mailbox.fetch_new("INBOX")) == ["one"]
    assert b'"Draftdesk"' in proxy.heard


def test_a_provider_that_demands_it_is_told_though_its_server_does_not_say_so(
    dovecot: Dovecot, proxy: Proxy, monkeypatch: pytest.MonkeyPatch
) -> None:
    proxy.rewrite = lambda said: said.replace(b" ID ", b" ")
    for demands_it in (False, True):
        monkeypatch.setattr(servers, "PROVIDERS", (Provider("test", ("127.0.0.1",), demands_id=demands_it),))
        with mailbox_at(dovecot.settings(port=proxy.port)) as mailbox:
            mailbox.check()
        assert (b" ID (" in proxy.heard) == demands_it


def test_a_wrong_password_is_said_plainly_and_never_repeated(dovecot: Dovecot) -> None:
    mailbox = ImapMailbox(dovecot.settings(), USER, "wrong-secret")
    with pytest.raises(MailboxLoginRefused, match=f"refused the login of {USER}") as caught:
        mailbox.check()
    assert "wrong-secret" not in str(caught.value)
    assert not caught.value.retry
    assert "password" in caught.value.hint


@pytest.mark.parametrize("password", ["pässwörd 密码", "plain"])
def test_a_login_that_is_not_ascii_is_tried_and_refused_like_any_other(dovecot: Dovecot, password: str) -> None:
    with pytest.raises(MailboxLoginRefused):
        ImapMailbox(dovecot.settings(), "客服 one", password).check()


def test_too_many_connections_are_a_reason_to_wait(dovecot: Dovecot, proxy: Proxy) -> None:
    proxy.answer = lambda sent: (
        tag_of(sent) + b" NO [ALERT] Too many simultaneous connections. (Failure)\r\n" if b" LOGIN " in sent else None
    )
    with pytest.raises(MailboxUnreachable, match="Too many simultaneous connections"):
        mailbox_at(dovecot.settings(port=proxy.port)).check()


def test_a_line_that_breaks_during_the_login_is_no_wrong_password(dovecot: Dovecot, proxy: Proxy) -> None:
    def hang_up(sent: bytes) -> bytes | None:
        if b" LOGIN " in sent:
            proxy.cut()
            return b""
        return None

    proxy.answer = hang_up
    with pytest.raises(MailboxUnreachable):
        mailbox_at(dovecot.settings(port=proxy.port)).check()


def test_a_server_that_is_down_is_unreachable_and_says_where(dovecot: Dovecot) -> None:
    port = free_port()
    with pytest.raises(MailboxUnreachable, match=f"Nothing answers at 127.0.0.1:{port}") as caught:
        mailbox_at(dovecot.settings(port=port)).check()
    assert caught.value.retry


def test_after_an_outage_the_same_mailbox_connects_again(dovecot: Dovecot, proxy: Proxy) -> None:
    with mailbox_at(dovecot.settings(port=proxy.port)) as mailbox:
        dovecot.deliver(mail("one"))
        (batch,) = mailbox.fetch_new("INBOX")
        proxy.cut()
        with pytest.raises(MailboxUnreachable):
            list(mailbox.fetch_new("INBOX", batch.cursor))
        for number in range(50):
            dovecot.deliver(mail(f"meanwhile-{number}"))
        assert words(mailbox.fetch_new("INBOX", batch.cursor)) == [f"meanwhile-{number}" for number in range(50)]


def test_a_server_that_keeps_silent_is_given_up_after_the_time_out(dovecot: Dovecot, proxy: Proxy) -> None:
    proxy.fall_silent()
    with pytest.raises(MailboxUnreachable, match=r"did not answer within 0\.3 seconds"):
        mailbox_at(dovecot.settings(port=proxy.port, timeout=0.3)).check()


def test_an_answer_that_makes_no_sense_is_a_mailbox_error(dovecot: Dovecot, proxy: Proxy) -> None:
    proxy.answer = lambda sent: b"* LIST (((\r\n" + tag_of(sent) + b" OK done\r\n" if b" LIST " in sent else None
    with pytest.raises(MailboxError):
        mailbox_at(dovecot.settings(port=proxy.port)).check()


def test_nothing_connects_before_it_is_asked_to(dovecot: Dovecot, proxy: Proxy) -> None:
    with mailbox_at(dovecot.settings(port=proxy.port)):
        pass
    assert proxy.heard == b""


def test_a_server_that_does_not_care_who_we_are_is_no_trouble(dovecot: Dovecot, proxy: Proxy) -> None:
    proxy.answer = lambda sent: tag_of(sent) + b" BAD what?\r\n" if b" ID (" in sent else None
    with mailbox_at(dovecot.settings(port=proxy.port)) as mailbox:
        assert "INBOX" in mailbox.folders()


def test_a_password_with_a_line_end_is_not_sent(dovecot: Dovecot, proxy: Proxy) -> None:
    with pytest.raises(ConfigurationError, match="control characters"):
        ImapMailbox(dovecot.settings(port=proxy.port), USER, "x\r\nA1 LOGOUT").check()
    assert proxy.heard == b""


def test_without_a_password_nothing_is_tried(dovecot: Dovecot) -> None:
    with pytest.raises(ConfigurationError, match="No password is set"):
        ImapMailbox(dovecot.settings(), USER, None).check()


# Protection


@pytest.mark.parametrize(("security", "port"), [("ssl", "tls_port"), ("starttls", "port")])
def test_with_its_authority_the_certificate_is_trusted(dovecot: Dovecot, security: str, port: str) -> None:
    dovecot.deliver(mail("one"))
    server = dovecot.settings(host="localhost", port=getattr(dovecot, port), security=security, ca_file=dovecot.ca_file)
    with mailbox_at(server) as mailbox:
        assert words(mailbox.fetch_new("INBOX")) == ["one"]


@pytest.mark.parametrize(("security", "port"), [("ssl", "tls_port"), ("starttls", "port")])
def test_an_unknown_certificate_is_refused_before_the_login(dovecot: Dovecot, security: str, port: str) -> None:
    with proxy_before(getattr(dovecot, port)) as proxy:
        with pytest.raises(MailboxUnreachable, match=r"certificate of localhost:\d+ cannot be trusted") as caught:
            mailbox_at(dovecot.settings(host="localhost", port=proxy.port, security=security)).check()
        assert b"LOGIN" not in proxy.heard
    assert "ca_file" in caught.value.hint


def test_a_certificate_for_another_host_is_refused(dovecot: Dovecot) -> None:
    with proxy_before(dovecot.tls_port, "127.0.0.2") as proxy:
        server = dovecot.settings(host="127.0.0.2", port=proxy.port, security="ssl", ca_file=dovecot.ca_file)
        with pytest.raises(MailboxUnreachable, match=r"certificate of 127\.0\.0\.2:\d+ cannot be trusted"):
            mailbox_at(server).check()


def test_where_starttls_is_asked_for_and_not_offered_no_password_is_sent(dovecot: Dovecot, proxy: Proxy) -> None:
    proxy.rewrite = lambda said: said.replace(b" STARTTLS", b"")
    server = dovecot.settings(host="localhost", port=proxy.port, security="starttls", ca_file=dovecot.ca_file)
    with pytest.raises(MailboxError, match="STARTTLS"):
        mailbox_at(server).check()
    assert b"LOGIN" not in proxy.heard


def test_neither_password_nor_mail_stands_in_the_logs(
    dovecot: Dovecot, mailbox: ImapMailbox, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    dovecot.deliver(mail("canary-in-the-body"))
    assert words(mailbox.fetch_new("INBOX")) == ["canary-in-the-body"]
    mailbox.close()
    assert "canary" not in caplog.text
    assert PASSWORD not in caplog.text
    assert 'word" \\\\\\" ok' not in caplog.text


def test_the_check_says_what_it_found(dovecot: Dovecot, proxy: Proxy) -> None:
    with mailbox_at(dovecot.settings(port=proxy.port)) as mailbox:
        assert mailbox.check() == "3 folders, sent mail is filed in Sent; new mail is told at once"
        proxy.rewrite = lambda said: said.replace(b" IDLE", b"")
        mailbox.close()
        assert "new mail is polled, for the server has no IDLE" in mailbox.check()


def test_a_ca_file_that_is_none_is_a_configuration_error(dovecot: Dovecot, tmp_path: Path) -> None:
    broken = tmp_path / "ca.pem"
    broken.write_text("no certificate")
    with pytest.raises(ConfigurationError, match="ca_file"):
        mailbox_at(dovecot.settings(port=dovecot.tls_port, security="ssl", ca_file=broken)).check()
