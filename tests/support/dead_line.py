"""A line to an IMAP server in a network of its own, which goes away while the client waits in IDLE.

A proxy cannot play this: its machine goes on answering for it. Needs Linux, and the right to make a network namespace.
"""

import shutil
import socket
import subprocess
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path

import pytest

from assistant.errors import MailboxUnreachable
from assistant.mailbox import imap_connection
from assistant.mailbox.imap import ImapMailbox
from assistant.settings import ServerSettings

ALONE = ("unshare", "--user", "--map-root-user", "--net")
KEEPALIVE_SECONDS = 2
PATIENCE = 6.0
ANSWERS = {
    b"EXAMINE": b"* 0 EXISTS\r\n* OK [UIDVALIDITY 1] .\r\n* OK [UIDNEXT 1] .\r\n",
    b"CAPABILITY": b"* CAPABILITY IMAP4rev1 IDLE\r\n",
}


def dead_line_noticed_after(keep_alive: bool) -> float:
    """Seconds from the network's end to the error; more than PATIENCE when none came by itself."""
    if shutil.which("unshare") is None or subprocess.run([*ALONE, "true"], capture_output=True).returncode:
        pytest.skip("no network namespace can be made here")
    tests = Path(__file__).parents[1]
    command = [*ALONE, sys.executable, "-m", "support.dead_line", "keep alive" if keep_alive else "as it is"]
    path = {"PYTHONPATH": f"{tests}:{tests.parent}", "PATH": "/usr/sbin:/usr/bin:/sbin:/bin"}
    done = subprocess.run(command, env=path, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    return float(done.stdout)


def main() -> None:
    imap_connection.SOON_SECONDS = 0.2
    if sys.argv[1] == "keep alive":
        imap_connection.KEEPALIVE_SECONDS = KEEPALIVE_SECONDS
    else:
        imap_connection._keep_alive = lambda connection: None
    subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
    listener = socket.create_server(("127.0.0.1", 0))
    threading.Thread(target=_serve, args=(listener,), daemon=True).start()
    server = ServerSettings(host="127.0.0.1", port=listener.getsockname()[1], security="none", timeout=60)
    mailbox, gone = ImapMailbox(server, "shop", "secret"), [0.0]
    threading.Timer(0.5, _take_the_network_away, [gone]).start()

    def out_of_patience() -> bool:
        return bool(gone[0]) and time.monotonic() - gone[0] > PATIENCE

    with suppress(MailboxUnreachable):
        while not out_of_patience():
            mailbox.idle("INBOX", 60, out_of_patience)
    print(time.monotonic() - gone[0], flush=True)  # noqa: T201 - the answer to the test


def _take_the_network_away(gone: list[float]) -> None:
    subprocess.run(["ip", "link", "set", "lo", "down"], check=True)
    gone[0] = time.monotonic()


def _serve(listener: socket.socket) -> None:
    while True:
        client, _ = listener.accept()
        threading.Thread(target=_talk, args=(client,), daemon=True).start()


def _talk(client: socket.socket) -> None:
    client.sendall(b"* OK ready\r\n")
    for line in client.makefile("rb"):
        tag, _, words = line.partition(b" ")
        name = words.split()[0].upper()
        client.sendall(b"+ idling\r\n" if name == b"IDLE" else ANSWERS.get(name, b"") + tag + b" OK done\r\n")


if __name__ == "__main__":
    main()
