"""Fixtures that every level shares. The servers themselves are in tests/support."""

import os
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from support.dovecot import PASSWORD, Dovecot, running_dovecot
from support.imap import mailbox_at
from support.proxy import Proxy, proxy_before
from support.smtp import SmtpServer, running_smtp

from assistant.mailbox.imap import ImapMailbox


@pytest.fixture(autouse=True)
def _alone(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """A unit test sees no network and none of the developer's settings."""
    if "unit" not in Path(request.path).parts:
        return
    for name in [name for name in os.environ if name.startswith("DRAFTDESK_")]:
        monkeypatch.delenv(name)
    for name in ("connect", "connect_ex"):
        monkeypatch.setattr(socket.socket, name, _no_network)


def _no_network(self: socket.socket, address: object) -> None:
    raise AssertionError(f"a unit test tried to connect to {address}")


@pytest.fixture(scope="session")
def _dovecot_process() -> Iterator[Dovecot]:
    with running_dovecot() as server:
        yield server


@pytest.fixture
def dovecot(_dovecot_process: Dovecot) -> Dovecot:
    """A real IMAP server with one account (`support.dovecot.USER`), empty at the beginning of each test."""
    _dovecot_process.empty()
    return _dovecot_process


@pytest.fixture
def mailbox(dovecot: Dovecot) -> Iterator[ImapMailbox]:
    """Our own door to that account, which connects when it is first used."""
    with mailbox_at(dovecot.settings()) as mailbox:
        yield mailbox


@pytest.fixture
def proxy(dovecot: Dovecot) -> Iterator[Proxy]:
    """Before that IMAP server."""
    with proxy_before(dovecot.port) as proxy:
        yield proxy


@pytest.fixture
def smtp_server() -> Iterator[SmtpServer]:
    """A real SMTP server on loopback without TLS and login; `support.smtp.running_smtp` makes others."""
    with running_smtp() as server:
        yield server


@pytest.fixture
def smtp() -> Iterator[SmtpServer]:
    """The same with a login, which is that of Dovecot's account: a mailbox has one password."""
    with running_smtp(login=True, password=PASSWORD) as server:
        yield server
