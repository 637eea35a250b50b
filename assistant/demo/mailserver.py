"""The demo's own mail server: IMAP and SMTP on free loopback ports, everything in memory, gone when it stops.

Every address has a mailbox of its own, so that an answer lands in the customer's mailbox and not in the shop's. IMAP is
pymap as mail-devel sets it up, SMTP is aiosmtpd. Both are servers on asyncio, so they run on one event loop in a thread
of their own; nothing else in the house is asynchronous. No TLS, no custom keywords, no CONDSTORE.
"""

import asyncio
import logging
import secrets
import threading
from argparse import Namespace
from collections.abc import Iterable
from concurrent.futures import Future
from datetime import UTC, datetime
from typing import cast

from aiosmtpd.smtp import SMTP, Envelope, Session
from mail_devel.auth import IMAPAuthenticator, SMTPAuthenticator
from proxyprotocol.reader import ProxyProtocolReader
from pymap.backend.dict import Config
from pymap.backend.dict.filter import FilterSet
from pymap.backend.dict.mailbox import MailboxSet
from pymap.imap import IMAPServer
from pymap.parsing import Params
from pymap.parsing.command.select import UidSearchCommand
from pymap.parsing.commands import Commands
from pymap.parsing.message import AppendMessage
from pymap.user import Passwords, UserMetadata

from assistant.demo.sample import SUPPORT_ADDRESS, SampleMail

HOST = "127.0.0.1"
SENT_FOLDER = "Sent"
LARGEST_MESSAGE = 30 * 1024 * 1024
"""Bytes; announced by SMTP as SIZE (RFC 1870)."""

_SECONDS_TO_START = 15.0

# aiosmtpd warns of its own use of a name that it means to drop, at each login: nothing that a visitor could mend.
logging.getLogger("mail.log").setLevel(logging.ERROR)


class DemoMailbox:
    """The shop's mailbox and everybody else's; one password, made anew each time, opens any of them.

    To be started before anything else is asked of it, and usable as a context manager.
    """

    def __init__(self, user: str = SUPPORT_ADDRESS) -> None:
        self.user = user
        self.password = secrets.token_urlsafe(16)
        self._running: _Running | None = None

    @property
    def imap_port(self) -> int:
        return self._started.imap_port

    @property
    def smtp_port(self) -> int:
        return self._started.smtp_port

    def start(self) -> None:
        """Listen on two free ports. Returns when both accept connections; raises OSError if they cannot."""
        ready: Future[_Running] = Future()
        thread = threading.Thread(target=self._serve, args=(ready,), name="demo-mailbox", daemon=True)
        thread.start()
        self._running = ready.result(timeout=_SECONDS_TO_START)

    def stop(self) -> None:
        """Close every connection and forget all mail. Stopping again does nothing."""
        running, self._running = self._running, None
        if running is not None:
            running.loop.call_soon_threadsafe(running.stopping.set)
            running.thread.join()

    def seed(self, mails: Iterable[SampleMail]) -> None:
        """Put mails into the shop's inbox in this order, each as if it had arrived when it was sent."""
        for mail in mails:
            self.deliver(self.user, mail.raw, mail.sent_at)

    def deliver(self, address: str, raw: bytes, at: datetime) -> None:
        """Put one message into somebody's inbox, byte for byte, without SMTP. `at` is its INTERNALDATE."""
        running = self._started
        arrival = running.office.deliver(address, raw, at)
        asyncio.run_coroutine_threadsafe(arrival, running.loop).result()

    def __enter__(self) -> "DemoMailbox":
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    @property
    def _started(self) -> "_Running":
        if self._running is None:
            raise RuntimeError("the demo mailbox has not been started")
        return self._running

    def _serve(self, ready: "Future[_Running]") -> None:
        """The thread's life. `asyncio.run` cancels, at the end, the connections that are still open."""
        asyncio.run(self._until_stopped(ready))

    async def _until_stopped(self, ready: "Future[_Running]") -> None:
        try:
            office = await _PostOffice.open(self.user, self.password)
            imap, smtp = await office.listen_imap(), await office.listen_smtp()
        except Exception as error:  # noqa: BLE001 - `start` raises it again, on the thread that waits there
            ready.set_exception(error)
            return
        running = _Running(office, port_of(imap), port_of(smtp))
        ready.set_result(running)
        await running.stopping.wait()
        imap.close()
        smtp.close()


