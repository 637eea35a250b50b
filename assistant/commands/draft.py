"""`draftdesk draft`: message files in, one case file each out, in the order given."""

import time
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from assistant.case.case_file import CaseFile, DrafterEntry
from assistant.case.email import Email
from assistant.case.filing import unreadable_case_file
from assistant.errors import UnreadableMail
from assistant.mailbox.parsing import parse
from assistant.pipeline import Pipeline
from assistant.settings import Settings
from assistant.terminal import line
from assistant.times import given_time
from assistant.wiring import now_utc, pipeline_for_files


def draft_files(
    settings: Settings,
    files: Sequence[Path],
    shop_file: Path | None,
    now: str | None,
    drafter: str | None,
    *,
    as_json: bool,
) -> None:
    """Raises at the end, after everything is printed, if a file could not be read."""
    moment = given_time(now, "--now") if now is not None else now_utc()
    pipeline = pipeline_for_files(settings, shop_file, drafter)
    unreadable = []
    for n, file in enumerate(files):
        case_file = _draft(settings, pipeline, file, moment)
        if case_file.screening.kind == "unreadable":
            unreadable.append(f"{file}: {case_file.screening.reason}")
        if as_json:
            line(case_file.to_json())
        else:
            line(("\n\n" if n else "") + as_text(file, case_file))
    if unreadable:
        raise UnreadableMail(f"Not every file could be read. {' '.join(unreadable)}", "The others were drafted.")


def _draft(settings: Settings, pipeline: Pipeline, file: Path, now: datetime) -> CaseFile:
    started = time.perf_counter()
    try:
        case_file = pipeline.work(_read(settings, file, now), now).case_file
    except UnreadableMail as error:
        drafter = pipeline.drafter
        nobody = DrafterEntry(
            name=drafter.name,
            prompt_version=drafter.prompt_version,
            calls=0,
            input_tokens=0,
            output_tokens=0,
            seconds=0.0,
        )
        return unreadable_case_file(error.message, nobody)
    seconds = round(time.perf_counter() - started, 3)
    return case_file.model_copy(update={"drafter": case_file.drafter.model_copy(update={"seconds": seconds})})


def _read(settings: Settings, file: Path, now: datetime) -> Email:
    """Our own addresses are those of the configured mailboxes, else those that the message is addressed to."""
    try:
        raw = file.read_bytes()
    except OSError as error:
        raise UnreadableMail(f"it cannot be opened: {error.strerror}.") from None
    trusted = settings.trusted_authserv_ids
    if settings.own_addresses:
        return parse(raw, own_addresses=settings.own_addresses, trusted_authserv_ids=trusted, read_at=now)
    addressed = frozenset(address.email for address in parse(raw, read_at=now).to)
    return parse(raw, own_addresses=addressed, trusted_authserv_ids=trusted, read_at=now)


def as_text(file: Path, case: CaseFile) -> str:
    """A case file for people: who, which order, what is wrong, and the reply."""
    if case.screening.kind == "unreadable":
        return f"{file}\n  unreadable: {case.screening.reason}"
    head = [
        f"{file}",
        f"  from       {case.message.sender or 'nobody'}   {case.message.subject}",
        f"  status     {case.status}",
    ]
    if case.diagnosis is None:
        return "\n".join([*head, f"  screened   {case.screening.kind}: {case.screening.reason}"])
    cause = f" / {case.diagnosis.cause}" if case.diagnosis.cause else ""
    head += [
        f"  identity   {case.identity.level}, scope {case.identity.scope}",
        f"  order      {case.order.outcome} {case.order.number or ''}".rstrip(),
        f"  diagnosis  {case.diagnosis.category}{cause}",
        f"  actions    {', '.join(f'{action.kind} ({action.role})' for action in case.actions) or 'none'}",
    ]
    head += [f"  check      {check.name}: {check.detail}" for check in case.checks if not check.passed]
    reply = f"\n{case.reply.text}" if case.reply is not None else ""
    return "\n".join(head) + reply
