"""What the model is told: one file a step and language, static part first, then what belongs to one mail.

A file's first part is sent as it stands, byte for byte the same in every call, so that providers' prompt caches work;
the part below `=== user ===` is a Jinja2 template. A variable that is missing or not used is an error, never a blank.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from jinja2 import StrictUndefined, TemplateError, meta
from jinja2.sandbox import SandboxedEnvironment

from assistant.errors import ConfigurationError

Step = Literal["understand", "write", "repair"]
STEPS: tuple[Step, ...] = ("understand", "write", "repair")
LANGUAGES: tuple[Literal["zh", "en"], ...] = ("zh", "en")
_DIVIDER = "=== user ===\n"

# Prompts are plain text for a model, not pages: there is nothing to escape.
_environment = SandboxedEnvironment(undefined=StrictUndefined, autoescape=False, keep_trailing_newline=False)


@dataclass(frozen=True)
class Prompt:
    """`system` is static; `template` takes exactly the variables in `variables`."""

    name: str
    system: str
    template: str
    variables: frozenset[str]

    def render(self, values: Mapping[str, str]) -> str:
        """The part that belongs to one mail. Raises ConfigurationError for a missing or unused variable."""
        if self.variables != values.keys():
            missing = ", ".join(sorted(self.variables - values.keys())) or "none"
            unused = ", ".join(sorted(values.keys() - self.variables)) or "none"
            raise ConfigurationError(
                f"The prompt {self.name} does not fit its variables: missing {missing}; unused {unused}.",
                "Mend the file, or restore the one that came with this version.",
            )
        return _environment.from_string(self.template).render(values)


@dataclass(frozen=True)
class Prompts:
    """All prompts of a folder; `version` is a short hash over their contents, stored with each draft."""

    by_name: Mapping[str, Prompt]
    version: str

    def get(self, step: Step, language: Literal["zh", "en"]) -> Prompt:
        return self.by_name[f"{step}.{language}"]


def load_prompts(folder: Path) -> Prompts:
    """Read every step in every language. Raises ConfigurationError naming the file that cannot be used."""
    prompts, digest = {}, hashlib.sha256()
    for step in STEPS:
        for language in LANGUAGES:
            name = f"{step}.{language}"
            text = _read(folder / f"{name}.md")
            digest.update(f"{name}\n{text}".encode())
            prompts[name] = _prompt(name, text)
    return Prompts(prompts, digest.hexdigest()[:12])


def _read(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except OSError as error:
        raise ConfigurationError(f"The prompt {file} cannot be read: {error.strerror}.", "Restore the file.") from None


def _prompt(name: str, text: str) -> Prompt:
    system, divider, template = text.partition(_DIVIDER)
    if not divider:
        raise ConfigurationError(f"The prompt {name} has no line `{_DIVIDER.strip()}`.", "Restore the file.")
    try:
        variables = meta.find_undeclared_variables(_environment.parse(template))
    except TemplateError as error:
        raise ConfigurationError(f"The prompt {name} is no template: {error}.", "Restore the file.") from None
    return Prompt(name, system.strip(), template.strip(), frozenset(variables))
