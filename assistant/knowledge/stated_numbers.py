"""Numbers that an article states in the policy's words, compared with the playbooks'.

A customer is held to what the article says, the process to what the playbook says: the two must not differ. How the
numbers are worded is the shop's own, in `kb/numbers.yaml`.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path

import yaml

from assistant.case.knowledge import Article, Playbook, Policy
from assistant.errors import ArticleError
from assistant.knowledge.frontmatter import located
from assistant.knowledge.playbooks import NUMBERS, policy

NUMBERS_FILE = "numbers.yaml"
_HINT = 'Write `return_window_days: ["within # days of receipt"]`, with # for the number.'
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
    articles: Sequence[Article], playbooks: Sequence[Playbook], phrases: Phrases, at: datetime
) -> Iterator[ArticleError]:
    """One for each number that is not the playbook's, with the article's file and line."""
    for article in articles:
        own_time = _within(article, at)
        try:
            numbers = policy(playbooks, own_time)
        except ArticleError:  # before the shop had playbooks: nothing to compare with
            continue
        yield from _in_article(article, numbers, phrases)


def _in_article(article: Article, numbers: Policy, phrases: Phrases) -> Iterator[ArticleError]:
    lines = Path(article.path).read_text("utf-8").splitlines()
    for number, line in enumerate(lines, start=1):
        for name, patterns in phrases.items():
            right = Decimal(getattr(numbers, name))
            wrong = [stated for pattern in patterns for stated in pattern.findall(line) if Decimal(stated) != right]
            for stated in dict.fromkeys(wrong):
                source = numbers.sources[name].removeprefix("playbook:").partition("@")[0]
                what = f"{article.id} says {stated}, but `{name}` in the playbook {source} is {right.normalize():f}."
                yield located(Path(article.path), line=number, what=what, hint="Make the two agree.")


def _within(article: Article, at: datetime) -> datetime:
    """`at`, or the moment nearest to it at which the article is in force."""
    if article.valid_from is not None and at < article.valid_from:
        return article.valid_from
    if article.valid_until is not None and at >= article.valid_until:
        return article.valid_until - timedelta(seconds=1)
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
