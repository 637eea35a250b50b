"""Login by OAuth, against a real Dovecot that asks a real token server whose token it is, and against a real SMTP."""

import stat
import threading
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from urllib.request import urlopen

import pytest
from support.commands import assert_one_paragraph, draftdesk
from support.dovecot import USER, Dovecot
from support.house import MAILBOX, Workshop, eventually, mail, mailbox_settings, workshop
from support.oauth import OAuthServer, running_oauth
from support.proxy import proxy_before
from support.smtp import SmtpServer, running_smtp

from assistant.errors import (
    AccessUnreachable,
    ConfigurationError,
    DeliveryRefused,
    LoginLapsed,
    MailboxLoginRefused,
)
from assistant.fetcher import Fetcher
from assistant.mailbox.imap import ImapMailbox
from assistant.oauth import AccessTokens, Permission
from assistant.oauth_login import log_in
from assistant.outbox.delivery import send
from assistant.settings import OAuthSettings
from assistant.wiring import mailbox_password, now_utc


@pytest.fixture
def oauth(dovecot: Dovecot) -> Iterator[OAuthServer]:
    with running_oauth(dovecot.oauth_port) as server:
        yield server


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Workshop]:
    with workshop(tmp_path) as made:
        yield made


def tokens_of(oauth: OAuthServer, folder: Path, settings: OAuthSettings | None = None) -> AccessTokens:
    settings = settings or oauth.settings(refresh_token=oauth.refresh)
    return AccessTokens(MAILBOX, settings, Permission(MAILBOX, settings, folder / "refresh-token"))


def mailbox_of(dovecot: Dovecot, tokens: AccessTokens, **changes: object) -> ImapMailbox:
    return ImapMailbox(dovecot.settings(**changes), USER, tokens)


@pytest.mark.parametrize("hidden", [b"", b" AUTH=XOAUTH2", b" AUTH=OAUTHBEARER"])
def test_a_mailbox_is_read_with_an_access_token_by_either_mechanism(
    hidden: bytes, dovecot: Dovecot, oauth: OAuthServer, tmp_path: Path
) -> None:
    dovecot.deliver(mail("x", subject="by token"))
    with proxy_before(dovecot.port) as proxy:
        proxy.rewrite = lambda said: said.replace(hidden, b"")
        with mailbox_of(dovecot, tokens_of(oauth, tmp_path), port=proxy.port) as mailbox:
            assert [len(batch.messages) for batch in mailbox.fetch_new("INBOX")] == [1]
        assert b"LOGIN" not in proxy.heard


def test_one_token_serves_until_it_ends_and_the_next_is_asked_for_in_time(oauth: OAuthServer, tmp_path: Path) -> None:
    tokens = tokens_of(oauth, tmp_path)
    assert tokens() == tokens()
    assert len(oauth.asked) == 1
    oauth.life = 60  # less than a login may need: never used twice
    tokens.forget()
    assert tokens() != tokens()


def test_a_new_refresh_token_takes_the_old_ones_place_for_its_owner_only(oauth: OAuthServer, tmp_path: Path) -> None:
    oauth.rotates = True
    file = tmp_path / "refresh-token"
    file.write_text(f"{oauth.refresh}\n")
    tokens = tokens_of(oauth, tmp_path, oauth.settings())
    for _ in range(3):
        tokens()
        tokens.forget()
    assert file.read_text().strip() == oauth.refresh != "first-refresh-token"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_a_token_that_the_mail_server_refuses_is_asked_for_anew(
    dovecot: Dovecot, oauth: OAuthServer, tmp_path: Path
) -> None:
    mailbox = mailbox_of(dovecot, tokens_of(oauth, tmp_path))
    oauth.access = {mailbox._password(): "somebody@else.example"}  # type: ignore[operator,misc]
    with pytest.raises(MailboxLoginRefused) as caught:
        mailbox.check()
    assert not any(token in str(caught.value) for token in oauth.access)
    assert "folders" in mailbox.check()
    mailbox.close()


