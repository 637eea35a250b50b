"""How fast mail is parsed, and in how much memory: beside imap_tools, mail-parser and the standard library.

    python -m evals.benchmarks.parse_speed [FOLDER] [--rounds 5]

All parse the same mails (`*.eml` below FOLDER), each in a process of its own, one after the other within each round so
that a busy machine slows all alike. Each reader is asked for what a desk needs: subject, sender, recipients, date,
text, HTML and the decoded attachments; ours also takes the history out, screens, sanitises and reads the HTML. Speed is
mails a second of the processor's time; memory is the process's largest size, the interpreter and the mails included.
"""

import argparse
import json
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

Reader = Callable[[bytes], object]
PASSES = 8


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, nargs="?", default=Path("tests/data"))
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--reader", choices=READERS, help="measure this one in this process, and print it as JSON")
    options = parser.parse_args()
    if options.reader:
        print(json.dumps(_measure(READERS[options.reader](), _mails(options.folder))))
        return
    results: dict[str, list[dict[str, float]]] = {name: [] for name in READERS}
    for _ in range(options.rounds):
        for name, measured in results.items():
            measured.append(_in_a_process(name, options.folder))
    _report(results, len(_mails(options.folder)))


def _mails(folder: Path) -> list[bytes]:
    return [path.read_bytes() for path in sorted(folder.rglob("*.eml"))]


def _in_a_process(name: str, folder: Path) -> dict[str, float]:
    command = [sys.executable, "-m", "evals.benchmarks.parse_speed", str(folder), "--reader", name]
    return dict(json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout))


def _measure(read: Reader, mails: list[bytes]) -> dict[str, float]:
    """One pass to warm up, then those that count."""
    failed = sum(_fails(read, raw) for raw in mails)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    started = time.process_time()
    for _ in range(PASSES):
        for raw in mails:
            _fails(read, raw)
    seconds = time.process_time() - started
    return {"speed": PASSES * len(mails) / seconds, "memory": memory / 1024, "failed": failed}


def _fails(read: Reader, raw: bytes) -> bool:
    try:
        read(raw)
    except Exception:  # noqa: BLE001 - a peer that raises has failed on this mail, whatever it raises
        return True
    return False


def _report(results: dict[str, list[dict[str, float]]], mails: int) -> None:
    print(f"{mails} mails; medians of {len(results['ours'])} rounds; ratios are of the same round")
    print(f"{'':<18}{'mails/s':>9}{'ours is':>8}{'MB':>7}{'raised':>8}")
    for name, measured in results.items():
        speed = statistics.median(one["speed"] for one in measured)
        pairs = zip(results["ours"], measured, strict=True)
        ratio = statistics.median(ours["speed"] / one["speed"] for ours, one in pairs)
        memory = statistics.median(one["memory"] for one in measured)
        print(f"{name:<18}{speed:>9.0f}{ratio:>7.2f}x{memory:>7.0f}{measured[0]['failed']:>8.0f}")


def _ours() -> Reader:
    from datetime import UTC, datetime

    from assistant.mailbox.parsing import parse

    now = datetime.now(UTC)
    return lambda raw: parse(raw, read_at=now)


def _ours_alone() -> Reader:
    """As far as the others go: the fields, both forms of the text, the files."""
    from datetime import UTC, datetime

    from assistant.mailbox.body import read_content
    from assistant.mailbox.headers import addresses, when
    from assistant.mailbox.mime import parse_tree

    now = datetime.now(UTC)

    def read(raw: bytes) -> object:
        root = parse_tree(raw)
        people = [addresses(root.fields, name) for name in ("from", "to")]
        return root.fields.text("subject"), people, when(root.fields, None, now), read_content(root)

    return read


def _imap_tools() -> Reader:
    from imap_tools.message import MailMessage

    def read(raw: bytes) -> object:
        mail = MailMessage.from_bytes(raw)
        files = [(file.filename, file.content_type, file.payload) for file in mail.attachments]
        return mail.subject, mail.from_values, mail.to_values, mail.date, mail.text, mail.html, files

    return read


def _mail_parser() -> Reader:
    import mailparser

    def read(raw: bytes) -> object:
        mail = mailparser.parse_from_bytes(raw)
        return mail.subject, mail.from_, mail.to, mail.date, mail.text_plain, mail.text_html, mail.attachments

    return read


def _standard_library() -> Reader:
    import email
    from email import policy

    def read(raw: bytes) -> object:
        mail = email.message_from_bytes(raw, policy=policy.default)
        fields = [str(mail[name] or "") for name in ("subject", "from", "to", "date")]
        return fields, [part.get_payload(decode=True) for part in mail.walk() if not part.is_multipart()]

    return read


READERS: dict[str, Callable[[], Reader]] = {
    "ours": _ours,
    "ours, no further": _ours_alone,
    "imap_tools": _imap_tools,
    "mail-parser": _mail_parser,
    "standard library": _standard_library,
}


if __name__ == "__main__":
    main()
