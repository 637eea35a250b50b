"""A fetcher that is a process of its own and dies, by SIGKILL, at a step of fetching that the test names.

The process loads the libraries once and makes forks of itself for each order that it reads.
"""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from assistant.fetcher import Fetcher
from assistant.mailbox.imap import ImapMailbox
from assistant.records import storing
from assistant.records.messages import Messages
from assistant.records.raw import RawStore
from assistant.settings import ServerSettings

from .house import MAILBOX, mailbox_settings, workshop

STEPS: dict[str, tuple[Any, str]] = {
    "open the folder": (ImapMailbox, "_open"),
    "ask for sizes": (ImapMailbox, "_described"),
    "read bodies": (ImapMailbox, "_bodies"),
    "keep raw bytes": (RawStore, "put_all"),
    "write rows": (storing, "store_new"),
    "move the cursor": (storing, "move_cursor"),
    "commit": (Messages, "store"),
    "tell the workers": (Fetcher, "_told"),
}
"""Every step of a fetch, by what does it. `write rows` and `move the cursor` are inside the transaction."""

KILL_POINTS = tuple(f"{when} {step}" for step in STEPS for when in ("before", "after"))


class Order(NamedTuple):
    """`kill` is one of KILL_POINTS, at its `nth` time, or None to fetch to the end; `processes` fetch at once.

    `careless`: the cursor is moved before the messages are stored. `seconds`: a fork that takes longer is ended.
    """

    folder: str
    imap_port: int
    kill: str | None = None
    nth: int = 1
    processes: int = 1
    careless: bool = False
    seconds: int = 100


class FetchingProcess:
    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process

    def run(self, order: Order) -> list[int]:
        """The exit statuses of the forks, negative for the signal that killed one."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(order) + "\n")
        self._process.stdin.flush()
        statuses: list[int] = json.loads(self._process.stdout.readline())
        return statuses


@contextmanager
def fetching_process() -> Iterator[FetchingProcess]:
    tests = Path(__file__).parents[1]
    process = subprocess.Popen(
        [sys.executable, "-m", "support.fetching_process"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONPATH": f"{tests}{os.pathsep}{tests.parent}"},
    )
    with process:
        yield FetchingProcess(process)
        assert process.stdin is not None
        process.stdin.close()
        process.wait(10)


def main() -> None:
    for line in sys.stdin:
        order = Order(*json.loads(line))
        children = []
        for _ in range(order.processes):
            child = os.fork()
            if child == 0:
                signal.alarm(order.seconds)  # which ends it, if nothing else does
                _fetch(order)
            children.append(child)
        statuses = [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children]
        print(json.dumps(statuses), flush=True)  # noqa: T201 - the answer to the test


def _fetch(order: Order) -> None:
    if order.careless:
        _move_the_cursor_first()
    if order.kill is not None:
        when, step = order.kill.split(" ", 1)
        _die(when, step, order.nth)
    settings = mailbox_settings(ServerSettings(host="127.0.0.1", port=order.imap_port, security="none", timeout=60))
    password = settings.password.get_secret_value() if settings.password else None
    sys.modules[Fetcher.__module__].BATCH = 10  # type: ignore[attr-defined]
    with workshop(Path(order.folder), settings) as shop:
        mailbox = ImapMailbox(settings.imap, settings.login, password)
        Fetcher(MAILBOX, settings, mailbox, shop.records.messages, lambda _: None).fetch_once()
        os._exit(0)


def _die(when: str, step: str, nth: int) -> None:
    place, name = STEPS[step]
    known: Callable[..., Any] = getattr(place, name)
    left = [nth]

    def deadly(*arguments: Any, **options: Any) -> Any:
        left[0] -= 1
        if left[0] == 0 and when == "before":
            os.kill(os.getpid(), signal.SIGKILL)
        result = known(*arguments, **options)
        if left[0] == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return result

    setattr(place, name, deadly)


def _move_the_cursor_first() -> None:
    known = Messages.store

    def store(self: Messages, *arguments: Any, **options: Any) -> Any:
        mailbox, folder, uidvalidity, _ = arguments
        known(self, mailbox, folder, uidvalidity, [], upto=options["upto"])
        return known(self, *arguments, **options)

    Messages.store = store  # type: ignore[method-assign]


if __name__ == "__main__":
    main()
