"""`draftdesk demo`: the real parts, configured for the sample shop and its own mailbox server."""

import secrets
import tempfile
import time
import webbrowser
from pathlib import Path
from typing import TYPE_CHECKING

from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn

from assistant.case.diagnosis import Role
from assistant.commands.run import prepare_logging, serve_desk, start
from assistant.errors import DraftdeskError
from assistant.terminal import err, line, note, table

if TYPE_CHECKING:
    from assistant.house import House
    from assistant.records.values import StoredMessage

LONGEST_WAIT = 300.0
"""Seconds for all sample mails together."""


def run_demo(*, port: int, once: bool, browser: bool) -> None:
    """Fetch and draft the sample mails; with `once` print a line for each and end, else serve the desk."""
    from assistant.demo.configuration import demo_settings
    from assistant.demo.mailserver import DemoMailbox
    from assistant.demo.sample import sample_mails, sample_shop
    from assistant.house import open_house
    from assistant.orders.sql import import_shop
    from assistant.wiring import now_utc, open_records

    prepare_logging()
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
            if once:
                _print_cases(house)
                return
            passwords = _add_people(house)
            serve_desk(house, port, lambda address: _greet(address, passwords, browser=browser))
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
    rows = []
    for message in _worked(house):
        sender = message.sender or "?"
        if message.ticket_id is None:
            kind = message.screening_kind or message.state
            rows.append((sender, "", "", f"{kind}: {message.screening_reason or message.error or ''}", "no_reply"))
            continue
        drafts = house.records.tickets.ticket(message.ticket_id).drafts
        case = next(draft.case_file for draft in drafts if draft.message_id == message.id)
        diagnosis = case.diagnosis
        cause = "" if diagnosis is None else "/".join(filter(None, (diagnosis.category, diagnosis.cause)))
        order = case.order.number or case.order.outcome.value
        rows.append((sender, order, f"{case.identity.level}/{case.identity.scope}", cause, case.status))
    table(("From", "Order", "Identity", "Category/cause", "Status"), rows)


def _add_people(house: "House") -> dict[str, str]:
    """One person for each role, with passwords made anew each time."""
    passwords = {role.value: secrets.token_urlsafe(6) for role in Role}
    for role in Role:
        house.records.users.add(role.value, role, passwords[role.value])
    return passwords


def _greet(address: str, passwords: dict[str, str], *, browser: bool) -> None:
    line("暖阳生活 (Sunny Living) is open: its mail has been read, and replies are drafted.")
    line("")
    line(f"  The desk    {address}")
    for name, password in passwords.items():
        line(f"  Log in as   {name:<12}password {password}")
    line("")
    note("Everything runs on this machine and is gone when you end it with Ctrl+C.")
    if browser:
        webbrowser.open(address)
