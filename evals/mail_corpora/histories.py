"""The corpora of quoted history: what is left when old words are taken out."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from assistant.errors import UnreadableMail
from assistant.mailbox import html, quotes
from assistant.mailbox.parsing import parse
from evals.mail_corpora.comparing import READ_AT, Difference, same
from evals.mail_corpora.samples import folder, lines

_LANGUAGES = (
    "chinese", "dutch", "french", "german", "italian", "norwegian", "polish", "portuguese", "russian", "spanish",
    "swedish", "ukrainian",
)  # fmt: skip
_TALON_HTML = "Hi. I am fine.\n\nThanks,\nAlex"


@dataclass(frozen=True)
class Reply:
    """A text with its history and the new words in it. `language` as far as the corpus tells it; else `english`."""

    id: str
    language: str
    full_text: str
    expected: str

    @property
    def held_back(self) -> bool:
        """A third of all, by a stable hash of the id: never looked at while the rules are written."""
        return hashlib.sha256(self.id.encode()).digest()[0] % 3 == 0

    def difference(self) -> Difference | None:
        ours = quotes.split(self.full_text)[0]
        return None if same(ours) == same(self.expected) else Difference(self.id, "reply", self.expected, ours)


def email_reply_trimmer(root: Path) -> Iterator[Reply]:
    for line in lines(folder(root, "quotes") / "email_reply_trimmer.jsonl"):
        language = next((name for name in _LANGUAGES if name in line["id"]), "english")
        yield Reply(line["id"], language, line["input"].replace("\r\n", "\n"), line["expected_reply"])


def chinese(root: Path) -> Iterator[Reply]:
    for line in lines(folder(root, "chinese") / "expected.jsonl"):
        yield Reply(f"chinese/{line['file']}", "chinese", line["text"], line["expected_reply"])


def talon(root: Path) -> Iterator[Reply]:
    """Replies of American programs: as messages ("Hello" unless a file beside it says otherwise) and as HTML."""
    place = folder(root, "quotes") / "talon"
    for path in sorted(place.glob("standard_replies/*.eml")):
        beside = path.with_name(f"{path.stem}_reply_text")
        expected = beside.read_text(encoding="utf-8") if beside.exists() else "Hello"
        yield Reply(f"talon/{path.stem}", "english", _full_text(path), expected)
    for path in sorted(place.glob("html_replies/*.html")):
        text = html.to_text(path.read_bytes().decode("utf-8", "replace"))
        yield Reply(f"talon/{path.name}", "english", text, _TALON_HTML)


def _full_text(path: Path) -> str:
    try:
        return parse(path.read_bytes(), read_at=READ_AT).full_text
    except UnreadableMail:
        return ""


HISTORIES = {"email_reply_trimmer": email_reply_trimmer, "chinese": chinese, "talon": talon}
