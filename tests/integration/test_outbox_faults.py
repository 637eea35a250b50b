"""Wherever on the wire something goes wrong: never two copies for the customer, and no approved reply vanishes."""

import smtplib
import time
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from support.house import Workshop, mail, mailbox_settings, workshop
from support.proxy import Fault, Proxy, Side, proxy_before
from support.smtp import SmtpServer

from assistant.records.values import DeliveryState
from assistant.wiring import now_utc

FAULTS: tuple[tuple[Side, Fault], ...] = (
    ("client", "cut"),
    ("server", "cut"),
    ("server", "garbage"),
    ("client", "black hole"),
    ("server", "black hole"),
)


class Shop:
    """Replies go out through the proxy, one customer each; what becomes of them is asked after all tries."""

    def __init__(self, workshop: Workshop, smtp: SmtpServer, proxy: Proxy) -> None:
        self.workshop, self.smtp, self.proxy = workshop, smtp, proxy
        self._customers = iter(range(1_000_000))

    def deliver(self) -> tuple[DeliveryState, int]:
        """Tried until it comes to rest, as the sweeps do; the state then, and the copies that arrived."""
        customer = f"customer{next(self._customers)}@mail.example"
        office, now = self.workshop.office, now_utc()
        self.workshop.clock = lambda: now
        delivery_id = self._approved(customer)
        assert office.dispatcher.prepare(delivery_id)
        for _ in range(6):
            self._attempt(delivery_id, now)
            now += timedelta(minutes=10)
        time.sleep(0.02)  # what the server was still reading
        copies = sum(kept.recipients == [customer] for kept in self.smtp.kept)
        return self.workshop.records.deliveries.delivery(delivery_id).state, copies

    def _attempt(self, delivery_id: int, now: datetime) -> None:
        self.workshop.clock = lambda: now
        if delivery_id in self.workshop.records.deliveries.to_send(now):
            self.workshop.office.dispatcher.attempt(delivery_id)

    def _approved(self, customer: str) -> int:
        (message_id,) = self.workshop.receive(mail("Where is my parcel?", sender=customer))
        return self.workshop.approve(self.workshop.worked(message_id)).delivery_id


@pytest.fixture
def shop(tmp_path: Path, smtp_server: SmtpServer, monkeypatch: pytest.MonkeyPatch) -> Iterator[Shop]:
    monkeypatch.setattr("assistant.outbox.delivery.send.__kwdefaults__", {"final_answer_seconds": 0.4})
    monkeypatch.setattr("assistant.outbox.delivery._FAREWELL_SECONDS", 0.2)
    with proxy_before(smtp_server.port) as proxy:
        settings = mailbox_settings(smtp=smtp_server.settings(port=proxy.port, timeout=0.4), password=None)
        with workshop(tmp_path, settings) as made:
            yield Shop(made, smtp_server, proxy)


def session_lengths(shop: Shop) -> dict[Side, int]:
    """How many bytes each side sends when all goes well; the control: it arrives once."""
    assert shop.deliver() == ("sent", 1)
    return {"client": len(shop.proxy.heard), "server": shop.proxy.said}


def break_at(shop: Shop, side: Side, fault: Fault, count: int) -> DeliveryState:
    shop.proxy.heard, shop.proxy.said = b"", 0
    shop.proxy.fail_after(side, count, fault)
    state, copies = shop.deliver()
    assert copies <= 1, f"two copies after a {fault} at {side} byte {count}"
    assert state in ("sent", "unknown", "refused"), f"{state} after a {fault} at {side} byte {count}"
    assert copies == 1 or state != "sent", f"lost by a {fault} at {side} byte {count}"
    assert copies == 0 or state != "refused", f"sent and called refused: a {fault} at {side} byte {count}"
    return state


@pytest.mark.parametrize(("side", "fault"), FAULTS)
def test_the_line_breaks_at_some_places(shop: Shop, side: Side, fault: Fault) -> None:
    length = session_lengths(shop)[side]
    places = (1, length // 3, length * 2 // 3, length - 20, length - 5)
    states = {break_at(shop, side, fault, count) for count in places}
    assert states & {"sent", "unknown"}


@pytest.mark.slow
@pytest.mark.timeout(1800)
@pytest.mark.parametrize(("side", "fault"), FAULTS)
def test_the_line_breaks_at_every_place(shop: Shop, side: Side, fault: Fault) -> None:
    """Every second byte of the commands and of all that the server says, within the content every 80th; every last."""
    length = session_lengths(shop)[side]
    begin = shop.proxy.heard.find(b"\r\n", shop.proxy.heard.find(b"\r\ndata\r\n") + 2) if side == "client" else length
    inside = range(begin + 20, max(begin + 20, length - 40), 80)
    for count in [*range(1, min(begin + 20, length), 2), *inside, *range(max(length - 40, 1), length + 1)]:
        break_at(shop, side, fault, count)


def test_a_slow_line_is_no_broken_one(shop: Shop) -> None:
    shop.proxy.pause = 0.002
    assert shop.deliver() == ("sent", 1)


def test_the_control_a_sender_that_tries_again_sends_two(smtp_server: SmtpServer) -> None:
    """What usual programs do: any failure is tried again."""
    with proxy_before(smtp_server.port) as proxy:
        proxy.rewrite = lambda said: said if b"kept" not in said else b""
        for _ in range(2):
            with suppress(smtplib.SMTPException, OSError), smtplib.SMTP("127.0.0.1", proxy.port, timeout=0.3) as client:
                client.sendmail("support@shop.example", ["customer@mail.example"], b"Subject: x\r\n\r\nx\r\n")
    assert len(smtp_server.kept) == 2
