"""The wheel: built, installed with its locked requirements in an empty environment, and drafting from there."""

import ast
import json
import os
import re
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from email import message_from_bytes
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from support.case_contract import VALIDATOR
from support.command_folders import NOW, shop_folder
from support.commands import draftdesk
from support.machine import need

CHECKOUT = Path(__file__).parents[2]

NOT_IMPORTED = {
    "langchain": "holds langchain-core and langchain-openai to releases that go together",
    "python-multipart": "FastAPI reads the desk's forms with it",
    "tzdata": "time zones where the machine has none",
}
"""Declared, though no module names it."""


@pytest.fixture(scope="module")
def uv() -> str:
    return need("uv", "uv", str(Path(sys.executable).parent))


@pytest.fixture(scope="module")
def wheel(uv: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    _from_cache_or_registry(uv, "build", "--wheel", "--out-dir", folder, CHECKOUT)
    (built,) = folder.glob("draftdesk-*.whl")
    return built


@pytest.fixture(scope="module")
def installed(uv: str, wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The installed command, in an environment that has nothing else."""
    environment = tmp_path_factory.mktemp("environment") / "venv"
    _run(uv, "venv", "--python", sys.executable, environment)
    python = ("--python", environment / "bin/python")
    _from_cache_or_registry(uv, "pip", "install", *python, "-r", CHECKOUT / "requirements.lock")
    _run(uv, "pip", "install", "--offline", "--no-deps", *python, wheel)
    return environment / "bin/draftdesk"


def _run(*command: str | Path) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(command, cwd="/", capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done


def _from_cache_or_registry(uv: str, *arguments: str | Path) -> None:
    """From uv's cache if everything is there, else over the network; without either the test is left out."""
    for offline in (["--offline"], []):
        done = subprocess.run([uv, *arguments, *offline], cwd="/", capture_output=True, text=True)
        if done.returncode == 0:
            return
    reason = f"uv's cache does not have everything, and the package registry cannot be reached: {done.stderr[-600:]}"
    if os.environ.get("CI") == "true":
        pytest.fail(reason)
    pytest.skip(reason)


def test_installed_alone_it_drafts_with_the_packaged_prompts_and_knowledge_base(
    installed: Path, tmp_path: Path
) -> None:
    folder = shop_folder(tmp_path, mails=("wrong_item_sent",))
    options = ("--shop", "shop.json", "--now", NOW.isoformat(), "--drafter", "offline", "--json")
    outcome = draftdesk("draft", "wrong_item_sent.eml", *options, cwd=folder, command=installed)
    assert (outcome.status, outcome.err) == (0, "")
    case = json.loads(outcome.out)
    VALIDATOR.validate(case)
    assert case["reply"]["text"]
    assert case["passages"], "the packaged articles are searched"
    no_settings = draftdesk("run", cwd=folder, command=installed)
    example = re.search(r"Copy (\S+) to draftdesk\.toml", no_settings.err)
    assert example is not None
    assert str(installed.parents[1]) in example[1], "not the checkout's"
    assert Path(example[1]).read_text(encoding="utf-8") == (CHECKOUT / "draftdesk.example.toml").read_text("utf-8")


def test_it_carries_what_a_checkout_has_and_no_tests(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    for folder in ("prompts", "kb"):
        beside = [path for path in (CHECKOUT / folder).rglob("*") if path.is_file()]
        assert beside
        assert {f"assistant/_packaged/{path.relative_to(CHECKOUT)}" for path in beside} <= names
    data = [path for path in (CHECKOUT / "assistant").rglob("*") if path.is_file() and "__pycache__" not in path.parts]
    assert {str(path.relative_to(CHECKOUT)) for path in data} <= names
    assert {name.split("/")[0] for name in names} == {
        "assistant",
        wheel.name.removesuffix("-py3-none-any.whl") + ".dist-info",
    }


def test_every_package_that_is_imported_is_declared_and_the_other_way_round(wheel: Path) -> None:
    """What merely happens to be installed with something else may be gone with the next lock file."""
    declared = _declared(wheel)
    distributions = packages_distributions()
    imported = {_plain(distributions[name][0]) for name in _imported_packages()}
    assert imported - declared == set()
    assert declared - imported == set(NOT_IMPORTED)


def _declared(wheel: Path) -> set[str]:
    with zipfile.ZipFile(wheel) as archive:
        (name,) = (name for name in archive.namelist() if name.endswith(".dist-info/METADATA"))
        metadata = message_from_bytes(archive.read(name))
    requirements = metadata.get_all("Requires-Dist") or []
    return {_plain(re.split(r"[^\w.-]", requirement, maxsplit=1)[0]) for requirement in requirements}


def _plain(name: str) -> str:
    """As PEP 503 compares names."""
    return re.sub(r"[-_.]+", "-", name).lower()


def _imported_packages() -> set[str]:
    """The top-level packages of others that any module names, at its head or inside a function."""
    modules = (CHECKOUT / "assistant").rglob("*.py")
    names = {name.partition(".")[0] for path in modules for name in _imports(path)}
    return names - {"assistant"} - set(sys.stdlib_module_names)


def _imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
