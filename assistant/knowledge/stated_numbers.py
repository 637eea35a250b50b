"""Numbers that an article or a playbook's text states in the policy's words, compared with the playbooks' thresholds.

A customer is held to what the article says, an agent reads what the playbook's text says, and the process goes by the
thresholds: the three must not differ. How the numbers are worded is the shop's own, in `kb/numbers.yaml`; and what a
playbook's text counts in days, hours, months or money must be some number of the policy at all.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path

import yaml

from assistant.case.knowledge import Article, InForce, Playbook, Policy
from assistant.errors import ArticleError
from assistant.knowledge.frontmatter import QUESTIONS, lines_of, located, read_document
from assistant.knowledge.playbooks import NUMBERS, policy

NUMBERS_FILE = "numbers.yaml"
_HINT = 'Write `return_window_days: ["within # days of receipt"]`, with # for the number.'
_COUNTED = {
    "working days": re.compile(r"(?<![\d.])(\d+)\s*(?:个工作日|working days?\b)"),
    "days": re.compile(r"(?<![\d.])(\d+)\s*(?:天|days?\b)"),
    "hours": re.compile(r"(?<![\d.])(\d+)\s*(?:个?小时|hours?\b)"),
    "months": re.compile(r"(?<![\d.])(\d+)\s*(?:个月|months?\b)"),
    "in money": re.compile(r"(?<![\d.])(\d+(?:\.\d+)?)\s*(?:元|CNY\b)"),
}
Phrases = Mapping[str, Sequence["re.Pattern[str]"]]


def read_phrases(file: Path) -> Phrases:
    """Number of the policy -> what a sentence that states it looks like. None where there is no file.

    Raises ArticleError with file and line.
    """
    try:
        node = yaml.compose(file.read_text("utf-8"), Loader=yaml.SafeLoader)
    except FileNotFoundError:
        return {}
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise located(file, line, f"this is not YAML: {error.problem}.", _HINT) from None
    if not isinstance(node, yaml.MappingNode):
        raise located(file, 1, "this is no list of numbers and their phrases.", _HINT)
    return {key.value: _patterns(file, key, value) for key, value in node.value}


def differing(
    entries: Iterable[Article | Playbook], playbooks: Sequence[Playbook], phrases: Phrases, at: datetime
) -> Iterator[ArticleError]:
    """One for each stated number that is not the policy's, with the file and line where it stands."""
    for entry in entries:
        try:
            numbers = policy(playbooks, _within(entry, at))
        except ArticleError:  # before the shop had playbooks: nothing to compare with
            continue
        for line, words in _stating(Path(entry.path)):
            worded = list(_worded_otherwise(words, numbers, phrases))
            told = worded or (list(_no_number_of(words, numbers)) if isinstance(entry, Playbook) else [])
            for what in told:
                yield located(Path(entry.path), line, f"{entry.id} says {what}.", "Make the two agree.")


def _stating(path: Path) -> Iterator[tuple[int, str]]:
    """The lines, counted from 1, that say what holds: the questions that customers ask are not among them."""
    text = path.read_text("utf-8")
    asking = lines_of(QUESTIONS, text, read_document(path).lines)
    return ((at + 1, words) for at, words in enumerate(text.splitlines()) if at not in asking)


def _worded_otherwise(words: str, numbers: Policy, phrases: Phrases) -> Iterator[str]:
    for name, patterns in phrases.items():
        right = Decimal(getattr(numbers, name))
        wrong = [stated for pattern in patterns for stated in pattern.findall(words) if Decimal(stated) != right]
        for stated in dict.fromkeys(wrong):
            source = numbers.sources[name].removeprefix("playbook:").partition("@")[0]
            yield f"{stated}, but `{name}` in the playbook {source} is {right.normalize():f}"


def _no_number_of(words: str, numbers: Policy) -> Iterator[str]:
    for unit, pattern in _COUNTED.items():
        for stated in dict.fromkeys(pattern.findall(words)):
            if Decimal(stated) not in _values(numbers, unit):
                yield f"{stated} {unit}, but no threshold or limit in force is that"


def _values(numbers: Policy, unit: str) -> set[Decimal]:
    if unit == "in money":
        limits = (
            value for role in numbers.limits.values() for value in role.model_dump().values() if value is not None
        )
        amounts = (getattr(numbers, name) for name in NUMBERS if Policy.model_fields[name].annotation is not int)
        return {Decimal(value) for value in (*limits, *amounts)}
    names = [name for name in NUMBERS if f"_{unit.replace(' ', '_')}" in name]
    if unit == "days":
        names = [name for name in names if "_working_days" not in name]
    return {Decimal(getattr(numbers, name)) for name in names}


def _within(entry: InForce, at: datetime) -> datetime:
    """`at`, or the moment nearest to it at which the entry is in force."""
    if entry.valid_from is not None and at < entry.valid_from:
        return entry.valid_from
    if entry.valid_until is not None and at >= entry.valid_until:
        return entry.valid_until - timedelta(seconds=1)
    return at


def _patterns(file: Path, key: yaml.Node, node: yaml.Node) -> list["re.Pattern[str]"]:
    line = key.start_mark.line + 1
    if key.value not in NUMBERS:
        raise located(file, line, f"`{key.value}` is no number of the policy.", f"Known are: {', '.join(NUMBERS)}.")
    phrases = [str(part.value) for part in node.value] if isinstance(node, yaml.SequenceNode) else []
    if not phrases or any(phrase.count("#") != 1 for phrase in phrases):
        raise located(file, line, f"`{key.value}` is no list of phrases with one # each.", _HINT)
    return [_pattern(phrase) for phrase in phrases]


def _pattern(phrase: str) -> "re.Pattern[str]":
    """Spaces between a number and its Chinese unit are optional."""
    before, after = (re.escape(part.strip()) for part in phrase.split("#"))
    return re.compile(rf"{before}\s*(?<![\d.])(\d+(?:\.\d+)?)\s*{after}")
