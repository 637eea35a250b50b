"""`draftdesk demo`: the real parts, configured for the sample shop and its own mailbox server."""

import os
import secrets
import sys
import tempfile
import time
import webbrowser
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn

from assistant.case.diagnosis import Role
from assistant.commands.run import prepare_process, start
from assistant.commands.serving import listen, serve
from assistant.errors import DraftdeskError
from assistant.settings import DeskSettings
from assistant.terminal import err, line, note, out, table
from assistant.wiring import now_utc, open_records

if TYPE_CHECKING:
    from assistant.house import House
    from assistant.records.values import StoredMessage

LONGEST_WAIT = 300.0
"""Seconds for all sample mails together."""


def run_demo(*, port: int | None, once: bool, browser: bool) -> None:
    """Fetch and draft the sample mails; with `once` print a line for each and end, else serve the desk."""
    prepare_process()
    if once:
        with _worked_house() as house:
            _print_cases(house)
        return
    with listen(DeskSettings(), port) as listener, _worked_house() as house:
        passwords = _add_people(house)
        serve(house, listener, lambda address: _greet(address, passwords, browser=browser))


@contextmanager
def _worked_house() -> "Iterator[House]":
    """The sample shop with its mailbox server, running, with all its mail fetched and drafted. Gone afterwards."""
    from assistant.demo.configuration import demo_settings
    from assistant.demo.mailserver import DemoMailbox
    from assistant.demo.sample import sample_mails, sample_shop
    from assistant.house import open_house
    from assistant.orders.sql import import_shop

    now = now_utc()
    mails = sample_mails(now)
    with tempfile.TemporaryDirectory(prefix="draftdesk-demo-") as folder, DemoMailbox() as mailbox, _progress() as bar:
        mailbox.seed(mails)
        settings = demo_settings(Path(folder), mailbox)
        records = open_records(settings)
        import_shop(records.database.engine, sample_shop(now))
        records.database.close()
        indexing = bar.add_task("Reading the shop's policy", total=None)
        house = open_house(settings, lambda done, total: bar.update(indexing, completed=done, total=total))
        bar.update(indexing, total=1, completed=1)
        try:
            start(house)
            _follow(house, bar, len(mails))
            bar.stop()
            yield house
        finally:
            house.close()


def _progress() -> Progress:
    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    return Progress(*columns, console=err, transient=True, disable=not err.is_terminal)


def _follow(house: "House", bar: Progress, expected: int) -> None:
    """Until every sample mail is fetched and worked. Raises DraftdeskError when that takes too long."""
    fetching = bar.add_task("Fetching mail", total=expected)
    drafting = bar.add_task("Verifying, diagnosing, drafting", total=expected)
    end = time.monotonic() + LONGEST_WAIT
    while True:
        waiting = len(house.records.messages.to_work())
        worked = len(_worked(house))
        bar.update(fetching, completed=waiting + worked)
        bar.update(drafting, completed=worked)
        if worked >= expected and waiting == 0:
            return
        if time.monotonic() > end:
            raise DraftdeskError(
                f"Only {worked} of {expected} sample mails were worked in {LONGEST_WAIT:.0f} s.",
                "Try again with --debug, and please report it.",
            )
        time.sleep(0.1)


def _worked(house: "House") -> "list[StoredMessage]":
    """Every message that was worked or put aside, oldest first."""
    messages = house.records.messages
    done = [*messages.in_state("worked", limit=1000), *messages.in_state("quarantined", limit=1000)]
    return sorted(done, key=lambda message: message.id)


def _print_cases(house: "House") -> None:
    """A line per mail: from, order, identity, category/cause, status."""
    rows: list[tuple[str, ...]] = []
    for message in _worked(house):
        sender = message.sender or "?"
        if message.ticket_id is None:
            rows.append((sender, "", "", message.screening_kind or message.state, "no_reply"))
            continue
        drafts = house.records.tickets.ticket(message.ticket_id).drafts
        case = next(draft.case_file for draft in drafts if draft.message_id == message.id)
        diagnosis = case.diagnosis
        cause = "" if diagnosis is None else "/".join(filter(None, (diagnosis.category, diagnosis.cause)))
        order = case.order.number or case.order.outcome.value
        rows.append((sender, order, f"{case.identity.level}/{case.identity.scope}", cause, case.status))
    table(("From", "Order", "Identity", "Category/cause", "Status"), rows)
    if out.is_terminal:
        by_status = Counter(row[-1] for row in rows)
        counts = ", ".join(f"{count} {status.replace('_', ' ')}" for status, count in by_status.most_common())
        note(f"\n{len(rows)} mails of the sample shop were fetched and worked: {counts}.")
        note("Without --once the desk opens on them.")


def _add_people(house: "House") -> dict[str, str]:
    """One person for each role, with passwords made anew each time."""
    passwords = {role.value: secrets.token_urlsafe(6) for role in Role}
    for role in Role:
        house.records.users.add(role.value, role, passwords[role.value])
    return passwords


def _greet(address: str, passwords: dict[str, str], *, browser: bool) -> None:
    line("暖阳生活 (Sunny Living) is open: its mail has been read, and replies are drafted.")
    line()
    line(f"  The desk    {address}")
    for name, password in passwords.items():
        line(f"  Log in as   {name:<12}password {password}")
    line()
    note("Everything runs on this machine and is gone when you end it with Ctrl+C.")
    if browser and _has_windows():
        webbrowser.open(address)


def _has_windows() -> bool:
    """Without a graphical session, a browser in text mode would take the terminal over."""
    names = ("BROWSER", "DISPLAY", "WAYLAND_DISPLAY")
    return sys.platform in ("darwin", "win32") or any(os.environ.get(name) for name in names)
