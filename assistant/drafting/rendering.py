"""The letter's templates: one small file for each part and each cause, in each language.

A template is plain text. Its line ends are only for the eye of whoever edits it: `flow` joins the lines, except those
that begin with `- `, which are list items.
"""

import hashlib
import re
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import FileSystemLoader, StrictUndefined, Template
from jinja2.sandbox import SandboxedEnvironment

from assistant.case.knowledge import Language

TEMPLATES = Path(__file__).parent / "templates"


@cache
def environment() -> SandboxedEnvironment:
    """Values are never templates, and a misspelt name is an error; plain text needs no escaping."""
    return SandboxedEnvironment(
        loader=FileSystemLoader(TEMPLATES),
        undefined=StrictUndefined,
        autoescape=False,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=False,
    )


def template(language: Language, name: str) -> Template:
    return environment().get_template(f"{language}/{name}.j2")


def render(language: Language, name: str, variables: dict[str, Any]) -> str:
    return flow(template(language, name).render(variables), language)


def render_block(language: Language, cause: str, block: str, variables: dict[str, Any]) -> str:
    """One block (`explanation`, `solution`, `brief`) of a cause's template."""
    source = template(language, f"causes/{cause}")
    return flow("".join(source.blocks[block](source.new_context(variables))), language)


def phrases(language: Language, variables: dict[str, Any]) -> Any:
    """The macros of `actions.j2`, which the causes' templates know as `say`."""
    return template(language, "actions").make_module(variables)


_ENDED_TWICE = re.compile(r"(?<![.。])[.。](?P<quoted>[”’」])?(?P<end>[.。，；](?![.。]))")


def render_lines(language: Language, name: str, variables: dict[str, Any]) -> str:
    """As `render`, with the template's own lines: a signature."""
    text = template(language, name).render(variables)
    return "\n".join(line.strip() for line in text.split("\n") if line.strip())


def flow(text: str, language: Language) -> str:
    """Source lines joined as the language writes them; a list item is a line of its own."""
    lines: list[str] = []
    fresh = True
    for line in (" ".join(raw.split()) for raw in text.split("\n")):
        item = line.startswith("- ")
        if not line:
            continue
        if fresh or item:
            lines.append(line)
        else:
            lines[-1] = join([lines[-1], line], language)
        fresh = item
    return _ENDED_TWICE.sub(_once, "\n".join(lines))


def _once(ends: re.Match[str]) -> str:
    """A quotation that ends as its sentence does keeps no full stop of its own; an abbreviation ends the sentence."""
    quoted, end = ends["quoted"] or "", ends["end"]
    return f"{quoted}{end}"


def join(sentences: list[str], language: Language) -> str:
    """Sentences one after the other, in the language's way."""
    return ("" if language == "zh" else " ").join(sentence for sentence in sentences if sentence)


@cache
def version(*folders: Path) -> str:
    """The first 12 hex digits of a hash over every file in the folders, names included."""
    digest = hashlib.sha256()
    for folder in folders:
        for path in sorted(path for path in folder.rglob("*") if path.is_file()):
            digest.update(path.relative_to(folder.parent).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:12]
