"""Playbooks: how each cause is handled, and the numbers of the shop's policy, read from `kb/playbooks`."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal, InvalidOperation
from pathlib import Path
from zoneinfo import ZoneInfo

from assistant.case.diagnosis import Cause, Role
from assistant.case.knowledge import Playbook, Policy
from assistant.errors import ArticleError
from assistant.knowledge.articles import DEFAULT_ZONE
from assistant.knowledge.frontmatter import (
    VERSION_HINT,
    Document,
    build,
    collecting,
    markdown_files,
    read_document,
    span,
)

_COMPUTED = ("body", "version", "path")
NUMBERS = tuple(name for name in Policy.model_fields if name not in ("limits", "sources", "sales"))
"""The numbers that the playbooks together must give."""


def load_playbooks(
    folder: Path, timezone: str = DEFAULT_ZONE, errors: list[ArticleError] | None = None
) -> tuple[Playbook, ...]:
    """Every playbook below `folder`; `timezone` and `errors` are as in `load_articles`."""
    zone = ZoneInfo(timezone)
    playbooks: list[Playbook] = []
    paths: list[str] = []
    with collecting(errors):
        paths = markdown_files(folder)
    for path in paths:
        with collecting(errors):
            document = read_document(Path(path))
            playbook = _playbook(document, zone)
            _refuse_duplicate(playbooks, playbook, document)
            playbooks.append(playbook)
    return tuple(playbooks)


def policy(playbooks: Sequence[Playbook], at: datetime) -> Policy:
    """All numbers in force at `at`. Raises ArticleError if one is missing, or if two playbooks in force give it.

    Role limits with a start and an end are a temporary change: while they last, they stand in for the lasting ones.
    """
    values: dict[str, object] = {}
    givers: dict[str, Playbook] = {}
    for playbook in _in_force(playbooks, at):
        given: dict[str, object] = dict(playbook.thresholds)
        if playbook.limits is not None:
            given["limits"] = playbook.limits
        if playbook.sales:
            given["sales"] = playbook.sales
        for name, value in given.items():
            if name in givers:
                raise _given_twice(name, givers[name], playbook)
            givers[name], values[name] = playbook, value
    _refuse_missing(values, at)
    sources = {name: f"playbook:{giver.id}@{giver.version}" for name, giver in givers.items()}
    return Policy.model_validate({**values, "sources": sources})


def _in_force(playbooks: Sequence[Playbook], at: datetime) -> list[Playbook]:
    current = [playbook for playbook in playbooks if playbook.in_force(at)]
    if not any(playbook.limits is not None and _is_temporary(playbook) for playbook in current):
        return current
    return [
        playbook if playbook.limits is None or _is_temporary(playbook) else playbook.model_copy(update={"limits": None})
        for playbook in current
    ]


def _is_temporary(playbook: Playbook) -> bool:
    return playbook.valid_from is not None and playbook.valid_until is not None


def playbook_for(playbooks: Sequence[Playbook], cause: Cause, at: datetime) -> Playbook | None:
    """The cause's playbook in force at `at`; the newest, should two overlap."""
    fitting = [playbook for playbook in playbooks if playbook.cause == cause and playbook.in_force(at)]
    return max(fitting, key=_start, default=None)


def _start(playbook: Playbook) -> float:
    return playbook.valid_from.timestamp() if playbook.valid_from else float("-inf")


def _playbook(document: Document, zone: ZoneInfo) -> Playbook:
    values: dict[str, object] = {**document.values, **span(document, zone)}
    values |= {"body": document.body, "version": document.version, "path": str(document.path)}
    if "thresholds" in document.values:
        values["thresholds"] = _thresholds(document)
    if "sales" in document.values:
        values["sales"] = _sales(document, zone)
    playbook = build(document, Playbook, values, _COMPUTED)
    if playbook.cause is None and playbook.limits is None:
        raise document.error((), "`cause` is missing.", "Name the cause; only the one with the role limits has none.")
    if playbook.cause is not None and playbook.category not in (None, playbook.cause.category):
        hint = f"Write `category: {playbook.cause.category}`."
        raise document.error(("category",), f"{playbook.cause} does not belong to {playbook.category}.", hint)
    if playbook.limits is not None and set(playbook.limits) != set(Role):
        raise document.error(("limits",), "`limits` does not name every role.", f"Name {', '.join(Role)}.")
    return playbook


def _thresholds(document: Document) -> dict[str, int | Decimal]:
    given = document.values["thresholds"]
    if not isinstance(given, dict):
        raise document.error(("thresholds",), "`thresholds` is no mapping.", "Write `name: number` lines, indented.")
    return {name: _number(document, name, text) for name, text in given.items()}


def _sales(document: Document, zone: ZoneInfo) -> list[dict[str, object]]:
    given = document.values["sales"]
    if not isinstance(given, list) or not all(isinstance(sale, dict) for sale in given):
        hint = "Write a list, each entry with `valid_from` and `valid_until`."
        raise document.error(("sales",), "`sales` is no list of times.", hint)
    return [dict(span(document, zone, ("sales", n))) for n in range(len(given))]


def _number(document: Document, name: str, text: object) -> int | Decimal:
    place = ("thresholds", name)
    if name not in NUMBERS:
        raise document.error(place, f"`{name}` is no number of the policy.", f"Known are: {', '.join(NUMBERS)}.")
    whole = Policy.model_fields[name].annotation is int
    kind = "a whole number" if whole else "an amount such as 10.00"
    try:
        number = int(str(text)) if whole else Decimal(str(text))
    except (ValueError, InvalidOperation):
        raise document.error(place, f"`{name}`: {text!r} is no number.", f"Write {kind}.") from None
    if not Decimal(number).is_finite() or number < 0 or number != round(number, 2):
        raise document.error(place, f"`{name}`: {text} cannot be used.", f"Write {kind}, not below 0.")
    return number


def _refuse_duplicate(others: Sequence[Playbook], playbook: Playbook, document: Document) -> None:
    span_of_it = (playbook.valid_from, playbook.valid_until)
    for other in others:
        if other.id == playbook.id and (other.valid_from, other.valid_until) == span_of_it:
            raise document.error(("id",), f"{playbook.id} is already {other.path}.", VERSION_HINT)


def _given_twice(name: str, first: Playbook, second: Playbook) -> ArticleError:
    document = read_document(Path(second.path))
    place = (name,) if name == "limits" else ("thresholds", name)
    what = f"`{name}` is also given by {first.path}, in force at the same time."
    return document.error(place, what, "Keep one of the two, or give them different times.")


def _refuse_missing(values: dict[str, object], at: datetime) -> None:
    missing = [name for name in (*NUMBERS, "limits") if name not in values]
    if missing:
        raise ArticleError(
            f"No playbook in force at {at.isoformat(timespec='minutes')} gives {', '.join(missing)}.",
            "Add each under `thresholds:` of the playbook where it belongs; limits, and the numbers of no single cause,"
            " stand in playbooks/permissions.md.",
        )