def test_a_withdrawn_permission_is_red_within_a_poll_and_the_cursor_stays_where_it_was(
    shop: Workshop, dovecot: Dovecot, oauth: OAuthServer, tmp_path: Path
) -> None:
    tokens = tokens_of(oauth, tmp_path)
    settings = mailbox_settings(dovecot.settings(), password=None, oauth=oauth.settings(), poll_seconds=0.3)
    fetcher = Fetcher(MAILBOX, settings, mailbox_of(dovecot, tokens), shop.records.messages, lambda _: None)
    stop = threading.Event()
    thread = threading.Thread(target=fetcher.run, args=(stop,))
    thread.start()
    try:
        dovecot.deliver(mail("x", subject="before"))
        eventually(lambda: shop.records.messages.to_work())
        known = shop.records.messages.cursor(MAILBOX, "INBOX")
        oauth.withdraw()
        fetcher.mailbox.interrupt()  # a server ends the session of a token that is withdrawn, sooner or later
        tokens.forget()
        dovecot.deliver(mail("x", subject="after"))
        began = time.monotonic()
        problem = eventually(lambda: "invalid_grant" in fetcher.health.problem and fetcher.health.problem)
        assert time.monotonic() - began < 3
        assert "withdrawn, or has expired" in problem
        assert "draftdesk mailbox login support" in problem
        assert USER not in problem, "the server's own description names people"
        assert shop.records.messages.cursor(MAILBOX, "INBOX") == known
        time.sleep(1)
        assert len(oauth.asked) < 8, "no storm"
        oauth.refresh = "first-refresh-token"
        eventually(lambda: len(shop.records.messages.to_work()) == 2 and not fetcher.health.problem)
    finally:
        stop.set()
        thread.join(5)


@pytest.mark.parametrize(
    ("error", "status", "expected", "words"),
    [
        ("invalid_grant", 400, LoginLapsed, "draftdesk mailbox login support"),
        ("invalid_client", 401, ConfigurationError, "client_id"),
        ("access_denied", 400, LoginLapsed, "access_denied"),
        ("server_error", 500, AccessUnreachable, "tried again"),
        ("slow_down", 429, AccessUnreachable, "tried again"),
    ],
)
def test_each_refusal_says_what_to_do(
    error: str, status: int, expected: type[Exception], words: str, oauth: OAuthServer, tmp_path: Path
) -> None:
    oauth.error, oauth.status = error, status
    with pytest.raises(expected, match=words) as caught:
        tokens_of(oauth, tmp_path)()
    assert oauth.refresh not in str(caught.value)


def test_a_token_server_that_is_away_is_a_reason_to_wait(tmp_path: Path) -> None:
    with running_oauth() as gone:
        tokens = tokens_of(gone, tmp_path)
    with pytest.raises(AccessUnreachable, match="does not answer"):
        tokens()


def test_without_a_permission_it_says_how_to_give_one(oauth: OAuthServer, tmp_path: Path) -> None:
    with pytest.raises(LoginLapsed, match="draftdesk mailbox login support"):
        tokens_of(oauth, tmp_path, oauth.settings())()
    assert oauth.asked == []


def test_the_device_flow_waits_until_somebody_agreed(oauth: OAuthServer) -> None:
    said: list[str] = []
    oauth.pending = 2
    assert log_in(MAILBOX, USER, oauth.settings(), said.append) == oauth.refresh != "first-refresh-token"
    assert "WDJB-MJHT" in said[0]
    assert oauth.url in said[0]


def test_the_browser_comes_back_with_a_code_that_only_we_can_use(oauth: OAuthServer) -> None:
    said: list[str] = []

    def agree(words: str) -> None:
        said.append(words)
        if words.startswith("http"):
            threading.Thread(target=lambda: urlopen(words).close()).start()

    assert log_in(MAILBOX, USER, oauth.settings(device_url=None), agree) == oauth.refresh != "first-refresh-token"
    assert oauth.asked[0]["code_verifier"] not in "".join(said)


def test_the_command_keeps_the_permission_and_tries_it(dovecot: Dovecot, oauth: OAuthServer, tmp_path: Path) -> None:
    settings = tmp_path / "draftdesk.toml"
    settings.write_text(
        f"""data_dir = "{tmp_path}/data"
[mailboxes.support]
address = "{USER}"
imap = {{ host = "127.0.0.1", port = {dovecot.port}, security = "none" }}
smtp = {{ host = "127.0.0.1", port = 1, security = "none" }}
[mailboxes.support.oauth]
provider = "other"
client_id = "draftdesk-test"
client_secret = "the client's secret"
token_url = "{oauth.url}/token"
device_url = "{oauth.url}/device"
"""
    )
    done = draftdesk("--settings", settings, "mailbox", "login", "support", cwd=tmp_path)
    assert done.status == 0, done.err
    assert "WDJB-MJHT" in done.err
    assert "folders" in done.out
    kept = tmp_path / "data" / "oauth" / "support"
    assert kept.read_text().strip() == oauth.refresh
    assert oauth.refresh not in done.out + done.err
    unknown = draftdesk("--settings", settings, "mailbox", "login", "sales", cwd=tmp_path)
    assert_one_paragraph(unknown, 2, "no mailbox named sales", "support")


