"""Markdown with YAML front matter, where every value remembers its line.

The people who write articles are no programmers: what is wrong must name the file, the line and what to write instead.
"""

import datetime as dt
import hashlib
import os
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import TypeVar
from zoneinfo import ZoneInfo

import yaml
from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from assistant.errors import ArticleError

FENCE = "---"
QUESTIONS = "questions"
Place = tuple[str | int, ...]
Plain = None | str | list["Plain"] | dict[str, "Plain"]
_DATE_ONLY = re.compile(r"\d{4}-\d{2}-\d{2}\Z")
VERSION_HINT = "Give one of them another id, or, if it is a version, a valid_from and valid_until of its own."
_NULL_TAG = "tag:yaml.org,2002:null"


@dataclass(frozen=True)
class Document:
    """One file: its front matter as plain text, lists and mappings, the line of each key, and the Markdown below it."""

    path: Path
    values: dict[str, Plain]
    lines: Mapping[Place, int]
    body: str
    version: str
    """The first 12 hex digits of the SHA-256 of the file without its `questions`, line ends and Unicode form
    normalised: what only helps to find a text outdates no draft that cites it."""

    def error(self, place: Place, what: str, hint: str) -> ArticleError:
        """An error at the key `place`, or at the nearest known key around it."""
        while place and place not in self.lines:
            place = place[:-1]
        return located(self.path, self.lines.get(place, 1), what, hint)


def located(path: Path, line: int, what: str, hint: str) -> ArticleError:
    return ArticleError(f"{path}:{line}: {what}", hint)


def markdown_files(folder: Path) -> list[str]:
    """The paths of all `*.md` below `folder`, in a fixed order. A missing folder is an error, never an empty one."""
    if not folder.is_dir():
        raise ArticleError(f"{folder}: there is no such folder.", "Name the knowledge base with --kb or kb_dir.")
    return sorted(path for path in markdown_below(folder) if not os.path.basename(path).startswith(("README", ".")))


def markdown_below(folder: Path) -> Iterator[str]:
    """As plain text: 10,000 files are gone through whenever one has changed, and `Path` takes 0.3 s for that."""
    for place, _, names in os.walk(folder):
        yield from (os.path.join(place, name) for name in names if name.endswith(".md"))


@contextmanager
def collecting(errors: list[ArticleError] | None) -> Iterator[None]:
    """Put an ArticleError into `errors` and go on, or let it through when there is no such list."""
    try:
        yield
    except ArticleError as error:
        if errors is None:
            raise
        errors.append(error)


def read_document(path: Path) -> Document:
    text = _text(path)
    head, body = _split(path, text)
    values, lines = _compose(path, head)
    return Document(path, values, lines, body.strip(), version_of(without(QUESTIONS, text, lines)))


