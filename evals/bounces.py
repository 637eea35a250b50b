"""How well bounces are known, and what is read in them, against labels that others wrote.

    python -m evals.bounces [FOLDER] [--people FOLDER ...] [--all]

FOLDER holds `expected.jsonl` (file, and per recipient: dsn, reason, hardbounce; or the reasons alone) and
`not_a_bounce/`, as in tests/data/mail_bounces. `--people` are folders of other mail (*.eml); those of them that
somebody has opened and found to be bounces stand in mail_corpora/judged.toml. Prints each difference; `--all` prints
what was read in every bounce, too. Ends with 1 when a person's mail is taken for a bounce.
"""

import argparse
import json
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

from assistant.case.email import Email
from assistant.errors import UnreadableMail
from assistant.mailbox.parsing import parse
from evals.mail_corpora.judgement import judgements, key

SAMPLES = Path(__file__).parents[1] / "tests" / "data" / "mail_bounces"
NOT_BOUNCES = frozenset({"vacation"})
"""Labels of mail that no bounce is; a complaint (`feedback`) is screened with the bounces."""
PASSING = frozenset({"mailboxfull", "expired", "networkerror", "systemerror", "toomanyconn"})
"""Reasons that may be gone tomorrow. What lies between (blocked, filtered, spam, policy) may be either."""


class Read(NamedTuple):
    name: str
    kind: str
    email: Email | None
    expected: list[dict[str, Any]]

    @property
    def wanted(self) -> str:
        return "auto_reply" if {one["reason"] for one in self.expected} <= NOT_BOUNCES else "bounce"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, nargs="?", default=SAMPLES)
    parser.add_argument("--people", type=Path, nargs="*", default=[])
    parser.add_argument("--all", action="store_true")
    options = parser.parse_args()
    labelled = [_read(options.folder, json.loads(line)) for line in _lines(options.folder / "expected.jsonl")]
    _recall(labelled)
    _details([one for one in labelled if one.wanted == one.kind == "bounce"], show=options.all)
    return min(_false_positives([options.folder / "not_a_bounce", *options.people], show=options.all), 1)


def _lines(file: Path) -> Iterator[str]:
    return iter(file.read_text(encoding="utf-8").splitlines())


def _read(folder: Path, label: dict[str, Any]) -> Read:
    kind, email = _kind((folder / label["file"]).read_bytes())
    reasons = [{"reason": reason, "dsn": "", "hardbounce": False} for reason in label.get("reasons", ())]
    return Read(label["file"], kind, email, label.get("expected", reasons))


def _kind(raw: bytes) -> tuple[str, Email | None]:
    try:
        email = parse(raw, read_at=datetime.now(UTC))
    except UnreadableMail:
        return "unreadable", None
    return email.screening.kind, email


def _recall(labelled: list[Read]) -> None:
    for wanted in ("bounce", "auto_reply"):
        of_kind = [one for one in labelled if one.wanted == wanted]
        right = [one for one in of_kind if one.kind == wanted]
        print(f"{wanted}: {len(right)} of {len(of_kind)} ({len(right) / max(len(of_kind), 1):.1%})")
        for one in of_kind:
            if one.kind != wanted:
                print(f"  {one.name} is taken for {one.kind} ({', '.join(str(e['reason']) for e in one.expected)})")


def _details(bounces: list[Read], *, show: bool) -> None:
    """Recipients found, and their permanence by the class of the label's status code; complaints have neither."""
    reports = [one for one in bounces if any(e["dsn"][:1] in "45" and e["dsn"] for e in one.expected)]
    named = [one for one in reports if one.email and one.email.bounce and one.email.bounce.recipients]
    answered = [one for one in reports if one.email and one.email.bounce and one.email.bounce.message_ids]
    print(f"a recipient is read in {len(named)} of {len(reports)}, the id of the mail in {len(answered)}")
    for one in reports:
        if one not in named:
            print(f"  {one.name}: no recipient")
    _permanence_of("dead addresses read as permanent", named, True, lambda label: bool(label["hardbounce"]), show)
    _permanence_of(
        "full, expired or unreachable read as not permanent",
        named,
        False,
        lambda label: label["reason"] in PASSING,
        show,
    )


def _permanence_of(
    title: str, reports: list[Read], wanted: bool, chosen: Callable[[dict[str, Any]], bool], show: bool
) -> None:
    of_kind = [one for one in reports if all(map(chosen, one.expected))]
    right = [one for one in of_kind if _permanence(one) == {wanted}]
    print(f"{title}: {len(right)} of {len(of_kind)}")
    for one in of_kind:
        if one not in right or show:
            for said in one.email.bounce.recipients if one.email and one.email.bounce else ():
                label = [(e["dsn"], e["reason"]) for e in one.expected]
                print(f"  {one.name}: {said.permanent} {said.status} {said.reason[:80]!r}, label {label}")


def _permanence(one: Read) -> set[bool | None]:
    bounce = one.email.bounce if one.email else None
    return {said.permanent for said in bounce.recipients} if bounce else set()


def _false_positives(folders: list[Path], *, show: bool) -> int:
    files = [file for folder in folders for file in sorted(folder.rglob("*.eml"))]
    judged = {file: judgements().get((key(_sample(file)), "bounce")) for file in files}
    wrong = [file for file in files if judged[file] is None and _kind(file.read_bytes())[0] == "bounce"]
    reports = {file: judgement for file, judgement in judged.items() if judgement is not None}
    missed = [file for file in reports if _kind(file.read_bytes())[0] != "bounce"]
    print(f"people's mail: {len(wrong)} of {len(files) - len(reports)} taken for a bounce")
    print(f"bounces among it: {len(reports) - len(missed)} of {len(reports)} taken for one")
    for file in wrong + missed:
        print(f"  {file}")
    for file, judgement in reports.items() if show else ():
        print(f"  {file.name}: {judgement.why}")
    return len(wrong + missed)


def _sample(file: Path) -> str:
    """As judged.toml names it: its corpus and its name."""
    corpora = [part.removeprefix("mail_") for part in file.parts]
    corpus = next((name for name in ("cpython", "imap_tools") if name in corpora), "")
    return f"{corpus}/{file.stem}"


if __name__ == "__main__":
    sys.exit(main())
