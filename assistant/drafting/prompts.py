"""What the model is told: one file a step and language, static part first, then what belongs to one mail.

A file's first part is sent as it stands, byte for byte the same in every call, so that providers' prompt caches work;
the part below `=== user ===` is a Jinja2 template. A variable that is missing or not used is an error, never a blank,
and it is found when the files are loaded, not when the first mail comes in.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from jinja2 import StrictUndefined, Template, TemplateError, meta
from jinja2.sandbox import SandboxedEnvironment

from assistant.errors import ConfigurationError

Step = Literal["understand", "write", "repair", "questions"]
Language = Literal["zh", "en"]
LANGUAGES: tuple[Language, ...] = ("zh", "en")
VARIABLES: dict[Step, frozenset[str]] = {
    "understand": frozenset({"products", "subject", "text"}),
    "write": frozenset(
        {"today", "sender", "emotion", "urgent", "category", "causes", "unanswered", "undecided"}
        | {"letter", "sources", "subject", "text", "tone", "wish", "examples"}
    ),
    "repair": frozenset({"faults"}),
    "questions": frozenset({"title", "text"}),
}
"""What each step's template is given, and has to use: the values that `context` makes."""
OF_DRAFTS = ("understand", "write", "repair")
"""The steps that a draft comes out of."""

_DIVIDER = "=== user ===\n"
_HINT = "Mend the file, or restore the one that came with this version."

# Prompts are plain text for a model, not pages: there is nothing to escape.
_environment = SandboxedEnvironment(undefined=StrictUndefined, autoescape=False, keep_trailing_newline=False)


@dataclass(frozen=True)
class Prompt:
    """`system` is static; `template` takes exactly the variables of its step."""

    file: Path
    system: str
    template: Template
    variables: frozenset[str]

    def render(self, values: Mapping[str, str]) -> str:
        """The part that belongs to one mail. Raises ConfigurationError for a missing or unused variable."""
        _must_fit(self.file, needed=self.variables, given=frozenset(values))
        try:
            return self.template.render(values)
        except TemplateError as error:
            raise ConfigurationError(f"The prompt {self.file} cannot be filled in: {error}.", _HINT) from None


@dataclass(frozen=True)
class Prompts:
    """All prompts of a folder; `version` is a short hash over those of a draft, stored with each."""

    by_name: Mapping[str, Prompt]
    version: str

    def get(self, step: Step, language: Language) -> Prompt:
        return self.by_name[f"{step}.{language}"]


def load_prompts(folder: Path) -> Prompts:
    """Read every step in every language. Raises ConfigurationError naming the file that cannot be used."""
    prompts, digest = {}, hashlib.sha256()
    for step, variables in VARIABLES.items():
        for language in LANGUAGES:
            name = f"{step}.{language}"
            file = folder / f"{name}.md"
            text = _read(file)
            if step in OF_DRAFTS:
                digest.update(f"{name}\n{text}".encode())
            prompts[name] = _prompt(file, text, variables)
    return Prompts(prompts, digest.hexdigest()[:12])


def _read(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except OSError as error:
        raise ConfigurationError(f"The prompt {file} cannot be read: {error.strerror}.", "Restore the file.") from None
    except UnicodeDecodeError:
        raise ConfigurationError(f"The prompt {file} is not in UTF-8.", "Save it as UTF-8.") from None


def _prompt(file: Path, text: str, variables: frozenset[str]) -> Prompt:
    system, divider, words = text.partition(_DIVIDER)
    if not divider:
        raise ConfigurationError(f"The prompt {file} has no line `{_DIVIDER.strip()}`.", _HINT)
    try:
        used = frozenset(meta.find_undeclared_variables(_environment.parse(words)))
        template = _environment.from_string(words.strip())
    except TemplateError as error:
        raise ConfigurationError(f"The prompt {file} is no template: {error}.", _HINT) from None
    _must_fit(file, needed=used, given=variables)
    prompt = Prompt(file, system.strip(), template, variables)
    prompt.render(dict.fromkeys(variables, "-"))
    return prompt


def _must_fit(file: Path, *, needed: frozenset[str], given: frozenset[str]) -> None:
    if needed == given:
        return
    missing = ", ".join(sorted(needed - given)) or "none"
    unused = ", ".join(sorted(given - needed)) or "none"
    raise ConfigurationError(
        f"The prompt {file} does not fit its variables: missing {missing}; unused {unused}.", _HINT
    )
