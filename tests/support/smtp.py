"""A real SMTP server that keeps every envelope byte for byte, with faults that can be switched on.

`security` is that of ServerSettings; with TLS the certificate is a fresh one for localhost (`ca_file`).
"""

import asyncio
import base64
import ssl
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal, NamedTuple

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from assistant.settings import ServerSettings

from .machine import certificate

USER = "support@shop.example"
PASSWORD = "secret pass wörd"

Drop = Literal["on connect", "at data", "while content comes", "before the answer", "after the answer"]


class Kept(NamedTuple):
    sender: str
    recipients: list[str]
    content: bytes
    options: list[str]


class Faults:
    """What goes wrong until further notice. Replies are whole lines, such as `550 5.1.1 no such user`."""

    refuse_recipients: dict[str, str]

    def __init__(self) -> None:
        self.refuse_recipients = {}
        self.mail_reply: str | None = None
        self.data_reply: str | None = None
        self.final_reply: str | None = None
        self.drop: Drop | None = None
        self.answer_after = 0.0
        """Seconds between the whole content and its answer."""


class SmtpServer:
    """Runs in a thread of its own from `start` to `stop`."""

    def __init__(
        self,
        folder: Path,
        security: Literal["ssl", "starttls", "none"] = "none",
        *,
        login: bool = False,
        password: str = PASSWORD,
        eight_bit: bool = True,
    ) -> None:
        self.faults = Faults()
        self.kept: list[Kept] = []
        self.tokens: set[str] = set()
        """Access tokens that log in, by XOAUTH2."""
        self.connections = 0
        self.eight_bit = eight_bit
        self.port = 0
        self.ca_file = certificate(folder) if security != "none" else None
        self._security, self._login, self._password = security, login, password
        self._context = self._tls_context()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)

    def settings(self, **changes: Any) -> ServerSettings:
        values = {"host": "127.0.0.1", "port": self.port, "security": self._security, "timeout": 5}
        return ServerSettings(**{**values, "ca_file": self.ca_file, **changes})

    def start(self) -> None:
        self._thread.start()
        asyncio.run_coroutine_threadsafe(self._listen(), self._loop).result(10)

    def stop(self) -> None:
        asyncio.run_coroutine_threadsafe(self._close(), self._loop).result(10)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()

    async def _listen(self) -> None:
        context = self._context if self._security == "ssl" else None
        self._server = await self._loop.create_server(self._protocol, "127.0.0.1", 0, ssl=context)
        self.port = self._server.sockets[0].getsockname()[1]

    async def _close(self) -> None:
        self._server.close()
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)
        await asyncio.sleep(0)  # closed transports report it

    def _protocol(self) -> SMTP:
        return _Protocol(
            self,
            _Keeper(self),
            hostname="mail.test",
            enable_SMTPUTF8=True,
            loop=self._loop,
            tls_context=self._context if self._security == "starttls" else None,
            require_starttls=self._security == "starttls",
            auth_required=self._login,
            auth_require_tls=False,
            authenticator=self._authenticate if self._login else None,
        )

    def _authenticate(
        self, server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: Any
    ) -> AuthResult:
        right = LoginPassword(USER.encode(), self._password.encode())
        return AuthResult(success=isinstance(data, LoginPassword) and data == right, handled=False)

    def _tls_context(self) -> ssl.SSLContext | None:
        if self.ca_file is None:
            return None
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.ca_file, self.ca_file.with_suffix(".key"))
        return context


def _abort(server: SMTP) -> None:
    assert isinstance(server.transport, asyncio.WriteTransport)
    server.transport.abort()


class _Protocol(SMTP):
    def __init__(self, kept_by: SmtpServer, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.kept_by = kept_by

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)
        self.kept_by.connections += 1
        if self.kept_by.faults.drop == "on connect":
            _abort(self)

    async def smtp_DATA(self, arg: str) -> None:  # noqa: N802
        faults = self.kept_by.faults
        if faults.drop == "at data":
            _abort(self)
        elif faults.data_reply:
            await self.push(faults.data_reply)
        elif faults.drop == "while content comes":
            await self.push("354 go ahead")
            await self._reader.readuntil(b"\r\n")
            _abort(self)
        else:
            await super().smtp_DATA(arg)

    async def push(self, status: Any) -> None:
        if not self.kept_by.eight_bit and b"8BITMIME" in (status if isinstance(status, bytes) else status.encode()):
            return
        await super().push(status)


class _Keeper:
    def __init__(self, kept_by: SmtpServer) -> None:
        self._kept_by = kept_by

    async def auth_XOAUTH2(self, server: SMTP, args: list[str]) -> AuthResult:  # noqa: N802
        """As Google and Microsoft: a refusal is explained first, and the client has to answer that."""
        words = base64.b64decode(args[1]).decode()
        if any(words == f"user={USER}\x01auth=Bearer {token}\x01\x01" for token in self._kept_by.tokens):
            return AuthResult(success=True, auth_data=USER)
        await server.challenge_auth('{"status":"401"}')
        return AuthResult(success=False, handled=False)

    async def handle_MAIL(self, server: SMTP, session: Session, envelope: Envelope, address: str, options: Any) -> str:  # noqa: N802
        if self._kept_by.faults.mail_reply:
            return self._kept_by.faults.mail_reply
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 OK"

    async def handle_RCPT(self, server: SMTP, session: Session, envelope: Envelope, address: str, options: Any) -> str:  # noqa: N802
        refusal = self._kept_by.faults.refuse_recipients.get(address)
        if refusal is None:
            envelope.rcpt_tos.append(address)
        return refusal or "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        faults = self._kept_by.faults
        if faults.final_reply:
            return faults.final_reply
        self._kept_by.kept.append(_kept(envelope))
        if faults.drop == "before the answer":
            _abort(server)
        await asyncio.sleep(faults.answer_after)
        if faults.drop == "after the answer":
            await server.push("250 2.0.0 kept")
            assert server.transport is not None
            server.transport.close()
            return "250 unheard"
        return "250 2.0.0 kept"


def _kept(envelope: Envelope) -> Kept:
    content = envelope.original_content or b""
    return Kept(envelope.mail_from or "", list(envelope.rcpt_tos), content, list(envelope.mail_options))


@contextmanager
def running_smtp(**options: Any) -> Iterator[SmtpServer]:
    with tempfile.TemporaryDirectory() as folder:
        server = SmtpServer(Path(folder), **options)
        server.start()
        try:
            yield server
        finally:
            server.stop()
