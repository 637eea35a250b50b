"""The door to IMAP servers: connecting, protecting, logging in, opening folders. The only user of imapclient.

Every library error leaves as one of the `MailboxError`s.
"""

import errno
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from types import TracebackType
from typing import Any, NamedTuple, Self

from imapclient import IMAPClient, SocketTimeout
from imapclient.exceptions import LoginError

from assistant import __version__
from assistant.errors import ConfigurationError, MailboxError
from assistant.mail_servers import place, require_protection, tls_context
from assistant.mailbox.imap_errors import LIBRARY_ERRORS, keeps_in_step, login_refused, translated
from assistant.mailbox.servers import provider_of
from assistant.oauth import AccessToken, AccessTokens, oauthbearer, xoauth2
from assistant.settings import ServerSettings

KEEPALIVE_SECONDS = 40
"""So soon the system gives up a line on which nothing comes back, though nobody says a word on it (RFC 1122, 4.2.3.6):
after half of that it asks the other end four times. Only the other machine answers, not the program on it.
"""
SOON_SECONDS = 10.0
"""For an answer that costs a server nothing (to NOOP, to DONE): one that takes longer is not there any more."""
_BEYOND_LOGIN = frozenset(' "\\(){%*')
"""Characters that LOGIN would have to quote in a user name, and imaplib does not."""


class Opened(NamedTuple):
    """A folder as it was when it was opened. `next_uid` is what the next arrival will get, 0 where it is not said."""

    folder: str
    uidvalidity: int
    messages: int
    next_uid: int

    @property
    def newest(self) -> tuple[int, int]:
        """Changes with every arrival."""
        return (self.uidvalidity, self.next_uid)


