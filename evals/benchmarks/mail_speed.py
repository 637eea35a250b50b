"""How fast mail comes in: from a local Dovecot into durable storage, beside mbsync and a bare loop.

    python -m evals.benchmarks.mail_speed [--mails 10000] [--bytes 4000]

All read the same mailbox over IMAP, one after the other, each in a process of its own:
  draftdesk       fetched, raw bytes and ledger synchronised to the disk (what `draftdesk fetch` does)
  draftdesk parse every stored mail read from the disk and parsed, as its own step
  mbsync          isync into a Maildir, with its default FSync and without
  bare loop       imapclient writing files, with fsync of each and without
Prints messages a second and the largest resident memory. Needs dovecot-imapd, and isync for mbsync's lines.
"""

import argparse
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from email.message import EmailMessage
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "tests"))

from support.dovecot import PASSWORD, USER, Dovecot, running_dovecot  # noqa: E402

Work = Callable[[], None]
Prepared = Callable[[], Work]

WORDS = "您好，我的订单三天没有物流更新了，请帮我查一下，谢谢。 My parcel has not moved for three days; please look. "


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--mails", type=int, default=10_000)
    parser.add_argument("--bytes", type=int, default=4_000, help="about the size of one mail")
    options = parser.parse_args()
    with running_dovecot() as dovecot, tempfile.TemporaryDirectory(dir=ROOT) as name:  # on the disk, not in memory
        dovecot.empty()
        for number in range(options.mails):
            dovecot.deliver(_mail(number, options.bytes))
        with dovecot.client("INBOX") as client:  # Dovecot indexes what was delivered, at nobody's expense
            client.fetch(client.search(), ["RFC822.SIZE"])
        print(f"{options.mails} mails of about {options.bytes} bytes")
        for title, work in _contenders(dovecot, Path(name), options.mails):
            _measure(title, work, options.mails)


def _contenders(dovecot: Dovecot, folder: Path, mails: int) -> list[tuple[str, Prepared]]:
    found: list[tuple[str, Prepared]] = [
        ("draftdesk, durable", lambda: _fetch(dovecot, folder / "ours", mails)),
        ("draftdesk, parsing", lambda: _parse(dovecot, folder / "ours", mails)),
        ("bare loop, fsync", lambda: lambda: _bare(dovecot, folder / "bare-sync", sync=True)),
        ("bare loop, no fsync", lambda: lambda: _bare(dovecot, folder / "bare", sync=False)),
    ]
    if shutil.which("mbsync"):
        found.insert(2, ("mbsync, FSync yes", lambda: lambda: _mbsync(dovecot, folder / "mbsync-sync", sync=True)))
        found.insert(3, ("mbsync, FSync no", lambda: lambda: _mbsync(dovecot, folder / "mbsync", sync=False)))
    return found


def _measure(title: str, prepare: Prepared, mails: int) -> None:
    """In a fork, so that each has memory and connections of its own; loading libraries is not counted."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            work = prepare()
            began = time.perf_counter()
            work()
            seconds = time.perf_counter() - began
        except BaseException as error:  # noqa: BLE001 - a fork must not go on as its parent
            print(f"{title}: {type(error).__name__}: {error}", file=sys.stderr)
            os._exit(1)
        own, others = (resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
        os.write(writing, f"{title:22} {mails / seconds:8.0f}/s {(others or own) / 1024:7.0f} MB".encode())
        os._exit(0)
    os.waitpid(child, 0)
    os.close(writing)
    print(os.read(reading, 1000).decode() or f"{title}: failed", flush=True)
    os.close(reading)


def _fetch(dovecot: Dovecot, folder: Path, mails: int) -> Work:
    from assistant.fetcher import Fetcher
    from assistant.wiring import connect_mailbox, open_records

    settings = _settings(dovecot, folder)
    records = open_records(settings)

    def work() -> None:
        with connect_mailbox(settings, "support") as mailbox:
            fetcher = Fetcher("support", settings.mailboxes["support"], mailbox, records.messages, lambda _: None)
            stored = fetcher.fetch_once()
        if stored != mails:
            raise RuntimeError(f"{stored} of {mails} were stored")

    return work


def _parse(dovecot: Dovecot, folder: Path, mails: int) -> Work:
    from assistant.wiring import mail_reader, open_records

    settings = _settings(dovecot, folder)
    records = open_records(settings)
    read_mail = mail_reader(settings, records)

    def work() -> None:
        read = [read_mail(message_id).subject for message_id in records.messages.to_work(limit=mails)]
        if len(read) != mails or not all(read):
            raise RuntimeError(f"{len(read)} of {mails} were read")

    return work


def _settings(dovecot: Dovecot, folder: Path):  # type: ignore[no-untyped-def]
    from support.house import house_settings, mailbox_settings

    return house_settings(folder, mailbox_settings(dovecot.settings()))


def _bare(dovecot: Dovecot, folder: Path, *, sync: bool) -> None:
    """What any script would do: no ledger, no check, no order."""
    folder.mkdir()
    with dovecot.client("INBOX") as client:
        uids = client.search()
        for start in range(0, len(uids), 200):
            for uid, answer in client.fetch(uids[start : start + 200], ["BODY.PEEK[]"]).items():
                with (folder / str(uid)).open("wb") as file:
                    file.write(answer[b"BODY[]"])
                    if sync:
                        file.flush()
                        os.fsync(file.fileno())


def _mbsync(dovecot: Dovecot, folder: Path, *, sync: bool) -> None:
    (folder / "mail").mkdir(parents=True)
    configuration = folder / "mbsyncrc"
    password = PASSWORD.replace("\\", "\\\\").replace('"', '\\"')
    configuration.write_text(
        f"""FSync {"yes" if sync else "no"}

IMAPAccount shop
Host 127.0.0.1
Port {dovecot.port}
User {USER}
Pass "{password}"
SSLType None
AuthMechs LOGIN

IMAPStore far
Account shop

MaildirStore near
Path {folder}/mail/
Inbox {folder}/mail/INBOX

Channel all
Far :far:
Near :near:
Patterns INBOX
Create Near
Sync Pull
SyncState *
"""
    )
    subprocess.run(["mbsync", "-q", "-c", str(configuration), "all"], check=True)


def _mail(number: int, size: int) -> bytes:
    message = EmailMessage()
    message["From"], message["To"] = f"customer{number}@mail.example", USER
    message["Subject"] = f"订单 {2026110900000 + number} 还没到"
    message["Message-ID"] = f"<{number}@mail.example>"
    message["Date"] = "Mon, 09 Nov 2026 08:00:00 +0800"
    message.set_content((WORDS * (size // len(WORDS.encode()) + 1))[: size // 2], charset="utf-8", cte="8bit")
    return message.as_bytes().replace(b"\n", b"\r\n")


if __name__ == "__main__":
    main()