def version_of(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def lines_of(key: str, text: str, lines: Mapping[Place, int]) -> range:
    """The lines of a file, counted from 0, that hold a key of the front matter and its value; none where it is not."""
    begins = lines.get((key,), 0) - 1
    others = [line - 1 for place, line in lines.items() if len(place) == 1 and place != (key,)]
    if begins < 0 or begins in others:
        return range(0)
    end = [line.rstrip() for line in text.split("\n")].index(FENCE, 1)
    return range(begins, min((line for line in others if line > begins), default=end))


def without(key: str, text: str, lines: Mapping[Place, int]) -> str:
    """A file's text without the lines of that key."""
    left_out = lines_of(key, text, lines)
    return "\n".join(line for number, line in enumerate(text.split("\n")) if number not in left_out)


def _text(path: Path) -> str:
    try:
        raw = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise located(path, line, "this is not UTF-8 text.", "Save the file as UTF-8.") from None
    except OSError as error:
        raise ArticleError(f"{path}: the file cannot be read: {error.strerror}.", "Check its permissions.") from None
    lines = unicodedata.normalize("NFC", raw.replace("\r\n", "\n").replace("\r", "\n")).split("\n")
    return "\n".join(line.rstrip() for line in lines).strip("\n") + "\n"


def _split(path: Path, text: str) -> tuple[str, str]:
    lines = text.split("\n")
    if lines[0] != FENCE:
        raise located(path, 1, "the front matter is missing.", f"Start the file with a line {FENCE}.")
    if FENCE not in lines[1:]:
        raise located(path, 1, "the front matter has no end.", f"Close it with a line {FENCE} above the text.")
    end = lines.index(FENCE, 1)
    return "\n".join(lines[:end]) + "\n", "\n".join(lines[end + 1 :])


def _compose(path: Path, head: str) -> tuple[dict[str, Plain], dict[Place, int]]:
    """`head` starts with the fence, so that YAML's own line numbers are the file's."""
    try:
        if any(isinstance(event, yaml.AliasEvent) for event in yaml.parse(head, Loader=yaml.SafeLoader)):
            raise located(path, 1, "YAML aliases (*name) are not used here.", "Write the value out.")
        node = yaml.compose(head, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        hint = "Check the indentation, and put text with a colon into quotes."
        raise located(path, mark.line + 1 if mark else 1, f"this is not YAML: {error.problem}.", hint) from None
    except yaml.YAMLError:
        raise located(path, 1, "the front matter has a character that YAML does not allow.", "Remove it.") from None
    if not isinstance(node, yaml.MappingNode):
        raise located(path, 1, "the front matter is no list of `key: value` lines.", "Write at least id and title.")
    lines: dict[Place, int] = {}
    values = _mapping(path, node, (), lines)
    return values, lines


def _mapping(path: Path, node: yaml.MappingNode, place: Place, lines: dict[Place, int]) -> dict[str, Plain]:
    values: dict[str, Plain] = {}
    for key, value in node.value:
        name, line = str(key.value), key.start_mark.line + 1
        if name in values:
            raise located(path, line, f"`{name}` stands here a second time.", "Keep one of the two.")
        lines[*place, name] = line
        values[name] = _plain(path, value, (*place, name), lines)
    return values


def _plain(path: Path, node: yaml.Node, place: Place, lines: dict[Place, int]) -> Plain:
    """Scalars stay text: what `no`, `48` or `2026-01-01` mean is decided by the field, not guessed by YAML."""
    if isinstance(node, yaml.MappingNode):
        return _mapping(path, node, place, lines)
    if isinstance(node, yaml.SequenceNode):
        for index, item in enumerate(node.value):
            lines[*place, index] = item.start_mark.line + 1
        return [_plain(path, item, (*place, index), lines) for index, item in enumerate(node.value)]
    return None if node.tag == _NULL_TAG else str(node.value)


def moment(document: Document, key: str, zone: ZoneInfo, within: Place = ()) -> dt.datetime | None:
    """The ISO date or time at `key`. A bare date is 00:00, and a time without an offset is, in the shop's `zone`.

    `within` is the place of the mapping that has the key, where that is not the front matter itself.
    """
    value = _at(document, (*within, key))
    if value is None:
        return None
    hint = "Write a date or time such as 2026-01-01 or 2026-01-01T08:00+08:00."
    if not isinstance(value, str):
        raise document.error((*within, key), f"`{key}` is no date.", hint)
    try:
        parsed = dt.datetime.fromisoformat(f"{value}T00:00" if _DATE_ONLY.match(value) else value)
    except ValueError:
        raise document.error((*within, key), f"`{key}`: {value!r} is no date or time.", hint) from None
    return parsed if parsed.tzinfo else parsed.replace(tzinfo=zone)


def _at(document: Document, place: Place) -> Plain:
    value: Plain = document.values
    for part in place:
        if isinstance(value, dict) and isinstance(part, str):
            value = value.get(part)
        elif isinstance(value, list) and isinstance(part, int):
            value = value[part]
    return value


def span(document: Document, zone: ZoneInfo, within: Place = ()) -> dict[str, dt.datetime | None]:
    """`valid_from` and `valid_until`, half open: the end is the first moment when it is no longer in force."""
    start, end = moment(document, "valid_from", zone, within), moment(document, "valid_until", zone, within)
    if start and end and end <= start:
        raise document.error(
            (*within, "valid_until"), "`valid_until` is not after `valid_from`.", "Put the later date here."
        )
    return {"valid_from": start, "valid_until": end}


Model = TypeVar("Model", bound=BaseModel)


def build(document: Document, model: type[Model], values: Mapping[str, object], computed: Sequence[str]) -> Model:
    """The model from the front matter. `computed` fields come from the file itself and may not stand in it."""
    allowed = [name for name in model.model_fields if name not in computed]
    for name in document.values:
        if name not in allowed:
            raise document.error((name,), f"`{name}` is no field here.", _instead(name, allowed))
    try:
        return model.model_validate(dict(values))
    except ValidationError as error:
        problem = error.errors(include_url=False)[0]
        raise document.error(_place(problem, document), *_explained(problem)) from None


def _instead(name: str, allowed: Sequence[str]) -> str:
    close = get_close_matches(name, allowed, n=1)
    return f"Did you mean `{close[0]}`?" if close else f"Known are: {', '.join(allowed)}."


def _place(problem: ErrorDetails, document: Document) -> Place:
    """pydantic's location, without the parts that are its own (`[key]`, the branch of a union)."""
    place: Place = ()
    for part in problem["loc"]:
        if (*place, part) in document.lines:
            place = (*place, part)
    return place


def _explained(problem: ErrorDetails) -> tuple[str, str]:
    name = ".".join(str(part) for part in problem["loc"])
    given = problem["input"]
    match problem["type"]:
        case "missing":
            return f"`{name}` is missing.", f"Add a line `{name}: …` to the front matter."
        case "enum" | "literal_error":
            return f"`{name}`: {given!r} is not known.", f"Write {problem['ctx']['expected']}."
        case "tuple_type":
            return f"`{name}` is no list.", "Write [one, two], or [] for none."
        case "dict_type" | "model_type":
            return f"`{name}` has no fields of its own.", "Write `key: value` lines below it, indented."
        case "string_type" | "string_too_short":
            return f"`{name}` is empty or no text.", "Write its text after the colon."
        case "string_too_long":
            return f"`{name}` is too long.", f"Write at most {problem['ctx']['max_length']} characters."
        case "too_long":
            return f"`{name}` has too many entries.", f"Keep the best {problem['ctx']['max_length']}."
        case "extra_forbidden":
            return f"`{name}` is no field here.", "Remove it, or correct its spelling."
    return f"`{name}`: {given!r} cannot be used.", f"{problem['msg']}."
