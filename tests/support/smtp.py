"""A real SMTP server that keeps every envelope byte for byte, with faults that can be switched on.

`security` is that of ServerSettings; with TLS the certificate is a fresh one for localhost (`ca_file`).
"""

import asyncio
import ssl
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal, NamedTuple

from aiosmtpd.controller import Controller
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
    def __init__(
        self, folder: Path, security: Literal["ssl", "starttls", "none"] = "none", *, login: bool = False,
        eight_bit: bool = True,
    ) -> None:  # fmt: skip
        self.faults = Faults()
        self.kept: list[Kept] = []
        self.connections = 0
        self.security = security
        self._login, self._eight_bit = login, eight_bit
        self.ca_file = certificate(folder) if security != "none" else None
        self._controller = _Controller(self)

    @property
    def port(self) -> int:
        server = self._controller.server
        assert isinstance(server, asyncio.Server)
        port: int = server.sockets[0].getsockname()[1]
        return port

    def settings(self, **changes: Any) -> ServerSettings:
        values = {"host": "127.0.0.1", "port": self.port, "security": self.security, "timeout": 5}
        return ServerSettings(**{**values, "ca_file": self.ca_file, **changes})

    def start(self) -> None:
        self._controller.start()

    def stop(self) -> None:
        self._controller.stop()

    def protocol(self, context: ssl.SSLContext | None) -> SMTP:
        return _Protocol(
            self,
            _Keeper(self),
            hostname="mail.test",
            enable_SMTPUTF8=True,
            loop=self._controller.loop,
            tls_context=context if self.security == "starttls" else None,
            require_starttls=self.security == "starttls",
            auth_required=self._login,
            auth_require_tls=False,
            authenticator=_authenticate if self._login else None,
        )

    def context(self) -> ssl.SSLContext | None:
        if self.ca_file is None:
            return None
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.ca_file, self.ca_file.with_suffix(".key"))
        return context

    @property
    def eight_bit(self) -> bool:
        return self._eight_bit


def _authenticate(server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: Any) -> AuthResult:
    right = LoginPassword(USER.encode(), PASSWORD.encode())
    return AuthResult(success=isinstance(data, LoginPassword) and data == right)


def _abort(server: SMTP) -> None:
    assert isinstance(server.transport, asyncio.WriteTransport)
    server.transport.abort()


class _Controller(Controller):
    def __init__(self, kept_by: SmtpServer) -> None:
        self._kept_by = kept_by
        self._context = kept_by.context()
        super().__init__(
            None, hostname="127.0.0.1", port=0, ssl_context=self._context if kept_by.security == "ssl" else None
        )

    def factory(self) -> SMTP:
        return self._kept_by.protocol(self._context)

    def _trigger_server(self) -> None:
        """The real one connects to the port that was asked for, and that is 0."""


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
