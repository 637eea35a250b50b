"""What we read beside what was expected, as a list of differences."""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from assistant.case.email import Email
from assistant.errors import UnreadableMail
from assistant.mailbox.parsing import attachment_bytes, parse
from evals.mail_corpora.samples import Sample

READ_AT = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Difference:
    """`kind` is one of subject, text, spacing (text but for white space), reply, attachment count, name or content,
    unreadable, crash."""

    id: str
    kind: str
    expected: str
    ours: str


def differences(sample: Sample) -> list[Difference]:
    """All differences of one mail. A crash is a difference here, so that the count goes on."""
    try:
        email = parse(sample.raw, read_at=READ_AT)
    except UnreadableMail as error:
        return [Difference(sample.id, "unreadable", "", str(error))]
    except Exception as error:  # noqa: BLE001 - counting what must never happen is the purpose
        return [Difference(sample.id, "crash", "", repr(error))]
    return [*_words(sample, email), *_files(sample, email)]


def _words(sample: Sample, email: Email) -> Iterator[Difference]:
    for kind, expected, ours in (
        ("subject", sample.subject, email.subject),
        ("text", sample.text, email.full_text),
        ("reply", sample.reply, email.text),
    ):
        if expected is None or same(expected) == same(ours):
            continue
        only_space = kind == "text" and "".join(expected.split()) == "".join(ours.split())
        yield Difference(sample.id, "spacing" if only_space else kind, expected, ours)


def same(text: str) -> str:
    """NFC, without blanks at line ends and around."""
    lines = unicodedata.normalize("NFC", text).replace("\r\n", "\n").split("\n")
    return "\n".join(line.rstrip() for line in lines).strip()


def _files(sample: Sample, email: Email) -> Iterator[Difference]:
    if sample.files is None:
        return
    names = ", ".join(file.name for file in email.attachments)
    expected_names = ", ".join(name or "?" for name, _ in sample.files)
    if len(sample.files) != len(email.attachments):
        yield Difference(sample.id, "attachment count", f"{len(sample.files)}: {expected_names}", names)
        return
    for (name, content), file in zip(sample.files, email.attachments, strict=True):
        if name is not None and same(name) != same(file.name):
            yield Difference(sample.id, "attachment name", name, file.name)
        if content is not None and content != (found := attachment_bytes(sample.raw, file.part)):
            yield Difference(sample.id, "attachment content", f"{len(content)} bytes", f"{len(found)} bytes")
