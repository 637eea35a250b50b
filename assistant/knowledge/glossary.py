"""The trade's vocabulary: which words mean the same, within a language and across the two; `kb/glossary.yaml`.

Customers say 店家 and "courier" where an article says 商家 and 快递. A search that takes the words of one concept for
one term finds what shares no character with the question, and finds Chinese text for English words.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from pathlib import Path

import yaml

from assistant.errors import ArticleError
from assistant.knowledge.frontmatter import located
from assistant.stemming import stem

GLOSSARY_FILE = "glossary.yaml"
_HINT = "Write `concepts:`, and below it a line `- [退货, return, send back]` for each concept."
_HAN = re.compile(r"[\u3400-\u9fff]")
_WORD = re.compile(r"[^\W_\u3400-\u9fff]+")


class Glossary:
    """Safe for several threads at once: nothing changes after construction."""

    def __init__(self, concepts: Sequence[Sequence[str]] = ()) -> None:
        """Each concept is the words for it; its first word is its name."""
        self.words = tuple(tuple(words) for words in concepts)
        self._chinese: dict[str, list[tuple[str, str]]] = defaultdict(list)
        self._other: dict[str, list[tuple[list[str], str, str]]] = defaultdict(list)
        for words in concepts:
            for word in words:
                self._add(_plain(word), words[0])

    def concepts_in(self, text: str) -> list[str]:
        """The name of a concept for each place where one of its words stands, Chinese ones first."""
        plain = _plain(text)
        return [name for _, name in (*self._chinese_in(plain), *self._other_in(_words(plain)))]

    def said_in(self, text: str) -> dict[str, str]:
        """Each concept of the text, with the word that stands for it there."""
        plain = _plain(text)
        found: dict[str, str] = {}
        for word, name in (*self._chinese_in(plain), *self._other_in(_words(plain))):
            found[name] = max(word, found.get(name, ""), key=len)
        return found

    def _add(self, word: str, name: str) -> None:
        if _HAN.search(word):
            self._chinese[word[0]].append((word, name))
        else:
            phrase = _words(word)
            self._other[phrase[0]].append((phrase, word, name))

    def _chinese_in(self, plain: str) -> Iterator[tuple[str, str]]:
        """Words may overlap: in 退货运费 there are both 退货 and 运费."""
        for at, character in enumerate(plain):
            for word, name in self._chinese.get(character, ()):
                if plain.startswith(word, at):
                    yield word, name

    def _other_in(self, words: Sequence[str]) -> Iterator[tuple[str, str]]:
        for at, begun in enumerate(words):
            for phrase, word, name in self._other.get(begun, ()):
                if list(words[at : at + len(phrase)]) == phrase:
                    yield word, name


@cache
def general_vocabulary() -> Glossary:
    """Words that are no shop's own, in both languages: `vocabulary.yaml` beside this module."""
    return read_glossary(Path(__file__).with_name("vocabulary.yaml"))


def read_glossary(file: Path) -> Glossary:
    """Empty where there is no file. Raises ArticleError with file and line."""
    try:
        return _glossary(file, file.read_text("utf-8"))
    except FileNotFoundError:
        return Glossary()
    except (OSError, UnicodeDecodeError) as error:
        raise ArticleError(f"{file}: the glossary cannot be read: {error}.", "Save it as UTF-8 text.") from None


@lru_cache(maxsize=4)
def _glossary(file: Path, text: str) -> Glossary:
    """Remembered, for it is asked for whenever an article changes, and YAML is slow."""
    try:
        node = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise located(file, line, f"this is not YAML: {error.problem}.", _HINT) from None
    return Glossary([_concept(file, line) for line in _lines(file, node)])


def _lines(file: Path, node: yaml.Node | None) -> list[yaml.Node]:
    match node:
        case yaml.MappingNode(value=[(yaml.ScalarNode(value="concepts"), yaml.SequenceNode(value=lines))]):
            return list(lines)
    raise located(file, 1, "the glossary is no list of concepts.", _HINT)


def _concept(file: Path, node: yaml.Node) -> list[str]:
    words = [str(word.value) for word in node.value] if isinstance(node, yaml.SequenceNode) else []
    if not words or not all(_HAN.search(word) or _words(_plain(word)) for word in words):
        raise located(file, node.start_mark.line + 1, "a concept is a list of words.", _HINT)
    return words


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()


def _words(plain: str) -> list[str]:
    return [stem(word) for word in _WORD.findall(plain)]
