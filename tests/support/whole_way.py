"""A worker that is a process of its own and dies, by SIGKILL, at a point on the way that the test names.

The process loads the libraries once and makes a fork of itself for each order that it reads; the fork works all stored
mail, approves every draft as an agent would, sends, and ends when nothing is left to do.
"""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from sqlalchemy import text

from assistant.caseworker import CaseWorker
from assistant.drafts_keeper import DraftsKeeper
from assistant.mailbox.imap import ImapMailbox
from assistant.records.deliveries import Deliveries
from assistant.records.placed_drafts import PlacedDrafts
from assistant.settings import DeliveryMode, ServerSettings

from .house import WatchedDrafter, Workshop, mailbox_settings, workshop

STATIONS: dict[str, tuple[type, str]] = {
    "read": (CaseWorker, "read"),
    "verify": (CaseWorker, "verify"),
    "answer": (CaseWorker, "answer"),
    "file": (CaseWorker, "file"),
    "compose": (Deliveries, "prepare"),
    "intend to send": (Deliveries, "begin"),
    "record what the server said": (Deliveries, "finish"),
    "append to Sent": (ImapMailbox, "append"),
    "record the copy": (Deliveries, "sent_copy"),
}
"""Every step of both jobs by what it does, and the method that does it."""

KILL_POINTS = tuple(f"{when} {step}" for step in STATIONS for when in ("before", "after"))
"""`after` is after the deed and before anybody has recorded that it is done."""

DRAFTS_STATIONS: dict[str, tuple[type, str]] = {
    "tend": (DraftsKeeper, "tend"),
    "intend to place": (PlacedDrafts, "prepare"),
    "append to Drafts": (ImapMailbox, "append"),
    "record that it lies there": (PlacedDrafts, "placed"),
    "give it up": (PlacedDrafts, "not_wanted"),
    "take it out of Drafts": (ImapMailbox, "remove"),
    "record that it was taken out": (PlacedDrafts, "withdrawn"),
    "read it in Sent": (ImapMailbox, "message"),
    "record that it was sent": (PlacedDrafts, "sent"),
    "mark the original as answered": (ImapMailbox, "mark_answered"),
}
"""The same for replies that go into the mailbox's Drafts."""

IN_FLIGHT = ("after intend to send", "before record what the server said")
"""Where nobody can know afterwards whether the reply went out."""

SECONDS = 60
CALLS = "calls.txt"


class Order(NamedTuple):
    """`kill` is one of KILL_POINTS, or None to work to the end. `careless`: what was in flight is sent again."""

    folder: str
    imap_port: int
    smtp_port: int
    kill: str | None
    workers: int
    careless: bool = False
    delivery: DeliveryMode = "send"

    @property
    def mailbox(self) -> Any:
        servers = [ServerSettings(host="127.0.0.1", port=port, security="none", timeout=10) for port in self[1:3]]
        return mailbox_settings(*servers, delivery=self.delivery)


class Worker:
    """Handed to tests; `run` gives the exit status of the fork, negative for the signal that killed it."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process

    def run(self, order: Order) -> int:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(order) + "\n")
        self._process.stdin.flush()
        return int(self._process.stdout.readline())


@contextmanager
def worker_process() -> Iterator[Worker]:
    tests = Path(__file__).parents[1]
    environment = os.environ | {"PYTHONPATH": f"{tests}{os.pathsep}{tests.parent}"}
    process = subprocess.Popen(
        [sys.executable, "-m", "support.whole_way"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=environment,
    )
    with process:
        yield Worker(process)
        assert process.stdin is not None
        process.stdin.close()
        process.wait(10)


def main() -> None:
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            signal.alarm(SECONDS)  # which ends it, if nothing else does
            _work(Order(*json.loads(line)))
        _, status = os.waitpid(child, 0)
        print(os.waitstatus_to_exitcode(status), flush=True)  # noqa: T201 - the answer to the test


def _work(order: Order) -> None:
    if order.kill is not None:
        _die(*order.kill.split(" ", 1))
    folder = Path(order.folder)
    with workshop(folder, order.mailbox, drafter=WatchedDrafter(_counting(folder / CALLS))) as shop:
        if order.careless:
            _forget_what_was_being_sent(shop)
        engine = shop.engine(workers=order.workers)
        engine.start()
        while not _done(shop):
            time.sleep(0.02)
        if order.delivery != "send":  # one whole round more, for what happened in the mailbox meanwhile
            engine.stop()
            shop.office.keeper.tend("support")
        os._exit(0)


def _done(shop: Workshop) -> bool:
    if not shop.settled():
        return False
    for draft in shop.drafts():
        if draft.state == "proposed":
            shop.approve(draft)
    deliveries = shop.records.deliveries
    return not deliveries.in_state("queued", "sending", "postponed") and not deliveries.to_copy()


def _die(when: str, step: str) -> None:
    station, name = (STATIONS | DRAFTS_STATIONS)[step]
    known: Callable[..., Any] = getattr(station, name)

    def deadly(*arguments: Any, **options: Any) -> Any:
        if when == "after":
            known(*arguments, **options)
        os.kill(os.getpid(), signal.SIGKILL)

    setattr(station, name, deadly)


def _forget_what_was_being_sent(shop: Workshop) -> None:
    with shop.records.database.write() as session:
        session.execute(text("UPDATE delivery SET state = 'queued' WHERE state = 'sending'"))


def _counting(file: Path) -> Callable[[str, str], None]:
    """One line for each call of the model."""

    def told(step: str, words: str) -> None:
        with file.open("a") as calls:
            calls.write(f"{step}\n")

    return told


if __name__ == "__main__":
    main()