class Post:
    """A shop that sends with access tokens, which `smtp` takes while it knows them."""

    def __init__(self, shop: Workshop, smtp: SmtpServer, oauth: OAuthServer) -> None:
        self.shop, self.smtp, self.oauth = shop, smtp, oauth

    def approved(self) -> int:
        (message_id,) = self.shop.receive(mail("Where is my lamp?"))
        return self.shop.approve(self.shop.worked(message_id)).delivery_id

    def deliver(self, delivery_id: int) -> tuple[str, str]:
        dispatcher = self.shop.office.dispatcher
        assert dispatcher.prepare(delivery_id)
        dispatcher.attempt(delivery_id)
        delivery = self.shop.records.deliveries.delivery(delivery_id)
        return delivery.state, delivery.error or ""

    def stale_token(self) -> None:
        """One that we hold for good and the mail server no longer takes; it takes those that come after it."""
        held = mailbox_password(self.shop.settings, MAILBOX)
        self.smtp.tokens = {secret for secret in self.oauth.access if secret != held}
        self.oauth.on_token = self.smtp.tokens.add


@pytest.fixture
def post(tmp_path: Path, oauth: OAuthServer) -> Iterator[Post]:
    with running_smtp(login=True) as smtp:
        login = oauth.settings(refresh_token=oauth.refresh)
        settings = mailbox_settings(smtp=smtp.settings(), password=None, oauth=login)
        with workshop(tmp_path / "house", settings) as shop:
            yield Post(shop, smtp, oauth)


@pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")
def test_a_token_that_the_sending_server_no_longer_takes_is_renewed_once_and_one_mail_goes_out(post: Post) -> None:
    delivery_id = post.approved()
    post.stale_token()
    assert post.deliver(delivery_id) == ("sent", "")
    assert (len(post.smtp.kept), post.smtp.connections, len(post.oauth.asked)) == (1, 2, 2)


@pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")
def test_a_new_token_that_is_refused_too_is_a_refusal_and_not_tried_a_third_time(post: Post) -> None:
    delivery_id = post.approved()
    post.stale_token()
    post.oauth.on_token = lambda token: None
    state, words = post.deliver(delivery_id)
    assert state == "refused"
    assert "refused the login" in words
    assert (len(post.smtp.kept), post.smtp.connections, len(post.oauth.asked)) == (0, 2, 2)


@pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")
@pytest.mark.parametrize("held", [True, False], ids=["a token is held", "none is"])
def test_where_the_permission_was_withdrawn_the_reply_waits_and_says_who_has_to_log_in(post: Post, held: bool) -> None:
    delivery_id = post.approved()
    if held:
        post.stale_token()
    post.oauth.withdraw()
    state, words = post.deliver(delivery_id)
    assert state == "postponed"
    assert "invalid_grant" in words
    assert "withdrawn, or has expired" in words
    assert "draftdesk mailbox login support" in words
    assert post.smtp.kept == []
    post.oauth.refresh, post.oauth.on_token = "first-refresh-token", post.smtp.tokens.add
    later = now_utc() + timedelta(minutes=2)
    post.shop.clock = lambda: later
    assert post.deliver(delivery_id) == ("sent", "")
    assert len(post.smtp.kept) == 1


@pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")
def test_while_the_login_server_is_away_the_reply_waits_and_says_so(post: Post) -> None:
    delivery_id = post.approved()
    post.oauth.error, post.oauth.status = "server_error", 503
    state, words = post.deliver(delivery_id)
    assert (state, post.smtp.kept) == ("postponed", [])
    assert "is busy: 503" in words


@pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")
def test_an_answer_goes_out_with_the_same_token_and_a_refused_one_sends_nothing(
    oauth: OAuthServer, tmp_path: Path
) -> None:
    token = tokens_of(oauth, tmp_path)()
    raw = mail("here it is")
    with running_smtp(login=True) as server:
        server.tokens = {token}
        send(server.settings(), USER, token, USER, ["ann@mail.example"], raw)
        server.tokens = {"another"}
        with pytest.raises(DeliveryRefused, match="refused the login") as caught:
            send(server.settings(), USER, token, USER, ["ann@mail.example"], raw)
        assert token not in str(caught.value)
        assert [kept.recipients for kept in server.kept] == [["ann@mail.example"]]