def port_of(server: asyncio.Server) -> int:
    port: int = server.sockets[0].getsockname()[1]
    return port


class _Running:
    """What other threads need of the serving one; made on it."""

    def __init__(self, office: "_PostOffice", imap_port: int, smtp_port: int) -> None:
        self.office = office
        self.imap_port = imap_port
        self.smtp_port = smtp_port
        self.loop = asyncio.get_running_loop()
        self.thread = threading.current_thread()
        self.stopping = asyncio.Event()


class _UidSearch(UidSearchCommand):
    """pymap reads a bare sequence set in UID SEARCH as UIDs; it holds sequence numbers (RFC 3501, 6.4.8)."""

    @classmethod
    def parse(cls, buf: memoryview, params: Params) -> tuple[UidSearchCommand, memoryview]:
        command, rest = super(UidSearchCommand, cls).parse(buf, params)
        return cast(UidSearchCommand, command), rest


class _Configuration(Config):
    @property
    def commands(self) -> Commands:
        commands = super().commands
        commands.register(_UidSearch)
        return commands

    @property
    def greeting(self) -> bytes:
        """pymap's own asks DNS for this machine's name, which can take seconds."""
        return b"Demo mailbox ready"


class _PostOffice:
    """All mailboxes, and the two servers before them. Also aiosmtpd's handler: its `handle_…` are SMTP's commands."""

    def __init__(self, configuration: Config, user: str, password: str) -> None:
        self._configuration = configuration
        self._user = user
        self._password = password
        self._login = IMAPAuthenticator(configuration, multi_user=True)

    @classmethod
    async def open(cls, user: str, password: str) -> "_PostOffice":
        arguments = Namespace(
            host=HOST, port=0, debug=False, cert=None, key=None, tls=False, passlib_cfg=None, proxy_protocol=None,
            inherited_sockets=None, demo_data=False, demo_user=user, demo_password=password,
        )  # fmt: skip
        office = cls(_Configuration.from_args(arguments), user, password)
        await office._let_in(user, password)
        await office._mailbox_of(user).add_mailbox(SENT_FOLDER)
        return office

    async def listen_imap(self) -> asyncio.Server:
        self._configuration.apply_context()
        server = IMAPServer(self._login, self._configuration)
        connected = ProxyProtocolReader(self._configuration.proxy_protocol).get_callback(server)
        return await asyncio.start_server(connected, host=HOST, port=0)

    async def listen_smtp(self) -> asyncio.Server:
        loop = asyncio.get_running_loop()
        return await loop.create_server(lambda: self._smtp_session(loop), host=HOST, port=0)

    async def deliver(self, address: str, raw: bytes, at: datetime) -> None:
        inbox = await self._mailbox_of(address).get_mailbox("INBOX")
        await inbox.append(AppendMessage(raw, at), recent=True)

    async def handle_MAIL(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if not session.authenticated:
            return "530 5.7.0 Authentication required"
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        content = envelope.content
        raw = content.encode() if isinstance(content, str) else content or b""
        for address in dict.fromkeys(address.lower() for address in envelope.rcpt_tos):
            await self.deliver(address, raw, datetime.now(UTC))
        return "250 2.0.0 Delivered"

    def _smtp_session(self, loop: asyncio.AbstractEventLoop) -> SMTP:
        return SMTP(
            self,
            hostname="localhost",
            data_size_limit=LARGEST_MESSAGE,
            enable_SMTPUTF8=True,
            auth_require_tls=False,
            authenticator=SMTPAuthenticator(self._user, self._password, multi_user=True),
            loop=loop,
        )

    async def _let_in(self, user: str, password: str) -> None:
        hashed = await Passwords(self._configuration).hash_password(password)
        await self._login.demo_user_identity.set(UserMetadata(self._configuration, user, password=hashed))

    def _mailbox_of(self, address: str) -> MailboxSet:
        known = self._configuration.set_cache
        return known.setdefault(address.lower(), (MailboxSet(), FilterSet()))[0]
