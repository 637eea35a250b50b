"""Folders for commands: the sample shop and its mails as files, settings, and a look at what a command left behind."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

from assistant.demo.sample import TRUSTED_AUTHSERV_ID, sample_mails, sample_shop
from assistant.settings import ServerSettings

from .commands import Outcome

NOW = datetime(2026, 11, 26, 4, 0, tzinfo=UTC)
SHOP = sample_shop(NOW)
SHOP_JSON = SHOP.model_dump_json(by_alias=True, exclude_none=True)
MAILS = {mail.name: mail.raw for mail in sample_mails(NOW)}
TRUSTING = {"DRAFTDESK_TRUSTED_AUTHSERV_IDS": TRUSTED_AUTHSERV_ID}


def shop_folder(folder: Path, mails: Iterable[str] = MAILS) -> Path:
    """A folder with the shop file `shop.json` and these sample mails."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "shop.json").write_text(SHOP_JSON, encoding="utf-8")
    for name in mails:
        (folder / f"{name}.eml").write_bytes(MAILS[name])
    return folder


def contents(folder: Path) -> set[str]:
    """Every file and folder in it."""
    return {str(path.relative_to(folder)) for path in folder.rglob("*")}


def mailbox_toml(name: str, address: str, password: str, imap: ServerSettings, smtp: ServerSettings) -> str:
    """A mailbox for the settings file."""
    lines = [f"[mailboxes.{name}]", f"address = {json.dumps(address)}", f"password = {json.dumps(password)}"]
    for protocol, server in (("imap", imap), ("smtp", smtp)):
        place = f'host = "{server.host}", port = {server.port}, security = "{server.security}", timeout = 5'
        lines.append(f"{protocol} = {{ {place} }}")
    return "\n".join([*lines, ""])


def side_by_side(commands: Mapping[str, Callable[[], Outcome]], at_once: int = 2) -> dict[str, Outcome]:
    """Several commands at a time, for each spends most of its time loading; what they come to, by name."""
    with ThreadPoolExecutor(at_once) as pool:
        running = {name: pool.submit(command) for name, command in commands.items()}
        return {name: outcome.result() for name, outcome in running.items()}


def unwrapped(lines: Sequence[str], cells: int) -> bool:
    """Whether each line is a whole row of so many cells."""
    return bool(lines) and all(line.count("\t") == cells - 1 for line in lines)
