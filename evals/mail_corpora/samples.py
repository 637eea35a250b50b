"""The corpora as their authors keep them, turned into one shape: raw bytes and what should be read in them."""

import base64
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Sample:
    """A mail and what its corpus expects; None where the corpus says nothing.

    `files` are the attachments that must be found, as (name, content); what is None of these is not compared.
    """

    id: str
    raw: bytes
    subject: str | None = None
    text: str | None = None
    reply: str | None = None
    files: tuple[tuple[str | None, bytes | None], ...] | None = None

    @property
    def expects_something(self) -> bool:
        return any(value is not None for value in (self.subject, self.text, self.reply, self.files))


def folder(root: Path, name: str) -> Path:
    """`parsing/NAME`, `NAME` or, as in tests/data, `mail_NAME`."""
    places = (root / "parsing" / name, root / name, root / f"mail_{name}")
    return next((place for place in places if place.is_dir()), places[0])


def imap_tools(root: Path) -> Iterator[Sample]:
    """The expected values are that library's own output, mojibake included."""
    for path in _mails(root, "imap_tools"):
        expected = _json(path.with_suffix(".expected.json"))
        yield Sample(_id(root, "imap_tools", path), path.read_bytes(), **(_of_imap_tools(expected) if expected else {}))


def _of_imap_tools(expected: dict[str, Any]) -> dict[str, Any]:
    files = [(_name(file), base64.b64decode(file["payload"]["__bytes_b64__"])) for file in expected["attachments"]]
    return {"subject": expected["subject"], "text": expected["text"] or None, "files": tuple(files)}


def _name(file: dict[str, Any]) -> str | None:
    return file["filename"] or None


def stalwart(root: Path) -> Iterator[Sample]:
    """A parse tree: the text is that of its `text_body`, where all of it is plain text."""
    for path in _mails(root, "stalwart"):
        expected = _json(path.with_suffix(".json"))
        yield Sample(_id(root, "stalwart", path), path.read_bytes(), **(_of_stalwart(expected) if expected else {}))


def _of_stalwart(expected: dict[str, Any]) -> dict[str, Any]:
    parts = expected["parts"]
    texts = [parts[number]["body"].get("Text") for number in expected["text_body"]]
    return {
        "subject": _stalwart_subject(parts[0]),
        "text": "\n".join(texts) if texts and None not in texts else None,
        "files": tuple((_stalwart_name(parts[number]), _stalwart_bytes(parts[number])) for number in _files(expected)),
    }


def _files(expected: dict[str, Any]) -> list[int]:
    """RFC 8621's `attachments` also lists inline texts of a `multipart/related`; those have no name here."""
    return [number for number in expected["attachments"] if number not in expected["text_body"]]


def _stalwart_subject(root_part: dict[str, Any]) -> str | None:
    values = [header["value"] for header in root_part["headers"] if header["name"] == "subject"]
    return values[0].get("Text") if values and isinstance(values[0], dict) else None


def _stalwart_name(part: dict[str, Any]) -> str | None:
    for header in part["headers"]:
        value = header["value"].get("ContentType") if isinstance(header["value"], dict) else None
        for attribute in (value or {}).get("attributes") or ():
            if attribute["name"] in ("filename", "name"):
                return str(attribute["value"])
    return None


def _stalwart_bytes(part: dict[str, Any]) -> bytes | None:
    """None for a message inside, whose bytes are not in the tree, and for text, which is there decoded."""
    value = next(iter(part["body"].values()))
    return bytes(value) if isinstance(value, list) else None


def cpython(root: Path) -> Iterator[Sample]:
    """The standard library's own test mails: nothing is expected but that they are read."""
    for path in _mails(root, "cpython"):
        yield Sample(_id(root, "cpython", path), path.read_bytes())


def bounces(root: Path) -> Iterator[Sample]:
    for path in _mails(root, "bounces"):
        yield Sample(_id(root, "bounces", path), path.read_bytes())


def chinese(root: Path) -> Iterator[Sample]:
    place = folder(root, "chinese")
    for line in lines(place / "expected.jsonl"):
        raw = (place / line["file"]).read_bytes()
        yield Sample(
            f"chinese/{line['file']}", raw, subject=line["subject"], text=line["text"], reply=line["expected_reply"]
        )


PARSING = {"imap_tools": imap_tools, "stalwart": stalwart, "cpython": cpython, "chinese": chinese, "bounces": bounces}


def _mails(root: Path, name: str) -> list[Path]:
    return sorted(folder(root, name).rglob("*.eml"))


def _id(root: Path, name: str, path: Path) -> str:
    return f"{name}/{path.relative_to(folder(root, name)).with_suffix('')}"


def _json(path: Path) -> dict[str, Any] | None:
    return dict(json.loads(path.read_text(encoding="utf-8"))) if path.exists() else None


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()] if path.exists() else []
