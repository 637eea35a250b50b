"""Wherever on the line to the mailbox something goes wrong: no mail is lost, and none is stored twice."""

from collections.abc import Iterator
from contextlib import suppress
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from support.dovecot import PASSWORD, USER, Dovecot
from support.house import Workshop, mail, mailbox_settings, workshop
from support.proxy import Fault, Proxy, Side, proxy_before

from assistant.errors import MailboxError
from assistant.fetcher import Fetcher
from assistant.mailbox.imap import Batch, Cursor, ImapMailbox

pytestmark = pytest.mark.dovecot

FAULTS: tuple[tuple[Side, Fault], ...] = (
    ("client", "cut"),
    ("server", "cut"),
    ("client", "garbage"),
    ("server", "garbage"),
    ("client", "black hole"),
    ("server", "black hole"),
)
MAILS = 25


class Line:
    """A mailbox of 25 mails that is fetched through the proxy, in batches of ten, each time under another name."""

    def __init__(self, shop: Workshop, dovecot: Dovecot, proxy: Proxy) -> None:
        self.proxy, self._shop = proxy, shop
        self._settings = mailbox_settings(dovecot.settings(port=proxy.port, timeout=0.4))
        self._names = (f"mailbox {number}" for number in count())
        self.raws = [mail(f"mail {number}", subject=f"{number}") for number in range(MAILS)]
        for raw in self.raws:
            dovecot.deliver(raw)

    def fetched(self, tries: int) -> tuple[list[bytes], int]:
        """What is stored in the end, in order, and how often the line broke before."""
        name = next(self._names)
        broke = sum(not self._fetch_once(name) for _ in range(tries))
        messages = self._shop.records.messages
        stored = sorted(messages.in_state("stored", limit=10 * MAILS), key=lambda message: message.id)
        return [messages.raw_of(message) for message in stored if message.mailbox == name], broke

    def _fetch_once(self, name: str) -> bool:
        with ImapMailbox(self._settings.imap, USER, PASSWORD) as connection:
            fetcher = Fetcher(name, self._settings, connection, self._shop.records.messages, lambda _: None)
            with suppress(MailboxError):
                fetcher.fetch_once()
                return True
        return False


@pytest.fixture
def line(tmp_path: Path, dovecot: Dovecot, monkeypatch: pytest.MonkeyPatch) -> Iterator[Line]:
    monkeypatch.setattr("assistant.fetcher.BATCH", 10)
    with workshop(tmp_path) as shop, proxy_before(dovecot.port) as proxy:
        yield Line(shop, dovecot, proxy)


def session_lengths(line: Line) -> dict[Side, int]:
    """How many bytes each side sends when all goes well; the control: all is there, and the line never broke."""
    assert line.fetched(tries=1) == (line.raws, 0)
    return {"client": len(line.proxy.heard), "server": line.proxy.said}


def break_at(line: Line, side: Side, fault: Fault, place: int) -> int:
    line.proxy.heard, line.proxy.said = b"", 0
    line.proxy.fail_after(side, place, fault)
    stored, broke = line.fetched(tries=2)
    assert sorted(stored) == sorted(set(stored)), f"stored twice after a {fault} at {side} byte {place}"
    assert stored == line.raws, f"lost or out of order after a {fault} at {side} byte {place}"
    return broke


@pytest.mark.parametrize(("side", "fault"), FAULTS)
def test_the_line_breaks_at_some_places(line: Line, side: Side, fault: Fault) -> None:
    length = session_lengths(line)[side]
    assert sum(break_at(line, side, fault, length * part // 8) for part in range(1, 8)) >= 5


@pytest.mark.slow
@pytest.mark.timeout(1800)
@pytest.mark.parametrize(("side", "fault"), FAULTS)
def test_the_line_breaks_at_many_places(line: Line, side: Side, fault: Fault) -> None:
    length = session_lengths(line)[side]
    for place in range(1, length + 1, max(1, length // 200)):
        break_at(line, side, fault, place)


def test_a_slow_line_is_no_broken_one(line: Line) -> None:
    line.proxy.pause = 0.002
    assert line.fetched(tries=1) == (line.raws, 0)


def test_the_control_a_fetcher_whose_cursor_moves_first_loses_mail(line: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    """What usual programs do: what the server has listed counts as fetched."""
    length = session_lengths(line)["server"]
    known = ImapMailbox.fetch_new

    def list_and_move_on(mailbox: ImapMailbox, folder: str, after: Cursor | None, *others: Any) -> Iterator[Batch]:
        opened = mailbox._open(folder)
        batches = known(mailbox, folder, after, *others)
        yield Batch(cursor=Cursor(uidvalidity=opened.uidvalidity, uid=opened.next_uid - 1))
        yield from batches

    monkeypatch.setattr(ImapMailbox, "fetch_new", list_and_move_on)
    line.proxy.heard, line.proxy.said = b"", 0
    line.proxy.fail_after("server", length // 2, "cut")
    stored, broke = line.fetched(tries=2)
    assert broke == 1
    assert len(stored) < MAILS
