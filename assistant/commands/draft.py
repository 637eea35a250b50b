"""`draftdesk draft`: message files in, one case file each out, in the order given."""

import time
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from assistant.case.case_file import CaseFile, DrafterEntry
from assistant.case.email import Email
from assistant.case.filing import unreadable_case_file
from assistant.commands.case_text import as_text
from assistant.errors import DraftdeskError, UnreadableMail
from assistant.failing import unforeseen
from assistant.mailbox.parsing import parse
from assistant.pipeline import Pipeline
from assistant.settings import Settings
from assistant.terminal import line, note, record
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
    """Raises UnreadableMail at the end, after everything is printed, if a file could not be read."""
    moment = given_time(now, "--now") if now is not None else now_utc()
    pipeline = pipeline_for_files(settings, shop_file, drafter)
    if shop_file is None:
        note("No shop file is given (--shop FILE): no order can be found.")
    unreadable, faults = [], []
    for file in files:
        try:
            case_file = _draft(settings, pipeline, file, moment)
        except DraftdeskError:
            raise
        except Exception as error:  # noqa: BLE001 - one mail's fault may not cost the others their drafts
            faults.append(error)
            case_file = unreadable_case_file(unforeseen(error), _nobody(pipeline))
        if case_file.screening.kind == "unreadable":
            unreadable.append(f"{file}: {case_file.screening.reason}")
        if as_json:
            record(case_file.to_json())
        else:
            line(as_text(str(file), case_file, pipeline.orders.shop().zone))
    if unreadable:
        words = f"{len(unreadable)} of {len(files)} files could not be read. {' '.join(unreadable)}"
        raise UnreadableMail(words) from (faults[0] if faults else None)


def _draft(settings: Settings, pipeline: Pipeline, file: Path, now: datetime) -> CaseFile:
    started = time.perf_counter()
    try:
        case_file = pipeline.work(_read(settings, file, now), now).case_file
    except UnreadableMail as error:
        return unreadable_case_file(str(error), _nobody(pipeline))
    seconds = round(time.perf_counter() - started, 3)
    return case_file.model_copy(update={"drafter": case_file.drafter.model_copy(update={"seconds": seconds})})


def _nobody(pipeline: Pipeline) -> DrafterEntry:
    """The drafter that there would have been: it was not asked anything."""
    drafter = pipeline.drafter
    return DrafterEntry(
        name=drafter.name,
        prompt_version=drafter.prompt_version,
        calls=0,
        input_tokens=0,
        output_tokens=0,
        seconds=0.0,
    )


def _read(settings: Settings, file: Path, now: datetime) -> Email:
    """Our own addresses are those of the configured mailboxes, else those that the message is addressed to."""
    raw = _bytes_of(file)
    trusted = settings.trusted_authserv_ids
    own = settings.own_addresses or frozenset(address.email for address in parse(raw, read_at=now).to)
    return parse(raw, own_addresses=own, trusted_authserv_ids=trusted, read_at=now)


def _bytes_of(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except FileNotFoundError:
        raise UnreadableMail("There is no such file.") from None
    except IsADirectoryError:
        raise UnreadableMail("This is a folder, not a message.") from None
    except OSError as error:
        raise UnreadableMail(f"It cannot be opened: {error.strerror}.") from None