class ImapConnection:
    """One connection, made when first needed, and anew after it was lost. Not for two threads at once."""

    def __init__(self, server: ServerSettings, login: str, password: str | AccessTokens | None) -> None:
        """`password` is one, or what gives a fresh access token for each login."""
        self._server = server
        self._login = login
        self._password = password
        self._secret: str | None = None
        self._client: Any = None
        self._opened: Opened | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Log out. Never raises: a connection that is gone is closed too."""
        if self._client is not None:
            with suppress(*LIBRARY_ERRORS):
                self._client.logout()
            self._hang_up()

    def drop(self) -> None:
        """Hang up without a word, for nobody may be there any more to answer."""
        self._hang_up()

    def interrupt(self) -> None:
        """For another thread: whatever waits for the server ends now with MailboxUnreachable."""
        client = self._client
        if client is not None:
            with suppress(OSError):
                client.socket().shutdown(socket.SHUT_RDWR)

    def _open(self, folder: str, writable: bool = False) -> Opened:
        """SELECT, or EXAMINE, which changes nothing: not even \\Recent."""
        self._opened = None  # a refused SELECT leaves no folder open (RFC 3501, 6.3.1)
        with self._door():
            answer = self._connected().select_folder(folder, readonly=not writable)
        if b"UIDVALIDITY" not in answer:
            raise MailboxError(f"{place(self._server)} gives no UIDVALIDITY for {folder}.", "Choose another folder.")
        self._opened = Opened(folder, answer[b"UIDVALIDITY"], answer[b"EXISTS"], answer.get(b"UIDNEXT", 0))
        return self._opened

    def _offers(self, capability: str) -> bool:
        with self._door():
            return bool(self._connected().has_capability(capability))

    def _connected(self) -> Any:
        if self._client is None:
            self._client = self._connect()
        return self._client

    def _connect(self) -> Any:
        require_protection(self._server)
        password = self._usable_password()
        client = self._dial()
        try:
            if self._server.security == "starttls":
                client.starttls(tls_context(self._server.ca_file))
            self._log_in(client, password)
            self._say_who_we_are(client)
        except (*LIBRARY_ERRORS, MailboxError):
            _shut(client)
            raise
        return client

    def _usable_password(self) -> str:
        """Kept, so that it can be taken out of whatever the server says."""
        if self._password is None:
            raise ConfigurationError(f"No password is set for {self._login}.", "Set password_file, password or oauth.")
        self._secret = self._password if isinstance(self._password, str) else self._password()
        if not (self._login + self._secret).isprintable():
            raise ConfigurationError("User name or password has control characters in it.", "Type them anew.")
        return self._secret

    def _dial(self) -> Any:
        server = self._server
        client = IMAPClient(
            server.host,
            server.port,
            ssl=server.security == "ssl",
            ssl_context=tls_context(server.ca_file) if server.security == "ssl" else None,
            timeout=SocketTimeout(connect=server.timeout, read=server.timeout),
        )
        _keep_alive(client.socket())
        client._imap.debug = 0  # imapclient has imaplib format every message that it reads for the log
        client.normalise_times = False
        return client

    def _log_in(self, client: Any, password: str) -> None:
        """With LOGIN in plain ASCII; everything else goes as SASL PLAIN in UTF-8 (RFC 4616), a token by its own way."""
        try:
            if isinstance(password, AccessToken):
                self._present(client, password)
            elif (self._login + password).isascii() and not _BEYOND_LOGIN & set(self._login):
                client.login(self._login, password)
            else:
                client.plain_login(self._login, password)
        except LoginError as error:
            if not isinstance(self._password, str | None):
                self._password.forget()
            raise login_refused(error, self._server, self._login, password) from None

    def _present(self, client: Any, token: AccessToken) -> None:
        """A server that says no asks once more before (RFC 7628, 3.2.3); what it is told then does not matter."""
        if client.has_capability("AUTH=OAUTHBEARER") and not client.has_capability("AUTH=XOAUTH2"):
            words = oauthbearer(self._login, token, self._server.host, self._server.port)
            client.sasl_login("OAUTHBEARER", _once(words, then=b"\x01"))
        else:
            client.sasl_login("XOAUTH2", _once(xoauth2(self._login, token), then=b""))

    def _say_who_we_are(self, client: Any) -> None:
        """163.com and QQ refuse to open a folder for the nameless (RFC 2971). Others may not care to know.

        Past imapclient's guard, which says nothing to a server that does not offer ID.
        """
        if client.has_capability("ID") or provider_of(self._server.host).demands_id:
            with suppress(IMAPClient.Error):
                IMAPClient.id_.__wrapped__(client, {"name": "Draftdesk", "version": __version__, "vendor": "Draftdesk"})

    @contextmanager
    def _soon_answered(self) -> Iterator[None]:
        """To be used inside `_door`."""
        connection = self._client.socket()
        connection.settimeout(min(SOON_SECONDS, self._server.timeout))
        try:
            yield
        except TimeoutError:
            raise OSError(errno.EIO, "it has fallen silent") from None
        connection.settimeout(self._server.timeout)

    def _hang_up(self) -> None:
        if self._client is not None:
            _shut(self._client)
        self._client = None
        self._opened = None

    @contextmanager
    def _door(self) -> Iterator[None]:
        """No library error leaves. Unless the server merely said no, the connection is not used again."""
        try:
            yield
        except LIBRARY_ERRORS as error:
            if not keeps_in_step(error):
                self._hang_up()
            raise translated(error, self._server, self._secret) from None


def _keep_alive(connection: socket.socket) -> None:
    """With the finer settings where the system has them; each has its own."""
    options = (
        ("TCP_KEEPIDLE", KEEPALIVE_SECONDS // 2),
        ("TCP_KEEPALIVE", KEEPALIVE_SECONDS // 2),  # macOS's name for the one above
        ("TCP_KEEPINTVL", max(1, KEEPALIVE_SECONDS // 8)),
        ("TCP_KEEPCNT", 4),
        ("TCP_USER_TIMEOUT", KEEPALIVE_SECONDS * 1000),
    )
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    for name, value in options:
        if hasattr(socket, name):
            connection.setsockopt(socket.IPPROTO_TCP, getattr(socket, name), value)


def _once(words: bytes, then: bytes) -> Callable[[bytes], bytes]:
    left = [words]
    return lambda _challenge: left.pop() if left else then


def _shut(client: Any) -> None:
    with suppress(OSError):  # a failed TLS handshake has closed the socket already
        client.shutdown()
